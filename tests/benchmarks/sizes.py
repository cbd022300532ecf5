"""Parameters of the two neutral workloads; the time unit is the working hour."""

from math import log
from typing import NamedTuple

HORIZON = 2080.0

# W1: mean SDR and AE handling times, share that goes on to the AEs, mean patience before each.
SDR_SERVICE, AE_SERVICE, ONWARD_SHARE, SDR_PATIENCE, AE_PATIENCE = 0.5, 2.8, 0.3, 2.0, 4.0

# W2: open leads per rep at most, handling time (mean and sigma of the log), set-up, kinds of touch, share of touches
# that finish a lead, mean gap between touches, mean time until a lead is cold.
OPEN_LIMIT, TOUCH_MEAN, TOUCH_SIGMA, SETUP, KINDS = 60, 10 / 60, 0.5, 3 / 60, 3
DONE_SHARE, GAP, COLD = 1 / 6, 16.0, 120.0
TOUCH_MU = log(TOUCH_MEAN) - TOUCH_SIGMA**2 / 2


class Line(NamedTuple):
    """One size of W1: heads on the two desks, places in the AE stage, arrivals per hour."""

    sdrs: int
    aes: int
    places: int
    rate: float


class Touches(NamedTuple):
    """One size of W2: reps and arrivals per hour."""

    reps: int
    rate: float


LINES = {
    name: Line(3 * k, 5 * k, 8 * k, 5.1 * k) for name, k in {"small": 1, "triple": 3, "x100": 100}.items()
}
TOUCHES = {name: Touches(8 * k, 8.64 * k) for name, k in {"small": 1, "triple": 3, "x30": 30}.items()}
OUTPUTS = {
    "W1": ("arr", "sdr", "ren1", "ren2", "won", "w1", "w2"),
    "W2": ("arr", "done", "cold", "touches", "backlogged", "cycle", "first", "util"),
}
