"""What people learn from deals, coaches and managers, and what newcomers bring along: by hand, and off."""

from __future__ import annotations

from math import log
from typing import Any

import pytest
from pydantic import ValidationError

from salesline.model import simulate
from salesline.model.line import Line
from salesline.model.reps import Rep
from salesline.model.simulate import Run
from salesline.scenario.scenario import Scenario
from tests.invariants import check_everything, observe
from tests.lines import line

NONE: dict[str, Any] = {"market.sources.inbound.rate": "0 per month"}
HIRE: dict[str, Any] = {"role": "ae", "hires": 3, "from": "2026-01-12"}


def at(scenario: Scenario, hour: float) -> Line:
    """The line as it stands at an hour."""
    made = Line(scenario, 1, 0)
    run = Run(made)
    made.horizon = hour
    run.line.clock.run_until(hour)
    return made


def reps(made: Line, role: str = "ae") -> list[Rep]:
    return [rep for rep in made.people.everyone if rep.role_name == role]


def test_the_company_learns_by_doublings() -> None:
    """From 50 deals' worth, 50 deals are one doubling and 150 two; 8 % more odds and 10 % less time each."""
    rule = {"per_doubling": "8 %", "handling": "10 %", "from": 50}
    made = at(line({"organisation.learning": rule, **NONE}), 30.0)
    lessons = made.people.lessons
    assert lessons is not None
    rep = reps(made)[0]
    assert (rep.lift_odds, rep.lift_speed) == (0.0, 1.0)
    for deals, doublings in ((50, 1), (150, 2)):
        made.customers = deals
        assert lessons.doublings == doublings
        made.people.mornings.lift(rep, 30.0)
        assert rep.persuasion == pytest.approx(doublings * log(1.08))
        assert rep.speeds == pytest.approx([0.9**-doublings] * 2)


def test_learning_that_teaches_nothing_changes_nothing() -> None:
    off = simulate(line())
    on = simulate(line({"organisation.learning": {"per_doubling": "0 %", "from": 10}}))
    assert on.tables == off.tables
    better = simulate(line({"organisation.learning": {"per_doubling": "60 %", "from": 10}}, quarters=3))
    assert sum(better.tables["quarters"]["wins"]) > sum(simulate(line(quarters=3)).tables["quarters"]["wins"])


def test_coaching_costs_both_and_raises_skill() -> None:
    """Three AEs, 2 hours a week each: 6 of the one coach's. Half of 10 % after half of the time."""
    values = {
        "organisation.roles.coach": {"heads": 1},
        "organisation.roles.ae.coaching": {
            "hours": "2 hours per week",
            "gain": "10 %",
            "reach": "8 weeks",
            "coaches": "coach",
        },
        "organisation.roles.ae.skill": {"effect": {"win_odds": 1, "speed": 0.5}},
        **NONE,
    }
    seen = observe(line(values, horizon="4 weeks"))
    check_everything(seen)
    used = {row["rep"]: row["onboarding"] for row in seen.record.rows("reps")}
    assert used["ae/0"] == pytest.approx(4 * 2)
    assert used["coach/0"] == pytest.approx(4 * 6)
    assert used["sdr/0"] == 0
    made = at(
        line(values), 9.0 + 28 * 24 + 1
    )  # the first shift opened at hour 9; this is the morning 28 days later
    skill = 1 + 0.10 * 28 / 56
    assert reps(made)[0].persuasion == pytest.approx(log(skill))
    assert reps(made)[0].speeds == pytest.approx([skill**0.5] * 2)


def test_managers_lose_hours_and_newcomers_beyond_the_span_learn_slowly() -> None:
    """One manager with span 3 and six AEs: three newcomers learn at half pace; 3 x 5 hours a week are the manager's."""
    values = {
        "organisation.roles.boss": {"heads": 1},
        "organisation.roles.ae.onboarding": {
            "managers": "boss",
            "manager_hours": "5 hours per week",
            "span_of_control": 3,
        },
        "organisation.roles.ae.ramp": {"speed": {"linear": "70 days", "start": "0 %"}},
        "organisation.hiring": [HIRE],
        **NONE,
    }
    made = at(line(values), 7 * 24 + 14 * 24 + 10.0)
    newcomers = reps(made)[3:]
    tenure = 14 * 24 + 9.0
    for rep in newcomers:
        assert rep.credit == pytest.approx(-tenure / 2)
        assert rep.learned == pytest.approx(tenure / 2 / (70 * 24))
    seen = observe(line(values, horizon="3 weeks"))
    check_everything(seen)
    boss = next(row for row in seen.record.rows("reps") if row["rep"] == "boss/0")
    assert boss["onboarding"] == pytest.approx(2 * 15)


