"""Headline measures of replications as rows: what a baseline keeps of them, nine digits each."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesline.measures.compute import measures

if TYPE_CHECKING:
    from salesline.measures import Terms
    from salesline.record import Record

__all__ = ["HEADLINES", "Cell", "Rows", "results_digest", "row_of", "same"]

HEADLINES = (
    "leads",
    "sqls",
    "wins",
    "bookings",
    "win_rate",
    "cycle_time_won_p50",
    "touches",
    "reps_at_quota_share",
    "cost_total",
    "wip",
    "utilisation",
)
"""Measures a baseline keeps; those of desks and roles, one for each."""
DIGITS = 9
NEAR = 2e-8
"""Relative difference up to which two numbers of nine digits are the same one, rounded on different machines."""

Cell = tuple[int, str]
"""Quarter (0: the whole plan) and measure."""


@dataclass(frozen=True)
class Rows:
    """Values by cell: one column of replications each, in order; NaN where there is no value."""

    columns: dict[Cell, list[float]]

    @property
    def replications(self) -> int:
        """Number of replications."""
        return len(next(iter(self.columns.values()), []))

    def first(self, replications: int) -> Rows:
        """The first replications only."""
        return Rows({cell: values[:replications] for cell, values in self.columns.items()})

    @classmethod
    def of(cls, found: Sequence[dict[Cell, float]]) -> Rows:
        """Put replications below one another; a cell that never has a value is left out."""
        cells = dict.fromkeys(cell for row in found for cell in row)
        columns = {cell: [row.get(cell, math.nan) for row in found] for cell in cells}
        return cls({cell: values for cell, values in columns.items() if not all(map(math.isnan, values))})


def row_of(record: Record, terms: Terms) -> dict[Cell, float]:
    """Headline measures of one replication by quarter, rounded to nine digits."""
    return {
        (quarter, name): float(f"{value:.{DIGITS}g}")
        for quarter, name, value in measures(record, terms)
        if name in HEADLINES or name.partition(".")[0] in ("wip", "utilisation")
    }


def results_digest(record: Record) -> str:
    """16 hex digits of everything in a replication's tables; where they came from does not count."""
    text = json.dumps(record.tables, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def same(one: Iterable[float], other: Iterable[float]) -> bool:
    """Whether two columns hold the same numbers, NaN in the same places."""
    return all(
        (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=NEAR, abs_tol=0.0)
        for a, b in zip(one, other, strict=True)
    )
