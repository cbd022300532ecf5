"""Intervals that several claims make of evidence beyond means and differences: ratios, correlations, a best arm."""

from __future__ import annotations

import math
from collections.abc import Sequence

from salesline.claims.claim import Figure
from salesline.claims.evidence import Evidence
from salesline.experiment.statistics import Interval, mean_interval

__all__ = ["best_of", "compared", "correlation", "means", "quotient"]


def quotient(evidence: Evidence, above: tuple[str, str, int], below: tuple[str, str, int]) -> Interval:
    """Return the ratio of two means, each (arm, measure, quarter), its interval by the delta method on the pairs."""
    a, b = evidence.values(*above), evidence.values(*below)
    kept = ~((a != a) | (b != b))  # noqa: PLR0124 - not a number
    a, b = a[kept], b[kept]
    if len(a) < 2 or not b.mean():
        return Interval(math.nan, math.nan, math.nan, len(a))
    ratio = float(a.mean() / b.mean())
    found = mean_interval((a - ratio * b) / float(b.mean()))
    return Interval(ratio, ratio - found.half_width, ratio + found.half_width, found.n)


def correlation(evidence: Evidence, arm: str, x: tuple[str, int], y: tuple[str, int]) -> Interval:
    """Return the correlation over replications of two measures, each (name, quarter), its interval by Fisher's z."""
    import numpy as np  # noqa: PLC0415 - kept out of the listing of claims

    a, b = evidence.values(arm, *x), evidence.values(arm, *y)
    n = len(a)
    if n < 4:
        return Interval(math.nan, math.nan, math.nan, n)
    r = float(np.corrcoef(a, b)[0, 1])
    z, half = math.atanh(r), 1.959964 / math.sqrt(n - 3)
    return Interval(r, math.tanh(z - half), math.tanh(z + half), n)


def best_of(evidence: Evidence, arms: Sequence[str], measure: str, quarter: int = 0) -> str:
    """Return the arm with the highest mean."""
    return max(arms, key=lambda arm: evidence.mean(arm, measure, quarter).mean)


def means(evidence: Evidence, measure: str, arms: Sequence[str], unit: str = "") -> tuple[Figure, ...]:
    """Return the mean of a measure in each of some arms."""
    return tuple(evidence.mean_figure(arm, measure, unit) for arm in arms)


def compared(evidence: Evidence, measure: str, pairs: Sequence[tuple[str, str]]) -> tuple[Figure, ...]:
    """Return relative changes of a measure, each pair (arm, against)."""
    return tuple(
        evidence.figure(
            f"{measure}: {arm} against {against}", evidence.relative(arm, against, measure), "share"
        )
        for arm, against in pairs
    )
