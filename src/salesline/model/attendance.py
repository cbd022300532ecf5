"""Who is there and who is away: shifts of offices, leave and sickness of each rep."""

from __future__ import annotations

from bisect import insort
from operator import attrgetter
from typing import TYPE_CHECKING

from salesline.calendars import Shifts, absent_days, never_closes, office_shifts
from salesline.model.clock import Recurring
from salesline.model.leads import FOREVER
from salesline.model.reps import Rep

if TYPE_CHECKING:
    from salesline.model.line import Line
    from salesline.scenario.desks import Desk
    from salesline.scenario.organisation import Office, Organisation, Role

ENDLESS = Shifts((-1e15,), (1e15,), (-(10**9),))
by_rank = attrgetter("rank")


class Attendance:
    """Shifts and absences of all reps of a replication."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._missed: dict[str, Shifts] = {}

    def office_shifts(self, organisation: Organisation, desk: Desk) -> Shifts | None:
        """Shifts of a desk's first office, for clocks in working hours; None if it never closes."""
        return self.role_shifts(organisation, desk.staffed_by[0])

    def role_shifts(self, organisation: Organisation, name: str) -> Shifts | None:
        """Shifts of a role's first office; None if it never closes."""
        role = organisation.roles[name]
        office = organisation.offices[(role.offices or tuple(organisation.offices))[0]]
        return None if never_closes(office) else self._shifts(office)

    def _shifts(self, office: Office) -> Shifts:
        line = self._line
        study = line.scenario.study
        return office_shifts(
            office, study.start, study.time_zone, int(line.begin // 24) - 1, int(line.horizon // 24) + 2
        )

    def give_calendar(self, rep: Rep, role: Role, office: Office, now: float, *, mornings: bool) -> None:
        """Shifts of a rep from now on; with `mornings`, someone looks at the rep each day."""
        ramps = any((role.ramp.speed, role.ramp.conversion, role.ramp.wip))
        needs_days = (role.internal_work or role.absence.leave or role.absence.sickness or role.onboarding.peers
                      or role.blocks or mornings or (not rep.founding and ramps))  # fmt: skip
        if never_closes(office) and not needs_days:
            rep.shifts, self._missed[rep.name] = ENDLESS.within(now, 1e15), Shifts((), (), ())
            return
        all_shifts = self._shifts(office).within(now, FOREVER)
        rep.shifts, self._missed[rep.name] = all_shifts.split(self._absent(rep, role, all_shifts))

    def _absent(self, rep: Rep, role: Role, shifts: Shifts) -> set[int]:
        absence = role.absence
        if not (absence.leave or absence.sickness):
            return set()
        gone: set[int] = set()
        years: dict[int, list[int]] = {}
        for day in dict.fromkeys(shifts.days):
            years.setdefault(day // 365, []).append(day)
        for year, working in years.items():
            weeks = self._line.luck.table(f"leave|{rep.role_name}|{year}", 53).row(rep.slot)
            days = self._line.luck.table(f"sickness|{rep.role_name}|{year}", 366).row(rep.slot)
            share = len(working) / 261.0
            gone |= absent_days(
                absence.leave * min(1.0, share),
                absence.sickness * min(1.0, share),
                absence.spell,
                weeks,
                days,
                working,
            )
        return gone

    def missed(self, rep: Rep) -> Shifts:
        """Shifts that a rep is paid for and does not work."""
        return self._missed[rep.name]

    def begins_present(self, rep: Rep) -> bool:
        """Whether a rep's first day is not one of absence."""
        missed, now = self._missed[rep.name], rep.employed_from
        k = missed.at(now)
        return k == len(missed.opens) or missed.opens[k] > now

    def plan_absences(self, rep: Rep, now: float) -> None:
        """Put the beginning and the end of each absence on the clock."""
        missed = self._missed[rep.name]
        spans: list[list[float]] = []
        for opens, closes in zip(missed.opens, missed.closes, strict=True):
            if spans and rep.shifts.hours(spans[-1][1], opens) == 0.0:
                spans[-1][1] = closes
            else:
                spans.append([opens, closes])
        for start, end in spans:
            self._line.clock.call_first(
                max(start, now), self._go_away, rep
            )  # nothing is given to whoever is gone now
            self._line.clock.call(end, self._return, rep)

    def _go_away(self, event: Recurring) -> None:
        rep: Rep = event.owner
        rep.away = True
        for desk in rep.desks:
            if rep in desk.present:
                desk.present.remove(rep)
            if desk.dispatcher is not None:
                desk.dispatcher.went(rep)

    def _return(self, event: Recurring) -> None:
        rep: Rep = event.owner
        if rep.employed_until > self._line.clock.now:
            self.come_back(rep)

    def come_back(self, rep: Rep) -> None:
        """A rep is there (again): leads may come."""
        rep.away = False
        if rep.offline:
            return
        now = self._line.clock.now
        for desk in rep.desks:
            if rep not in desk.present:
                insort(desk.present, rep, key=by_rank)
            if desk.dispatcher is not None:
                desk.dispatcher.came(rep)
            if desk.strict and desk.backlog:
                desk.settle(now)
            if desk.rule is not None and (rep.backlog or desk.backlog):
                desk.refill(rep, now)
