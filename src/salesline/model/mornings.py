"""A rep's morning: the ramp, today's internal work and teaching, the blocks of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesline.calendars import office_shifts
from salesline.model.leads import FOREVER
from salesline.model.reps import Rep

if TYPE_CHECKING:
    from salesline.model.learning import Lessons
    from salesline.model.line import Line
    from salesline.scenario.organisation import Office, Role


class Mornings:
    """What the beginning of a day brings to each rep."""

    def __init__(self, line: Line, everyone: list[Rep], lessons: Lessons | None) -> None:
        self._line = line
        self._everyone = everyone
        self._lessons = lessons
        self._counted: dict[str, tuple[float, int, int]] = {}

    def begin(self, rep: Rep, k: int, now: float) -> None:
        """Morning: the ramp, today's internal work, the blocks of the day."""
        shifts = rep.shifts
        day = rep.day = shifts.days[k]
        role = rep.role
        if self._lessons is not None or self._line.payroll is not None:
            self.lift(rep, now)
        if not rep.founding:
            rep.tune(tool_speeds(self._line, role), now)  # what another day of tenure has taught
        spans = []
        while k < len(shifts.days) and shifts.days[k] == day:
            spans.append((shifts.opens[k], shifts.closes[k]))
            k += 1
        hours = sum(b - a for a, b in spans)
        if role.blocks and rep.ready is not None:
            rep.ready.spans = self.blocks(rep, role, day)
        internal = role.internal_work / len(self._line.organisation.offices[rep.office].days)
        # A ramp at 40 % means that 60 % of the time is learning: the work itself takes no longer, there is less of it.
        learning = (1.0 - rep.learned) * max(0.0, hours - internal)
        teaching = self._mentoring(rep, role, now)
        if self._lessons is not None:
            teaching = min(40.0, teaching + self._lessons.weekly_hours(rep, now))
        onboarding = learning + teaching / 5.0
        if rep.learned <= 0.0:
            rep.chores = [(a, 0.0, b - a) for a, b in reversed(spans)]
            rep.set_hours(rep.closes, spans[0][0])
            return
        if internal + onboarding > 0.0:
            pieces = max(1, role.internal_pieces)
            times = [_point(spans, hours * n / pieces) for n in range(pieces)]
        else:
            rep.chores = []
            rep.set_hours(rep.closes, FOREVER)
            return
        total = min(1.0, hours / (internal + onboarding)) / pieces
        rep.chores = [(at, internal * total, onboarding * total) for at in reversed(times)]
        rep.set_hours(rep.closes, times[0])

    def lift(self, rep: Rep, now: float) -> None:
        """What raises a rep today beyond skill and ramp."""
        rep.lift_odds, rep.lift_speed = 0.0, 1.0
        if self._lessons is not None:
            self._lessons.morning(rep, now)
        if self._line.payroll is not None:
            self._line.payroll.morning(rep, now)
        rep.tune(tool_speeds(self._line, rep.role), now)

    def blocks(self, rep: Rep, role: Role, day: int) -> list[tuple[float, float, frozenset[int]]]:
        """Hours of a day that are kept for some activities."""
        office = self._line.organisation.offices[rep.office]
        study = self._line.scenario.study
        found = []
        for block in role.blocks:
            window = office.model_copy(update={"shift": block, "lunch": None})
            shifts = office_shifts_of_day(window, study.start, study.time_zone, day)
            found += [
                (a, b, frozenset(self._line.activities[n] for n in block.activities)) for a, b in shifts
            ]
        return found

    def _mentoring(self, rep: Rep, role: Role, now: float) -> float:
        """Hours a week that a veteran gives to newcomers of the role."""
        rule = role.onboarding
        if not rule.peers or self._is_new(rep, rule.weeks, now):
            return 0.0
        counted = self._counted.get(rep.role_name)
        if counted is None or counted[0] != now:  # one count a morning, not one for each rep
            team = [r for r in self._everyone if r.role_name == rep.role_name and r.employed_until > now]
            newcomers = sum(self._is_new(r, rule.weeks, now) for r in team)
            counted = self._counted[rep.role_name] = (now, newcomers, len(team) - newcomers)
        _, newcomers, veterans = counted
        return min(40.0, rule.peers * newcomers / max(1, veterans))

    @staticmethod
    def _is_new(rep: Rep, weeks: float, now: float) -> bool:
        return not rep.founding and now - rep.employed_from < weeks


def tool_speeds(line: Line, role: Role) -> list[float]:
    """Speed factor of a role's tools by activity."""
    return [role.tools.get(name, 1.0) for name in line.activities]


def _point(spans: list[tuple[float, float]], after: float) -> float:
    """The time when `after` hours of today's shift have passed."""
    for opens, closes in spans:
        if after < closes - opens:
            return opens + after
        after -= closes - opens
    return spans[-1][1]


def office_shifts_of_day(office: Office, start: Any, zone: str, day: int) -> list[tuple[float, float]]:
    """Intervals of one day."""
    shifts = office_shifts(office, start, zone, day, day)
    return list(zip(shifts.opens, shifts.closes, strict=True))
