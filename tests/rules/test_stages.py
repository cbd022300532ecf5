"""Stages by size of the deal, on the way to the buyer, and meetings that do not take place, worked by hand."""

from __future__ import annotations

import itertools
from collections import Counter
from math import log
from typing import Any

import pytest

from salesline.model import simulate
from salesline.model.deals import StageRule
from salesline.model.line import Line
from salesline.scenario.desks import Stage
from tests.invariants import check_everything, observe
from tests.lines import line

DESK = "organisation.desks.closing"
WORK: dict[str, Any] = {"activity": "meeting", "handling": "1 hour"}
ALONE: dict[str, Any] = {  # leads go straight to AEs who have all the time in the world, and all are won
    "organisation.offices": {"here": {}},
    "organisation.roles.ae": {"heads": 60},
    "market.sources.inbound": {"kind": "inbound", "to": "closing", "rate": "60 per month"},
    "market.win.intercept": 50,
}


def run(stages: list[dict[str, Any]], **more: Any) -> Any:
    seen = observe(
        line(
            {
                **ALONE,
                f"{DESK}.stages": [{"name": f"s{n}", **WORK, **s} for n, s in enumerate(stages)],
                **more,
            }
        )
    )
    check_everything(seen)
    return seen


def meetings(seen: Any) -> Counter[int]:
    """How many of the leads that are won had how many meetings."""
    won = {row["lead"] for row in seen.events if row["activity"] == "won"}
    made = Counter(row["lead"] for row in seen.events if row["activity"] == "meeting")
    return Counter(made[lead] for lead in won)


@pytest.mark.parametrize("extra", [{"odds_at": {"$20k": 0}}, {"local_travel": "0 h"}])
def test_careful_stages_with_nothing_to_add_give_the_record_of_plain_ones(extra: dict[str, Any]) -> None:
    plain = line()
    stages = [
        {**stage, **extra} for stage in plain.model_dump()["organisation"]["desks"]["closing"]["stages"]
    ]
    assert simulate(line({f"{DESK}.stages": stages})).tables == simulate(plain).tables


def test_a_stage_is_for_deals_of_its_sizes() -> None:
    sizes = {"market.buyers.deal_size": {"uniform": ["$0", "$100k"]}}
    seen = run([{}, {"from_value": "$20k", "below_value": "$50k"}, {"from_value": "$30k"}], **sizes)
    for deal in seen.record.rows("deals"):
        if deal["outcome"] == "won":
            worth = deal["value"]
            assert deal["touches"] == 1 + (20_000 <= worth < 50_000) + (worth >= 30_000)


def test_log_odds_are_straight_in_the_logarithm_of_the_size() -> None:
    rule = StageRule(Stage(name="poc", activity=("meeting",), odds=0.1, odds_at={"$20k": -0.3, "$100k": 0.8}))
    middle = (20_000 * 100_000) ** 0.5
    assert [round(rule.odds_of(x), 9) for x in (1, 20_000, middle, 100_000, 1e7)] == [
        -0.2,
        -0.2,
        0.35,
        0.9,
        0.9,
    ]
    assert StageRule(Stage(name="poc", activity=("meeting",), odds_at={"$1": 2})).odds_of(50.0) == 2


def test_only_deals_that_have_the_stage_get_its_odds_and_locals_get_theirs() -> None:
    stages = [{"name": "first", **WORK}, {"name": "poc", **WORK, "from_value": "$50k", "odds": 0.7}]
    scenario = line({f"{DESK}.stages": stages, "market.win": {"intercept": -1, "local": 0.5},
                     "organisation.roles.ae": {"heads": 2, "territories": ["east", "west"]},
                     "market.buyers.territories": {"east": "50 %", "west": "50 %"}})  # fmt: skip
    made = Line(scenario, 1, 0)
    made.configure(scenario.market, scenario.organisation)
    made.people.found()
    lead = made.sources["inbound"].born(0, 0.0)
    lead.desk, lead.stage = made.desks["closing"], 0
    near, far = sorted(made.people.everyone[:2], key=lambda rep: rep.territory != lead.territory)
    odds = made.desks["closing"].plan._odds  # type: ignore[attr-defined]
    for value, more in ((10_000.0, 0.0), (50_000.0, 0.7)):
        lead.value = value
        assert odds.log_odds(lead, far) == pytest.approx(-1 + more)
        assert odds.log_odds(lead, near) == pytest.approx(-0.5 + more)


