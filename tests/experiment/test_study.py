"""Studies end to end on the stand-in model: pairing, precision, stopping, names, what is shown."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from salesline.errors import SalesLineError
from salesline.experiment import Interrupted, Study, compare, run, sweep
from salesline.experiment.asked import BOOKINGS
from salesline.experiment.statistics import paired_effect
from salesline.record import Record
from tests.experiment.fakes import FakePlan, FakeScenario, FakeStudy, simulate

BASE = FakeScenario()
MORE = FakeScenario("more", level=110.0)


def one(frame: pd.DataFrame, **keys: Any) -> dict[Any, Any]:
    """Return the only row with these values."""
    for key, value in keys.items():
        frame = frame[frame[key] == value]
    (row,) = frame.to_dict("records")
    return row


def totals(study: Study, name: str) -> list[float]:
    mine = study.measures[(study.measures["scenario"] == name) & (study.measures["measure"] == "bookings")]
    return list(mine[mine["quarter"] == 0].sort_values("replication")["value"])


def test_run_takes_its_defaults_from_the_scenario() -> None:
    study = run(BASE, jobs=1, simulate=simulate)
    assert (study.names, study.replications, study.seed) == (("base",), 8, 1)
    assert [record.replication for record in study.records["base"]] == list(range(8))
    assert study.scenarios == {"base": BASE}
    assert study.seconds > 0
    assert study.effects.empty
    assert set(study.tables) == {"quarters", "reps", "desks", "deals"}


def test_arguments_beat_the_scenario() -> None:
    study = run(BASE, replications=3, seed=9, jobs=1, simulate=simulate)
    assert (study.replications, study.seed) == (3, 9)
    fixed = run(FakeScenario(study=FakeStudy(precision=0.5)), replications=3, jobs=1, simulate=simulate)
    assert fixed.replications == 3


def test_summary_is_that_of_the_values() -> None:
    study = run(BASE, replications=40, jobs=1, simulate=simulate)
    row, values = one(study.summary, quarter=0, measure="bookings"), totals(study, "base")
    assert row["n"] == 40
    assert row["mean"] == pytest.approx(np.mean(values))
    assert row["p90"] == pytest.approx(np.quantile(values, 0.9))
    assert row["low"] < row["mean"] < row["high"]
    assert row["p10_low"] <= row["p10"] <= row["p10_high"]


def test_compare_pairs_on_common_luck() -> None:
    study = compare([BASE, MORE], replications=20, jobs=1, simulate=simulate)
    row = one(study.effects, quarter=0, measure="bookings")
    assert (row["scenario"], row["baseline"], row["n"]) == ("more", "base", 20)
    assert row["mean"] == pytest.approx(20)  # two quarters of 10 more, on the same luck to the last digit
    assert row["high"] - row["low"] < 1e-9
    assert row["variance_ratio"] > 1e6
    assert row["chance_best"] == 1
    assert row["relative"] == pytest.approx(20 / np.mean(totals(study, "base")))
    assert one(study.best, scenario="base", quarter=0, measure="bookings")["wins_row"] == 0


def test_a_better_direction_is_needed_to_be_best() -> None:
    study = compare([BASE, MORE], jobs=1, simulate=simulate)
    assert math.isnan(one(study.effects, quarter=0, measure="losses")["chance_best"])
    assert one(study.effects, quarter=0, measure="cac")["chance_best"] == 0.5  # equal in every row


def test_intervals_hold_together_over_the_alternatives() -> None:
    noisy = [replace(BASE, name=f"noisy {i}", spread=10.0 + 5 * i) for i in (1, 2, 3)]
    study = compare([BASE, *noisy], replications=12, jobs=1, simulate=simulate)
    row = one(study.effects, quarter=0, measure="bookings", scenario="noisy 2")
    alone = paired_effect(totals(study, "base"), totals(study, "noisy 2"), level=1 - 0.05 / 3)
    assert (row["low"], row["high"]) == (pytest.approx(alone.low), pytest.approx(alone.high))
    assert row["p"] >= alone.p


@pytest.mark.parametrize("jobs", [1, 2])
def test_stops_at_the_asked_precision_whatever_the_number_of_jobs(jobs: int) -> None:
    study = compare(
        [BASE, replace(BASE, name="wide", spread=30.0)], precision=0.05, jobs=jobs, simulate=simulate
    )
    assert (
        study.replications == 62
    )  # after 16, 24, 32, 40, 50: at least 8, and from 32 on a quarter, more each time
    assert study.precision <= 0.05 / 1.05


def test_precision_has_a_limit_and_says_what_it_reached() -> None:
    study = run(replace(BASE, spread=200.0), precision=0.01, replications=30, jobs=1, simulate=simulate)
    assert study.replications == 30
    assert study.precision > 0.01
    assert run(BASE, precision=0.5, jobs=1, simulate=simulate).replications == BOOKINGS.first
    assert (
        run(FakeScenario(study=FakeStudy(precision=0.5)), jobs=1, simulate=simulate).replications
        == BOOKINGS.first
    )


def test_progress_ends_at_all_done() -> None:
    told: list[tuple[int, int, float, float | None]] = []
    study = compare(
        [BASE, MORE], precision=0.05, jobs=1, simulate=simulate, progress=lambda *at: told.append(at)
    )
    assert told[-1][:2] == (2 * study.replications, 2 * study.replications)
    assert [done for done, *_ in told] == list(range(1, 2 * study.replications + 1))
    assert all(done <= total for done, total, *_ in told)
    assert told[0][3] is None


class Drawer:
    """A shelf in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, int, int], Record] = {}

    def get(self, scenario: FakeScenario, seed: int, replication: int) -> Record | None:
        return self.kept.get((scenario.name, seed, replication))

    def put(self, scenario: FakeScenario, record: Record) -> None:
        self.kept[scenario.name, record.seed, record.replication] = record


