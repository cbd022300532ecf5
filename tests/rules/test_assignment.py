# ruff: noqa: ARG002 - rules that fail on purpose look at nothing
"""Assignment by dispatchers on small lines: filters, waiting and trying again, fallback chains, errors of a user's rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

import salesline as sl
from salesline.errors import SalesLineError
from salesline.policies.assignment import LeadView, RepView
from salesline.scenario.assignment import OWN_RULES, Assignment
from tests.invariants import check_everything, observe
from tests.lines import line
from tests.rules.fakes import FakeLead, FakeRep, FakeSender, deal, equals
from tests.rules.test_contract import made

DESK = "organisation.desks.qualification"
KEY = f"{DESK}.assignment"
REGIONS = {
    "market.buyers.territories": {"east": "50 %", "west": "50 %"},
    "organisation.roles.sdr.territories": ["east", "west"],
}
Row = dict[str, Any]


def given(record: sl.Record, desk: str = "qualification") -> list[Row]:
    return [r for r in record.rows("events") if r["activity"] == "assigned" and r["reason"] == desk]


def entered(record: sl.Record) -> dict[str, float]:
    rows = record.rows("events")
    return {
        r["lead"]: r["time"] for r in rows if r["activity"] == "entered" and r["reason"] == "qualification"
    }


def run(assignment: Any, **values: Any) -> sl.Record:
    scenario = line({KEY: assignment, **{key.replace("__", "."): value for key, value in values.items()}})
    check_everything(observe(scenario))
    return sl.simulate(scenario, log=True)


def problems(values: dict[str, Any]) -> str:
    with pytest.raises(ValueError, match="assignment") as error:
        line(values)
    return str(error.value)


# -- plain or not


def test_the_plain_rules_need_no_dispatcher() -> None:
    assert Assignment(rule="territory", fallback="hold", otherwise="least open", stars=5).plain
    assert Assignment().plain
    for extra in (
        {"error": 0.1},
        {"filters": {"per_day": 3}},
        {"fallback": ["rep", "hold"]},
        {"otherwise": "modulo"},
    ):
        assert not Assignment(rule="round robin", **extra).plain


def test_traits_of_buyers_that_nobody_asks_for_change_nothing() -> None:
    traits = {
        "market.buyers.segments": {"big": "30 %", "small": "70 %"},
        "market.buyers.tags": {"x": "10 %"},
        "market.buyers.accounts": "40 %",
        "organisation.roles.sdr.tags": ["x"],
    }
    assert sl.simulate(line(traits)).tables == sl.simulate(line()).tables


# -- filters


def test_a_required_territory_is_never_crossed() -> None:
    record = run({"rule": "count balanced", "filters": {"territory": "required"}}, **REGIONS)
    where = {r["lead"]: r["reason"] for r in record.rows("events") if r["activity"] == "created"}
    owner = {"sdr/0": "east", "sdr/1": "west"}
    assert {(owner[r["resource"]], where[r["lead"]]) for r in given(record)} == {
        ("east", "east"),
        ("west", "west"),
    }


def test_a_filter_is_let_go_at_the_very_end_of_the_wait() -> None:
    """Nobody has the tag: each tagged lead is given exactly two hours after it came, every other at once."""
    values = {"market.buyers.tags": {"x": "40 %"}}
    record = run({"rule": "least open", "filters": {"tags": {"relax_after": "2 hours"}}}, **values)
    came = entered(record)
    waits = Counter(round(r["time"] - came[r["lead"]], 9) for r in given(record))
    assert set(waits) == {0.0, 2.0}
    assert waits[2.0] > 40


def test_a_daily_cap_makes_leads_wait_until_midnight() -> None:
    record = run({"rule": "round robin", "filters": {"per_day": 1}})
    by_day = Counter((r["resource"], int(r["time"] // 24)) for r in given(record))
    assert max(by_day.values()) == 1
    waited = [r["time"] % 24 for r in given(record) if r["time"] % 24 == 0.0]
    assert len(waited) > 20


def test_in_working_hours_only_waits_for_the_shift() -> None:
    record = run({"rule": "least open", "filters": {"working_hours": True}})
    hours = [r["time"] % 24 for r in given(record)]
    assert all(9.0 <= hour < 17.0 for hour in hours)
    assert sum(hour == 9.0 for hour in hours) > 20


def test_capacity_units_weigh_leads_by_segment() -> None:
    """Big leads weigh 4 of 4 units: a rep with one has nothing else open."""
    values = {"market.buyers.segments": {"big": "100 %"}, "market.sources.inbound.rate": "300 per month"}
    capacity = {"units": 4, "lead": 1, "segments": {"big": 4}}
    record = run({"rule": "least open", "filters": {"capacity": capacity}}, **values)
    until: dict[str, float] = {}
    ends: dict[str, float] = {}
    for row in record.rows("events"):
        if row["activity"] in ("nurtured", "lost") or (
            row["activity"] == "entered" and row["reason"] == "closing"
        ):
            ends.setdefault(row["lead"], row["time"])
    for row in given(record):
        assert until.get(row["resource"], -1.0) <= row["time"]
        until[row["resource"]] = ends.get(row["lead"], float("inf"))
    assert len(given(record)) > 50


# -- fallback


def test_pod_mates_stand_in_for_each_other() -> None:
    """With sdr/0 at the daily cap the other of the pod gets the east's leads, and nobody outside the pod."""
    values = {
        **REGIONS,
        "organisation.roles.sdr.heads": 4,
        "organisation.roles.sdr.territories": ["east", "none", "west", "none"],
        "organisation.roles.sdr.pods": ["p", "p", "q", "q"],
        "market.buyers.territories": {"east": "50 %", "west": "50 %", "none": "0 %"},
    }
    record = run({"rule": "territory", "fallback": ["pod", "hold"], "filters": {"per_day": 1}}, **values)
    where = {r["lead"]: r["reason"] for r in record.rows("events") if r["activity"] == "created"}
    pods = {"east": {"sdr/0", "sdr/1"}, "west": {"sdr/2", "sdr/3"}}
    got = given(record)
    assert all(r["resource"] in pods[where[r["lead"]]] for r in got)
    assert {r["resource"] for r in got} == {"sdr/0", "sdr/1", "sdr/2", "sdr/3"}


