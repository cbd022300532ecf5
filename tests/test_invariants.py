"""What must hold for every scenario (model.md section 12), on scenarios that hypothesis draws."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import salesline as sl
from salesline.scenario.assignment import RULE_NAMES
from salesline.scenario.scenario import Scenario
from tests.invariants import check_everything, observe
from tests.invariants.__main__ import run
from tests.strategies import DISCIPLINES, scenarios

CHILD = """
import json, sys
import salesline as sl
print(json.dumps([sl.simulate(sl.loads(text)).digest() for text in json.load(sys.stdin)]))
"""


@settings(max_examples=240)
@given(scenarios())
def test_every_scenario_keeps_the_books(scenario: Scenario) -> None:
    check_everything(observe(scenario))


@pytest.mark.long
def test_ten_thousand_scenarios_keep_the_books(tmp_path: Path) -> None:
    assert run(10_000, keep=tmp_path) == 0


@settings(max_examples=60)
@given(scenarios())
def test_a_run_repeats_itself_and_the_log_is_a_silent_observer(scenario: Scenario) -> None:
    logged = sl.simulate(scenario, log=True)
    silent = sl.simulate(scenario)
    assert silent.digest() == sl.simulate(scenario).digest()
    only_logged = {"events": None, "decisions": None}
    assert {**logged.tables, **only_logged} == {**silent.tables, **only_logged}
    assert "events" not in silent.tables


@settings(max_examples=60)
@given(scenarios())
def test_a_scenario_survives_its_file(scenario: Scenario) -> None:
    again = sl.loads(sl.dump(scenario))
    assert again == scenario
    assert again.digest == scenario.digest
    assert sl.loads(sl.dump(scenario, full=True)).digest == scenario.digest


@settings(max_examples=15)
@given(scenarios())
def test_a_scenario_from_its_file_gives_the_same_record(scenario: Scenario) -> None:
    assert sl.simulate(sl.loads(sl.dump(scenario))) == sl.simulate(scenario)


@cache
def drawn() -> list[Scenario]:
    """The same drawn scenarios every time."""
    found: list[Scenario] = []

    @settings(max_examples=300, derandomize=True, database=None)
    @given(scenarios())
    def collect(scenario: Scenario) -> None:
        found.append(scenario)

    collect()
    return found


def test_a_record_does_not_depend_on_the_process() -> None:
    """Sets and dictionaries of another hash seed change nothing; nor does being run after other scenarios."""
    some = drawn()[50:62]
    texts = json.dumps([sl.dump(scenario) for scenario in some])
    mine = [sl.simulate(scenario).digest() for scenario in reversed(some)][::-1]
    for hash_seed in ("0", "1"):
        child = subprocess.run(
            [sys.executable, "-c", CHILD],
            input=texts,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
        )
        assert json.loads(child.stdout) == mine


def test_every_feature_is_drawn_sooner_or_later() -> None:
    """The strategies would prove nothing about a feature that they never draw."""
    text = "".join(sl.dump(scenario) for scenario in drawn()[:80])
    states = [state for scenario in drawn() for state in (scenario, scenario.before) if state is not None]
    organisations = [state.organisation for state in states]
    kinds = {source.kind for scenario in drawn() for source in scenario.market.sources.values()}
    assert kinds == {"inbound", "event", "prime", "referral", "outbound", "nurture"}
    expiry = [rule for organisation in organisations for rule in organisation.expiry]
    assert_nearly_all(
        {(r.state, r.clock) for r in expiry}, product(("untouched", "open"), ("calendar", "working"))
    )
    assert_nearly_all(
        {(r.state, r.action) for r in expiry}, product(("untouched", "open"), ("reassign", "nurture", "drop"))
    )
    assert_nearly_all({rule.action for rule in expiry}, ("reassign", "nurture", "drop", "pool", "count"))
    assert_nearly_all({rule.state for rule in expiry}, ("untouched", "open", "idle", "unqualified"))
    releases = {rule.rule for organisation in organisations for rule in organisation.release}
    assert_nearly_all(releases, ("drum buffer rope", "workload", "cap per role", "own appetite"))
    rules = {desk.assignment.rule for organisation in organisations for desk in organisation.desks.values()}
    assert_nearly_all(rules, RULE_NAMES)
    assert {role.discipline for organisation in organisations for role in organisation.roles.values()} == set(
        DISCIPLINES
    )
    for key in (
        "blocks",
        "internal work",
        "after idle",
        "reload",
        "interruptions",
        "tools",
        "founders",
        "ramp",
        "leave",
        "sickness",
        "attrition",
        "backfill",
        "onboarding",
        "wip",
        "conwip",
        "hiring",
        "slip",
        "recruiting",
        "momentum",
        "window",
        "patience",
        "announced",
        "acceptance",
        "lunch",
        "holidays",
        "before",
        "prospecting",
        "cadence",
        "horizon",
        "territories",
    ):
        assert f"{key}:" in text, key


def assert_nearly_all(found: set[Any], wanted: Iterable[Any]) -> None:
    """Three quarters of the wanted are among some hundred drawn; the long command draws thousands."""
    names = set(wanted)
    assert len(found & names) >= 0.75 * len(names), names - found


def test_the_drawn_scenarios_are_not_trivial() -> None:
    """In most of them leads come, are worked and end; a fair share sells something and loses something."""
    records = [sl.simulate(scenario) for scenario in drawn()[:100]]
    busy = sum(record.tables["totals"]["touches"][0] > 50 for record in records)
    sold = sum(sum(record.tables["sources"]["wins"]) > 0 for record in records)
    lost = sum(sum(record.tables["sources"]["lost"]) > 0 for record in records)
    assert busy > 40
    assert sold > 30
    assert lost > 30


def test_quarters_follow_each_other_without_a_gap() -> None:
    for scenario in drawn()[:20]:
        rows = sl.simulate(scenario).rows("quarters")
        assert rows[0]["start_hour"] == -scenario.study.prior
        assert all(a["end_hour"] == b["start_hour"] for a, b in pairwise(rows))
