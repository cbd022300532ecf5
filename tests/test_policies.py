"""Rules that can be swapped: one battery that all assignment rules pass, and what is particular to each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

import salesline as sl
from salesline.errors import SalesLineError, ScenarioError
from salesline.policies.assignment import PULL, RULES, AssignmentRule, RepView, assignment_class
from salesline.policies.discipline import DISCIPLINES, NEVER, Ready
from salesline.scenario.assignment import RULE_NAMES
from salesline.scenario.organisation import Role
from tests.lines import line
from tests.rules.fakes import FakeLead, FakeRep


@dataclass
class FakeWork:
    ticket: int
    created: float = 0.0
    due: float = 0.0
    stage: int = 0
    score: float = 0.0
    worth: float = 0.0
    desk_order: int = 0
    persona: str | None = None


NOT_A_RULE = 3
OWN = "tests.rules.fakes:Last"


def made(name: str) -> AssignmentRule:
    return assignment_class(name)(2, assignment_class("round robin")())


def chosen(name: str, leads: Sequence[FakeLead], reps: Sequence[FakeRep]) -> list[RepView | None]:
    rule = made(name)
    return [rule.choose(lead, reps) or rule.fallback(lead, reps) for lead in leads]


# -- each in particular


def test_round_robin_is_strict_and_makes_nothing_up_for_the_absent() -> None:
    reps = [FakeRep(rank) for rank in range(4)]
    rule = made("round robin")
    turns = [rule.choose(FakeLead(), reps) for _ in range(9)]
    assert turns == [*reps, *reps, reps[0]]
    without = [reps[0], reps[2], reps[3]]  # the second, whose turn it is, is away
    assert [rule.choose(FakeLead(), without) for _ in range(4)] == [reps[2], reps[3], reps[0], reps[2]]
    assert [rule.choose(FakeLead(), reps) for _ in range(3)] == [reps[3], reps[0], reps[1]]


def test_round_robin_counts_differ_by_one_at_most() -> None:
    record = sl.simulate(
        line(
            {"organisation.desks.qualification.assignment": "round robin", "organisation.roles.sdr.heads": 5}
        )
    )
    received = [row["leads_received"] for row in record.rows("reps") if row["role"] == "sdr"]
    assert max(received) - min(received) <= 1


def test_least_open_takes_the_shortest_list_and_the_first_of_equals() -> None:
    reps = [FakeRep(0, open=3), FakeRep(1, open=1), FakeRep(2, open=1)]
    assert made("least open").choose(FakeLead(), reps) is reps[1]


def test_territory_finds_the_owner_with_fewest_open_leads_and_nobody_else() -> None:
    reps = [
        FakeRep(0, territory="east", open=2),
        FakeRep(1, territory="west"),
        FakeRep(2, territory="east", open=1),
    ]
    rule = made("territory")
    assert rule.owns
    assert rule.choose(FakeLead(territory="east"), reps) is reps[2]
    assert rule.choose(FakeLead(territory="west"), reps) is reps[1]
    assert rule.choose(FakeLead(territory="north"), reps) is None


def test_prime_leads_go_to_the_stars_in_turns() -> None:
    reps = [FakeRep(0, skill=0.8), FakeRep(1, skill=1.3), FakeRep(2, skill=1.0), FakeRep(3, skill=1.2)]
    rule = made("prime to stars")
    assert [rule.choose(FakeLead(prime=True), reps) for _ in range(3)] == [reps[1], reps[3], reps[1]]
    assert [rule.choose(FakeLead(), reps) for _ in range(3)] == reps[:3]


def test_performance_shares_in_proportion_to_skill() -> None:
    reps = [FakeRep(0, skill=3.0), FakeRep(1, skill=1.0)]
    rule = made("performance")
    for _ in range(400):
        rep = rule.choose(FakeLead(), reps)
        assert isinstance(rep, FakeRep)
        rep.leads_received += 1
    assert [rep.leads_received for rep in reps] == [300, 100]


def test_lots_are_fair_and_one_more_rep_takes_no_more_than_a_share() -> None:
    """2,000 leads over 4 reps: each share within 5 standard errors (19 leads each) of 500."""
    reps = [FakeRep(rank) for rank in range(5)]
    leads = [FakeLead(lot=(k + 0.5) / 2000) for k in range(2000)]
    four, five = chosen("random", leads, reps[:4]), chosen("random", leads, reps)
    assert all(abs(count - 500) < 97 for count in Counter(rep.rank for rep in four if rep).values())
    moved = [new for old, new in zip(four, five, strict=True) if old is not new]
    assert all(new is reps[4] for new in moved)
    assert abs(len(moved) - 400) < 90


# -- names


def test_the_scenario_knows_the_names_of_all_rules() -> None:
    """The scenario's room lies below that of the policies, so the names stand in both."""
    assert sorted(RULE_NAMES) == sorted([PULL, *RULES])
    assert {rule.name for rule in RULES.values()} == set(RULES)
    schema = Role.model_json_schema()["properties"]["discipline"]
    assert set(schema["enum"]) == set(DISCIPLINES)


