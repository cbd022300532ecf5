"""Execution: many replications, in this process or in several, with the same results in the same order.

Nothing here is random and nothing depends on which process finishes first. Workers return plain records.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
import traceback
import warnings
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol, cast

from salesline.errors import SalesLineError
from salesline.experiment.cluster import on_cluster
from salesline.scenario.assignment import OWN_RULES

if TYPE_CHECKING:
    from salesline.record import Record

__all__ = [
    "Cell",
    "Failure",
    "Interrupted",
    "OnResult",
    "ReplicationFailed",
    "Simulate",
    "WorkersLost",
    "default_jobs",
    "replicate",
]


class Simulate(Protocol):
    """The model as the runner sees it: a pure function of its arguments."""

    def __call__(self, scenario: Any, seed: int, replication: int) -> Record:
        """Return the record of one replication."""


@dataclass(frozen=True)
class Cell:
    """One replication to be run: a scenario (anything with a `name`), a seed and a number."""

    scenario: Any
    seed: int
    replication: int


OnResult = Callable[[Cell, "Record"], None]
"""Called in the parent process for every finished cell, in order of completion."""


@dataclass(frozen=True)
class Failure:
    """A replication that raised: which one, what, and the traceback as text."""

    scenario: str
    seed: int
    replication: int
    error: str
    trace: str


class ReplicationFailed(SalesLineError):  # noqa: N818 - it says what happened
    """One or more replications raised an error; the others were finished first.

    Attributes:
        failures: what failed, in order of the cells.
        finished: the cells that did not fail, with their records.

    """

    def __init__(self, failures: Sequence[Failure], finished: Sequence[tuple[Cell, Record]] = ()) -> None:
        """Name the first failure well enough to run it alone."""
        self.failures = tuple(failures)
        self.finished = tuple(finished)
        first = self.failures[0]
        others = f" (and {len(self.failures) - 1} more)" if len(self.failures) > 1 else ""
        super().__init__(
            f"{first.scenario!r}, seed {first.seed}, replication {first.replication} failed{others}: {first.error}; "
            f"{len(self.finished)} others were finished; to see it alone: "
            f"salesline trace FILE --seed {first.seed} --replication {first.replication} --debug"
            f"\n{first.trace.rstrip()}"
        )


class WorkersLost(SalesLineError):  # noqa: N818 - it says what happened
    """Worker processes were killed from outside (mostly for want of memory), twice.

    Attributes:
        finished: the cells that were finished, with their records.

    """

    def __init__(self, finished: Sequence[tuple[Cell, Record]], count: int) -> None:
        """Say how far it came and what may help."""
        self.finished = tuple(finished)
        super().__init__(
            f"worker processes were killed, perhaps for want of memory; {len(self.finished)} of {count} "
            "replications were finished: try fewer jobs"
        )


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during a run.

    Attributes:
        finished: the cells that were finished, in order, with their records.
        scenarios: number of scenarios that were to be run.
        seconds: wall time until then.

    """

    def __init__(
        self, finished: Sequence[tuple[Cell, Record]] = (), scenarios: int = 1, seconds: float = 0.0
    ) -> None:
        """Carry what was finished."""
        self.finished = tuple(finished)
        self.scenarios = scenarios
        self.seconds = seconds
        super().__init__(f"interrupted; {len(self.finished)} replications were finished")


