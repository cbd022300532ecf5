"""Texts with units to plain floats and back, bit for bit."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

HOURS = {
    "second": 1 / 3600,
    "minute": 1 / 60,
    "hour": 1.0,
    "day": 24.0,
    "week": 168.0,
    "month": 730.5,
    "quarter": 2191.5,
    "year": 8766.0,
}
"""Calendar hours of each unit of time; a year has 365.25 days and 12 equal months."""

_PARTS = {"second": 3600.0, "minute": 60.0}
_ALIASES = {
    "s": "second",
    "sec": "second",
    "m": "minute",
    "min": "minute",
    "mins": "minute",
    "h": "hour",
    "hr": "hour",
    "hrs": "hour",
    "d": "day",
    "w": "week",
    "wk": "week",
    "wks": "week",
    "mo": "month",
    "q": "quarter",
    "y": "year",
    "yr": "year",
    "yrs": "year",
}
_SHOWN = {"minute": "min"}
PERIODS = ("hour", "day", "week", "month", "quarter", "year")
NUMBER = r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,4})?"
_NUMBER = re.compile(NUMBER)
_TERM = re.compile(
    r"\s*(?:and\b|\+|,)?\s*([0-9][0-9,]*(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,4})?|\.[0-9]+)\s*([a-z]+)\.?"
)
LONGEST_TEXT = 200
_PRECISIONS = (3, 6, 9, 12, 15, 17)
_PLAIN_EXPONENTS = range(-7, 18)


def near(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?`` for the known word most like `word`, or an empty text."""
    close = difflib.get_close_matches(word[:LONGEST_TEXT], list(known), n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else ""


def time_unit(word: str) -> str:
    """Return the name of a unit of time in the singular, or an empty text when unknown."""
    word = word.strip().lower()
    name = _ALIASES.get(word, word)
    name = name.removesuffix("s") if name not in HOURS else name
    return name if name in HOURS else ""


def scaled(number: str, exponent: int = 0) -> float:
    """Return ``number x 10**exponent``, rounded once; raise ValueError for anything but a finite number."""
    number = number.strip()
    if not _NUMBER.fullmatch(number) or not any(sign.isdigit() for sign in number):
        raise ValueError(f"'{number}' is not a number")
    mantissa, _, power = number.replace(",", "").lower().partition("e")
    value = float(f"{mantissa}e{int(power or 0) + exponent}")
    if not math.isfinite(value):
        raise ValueError("the number is too large")
    return value


def hours_of(number: float, unit: str) -> float:
    """Return the hours in `number` units of time."""
    return number / _PARTS[unit] if unit in _PARTS else number * HOURS[unit]


def parse_duration(text: str) -> float:
    """Return hours for a text such as ``2 weeks``, ``45 min`` or ``1 h 30 min``."""
    lowered = text.lower()
    start, total = 0, 0.0
    while match := _TERM.match(lowered, start):
        unit = time_unit(match[2])
        if not unit:
            units = ["minutes", "hours", "days", "weeks", "months", "quarters", "years"]
            hint = near(match[2], units) or "; " + ", ".join(units)
            raise ValueError(f"'{text}': unknown unit '{match[2]}'{hint}")
        total += hours_of(scaled(match[1]), unit)
        start = match.end()
    if not lowered[start:].strip() and start:
        return total
    if lowered.lstrip().startswith("-"):
        raise ValueError(f"'{text}': must not be negative")
    if lowered.strip() and _NUMBER.fullmatch(lowered.strip()):
        raise ValueError("needs a unit: write '24 hours' or '3 days'")
    raise ValueError(f"'{text}' is not a duration: write '24 hours' or '3 days'")


def split_rate(text: str, example: str) -> tuple[str, str]:
    """Return the amount and the period of ``AMOUNT per PERIOD``; raise ValueError when either is missing."""
    match = re.fullmatch(r"\s*(\S.*?)\s*(?:\bper\b|\ba\b|\ban\b|/)\s*([A-Za-z]+)\.?\s*", text)
    if match is None:
        raise ValueError(f"'{text}' needs a period: write '{example}'")
    unit = time_unit(match[2])
    if unit not in PERIODS:
        hint = near(match[2].lower(), PERIODS) or "; " + ", ".join(PERIODS[1:])
        raise ValueError(f"'{text}': unknown period{hint}")
    return match[1], unit


def parse_rate(text: str) -> float:
    """Return a count per hour for a text such as ``800 per month``."""
    amount, unit = split_rate(text, "800 per month")
    return scaled(amount) / HOURS[unit]


def parse_money(text: str) -> float:
    """Return dollars for a text such as ``$25k``, ``$1.4M`` or ``25000 USD``."""
    match = re.fullmatch(
        rf"\s*(-?)\s*(\$|usd)?\s*({NUMBER})\s*(k|m|bn|b)?\s*(usd|dollars?)?\s*", text, re.IGNORECASE
    )
    if match is None or not match[3]:
        raise ValueError(f"'{text}' is not an amount of money: write '$25k' or '$1.4M'")
    if not match[2] and not match[5]:
        raise ValueError(f"'{text}' needs a currency: write '$25k' or '$1.4M'")
    exponent = {"": 0, "k": 3, "m": 6, "b": 9, "bn": 9}[(match[4] or "").lower()]
    return scaled(match[1] + match[3], exponent)


def parse_percent(text: str) -> float:
    """Return a share for a text such as ``35 %``."""
    stripped = text.strip()
    if not stripped.endswith("%"):
        raise ValueError(f"'{text}' is not a share: write '35 %'")
    return scaled(stripped[:-1], -2)


def plain(value: float, precision: int) -> str:
    """Return `value` with so many significant digits, without an exponent where that stays short."""
    text = format(value, f".{precision}g")
    number = Decimal(text)
    if number == 0:
        return "0"
    return format(number.normalize(), "f") if number.adjusted() in _PLAIN_EXPONENTS else repr(float(text))


def exact(value: float, guess: float, back: Callable[[str], float]) -> str:
    """Return the shortest decimal near `guess` that `back` turns into exactly `value`, or an empty text."""
    for precision in _PRECISIONS:
        text = plain(guess, precision)
        if back(text) == value:
            return text
    return ""


def most_readable(
    value: float, units: Mapping[str, Callable[[str], float]], guesses: Mapping[str, float], fallback: str
) -> tuple[str, str]:
    """Return the number and the unit that say `value` in the fewest digits, at least one unit if possible."""
    best: tuple[tuple[bool, int, float], str, str] | None = None
    for unit, back in units.items():
        text = exact(value, guesses[unit], back)
        score = (abs(guesses[unit]) < 1, len(text), guesses[unit])
        if text and (best is None or score < best[0]):
            best = score, text, unit
    return (best[1], best[2]) if best else (repr(value), fallback)


def plural(number: str, unit: str) -> str:
    """Return ``3 days`` or ``1 day``; minutes are written ``min``."""
    word = _SHOWN.get(unit, unit if number == "1" else unit + "s")
    return f"{number} {word}"


def format_duration(value: float) -> str:
    """Return hours as the most readable text that reads back exactly."""
    if value == 0:
        return "0 hours"
    names = ("year", "quarter", "month", "week", "day", "hour", "minute")
    units = {unit: _to_hours(unit) for unit in names}
    guesses = {unit: value * 60 if unit == "minute" else value / HOURS[unit] for unit in names}
    return plural(*most_readable(value, units, guesses, "hour"))


def _to_hours(unit: str) -> Callable[[str], float]:
    return lambda text: hours_of(float(text), unit)


def _to_rate(unit: str) -> Callable[[str], float]:
    return lambda text: float(text) / HOURS[unit]


def format_rate(value: float) -> str:
    """Return a count per hour as the most readable text that reads back exactly."""
    if value == 0:
        return "0 per month"
    names = ("month", "week", "day", "year", "quarter", "hour")
    units = {unit: _to_rate(unit) for unit in names}
    number, unit = most_readable(value, units, {unit: value * HOURS[unit] for unit in names}, "hour")
    return f"{number} per {unit}"


def shifted(value: float, exponent: int) -> str:
    """Return the decimal digits of ``value x 10**exponent`` exactly as the shortest repr has them."""
    number = Decimal(repr(value)).scaleb(exponent)
    if number == 0:
        return "0"
    return (
        format(number.normalize(), "f") if number.adjusted() in _PLAIN_EXPONENTS else str(number.normalize())
    )


def format_money(value: float) -> str:
    """Return dollars as ``$25k``, ``$1.4M`` or ``$100``, reading back exactly."""
    sign, size = ("-", -value) if value < 0 else ("", value)
    choices = [
        (shifted(size, -power), letter)
        for power, letter in ((0, ""), (3, "k"), (6, "M"))
        if size >= 10**power or power == 0
    ]
    number, letter = min(choices, key=lambda choice: len("".join(choice)) - ("." in choice[0]))
    return f"{sign}${number}{letter}"


def format_percent(value: float) -> str:
    """Return a share as ``35 %``, reading back exactly."""
    return f"{shifted(value, 2)} %"
