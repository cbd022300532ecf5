"""The stages of a deal: the way the work on an opportunity goes until it is won or lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesline.model.arithmetic import cold_after
from salesline.model.odds import WinOdds
from salesline.model.work import (
    ACCEPTANCE,
    ACCEPTANCE_SEEN,
    CHECK,
    FATE,
    FIRST_TOUCH,
    PER_TOUCH,
    ROW,
    SERVICE,
    STAGES,
    WAIT,
    Plan,
    Sampler,
    meets,
    next_touch,
    sampler,
)
from salesline.scenario.laws import CountLaw

if TYPE_CHECKING:
    from salesline.model.desks import DeskState
    from salesline.model.leads import Lead
    from salesline.model.reps import Rep
    from salesline.scenario.desks import Desk, Stage
    from salesline.scenario.market import Market

ONE = CountLaw(kind="fixed", mean=1.0)
ON_TIME: Final = 48.0
"""A touch of the first stage counts as on time when begun within two days of being due."""


class _Step:
    """One stage, or the acceptance check, with its laws made ready."""

    __slots__ = (
        "activities",
        "activity",
        "at_once",
        "choices",
        "fixed",
        "from_value",
        "handling",
        "number",
        "on_time",
        "service",
        "touches",
        "touches_at",
        "verdict",
        "verdict_at",
        "wait",
    )  # fmt: skip

    def __init__(
        self, number: int, activities: list[int], handling: list[Sampler], touches: CountLaw = ONE
    ) -> None:
        self.number = number
        self.activities = activities
        self.choices = len(activities)
        self.activity = activities[0] if self.choices == 1 else -1
        self.handling = handling
        self.service = SERVICE
        self.touches = touches.quantile()
        self.fixed = int(self.touches(0.0)) if touches.kind == "fixed" else 0
        self.touches_at = STAGES + 2 * number
        self.verdict_at = self.touches_at + 1
        self.wait: Sampler | None = None
        self.at_once = True
        self.verdict = self.from_value = 0.0
        self.on_time = False


def _stage_step(number: int, stage: Stage, activities: dict[str, int], handling: list[Sampler]) -> _Step:
    mine = [activities[name] for name in stage.activity]
    own = sampler(stage.handling)
    step = _Step(number, mine, [own or handling[a] for a in mine], stage.touches)
    step.wait = sampler(stage.buyer_wait)
    step.at_once = stage.at_once or stage.buyer_wait is None
    step.verdict = stage.verdict
    step.from_value = stage.from_value
    return step


def _check_step(definition: Desk, activities: dict[str, int]) -> _Step:
    activity = activities[definition.stages[0].activity[0]] if definition.stages else 0
    step = _Step(
        CHECK, [activity], [definition.acceptance.handling.quantile() if definition.acceptance else float]
    )
    step.service = (
        ACCEPTANCE - FIRST_TOUCH
    )  # its own draw, told from where a lead's first touch stands in the row
    return step


class StagesPlan(Plan):
    """The stages of a deal; the buyer's verdict falls stage by stage, the three clocks run throughout."""

    def __init__(self, desk: DeskState, definition: Desk, market: Market, activities: dict[str, int],
                 handling: list[Sampler]) -> None:  # fmt: skip
        self.desk = desk
        self._steps = [
            _stage_step(n, stage, activities, handling) for n, stage in enumerate(definition.stages)
        ]
        self._stages = len(self._steps)
        self._by_value = any(step.from_value > 0.0 for step in self._steps)
        self._checks = definition.acceptance is not None
        for first in self._steps[:1]:
            first.on_time = desk.line.counts_on_time
        self._acceptance = definition.acceptance
        self._steps.append(
            _check_step(definition, activities)
        )  # last in the list, where the number -1 finds it
        momentum = market.momentum if definition.opportunity else None
        self._momentum = (momentum.scale, momentum.shape) if momentum else None
        self._opportunity = definition.opportunity
        self._odds = WinOdds(market.win)
        self._plain = not (momentum or self._by_value or self._acceptance or desk.line.counts_on_time)
        """Whether a lead's first stage needs no more than its number of touches."""

    @property
    def stages(self) -> int:
        """How many stages there are."""
        return self._stages

    def follow(self, old: StagesPlan) -> None:
        """Deals go on: in a stage that is no more they are in the last one, a check begun is ended."""
        check = self._steps.pop()
        self._steps += self._steps[-1:] * (len(old._steps) - 1 - self._stages)
        self._steps.append(check if self._checks else old._steps[-1])
        if not self._checks:
            self._acceptance = old._acceptance

    def start(self, lead: Lead, now: float) -> float:
        """Begin with the acceptance check, if there is one, else with the first stage."""
        if self._plain:
            if self._opportunity:
                lead.opened = now
                self.desk.opened(lead)
            step = self._steps[0]
            touches, wait = step.touches, step.wait
            lead.left = step.fixed or int(touches(lead.desk_row[step.touches_at]))
            return now if wait is None or step.at_once else now + wait(lead.desk_row[FIRST_TOUCH + WAIT])
        lead.first_due = lead.made = 0
        if self._checks and not lead.source.trusted:
            lead.stage = CHECK
            lead.left = 1
            return now
        return self._open(lead, now)

    def _open(self, lead: Lead, now: float) -> float:
        """The lead becomes an opportunity, if the desk makes such, in its first stage."""
        if self._opportunity:
            lead.opened = now
            self.desk.opened(lead)
            if self._momentum is not None:
                self._cool(lead, lead.draws[lead.pos + FATE], now)
        due = self._enter_stage(lead, 0, now)
        return now if due is None else due

    def _cool(self, lead: Lead, u: float, now: float) -> None:
        """The momentum clock starts anew: the deal is cold when it strikes before the next touch begins."""
        cold = now + cold_after(u, *self._momentum)  # type: ignore[misc]
        lead.gone_at = cold if cold < lead.window_at else lead.window_at

    def _enter_stage(self, lead: Lead, number: int, now: float) -> float | None:
        """Due time of the first touch of the next stage that the deal has; None when no stage is left."""
        steps = self._steps
        if self._by_value:
            while number < self._stages and lead.worth < steps[number].from_value:
                number += 1
        if number >= self._stages:
            return None
        lead.stage = number
        step = steps[number]
        lead.left = step.fixed or int(step.touches(lead.desk_row[step.touches_at]))
        return now if step.at_once else now + step.wait(lead.draws[lead.pos + WAIT])  # type: ignore[misc]

    def next_activity(self, lead: Lead) -> int:
        """Activity of the next touch."""
        step = self._steps[lead.stage]
        return step.activities[int(lead.draws[lead.pos] * step.choices)]

    def begin(self, lead: Lead, rep: Rep, now: float) -> float:
        """A touch of the present stage, or the acceptance check."""
        step = self._steps[lead.stage]
        activity = step.activity
        draws, pos = lead.draws, lead.pos
        if activity >= 0:
            rep.activity = activity
            return step.handling[0](draws[pos + step.service]) / rep.speeds[activity]
        which = int(draws[pos] * step.choices)
        rep.activity = activity = step.activities[which]
        return step.handling[which](draws[pos + SERVICE]) / rep.speeds[activity]

    def finish(self, lead: Lead, rep: Rep, now: float) -> float | None:
        """Next touch of the stage, next stage, or the end of the deal."""
        step = self._steps[lead.stage]
        if step.on_time:
            lead.made += 1
            lead.first_due += rep.began - lead.due <= ON_TIME
        lead.left = left = lead.left - 1
        if left > 0:
            lead.touches += 1  # as `_next_touch`, which would be one more call
            lead.pos = pos = lead.pos + PER_TOUCH
            if pos == ROW:
                lead.pos = pos = 0
                lead.draws = lead.desk.further_draws(lead)
            wait = step.wait
            due = now if wait is None else now + wait(lead.draws[pos + WAIT])
        else:
            number = step.number
            if number == CHECK:
                return self._accept(lead, rep, now)
            weight = step.verdict
            if weight and lead.desk_row[step.verdict_at] >= self._odds.chance(lead, rep) ** weight:
                self.desk.fail(lead, rep, now, "lost", "no")
                return None
            following = None
            if number + 1 < self._stages:
                next_touch(lead)
                following = self._enter_stage(lead, number + 1, now)
            else:
                lead.touches += 1
            if following is None:
                self.desk.succeed(lead, rep, now)
                return None
            due = following
        if self._momentum is not None:
            self._cool(lead, lead.draws[lead.pos + FATE], now)
        return due

    def _accept(self, lead: Lead, rep: Rep, now: float) -> float | None:
        """The SAL check has been made."""
        if self._acceptance is not None and not meets(
            lead.buyer, lead.desk_row, self._acceptance, ACCEPTANCE_SEEN
        ):
            self.desk.tally.refused += 1
            self.desk.fail(lead, rep, now, "nurtured", "refused")
            return None
        return self._open(lead, now)
