"""Probes and criteria of the claims of sources 1D, 2 (people) and 4, worked by hand."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from salesline.claims.claim import Arm
from salesline.claims.evidence import Evidence
from salesline.claims.probes_books import (
    bookings_of_hires,
    cost_of_expansion,
    cost_of_new,
    end_of_period_share,
    forecast_error,
)
from salesline.claims.probes_line import (
    cost_per,
    failure,
    hours_on_the_lost,
    hours_per_win,
    late_sum,
    one_owner_share,
    share_of_wins,
)
from salesline.claims.probes_steering import moves
from salesline.claims.ratios import correlation, quotient
from salesline.claims.seed1d_arms import SPLITS, generalists, specialists
from salesline.claims.seed4_deal_arms import PROOFS
from salesline.record import Record
from salesline.scenario.market import InboundSource
from salesline.scenario.reader import load
from tests.lines import line

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PLAIN = line()
HOUR = 24.0


def record(**tables: list[dict[str, object]]) -> Record:
    columns = {name: {key: [row[key] for row in rows] for key in rows[0]} for name, rows in tables.items()}
    return Record("x", 1, 0, columns)


def quarter(
    number: int, wins: int, cost: float, leads: int = 100, opportunities: int = 10
) -> dict[str, object]:
    return {
        "quarter": number, "wins": wins, "losses": 3, "leads": leads, "opportunities": opportunities, "mqls": 40,
        "spend_people": cost, "spend_sources": 10.0, "spend_other": 0.0, "end_hour": 2000.0 * number,
    }  # fmt: skip


def test_flows_from_a_quarter_on() -> None:
    plan = record(quarters=[quarter(0, 9, 900), quarter(1, 2, 90), quarter(2, 3, 140), quarter(3, 1, 40)])
    assert cost_per("wins")(plan, PLAIN) == pytest.approx(300 / 6)
    assert cost_per("wins", 2)(plan, PLAIN) == pytest.approx(200 / 4)
    assert late_sum("wins", 1, 2)(plan, PLAIN) == 5
    assert late_sum("cost", 3)(plan, PLAIN) == 50
    assert failure("leads")(plan, PLAIN) == pytest.approx(1 - 6 / 300)
    assert failure("nowhere")(plan, PLAIN) == pytest.approx(0.9)


def work(desk: str, role: str, outcome: str, hours: float) -> dict[str, object]:
    return {
        "desk": desk,
        "stage": "s",
        "role": role,
        "outcome": outcome,
        "leads": 1,
        "touches": 1,
        "hours": hours,
    }


def rep(role: str, cost: float, **more: float) -> dict[str, object]:
    hours = {
        "paid_hours": 100.0,
        "absence": 10.0,
        "internal": 15.0,
        "onboarding": 0.0,
        "slot": 0,
        "bookings": 0.0,
    }
    return {"role": role, "quarter": 1, "cost": cost, **hours, **more}


def test_hours_on_what_is_not_won() -> None:
    rows = [
        work("closing", "ae", o, h) for o, h in (("won", 20), ("lost", 50), ("nurtured", 10), ("open", 20))
    ]
    plan = record(effort=rows, reps=[rep("ae", 1000.0)], quarters=[quarter(1, 4, 0)])
    assert hours_on_the_lost("ae")(plan, PLAIN) == pytest.approx(60 / 80)
    assert hours_on_the_lost("ae", dollars=True)(plan, PLAIN) == pytest.approx(600)
    assert hours_per_win("ae")(plan, PLAIN) == pytest.approx(25)


def test_a_dollar_of_new_and_of_old_business() -> None:
    # Both roles have 75 free hours, 60 of them busy in a full team: AEs cost 10 an hour, AMs 5.
    source = {"quarter": 1, "wins": 2, "cost": 0.0}
    plan = record(
        effort=[work("closing", "ae", "won", 30), work("growth", "am", "lost", 8)],
        reps=[rep("ae", 600.0), rep("am", 300.0)],
        sources=[
            {**source, "source": "inbound", "bookings": 1000.0, "cost": 200.0},
            {**source, "source": "account_reviews", "bookings": 0.0},
            {**source, "source": "account expansions", "bookings": 400.0},
        ],
    )
    assert cost_of_new()(plan, PLAIN) == pytest.approx((200 + 300) / 1000)
    assert cost_of_expansion()(plan, PLAIN) == pytest.approx(40 / 400)
    assert share_of_wins("inbound")(plan, PLAIN) == pytest.approx(2 / 6)


def test_hires_are_those_after_the_founders() -> None:
    rows = [rep("ae", 0.0, slot=slot, bookings=10.0 + slot) for slot in (0, 3, 4, 5)]
    assert bookings_of_hires(4, 1, 2)(record(reps=rows), PLAIN) == 14 + 15
    assert bookings_of_hires(4, 2, 2)(record(reps=rows), PLAIN) == 0


def deal(opened: float, closed: float, outcome: str, value: float = 1.0) -> dict[str, object]:
    return {"lead": "a", "opened": opened * HOUR, "closed": closed * HOUR, "outcome": outcome, "value": value}


def test_the_last_days_of_a_quarter() -> None:
    # The plan of `line` is one quarter from 5 January 2026: it ends on 5 April, 90 days later.
    deals = [deal(0, 20, "won", 6), deal(0, 83, "won", 3), deal(0, 88, "won", 1), deal(0, 89, "lost", 9)]
    assert end_of_period_share(10, 3)(record(deals=deals), PLAIN) == pytest.approx(0.4)
    assert end_of_period_share(1, 3)(record(deals=deals), PLAIN) == 0


def test_a_plan_fitted_on_what_is_logged() -> None:
    deals = [
        deal(1, 60, "won"),
        deal(2, 70, "lost"),
        deal(3, 80, "lost"),
        deal(4, 90, "lost"),
        deal(100, 300, "won"),
    ]
    # Five opened, one of four closed is won: 1.25 expected, 1 comes.
    assert forecast_error(0)(record(deals=deals), PLAIN) == pytest.approx(0.25)
    # Nobody ever logs a loss: all of five.
    assert forecast_error(1e9)(record(deals=deals), PLAIN) == pytest.approx(4.0)


def test_one_owner_and_two() -> None:
    deals = [{**deal(1, 9, "won"), "lead": name} for name in ("a", "b")]
    events = [
        {"lead": lead, "resource": who, "start": day * HOUR, "end": day * HOUR + 1}
        for lead, who, day in (
            ("a", "sdr/0", 0),
            ("a", "ae/0", 2),
            ("a", "ae/0", 3),
            ("b", "ae/0", 2),
            ("b", "ae/1", 4),
        )
    ]
    assert one_owner_share(record(deals=deals, events=events), PLAIN) == 0.5


def test_a_controller_that_is_not_there_does_not_move() -> None:
    assert math.isnan(moves("gate", 100)(record(quarters=[quarter(1, 0, 0)]), PLAIN))


def test_ratios_and_correlations() -> None:
    arms = {"a": {(1, "x"): [1.0, 2.0, 3.0, 6.0], (3, "y"): [2.0, 4.0, 6.0, 12.0]}}
    evidence = Evidence(arms, 4)
    found = quotient(evidence, ("a", "y", 3), ("a", "x", 1))
    assert (found.mean, found.low, found.high) == pytest.approx((2, 2, 2))
    arms["a"][1, "x"] = [1.0, 2.0, 4.0, 3.0]
    assert correlation(evidence, "a", ("x", 1), ("y", 3)).mean == pytest.approx(10 / math.sqrt(5 * 56))


def inbound_rate(arm: Arm) -> float:
    source = load(SCENARIOS / arm.file).with_values(arm.values).market.sources["inbound"]
    assert isinstance(source, InboundSource)
    return source.rate


def test_as_many_heads_get_as_many_leads() -> None:
    for heads, splits in SPLITS.items():
        arms = (generalists(heads), *(specialists(*split) for split in splits))
        assert len({inbound_rate(arm) for arm in arms}) == 1
        assert all(sum(split) == heads for split in splits)


def test_generalists_and_specialists_differ_in_who_does_what_and_in_handing_over() -> None:
    one, two = (load(SCENARIOS / "claims" / f"{name}.yaml") for name in ("generalists", "specialists"))
    assert one.market == two.market
    assert one.organisation.activities == two.organisation.activities
    (rep_,) = one.organisation.roles.values()
    assert {role.model_copy(update={"heads": rep_.heads}) for role in two.organisation.roles.values()} == {
        rep_
    }
    assert sum(role.heads for role in two.organisation.roles.values()) == rep_.heads


def test_a_proof_of_concept_is_the_same_at_every_size() -> None:
    found = set()
    for name, arm in PROOFS.items():
        if name.endswith("gain 0.6"):
            stages = load(SCENARIOS / arm.file).with_values(arm.values).organisation.desks["closing"].stages
            found.add(next(stage for stage in stages if stage.name == "proof of concept"))
    assert len(found) == 1
