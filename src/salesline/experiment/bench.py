"""A bench for answers: many scenarios, a few replications of each at a time, only measures kept, nothing run twice.

A study keeps whole records of a few scenarios; an answer asks for single measures of dozens of them, in the order in which it
becomes curious. Scenarios are told apart by their digest, so two names for the same inputs cost one run.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from salesline.experiment.gather import Shelf
from salesline.experiment.runner import Cell, Simulate, default_jobs, replicate
from salesline.experiment.terms import CONTRIBUTION, terms_of
from salesline.measures import measures
from salesline.record import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "CONTRIBUTION",
    "Bench",
    "Measured",
    "Measuring",
    "PerScenario",
    "Probe",
    "Readings",
    "Told",
    "readings",
]

Probe = Callable[[Record, Any], float]
"""A number of one replication beyond the catalogue: a function of the record and the scenario."""
Readings = Mapping[tuple[int, str], "list[float]"]
"""By quarter (0 = the whole plan) and measure, a value for each replication."""
Told = Callable[[int, int], None]
"""Told (done, total) after each replication."""
TABLE = "measures"


@dataclass(frozen=True)
class Measured:
    """A model whose records hold the measures only: small enough to come back from workers, and to keep, in great numbers.

    Attributes:
        log: whether the probes need the event log.
        probes: by name; see `Probe`.
        series: many numbers at once, by name (quarter 0), such as one for each week.
        simulate: the model; None: Salesline's own.

    """

    log: bool = False
    probes: Mapping[str, Probe] = field(default_factory=dict)
    series: Callable[[Record, Any], Mapping[str, float]] | None = None
    simulate: Simulate | None = None

    def __call__(self, scenario: Any, seed: int, replication: int) -> Record:
        """Run one replication and measure it."""
        record = self._record(scenario, seed, replication)
        rows = measures(record, terms_of(scenario))
        rows += [(0, name, float(probe(record, scenario))) for name, probe in self.probes.items()]
        if self.series is not None:
            rows += [(0, name, float(value)) for name, value in self.series(record, scenario).items()]
        quarters, names, values = zip(*rows, strict=True)
        table = {"quarter": list(quarters), "measure": list(names), "value": list(values)}
        return Record(record.scenario, record.seed, record.replication, {TABLE: table})

    def _record(self, scenario: Any, seed: int, replication: int) -> Record:
        if self.simulate is not None:
            return self.simulate(scenario, seed, replication)
        from salesline.model import simulate  # noqa: PLC0415 - the engine loads only when something is run

        return simulate(scenario, seed, replication, log=self.log)

    def probed(self, scenario: Any) -> Collection[str]:  # noqa: ARG002 - the same for all
        """Return the names of the probes."""
        return self.probes


@dataclass(frozen=True)
class PerScenario:
    """A model that measures every scenario in its own way.

    Attributes:
        models: by the digest of the scenario; a plain `Measured` where there is none.

    """

    models: Mapping[str, Measured] = field(default_factory=dict)

    def __call__(self, scenario: Any, seed: int, replication: int) -> Record:
        """Run one replication and measure it."""
        return self._of(scenario)(scenario, seed, replication)

    def probed(self, scenario: Any) -> Collection[str]:
        """Return the names of the probes of a scenario."""
        return self._of(scenario).probes

    def _of(self, scenario: Any) -> Measured:
        return self.models.get(scenario.digest) or Measured()


Measuring = Measured | PerScenario


class Bench:
    """Runs what is asked for and remembers the measures.

    Args:
        seed: of all luck.
        jobs: processes; None: as many as there are cores.
        cluster: address of a Dask scheduler; None: this machine.
        shelf: where finished replications are kept (of a variant of its own: they hold measures only).
        progress: told (done, total) of each batch.
        model: see `Measured`.

    """

    def __init__(
        self,
        *,
        seed: int = 1,
        jobs: int | None = None,
        cluster: str | None = None,
        shelf: Shelf | None = None,
        progress: Told | None = None,
        model: Measuring | None = None,
    ) -> None:
        self.seed = seed
        self.runs = 0
        """Replications computed so far (those found on the shelf do not count)."""
        self._jobs = default_jobs() if jobs is None else jobs
        self._cluster = cluster
        self._shelf = shelf
        self._progress = progress
        self._model: Measuring = Measured() if model is None else model
        self._found: dict[str, dict[int, Mapping[tuple[int, str], float]]] = {}

    def ensure(self, wanted: Sequence[tuple[Any, int]]) -> None:
        """Run what is missing of the first n replications of some scenarios, all in one batch."""
        self.ensure_these([(scenario, range(n)) for scenario, n in wanted])

    def ensure_these(self, wanted: Sequence[tuple[Any, Iterable[int]]]) -> None:
        """Run what is missing of some replications of some scenarios, all in one batch."""
        cells: dict[tuple[str, int], Cell] = {}
        before: dict[tuple[str, int], Record] = {}
        for scenario, numbers in wanted:
            found = self._found.setdefault(scenario.digest, {})
            for number in numbers:
                if number in found or (scenario.digest, number) in cells:
                    continue
                known = self._shelf.get(scenario, self.seed, number) if self._shelf else None
                if known is not None and _holds(known, self._model.probed(scenario)):
                    found[number] = readings(known)
                    continue
                cells[scenario.digest, number] = Cell(scenario, self.seed, number)
                if known is not None:
                    before[scenario.digest, number] = known
        done = 0

        def keep(cell: Cell, record: Record) -> None:
            nonlocal done
            done += 1
            earlier = before.get((cell.scenario.digest, cell.replication))
            record = record if earlier is None else _together(earlier, record)
            if self._shelf:
                self._shelf.put(cell.scenario, record)
            self._found[cell.scenario.digest][cell.replication] = readings(record)
            if self._progress:
                self._progress(done, len(cells))

        replicate(list(cells.values()), self._model, self._jobs, keep, self._cluster)
        self.runs += len(cells)

    def tell(self, known: str) -> None:
        """Tell whoever watches what is known so far, in a few words."""
        watcher: Any = self._progress
        if hasattr(watcher, "known"):
            watcher.known = known

    def known(self, scenario: Any, measure: str) -> NDArray[np.float64]:
        """Return a measure of the replications that are there, without running any: NaN, or nothing, where there is none."""
        import numpy as np  # noqa: PLC0415 - kept out of `import salesline`

        rows = self._found.get(scenario.digest, {})
        return np.array([rows[number].get((0, measure), math.nan) for number in sorted(rows)])

    def values(self, scenario: Any, measure: str, n: int, quarter: int = 0) -> NDArray[np.float64]:
        """Return a measure of the first n replications, run if need be.

        Raises:
            KeyError: no such measure.

        """
        import numpy as np  # noqa: PLC0415 - kept out of `import salesline`

        self.ensure([(scenario, n)])
        rows = self._found[scenario.digest]
        if measure == CONTRIBUTION:
            margin = scenario.study.gross_margin
            bookings, cost = (self.values(scenario, name, n, quarter) for name in ("bookings", "cost_total"))
            earned: NDArray[np.float64] = margin * bookings - cost
            return earned
        if not any((quarter, measure) in rows[number] for number in range(n)):
            raise KeyError(measure)
        return np.array([rows[number].get((quarter, measure), math.nan) for number in range(n)])

    def value(self, scenario: Any, measure: str, number: int, quarter: int = 0) -> float:
        """Return a measure of one replication, run if need be; NaN if it has none of that name."""
        self.ensure_these([(scenario, [number])])
        return self._found[scenario.digest][number].get((quarter, measure), math.nan)

    def readings(self, scenario: Any, n: int) -> Readings:
        """Return all measures of the first n replications, run if need be; NaN where a replication has none."""
        self.ensure([(scenario, n)])
        rows = [self._found[scenario.digest][number] for number in range(n)]
        keys = dict.fromkeys(key for row in rows for key in row)
        return {key: [row.get(key, math.nan) for row in rows] for key in keys}

    def names(self, scenario: Any) -> list[str]:
        """Return the measures that a scenario has, for the whole plan."""
        self.ensure([(scenario, 1)])
        return [name for quarter, name in self._found[scenario.digest][0] if quarter == 0]


def _holds(record: Record, names: Collection[str]) -> bool:
    return not names or set(names) <= set(record.tables[TABLE]["measure"])


def _together(earlier: Record, record: Record) -> Record:
    """A record with what an earlier one of the same replication knows besides: probes of somebody else."""
    mine = dict(readings(record))
    rows = mine | {key: value for key, value in readings(earlier).items() if key not in mine}
    table: dict[str, list[Any]] = {
        "quarter": [quarter for quarter, _ in rows],
        "measure": [name for _, name in rows],
        "value": list(rows.values()),
    }
    return Record(record.scenario, record.seed, record.replication, {TABLE: table})


def readings(record: Record) -> Mapping[tuple[int, str], float]:
    """Return the measures that a record of `Measured` holds, by quarter and name."""
    table = record.tables[TABLE]
    return dict(zip(zip(table["quarter"], table["measure"], strict=True), table["value"], strict=True))
