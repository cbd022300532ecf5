"""Tidy frames: the tables of many records stacked, and their measures, one observation a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from salesline.measures.compute import measures

if TYPE_CHECKING:
    import pandas as pd

    from salesline.measures.views import Terms
    from salesline.record import Record

__all__ = ["measure_frame", "tables"]


def tables(records_by_scenario: Mapping[str, Sequence[Record]]) -> dict[str, pd.DataFrame]:
    """Stack the tables of all records; `scenario` (the given name) and `replication` come first.

    The quarter column is the record's own: plan quarters from 1, the prior year's from -3 to 0.
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and needed only by those who ask for frames

    stacked: dict[str, dict[str, list[Any]]] = {}
    for scenario, records in records_by_scenario.items():
        for record in records:
            for name, columns in record.tables.items():
                _append(stacked.setdefault(name, {}), scenario, record.replication, columns)
    return {name: pd.DataFrame(columns) for name, columns in stacked.items()}


def _append(
    into: dict[str, list[Any]], scenario: str, replication: int, columns: dict[str, list[Any]]
) -> None:
    count = len(next(iter(columns.values()), []))
    before = len(next(iter(into.values()), []))
    added: dict[str, list[Any]] = {
        "scenario": [scenario] * count,
        "replication": [replication] * count,
        **columns,
    }
    for column, values in added.items():
        into.setdefault(column, [None] * before).extend(values)
    for column in into.keys() - added.keys():
        into[column].extend([None] * count)


def measure_frame(
    records_by_scenario: Mapping[str, Sequence[Record]], terms: Mapping[str, Terms] | None = None
) -> pd.DataFrame:
    """Return all measures of all records: scenario, replication, quarter (0 = whole plan), measure, value.

    Args:
        records_by_scenario: records by the scenario's name.
        terms: `Terms` by the scenario's name; a name left out has the defaults.

    """
    import pandas as pd  # noqa: PLC0415 - heavy, and needed only by those who ask for frames

    rows = [
        (scenario, record.replication, quarter, measure, value)
        for scenario, records in records_by_scenario.items()
        for record in records
        for quarter, measure, value in measures(record, (terms or {}).get(scenario))
    ]
    return pd.DataFrame(rows, columns=["scenario", "replication", "quarter", "measure", "value"])
