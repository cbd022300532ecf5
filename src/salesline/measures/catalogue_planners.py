"""Measures for planners: there only where the record has what `study.planners` keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from math import fsum
from typing import TYPE_CHECKING, Any

from salesline.measures.arithmetic import NAN, percentile, ratio
from salesline.measures.pipeline import deals_of, kept

if TYPE_CHECKING:
    from salesline.measures.views import View
    from salesline.record import Record

__all__ = ["planner_measures", "planner_views"]

Row = dict[str, Any]
Views = dict[str, dict[str, "View"]]
NEW = 6.0
"""Months of tenure below which a head counts as new."""
LINE = "the whole line"
ROLE = "reps of the role employed in the period"
END = "ramp and tenure as they stand at the quarter's end"
START = "as it stands at the period's start"
COUNT = "counted in the period in which it happens"


def planner_views(record: Record, views: Views, inside: set[int], promised: float) -> Views:
    """Views for planners of a period: of the line, with what only they ask for, and of each role; none where nobody asks."""
    if not kept(record):
        return {"planned": {}, "planned role": {}}
    deals, line = deals_of(record), views[""][""]
    start = min((row["start_hour"] for row in line.rows), default=0.0)
    end = max((row["end_hour"] for row in line.rows), default=0.0)
    months = [row for row in record.rows("source_months") if row["quarter"] in inside]
    facts = {
        "open_value": fsum(d["value"] for d in deals if d["opened"] < start <= d["closed"]),
        "velocity": _velocity(months),
        "last_months": ratio(
            fsum(row["bookings"] for row in months if row["month"] % 3 == 0),
            fsum(row["bookings"] for row in months),
        ),
        "hired_since": fsum(row["bookings"] for row in line.reps if row["rep"] in _hired(record)),
    }
    roles = {}
    for suffix, view in views["role"].items():
        opened = sum(f".{d['role']}" == suffix and start <= d["opened"] < end for d in deals)
        roles[suffix] = replace(view, planned={"opened": float(opened)})
    return {"planned": {"": replace(line, planned=facts, promised=promised)}, "planned role": roles}


def _velocity(months: Sequence[Row]) -> float:
    """Growth of qualified leads a month, compounded over the period's months."""
    numbers = sorted({row["month"] for row in months})
    if len(numbers) < 2:
        return NAN
    first, last = (sum(r["sqls"] for r in months if r["month"] == at) for at in (numbers[0], numbers[-1]))
    return float((last / first) ** (1.0 / (len(numbers) - 1)) - 1.0) if first else NAN


def _hired(record: Record) -> set[str]:
    """Reps who came after the plan began."""
    months = record.rows("rep_months")
    before = {row["rep"] for row in record.rows("reps") if row["quarter"] < 1 and row["employed_hours"] > 0}
    return {row["rep"] for row in months if row["tenure_months"] < 24.0} - before


def _ramped_quota(v: View) -> float:
    return fsum(row["quota"] * row["ramp"] for row in v.reps)


def _ramped_heads(v: View) -> float:
    return ratio(fsum(row["employed_hours"] * row["ramp"] for row in v.reps), v.hours)


def _new(v: View) -> float:
    return ratio(fsum(row["employed_hours"] for row in v.reps if row["tenure_months"] < NEW), v.hours)


def _heads(v: View) -> float:
    return ratio(v.staff("employed_hours"), v.hours)


def _quantile(share: float) -> Callable[[View], float]:
    return lambda v: percentile(v.attainment(), share)


def planner_measures() -> Iterator[tuple[Any, ...]]:
    """Declare the measures."""
    yield ("coverage", "Coverage", "ratio", "value of open deals / quota of the period", LINE, START, "higher", "planned",
           lambda v: ratio(v.planned["open_value"], v.staff("quota")))  # fmt: skip
    yield ("capacity_to_plan", "Capacity against plan", "share", "sum of quota * ramp over reps / plan of the period", LINE, END,
           "higher", "planned", lambda v: ratio(_ramped_quota(v), v.promised))  # fmt: skip
    yield ("lead_velocity", "Lead velocity rate", "share per month", "growth of qualified leads over the months, compounded",
           LINE, COUNT, "higher", "planned", lambda v: v.planned["velocity"])  # fmt: skip
    yield ("last_month_share", "Linearity", "share", "bookings of the last months of quarters / bookings", LINE, COUNT, "lower",
           "planned", lambda v: v.planned["last_months"])  # fmt: skip
    yield ("new_hire_bookings_share", "Bookings by those hired in the plan", "share",
           "bookings of those who joined in it / bookings", LINE, COUNT, None, "planned",
           lambda v: ratio(v.planned["hired_since"], v.staff("bookings")))  # fmt: skip
    yield ("ramped_equivalents", "Ramped-rep equivalents", "heads", "employed hours * ramp / hours of the period", ROLE, END,
           "higher", "planned role", _ramped_heads)  # fmt: skip
    yield ("new_heads", "New heads", "heads", "employed hours of reps with less than 6 months of tenure / hours of the period",
           ROLE, END, None, "planned role", _new)  # fmt: skip
    yield (
        "ramped_quota",
        "Capacity",
        "$",
        "sum of quota * ramp",
        ROLE,
        END,
        "higher",
        "planned role",
        _ramped_quota,
    )
    yield ("opportunities_per_rep", "Opportunities per head", "deals per head", "deals opened, by their last rep / heads",
           ROLE, COUNT, None, "planned role", lambda v: ratio(v.planned["opened"], _heads(v)))  # fmt: skip
    for percent in (10, 25, 75, 90):
        yield (f"attainment_p{percent}", f"Quota attainment, {percent}th percentile of reps", "share",
               f"{percent}th percentile over reps with a quota of bookings / quota", ROLE, COUNT, "higher", "planned role",
               _quantile(percent / 100))  # fmt: skip
