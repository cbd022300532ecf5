"""Calendars: shifts, lunch, summer time, holidays, absence, quarters."""

from __future__ import annotations

from datetime import date
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesline.calendars import Shifts, absent_days, hour_of, never_closes, office_shifts, quarter_starts
from salesline.luck import Luck
from salesline.scenario.organisation import Office

WEEK = ("mon", "tue", "wed", "thu", "fri")
MONDAY = date(2026, 1, 5)
LOS_ANGELES, BERLIN = "America/Los_Angeles", "Europe/Berlin"
LUCK = Luck(1, 0)
WORKING = [day for day in range(365) if (day % 7) < 5]


def office(**values: Any) -> Office:
    return Office.model_validate({"shift": {"start": "9:00", "end": "17:00"}, "days": WEEK, **values})


def spans(
    where: Office, first: int, last: int, zone: str = "UTC", start: date = MONDAY
) -> list[tuple[float, float]]:
    shifts = office_shifts(where, start, zone, first, last)
    return list(zip(shifts.opens, shifts.closes, strict=True))


def test_a_week_of_shifts() -> None:
    assert spans(office(), 0, 6) == [(24.0 * day + 9, 24.0 * day + 17) for day in range(5)]
    assert spans(office(), -3, -1) == [(-63.0, -55.0)]  # the Friday before; the weekend has none


def test_lunch_splits_the_shift() -> None:
    where = office(lunch={"start": "12:00", "end": "13:00"})
    assert spans(where, 0, 0) == [(9.0, 12.0), (13.0, 17.0)]
    shifts = office_shifts(where, MONDAY, "UTC", 0, 4)
    assert shifts.days == (0, 0, 1, 1, 2, 2, 3, 3, 4, 4)
    assert shifts.hours(0, 120) == 35.0


def test_lunch_at_the_edge_of_the_shift_leaves_one_piece() -> None:
    assert spans(office(lunch={"start": "9:00", "end": "10:00"}), 0, 0) == [(10.0, 17.0)]


def test_holidays_have_no_shift() -> None:
    assert spans(office(holidays=("2026-01-06",)), 0, 2) == [(9.0, 17.0), (57.0, 65.0)]


@pytest.mark.parametrize(
    ("zone", "change", "shift"),
    [
        (LOS_ANGELES, date(2026, 3, 8), -1.0),
        (LOS_ANGELES, date(2026, 11, 1), 1.0),
        (BERLIN, date(2026, 3, 29), -1.0),
        (BERLIN, date(2026, 10, 25), 1.0),
    ],
)
def test_summer_time_moves_the_shift_for_the_rest_of_the_world(zone: str, change: date, shift: float) -> None:
    """Local office hours stay; seen from UTC they move by an hour on the day the clocks change."""
    where = office(time_zone=zone, days=("sat", "sun", "mon"))
    (saturday, _), (sunday, _), (monday, ends) = spans(where, -1, 1, start=change)
    assert (sunday - saturday, monday - sunday) == (24.0 + shift, 24.0)
    assert ends - monday == 8.0


@pytest.mark.parametrize(
    ("zone", "hours"), [(LOS_ANGELES, 8.0), (BERLIN, -1.0), ("Asia/Kolkata", -5.5), ("UTC", 0.0)]
)
def test_offices_follow_their_own_clocks(zone: str, hours: float) -> None:
    assert spans(office(time_zone=zone), 0, 0) == [(9.0 + hours, 17.0 + hours)]
    assert spans(office(time_zone=zone), 0, 0, zone=zone) == [(9.0, 17.0)]


@pytest.mark.parametrize(
    ("day", "length"), [(date(2026, 3, 8), 23.0), (date(2026, 11, 1), 25.0), (MONDAY, 24.0)]
)
def test_a_day_around_the_clock_has_as_many_hours_as_the_day(day: date, length: float) -> None:
    where = Office(time_zone=LOS_ANGELES, holidays=(date(2000, 1, 1),))
    (opens, closes), (following, _) = spans(where, 0, 1, zone=LOS_ANGELES, start=day)
    assert (opens, closes - opens) == (0.0, length)
    assert following == closes


def test_only_an_office_without_any_pause_never_closes() -> None:
    assert never_closes(Office())
    assert not any(
        never_closes(o)
        for o in (
            office(),
            Office(days=WEEK),
            Office(holidays=(MONDAY,)),
            Office.model_validate({"lunch": {"start": "12:00", "end": "13:00"}}),
        )
    )


