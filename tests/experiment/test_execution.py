"""Execution as a user sees it: Ctrl-C says what is known, a failure does not take the others down, progress says how long."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from salesline import cli
from salesline.experiment.bench import Bench
from salesline.model import simulate
from salesline.record import Record
from salesline.report.progress import Counter, counter
from salesline.scenario.writer import dump
from salesline.shelf import FolderShelf
from tests.lines import line

ROOT = Path(__file__).parents[2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plain.yaml"
    path.write_text(dump(line()))
    return path


def kept(folder: Path) -> list[Path]:
    return list((folder / ".kept").rglob("*.rec"))


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="process groups are POSIX")
@pytest.mark.parametrize(
    ("command", "jobs", "said"),
    [
        ("run", "1", "replications"),
        ("run", "2", "replications"),
        ("sure", "1", "Known so far: plain, as it is, books $"),
    ],
)
def test_ctrl_c_prints_what_is_known_and_the_same_command_goes_on(
    file: Path, tmp_path: Path, command: str, jobs: str, said: str
) -> None:
    """As in a terminal: the signal goes to the program and its workers once some replications are kept."""
    out = tmp_path / "results"
    endless = ["--precision", "0.01%"] if command == "run" else ["--within", "0.01%"]
    arguments = [command, str(file), *endless, "--replications", "5000", "--jobs", jobs, "--out", str(out)]
    child = subprocess.Popen(
        [sys.executable, "-m", "salesline", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        cwd=ROOT, start_new_session=True,
    )  # fmt: skip
    until = time.monotonic() + 60
    while len(kept(out)) < 20 and time.monotonic() < until:
        time.sleep(0.05)
    os.killpg(child.pid, signal.SIGINT)
    told, errors = child.communicate(timeout=60)
    assert child.returncode == 130, errors
    assert said in told
    assert "the same command goes on from them" in errors
    assert "Traceback" not in told + errors
    there = len(kept(out))
    assert there >= 20
    more = ["--replications", "20", "--jobs", "1", "--out", str(out), "--quiet"]
    assert cli.main([command, str(file), *more]) == 0
    assert len(kept(out)) == there


def test_one_failing_replication_is_named_and_the_others_are_kept(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(scenario: Any, seed: int, replication: int, **options: Any) -> Record:
        if replication == 2:
            raise ZeroDivisionError("a rule of one's own")
        return simulate(scenario, seed, replication, **options)

    out = tmp_path / "results"
    command = [
        "run",
        str(file),
        "--replications",
        "6",
        "--seed",
        "7",
        "--jobs",
        "1",
        "--out",
        str(out),
        "--quiet",
    ]
    with monkeypatch.context() as patched:
        patched.setattr("salesline.model.simulate", failing)
        assert cli.main(command) == 1
    said = capsys.readouterr().err
    assert "'plain', seed 7, replication 2 failed: ZeroDivisionError: a rule of one's own" in said
    assert "5 others were finished; to see it alone: salesline trace FILE --seed 7 --replication 2" in said
    assert "Traceback" not in said
    assert len(kept(out)) == 5
    assert cli.main(command) == 0
    assert len(kept(out)) == 6


def test_an_answer_keeps_what_others_have_finished(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path, "measures")
    first = Bench(jobs=1, shelf=shelf)
    first.values(line(), "wins", 4)
    second = Bench(jobs=1, shelf=shelf)
    assert len(second.known(line(), "wins")) == 0
    assert list(second.values(line(), "wins", 6))[:4] == list(first.values(line(), "wins", 4))
    assert second.runs == 2
    assert len(second.known(line(), "wins")) == 6


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_says_how_long_and_what_is_known() -> None:
    file, now = Terminal(), [0.0]
    count = Counter(file, lambda: now[0])
    for done in range(1, 5):
        now[0] += 10.0
        count(done, 4)
        count.known = "wins ±3.1 %"
    lines = file.getvalue().split("\r\033[K")[1:]
    assert lines == [
        "1 of 4 replications", "2 of 4 replications, about 20 s left (wins ±3.1 %)",
        "3 of 4 replications, about 10 s left (wins ±3.1 %)", "4 of 4 replications (wins ±3.1 %)\n",
    ]  # fmt: skip
    now[0] = 1000.0
    count(1, 200)
    now[0] += 2.0
    count(2, 200)
    assert file.getvalue().endswith("2 of 200 replications, about 7 min left (wins ±3.1 %)")
    assert counter(Terminal(), quiet=True) is None
    assert counter(io.StringIO(), quiet=False) is None


@pytest.mark.parametrize("wrong", [["--jobs", "0"], ["--replications", "-1"], ["--seed", "x"]])
def test_wrong_numbers_are_refused(file: Path, wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(["worth", str(file), *wrong])
    assert "is not a whole number" in capsys.readouterr().err


def test_two_commands_of_one_kind_share_what_is_kept(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    common = ["--replications", "16", "--jobs", "1", "--out", str(tmp_path / "results"), "--quiet", "--json"]
    assert cli.main(["sure", str(file), "--within", "1%", *common]) == 0
    one = json.loads(capsys.readouterr().out)
    before = len(kept(tmp_path / "results"))
    assert cli.main(["sure", str(file), "--within", "1%", "--measure", "wins", *common]) == 0
    assert len(kept(tmp_path / "results")) == before == one["replications"] == 16
