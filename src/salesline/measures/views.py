"""A replication seen period by period, cut into the views that measures are computed on.

Quarter 0 in the measures is the whole plan; 1 to n are its quarters. (In the record's own tables quarter 0 is the
last quarter of the prior year; the prior year never enters a measure.)
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from salesline.measures.catalogue_planners import planner_views
from salesline.measures.money import YEAR, cash_flow, retention

if TYPE_CHECKING:
    from salesline.record import Record

__all__ = ["Terms", "View", "periods"]

Row = dict[str, Any]
EXPANSIONS = "account expansions"
"""The source under which a record counts what customers buy more: bookings, but no new customer."""
RULE_TABLES = {"sla": "sla", "expiry": "rule"}
"""Tables that a record has only if the scenario has such rules, and the column with the rule's name."""


@dataclass(frozen=True)
class Terms:
    """What measures need to know beyond the record.

    Attributes:
        gross_margin: share of bookings that is left after the cost of delivery (for payback).
        last_year: bookings of the year before the plan in dollars; None: growth is not a number.
        ramped_from: ramp (speed times conversion, 1 when fully ramped) from which a head counts as ramped.
        plan: promised bookings by quarter; empty: nobody has promised any.
        list_driven: desks that work through a list of accounts, on which a lead exists only once it is touched.

    """

    gross_margin: float = 0.8
    last_year: float | None = None
    ramped_from: float = 0.9
    list_driven: frozenset[str] = frozenset()
    plan: tuple[float, ...] = ()


@dataclass(frozen=True)
class View:
    """One period of a replication, of the whole line, one desk or one role.

    Attributes:
        rows: rows of `quarters`, of one desk or of one role's reps, inside the period.
        reps: rep rows inside the period that belong to the view (one per rep and quarter).
        deals: deals of new customers closed inside the period (empty for desks and roles).
        hours: length of the period.
        prior_bookings: bookings of the year before the plan in a time as long as the period.
        terms: see `Terms`.
        months: rows of `months` inside the period, of views of books only; `arr` and `cash`: rows of `arr` and `cash_flow`.
        planned: what only planners ask for, of their views only; see `catalogue_planners`.
        promised: bookings that the plan promises for the period, of the whole line only; not a number without a plan.
        expansions: bookings of the period that are expansions of customers, of the whole line only.
        retained: net and gross revenue retention up to the period's end, over a year or since the plan began.

    """

    rows: list[Row]
    reps: list[Row]
    deals: list[Row]
    hours: float
    prior_bookings: float
    terms: Terms
    months: list[Row] = field(default_factory=list)
    arr: list[Row] = field(default_factory=list)
    cash: list[Row] = field(default_factory=list)
    retained: tuple[float, float] = (math.nan, math.nan)
    expansions: float = 0.0
    planned: Mapping[str, float] = field(default_factory=dict)
    promised: float = math.nan

    @property
    def list_driven(self) -> bool:
        """Whether this is the view of a desk that works through a list of accounts."""
        return any(row.get("desk") in self.terms.list_driven for row in self.rows)

    def sum(self, *columns: str) -> float:
        """Return the sum of one or more columns over the rows."""
        return total(self.rows, *columns)

    def staff(self, *columns: str) -> float:
        """Return the sum of one or more columns over the rep rows."""
        return total(self.reps, *columns)

    def by_rep(self, column: str) -> list[float]:
        """Return a column's sum for every rep employed in the period."""
        return list(self._per_rep(column).values())

    def attainment(self) -> list[float]:
        """Return bookings over quota for every rep who carries a quota in the period."""
        booked, quota = self._per_rep("bookings"), self._per_rep("quota")
        return [booked[rep] / quota[rep] for rep in quota if quota[rep] > 0]

    def _per_rep(self, column: str) -> dict[str, float]:
        sums: dict[str, float] = {}
        for row in self.reps:
            if row["employed_hours"] > 0:
                sums[row["rep"]] = sums.get(row["rep"], 0.0) + row[column]
        return sums


def total(rows: list[Row], *columns: str) -> float:
    """Return the sum of columns over rows, correctly rounded."""
    return math.fsum(row[column] for column in columns for row in rows)


