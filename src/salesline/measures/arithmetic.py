"""The few sums that measures are made of, in plain Python and exact enough to be the same everywhere."""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["NAN", "gini", "percentile", "ratio", "top_share"]

NAN = math.nan


def ratio(part: float, whole: float) -> float:
    """Return part / whole; NaN, and never 0, where there is nothing to divide by."""
    return part / whole if whole else NAN


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of the values lie (linear between order statistics); NaN if empty."""
    if not values:
        return NAN
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def gini(values: Sequence[float]) -> float:
    """Return the Gini coefficient of non-negative values: 0 all equal, (n - 1) / n one has all; NaN if all are 0."""
    total = math.fsum(values)
    if not total:
        return NAN
    n = len(values)
    ranked = math.fsum(rank * value for rank, value in enumerate(sorted(values), start=1))
    return 2.0 * ranked / (n * total) - (n + 1) / n


def top_share(values: Sequence[float], count: int) -> float:
    """Return the share of the sum that the `count` largest values hold; NaN if the sum is 0."""
    return ratio(math.fsum(sorted(values)[-count:]), math.fsum(values))
