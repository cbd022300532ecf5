"""Soft checks warn in words; the estimate is proportional and cheap; cross checks name what does not fit together."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from salesline.errors import ScenarioError
from salesline.model import simulate
from salesline.scenario.checks import estimate, offered_load, soft_checks, together
from salesline.scenario.reader import load

SCENARIOS = Path(__file__).parents[2] / "scenarios"
STARTUP = SCENARIOS / "startup-3m.yaml"
TRIPLE = SCENARIOS / "triple-the-team.yaml"


def warnings(*settings: str, path: Path = STARTUP) -> str:
    return "\n".join(soft_checks(load(path, settings)))


def problems(*settings: str, path: Path = STARTUP) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(path, settings)
    return str(caught.value)


def test_shipped_scenarios_give_no_warning_about_their_line() -> None:
    assert warnings() == ""


def test_a_desk_offered_more_than_it_can_do_is_named() -> None:
    text = warnings("market.sources.inbound.rate=4000 per month")
    assert "organisation.desks.qualification: offered load is at least" in text


def test_the_offered_load_is_half_with_twice_the_heads() -> None:
    one = offered_load(load(STARTUP), "qualification")
    two = offered_load(load(STARTUP, ["organisation.roles.inbound_sdr.heads=4"]), "qualification")
    assert one is not None
    assert two is not None
    assert two == pytest.approx(one / 2)
    assert 0.4 < one < 0.8  # the worked sheet says 70 %, set-up included


def test_a_prior_year_shorter_than_the_cycle_is_named() -> None:
    assert "cannot fill a line" in warnings("study.prior=30 days")
    assert "starts with empty desks" in warnings("study.prior=0 hours")


def test_a_horizon_shorter_than_the_cycle_is_named() -> None:
    text = warnings("study.quarters=1", "organisation.desks.closing.stages=[{name: talk, activity: meeting, touches: 2, "
                    "buyer wait: 90 days}]")  # fmt: skip
    assert "is shorter than a cycle of 180 days" in text


def test_a_plan_above_all_quotas_is_named() -> None:
    assert "more than all quotas together" in warnings("study.plan.bookings=$12M")


def test_a_plan_above_all_leads_won_is_named() -> None:
    assert "even if every raw lead were won" in "\n".join(
        soft_checks(load(SCENARIOS / "theory" / "mm3.yaml", ["study.plan.bookings=$9M"]))
    )


def test_the_estimate_grows_with_leads_and_replications() -> None:
    small, large = (load(STARTUP, [f"market.sources.inbound.rate={n} per month"]) for n in (800, 80_000))
    assert 30 < estimate(large, 10).activities / estimate(small, 10).activities < 110
    assert estimate(small, 20).seconds == pytest.approx(2 * estimate(small, 10).seconds)
    assert not estimate(small, 64).unreasonable


def test_what_takes_long_together_is_said() -> None:
    size = estimate(load(STARTUP), 64)
    assert together([size]) == ""
    assert re.fullmatch(r"about \d+ minutes on one core", together([size] * 40))


@pytest.mark.parametrize(
    "setting", ["market.sources.inbound.rate=100000 per hour", "organisation.roles.ae.heads=1000000"]
)
def test_a_run_of_unreasonable_size_is_noticed_at_once(setting: str) -> None:
    begun = time.process_time()
    found = estimate(load(STARTUP, [setting]), 64)
    assert found.unreasonable
    assert "replications of about" in found.text
    assert time.process_time() - begun < 5  # nothing is built per head or lead; the limit only catches a hang


def test_names_that_do_not_exist_are_found_all_at_once() -> None:
    text = problems("organisation.desks.closing.staffed_by=aes", "market.sources.inbound.to=qualificatoin",
                    "organisation.wip.ea=12")  # fmt: skip
    assert "did you mean 'ae'?" in text
    assert "did you mean 'qualification'?" in text
    assert "organisation.wip.ea: unknown key" in text
    assert "3 problems, nothing was run" in text


def test_a_phased_plan_must_add_up() -> None:
    text = problems("study.plan.by_quarter=[$1M, $2M, $2M, $3M]", path=TRIPLE)
    assert "adds up to $8M but study.plan.bookings says $9M" in text


@pytest.mark.parametrize(
    ("setting", "part"),
    [
        ("organisation.wip.ae=0", "a cap must be at least 1"),
        ("organisation.conwip={desks: [closing], limit: 0}", "a cap must be at least 1"),
        ("organisation.desks.closing.hands_to=qualification", "goes in a circle"),
        ("organisation.desks.closing.hands_to=closing", "cannot hand over to itself"),
        ("market.sources.inbound.weekdays=[1, 2, 3]", "needs seven weights"),
        ("market.sources.inbound.season.foo=2", "unknown name 'foo'"),
        ("organisation.roles.ae.ramp.speed={linear: 3 months, midpoint: 2 months}", "exactly one of"),
        ("study.quarters=0", "at least 1 quarter"),
        ("study.replications=0", "at least 1 replication"),
        (
            "organisation.desks.closing.cadence={touches: []}",
            "exactly one of cadence, stages and prospecting",
        ),
        ("organisation.hiring=[{role: boss, hires: 1, from: 2026-01-05}]", "unknown name 'boss'"),
        ("organisation.expiry=[{desk: attic, after: 1 day}]", "unknown name 'attic'"),
    ],
)
def test_what_does_not_fit_together_is_refused(setting: str, part: str) -> None:
    assert part in problems(setting)


def test_a_desk_cannot_change_its_kind_when_the_plan_begins() -> None:
    text = problems(
        "organisation.desks.qualification.cadence=null",
        "organisation.desks.qualification.stages=[{name: talk, activity: dial}]",
        path=TRIPLE,
    )
    assert "organisation.desks.qualification: is a desk of cadence until the plan begins" in text


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("study.time zone=Europe/Pariss", "study.time zone: unknown time zone 'Europe/Pariss'; did you mean 'Europe/Paris'?"),
        ("study.time zone=../../etc/passwd", "unknown time zone '../../etc/passwd'"),
        ("organisation.offices.headquarters.time zone=America", "unknown time zone 'America'"),
        ("market.sources.inbound.time zone=Mars", "market.sources.inbound.time zone: unknown time zone"),
        ("study.start=9999-12-31", "study.start: must be between 1900-01-01 and 2150-12-31, got 9999-12-31"),
        ("study.start=0001-01-01", "study.start: must be between"),
        ("study.quarters=40000", "study.quarters: must be at most 400 (100 years), got 40000"),
    ],
)  # fmt: skip
def test_a_place_or_time_that_no_calendar_has_is_a_problem(setting: str, told: str) -> None:
    assert told in problems(setting)


def test_the_estimate_counts_growth_and_season() -> None:
    sure = "market.sources.inbound.season={}"
    plain = estimate(load(STARTUP, [sure]), 1).activities
    doubled = estimate(load(STARTUP, [sure, "market.sources.inbound.growth=12 % per month"]), 1).activities
    assert 1.3 * plain < doubled < 2 * plain  # 12 % a month is 2.02 times as much over the year of the plan
    assert estimate(
        load(STARTUP, ["study.quarters=20", "market.sources.inbound.growth=100 % per month"]), 1
    ).unreasonable
    assert estimate(load(STARTUP, ["market.sources.inbound.season={aug: 100000}"]), 1).unreasonable


def test_internal_work_that_leaves_no_hour_is_named() -> None:
    text = warnings("organisation.roles.ae.internal work=60 hours per week")
    assert "organisation.roles.ae: internal work takes all the hours of the shift" in text


def test_the_estimate_is_of_the_size_of_the_run() -> None:
    scenario = load(STARTUP)
    record = simulate(scenario, 1, 0, log=True)
    found = estimate(scenario, 1)
    assert 0.7 < found.activities / len(next(iter(record.tables["events"].values()))) < 3
    assert not estimate(scenario, 1000).unreasonable  # some ten minutes on one core
