"""The model against closed forms, in its special cases.

Every comparison allows a distance that a true model exceeds with chance 1e-5 (Student's limit for the replications at
hand; somewhat more where waits are skewed), so that all of them together would raise a false alarm about once in a
thousand choices of seeds; with the seeds fixed they never do by chance. Each half-width is asserted too: a comparison
that could not see an error of that size does not pass as one.
"""

import pytest

from tests.theory.cases import CASES
from tests.theory.estimates import SCENARIOS, Case, estimates, replications
from tests.theory.page import PAGE, rows


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case.id, marks=[pytest.mark.long] * case.slow) for case in CASES]
)
def test_simulation_agrees_with_the_closed_form(case: Case) -> None:
    plans = replications(case)
    found = estimates(case, plans)
    assert [e for e in found if abs(e.distance) > e.limit] == []
    assert [e for e in found if e.half_width > case.within * abs(e.exact)] == []
    for plan in plans:  # Little: the area under the leads is the time they spent, counted lead by lead
        desks = plan.record.tables["desks"]
        assert desks["area_wip"] == pytest.approx(desks["sojourn"], rel=1e-8, abs=1e-6)
    listed = PAGE.read_text(encoding="utf-8").splitlines()
    assert set(rows(case, found)) <= set(listed), (
        "run `python -m tests.theory` to write docs/verification.md anew"
    )


def test_every_scenario_is_compared_and_every_row_belongs_to_a_case() -> None:
    assert {case.file for case in CASES} == {
        f"theory/{path.name}" for path in (SCENARIOS / "theory").glob("*.yaml")
    }
    listed = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| [")]
    assert len(listed) == sum(len(case.checks) for case in CASES)
