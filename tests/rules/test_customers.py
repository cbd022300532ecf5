"""Customers and money: cohorts worked by hand, closed forms, and what stays as it was."""

from __future__ import annotations

import re
from math import sqrt
from typing import Any

import pytest
from pydantic import ValidationError

import salesline as sl
from salesline.experiment.study import Study
from salesline.measures import measures
from salesline.measures.money import (
    arr_bridge,
    cash_flow,
    effort,
    hire_classes,
    income_statement,
    months_of_ruin,
    runway,
)
from salesline.model import simulate
from salesline.policies.customers import Care, Renewal
from salesline.record import Record
from salesline.scenario.checks import soft_checks
from salesline.scenario.customers import Churn
from salesline.scenario.reader import loads
from salesline.scenario.scenario import Scenario
from salesline.scenario.writer import dump
from tests.books import check_books, check_customers
from tests.lines import line

BASE = {"accounts": 12, "value": "$10k"}
CSM: dict[str, Any] = {
    "organisation.roles.csm": {"heads": 1},
    "organisation.desks.success": {
        "staffed_by": "csm",
        "stages": [{"name": "review", "activity": "meeting", "touches": 1}],
    },
}
REVIEWS = {"to": "success", "every": "91 days", "within": "14 days"}


def company(customers: dict[str, Any], values: dict[str, Any] | None = None, **study: Any) -> Scenario:
    """Customers and no new deals."""
    quiet = {"market.sources.inbound.rate": "0 per month", "market.customers": customers}
    return line(quiet | (values or {}), quarters=4, **study)


def whole_plan(record: Record) -> dict[str, float]:
    return {name: value for quarter, name, value in measures(record) if quarter == 0}


# -- cohorts by hand


def test_a_base_without_churn_pays_the_same_every_month() -> None:
    record = simulate(company({"churn": {"chance": "0 %"}, "installed_base": BASE}))
    assert record.tables["arr"]["closing"] == [12_000_000] * 12
    assert record.tables["accounts"]["renewals"] == [1] * 12  # one a month, at mid-month
    hours = record.rows("months")
    due = [round(12_000_000 * row["end_hour"] / 8766) for row in hours]
    revenue = record.tables["months"]["revenue"]
    assert [sum(revenue[: k + 1]) for k in range(12)] == due
    found = whole_plan(record)
    assert (found["nrr"], found["grr"], found["churned_arr"]) == (1, 1, 0)


def test_higher_prices_by_hand() -> None:
    record = simulate(
        company(
            {
                "churn": {"chance": "0 %"},
                "price_change": 0.1,
                "installed_base": {"accounts": 2, "value": "$10k"},
            }
        )
    )
    rows = arr_bridge(record, "quarter")
    # Contracts began 9 and 3 months ago: they renew in 3 and in 9 months, each for $1,000 more.
    assert [row["expansion"] for row in rows] in ([0, 100_000, 0, 100_000], [100_000, 0, 100_000, 0])
    assert [row["closing"] for row in rows][-1] == 2_200_000
    assert whole_plan(record)["nrr"] == pytest.approx(1.1)
    assert whole_plan(record)["grr"] == 1


def test_who_leaves_takes_their_revenue_along() -> None:
    # A chance to leave of all but 100 %: every account goes at its first renewal, one a month.
    record = simulate(company({"churn": {"chance": "99.9999999 %"}, "installed_base": BASE}))
    assert record.tables["arr"]["churn"] == [1_000_000] * 12
    assert record.tables["arr"]["accounts_closing"] == list(range(11, -1, -1))
    assert whole_plan(record)["nrr"] == 0
    assert set(record.tables["accounts"]["reason"]) == {"other"}


def test_downgrades_are_contraction_and_not_churn() -> None:
    record = simulate(
        company(
            {
                "churn": {"chance": "0 %"},
                "downgrade": {"chance": "100 %", "size": "25 %"},
                "installed_base": BASE,
            }
        )
    )
    assert record.tables["arr"]["contraction"] == [250_000] * 12
    found = whole_plan(record)
    assert (found["nrr"], found["grr"], found["churn_rate"]) == (0.75, 0.75, 0)


