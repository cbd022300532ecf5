"""`python -m tests.invariants 10000`: check that many newly drawn scenarios; status 1 if one fails.

The scenarios depend on --seed alone, whatever the number of processes. Each fault is told with its traceback and kept as
a scenario file, and the run goes on. `--replay FILE ...` tries such files again.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

import salesline as sl
from tests.invariants.trials import Fault, fault_of, portions

KEEP = Path("results/faults")


def run(number: int, seed: int = 0, first: int = 0, jobs: int = 1, keep: Path = KEEP) -> int:
    """Check `number` different scenarios; the number of faults."""
    tried: set[str] = set()
    faulty: set[str] = set()
    begun, slowest = time.perf_counter(), 0.0
    for found in portions(seed, first, jobs):
        tried |= found.tried
        for fault in found.faults:
            faulty.add(fault.name)
            _tell(fault, keep, f"--seed {seed} --first {found.number}")
        slowest = max(slowest, found.slowest)
        print(
            f"portion {found.number}: {len(tried):,} different scenarios, {len(faulty)} with a fault, "
            f"{time.perf_counter() - begun:.0f} s; slowest {found.slowest:.1f} s",
            flush=True,
        )
        if len(tried) >= number:
            break
    verdict = f"{len(faulty)} with a fault" if faulty else "everything holds"
    print(
        f"{len(tried):,} different scenarios of seed {seed} in {time.perf_counter() - begun:.0f} s "
        f"(the slowest took {slowest:.1f} s): {verdict}"
    )
    return len(faulty)


def _tell(fault: Fault, keep: Path, where: str) -> None:
    """Print a fault and keep its scenario."""
    print(f"FAULT {fault.name} ({where})\n{fault.story}", flush=True)
    if fault.text:
        keep.mkdir(parents=True, exist_ok=True)
        path = keep / f"{fault.name}.yaml"
        path.write_text(fault.text, encoding="utf-8")
        print(f"try it again: python -m tests.invariants --replay {path}", flush=True)


def replay(paths: list[Path]) -> int:
    """Try kept scenarios again; the number of those that still fail."""
    failing = 0
    for path in paths:
        story = fault_of(sl.load(path))
        failing += bool(story)
        print(f"{path}: {story or 'everything holds'}")
    return failing


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.invariants", description=__doc__)
    parser.add_argument("number", type=int, nargs="?", default=10_000, help="how many (default 10000)")
    parser.add_argument("--seed", type=int, default=0, help="other seeds draw other scenarios (default 0)")
    parser.add_argument(
        "--first", type=int, default=0, help="the portion to begin with: go on after a break (default 0)"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (default: all)")
    parser.add_argument(
        "--keep", type=Path, default=KEEP, help=f"folder for scenarios that fail (default {KEEP})"
    )
    parser.add_argument(
        "--replay", type=Path, nargs="+", metavar="FILE", help="try these files, draw nothing"
    )
    asked = parser.parse_args(arguments)
    failing = (
        replay(asked.replay)
        if asked.replay
        else run(asked.number, asked.seed, asked.first, asked.jobs, asked.keep)
    )
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main())
