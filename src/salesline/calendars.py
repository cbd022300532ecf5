"""Calendars: shifts of an office as intervals of hours from the start of the plan, and a rep's absences."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from salesline.scenario.organisation import Office

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ENDLESS_DAY = -(10**6)


@dataclass(frozen=True, slots=True)
class Shifts:
    """Working intervals in ascending order; `days` numbers the local day of each (days from the start of the plan)."""

    opens: tuple[float, ...]
    closes: tuple[float, ...]
    days: tuple[int, ...]

    def at(self, now: float) -> int:
        """Index of the interval that holds `now`, else of the next one (may be past the end)."""
        return bisect_right(self.closes, now)

    def hours(self, start: float, end: float) -> float:
        """Working hours between two times; none if the second is not after the first."""
        if end <= start:
            return 0.0
        k = self.at(start)
        total = 0.0
        while k < len(self.opens) and self.opens[k] < end:
            total += min(end, self.closes[k]) - max(start, self.opens[k])
            k += 1
        return total

    def after(self, start: float, hours: float) -> float:
        """The time when this many working hours have passed since `start`; infinity past the calendar's end."""
        k = self.at(start)
        while k < len(self.opens):
            begin = max(start, self.opens[k])
            if self.closes[k] - begin >= hours:
                return begin + hours
            hours -= self.closes[k] - begin
            k += 1
        return float("inf")

    def split(self, absent: Collection[int]) -> tuple[Shifts, Shifts]:
        """The shifts worked and the shifts missed, given the days of absence."""
        if not absent:
            return self, Shifts((), (), ())
        rows = list(zip(self.opens, self.closes, self.days, strict=True))
        worked = [row for row in rows if row[2] not in absent]
        missed = [row for row in rows if row[2] in absent]
        return _shifts(worked), _shifts(missed)

    def within(self, start: float, end: float) -> Shifts:
        """The part between two times, intervals cut where needed."""
        rows = [
            (max(start, a), min(end, b), d)
            for a, b, d in zip(self.opens, self.closes, self.days, strict=True)
            if a < end and b > start
        ]
        return _shifts(rows)


def _shifts(rows: list[tuple[float, float, int]]) -> Shifts:
    if not rows:
        return Shifts((), (), ())
    opens, closes, days = zip(*rows, strict=True)
    return Shifts(opens, closes, days)


def never_closes(office: Office) -> bool:
    """Whether the office works around the clock on all days, so that it needs no calendar."""
    return (
        office.shift.start == 0.0
        and office.shift.end == 24.0
        and office.lunch is None
        and len(set(office.days)) == 7
        and not office.holidays
    )


def zero(start: date, zone: str) -> datetime:
    """Hour 0: midnight of the company on the first day of the plan, in UTC."""
    return datetime.combine(start, time(), ZoneInfo(zone)).astimezone(UTC)


def hour_of(day: date, start: date, zone: str) -> float:
    """Hours from the start of the plan to midnight of another day."""
    return (zero(day, zone) - zero(start, zone)).total_seconds() / 3600


def moment(hour: float, start: date, zone: str) -> datetime:
    """The date and clock time in a zone at an hour from the start of the plan."""
    return (zero(start, zone) + timedelta(hours=hour)).astimezone(ZoneInfo(zone))


def quarter_starts(start: date, zone: str, quarters: int, first: int = 0) -> list[float]:
    """Hours at which quarters first, first + 1 ... begin, and at which the last ends: calendar months from the start."""
    return [month_start(start, zone, 3 * quarter) for quarter in range(first, quarters + 1)]


def month_start(start: date, zone: str, months: int) -> float:
    """Hour at which a month begins, by the number of calendar months from the start of the plan (may be negative)."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    leap = year % 4 == 0 and (year % 100 or year % 400 == 0)
    last = 29 if leap and month == 1 else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month]
    return hour_of(date(year, month + 1, min(start.day, last)), start, zone)


@lru_cache(maxsize=64)
def office_shifts(office: Office, start: date, zone: str, first_day: int, last_day: int) -> Shifts:
    """Working intervals of an office from day `first_day` to `last_day`, both counted from the start of the plan.

    Times are local to the office and follow its summer time. Raises nothing for a validated office.
    """
    origin = zero(start, zone)
    local = ZoneInfo(office.time_zone)
    rows: list[tuple[float, float, int]] = []
    for number in range(first_day, last_day + 1):
        day = start + timedelta(days=number)
        if WEEKDAYS[day.weekday()] not in office.days or day in office.holidays:
            continue
        spans = [(office.shift.start, office.shift.end)]
        if office.lunch:
            spans = [(office.shift.start, office.lunch.start), (office.lunch.end, office.shift.end)]
        rows += [
            (_hour(day, a, local, origin), _hour(day, b, local, origin), number) for a, b in spans if a < b
        ]
    return _shifts(rows)


def _hour(day: date, clock: float, local: ZoneInfo, origin: datetime) -> float:
    moment = datetime.combine(day, time(), local) + timedelta(hours=clock)
    return (moment.astimezone(UTC) - origin).total_seconds() / 3600


def absent_days(leave: float, sickness: float, spell: float, weeks: Sequence[float], days: Sequence[float],
                working: list[int]) -> set[int]:  # fmt: skip
    """Days of absence in one year of a rep, from 53 uniforms for weeks and 366 for days.

    Leave falls in whole weeks of least luck; a spell of sickness begins on a working day with a chance that gives the
    mean number of sick days, and lasts a geometric number of working days.
    """
    gone: set[int] = set()
    left = round(leave)
    if left > 0 and working:
        by_week: dict[int, list[int]] = {}
        for day in working:
            by_week.setdefault((day - working[0]) // 7, []).append(day)
        for week in sorted(by_week, key=lambda w: weeks[w % 53]):
            if left <= 0:
                break
            taken = by_week[week][:left]
            gone.update(taken)
            left -= len(taken)
    if sickness > 0.0 and working:
        begins = min(1.0, sickness / (len(working) * max(1.0, spell)))
        goes_on = 1.0 - 1.0 / max(1.0, spell)
        for k in range(len(working)):
            u = days[k % 366]
            if u < begins:
                length, mass, tail = 1, u / begins, goes_on
                while mass < tail and length < 60:
                    length += 1
                    tail *= goes_on
                gone.update(working[k : k + length])
    return gone
