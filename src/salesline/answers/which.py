"""Which of a few plans is the best, by the mean of a measure: replications on common luck until that is shown, and no more."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from salesline.answers.selection import Race, level_of_look, race
from salesline.answers.shown import Shown
from salesline.answers.variance import generator
from salesline.errors import SalesLineError
from salesline.experiment.bench import Bench
from salesline.experiment.best import ChanceOfBest, best_of, row_weights
from salesline.experiment.statistics import Effect, Interval, mean_interval, paired_effect
from salesline.experiment.terms import CONTRIBUTION
from salesline.measures import measure_named

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Which", "WhichRow", "which"]

MOST = 1000
"""Replications of each plan after which nothing more is tried."""


@dataclass(frozen=True)
class WhichRow:
    """One plan.

    Attributes:
        name: of the plan.
        value: mean of the measure, with a 95 % interval of its own.
        behind: the leader less this one, on the replications both have; the intervals of all plans and all looks hold together
            at the asked confidence. None: the leader itself.
        chance: of having the best mean, and of winning one replication; the expected loss of choosing it.
        left: whether it could not be told from the best.
        replications: it was run for.

    """

    name: str
    value: Interval
    behind: Effect | None
    chance: ChanceOfBest
    left: bool
    replications: int


@dataclass(frozen=True)
class Which(Shown):
    """Which plan is the best.

    Attributes:
        measure: by its mean over the plan.
        higher: whether more of it is better.
        rows: the leader first.
        race: how the selection went; its indices are those of the plans as given.

    """

    measure: str
    higher: bool
    rows: tuple[WhichRow, ...]
    race: Race

    @property
    def shown(self) -> bool:
        """Whether the leader is shown to be the best."""
        return len(self.race.left) == 1


def which(
    plans: Mapping[str, Any],
    *,
    measure: str = "bookings",
    confidence: float = 0.95,
    most: int = MOST,
    bench: Bench | None = None,
) -> Which:
    """Return which of some plans is the best, as soon as it is shown.

    Args:
        plans: scenarios by name, two or more.
        measure: whose mean decides; lower is better where the catalogue says so.
        confidence: that the best plan is not among those that leave, over all looks.
        most: replications of each plan.
        bench: where runs are made and remembered; None: a new one.

    Raises:
        SalesLineError: fewer than two plans, or all are the same.
        KeyError: no such measure.

    """
    names, scenarios = list(plans), list(plans.values())
    if len({each.digest for each in scenarios}) < 2:
        raise SalesLineError("which plan is best can be asked of two different scenarios or more")
    bench = bench or Bench(seed=scenarios[0].study.seed)
    higher = measure == CONTRIBUTION or measure_named(measure).better != "lower"
    sign = 1.0 if higher else -1.0
    seen: dict[int, int] = {}

    def values(alive: Sequence[int], n: int) -> list[NDArray[np.float64]]:
        bench.tell(f"{len(alive)} of {len(names)} plans left")
        bench.ensure([(scenarios[at], n) for at in alive])
        seen.update(dict.fromkeys(alive, n))
        return [sign * bench.values(scenarios[at], measure, n) for at in alive]

    end = race(len(names), values, budget=most * len(names), confidence=confidence, most=most)
    if end.leader is None:
        raise SalesLineError(f"no plan can be judged by '{measure}': some replications have no value of it")
    order = [
        *end.left,
        *sorted(
            set(range(len(names))) - set(end.left),
            key=lambda at: -_mean(bench, scenarios[at], measure, seen[at], sign),
        ),
    ]
    columns = {at: bench.values(scenarios[at], measure, seen[at]) for at in order}
    chances = _chances([columns[at] for at in order], higher=higher, seed=bench.seed)
    level = 1 - 2 * level_of_look(1 - confidence, end.looks, len(names))
    leader = columns[order[0]]
    rows = tuple(
        WhichRow(
            names[at], mean_interval(columns[at]),
            None if at == order[0] else paired_effect(columns[at], leader[: len(columns[at])], level),
            chance, at in end.left, seen[at],
        )
        for at, chance in zip(order, chances, strict=True)
    )  # fmt: skip
    return Which(measure, higher, rows, end)


def _mean(bench: Bench, scenario: Any, measure: str, n: int, sign: float) -> float:
    return sign * float(bench.values(scenario, measure, n).mean())


def _chances(columns: Sequence[NDArray[np.float64]], *, higher: bool, seed: int) -> list[ChanceOfBest]:
    import numpy as np  # noqa: PLC0415 - kept out of `import salesline`

    n = min(map(len, columns))
    table = np.column_stack([column[:n] for column in columns])
    return best_of(table, partial(row_weights, generator(seed, "which plan")), higher=higher)


def independent(rows: Sequence[WhichRow]) -> float:
    """Return how many times the replications would have been needed without common luck: the median over the plans."""
    ratios = sorted(row.behind.variance_ratio for row in rows if row.behind is not None)
    return ratios[len(ratios) // 2] if ratios else math.nan