def test_the_last_resort_gets_what_has_been_held_long_enough() -> None:
    record = run(
        {
            "rule": "round robin",
            "fallback": ["hold", "sdr/1"],
            "hold_for": "3 hours",
            "filters": {"per_day": 1},
        }
    )
    came = entered(record)
    late = [r for r in given(record) if abs(r["time"] - came[r["lead"]] - 3.0) < 1e-9]
    assert len(late) > 20
    assert {r["resource"] for r in late} == {"sdr/1"}


# -- manual assignment, errors, credits, calibration


def test_a_delay_passes_before_anybody_gets_the_lead() -> None:
    record = run({"rule": "round robin", "delay": "90 min", "delay_clock": "calendar"})
    came = entered(record)
    assert {round(r["time"] - came[r["lead"]], 9) for r in given(record)} == {1.5}


def test_misrouted_leads_cross_territories_in_their_share() -> None:
    """180 leads, 40 % of them by lot among two: 20 % abroad, standard error 3 points; within five of them."""
    record = run({"rule": "least open", "error": "40 %", "filters": {"territory": "required"}}, **REGIONS)
    where = {r["lead"]: r["reason"] for r in record.rows("events") if r["activity"] == "created"}
    owner = {"sdr/0": "east", "sdr/1": "west"}
    abroad = [owner[r["resource"]] != where[r["lead"]] for r in given(record)]
    assert 0.05 < sum(abroad) / len(abroad) < 0.35


def test_newcomers_begin_with_the_average_or_catch_up() -> None:
    got = {}
    for joiners in ("average", "zero"):
        record = run(
            {"rule": "count balanced", "joiners": joiners},
            organisation__hiring=[{"role": "sdr", "hires": 1, "from": "2026-02-19"}],
        )
        got[joiners] = Counter(r["resource"] for r in given(record))
    assert abs(got["zero"]["sdr/2"] - got["zero"]["sdr/0"]) <= 1
    assert got["average"]["sdr/2"] < 0.7 * got["average"]["sdr/0"]


# -- each order in particular


def test_weights_are_kept_to_the_lead() -> None:
    reps = [
        FakeRep(0, weight=2.0, name="a"),
        FakeRep(1, weight=1.0, name="b"),
        FakeRep(2, weight=0.5, name="c"),
    ]
    for rule in ("weighted round robin", "percentage deck"):
        for rep in reps:
            rep.turns = 0.0
        got = Counter(
            rep.name for rep in deal(made(rule), [FakeLead(index=k) for k in range(700)], reps) if rep
        )
        assert {name: round(count / 100) for name, count in got.items()} == {"a": 4, "b": 2, "c": 1}, rule


