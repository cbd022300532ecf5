"""Books of drawn scenarios: what is drawn, and what must add up to the cent."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from salesline.measures.money import arr_bridge, cash_flow, income_statement, retention
from salesline.measures.pipeline import ALL_ROLES, ALL_SEGMENTS, pipeline
from salesline.record import Record
from salesline.scenario.scenario import Scenario
from tests.markets import Plain, maybe, pick

PEOPLE = ("base", "variable", "burden", "tools", "recruiting")
COSTS = (*PEOPLE, "sources", "other_hires", "overhead", "delivery")
Row = dict[str, Any]


def cash_of(draw: DrawFn, study: Plain) -> None:
    """Perhaps ask for statements by month, or for cash."""
    if draw(st.integers(0, 5)) == 0:
        study["effort"] = True
    if draw(st.integers(0, 4)) == 0:
        study["planners"] = True
    kind = draw(st.integers(0, 5))
    if kind == 0:
        study["money"] = True
    elif kind == 1:
        cash: Plain = {"opening": pick(draw, "$0", "$1M"), "payment_terms": pick(draw, "0 days", "45 days")}
        maybe(draw, st.just([{"on": "2026-02-01", "amount": "$2M"}]), "funding", cash)
        study["cash"] = cash


def customers_of(draw: DrawFn, market: Plain, organisation: Plain, places: Plain) -> None:
    """Perhaps say what becomes of won deals, with short terms, and give the work of accounts a desk of its own."""
    if draw(st.integers(0, 3)):
        return
    made: Plain = {
        "term": pick(draw, "31 days", "40 days", "1 year"),
        "recurring": pick(draw, "100 %", "70 %"),
        "churn": {"chance": pick(draw, "0 %", "60 %", "99 %"), "fit": 0.3, "neglect": 1, "slow_support": 0.5},
    }
    if draw(st.booleans()):
        organisation["roles"]["csm"] = {
            "heads": pick(draw, 0, 1, 2),
            "offices": tuple(places) if len(places) > 1 else (),
        }
        organisation["desks"]["success"] = {
            "staffed_by": "csm",
            "assignment": pick(draw, "pull", "least open", "round robin"),
            "stages": [{"name": "review", "activity": "meeting", "touches": pick(draw, 1, 2)}],
        }
        made["reviews"] = {"to": "success", "every": "20 days", "within": pick(draw, "1 hour", "10 days")}
        maybe(draw, st.just({"to": "success", "rate": "20 per year"}), "tickets", made)
        if draw(st.integers(0, 2)) == 0:
            made["renewals"] = {"to": "success", "ahead": pick(draw, "5 days", "90 days")}
            made["churn"]["unasked"] = pick(draw, 0, 2)
    if draw(st.booleans()):
        expansion: Plain = {"rate": pick(draw, "1 per year", "9 per year"), "difficult": "50 %"}
        desks = [name for name, desk in organisation["desks"].items() if "prospecting" not in desk]
        maybe(draw, st.sampled_from(desks), "easy_to", expansion)
        maybe(draw, st.sampled_from(desks), "difficult_to", expansion)
        made["expansion"] = expansion
    maybe(draw, st.just({"chance": "30 %"}), "downgrade", made)
    maybe(draw, st.sampled_from([0.05, -0.1]), "price_change", made)
    maybe(draw, st.just({}), "advocacy", made)
    base = {
        "accounts": pick(draw, 0, 1, 25),
        "value": {"lognormal": "$20k", "sigma": 0.5},
        "refers": draw(st.booleans()),
    }
    maybe(draw, st.just(base), "installed_base", made)
    market["customers"] = made


def check_planners(record: Record) -> None:
    """Months add up to what the record says of the plan, and every deal that was opened is closed or open."""
    if "open_deals" not in record.tables:
        return
    for months, quarters, key, names in (
        (
            "rep_months",
            "reps",
            "rep",
            ("employed_hours", "quota", "bookings", "touches", "wins", "opportunities"),
        ),
        ("source_months", "sources", "source", ("created", "sqls", "opportunities", "wins", "bookings")),
    ):
        for name in names:
            sums: dict[str, float] = {}
            for row in record.rows(months):
                sums[row[key]] = sums.get(row[key], 0.0) + row[name]
            for row in record.rows(quarters):
                if row["quarter"] >= 1:
                    sums[row[key]] = sums.get(row[key], 0.0) - row[name]
            assert max(map(abs, sums.values()), default=0.0) < 0.1, (months, name, sums)
    table = [
        row for row in pipeline(record, "month") if (row["role"], row["segment"]) == (ALL_ROLES, ALL_SEGMENTS)
    ]
    booked = sum(
        row["value"] for row in record.rows("deals") if row["outcome"] == "won" and row["closed"] >= 0
    )
    assert abs(sum(row["bookings"] for row in table) - booked) < 0.1


def check_effort(record: Record) -> None:
    """Hours on leads are those that the people's ledgers have for the plan, and no lead is counted twice."""
    if "effort" not in record.tables:
        return
    rows = record.rows("effort")
    work = ("service", "setup", "reload", "interruption")
    ledger = sum(row[name] for row in record.rows("reps") if row["quarter"] >= 1 for name in work)
    at_edges = 100.0 * len(record.rows("reps"))  # what is in hand when the plan begins and ends
    assert abs(sum(row["hours"] for row in rows) - ledger) <= at_edges
    assert min((row["hours"] for row in record.rows("deals")), default=0.0) >= 0.0
    assert {row["outcome"] for row in rows} <= {"won", "lost", "nurtured", "open", "none"}


