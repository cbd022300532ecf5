"""Texts with units become canonical floats and come back bit for bit."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from salesline.scenario.nodes import WrittenFloat, WrittenInt
from salesline.scenario.quantities import (
    TEXT,
    UNITS,
    Count,
    Day,
    Duration,
    Name,
    Share,
    format_quantity,
)

READ = [
    ("duration", "2 weeks", 336.0),
    ("duration", "24 hours", 24.0),
    ("duration", "45 min", 0.75),
    ("duration", "1 h 30 min", 1.5),
    ("duration", "4 quarters", 8766.0),
    ("duration", "1 month", 730.5),
    ("duration", "1,000 hours", 1000.0),
    ("duration", "1 day and 2 hours", 26.0),
    ("duration", "0.5 h", 0.5),
    ("rate", "800 per month", 800 / 730.5),
    ("rate", "12 per day", 0.5),
    ("rate", "0.3 per year", 0.3 / 8766),
    ("rate", "5.1 per hour", 5.1),
    ("rate", "7/week", 7 / 168),
    ("rate", "3 a week", 3 / 168),
    ("money", "$25k", 25_000.0),
    ("money", "$9M", 9e6),
    ("money", "$1.4M", 1.4e6),
    ("money", "$100", 100.0),
    ("money", "25000 USD", 25_000.0),
    ("money", "$25,000", 25_000.0),
    ("money", "$1.1bn", 1.1e9),
    ("money rate", "$90k per year", 90_000.0),
    ("money rate", "$5k per month", 60_000.0),
    ("share", "35 %", 0.35),
    ("share", "35%", 0.35),
    ("share", "0.29 %", 0.0029),
    ("signed share", "-10 %", -0.1),
    ("work rate", "18 hours per week", 18.0),
    ("work rate", "3 h per week", 3.0),
    ("work rate", "30 min per week", 0.5),
    ("leave rate", "15 days per year", 15.0),
    ("leave rate", "1 working day per month", 12.0),
    ("growth", "2 % per month", 0.02),
    ("growth", "50 % per year", 1.5 ** (1 / 12) - 1),
    ("growth", "-1 % per month", -0.01),
    ("clock time", "9:00", 9.0),
    ("clock time", "17:30", 17.5),
    ("clock time", "24:00", 24.0),
]

SHOWN = [
    ("duration", 336.0, "2 weeks"),
    ("duration", 0.75, "45 min"),
    ("duration", 24.0, "1 day"),
    ("duration", 0.0, "0 hours"),
    ("duration", 8766.0, "1 year"),
    ("rate", 800 / 730.5, "800 per month"),
    ("rate", 0.5, "12 per day"),
    ("rate", 0.3 / 8766, "0.3 per year"),
    ("money", 25_000.0, "$25k"),
    ("money", 1.4e6, "$1.4M"),
    ("money", 1250.0, "$1250"),
    ("share", 0.35, "35 %"),
    ("share", 1.0, "100 %"),
    ("work rate", 18.0, "18 hours per week"),
    ("money rate", 90_000.0, "$90k per year"),
    ("growth", 0.02, "2 % per month"),
    ("growth", 1.5 ** (1 / 12) - 1, "50 % per year"),
    ("clock time", 9.5, "9:30"),
    ("leave rate", 15.0, "15 days per year"),
    ("count", 3, "3"),
    ("number", 1.5, "1.5"),
]

REFUSED = [
    ("duration", "720", "needs a unit: write '24 hours' or '3 days'"),
    ("duration", WrittenInt(720), "720 needs a unit: write '24 hours' or '3 days'"),
    ("duration", "3 hurs", "did you mean 'hours'?"),
    ("duration", "-3 hours", "must not be negative"),
    ("duration", "1e400 hours", "too large"),
    ("duration", "200 years", "must be at most 100 years"),
    ("duration", None, "expected a duration"),
    ("duration", True, "expected a duration"),
    ("duration", math.nan, "finite"),
    ("duration", math.inf, "finite"),
    ("duration", "", "is not a duration"),
    ("rate", "800 per fortnite", "'800 per fortnite': unknown period; day, week, month, quarter, year"),
    ("rate", "800 per mont", "did you mean 'month'?"),
    ("rate", "800", "needs a period: write '800 per month'"),
    ("rate", "1e12 per day", "must be at most"),
    ("rate", WrittenFloat(3.0), "needs a unit"),
    ("money", "25000", "needs a currency"),
    ("money", WrittenInt(5), "needs a unit: write '$25k' or '$1.4M'"),
    ("money", "-$5", "must not be negative"),
    ("money", "5 apples", "is not an amount of money"),
    ("money rate", "$5k", "needs a period"),
    ("share", WrittenFloat(0.35), "write '35 %'"),
    ("share", WrittenInt(35), "write '35 %'"),
    ("share", "0.35", "write '35 %'"),
    ("share", "120 %", "at most 100 %"),
    ("work rate", "200 hours per week", "must be at most"),
    ("work rate", "3 h per day", "unknown period"),
    ("leave rate", "3 weeks per year", "write '15 days per year'"),
    ("growth", "2 %", "needs a period"),
    ("clock time", "25:00", "is not a time of day"),
    ("clock time", "9:75", "is not a time of day"),
    ("number", "1.5", "is not a number"),
    ("number", 10**400, "too large"),
    ("count", 1.5, "whole number"),
    ("count", -1, "must not be negative"),
    ("count", True, "expected a whole number"),
    ("count", 10**10, "must be at most"),
    ("duration", "1" * 300, "too long"),
]


@pytest.mark.parametrize(("kind", "text", "value"), READ)
def test_a_text_with_a_unit_is_read(kind: str, text: str, value: float) -> None:
    assert UNITS[kind].read(text) == value


@pytest.mark.parametrize(("kind", "value", "text"), SHOWN)
def test_a_value_is_shown_in_its_most_readable_unit(kind: str, value: float, text: str) -> None:
    assert format_quantity(kind, value) == text


@pytest.mark.parametrize(("kind", "value", "message"), REFUSED)
def test_a_wrong_value_is_refused_in_plain_words(kind: str, value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        UNITS[kind].read(value)
    assert message in str(caught.value)


def _values(kind: str) -> st.SearchStrategy[float]:
    unit = UNITS[kind]
    plain = st.floats(unit.low, unit.high, allow_nan=False)
    rounded = plain.map(lambda value: min(max(round(value, 2), unit.low), unit.high))
    return st.integers(0, 10**9) if unit.whole else plain | rounded


@pytest.mark.parametrize("kind", [kind for kind, unit in UNITS.items() if not unit.bare])
@given(data=st.data())
def test_every_value_comes_back_bit_for_bit(kind: str, data: st.DataObject) -> None:
    value = data.draw(_values(kind))
    assert UNITS[kind].read(UNITS[kind].format(value)) == value


@pytest.mark.parametrize("kind", list(UNITS))
@given(text=st.text() | st.from_regex(r"\A[$-]?[0-9.,e+]{0,9} ?[a-z%$]{0,6}( per [a-z]{0,5})?\Z"))
def test_any_text_is_a_value_or_a_refusal(kind: str, text: str) -> None:
    try:
        value = UNITS[kind].read(text)
    except ValueError:
        return
    assert math.isfinite(value)


def test_python_may_give_canonical_numbers() -> None:
    assert TypeAdapter(Duration).validate_python(336) == 336.0
    assert type(TypeAdapter(Duration).validate_python(336)) is float
    assert type(TypeAdapter(Count).validate_python(WrittenInt(3))) is int
    assert TypeAdapter(Share).validate_python(0.35) == 0.35


def test_a_file_gets_texts_and_json_gets_numbers() -> None:
    assert TypeAdapter(Duration).dump_python(336.0, context=TEXT) == "2 weeks"
    assert TypeAdapter(Duration).dump_json(336.0) == b"336.0"


def test_days_and_names() -> None:
    day = TypeAdapter(Day).validate_python("2026-01-31")
    assert TypeAdapter(Day).dump_python(day, context=TEXT) == "2026-01-31"
    with pytest.raises(ValidationError, match="write '2026-01-31'"):
        TypeAdapter(Day).validate_python("31.1.2026")
    assert TypeAdapter(Name).validate_python("inbound sdr") == "inbound_sdr"
    assert TypeAdapter(Name).dump_python("inbound_sdr", context=TEXT) == "inbound sdr"
