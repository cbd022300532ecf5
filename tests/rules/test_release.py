"""Release rules: worked by hand on two desks in a row, and against one another."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pytest

import salesline as sl
from salesline.errors import ScenarioError
from salesline.model.gatehouse import Gatehouse
from salesline.policies.release import (
    LEADS,
    REGISTRY,
    Conwip,
    DrumBufferRope,
    OwnAppetite,
    ReleaseRule,
    Workload,
)
from salesline.scenario.checks import soft_checks
from tests.lines import line
from tests.rules.tandem import history, logged, ran, tandem

BUSY = {"market.sources.inbound.rate": "300 per month"}
ROPE = {"rule": "drum buffer rope", "buffer": 2}


def released(*rules: dict[str, Any], **more: Any) -> list[tuple[float, str]]:
    """When the helper began which lead, in the first twelve hours."""
    record = logged(tandem({"organisation.release": list(rules), **more}, horizon="12 hours"))
    return [(time, lead) for time, lead, _ in history(record, "assigned", "prep")]


# -- the rules alone


@pytest.mark.parametrize("name", REGISTRY)
def test_every_rule_has_a_name_and_a_source(name: str) -> None:
    rule = REGISTRY[name]
    assert rule.name == name
    assert rule.source
    assert (rule.__doc__ or "").strip()


@pytest.mark.parametrize("kind", [Conwip, DrumBufferRope, Workload])
def test_a_limit_is_reached_and_not_passed(kind: type[ReleaseRule]) -> None:
    rule = kind({LEADS: 3.0})
    assert [rule.lets_in({LEADS: inside}, {LEADS: 1.0}) for inside in (0.0, 2.0, 3.0)] == [True, True, False]
    assert rule.lets_in({LEADS: 9.0}, {"other": 1.0})


def test_a_lead_larger_than_any_room_comes_in_when_nothing_else_is_there() -> None:
    for kind in (DrumBufferRope, Workload):
        rule = kind({"drum": 3.0})
        assert rule.lets_in({}, {"drum": 5.0})
        assert not rule.lets_in({"drum": 0.5}, {"drum": 5.0})
    assert not Conwip({"drum": 3.0}).lets_in({}, {"drum": 5.0})


def test_appetite_shrinks_with_losses_and_grows_with_wins_within_bounds() -> None:
    rule = OwnAppetite(base=10, step=2, least=3, most=12)
    assert rule.at_first(1.0) == 10
    assert rule.at_first(9.0) == 12
    assert (rule.after_win(10), rule.after_win(11), rule.after_win(12)) == (12, 12, 12)
    assert (rule.after_loss(10), rule.after_loss(4), rule.after_loss(3)) == (8, 3, 3)
    mild = OwnAppetite(base=10, step=2, least=3, most=12, step_after_loss=0.5)
    assert (mild.after_win(9), mild.after_loss(9)) == (11, 8.5)


# -- drum-buffer-rope


def test_the_rope_lets_in_when_the_drum_starts_a_lead() -> None:
    """A lead an hour from 0:30; the drum starts one at 1:30, 3:30, 5:30 ... With two before it, lead 4 waits from 4:30."""
    times = released(ROPE)
    assert times == [
        (0.5, "0"),
        (1.5, "1"),
        (2.5, "2"),
        (3.5, "3"),
        (5.5, "4"),
        (7.5, "5"),
        (9.5, "6"),
        (11.5, "7"),
    ]


def test_a_buffer_in_hours_is_one_in_leads_where_all_take_as_long() -> None:
    assert released({"rule": "drum buffer rope", "buffer_work": "4 hours"}) == released(ROPE)
    assert released({"rule": "drum buffer rope", "buffer_work": "5 hours", "work": "2.5 hours"}) == released(
        ROPE
    )
    assert released({"rule": "drum buffer rope", "buffer_work": "1 hour"})[:3] == [
        (0.5, "0"),
        (1.5, "1"),
        (3.5, "2"),
    ]


def test_what_the_rope_holds_back_is_wip_and_backlog_of_its_desk() -> None:
    (prep, drum) = (
        row for row in sl.simulate(tandem({"organisation.release": [ROPE]}, horizon="12 hours")).rows("desks")
    )
    assert prep["entered"] == 12
    assert prep["wip_end"] == 5  # leads 7 (in hand), 8 to 11
    assert prep["backlog_end"] == 4
    assert drum["wip_max"] == 3  # one in hand and the whole buffer


@pytest.mark.parametrize("buffer", [1, 4])
def test_no_more_than_the_buffer_stands_before_the_drum(buffer: int) -> None:
    scenario = line({**BUSY, "organisation.release": [{**ROPE, "buffer": buffer}]})
    house = ran(scenario).rulebook.house
    assert isinstance(house, Gatehouse)
    assert house.gates[0].most == buffer
    assert len(house.held()) > 300


def test_a_rope_from_the_drum_itself_lets_the_desk_before_run() -> None:
    rope = {**ROPE, "first": "drum", "buffer": 1}
    assert released(rope) == released()
    assert ran(tandem({"organisation.release": [rope]})).rulebook.house.gates[0].most == 1  # type: ignore[union-attr]


# -- workload control


def workload(**more: Any) -> dict[str, Any]:
    return {"rule": "workload", "norms": {"drum": "3 hours"}, **more}


def test_corrected_load_counts_work_two_desks_away_by_half() -> None:
    """Two hours at the drum count as one: three leads inside, and the fourth hour's lead waits for the first to end."""
    times = [(0.5, "0"), (1.5, "1"), (2.5, "2"), (3.5, "3"), (5.5, "4"), (7.5, "5"), (9.5, "6"), (11.5, "7")]
    assert released(workload()) == times
    assert released(workload(load="aggregate", norms={"drum": "6 hours"})) == times
    assert released(workload(work={"drum": "30 min"}, norms={"drum": "45 min"})) == times


