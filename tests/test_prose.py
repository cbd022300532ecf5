"""Figures that stand in the text of README and docs are the constants of the code: nobody can change one alone."""

from __future__ import annotations

import re

import pytest

import salesline as sl
from salesline.answers import needed, proposers, search, selection, worth
from salesline.regression import judge
from salesline.report.constraint import BUSY
from salesline.scenario import hiring
from tests import docs

WORDS = {0.5: "half", 0.75: "three quarters", 0.6: "Six tenths", 0.3: "Three tenths", 6: "six", 8: "eight"}


def text(name: str) -> str:
    """A page in one line."""
    (path,) = (path for path in docs.PAGES if path.name == name)
    return " ".join(path.read_text(encoding="utf-8").split())


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("regression.md", f"{judge.TOLERANCE:.0%} of the baseline's mean for the plan, {2 * judge.TOLERANCE:.0%} for a quarter"),
        ("regression.md", f"more than {WORDS[judge.REORDERED]} of that of independent runs"),
        ("regression.md", f"All intervals of a check hold together at {1 - judge.FALSE_ALARM:.0%}"),
        ("regression.md", f"alarm in at most {judge.FALSE_ALARM:.0%} of checks"),
        ("regression.md", f"a shift of {judge.SHIFT:.0%} then takes"),
        ("regression.md", f"for a power of {judge.POWER:.0%}"),
        ("answers.md", f"until its {needed.LEVEL:.0%} interval is on one side"),
        ("answers.md", f"({', '.join(map(str, worth.STEPS[1:]))}) to see when the next one binds"),
        ("answers.md", f"{WORDS[search.SEARCH]} go to the search"),
        ("answers.md", f"{WORDS[search.SELECT]} go to the selection among the best {WORDS[search.KEEP]}"),
        ("answers.md", f"{WORDS[proposers.BATCH]} plans at a time"),
        ("answers.md", f"still seems to after {search.ENOUGH} replications"),
        ("verification.md", f"our first look takes {selection.FIRST}"),
        ("decisions.md", f"busiest desk above {BUSY:.0%}, else one"),
    ],
)  # fmt: skip
def test_a_figure_of_a_page_is_the_constant_of_the_code(page: str, said: str) -> None:
    assert re.sub(r"(\d)%", r"\1 %", said) in re.sub(r"<!--.*?-->", "", text(page)).replace("  ", " ")


def test_windows_of_gates_are_those_of_the_code() -> None:
    rows = dict(re.findall(r"^\| `([a-z ]+)` \|.*\| (\d+) weeks \|$", "\n".join(_gates()), re.MULTILINE))
    assert len(rows) == 7
    for name, weeks in rows.items():
        field = hiring.When.model_fields[name.replace(" ", "_")]
        (kind,) = (part for part in getattr(field.annotation, "__args__", ()) if part is not type(None))
        assert kind.model_fields["over"].default == int(weeks) * 168, name


def _gates() -> list[str]:
    page = (docs.ROOT / "docs" / "scenario-files.md").read_text(encoding="utf-8")
    return page.split("| gate | what is measured | window |")[1].split("\n\n")[0].splitlines()


def test_the_readme_lists_the_shipped_scenarios() -> None:
    listed = text("README.md").split("Shipped scenarios: ")[1].split(", and the special cases")[0]
    assert set(re.findall(r"`([\w-]+)`", listed)) == {
        path.stem for path in (docs.ROOT / "scenarios").glob("*.yaml")
    }


def test_shipped_scenarios_have_as_many_quarters_and_replications_as_the_checklist_says() -> None:
    said = text("stress-des.md")
    assert "shipped: four quarters" in said
    (replications,) = re.findall(r"shipped scenarios: (\d+)", said)
    for path in (docs.ROOT / "scenarios").glob("*.yaml"):
        study = sl.load(path).study
        assert study.quarters == 4
        if path.stem != "closed-form-ramp":  # which has no luck to average over
            assert study.replications == int(replications)


def test_the_closed_form_in_the_text_is_the_arithmetic_and_what_is_printed() -> None:
    page = text("answers.md")
    assert (
        "Five veterans and ten hires of $600k are $9M on paper; a ramp of 0, 25, 50 and 100 % by quarter leaves $5.6M"
        in page
    )
    by_hand = 5 * 0.6 + 10 * 0.15 * (0 + 0.25 + 0.5 + 1)
    assert by_hand == pytest.approx(5.625)
    (printed,) = re.findall(r"simulated \$([\d.]+)M \$0", page)
    assert float(printed) == pytest.approx(by_hand, rel=0.01)
