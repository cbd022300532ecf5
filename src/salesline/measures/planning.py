"""What planners look at: heads by tenure, ramped capacity, hire cohorts, attainment, linearity, lead velocity, pipeline.

Quarters and months are those of the plan, from 1. By month, and for the pipeline, a record must have been made with
`study.planners`; the other tables by quarter are computed from what every record has.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from typing import TYPE_CHECKING, Any

from salesline.errors import SalesLineError
from salesline.measures.arithmetic import NAN, percentile, ratio
from salesline.measures.pipeline import By, deals_of, kept, periods_of, pipeline, staff_of

if TYPE_CHECKING:
    import pandas as pd

    from salesline.record import Record

__all__ = [
    "attainment",
    "capacity",
    "cohorts",
    "headcount",
    "linearity",
    "monthly_velocity",
    "planning",
    "promised",
    "velocity",
]

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
ALL_SOURCES = "all sources"


def headcount(record: Record, by: By = "quarter") -> list[Row]:
    """By period and role: heads, heads by tenure at its end, ramped-rep equivalents, quota and ramped quota, per head.

    A head is one person employed for the whole period. `ramped_heads` weighs each with speed times conversion of the ramp at
    the period's end; `ramped_quota` is the quota that such heads carry: the capacity to hold against a plan. With
    `study.planners` opportunities are the deals opened in the period, by the role of their last rep; without, those that a
    rep had in hand when they became one. Cost is by quarter only.
    """
    found = []
    deals = deals_of(record) if kept(record) else None
    sums = ("bookings", *(("cost",) if by == "quarter" else ()), "opportunities", "wins", "touches")
    for (number, start, end), reps in staff_of(record, by):
        for role in dict.fromkeys(row["role"] for row in reps):
            mine = [row for row in reps if row["role"] == role]
            heads = [row["employed_hours"] / (end - start) for row in mine]
            total = fsum(heads)
            bands = dict.fromkeys((name for _, name in BANDS), 0.0)
            for row, head in zip(mine, heads, strict=True):
                bands[next(name for edge, name in BANDS if row["tenure_months"] < edge)] += head
            row = {
                by: number, "role": role, "heads": total, **bands,
                "ramped_heads": fsum(head * row["ramp"] for row, head in zip(mine, heads, strict=True)),
                "quota": fsum(row["quota"] for row in mine),
                "ramped_quota": fsum(row["quota"] * row["ramp"] for row in mine),
                **{name: fsum(row[name] for row in mine) for name in sums},
            }  # fmt: skip
            if deals is not None:
                row["opportunities"] = float(
                    sum(d["role"] == role and start <= d["opened"] < end for d in deals)
                )
            found.append({**row, "opportunities_per_rep": ratio(row["opportunities"], total)})
    return found


def capacity(record: Record, by: By = "quarter", plan: Sequence[float] = ()) -> list[Row]:
    """By period: quota and ramped quota of all roles, bookings, and the plan, with capacity and bookings as shares of it.

    Args:
        record: one replication.
        by: quarter or month; a month's plan is a third of its quarter's.
        plan: promised bookings by quarter; empty: nobody has promised any, and the shares are not numbers.

    """
    found = []
    for (number, _, _), reps in staff_of(record, by):
        quarter = number - 1 if by == "quarter" else (number - 1) // 3
        promised = plan[quarter] / (1 if by == "quarter" else 3) if quarter < len(plan) else NAN
        ramped, booked = fsum(r["quota"] * r["ramp"] for r in reps), fsum(r["bookings"] for r in reps)
        found.append({
            by: number, "quota": fsum(row["quota"] for row in reps), "ramped_quota": ramped, "bookings": booked,
            "plan": promised, "capacity_to_plan": ratio(ramped, promised), "bookings_to_plan": ratio(booked, promised),
        })  # fmt: skip
    return found


def cohorts(record: Record, by: By = "quarter") -> list[Row]:
    """By role, hire cohort (period of the first day; 0: before the plan) and period: heads, bookings, quota, cost."""
    first: dict[str, int] = {}
    for row in record.rows("reps" if by == "quarter" else "rep_months"):
        if row["employed_hours"] > 0:
            old = row["quarter"] < 1 or row["tenure_months"] >= FOUNDERS
            first.setdefault(row["rep"], 0 if old else row[by])
    sums = ("bookings", "quota", *(("cost",) if by == "quarter" else ()))
    found: dict[tuple[str, int, int], Row] = {}
    for (number, start, end), reps in staff_of(record, by):
        for row in reps:
            key = (row["role"], first[row["rep"]], number)
            into = found.setdefault(key, {
                "role": key[0], "cohort": key[1], by: number, "heads": 0.0, **dict.fromkeys(sums, 0.0),
            })  # fmt: skip
            into["heads"] += row["employed_hours"] / (end - start)
            for name in sums:
                into[name] += row[name]
    rows = [found[key] for key in sorted(found)]
    return [{**row, "attainment": ratio(row["bookings"], row["quota"])} for row in rows]


def attainment(record: Record, by: By = "quarter") -> list[Row]:
    """By period and role with a quota: reps, percentiles of bookings over quota, share at quota and share below half of it."""
    found = []
    for (number, _, _), reps in staff_of(record, by):
        for role in dict.fromkeys(row["role"] for row in reps):
            shares = [
                row["bookings"] / row["quota"] for row in reps if row["role"] == role and row["quota"] > 0
            ]
            if shares:
                found.append({
                    by: number, "role": role, "reps": len(shares),
                    **{f"p{p}": percentile(shares, p / 100) for p in (10, 25, 50, 75, 90)},
                    "at_quota": sum(share >= 1 for share in shares) / len(shares),
                    "below_half": sum(share < 0.5 for share in shares) / len(shares),
                })  # fmt: skip
    return found


def linearity(record: Record) -> list[Row]:
    """By quarter: share of the bookings of deals closed in each third of it, and in its last ten days; all NaN without any."""
    won = [row for row in record.rows("deals") if row["outcome"] == "won"]
    found = []
    for quarter, start, end in periods_of(record):
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
        found.append({"quarter": quarter, "bookings": total, **thirds, "last_ten_days": late})
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


def monthly_velocity(record: Record) -> list[Row]:
    """By source (and all) and month: leads created, qualified and opened; growth of the qualified on the month before."""
    rows = record.rows("source_months")
    found = []
    for source in [ALL_SOURCES, *dict.fromkeys(row["source"] for row in rows)] if rows else []:
        before = NAN
        for month in sorted({row["month"] for row in rows}):
            mine = [row for row in rows if row["month"] == month and source in (ALL_SOURCES, row["source"])]
            flows = {name: sum(row[name] for row in mine) for name in ("created", "sqls", "opportunities")}
            found.append(
                {"source": source, "month": month, **flows, "growth": ratio(flows["sqls"], before) - 1}
            )
            before = flows["sqls"]
    return found


def tables_of(record: Record, by: By, plan: Sequence[float]) -> dict[str, list[Row]]:
    """All planners' tables of one record.

    Raises:
        SalesLineError: by month, of a record that does not know its months.

    """
    if by == "month" and not kept(record):
        raise SalesLineError(
            "by month needs a scenario with 'study: {planners: yes}', or --set study.planners=yes"
        )
    found = {
        "headcount": headcount(record, by),
        "cohorts": cohorts(record, by),
        "attainment": attainment(record, by),
        "capacity": capacity(record, by, plan),
        "velocity": velocity(record) if by == "quarter" else monthly_velocity(record),
    }
    if by == "quarter":
        found["linearity"] = linearity(record)
    if kept(record):
        found["pipeline"] = pipeline(record, by)
    return found


def planning(what: Any, by: By = "quarter") -> dict[str, pd.DataFrame]:
    """Return the planners' tables of a record or a study as frames, with scenario and replication first.

    Args:
        what: a record, or a study, whose scenarios know what was promised.
        by: quarter or month; by month a scenario needs `study.planners`.

    Raises:
        SalesLineError: by month, and a record does not know its months.

    """
    import pandas as pd  # noqa: PLC0415 - heavy, and needed only by those who ask for frames

    if hasattr(what, "records"):
        records = [
            (name, record, promised(what.scenarios[name]))
            for name, found in what.records.items()
            for record in found
        ]
    else:
        records = [(what.scenario, what, ())]
    rows: dict[str, list[Row]] = {}
    for scenario, record, plan in records:
        stamp = {"scenario": scenario, "replication": record.replication}
        for name, table in tables_of(record, by, plan).items():
            rows.setdefault(name, []).extend({**stamp, **row} for row in table)
    return {name: pd.DataFrame(table) for name, table in rows.items()}


def promised(scenario: Any) -> tuple[float, ...]:
    """Bookings that a scenario's plan promises by quarter; empty where there is no plan."""
    plan, quarters = scenario.study.plan, scenario.study.quarters
    if plan is None:
        return ()
    return tuple(plan.by_quarter) or (plan.bookings / quarters,) * quarters