def check_customers(scenario: Scenario, record: Record) -> None:
    """The bridge of recurring revenue closes to the cent, month by month and account by account; nobody gets lost."""
    if "accounts" not in record.tables:
        return
    changes, accounts, months = record.rows("account_changes"), record.rows("accounts"), record.rows("months")
    hours = {row["month"]: (row["start_hour"], row["end_hour"]) for row in months}
    before = 0
    for row, month in zip(record.rows("arr"), months, strict=True):
        assert row["month"] == month["month"]
        start, end = hours[row["month"]]
        inside = [c for c in changes if start <= c["hour"] < end]
        installed = [c for c in inside if c["change"] == "installed"]
        assert row["opening"] == before + sum(c["amount"] for c in installed), row
        for name in ("new", "expansion", "contraction", "churn"):
            assert row[name] == abs(sum(c["amount"] for c in inside if c["change"] == name)), (row, name)
        assert row["closing"] == row["opening"] + sum(c["amount"] for c in inside if c not in installed), row
        opening = row["accounts_opening"] + row["accounts_new"] - row["accounts_churned"]
        assert row["accounts_closing"] == opening, row
        before = row["closing"]
    assert [row["closing"] for row in arr_bridge(record)] == record.tables["arr"]["closing"]
    active = [a for a in accounts if a["churned_at"] is None]
    assert sum(a["recurring"] for a in accounts) == before
    assert len(active) == record.tables["arr"]["accounts_closing"][-1]
    assert sum(record.tables["arr"]["accounts_churned"]) == len(accounts) - len(active)
    for account in accounts:
        own = [c for c in changes if c["account"] == account["account"]]
        assert account["value"] == own[0]["amount"], account
        assert sum(c["amount"] for c in own) == account["recurring"], account
        assert (account["churned_at"] is None) == (account["reason"] == ""), account
        assert 0 <= account["attention"] <= 1, account
    if scenario.before is None and scenario.market.customers is not None:
        base = scenario.market.customers.installed_base
        since = 0 if base is not None else -1
        new = [a for a in accounts if not a["installed"]]
        assert len(accounts) - len(new) == (base.accounts if base else 0)
        assert len(new) == sum(m["wins"] for m in months if m["month"] >= 1 or since < 0)
    net, gross = retention(changes, 0.0, hours[months[-1]["month"]][1])
    assert not gross > min(1.0, net) + 1e-12


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
