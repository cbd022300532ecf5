"""Output analysis: intervals, paired effects, stopping.

The unit is the replication: row r of every scenario ran on the same luck, so comparisons are always paired on rows.
Every function drops NaN (a measure whose denominator was 0), pairs with a NaN in either row.
Only `scipy.special` is needed, imported when an interval is asked for and never in a worker.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = Sequence[float] | NDArray[np.float64]

__all__ = [
    "LEVEL",
    "Effect",
    "Interval",
    "Quantile",
    "holm",
    "mean_interval",
    "paired_effect",
    "precision",
    "quantile",
    "simultaneous",
    "stop_at",
    "wilson",
]

LEVEL = 0.95
"""Confidence of every interval unless said otherwise."""

NAN = math.nan


@dataclass(frozen=True)
class Interval:
    """A mean with its Student t interval over n replications."""

    mean: float
    low: float
    high: float
    n: int

    @property
    def half_width(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2


@dataclass(frozen=True)
class Effect:
    """A paired difference from the baseline.

    Attributes:
        mean, low, high: mean difference and its interval.
        half_width: half the width of the interval.
        relative: mean difference / |mean of the baseline|.
        variance_ratio: variance of the difference, had the runs been independent, / variance of the paired one:
            how many times the replications would have been needed without common luck.
        n: number of pairs.
        p: two-sided p-value of no difference, not adjusted for other comparisons (see `holm`).

    """

    mean: float
    low: float
    high: float
    half_width: float
    relative: float
    variance_ratio: float
    n: int
    p: float


@dataclass(frozen=True)
class Quantile:
    """A quantile with its distribution-free interval; low and high are NaN if n is too small for one."""

    value: float
    low: float
    high: float
    enough: bool


def _clean(values: Values) -> NDArray[np.float64]:
    import numpy as np  # noqa: PLC0415 - kept out of `import salesline`

    array: NDArray[np.float64] = np.asarray(values, dtype=float)
    kept: NDArray[np.float64] = array[~np.isnan(array)]
    return kept


def _t(n: int, level: float) -> float:
    from scipy.special import stdtrit  # noqa: PLC0415 - slow to import

    return float(stdtrit(n - 1, 0.5 + level / 2))


def mean_interval(values: Values, level: float = LEVEL) -> Interval:
    """Return the mean with its Student t interval; below two values the interval is NaN."""
    array = _clean(values)
    n = len(array)
    if n == 0:
        return Interval(NAN, NAN, NAN, 0)
    mean = float(array.mean())
    half = _t(n, level) * float(array.std(ddof=1)) / math.sqrt(n) if n > 1 else NAN
    return Interval(mean, mean - half, mean + half, n)


def precision(values: Values, level: float = LEVEL) -> float:
    """Return half-width / |mean| of the mean's interval: 0 for a constant, NaN below two values, else up to inf."""
    found = mean_interval(values, level)
    if found.half_width == 0:
        return 0.0
    return found.half_width / abs(found.mean) if found.mean else math.inf


def paired_effect(baseline: Values, other: Values, level: float = LEVEL) -> Effect:
    """Return the effect of `other` against `baseline`, row by row.

    Raises:
        ValueError: the two differ in length, so rows cannot be pairs.

    """
    import numpy as np  # noqa: PLC0415 - kept out of `import salesline`

    a, b = np.asarray(baseline, dtype=float), np.asarray(other, dtype=float)
    if a.shape != b.shape:
        raise ValueError(f"{len(a)} and {len(b)} replications cannot be paired")
    kept = ~(np.isnan(a) | np.isnan(b))
    a, b = a[kept], b[kept]
    found = mean_interval(b - a, level)
    if found.n == 0:
        return Effect(NAN, NAN, NAN, NAN, NAN, NAN, 0, NAN)
    base = abs(float(a.mean()))
    relative = found.mean / base if base else NAN
    if found.n == 1:
        return Effect(found.mean, NAN, NAN, NAN, relative, NAN, 1, NAN)
    apart = float(a.var(ddof=1) + b.var(ddof=1))
    paired = float((b - a).var(ddof=1))
    gain = apart / paired if paired else (math.inf if apart else NAN)
    p = _p_value(found.mean, math.sqrt(paired / found.n), found.n)
    return Effect(found.mean, found.low, found.high, found.half_width, relative, gain, found.n, p)


def _p_value(mean: float, error: float, n: int) -> float:
    from scipy.special import stdtr  # noqa: PLC0415 - slow to import

    if not error:
        return 0.0 if mean else 1.0
    return float(2 * stdtr(n - 1, -abs(mean) / error))


