"""The kinds of number a scenario is made of: plain floats inside, texts with units in a file.

Every kind is an annotated type whose metadata holds a `Unit`. Python code may pass a canonical
number or a text with a unit; a number that a file holds (`Written`) must name the unit. Serialised
with the context `TEXT` each value becomes its text in a file again.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    SerializationInfo,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, core_schema

from salesline.scenario import units
from salesline.scenario.nodes import Written
from salesline.scenario.rates import (
    format_clock,
    format_growth,
    format_leave,
    format_money_rate,
    format_work_rate,
    parse_clock,
    parse_growth,
    parse_leave,
    parse_money_rate,
    parse_work_rate,
)

TEXT = {"text": True}
"""Context of pydantic's serialisation that means: this goes to a scenario file."""


def in_text(info: SerializationInfo) -> bool:
    """Return whether a serialisation is that of a file."""
    return isinstance(info.context, dict) and bool(info.context.get("text"))


@dataclass(frozen=True)
class Unit:
    """One kind of quantity: its canonical unit, its bounds, and its texts.

    `bare` says that a file writes it as a number without a unit.
    """

    kind: str
    canonical: str
    noun: str
    examples: tuple[str, ...]
    low: float
    high: float
    parse: Callable[[str], float]
    format: Callable[[float], str]
    pattern: str = ""
    bare: bool = False
    whole: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Tell pydantic to read and write values of the annotated type by this unit."""

        def read(value: object) -> float:
            return self.read(value)

        def write(value: Any, info: SerializationInfo) -> Any:
            return file_form(self, value) if in_text(info) else value

        serializer = core_schema.plain_serializer_function_ser_schema(write, info_arg=True)
        return core_schema.no_info_before_validator_function(read, handler(source), serialization=serializer)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the JSON Schema of the value in a file."""
        if self.bare:
            return {"type": "integer" if self.whole else "number", "minimum": self.low, "maximum": self.high}
        return {
            "type": "string",
            "pattern": self.pattern,
            "examples": list(self.examples),
            "description": f"{self.noun} such as {self.examples[0]}",
        }

    def read(self, value: object) -> float:
        """Return the canonical float of `value`, an int for whole kinds; raise ValueError in plain words."""
        if isinstance(value, str):
            if len(value) > units.LONGEST_TEXT:
                raise ValueError(f"the text is too long for {self.noun}")
            number = self.parse(value)
        elif isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"expected {self.noun}: {self.advice()}")
        elif isinstance(value, Written) and not self.bare:
            raise ValueError(self.needs_unit(value))
        else:
            number = _as_float(value)
        number = self.within(number)
        if not self.whole:
            return number
        if not number.is_integer():
            raise ValueError(f"must be a whole number, got {number}")
        return int(number)

    def within(self, number: float) -> float:
        """Return `number` if it is finite and between the bounds; raise ValueError otherwise."""
        if not math.isfinite(number):
            raise ValueError(f"must be a finite number, got {number}")
        if number < self.low:
            least = "must not be negative" if self.low == 0 else f"must be at least {self.format(self.low)}"
            raise ValueError(f"{least}, got {self.format(number)}")
        if number > self.high:
            raise ValueError(f"must be at most {self.format(self.high)}, got {self.format(number)}")
        return number + 0.0

    def advice(self) -> str:
        """Return what to write instead, with examples."""
        return "write " + " or ".join(f"'{example}'" for example in self.examples[:2])

    def needs_unit(self, value: float) -> str:
        """Return the message for a number that lacks its unit."""
        if self.kind == "share" and 0 <= value <= 100:
            meant = units.format_percent(value if value <= 1 else value / 100)
            return f"{value} needs a unit: write '{meant}'"
        return f"{str(value)[:30]} needs a unit: {self.advice()}"


def _as_float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        raise ValueError("the number is too large") from None


def file_form(unit: Unit, value: float) -> float | int | str:
    """Return what a scenario file holds for `value`: a text with a unit, or a bare number."""
    if not unit.bare:
        return unit.format(value)
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def _parse_number(text: str) -> float:
    raise ValueError(f"'{text}' is not a number")


def format_number(value: float) -> str:
    """Return a plain number, without ``.0`` when it is whole."""
    return units.shifted(value, 0)


def _positive_text(number: str = r"\.?[0-9][0-9.,]*([eE][+-]?[0-9]+)?") -> str:
    return rf"^\s*{number}\s*"


_SIGNED = _positive_text(r"[+-]?[0-9.][0-9.,]*([eE][+-]?[0-9]+)?")
_PER = r"(\s+per\s+|\s*/\s*|\s+an?\s+)[A-Za-z]+\s*$"
_CASH = r"^\s*-?\s*(\$|USD)?\s*[0-9.][0-9.,]*([eE][+-]?[0-9]+)?\s*([kKmMbB]|bn)?\s*(USD|dollars?)?"

