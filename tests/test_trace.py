"""`salesline trace`: one lead's life, the weekly distribution and fairness, held against the tables and by hand."""

from __future__ import annotations

import csv
import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import salesline as sl
from salesline import cli
from salesline.errors import SalesLineError
from salesline.measures.fairness import FAIRNESS, variation
from salesline.measures.holders import holdings
from salesline.record import STATES, Record
from salesline.scenario.scenario import Scenario
from tests.invariants import observe
from tests.lines import line
from tests.strategies import scenarios

GENERATED = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


def hand_made() -> Record:
    """Two reps and three leads in one plan of two weeks; rep b is half ramped.

    a gets lead 1 ($10) at hour 10 and wins it at hour 110; b gets lead 2 ($20) at hour 36 and leaves it at hour 136, when
    it waits; a gets it at hour 186 and holds it at the end. Lead 0 came before the plan and a loses it at hour 50.
    """
    events = [
        (-5, "x/0", "assigned", "a", ""), (10, "x/1", "assigned", "a", ""), (12, "x/1", "dial", "a", "desk"),
        (36, "x/2", "assigned", "b", ""), (50, "x/0", "lost", "a", ""), (110, "x/1", "won", "a", ""),
        (186, "x/2", "assigned", "a", ""), (190, "x/2", "dial", "a", "desk"), (191, "x/2", "dial", "a", "desk"),
    ]  # fmt: skip
    decisions = [
        (-5, "x/0", "assigned", "a", "b: busy", 5, 0), (10, "x/1", "assigned", "a", "b: at the cap (2 open)", 10, 1),
        (36, "x/2", "assigned", "b", "a: busy", 20, 3), (136, "x/2", "waits", "", "a: busy", 20, 6),
        (186, "x/2", "assigned", "a", "", 20, 6),
    ]  # fmt: skip
    reps = [("a", "sdr", 1, 336, 80, 1.0), ("b", "sdr", 1, 168, 80, 0.5)]

    def table(names: str, rows: list[tuple[Any, ...]]) -> dict[str, list[Any]]:
        return {
            name: list(values) for name, values in zip(names.split(), zip(*rows, strict=True), strict=True)
        }

    return Record("", 1, 0, {
        "events": table("time lead activity resource reason", events),
        "decisions": table("time lead outcome chosen left_out value after_event", decisions),
        "reps": table("rep role quarter employed_hours paid_hours ramp", reps),
        "quarters": table("quarter start_hour end_hour", [(1, 0, 336)]),
    })  # fmt: skip


def test_a_distribution_by_hand() -> None:
    found = sl.distribution(hand_made()).set_index(["week", "rep"]).to_dict("index")
    first, second = found[1, "a"], found[2, "a"]
    assert (first["received"], first["value"], first["touches"], first["first_touches"]) == (1, 10, 1, 1)
    assert (second["received"], second["value"], second["touches"], second["first_touches"]) == (1, 20, 2, 1)
    assert [found[place]["open_end"] for place in ((1, "a"), (1, "b"), (2, "a"), (2, "b"))] == [0, 0, 1, 0]
    assert [found[1, rep]["left out: busy"] for rep in "ab"] == [1, 0]
    assert found[1, "b"]["left out: at the cap"] == 1


def test_fairness_by_hand() -> None:
    """a: 2 leads, $30, 50 + 100 + 150 lead-hours in 336 h, 80 ramped hours; b: 1 lead, $20, 100 in 168 h, 40."""
    found = sl.fairness(hand_made()).set_index("definition")
    assert set(found.index) == set(FAIRNESS)
    assert found.loc["turns", "gini"] == pytest.approx(1 / 6)
    assert found.loc["turns", "cv"] == pytest.approx(1 / 3)
    assert found.loc["ramp share", "gini"] == pytest.approx(0)
    assert found.loc["value", "cv"] == pytest.approx(0.2)
    a, b = 300 / 336, 100 / 168
    assert found.loc["open work", "mean"] == pytest.approx((a + b) / 2)
    assert found.loc["open work", "gini"] == pytest.approx((a - b) / (2 * (a + b)))
    assert math.isnan(variation([0, 0]))


def test_a_record_without_its_log_is_refused() -> None:
    for look in (sl.distribution, sl.fairness):
        with pytest.raises(SalesLineError, match="log=True"):
            look(sl.simulate(line()))


@GENERATED
@given(scenarios())
def test_holdings_end_where_the_people_do(scenario: Scenario) -> None:
    seen = observe(scenario)
    held: Counter[str] = Counter()
    for change in holdings(seen.record):
        held[change.rep] += change.change
        assert held[change.rep] >= 0
    assert {name: count for name, count in held.items() if count} == {
        name: rep.open for name, rep in seen.reps.items() if rep.open
    }


@GENERATED
@given(scenarios())
def test_the_distribution_adds_up(scenario: Scenario) -> None:
    record = sl.simulate(scenario, log=True)
    found = sl.distribution(record)
    decisions = record.rows("decisions")
    assert found["received"].sum() == sum(bool(row["chosen"]) and row["time"] >= 0 for row in decisions)
    touches = [row for row in record.rows("events") if row["activity"] not in STATES and row["time"] >= 0]
    assert found["touches"].sum() == len(touches)


