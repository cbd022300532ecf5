"""Kept replications: used again, made anew when damaged, safe under kills, two runs at once and a full disk."""

from __future__ import annotations

import random  # noqa: TID251 - when to kill; no result depends on it
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import salesline as sl
from salesline.errors import SalesLineError
from salesline.model import simulate
from salesline.record import Record
from salesline.scenario.assignment import OWN_RULES
from salesline.shelf import FolderShelf, address, model_version
from tests.lines import line

N = 12
SCENARIO = line()


class Counting:
    """The model, counting how often it is asked."""

    def __init__(self) -> None:
        self.runs: list[int] = []

    def __call__(self, scenario: Any, seed: int, replication: int) -> Record:
        self.runs.append(replication)
        return simulate(scenario, seed, replication)


def digests(study: sl.Study) -> list[str]:
    return [record.digest() for records in study.records.values() for record in records]


def kept(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.rec"))


@pytest.fixture(scope="module")
def alone() -> list[str]:
    return digests(sl.run(SCENARIO, replications=N, jobs=1))


def test_a_second_run_computes_nothing_and_gives_the_same(tmp_path: Path, alone: list[str]) -> None:
    first, second = Counting(), Counting()
    sl.run(SCENARIO, replications=N - 2, jobs=1, simulate=first, shelf=FolderShelf(tmp_path))
    study = sl.run(SCENARIO, replications=N, jobs=1, simulate=second, shelf=FolderShelf(tmp_path))
    assert (len(first.runs), second.runs) == (N - 2, [N - 2, N - 1])
    assert digests(study) == alone
    assert len(kept(tmp_path)) == N


def test_a_damaged_entry_is_noticed_and_made_anew(tmp_path: Path, alone: list[str]) -> None:
    sl.run(SCENARIO, replications=N, jobs=1, shelf=FolderShelf(tmp_path))
    truncated, flipped, empty, other = kept(tmp_path)[:4]
    truncated.write_bytes(truncated.read_bytes()[:-7])
    data = bytearray(flipped.read_bytes())
    data[len(data) // 2] ^= 1
    flipped.write_bytes(bytes(data))
    empty.write_bytes(b"")
    other.unlink()
    other.mkdir()
    again = Counting()
    with pytest.raises(SalesLineError, match="could not be kept"):
        sl.run(SCENARIO, replications=N, jobs=1, simulate=again, shelf=FolderShelf(tmp_path))
    other.rmdir()
    study = sl.run(SCENARIO, replications=N, jobs=1, simulate=again, shelf=FolderShelf(tmp_path))
    assert digests(study) == alone
    assert len(set(again.runs)) == 4


def test_other_scenarios_seeds_and_variants_have_other_addresses(tmp_path: Path) -> None:
    other = line({"organisation.wip.ae": 5})
    shelf = FolderShelf(tmp_path)
    shelf.put(SCENARIO, simulate(SCENARIO, 1, 0))
    assert shelf.get(SCENARIO, 1, 0) is not None
    assert shelf.get(other, 1, 0) is None
    assert shelf.get(SCENARIO, 2, 0) is None
    assert FolderShelf(tmp_path, "log").get(SCENARIO, 1, 0) is None
    assert len(model_version()) == 16


def test_a_rule_of_ones_own_is_part_of_the_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    place = tmp_path / "own_rule.py"
    place.write_text("from salesline.policies.assignment import RoundRobin as Mine\n")
    scenario = line({"organisation.desks.closing.assignment": "own_rule:Mine"})
    before = address(scenario)
    place.write_text("from salesline.policies.assignment import LeastOpen as Mine\n")
    assert before != address(scenario)
    assert address(SCENARIO) == SCENARIO.digest
    assert address(line({"organisation.desks.closing.assignment": "no_such_module:Rule"})) is None


RUN = """
import sys
from pathlib import Path
import salesline as sl
from salesline.model import simulate
from salesline.shelf import FolderShelf
from tests.lines import line

def counted(scenario, seed, replication):
    with open(sys.argv[2], "a") as file:
        file.write(f"{replication}\\n")
    return simulate(scenario, seed, replication)

print("ready", flush=True)
sl.run(line(), replications=int(sys.argv[3]), jobs=1, simulate=counted, shelf=FolderShelf(sys.argv[1]))
print("done", flush=True)
"""


RULE = "from salesline.policies.assignment import RoundRobin as Mine\n"
PLACES: dict[str, dict[str, object]] = {
    "rule": {"organisation.desks.closing.assignment": "{}"},
    "second rule": {"organisation.desks.closing.assignment": {"rule": "sticky", "otherwise": "{}"}},
    "change": {
        "organisation.changes": [{"on": "2026-02-02", "set": {"desks.closing.assignment.rule": "{}"}}]
    },
    "whole change": {
        "organisation.changes": [{"on": "2026-02-02", "set": {"desks.closing.assignment": {"rule": "{}"}}}]
    },
    "pilot": {
        "organisation.pilots": {"trial": {"desk": "closing", "share": 0.5, "set": {"assignment": "{}"}}}
    },
    "controller": {
        "organisation.controllers": {
            "review": {
                "setting": "desks.closing.assignment.rule",
                "levels": ["least open", "{}"],
                "watch": "wins",
                "below": 2,
            }
        }
    },
}


def _named(value: object, name: str) -> Any:
    """A value with the rule's name put in for {}."""
    if isinstance(value, dict):
        return {key: _named(inner, name) for key, inner in value.items()}
    if isinstance(value, list):
        return [_named(inner, name) for inner in value]
    return name if value == "{}" else value


@pytest.mark.parametrize("place", PLACES)
def test_a_rule_of_ones_own_is_found_wherever_it_is_named(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = f"rule_of_{place.replace(' ', '_')}"
    file = tmp_path / f"{module}.py"
    file.write_text(RULE, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    scenario = line(_named(PLACES[place], f"{module}:Mine"))
    before = address(scenario)
    assert before is not None
    assert before != scenario.digest
    file.write_text(RULE + "# changed\n", encoding="utf-8")
    assert address(scenario) not in (before, scenario.digest)


@pytest.mark.parametrize("place", PLACES)
def test_what_a_rule_given_in_python_does_is_never_kept(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Mine(sl.Assignment):
        name = "mine alone"

    monkeypatch.setitem(OWN_RULES, "mine alone", Mine)
    assert address(line(_named(PLACES[place], "mine alone"))) is None


def test_a_rule_of_ones_own_before_the_plan_counts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    class Mine(sl.Assignment):
        name = "mine alone"

    monkeypatch.setitem(OWN_RULES, "mine alone", Mine)
    past = line({"organisation.desks.closing.assignment": "mine alone"})
    assert address(line().following(past)) is None


def test_times_of_day_are_no_rules() -> None:
    values = {"roles.ae.blocks": [{"start": "9:00", "end": "11:30", "activities": ["meeting"]}]}
    scenario = line({"organisation.changes": [{"on": "2026-02-02", "set": values}]})
    assert address(scenario) == scenario.digest


def start(folder: Path, log: Path, replications: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(folder), str(log), str(replications)],
        stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip


def test_twenty_kills_cost_only_what_was_in_flight(tmp_path: Path) -> None:
    folder, log, many, kills = tmp_path / "kept", tmp_path / "log", 150, 0
    moments = random.Random(7)  # noqa: S311
    while kills < 20:
        run = start(folder, log, many)
        assert run.stdout is not None
        run.stdout.readline()
        time.sleep(moments.uniform(0.0, 0.12))
        before = run.poll()
        run.send_signal(signal.SIGKILL)
        run.communicate()
        assert before is None, "the run must be long enough to be killed"
        kills += 1
    assert "done" in start(folder, log, many).communicate(timeout=60)[0]
    study = sl.run(
        SCENARIO, replications=many, jobs=1, simulate=(last := Counting()), shelf=FolderShelf(folder)
    )
    assert last.runs == []
    computed = len(log.read_text().split())
    assert many <= computed <= many + kills
    assert digests(study)[:N] == digests(sl.run(SCENARIO, replications=N, jobs=1))
    leftovers = [path for path in folder.rglob(".*") if path.is_file()]
    assert len(leftovers) <= kills


def test_two_runs_at_once_share_a_folder(tmp_path: Path, alone: list[str]) -> None:
    runs = [start(tmp_path / "kept", tmp_path / f"log{k}", N) for k in range(2)]
    assert all("done" in run.communicate(timeout=60)[0] for run in runs)
    assert (
        digests(
            sl.run(
                SCENARIO,
                replications=N,
                jobs=1,
                simulate=(c := Counting()),
                shelf=FolderShelf(tmp_path / "kept"),
            )
        )
        == alone
    )
    assert c.runs == []


def test_a_full_disk_is_said_and_loses_nothing_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, left = Path.write_bytes, [5]

    def full(self: Path, data: bytes) -> int:
        left[0] -= 1
        if left[0] < 0:
            write(self, data[:10])
            raise OSError(28, "No space left on device")
        return write(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(SalesLineError, match=r"No space left on device; all that were kept before are safe"):
        sl.run(SCENARIO, replications=N, jobs=1, shelf=FolderShelf(tmp_path))
    monkeypatch.undo()
    assert len(kept(tmp_path)) == 5
    assert [path for path in tmp_path.rglob(".*") if path.is_file()] == []
    again = Counting()
    sl.run(SCENARIO, replications=N, jobs=1, simulate=again, shelf=FolderShelf(tmp_path))
    assert len(again.runs) == N - 5


def test_how_many_are_run_is_no_part_of_the_address(tmp_path: Path) -> None:
    few, many = line(replications=4), line(replications=6, precision=0.5, seed=1)
    assert few.digest != many.digest
    sl.run(few, replications=4, jobs=1, shelf=FolderShelf(tmp_path))
    again = Counting()
    study = sl.run(many, replications=6, jobs=1, simulate=again, shelf=FolderShelf(tmp_path))
    assert again.runs == [4, 5]
    assert digests(study) == digests(sl.run(many, replications=6, jobs=1))
    assert address(few) != address(line({"study.gross_margin": 0.5}))


def test_a_copy_of_a_scenario_does_not_keep_the_address_of_the_first(tmp_path: Path) -> None:
    base, plan = line(), line({"organisation.wip.ae": 5})
    alone = plan.digest
    followed = plan.following(base)
    assert followed.digest not in {alone, base.digest}
    assert followed.digest == line({"organisation.wip.ae": 5}).following(base).digest
    shelf = FolderShelf(tmp_path)
    shelf.put(plan, simulate(plan, 1, 0))
    assert shelf.get(followed, 1, 0) is None


def test_a_record_is_named_by_the_scenario_as_asked_for_also_where_rules_move() -> None:
    steered = line({"organisation.changes": [{"on": "2026-03-02", "set": {"wip.ae": 5}}]})
    assert simulate(steered, 1, 0).scenario == steered.digest
