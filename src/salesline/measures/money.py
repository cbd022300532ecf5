"""Statements of a replication that has books: income, recurring revenue and cash by month, and what they come to.

All functions take a record and nothing else but plain numbers; amounts are whole cents, as in the record, and add up exactly.
A record without the tables (`months`, `arr`, `account_changes`, `payroll`) gives empty statements.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from salesline.measures.arithmetic import NAN, ratio

if TYPE_CHECKING:
    from salesline.record import Record

__all__ = [
    "arr_bridge",
    "cash_flow",
    "effort",
    "hire_classes",
    "income_statement",
    "months_of_ruin",
    "retention",
    "runway",
]

Row = dict[str, Any]
Period = Literal["month", "quarter"]
YEAR = 8766.0
PEOPLE = ("base", "variable", "burden", "tools", "recruiting")
OTHER = ("sources", "other_hires", "overhead")
FLOWS = ("wins", "bookings", "revenue", "delivery", *PEOPLE, *OTHER)
BRIDGE = ("new", "expansion", "contraction", "churn")


def income_statement(record: Record, by: Period = "month") -> list[Row]:
    """Return one row per month or quarter, in cents.

    Columns: month or quarter, wins, bookings (value of deals won), revenue (recognised evenly over the year that it is
    for), delivery (cost of it: what the gross margin leaves), gross_profit, base, variable, burden, tools, recruiting
    (booked with the quarter they belong to), people (the sum of these five), sources, other_hires, overhead,
    operating_profit.
    """
    rows = []
    for row in _grouped(record.rows("months"), by, FLOWS):
        gross = row["revenue"] - row["delivery"]
        people = sum(row[name] for name in PEOPLE)
        profit = gross - people - sum(row[name] for name in OTHER)
        rows.append({by: row[by], **{name: row[name] for name in FLOWS[:4]}, "gross_profit": gross,
                     **{name: row[name] for name in PEOPLE}, "people": people,
                     **{name: row[name] for name in OTHER}, "operating_profit": profit})  # fmt: skip
    return rows


def arr_bridge(record: Record, by: Period = "month") -> list[Row]:
    """Return one row per month or quarter: opening + new + expansion - contraction - churn = closing, in cents.

    The same for accounts: accounts_opening + accounts_new - accounts_churned = accounts_closing.
    """
    rows, opening = [], {"": 0, "accounts_": 0}
    months = record.rows("arr")
    for row in _grouped(months, by, (*BRIDGE, "accounts_new", "accounts_churned")):
        first = next(one for one in months if one[by] == row[by])
        opening = {"": first["opening"], "accounts_": first["accounts_opening"]}
        closing = opening[""] + row["new"] + row["expansion"] - row["contraction"] - row["churn"]
        left = opening["accounts_"] + row["accounts_new"] - row["accounts_churned"]
        rows.append({by: row[by], "opening": opening[""], **{name: row[name] for name in BRIDGE}, "closing": closing,
                     "accounts_opening": opening["accounts_"], "accounts_new": row["accounts_new"],
                     "accounts_churned": row["accounts_churned"], "accounts_closing": left})  # fmt: skip
    return rows


def cash_flow(record: Record, by: Period = "month") -> list[Row]:
    """Return one row per month or quarter of the plan: opening + collected + funding - paid = closing, in cents.

    Costs are paid in the month they are booked in, cost of delivery included. Empty without `study.cash`.
    """
    months = [row for row in record.rows("months") if row["month"] >= 1 and "cash_end" in row]
    paid = [{**row, "paid": sum(row[name] for name in ("delivery", *PEOPLE, *OTHER))} for row in months]
    rows = []
    for row in _grouped(paid, by, ("collected", "funding", "paid")):
        closing = [one["cash_end"] for one in months if one[by] == row[by]][-1]
        flow = row["collected"] + row["funding"] - row["paid"]
        rows.append({by: row[by], "opening": closing - flow, "collected": row["collected"],
                     "funding": row["funding"], "paid": row["paid"], "closing": closing})  # fmt: skip
    return rows


def months_of_ruin(record: Record) -> list[int]:
    """Return the months of the plan at whose end there is less than nothing in the bank."""
    return [row["month"] for row in cash_flow(record) if row["closing"] < 0]


def runway(flows: Sequence[Row], months: int = 3) -> float:
    """Return for how many months the cash lasts at the mean burn of the last ones, funding apart.

    Args:
        flows: rows of `cash_flow` by month, up to the moment that is asked about.
        months: how many months the burn is averaged over.

    Returns:
        0 where the cash is gone, NaN where nothing is burnt.

    """
    if not flows:
        return NAN
    last = flows[-months:]
    burn = sum(row["paid"] - row["collected"] for row in last) / len(last)
    return max(0.0, flows[-1]["closing"] / burn) if burn > 0 else NAN


def retention(changes: Iterable[Row], since: float, until: float) -> tuple[float, float]:
    """Return net and gross revenue retention between two hours: of the accounts there were, what is left of their value.

    Net counts expansions, gross counts no account for more than it paid at first. NaN where there were none.
    """
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for row in changes:
        if row["hour"] <= until:
            last[row["account"]] = last.get(row["account"], 0) + row["amount"]
            if row["hour"] <= since:
                first[row["account"]] = last[row["account"]]
    start = {account: value for account, value in first.items() if value > 0}
    total = sum(start.values())
    kept = sum(last[account] for account in start)
    return ratio(kept, total), ratio(sum(min(value, last[name]) for name, value in start.items()), total)


def hire_classes(record: Record, gross_margin: float) -> list[Row]:
    """Return by role, quarter of hiring (None: founding members) and month: what a class has brought and cost so far.

    Columns: role, hired (quarter of the plan), month, heads (paid in the month), bookings, cost, contribution (bookings *
    gross margin - cost, so far), all in cents and from the class's first month on. A class has paid back in the first
    month whose contribution is not negative.
    """
    monthly: dict[tuple[str, int | None], dict[int, list[int]]] = {}
    for row in record.rows("payroll"):
        hired = None if row["hired"] is None else (row["hired"] - 1) // 3 + 1
        sums = monthly.setdefault((row["role"], hired), {}).setdefault(row["month"], [0, 0, 0])
        sums[0] += 1
        sums[1] += row["bookings"]
        sums[2] += sum(row[name] for name in PEOPLE)
    rows = []
    for (role, hired), months in monthly.items():
        brought = cost = 0
        for month, (heads, bookings, spent) in sorted(months.items()):
            brought, cost = brought + bookings, cost + spent
            rows.append({"role": role, "hired": hired, "month": month, "heads": heads, "bookings": brought,
                         "cost": cost, "contribution": round(brought * gross_margin) - cost})  # fmt: skip
    return rows


def effort(record: Record) -> list[Row]:
    """Return what the work of the plan went into: one row per desk, stage, role and what became of the lead.

    Columns: those of the table `effort` (leads, touches, hours of work with set-up and the like), share (of the hours of
    the role's work on leads) and cost in cents: the hours at what the role costs per hour of work on leads, so that a
    role's rows add up to its cost. Empty without `study.effort`.
    """
    rows = record.rows("effort")
    hours: dict[str, float] = {}
    cost: dict[str, float] = {}
    for row in rows:
        hours[row["role"]] = hours.get(row["role"], 0.0) + row["hours"]
    for row in record.rows("reps"):
        if row["quarter"] >= 1:
            cost[row["role"]] = cost.get(row["role"], 0.0) + row["cost"]
    shares = [ratio(row["hours"], hours[row["role"]]) for row in rows]
    return [
        {**row, "share": share, "cost": 100.0 * cost.get(row["role"], 0.0) * share}
        for row, share in zip(rows, shares, strict=True)
    ]


def annual_churn(arr: Sequence[Row], hours: float) -> float:
    """Return churned recurring revenue per year over the mean of opening and closing, from rows of the table `arr`."""
    if not arr:
        return NAN
    mean = (arr[0]["opening"] + arr[-1]["closing"]) / 2
    return ratio(sum(row["churn"] for row in arr) / (hours / YEAR), mean) if hours else math.nan


def _grouped(months: Sequence[Row], by: Period, columns: Sequence[str]) -> list[Row]:
    found: dict[int, Row] = {}
    for row in months:
        sums = found.setdefault(row[by], {by: row[by], **dict.fromkeys(columns, 0)})
        for name in columns:
            sums[name] += row[name]
    return list(found.values())