def test_quarters_are_calendar_months_from_the_start() -> None:
    assert quarter_starts(date(2026, 1, 1), "UTC", 4) == [24.0 * d for d in (0, 90, 181, 273, 365)]
    assert quarter_starts(date(2024, 1, 31), "UTC", 1) == [0.0, 24.0 * 90]  # to 30 April of a leap year
    assert quarter_starts(date(2023, 11, 30), "UTC", 1) == [0.0, 24.0 * 91]  # to 29 February
    assert quarter_starts(date(2026, 1, 1), "UTC", 1, -1) == [-92 * 24.0, 0.0, 90 * 24.0]
    assert quarter_starts(date(2026, 1, 1), LOS_ANGELES, 1) == [0.0, 90 * 24.0 - 1]
    assert hour_of(date(2026, 7, 1), date(2026, 1, 1), BERLIN) == 181 * 24.0 - 1


# -- arithmetic of shifts


@st.composite
def calendars(draw: st.DrawFn) -> Shifts:
    edges = sorted(draw(st.sets(st.integers(0, 500), min_size=2, max_size=12)))
    edges = edges[: len(edges) // 2 * 2]
    opens, closes = tuple(map(float, edges[::2])), tuple(map(float, edges[1::2]))
    return Shifts(opens, closes, tuple(range(len(opens))))


times = st.floats(-10, 510)


@given(calendars(), times, times, times)
def test_hours_add_up(shifts: Shifts, a: float, b: float, c: float) -> None:
    a, b, c = sorted((a, b, c))
    assert shifts.hours(a, b) + shifts.hours(b, c) == pytest.approx(shifts.hours(a, c), abs=1e-9)
    assert 0.0 <= shifts.hours(a, b) <= b - a
    assert shifts.hours(b, a) == (0.0 if a < b else shifts.hours(a, b))
    assert sum(
        shifts.within(x, y).hours(-10, 510) for x, y in ((-10, a), (a, b), (b, 510)) if x < y
    ) == pytest.approx(shifts.hours(-10, 510), abs=1e-9)


@given(calendars(), times, st.floats(0.001, 600))
def test_the_time_after_some_hours_is_when_they_have_passed(
    shifts: Shifts, start: float, hours: float
) -> None:
    end = shifts.after(start, hours)
    if end == float("inf"):
        assert shifts.hours(start, 600) < hours
    else:
        assert shifts.hours(start, end) == pytest.approx(hours, abs=1e-9)


@given(calendars(), st.sets(st.integers(0, 6)))
def test_absence_splits_the_shifts(shifts: Shifts, absent: set[int]) -> None:
    worked, missed = shifts.split(absent)
    assert sorted(
        [*zip(worked.opens, worked.closes, strict=True), *zip(missed.opens, missed.closes, strict=True)]
    ) == list(zip(shifts.opens, shifts.closes, strict=True))
    assert set(missed.days) <= absent
    assert not set(worked.days) & absent


# -- leave and sickness


def days_off(
    rep: int, leave: float, sickness: float, spell: float = 2.0, working: list[int] = WORKING
) -> set[int]:
    weeks, days = LUCK.table("leave", 53).row(rep), LUCK.table("sickness", 366).row(rep)
    return absent_days(leave, sickness, spell, list(weeks), list(days), working)


@pytest.mark.parametrize("leave", [0, 3, 15, 25, 60])
def test_leave_is_exactly_what_is_asked_and_falls_in_whole_weeks(leave: int) -> None:
    for rep in range(50):
        gone = days_off(rep, leave, 0.0)
        assert len(gone) == leave
        assert gone <= set(WORKING)
        sizes = [sum(day // 7 == week for day in gone) for week in {day // 7 for day in gone}]
        assert (
            sum(size < 5 for size in sizes) <= 2
        )  # the last week may be cut, and the year's last week is short
    assert len({frozenset(days_off(rep, leave, 0.0)) for rep in range(50)}) > 20 or leave == 0


def test_leave_beyond_the_year_takes_all_of_it() -> None:
    assert days_off(0, 366, 0.0) == set(WORKING)
    assert days_off(0, 25, 5, working=[]) == set()


@pytest.mark.parametrize(("sickness", "spell"), [(5.0, 2.0), (10.0, 1.0), (10.0, 5.0)])
def test_sick_days_have_the_mean_that_is_asked(sickness: float, spell: float) -> None:
    """2,000 reps. Overlaps of spells and the end of the year may take up to 5 %; the standard error is below 2 %.
    False alarm below 1 in 1,000."""
    mean = fmean(len(days_off(rep, 0.0, sickness, spell)) for rep in range(2000))
    assert 0.90 * sickness < mean < 1.06 * sickness


def test_more_leave_keeps_the_weeks_already_taken() -> None:
    for rep in range(20):
        assert days_off(rep, 10, 0.0) <= days_off(rep, 20, 0.0)
