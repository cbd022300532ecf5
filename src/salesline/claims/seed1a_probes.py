"""Numbers of one replication that the claims of source 1A ask for beyond the catalogue of measures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from statistics import fmean, median
from typing import Any

from salesline.measures.arithmetic import NAN, ratio
from salesline.record import Record
from salesline.scenario.scenario import Scenario

__all__ = [
    "at_quota",
    "attained",
    "below",
    "bookings_per_rep",
    "contribution",
    "missers",
    "months_of_money",
    "shortfalls",
    "table_gaps",
    "touches_a_day",
    "veterans",
]

Number = Callable[[Record, Scenario], float]
FOUNDERS = 5
"""The AEs of the first year are those of the first slots; who fills a slot later has a dot in the name."""


def _reps(record: Record, role: str, first: int, last: int) -> dict[str, dict[str, float]]:
    """Sums over some quarters of every number of each rep of a role."""
    found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in record.rows("reps"):
        if row["role"] == role and first <= row["quarter"] <= last:
            for column, value in row.items():
                if isinstance(value, int | float):
                    found[row["rep"]][column] += value
    return found


def _missers(record: Record, _: Scenario, first: int, last: int) -> float:
    reps = _reps(record, "ae", first, last).values()
    return float(sum(rep["bookings"] < rep["quota"] for rep in reps if rep["quota"] > 0))


def missers(first: int = 1, last: int = 4) -> Number:
    """Number of AEs whose bookings over some quarters stay below their quota of that time."""
    return partial(_missers, first=first, last=last)


def at_quota(record: Record, _: Scenario) -> float:
    """Number of AEs who reach the quota of the plan's first four quarters."""
    reps = _reps(record, "ae", 1, 4).values()
    return float(sum(rep["bookings"] >= rep["quota"] for rep in reps if rep["quota"] > 0))


def _attained(record: Record, _: Scenario, slots: tuple[int, ...]) -> float:
    reps = _reps(record, "ae", 1, 4)
    chosen = [reps[f"ae/{slot}"] for slot in slots if f"ae/{slot}" in reps]
    return ratio(sum(rep["bookings"] for rep in chosen), sum(rep["quota"] for rep in chosen))


def attained(*slots: int) -> Number:
    """Bookings against quota over the plan's first four quarters of the AEs of some slots, from 0."""
    return partial(_attained, slots=slots)


def _veterans(record: Record, _: Scenario, column: str, against: str) -> float:
    reps = _reps(record, "ae", 1, 4)
    names = [f"ae/{slot}" for slot in range(FOUNDERS)]
    above = sum(reps[name][column] for name in names if name in reps)
    return ratio(above, sum(reps[name][against] for name in names if name in reps)) if against else above


def veterans(column: str, against: str = "") -> Number:
    """Sum of a column over the first four quarters of the five AEs who were there first; divided by another's if named."""
    return partial(_veterans, column=column, against=against)


def _below(record: Record, _: Scenario, column: str, limit: float, against: str) -> float:
    reps = [rep for rep in _reps(record, "ae", 1, 4).values() if rep["employed_hours"] > 0]
    values = [ratio(rep[column], rep[against]) if against else rep[column] for rep in reps]
    known = [value for value in values if value == value]  # noqa: PLR0124 - not a number
    return ratio(float(sum(value < limit for value in known)), float(len(known)))


def below(column: str, limit: float, against: str = "") -> Number:
    """Share of the AEs whose sum of a column over four quarters (or ratio to another's) is below what the plan assumes."""
    return partial(_below, column=column, limit=limit, against=against)


def _bookings_per_rep(record: Record, _: Scenario, how: str) -> float:
    values = sorted(rep["bookings"] for rep in _reps(record, "ae", 1, 4).values() if rep["quota"] > 0)
    if how == "median":
        return float(median(values))
    return fmean(values[:-2] if how == "without the best two" else values)


def bookings_per_rep(how: str) -> Number:
    """Bookings of an AE over four quarters: 'mean', 'median', or the mean 'without the best two'."""
    return partial(_bookings_per_rep, how=how)


def shortfalls(record: Record, scenario: Scenario) -> float:
    """1 if the gap to the plan, in dollars, widens from the first quarter to the second and again to the third, else 0."""
    planned = scenario.study.plan.by_quarter if scenario.study.plan else ()
    booked = {row["quarter"]: row["bookings"] for row in record.rows("quarters")}
    gaps = [plan - booked[k] for k, plan in enumerate(planned, start=1)]
    return float(gaps[0] < gaps[1] < gaps[2]) if len(gaps) > 2 else NAN


def _touches_a_day(record: Record, _: Scenario, role: str) -> float:
    reps = _reps(record, role, 1, 4).values()
    hours = sum(rep["paid_hours"] - rep["absence"] for rep in reps)
    return 8.0 * ratio(sum(rep["touches"] for rep in reps), hours)


def touches_a_day(role: str) -> Number:
    """Touches per head and day of eight hours at work."""
    return partial(_touches_a_day, role=role)


def table_gaps(record: Record, scenario: Scenario) -> float:
    """Cells of the table of sales metrics that have no number: per role leads, touches, hours used; per AE wins and bookings.

    A cell is a rep by metric; idle and working hours must be within the paid ones for a share of capacity used.
    """
    gaps = 0
    for role in scenario.organisation.roles:
        for rep in _reps(record, role, 1, 4).values():
            cells: list[Any] = [ratio(rep["idle"], rep["paid_hours"]), rep["touches"], rep["leads_received"]]
            if rep["quota"] > 0:
                cells += [ratio(rep["wins"], rep["opportunities"]), ratio(rep["bookings"], rep["quota"])]
            gaps += sum(not 0.0 <= value < 1e9 for value in cells)
    return float(gaps)


def contribution(record: Record, scenario: Scenario) -> float:
    """Bookings times gross margin less all cost, over the plan, in dollars."""
    rows = [row for row in record.rows("quarters") if row["quarter"] >= 1]
    spent = sum(row[name] for row in rows for name in ("spend_people", "spend_sources", "spend_other"))
    return float(scenario.study.gross_margin * sum(row["bookings"] for row in rows) - spent)


def months_of_money(record: Record, _: Scenario) -> float:
    """Months from the plan's start that end with money in the bank, before the first that does not."""
    months = [row for row in record.rows("months") if row["start_hour"] >= 0]
    for number, row in enumerate(months):
        if row["cash_end"] < 0:
            return float(number)
    return float(len(months))
