"""The verdict: keys that stay, numbers that come from the study alone."""

import json
from typing import Any

import pandas as pd
import pytest

from salesline.experiment.study import Study
from salesline.report import words
from salesline.report.constraint import BUSY, constraint, fills_spare_time
from salesline.report.people import attainment_by_rep
from salesline.report.spreadsheet import spreadsheet
from salesline.report.together import footnotes
from salesline.report.verdict import verdict
from salesline.scenario.scenario import Scenario
from tests.report import fakes

KEYS = {
    "name", "question", "start", "digest", "plan", "spreadsheet", "bookings", "chance", "growth", "quarters",
    "first_miss", "constraint", "desks", "attainment", "roles", "funnel", "money",
}  # fmt: skip


@pytest.fixture(scope="module")
def study() -> Study:
    return fakes.run(16)


def test_keys_are_the_documented_ones(study: Study) -> None:
    found = verdict(study)
    assert set(found) == {"schema", "kind", "scenarios", "effects", "variance_saved", "made"}
    assert found["schema"] == 1
    assert set(found["scenarios"][0]) == KEYS


def test_it_is_json_without_nan(study: Study) -> None:
    assert json.loads(json.dumps(verdict(study), allow_nan=False)) == verdict(study)


def test_bookings_are_the_mean_of_the_records(study: Study) -> None:
    totals = [
        sum(
            b
            for q, b in zip(r.tables["quarters"]["quarter"], r.tables["quarters"]["bookings"], strict=True)
            if q >= 1
        )
        for r in study.records["Triple the team"]
    ]
    one = verdict(study)["scenarios"][0]
    assert one["bookings"]["mean"] == pytest.approx(sum(totals) / len(totals))
    assert one["chance"]["share"] == sum(t >= 9e6 for t in totals) / len(totals)
    assert sum(q["mean"] for q in one["quarters"]) == pytest.approx(one["bookings"]["mean"])


def test_growth_is_against_last_year(study: Study) -> None:
    one = verdict(study)["scenarios"][0]
    assert one["growth"]["mean"] == pytest.approx(one["bookings"]["mean"] / 3e6 - 1)
    assert one["growth"]["planned"] == pytest.approx(2.0)
    assert one["quarters"][-1]["growth_to_date"] == pytest.approx(one["growth"]["mean"])


def test_the_last_quarter_to_date_is_the_whole_plan() -> None:
    for one in verdict(fakes.compare(12))["scenarios"]:
        assert one["quarters"][-1]["chance_to_date"] == one["chance"]["share"]


def test_a_missed_plan_is_first_missed_in_a_quarter(study: Study) -> None:
    assert verdict(study)["scenarios"][0]["first_miss"] == 1


def test_without_a_plan_there_is_no_chance() -> None:
    found = verdict(fakes.without_plan(4))["scenarios"][0]
    assert found["plan"] is None
    assert found["chance"] is None
    assert found["first_miss"] is None
    assert found["growth"] is None


def test_one_replication_has_no_intervals() -> None:
    one = verdict(fakes.run(1))["scenarios"][0]
    assert one["bookings"]["interval"] is None
    assert one["chance"]["interval"] is not None


def test_spreadsheet_multiplies_quota_by_heads(study: Study) -> None:
    assert verdict(study)["scenarios"][0]["spreadsheet"]["bookings"] == pytest.approx(15 * 800_000)


def test_effects_are_paired_and_say_what_is_shown() -> None:
    found = verdict(fakes.compare(16))
    effect = next(e for e in found["effects"] if e["measure"] == "bookings")
    base, other = (one["bookings"]["mean"] for one in found["scenarios"])
    assert effect["mean"] == pytest.approx(other - base)
    assert effect["shown"]
    same = next(e for e in found["effects"] if e["measure"] == "win_rate")
    assert same["shown"] == (not same["interval"][0] <= 0 <= same["interval"][1])


def desk(name: str, load: float | None, *, list_driven: bool = False) -> dict[str, Any]:
    slack = BUSY / load - 1 if load and not list_driven else None
    return {"desk": name, "load": load, "list_driven": list_driven, "slack": slack}


IDLE = [
    {"role": "ae", "idle_share": 0.33, "list_driven": False},
    {"role": "inbound_sdr", "idle_share": 0.37, "list_driven": False},
    {"role": "outbound_sdr", "idle_share": 0.0, "list_driven": True},
]


@pytest.mark.parametrize(("load", "name"), [(0.84, "demand"), (0.85, "ae"), (1.0, "ae")])
def test_the_constraint_is_the_busiest_desk_from_85_percent(load: float, name: str) -> None:
    found = constraint([desk("sdr", 0.5), desk("ae", load)], IDLE)
    assert found["name"] == name
    assert found["load"] == load


@pytest.mark.parametrize(
    ("waiting", "name"), [(0.3, "demand"), (17.0, "demand"), (18.0, "closing"), (104.0, "closing")]
)
def test_a_cap_that_holds_a_tenth_of_the_leads_back_binds(waiting: float, name: str) -> None:
    closing = {**desk("closing", 0.77), "wip": 180.0, "backlog": waiting}
    rows = [{**desk("qualification", 0.55), "wip": 164.0, "backlog": 0.3}, closing]
    found = constraint(rows, [])
    assert found["name"] == name
    assert ("leads wait there for somebody with room" in found["words"]) == (name == "closing")
    assert constraint([{**desk("sdr", 0.9), "wip": 9.0, "backlog": 0.0}, closing], [])["name"] == "sdr"


def test_a_desk_that_prospects_is_never_the_constraint() -> None:
    found = constraint([desk("prospecting", 1.0, list_driven=True), desk("ae", 0.5)], IDLE)
    assert (found["name"], found["load"]) == ("demand", 0.5)
    assert constraint([desk("prospecting", 1.0, list_driven=True)], IDLE)["name"] == "demand"


