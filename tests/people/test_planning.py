"""Planners' tables against a record worked by hand, and against one that was simulated."""

from __future__ import annotations

import json
from math import isnan
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import salesline as sl
from salesline.cli import main
from salesline.errors import SalesLineError
from salesline.experiment.terms import terms_of
from salesline.measures import MEASURES, Terms, measures
from salesline.measures.pipeline import pipeline
from salesline.measures.planning import (
    attainment,
    capacity,
    cohorts,
    headcount,
    linearity,
    monthly_velocity,
    velocity,
)
from salesline.record import Record
from salesline.report.planning import page
from tests.lines import line

QUARTER = 2184.0


def _rep(rep: str, quarter: int, hours: float, tenure: float, ramp: float, bookings: float) -> dict[str, Any]:
    return {
        "rep": rep, "role": "ae", "quarter": quarter, "employed_hours": hours, "tenure_months": tenure, "ramp": ramp,
        "bookings": bookings, "quota": 100.0 * hours / QUARTER, "cost": 10.0, "opportunities": 4, "wins": 1, "touches": 9,
    }  # fmt: skip


def _columns(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {key: [row[key] for row in rows] for key in rows[0]}


REPS = [
    _rep("ae/0", 1, QUARTER, 24, 1.0, 120),
    _rep("ae/0", 2, QUARTER, 24, 1.0, 90),
    _rep("ae/1", 1, QUARTER / 2, 1.5, 0.4, 10),
    _rep("ae/1", 2, QUARTER, 4.5, 0.8, 60),
]
DEALS = [(100.0, 30.0), (800.0, 30.0), (2100.0, 60.0), (2300.0, 5.0), (3000.0, 5.0)]
RECORD = Record("hand", 1, 0, {
    "quarters": {"quarter": [1, 2], "start_hour": [0.0, QUARTER], "end_hour": [QUARTER, 2 * QUARTER]},
    "reps": _columns(REPS),
    "deals": _columns([{"outcome": "won", "closed": at, "value": value} for at, value in DEALS]
                      + [{"outcome": "lost", "closed": 50.0, "value": 999.0}]),
    "weeks": {"week": list(range(12)), "desk": ["qualification"] * 12,
              "entered_total": [10, 20, 30, 40, 52, 64, 76, 88, 97, 106, 115, 124]},
})  # fmt: skip


def test_headcount_by_hand() -> None:
    first, second = headcount(RECORD)
    assert (first["heads"], first["over_12_months"], first["under_3_months"]) == (1.5, 1.0, 0.5)
    assert (second["months_3_to_6"], second["months_6_to_12"]) == (1.0, 0.0)
    assert (first["ramped_heads"], second["ramped_heads"]) == (1.2, 1.8)
    assert (first["quota"], first["ramped_quota"]) == (150.0, 120.0)
    assert first["opportunities_per_rep"] == pytest.approx(8 / 1.5)


def test_cohorts_by_hand() -> None:
    rows = {(row["cohort"], row["quarter"]): row for row in cohorts(RECORD)}
    assert {key: row["bookings"] for key, row in rows.items()} == {
        (0, 1): 120,
        (0, 2): 90,
        (1, 1): 10,
        (1, 2): 60,
    }
    assert rows[1, 1]["attainment"] == 0.2
    assert rows[1, 1]["heads"] == 0.5


def test_attainment_by_hand() -> None:
    first, second = attainment(RECORD)
    assert (first["reps"], first["p50"], first["at_quota"], first["below_half"]) == (2, 0.7, 0.5, 0.5)
    assert (second["p50"], second["at_quota"]) == (0.75, 0.0)


def test_linearity_by_hand() -> None:
    first, second = linearity(RECORD)
    assert [first[key] for key in ("bookings", "month_1", "month_2", "month_3", "last_ten_days")] == [
        120.0, 0.25, 0.25, 0.5, 0.5]  # fmt: skip
    assert [second[key] for key in ("month_1", "month_2", "last_ten_days")] == [0.5, 0.5, 0.0]


def test_lead_velocity_by_hand() -> None:
    rows = velocity(RECORD)
    assert [(row["end_week"], row["leads"]) for row in rows] == [(4, 40), (8, 48), (12, 36)]
    assert isnan(rows[0]["growth"])
    assert [row["growth"] for row in rows[1:]] == pytest.approx([0.2, -0.25])


def test_tables_agree_with_the_record() -> None:
    pay = {"organisation.roles.ae.pay": {"quota": "$500k per year"}}
    hire = {"organisation.hiring": [{"role": "ae", "hires": 2, "from": "2026-02-02"}]}
    record = sl.simulate(line({**pay, **hire}, quarters=2))
    found = sl.planning(record)
    booked = sum(record.tables["quarters"]["bookings"])
    for name in ("headcount", "cohorts"):
        assert found[name]["bookings"].sum() == pytest.approx(booked)
    assert found["linearity"]["bookings"].sum() == pytest.approx(booked)
    assert set(found["cohorts"].query("role == 'ae'")["cohort"]) == {0, 1}
    assert list(found["velocity"].columns)[:3] == ["scenario", "replication", "desk"]


# -- with study.planners


MONTH = QUARTER / 3


def _deal(rep: str, opened: float, closed: float, outcome: str, value: float, segment: str) -> dict[str, Any]:
    return {
        "rep": rep,
        "opened": opened,
        "closed": closed,
        "outcome": outcome,
        "value": value,
        "segment": segment,
    }


def _month(month: int, rep: str, quota: float, bookings: float, ramp: float = 1.0) -> dict[str, Any]:
    return {
        "month": month, "quarter": 1, "rep": rep, "role": "ae", "start_hour": (month - 1) * MONTH, "end_hour": month * MONTH,
        "employed_hours": MONTH, "tenure_months": 24.0, "ramp": ramp, "quota": quota, "bookings": bookings, "wins": 1,
        "opportunities": 0, "touches": 3,
    }  # fmt: skip


PLANNED = Record("hand", 1, 0, {
    "quarters": {"quarter": [1], "start_hour": [0.0], "end_hour": [QUARTER], "bookings": [100.0]},
    "reps": _columns([_rep("ae/0", 1, QUARTER, 24, 1.0, 70), _rep("ae/1", 1, QUARTER, 2, 0.5, 30)]),
    "rep_months": _columns([_month(k, "ae/0", 20, 10 * k) for k in (1, 2, 3)]
                           + [{**_month(3, "ae/1", 40, 30, 0.5), "tenure_months": 1.0}]),
    "source_months": {"month": [1, 1, 2, 2, 3, 3], "quarter": [1] * 6, "source": ["web", "shows"] * 3,
                      "start_hour": [0.0, 0.0, MONTH, MONTH, 2 * MONTH, 2 * MONTH],
                      "end_hour": [MONTH, MONTH, 2 * MONTH, 2 * MONTH, QUARTER, QUARTER], "created": [9] * 6,
                      "sqls": [10, 10, 15, 10, 20, 12], "opportunities": [1] * 6,
                      "bookings": [10.0, 0.0, 20.0, 0.0, 40.0, 30.0]},
    "deals": _columns([
        _deal("ae/0", -50, 100, "won", 10, "big"),
        _deal("ae/0", 10, MONTH + 9, "won", 20, "small"),
        _deal("ae/1", 20, 2 * MONTH + 9, "lost", 99, "big"),
        _deal("ae/1", MONTH + 1, QUARTER, "won", 70, "big"),
    ]),
    "open_deals": {"rep": ["ae/0"], "opened": [2 * MONTH + 5], "value": [44.0], "segment": ["small"]},
})  # fmt: skip


def test_pipeline_by_hand() -> None:
    """A deal that closes on the plan's last instant belongs to its last month; one of 10 was open when the plan began."""
    rows = {(row["month"], row["role"], row["segment"]): row for row in pipeline(PLANNED, "month")}
    whole = [rows[k, "all roles", "all segments"] for k in (1, 2, 3)]
    assert [row["opened"] for row in whole] == [2, 1, 1]
    assert [(row["won"], row["lost"], row["bookings"]) for row in whole] == [
        (1, 0, 10),
        (1, 0, 20),
        (1, 1, 70),
    ]
    assert [(row["open"], row["open_value"]) for row in whole] == [(1, 10), (2, 119), (2, 169)]
    assert [row["coverage"] for row in whole] == pytest.approx([10 / 20, 119 / 20, 169 / 60])
    assert [row["share_of_quarter"] for row in whole] == pytest.approx([0.1, 0.2, 0.7])
    assert rows[3, "ae", "big"]["bookings"] == 70
    assert isnan(rows[3, "ae", "big"]["coverage"])
    (quarter,) = [
        row for row in pipeline(PLANNED) if (row["role"], row["segment"]) == ("all roles", "all segments")
    ]
    assert (quarter["won"], quarter["lost"], quarter["win_rate"], quarter["average_deal"]) == (
        3,
        1,
        0.75,
        100 / 3,
    )
    assert pipeline(RECORD) == []


def test_capacity_against_plan_by_hand() -> None:
    (row,) = capacity(PLANNED, plan=[300.0])
    assert (row["quota"], row["ramped_quota"], row["bookings"]) == (200, 150, 100)
    assert (row["capacity_to_plan"], row["bookings_to_plan"]) == (0.5, pytest.approx(1 / 3))
    months = capacity(PLANNED, "month", [300.0])
    assert [row["ramped_quota"] for row in months] == [20, 20, 40]
    assert [row["capacity_to_plan"] for row in months] == [0.2, 0.2, 0.4]
    assert isnan(capacity(PLANNED)[0]["capacity_to_plan"])


def test_tables_by_month_by_hand() -> None:
    first, _, third = headcount(PLANNED, "month")
    assert (first["heads"], first["opportunities"], third["heads"], third["ramped_heads"]) == (1, 2, 2, 1.5)
    assert [(row["cohort"], row["month"]) for row in cohorts(PLANNED, "month")] == [
        (0, 1),
        (0, 2),
        (0, 3),
        (3, 3),
    ]
    assert [row["p50"] for row in attainment(PLANNED, "month")] == [0.5, 1.0, 1.125]
    rows = [row for row in monthly_velocity(PLANNED) if row["source"] == "all sources"]
    assert [row["sqls"] for row in rows] == [20, 25, 32]
    assert [row["growth"] for row in rows[1:]] == pytest.approx([0.25, 0.28])


def test_measures_for_planners_by_hand() -> None:
    desks: dict[str, list[Any]] = {"desk": [], "quarter": []}
    columns = (
        "leads",
        "mqls",
        "sqls",
        "opportunities",
        "wins",
        "losses",
        "touches",
        "spend_people",
        "spend_sources",
        "spend_other",
    )
    quarters = {**PLANNED.tables["quarters"], **{name: [1] for name in columns}}
    ledger = ("paid_hours", "service", "setup", "reload", "interruption", "internal", "onboarding", "absence", "idle", "overtime",
              "leads_received")  # fmt: skip
    reps = {**PLANNED.tables["reps"], **{name: [1.0, 1.0] for name in ledger}, "desk": ["x", "x"]}
    deals = {**PLANNED.tables["deals"], "created": PLANNED.tables["deals"]["opened"]}
    record = Record(
        "hand", 1, 0, {**PLANNED.tables, "desks": desks, "quarters": quarters, "reps": reps, "deals": deals}
    )
    found = {name: value for quarter, name, value in measures(record, Terms(plan=(300.0,))) if quarter == 0}
    wanted = {
        "coverage": 10 / 200, "capacity_to_plan": 0.5, "lead_velocity": 1.6**0.5 - 1, "last_month_share": 0.7,
        "new_hire_bookings_share": 0.3, "ramped_equivalents.ae": 1.5, "new_heads.ae": 1.0, "ramped_quota.ae": 150.0,
        "opportunities_per_rep.ae": 4 / 2, "attainment_p10.ae": 0.34, "attainment_p90.ae": 0.66,
    }  # fmt: skip
    wanted |= {"attainment_p25.ae": 0.4, "attainment_p75.ae": 0.6}
    assert {name: found[name] for name in wanted} == pytest.approx(wanted)
    planned = {name for name, measure in MEASURES.items() if measure.by.startswith("planned")}
    assert {name.partition(".")[0] for name in wanted} == planned


PAID = {
    "organisation.roles.ae.pay": {"quota": "$500k per year"},
    "market.buyers.segments": {"big": {"share": 0.3, "size": 4}, "small": {"share": 0.7}},
    "organisation.hiring": [{"role": "ae", "hires": 2, "from": "2026-02-02"}],
    "study.plan": {"bookings": "$4M"},
}


def test_months_add_up_to_quarters_and_nothing_else_moves() -> None:
    scenario = line(PAID, quarters=2, prior="6 weeks")
    plain = sl.simulate(scenario)
    record = sl.simulate(line(PAID | {"study.planners": True}, quarters=2, prior="6 weeks"))
    kept = {name: columns for name, columns in record.tables.items() if name in plain.tables}
    kept["deals"] = {name: values for name, values in kept["deals"].items() if name != "segment"}
    assert kept == plain.tables
    assert record.tables.keys() - plain.tables.keys() == {"rep_months", "source_months", "open_deals"}
    reps = [row for row in record.rows("reps") if row["quarter"] >= 1]
    for name in ("employed_hours", "quota", "bookings", "touches", "wins", "leads_received"):
        assert sum(record.tables["rep_months"][name]) == pytest.approx(sum(row[name] for row in reps))
    sources = [row for row in record.rows("sources") if row["quarter"] >= 1]
    for name in ("created", "sqls", "opportunities", "bookings"):
        assert sum(record.tables["source_months"][name]) == pytest.approx(sum(row[name] for row in sources))
    opened = sum(row["opportunities"] for row in record.rows("sources"))
    assert opened == len(record.tables["deals"]["lead"]) + len(record.tables["open_deals"]["lead"])
    assert not [name for _, name, _ in measures(plain, terms_of(scenario)) if name.startswith("coverage")]


def test_pipeline_of_a_run_adds_up_by_role_and_segment() -> None:
    study = sl.run(
        line(PAID | {"study.planners": True, "study.plan.by_quarter": ["$1M", "$3M"]}, quarters=2),
        replications=2,
        jobs=1,
    )
    found = sl.planning(study, "month")["pipeline"]
    for role in ("all roles", "ae"):
        mine = found[found["role"] == role]
        whole, parts = mine[mine["segment"] == "all segments"], mine[mine["segment"] != "all segments"]
        for column in ("opened", "won", "bookings", "open_value"):
            assert parts[column].sum() == pytest.approx(whole[column].sum())
    plan = sl.planning(study)["capacity"]["plan"]
    assert list(plan) == [1e6, 3e6] * 2
    with pytest.raises(SalesLineError, match=r"study\.planners=yes"):
        sl.planning(sl.simulate(line()), "month")


def test_a_page_has_80_columns_whatever_the_names() -> None:
    wide = 10.0e6
    row = {
        "role": "outbound sales development", "segment": "a segment-with-a-very-long-name of several words", "month": 12,
        "opened": 1234.0, "won": 1234.0, "bookings": wide, "win_rate": 1.0, "open_value": wide, "coverage": 1234.5,
        "share_of_quarter": 1.0,
    }  # fmt: skip
    short = row | {"role": "ae", "segment": "all segments"}
    printed = page("Plan by month", {"pipeline": pd.DataFrame([row, short])})
    lines = printed.splitlines()
    assert max(map(len, lines)) <= 80
    head = next(line for line in lines if line.split()[:1] == ["role"])
    assert head.endswith("quarter")
    assert lines[lines.index(head) - 1].endswith(" of")
    (told,) = (line for line in lines if line.split()[:1] == ["AE"])
    assert told.split()[1:4] == ["all", "12", "1,234"]
    first = "".join(line[2:10].strip() for line in lines[lines.index(head) + 1 : lines.index(told)])
    assert first.replace(" ", "") == "outboundsalesdevelopment"  # nothing of a name is lost


def test_a_table_that_fits_keeps_its_heads_on_one_line() -> None:
    frame = pd.DataFrame(
        [{"role": "ae", "quarter": 1, "p10": 0.5, "p50": 1.0, "p90": 1.5, "at_quota": 0.6, "below_half": 0.1}]
    )
    assert page("Plan by quarter", {"attainment": frame}).splitlines()[3:] == [
        "  role  quarter   P10  median    P90  at quota  below half",
        "  AE    1        50 %   100 %  150 %      60 %        10 %",
    ]


def test_the_command_prints_and_writes_the_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(sl.dump(line(PAID)), encoding="utf-8")
    options = ["--replications", "2", "--jobs", "1", "--quiet", "--by", "month"]
    assert main(["planning", str(file), *options, "--csv", str(tmp_path / "tables")]) == 0
    out = capsys.readouterr().out
    assert "Capacity against plan" in out
    assert max(map(len, out.splitlines())) <= 80
    names = {path.stem for path in (tmp_path / "tables").iterdir()}
    assert names == {"headcount", "cohorts", "attainment", "capacity", "velocity", "pipeline"}
    assert main(["planning", str(file), *options, "--table", "capacity", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert list(data) == ["capacity"]
    assert [row["plan"] for row in data["capacity"]] == pytest.approx([4e6 / 3] * 3)
    assert main(["planning", str(file), *options, "--table", "linearity"]) == 1
    assert "there is no table 'linearity' by month" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["planning", str(file), "--table", "capcity"])