@pytest.mark.parametrize("key", ["rule", "otherwise"])
def test_an_unknown_rule_is_one_problem_of_the_file(key: str) -> None:
    text = sl.dump(line()).replace(
        "assignment:\n        rule: least open", f"assignment:\n        {key}: least opne", 1
    )
    assert "opne" in text
    with pytest.raises(ScenarioError) as error:
        sl.loads(text)
    (problem,) = error.value.problems
    assert problem.key == f"organisation.desks.closing.assignment.{key}"
    assert problem.line > 0
    assert "did you mean 'least open'?" in problem.message


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nowhere.at.all:Rule", "cannot be imported"),
        (f"{__name__}:Missing", "cannot be imported"),
        (f"{__name__}:NOT_A_RULE", "there is no assignment rule"),
        (":", "cannot be imported"),
    ],
)
def test_a_rule_of_the_users_that_does_not_exist_is_one_clear_error(name: str, told: str) -> None:
    scenario = line({"organisation.desks.closing.assignment": {"rule": name}})
    with pytest.raises(SalesLineError, match=told) as error:
        sl.simulate(scenario)
    assert name in str(error.value)


def test_a_rule_of_the_users_own_is_used() -> None:
    record = sl.simulate(line({"organisation.desks.closing.assignment": {"rule": OWN}}))
    assert [row["leads_received"] > 0 for row in record.rows("reps") if row["role"] == "ae"] == [
        False,
        False,
        True,
    ]


# -- disciplines and blocks


@pytest.mark.parametrize(
    ("discipline", "first"),
    [
        ("due date", {"due": 1.0}),
        ("oldest first", {"created": 1.0}),
        ("newest first", {"created": 9.0}),
        ("highest score", {"score": 9.0}),
        ("highest value", {"worth": 9.0}),
        ("closest to close", {"desk_order": 9}),
        ("closest to close", {"stage": 9}),
        ("same type first", {"due": 1.0}),
    ],
)
def test_each_discipline_has_its_key(discipline: str, first: dict[str, float]) -> None:
    plain = {"created": 5.0, "due": 5.0, "score": 5.0, "worth": 5.0, "desk_order": 5, "stage": 5}
    leads = [FakeWork(1, **plain), FakeWork(2, **{**plain, **first}), FakeWork(3, **plain)]  # type: ignore[arg-type]
    ready = Ready(discipline, [])
    for lead in leads:
        ready.push(lead, lead.ticket % 2)
    assert [ready.pick(10.0, -1) for _ in range(4)] == [leads[1], leads[0], leads[2], None]


def test_same_type_first_stays_with_the_activity_at_hand() -> None:
    ready = Ready("same type first", [])
    calls, mails = [FakeWork(k, due=float(k)) for k in (1, 3)], [FakeWork(k, due=float(k)) for k in (2, 4)]
    for lead in calls:
        ready.push(lead, 0)
    for lead in mails:
        ready.push(lead, 1)
    assert [ready.pick(9.0, 1), ready.pick(9.0, 1), ready.pick(9.0, 1)] == [mails[0], mails[1], calls[0]]


def test_a_lead_that_has_moved_on_is_not_picked() -> None:
    ready = Ready("oldest first", [])
    lead = FakeWork(1)
    ready.push(lead, 0)
    lead.ticket = 2
    assert ready.pick(0.0, -1) is None
    assert ready.drop_all() == []


def test_blocks_keep_hours_for_their_own_work() -> None:
    """Activity 0 is kept for 9 to 11 and 1 for 11 to 12; 2 may be done at other times only."""
    ready = Ready("due date", [0, 1])
    ready.spans = [(9.0, 11.0, frozenset({0})), (11.0, 12.0, frozenset({1}))]
    allowed = {
        hour: [kind for kind in range(3) if ready.allowed(kind, hour)]
        for hour in (8.0, 9.0, 10.9, 11.0, 12.0)
    }
    assert allowed == {8.0: [2], 9.0: [0], 10.9: [0], 11.0: [1], 12.0: [2]}
    assert [ready.next_change(hour) for hour in (8.0, 9.0, 11.0, 12.0)] == [9.0, 11.0, 12.0, NEVER]
    lead = FakeWork(1)
    ready.push(lead, 2)
    assert [ready.pick(9.0, -1), ready.pick(12.0, -1)] == [None, lead]


def test_blocks_are_kept_in_a_line() -> None:
    """SDRs who may call from 9 to 11 only begin no call at any other hour, whether leads are pushed or pulled."""
    blocks = [{"start": "9:00", "end": "11:00", "activities": ["dial"]}]
    for rule in ("round robin", "pull"):
        scenario = line(
            {
                "organisation.roles.sdr.blocks": blocks,
                "organisation.desks.qualification.assignment": {"rule": rule},
            }
        )
        calls = [
            row["start"] % 24
            for row in sl.simulate(scenario, log=True).rows("events")
            if row["activity"] == "dial"
        ]
        assert len(calls) > 100
        assert min(calls) >= 9.0
        assert max(calls) < 11.0