def default_jobs() -> int:
    """Return the number of processes this process may use at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def replicate(
    cells: Iterable[Cell],
    simulate: Simulate,
    n_jobs: int = 1,
    on_result: OnResult | None = None,
    cluster: str | None = None,
) -> list[Record]:
    """Run all cells and return their records in the order of the cells.

    Args:
        cells: what to run.
        simulate: the model.
        n_jobs: processes; 1 runs in this one and needs no joblib.
        on_result: called here after every finished cell, in order of completion.
        cluster: address of a Dask scheduler, which then runs all cells; None: this machine does.

    Raises:
        ValueError: `n_jobs` is below 1.
        ReplicationFailed: some replications raised; raised after the others were finished.
        WorkersLost: worker processes were killed, and again after a second start.
        Interrupted: Ctrl-C (a KeyboardInterrupt); no worker is left behind.

    """
    if n_jobs < 1:
        raise ValueError(f"jobs must be at least 1, not {n_jobs}")
    todo = list(cells)
    records: dict[int, Record] = {}
    failures: dict[int, Failure] = {}

    def finished() -> list[tuple[Cell, Record]]:
        return [(todo[i], records[i]) for i in sorted(records)]

    try:
        outcomes = _outcomes(todo, simulate, n_jobs, cluster)
        with _one_interrupt(), closing(outcomes):
            for index, outcome in outcomes:
                if isinstance(outcome, Failure):
                    failures[index] = outcome
                    continue
                records[index] = outcome
                if on_result:
                    on_result(todo[index], outcome)
    except KeyboardInterrupt:
        raise Interrupted(finished()) from None
    except _Killed:
        raise WorkersLost(finished(), len(todo)) from None
    if failures:
        raise ReplicationFailed([failures[i] for i in sorted(failures)], finished())
    return [records[i] for i in range(len(todo))]


def _outcomes(
    cells: Sequence[Cell], simulate: Simulate, n_jobs: int, cluster: str | None
) -> Generator[Outcome]:
    if cluster is not None:
        return on_cluster(cells, simulate, cluster)
    if min(n_jobs, len(cells)) <= 1:
        return _serial(cells, simulate)
    return _parallel(cells, simulate, n_jobs)


@contextmanager
def _one_interrupt() -> Generator[None]:
    """Let the first Ctrl-C through and no more, until the workers are gone.

    A second one would hit the clean-up and the programs it starts, and leave workers and a hanging process behind.
    """
    plain = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if not plain or threading.current_thread() is not threading.main_thread():
        yield
        return

    def first(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, first)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


Outcome = tuple[int, "Record | Failure"]


class _Killed(Exception):  # noqa: N818 - a signal between two functions of this module
    """Workers died twice."""


def _attempt(index: int, cell: Cell, simulate: Simulate) -> Outcome:
    """Run one cell; an error comes back as data, so that one bad replication does not end the others."""
    try:
        return index, simulate(cell.scenario, cell.seed, cell.replication)
    except Exception as error:  # noqa: BLE001 - whatever a rule of the user's own may raise
        told = f"{type(error).__name__}: {error}"
        trace = "".join(traceback.format_exception(error))
        return index, Failure(_name(cell.scenario), cell.seed, cell.replication, told, trace)


def _name(scenario: Any) -> str:
    return str(getattr(scenario, "name", scenario))


def _serial(cells: Sequence[Cell], simulate: Simulate) -> Generator[Outcome]:
    for index, cell in enumerate(cells):
        yield _attempt(index, cell, simulate)


def _parallel(cells: Sequence[Cell], simulate: Simulate, n_jobs: int) -> Generator[Outcome]:
    from joblib.externals.loky.process_executor import TerminatedWorkerError  # noqa: PLC0415 - slow to import

    left = dict(enumerate(cells))
    for _ in range(2):
        try:
            with closing(_pool(dict(left), simulate, n_jobs)) as outcomes:
                for index, outcome in outcomes:
                    del left[index]
                    yield index, outcome
        except TerminatedWorkerError:
            continue
        return
    raise _Killed


def _pool(cells: dict[int, Cell], simulate: Simulate, n_jobs: int) -> Generator[Outcome]:
    import joblib  # noqa: PLC0415 - slow to import
    from joblib.externals.loky import get_reusable_executor  # noqa: PLC0415
    from joblib.externals.loky.cloudpickle_wrapper import dumps  # noqa: PLC0415

    # A worker that rests too long is replaced and its jobs go on elsewhere: nothing that a user should read about.
    warnings.filterwarnings(
        "ignore", message="A worker stopped while some jobs were given", category=UserWarning
    )
    # Each scenario is pickled once, and unpickled once per worker: validated models are slow to rebuild.
    # cloudpickle because an analyst's own rule may live in a notebook.
    blobs = {
        id(cell.scenario): dumps((cell.scenario, simulate, dict(OWN_RULES)))
        for cell in one_each(cells.values())
    }
    calls = (
        joblib.delayed(_in_worker)(index, blobs[id(cell.scenario)], cell.seed, cell.replication)
        for index, cell in cells.items()
    )
    whole = False
    try:
        # One thread of linear algebra per process: replications are the parallelism.
        with joblib.parallel_config(backend="loky", inner_max_num_threads=1):
            # Never fewer than two: joblib runs a single job in this process, which a deadly cell would take along.
            jobs = max(2, min(n_jobs, len(cells)))
            pool = joblib.Parallel(n_jobs=jobs, return_as="generator_unordered")
            with closing(cast("Any", pool(calls))) as outcomes:
                yield from outcomes
        whole = True
    finally:
        if not whole:
            get_reusable_executor().shutdown(wait=True, kill_workers=True)


def one_each(cells: Iterable[Cell]) -> Iterable[Cell]:
    """Return one cell per scenario object."""
    return {id(cell.scenario): cell for cell in cells}.values()


def _in_worker(index: int, blob: bytes, seed: int, replication: int) -> Outcome:
    # Ctrl-C reaches the whole group; the parent ends its workers, and none of them has anything to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return attempt_pickled(index, blob, seed, replication)


def attempt_pickled(index: int, blob: bytes, seed: int, replication: int) -> Outcome:
    """Run one cell of a scenario and a model that came pickled."""
    scenario, simulate = _unpacked(blob)
    return _attempt(index, Cell(scenario, seed, replication), simulate)


@lru_cache(maxsize=16)
def _unpacked(blob: bytes) -> tuple[Any, Simulate]:
    scenario, simulate, own_rules = pickle.loads(blob)  # noqa: S301 - the parent process has just written it
    OWN_RULES.update(own_rules)
    return scenario, cast("Simulate", simulate)