def test_periodic_reviews_and_what_starvation_avoidance_lets_in_between() -> None:
    """Reviews at 4:00 and 8:00. Lead 0 finds no work at the drum; lead 1 comes in when lead 0 is done (3:30); at 4:00 there
    is room for 2 and 3, at 8:00, with 2 and 3 inside, for 4.
    """
    times = released(workload(every="4 hours"))
    assert times == [(0.5, "0"), (3.5, "1"), (4.5, "2"), (5.5, "3"), (8.0, "4")]
    assert released(workload(every="4 hours", starvation_avoidance=False))[:3] == [
        (4.0, "0"),
        (5.0, "1"),
        (6.0, "2"),
    ]


def test_a_norm_without_end_is_push() -> None:
    plain = sl.simulate(line(BUSY)).tables
    for rule in ({"rule": "workload"}, {"rule": "workload", "norms": {"closing": "800000 hours"}}):
        assert sl.simulate(line({**BUSY, "organisation.release": [rule]})).tables == plain


def test_a_small_norm_is_a_cap_on_the_line() -> None:
    """All leads bring the same work, so a norm of six times that work, counted in full, is a cap of six."""
    norm = workload(norms={"closing": "6 hours"}, work={"closing": "1 hour"}, load="aggregate")
    cap = {"rule": "conwip", "desks": ["qualification", "closing"], "limit": 6}
    tables = [sl.simulate(line({**BUSY, "organisation.release": [rule]})).tables for rule in (norm, cap)]
    assert tables[0] == tables[1]


# -- caps


def test_the_cap_of_the_list_is_that_of_conwip() -> None:
    loop = {"desks": ["qualification", "closing"], "limit": 7}
    old = sl.simulate(line({**BUSY, "organisation.conwip": loop}), log=True).tables
    new = sl.simulate(line({**BUSY, "organisation.release": [{"rule": "conwip", **loop}]}), log=True).tables
    assert old == new


