"""Settings every test shares: hypothesis draws the same examples every time, unless asked to explore."""

import os

from hypothesis import HealthCheck, Phase, settings

# A simulated scenario takes as long as it takes, so examples have no deadline of their own.
_slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
# Looking for a smaller failing scenario takes minutes; `HYPOTHESIS_PROFILE=explore pytest ...` does it, with new draws.
settings.register_profile(
    "same",
    derandomize=True,
    deadline=None,
    suppress_health_check=_slow,
    phases=(Phase.explicit, Phase.generate),
)
settings.register_profile("explore", deadline=None, suppress_health_check=_slow)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
