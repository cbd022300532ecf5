"""What must always hold, checked on the record and the event log of one replication (model.md section 12).

As a command, `python -m tests.invariants 10000` draws that many new scenarios and checks each.
"""

from tests.invariants.everything import check_everything
from tests.invariants.observed import STATES, Observed, observe

__all__ = ["STATES", "Observed", "check_everything", "observe"]
