"""How a program under test is called and answers: `PROGRAM W1|W2 SIZE REPLICATIONS SEED`, one JSON line per run."""

import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

Outputs = dict[str, float]
Workload = Callable[[str, int], Outputs]

ROOT = Path(__file__).resolve().parents[2]


def peak_mb() -> float:
    """The largest memory this process has used so far, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024**2 if sys.platform == "darwin" else 1024)


def answer(workloads: dict[str, Workload], arguments: Sequence[str]) -> None:
    """Run the replications asked for and print what each gave, its wall time in seconds and the peak of memory.

    A workload that reports a `wall` of its own (because it leaves out reading its scenario) keeps it.
    """
    name, size, replications, seed = arguments
    for replication in range(int(replications)):
        gc.collect()
        start = time.perf_counter()
        outputs = workloads[name](size, int(seed) + replication)
        wall = time.perf_counter() - start
        print(json.dumps({"wall": wall, **outputs, "rss_mb": round(peak_mb(), 1)}), flush=True)


def ask(command: Sequence[str], *arguments: object) -> list[Outputs]:
    """Run a program and read its JSON lines; its complaint is shown when there are none."""
    line = [*command, *(str(argument) for argument in arguments)]
    done = subprocess.run(line, capture_output=True, text=True, check=False, cwd=ROOT)
    rows = [json.loads(row) for row in done.stdout.splitlines() if row.startswith("{")]
    if done.returncode or not rows:
        message = f"{' '.join(line)} failed:\n{done.stderr[-3000:]}"
        raise RuntimeError(message)
    return rows
