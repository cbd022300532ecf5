"""How sure: replications until a mean, a quantile or a chance is known as well as asked, and how many that takes.

When a run stops is decided by `experiment.asked`; the intervals are those of `experiment.statistics`: Student t, order
statistics, Wilson.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

from salesline.answers.shown import Shown
from salesline.errors import SalesLineError
from salesline.experiment.asked import Asked, Kind, next_look
from salesline.experiment.bench import Bench
from salesline.experiment.events import Event
from salesline.experiment.statistics import LEVEL

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from salesline.scenario.scenario import Scenario

__all__ = ["Kind", "Precise", "precise", "replications_for"]


@dataclass(frozen=True)
class Precise(Shown):
    """A figure known as well as asked, or as well as the most replications allow.

    Attributes:
        measure, kind: what it is of.
        value, low, high: with its 95 % interval.
        replications: that were run.
        asked: half-width.
        reached: whether the interval is that narrow.

    """

    measure: str
    kind: Kind
    value: float
    low: float
    high: float
    replications: int
    asked: float
    reached: bool


def precise(
    scenario: Scenario,
    within: float,
    *,
    measure: str = "bookings",
    kind: Kind = "mean",
    share: float = 0.1,
    target: float | None = None,
    most: int = 2000,
    bench: Bench | None = None,
) -> Precise:
    """Run replications until a figure is known to a half-width.

    Args:
        scenario: what to run.
        within: half-width: relative for a mean or quantile (0.02 is 2 %), in points for a chance (0.05 is 5 points).
        measure: of the catalogue.
        kind: 'mean', 'quantile' or 'chance' of at least `target`.
        share: of the quantile: 0.1 is P10.
        target: of the chance; None: the plan's bookings.
        most: replications at which to stop all the same.
        bench: where runs are made and remembered; None: a new one.

    Raises:
        SalesLineError: no target, or a half-width that is none.

    """
    if not 0.0 < within < 1.0:
        raise SalesLineError(f"the half-width must be a share between 0 and 1, such as 0.02, not {within}")
    bench = bench or Bench(seed=scenario.study.seed)
    event = Event(kind, measure, ">=", target) if kind == "chance" else None
    asked = Asked(measure, measure, kind, share, event)
    n, before = min(asked.first, most), 0
    while True:
        values = bench.values(scenario, measure, n)
        if n >= most or asked.enough(values, before, within, scenario):
            seen = asked.seen(values, scenario)
            return Precise(measure, kind, *seen, n, within, asked.narrow(values, within, scenario))
        bench.tell(f"{measure} ±{100 * asked.precision(values, scenario):.1f} {asked.unit}")
        n, before = next_look(n, most), n


def replications_for(values: NDArray[np.float64], within: float, *, kind: Kind = "mean", share: float = 0.1,
                     target: float = 0.0) -> int:  # fmt: skip
    """Return how many replications a half-width takes, judged by some that have been run.

    Args:
        values: the measure in a first batch.
        within: half-width as for `precise`.
        kind, share, target: as for `precise`.

    """
    import numpy as np  # noqa: PLC0415 - kept out of `import salesline`

    z = NormalDist().inv_cdf(0.5 + LEVEL / 2)
    kept = values[~np.isnan(values)]
    if kind == "mean":
        error, width = float(kept.std(ddof=1)), within / (1 + within) * abs(float(kept.mean()))
    elif kind == "chance":
        p = (float((kept >= target).sum()) + 1) / (len(kept) + 2)  # Laplace: never sure after few
        error, width = math.sqrt(p * (1 - p)), within
    else:
        from scipy.stats import gaussian_kde  # noqa: PLC0415 - slow to import

        value = float(np.quantile(kept, share))
        density = float(gaussian_kde(kept)(value)[0])
        error, width = math.sqrt(share * (1 - share)) / density, within * abs(value)
    return max(2, math.ceil((z * error / width) ** 2)) if width > 0 else 0
