"""Settings every test shares: hypothesis draws the same examples in CI every time."""

import os

from hypothesis import HealthCheck, settings

# A simulated scenario takes as long as it takes, so examples have no deadline of their own.
_slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("ci", derandomize=True, deadline=None, suppress_health_check=_slow)
settings.register_profile("local", deadline=None, suppress_health_check=_slow)
settings.load_profile("ci" if os.environ.get("CI") else "local")
