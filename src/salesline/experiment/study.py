"""Run one scenario, compare several on the same luck, or sweep over values."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, Self

from salesline.errors import SalesLineError
from salesline.experiment.asked import BOOKINGS, asked_of
from salesline.experiment.gather import Gatherer, Progress, Shelf
from salesline.experiment.outcome import Study
from salesline.experiment.runner import Interrupted, Simulate, default_jobs

if TYPE_CHECKING:
    from salesline.record import Record

__all__ = ["LIMIT", "Study", "StudyBlock", "StudyScenario", "compare", "run", "so_far", "sweep"]

_PROGRESS = "salesline.report.progress"
LIMIT = 1000
"""Most replications of a sequential run that has no other limit."""


class StudyBlock(Protocol):
    """What a study reads in the study block of a scenario."""

    @property
    def replications(self) -> int: ...  # noqa: D102
    @property
    def precision(self) -> float | None: ...  # noqa: D102
    @property
    def precision_of(self) -> str: ...  # noqa: D102
    @property
    def seed(self) -> int: ...  # noqa: D102
    @property
    def gross_margin(self) -> float: ...  # noqa: D102
    @property
    def plan(self) -> Any: ...  # noqa: D102


class StudyScenario(Protocol):
    """What a study needs of a scenario."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def study(self) -> Any: ...  # noqa: D102
    def with_values(self, values: Mapping[str, Any], /) -> Self: ...  # noqa: D102


def run(  # noqa: PLR0913 - those of `compare`
    scenario: StudyScenario,
    *,
    replications: int | None = None,
    precision: float | None = None,
    of: str | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    simulate: Simulate | None = None,
    shelf: Shelf | None = None,
    cluster: str | None = None,
) -> Study:
    """Run one scenario. The arguments are those of `compare`."""
    return compare(
        [scenario],
        replications=replications,
        precision=precision,
        of=of,
        seed=seed,
        jobs=jobs,
        progress=progress,
        simulate=simulate,
        shelf=shelf,
        cluster=cluster,
    )


def compare(  # noqa: PLR0913 - one for each thing that can be said about a run
    scenarios: Iterable[StudyScenario],
    *,
    replications: int | None = None,
    precision: float | None = None,
    of: str | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    simulate: Simulate | None = None,
    shelf: Shelf | None = None,
    cluster: str | None = None,
) -> Study:
    """Run several scenarios on the same luck; the first is the baseline.

    Plans may begin on different days: results are by quarter of each plan.

    Args:
        scenarios: at least one; what is not said below comes from the first one's study block.
        replications: number for each scenario; with `precision`, the most there may be.
        precision: go on until the half-width of what is asked is within this share of it, for every scenario.
        of: what is asked: a measure's mean ('wins'), a quantile ('P90 of bookings'), or a chance, to points ('plan', the chance
            of reaching each scenario's own; 'wins >= 200'). None: mean bookings.
        seed: seed shared by all.
        jobs: processes; None: as many as there are cores.
        progress: told after every replication; None: nobody, or a bar where this runs in a notebook.
        simulate: the model to use; None: Salesline's own.
        shelf: where finished replications are kept and looked for, such as `salesline.shelf.FolderShelf(folder)`.
        cluster: address of a Dask scheduler that runs the replications; None: this machine does.

    Raises:
        SalesLineError: no scenario, scenarios of different length, or numbers out of range.
        ReplicationFailed, WorkersLost, Interrupted: see `runner.replicate`.

    """
    listed = list(scenarios)
    named = dict(zip(_unique([s.name for s in listed]), listed, strict=True))
    how = (replications, precision, of, seed, jobs)
    return _study(named, how, progress, simulate, shelf, cluster)


def sweep(  # noqa: PLR0913 - `compare` has eight, and the values come on top
    scenario: StudyScenario,
    values: Mapping[str, Iterable[Any]],
    *,
    replications: int | None = None,
    precision: float | None = None,
    of: str | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    simulate: Simulate | None = None,
    shelf: Shelf | None = None,
    cluster: str | None = None,
) -> Study:
    """Compare a scenario with itself under every combination of values; it is itself the baseline.

    Args:
        scenario: where the sweep starts from.
        values: by dotted key, the values to try, such as {'organisation.wip.ae': range(4, 41, 4)}.
        replications, precision, of, seed, jobs, progress, simulate, shelf, cluster: see `compare`.

    """
    named: dict[str, StudyScenario] = {scenario.name: scenario}
    grid: dict[str, dict[str, Any]] = {}
    for combination in itertools.product(*values.values()):
        changes = dict(zip(values, combination, strict=True))
        name = ", ".join(f"{key}={value}" for key, value in changes.items())
        named[name] = scenario.with_values(changes)
        grid[name] = changes
    how = (replications, precision, of, seed, jobs)
    return _study(named, how, progress, simulate, shelf, cluster, grid)


