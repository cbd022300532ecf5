"""What planners look at: heads by tenure, ramped capacity, hire cohorts, attainment, linearity, lead velocity.

Computed from the tables that every record has. Quarters are those of the plan, from 1; months within a quarter are its thirds.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum
from typing import TYPE_CHECKING, Any

from salesline.measures.arithmetic import NAN, percentile, ratio

if TYPE_CHECKING:
    import pandas as pd

    from salesline.record import Record

__all__ = ["attainment", "cohorts", "headcount", "linearity", "planning", "velocity"]

Row = dict[str, Any]
BANDS = (
    (3.0, "under_3_months"),
    (6.0, "months_3_to_6"),
    (12.0, "months_6_to_12"),
    (float("inf"), "over_12_months"),
)
"""Tenure bands by their upper edge; founders count as 24 months."""
FOUNDERS = 24.0
WEEKS = 4
LAST_DAYS = 10 * 24.0


def _plan(record: Record) -> Iterator[tuple[Row, list[Row]]]:
    """Each quarter of the plan, with the rows of those employed in it."""
    reps = [row for row in record.rows("reps") if row["employed_hours"] > 0]
    for quarter in record.rows("quarters"):
        if quarter["quarter"] >= 1:
            yield quarter, [row for row in reps if row["quarter"] == quarter["quarter"]]


def headcount(record: Record) -> list[Row]:
    """By quarter and role: heads, heads by tenure at the quarter's end, ramped-rep equivalents, quota and ramped quota, per head.

    A head is one person employed for the whole quarter. `ramped_heads` weighs each with speed times conversion of the ramp at
    the quarter's end; `ramped_quota` is the quota that such heads carry: the capacity to hold against a plan.
    """
    found = []
    for quarter, reps in _plan(record):
        hours = quarter["end_hour"] - quarter["start_hour"]
        for role in dict.fromkeys(row["role"] for row in reps):
            mine = [row for row in reps if row["role"] == role]
            heads = [row["employed_hours"] / hours for row in mine]
            total = fsum(heads)
            bands = dict.fromkeys((name for _, name in BANDS), 0.0)
            for row, head in zip(mine, heads, strict=True):
                bands[next(name for edge, name in BANDS if row["tenure_months"] < edge)] += head
            found.append({
                "quarter": quarter["quarter"], "role": role, "heads": total, **bands,
                "ramped_heads": fsum(head * row["ramp"] for row, head in zip(mine, heads, strict=True)),
                "quota": fsum(row["quota"] for row in mine),
                "ramped_quota": fsum(row["quota"] * row["ramp"] for row in mine),
                **{name: fsum(row[name] for row in mine) for name in ("bookings", "cost", "opportunities", "wins", "touches")},
                "opportunities_per_rep": ratio(sum(row["opportunities"] for row in mine), total),
            })  # fmt: skip
    return found


def cohorts(record: Record) -> list[Row]:
    """By role, hire cohort (quarter of the first day; 0: before the plan) and quarter: heads, bookings, quota, cost."""
    first: dict[str, int] = {}
    for row in record.rows("reps"):
        if row["employed_hours"] > 0:
            old = row["quarter"] < 1 or row["tenure_months"] >= FOUNDERS
            first.setdefault(row["rep"], 0 if old else row["quarter"])
    found: dict[tuple[str, int, int], Row] = {}
    for quarter, reps in _plan(record):
        hours = quarter["end_hour"] - quarter["start_hour"]
        for row in reps:
            key = (row["role"], first[row["rep"]], quarter["quarter"])
            into = found.setdefault(key, {
                "role": key[0], "cohort": key[1], "quarter": key[2], "heads": 0.0, "bookings": 0.0, "quota": 0.0, "cost": 0.0,
            })  # fmt: skip
            into["heads"] += row["employed_hours"] / hours
            for name in ("bookings", "quota", "cost"):
                into[name] += row[name]
    rows = [found[key] for key in sorted(found)]
    return [{**row, "attainment": ratio(row["bookings"], row["quota"])} for row in rows]


def attainment(record: Record) -> list[Row]:
    """By quarter and role with a quota: reps, percentiles of bookings over quota, share at quota and share below half of it."""
    found = []
    for quarter, reps in _plan(record):
        for role in dict.fromkeys(row["role"] for row in reps):
            shares = [
                row["bookings"] / row["quota"] for row in reps if row["role"] == role and row["quota"] > 0
            ]
            if shares:
                found.append({
                    "quarter": quarter["quarter"], "role": role, "reps": len(shares),
                    **{f"p{p}": percentile(shares, p / 100) for p in (10, 25, 50, 75, 90)},
                    "at_quota": sum(share >= 1 for share in shares) / len(shares),
                    "below_half": sum(share < 0.5 for share in shares) / len(shares),
                })  # fmt: skip
    return found


def linearity(record: Record) -> list[Row]:
    """By quarter: share of the bookings of deals closed in each third of it, and in its last ten days; all NaN without any."""
    won = [row for row in record.rows("deals") if row["outcome"] == "won"]
    found = []
    for quarter, _ in _plan(record):
        start, end = quarter["start_hour"], quarter["end_hour"]
        inside = [(row["closed"], row["value"]) for row in won if start <= row["closed"] < end]
        total = fsum(value for _, value in inside)
        edges = [start + (end - start) * k / 3 for k in range(4)]
        thirds = {
            f"month_{k + 1}": ratio(
                fsum(value for at, value in inside if edges[k] <= at < edges[k + 1]), total
            )
            for k in range(3)
        }
        late = ratio(fsum(value for at, value in inside if at >= end - LAST_DAYS), total)
        found.append({"quarter": quarter["quarter"], "bookings": total, **thirds, "last_ten_days": late})
    return found


def velocity(record: Record) -> list[Row]:
    """By desk and four weeks: leads that came, and their growth on the four weeks before (lead velocity rate); NaN at first."""
    weeks = record.rows("weeks")
    found = []
    for desk in dict.fromkeys(row["desk"] for row in weeks):
        totals = {row["week"] + 1: row["entered_total"] for row in weeks if row["desk"] == desk}
        totals.setdefault(min(totals) - 1, 0)
        came = {week: totals[week] - totals[week - WEEKS] for week in totals if week - WEEKS in totals}
        for week in sorted(week for week in came if week > 0 and week % WEEKS == 0):
            growth = ratio(came[week], came.get(week - WEEKS, 0)) - 1 if week - WEEKS in came else NAN
            found.append({"desk": desk, "end_week": week, "leads": came[week], "growth": growth})
    return found


TABLES = {
    "headcount": headcount,
    "cohorts": cohorts,
    "attainment": attainment,
    "linearity": linearity,
    "velocity": velocity,
}


def planning(what: Any) -> dict[str, pd.DataFrame]:
    """Return the planners' tables of a record or a study as frames, with scenario and replication first.

    Args:
        what: a record, or a study.

    """
    import pandas as pd  # noqa: PLC0415 - heavy, and needed only by those who ask for frames

    if hasattr(what, "records"):
        records = [(name, record) for name, found in what.records.items() for record in found]
    else:
        records = [(what.scenario, what)]
    stamped = [
        ({"scenario": scenario, "replication": record.replication}, record) for scenario, record in records
    ]
    return {
        name: pd.DataFrame([{**stamp, **row} for stamp, record in stamped for row in table(record)])
        for name, table in TABLES.items()
    }
