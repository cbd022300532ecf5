"""What is one more worth: the marginal value of single changes, the constraint they show, and how far until the next binds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesline.answers.levers import Lever, levers_of
from salesline.answers.shown import Shown
from salesline.experiment.bench import CONTRIBUTION, Bench
from salesline.experiment.statistics import Effect, simultaneous

if TYPE_CHECKING:
    from salesline.scenario.scenario import Scenario

__all__ = ["Worth", "WorthOf", "worth"]

STEPS = (1, 2, 4, 8)
"""How often the constraint's lever is pulled to see how long it stays the constraint."""
HALVED = 0.5
"""The constraint has moved when a pull adds less than this share of the first one."""


@dataclass(frozen=True)
class WorthOf:
    """One lever: its effect on bookings and contribution in dollars over the plan, intervals valid for all levers together."""

    lever: Lever
    bookings: Effect
    contribution: Effect

    @property
    def shown(self) -> bool:
        """Whether an effect on bookings is shown: the interval does not hold zero."""
        return not self.bookings.low <= 0.0 <= self.bookings.high


@dataclass(frozen=True)
class Worth(Shown):
    """What one more of each is worth.

    Attributes:
        rows: all levers, the largest gain in bookings first.
        constraint: the lever whose gain in bookings is the largest of those shown; None: no effect shown.
        pulls: of the constraint's lever, (times pulled, gain in bookings per pull of that step).
        holds_for: pulls of that lever until one adds less than half of the first; None: longer than was tried.
        replications: of each scenario.

    """

    rows: tuple[WorthOf, ...]
    constraint: WorthOf | None
    pulls: tuple[tuple[int, Effect], ...]
    holds_for: int | None
    replications: int


def worth(
    scenario: Scenario, *, levers: Sequence[Lever] = (), replications: int = 32, bench: Bench | None = None
) -> Worth:
    """Return the marginal value of changes, each against the scenario itself on common luck.

    Args:
        scenario: the plan.
        levers: changes to ask about; none: those of `levers_of`.
        replications: of each scenario.
        bench: where runs are made and remembered; None: a new one.

    """
    bench = bench or Bench(seed=scenario.study.seed)
    asked = list(levers) or levers_of(scenario)
    changed = [lever.pull(scenario, 1) for lever in asked]
    bench.ensure([(each, replications) for each in (scenario, *changed)])

    def effects(measure: str) -> list[Effect]:
        base = bench.values(scenario, measure, replications)
        return simultaneous(base, [bench.values(each, measure, replications) for each in changed])

    rows = [WorthOf(*row) for row in zip(asked, effects("bookings"), effects(CONTRIBUTION), strict=True)]
    rows.sort(key=lambda row: -row.bookings.mean)
    best = next((row for row in rows if row.shown and row.bookings.mean > 0), None)
    pulls = _pulls(scenario, best.lever, replications, bench) if best else []
    return Worth(tuple(rows), best, tuple(pulls), _holds_for(pulls), replications)


def _pulls(scenario: Scenario, lever: Lever, replications: int, bench: Bench) -> list[tuple[int, Effect]]:
    """Gain per pull from step to step; one step only for a lever that can be pulled but once."""
    digests: list[str] = []
    stages = [scenario]
    for times in STEPS:
        stage = lever.pull(scenario, times)
        if stage.digest in digests:
            break
        digests.append(stage.digest)
        stages.append(stage)
    bench.ensure([(stage, replications) for stage in stages])
    found = []
    for k in range(1, len(stages)):
        before, after = (bench.values(stage, "bookings", replications) for stage in stages[k - 1 : k + 1])
        pulls = STEPS[k - 1] - (STEPS[k - 2] if k > 1 else 0)
        found.append((STEPS[k - 1], simultaneous(before / pulls, [after / pulls])[0]))
    return found


def _holds_for(pulls: Sequence[tuple[int, Effect]]) -> int | None:
    for k in range(1, len(pulls)):
        if pulls[k][1].mean < HALVED * pulls[0][1].mean:
            return pulls[k - 1][0]
    return None