def test_least_recent_modulo_and_longest_idle() -> None:
    reps = equals(3)
    for rep, last, since in zip(reps, (5, 2, 7), (None, 4.0, 3.0), strict=True):
        rep.last_turn, rep.idle_since = last, since
    assert made("least recent").choose(FakeLead(), reps) is reps[1]
    assert made("longest idle").choose(FakeLead(), reps) is reps[2]
    assert made("modulo").choose(FakeLead(index=7), reps) is reps[1]


def test_shortest_response_weighs_work_by_speed() -> None:
    fast, slow = FakeRep(0, open=5, pace=2.0), FakeRep(1, open=3, pace=1.0)
    assert made("shortest response").choose(FakeLead(), [fast, slow]) is fast
    assert made("least open").choose(FakeLead(), [fast, slow]) is slow


def test_hot_leads_go_to_the_seniors() -> None:
    reps = [FakeRep(n, skill=skill) for n, skill in enumerate((0.8, 1.5, 1.0))]
    rule = made("score tiers")  # tiers 1.0 and 0.0
    assert [rule.choose(FakeLead(score=score), reps) for score in (1.2, 0.5, -1.0)] == [
        reps[1],
        reps[2],
        reps[0],
    ]


def test_an_account_stays_with_its_owner_for_its_time() -> None:
    rule, reps = made("sticky"), equals(2)  # for five days
    rule.given(FakeLead(account="x", entered=0.0), reps[1])
    assert rule.choose(FakeLead(account="x", entered=120.0), reps) is reps[1]
    assert rule.choose(FakeLead(account="x", entered=120.1), reps) is None
    assert rule.choose(FakeLead(account="y"), reps) is None


def test_partners_are_of_the_same_pod_else_of_the_same_number() -> None:
    reps = [FakeRep(n, pod=pod) for n, pod in enumerate("pqpq")]
    rule = made("paired")
    assert rule.choose(FakeLead(sender=FakeSender(1)), reps) is reps[1]
    assert rule.choose(FakeLead(sender=FakeSender(1, pod="p")), reps) is reps[2]
    assert rule.choose(FakeLead(), reps) is None


def test_pairs_hold_on_a_line() -> None:
    values = {"organisation.desks.closing.assignment": {"rule": "paired"}, "organisation.roles.ae.heads": 2}
    record = sl.simulate(line(values), log=True)
    sdr = {r["lead"]: r["resource"] for r in given(record)}
    pairs = {(sdr[r["lead"]], r["resource"]) for r in given(record, "closing")}
    assert pairs == {("sdr/0", "ae/0"), ("sdr/1", "ae/1")}


# -- decisions


def test_every_placement_says_why_not_the_others() -> None:
    record = run({"rule": "count balanced", "filters": {"territory": "required"}}, **REGIONS)
    rows = [r for r in record.rows("decisions") if r["desk"] == "qualification"]
    assert len(rows) >= len(given(record))
    assert all("other territory" in r["left_out"] for r in rows if r["chosen"])


# -- a rule of one's own


class Broken(sl.Assignment):
    def choose(self, lead: LeadView, reps: Sequence[RepView]) -> RepView | None:
        raise KeyError("no such thing")


class Stranger(sl.Assignment):
    def choose(self, lead: LeadView, reps: Sequence[RepView]) -> RepView | None:
        return FakeRep(7, name="nobody")


class Absent(sl.Assignment):
    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.seen: dict[int, RepView] = {}

    def choose(self, lead: LeadView, reps: Sequence[RepView]) -> RepView | None:
        self.seen |= {rep.rank: rep for rep in reps}
        return next((rep for rep in self.seen.values() if rep not in reps), reps[0])


@pytest.mark.parametrize(
    ("rule", "told"), [("Broken", "raised KeyError"), ("Stranger", "is no rep"), ("Absent", "out of office")]
)
def test_a_rule_that_fails_is_one_clear_error(rule: str, told: str) -> None:
    values = {KEY: f"{__name__}:{rule}", "organisation.roles.sdr.absence": {"sickness": "60 days per year"}}
    with pytest.raises(SalesLineError, match=told) as error:
        sl.simulate(line(values))
    for part in (f"{KEY}.rule", "desk 'qualification'", "lead inbound/", "hour "):
        assert part in str(error.value)


