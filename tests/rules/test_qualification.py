"""Definitions, questions, the way around a desk, nurture, opt-outs and adherence, in small cases worked by hand."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from salesline.luck import Luck
from salesline.model import simulate
from salesline.model.detection import Finder
from salesline.model.line import Line
from salesline.model.nurture import Family
from salesline.model.reps import Rep
from salesline.record import Record
from salesline.scenario.checks import soft_checks
from salesline.scenario.desks import Acceptance
from salesline.scenario.qualification import Definition, Enrichment
from tests.invariants import check_everything, observe
from tests.lines import line

DESK = "organisation.desks.qualification"
OPEN: dict[str, Any] = {"organisation.offices": {"here": {}}}
CALM: dict[str, Any] = {  # everybody is reached at the first touch, and one SDR has all the time in the world
    **OPEN,
    "market.contact": {"fresh": "100 %", "beta": 0, "decay": 1},
    "organisation.activities.dial.handling": "6 min",
    f"{DESK}.cadence.conversation": "0 min",
    "organisation.roles.sdr.heads": 50,
}


def checked(values: dict[str, Any]) -> Record:
    seen = observe(line(values))
    check_everything(seen)
    return seen.record


def totals(record: Record, table: str, key: str, name: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in record.rows(table):
        if row[key] == name:
            found.update({k: v for k, v in row.items() if isinstance(v, int | float)})
    return found


def person(slot: int, office: str = "here") -> Rep:
    rep = Rep("sdr", slot, slot, f"sdr/{slot}")
    rep.office = office
    return rep


@pytest.mark.parametrize(
    "values",
    [
        {"stop_after": 5},
        {"give_up": "50 weeks"},
        {"enrichment": {"minutes": "0 min"}},
        {"sql": {"spread": 0.5}},
    ],
)
def test_careful_cadences_with_nothing_to_add_give_the_record_of_plain_ones(values: dict[str, Any]) -> None:
    plain = simulate(line({"market.contact.fresh": "20 %"})).tables
    assert (
        simulate(
            line({"market.contact.fresh": "20 %", **{f"{DESK}.cadence.{k}": v for k, v in values.items()}})
        ).tables
        == plain
    )


def test_standard_questions_replace_errors_and_take_their_minutes() -> None:
    wrong = {**CALM, f"{DESK}.cadence.sql": {"needs": ["need"], "error": "100 %"}}
    asked = {**CALM, f"{DESK}.cadence.sql": {"needs": ["need"], "error": "100 %", "spread": 1,
                                             "standard_questions": {"minutes": "6 min", "error": "0 %"}}}  # fmt: skip
    without, with_questions = (totals(checked(v), "desks", "desk", "qualification") for v in (wrong, asked))
    assert without["passed"] == 0
    assert with_questions["passed"] == with_questions["touches"] > 100
    assert with_questions["service_hours"] == pytest.approx(0.2 * with_questions["touches"])
    assert without["service_hours"] == pytest.approx(0.1 * without["touches"])


def test_errors_differ_between_reps_and_end_at_a_coin() -> None:
    finder = Finder(Luck(1, 0), Definition(needs=("need",), error=0.1, spread=0.5), 3)
    errors = [finder.error(person(n), 0.1) for n in range(400)]
    assert len(set(errors)) > 390
    assert max(errors) <= 0.5
    assert sum(errors) / 400 == pytest.approx(0.1, abs=0.015)  # 5 standard errors of a lognormal with mean .1
    assert errors[7] == Finder(Luck(1, 0), Acceptance(needs=("need",), error=0.1, spread=0.5), 9).error(
        person(7), 0.1
    )


def test_context_halves_its_gain_by_its_minutes() -> None:
    rule = Enrichment(minutes=10 / 60, half_at=5 / 60, contact=0.4, error=-0.4)
    assert rule.gain == pytest.approx(0.75)
    finder = Finder(Luck(1, 0), Definition(needs=("need",), error=0.1), 3, rule)
    assert finder.error(person(0), finder._error) == pytest.approx(0.1 * (1 - 0.3))


def test_context_takes_its_minutes_once_and_raises_contact() -> None:
    hard = {**CALM, "market.contact.fresh": "30 %"}
    plain = totals(checked(hard), "desks", "desk", "qualification")
    rich = totals(checked({**hard, f"{DESK}.cadence.enrichment": {"minutes": "12 min", "contact": "100 %", "half_at": "1 min"}}),
                  "desks", "desk", "qualification")  # fmt: skip
    assert rich["service_hours"] == pytest.approx(0.1 * rich["touches"] + 0.2 * rich["first_touches"])
    assert rich["passed"] > plain["passed"]
    assert rich["touches"] < plain["touches"]


def test_offices_disagree_about_what_is_a_lead() -> None:
    market = {"market.buyers.need.share": "0 %"}
    check = {
        "organisation.desks.closing.assignment": "round robin",
        "organisation.desks.closing.acceptance": {"needs": ["need"], "by_office": {"there": {"needs": []}}},
        "organisation.offices": {"here": {}, "there": {}},
        "organisation.roles.sdr.offices": ["here"],
        "organisation.roles.ae": {"heads": 2, "offices": ["here", "there"]},
    }
    seen = observe(line({**market, **check}))
    check_everything(seen)
    ends = {(row["resource"], row["activity"]) for row in seen.events if row["activity"] in ("won", "lost", "nurtured")
            and row["resource"].startswith("ae")}  # fmt: skip
    assert ("ae/0", "nurtured") in ends
    assert {what for who, what in ends if who == "ae/0"} == {"nurtured"}
    assert {what for who, what in ends if who == "ae/1"} == {"won", "lost"}


def test_ready_leads_go_around_the_desk() -> None:
    for error, share in (("0 %", 1.0), ("100 %", 0.0)):
        record = checked({f"{DESK}.bypass": {"needs": ["need", "timeframe"], "error": error}})
        come = totals(record, "sources", "source", "inbound")
        assert totals(record, "desks", "desk", "qualification")["entered"] == (1 - share) * come["entered"]
        if share:
            assert totals(record, "desks", "desk", "closing")["entered"] == come["entered"] == come["sqls"]


BACK = {"kind": "nurture", "to": "qualification", "return": "100 %", "after": "10 days", "warming": 0}
NEVER_READY = {
    **CALM,
    "market.buyers.timeframe": {"share": "0 %"},
    f"{DESK}.cadence.sql": {"needs": ["timeframe"]},
}


def test_nurtured_leads_come_back_as_often_as_the_limit_says() -> None:
    seen = observe(line({**NEVER_READY, "market.sources.back": {**BACK, "limit": 2}}))
    check_everything(seen)
    at: dict[str, dict[str, float]] = {row["lead"]: {} for row in seen.events}
    for row in seen.events:
        at[row["lead"]][row["activity"]] = row["time"]
    first = at["inbound/0"]["nurtured"]
    assert at["back<inbound/0"]["created"] == pytest.approx(first + 240)
    assert at["back<back<inbound/0"]["created"] == pytest.approx(at["back<inbound/0"]["nurtured"] + 240)
    assert not any(name.count("<") > 2 for name in at)
    back = totals(seen.record, "sources", "source", "back")
    assert back["created"] == sum(name.startswith("back") for name in at)
    assert back["wins"] == 0


def test_who_comes_back_is_the_same_buyer_and_wins_count_for_nurture() -> None:
    ripe = {**BACK, "ripen": "100 % per month", "limit": 1}
    plain = {
        row["lead"]: row["value"]
        for row in simulate(line({**CALM, "market.win.intercept": 50})).rows("deals")
    }
    record = checked({**NEVER_READY, "market.win.intercept": 50, "market.sources.back": ripe})
    assert totals(record, "sources", "source", "inbound")["wins"] == 0
    assert totals(record, "sources", "source", "back")["wins"] > 50
    both = [(row["value"], plain[row["lead"].removeprefix("back<")]) for row in record.rows("deals")
            if row["lead"].removeprefix("back<") in plain and row["outcome"] == "won"]  # fmt: skip
    assert len(both) > 50
    assert all(mine == theirs for mine, theirs in both)


def test_who_comes_back_has_the_same_persona_and_account() -> None:
    told = {
        "market.buyers.personas": {"it": "50 %", "finance": "50 %"},
        "market.sources.back": {**BACK, "limit": 1},
    }
    for more in ({}, told):
        scenario = line({**NEVER_READY, "market.sources.back": BACK, **more})
        made = Line(scenario, 1, 0)
        made.configure(scenario.market, scenario.organisation)
        nursery = made.nurseries["inbound"]
        family = Family(made, nursery, made.sources["inbound"], "back<inbound")
        family.adopt(scenario.market, nursery.rule)
        for index in range(20):
            first, again = (source.born(index, 0.0) for source in (made.sources["inbound"], family))
            assert (first.persona, first.account, first.worth) == (again.persona, again.account, again.worth)
            assert first.row == again.row
            assert first.source.draws[0].row(index) != again.source.draws[0].row(index)


def test_warming_makes_traits_that_go_with_engagement_likelier() -> None:
    keen = {
        **CALM,
        "market.buyers.timeframe": {"share": "30 %", "engagement": 0.7},
        f"{DESK}.cadence.sql": {"needs": ["timeframe"]},
    }
    cold, warm = (
        totals(
            checked({**keen, "market.sources.back": {**BACK, "limit": 1, "warming": w}}),
            "sources",
            "source",
            "back",
        )
        for w in (0, 1.0)
    )
    assert cold["sqls"] == 0  # the same buyer, asked again
    assert warm["sqls"] > 0.1 * warm["created"]


def test_leads_that_did_not_pass_the_gate_may_be_nurtured_too() -> None:
    gate = {**CALM, "market.score": {"pass": "20 %", "accuracy": 1}}
    no, yes = (checked({**gate, "market.sources.back": {**BACK, "gated": flag}}) for flag in (False, True))
    assert totals(no, "sources", "source", "back")["created"] == 0
    come, back = (totals(yes, "sources", "source", name) for name in ("inbound", "back"))
    assert 0.8 * come["gated_out"] < back["created"] <= come["gated_out"]
    again = checked({**gate, "market.sources.back": {**BACK, "gated": True, "gate": True, "warming": 1.0}})
    warmed = totals(again, "sources", "source", "back")
    assert 0 < warmed["entered"] < warmed["created"]


def test_buyers_who_have_had_enough_are_lost_for_good() -> None:
    pushed = {
        **CALM,
        "market.contact": {"fresh": "0 %", "opt_out": {"from_touch": 2, "chance": "100 %"}},
        "market.sources.back": BACK,
    }
    seen = observe(line(pushed))
    check_everything(seen)
    assert {row["reason"] for row in seen.events if row["activity"] == "lost"} == {"opted out"}
    assert not any(row["activity"] == "nurtured" for row in seen.events)
    dials = Counter(row["lead"] for row in seen.events if row["activity"] == "dial")
    lost = [row["lead"] for row in seen.events if row["activity"] == "lost"]
    assert {dials[lead] for lead in lost} == {2}


def test_work_that_buyers_do_not_see_drives_nobody_away() -> None:
    quiet = {**CALM, "market.contact": {"fresh": "100 %", "opt_out": {"from_touch": 1, "chance": "100 %"}},
             "organisation.activities.dial.contact": 0}  # fmt: skip
    assert totals(checked(quiet), "sources", "source", "inbound")["lost"] == 0


def test_steps_that_are_not_kept_come_later() -> None:
    late = {
        **CALM,
        "market.contact": {"fresh": "0 %"},
        f"{DESK}.cadence.adherence": "0 %",
        f"{DESK}.cadence.lapse": "1 day",
    }
    seen = observe(line(late))
    starts = [row["start"] for row in seen.events if row["lead"] == "inbound/0" and row["activity"] == "dial"]
    born = next(row["time"] for row in seen.events if row["lead"] == "inbound/0")
    assert [round(start - born, 6) for start in starts] == [24.0, 72.1, 120.2, 168.3, 216.4]


def test_a_cadence_stops_by_touches_or_by_time() -> None:
    cold = {**CALM, "market.contact": {"fresh": "0 %"}}
    for values, touches, reason in (
        ({"stop_after": 2}, 2, "never reached"),
        ({"give_up": "60 hours"}, 3, "given up"),
    ):
        seen = observe(line({**cold, **{f"{DESK}.cadence.{k}": v for k, v in values.items()}}))
        check_everything(seen)
        mine = [row for row in seen.events if row["lead"] == "inbound/0"]
        assert sum(row["activity"] == "dial" for row in mine) == touches
        assert mine[-1]["reason"] == reason


def test_locals_are_answered_more_often() -> None:
    both = {**CALM, "market.buyers.territories": {"east": "50 %", "west": "50 %"},
            "organisation.roles.sdr": {"heads": 1, "territories": ["east"]}}  # fmt: skip
    seen = observe(line({**both, "market.contact": {"fresh": "100 %", "decay": 1, "beta": 0, "local": 0}}))
    where = {row["lead"]: row["reason"] for row in seen.events if row["activity"] == "created"}
    ends = {(where[row["lead"]], row["reason"]) for row in seen.events if row["activity"] == "nurtured"}
    assert ends == {("east", "never reached")}


@pytest.mark.parametrize(
    ("values", "key", "words"),
    [
        ({"organisation.desks.closing.bypass": {"needs": ["need"]}}, "desks.closing.bypass", "hands to"),
        ({f"{DESK}.bypass": {"needs": []}}, "bypass.needs", "at least one"),
        ({"market.sources.back": {**BACK, "from": ["inbund"]}}, "sources.back.from", "did you mean 'inbound'"),
        ({"market.sources.a": BACK, "market.sources.b": BACK}, "sources.b.from", "nurtured by 'a' already"),
        ({"market.sources.back": {**BACK, "limit": 0}}, "sources.back.limit", "at least 1"),
        ({f"{DESK}.cadence.stop_after": 0}, "cadence.stop_after", "at least 1"),
        ({f"{DESK}.cadence.sql.spread": -1}, "cadence.sql.spread", "negative"),
        ({"market.contact.opt_out": {"from_touch": 0}}, "contact.opt_out.from_touch", "from 1"),
        ({"organisation.desks.closing.acceptance": {"needs": [], "by_office": {"her": {"needs": []}}}}, "by_office.her",
         "did you mean 'here'"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(values: dict[str, Any], key: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        line(values)
    assert key in str(caught.value)


def test_words_of_warning() -> None:
    found = " ".join(soft_checks(line({"market.contact.opt_out": {"from_touch": 1, "chance": "10 %"},
                                       f"{DESK}.cadence.give_up": "2 days"})))  # fmt: skip
    assert "5 touches drive away 41%" in found
    assert "give up: 2 days are over before the last touch of a cadence of 4 days" in found
