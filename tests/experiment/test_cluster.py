"""A Dask cluster on loopback, as a user would have one: same bytes, also when a worker is killed in mid-run."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import salesline as sl
from salesline import cli
from salesline.errors import SalesLineError
from salesline.experiment.bench import Bench
from salesline.experiment.runner import Cell, ReplicationFailed, replicate
from salesline.model import simulate
from salesline.record import Record
from salesline.scenario.writer import dump
from tests.lines import line

ROOT = Path(__file__).parents[2]
SCENARIO = line()
N = 12


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def dask(*arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]), "PYTHONWARNINGS": ""}
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
        cwd=ROOT,
    )


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    address = f"tcp://127.0.0.1:{free_port()}"
    port = address.rpartition(":")[2]
    quiet = ("--no-dashboard",)
    processes = [dask("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", port, *quiet)]
    processes += [
        dask(
            "distributed.cli.dask_worker",
            address,
            "--nthreads",
            "1",
            "--nworkers",
            "1",
            "--host",
            "127.0.0.1",
            *quiet,
        )
        for _ in range(2)
    ]
    yield address
    for process in processes:
        os.killpg(process.pid, signal.SIGKILL)  # a nanny and its worker are one group
        process.wait(timeout=20)


@dataclass(frozen=True)
class KillsOnce:
    """The model; one replication kills the worker process that runs it, the first time."""

    mark: str

    def __call__(self, scenario: Any, seed: int, replication: int) -> Record:
        if replication == 3 and not Path(self.mark).exists():
            Path(self.mark).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return simulate(scenario, seed, replication)


def failing(scenario: Any, seed: int, replication: int) -> Record:
    if replication == 2:
        raise ValueError("a rule of the user's own")
    return simulate(scenario, seed, replication)


def test_a_cluster_gives_the_same_bytes_even_when_a_worker_dies(cluster: str, tmp_path: Path) -> None:
    alone = [r.digest() for r in sl.run(SCENARIO, replications=N, jobs=1).records["plain"]]
    there = sl.run(SCENARIO, replications=N, cluster=cluster)
    assert [r.digest() for r in there.records["plain"]] == alone
    mark = tmp_path / "killed"
    again = sl.run(SCENARIO, replications=N, cluster=cluster, simulate=KillsOnce(str(mark)))
    assert mark.exists()
    assert [r.digest() for r in again.records["plain"]] == alone


def test_one_failure_on_a_cluster_is_named_and_the_rest_is_finished(cluster: str) -> None:
    cells = [Cell(SCENARIO, 1, replication) for replication in range(4)]
    with pytest.raises(ReplicationFailed, match="seed 1, replication 2 failed: ValueError: a rule") as caught:
        replicate(cells, failing, cluster=cluster)
    assert len(caught.value.finished) == 3


def test_nobody_at_the_address_is_said_in_one_line() -> None:
    with pytest.raises(SalesLineError, match=r"no Dask scheduler answers at tcp://127.0.0.1:\d+"):
        sl.run(SCENARIO, replications=2, cluster=f"tcp://127.0.0.1:{free_port()}")


def test_answers_and_the_command_line_run_there_too(cluster: str, tmp_path: Path) -> None:
    here, there = Bench(jobs=1), Bench(cluster=cluster)
    assert list(there.values(SCENARIO, "wins", 5)) == list(here.values(SCENARIO, "wins", 5))
    file = tmp_path / "plain.yaml"
    file.write_text(dump(SCENARIO))
    digests = []
    for how in (["--cluster", cluster], ["--jobs", "1"]):
        out = tmp_path / how[0]
        assert (
            cli.main(["run", str(file), "--replications", "5", "--fresh", "--quiet", "--out", str(out), *how])
            == 0
        )
        (manifest,) = out.rglob("manifest.json")
        digests.append(json.loads(manifest.read_text())["results"])
    assert digests[0] == digests[1]
