"""Expiry rules and promises, worked by hand: each state, each clock, each action."""

from __future__ import annotations

from typing import Any

import pytest

import salesline as sl
from salesline.errors import ScenarioError
from salesline.measures import measures
from salesline.scenario.checks import soft_checks
from tests.lines import line
from tests.rules.tandem import history, logged, tandem

NOBODY = {"organisation.roles.helper.heads": 0}
ONE_A_DAY = {"market.sources.leads.rate": "1 per day", "market.sources.leads.to": "drum"}
"""One lead, at noon of the first day."""


def ends(
    kind: str, rule: dict[str, Any], values: dict[str, Any] | None = None, **study: Any
) -> list[tuple[float, str]]:
    """When which lead ended in some way under an expiry rule."""
    scenario = tandem({**(values or {}), "organisation.expiry": [rule]}, **study)
    return [(time, lead) for time, lead, _ in history(logged(scenario), kind)]


# -- states


def test_untouched_is_counted_from_coming_to_the_desk() -> None:
    """Leads come at 0:30, 1:30 ... and nobody is there."""
    found = ends(
        "nurtured", {"desk": "prep", "after": "2 hours", "action": "nurture"}, NOBODY, horizon="5 hours"
    )
    assert found == [(2.5, "0"), (3.5, "1"), (4.5, "2")]


def test_open_takes_whom_the_drum_has_not_begun_and_looks_again_after_a_touch() -> None:
    """Lead k comes to the drum at 1:30 + k, and its time is up at 4:00 + k. Lead 1, in hand then, is won; 3 and 5 still wait."""
    found = ends(
        "lost", {"desk": "drum", "state": "open", "after": "2.5 hours", "action": "drop"}, horizon="10 hours"
    )
    assert found == [(7.0, "3"), (9.0, "5")]


def test_open_ends_what_is_still_there_after_the_touch() -> None:
    """Touches from 12:00 to 14:00 and 15:00 to 17:00: the four hours are over at 16:00, and the lead is taken at 17:00."""
    rule = {"desk": "drum", "state": "open", "after": "4 hours", "action": "drop"}
    three = {
        **ONE_A_DAY,
        "organisation.desks.drum.stages": [stage(touches=3, buyer_wait="1 hour", at_once=True)],
    }
    assert ends("lost", rule, three, horizon="30 hours") == [(17.0, "0")]


def stage(name: str = "deal", **more: Any) -> dict[str, Any]:
    return {"name": name, "activity": ["work"], "handling": "2 hours", **more}


def test_idle_is_counted_from_the_end_of_the_last_touch() -> None:
    """Touches from 12:00 and 24:00, ten hours of waiting after each: idle for four hours at 18:00 and at 30:00."""
    slow = {
        **ONE_A_DAY,
        "organisation.desks.drum.stages": [stage(touches=3, buyer_wait="10 hours", at_once=True)],
    }
    rule = {"desk": "drum", "state": "idle", "after": "4 hours", "action": "count", "name": "cold"}
    (row,) = sl.simulate(tandem({**slow, "organisation.expiry": [rule]}, horizon="35 hours")).rows("expiry")
    assert (row["hits"], row["taken"]) == (2, 0)
    assert ends("nurtured", {**rule, "action": "nurture"}, slow, horizon="35 hours") == [(18.0, "0")]
    assert (
        ends("nurtured", {**rule, "action": "nurture", "after": "10.5 hours"}, slow, horizon="35 hours") == []
    )


def test_a_stage_is_counted_from_coming_to_it() -> None:
    """The first stage ends at 14:00, the second begins its touch at 24:00: five hours after 14:00 it is 19:00."""
    two = {
        **ONE_A_DAY,
        "organisation.desks.drum.stages": [stage("a first"), stage("b last", buyer_wait="10 hours")],
    }
    rule = {"desk": "drum", "state": "b last", "after": "5 hours", "action": "nurture"}
    assert ends("nurtured", rule, two, horizon="30 hours") == [(19.0, "0")]
    assert ends("nurtured", {**rule, "after": "13 hours"}, two, horizon="30 hours") == []
    assert ends("nurtured", {**rule, "state": "a first"}, two, horizon="30 hours") == []
    waits = {**two, "organisation.roles.closer.heads": 0}
    assert ends("nurtured", {**rule, "state": "a first"}, waits, horizon="30 hours") == [(17.0, "0")]


