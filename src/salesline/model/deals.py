"""Stages with more rules: by size of the deal, on the way to the buyer, meetings that do not take place.

Used in place of the plain plan only where a scenario asks for one of them; the luck of the plain plan stays as it is.
"""

from __future__ import annotations

from bisect import bisect_right
from math import log
from typing import TYPE_CHECKING, ClassVar

from salesline.model.arithmetic import lognormal_mean_one
from salesline.model.careful import is_local, touch_luck
from salesline.model.detection import Finder, careful
from salesline.model.leads import FOREVER, Lead
from salesline.model.odds import WinOdds
from salesline.model.stages import StagesPlan
from salesline.model.work import (
    ACCEPTANCE_SEEN,
    CHECK,
    WAIT,
    Sampler,
    next_touch,
    sampler,
)
from salesline.scenario.desks import Desk, Stage
from salesline.scenario.market import Market
from salesline.scenario.organisation import Organisation
from salesline.scenario.quantities import dollars, spell

if TYPE_CHECKING:
    from salesline.model.desks import DeskState
    from salesline.model.reps import Rep


def needs_care(desk: Desk, market: Market, organisation: Organisation) -> bool:
    """Whether the stages of a desk have more rules than the plain plan knows."""
    return (
        any(_special(stage) for stage in desk.stages)
        or bool(market.win.local)
        or (desk.acceptance is not None and careful(desk.acceptance))
        or any(organisation.roles[name].skill.by_stage for name in desk.staffed_by)
    )


def _special(stage: Stage) -> bool:
    return bool(
        stage.below_value is not None
        or stage.odds
        or stage.odds_at
        or stage.no_show
        or stage.travel
        or stage.local_travel
    )


class StageRule:
    """What one stage asks beyond its touches."""

    def __init__(self, stage: Stage) -> None:
        self.name = str(spell(stage.name))
        self.low = stage.from_value
        self.high = FOREVER if stage.below_value is None else stage.below_value
        self.odds = stage.odds
        at = sorted((log(max(1.0, dollars(size))), odds) for size, odds in stage.odds_at.items())
        self._sizes = [size for size, _ in at]
        self._odds = [odds for _, odds in at]
        self.no_show, self.no_show_time = stage.no_show, stage.no_show_time
        self.travel, self.local_travel = sampler(stage.travel), sampler(stage.local_travel)

    def holds(self, worth: float) -> bool:
        """Whether a deal of this size has the stage."""
        return self.low <= worth < self.high

    def odds_of(self, worth: float) -> float:
        """Log-odds that having the stage adds to winning a deal of this size."""
        if not self._sizes:
            return self.odds
        x = log(max(1.0, worth))
        k = bisect_right(self._sizes, x)
        if k in (0, len(self._sizes)):
            return self.odds + self._odds[min(k, len(self._odds) - 1)]
        a, b = self._sizes[k - 1], self._sizes[k]
        return self.odds + self._odds[k - 1] + (self._odds[k] - self._odds[k - 1]) * (x - a) / (b - a)


class CarefulOdds(WinOdds):
    """Chance of winning where the path of the deal, the rep's place or the rep's skill in the stage matter."""

    __slots__ = ("_by_rep", "_local", "_rules")

    def __init__(self, market: Market, rules: list[StageRule]) -> None:
        super().__init__(market.win)
        self._constant = False
        self._local = market.win.local
        self._rules = rules

    def log_odds(self, lead: Lead, rep: Rep) -> float:
        """As for any deal, and what the stages that it has, the territory and the stage's own skill add."""
        odds = super().log_odds(lead, rep)
        worth = lead.worth
        odds += sum(rule.odds_of(worth) for rule in self._rules if rule.holds(worth))
        if self._local and is_local(lead, rep):
            odds += self._local
        spread = rep.role.skill.by_stage
        if spread:
            name = self._rules[min(lead.stage, len(self._rules) - 1)].name
            if name in spread:
                table = lead.desk.line.luck.table(f"stage skill|{rep.role_name}|{name}", 1)
                odds += rep.role.skill.effect.win_odds * log(
                    lognormal_mean_one(table.draw(rep.slot, 0), spread[name])
                )
        return odds


class CarefulStages(StagesPlan):
    """The stages of a deal, some for some sizes only; travel, meetings that fall through, offices that disagree."""

    source: ClassVar[str] = (
        "no-shows given back: Chili Piper; travel and local owners: the Intronis seed; size: assumption"
    )

    def __init__(self, desk: DeskState, definition: Desk, market: Market, activities: dict[str, int],
                 handling: list[Sampler]) -> None:  # fmt: skip
        super().__init__(desk, definition, market, activities, handling)
        self._rules = [StageRule(stage) for stage in definition.stages]
        self._odds = CarefulOdds(market, self._rules)
        self._plain = False
        check = definition.acceptance
        self._finder = Finder(desk.line.luck, check, ACCEPTANCE_SEEN) if check else None

    def _rule(self, lead: Lead) -> StageRule:
        return self._rules[min(lead.stage, len(self._rules) - 1)]

    def _enter_stage(self, lead: Lead, number: int, now: float) -> float | None:
        """Only stages that deals of this size have."""
        worth = lead.worth
        while number < len(self._rules) and not self._rules[number].holds(worth):
            number += 1
        return super()._enter_stage(lead, number, now)

    def begin(self, lead: Lead, rep: Rep, now: float) -> float:
        """A touch, with the way there; a meeting that falls through takes its own time."""
        service = super().begin(lead, rep, now)
        if lead.stage == CHECK:
            return service
        rule = self._rule(lead)
        if self._falls_through(lead, rule):
            service = rule.no_show_time
        way = rule.local_travel if is_local(lead, rep) else rule.travel
        return service if way is None else service + way(touch_luck(lead, "travel"))

    @staticmethod
    def _falls_through(lead: Lead, rule: StageRule) -> bool:
        return rule.no_show > 0.0 and touch_luck(lead, "no show") < rule.no_show

    def finish(self, lead: Lead, rep: Rep, now: float) -> float | None:
        """As the plain plan; after a meeting that did not take place the same one comes again. It warms nobody."""
        if lead.stage == CHECK or not self._falls_through(lead, self._rule(lead)):
            return super().finish(lead, rep, now)
        self.desk.no_show(lead, rep, now)
        next_touch(lead)
        wait = self._steps[lead.stage].wait
        return now if wait is None else now + wait(lead.draws[lead.pos + WAIT])

    def _accept(self, lead: Lead, rep: Rep, now: float) -> float | None:
        """The check, by the criteria of the rep's own office."""
        if self._finder is None:
            return super()._accept(lead, rep, now)
        if not self._finder.meets(lead.buyer, lead.desk_row, rep):
            self.desk.tally.refused += 1
            self.desk.fail(lead, rep, now, "nurtured", "refused")
            return None
        return self._open(lead, now)
