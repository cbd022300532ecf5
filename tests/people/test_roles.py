"""Generalists and specialists as data: one role at two desks or two roles, hand-off cost, who goes on with a lead."""

from __future__ import annotations

from typing import Any

import pytest

from salesline.scenario.scenario import Scenario
from tests.invariants import check_everything, observe
from tests.lines import line

HAND_OFF = {"organisation.desks.qualification.cadence.hand_off": "30 min"}


def generalists(**more: Any) -> Scenario:
    """Five people who do both, and keep what they have qualified."""
    both = {f"organisation.desks.{desk}.staffed_by": "all" for desk in ("qualification", "closing")}
    rule = {
        "organisation.desks.closing.assignment": {"rule": "same rep", "fallback": ["rep", "team", "hold"]}
    }
    return line({"organisation.roles": {"all": {"heads": 5}}, **both, **rule, **more})


def test_a_generalist_goes_on_with_the_own_lead() -> None:
    seen = observe(generalists())
    check_everything(seen)
    owner: dict[str, str] = {}
    kept = []
    for row in seen.events:
        if row["activity"] == "assigned" and row["reason"] == "qualification":
            owner[row["lead"]] = row["resource"]
        elif row["activity"] == "assigned":
            kept.append(owner[row["lead"]] == row["resource"])
    assert len(kept) > 30
    assert all(kept)


def service(scenario: Scenario, desk: str) -> float:
    return float(
        sum(row["service_hours"] for row in observe(scenario).record.rows("desks") if row["desk"] == desk)
    )


def test_specialists_pay_for_each_hand_over() -> None:
    """Half an hour for each lead passed on, of the SDRs' time; generalists need none, with the same heads."""
    cheap, dear = (observe(line(values)) for values in ({}, HAND_OFF))
    check_everything(dear)
    counted = []
    for seen in (cheap, dear):
        (row,) = (row for row in seen.record.rows("desks") if row["desk"] == "qualification")
        counted.append((row["service_hours"], row["sqls"]))
    more = counted[1][0] - counted[0][0]
    assert more == pytest.approx(0.5 * counted[1][1], rel=0.1)
    assert service(generalists(), "qualification") == pytest.approx(counted[0][0], rel=0.1)


def test_outsourced_and_own_sdrs_share_a_desk_by_weight() -> None:
    roles = {
        "organisation.roles.outsourced": {"heads": 2, "pay": {"plan": {"rate": "0 %", "per_sql": "$120"}}}
    }
    seen = observe(line({**roles, "organisation.desks.qualification.staffed_by": ["sdr", "outsourced"]}))
    check_everything(seen)
    rows = seen.record.rows("reps")
    assert all(row["leads_received"] > 10 for row in rows if row["role"] in ("sdr", "outsourced"))
    paid = {row["rep"]: row["commission"] for row in seen.record.rows("pay")}
    assert paid == {row["rep"]: row["cost"] for row in rows if row["role"] == "outsourced"}
    assert all(value % 120 == 0 for value in paid.values())
