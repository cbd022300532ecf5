"""Every notebook runs without error at few replications, shows what it should, and keeps outputs of now."""

from __future__ import annotations

import pytest

from salesline.report.progress import GONE
from tests import notebooks
from tests.notebooks import code, names, read

DECISIONS = {
    "reading_a_scenario",
    "choosing_replications",
    "choosing_a_wip_cap",
    "who_should_get_the_lead",
    "hire_or_fix",
    "triple_the_team",
    "what_the_model_rests_on",
    "writing_your_own_rule",
    "your_own_company",
}


def test_there_is_one_for_every_decision() -> None:
    assert set(names()) == DECISIONS


@pytest.mark.parametrize("name", names())
def test_runs_and_is_up_to_date(name: str) -> None:
    assert notebooks.check(name) == ""


@pytest.mark.parametrize("name", names())
def test_is_written_for_a_reader(name: str) -> None:
    book = read(name)
    assert (notebooks.FOLDER / f"{name}.ipynb").stat().st_size < notebooks.MOST_BYTES
    first, last = book.cells[0], book.cells[-1]
    assert first.source.startswith("# ")
    assert last.source.startswith("## Decision")
    assert sum("replications = " in cell.source for cell in code(book)) >= 1
    for cell in code(book):
        kinds = [output.output_type for output in cell.outputs]
        assert "error" not in kinds
        assert not any(output.get("name") == "stderr" for output in cell.outputs)
        assert cell.execution_count is not None
    text = "".join(cell.source for cell in code(book))
    assert "def " not in text or name == "writing_your_own_rule"  # what a notebook needs is in the package


def test_what_a_progress_bar_leaves_is_not_kept() -> None:
    assert notebooks.passing({"data": {"text/html": "<progress value=1></progress> 1 of 2"}})
    assert notebooks.passing({"data": {"text/html": GONE}})
    assert not notebooks.passing({"data": {"text/html": "<table></table>"}})
    assert not notebooks.passing({"output_type": "stream", "text": "12"})


def test_a_change_of_code_is_noticed() -> None:
    book = read("reading_a_scenario")
    code(book)[0].source += "\n1 + 1"
    assert "its code changed" in notebooks.stale("reading_a_scenario", book)
    book = read("reading_a_scenario")
    book.metadata["salesline"]["results"] = "another"
    assert "results changed" in notebooks.stale("reading_a_scenario", book)