def test_the_words_name_idleness_misses_and_slack() -> None:
    rows = [desk("prospecting", 1.0, list_driven=True), desk("qualification", 0.5), desk("closing", 0.68)]
    told = constraint(rows, IDLE, {"reps": 15, "at_quota": 0.9})["words"]
    assert told == (
        "AEs idle 33 % of paid hours, inbound SDRs 37 %; 14 of 15 miss quota. Qualification could take 70 % more work "
        "before it binds; closing could take 25 % more; prospecting fills spare time."
    )
    told = constraint([desk("qualification", 0.9), desk("closing", 0.95)], [])["words"]
    assert told == "Closing works at 95 % load; qualification is past binding too, at 90 % load."


def test_no_paid_hours_is_said() -> None:
    assert constraint([desk("ae", None)], [])["words"] == "No desk had any paid hours."


def test_a_desk_without_anybody_binds_when_leads_wait_there() -> None:
    unmanned = {**desk("closing", None), "backlog": 1136.0}
    found = constraint([{**desk("qualification", 0.95), "backlog": 0.0}, unmanned], IDLE)
    assert (found["name"], found["load"]) == ("closing", None)
    assert found["words"] == "Closing had no paid hours while 1,136 leads waited there."
    assert (
        constraint([{**desk("qualification", 0.5), "backlog": 0.0}, {**unmanned, "backlog": 0.0}], [])["name"]
        == "demand"
    )


def test_whoever_prospects_fills_spare_time() -> None:
    one = fakes.scenario("x", "", {"ae": 1, "inbound_sdr": 1, "outbound_sdr": 1}, None)
    data = one.model_dump(by_alias=True)
    data["market"]["sources"]["list"] = {
        "kind": "outbound",
        "to": "cold",
        "accounts": 9,
        "connect": {"call": 0.1},
    }
    data["organisation"]["desks"]["cold"] = {
        "staffed_by": "outbound_sdr", "prospecting": {"source": "list", "mix": {"call": 1}}, "hands_to": "ae"
    }  # fmt: skip
    data["organisation"]["desks"]["warm"] = {
        "staffed_by": ["outbound_sdr", "inbound_sdr"], "stages": [{"name": "first", "activity": "call"}]
    }  # fmt: skip
    made = Scenario.model_validate(data)
    assert [name for name in ("ae", "cold", "warm", "none") if fills_spare_time(made, name)] == [
        "cold",
        "warm",
    ]


@pytest.mark.parametrize(
    ("hires", "quarters", "bookings"), [(0, 4, 3e6), (10, 4, 9e6), (10, 2, 4.5e6), (10, 8, 18e6)]
)
def test_the_naive_plan_is_quota_times_final_heads_times_years(
    hires: int, quarters: int, bookings: float
) -> None:
    one = fakes.scenario("x", "", {"ae": 5, "sdr": 2}, None).with_values(
        {
            "organisation.roles.ae.pay": {"quota": 600_000.0},
            "study.quarters": quarters,
            "organisation.hiring": [
                {"role": "ae", "hires": hires, "from": "2026-11-02", "over": "2 months"},
                {"role": "sdr", "hires": 6, "from": "2026-01-05"},
            ],
        }
    )
    sheet = spreadsheet(one)
    assert sheet.bookings == pytest.approx(bookings)
    assert (sheet.heads, sheet.hires) == (5 + hires, hires)
    assert sum(sheet.by_quarter) == pytest.approx(bookings)
    assert len(sheet.by_quarter) == quarters


def reps(rows: list[tuple[str, int, float, float, float]]) -> pd.DataFrame:
    """(rep, replication, employed hours, tenure in months, bookings) in the first quarter, at a quota of 100."""
    frame = pd.DataFrame(rows, columns=["rep", "replication", "employed_hours", "tenure_months", "bookings"])
    return frame.assign(role="ae", quarter=1, quota=100.0)


def test_rare_reps_are_one_line() -> None:
    often = [(f"ae/{i}", r, 2190.0, 24.0, 50.0 + 50 * i) for i in range(2) for r in range(4)]
    hired = [("ae/2", r, 1461.0, 2.0, 20.0) for r in range(2)]
    rare = [("ae/0.1", 0, 100.0, 0.1, 0.0), ("ae/1.1", 0, 100.0, 0.1, 30.0)]
    found = attainment_by_rep(reps(often + hired + rare))
    assert list(found.listed["name"]) == ["AE 2", "AE 1", "AE 3 (new)"]
    assert list(found.listed["replications"]) == [4, 4, 2]
    assert found.at_quota == 1.0
    assert found.others is not None
    assert (found.others.reps, found.others.mean) == (0.5, 0.15)
    assert attainment_by_rep(reps(often)).others is None


@pytest.mark.parametrize(
    ("rep", "new", "name"),
    [("ae/0", False, "AE 1"), ("inbound_sdr/4", True, "inbound SDR 5 (new)"), ("ae/0.1", True, "AE 1 (2nd holder)"),
     ("ae/10.2", False, "AE 11 (3rd holder)"), ("somebody", False, "somebody")],
)  # fmt: skip
def test_reps_have_friendly_names(rep: str, new: bool, name: str) -> None:  # noqa: FBT001 - a case
    assert words.rep_name(rep, new=new) == name


def test_plans_of_different_years_are_compared_by_quarter() -> None:
    found = verdict(fakes.compare(8))
    assert not any("begin on different days" in note for note in footnotes(found))
    found["scenarios"][0]["start"] = "2025-01-06"
    assert any("Startup on 6 Jan 2025" in note for note in footnotes(found))
