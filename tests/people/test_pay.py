"""Commission tables to the cent, and what people do for their pay: by hand, and off."""

from __future__ import annotations

from math import log
from typing import Any

import pytest
from pydantic import ValidationError

from salesline.model import simulate
from salesline.policies.pay import Commission
from salesline.scenario.pay import PayPlan
from salesline.scenario.scenario import Scenario
from tests.invariants import check_everything, observe
from tests.lines import line

QUOTA = {"quota": "$800k per year"}


def paid(plan: dict[str, Any], **pay: Any) -> dict[str, Any]:
    return {"organisation.roles.ae.pay": {**QUOTA, **pay, "plan": plan}}


@pytest.mark.parametrize(
    ("plan", "table"),
    [
        ({}, {0: 0, 80_000: 8_000, 130_000: 13_000}),
        ({"accelerator": {"rate": 1.5}}, {80_000: 8_000, 100_000: 10_000, 130_000: 14_500}),
        ({"accelerator": {"above": "120 %", "rate": 2}}, {120_000: 12_000, 130_000: 14_000}),
        ({"floor": "50 %", "accelerator": {"rate": 1.5}, "cap": "150 %"},
         {49_999.99: 0, 50_000: 5_000, 150_000: 17_500, 200_000: 17_500}),
        ({"rate": "7.5 %", "cap": "100 %"}, {33_333.33: 2_500.00, 123_456.78: 7_500}),
    ],
)  # fmt: skip
def test_commission_tables(plan: dict[str, Any], table: dict[float, float]) -> None:
    """Quota $100k; rate 10 % unless said otherwise."""
    rule = Commission(PayPlan.model_validate(plan))
    assert {booked: rule.owed(booked, 100_000.0, 0) for booked in table} == table


def test_pay_per_sql_and_no_quota() -> None:
    rule = Commission(PayPlan.model_validate({"rate": "0 %", "per_sql": "$85.50"}))
    assert rule.owed(0.0, 0.0, 7) == 598.50
    assert Commission(PayPlan.model_validate({"floor": "90 %"})).owed(1_234.56, 0.0, 0) == 123.46


EXPANDING: dict[str, Any] = {
    "market.sources.inbound.rate": "0 per month",
    "market.win.intercept": 50.0,
    "market.customers": {
        "churn": {"chance": "0 %"},
        "expansion": {"rate": "2 per year", "size": "30 %", "difficult": "100 %", "easy_to": "closing"},
        "installed_base": {"accounts": 60, "value": "$10k"},
    },
}


@pytest.mark.parametrize(("credit", "share"), [(1.0, 0.1), (0.5, 0.05), (0.0, 0.0), (1.2, 0.12)])
def test_expansions_earn_commission_by_their_credit(credit: float, share: float) -> None:
    """Nothing but expansions is sold, at a rate of 10 %."""
    scenario = line(EXPANDING | paid({"expansion_credit": credit}), quarters=4)
    seen = observe(scenario)
    check_everything(seen)
    record = seen.record
    sold = sum(row["bookings"] for row in record.rows("reps"))
    assert sold > 100_000
    assert sum(row["bookings"] for row in record.rows("pay")) == pytest.approx(credit * sold)
    assert sum(row["commission"] for row in record.rows("pay")) == pytest.approx(share * sold, abs=0.1)


def test_full_credit_is_the_same_as_none_said() -> None:
    plain = simulate(line(EXPANDING | paid({})))
    assert simulate(line(EXPANDING | paid({"expansion_credit": 1.0}))).tables == plain.tables
    with pytest.raises(ValidationError, match="must not be below 0"):
        line(paid({"expansion_credit": -0.1}))


@pytest.mark.parametrize("period", ["month", "quarter"])
def test_what_is_paid_is_what_was_sold(period: str) -> None:
    """Periods add up to the rep's bookings, their commissions to the rep's cost, to the cent."""
    pay = {"base": "$100k per year", "burden": "20 %"}
    seen = observe(line(paid({"period": period, "accelerator": {}, "floor": "40 %"}, **pay), quarters=3))
    check_everything(seen)
    rows = seen.record.rows("pay")
    assert len(rows) == 3 * 3 * (3 if period == "month" else 1)
    for row in seen.record.rows("reps"):
        mine = [one for one in rows if (one["rep"], one["quarter"]) == (row["rep"], row["quarter"])]
        if row["role"] != "ae":
            assert not mine
            continue
        assert sum(one["bookings"] for one in mine) == pytest.approx(row["bookings"], abs=0.01)
        assert sum(one["quota"] for one in mine) == pytest.approx(row["quota"])
        base = 100_000 * row["employed_hours"] / 8766
        assert row["cost"] == pytest.approx((base + sum(one["commission"] for one in mine)) * 1.2, abs=1e-6)


def test_a_plan_changes_nothing_but_what_is_paid() -> None:
    off, on = simulate(line()), simulate(line(paid({})))
    for name, columns in off.tables.items():
        paying = {"cost", "quota", "spend_people"}
        assert {k: v for k, v in on.tables[name].items() if k not in paying} == {
            k: v for k, v in columns.items() if k not in paying
        }


