"""Probes of the deals opened: by day, by month, by source; and what chance alone does to one month."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from salesline.claims.claim import Probe

if TYPE_CHECKING:
    from salesline.record import Record
    from salesline.scenario.scenario import Scenario

__all__ = [
    "MONTH",
    "counts",
    "entered_share",
    "month_of_luck",
    "opened",
    "opened_on",
    "per_workday",
    "taken_up",
]

MONTH = 28.0
"""Days of the months that are compared: four weeks, so that each has as many working days."""


def _openings(record: Record, start: float, end: float) -> int:
    """Leads that came to a desk of opportunities between two weeks of the plan, by the running totals of weeks."""
    rows = [row for row in record.rows("weeks") if row["desk"] == "closing"]
    totals = {row["week"]: row["entered_total"] for row in rows}
    first, last = round(start / 7) - 1, round(end / 7) - 1
    return int(totals[last] - totals.get(first, 0))


def opened(start: float, end: float) -> Probe:
    """Leads handed to the closing desk between two days of the plan (whole weeks)."""

    def probe(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
        return float(_openings(record, start, end))

    return probe


def opened_on(day: int) -> Probe:
    """Opportunities opened on a day of the plan, counted from 0 (needs the log, which also knows those still open)."""

    def probe(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
        return float(counts(record, day, day + 1))

    return probe


def counts(record: Record, start: float, end: float) -> int:
    """Leads that came to the closing desk between two times of the plan in days, from the event log."""
    events = record.tables["events"]
    return sum(
        1
        for time, activity, desk in zip(events["time"], events["activity"], events["reason"], strict=True)
        if activity == "entered" and desk == "closing" and 24 * start <= time < 24 * end
    )


def month_of_luck(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
    """Mean square of (next month / this month - 1) over the four-week months of the plan: the luck of one comparison."""
    weeks = max(row["week"] for row in record.rows("weeks")) + 1
    months = [_openings(record, start * 7, start * 7 + MONTH) for start in range(0, weeks - 3, 4)]
    ratios = [(b / a - 1) ** 2 for a, b in pairwise(months) if a]
    return math.fsum(ratios) / len(ratios)


def per_workday(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
    """Raw leads per working day (five a week)."""
    rows = [row for row in record.rows("quarters") if row["quarter"] >= 1]
    hours = math.fsum(row["end_hour"] - row["start_hour"] for row in rows)
    return float(sum(row["leads"] for row in rows)) / (hours / 168 * 5)


def taken_up(source: str, column: str) -> Probe:
    """A count of a source over the plan: 'created', 'sqls', 'wins'."""

    def probe(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
        rows = record.rows("sources")
        return float(sum(row[column] for row in rows if row["quarter"] >= 1 and row["source"] == source))

    return probe


def entered_share(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
    """Share of raw leads of the plan that came to a desk."""
    rows = [row for row in record.rows("quarters") if row["quarter"] >= 1]
    leads = sum(row["leads"] for row in rows)
    return float(sum(row["mqls"] for row in rows)) / leads if leads else math.nan
