"""Signals that a manager could look at every week, computed from a record's weekly table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from salesline.record import Record

__all__ = ["SIGNALS", "weekly_signals"]

WINDOW = 4
"""Flows are counted over so many weeks."""
SIGNALS = {
    "bookings": "bookings to date",
    "cycle starts": "deals opened in the last four weeks",
    "lead velocity": "qualified leads of the last four weeks against the four before",
    "wip": "open deals",
    "wip age": "weeks that the open deals will take at the present rate of closing (Little)",
    "backlog": "leads that wait for a rep",
    "coverage": "open deals per deal still to be won for the plan",
}
"""Name and meaning of each signal."""


def weekly_signals(record: Record, scenario: Any) -> dict[str, float]:
    """Return every signal at the end of each week of the plan, as 'signal@week'; NaN where it is not defined."""
    weeks = record.tables["weeks"]
    opening = {name for name, desk in scenario.organisation.desks.items() if desk.opportunity}
    first = {source.to for source in scenario.market.sources.values()} - opening
    totals: dict[int, dict[str, float]] = {}
    for week, desk, wip, backlog, entered, left, bookings in zip(
        *(
            weeks[c]
            for c in ("week", "desk", "wip", "backlog", "entered_total", "left_total", "bookings_total")
        ),
        strict=True,
    ):
        row = totals.setdefault(
            week,
            {"wip": 0.0, "backlog": 0.0, "opened": 0.0, "closed": 0.0, "leads": 0.0, "bookings": bookings},
        )
        row["backlog"] += backlog
        if desk in opening:
            row["wip"] += wip
            row["opened"] += entered
            row["closed"] += left
        if desk in first or not first:
            row["leads"] += entered
    return _signals(totals, scenario)


def _signals(totals: Mapping[int, Mapping[str, float]], scenario: Any) -> dict[str, float]:
    plan = scenario.study.plan
    size = scenario.market.buyers.deal_size.mean
    start = totals.get(-1, {}).get("bookings", 0.0)
    found = {}
    for week, now in totals.items():
        if week < 0:
            continue
        opened = now["opened"] - totals.get(week - WINDOW, {}).get("opened", math.nan)
        closed = now["closed"] - totals.get(week - WINDOW, {}).get("closed", math.nan)
        leads = [totals.get(week - k * WINDOW, {}).get("leads", math.nan) for k in range(3)]
        before = leads[1] - leads[2]
        booked = now["bookings"] - start
        to_win = (plan.bookings - booked) / size if plan else math.nan
        values = {
            "bookings": booked,
            "cycle starts": opened,
            "lead velocity": (leads[0] - leads[1]) / before - 1.0 if before else math.nan,
            "wip": now["wip"],
            "wip age": now["wip"] / closed * WINDOW if closed else math.nan,
            "backlog": now["backlog"],
            "coverage": now["wip"] / to_win if to_win > 0 else math.nan,
        }
        found.update({f"{name}@{week}": value for name, value in values.items()})
    return found