DURATION = Unit(
    "duration",
    "hours",
    "a duration",
    ("24 hours", "3 days", "2 weeks", "45 min", "4 quarters"),
    0,
    876_600,
    units.parse_duration,
    units.format_duration,
    _positive_text() + r"[A-Za-z].*$",
)
RATE = Unit(
    "rate",
    "per hour",
    "a rate",
    ("800 per month", "12 per day", "0.3 per year"),
    0,
    1e7 / 24,
    units.parse_rate,
    units.format_rate,
    _positive_text() + _PER,
)
MONEY = Unit(
    "money",
    "dollars",
    "an amount of money",
    ("$25k", "$1.4M", "$100"),
    0,
    1e12,
    units.parse_money,
    units.format_money,
    _CASH + r"\s*$",
)
MONEY_RATE = Unit(
    "money rate",
    "dollars per year",
    "money per time",
    ("$90k per year", "$5k per month"),
    0,
    1e12,
    parse_money_rate,
    format_money_rate,
    _CASH + _PER,
)
SHARE = Unit(
    "share",
    "share of 1",
    "a share",
    ("35 %", "2.5 %"),
    0,
    1,
    units.parse_percent,
    units.format_percent,
    _positive_text() + "%$",
)
SIGNED_SHARE = Unit(
    "signed share",
    "share of 1",
    "a share",
    ("35 %", "-10 %"),
    -1e4,
    1e4,
    units.parse_percent,
    units.format_percent,
    _SIGNED + "%$",
)
WORK_RATE = Unit(
    "work rate",
    "hours per week",
    "hours of work per week",
    ("18 hours per week", "3 h per week"),
    0,
    168,
    parse_work_rate,
    format_work_rate,
    _positive_text() + r"[A-Za-z].*" + _PER,
)
LEAVE_RATE = Unit(
    "leave rate",
    "working days per year",
    "days of leave",
    ("15 days per year", "2 days per month"),
    0,
    366,
    parse_leave,
    format_leave,
    _positive_text() + r"[A-Za-z]+" + _PER,
)
GROWTH = Unit(
    "growth",
    "share per month",
    "a growth",
    ("2 % per month", "50 % per year", "-1 % per month"),
    -0.99,
    10,
    parse_growth,
    format_growth,
    _SIGNED + "%" + _PER,
)
CLOCK_TIME = Unit(
    "clock time",
    "hours of day",
    "a time of day",
    ("9:00", "17:30"),
    0,
    24,
    parse_clock,
    format_clock,
    r"^\s*([0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?|[0-9][0-9.eE-]*\s*h)\s*$",
)
NUMBER = Unit("number", "", "a number", ("1.5", "3"), -1e15, 1e15, _parse_number, format_number, bare=True)
COUNT = Unit(
    "count", "", "a whole number", ("3", "12"), 0, 1e9, _parse_number, format_number, bare=True, whole=True
)

Duration = Annotated[float, DURATION]
"""Hours."""
Rate = Annotated[float, RATE]
"""Count per hour."""
Money = Annotated[float, MONEY]
"""Dollars."""
MoneyRate = Annotated[float, MONEY_RATE]
"""Dollars per year."""
Share = Annotated[float, SHARE]
"""Between 0 and 1."""
SignedShare = Annotated[float, SIGNED_SHARE]
"""A share that may be negative or above 1."""
WorkRate = Annotated[float, WORK_RATE]
"""Hours of work per week."""
LeaveRate = Annotated[float, LEAVE_RATE]
"""Working days per year."""
Growth = Annotated[float, GROWTH]
"""Compound share per month."""
ClockTime = Annotated[float, CLOCK_TIME]
"""Hours since midnight, 0 to 24."""
Number = Annotated[float, NUMBER]
"""A finite number without a unit."""

UNITS = {
    unit.kind: unit
    for unit in (
        DURATION,
        RATE,
        MONEY,
        MONEY_RATE,
        SHARE,
        SIGNED_SHARE,
        WORK_RATE,
        LEAVE_RATE,
        GROWTH,
        CLOCK_TIME,
        NUMBER,
        COUNT,
    )
}
"""Every unit by the name of its kind."""


def format_quantity(kind: str, value: float) -> str:
    """Return the most readable text of a canonical value that reads back exactly."""
    return UNITS[kind].format(value)


def _read_day(value: object) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return _within_calendar(value)
    try:
        day = dt.datetime.strptime(str(value).strip(), "%Y-%m-%d").date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        raise ValueError(f"'{str(value)[:30]}' is not a date: write '2026-01-31'") from None
    return _within_calendar(day)


def _within_calendar(day: dt.date) -> dt.date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"must be between {FIRST_DAY} and {LAST_DAY}, got {day}")
    return day


def _write_day(value: dt.date, info: SerializationInfo) -> dt.date | str:
    return value.isoformat() if in_text(info) or info.mode == "json" else value


def spell(value: object) -> object:
    """Return a name or choice with underscores, as Salesline spells it: ``round robin`` is ``round_robin``."""
    if not isinstance(value, str):
        return value
    value = value.strip()
    return value.replace(" ", "_").replace("-", "_") if value[:1].isalpha() else value


def _write_name(value: str, info: SerializationInfo) -> str:
    return value.replace("_", " ") if in_text(info) and value[:1].isalpha() else value


def _space(value: object) -> object:
    return value.strip().replace("_", " ").replace("-", " ") if isinstance(value, str) else value


Spelling = BeforeValidator(spell)
"""Put on a ``Literal`` of words with underscores: a file may write spaces or hyphens instead."""
Words = BeforeValidator(_space)
"""Put on a ``Literal`` of words with spaces: a file may write underscores or hyphens instead."""
Name = Annotated[str, Spelling, PlainSerializer(_write_name)]
"""A name that also stands as a key of a map (a role, a source, a region), spelled like one."""
Count = Annotated[int, COUNT]
"""A whole number from 0 to a thousand million."""


def _amount(value: object) -> object:
    return MONEY.format(MONEY.read(value)) if isinstance(value, str | int | float) else value


Amount = Annotated[str, BeforeValidator(_amount)]
"""An amount of money as the key of a map, such as ``$20k``; always in the same spelling."""


def dollars(amount: str) -> float:
    """Return the number that an `Amount` stands for."""
    return MONEY.read(amount)


FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2150, 12, 31)
"""Days that a scenario may name: a century more on either side still fits any table of dates."""
_DAY_SCHEMA = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
Day = Annotated[dt.date, BeforeValidator(_read_day), PlainSerializer(_write_day), WithJsonSchema(_DAY_SCHEMA)]
"""A calendar day."""