def test_a_cap_per_role_counts_the_leads_of_all_its_reps() -> None:
    rule = {"rule": "cap per role", "role": "ae", "limit": 7}
    scenario = line({**BUSY, "organisation.release": [rule]})
    given: set[str] = set()
    most = 0
    for _, rows in groupby(
        sl.simulate(scenario, log=True).rows("events"), key=lambda row: float(row["time"])
    ):
        for row in rows:
            if row["activity"] == "assigned" and row["reason"] == "closing":
                given.add(row["lead"])
            elif row["activity"] in ("won", "lost", "nurtured"):
                given.discard(row["lead"])
        most = max(most, len(given))
    assert most == 7


def test_rules_hold_together() -> None:
    rules = [
        ROPE,
        workload(norms={"closing": "9 hours"}),
        {"rule": "cap per role", "role": "sdr", "limit": 3},
    ]
    scenario = line(
        {**BUSY, "organisation.release": rules, "organisation.conwip": {"desks": ["closing"], "limit": 2}}
    )
    house = ran(scenario).rulebook.house
    assert isinstance(house, Gatehouse)
    assert len(house.gates) == 4
    assert house.gates[0].most == 2  # the list of caps comes first
    assert house.gates[1].most <= 2
    assert house.gates[3].most <= 3


def test_pull_on_completion_takes_one_when_one_is_done() -> None:
    """A pulled desk with a cap of 1: the next lead is taken at the very moment at which the one before has ended."""
    scenario = tandem({"organisation.wip": {"closer": 1}}, horizon="40 hours")
    record = logged(scenario)
    taken = [time for time, _, _ in history(record, "assigned", "drum")]
    ended = [time for time, _, _ in history(record, "won")]
    assert taken[1 : len(ended) + 1] == ended


# -- appetite


def greedy(**more: Any) -> dict[str, Any]:
    return {"rule": "own appetite", "role": "ae", "base": 6, "step": 1, "least": 2, "most": 15, **more}


def test_appetite_differs_between_reps_and_caps_each() -> None:
    scenario = line({**BUSY, "organisation.release": [greedy(step=0)], "organisation.roles.ae.heads": 6})
    reps = [rep for rep in ran(scenario).people.everyone if rep.role_name == "ae"]
    assert len({rep.cap for rep in reps}) > 2
    assert all(2 <= rep.cap <= 15 for rep in reps)
    assert [rep.open for rep in reps] == [rep.cap for rep in reps]
    alike = line({**BUSY, "organisation.release": [greedy(step=0, spread=0)]})
    assert {rep.cap for rep in ran(alike).people.everyone if rep.role_name == "ae"} == {6}


def test_wins_whet_the_appetite_and_losses_spoil_it() -> None:
    rules = {**BUSY, "organisation.release": [greedy(spread=0)]}
    fed = [rep.cap for rep in ran(line(rules)).people.everyone if rep.role_name == "ae"]
    assert fed == [15, 15, 15]  # each has won more than nine deals
    cold = [{"desk": "closing", "state": "idle", "after": "30 hours", "action": "nurture"}]
    spoilt = [
        rep.cap
        for rep in ran(line({**rules, "organisation.expiry": cold})).people.everyone
        if rep.role_name == "ae"
    ]
    assert max(spoilt) < 6


def test_a_smaller_step_after_a_loss_keeps_the_appetite_alive() -> None:
    """Each rep loses about six leads for each win here: equal steps end at `least`, a tenth of the step leaves room to grow."""

    def caps(**more: Any) -> list[float]:
        cold = [{"desk": "closing", "state": "idle", "after": "6 days", "action": "nurture"}]
        rules = {**BUSY, "organisation.expiry": cold, "organisation.release": [greedy(spread=0, **more)]}
        people = ran(line(rules)).people.everyone
        return [rep.cap for rep in people if rep.role_name == "ae"]

    assert caps() == caps(step_after_loss=1) == [2, 2, 2]
    assert caps(step_after_loss=0.1) == [15, 15, 15]


