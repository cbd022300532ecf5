"""Probes and sums of the claims of source 0, worked by hand on small records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from salesline.claims.evidence import Evidence
from salesline.claims.seed0_arms import ABLATION, ALL, BASE
from salesline.claims.seed0_figures import shapley
from salesline.claims.seed0_probes import busiest, largest_share, overloaded, pilot_z, won
from salesline.record import Record
from salesline.scenario.reader import load
from salesline.scenario.scenario import Scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios" / "claims"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(SCENARIOS / "geo-territories.yaml")


def record(**tables: list[dict[str, Any]]) -> Record:
    return Record(
        "",
        1,
        0,
        {name: {key: [row[key] for row in rows] for key in rows[0]} for name, rows in tables.items()},
    )


def rep(name: str, work: float, leads: int) -> dict[str, Any]:
    zero = dict.fromkeys(
        ("setup", "reload", "interruption", "overtime", "absence", "internal", "onboarding"), 0.0
    )
    return {"rep": name, "role": name.partition("/")[0], "quarter": 1, "service": work, "paid_hours": 100.0,
            "leads_received": leads, **zero}  # fmt: skip


def test_the_busiest_rep_stands_out_of_the_mean(scenario: Scenario) -> None:
    found = record(reps=[rep("bdr/0", 90.0, 60), rep("bdr/1", 30.0, 40), rep("ae/0", 50.0, 7)])
    assert busiest("bdr")(found, scenario) == pytest.approx(0.3)
    assert overloaded(found, scenario) == 1
    assert largest_share(found, scenario) == pytest.approx(0.6)


def test_z_of_a_pilot_is_that_of_two_shares(scenario: Scenario) -> None:
    def deals(desk: str, wins: int, trials: int) -> list[dict[str, Any]]:
        return [
            {"desk": desk, "opened": 1.0, "closed": 100.0, "outcome": "won" if n < wins else "lost"}
            for n in range(trials)
        ]

    old = [{"desk": "closing", "opened": -1.0, "closed": 100.0, "outcome": "won"}] * 50
    late = [{"desk": "closing", "opened": 1.0, "closed": 169.0, "outcome": "won"}] * 50
    found = record(deals=[*deals("closing_pilot_new_way", 25, 100), *deals("closing", 20, 100), *old, *late])
    # .25 against .20 of 100 each: .05 / sqrt(.225 * .775 * .02) = .8467
    assert pilot_z(1)(found, scenario) == pytest.approx(0.8467, abs=1e-4)


def test_wins_of_some_quarters_add_up(scenario: Scenario) -> None:
    found = record(quarters=[{"quarter": q, "wins": 10 + q} for q in (-1, 0, 1, 2)])
    assert won(-1, 0)(found, scenario) == 19
    assert won(1, 2)(found, scenario) == 23


def test_shares_of_the_parts_add_up_to_the_whole() -> None:
    worth = {"turns": 1.0, "scoring": 4.0, "questions": 2.0}
    arms = {
        arm: {(0, "wins"): [sum(worth.get(part, 0.0) for part in arm.split(" + ")) + 3.0 * (arm == ALL), 1.0]}
        for arm in ABLATION
    }
    evidence = Evidence(arms, 2)
    found = shapley(evidence, "wins")
    assert [found[name].mean * 2 for name in worth] == pytest.approx([2.0, 5.0, 3.0])
    assert sum(one.mean for one in found.values()) == pytest.approx(
        evidence.difference(ALL, BASE, "wins").mean
    )