def test_expansion_without_a_desk_sells_itself_by_the_rate() -> None:
    base = {"accounts": 400, "value": "$10k"}
    customers = {
        "churn": {"chance": "0 %"},
        "expansion": {"rate": "0.5 per year", "size": "10 %"},
        "installed_base": base,
    }
    record = simulate(company(customers))
    assert record.tables["account_changes"]["change"].count("expansion") == sum(
        record.tables["accounts"]["expansions"]
    )
    # 400 accounts, half an occasion each: 200 of variance 200. Four standard deviations: wrong once in 16,000 seeds.
    assert abs(sum(record.tables["accounts"]["expansions"]) - 200 * 8760 / 8766) < 4 * sqrt(200)


@pytest.mark.parametrize("term", ["1 year", "6 months"])
def test_constant_churn_leaves_what_the_closed_form_says(term: str) -> None:
    base = {"accounts": 2000, "value": "$1k"}
    record = simulate(company({"churn": {"chance": "20 %"}, "term": term, "installed_base": base}))
    left = record.tables["arr"]["accounts_closing"][-1]
    # Whatever the term, 80 % are left after a year. Binomial; four standard deviations: wrong once in 16,000 seeds.
    # (8,760 of 8,766 hours: at most two accounts have not come to their renewal.)
    assert abs(left - 1600) < 4 * sqrt(2000 * 0.8 * 0.2) + 2
    found = whole_plan(record)
    assert found["grr"] == found["nrr"] == left / 2000


def test_a_two_year_term_is_twice_the_risk() -> None:
    rule = Renewal(Churn(chance=0.1), 2 * 8766.0)
    assert rule.leaves(Care()) == pytest.approx(1 - 0.9**2)


# -- what moves churn


def test_log_odds_by_hand() -> None:
    rule = Renewal(Churn(chance=0.5, fit=1.0, neglect=2.0, slow_support=0.5, oversell=1.5), 8766.0)
    assert rule.yearly(Care()) == pytest.approx(0.5)
    assert rule.yearly(Care(fit=1.0)) == pytest.approx(1 / (1 + 2.718281828459045))
    assert rule.yearly(Care(fit=2.0, attention=0.0)) == pytest.approx(0.5)
    assert rule.yearly(Care(fit=2.0, oversold=1.0, support=0.0)) == pytest.approx(0.5)
    assert rule.reason(0.6, Care(attention=0.0)) == "neglect"
    assert rule.reason(0.6, Care(fit=-1.0)) == "poor fit"
    assert rule.reason(0.4, Care(fit=-1.0, attention=0.0)) == "other"


def test_a_renewal_that_nobody_talked_over_by_hand() -> None:
    """Odds of 1 to 9, times e ** 2 where nobody asked."""
    rule = Renewal(Churn(chance=0.1, unasked=2.0), 8766.0)
    assert rule.yearly(Care()) == pytest.approx(0.1)
    assert rule.yearly(Care(asked=0.0)) == pytest.approx(7.38905609893 / 16.38905609893)
    assert (rule.reason(0.2, Care(asked=0.0)), rule.reason(0.05, Care(asked=0.0))) == ("not asked", "other")


RENEWALS = {
    "churn": {"chance": "0.0000001 %", "unasked": 50},
    "renewals": {"to": "success", "ahead": "30 days"},
    "installed_base": BASE,
}


def test_renewals_are_work_and_keep_the_customers_they_reach() -> None:
    """Twelve accounts renew in mid-month, one a month; the talk about the first one's next term falls into the year too."""
    record = simulate(company(RENEWALS, CSM))
    talks = [row for row in record.rows("sources") if row["source"] == "account renewals"]
    assert (sum(row["created"] for row in talks), sum(row["wins"] for row in talks)) == (13, 13)
    assert record.tables["accounts"]["renewals"] == [1] * 12
    assert sum(row["wins"] for row in record.rows("quarters")) == 0  # no new customer is won by it
    assert sum(row["touches"] for row in record.rows("reps") if row["role"] == "csm") == 13
    check_customers(company(RENEWALS, CSM), record)


def test_renewals_without_anybody_to_talk_are_lost() -> None:
    nobody = {**CSM, "organisation.roles.csm": {"heads": 0}}
    record = simulate(company(RENEWALS, nobody))
    assert set(record.tables["accounts"]["reason"]) == {"not asked"}
    assert record.tables["arr"]["accounts_closing"][-1] == 0