def so_far(error: Interrupted) -> Study | None:
    """Return what an interrupted run knows: the replications that every scenario has; None if there are fewer than two."""
    records: dict[int, dict[int, Record]] = {}
    scenarios: dict[int, Any] = {}
    for cell, record in error.finished:
        scenarios[id(cell.scenario)] = cell.scenario
        records.setdefault(id(cell.scenario), {})[cell.replication] = record
    common = sorted(set.intersection(*(set(found) for found in records.values()))) if records else []
    if len(common) < 2 or len(scenarios) < error.scenarios:
        return None
    names = _unique([scenario.name for scenario in scenarios.values()])
    return Study(
        dict(zip(names, scenarios.values(), strict=True)),
        {name: [found[r] for r in common] for name, found in zip(names, records.values(), strict=True)},
        seed=next(iter(error.finished))[0].seed,
        seconds=error.seconds,
    )


def _study(
    named: Mapping[str, StudyScenario],
    how: tuple[int | None, float | None, str | None, int | None, int | None],
    progress: Progress | None,
    simulate: Simulate | None,
    shelf: Shelf | None,
    cluster: str | None,
    grid: Mapping[str, Mapping[str, Any]] | None = None,
) -> Study:
    block = _common(list(named.values()))
    replications, precision, of, seed, jobs = how
    of = of or getattr(block, "precision_of", None)
    asked = BOOKINGS if of is None else asked_of(of)
    if precision is None and replications is None:
        precision = block.precision
    most = block.replications if precision is None else LIMIT
    if replications is not None:
        most = replications
    _in_range(most, precision)
    gatherer = Gatherer(
        named,
        seed=block.seed if seed is None else seed,
        jobs=default_jobs() if jobs is None else jobs,
        simulate=_own_model() if simulate is None else simulate,
        progress=progress or _watcher(),
        shelf=shelf,
        cluster=cluster,
        asked=asked,
    )
    records = gatherer.fixed(most) if precision is None else gatherer.until(precision, most)
    return Study(named, records, seed=gatherer.seed, seconds=gatherer.seconds, grid=grid, asked=asked)


def _own_model() -> Simulate:
    from salesline.model import simulate  # noqa: PLC0415 - the engine loads only when something is run

    return simulate


def _watcher() -> Progress | None:
    """What shows progress in a notebook; None elsewhere."""
    # By name, and only where there is a notebook: the report is a room above this one.
    found: Progress | None = import_module(_PROGRESS).in_notebook() if "ipykernel" in sys.modules else None
    return found


def _common(scenarios: Sequence[StudyScenario]) -> StudyBlock:
    """Return the study block of the first scenario, once the others are seen to fit to it."""
    if not scenarios:
        raise SalesLineError("nothing to run: no scenario was given")
    first, *others = scenarios
    for other in others:
        mine, its = first.study.quarters, other.study.quarters
        if mine != its:
            raise SalesLineError(
                f"scenarios of different length cannot be compared: study.quarters is {mine} in {first.name!r} "
                f"and {its} in {other.name!r}"
            )
    block: StudyBlock = first.study
    return block


def _in_range(replications: int, precision: float | None) -> None:
    if replications < 1:
        raise SalesLineError(f"replications must be at least 1, not {replications}")
    if precision is not None and not 0 < precision < 1:
        raise SalesLineError(f"precision must be a share between 0 and 1, such as 0.02, not {precision}")


def _unique(names: Sequence[str]) -> list[str]:
    """Return the names with ' (2)', ' (3)' ... after repeated ones."""
    taken: list[str] = []
    for name in names:
        candidates = itertools.chain([name], (f"{name} ({i})" for i in itertools.count(2)))
        taken.append(next(c for c in candidates if c not in taken))
    return taken
