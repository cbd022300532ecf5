"""Figures by the week: running totals of the line and its people, kept where a rule looks back at them.

Marks are made at the end of every week counted from the start of the plan, in the prior year too; made only for scenarios
with gates on hiring or with careers that depend on figures.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from salesline.model.census import deals_closed
from salesline.model.snapshots import ledger

if TYPE_CHECKING:
    from salesline.model.clock import Recurring
    from salesline.model.line import Line
    from salesline.model.reps import Rep
    from salesline.scenario.organisation import Organisation

WEEK = 168.0
YEAR = 8766.0


def looks_back(organisation: Organisation) -> bool:
    """Whether anything depends on figures of past weeks."""
    return any(hire.when is not None for hire in organisation.hiring) or any(
        role.attrition.by_attainment or role.attrition.contagion or role.attrition.dismiss
        for role in organisation.roles.values()
    )


class Mark(NamedTuple):
    """Running totals at one time."""

    time: float
    qualified: int
    won: int
    closed: int
    entered: dict[str, int]
    touches: dict[str, int]
    bookings: dict[str, float]
    idle: dict[str, float]


class WeeklyFigures:
    """Marks, and what is read off them. Those who are told after each mark are in `listeners`, in order."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._marks: list[Mark] = []
        self.listeners: list[Callable[[float], None]] = []
        first = -(-line.begin // WEEK) * WEEK
        if first < line.horizon:
            line.clock.call(first, self._tick)

    def _tick(self, event: Recurring) -> None:
        line = self._line
        now = line.clock.now
        self._marks.append(self.mark(now))
        if now + WEEK < line.horizon:
            line.clock.call(now + WEEK, self._tick)
        if now >= 0.0:
            for listener in self.listeners:
                listener(now)

    @property
    def marked(self) -> float | None:
        """When the last mark was made."""
        return self._marks[-1].time if self._marks else None

    def mark(self, now: float) -> Mark:
        """The totals as they stand."""
        line = self._line
        won, closed = deals_closed(line)
        people = line.people.everyone
        return Mark(
            now,
            sum(source.counts.entered for source in line.sources.values()),
            won,
            closed,
            {name: desk.tally.entered for name, desk in line.desks.items()},
            {rep.name: rep.touches for rep in people},
            {rep.name: rep.bookings for rep in people},
            {rep.name: ledger(rep, now)["idle"] for rep in people},
        )

    def _back(self, weeks: int) -> Mark | None:
        return self._marks[-1 - weeks] if len(self._marks) > weeks else None

    def _window(self, weeks: int, ago: int = 0) -> tuple[Mark, Mark] | None:
        start, end = self._back(weeks + ago), self._back(ago)
        return None if start is None or end is None else (start, end)

    def _reps(self, role: str) -> list[Rep]:
        return [rep for rep in self._line.people.everyone if rep.role_name == role]

    def heads(self, role: str, start: float, end: float) -> float:
        """Mean heads of a role over a time."""
        hours = [min(end, rep.employed_until) - max(start, rep.employed_from) for rep in self._reps(role)]
        return sum(max(0.0, each) for each in hours) / (end - start)

    # -- what gates see

    def qualified(self, weeks: int, ago: int = 0) -> float | None:
        """Leads that passed the marketing gate and came to a desk."""
        window = self._window(weeks, ago)
        return None if window is None else float(window[1].qualified - window[0].qualified)

    def close_rate(self, weeks: int) -> float | None:
        """Deals won, as a share of deals closed."""
        window = self._window(weeks)
        if window is None or window[1].closed == window[0].closed:
            return None
        return (window[1].won - window[0].won) / (window[1].closed - window[0].closed)

    def utilisation(self, role: str, weeks: int) -> float | None:
        """Share of the role's time on shift that was not idle."""
        window = self._window(weeks)
        if window is None:
            return None
        start, end = window
        hours = sum(rep.shifts.hours(start.time, end.time) for rep in self._reps(role))
        idle = sum(end.idle.get(rep.name, 0.0) - start.idle.get(rep.name, 0.0) for rep in self._reps(role))
        return 1.0 - idle / hours if hours > 0.0 else None

    def arrivals_per_rep(self, role: str, weeks: int) -> float | None:
        """Leads that came to the role's desks, per head and hour."""
        window = self._window(weeks)
        if window is None:
            return None
        start, end = window
        desks = [name for name, desk in self._line.organisation.desks.items() if role in desk.staffed_by]
        heads = self.heads(role, start.time, end.time)
        came = sum(end.entered[name] - start.entered[name] for name in desks)
        return came / heads / (end.time - start.time) if heads > 0.0 else None

    def touches_per_rep(self, role: str, weeks: int) -> float | None:
        """Touches per head and day on which the rep worked, divided by 24."""
        window = self._window(weeks)
        if window is None:
            return None
        start, end = window
        reps = self._reps(role)
        days = sum(_days(rep, start.time, end.time) for rep in reps)
        made = sum(end.touches.get(rep.name, 0) - start.touches.get(rep.name, 0) for rep in reps)
        return made / days / 24.0 if days else None

    def attainment(self, role: str, weeks: int) -> list[float]:
        """Bookings over quota of each rep of the role who was there all the time."""
        quota = self._line.organisation.roles[role].pay.quota
        window = self._window(weeks)
        if window is None or not quota:
            return []
        start, end = window
        wanted = quota * (end.time - start.time) / YEAR
        return [
            (end.bookings[rep.name] - start.bookings.get(rep.name, 0.0)) / wanted
            for rep in self._reps(role)
            if rep.employed_from <= start.time and rep.employed_until > end.time
        ]

    def cash(self) -> float | None:
        """Dollars in the bank at the end of the last month; None where the scenario keeps no cash."""
        books = self._line.books
        return None if books is None or books.cash is None else books.cash / 100.0

    def attained(self, rep: Rep, weeks: int) -> float | None:
        """Bookings over quota of one rep over the last weeks; None if not there all the time, or without a quota."""
        quota = self._line.organisation.roles[rep.role_name].pay.quota
        window = self._window(weeks)
        if window is None or not quota or rep.employed_from > window[0].time:
            return None
        start, end = window
        booked = end.bookings.get(rep.name, 0.0) - start.bookings.get(rep.name, 0.0)
        return booked / (quota * (end.time - start.time) / YEAR)


def _days(rep: Rep, start: float, end: float) -> int:
    """Days of a rep's own calendar with any shift between two times; around the clock: days of 24 hours."""
    shifts = rep.shifts
    if len(shifts.days) <= 1:
        return round(shifts.hours(start, end) / 24.0)
    first, last = shifts.at(start), shifts.at(end)
    return len(set(shifts.days[first:last]))
