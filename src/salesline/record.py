"""The record of one replication: what happened, as plain columns.

A record is made once by the model, holds only str, int, float, bool and None in lists, and is never changed
afterwards. Everything that is said about a replication is computed from its record alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["STATES", "Columns", "Record"]

STATES = frozenset(
    {"created", "entered", "assigned", "bypassed", "no show", "pooled", "won", "lost", "nurtured"}
)
"""Activities of the event log that are changes of a lead's state; all others are touches."""
ENDS = frozenset({"won", "lost", "nurtured"})
Columns = dict[str, list[Any]]
"""One table: column name to its values, all of one length."""


@dataclass(frozen=True, eq=False)
class Record:
    """What one replication of one scenario left behind.

    Attributes:
        scenario: digest of the scenario it came from.
        seed: seed of the study.
        replication: number of the replication, from 0.
        tables: table name -> column name -> values. Times are in hours from the start of the plan (the prior
            year is negative), money in dollars. Plan quarters are numbered from 1; the prior year's are -3 to 0.

    Raises:
        ValueError: the columns of a table differ in length.

    """

    scenario: str
    seed: int
    replication: int
    tables: dict[str, Columns]

    def __post_init__(self) -> None:
        """Refuse a ragged table: every later step reads columns side by side."""
        for name, columns in self.tables.items():
            lengths = {column: len(values) for column, values in columns.items()}
            if len(set(lengths.values())) > 1:
                raise ValueError(f"record table {name!r} has columns of different lengths: {lengths}")

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return the rows of a table as dictionaries; none if the record has no such table."""
        columns = self.tables.get(table, {})
        names = tuple(columns)
        return [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]

    def to_columns(self) -> dict[str, Any]:
        """Return the record as JSON-able data (Python's JSON, which writes NaN as a bare word)."""
        tables = {
            name: {column: list(values) for column, values in columns.items()}
            for name, columns in self.tables.items()
        }
        return {
            "scenario": self.scenario,
            "seed": self.seed,
            "replication": self.replication,
            "tables": tables,
        }

    @classmethod
    def from_columns(cls, data: Mapping[str, Any]) -> Record:
        """Build a record from what `to_columns` gave."""
        tables = {
            str(name): {str(column): list(values) for column, values in columns.items()}
            for name, columns in data["tables"].items()
        }
        return cls(str(data["scenario"]), int(data["seed"]), int(data["replication"]), tables)

    def canonical(self) -> bytes:
        """Return the bytes that stand for this record: sorted names, floats by their shortest exact digits.

        Raises:
            TypeError: a value is not a plain Python one (a numpy integer, an object).

        """
        return json.dumps(self.to_columns(), sort_keys=True, separators=(",", ":")).encode()

    def digest(self) -> str:
        """Return the SHA-256 of the canonical bytes, as 64 hexadecimal digits."""
        return hashlib.sha256(self.canonical()).hexdigest()

    def __eq__(self, other: object) -> bool:
        """Compare by canonical bytes, so that NaN equals NaN and 1 differs from 1.0."""
        if not isinstance(other, Record):
            return NotImplemented
        return self.canonical() == other.canonical()

    def __hash__(self) -> int:
        """Hash by identity of the replication; equal records have equal ones."""
        return hash((self.scenario, self.seed, self.replication))
