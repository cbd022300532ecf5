"""Deals by period, role and segment: opened, closed, open; coverage of quota; where in the quarter bookings fall.

Needs what `study.planners` keeps: the segment of each deal and the deals open at the horizon.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import fsum, inf
from typing import TYPE_CHECKING, Any, Literal

from salesline.measures.arithmetic import NAN, ratio

if TYPE_CHECKING:
    from salesline.record import Record

__all__ = [
    "ALL_ROLES",
    "ALL_SEGMENTS",
    "By",
    "Period",
    "deals_of",
    "kept",
    "periods_of",
    "pipeline",
    "staff_of",
]

Row = dict[str, Any]
By = Literal["quarter", "month"]
Period = tuple[int, float, float]
ALL_ROLES, ALL_SEGMENTS = "all roles", "all segments"
"""Stand for every role, and every segment; names of roles have no spaces."""


def kept(record: Record) -> bool:
    """Whether a record has what planners ask for (`study.planners`)."""
    return "open_deals" in record.tables


def periods_of(record: Record, by: By = "quarter") -> list[Period]:
    """Number, first and last hour of each period of the plan."""
    if by == "quarter":
        rows = [row for row in record.rows("quarters") if row["quarter"] >= 1]
        return [(row["quarter"], row["start_hour"], row["end_hour"]) for row in rows]
    rows = record.rows("source_months")
    return list(dict.fromkeys((row["month"], row["start_hour"], row["end_hour"]) for row in rows))


def staff_of(record: Record, by: By) -> Iterator[tuple[Period, list[Row]]]:
    """Each period of the plan with the rows of those employed in it."""
    table = "reps" if by == "quarter" else "rep_months"
    reps = [row for row in record.rows(table) if row["employed_hours"] > 0]
    for period in periods_of(record, by):
        yield period, [row for row in reps if row[by] == period[0]]


def deals_of(record: Record) -> list[Row]:
    """All deals: open from `opened` until `closed` (never, for those open at the horizon), with the role of their last rep."""
    found = []
    for table in ("deals", "open_deals"):
        for row in record.rows(table):
            role = row["rep"].partition("/")[0]
            found.append({"closed": inf, "outcome": "open", "segment": "", **row, "role": role})
    return found


def pipeline(record: Record, by: By = "quarter") -> list[Row]:
    """By period, role and segment: deals opened, won, lost, bookings, win rate, average deal, and what was open at the start.

    Rows of `all roles` and of `all segments` sum up the others. `coverage` is the value open at the start over the quota of the
    period, of all segments together; `share_of_quarter`, by month, is the month's part of its quarter's bookings (linearity).
    A record without `study.planners` has no rows.
    """
    if not kept(record):
        return []
    deals = deals_of(record)
    last = periods_of(record, by)[-1:]
    roles = [ALL_ROLES, *dict.fromkeys(deal["role"] for deal in deals if deal["role"])]
    segments = [ALL_SEGMENTS, *sorted({deal["segment"] for deal in deals} - {""})]
    quota = {(row[by], row["role"]): 0.0 for _, reps in staff_of(record, by) for row in reps}
    for _, reps in staff_of(record, by):
        for row in reps:
            quota[row[by], row["role"]] += row["quota"]
    found = []
    for period in periods_of(record, by):
        for role in roles:
            target = fsum(
                value for (at, name), value in quota.items() if at == period[0] and role in (ALL_ROLES, name)
            )
            for segment in segments:
                mine = [
                    d
                    for d in deals
                    if role in (ALL_ROLES, d["role"]) and segment in (ALL_SEGMENTS, d["segment"])
                ]
                row = _flows(mine, period, ends=[period] == last)
                row["coverage"] = ratio(row["open_value"], target) if segment == ALL_SEGMENTS else NAN
                found.append({by: period[0], "role": role, "segment": segment, **row})
    if by == "month":
        _linearity(found)
    return found


def _flows(deals: list[Row], period: Period, *, ends: bool) -> Row:
    """What has happened to some deals in a period; a deal of the plan's last instant belongs to its last period."""
    _, start, end = period
    inside: Callable[[float], bool] = lambda at: start <= at < end or (ends and at == end)  # noqa: E731 - two uses
    won = [deal for deal in deals if deal["outcome"] == "won" and inside(deal["closed"])]
    lost = sum(deal["outcome"] == "lost" and inside(deal["closed"]) for deal in deals)
    there = [deal for deal in deals if deal["opened"] < start <= deal["closed"]]
    bookings = fsum(deal["value"] for deal in won)
    return {
        "opened": sum(inside(deal["opened"]) for deal in deals), "won": len(won), "lost": lost, "bookings": bookings,
        "win_rate": ratio(len(won), len(won) + lost), "average_deal": ratio(bookings, len(won)),
        "open": len(there), "open_value": fsum(deal["value"] for deal in there),
    }  # fmt: skip


def _linearity(rows: list[Row]) -> None:
    totals: dict[tuple[int, str, str], float] = {}
    for row in rows:
        key = ((row["month"] - 1) // 3, row["role"], row["segment"])
        totals[key] = totals.get(key, 0.0) + row["bookings"]
    for row in rows:
        key = ((row["month"] - 1) // 3, row["role"], row["segment"])
        row["share_of_quarter"] = ratio(row["bookings"], totals[key])
