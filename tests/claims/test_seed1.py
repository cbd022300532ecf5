"""Numbers and criteria of the claims of source 1, worked by hand, and what its scenario files promise."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesline.claims.evidence import Evidence
from salesline.claims.seed1_probes import (
    flow,
    follow_up,
    late,
    leak,
    lost_hours_a_day,
    recycled_share,
    set_up_minutes,
)
from salesline.claims.seed1c_arms import defined
from salesline.claims.seed1c_close import in_band
from salesline.record import Record
from salesline.scenario.reader import load
from tests.lines import line

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SOURCE = (
    "source",
    "quarter",
    "created",
    "gated_out",
    "entered",
    "sqls",
    "opportunities",
    "wins",
    "lost",
    "nurtured",
    "open_end",
)
SOURCES = [
    ("inbound", 0, 50, 20, 30, 12, 9, 2, 3, 20, 10),
    ("inbound", 1, 100, 40, 60, 20, 16, 4, 8, 40, 18),
    ("inbound", 2, 100, 30, 70, 30, 24, 6, 10, 50, 22),
    ("nurture", 2, 10, 0, 10, 5, 4, 2, 1, 6, 1),
]
REP = (
    "rep",
    "role",
    "quarter",
    "paid_hours",
    "absence",
    "setup",
    "reload",
    "interruption",
    "touches",
    "service",
)
REPS = [
    ("a", "sdr", 1, 90.0, 10.0, 6.0, 1.0, 3.0, 90, 50.0),
    ("b", "ae", 1, 100.0, 0.0, 50.0, 0.0, 0.0, 1, 50.0),
]
DEAL = ("source", "opened", "outcome")
DEALS = [("inbound", -5.0, "won"), ("inbound", 5.0, "won"), ("inbound", 150.0, "lost"), ("inbound", 250.0, "won"),
         ("prime_deals", 6.0, "won")]  # fmt: skip
QUARTERS = [(1, 100.0), (2, 200.0), (3, 300.0)]
PLAIN = line()


def record() -> Record:
    def columns(names: tuple[str, ...], rows: list[tuple[object, ...]]) -> dict[str, list[object]]:
        return {name: [row[k] for row in rows] for k, name in enumerate(names)}

    tables = {
        "sources": columns(SOURCE, SOURCES),  # type: ignore[arg-type]
        "reps": columns(REP, REPS),  # type: ignore[arg-type]
        "deals": columns(DEAL, DEALS),  # type: ignore[arg-type]
        "quarters": columns(("quarter", "end_hour"), QUARTERS),  # type: ignore[arg-type]
    }
    return Record("x", 1, 0, tables)


def test_a_cohort_counts_deals_opened_in_its_quarters_and_no_prime_deals() -> None:
    assert follow_up("wins", "sqls", 2)(record(), PLAIN) == pytest.approx(1 / 50)
    assert follow_up("opportunities", "sqls", 2)(record(), PLAIN) == pytest.approx(2 / 50)
    assert follow_up("wins", "opportunities", 3)(record(), PLAIN) == pytest.approx(2 / 3)


def test_flows_and_shares() -> None:
    assert flow("sqls", "entered")(record(), PLAIN) == pytest.approx(50 / 130)
    assert flow("sqls", "entered", 2)(record(), PLAIN) == pytest.approx(30 / 70)
    assert recycled_share(record(), PLAIN) == pytest.approx(2 / 12)
    assert late("touches", "sdr", "service", since=1)(record(), PLAIN) == pytest.approx(90 / 50)


def test_hours_of_a_day_and_minutes_of_a_touch() -> None:
    assert lost_hours_a_day("sdr")(record(), PLAIN) == pytest.approx(8 * 10 / 80)
    assert lost_hours_a_day("sdr", "setup")(record(), PLAIN) == pytest.approx(8 * 6 / 80)
    assert set_up_minutes("sdr")(record(), PLAIN) == pytest.approx(60 * 6 / 90)


def test_a_leak_of_leads_is_found() -> None:
    # Quarter 1: 60 came, 52 ended, 8 more are open. Quarter 2 the same: 70 came, 66 ended, 4 more are open.
    assert leak(record(), PLAIN) == 0
    leaky = record()
    leaky.tables["sources"]["open_end"][2] = 20
    assert leak(leaky, PLAIN) == 2


@pytest.mark.parametrize(
    ("rates", "status"),
    [
        ((0.30, 0.28), "reproduced"),
        ((0.30, 0.20), "depends"),
        ((0.40, 0.20), "refuted"),
        ((0.25, 0.20), "undecided"),
        ((0.25, 0.30), "undecided"),
    ],
)
def test_a_rate_in_two_readings(rates: tuple[float, float], status: str) -> None:
    noise = (0.004, -0.004, 0.002, -0.002)
    arms = {
        name: {(0, m): [rate + e for e in noise] for m in ("close_per_sql", "close_per_opportunity")}
        for name, rate in zip(("before", "after"), rates, strict=True)
    }
    judge = in_band(0.25, 0.35, ("before", "after"), (), "")
    assert judge(Evidence(arms, len(noise))).status == status


@pytest.mark.parametrize(("file", "set_up"), [("context-switch-40", 74.0), ("context-switch-2h", 48.6)])
def test_presets_change_task_every_185_seconds(file: str, set_up: float) -> None:
    organisation = load(SCENARIOS / "claims" / f"{file}.yaml").organisation
    setup = organisation.roles["sdr"].setup
    assert setup.other_lead * 3600 == pytest.approx(set_up, abs=0.01)
    assert setup.other_activity == setup.other_lead
    for activity in organisation.activities.values():
        assert (activity.handling.mean + setup.other_lead) * 3600 == pytest.approx(185, abs=0.01)


def test_definitions_differ_in_nothing_else() -> None:
    arms = [defined(name, check=None) for name in ("AN", "BANT")]
    first, second = (load(SCENARIOS / arm.file).with_values(arm.values) for arm in arms)
    assert first.market == second.market
    needs = {"organisation.desks.qualification.cadence.sql.needs": ("authority", "need"),
             "organisation.desks.prospecting.prospecting.sql.needs": ("authority", "need")}  # fmt: skip
    assert second.with_values(needs).digest == first.digest
