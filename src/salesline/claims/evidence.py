"""What the arms of one claim gave: measures by replication, with paired intervals on request."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from salesline.claims.claim import Figure
from salesline.experiment.bench import Readings
from salesline.experiment.statistics import Interval, mean_interval, paired_effect

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Evidence", "Readings"]

DETECTION = 1.959964 + 1.281552
"""Standard errors that an effect must have to be found with a chance of 90 % at the 5 % level."""


class Evidence:
    """Readings of the arms of one claim, all on the same luck: row r of every arm is replication r."""

    def __init__(self, readings: Mapping[str, Readings], replications: int) -> None:
        self.arms = dict(readings)
        self.replications = replications

    def values(self, arm: str, measure: str, quarter: int = 0) -> NDArray[np.float64]:
        """Return a measure's value in each replication of an arm.

        Raises:
            KeyError: no such arm or measure.

        """
        import numpy as np  # noqa: PLC0415 - kept out of the listing of claims

        found = self.arms[arm]
        if (quarter, measure) not in found:
            raise KeyError(f"arm {arm!r} has no measure {measure!r}; it has {sorted({m for _, m in found})}")
        return np.asarray(found[quarter, measure], dtype=float)

    def mean(self, arm: str, measure: str, quarter: int = 0) -> Interval:
        """Return the mean of a measure in an arm."""
        return mean_interval(self.values(arm, measure, quarter))

    def difference(
        self, arm: str, against: str, measure: str, quarter: int = 0, level: float = 0.95
    ) -> Interval:
        """Return the mean paired difference of a measure, `arm` minus `against`."""
        found = paired_effect(
            self.values(against, measure, quarter), self.values(arm, measure, quarter), level
        )
        return Interval(found.mean, found.low, found.high, found.n)

    def relative(
        self, arm: str, against: str, measure: str, quarter: int = 0, level: float = 0.95
    ) -> Interval:
        """Return (mean of `arm` / mean of `against`) - 1, its interval by the delta method on the pairs."""
        a, b = self.values(against, measure, quarter), self.values(arm, measure, quarter)
        kept = ~((a != a) | (b != b))  # noqa: PLR0124 - not a number
        a, b = a[kept], b[kept]
        if len(a) < 2 or not a.mean():
            return Interval(math.nan, math.nan, math.nan, len(a))
        ratio = float(b.mean() / a.mean())
        found = mean_interval((b - ratio * a) / float(a.mean()), level)
        return Interval(ratio - 1.0, ratio - 1.0 - found.half_width, ratio - 1.0 + found.half_width, found.n)

    def found_with_90(self, interval: Interval) -> float:
        """Return the smallest effect that an experiment of this spread finds with a chance of 90 %."""
        return interval.half_width / 1.959964 * DETECTION

    def figure(self, label: str, interval: Interval, unit: str = "") -> Figure:
        """Return an interval as a figure of a finding."""
        return Figure(label, interval.mean, interval.low, interval.high, unit)

    def mean_figure(self, arm: str, measure: str, unit: str = "", quarter: int = 0) -> Figure:
        """Return the mean of a measure in an arm as a figure."""
        return self.figure(f"{measure}, {arm}", self.mean(arm, measure, quarter), unit)
