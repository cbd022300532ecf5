"""Gathering the replications of a study: a fixed number, or batches until a precision is reached."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from salesline.errors import SalesLineError
from salesline.experiment.asked import BOOKINGS, Asked, next_look
from salesline.experiment.runner import Cell, Interrupted, Simulate, replicate
from salesline.experiment.terms import value_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from salesline.record import Record

__all__ = ["Gatherer", "Progress", "Shelf", "plan_bookings"]


class Progress(Protocol):
    """Told how far a run is, after every finished replication."""

    def __call__(self, done: int, total: int, seconds: float, precision: float | None) -> None:
        """Take note.

        Args:
            done: replications finished, over all scenarios.
            total: replications wanted, as far as is known now.
            seconds: wall time so far.
            precision: half-width at the last look of what is asked (the worst scenario's), as it is asked; None before it.

        """


class Shelf(Protocol):
    """Where finished replications are kept, so that a second run goes on where the first stopped."""

    def get(self, scenario: Any, seed: int, replication: int) -> Record | None:
        """Return a replication finished earlier, or None."""

    def put(self, scenario: Any, record: Record) -> None:
        """Keep a replication just finished."""


def plan_bookings(record: Record) -> float:
    """Return the bookings of the whole plan in dollars: what precision is asked of unless somebody says."""
    quarters = record.tables["quarters"]
    return math.fsum(b for q, b in zip(quarters["quarter"], quarters["bookings"], strict=True) if q >= 1)


class Gatherer:
    """Runs replications of some scenarios and keeps what is finished.

    All scenarios get the same replication numbers. Which are run follows from the values alone and never from the
    number of processes, nor from what was found on the shelf.
    """

    def __init__(
        self,
        scenarios: Mapping[str, Any],
        *,
        seed: int,
        jobs: int,
        simulate: Simulate,
        progress: Progress | None = None,
        shelf: Shelf | None = None,
        cluster: str | None = None,
        asked: Asked = BOOKINGS,
    ) -> None:
        """Start the clock; the arguments are those of `study.compare`."""
        self.scenarios = dict(scenarios)
        self.seed = seed
        self.jobs = jobs
        self.simulate = simulate
        self.progress = progress
        self.shelf = shelf
        self.cluster = cluster
        self.asked = asked
        self.records: dict[str, dict[int, Record]] = {name: {} for name in self.scenarios}
        self._values: dict[tuple[str, int], float] = {}
        self._reached: float | None = None
        self._total = 0
        self._start = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Wall time since the start."""
        return time.perf_counter() - self._start

    def fixed(self, replications: int) -> dict[str, list[Record]]:
        """Run a given number of replications of every scenario."""
        self._total = replications * len(self.scenarios)
        self._upto(replications)
        return self._ordered()

    def until(self, precision: float, most: int) -> dict[str, list[Record]]:
        """Run batches until what is asked is known to this precision of every scenario, or `most` are run.

        Raises:
            SalesLineError: a scenario has no such measure.

        """
        n, before = min(self.asked.first, most), 0
        while True:
            self._total = self._expected(n, precision, most) * len(self.scenarios)
            self._upto(n)
            columns = [(self._column(name), scenario) for name, scenario in self.scenarios.items()]
            self._reached = max(self.asked.precision(values, scenario) for values, scenario in columns)
            if n >= most or all(self.asked.enough(values, before, precision, s) for values, s in columns):
                return self._ordered()
            n, before = next_look(n, most), n

    def _column(self, name: str) -> NDArray[np.float64]:
        """Return the measure that is asked for, by replication."""
        import numpy as np  # noqa: PLC0415 - kept out of `import salesline`

        scenario, measure = self.scenarios[name], self.asked.measure
        for number, record in self.records[name].items():
            if (name, number) not in self._values:
                plain = measure == BOOKINGS.measure
                value = plan_bookings(record) if plain else value_of(record, scenario, measure)
                self._values[name, number] = value
        column = np.array([self._values[name, number] for number in sorted(self.records[name])])
        if np.isnan(column).all():
            raise SalesLineError(f"no replication of {scenario.name!r} has a value of '{measure}'")
        return column

    def _expected(self, n: int, precision: float, most: int) -> int:
        """Guess the number of replications in the end: half-widths shrink with its square root."""
        if self._reached is None or not math.isfinite(self._reached):
            return n
        needed = n * (self._reached * (1 + precision) / precision) ** 2  # near enough for a chance, too
        return max(n, math.ceil(min(most, needed)))

    def _upto(self, replications: int) -> None:
        """Run what is missing of the first replications, replication by replication across the scenarios."""
        names: dict[tuple[int, int], str] = {}
        cells: list[Cell] = []
        for number in range(replications):
            for name, scenario in self.scenarios.items():
                if number in self.records[name]:
                    continue
                known = self.shelf.get(scenario, self.seed, number) if self.shelf else None
                if known is not None:
                    self._keep(name, known)
                    continue
                cells.append(Cell(scenario, self.seed, number))
                names[id(scenario), number] = name

        def on_result(cell: Cell, record: Record) -> None:
            if self.shelf:
                self.shelf.put(cell.scenario, record)
            self._keep(names[id(cell.scenario), cell.replication], record)

        try:
            replicate(cells, self.simulate, self.jobs, on_result, self.cluster)
        except Interrupted:
            raise Interrupted(self._cells(), len(self.scenarios), self.seconds) from None

    def _keep(self, name: str, record: Record) -> None:
        self.records[name][record.replication] = record
        if self.progress:
            done = sum(map(len, self.records.values()))
            self.progress(done, self._total, self.seconds, self._reached)

    def _ordered(self) -> dict[str, list[Record]]:
        return {name: [found[i] for i in sorted(found)] for name, found in self.records.items()}

    def _cells(self) -> list[tuple[Cell, Record]]:
        return [
            (Cell(self.scenarios[name], self.seed, record.replication), record)
            for name, records in self._ordered().items()
            for record in records
        ]