def test_unqualified_ends_with_the_acceptance_check() -> None:
    check = {"organisation.desks.drum.acceptance": {"handling": "30 min", "needs": []}}
    rule = {"desk": "drum", "state": "unqualified", "after": "1 hour", "action": "nurture"}
    assert ends("nurtured", rule, {**ONE_A_DAY, **check}, horizon="30 hours") == []
    nobody = {**ONE_A_DAY, **check, "organisation.roles.closer.heads": 0}
    assert ends("nurtured", rule, nobody, horizon="30 hours") == [(13.0, "0")]


# -- clocks


@pytest.mark.parametrize(("clock", "end"), [("calendar", 84.0 + 16), ("working", 7 * 24 + 12.0)])
def test_a_clock_stands_still_over_the_weekend_or_not(clock: str, end: float) -> None:
    """A lead comes on Thursday at noon; 16 hours of 9 to 17 are over on Monday at noon."""
    week = {
        **NOBODY,
        "market.sources.leads.rate": "1 per week",
        "organisation.offices": {
            "main": {"shift": {"start": "9:00", "end": "17:00"}, "days": ["mon", "tue", "wed", "thu", "fri"]}
        },
    }
    rule = {"desk": "prep", "after": "16 hours", "clock": clock, "action": "drop"}
    ((time, lead),) = ends("lost", rule, week, horizon="10 days")
    assert lead == "0"
    assert time == pytest.approx(end)


# -- actions


TEAM = {
    "organisation.roles.helper.heads": 2,
    "organisation.desks.prep.assignment": "round robin",
    "organisation.desks.prep.stages": [stage(handling="10 hours")],
}
"""Two helpers in turns, each busy for ten hours: lead 2 lies with helper/0 from 2:30 on, lead 3 with helper/1 from 3:30."""


def test_pool_takes_a_lead_from_one_and_lets_another_have_it() -> None:
    rule = {"desk": "prep", "after": "3 hours", "action": "pool", "limit": 1}
    record = logged(tandem({**TEAM, "organisation.expiry": [rule]}, horizon="8 hours"))
    assert history(record, "pooled")[:2] == [(5.5, "2", ""), (6.5, "3", "")]
    moved = [row for row in history(record, "assigned") if row[1] in ("2", "3")]
    assert moved == [
        (2.5, "2", "helper/0"),
        (3.5, "3", "helper/1"),
        (5.5, "2", "helper/1"),
        (6.5, "3", "helper/0"),
    ]


def test_pool_puts_a_lead_of_a_pulled_desk_back_into_the_queue() -> None:
    """A closer who holds two: the second touch of lead 0 waits for the buyer until long after the deadline."""
    values = {
        **ONE_A_DAY,
        "organisation.desks.drum.stages": [stage(touches=2, buyer_wait="40 hours", at_once=True)],
        "organisation.roles.closer.heads": 2,
    }
    rule = {
        "desk": "drum",
        "state": "idle",
        "after": "6 hours",
        "action": "pool",
        "offender": {"offline": "2 days"},
    }
    record = logged(tandem({**values, "organisation.expiry": [rule]}, horizon="22 hours"))
    (first, second) = history(record, "assigned", "drum")
    assert history(record, "pooled") == [(20.0, "0", "")]
    assert (first[0], second[0]) == (12.0, 20.0)
    assert first[2] != second[2]


def test_reassign_gives_it_to_the_other_and_the_limit_ends_it() -> None:
    rule = {"desk": "prep", "after": "2 hours", "name": "slow"}
    for limit, times in ((None, [2.5, 4.5, 6.5, 8.5]), (1, [2.5, 4.5])):
        values = {**TEAM, "organisation.expiry": [{**rule, "limit": limit}]}
        record = logged(tandem(values, horizon="10 hours"))
        assert [time for time, lead, _ in history(record, "assigned") if lead == "2"] == times