def test_renewals_change_nothing_where_nobody_cares_to_be_asked() -> None:
    """With no effect on churn the accounts are those of a company that does not ask; unset, nothing is there of it."""
    quiet = {"churn": {"chance": "30 %"}, "installed_base": BASE}
    asked = simulate(company({**quiet, "renewals": RENEWALS["renewals"]}, CSM))
    never = simulate(company(quiet, CSM))
    assert asked.tables["account_changes"] == never.tables["account_changes"]
    assert "account renewals" not in never.tables["sources"]["source"]


def test_renewals_that_cannot_be() -> None:
    for customers, told in (
        ({"renewals": {"to": "closing"}}, "is a desk whose leads are opportunities"),
        ({"renewals": {"to": "sucess"}}, "did you mean 'success'"),
        ({"churn": {"unasked": 1}}, "churn.unasked: means nothing without 'renewals'"),
        ({"renewals": {"to": "success", "ahead": "0 days"}}, "renewals.ahead: must be above 0"),
    ):
        with pytest.raises(ValidationError, match=re.escape(told)):
            company({"installed_base": BASE, **customers}, CSM)


def test_more_reviews_than_hours_deserve_a_word() -> None:
    """A review takes an hour and comes four times a year: 173 hours a month of 8 hours a day are enough for some 520 accounts."""
    for accounts, warned in ((450, False), (600, True)):
        base = {"accounts": accounts, "value": "$10k"}
        told = soft_checks(company({"reviews": REVIEWS, "installed_base": base}, CSM))
        assert any("hours of reviews" in text for text in told) == warned


def test_attention_is_work_and_too_few_hands_lose_customers() -> None:
    customers = {
        "churn": {"chance": "5 %", "neglect": 3},
        "reviews": REVIEWS,
        "installed_base": {**BASE, "accounts": 240},
    }
    alone = {"organisation.activities.meeting.handling": "8 h"}  # 960 reviews of a day each, 260 days a head
    lost = []
    for heads in (1, 6):
        record = simulate(company(customers, CSM | alone | {"organisation.roles.csm.heads": heads}))
        check_customers(company(customers, CSM), record)
        lost.append(sum(record.tables["arr"]["accounts_churned"]))
        reviews = [row for row in record.rows("sources") if row["source"] == "account reviews"]
        made = sum(row["wins"] for row in reviews)
        assert made == sum(record.tables["desks"]["won"])
    assert lost[0] > 3 * lost[1]


def test_with_hands_enough_every_review_is_made_in_time() -> None:
    customers = {"churn": {"chance": "0 %"}, "reviews": REVIEWS, "installed_base": BASE}
    record = simulate(company(customers, CSM))
    assert record.tables["accounts"]["attention"] == [1.0] * 12
    # 12 accounts, a review every 91 days: four each in a year, and of those that began early a fifth is not due yet.
    assert sum(row["wins"] for row in record.rows("sources") if row["source"] == "account reviews") == 48


def test_expansions_are_bookings_of_whoever_sold_them() -> None:
    customers = {
        "churn": {"chance": "0 %"},
        "expansion": {
            "rate": "2 per year",
            "size": "30 %",
            "difficult": "100 %",
            "easy_to": "success",
            "difficult_to": "closing",
        },
        "installed_base": {**BASE, "accounts": 60},
    }
    record = simulate(company(customers, CSM | {"market.win.intercept": 50.0}))
    won = [row for row in record.rows("deals") if row["outcome"] == "won"]
    assert won
    assert {row["rep"].split("/")[0] for row in won} == {"ae"}
    total = sum(round(100 * row["value"]) for row in won)
    assert total == sum(record.tables["arr"]["expansion"]) == sum(record.tables["months"]["bookings"])
    assert sum(record.tables["quarters"]["wins"]) == 0  # no new customer


def test_what_was_oversold_comes_back_as_churn() -> None:
    customers = {"churn": {"chance": "20 %", "oversell": 2}, "term": "31 days"}
    lost = {}
    for factor in (1.0, 3.0):
        values = {
            "market.customers": customers,
            "organisation.roles.ae.pay.oversell": factor,
            "market.win.intercept": 50.0,
        }
        record = simulate(line(values))
        lost[factor] = sum(record.tables["arr"]["accounts_churned"])
        check_customers(line(values), record)
        assert ("oversold" in record.tables["accounts"]["reason"]) == (factor > 1.0)
    assert lost[3.0] > 2 * lost[1.0]  # a chance of 69 % a year against 20 %