@pytest.fixture
def registered() -> Iterator[str]:
    @sl.register_rule
    class Highest(sl.Assignment):
        """Whoever comes last."""

        name = "highest"

        def choose(self, lead: LeadView, reps: Sequence[RepView]) -> RepView | None:
            return reps[-1] if reps else None

    yield Highest.name
    OWN_RULES.clear()


def test_a_rule_given_in_python_is_used_by_its_name(registered: str) -> None:
    scenario = line({KEY: registered})
    assert {r["resource"] for r in given(sl.simulate(scenario, log=True))} == {"sdr/1"}
    assert sl.loads(sl.dump(scenario)) == scenario


def test_a_function_of_lead_and_reps_is_a_rule_too() -> None:
    try:

        @sl.register_rule
        def always_the_last(lead: LeadView, reps: Sequence[RepView]) -> RepView | None:
            """Whoever comes last."""
            return reps[-1] if reps and lead.index >= 0 else None

        assert always_the_last(None, ()) is None  # type: ignore[arg-type]
        scenario = line({KEY: "always the last"})
        assert {r["resource"] for r in given(sl.simulate(scenario, log=True))} == {"sdr/1"}
        two = sl.run(scenario, replications=2, jobs=2)
        one = sl.run(scenario, replications=2, jobs=1)
        assert [r.digest() for (rs,) in (two.records.values(),) for r in rs] == [
            r.digest() for (rs,) in (one.records.values(),) for r in rs
        ]
    finally:
        OWN_RULES.clear()


def test_a_function_that_is_no_rule() -> None:
    def lonely(lead: LeadView) -> LeadView:
        return lead

    with pytest.raises(SalesLineError, match="two parameters: lead, reps"):
        sl.register_rule(lonely)  # type: ignore[type-var]

    def random(lead: LeadView, reps: Sequence[RepView]) -> RepView:
        return reps[lead.index]

    with pytest.raises(SalesLineError, match="a name of its own"):
        sl.register_rule(random)


def test_a_rule_must_have_a_name_of_its_own() -> None:
    for wrong in (Broken, int, type("Pull", (Broken,), {"name": "pull"})):
        with pytest.raises(SalesLineError):
            sl.register_rule(wrong)


# -- bad input


@pytest.mark.parametrize(
    ("assignment", "told"),
    [
        ({"rule": "round robbin"}, "did you mean 'round robin'?"),
        ({"rule": "pull", "error": "5 %"}, "'pull' gives leads to nobody"),
        ({"rule": "modulo", "filters": {"per_day": 0}}, "a cap of 0"),
        (
            {"rule": "modulo", "filters": {"capacity": {"units": 2, "lead": 3}}},
            "have no room for a lead of 3",
        ),
        ({"rule": "modulo", "filters": {"tags": "required"}}, "filters nobody"),
        ({"rule": "modulo", "filters": {"territory": "sometimes"}}, "write required, preferred"),
        ({"rule": "modulo", "fallback": ["pod", "hold"]}, "none of the roles sdr has pods"),
        ({"rule": "modulo", "fallback": ["hold", "team"]}, "would never be tried"),
        ({"rule": "modulo", "fallback": ["team", "rep"]}, "can only come first"),
        ({"rule": "modulo", "fallback": ["team", "team"]}, "goes in a circle"),
        ({"rule": "modulo", "fallback": ["qualification"]}, "goes in a circle"),
        ({"rule": "modulo", "fallback": ["sdr/9"]}, "there is no rep 'sdr/9'"),
        ({"rule": "modulo", "fallback": ["closng"]}, "did you mean 'closing'?"),
        ({"rule": "score tiers", "tiers": [0, 1]}, "from high to low"),
    ],
)
def test_what_cannot_be_is_a_problem_with_its_key(assignment: Row, told: str) -> None:
    found = problems({KEY: assignment})
    assert told in found
    assert KEY in found or "territory" in found


def test_a_territory_of_nobody_is_a_problem() -> None:
    values = {**REGIONS, "organisation.roles.sdr.territories": ["east"]}
    found = problems({**values, KEY: {"rule": "modulo", "filters": {"territory": "required"}}})
    assert "nobody at the desk has west" in found
    line({**values, KEY: {"rule": "modulo", "filters": {"territory": "preferred"}}})


def test_a_pod_without_members_is_a_problem() -> None:
    values = {"organisation.roles.sdr.pods": ["p", "p", "q"]}
    assert "pod 'q' of role 'sdr' has no members" in problems(
        {**values, KEY: {"rule": "modulo", "fallback": ["pod", "hold"]}}
    )
