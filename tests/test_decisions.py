"""Decisions: every assignment and every wait has a row, and everybody who did not get the lead a reason."""

from __future__ import annotations

from collections import Counter
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings

import salesline as sl
from salesline.model import simulate
from salesline.model.decisions import Journal
from salesline.model.line import Line
from salesline.scenario.scenario import Scenario
from tests.lines import line
from tests.strategies import scenarios

QUALIFICATION, CLOSING = "organisation.desks.qualification", "organisation.desks.closing"
Row = dict[str, Any]


def reasons(row: Row) -> dict[str, str]:
    """The reasons of a decision by rep."""
    return dict(part.split(": ", 1) for part in row["left_out"].split("; ") if part)


def check_decisions(scenario: Scenario) -> list[Row]:
    """Run with the log; hold every decision against the reps of the desk and the events."""
    seats: list[set[str]] = []
    decide: Any = Journal.decide

    def watched(self: Any, now: float, lead: Any, desk: Any, *rest: Any, **more: Any) -> None:
        seats.append({rep.name for rep in desk.reps})
        decide(self, now, lead, desk, *rest, **more)

    with mock.patch.object(Journal, "decide", watched):
        record = simulate(scenario, log=True)
    rows = record.rows("decisions")
    assert len(rows) == len(seats)
    for row, there in zip(rows, seats, strict=True):
        assert row["rule"], row
        assert row["reason"] or row["chosen"], row
        assert not row["chosen"] or row["chosen"] in row["eligible"].split(", "), row
        why = reasons(row)
        assert row["chosen"] not in why, row
        assert there - {row["chosen"]} <= set(why), row
        assert all(why.values()), row
    decided = Counter((row["time"], row["lead"], row["chosen"]) for row in rows if row["chosen"])
    events = record.rows("events")
    assert decided == Counter(
        (row["time"], row["lead"], row["resource"]) for row in events if row["activity"] == "assigned"
    )
    return rows


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios())
def test_every_assignment_and_every_wait_has_a_reason(scenario: Scenario) -> None:
    rows = check_decisions(scenario)
    leads = {row["lead"] for row in rows}
    events = simulate(scenario, log=True).rows("events")
    asked = {row["lead"] for row in events if row["activity"] == "entered"}
    assert asked <= leads | {row["lead"] for row in events if row["activity"] in ("lost", "nurtured")}


def decisions(values: Row) -> list[Row]:
    """The decisions of the plain line with some keys set."""
    return check_decisions(line(values))


def at(rows: list[Row], desk: str) -> list[Row]:
    return [row for row in rows if row["desk"] == desk]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("round robin", {"not their turn"}),
        ("least open", {"more open leads", "tied, later in order"}),
        ("random", {"the lot fell on another"}),
        ("performance", {"nearer to their share"}),
        ("prime to stars", {"not their turn"}),
    ],
)
def test_a_rule_says_in_its_own_words_why_not_the_others(rule: str, code: set[str]) -> None:
    rows = at(decisions({f"{CLOSING}.assignment": {"rule": rule}}), "closing")
    assert {row["rule"] for row in rows} == {rule}
    said = {words.partition(" (")[0] for row in rows for words in reasons(row).values()}
    assert said == code
    assert all(len(row["eligible"].split(", ")) == 3 for row in rows)


def test_who_pulls_and_who_was_busy() -> None:
    rows = at(decisions({f"{QUALIFICATION}.assignment": "pull"}), "qualification")
    taken = [row for row in rows if row["chosen"]]
    waits = [row for row in rows if not row["chosen"]]
    assert {row["reason"] for row in taken} == {"took the lead that had waited longest"}
    assert {row["reason"] for row in waits} == {"waits in the queue: nobody is free to take it"}
    said = {words for row in rows for words in reasons(row).values()}
    assert said <= {"busy", "off shift", "resting, another came first", "another came first"}
    assert {"busy", "off shift"} <= said
    assert all(set(reasons(row)) == {"sdr/0", "sdr/1"} for row in waits)


def test_a_capped_choice_waits_and_the_backlog_says_who_had_room() -> None:
    values = {"organisation.wip": {"ae": 1}, f"{CLOSING}.assignment": "round robin"}
    rows = at(decisions(values), "closing")
    capped = [row for row in rows if "at the cap" in row["reason"]]
    assert capped
    for row in capped:
        assert "waits on the desk's backlog" in row["reason"]
        assert sum(words == "at the cap (1 open)" for words in reasons(row).values()) == 1
    moved_up = [row for row in rows if "has room" in row["reason"]]
    assert moved_up
    assert all(set(reasons(row).values()) == {"at the cap (1 open)"} for row in moved_up if row["time"] > 0)


def test_a_full_line_holds_back() -> None:
    rows = decisions({"organisation.conwip": {"desks": ["closing"], "limit": 2}})
    held = [row for row in rows if row["reason"].startswith("held back")]
    assert held
    assert {(row["desk"], row["rule"], row["outcome"]) for row in held} == {("closing", "conwip", "held")}
    assert all(set(reasons(row).values()) == {"not asked"} for row in held)


def test_expired_leads_and_those_of_leavers_say_so() -> None:
    expiry = [{"desk": "qualification", "state": "untouched", "after": "30 min", "action": "reassign"}]
    values = {"organisation.expiry": expiry, "organisation.roles.sdr.attrition.rate": "6 per year"}
    rows = at(decisions({**values, "organisation.roles.sdr.heads": 4}), "qualification")
    expired = [row for row in rows if row["reason"].startswith("expired")]
    assert expired
    assert any("had it until now" in reasons(row).values() for row in expired if row["chosen"])
    assert any(" has left" in row["reason"] for row in rows)


def test_an_absent_owner_and_a_second_rule() -> None:
    values = {
        "market.buyers.territories": {"east": "60 %", "west": "40 %"},
        "organisation.roles.ae.territories": ["east"],
        f"{CLOSING}.assignment": {"rule": "territory", "otherwise": "round robin"},
    }
    rows = at(decisions(values), "closing")
    second = [row for row in rows if row["reason"] == "'territory' found nobody, 'round robin' chose"]
    assert second
    assert all(set(reasons(row).values()) == {"not their turn"} for row in second)
    later = {  # nobody sells in the west until somebody is hired for it
        "organisation.roles.ae.heads": 1,
        "organisation.roles.ae.territories": ["east", "west"],
        "organisation.hiring": [{"role": "ae", "hires": 1, "from": "2026-03-02"}],
        f"{CLOSING}.assignment": {"rule": "territory", "fallback": "hold"},
    }
    held = at(decisions({**values, **later}), "closing")
    waiting = [row for row in held if not row["chosen"]]
    assert waiting
    assert all(set(reasons(row).values()) == {"other territory"} for row in waiting)


def test_without_the_log_there_is_no_journal() -> None:
    assert "decisions" not in sl.simulate(line()).tables
    assert Line(line(), 1, 0).journal is None
