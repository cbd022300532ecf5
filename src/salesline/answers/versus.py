"""A search against random search and the best of a grid: the same budget of replications each, judged on further ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from salesline.answers.proposers import How, Plan
from salesline.answers.search import REPORT, Searched, goal_at, search
from salesline.experiment.bench import Bench
from salesline.experiment.statistics import Effect, Interval, mean_interval, paired_effect

__all__ = ["HOWS", "Rival", "versus"]

HOWS: tuple[How, ...] = ("tpe", "random", "grid")
JUDGED = 2 * REPORT
"""First replication that judges."""


@dataclass(frozen=True)
class Rival:
    """What one way of searching found.

    Attributes:
        how: the way.
        found: its search, with the replications it spent.
        value: its winner's goal on replications that no search has seen; None: no winner.
        against: its winner less the first way's, on those replications; None for the first, and where either has no winner.

    """

    how: How
    found: Searched
    value: Interval | None
    against: Effect | None


def versus(
    scenario: Any,
    sizes: Sequence[tuple[int, bool]],
    make: Callable[[Plan], Any],
    *,
    judged: int = 200,
    hows: Sequence[How] = HOWS,
    bench: Bench | None = None,
    **options: Any,
) -> tuple[Rival, ...]:
    """Return what each way of searching finds on the same budget.

    Args:
        scenario, sizes, make: as for `search`.
        judged: replications that judge the winners, the same for all.
        hows: the ways; the first is what the others are compared with.
        bench: where runs are made and remembered; None: a new one.
        options: others of `search`.

    """
    bench = bench or Bench(seed=scenario.study.seed)
    numbers = range(JUDGED, JUDGED + judged)
    rivals: list[Rival] = []
    first = None
    for at, how in enumerate(hows):
        found = search(scenario, sizes, make, how=how, bench=bench, **options)
        if found.winner is None:
            rivals.append(Rival(how, found, None, None))
            continue
        values = goal_at(bench, make(found.winner), found.goal, numbers)
        first = values if at == 0 else first
        against = None if at == 0 or first is None else paired_effect(first, values)
        rivals.append(Rival(how, found, mean_interval(values), against))
    return tuple(rivals)
