"""Figures behind the pictures of the page, worked by hand on tables of a few rows."""

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from salesline.answers.why import Step, Why
from salesline.experiment.statistics import Interval
from salesline.report import figures, pictures
from salesline.report.ageing import ages
from salesline.report.layout import place, strips
from salesline.report.page import render
from salesline.report.people import classes_by_quarter
from salesline.report.production import Line, leads, line
from salesline.report.svg import svg
from salesline.report.verdict import verdict
from tests.report import fakes


def weeks(came: list[int], left: list[int]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "replication": 0, "desk": "closing", "week": range(len(came)), "entered_total": came, "left_total": left,
        }
    )  # fmt: skip


def test_age_of_what_has_come_evenly_is_half_the_time() -> None:
    assert list(ages(weeks([10, 20], [0, 0]))["age"]) == [3.5, 7.0]


def test_first_in_first_out_leaves_the_youngest() -> None:
    # Ten came in each week. When ten have left, the second week's are there; when 15 have, the younger half of them.
    assert list(ages(weeks([10, 20], [0, 10]))["age"]) == [3.5, 3.5]
    assert ages(weeks([10, 20], [0, 15]))["age"].iloc[1] == 1.75
    assert ages(weeks([10, 10], [10, 10]))["age"].iloc[1] == 0.0


def test_classes_are_heads_of_the_quarter_of_joining() -> None:
    def rep(name: str, quarter: int, hours: float, tenure: float, booked: float) -> dict[str, Any]:
        return {"replication": 0, "rep": name, "role": "ae", "quarter": quarter, "employed_hours": hours,
                "tenure_months": tenure, "bookings": booked, "quota": 1.0}  # fmt: skip

    reps = pd.DataFrame(
        [
            rep("ae/0", 1, 2190.0, 24.0, 100.0),
            rep("ae/0", 2, 2190.0, 24.0, 80.0),
            rep("ae/1", 1, 1095.0, 1.5, 10.0),
            rep("ae/1", 2, 2190.0, 4.5, 40.0),
        ]
    )
    found = classes_by_quarter(reps).set_index(["joined", "quarter"])
    assert found.loc[("there before", 1), "per_head"] == 100.0
    assert found.loc[("joined in Q1", 1), "heads"] == 0.5
    assert found.loc[("joined in Q1", 1), "per_head"] == 20.0
    assert found.loc[("joined in Q1", 2), "per_head"] == 40.0
    title = pictures.classes(reps).get_title(loc="left")
    assert title == "In Q2 a new head books $40, one who was there before $80"


def made() -> Line:
    study = fakes.run(3)
    (one,) = study.scenarios.values()
    found = line(one, study.tables, study.measures)
    assert found is not None
    place(found)
    return found


def test_the_line_agrees_with_the_record() -> None:
    found, table = made(), fakes.run(3).tables["weeks"]
    ae = next(m for m in found.machines if m.key == "ae")
    mine = table[(table["desk"] == "ae") & (table["week"] == 9)]
    assert ae.weekly["wip"][9] == pytest.approx(mine["wip"].mean(), abs=0.051)
    assert len(found.weeks) == len(found.quarter) == 52
    assert found.quarter[0] == 0
    assert found.quarter[12] == 0
    assert found.quarter[13] == 1
    assert found.quarter[-1] == 3


def test_nothing_in_the_line_overlaps() -> None:
    found = made()
    boxes = [m.place for m in found.machines] + [*found.sources.values(), found.won]
    for at, one in enumerate(boxes):
        assert one.x >= 0
        assert one.x + one.width <= found.width
        assert one.y + one.height <= found.height
        for other in boxes[at + 1 :]:
            apart = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert apart or one.y + one.height <= other.y or other.y + other.height <= one.y
    assert [strip.key for strip in strips(found)] == ["wip", "waiting", "age", "came", "left"]


@pytest.mark.parametrize(
    ("value", "words"), [(0.0, "0"), (3.04, "3"), (3.2, "3.2"), (99.9, "99.9"), (1234.6, "1,235")]
)
def test_numbers_of_leads(value: float, words: str) -> None:
    assert leads(value) == words


