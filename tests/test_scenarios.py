"""The shipped scenarios: complete, sourced, and near the worked sheet they are built on."""

from __future__ import annotations

from functools import lru_cache
from math import sqrt
from pathlib import Path
from statistics import mean, stdev

import pytest

from salesline.model import simulate
from salesline.record import Record
from salesline.scenario.describe import inputs
from salesline.scenario.reader import load, loads, read_scenario
from salesline.scenario.writer import dump

ROOT = Path(__file__).parents[1] / "scenarios"
SHIPPED = sorted(ROOT.glob("*.yaml"))
ALL = sorted(ROOT.rglob("*.yaml"))
REPLICATIONS = 8


@lru_cache
def record(name: str, replication: int = 0) -> Record:
    return simulate(load(ROOT / f"{name}.yaml"), 1, replication)


def records(name: str) -> list[Record]:
    return [record(name, replication) for replication in range(REPLICATIONS)]


def totals(name: str, table: str, column: str) -> list[float]:
    """Sum of a column over the plan's quarters, by replication."""
    return [sum(row[column] for row in one.rows(table) if row["quarter"] >= 1) for one in records(name)]


@pytest.mark.parametrize("path", ALL, ids=lambda p: p.stem)
def test_every_scenario_names_its_question_and_round_trips(path: Path) -> None:
    scenario = load(path)
    assert scenario.name
    assert scenario.question.endswith("?")
    assert loads(dump(scenario)) == scenario
    assert loads(dump(scenario)).digest == scenario.digest


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.stem)
def test_every_number_that_a_file_gives_has_a_source(path: Path) -> None:
    loaded = read_scenario(path)
    given = {key.replace(" ", "_") for key in loaded.given}
    stated = tuple(loaded.scenario.evidence)
    bare = [
        one.key
        for one in inputs(loaded.scenario)
        if one.unit and one.key in given and not one.key.startswith(stated)
    ]
    assert not bare


def test_the_five_scenarios_and_the_closed_form_are_there() -> None:
    names = {path.stem for path in SHIPPED}
    assert names >= {
        "startup-3m",
        "triple-the-team",
        "triple-staggered",
        "triple-with-leads",
        "fix-first",
        "closed-form-ramp",
    }


# The bands around the worked sheet are wide enough for 8 replications (five standard errors) and for what the sheet
# leaves out; a mechanism that breaks moves these figures by much more.
@pytest.mark.parametrize(
    ("table", "column", "sheet", "band"),
    [
        ("quarters", "bookings", 3.003e6, 0.6e6),
        ("quarters", "wins", 120, 20),
        ("quarters", "sqls", 708, 110),
        ("quarters", "opportunities", 615, 90),
    ],
)
def test_the_startup_is_near_its_worked_sheet(table: str, column: str, sheet: float, band: float) -> None:
    assert mean(totals("startup-3m", table, column)) == pytest.approx(sheet, abs=band)


def test_the_startup_s_bookings_spread_as_poisson_wins_of_lognormal_size() -> None:
    bookings = totals("startup-3m", "quarters", "bookings")
    assert 200_000 < stdev(bookings) < 650_000  # sheet: 377,354; chi-square limits at 1e-3 either side


def test_tripling_the_team_does_not_triple_the_bookings() -> None:
    """Paired on common luck; the false-alarm rate of the limits is far below 1e-6."""
    base, triple = (totals(name, "quarters", "bookings") for name in ("startup-3m", "triple-the-team"))
    growth = mean(triple) / mean(base) - 1
    assert growth < 0.9
    leads = totals("triple-with-leads", "quarters", "bookings")
    difference = [a - b for a, b in zip(leads, triple, strict=True)]
    assert mean(difference) > 3 * stdev(difference) / sqrt(REPLICATIONS)


def test_plans_that_extend_one_base_begin_with_the_same_desks() -> None:
    ends = {}
    for name in ("triple-the-team", "triple-staggered", "triple-with-leads", "fix-first"):
        ends[name] = [row for row in record(name).rows("desks") if row["quarter"] <= 0]
    first = ends.pop("triple-the-team")
    assert all(rows == first for rows in ends.values())


def test_the_ramp_alone_gives_its_closed_form() -> None:
    quarters = [row["bookings"] for row in record("closed-form-ramp").rows("quarters")]
    assert sum(quarters) == pytest.approx(5.625e6, rel=0.006)
    assert quarters[0] == pytest.approx(0.75e6, rel=0.025)
