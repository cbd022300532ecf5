"""The best plan under a budget: an optimiser proposes, common luck compares, and fresh replications decide.

Three stages that never share a replication: the search (all plans on the first few replications), the selection among the best of
them (numbers from 1,000,000 on), and the report of the winner (from 2,000,000 on). What wins a search looks better than it is;
what is reported does not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from salesline.answers.constraints import Constraint
from salesline.answers.proposers import BATCH, PROPOSERS, How, Plan, Proposer
from salesline.answers.selection import Race, race
from salesline.answers.shown import Shown
from salesline.errors import SalesLineError
from salesline.experiment.bench import CONTRIBUTION, Bench
from salesline.experiment.statistics import Effect, Interval, mean_interval, paired_effect
from salesline.measures import measure_named

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["REPORT", "Chance", "How", "Plan", "Proposed", "Searched", "search"]

SEARCH, SELECT = 0.6, 0.3
"""Shares of the budget; the rest goes to the report."""
KEEP = 6
"""Most plans in the selection."""
LEAST_BUDGET = 100
LEAST_REPORT = 8
SELECTION, REPORT = 1_000_000, 2_000_000
"""First replication of the stages."""
ENOUGH = 32
"""Replications of the selection from which on a plan whose chance is on the wrong side of its bound leaves, shown or not."""
IDLE_ROUNDS = 25
"""Rounds without a new plan after which the search ends."""


@dataclass(frozen=True)
class Proposed:
    """A plan and what the search saw of it over few replications: the mean of the goal, and what the constraints bound."""

    plan: Plan
    goal: float
    measures: Mapping[str, float]
    violation: float


@dataclass(frozen=True)
class Chance:
    """A chance with its 95 % interval, and whether it is shown to keep its bound; None: the interval holds the bound."""

    share: float
    low: float
    high: float
    kept: bool | None


@dataclass(frozen=True)
class Searched(Shown):
    """What a search found.

    Attributes:
        goal: the measure that was made as good as can be.
        constraints: in words.
        how: the optimiser.
        winner: the plan: index of the level of every key; None: no plan that was tried keeps the constraints.
        value: the winner's goal over the plan, on replications used for nothing else, with its 95 % interval.
        against: winner less the scenario as it is, paired on the same replications.
        measures: of the winner there, what the constraints bound: means of measures, and chances, such as 'P(plan)'.
        chances: of the winner, the chances among them with their 95 % intervals, and whether they are shown to keep the bound
            (None: the interval holds it).
        race: of the selection; its indices are those of `finalists`.
        finalists: plans that came into the selection.
        nearest: without a winner, the plan that breaks the constraints least.
        tried: different plans; broken: of them, those that break a constraint; impossible: those that are no valid scenario.
        runs: replications of search, selection and report.

    """

    goal: str
    constraints: tuple[str, ...]
    how: How
    winner: Plan | None
    value: Interval | None
    against: Effect | None
    measures: Mapping[str, float]
    chances: Mapping[str, Chance]
    race: Race | None
    finalists: tuple[Plan, ...]
    nearest: Proposed | None
    tried: int
    broken: int
    impossible: int
    runs: tuple[int, int, int]


def search(  # noqa: PLR0913 - one for each thing that can be asked
    scenario: Any,
    sizes: Sequence[tuple[int, bool]],
    make: Callable[[Plan], Any],
    *,
    budget: int,
    goal: str = CONTRIBUTION,
    constraints: Sequence[Constraint] = (),
    replications: int = 4,
    how: How = "tpe",
    confidence: float = 0.95,
    bench: Bench | None = None,
) -> Searched:
    """Search for the best plan.

    Args:
        scenario: as it is, for comparison.
        sizes: of every key, how many levels it has and whether they are ordered.
        make: the scenario of a plan; raises ValueError where there is none.
        budget: replications of all plans together; three in five for the search, one in ten for the report.
        goal: measure whose mean is to be best; lower is better where the catalogue says so.
        constraints: on means, and on chances. In the search a chance is worked out as if the measure were normal, for few
            replications say little else; in the selection a plan leaves that is shown to break one, or still seems to after 32
            replications, and only one shown to keep all of them may beat another.
        replications: of each plan in the search.
        how: 'tpe' (optuna), or for comparison 'random', or the best of a 'grid'.
        confidence: of the selection.
        bench: where runs are made and remembered; None: a new one.

    Raises:
        SalesLineError: a budget too small for three stages; optuna is not installed.

    """
    if budget < LEAST_BUDGET or budget * SEARCH < BATCH * replications:
        raise SalesLineError(
            f"a search needs a budget of {LEAST_BUDGET} replications or more, and enough for {BATCH} plans"
        )
    bench = bench or Bench(seed=scenario.study.seed)
    work = _Work(scenario, make, goal, tuple(constraints), replications, bench)
    proposals = PROPOSERS[how](sizes, bench.seed, int(budget * SEARCH / replications))
    work.explore(proposals, math.prod(size for size, _ in sizes), int(budget * SEARCH))
    return work.decide(budget, confidence, how)


class _Work:
    def __init__(self, scenario: Any, make: Callable[[Plan], Any], goal: str, constraints: tuple[Constraint, ...],
                 replications: int, bench: Bench) -> None:  # fmt: skip
        self._scenario, self._make, self._goal = scenario, make, goal
        self._constraints, self._n, self._bench = constraints, replications, bench
        self._sign = -1.0 if goal != CONTRIBUTION and measure_named(goal).better == "lower" else 1.0
        self._seen: dict[Plan, Proposed | None] = {}
        self._digests: set[str] = set()

    def explore(self, proposals: Proposer, plans: int, budget: int) -> None:
        """Ask, run and tell until the budget is spent, all plans are known, or nothing new comes."""
        idle = 0
        while idle < IDLE_ROUNDS and len(self._seen) < plans:
            room = (budget - self._spent) // self._n
            if room < 1:
                return
            batch = proposals.ask()
            fresh = [plan for plan in dict.fromkeys(batch) if plan not in self._seen][:room]
            idle = 0 if fresh else idle + 1
            self._run(fresh)
            proposals.tell([self._score(plan) if plan in self._seen else None for plan in batch])
            if not batch:
                return

    @property
    def _spent(self) -> int:
        return self._n * len(self._digests)

    def _run(self, plans: Sequence[Plan]) -> None:
        made = {}
        for plan in plans:
            try:
                made[plan] = self._make(plan)
            except ValueError:
                self._seen[plan] = None
        self._digests |= {each.digest for each in made.values()}
        self._bench.tell(f"search, {len(self._seen)} plans seen")
        self._bench.ensure([(each, self._n) for each in made.values()])
        numbers = range(self._n)
        for plan, each in made.items():
            means = self._bounded(each, numbers, guess=True)
            goal = float(goal_at(self._bench, each, self._goal, numbers).mean())
            self._seen[plan] = Proposed(plan, goal, means, self._violation(means))

    def _bounded(self, scenario: Any, numbers: range, *, guess: bool = False) -> dict[str, float]:
        """What the constraints bound, by their labels."""
        columns = [(c, goal_at(self._bench, scenario, c.measure, numbers)) for c in self._constraints]
        return {c.label: (c.guess if guess else c.value)(values, scenario) for c, values in columns}

    def _violation(self, bounded: Mapping[str, float]) -> float:
        return sum(constraint.violation(bounded[constraint.label]) for constraint in self._constraints)

    def _kept(self, scenario: Any, numbers: range) -> bool | None:
        """Whether all constraints are kept; None where that is not shown either way."""
        every = [
            c.kept(goal_at(self._bench, scenario, c.measure, numbers), scenario) for c in self._constraints
        ]
        return False if False in every else None if None in every else True

    def _chances(self, scenario: Any, numbers: range) -> dict[str, Chance]:
        columns = [
            (c, goal_at(self._bench, scenario, c.measure, numbers)) for c in self._constraints if c.event
        ]
        return {
            c.label: Chance(*c.interval(values, scenario), c.kept(values, scenario)) for c, values in columns
        }

    def _score(self, plan: Plan) -> float:
        """Higher is better; a plan that breaks a constraint comes after all that keep them, by how much it breaks them."""
        seen = self._seen[plan]
        if seen is None or math.isnan(seen.goal):
            return -1e18
        return self._sign * seen.goal if not seen.violation else -1e15 * (1 + min(seen.violation, 100.0))

    def decide(self, budget: int, confidence: float, how: How) -> Searched:
        """Select among the best on fresh replications, and report the winner on others."""
        known = [one for one in self._seen.values() if one is not None and not math.isnan(one.goal)]
        kept = sorted(
            (one for one in known if not one.violation), key=lambda one: (-self._sign * one.goal, one.plan)
        )
        broken = len(known) - len(kept)
        nearest = min(known, key=lambda one: (one.violation, one.plan), default=None)
        impossible = sum(one is None for one in self._seen.values())
        spent = self._spent
        finalists = self._finalists(kept)
        words = tuple(constraint.text for constraint in self._constraints)
        end = self._race(finalists, int(budget * SELECT), confidence) if finalists else None
        winner = finalists[end.leader] if end is not None and end.leader is not None else None
        runs = (spent, end.runs if end else 0, 0)
        if winner is None:
            return Searched(self._goal, words, how, None, None, None, {}, {}, end, tuple(finalists), nearest,
                            len(self._seen), broken, impossible, runs)  # fmt: skip
        each = self._make(winner)
        m = max(LEAST_REPORT, (budget - sum(runs)) // 2)
        numbers = range(REPORT, REPORT + m)
        self._bench.tell("report of the winner")
        self._bench.ensure_these([(each, numbers), (self._scenario, numbers)])
        mine, base = (goal_at(self._bench, one, self._goal, numbers) for one in (each, self._scenario))
        return Searched(
            self._goal, words, how, winner, mean_interval(mine), paired_effect(base, mine), self._bounded(each, numbers),
            self._chances(each, numbers), end, tuple(finalists), None, len(self._seen), broken, impossible, (*runs[:2], 2 * m),
        )  # fmt: skip

    def _finalists(self, kept: Sequence[Proposed]) -> list[Plan]:
        """The best few, no two of which are the same scenario."""
        found: list[Plan] = []
        digests: set[str] = set()
        for one in kept:
            digest = self._make(one.plan).digest
            if digest not in digests:
                digests.add(digest)
                found.append(one.plan)
            if len(found) == KEEP:
                break
        return found

    def _race(self, plans: Sequence[Plan], budget: int, confidence: float) -> Race:
        made = [self._make(plan) for plan in plans]

        def values(alive: Sequence[int], n: int) -> list[NDArray[np.float64]]:
            numbers = range(SELECTION, SELECTION + n)
            self._bench.tell(f"selection among {len(alive)}")
            self._bench.ensure_these([(made[at], numbers) for at in alive])
            return [self._sign * goal_at(self._bench, made[at], self._goal, numbers) for at in alive]

        def allowed(at: int, n: int) -> bool | None:
            numbers = range(SELECTION, SELECTION + n)
            if n >= ENOUGH and self._violation(self._bounded(made[at], numbers)):
                return False
            return self._kept(made[at], numbers)

        return race(len(made), values, budget=budget, allowed=allowed, confidence=confidence)


def goal_at(bench: Bench, scenario: Any, measure: str, numbers: range) -> NDArray[np.float64]:
    """Return a measure of given replications."""
    import numpy as np  # noqa: PLC0415 - kept out of `import salesline`

    bench.ensure_these([(scenario, numbers)])
    if measure == CONTRIBUTION:
        bookings, cost = (goal_at(bench, scenario, name, numbers) for name in ("bookings", "cost_total"))
        earned: NDArray[np.float64] = scenario.study.gross_margin * bookings - cost
        return earned
    return np.array([bench.value(scenario, measure, number) for number in numbers])