def test_the_offender_gets_no_leads_for_a_while_and_works_on() -> None:
    """Lead 2 expires at 5:30 with helper/0, lead 3 at 6:30 with helper/1: each is out for a day, and new leads wait."""
    rule = {"desk": "prep", "after": "3 hours", "action": "nurture", "offender": {"offline": "24 hours"}}
    values = {**TEAM, "organisation.expiry": [rule]}
    record = logged(tandem(values, horizon="60 hours"))
    given = history(record, "assigned", "prep")
    assert [(time, who) for time, _, who in given if 5.5 <= time < 6.5] == [(5.5, "helper/1")]
    assert not [row for row in given if 6.5 <= row[0] < 29.5]
    assert [row for row in given if row[0] >= 29.5]
    begun = [time for time, _, who in history(record, "work") if who == "helper/0"]
    assert 0.5 in begun
    assert record.rows("desks")[0]["wip_max"] > 3


def test_leads_that_are_there_when_a_rule_begins() -> None:
    """Ten leads came in the ten hours before the plan; two hours into it they expire if their time starts with the rule."""
    old = tandem(NOBODY, prior="10 hours")
    for existing, first in (("let be", "10"), ("start", "0")):
        rule = {"desk": "prep", "after": "2 hours", "action": "drop", "existing": existing}
        scenario = tandem({**NOBODY, "organisation.expiry": [rule]}, prior="10 hours").following(old)
        lost = history(logged(scenario), "lost")
        assert lost[0][:2] == ((2.0 if existing == "start" else 2.5), first)
        assert len([row for row in lost if row[0] == 2.0]) == (10 if existing == "start" else 0)


def test_hits_are_counted_under_the_rules_name() -> None:
    named = {"desk": "prep", "after": "2 hours", "action": "nurture", "name": "stale"}
    record = sl.simulate(tandem({**NOBODY, "organisation.expiry": [named]}, horizon="12 hours"))
    (row,) = record.rows("expiry")
    assert (row["rule"], row["hits"], row["taken"]) == ("stale", 10, 10)
    assert {name: value for q, name, value in measures(record) if q == 0 and name.startswith("expired")} == {
        "expired.stale": 10.0
    }
    unnamed = sl.simulate(
        tandem({**NOBODY, "organisation.expiry": [{**named, "name": None}]}, horizon="12 hours")
    )
    assert {name: t for name, t in record.tables.items() if name != "expiry"} == unnamed.tables


# -- promises


def promises(sla: dict[str, Any], values: dict[str, Any] | None = None, **study: Any) -> dict[str, Any]:
    record = sl.simulate(tandem({**(values or {}), "organisation.sla": {"it": sla}}, **study))
    (row,) = record.rows("sla")
    return row


COUNTS = ("promised", "kept", "breached", "withdrawn", "late", "late_hours")


def test_a_first_touch_in_time_by_hand() -> None:
    """Lead k comes to the drum at 1:30 + k and is begun at 1:30 + 2 k: k hours of waiting, of which two are promised.

    By 12:00 eleven have come; 0, 1 and 2 were in time, the deadlines of 3 to 8 have passed, and 3, 4 and 5 were begun one,
    two and three hours late.
    """
    row = promises({"desk": "drum", "within": "2 hours"}, horizon="12 hours")
    assert [row[name] for name in COUNTS] == [11, 3, 6, 0, 3, 6.0]


def test_a_promise_of_leads_by_hand() -> None:
    row = promises({"desk": "prep", "leads": "30 per day", "promise": "marketing to SDR"}, horizon="12 hours")
    assert [row[name] for name in COUNTS[:3]] == [15.0, 12, 3.0]
    assert row["promise"] == "marketing to SDR"
    more = promises({"desk": "prep", "leads": "12 per day"}, horizon="12 hours")
    assert [more[name] for name in COUNTS[:3]] == [6.0, 6.0, 0.0]


