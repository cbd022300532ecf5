"""A workbook for finance: inputs with unit and source, quarters with formulas for totals, how it was made.

The same study gives the same bytes. Needs the extra `excel` (XlsxWriter).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesline.errors import SalesLineError
from salesline.exports.eventlog import written
from salesline.exports.sheets import Formula, Sheet, Styles, column
from salesline.measures import measure_named
from salesline.report.words import counted
from salesline.scenario.describe import UNSET, UNUSED, inputs
from salesline.store import results_digest
from salesline.versions import versions

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

    from salesline.experiment.study import Study

__all__ = ["check_library", "save_workbook"]

FLOWS = ("leads", "mqls", "sqls", "opportunities", "wins", "losses", "touches")
COSTS = ("cost_people", "cost_sources", "cost_other")
NOTES = (
    (
        "Figures",
        "Means over simulated plans on common luck; intervals at 95 %. Bookings are a year's value of deals won.",
    ),
    (
        "Formulas",
        "Totals, costs, contribution, plan and the foot of the replications; every other figure is a value.",
    ),
    (
        "What it cannot tell",
        "Verified against queueing theory, not validated against a real company: read differences between plans.",
    ),
)
FIXED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Date of creation in the file's properties: always the same, so that the bytes are."""


def check_library() -> None:
    """See before a long run whether a workbook could be written.

    Raises:
        SalesLineError: XlsxWriter is not installed.

    """
    try:
        import xlsxwriter  # noqa: F401, PLC0415 - an extra, loaded when a workbook is asked for
    except ImportError:
        raise SalesLineError(
            "--xlsx needs the package XlsxWriter; install it with: pip install 'salesline[excel]' "
            "(in a checkout: pip install -e '.[excel]')"
        ) from None


def save_workbook(study: Study, path: str | Path, command: Sequence[str] = ()) -> Path:
    """Write the workbook of a study and return its path.

    Args:
        study: what was run.
        path: of the file, as a whole or not at all.
        command: the command line, for the sheet 'How it was made'.

    Raises:
        SalesLineError: XlsxWriter is missing, or the file could not be written.

    """
    check_library()

    def write(fresh: Path) -> None:
        from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415
        from xlsxwriter.workbook import Workbook  # noqa: PLC0415

        plain = {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "in_memory": True,
        }
        book = Workbook(str(fresh), plain)
        book.set_properties({"title": ", ".join(study.names)[:250], "author": "Salesline", "created": FIXED})
        _Writer(study, book).write(command)
        try:
            book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error

    return written(path, write)


