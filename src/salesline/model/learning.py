"""Learning at run time: guidance for newcomers, coaching, the company's own experience, the bar that falls in haste.

What somebody has learned acts from the next morning on.
"""

from __future__ import annotations

from bisect import bisect_right
from math import log, log2
from typing import TYPE_CHECKING, ClassVar

from salesline.calendars import hour_of
from salesline.model.blackbook import BlackBookState
from salesline.model.leads import FOREVER

if TYPE_CHECKING:
    from salesline.model.line import Line
    from salesline.model.reps import Rep
    from salesline.scenario.organisation import Organisation, Role

LEAST_GUIDED = 0.25
"""Newcomers learn at this pace at least, however many there are for a manager."""
LEAST_BAR = 0.1


def has_lessons(organisation: Organisation) -> bool:
    """Whether there is anything to learn besides each person's own ramp; dated changes may bring coaching later."""
    later = any(
        ".coaching" in key or key.startswith("learning")
        for change in organisation.changes
        for key in change.settings
    )
    return later or organisation.learning is not None or any(
        role.coaching is not None or role.onboarding.managers is not None for role in organisation.roles.values()
    )  # fmt: skip


class Lessons:
    """What raises (or slows) people beyond their own ramp; asked each morning of each rep."""

    name: ClassVar[str] = "learning"
    source: ClassVar[str] = (
        "Leslie & Holloway, The Sales Learning Curve, HBR 2006; Wright 1936; span of control: Bridge Group; coaching: assumption"
    )

    def __init__(self, line: Line) -> None:
        self._line = line
        self._first_deal: int | None = None
        self._coached: dict[Rep, float] = {}
        self._seen: dict[Rep, float] = {}
        self._counted: tuple[float, dict[str, tuple[int, int]]] = (-FOREVER, {})

    def begin(self) -> None:
        """The plan begins: deals count from now on."""
        self._first_deal = self._line.customers

    def morning(self, rep: Rep, now: float) -> None:
        """Set what a rep has learned from others and from deals."""
        role = rep.role
        odds, speed = self._experience()
        skill = 1.0 + self._coaching(rep, role, now)
        effect = role.skill.effect
        rep.lift_odds += odds + effect.win_odds * log(skill)
        rep.lift_speed *= speed * skill**effect.speed
        if not rep.founding and role.onboarding.managers is not None:
            since = self._seen.get(rep, rep.employed_from)
            self._seen[rep] = now
            rep.credit -= (1.0 - self.guidance(role, now)) * (now - since)

    # -- the company's experience

    @property
    def doublings(self) -> float:
        """How often experience has doubled since the plan began."""
        rule = self._line.organisation.learning
        if rule is None or self._first_deal is None:
            return 0.0
        return log2(1.0 + (self._line.customers - self._first_deal) / max(1, rule.deals))

    def _experience(self) -> tuple[float, float]:
        rule = self._line.organisation.learning
        doublings = self.doublings
        if rule is None or not doublings:
            return 0.0, 1.0
        return doublings * log(1.0 + rule.per_doubling), (1.0 - rule.handling) ** -doublings

    # -- coaches and managers

    def _coaching(self, rep: Rep, role: Role, now: float) -> float:
        """Share by which coaching has raised a rep's skill."""
        rule = role.coaching
        if rule is None or now < self._from(role):
            return 0.0
        since = self._coached.setdefault(rep, now)
        return rule.gain * min(1.0, (now - since) / rule.reach)

    def _from(self, role: Role) -> float:
        rule = role.coaching
        study = self._line.scenario.study
        if rule is None:
            return FOREVER
        return 0.0 if rule.start is None else max(0.0, hour_of(rule.start, study.start, study.time_zone))

    def _team(self, role_name: str, now: float) -> tuple[int, int]:
        """Heads and newcomers of a role: one count a morning, not one for each rep."""
        if self._counted[0] != now:
            found: dict[str, tuple[int, int]] = {}
            for rep in self._line.people.everyone:
                if rep.employed_until == FOREVER:
                    heads, new = found.get(rep.role_name, (0, 0))
                    fresh = not rep.founding and now - rep.employed_from < rep.role.onboarding.weeks
                    found[rep.role_name] = (heads + 1, new + fresh)
            self._counted = (now, found)
        return self._counted[1].get(role_name, (0, 0))

    def guidance(self, role: Role, now: float) -> float:
        """Pace at which newcomers learn: 1 while their managers have no more reports than they can guide."""
        rule = role.onboarding
        if rule.managers is None or rule.span_of_control is None:
            return 1.0
        roles = self._line.organisation.roles
        mine = [name for name, one in roles.items() if one.onboarding.managers == rule.managers]
        reports = sum(self._team(name, now)[0] for name in mine)
        room = rule.span_of_control * self._team(rule.managers, now)[0]
        return max(LEAST_GUIDED, min(1.0, room / max(1, reports)))

    def weekly_hours(self, rep: Rep, now: float) -> float:
        """Hours a week that a rep gives to coaching, received or given, and to guiding newcomers of other roles."""
        hours = 0.0
        mine = max(1, self._team(rep.role_name, now)[0])
        for name, role in self._line.organisation.roles.items():
            rule, coaching = role.onboarding, role.coaching
            heads, new = self._team(name, now)
            if rule.managers == rep.role_name:
                hours += rule.manager_hours * new / mine
            if coaching is not None and now >= self._from(role):
                if name == rep.role_name:
                    hours += coaching.hours
                if coaching.coaches == rep.role_name:
                    hours += coaching.hours * heads / mine
        return hours


class Bar:
    """The bar that falls with the pace of hiring: starts by role, those to come included."""

    name: ClassVar[str] = "hiring bar"
    source: ClassVar[str] = "hires below incumbents: evidence row 45; the dependence on pace: assumption"

    def __init__(self, line: Line) -> None:
        self._line = line
        self._starts: dict[str, list[float]] = {}

    def expect(self, role_name: str, at: float) -> None:
        """Somebody will start at a time."""
        starts = self._starts.setdefault(role_name, [])
        starts.insert(bisect_right(starts, at), at)

    def factor(self, role_name: str, role: Role, now: float) -> float:
        """Factor on the mean skill of somebody who starts now."""
        rule = role.skill.hiring_bar
        if rule is None:
            return 1.0
        starts = self._starts.get(role_name, [])
        fresh = bisect_right(starts, now) - bisect_right(starts, now - rule.over)
        heads = sum((rep.role_name == role_name and rep.employed_until == FOREVER and rep.employed_from <= now - rule.over)
                    or (rep.founding and rep.role_name == role_name and rep.employed_until == FOREVER)
                    for rep in self._line.people.everyone)  # fmt: skip
        return max(LEAST_BAR, 1.0 - rule.falls * max(0.0, fresh / max(1, heads) - rule.pace))


REGISTRY = {"learning": Lessons, "hiring bar": Bar, "black book": BlackBookState}
