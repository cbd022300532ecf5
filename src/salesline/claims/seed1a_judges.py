"""What the claims of source 1A compute from evidence: growth, shares of replications, parts of a gap."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from salesline.claims.claim import Figure, Status
from salesline.claims.evidence import Evidence
from salesline.experiment.statistics import Interval, mean_interval, wilson

__all__ = ["LAST_YEAR", "band", "elasticity", "growth", "judged", "money", "shapley", "share_of"]

LAST_YEAR = 3e6
"""Bookings of the first year, in dollars."""
Values = NDArray[np.float64]


def growth(evidence: Evidence, arm: str, first: int, last: int) -> Values:
    """Growth of some quarters' bookings over as many quarters of a year that books $3M, by replication."""
    booked = sum(evidence.values(arm, "bookings", quarter) for quarter in range(first, last + 1))
    grown: Values = np.asarray(booked) / (LAST_YEAR * (last - first + 1) / 4) - 1
    return grown


def band(values: Values, share: float = 1.959964) -> tuple[float, float]:
    """The band in which 95 % of single years lie, if they spread normally."""
    mean, spread = float(values.mean()), float(values.std(ddof=1))
    return mean - share * spread, mean + share * spread


def share_of(flags: Sequence[bool] | NDArray[np.bool_]) -> Interval:
    """Share of replications with its Wilson interval."""
    array = np.asarray(flags, dtype=bool)
    found, low, high = wilson(int(array.sum()), len(array))
    return Interval(found, low, high, len(array))


def money(evidence: Evidence, label: str, interval: Interval) -> Figure:
    """An interval of dollars in thousands."""
    scaled = Interval(interval.mean / 1e3, interval.low / 1e3, interval.high / 1e3, interval.n)
    return evidence.figure(label, scaled, "$k")


def judged(states: Sequence[Status]) -> Status:
    """All alike: that; one undecided: undecided; else it depends on what makes them differ."""
    if "undecided" in states:
        return "undecided"
    return states[0] if len(set(states)) == 1 else "depends"


def elasticity(
    evidence: Evidence, arm: str, against: str, ratio: float, measure: str = "bookings"
) -> Interval:
    """Relative change of a measure over the relative change of heads (`ratio` - 1): 1 where each head brings as much."""
    found = evidence.relative(arm, against, measure)
    scale = ratio - 1
    return Interval(found.mean / scale, found.low / scale, found.high / scale, found.n)


def shapley(
    evidence: Evidence, parts: Sequence[str], arm: Callable[[Sequence[str]], str], measure: str
) -> Mapping[str, Values]:
    """What each part takes away, by replication, averaged over the orders of switching it on; the parts add up.

    `arm` names the arm in which some parts act.
    """
    shares = {name: np.zeros(evidence.replications) for name in parts}
    for order in permutations(parts):
        on: list[str] = []
        for name in order:
            then = [part for part in parts if part in on or part == name]
            change = evidence.values(arm(then), measure) - evidence.values(arm(on), measure)
            shares[name] += change / math.factorial(len(parts))
            on = then
    return shares


def mean_of(evidence: Evidence, label: str, values: Values, unit: str = "") -> Figure:
    """The mean of numbers by replication, with its interval."""
    return evidence.figure(label, mean_interval(values), unit)
