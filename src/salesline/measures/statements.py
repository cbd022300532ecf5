"""Statements as tidy frames, in dollars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesline.measures.money import Period, arr_bridge, cash_flow, effort, hire_classes, income_statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from salesline.record import Record

__all__ = ["money"]

COUNTS = {"desk", "stage", "outcome", "leads", "touches", "hours", "share",
          "month", "quarter", "wins", "heads", "hired", "role",
          "accounts_opening", "accounts_new", "accounts_churned", "accounts_closing"}  # fmt: skip


def money(what: Any, by: Period = "month", *, gross_margin: float = 0.8) -> dict[str, pd.DataFrame]:
    """Return the statements of a record or a study: frames 'income', 'arr', 'cash', 'classes', 'effort', in dollars.

    The columns are those of `measures.money`: `income_statement`, `arr_bridge`, `cash_flow`, `hire_classes`, `effort`, with
    scenario and replication first. Frames are empty where the scenario keeps no such books (`study.money`, `study.cash`,
    `study.effort`, `market.customers`).

    Args:
        what: a record, or a study.
        by: month or quarter; classes are always by month.
        gross_margin: of a record's hire classes; a study has its own.

    """
    import pandas as pd  # noqa: PLC0415 - heavy, and needed only by those who ask for frames

    rows: dict[str, list[dict[str, Any]]] = {"income": [], "arr": [], "cash": [], "classes": [], "effort": []}
    for scenario, margin, record in _records(what, gross_margin):
        found = {
            "income": income_statement(record, by),
            "arr": arr_bridge(record, by),
            "cash": cash_flow(record, by),
            "classes": hire_classes(record, margin),
            "effort": effort(record),
        }
        for name, statement in found.items():
            rows[name] += [
                {"scenario": scenario, "replication": record.replication, **_dollars(row)}
                for row in statement
            ]
    return {name: pd.DataFrame(table) for name, table in rows.items()}


def _records(what: Any, gross_margin: float) -> Iterator[tuple[str, float, Record]]:
    if hasattr(what, "tables") and not hasattr(what, "records"):
        yield what.scenario, gross_margin, what
        return
    for name, records in what.records.items():
        for record in records:
            yield name, what.scenarios[name].study.gross_margin, record


def _dollars(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value if name in COUNTS else value / 100 for name, value in row.items()}