def test_the_bar_falls_with_the_pace_of_hiring() -> None:
    """Three hires to three heads is pace 100 %: .9 x (1 - 20 %) = .72; six cost twice as much; 50 % may be free."""

    def skills(hires: int, **bar: Any) -> list[float]:
        values = {
            "organisation.roles.ae.skill": {"mean": 0.9, "hiring_bar": {"falls": "20 %", **bar}},
            "organisation.hiring": [{**HIRE, "hires": hires}],
            **NONE,
        }
        return [rep.skill for rep in reps(at(line(values), 300.0)) if not rep.founding]

    assert skills(3) == pytest.approx([0.72] * 3)
    assert skills(6) == pytest.approx([0.54] * 6)
    assert skills(3, **{"from": "50 %"}) == pytest.approx([0.81] * 3)


BOOK = {"organisation.roles.ae.black_book": {"leads": 2, "over": "20 days", "win_odds": 1000}}


def test_black_books_by_hand() -> None:
    """Each of three hires brings two contacts, works them alone, and wins at thousand times the odds."""
    seen = observe(line({**BOOK, "organisation.hiring": [HIRE]}))
    check_everything(seen)
    rows = [row for row in seen.record.rows("sources") if row["source"] == "black book ae"]
    assert sum(row["created"] for row in rows) == 6
    deals = [row for row in seen.record.rows("deals") if row["source"] == "black book ae"]
    assert {row["rep"] for row in deals} == {"ae/3", "ae/4", "ae/5"}
    for row in deals:
        number = int(row["lead"].rpartition("/")[2])
        assert row["rep"] == f"ae/{number // 64}"
        assert 7 * 24 <= row["created"] <= 27 * 24
    assert sum(row["outcome"] == "won" for row in deals) >= 5
    assert "black book ae" not in simulate(line({"organisation.hiring": [HIRE]})).tables["sources"]["source"]


@pytest.mark.parametrize(
    "rule", ["pull", "round robin", "territory", {"rule": "least open", "filters": {"per_day": 2}}]
)
def test_black_books_under_other_rules(rule: Any) -> None:
    more = {
        "organisation.desks.closing.assignment": rule,
        "organisation.wip": {"ae": 2},
        "organisation.hiring": [HIRE],
    }
    check_everything(
        observe(line({**BOOK, **more, "organisation.roles.ae.absence": {"sickness": "60 days per year"}}))
    )


def test_a_book_leaves_with_its_owner() -> None:
    gone = {"rate": "1000 per year", "backfill": False}
    seen = observe(line({**BOOK, "organisation.hiring": [HIRE], "organisation.roles.ae.attrition": gone}))
    check_everything(seen)
    assert sum(row["created"] for row in seen.record.rows("sources") if row["source"] == "black book ae") < 6


def test_what_cannot_work_is_said_at_once() -> None:
    bad = {
        "organisation.learning": {"handling": "100 %"},
        "organisation.roles.ae.onboarding": {"span_of_control": 0},
        "organisation.roles.sdr.onboarding": {"managers": "bos"},
        "organisation.roles.ae.coaching": {"coaches": "sdrs", "reach": "0 days"},
        "organisation.roles.sdr.black_book": {"leads": 1},
        "organisation.roles.ae.black_book": {"leads": 1, "to": "qualification", "win_odds": 0},
    }
    with pytest.raises(ValidationError) as error:
        line(bad)
    for words in (
        "learning.handling: must be below 100 %",
        "roles.ae.onboarding.span_of_control: is of managers",
        "roles.ae.onboarding.span_of_control: must be above 0",
        "roles.sdr.onboarding.managers: unknown name 'bos'",
        "roles.ae.coaching.coaches: unknown name 'sdrs'; did you mean 'sdr'?",
        "roles.ae.coaching.reach: must be above 0",
        "roles.sdr.black_book.to: is required",
        "roles.ae.black_book.to: unknown name 'qualification'",
        "roles.ae.black_book.win_odds: must be above 0",
    ):
        assert words in str(error.value), words
