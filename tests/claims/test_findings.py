"""The page of findings: every figure is that of a recorded finding."""

from __future__ import annotations

import json

import pytest

from tests.findings import DATA, MARK, PAGE, UnknownFigureError, filled, words

KNOWN = {
    "9.01": {
        "figures": [
            {"label": "growth, late, Q1", "value": 0.123, "low": 0.1, "high": 0.146, "unit": "share"},
            {"label": "growth, late, Q2", "value": -0.05, "low": None, "high": None, "unit": "share"},
            {"label": "gap", "value": 1250.4, "low": 1191.0, "high": 1308.0, "unit": "$k"},
        ]
    }
}


def test_the_page_shows_what_is_recorded() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert MARK.search(text)
    assert filled(text, json.loads(DATA.read_text(encoding="utf-8"))) == text


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("<!--= 9.01 | gap -->", "$1,250k ($1,191k to $1,308k)"),
        ("<!--+ 9.01 | growth, late, Q1 -->", "+12 % (+10 to +15 %)"),
        ("<!--= 9.01 | growth, late, Q2 -->", "-5 %"),
    ],
)
def test_a_figure_is_filled_in(mark: str, said: str) -> None:
    assert filled(f"It is {mark}old<!--.-->, so.", KNOWN) == f"It is {mark}{said}<!--.-->, so."


def test_a_table_is_filled_in_and_stays_when_filled_again() -> None:
    mark = "<!--table+ 9.01 | growth, {row}, {column} | late | Q1; Q2 -->"
    once = filled(f"{mark}<!--.-->", KNOWN)
    assert "| late | +12 ± 2 % | -5 % |" in once
    assert filled(once, KNOWN) == once


@pytest.mark.parametrize("mark", ["<!--= 9.02 | gap -->", "<!--= 9.01 | gape -->"])
def test_what_is_not_recorded_is_an_error(mark: str) -> None:
    with pytest.raises(UnknownFigureError):
        filled(f"{mark}<!--.-->", KNOWN)


def test_numbers_without_a_value() -> None:
    assert words({"value": None, "low": None, "high": None, "unit": ""}) == "-"
