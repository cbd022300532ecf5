"""Numbers and names as people read them: money, shares, signed changes, labels of desks and roles."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import date

WIDTH = 80
"""Columns of what is printed."""
_SHORT = {"ae", "sdr", "am", "csm", "mql", "sql"}


def money(dollars: float | None, *, signed: bool = False) -> str:
    """Dollars to two or three figures: $850, $25k, $4.40M; '-' where there is no number."""
    if dollars is None or not math.isfinite(dollars):
        return "-"
    sign = "-" if dollars < 0 else "+" if signed else ""
    size = abs(dollars)
    if size >= 999_500:
        millions = size / 1e6
        digits = 2 if millions < 9.995 else 1 if millions < 99.95 else 0
        return f"{sign}${millions:,.{digits}f}M"
    if size >= 999.5:
        return f"{sign}${size / 1e3:,.{1 if size < 9_950 else 0}f}k"
    return f"{sign}${size:,.0f}"


def signed(dollars: float) -> str:
    """A change in dollars: +$25k, -$4.40M."""
    return money(dollars, signed=True)


def share(value: float | None, digits: int = 0) -> str:
    """A share as a percentage; values that would round to 0 % or 100 % say so with < and >."""
    if value is None or not math.isfinite(value):
        return "-"
    least = 10.0 ** -(digits + 2)
    if 0 <= value < least:
        return f"<{100 * least:.{digits}f} %"
    if 1 - least < value <= 1:
        return f">{100 - 100 * least:.{digits}f} %"
    return f"{100 * value:.{digits}f} %"


def percent(value: float | None, digits: int = 0) -> str:
    """A plain percentage, exact at both ends."""
    return "-" if value is None or not math.isfinite(value) else f"{100 * value:.{digits}f} %"


def change(value: float | None) -> str:
    """A signed percentage: +47 %."""
    return "-" if value is None or not math.isfinite(value) else f"{round(100 * value):+z.0f} %"


def number(value: float | None, digits: int = 0) -> str:
    """A plain number with thousands separators."""
    return "-" if value is None or not math.isfinite(value) else f"{value:,.{digits}f}"


def amount(value: float | None) -> str:
    """A mean count: whole where it is whole, else one digit (4.2)."""
    if value is None or not math.isfinite(value):
        return "-"
    return f"{value:,.0f}" if abs(value - round(value)) < 0.05 else f"{value:,.1f}"


def hours(value: float | None) -> str:
    """A time in hours as people say it: 12 min, 3.5 h, 4.2 days."""
    if value is None or not math.isfinite(value):
        return "-"
    if value < 1.0:
        return f"{60 * value:.0f} min"
    return f"{value:.1f} h" if value < 48.0 else f"{value / 24:.1f} days"


def day(iso: str) -> str:
    """A date as people write it: 5 Jan 2026."""
    at = date.fromisoformat(iso)
    return f"{at.day} {at:%b %Y}"


def between(interval: Sequence[float] | None, style: Callable[[float], str]) -> str:
    """An interval in words, or that there were too few replications for one."""
    if interval is None:
        return "too few replications for an interval"
    return f"95 % interval {style(interval[0])} to {style(interval[1])}"


def label(name: object) -> str:
    """A desk or role as people say it: inbound_sdr -> inbound SDR, ae -> AE."""
    words = re.split(r"[\s_/]+", str(name))
    return " ".join(word.upper() if word.lower() in _SHORT else word for word in words)


def rep_name(rep: str, *, new: bool = False) -> str:
    """A rep as people say it: ae/0 -> AE 1, a hire ae/5 -> AE 6 (new), a replacement ae/0.1 -> AE 1 (2nd holder)."""
    role, _, place = rep.rpartition("/")
    seat, _, generation = place.partition(".")
    if not seat.isdecimal() or not role:
        return label(rep)
    name = f"{label(role)} {int(seat) + 1}"
    if generation.isdecimal():
        return f"{name} ({ordinal(int(generation) + 1)} holder)"
    return f"{name} (new)" if new else name


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th."""
    last = number % 10
    return f"{number}{'th' if number // 10 % 10 == 1 else {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th')}"


def plural(name: str) -> str:
    """A label in the plural: AE -> AEs."""
    return name if name.endswith("s") else f"{name}s"


def counted(number: int, thing: str) -> str:
    """A number of things: 1 replication, 64 replications."""
    return f"{number:,} {thing if number == 1 else plural(thing)}"


def slug(name: str) -> str:
    """A name as a folder: lower-case ASCII letters, digits and hyphens, never empty, at most 60 characters."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-") or "scenario"


def sentence(words: str) -> str:
    """Words with a capital letter in front."""
    return words[:1].upper() + words[1:]
