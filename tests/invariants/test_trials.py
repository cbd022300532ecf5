"""The checks of what must always hold can fail, and the command that draws scenarios tells and keeps what does."""

from __future__ import annotations

from pathlib import Path

import pytest

import salesline as sl
from salesline.scenario.scenario import Scenario
from tests.invariants import Observed, check_everything, observe
from tests.invariants import trials as room
from tests.invariants.__main__ import main
from tests.lines import line

CHANGE = 696.0
"""Midnight of 3 February, hours from the start of the plan."""


def shifts_no_longer_matter() -> Scenario:
    """Leads wait for an open shift until a change at midnight lets them go to anybody."""
    return line(
        {
            "organisation.desks.qualification.assignment": {
                "rule": "round robin",
                "filters": {"working_hours": True},
            },
            "organisation.changes": [
                {"on": "2026-02-03", "set": {"desks.qualification.assignment": "round robin"}}
            ],
        },
        prior="40 days",
    )


def at_qualification(seen: Observed, now: float) -> list[tuple[str, bool]]:
    """What happened at an instant, and whether the filter still held."""
    return [
        (row["activity"], organisation.desks["qualification"].assignment.filters.working_hours)
        for row, organisation in seen.decided()
        if row["time"] == now and row["reason"] == "qualification"
    ]


def test_an_event_at_the_instant_of_a_change_is_judged_by_the_rules_it_happened_under() -> None:
    seen = observe(shifts_no_longer_matter())
    assert ("assigned", False) in at_qualification(seen, CHANGE)
    check_everything(seen)


def test_a_lead_given_by_the_old_rules_at_that_instant_is_found() -> None:
    seen = observe(shifts_no_longer_matter())
    late = [one._replace(row=one.row + 10) if one.since == CHANGE else one for one in seen.history]
    with pytest.raises(AssertionError, match=r"696\.0"):
        check_everything(seen._replace(history=late))


def test_a_portion_is_the_same_every_time_and_another_one_is_not() -> None:
    first = room.portion(3, 0, 5)
    assert first.tried == room.portion(3, 0, 5).tried
    assert len(first.tried) >= 3
    assert len(first.tried & room.portion(3, 1, 5).tried) <= 1  # the simplest scenario begins each


def test_a_fault_is_told_kept_and_can_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def check(seen: Observed) -> None:
        assert seen.scenario.study.prior == 0.0, "no prior time allowed"

    monkeypatch.setattr(room, "check_everything", check)
    monkeypatch.setattr(room, "SIZE", 12)
    assert main(["8", "--jobs", "1", "--keep", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    kept = sorted(tmp_path.glob("*.yaml"))
    assert kept
    assert all(sl.load(path).study.prior for path in kept)
    assert "no prior time allowed" in out
    assert f"--replay {kept[0]}" in out
    assert main(["--replay", str(kept[0])]) == 1
    monkeypatch.undo()
    assert main(["--replay", str(kept[0])]) == 0


def test_what_takes_too_long_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(_: Observed) -> None:
        while True:
            pass

    monkeypatch.setattr(room, "check_everything", endless)
    monkeypatch.setattr(room, "PATIENCE", 1)
    assert "not done after 1 s" in room.fault_of(line())


def test_a_scenario_is_run_again_from_its_file_and_without_the_log() -> None:
    seen = observe(shifts_no_longer_matter())
    room.check_again(seen)
    seen.record.tables["quarters"]["wins"][0] += 1
    with pytest.raises(AssertionError, match="quarters"):
        room.check_again(seen)