@GENERATED
@given(scenarios())
def test_the_log_changes_nothing(scenario: Scenario) -> None:
    seen = sl.simulate(scenario, log=True).tables
    plain = sl.simulate(scenario).tables
    assert {name: seen[name] for name in plain} == plain


@GENERATED
@given(scenarios())
def test_every_kind_of_life_can_be_told(scenario: Scenario) -> None:
    record = sl.simulate(scenario, log=True)
    rows = record.rows("events")
    for end in ("won", "lost", "nurtured", "entered"):
        lead = next((row["lead"] for row in reversed(rows) if row["activity"] == end), None)
        if lead is None or not any(row["lead"] == lead and row["activity"] == "created" for row in rows):
            continue
        told = sl.trace(scenario, lead)
        assert [step.hour for step in told.steps] == sorted(step.hour for step in told.steps)
        touches = sum(row["lead"] == lead and row["activity"] not in STATES for row in rows)
        assert sum(step.kind == "touch" for step in told.steps) == touches
        assert max(map(len, str(told).splitlines())) <= 80
        for stamps in told.stamps.values():
            # Where a rep is asked first, word of the lead comes before it is assigned.
            known = [hour for name, hour in stamps.items() if hour is not None and name != "notified"]
            assert known == sorted(known)
            if stamps["notified"] is not None:
                assert known[0] <= stamps["notified"]
        json.dumps(told.as_json(), allow_nan=False)


def test_a_won_lead_in_plain_words() -> None:
    scenario = line({"market.win.intercept": 2.0})
    deal = next(row for row in sl.simulate(scenario, log=True).rows("deals") if row["outcome"] == "won")
    told = sl.trace(scenario, deal["lead"])
    text = str(told)
    assert text.startswith(f"{deal['lead']} in replication 0 of plain, seed")
    for words in ("Comes from the source inbound; no marketing gate", "by the rule 'least open'", "Why not: ",
                  "it reached the buyer", "Becomes an opportunity", "Moves on from discovery to proposal", "Won: a deal of",
                  "Timestamps at closing"):  # fmt: skip
        assert words in " ".join(text.split()), words
    assert told.steps[-1].hour == pytest.approx(deal["closed"])
    assert f"{told.steps[0].time:%Y-%m-%d %H:%M}" in told.as_json()["steps"][0]["time"].replace("T", " ")


def test_another_replication_and_seed_is_another_life() -> None:
    scenario = line()
    assert str(sl.trace(scenario, "inbound/3")) != str(sl.trace(scenario, "inbound/3", 1))
    assert sl.trace(scenario, "inbound/3", seed=9).seed == 9


@pytest.mark.parametrize(
    ("lead", "told"),
    [
        ("inbound/99999", "near it: inbound/"),
        ("inbund/3", "near it: inbound/0"),
        ("", "leads by source: inbound"),
    ],
)
def test_a_lead_that_is_not_there(lead: str, told: str) -> None:
    with pytest.raises(SalesLineError, match="there is no lead") as error:
        sl.trace(line(), lead)
    assert told in str(error.value)


# -- the command


@pytest.fixture
def scenario_file(tmp_path: Path) -> str:
    path = tmp_path / "plain.yaml"
    path.write_text(sl.dump(line({"organisation.roles.sdr.heads": 3})))
    return str(path)


def test_the_command_tells_a_life(scenario_file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["trace", scenario_file, "--lead", "inbound/5", "--replication", "1", "--seed", "4"]) == 0
    assert capsys.readouterr().out.startswith("inbound/5 in replication 1 of plain, seed 4\n")
    assert cli.main(["trace", scenario_file, "--lead", "inbound/5", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["lead"] == "inbound/5"
    assert cli.main(["trace", scenario_file, "--lead", "nobody/5"]) == 1
    assert "leads by source" in capsys.readouterr().err
    assert cli.main(["trace", scenario_file, "--lead", "inbound/5", "--csv", "x.csv"]) == 1
    assert "leave --lead out" in capsys.readouterr().err


def test_the_command_shows_the_distribution(
    scenario_file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "weeks.csv"
    arguments = ["trace", scenario_file, "--set", "organisation.roles.ae.heads=2"]
    assert cli.main([*arguments, "--csv", str(target)]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert "sdr/2" in out
    assert "ae/2" not in out
    assert "Fairness by four definitions" in out
    with target.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["week"] == "1"
    assert "left out: more open leads" in rows[0]
    assert cli.main([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["weeks"]) == len(rows)
    assert cli.main([*arguments, "--csv", str(tmp_path / "no" / "weeks.csv")]) == 1
    assert "could not be written" in capsys.readouterr().err


def test_no_cell_of_the_csv_is_a_formula(tmp_path: Path) -> None:
    import pandas as pd  # noqa: PLC0415 - as the package does

    from salesline.store import save_csv  # noqa: PLC0415 - the same

    save_csv(pd.DataFrame({"=rep": ["=1+1", "@x", "-y", "+z", "plain"]}), tmp_path / "x.csv")
    with (tmp_path / "x.csv").open(newline="") as file:
        cells = [row[0] for row in csv.reader(file)]
    assert cells == ["'=rep", "'=1+1", "'@x", "'-y", "'+z", "plain"]
