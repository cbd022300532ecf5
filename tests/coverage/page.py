"""The table of coverage, a section of docs/verification.md of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from scipy.stats import binom

from tests.coverage.cases import Case

PAGE = Path(__file__).resolve().parents[2] / "docs" / "verification.md"
BEGIN, END = "<!-- coverage: python -m tests.coverage -->", "<!-- end of coverage -->"
FALSE_ALARM = 1e-3
"""Chance that a method which covers as it says is held to be wrong, a case at a time."""
HEAD = """
## How often the intervals hold the truth

Written by `python -m tests.coverage {n}`; do not edit. Every row repeats one method of output analysis {n:,} times on data whose
truth is known in closed form, under the stopping rule it is used with, and counts how often the interval holds that truth.
Sequential rows run `run --precision` and `compare --precision` as they are: batches, looks, stop. "at least" stands where a
method promises no less than its level: order statistics and counts cannot hit it exactly, joint intervals and races are bounds.
A row passes within the binomial error of {n:,} experiments at a level of {alpha:g} a row.

| Method | Case | Nominal | Held | Passes from |
|---|---|--:|--:|--:|
"""


@dataclass(frozen=True)
class Row:
    """How often a method held the truth."""

    case: Case
    hits: int
    experiments: int

    @property
    def limits(self) -> tuple[int, int]:
        """Fewest and most hits of a method that covers as it says, a false alarm being as likely as `FALSE_ALARM`."""
        fewest = int(binom.ppf(FALSE_ALARM / 2, self.experiments, self.case.nominal))
        most = int(binom.isf(FALSE_ALARM / 2, self.experiments, self.case.nominal))
        return fewest, self.experiments if self.case.least else most

    @property
    def passes(self) -> bool:
        fewest, most = self.limits
        return fewest <= self.hits <= most

    def line(self) -> str:
        fewest, most = (100 * limit / self.experiments for limit in self.limits)
        nominal = f"{'at least ' * self.case.least}{100 * self.case.nominal:g} %"
        between = f"{fewest:.1f} %" if self.case.least else f"{fewest:.1f} to {most:.1f} %"
        held = f"{100 * self.hits / self.experiments:.1f} %"
        return f"| {self.case.method} | {self.case.on} | {nominal} | {held} | {between} |"


def measured(case: Case, experiments: int) -> Row:
    """Run a case."""
    return Row(case, sum(case.held(case.luck(number)) for number in range(experiments)), experiments)


def section(rows: Iterable[Row], experiments: int) -> str:
    """The section, its marks included."""
    lines = "\n".join(row.line() for row in rows)
    return f"{BEGIN}\n{HEAD.format(n=experiments, alpha=FALSE_ALARM)}{lines}\n\n{END}\n"


def written(page: str, fresh: str, begin: str = BEGIN, end: str = END) -> str:
    """The page with the section between two marks replaced, or added at its end."""
    if begin not in page:
        return f"{page.rstrip()}\n\n{fresh}"
    before, _, rest = page.partition(begin)
    return f"{before}{fresh}{rest.partition(end)[2].lstrip()}"
