"""Why a plan misses: the waterfall from the spreadsheet's figure to the simulated one.

Every step is a difference of runs on the same luck with one mechanism more at work, averaged over the orders in which the
mechanisms may be switched on (Shapley value): all orders where there are few mechanisms, else a sample of orders, each with its
reverse, of each replication's own. The steps add up exactly, replication by replication.
Source: L. S. Shapley, A value for n-person games (1953); sampling: Castro, Gomez, Tejada (2009).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import permutations
from typing import TYPE_CHECKING

from salesline.answers.mechanisms import Mechanism, acting, without
from salesline.answers.shown import DRAWING, Shown
from salesline.experiment.bench import Bench
from salesline.experiment.statistics import Interval, mean_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from salesline.scenario.scenario import Scenario

__all__ = ["Step", "Why", "why"]

EXACT = 4
"""Up to this many mechanisms all orders are taken."""
Order = tuple[int, ...]


@dataclass(frozen=True)
class Step:
    """One bar of the waterfall, in dollars of bookings.

    Attributes:
        key, title: of the mechanism.
        change: over the whole plan, with its 95 % interval.
        by_quarter: the same, quarter by quarter.

    """

    key: str
    title: str
    change: Interval
    by_quarter: tuple[Interval, ...]


@dataclass(frozen=True)
class Why(Shown):
    """A waterfall: planned + ideal + steps = simulated.

    Attributes:
        planned: the spreadsheet's bookings, by quarter and (first) over the plan.
        ideal: what the line does beyond or below the spreadsheet when no mechanism acts.
        steps: the mechanisms.
        simulated: the mean of the scenario as it is.
        exact: whether all orders were taken.
        replications: number of replications.

    """

    planned: tuple[float, ...]
    ideal: Step
    steps: tuple[Step, ...]
    simulated: Step
    exact: bool
    replications: int

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the waterfall; a new figure unless there is `ax`."""
        drawn: Axes = import_module(DRAWING).answer(self, "", ax)
        return drawn


def why(
    scenario: Scenario,
    planned: Sequence[float],
    *,
    mechanisms: Sequence[Mechanism] | None = None,
    replications: int = 24,
    orders: int = 1,
    bench: Bench | None = None,
) -> Why:
    """Return the waterfall from planned to simulated bookings.

    Args:
        scenario: the plan.
        planned: bookings of the spreadsheet by quarter, in dollars.
        mechanisms: those to tell apart; None: all that act (`mechanisms.acting`).
        replications: of each scenario.
        orders: pairs of orders (one and its reverse) for each replication, where not all are taken.
        bench: where runs are made and remembered; None: a new one.

    """
    bench = bench or Bench(seed=scenario.study.seed)
    told = list(acting(scenario) if mechanisms is None else mechanisms)
    off = _Coalitions(scenario, told)
    chosen = [_orders(len(told), orders, bench.seed, r) for r in range(replications)]
    bench.ensure_these(
        [(off.scenario(members), numbers) for members, numbers in _needed(chosen, len(told)).items()]
    )
    quarters = range(scenario.study.quarters + 1)

    def value(members: frozenset[int], replication: int, quarter: int) -> float:
        return bench.value(off.scenario(members), "bookings", replication, quarter)

    def share(which: int, replication: int, quarter: int) -> float:
        found = []
        for order in chosen[replication]:
            before = frozenset(order[: order.index(which)])
            found.append(value(before | {which}, replication, quarter) - value(before, replication, quarter))
        return sum(found) / len(found)

    totals = (sum(planned), *planned)
    nothing, everything = frozenset[int](), frozenset(range(len(told)))

    def step(key: str, title: str, of: list[list[float]]) -> Step:
        whole, *parts = (mean_interval(column) for column in of)
        return Step(key, title, whole, tuple(parts))

    runs = range(replications)
    return Why(
        totals,
        step("ideal", "the line with none of what follows, against the spreadsheet",
             [[value(nothing, r, q) - totals[q] for r in runs] for q in quarters]),
        tuple(step(m.key, m.title, [[share(k, r, q) for r in runs] for q in quarters]) for k, m in enumerate(told)),
        step("simulated", "simulated", [[value(everything, r, q) for r in runs] for q in quarters]),
        len(told) <= EXACT,
        replications,
    )  # fmt: skip


class _Coalitions:
    """Scenarios in which only some of the mechanisms act, made once each."""

    def __init__(self, scenario: Scenario, mechanisms: Sequence[Mechanism]) -> None:
        self._scenario = scenario
        self._mechanisms = mechanisms
        self._made: dict[frozenset[int], Scenario] = {}

    def scenario(self, members: frozenset[int]) -> Scenario:
        """Return the scenario in which exactly these act."""
        if members not in self._made:
            off = [m for k, m in enumerate(self._mechanisms) if k not in members]
            self._made[members] = without(self._scenario, off)
        return self._made[members]


def _orders(count: int, pairs: int, seed: int, replication: int) -> list[Order]:
    """All orders of a few mechanisms, else some of the replication's own, each with its reverse."""
    if count <= EXACT:
        return list(permutations(range(count)))
    import numpy as np  # noqa: PLC0415 - kept out of `import salesline`

    generator = np.random.Generator(
        np.random.Philox(np.random.SeedSequence(seed, spawn_key=(replication, 0x57)))
    )
    found: list[Order] = []
    for _ in range(pairs):
        order = tuple(int(k) for k in generator.permutation(count))
        found += [order, order[::-1]]
    return found


def _needed(chosen: Sequence[Sequence[Order]], count: int) -> dict[frozenset[int], list[int]]:
    """Which coalition is needed in which replications."""
    needed: dict[frozenset[int], dict[int, None]] = {}
    for replication, orders in enumerate(chosen):
        for order in orders:
            for k in range(count + 1):
                needed.setdefault(frozenset(order[:k]), {})[replication] = None
    return {members: list(numbers) for members, numbers in needed.items()}