def test_equal_steps_where_leads_expire_deserve_a_word() -> None:
    cold = [{"desk": "closing", "state": "idle", "after": "3 days", "action": "nurture"}]
    values = {"organisation.expiry": cold, "organisation.release": [greedy()]}
    assert any("step after loss" in text for text in soft_checks(line(values)))
    assert not any(
        "step after loss" in text for text in soft_checks(line({**values, "organisation.expiry": []}))
    )
    mild = {**values, "organisation.release": [greedy(step_after_loss=0.1)]}
    assert not any("step after loss" in text for text in soft_checks(line(mild)))


# -- problems


@pytest.mark.parametrize(
    ("rule", "key", "told"),
    [
        ({"rule": "conwip", "desks": ["closng"], "limit": 3}, "0.desks", "did you mean 'closing'"),
        ({"rule": "conwip", "desks": ["closing"], "limit": 0}, "0.limit", "at least 1"),
        ({"rule": "cap per role", "role": "ea", "limit": 3}, "0.role", "did you mean 'ae'"),
        ({"rule": "cap per role", "role": "ae", "limit": 0}, "0.limit", "at least 1"),
        ({"rule": "drum buffer rope"}, "0", "exactly one of buffer"),
        ({"rule": "drum buffer rope", "buffer": 0}, "0.buffer", "nothing is ever let in"),
        ({"rule": "drum buffer rope", "buffer": 3, "drum": "closin"}, "0.drum", "did you mean 'closing'"),
        (
            {"rule": "drum buffer rope", "buffer": 3, "drum": "qualification", "first": "closing"},
            "0.drum",
            "is not down the line from 'closing'",
        ),
        ({"rule": "workload", "norms": {"closing": "0 h"}}, "0.norms.closing", "above 0"),
        ({"rule": "workload", "norms": {"closin": "3 h"}}, "0.norms", "did you mean 'closing'"),
        ({"rule": "workload", "every": "0 h"}, "0.every", "above 0"),
        (greedy(least=0), "0.least", "at least 1"),
        (greedy(most=1), "0.most", "below 'least'"),
        (greedy(base=0), "0.base", "above 0"),
    ],
)
def test_what_cannot_work_is_told(rule: dict[str, Any], key: str, told: str) -> None:
    text = sl.dump(line()).replace("\nstudy:", f"\n  release: [{_flow(rule)}]\nstudy:", 1)
    with pytest.raises(ScenarioError) as error:
        sl.loads(text)
    (problem,) = error.value.problems
    assert problem.key.replace(" ", "_") == f"organisation.release.{key}"
    assert told in problem.message


def _flow(rule: dict[str, Any]) -> str:
    def value(v: Any) -> str:
        if isinstance(v, dict):
            return _flow(v)
        return "[" + ", ".join(v) + "]" if isinstance(v, list) else str(v)

    return "{" + ", ".join(f"{k}: {value(v)}" for k, v in rule.items()) + "}"


def test_caps_that_conflict_are_told() -> None:
    rules = [{"rule": "conwip", "desks": ["closing"], "limit": 3}, greedy(), greedy(), ROPE, ROPE]
    text = sl.dump(line()).replace(
        "\nstudy:",
        f"\n  conwip: {{desks: [closing], limit: 3}}\n  release: [{', '.join(map(_flow, rules))}]\nstudy:",
        1,
    )
    with pytest.raises(ScenarioError) as error:
        sl.loads(text)
    told = {problem.key: problem.message for problem in error.value.problems}
    assert "stands in two caps" in told["organisation.conwip"]
    assert "has two rules 'own appetite'" in told["organisation.release.2.role"]
    assert "one drum-buffer-rope only" in told["organisation.release.4.rule"]


def test_a_buffer_smaller_than_the_drum_gets_a_word() -> None:
    (warning,) = [w for w in soft_checks(line({"organisation.release": [ROPE]})) if "buffer" in w]
    assert "3 reps" in warning


def test_release_rules_survive_a_round_trip() -> None:
    rules = [
        ROPE,
        workload(every="1 day", norms={"closing": "3 hours"}),
        greedy(),
        {"rule": "cap per role", "role": "ae", "limit": 4},
    ]
    scenario = line({"organisation.release": rules})
    assert sl.loads(sl.dump(scenario)) == scenario
