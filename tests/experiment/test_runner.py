"""Execution: the same records whatever the number of processes, and nothing lost when something goes wrong."""

import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from salesline.errors import SalesLineError
from salesline.experiment.runner import (
    Cell,
    Interrupted,
    ReplicationFailed,
    Simulate,
    WorkersLost,
    default_jobs,
    replicate,
)
from salesline.record import Record
from tests.experiment import fakes

ROOT = Path(__file__).parents[2]


def cells(count: int = 8, *names: str) -> list[Cell]:
    return [Cell(fakes.FakeScenario(name), 1, r) for r in range(count) for name in names or ("base",)]


def digests(records: list[Record]) -> list[str]:
    return [record.digest() for record in records]


@pytest.mark.parametrize("jobs", [2, 4])
def test_number_of_processes_changes_nothing(jobs: int) -> None:
    todo = cells(8, "base", "other")
    assert digests(replicate(todo, fakes.shuffled, jobs)) == digests(replicate(todo, fakes.simulate))


@pytest.mark.parametrize("jobs", [1, 2])
def test_order_of_cells_changes_nothing_but_the_order(jobs: int) -> None:
    todo = cells()
    backward = replicate(list(reversed(todo)), fakes.shuffled, jobs)
    assert digests(backward) == digests(replicate(todo, fakes.shuffled, jobs))[::-1]


def test_one_replication_alone_equals_the_same_of_a_batch() -> None:
    alone = replicate([Cell(fakes.FakeScenario(), 1, 5)], fakes.simulate)
    assert alone == [replicate(cells(), fakes.simulate)[5]]


def test_results_are_told_as_they_come() -> None:
    told: list[tuple[int, int]] = []
    replicate(
        cells(), fakes.shuffled, 2, lambda cell, record: told.append((cell.replication, record.replication))
    )
    assert sorted(told) == [(r, r) for r in range(8)]


def test_nothing_to_do() -> None:
    assert replicate([], fakes.simulate, 4) == []
    with pytest.raises(ValueError, match="at least 1"):
        replicate(cells(), fakes.simulate, 0)


def test_one_process_needs_no_joblib() -> None:
    code = (
        "import sys; from tests.experiment.test_runner import cells; from tests.experiment import fakes; "
        "from salesline.experiment.runner import replicate; replicate(cells(2), fakes.simulate); "
        "print('joblib' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("jobs", [1, 2])
def test_failures_are_named_and_the_others_finish(jobs: int) -> None:
    told: list[int] = []
    with pytest.raises(ReplicationFailed) as caught:
        replicate(cells(), fakes.failing, jobs, lambda cell, _: told.append(cell.replication))
    error = caught.value
    assert isinstance(error, SalesLineError)
    assert [(f.scenario, f.seed, f.replication) for f in error.failures] == [("base", 1, 2), ("base", 1, 5)]
    assert "'base', seed 1, replication 2 failed (and 1 more): ZeroDivisionError: no luck in 2" in str(error)
    assert "fakes.py" in error.failures[1].trace
    assert sorted(told) == [cell.replication for cell, _ in error.finished] == [0, 1, 3, 4, 6, 7]


def killed(mark: Path) -> list[Cell]:
    return [Cell(fakes.FakeScenario(str(mark)), 1, r) for r in range(8)]


def test_a_killed_worker_is_replaced(tmp_path: Path) -> None:
    todo = killed(tmp_path / "mark")
    found = replicate(todo, fakes.deadly_once, 2)
    assert (tmp_path / "mark").exists()
    assert found == replicate(todo, fakes.simulate)


def test_workers_that_always_die_end_the_run() -> None:
    with pytest.raises(WorkersLost, match="of 8 replications were finished: try fewer jobs"):
        replicate(cells(), fakes.deadly, 2)
    assert len(replicate(cells(), fakes.simulate, 2)) == 8  # and the next run has workers again


def test_an_interrupt_in_this_process_keeps_what_is_finished() -> None:
    def stop(_: Cell, record: Record) -> None:
        if record.replication == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        replicate(cells(), fakes.simulate, 1, stop)
    assert isinstance(caught.value, Interrupted)
    assert [cell.replication for cell, _ in caught.value.finished] == [0, 1, 2]


CTRL_C = """
import signal, sys
from salesline.experiment.runner import Interrupted, replicate
from tests.experiment import fakes
from tests.experiment.test_runner import cells
try:
    replicate(cells(6), fakes.slow, int(sys.argv[1]), lambda *_: print("done", flush=True))
except Interrupted as stop:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # as the command line does on its way out
    print("finished", *(cell.replication for cell, _ in stop.finished), flush=True)
    sys.exit(130)
"""


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="process groups are POSIX")
@pytest.mark.parametrize(("jobs", "presses"), [(1, 1), (2, 1), (2, 2)])
def test_ctrl_c_ends_all_workers(jobs: int, presses: int) -> None:
    """As in a terminal: the signal goes to the parent and its workers at once."""
    child = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", CTRL_C, str(jobs)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )
    assert child.stdout is not None
    assert [child.stdout.readline() for _ in range(2)] == ["done\n", "done\n"]
    time.sleep(0.3)
    for _ in range(presses):
        os.killpg(child.pid, signal.SIGINT)
        time.sleep(0.02)
    out, err = child.communicate(timeout=30)
    assert (out, child.returncode) == ("finished 0 1\n", 130)
    assert "Traceback" not in err
    assert gone(child.pid)


def gone(group: int) -> bool:
    """Whether nothing of a process group is left within a few seconds."""
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_scenarios_are_pickled_once_however_many_cells() -> None:
    one = fakes.FakeScenario()
    todo = [Cell(one, 1, r) for r in range(4)]
    assert digests(replicate(todo, fakes.simulate, 2)) == digests(replicate(todo, fakes.simulate))


def test_a_model_of_the_notebooks_own_runs_in_workers() -> None:
    bonus = 5.0

    def mine(scenario: fakes.FakeScenario, seed: int, replication: int) -> Record:
        return fakes.simulate(fakes.FakeScenario(level=scenario.level + bonus), seed, replication)

    model: Simulate = mine
    assert digests(replicate(cells(), model, 2)) == digests(replicate(cells(), model))


def test_default_jobs_and_errors_that_travel() -> None:
    assert default_jobs() >= 1
    assert "interrupted; 0 replications" in str(Interrupted())
    assert pickle.loads(pickle.dumps(Cell("a", 1, 2))) == Cell("a", 1, 2)  # noqa: S301