def test_meetings_that_fall_through_come_again_and_cost_their_own_time() -> None:
    """Meetings per deal are geometric: 200 deals at 50 %, 5 standard errors; the seed is fixed."""
    seen = run([{"no_show": "50 %", "no_show_time": "0.25 h", "buyer_wait": "2 days"}])
    missed = sum(row["activity"] == "no show" for row in seen.events)
    held = sum(row["activity"] == "won" for row in seen.events)
    rows = seen.record.rows("desks")
    hours = sum(row["service_hours"] for row in rows if row["desk"] == "closing")
    assert hours == pytest.approx(0.25 * missed + held)
    mean = sum(k * n for k, n in meetings(seen).items()) / held
    assert abs(mean - 2) < 5 * (2 / held) ** 0.5
    gaps = [b["start"] - a["end"] for lead in {row["lead"] for row in seen.events if row["activity"] == "no show"}
            for a, b in _pairs([r for r in seen.events if r["lead"] == lead and r["activity"] == "meeting"])]  # fmt: skip
    assert gaps
    assert all(gap == pytest.approx(48.0) for gap in gaps)


def _pairs(rows: list[Any]) -> list[tuple[Any, Any]]:
    return list(itertools.pairwise(rows))


def test_a_meeting_that_fell_through_keeps_no_deal_warm() -> None:
    cold = {"market.momentum": {"scale": "5 days", "shape": 4}}
    kept, fell = (
        run(
            [{"no_show": share, "no_show_time": "0 h", "buyer_wait": "3 days"}, {"buyer_wait": "3 days"}],
            **cold,
        )
        for share in ("0 %", "60 %")
    )
    lost = [sum(row["activity"] == "lost" for row in seen.events) for seen in (kept, fell)]
    assert lost[1] > 3 * lost[0]


def test_the_way_is_long_for_those_from_elsewhere() -> None:
    both = {"market.buyers.territories": {"east": "50 %", "west": "50 %"},
            "organisation.roles.ae": {"heads": 60, "territories": ["east"]}}  # fmt: skip
    seen = run([{"travel": "4 hours", "local_travel": "0.5 h"}], **both)
    where = {row["lead"]: row["reason"] for row in seen.events if row["activity"] == "created"}
    times = {
        (where[row["lead"]], round(row["end"] - row["start"], 6))
        for row in seen.events
        if row["activity"] == "meeting"
    }
    assert times == {("east", 1.5), ("west", 5.0)}


def test_reps_are_good_at_different_stages() -> None:
    stages = [{"name": "opening", **WORK, "verdict": 0.5}, {"name": "the close", **WORK, "verdict": 0.5}]
    by_stage = {
        f"{DESK}.stages": stages,
        "organisation.roles.ae": {"heads": 2, "skill": {"by_stage": {"opening": 0.5, "the_close": 0.5}}},
    }
    scenario = line(by_stage)
    made = Line(scenario, 1, 0)
    made.configure(scenario.market, scenario.organisation)
    made.people.found()
    lead = made.sources["inbound"].born(0, 0.0)
    lead.desk = made.desks["closing"]
    odds = made.desks["closing"].plan._odds  # type: ignore[attr-defined]
    found = []
    for rep in made.people.everyone[:2]:
        for lead.stage in (0, 1):
            found.append(odds.log_odds(lead, rep))
    assert len(set(found)) == 4
    assert log(1.0) not in found
    even = {**by_stage, "organisation.roles.ae": {"heads": 2, "skill": {"by_stage": {"opening": 0}}}}
    plain = {**by_stage, "organisation.roles.ae": {"heads": 2}}
    assert simulate(line(even)).tables == simulate(line(plain)).tables


@pytest.mark.parametrize(
    ("values", "key", "words"),
    [
        ({"from_value": "$5k", "below_value": "$5k"}, "stages.0.below_value", "above 'from value'"),
        ({"below_value": "$5k"}, "closing.stages", "a deal of \\$5,000 has no stage"),
        ({"no_show": "100 %"}, "stages.0.no_show", "below 100 %"),
    ],
)
def test_stages_that_cannot_be(values: dict[str, Any], key: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        line({f"{DESK}.stages": [{"name": "s", **WORK, **values}]})
    assert key in str(caught.value)


def test_tools_and_a_single_interface_are_one_key_each() -> None:
    slow, fast = line(), line({"organisation.roles.sdr.tools.dial": 2})
    hours = [
        sum(row["service_hours"] for row in simulate(s).rows("desks") if row["desk"] == "qualification")
        for s in (slow, fast)
    ]
    assert hours[1] == pytest.approx(0.5 * hours[0], rel=0.02)
    clumsy = line({"organisation.roles.sdr.setup": {"other_activity": "4 min", "other_lead": "1 min"}})
    single = clumsy.with_values({"organisation.roles.sdr.setup.other_activity": "0 min"})
    assert single.organisation.roles["sdr"].setup.other_activity == 0
