"""The short ways that the model takes where a scenario is plain lead to the same record as the long ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

import salesline as sl
from salesline.model import simulate
from salesline.model.line import Line
from salesline.model.sources import SourceState
from salesline.model.stages import StagesPlan
from salesline.scenario.scenario import Scenario
from tests.benchmarks.workloads import SCENARIOS
from tests.lines import line
from tests.strategies import scenarios

PLAIN = [
    line(),
    sl.load(SCENARIOS / "bench" / "w1-small.yaml"),
    sl.load(SCENARIOS / "bench" / "w2-small.yaml"),
]


def the_long_way(scenario: Scenario) -> str:
    """The digest of a replication in which every lead is treated as if the scenario used all features."""

    def plan(self: StagesPlan, *given: Any) -> None:
        make_plan(self, *given)
        self._plain = False

    def source(self: SourceState, *given: Any) -> None:
        configure(self, *given)
        self._picky = True

    make_plan, configure = StagesPlan.__init__, SourceState.configure
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StagesPlan, "__init__", plan)
        patch.setattr(SourceState, "configure", source)
        return simulate(scenario, 3, 1).digest()


@pytest.mark.parametrize("scenario", PLAIN, ids=lambda scenario: scenario.name)
def test_short_ways_change_nothing_in_plain_scenarios(scenario: Scenario) -> None:
    assert simulate(scenario, 3, 1).digest() == the_long_way(scenario)


@settings(max_examples=25)
@given(scenarios())
def test_short_ways_change_nothing_in_others(scenario: Scenario) -> None:
    assert simulate(scenario, 3, 1).digest() == the_long_way(scenario)


def test_leads_scored_a_block_at_a_time_have_the_scores_of_one_by_one() -> None:
    scenario = sl.load(SCENARIOS / "startup-3m.yaml")
    source = Line(scenario, 3, 1).sources["inbound"]
    rows = source.buyers.rows(np.arange(300, 400))
    singly = [source.population.scored(source.buyers.row(index)) for index in range(300, 400)]
    assert source.population.scores(rows) == singly
    passing = [source.passes(index) for index in range(300, 400)]
    assert passing == [source.population.passes(source.buyers.row(index)) for index in range(300, 400)]
    assert 0 < sum(passing) < 100