class _Writer:
    """Fills the sheets of one study."""

    def __init__(self, study: Study, book: Workbook) -> None:
        self.study = study
        self.book = book
        self.styles = Styles(book)
        rows = study.summary.to_dict("records")
        self.found = {(row["scenario"], row["quarter"], row["measure"]): row for row in rows}
        self.measures = list(dict.fromkeys(row["measure"] for row in rows))
        self.quarters = sorted({int(row["quarter"]) for row in rows if row["quarter"] > 0})

    def write(self, command: Sequence[str]) -> None:
        """Write all sheets."""
        self._summary()
        for at, name in enumerate(self.study.names, start=1):
            mark = "" if len(self.study.names) == 1 else f" {at}"
            self._quarters(name, mark)
        if len(self.study.names) > 1:
            self._effects()
        for at, name in enumerate(self.study.names, start=1):
            mark = "" if len(self.study.names) == 1 else f" {at}"
            self._replications(name, mark)
            self._inputs(name, mark)
        self._made(command)

    def _mean(self, name: str, quarter: int, measure: str) -> float:
        row = self.found.get((name, quarter, measure))
        return math.nan if row is None else float(row["mean"])

    def _sheet(self, name: str, title: str, *notes: str) -> Sheet:
        return Sheet(self.book, self.styles, name, title, notes)

    def _summary(self) -> None:
        sheet = self._sheet(
            "Summary", " against ".join(self.study.names),
            f"Means of {counted(self.study.replications, 'simulated plan')}, whole plan, with 95 % intervals; "
            "P10 and P90: one plan in ten is below, one in ten above.",
        )  # fmt: skip
        sheet.widths(34, 34, 12, 14)
        sheet.head(["Scenario", "Measure", "Unit", "Mean", "Low", "High", "P10", "P50", "P90"], freeze=(0, 2))
        first = sheet.row - 1
        for name in self.study.names:
            for measure in self.measures:
                row = self.found.get((name, 0, measure))
                if row is not None and not math.isnan(row["mean"]):
                    values = [float(row[key]) for key in ("mean", "low", "high", "p10", "p50", "p90")]
                    sheet.cells([name, *_words(measure), *values], _unit(measure))
        sheet.filters(first, 9)

    def _quarters(self, name: str, mark: str) -> None:
        n = len(self.quarters)
        total, plan = column(2 + n), column(3 + n)
        sheet = self._sheet(
            f"Quarters{mark}", name,
            "Means over the simulated plans. Totals and costs are formulas; the last column shows that they agree with "
            "the simulation's own figure for the whole plan.",
        )  # fmt: skip
        sheet.widths(34, 12, 14)
        margin = sheet.cells(
            ["Gross margin", "share", self.study.scenarios[name].study.gross_margin], "share"
        )
        heads = [f"Q{quarter}" for quarter in self.quarters]
        sheet.gap()
        sheet.head(["Measure", "Unit", *heads, "Total", "Whole plan, simulated", "Difference"], freeze=(0, 2))
        rows: dict[str, int] = {}
        sums = [m for m in (*FLOWS, "bookings", *COSTS) if m in self.measures]

        def line(words: tuple[str, str], unit: str, cells: list[Any], simulated: float = math.nan) -> int:
            at = sheet.row + 1
            told = [cell.value if isinstance(cell, Formula) else cell for cell in cells]
            whole = math.fsum(told)
            ends: list[Any] = [Formula(f"SUM(C{at}:{column(1 + n)}{at})", whole)]
            if not math.isnan(simulated):
                ends += [simulated, Formula(f"{total}{at}-{plan}{at}", whole - simulated)]
            return sheet.cells([*words, *cells, *ends], unit, strong=words[1].startswith("$"))

        for measure in sums:
            means = [self._mean(name, quarter, measure) for quarter in self.quarters]
            cells: list[Any] = list(means)
            if measure == "bookings":
                cells = [
                    Formula(f"'Replications{mark}'!{column(at)}{5 + self.study.replications}", value)
                    for at, value in enumerate(means, start=1)
                ]
            rows[measure] = line(_words(measure), _unit(measure), cells, self._mean(name, 0, measure))
        self._results(name, rows, margin, line)
        self._against_plan(name, rows, sheet)
        sheet.gap()
        sheet.head(["Not additive", "Unit", *heads, "Whole plan, simulated"])
        for measure in self.measures:
            if measure not in (*sums, "cost_total"):
                values = [self._mean(name, quarter, measure) for quarter in (*self.quarters, 0)]
                if not all(map(math.isnan, values)):
                    sheet.cells([*_words(measure), *values], _unit(measure))

    def _results(self, name: str, rows: dict[str, int], margin: int, line: Any) -> None:
        """Cost and contribution, quarter by quarter, as formulas of the rows above."""
        letters = [column(1 + quarter) for quarter in self.quarters]
        costs = [measure for measure in COSTS if measure in rows]
        if not costs:
            return
        values = [
            math.fsum(self._mean(name, quarter, measure) for measure in costs) for quarter in self.quarters
        ]
        cells = [
            Formula("+".join(f"{letter}{rows[measure]}" for measure in costs), value)
            for letter, value in zip(letters, values, strict=True)
        ]
        rows["cost_total"] = line(_words("cost_total"), "$", cells, self._mean(name, 0, "cost_total"))
        share = self.study.scenarios[name].study.gross_margin
        cells = [
            Formula(
                f"{letter}{rows['bookings']}*$C${margin}-{letter}{rows['cost_total']}",
                self._mean(name, quarter, "bookings") * share - cost,
            )
            for letter, quarter, cost in zip(letters, self.quarters, values, strict=True)
        ]
        line(("Contribution: bookings times gross margin, less cost", "$"), "$", cells)

    def _against_plan(self, name: str, rows: dict[str, int], sheet: Sheet) -> None:
        """The plan, and what is missing to it."""
        plan = self.study.scenarios[name].study.plan
        if plan is None:
            return
        n = len(self.quarters)
        even = plan.bookings / self.study.scenarios[name].study.quarters
        parts = list(plan.by_quarter[:n]) or [even] * n
        whole = math.fsum(parts)
        first, last = column(2), column(1 + n)
        letters = [column(1 + quarter) for quarter in self.quarters] + [column(2 + n)]
        at = sheet.row + 1
        total = Formula(f"SUM({first}{at}:{last}{at})", whole)
        sheet.cells(["Plan", "$", *parts, total], "$")
        booked = [self._mean(name, quarter, "bookings") for quarter in self.quarters]
        pairs = list(zip(letters, [*booked, math.fsum(booked)], [*parts, whole], strict=True))
        row = rows["bookings"]
        sheet.cells(
            ["Bookings less plan", "$", *(Formula(f"{x}{row}-{x}{at}", b - p) for x, b, p in pairs)], "$"
        )
        if all(part > 0 for part in parts):
            shares = [Formula(f"{x}{row}/{x}{at}", b / p) for x, b, p in pairs]
            sheet.cells(["Bookings of plan", "share", *shares], "share")

    def _replications(self, name: str, mark: str) -> None:
        n = self.study.replications
        sheet = self._sheet(f"Replications{mark}", f"Bookings of each simulated plan: {name}")
        sheet.widths(14, 14)
        sheet.head(
            ["Replication", *(f"Q{quarter}" for quarter in self.quarters), "Whole plan"], freeze=(0, 1)
        )
        table = self.study.measures
        mine = table[(table["scenario"] == name) & (table["measure"] == "bookings")]
        wide = mine.pivot_table(index="replication", columns="quarter", values="value")
        last = column(len(self.quarters))
        columns: list[list[float]] = [[] for _ in range(len(self.quarters) + 1)]
        first = sheet.row + 1
        for number in wide.index:
            values = [float(wide.loc[number, quarter]) for quarter in self.quarters]
            whole = math.fsum(values)
            at = sheet.row + 1
            sheet.cells([f"plan {number}", *values, Formula(f"SUM(B{at}:{last}{at})", whole)], "$")
            for kept, value in zip(columns, [*values, whole], strict=True):
                kept.append(value)
        end = sheet.row
        if end != 3 + n:
            raise AssertionError(
                "the rows of replications are not where the sheet of quarters looks for them"
            )
        sheet.gap()
        feet: dict[str, tuple[str, Callable[[list[float]], float]]] = {
            "Mean": ("AVERAGE({})", lambda found: math.fsum(found) / len(found)),
            **{f"P{share}": (f"PERCENTILE({{}},0.{share})", partial(_percentile, share=share / 100)) for share in (10, 50, 90)},
        }  # fmt: skip
        for word, (text, of) in feet.items():
            cells = [
                Formula(text.format(f"{column(at)}{first}:{column(at)}{end}"), of(found))
                for at, found in enumerate(columns, start=1)
            ]
            sheet.cells([word, *cells], "$", strong=word == "Mean")

    def _effects(self) -> None:
        sheet = self._sheet(
            "Effects", f"Differences from {self.study.names[0]}",
            "Paired on the same luck. Intervals hold for all scenarios together; one that holds zero shows no effect.",
        )  # fmt: skip
        sheet.widths(34, 8, 34, 12, 14)
        sheet.head(["Scenario", "Quarter", "Measure", "Unit", "Difference", "Low", "High"], freeze=(0, 3))
        first = sheet.row - 1
        for row in self.study.effects.to_dict("records"):
            if math.isnan(row["mean"]):
                continue
            when = f"Q{row['quarter']}" if row["quarter"] else "plan"
            title, unit = _words(row["measure"])
            values = [float(row[key]) for key in ("mean", "low", "high")]
            sheet.cells([row["scenario"], when, title, unit, *values], _unit(row["measure"]))
        sheet.filters(first, 7)

    def _inputs(self, name: str, mark: str) -> None:
        note = "Every number with where it is from; 'assumption' where it is from nowhere."
        sheet = self._sheet(f"Inputs{mark}", f"Inputs of {name}", note)
        sheet.widths(60, 34, 12, 14, 80)
        sheet.head(["Input", "Value", "Unit inside", "Law", "Source"], freeze=(0, 1))
        first = sheet.row - 1
        for one in inputs(self.study.scenarios[name]):
            if one.value != UNSET and one.source != UNUSED:
                sheet.cells([one.key, _number(one.value), one.unit, one.law, one.source], "general")
        sheet.filters(first, 5)

    def _made(self, command: Sequence[str]) -> None:
        sheet = self._sheet("How it was made", "How it was made")
        sheet.widths(26, 100)
        facts = [
            *((f"Scenario {at}", f"{name}, digest {s.digest}, plan from {s.study.start.isoformat()}")
              for at, (name, s) in enumerate(self.study.scenarios.items(), start=1)),
            ("Replications", str(self.study.replications)),
            ("Seed", str(self.study.seed)),
            ("Digest of the results", results_digest(self.study)),
            *((f"Version of {package}", found) for package, found in versions().items()),
            ("Command", " ".join(command) or "not known"),
            *NOTES,
        ]  # fmt: skip
        for label, words in facts:
            sheet.cells([label, words])


def _words(measure: str) -> tuple[str, str]:
    """Title of a measure, with its desk or role, and its unit."""
    declared = measure_named(measure)
    part = measure.removeprefix(declared.name).lstrip(".")
    return (f"{declared.title}: {part}" if part else declared.title), declared.unit


def _unit(measure: str) -> str:
    return measure_named(measure).unit


def _number(words: str) -> float | str:
    """A plain number as one, anything else as it is written."""
    return float(words) if words.replace(".", "", 1).lstrip("-").isdecimal() else words


def _percentile(values: Sequence[float], share: float) -> float:
    """Linear between order statistics, as PERCENTILE of a spreadsheet has it."""
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    low = math.floor(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])
