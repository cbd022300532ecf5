"""What came out of running one or more scenarios, as tidy tables computed when asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from salesline.experiment import comparison
from salesline.experiment.asked import BOOKINGS, Asked, Seen
from salesline.experiment.gather import plan_bookings
from salesline.experiment.statistics import wilson
from salesline.experiment.terms import terms_of, value_of
from salesline.measures import measure_frame, measure_named, tables

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from salesline.record import Record

__all__ = ["Study"]

_PLOTS, _DISPLAY = "salesline.report.plots", "salesline.report.display"


class Study:
    """What came out of running one or more scenarios; the first is the baseline.

    Attributes:
        scenarios: the scenarios, by their unique names.
        records: by name, one record per replication, in order.
        seed: seed they all share.
        seconds: wall time of the runs.
        replications: number of replications of each scenario.
        asked: what precision was asked of.
        precision: half-width of it that was reached, of the worst scenario, as it is asked: of the figure itself, or in points
            of a chance (NaN: not known).
        grid: of a sweep, the values behind each name, by dotted key; else empty.

    """

    def __init__(
        self,
        scenarios: Mapping[str, Any],
        records: Mapping[str, Sequence[Record]],
        *,
        seed: int,
        seconds: float,
        grid: Mapping[str, Mapping[str, Any]] | None = None,
        asked: Asked = BOOKINGS,
    ) -> None:
        """Take over the finished records; nothing is computed before it is asked for."""
        self.scenarios = dict(scenarios)
        self.records = {name: list(records[name]) for name in self.scenarios}
        self.seed = seed
        self.seconds = seconds
        self.asked = asked
        self.grid = {name: dict(values) for name, values in (grid or {}).items()}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the scenarios, the baseline first."""
        return tuple(self.scenarios)

    @property
    def replications(self) -> int:
        """Number of replications of each scenario."""
        return min(len(records) for records in self.records.values())

    @cached_property
    def precision(self) -> float:
        """Half-width of what is asked over the whole plan that was reached, of the worst scenario."""
        return max(self.precision_of(name) for name in self.names)

    def precision_of(self, name: str) -> float:
        """Return the half-width of what is asked that one scenario reached."""
        return self.asked.precision(self._asked_of(name), self.scenarios[name])

    @property
    def known(self) -> dict[str, Seen]:
        """What is asked, with its 95 % interval, by scenario."""
        return {name: self.asked.seen(self._asked_of(name), each) for name, each in self.scenarios.items()}

    def _asked_of(self, name: str) -> NDArray[np.float64]:
        import numpy as np  # noqa: PLC0415 - kept out of `import salesline`

        if self.asked.measure == BOOKINGS.measure:
            return np.array([plan_bookings(record) for record in self.records[name]])
        scenario = self.scenarios[name]
        return np.array([value_of(record, scenario, self.asked.measure) for record in self.records[name]])

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The records' tables, stacked, with the columns scenario and replication."""
        return tables(self.records)

    @cached_property
    def measures(self) -> pd.DataFrame:
        """Tidy measures: scenario, replication, quarter (0 = whole plan), measure, value."""
        return measure_frame(self.records, {name: terms_of(s) for name, s in self.scenarios.items()})

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Mean with interval and P10, P50, P90: see `comparison.summary`."""
        return comparison.summary(self._matrix, self.names)

    @cached_property
    def effects(self) -> pd.DataFrame:
        """Paired effects against the baseline: see `comparison.effects`; empty for one scenario."""
        return comparison.effects(self._matrix, self.names, self.best)

    @cached_property
    def best(self) -> pd.DataFrame:
        """Chance of each scenario to be best, measure by measure: see `comparison.best`."""
        return comparison.best(self._matrix, self.seed)

    @cached_property
    def _matrix(self) -> comparison.Matrix:
        return comparison.matrix(self.measures)

    @cached_property
    def plot(self) -> Any:
        """Pictures: `study.plot.bookings()` and the like, see `salesline.report.plots.Plots`; each returns Axes."""
        # By name: the report is a room above this one, and is loaded only when somebody draws.
        return import_module(_PLOTS).Plots(self)

    def chance(
        self, measure: str, threshold: float, quarter: int = 0, scenario: str | None = None
    ) -> tuple[float, float, float]:
        """Return the chance of reaching a threshold, with its Wilson interval, as (share, low, high).

        Reaching means at least the threshold, or at most if less of the measure is better.

        Args:
            measure: such as 'bookings' or 'wip.ae'.
            threshold: in the unit of the measure.
            quarter: 0 for the whole plan.
            scenario: one of `names`; None: the first.

        Raises:
            KeyError: no such measure, quarter or scenario.

        """
        values = [v for v in self._matrix[quarter, measure][scenario or self.names[0]] if v == v]  # noqa: PLR0124
        lower = measure_named(measure).better == "lower"
        reached = sum(v <= threshold if lower else v >= threshold for v in values)
        return wilson(int(reached), len(values))

    def __repr__(self) -> str:
        """Name the scenarios and the size of the study."""
        return f"<Study of {', '.join(self.names)}: {self.replications} replications, seed {self.seed}>"

    def _repr_html_(self) -> str:
        """Show the headline measures of the whole plan, a column per scenario."""
        # By name, as for pictures.
        return cast("str", import_module(_DISPLAY).html(self))
