"""Customers from before the plan who refer: how many, and only while they are customers."""

from __future__ import annotations

from math import sqrt
from typing import Any

import pytest

from salesline.model import simulate
from salesline.record import Record
from salesline.scenario.scenario import Scenario
from tests.lines import line

BASE = {"accounts": 240, "value": "$10k"}


def company(base: dict[str, Any], **customers: Any) -> Scenario:
    """Customers, their referrals and nothing else, for a year."""
    return line(
        {
            "market.sources.inbound.rate": "0 per month",
            "market.sources.friends": {"kind": "referral", "to": "closing", "per_customer": "1 per year"},
            "market.win.intercept": -50,
            "market.customers": {"churn": {"chance": "0 %"}, "installed_base": base, **customers},
        },
        quarters=4,
    )


def referred(record: Record) -> int:
    return sum(row["created"] for row in record.rows("sources") if row["source"] == "friends")


def test_nobody_refers_unless_asked_to() -> None:
    assert referred(simulate(company(BASE))) == 0
    assert company(BASE).digest == company({**BASE, "refers": False}).digest


def test_each_customer_refers_at_the_rate_of_the_source() -> None:
    """Poisson with mean 240; false alarm of 4 standard deviations: 6 in 100,000 seeds, and the seed is fixed."""
    assert referred(simulate(company({**BASE, "refers": True}))) == pytest.approx(240, abs=4 * sqrt(240))


def test_the_healthy_refer_more_and_the_lost_not_at_all() -> None:
    base = {**BASE, "refers": True, "started": "12 months"}
    healthy = simulate(company(base, advocacy={"healthy": 2, "others": 0.5}))
    assert referred(healthy) == pytest.approx(480, abs=4 * sqrt(480))
    leaving = simulate(company(base, churn={"chance": "99.9999999 %"}, advocacy={"healthy": 2, "others": 1}))
    # contracts end evenly over the year, so that half of the customers' time is left
    assert referred(leaving) == pytest.approx(120, abs=4 * sqrt(120))
