"""Event logs for other tools: columns of process mining, XES, OCEL 2.0, Parquet.

Files of `salesline export` were read with pm4py 2.7 (XES, CSV, OCEL 2.0 JSON and on to its XML and SQLite) and DuckDB;
neither is a dependency, so the tests hold the forms to what those tools ask for.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from salesline.cli import main
from salesline.errors import SalesLineError
from salesline.exports.eventlog import EventLog, frame, write_csv, write_parquet
from salesline.exports.ocel import ocel
from salesline.exports.xes import write_xes
from salesline.model import simulate
from salesline.record import STATES, Record
from salesline.scenario.writer import dump
from tests.lines import line

NS = "{http://www.xes-standard.org/}"


@pytest.fixture(scope="module")
def log() -> EventLog:
    scenario = line(
        {
            "market.sources": {
                "=1+1": {"kind": "inbound", "to": "qualification", "rate": "20 per month"},
                '<b>&"ads': {"kind": "inbound", "to": "qualification", "rate": "20 per month"},
            },
            "study.time_zone": "America/New_York",
        }
    )
    return EventLog(scenario, simulate(scenario, 1, 0, log=True))


def test_every_touch_starts_and_completes_and_every_change_of_state_completes(log: EventLog) -> None:
    found = frame(log)
    columns = log.record.tables["events"]
    states = sum(activity in STATES for activity in columns["activity"])
    lengthy = sum(
        start < end and activity not in STATES
        for start, end, activity in zip(columns["start"], columns["end"], columns["activity"], strict=True)
    )
    count = Counter(found["lifecycle:transition"])
    assert count == {"start": lengthy, "complete": len(columns["activity"])}
    assert states > 0
    assert lengthy > 0


def test_columns_are_those_of_process_mining(log: EventLog) -> None:
    found = frame(log)
    assert list(found.columns[:5]) == [
        "case:concept:name", "concept:name", "time:timestamp", "lifecycle:transition", "org:resource",
    ]  # fmt: skip
    assert str(found["time:timestamp"].dtype) == "datetime64[ms, UTC]"
    assert found["time:timestamp"].is_monotonic_increasing
    for _, case in found.groupby("case:concept:name"):
        assert case["concept:name"].iloc[0] == "created"
        assert len(set(case["case:outcome"])) == 1
        open_: Counter[str] = Counter()
        for activity, transition in zip(case["concept:name"], case["lifecycle:transition"], strict=True):
            if activity not in STATES:
                open_[activity] += 1 if transition == "start" else -1
                assert open_[activity] in (0, 1)


def test_times_are_dates_of_the_companys_calendar(log: EventLog) -> None:
    """Midnight in New York on the first day of the plan is 5 o'clock in UTC."""
    record = Record(
        "x", 1, 0,
        {
            "events": {
                "time": [0.0], "lead": ["a/1"], "activity": ["created"], "resource": [""], "start": [0.0], "end": [0.0],
                "outcome": [""], "reason": [""],
            },
            "deals": {},
        },
    )  # fmt: skip
    (moment,) = frame(EventLog(log.scenario, record))["time:timestamp"]
    assert moment.isoformat() == f"{log.scenario.study.start.isoformat()}T05:00:00+00:00"


def test_csv_reads_back_and_runs_no_formula(log: EventLog, tmp_path: Path) -> None:
    write_csv(log, tmp_path / "log.csv")
    back = pd.read_csv(tmp_path / "log.csv", parse_dates=["time:timestamp"], keep_default_na=False)
    assert len(back) == len(frame(log))
    assert list(back["time:timestamp"]) == list(frame(log)["time:timestamp"])
    for cell in (cell for row in back.astype(str).itertuples(index=False) for cell in row):
        assert not cell.startswith(("=", "+", "-", "@"))
    assert back["case:source"].str.startswith("'=").any()


