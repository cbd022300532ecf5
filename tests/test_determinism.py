"""The same results on one process or many, in any order; and no more events of the engine than the work needs."""

from __future__ import annotations

from functools import cache
from unittest import mock

import pytest
from hypothesis import given, settings

import salesline as sl
from salesline.experiment.runner import Cell, replicate
from salesline.model import simulate
from salesline.model.clock import Clock
from salesline.scenario.scenario import Scenario
from tests.lines import line
from tests.strategies import scenarios

COUNT = 8
SCENARIOS = [
    line(),
    line(
        {
            "organisation.roles.ae": {
                "heads": 4,
                "skill": {"spread": 0.4},
                "absence": {"leave": "25 days per year"},
            }
        }
    ),
]
CELLS = [Cell(scenario, 5, r) for scenario in SCENARIOS for r in range(COUNT)]


@cache
def alone() -> list[str]:
    """Digests of all replications, each run by itself."""
    return [simulate(cell.scenario, cell.seed, cell.replication).digest() for cell in CELLS]


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_the_number_of_processes_changes_nothing(jobs: int) -> None:
    study = sl.compare(SCENARIOS, replications=COUNT, seed=5, jobs=jobs)
    assert [record.digest() for name in study.names for record in study.records[name]] == alone()


def test_measures_are_the_same_frame() -> None:
    one, two = (sl.compare(SCENARIOS, replications=COUNT, seed=5, jobs=jobs).measures for jobs in (1, 2))
    assert one.equals(two)
    assert list(one["replication"].unique()) == list(range(COUNT))


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_order_of_replications_changes_nothing(jobs: int) -> None:
    records = replicate(CELLS[::-1], simulate, jobs)
    assert [record.digest() for record in records[::-1]] == alone()


def test_a_replication_does_not_depend_on_how_many_there_are() -> None:
    few = sl.run(SCENARIOS[0], replications=3, seed=5, jobs=1)
    assert [record.digest() for record in few.records["plain"]] == alone()[:3]
    assert len(set(alone())) == 2 * COUNT


# -- events of the engine, after SimPy's own benchmarks


def events_of(scenario: Scenario) -> tuple[int, int]:
    """How many events the engine dealt with, and how many pieces of work on leads the reps did."""
    clocks: list[Clock] = []
    original = Clock.__init__

    def watched(self: Clock, *arguments: float) -> None:
        original(self, *arguments)
        clocks.append(self)

    with mock.patch.object(Clock, "__init__", watched):
        record = simulate(scenario)
    (clock,) = clocks
    numbered = next(clock._eid)
    return numbered, int(record.tables["totals"]["activities"][0])


def test_a_busy_line_needs_hardly_more_than_one_event_per_activity() -> None:
    """One for the end of each activity; arrivals, mornings and the few alarms of resting reps come on top."""
    events, activities = events_of(
        line({"market.sources.inbound.rate": "3000 per month", "organisation.roles.sdr.heads": 8})
    )
    assert activities > 2000
    assert activities <= events < 2.6 * activities


def test_a_line_around_the_clock_without_idle_time_needs_one() -> None:
    values = {
        "market.sources": {
            "show": {"kind": "event", "to": "qualification", "batches": [{"on": "2026-01-05", "leads": 3000}]}
        },
        "organisation.offices.here": {},
        "organisation.roles.sdr.heads": 1,
        "organisation.roles.ae.heads": 1,
    }
    events, activities = events_of(line(values))
    assert activities > 3000
    assert events < 3000 + 1.1 * activities


def test_events_grow_in_proportion_to_work_and_days() -> None:
    """Ten times the leads and reps: not more than ten times the events."""
    size = {
        1: {},
        10: {
            "market.sources.inbound.rate": "600 per month",
            "organisation.roles.sdr.heads": 20,
            "organisation.roles.ae.heads": 30,
        },
    }
    counts = {factor: events_of(line(values)) for factor, values in size.items()}
    assert counts[10][0] / counts[10][1] <= 1.1 * counts[1][0] / counts[1][1]


@settings(max_examples=40)
@given(scenarios())
def test_events_are_bounded_in_every_scenario(scenario: Scenario) -> None:
    """A bound with room: activities, leads, rep-days with their pieces of internal work, alarms of resting reps."""
    record = simulate(scenario)
    events, activities = events_of(scenario)
    people = len(set(record.tables["reps"]["rep"]))
    days = (record.tables["quarters"]["end_hour"][-1] + scenario.study.prior) / 24
    leads = sum(record.tables["sources"]["created"])
    assert events < 6 * (activities + leads) + 20 * people * days + 1000
