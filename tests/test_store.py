"""Results folders: whole or not at all, the same bytes every time, nothing a spreadsheet would run."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from salesline import store
from salesline.errors import SalesLineError
from salesline.experiment.study import Study
from salesline.report.verdict import verdict
from salesline.scenario.reader import loads
from tests.report import fakes


@pytest.fixture(scope="module")
def study() -> Study:
    return fakes.run(4)


def bytes_of(place: Path) -> dict[str, str]:
    files = sorted(path for path in place.rglob("*") if path.is_file())
    return {str(path.relative_to(place)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_everything_is_there(study: Study, tmp_path: Path) -> None:
    place = store.save(study, verdict(study), tmp_path, ["salesline", "run", "x.yaml"])
    assert place.parent.name == "triple-the-team"
    assert place.name == study.scenarios["Triple the team"].digest[:16]
    names = set(bytes_of(place))
    assert {"scenario.yaml", "manifest.json", "verdict.json", "report.html"} <= names
    for table in ("quarters", "reps", "desks", "sources", "weeks", "deals", "measures", "summary"):
        assert {f"tables/{table}.csv", f"tables/{table}.parquet"} <= names
    told = json.loads((place / "manifest.json").read_text())
    assert told["seed"] == 7
    assert told["replications"] == 4
    assert told["command"] == ["salesline", "run", "x.yaml"]


def test_the_saved_scenario_is_the_scenario(study: Study, tmp_path: Path) -> None:
    place = store.save(study, verdict(study), tmp_path)
    assert loads((place / "scenario.yaml").read_text()) == study.scenarios["Triple the team"]


def test_tables_read_back(study: Study, tmp_path: Path) -> None:
    place = store.save(study, verdict(study), tmp_path)
    back = pd.read_parquet(place / "tables" / "quarters.parquet")
    pd.testing.assert_frame_equal(back, study.tables["quarters"])


def test_same_study_same_bytes(study: Study, tmp_path: Path) -> None:
    first = bytes_of(store.save(study, verdict(study), tmp_path / "a"))
    second = bytes_of(store.save(fakes.run(4), verdict(fakes.run(4)), tmp_path / "b"))
    assert first == second


def test_an_older_folder_is_replaced_as_a_whole(study: Study, tmp_path: Path) -> None:
    place = store.save(study, verdict(study), tmp_path)
    (place / "left-over.txt").write_text("old")
    assert store.save(study, verdict(study), tmp_path) == place
    assert not (place / "left-over.txt").exists()
    assert [path.name for path in place.parent.iterdir()] == [place.name]


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("x")]
)
def test_an_error_leaves_nothing(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(*_: Any) -> None:
        raise error

    monkeypatch.setattr(store, "manifest", fail)
    wanted = SalesLineError if isinstance(error, OSError) else type(error)
    with pytest.raises(wanted):
        store.save(study, verdict(study), tmp_path / "results")
    assert list(tmp_path.iterdir()) == []


def test_an_error_keeps_the_older_folder(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = store.save(study, verdict(study), tmp_path)
    before = bytes_of(place)

    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "manifest", fail)
    with pytest.raises(SalesLineError, match="No space left on device"):
        store.save(study, verdict(study), tmp_path)
    assert bytes_of(place) == before
    assert [path.name for path in place.parent.iterdir()] == [place.name]


def test_a_file_in_the_way_is_one_clear_error(study: Study, tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file")
    with pytest.raises(SalesLineError, match="could not be written"):
        store.save(study, verdict(study), tmp_path / "results")


def test_formulas_in_csv_are_defused(tmp_path: Path) -> None:
    study = fakes.hostile(2)
    place = store.save(study, verdict(study), tmp_path)
    for path in place.rglob("*.csv"):
        for line in path.read_text().splitlines()[1:]:
            assert not line.startswith(("=", "@", '"=')), path
    frame = pd.DataFrame({"text": ["=1+1", "@x", "-y", "plain"], "number": [-1.0, 2.0, -3.0, 4.0]})
    assert list(store.defused(frame)["text"]) == ["'=1+1", "'@x", "'-y", "plain"]
    assert list(store.defused(frame)["number"]) == [-1.0, 2.0, -3.0, 4.0]


def test_a_comparison_keeps_all_scenarios(tmp_path: Path) -> None:
    study = fakes.compare(4)
    place = store.save(study, verdict(study), tmp_path)
    assert place.parent.name == "startup-vs-triple-the-team"
    assert (place / "scenario-2.yaml").exists()
    assert (place / "tables" / "effects.csv").exists()
