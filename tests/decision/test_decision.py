"""Time to decision: the harness on plans whose difference and spread are known, and what the page says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest

from salesline.experiment.bench import Measured
from tests.coverage.page import PAGE
from tests.decision.__main__ import questions
from tests.decision.page import BEGIN, END, section
from tests.decision.race import Question, decided, needed
from tests.experiment.fakes import FakeScenario, FakeStudy, simulate

MODEL = Measured(simulate=simulate)


@dataclass(frozen=True)
class Plan(FakeScenario):
    """Two quarters of normal bookings: mean 2 level, standard deviation spread times the root of 2, all of it common."""

    study: FakeStudy = field(default_factory=FakeStudy)

    @property
    def digest(self) -> str:
        return f"{self.level} {self.spread}"


def test_the_fixed_number_is_the_textbooks() -> None:
    """3 % at a spread of 20 % and a power of 90 %: 935 of each plan, or 934 by the normal law."""
    assert needed(0.03, 2 * 0.2**2, power=0.9) == 934


def test_both_ways_on_plans_that_are_known() -> None:
    """The second plan is 3 % better and a tenth wider: the difference has a tenth of the spread."""
    found = decided(
        Question("known", (Plan(spread=20.0), Plan(level=103.0, spread=22.0)), experiments=10), model=MODEL
    )
    assert found.apart == pytest.approx(0.03, abs=0.01)
    assert (found.shown, found.right) == (10, 10)
    assert found.luck == pytest.approx((20**2 + 22**2) / 2**2, rel=1e-6)
    assert found.ours <= 16
    assert found.fixed == pytest.approx(
        needed(6.0, 2 * (20**2 + 22**2)), rel=0.6
    )  # from the spread of some 100 runs
    assert found.ratio == found.fixed / found.ours > 20
    assert found.ran == found.fixed
    assert found.seen > 1.0


def test_a_cap_on_what_is_run_leaves_the_number() -> None:
    question = Question("known", (Plan(spread=20.0), Plan(level=103.0, spread=22.0)), experiments=2)
    assert decided(question, cap=20, model=MODEL).fixed == decided(question, model=MODEL).fixed
    assert "timed on 20" in section([decided(question, cap=20, model=MODEL)])


def test_the_page_has_every_question_and_its_ratio() -> None:
    page = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    rows = [line for line in page.splitlines() if line.startswith("| ")][1:]
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows] == [
        question.name for question in questions()
    ]
    for row in rows:
        cells = row.removesuffix(" |").split(" | ")
        ours, fixed = (float(re.split(r"[ (]", cells[at])[0].replace(",", "")) for at in (2, 5))
        assert float(cells[8]) == pytest.approx(fixed / ours, rel=0.07, abs=0.06)  # ours is rounded
