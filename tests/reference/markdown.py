"""Tables of a Markdown page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def cell(value: object) -> str:
    """A text that cannot break a table."""
    return " ".join(str(value).replace("|", "\\|").split())


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table with its heading."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join("| " + " | ".join(cell(value) for value in line) + " |\n" for line in lines)
