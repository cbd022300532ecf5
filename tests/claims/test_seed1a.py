"""Numbers and criteria of the claims of source 1A, worked by hand, and what its scenario files promise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from salesline.claims.evidence import Evidence
from salesline.claims.seed1a_arms import MULTIPLES, PLANS, triple
from salesline.claims.seed1a_cube import COMPANIES, area, best_cut, rates
from salesline.claims.seed1a_growth import PARTS
from salesline.claims.seed1a_judges import band, elasticity, growth, judged, shapley, share_of
from salesline.claims.seed1a_probes import (
    at_quota,
    attained,
    below,
    bookings_per_rep,
    contribution,
    missers,
    months_of_money,
    shortfalls,
    table_gaps,
    touches_a_day,
    veterans,
)
from salesline.record import Record
from salesline.scenario.reader import load
from tests.lines import line

SCENARIOS = Path(__file__).parents[2] / "scenarios"
REP = ("rep", "role", "quarter", "employed_hours", "bookings", "quota", "wins", "opportunities", "paid_hours", "absence",
       "onboarding", "touches", "idle", "leads_received")  # fmt: skip
REPS = [
    (
        "ae/0",
        "ae",
        0,
        500.0,
        999.0,
        100.0,
        9,
        9,
        100.0,
        0.0,
        0.0,
        0,
        0.0,
        9,
    ),  # before the plan: never counted
    ("ae/0", "ae", 1, 500.0, 150.0, 100.0, 3, 6, 100.0, 0.0, 10.0, 9, 5.0, 9),
    ("ae/0", "ae", 2, 500.0, 70.0, 100.0, 1, 2, 100.0, 0.0, 0.0, 9, 5.0, 9),
    ("ae/1", "ae", 1, 500.0, 100.0, 100.0, 1, 4, 100.0, 0.0, 0.0, 9, 5.0, 9),
    ("ae/5", "ae", 2, 500.0, 20.0, 100.0, 0, 2, 100.0, 0.0, 0.0, 9, 5.0, 9),
    ("ae/1.1", "ae", 2, 500.0, 60.0, 50.0, 1, 1, 50.0, 0.0, 0.0, 9, 5.0, 9),
    ("sdr/0", "sdr", 1, 500.0, 0.0, 0.0, 0, 0, 90.0, 10.0, 0.0, 1000, 5.0, 9),
]
PLAIN = line()


Rows = tuple[tuple[str, ...], list[tuple[object, ...]]]


def record(**tables: Rows) -> Record:
    tables = {"reps": (REP, REPS), **tables}  # type: ignore[dict-item]
    columns = {
        name: {c: [row[k] for row in rows] for k, c in enumerate(names)}
        for name, (names, rows) in tables.items()
    }
    return Record("x", 1, 0, columns)


@pytest.mark.parametrize(
    ("probe", "value"),
    [
        (missers(), 1.0),  # ae/5; ae/0 has 220 of 200
        (missers(2, 2), 2.0),  # ae/0 with 70, ae/5 with 20, each of 100
        (at_quota, 3.0),
        (attained(0, 1), 320 / 300),
        (veterans("bookings"), 320.0),  # slots 0 to 4 and who was there first: neither ae/5 nor ae/1.1
        (veterans("wins", "opportunities"), 5 / 12),
        (below("bookings", 100.0), 2 / 4),
        (below("wins", 0.4, "opportunities"), 2 / 4),  # 4/8, 1/4, 0/2, 1/1
        (bookings_per_rep("mean"), 100.0),
        (bookings_per_rep("median"), 80.0),
        (bookings_per_rep("without the best two"), 40.0),
        (touches_a_day("sdr"), 100.0),
    ],
)
def test_probes_of_reps(probe: object, value: float) -> None:
    assert probe(record(), PLAIN) == pytest.approx(value)  # type: ignore[operator]


def test_cells_of_the_table_without_a_number() -> None:
    scenario = load(SCENARIOS / "startup-3m.yaml")
    rows = [
        ("ae/0", "ae", 1, 500.0, 1.0, 2.0, 0, 0, 100.0, 0.0, 0.0, 0, 0.0, 0),
        (*REPS[1][:2], 2, *REPS[1][3:]),
    ]
    assert table_gaps(record(reps=(REP, [rows[1]])), scenario) == 0.0
    assert table_gaps(record(reps=(REP, [rows[0]])), scenario) == 1.0  # no opportunity, so no close rate


@pytest.mark.parametrize(
    ("booked", "widens"),
    [((1.3e6, 1.7e6, 2.0e6), 1.0), ((1.0e6, 1.7e6, 2.0e6), 0.0), ((1.3e6, 1.2e6, 2.5e6), 0.0)],
)
def test_the_gap_widens_twice(booked: tuple[float, ...], widens: float) -> None:
    scenario = load(SCENARIOS / "triple-the-team.yaml")  # planned: 1.4, 2.0, 2.6
    quarters: Rows = (
        ("quarter", "bookings"),
        [(k, value) for k, value in enumerate((*booked, 3e6), start=1)],
    )
    assert shortfalls(record(quarters=quarters), scenario) == widens


def test_money() -> None:
    names = ("quarter", "bookings", "spend_people", "spend_sources", "spend_other")
    quarters: Rows = (names, [(0, 9e9, 0, 0, 0), (1, 1000.0, 100, 20, 3), (2, 500.0, 50, 10, 0)])
    assert contribution(record(quarters=quarters), PLAIN) == pytest.approx(
        PLAIN.study.gross_margin * 1500 - 183
    )
    months: Rows = (
        ("start_hour", "cash_end"),
        [(-5.0, -1), (0.0, 10), (700.0, 5), (1400.0, -1), (2100.0, 4)],
    )
    assert months_of_money(record(months=months), PLAIN) == 2.0


def test_growth_is_against_three_million_a_year() -> None:
    arm = {(q, "bookings"): [q * 0.75e6, 0.75e6] for q in range(1, 5)}
    evidence = Evidence({"a": arm}, 2)
    assert growth(evidence, "a", 1, 3) == pytest.approx([1.0, 0.0])
    assert growth(evidence, "a", 4, 4) == pytest.approx([3.0, 0.0])
    assert band(np.array([1.0, 3.0])) == pytest.approx((2 - 1.959964 * 2**0.5, 2 + 1.959964 * 2**0.5))


def test_elasticity_is_one_where_heads_and_bookings_double() -> None:
    evidence = Evidence({"one": {(0, "bookings"): [1.0, 3.0]}, "two": {(0, "bookings"): [2.0, 6.0]}}, 2)
    assert elasticity(evidence, "two", "one", 2.0).mean == pytest.approx(1.0)


def test_parts_add_up_and_share_what_only_both_do() -> None:
    values = {"": 10.0, "a": 7.0, "b": 8.0, "ab": 1.0}
    evidence = Evidence({name: {(0, "m"): [value] * 2} for name, value in values.items()}, 2)
    parts = shapley(evidence, ("a", "b"), "".join, "m")
    assert parts["a"] == pytest.approx([-5.0, -5.0])  # half of (-3) + half of (1 - 8)
    assert parts["b"] == pytest.approx([-4.0, -4.0])


def test_an_alarm_is_told_by_what_it_finds_and_what_it_leaves() -> None:
    score = np.array([[0.8, 0.6], [0.4, 0.2], [0.2, 0.0], [0.6, 0.0]])
    useless = np.array([True, True, False, False])
    assert rates(score > 0.25, useless) == pytest.approx((0.75, 0.75))
    assert area(score, useless) == pytest.approx((4 + 3.5 + 3 + 2.5) / 16)
    assert best_cut(score, useless, (-0.1, 0.1, 0.3, 0.7)) == 0.1


def test_states_of_many() -> None:
    assert judged(["reproduced", "reproduced"]) == "reproduced"
    assert judged(["reproduced", "refuted"]) == "depends"
    assert judged(["reproduced", "undecided"]) == "undecided"
    assert share_of([True, False, False, False]).mean == 0.25


def test_every_plan_hires_sixteen() -> None:
    for plan in PLANS:
        scenario = load(SCENARIOS / triple().file).with_values(triple(plan, MULTIPLES[-1]).values)
        assert {hire.role: hire.hires for hire in scenario.organisation.hiring} == {
            "ae": 10,
            "inbound_sdr": 4,
            "outbound_sdr": 2,
        }
    as_shipped = load(SCENARIOS / triple().file).with_values({"study.prior": "26 weeks"})
    assert as_shipped.with_values(triple().values).market == as_shipped.market
    staggered = load(SCENARIOS / "triple-staggered.yaml").organisation.hiring
    mine = load(SCENARIOS / triple().file).with_values(triple("three quarters").values).organisation.hiring
    assert sorted(map(repr, mine)) == sorted(map(repr, staggered))


def test_the_cube_is_whole_and_the_frictions_are_those_of_the_waterfall() -> None:
    assert len(COMPANIES) == 27
    assert set(PARTS) == {"ramp", "leads", "people", "switching"}
    load(SCENARIOS / triple().file).with_values(
        {key: value for part in PARTS.values() for key, value in part.items()}
    )