def periods(record: Record, terms: Terms) -> Iterator[tuple[int, dict[str, dict[str, View]]]]:
    """Yield every period's number with its views: by '', 'desk', 'role', 'sla' or 'expiry', then by the suffix of the name."""
    quarters = record.rows("quarters")
    plan = [row for row in quarters if row["quarter"] >= 1]
    tables = {
        name: [row for row in record.rows(name) if row["quarter"] >= 1]
        for name in ("desks", "reps", "sla", "expiry")
    }
    deals = [row for row in record.rows("deals") if row.get("source") != EXPANSIONS]
    expansions = _expansions(record)
    books = _books(record)
    for quarter, rows in [(0, plan), *((row["quarter"], [row]) for row in plan)]:
        inside = {row["quarter"] for row in rows}
        start = min((row["start_hour"] for row in rows), default=0.0)
        end = max((row["end_hour"] for row in rows), default=0.0)
        # A deal on the last instant of the plan has no later quarter to belong to.
        last = quarter == 0 or (bool(plan) and quarter == plan[-1]["quarter"])
        closed = [d for d in deals if start <= d["closed"] < end or (last and d["closed"] == end)]
        desks = [row for row in tables["desks"] if row["quarter"] in inside]
        reps = [row for row in tables["reps"] if row["quarter"] in inside]

        def view(rows: list[Row], reps: list[Row], deals: list[Row], *, of: tuple[float, float]) -> View:
            return View(rows, reps, deals, of[0], of[1], terms)

        size = (end - start, _before(terms, len(rows)))
        views = {
            "": {
                "": replace(
                    view(rows, reps, closed, of=size), expansions=total(_of(expansions, inside), "bookings")
                )
            },
            "desk": {
                f".{name}": view(_where(desks, "desk", name), _where(reps, "desk", name), [], of=size)
                for name in _names(tables["desks"], "desk")
            },
            "role": {
                f".{name}": view(_where(reps, "role", name), _where(reps, "role", name), [], of=size)
                for name in _names(tables["reps"], "role")
            },
            **{
                table: {
                    f".{name}": view(_within(tables[table], inside, key, name), [], [], of=size)
                    for name in _names(tables[table], key)
                }
                for table, key in RULE_TABLES.items()
            },
            **_book_views(View(rows, [], [], *size, terms), books, inside, end),
        }
        yield quarter, views | planner_views(record, views, inside, _promised(terms, inside))


def _promised(terms: Terms, quarters: set[int]) -> float:
    """Return what the plan promises for some quarters; not a number where it says nothing of one."""
    known = bool(quarters) and max(quarters) <= len(terms.plan)
    return math.fsum(terms.plan[quarter - 1] for quarter in quarters) if known else math.nan


def _expansions(record: Record) -> list[Row]:
    """Return the rows of what customers bought more; none where nobody asks what becomes of customers."""
    known = EXPANSIONS in record.tables.get("sources", {}).get("source", ())
    return _where(record.rows("sources"), "source", EXPANSIONS) if known else []


def _of(rows: list[Row], quarters: set[int]) -> list[Row]:
    return [row for row in rows if row["quarter"] in quarters]


def _books(record: Record) -> dict[str, list[Row]]:
    """Return the rows by month that a record has, each with its quarter."""
    months = record.rows("months")
    quarter = {row["month"]: row["quarter"] for row in months}
    cash = [{**row, "quarter": quarter[row["month"]]} for row in cash_flow(record)]
    return {
        "months": months,
        "arr": record.rows("arr"),
        "cash": cash,
        "changes": record.rows("account_changes"),
    }


def _book_views(
    plain: View, books: Mapping[str, list[Row]], inside: set[int], end: float
) -> dict[str, dict[str, View]]:
    """Return the view of books for each kind of measure that the record has the books for."""
    if not books["months"]:
        return {"months": {}, "arr": {}, "cash": {}}
    months, arr = ([row for row in books[name] if row["quarter"] in inside] for name in ("months", "arr"))
    cash = [row for row in books["cash"] if row["quarter"] <= max(inside, default=0)]
    kept = retention(books["changes"], max(0.0, end - YEAR), end) if books["arr"] else (math.nan, math.nan)
    view = replace(plain, months=months, arr=arr, cash=cash, retained=kept)
    return {name: {"": view} if books[name] else {} for name in ("months", "arr", "cash")}


def _before(terms: Terms, quarters: int) -> float:
    """Return last year's bookings for as many quarters; not a number when nobody has stated them.

    The simulated prior year is no substitute: it begins with empty desks.
    """
    return math.nan if terms.last_year is None else terms.last_year / 4 * quarters


def _where(rows: list[Row], column: str, value: str) -> list[Row]:
    return [row for row in rows if row[column] == value]


def _within(rows: list[Row], quarters: set[int], column: str, value: str) -> list[Row]:
    return [row for row in rows if row["quarter"] in quarters and row[column] == value]


def _names(rows: list[Row], column: str) -> list[str]:
    """Return the different values of a column in order of first appearance."""
    return list(dict.fromkeys(str(row[column]) for row in rows))