def outsourced() -> Scenario:
    """SDRs of a supplier, who costs nothing but $90 for each meeting, beside a house of its own."""
    values = {
        "organisation.roles.outsourced": {
            "heads": 3,
            "pay": {"plan": {"rate": "0 %", "per_sql": "$90"}, "strictness": "-60 %"},
        },
        "organisation.desks.qualification.staffed_by": ["sdr", "outsourced"],
        "organisation.desks.qualification.cadence.sql": {"needs": ["need", "authority"], "error": "5 %"},
        "market.buyers": {"need": {"share": "50 %"}, "authority": {"share": "60 %"}, "deal_size": "$20k"},
    }
    return line(values, quarters=2)


def test_outsourced_sdrs_are_paid_by_the_meeting_and_pass_more() -> None:
    seen = observe(outsourced())
    check_everything(seen)
    cost = {row["rep"]: 0.0 for row in seen.record.rows("reps")}
    for row in seen.record.rows("reps"):
        cost[row["rep"]] += row["cost"]
    sqls = {rep: sum(one["sqls"] for one in seen.record.rows("pay") if one["rep"] == rep) for rep in cost}
    for n in range(3):
        assert cost[f"outsourced/{n}"] == 90 * sqls[f"outsourced/{n}"] > 0
    passed = sum(row["sqls"] for row in seen.record.rows("sources"))
    strict = observe(outsourced().with_values({"organisation.roles.outsourced.pay.strictness": "0 %"}))
    harsh = observe(outsourced().with_values({"organisation.roles.outsourced.pay.strictness": "60 %"}))
    numbers = [sum(row["sqls"] for row in one.record.rows("sources")) for one in (strict, harsh)]
    assert passed > 1.2 * numbers[0] > 1.2 * numbers[1]


SLOW = {
    "organisation.desks.closing.stages": [
        {"name": "proposal", "activity": "meeting", "touches": 3, "buyer_wait": "12 days", "verdict": 1}
    ]
}


def last_days(scenario: Scenario, days: float = 10.0) -> tuple[int, int, float]:
    """Wins in the last days of the first quarter, wins later, and bookings."""
    record = simulate(scenario)
    end = record.tables["quarters"]["end_hour"][0]
    won = [row for row in record.rows("deals") if row["outcome"] == "won"]
    late = [row for row in won if end - 24 * days <= row["closed"] < end]
    return len(late), sum(row["closed"] >= end for row in won), sum(row["value"] for row in won)


def test_deals_are_pulled_forward_at_a_discount() -> None:
    calm = last_days(line({**SLOW, **paid({})}, quarters=2))
    push = {"days": "10 days", "below": "1000 %", "pulls": "100 %", "discount": "30 %", "speed": 1}
    hurried = last_days(line({**SLOW, **paid({"push": push})}, quarters=2))
    assert hurried[0] > calm[0] + 5
    assert hurried[2] / (hurried[0] + hurried[1]) < calm[2] / (calm[0] + calm[1])
    check_everything(observe(line({**SLOW, **paid({"push": push, "period": "month"})}, quarters=2)))


def test_nobody_pushes_who_has_sold_enough() -> None:
    push = {"pulls": "100 %", "below": "0 %"}
    values = {**SLOW, **paid({"push": push})}
    assert last_days(line(values, quarters=2)) == last_days(line({**SLOW, **paid({})}, quarters=2))


def test_sandbagging_keeps_deals_for_the_next_quarter() -> None:
    calm = last_days(line({**SLOW, **paid({})}, quarters=2), 8.0)
    keep = {**SLOW, **paid({"sandbag": {"above": "0 %", "share": "100 %"}})}
    assert last_days(line(keep, quarters=2), 8.0)[0] == 0 < calm[0]
    check_everything(observe(line(keep, quarters=2)))


def test_speed_at_the_end_of_a_month() -> None:
    plan = {"period": "month", "push": {"days": "31 days", "speed": 1.25, "pulls": "0 %", "below": "10000 %"}}
    seen = observe(line(paid(plan)))
    assert seen.reps["ae/0"].speeds == [1.25, 1.25]
    assert seen.reps["sdr/0"].speeds == [1.0, 1.0]


def test_overselling_is_in_the_record_of_each_deal() -> None:
    values = {"organisation.roles.ae.pay": {"oversell": 1.5}}
    seen = observe(line(values))
    check_everything(seen)
    assert set(seen.record.tables["deals"]["oversold"]) <= {0.0, log(1.5)}
    assert seen.reps["ae/0"].persuasion == pytest.approx(log(1.5))
    assert "oversold" not in simulate(line()).tables["deals"]


def test_what_cannot_work_is_said_at_once() -> None:
    bad = {
        "organisation.roles.ae.pay": {"variable": "$50k per year", "oversell": 0, "strictness": "-20 %",
                                      "plan": {"floor": "80 %", "cap": "50 %", "push": {"speed": 0}}},
    }  # fmt: skip
    with pytest.raises(ValidationError) as error:
        line(bad)
    for words in (
        "ae.pay.oversell: must be above 0",
        "ae.pay.strictness: is of those who qualify leads",
        "ae.pay.variable: is replaced by the plan",
        "ae.pay.plan.floor: is a share of quota: set pay.quota",
        "ae.pay.plan.cap: is below the floor",
        "ae.pay.plan.push: 'speed' and 'oversell' must be above 0",
    ):
        assert words in str(error.value), words
