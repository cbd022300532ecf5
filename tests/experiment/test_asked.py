"""Precision of anything: what is asked in words, what stops a run, and the command line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from salesline.cli import main
from salesline.errors import SalesLineError
from salesline.experiment import compare, run
from salesline.experiment.asked import asked_of
from salesline.experiment.events import event_of
from salesline.scenario.writer import dump
from tests.experiment.fakes import FakePlan, FakeScenario, FakeStudy, simulate
from tests.lines import line

BASE = FakeScenario(study=FakeStudy(plan=FakePlan(bookings=210.0)))


@pytest.mark.parametrize(
    ("text", "measure", "kind", "share"),
    [("wins", "wins", "mean", 0.5), ("wip.ae", "wip.ae", "mean", 0.5), ("P90 of bookings", "bookings", "quantile", 0.9),
     ("p2.5 cost_total", "cost_total", "quantile", 0.025), ("plan", "bookings", "chance", 0.5),
     ("wins >= 200", "wins", "chance", 0.5), ("contribution < $1M", "contribution", "chance", 0.5)],
)  # fmt: skip
def test_what_is_asked_is_read(text: str, measure: str, kind: str, share: float) -> None:
    found = asked_of(text)
    assert (found.measure, found.kind, found.share) == (measure, kind, share)


@pytest.mark.parametrize(
    ("text", "message"),
    [("winz", "no measure 'winz'; did you mean 'wins'"), ("P0 of wins", "between P1 and P99"), ("P90 of winz", "no measure"),
     ("wins >= many", "many"), ("< 3", "is nothing that happens"), ("winz >= 3", "no measure")],
)  # fmt: skip
def test_what_cannot_be_known_is_refused(text: str, message: str) -> None:
    with pytest.raises(SalesLineError, match=message):
        asked_of(text)


def test_events_are_counted_where_there_is_a_value() -> None:
    values = np.array([1.0, 2.0, np.nan, 3.0])
    counted = {
        text: event_of(f"win_rate {text}").happened(values).tolist()
        for text in (">= 2", "> 2", "<= 2", "< 2")
    }
    assert counted == {
        ">= 2": [False, True, True], "> 2": [False, False, True], "<= 2": [True, True, False], "< 2": [True, False, False],
    }  # fmt: skip
    with pytest.raises(SalesLineError, match="no plan"):
        event_of("plan").happened(values, FakeScenario())


@pytest.mark.parametrize(
    ("of", "within"), [("P10 of bookings", 0.03), ("plan", 0.1), ("bookings", 0.01), ("bookings < 190", 0.1)]
)
def test_every_scenario_of_a_comparison_gets_as_precise_as_asked(of: str, within: float) -> None:
    other = FakeScenario("other", level=110.0, study=BASE.study)
    study = compare([BASE, other], precision=within, of=of, jobs=1, simulate=simulate)
    assert study.precision <= within
    assert study.asked.text == of
    few = compare([BASE, other], precision=0.5, of=of, jobs=1, simulate=simulate)
    assert few.replications == (16 if of == "bookings" else 50)  # 40 and a second look
    for name, seen in study.known.items():
        assert seen.low <= seen.value <= seen.high
        assert study.precision_of(name) <= within


def test_the_plan_is_that_of_each_scenario() -> None:
    hard = FakeScenario("hard", study=FakeStudy(plan=FakePlan(bookings=1000.0)))
    study = compare([BASE, hard], replications=60, of="plan", jobs=1, simulate=simulate)
    assert study.known["base"].value > 0.05
    assert study.known["hard"].value == 0.0


def test_a_measure_that_has_no_value_is_said() -> None:
    with pytest.raises(SalesLineError, match=r"no replication of 'base' has a value of .wip\.nobody"):
        run(BASE, precision=0.02, of="wip.nobody", jobs=1, simulate=simulate)
    with pytest.raises(SalesLineError, match="no measure"):
        run(BASE, precision=0.02, of="winz", jobs=1, simulate=simulate)


def test_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, wip in (("a", 4), ("b", 8)):
        Path(f"{name}.yaml").write_text(
            dump(line({"organisation.wip.ae": wip})).replace("name: plain", f"name: {name}")
        )
    ask = ["--precision", "10%", "--of", "P50 of wins", "--jobs", "1", "--quiet"]
    assert main(["compare", "a.yaml", "b.yaml", *ask, "--json"]) == 0
    made = json.loads(capsys.readouterr().out)["made"]
    assert made["replications"] >= 40
    assert made["precision"] <= 0.1
    assert [(row["scenario"], row["text"]) for row in made["asked"]] == [
        ("a", "P50 of wins"),
        ("b", "P50 of wins"),
    ]
    assert main(["run", "a.yaml", *ask]) == 0
    assert "Asked      P50 of wins " in capsys.readouterr().out
    (saved,) = Path("results").glob("a/*/scenario.yaml")
    assert "precision of: P50 of wins" in saved.read_text()
    assert main(["run", "a.yaml", "--precision", "5%", "--of", "winz", "--quiet"]) == 1
    assert "did you mean 'wins'" in capsys.readouterr().err