def test_an_interrupted_study_goes_on_where_it_stopped() -> None:
    drawer, ran = Drawer(), []

    def counted(scenario: FakeScenario, seed: int, replication: int) -> Record:
        ran.append((scenario.name, replication))
        if len(ran) == 6:
            raise KeyboardInterrupt
        return simulate(scenario, seed, replication)

    with pytest.raises(Interrupted) as caught:
        compare([BASE, MORE], jobs=1, simulate=counted, shelf=drawer)
    assert len(caught.value.finished) == len(drawer.kept) == 5
    study = compare([BASE, MORE], jobs=1, simulate=counted, shelf=drawer)
    assert len(ran) == 6 + 16 - 5
    whole = compare([BASE, MORE], jobs=1, simulate=simulate)
    assert study.records == whole.records
    pd.testing.assert_frame_equal(study.effects, whole.effects)


def test_names_are_unique() -> None:
    same = [BASE, replace(BASE, level=1.0), replace(BASE, level=2.0)]
    assert compare(same, jobs=1, simulate=simulate).names == ("base", "base (2)", "base (3)")


def test_chance_of_a_threshold() -> None:
    study = compare([BASE, MORE], replications=20, jobs=1, simulate=simulate)
    share, low, high = study.chance("bookings", 200.0)
    assert share == np.mean([value >= 200 for value in totals(study, "base")])
    assert 0 <= low < share < high <= 1
    assert study.chance("bookings", 0.0, quarter=2, scenario="more")[0] == 1
    assert study.chance("cac", 1e9)[0] == 1  # less is better: at most
    with pytest.raises(KeyError):
        study.chance("happiness", 1.0)


def test_terms_come_from_the_scenario() -> None:
    planned = FakeScenario(study=FakeStudy(plan=FakePlan(last_year=400.0), gross_margin=0.4))
    study = run(planned, replications=2, jobs=1, simulate=simulate)
    growth = one(study.summary, quarter=0, measure="growth")["mean"]
    assert growth == pytest.approx(np.mean(totals(study, "base")) / 2 / 100 - 1)


def test_measures_that_only_some_scenarios_have() -> None:
    def with_closer(scenario: FakeScenario, seed: int, replication: int) -> Record:
        record = simulate(scenario, seed, replication)
        if scenario.name == "more":
            reps = record.tables["reps"]
            record.tables["reps"] = reps | {"role": ["closer"] * len(reps["role"])}
        return record

    study = compare([BASE, MORE, replace(BASE, name="third")], jobs=1, simulate=with_closer)
    heads = study.effects[study.effects["measure"] == "heads.ae"]
    assert set(heads["scenario"]) == {"third"}
    assert "heads.closer" not in set(study.effects["measure"])
    assert "heads.closer" in set(study.summary["measure"])


def test_sweep() -> None:
    study = sweep(BASE, {"level": [90.0, 120.0], "spread": [0.0]}, replications=4, jobs=1, simulate=simulate)
    assert study.names == ("base", "level=90.0, spread=0.0", "level=120.0, spread=0.0")
    assert study.grid["level=120.0, spread=0.0"] == {"level": 120.0, "spread": 0.0}
    assert totals(study, "level=120.0, spread=0.0") == [240.0] * 4


@pytest.mark.parametrize(
    ("scenarios", "arguments", "message"),
    [
        ([], {}, "no scenario"),
        ([BASE], {"replications": 0}, "at least 1"),
        ([BASE], {"precision": 1.5}, "between 0 and 1"),
        ([BASE], {"precision": math.nan}, "between 0 and 1"),
        (
            [BASE, replace(MORE, study=FakeStudy(quarters=3))],
            {},
            "study.quarters is 2 in 'base' and 3 in 'more'",
        ),
    ],
)
def test_bad_requests(scenarios: list[FakeScenario], arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(SalesLineError, match=message):
        compare(scenarios, jobs=1, simulate=simulate, **arguments)


def test_plans_may_begin_on_different_days() -> None:
    later = replace(MORE, study=FakeStudy(start="2026-01-05"))
    assert compare([BASE, later], replications=2, jobs=1, simulate=simulate).names == ("base", "more")


def test_shows_itself() -> None:
    study = compare([replace(BASE, name="<b>"), MORE], replications=4, jobs=1, simulate=simulate)
    page = study._repr_html_()
    assert "Bookings" in page
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert "4 replications" in page
    assert repr(study) == "<Study of <b>, more: 4 replications, seed 1>"