def step(key: str, change: float, width: float) -> Step:
    return Step(key, f"because of {key}", Interval(change, change - width, change + width, 4), ())


def waterfall() -> Why:
    return Why((9e6,), step("ideal", 1e6, 1e5), (step("ramp", -5e6, 1e5), step("luck", -1e4, 1e5)),
               step("simulated", 4.99e6, 1e5), exact=True, replications=4)  # fmt: skip


def test_the_waterfall_names_what_costs_most_and_what_is_not_shown() -> None:
    ax = pictures.waterfall(waterfall())
    assert ax.get_title(loc="left") == "Most is lost to: because of ramp (-$5.00M)"
    assert "no effect shown" in svg(ax, "w")
    study = fakes.run(2)
    assert "From the spreadsheet to the simulated bookings" in render(study, verdict(study), waterfall())


def test_bookings_to_date_end_where_the_quarters_add_up() -> None:
    tables = fakes.run(3).tables
    mine = tables["quarters"][tables["quarters"]["quarter"] >= 1]
    ax = pictures.to_date(tables["weeks"], tables["quarters"], fakes.PLAN)
    curve = np.asarray(ax.lines[0].get_ydata(), dtype=float)
    assert curve[-1] == pytest.approx(mine.groupby("replication")["bookings"].sum().mean())
    assert all(now >= before - 1e-6 for before, now in pairwise(curve))
    assert ax.get_title(loc="left").startswith("Mean bookings stay behind the plan's course from week")


def test_cash_names_its_lowest_month() -> None:
    flows = pd.DataFrame(
        {"replication": [0, 0, 1, 1], "month": [1, 2, 1, 2], "closing": [5e5, 1e5, 7e5, 3e5]}
    )
    assert pictures.cash(flows).get_title(loc="left") == "Cash is lowest in month 2: $200k on average"


def test_money_is_that_of_the_books_where_there_are_any() -> None:
    income = pd.DataFrame(
        [{"scenario": "A", "quarter": q, **dict.fromkeys(figures.INCOME, 1000.0 * q)} for q in (0, 1, 2)]
    )
    cash = pd.DataFrame(
        [{"scenario": "A", "quarter": q, **dict.fromkeys(figures.CASH, 100.0 * q)} for q in (1, 2)]
    )
    study: Any = SimpleNamespace()
    heads, rows = figures.money_rows(study, {"income": income, "cash": cash}, "A")
    assert heads == ["Q1", "Q2", "plan"]
    by_words = {words: cells for words, cells, _ in rows}
    assert by_words["revenue, recognised over the year it is for"] == ["$1.0k", "$2.0k", "$3.0k"]
    assert by_words["cash at the end"] == ["$100", "$200", "$200"]


def test_every_period_has_its_table() -> None:
    study = fakes.compare(3)
    found = figures.periods(study)
    assert [period.name for period in found] == ["whole plan", "Q1", "Q2", "Q3", "Q4"]
    title, unit, cells = found[0].rows[0]
    assert (title, unit, len(cells)) == ("Bookings", "$", 2)


def test_words_shown_under_a_mouse_are_escaped() -> None:
    ax = pictures.bookings_compared({fakes.NASTY: fakes.run(2).tables["quarters"]})
    code = svg(ax, "x")
    assert "<title>=&lt;script&gt;" in code
    assert "<script>" not in code


def test_a_mean_settles_as_its_interval_says() -> None:
    def told(values: list[float]) -> pd.DataFrame:
        return pd.DataFrame(
            {"quarter": 0, "measure": "bookings", "replication": range(len(values)), "value": values}
        )

    ax = pictures.convergence(told([90.0, 110.0, 100.0, 100.0]))
    assert ax.get_lines()[0].get_ydata()[-1] == 100.0  # type: ignore[index]
    # Standard deviation 8.165, Student's t of 3 degrees of freedom 3.182: 3.182 * 8.165 / 2 = 13.0.
    assert ax.get_title(loc="left") == "After 4 replications the mean is known to ±13.0 %"
    with pytest.raises(ValueError, match="2 replications"):
        pictures.convergence(told([1.0, 2.0]))
    with pytest.raises(KeyError, match="joy"):
        pictures.convergence(told([1.0, 2.0, 3.0]), "joy")