def test_a_lead_that_goes_untouched_takes_the_promise_back() -> None:
    expire = {"organisation.expiry": [{"desk": "prep", "after": "2 hours", "action": "drop"}], **NOBODY}
    row = promises({"desk": "prep", "within": "3 hours"}, expire, horizon="6 hours")
    assert [row[name] for name in COUNTS] == [6, 0, 0, 4, 0, 0.0]


@pytest.mark.parametrize(("clock", "late"), [("calendar", 7 * 24 + 10 - 84.5), ("working", 0.5)])
def test_lateness_is_on_the_promises_own_clock(clock: str, late: float) -> None:
    """A lead comes on Thursday noon, half an hour is promised; the office opens on Monday at 9:00, calls begin at 10:00."""
    values = {
        "market.sources.leads.rate": "1 per week",
        "organisation.offices": {"main": {"shift": {"start": "9:00", "end": "17:00"}, "days": ["mon"]}},
        "organisation.roles.helper.blocks": [{"start": "9:00", "end": "10:00", "activities": ["other"]}],
        "organisation.activities.other": {},
    }
    row = promises({"desk": "prep", "within": "30 min", "clock": clock}, values, horizon="10 days")
    assert (row["kept"], row["breached"], row["late_hours"]) == (0, 1, pytest.approx(late))


def test_contact_and_stage_promises() -> None:
    """Touches from 12:00 to 14:00 and 24:00 to 26:00, won at the second one's end."""
    slow = {**ONE_A_DAY, "organisation.desks.drum.stages": [stage("a"), stage("b", buyer_wait="10 hours")]}
    idle = promises({"desk": "drum", "state": "idle", "within": "4 hours"}, slow, horizon="30 hours")
    assert [idle[name] for name in COUNTS] == [2, 1, 1, 0, 1, 6.0]
    last = promises({"desk": "drum", "state": "b", "within": "11 hours"}, slow, horizon="30 hours")
    assert [last[name] for name in COUNTS] == [1, 0, 1, 0, 1, 1.0]
    deal = promises({"desk": "drum", "state": "open", "within": "14 hours"}, slow, horizon="30 hours")
    assert [deal[name] for name in COUNTS] == [1, 1, 0, 0, 0, 0.0]  # at the very deadline is in time


def test_acceptance_is_promised() -> None:
    check = {**ONE_A_DAY, "organisation.desks.drum.acceptance": {"handling": "30 min", "needs": []}}
    row = promises({"desk": "drum", "state": "unqualified", "within": "1 hour"}, check, horizon="30 hours")
    assert [row[name] for name in COUNTS] == [1, 1, 0, 0, 0, 0.0]
    row = promises({"desk": "drum", "state": "unqualified", "within": "20 min"}, check, horizon="30 hours")
    assert [row[name] for name in COUNTS] == pytest.approx([1, 0, 1, 0, 1, 1 / 6])


def test_promises_change_nothing_and_add_up_over_weeks() -> None:
    sla = {
        "first touch": {"desk": "qualification", "within": "1 hour", "clock": "working"},
        "weekly contact": {"desk": "closing", "state": "idle", "within": "7 days"},
        "leads": {"desk": "qualification", "leads": "70 per month"},
    }
    plain = sl.simulate(line({}))
    record = sl.simulate(line({"organisation.sla": sla}))
    added = {"sla", "sla_weeks"}
    assert {name: t for name, t in record.tables.items() if name not in added} == plain.tables
    assert set(record.tables) - set(plain.tables) == added
    for row in record.rows("sla"):
        weeks = [week for week in record.rows("sla_weeks") if week["sla"] == row["sla"]]
        if row["sla"] != "leads":
            assert sum(week["kept"] for week in weeks) <= row["kept"]
            assert row["kept"] + row["breached"] + row["withdrawn"] <= row["promised"]
            assert row["late"] <= row["breached"]
    found = {name for _, name, _ in measures(record)}
    assert {"sla_breaches.first touch", "sla_kept_share.leads", "sla_lateness.weekly contact"} <= {
        name.replace("_touch", " touch").replace("_contact", " contact") for name in found
    }
    assert not {name for _, name, _ in measures(plain) if name.startswith(("sla", "expired"))}


