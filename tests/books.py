"""Books of drawn scenarios: what is drawn, and what must add up to the cent."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from salesline.measures.money import cash_flow, income_statement
from salesline.record import Record
from salesline.scenario.scenario import Scenario
from tests.markets import Plain, maybe, pick

PEOPLE = ("base", "variable", "burden", "tools", "recruiting")
COSTS = (*PEOPLE, "sources", "other_hires", "overhead", "delivery")
Row = dict[str, Any]


def cash_of(draw: DrawFn, study: Plain) -> None:
    """Perhaps ask for statements by month, or for cash."""
    kind = draw(st.integers(0, 5))
    if kind == 0:
        study["money"] = True
    elif kind == 1:
        cash: Plain = {"opening": pick(draw, "$0", "$1M"), "payment_terms": pick(draw, "0 days", "45 days")}
        maybe(draw, st.just([{"on": "2026-02-01", "amount": "$2M"}]), "funding", cash)
        study["cash"] = cash


def check_books(scenario: Scenario, record: Record) -> None:
    """Months add up to quarters, people and deals; cash is what came in less what went out. Exactly, in cents."""
    months = record.rows("months")
    if not months:
        assert not {"months", "payroll", "arr", "accounts"} & record.tables.keys()
        return
    _check_quarters(record, months)
    _check_people(record, months)
    assert all(
        type(row[name]) is int for row in months for name in (*COSTS, "revenue", "bookings", "collected")
    )
    receivable = 0
    for row in months:
        receivable += row["invoiced"] - row["collected"]
        opening = (
            row["receivable_end"] - receivable
        )  # invoices of the installed base, which came before the books
        assert opening >= 0, row
        receivable = row["receivable_end"] - opening
        margin = scenario.study.gross_margin
        assert row["delivery"] == round((1 - margin) * row["revenue"]), row
    profit = [row["operating_profit"] for row in income_statement(record)]
    assert profit == [row["revenue"] - sum(row[name] for name in COSTS) for row in months]
    if scenario.study.cash is not None:
        flows = cash_flow(record)
        in_bank = round(100 * scenario.study.cash.opening)
        for row, flow in zip([one for one in months if one["month"] >= 1], flows, strict=True):
            assert flow["opening"] == in_bank, row
            in_bank += row["collected"] + row["funding"] - sum(row[name] for name in COSTS)
            assert flow["closing"] == in_bank == row["cash_end"], row


def _check_quarters(record: Record, months: list[Row]) -> None:
    costs: dict[int, int] = {}
    for row in record.rows("sources"):
        costs[row["quarter"]] = costs.get(row["quarter"], 0) + round(100 * row["cost"])
    for quarter in record.rows("quarters"):
        inside = [row for row in months if row["quarter"] == quarter["quarter"]]
        assert inside[0]["start_hour"] == quarter["start_hour"]
        assert inside[-1]["end_hour"] == quarter["end_hour"]
        assert all(a["end_hour"] == b["start_hour"] for a, b in pairwise(inside))

        def total(*names: str, inside: list[Row] = inside) -> int:
            return sum(row[name] for row in inside for name in names)

        assert total("wins") == quarter["wins"]
        assert total("bookings") == round(100 * quarter["bookings"])
        assert total("sources") == costs[quarter["quarter"]]
        assert total("other_hires", "overhead") == round(100 * quarter["spend_other"])


def _check_people(record: Record, months: list[Row]) -> None:
    quarter_of = {row["month"]: row["quarter"] for row in months}
    paid: dict[tuple[str, int], int] = {}
    booked: dict[tuple[str, int], int] = {}
    by_month: dict[int, int] = {}
    for row in record.rows("payroll"):
        key = (row["rep"], quarter_of[row["month"]])
        paid[key] = paid.get(key, 0) + sum(row[name] for name in PEOPLE)
        booked[key] = booked.get(key, 0) + row["bookings"]
        by_month[row["month"]] = by_month.get(row["month"], 0) + sum(row[name] for name in PEOPLE)
    for row in record.rows("reps"):
        key = (row["rep"], row["quarter"])
        assert paid.pop(key, 0) == round(100 * row["cost"]), row
        assert booked.pop(key, 0) == round(100 * row["bookings"]), row
    assert not any(paid.values())
    assert not any(booked.values())
    for row in months:
        assert by_month.get(row["month"], 0) == sum(row[name] for name in PEOPLE), row
