"""Texts of the compound units: money per time, hours per week, leave, growth, times of day."""

from __future__ import annotations

import re

from salesline.scenario import units

_PER_YEAR = {unit: units.HOURS["year"] / units.HOURS[unit] for unit in units.PERIODS}
_PER_WEEK = {"week": 1.0, "month": 730.5 / 168, "quarter": 2191.5 / 168, "year": 8766 / 168}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_MINUTES = 60


def parse_money_rate(text: str) -> float:
    """Return dollars per year for a text such as ``$90k per year``."""
    amount, unit = units.split_rate(text, "$90k per year")
    return units.parse_money(amount) * _PER_YEAR[unit]


def format_money_rate(value: float) -> str:
    """Return dollars per year as ``$90k per year``, or per month where that is shorter."""
    yearly = units.format_money(value) + " per year"
    monthly = units.format_money(float(f"{value / 12:.9g}")) + " per month"
    return monthly if len(monthly) + 1 < len(yearly) and parse_money_rate(monthly) == value else yearly


def parse_work_rate(text: str) -> float:
    """Return hours of work per week for a text such as ``18 hours per week``."""
    amount, unit = units.split_rate(text, "18 hours per week")
    if unit not in _PER_WEEK:
        raise ValueError(f"'{text}': unknown period; week, month, quarter, year")
    return units.parse_duration(amount) / _PER_WEEK[unit]


def format_work_rate(value: float) -> str:
    """Return hours per week as ``18 hours per week``, reading back exactly."""
    number = units.shifted(value, 0)
    return f"{number} hour{'' if number == '1' else 's'} per week"


def parse_leave(text: str) -> float:
    """Return working days per year for a text such as ``15 days per year``."""
    amount, unit = units.split_rate(text, "15 days per year")
    match = re.fullmatch(rf"\s*({units.NUMBER})\s*(?:working\s+|work)?days?\s*", amount, re.IGNORECASE)
    if match is None or unit not in _MONTHS:
        raise ValueError(f"'{text}' is not an amount of leave: write '15 days per year'")
    return units.scaled(match[1]) * (12 / _MONTHS[unit])


def format_leave(value: float) -> str:
    """Return working days per year as ``15 days per year``, reading back exactly."""
    number = units.shifted(value, 0)
    return f"{number} day{'' if number == '1' else 's'} per year"


def parse_growth(text: str) -> float:
    """Return a compound share per month for a text such as ``2 % per month`` or ``50 % per year``."""
    amount, unit = units.split_rate(text, "2 % per month")
    share = units.parse_percent(amount)
    if unit not in _MONTHS:
        raise ValueError(f"'{text}': unknown period; month, quarter, year")
    if unit == "month":
        return share
    if share <= -1:
        raise ValueError(f"'{text}': nothing can shrink by 100 % or more")
    return float((1 + share) ** (1 / _MONTHS[unit]) - 1)


def format_growth(value: float) -> str:
    """Return a share per month as ``2 % per month``, or per year where that is shorter and exact."""
    monthly = units.format_percent(value) + " per month"
    yearly = units.format_percent(round((1 + value) ** 12 - 1, 6)) + " per year" if value > -1 else monthly
    if len(yearly) + 1 < len(monthly) and yearly != "-100 % per year" and parse_growth(yearly) == value:
        return yearly
    return monthly


def parse_clock(text: str) -> float:
    """Return hours since midnight for a text such as ``9:00`` or ``17:30``."""
    match = re.fullmatch(r"\s*([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}(?:\.[0-9]{1,20})?))?\s*", text)
    if match is None and (hours := re.fullmatch(rf"\s*({units.NUMBER})\s*h\s*", text)):
        return units.scaled(hours[1])
    if match is None:
        raise ValueError(f"'{text}' is not a time of day: write '9:00' or '17:30'")
    hour, minute, second = int(match[1]), int(match[2]), float(match[3] or 0)
    value = (hour * 3600 + minute * 60 + second) / 3600
    if minute >= _MINUTES or second >= _MINUTES or value > 24:
        raise ValueError(f"'{text}' is not a time of day: write '9:00' or '17:30'")
    return value


def format_clock(value: float) -> str:
    """Return hours since midnight as ``9:00``; seconds and their fractions only where needed."""
    minutes = round(value * 60)
    text = f"{minutes // 60}:{minutes % 60:02}"
    if minutes / 60 == value or not 0 <= value <= 24:
        return text
    return _with_seconds(value) or f"{units.shifted(value, 0)} h"


def _with_seconds(value: float) -> str:
    """Return ``h:mm:ss.fraction`` that reads back as `value`, or an empty text when there is none."""
    whole = int(value * 60)
    for minutes in (whole, whole - 1, whole + 1):
        for digits in (0, 3, 6, 9, 12, 15, 18):
            seconds = value * 3600 - minutes * 60
            if not 0 <= seconds < _MINUTES or minutes < 0:
                continue
            text = f"{minutes // 60}:{minutes % 60:02}:{seconds:0{3 + digits if digits else 2}.{digits}f}"
            if ":60" not in text and parse_clock(text) == value:
                return text
    return ""
