"""One scenario of a study, read the way the verdict needs it: replications as rows, plan quarters as columns."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from salesline.experiment.statistics import mean_interval, quantile, wilson

if TYPE_CHECKING:
    import pandas as pd

    from salesline.experiment.study import Study
    from salesline.scenario.scenario import Scenario

Values = NDArray[np.float64]
WHOLE_PLAN = 0
"""Quarter number under which the measures hold the whole plan."""
QUARTERS_PER_YEAR = 4


@dataclass(frozen=True)
class Reading:
    """What a study says about one scenario.

    Attributes:
        name: the scenario's name in the study.
        scenario: its inputs.
        measures: its tidy measures of the whole plan, index measure, one column per replication.
        tables: its record tables with a `replication` column.

    """

    name: str
    scenario: Scenario
    measures: pd.DataFrame
    tables: dict[str, pd.DataFrame]

    @classmethod
    def of(cls, study: Study, name: str) -> Reading:
        """Cut one scenario out of a study."""
        mine = study.measures[
            (study.measures["scenario"] == name) & (study.measures["quarter"] == WHOLE_PLAN)
        ]
        wide = mine.pivot(index="measure", columns="replication", values="value")
        cut = {table: frame[frame["scenario"] == name] for table, frame in study.tables.items() if len(frame)}
        return cls(name, study.scenarios[name], wide, cut)

    def values(self, measure: str) -> Values:
        """Values of a measure over the whole plan, one per replication; empty if the study lacks it."""
        if measure not in self.measures.index:
            return np.empty(0)
        return self.measures.loc[measure].to_numpy(dtype=float)

    def mean(self, measure: str) -> float | None:
        """Mean of a measure over the replications in which it exists."""
        values = self.values(measure)
        return clean(np.nanmean(values)) if np.isfinite(values).any() else None

    def families(self, measure: str) -> list[str]:
        """Desks or roles for which `measure.<name>` exists, in the order of the scenario's own tables."""
        column, table = ("desk", "desks") if measure == "wip" else ("role", "reps")
        names: Iterable[object] = self.tables[table][column].unique() if table in self.tables else []
        return [str(name) for name in names if f"{measure}.{name}" in self.measures.index]

    def bookings(self) -> Values:
        """Bookings, shape (replications, plan quarters), dollars."""
        rows = self.tables["quarters"]
        wide = rows[rows["quarter"] >= 1].pivot(index="replication", columns="quarter", values="bookings")
        return wide.to_numpy(dtype=float)


def clean(value: Any) -> float | None:
    """A plain float, or None where there is no finite number (JSON has no NaN)."""
    number = float(value)
    return number if math.isfinite(number) else None


def mean_of(values: Iterable[float]) -> dict[str, Any]:
    """Mean with its 95 % interval over replications."""
    found = mean_interval(np.asarray(list(values), dtype=float))
    return {"mean": clean(found.mean), "interval": interval(found.low, found.high)}


def spread(values: Iterable[float]) -> dict[str, Any]:
    """Mean with its 95 % interval, P10, P50 and P90 over replications."""
    array = np.asarray(list(values), dtype=float)
    points = {f"p{share * 100:.0f}": clean(quantile(array, share).value) for share in (0.1, 0.5, 0.9)}
    return {**mean_of(array), **points}


def chance(hits: Iterable[bool]) -> dict[str, Any]:
    """Share of replications that hit, with its Wilson interval."""
    array = np.asarray(list(hits), dtype=bool)
    share, low, high = wilson(int(array.sum()), len(array))
    return {"share": clean(share), "interval": interval(low, high)}


def interval(low: float, high: float) -> list[float] | None:
    """A pair for JSON, or None where there were too few replications."""
    return [float(low), float(high)] if math.isfinite(low) and math.isfinite(high) else None