# -- problems


@pytest.mark.parametrize(
    ("rule", "key", "told"),
    [
        ("{desk: closin, after: 1 day}", "0.desk", "did you mean 'closing'"),
        ("{desk: closing, state: proposl, after: 1 day}", "0.state", "did you mean 'proposal'"),
        ("{desk: closing, state: unqualified, after: 1 day}", "0.state", "acceptance check"),
        ("{desk: closing, after: 1 day, action: count}", "0.name", "is required"),
        ("{desk: closing, after: 1 day, limit: 0}", "0.limit", "at least 1"),
        ("{desk: closing, after: 1 day, offender: {offline: 0 h}}", "0.offender.offline", "above 0"),
        ("{desk: closing, after: 1 day, action: forget}", "0.action", "unknown choice"),
        (
            "{desk: closing, after: 1 day, name: a}, {desk: closing, after: 2 days, name: a}",
            "1.name",
            "two rules",
        ),
    ],
)
def test_what_an_expiry_rule_cannot_mean_is_told(rule: str, key: str, told: str) -> None:
    text = sl.dump(line()).replace("\nstudy:", f"\n  expiry: [{rule}]\nstudy:", 1)
    with pytest.raises(ScenarioError) as error:
        sl.loads(text)
    (problem,) = error.value.problems
    assert problem.key == f"organisation.expiry.{key}"
    assert told in problem.message


@pytest.mark.parametrize(
    ("promise", "key", "told"),
    [
        ("{desk: closin, within: 1 day}", ".desk", "did you mean 'closing'"),
        ("{desk: closing}", "", "exactly one of leads (volume) and within (time)"),
        ("{desk: closing, within: 1 h, leads: 3 per day}", "", "exactly one"),
        ("{desk: closing, within: 0 h}", ".within", "above 0"),
        ("{desk: closing, leads: 0 per day}", ".leads", "above 0"),
        ("{desk: closing, within: 1 h, state: discvery}", ".state", "did you mean 'discovery'"),
    ],
)
def test_what_cannot_be_promised_is_told(promise: str, key: str, told: str) -> None:
    text = sl.dump(line()).replace("\nstudy:", f"\n  sla: {{it: {promise}}}\nstudy:", 1)
    with pytest.raises(ScenarioError) as error:
        sl.loads(text)
    (problem,) = error.value.problems
    assert problem.key == f"organisation.sla.it{key}"
    assert told in problem.message


def test_soft_checks_of_deadlines() -> None:
    lunch = {"organisation.offices.here.lunch": {"start": "12:00", "end": "13:00"}}
    short = {"organisation.sla": {"fast": {"desk": "qualification", "within": "30 min"}}}
    assert any("lunch break" in words for words in soft_checks(line({**lunch, **short})))
    pulled = {
        "organisation.desks.closing.assignment": "pull",
        "organisation.expiry": [{"desk": "closing", "after": "1 day"}],
    }
    assert any("write 'pool'" in words for words in soft_checks(line(pulled)))
    alone = {"organisation.roles.ae.heads": 1, "organisation.expiry": [{"desk": "closing", "after": "1 day"}]}
    assert any("one rep only" in words for words in soft_checks(line(alone)))


def test_expiry_and_promises_survive_a_round_trip() -> None:
    scenario = line(
        {
            "organisation.expiry": [
                {"desk": "closing", "state": "discovery", "after": "3 days", "action": "pool", "name": "slow",
                 "offender": {"offline": "1 day"}, "limit": 2, "existing": "start"}
            ],
            "organisation.sla": {"first_touch": {"desk": "qualification", "within": "4 hours", "clock": "working"}},
        }
    )  # fmt: skip
    assert sl.loads(sl.dump(scenario)) == scenario