def test_lost_customers_are_no_references_and_refer_nobody() -> None:
    source = {"kind": "referral", "to": "qualification", "per_customer": "6 per year"}
    leaving = {"churn": {"chance": "99.9999 %"}, "term": "31 days"}
    runs = []
    for customers in (leaving, leaving | {"advocacy": {"healthy": 1, "others": 1}}):
        values = {
            "market.customers": customers,
            "market.sources.friends": source,
            "market.win.intercept": 50.0,
        }
        runs.append(simulate(line(values, quarters=2)))
    referred = [
        sum(row["created"] for row in run.rows("sources") if row["source"] == "friends") for run in runs
    ]
    assert referred[1] < referred[0] / 2


# -- money


def test_cash_by_hand() -> None:
    cash = {
        "opening": "$1k",
        "payment_terms": "0 days",
        "funding": [
            {"on": "2026-02-10", "amount": "$5k"},
            {"on": "2026-03-10", "amount": "$7k", "if_arr_above": "$1M"},
        ],
    }
    values = {"organisation.roles.sdr.pay.base": "$4383 per year"}  # two heads at $0.50 an hour
    record = simulate(line({"market.sources.inbound.rate": "0 per month", "study.cash": cash,
                            "market.customers": {}} | values))  # fmt: skip
    flows = cash_flow(record)
    assert [row["paid"] for row in flows] == [74_400, 67_200, 74_400]  # 744, 672 and 744 hours at $1
    assert [row["funding"] for row in flows] == [0, 500_000, 0]
    assert [row["closing"] for row in flows] == [25_600, 458_400, 384_000]
    assert months_of_ruin(record) == []
    assert runway(flows) == pytest.approx(384_000 / 72_000)
    assert income_statement(record, "quarter")[0]["operating_profit"] == -216_000


def test_ruin_is_a_month() -> None:
    record = simulate(line({"study.cash": {"opening": "$1k"}, "organisation.overhead": "$8766 per year",
                            "market.sources.inbound.rate": "0 per month"}))  # fmt: skip
    assert months_of_ruin(record) == [2, 3]
    assert whole_plan(record)["ruin"] == 1
    assert whole_plan(record)["runway_months"] == 0


def test_a_deal_is_earned_over_a_year_and_paid_after_the_terms() -> None:
    values = {"market.win.intercept": 50.0, "study.money": True}
    record = simulate(line(values, quarters=6))
    check_books(line(values, quarters=6), record)
    months = record.rows("months")
    booked = sum(row["bookings"] for row in months)
    assert sum(row["invoiced"] for row in months) == booked
    assert sum(row["collected"] for row in months) + months[-1]["receivable_end"] == booked
    assert 0 < sum(row["revenue"] for row in months) < booked


def test_a_class_of_hires_pays_back() -> None:
    values = {
        "organisation.hiring": [{"role": "ae", "hires": 2, "from": "2026-02-10"}],
        "organisation.roles.ae.pay": {"base": "$120k per year", "recruiting": "$20k"},
        "study.money": True,
    }
    record = simulate(line(values, quarters=3))
    rows = [row for row in hire_classes(record, 0.8) if row["role"] == "ae" and row["hired"] == 1]
    assert [row["month"] for row in rows] == list(range(2, 10))
    assert rows[0]["cost"] >= 4_000_000
    hired = [row for row in record.rows("reps") if row["role"] == "ae" and row["slot"] >= 3]
    assert rows[-1]["cost"] == sum(round(100 * row["cost"]) for row in hired)
    assert rows[-1]["bookings"] == sum(round(100 * row["bookings"]) for row in hired)