def test_xes_is_well_formed_and_holds_every_event(log: EventLog, tmp_path: Path) -> None:
    write_xes(log, tmp_path / "log.xes")
    root = ET.parse(tmp_path / "log.xes").getroot()  # noqa: S314 - written a moment ago
    assert root.tag == f"{NS}log"
    traces = root.findall(f"{NS}trace")
    events = [event for trace in traces for event in trace.findall(f"{NS}event")]
    assert len(traces) == len(log.cases())
    assert len(events) == len(log.events())
    names = {_attributes(trace)["concept:name"] for trace in traces}
    assert names == set(log.cases())
    assert any(name.startswith('<b>&"ads/') for name in names)
    for event in events:
        found = _attributes(event)
        assert datetime.fromisoformat(found["time:timestamp"]).utcoffset() == timedelta(0)
        assert found["lifecycle:transition"] in ("start", "complete")
        assert found["concept:name"]


def _attributes(element: ET.Element) -> dict[str, str]:
    return {part.attrib["key"]: part.attrib["value"] for part in element if "key" in part.attrib}


def test_ocel_has_the_form_of_the_standard(log: EventLog) -> None:
    data = json.loads(json.dumps(ocel(log), allow_nan=False))
    kinds = {kind["name"]: {a["name"]: a["type"] for a in kind["attributes"]} for kind in data["objectTypes"]}
    activities = {
        kind["name"]: {a["name"]: a["type"] for a in kind["attributes"]} for kind in data["eventTypes"]
    }
    assert set(kinds) == {"lead", "rep", "deal"}
    ids = [thing["id"] for thing in data["objects"]]
    assert len(set(ids)) == len(ids)
    assert len({event["id"] for event in data["events"]}) == len(data["events"])
    for thing in data["objects"]:
        _check_attributes(thing["attributes"], kinds[thing["type"]])
        assert all(datetime.fromisoformat(attribute["time"]) for attribute in thing["attributes"])
    known = set(ids)
    for event in data["events"]:
        _check_attributes(event["attributes"], activities[event["type"]])
        assert datetime.fromisoformat(event["time"]).utcoffset() == timedelta(0)
        assert event["relationships"]
        assert all(related["objectId"] in known for related in event["relationships"])
    deals = [thing for thing in data["objects"] if thing["type"] == "deal"]
    assert len(deals) == len(log.record.tables["deals"]["lead"])
    related = {r["objectId"] for event in data["events"] for r in event["relationships"]}
    assert {deal["id"] for deal in deals} <= related


def _check_attributes(given: list[dict[str, Any]], declared: dict[str, str]) -> None:
    python = {"string": str, "float": float, "time": str}
    for attribute in given:
        assert isinstance(attribute["value"], python[declared[attribute["name"]]])


def test_parquet_says_of_which_run_it_is(log: EventLog, tmp_path: Path) -> None:
    write_parquet(log, tmp_path / "log.parquet")
    back = pd.read_parquet(tmp_path / "log.parquet")
    assert list(back.columns[:7]) == ["run", "scenario", "seed", "replication", "lead", "activity", "time"]
    assert set(back["scenario"]) == {log.scenario.digest}
    assert back["time"].dt.tz is not None
    assert all(name.isidentifier() for name in back.columns)


def test_a_record_without_a_log_is_refused() -> None:
    scenario = line()
    with pytest.raises(SalesLineError, match="log=True"):
        EventLog(scenario, simulate(scenario, 1, 0))


@pytest.mark.parametrize("form", ["csv", "xes", "ocel", "parquet"])
def test_the_command_writes_the_same_bytes_twice(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(dump(line()), encoding="utf-8")
    for name in ("a", "b"):
        out = str(tmp_path / "new" / f"{name}.{form}")
        assert main(["export", str(file), "--replication", "2", "--format", form, "--out", out]) == 0
    assert "events of" in capsys.readouterr().out
    one, other = (tmp_path / "new" / f"{name}.{form}" for name in ("a", "b"))
    assert one.read_bytes() == other.read_bytes()
    assert sorted(path.name for path in one.parent.iterdir()) == [one.name, other.name]


def test_a_place_that_cannot_be_written_is_said_before_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(dump(line()), encoding="utf-8")
    assert main(["export", str(file), "--format", "csv", "--out", str(file / "log.csv")]) == 1
    assert "could not be written" in capsys.readouterr().err
