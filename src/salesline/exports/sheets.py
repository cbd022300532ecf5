"""Writing into a workbook: texts never as formulas, every formula with the value it has, one format per unit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

__all__ = ["Formula", "Sheet", "Styles", "column"]

LONGEST = 32_000
"""Characters that fit into a cell."""
NUMBERS = {
    "$": "$#,##0;[Red]-$#,##0",
    "share": "0.0%;[Red]-0.0%",
    "number": "#,##0.0;[Red]-#,##0.0",
    "general": "General",
}


class Formula:
    """A formula and what it gives."""

    __slots__ = ("text", "value")

    def __init__(self, text: str, value: float) -> None:
        self.text, self.value = text, value


class Styles:
    """The formats of a workbook, made once each."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], Format] = {}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.note = book.add_format({"italic": True, "font_color": "#555555"})
        self.head = book.add_format(
            {"bold": True, "bottom": 1, "bg_color": "#E8EDF2", "text_wrap": True, "valign": "top"}
        )
        self.words = book.add_format({"text_wrap": True, "valign": "top"})

    def number(self, unit: str, *, strong: bool = False) -> Format:
        """The format of numbers of a unit; strong for totals."""
        kind = "$" if unit.startswith("$") else unit if unit in NUMBERS else "number"
        if (kind, strong) not in self._made:
            look = {"bold": True, "top": 1} if strong else {}
            self._made[kind, strong] = self._book.add_format({"num_format": NUMBERS[kind], **look})
        return self._made[kind, strong]


class Sheet:
    """One sheet, filled row by row from the top."""

    def __init__(
        self, book: Workbook, styles: Styles, name: str, title: str, notes: Sequence[str] = ()
    ) -> None:
        self.name = name
        self._styles = styles
        self._sheet: Worksheet = book.add_worksheet(name)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.hide_gridlines(2)
        self.row = 0
        """Number of the next row, from 0."""
        self._text(0, title, styles.title)
        self.row = 1
        for note in notes:
            self._text(0, note, styles.note)
            self.row += 1
        self.row += 1

    def widths(self, *widths: float) -> None:
        """Widths of the columns from the left, in characters; the last holds for all to its right."""
        for at, width in enumerate(widths):
            self._sheet.set_column(at, at if at + 1 < len(widths) else max(at, 40), width)

    def head(self, words: Sequence[str], *, freeze: tuple[int, int] | None = None) -> None:
        """A row of headings; with `freeze`, panes stay: (0, columns to the left)."""
        for at, word in enumerate(words):
            self._text(at, word, self._styles.head)
        self.row += 1
        if freeze is not None:
            self._sheet.freeze_panes(self.row, freeze[1])
            self._sheet.repeat_rows(self.row - 1)

    def cells(self, values: Sequence[Any], unit: str = "", *, strong: bool = False) -> int:
        """One row of texts, numbers (NaN and None stay empty) and formulas; its number as in formulas, from 1."""
        for at, value in enumerate(values):
            if isinstance(value, str):
                self._text(
                    at, value, self._styles.words if not strong else self._styles.number(unit, strong=True)
                )
            elif isinstance(value, Formula):
                style = self._styles.number(unit, strong=strong)
                shown: Any = "" if math.isnan(value.value) else value.value
                self._sheet.write_formula(self.row, at, f"={value.text}", style, shown)
            elif value is not None and not math.isnan(value):
                self._sheet.write_number(self.row, at, value, self._styles.number(unit, strong=strong))
        self.row += 1
        return self.row

    def gap(self) -> None:
        """An empty row."""
        self.row += 1

    def filters(self, first: int, columns: int) -> None:
        """Filters over the rows from `first` (from 0, the headings) to the present one."""
        self._sheet.autofilter(first, 0, max(first, self.row - 1), columns - 1)

    def _text(self, at: int, words: str, style: Format) -> None:
        self._sheet.write_string(self.row, at, words[:LONGEST], style)


def column(at: int) -> str:
    """Letters of a column, from 0: A, B ... Z, AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