def simultaneous(baseline: Values, others: Sequence[Values], level: float = LEVEL) -> list[Effect]:
    """Return the effects of k alternatives with intervals that hold together (Bonferroni on paired t).

    Valid under any dependence between the alternatives, common luck above all; Dunnett's and Tukey's tests are not,
    and would throw the pairing away.
    """
    each = 1 - (1 - level) / max(1, len(others))
    return [paired_effect(baseline, other, each) for other in others]


def holm(p_values: Sequence[float]) -> list[float]:
    """Return Holm's adjusted p-values in the order given; NaN stays NaN and counts for nothing."""
    order = sorted((i for i, p in enumerate(p_values) if not math.isnan(p)), key=lambda i: p_values[i])
    adjusted = [NAN] * len(p_values)
    worst = 0.0
    for rank, i in enumerate(order):
        worst = max(worst, min(1.0, (len(order) - rank) * p_values[i]))
        adjusted[i] = worst
    return adjusted


def stop_at(values: Values, relative: float, *, start: int = 10, level: float = LEVEL) -> int | None:
    """Return how many replications a sequential run of this precision takes, or None if `values` do not suffice.

    The half-width must be within relative / (1 + relative) * |mean| at some n and at all of the look-ahead
    that follows (5 replications, from 100 on 5 % of n), which keeps a lucky dip from ending the run. With a
    `start` of at least 10 the interval at the end covers the mean about as often as it says.
    The answer depends on the values in row order only, never on how they were computed.

    Args:
        values: the measure by replication, in order.
        relative: asked half-width / |mean|, such as 0.02.
        start: least number of replications before the first look.
        level: confidence.

    """
    import numpy as np  # noqa: PLC0415 - kept out of `import salesline`

    n = np.arange(1, len(values) + 1)
    narrow = (_precisions(values, level) <= relative / (1 + relative)) & (n >= start)
    # How long it has been narrow, without a break: since the last n at which it was not.
    since = np.maximum.accumulate(np.where(narrow, 0, n)) + 1
    stops = narrow & (n - since >= np.ceil(5 * np.maximum(n, 100) / 100))
    return int(n[stops.argmax()]) if stops.any() else None


def _precisions(values: Values, level: float) -> NDArray[np.float64]:
    """Return `precision` of the first n values for every n, from running sums of distances from the first value."""
    import numpy as np  # noqa: PLC0415 - kept out of `import salesline`
    from scipy.special import stdtrit  # noqa: PLC0415 - slow to import

    array = np.asarray(values, dtype=float)
    there = ~np.isnan(array)
    first = float(array[there.argmax()]) if there.any() else 0.0
    apart = np.where(there, array - first, 0.0)
    count = np.cumsum(there)
    with np.errstate(invalid="ignore", divide="ignore"):
        total = np.cumsum(apart)
        variance = np.maximum(np.cumsum(apart**2) - total**2 / count, 0.0) / (count - 1)
        half = stdtrit(count - 1, 0.5 + level / 2) * np.sqrt(variance / count)
        found = half / np.abs(first + total / count)
    return np.where(count < 2, NAN, np.where(half == 0, 0.0, np.where(np.isnan(found), np.inf, found)))


def quantile(values: Values, share: float, level: float = LEVEL) -> Quantile:
    """Return a quantile (linear between order statistics) with its distribution-free interval.

    The interval runs between the order statistics whose binomial tails leave at most half of 1 - level on
    either side; for P10 and P90 at 95 % that takes 36 values. With fewer it is open: NaN, and not `enough`.
    """
    import numpy as np  # noqa: PLC0415 - kept out of `import salesline`
    from scipy.special import bdtr  # noqa: PLC0415 - slow to import

    ordered = np.sort(_clean(values))
    n = len(ordered)
    if n == 0:
        return Quantile(NAN, NAN, NAN, enough=False)
    tail = (1 - level) / 2
    at_most = bdtr(
        np.arange(n), n, share
    )  # at_most[k]: chance that no more than k values lie below the quantile
    low = int(np.searchsorted(at_most, tail, side="right")) - 1
    high = int(np.searchsorted(at_most, 1 - tail, side="left"))
    value = float(np.quantile(ordered, share))
    if low < 0 or high > n - 1:
        return Quantile(value, NAN, NAN, enough=False)
    return Quantile(value, float(ordered[low]), float(ordered[high]), enough=True)


def wilson(successes: int, n: int, level: float = LEVEL) -> tuple[float, float, float]:
    """Return a share with its Wilson interval, as (share, low, high); all NaN for n = 0."""
    if n == 0:
        return NAN, NAN, NAN
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share = successes / n
    scale = 1 + z * z / n
    centre = (share + z * z / (2 * n)) / scale
    half = z / scale * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    # Rounding must not leave a bound beside 0 or 1 where the formula gives exactly that.
    low = 0.0 if successes == 0 else centre - half
    high = 1.0 if successes == n else centre + half
    return share, low, high