def test_time_spent_on_losers_by_hand() -> None:
    # Everybody is reached at the first touch of ten minutes and talks for twenty; a deal takes four meetings of an hour,
    # and whoever says no says so after the second or the last.
    values = {
        "market.contact": {"fresh": "100 %", "beta": 0},
        "organisation.activities": {"dial": {"handling": "10 min"}, "meeting": {"handling": "60 min"}},
        "organisation.desks.qualification.cadence.conversation": "20 min",
        "organisation.desks.closing.stages": [
            {"name": "first", "activity": "meeting", "touches": 2, "verdict": 0.5},
            {"name": "second", "activity": "meeting", "touches": 2, "verdict": 0.5},
        ],
    }
    record = simulate(line(values | {"study.effort": True}))
    rows = {(row["stage"], row["outcome"]): row for row in record.rows("effort")}
    for (stage, outcome), row in rows.items():
        if outcome == "won":
            assert row["hours"] == pytest.approx(row["leads"] * (0.5 if stage == "cadence" else 2))
    deals = record.rows("deals")
    assert rows["second", "won"]["leads"] == sum(deal["outcome"] == "won" for deal in deals)
    assert {round(deal["hours"], 9) for deal in deals if deal["outcome"] == "won"} == {4.5}
    assert {round(deal["hours"], 9) for deal in deals if deal["outcome"] == "lost"} == {2.5, 4.5}
    plain = simulate(line(values)).tables
    counted = {name: table for name, table in record.tables.items() if name != "effort"}
    counted["deals"] = {name: column for name, column in counted["deals"].items() if name != "hours"}
    assert counted == plain
    spent = effort(
        simulate(line(values | {"study.effort": True, "organisation.roles.ae.pay.base": "$90k per year"}))
    )
    paid = sum(row["cost"] for row in spent if row["role"] == "ae") / 100
    assert paid == pytest.approx(3 * 90_000 * 2160 / 8766)


# -- off, luck, errors


def test_customers_change_nothing_in_the_line_until_they_bring_work() -> None:
    plain = simulate(line(quarters=2)).tables
    kept = simulate(line({"market.customers": {}, "study.cash": {"opening": "$1M"}}, quarters=2)).tables
    assert {name: kept[name] for name in plain} == plain
    assert kept.keys() - plain.keys() == {"months", "payroll", "accounts", "account_changes", "arr"}


def test_one_more_account_reshuffles_nobodys_luck() -> None:
    customers = {"churn": {"chance": "30 %"}, "expansion": {"rate": "1 per year"}, "installed_base": BASE}
    few, many = (simulate(company({**customers, "installed_base": {**BASE, "accounts": n, "started": f"{n} months"}}))
                 for n in (12, 13))  # fmt: skip
    shown = [
        {row["account"]: (row["value"], row["churned_at"] is None) for row in run.rows("accounts")}
        for run in (few, many)
    ]
    same = sum(shown[1][name] == value for name, value in shown[0].items())
    assert same >= 11  # a later start may spare somebody a renewal within the plan; nobody's draw is another


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"market.customers": {"reviews": {"to": "sucess"}}}, "did you mean 'success'"),
        ({"market.customers": {"reviews": {"to": "closing"}}}, "whose leads are opportunities"),
        (
            {"market.customers": {"tickets": {"to": "qualification", "rate": "1 per year"}}},
            "desk with stages",
        ),
        ({"market.customers": {"term": "3 days"}}, "at least a month"),
        ({"market.customers": {"churn": {"chance": "100 %"}}}, "below 100 %"),
        ({"market.customers": {"price_change": -2}}, "above -1"),
        (
            {
                "study.cash": {
                    "opening": "$1",
                    "funding": [{"on": "2026-02-01", "amount": "$1", "if_arr_above": "$1"}],
                }
            },
            "needs customers",
        ),
        (
            {"study.cash": {"opening": "$1", "funding": [{"on": "2036-02-01", "amount": "$1"}]}},
            "outside the plan",
        ),
    ],
)
def test_errors_say_what_to_write(values: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        line(CSM | values)


def test_a_file_reads_back() -> None:
    customers = {"churn": {"chance": "10 %", "neglect": 1}, "reviews": REVIEWS, "advocacy": {"from": "80 %"},
                 "expansion": {"rate": "0.4 per year", "easy_to": "success"}, "installed_base": BASE}  # fmt: skip
    scenario = company(customers, CSM | {"study.cash": {"opening": "$2M"}})
    assert loads(dump(scenario)).digest == scenario.digest


def test_statements_as_frames() -> None:
    scenario = company({"churn": {"chance": "10 %"}, "installed_base": BASE}, {"study.effort": True})
    records = [simulate(scenario, 1, k) for k in (0, 1)]
    study = Study({"one": scenario}, {"one": records}, seed=1, seconds=0.0)
    frames = sl.money(study, "quarter")
    assert set(frames) == {"income", "arr", "cash", "classes", "effort"}
    assert list(frames["arr"]["quarter"]) == [1, 2, 3, 4] * 2
    assert frames["income"]["revenue"].sum() == sum(sum(r.tables["months"]["revenue"]) for r in records) / 100
    assert frames["cash"].empty
    assert len(sl.money(records[0])["income"]) == 12
    assert sl.money(simulate(line()))["income"].empty
