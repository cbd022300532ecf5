"""Keeps docs/findings.md honest: `python -m tests.findings check|write`.

Every figure on the page stands between two comments, which name a claim and the label of one of its recorded figures:

    <!--= 1A.16 | all 10 miss, ten -->35 % (22 to 50 %)<!--.-->       a figure with its interval
    <!--+ 1A.16 | ... -->+3.1 % (+1.0 to +5.2 %)<!--.-->              the same, a change: with its sign
    <!--: 1A.08 -->depends on leads<!--.-->                           what the finding says in words
    <!--table+ 1A.08 | growth, {row}, leads x1.5, {column} | two months; day one | Q1; Q2 -->
    ...
    <!--.-->                                                           rows by columns

`write` fills in what docs/claims.json holds; `check` exits with 1 and a diff when the page says otherwise.
"""

from __future__ import annotations

import difflib
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "findings.md"
DATA = ROOT / "docs" / "claims.json"
MARK = re.compile(r"(<!--(table)?([=+:]) ([0-9A-Z]+\.\d+) ([^>]*?)-->)(.*?)(<!--\.-->)", re.DOTALL)


BARE = ("$k", "$", "ratio", "$ per $")
"""Units that stand before the number, or are none."""


class UnknownFigureError(LookupError):
    """A mark names a claim without a finding, or a figure that its finding does not have."""


def filled(text: str, known: Mapping[str, Any]) -> str:
    """Return the page with every figure as recorded.

    Raises:
        UnknownFigureError: a mark names what is not recorded.

    """

    def fill(found: re.Match[str]) -> str:
        head, table, sign, claim, rest, _, end = found.groups()
        if claim not in known:
            raise UnknownFigureError(f"{claim} has no recorded finding")
        parts = [part.strip() for part in rest.split("|") if part.strip()]
        if sign == ":":
            return f"{head}{known[claim]['words']}{end}"
        if table:
            return f"{head}\n{_table(known[claim], parts, signed=sign == '+')}\n{end}"
        return f"{head}{words(_figure(known[claim], parts[0]), signed=sign == '+')}{end}"

    return MARK.sub(fill, text)


def _figure(finding: Mapping[str, Any], label: str) -> Mapping[str, Any]:
    for figure in finding["figures"]:
        if figure["label"] == label:
            return dict(figure)
    raise UnknownFigureError(f"no figure {label!r}; there is {[f['label'] for f in finding['figures']]}")


def _table(finding: Mapping[str, Any], parts: list[str], *, signed: bool) -> str:
    form, rows, columns = parts
    names = [name.strip() for name in columns.split(";")]
    lines = ["", "| | " + " | ".join(names) + " |", "|---|" + "--:|" * len(names)]
    for row in (name.strip() for name in rows.split(";")):
        cells = [
            words(_figure(finding, form.format(row=row, column=name)), signed=signed, brief=True)
            for name in names
        ]
        lines.append(f"| {row} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, ""])


def words(figure: Mapping[str, Any], *, signed: bool = False, brief: bool = False) -> str:
    """Return a figure with its interval and unit; `brief`: the half-width instead of both ends."""
    value, low, high, unit = (figure[name] for name in ("value", "low", "high", "unit"))
    share = unit == "share"
    if value is None:
        return "-"
    tail = " %" if share else f" {unit}" if unit and unit not in BARE else ""
    if low is None or high is None or low == high:
        return _number(value, unit, signed=signed) + tail
    if brief:
        return (
            f"{_number(value, unit, signed=signed)} ± {_number((high - low) / 2, unit, signed=False)}{tail}"
        )
    ends = " to ".join(_number(end, unit, signed=signed) for end in (low, high))
    return f"{_number(value, unit, signed=signed)}{tail} ({ends}{tail})"


def _number(value: float, unit: str, *, signed: bool) -> str:
    sign = "+" if signed else ""
    if unit == "share":
        return f"{round(100 * value) + 0:{sign}d}"
    if unit in ("$k", "$"):
        return f"{'-' if value < 0 else sign}${abs(value):,.0f}{unit[1:]}"
    return f"{value:{sign}.3g}"


def main(arguments: list[str]) -> int:
    """Do what the module's text says; the exit status."""
    text = PAGE.read_text(encoding="utf-8")
    now = filled(text, json.loads(DATA.read_text(encoding="utf-8")))
    if arguments == ["write"]:
        PAGE.write_text(now, encoding="utf-8")
        return 0
    difference = list(
        difflib.unified_diff(text.splitlines(), now.splitlines(), "docs/findings.md", "recorded", lineterm="")
    )
    print("\n".join(difference) or "docs/findings.md shows what docs/claims.json holds")  # noqa: T201
    return bool(difference)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
