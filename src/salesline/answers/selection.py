"""Ranking and selection: which of a few plans is the best, at a stated confidence, on replications that nothing has seen before.

Successive elimination on common luck: all plans still in the race run the same replications, and a plan leaves when another is
shown to be better by a paired, one-sided t test. The tests of look l together may err with probability alpha * 6 / (pi * l)^2,
shared by the rivals (Bonferroni), so that over any number of looks the best plan is lost with probability alpha at most.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

__all__ = ["Race", "level_of_look", "race"]

FIRST = 8
"""Replications before the first look; each further look doubles them."""


@dataclass(frozen=True)
class Race:
    """How a selection ended.

    Attributes:
        leader: index of the plan with the highest mean of those left; None: none was allowed.
        left: those that could not be told from the best, the leader first.
        beaten: left the race because another is shown to be better.
        barred: left because they break a constraint.
        within: the best of all is better than the leader by this much at most, at the same confidence; 0 if the leader is alone.
        replications: seen by those left.
        runs: replications of all plans together.
        confidence: that the best plan is among those left.
        looks: after how many looks it ended.

    """

    leader: int | None
    left: tuple[int, ...]
    beaten: tuple[int, ...]
    barred: tuple[int, ...]
    within: float
    replications: int
    runs: int
    confidence: float
    looks: int = 0


def level_of_look(alpha: float, look: int, count: int) -> float:
    """Return the chance that one paired test of a look may err with, so that all of all looks err with `alpha` at most."""
    return alpha * 6 / (math.pi * look) ** 2 / max(1, count - 1)


def race(
    count: int,
    values: Callable[[Sequence[int], int], Sequence[Values]],
    *,
    budget: int,
    allowed: Callable[[int, int], bool | None] = lambda _plan, _n: True,
    confidence: float = 0.95,
    most: int | None = None,
) -> Race:
    """Run a race of `count` plans.

    Args:
        count: of plans.
        values: of some plans, the goal (higher is better) in the first n fresh replications.
        budget: replications of all plans together.
        allowed: whether a plan keeps its constraints over its first n fresh replications; None: not clear yet, it stays and
            beats nobody.
        confidence: that the best plan is not lost.
        most: replications of one plan; None: as the budget allows.

    """
    import numpy as np  # noqa: PLC0415 - kept out of `import salesline`

    alive, beaten, barred = list(range(count)), [], []
    n, runs, look, alpha = 0, 0, 0, 1 - confidence
    states: dict[int, bool | None] = {}
    table: dict[int, Values] = {}
    while alive and (look == 0 or len(alive) > 1):
        more = FIRST if look == 0 else n
        more = min(more, (budget - runs) // len(alive), budget if most is None else most - n)
        if more < (2 if look == 0 else max(2, n // 4)):
            break
        n, look = n + more, look + 1
        runs += more * len(alive)
        table |= dict(zip(alive, values(alive, n), strict=True))
        states = {plan: allowed(plan, n) for plan in alive}
        out = [plan for plan in alive if states[plan] is False or np.isnan(table[plan]).any()]
        barred += out
        alive = [plan for plan in alive if plan not in out]
        at = level_of_look(alpha, look, count)
        worse = [
            plan for plan in alive
            if any(_bound(table[rival] - table[plan], at) > 0 for rival in alive if rival != plan and states[rival])
        ]  # fmt: skip
        beaten += worse
        alive = [plan for plan in alive if plan not in worse]
    if not alive or not n:
        return Race(None, (), tuple(beaten), tuple(barred), math.nan, n, runs, confidence, look)
    alive.sort(key=lambda plan: (not states[plan], -float(table[plan].mean())))
    leader, *rivals = alive
    at = level_of_look(alpha, look, count) / count
    within = max((-_bound(table[leader] - table[rival], at) for rival in rivals), default=0.0)
    return Race(
        leader, tuple(alive), tuple(beaten), tuple(barred), max(0.0, within), n, runs, confidence, look
    )


def _bound(differences: Values, alpha: float) -> float:
    """Lower bound of the mean of paired differences, right with probability 1 - alpha."""
    from scipy.special import stdtrit  # noqa: PLC0415 - slow to import

    n = len(differences)
    error = float(differences.std(ddof=1)) / math.sqrt(n)
    return float(differences.mean()) - float(stdtrit(n - 1, 1 - alpha)) * error
