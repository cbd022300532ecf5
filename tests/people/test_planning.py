"""Planners' tables against a record worked by hand, and against one that was simulated."""

from __future__ import annotations

from math import isnan
from typing import Any

import pytest

import salesline as sl
from salesline.measures.planning import attainment, cohorts, headcount, linearity, velocity
from salesline.record import Record
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
