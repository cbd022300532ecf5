"""The terminal text: 80 columns, no colour outside a terminal."""

import io

import pytest

from salesline.experiment.study import Study
from salesline.report import words
from salesline.report.text import show
from salesline.report.verdict import verdict
from tests.report import fakes


def shown(study: Study) -> str:
    out = io.StringIO()
    show(verdict(study), out)
    return out.getvalue()


@pytest.mark.parametrize("make", [fakes.run, fakes.compare, fakes.without_plan, fakes.hostile])
def test_fits_80_columns_without_colour(make: object) -> None:
    assert callable(make)
    text = shown(make(12))
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text
    assert not any(line != line.rstrip() for line in text.splitlines())


def test_run_says_the_main_things() -> None:
    text = shown(fakes.run(12))
    for word in (
        "Triple the team",
        "plan $9.00M",
        "P10",
        "P90",
        "Growth",
        "Constraint",
        "idle",
        "focus loss",
        "Q4",
    ):
        assert word in text


def test_compare_says_where_no_effect_is_shown() -> None:
    text = shown(fakes.compare(12))
    assert "no effect shown" in text
    assert "Common luck" in text
    assert "Baseline: Startup" in text


def test_a_name_is_never_taken_for_markup() -> None:
    assert "[bold]x[/bold]" in shown(fakes.hostile(4))


@pytest.mark.parametrize(
    ("dollars", "text"),
    [(0, "$0"), (850, "$850"), (999.6, "$1.0k"), (25_000, "$25k"), (999_600, "$1.00M"), (4.4e6, "$4.40M"),
     (12.34e6, "$12.3M"), (1.2e8, "$120M"), (-2.1e6, "-$2.10M"), (None, "-"), (float("nan"), "-")],
)  # fmt: skip
def test_money(dollars: float | None, text: str) -> None:
    assert words.money(dollars) == text


def test_shares_never_round_to_certainty() -> None:
    assert words.share(0.0) == "<1 %"
    assert words.share(0.999) == ">99 %"
    assert words.share(0.47) == "47 %"


def test_slug_is_a_safe_folder() -> None:
    assert words.slug("../Triple the Team! <script>") == "triple-the-team-script"
    assert words.slug("日本") == "scenario"
    assert words.change(-0.0001) == "+0 %"
