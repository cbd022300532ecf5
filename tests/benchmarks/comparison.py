"""Agreement of two programs on what they simulate, and their speed side by side."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from math import inf, sqrt
from pathlib import Path
from statistics import fmean, median, variance
from typing import NamedTuple

from tests.benchmarks.protocol import Outputs, ask
from tests.benchmarks.sizes import OUTPUTS

Command = Sequence[str]

# Standard errors (of the difference) within which every output must lie before anything is timed.
LIMIT = 3.5


class Difference(NamedTuple):
    """One output of two programs: means over replications, and their distance in standard errors."""

    output: str
    ours: float
    theirs: float
    z: float

    @property
    def agrees(self) -> bool:
        return abs(self.z) < LIMIT


class Speed(NamedTuple):
    """Times side by side: median seconds per replication, and the ratio theirs / ours over the rounds."""

    ours: float
    theirs: float
    ratio: float
    lowest: float
    highest: float


def distance(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The difference of two means in standard errors (Welch); infinite if they differ and nothing varies."""
    error = sqrt(variance(ours) / len(ours) + variance(theirs) / len(theirs))
    gap = fmean(ours) - fmean(theirs)
    return gap / error if error else (0.0 if gap == 0 else inf)


def differences(workload: str, ours: Sequence[Outputs], theirs: Sequence[Outputs]) -> list[Difference]:
    """Every output of the workload side by side; a missing one is an error."""
    rows = []
    for output in OUTPUTS[workload]:
        a, b = [row[output] for row in ours], [row[output] for row in theirs]
        rows.append(Difference(output, fmean(a), fmean(b), distance(a, b)))
    return rows


def agreement(
    workload: str, ours: Command, theirs: Command, replications: int = 20, theirs_n: int = 20
) -> list[Difference]:
    """Run both programs on the small size with different seeds and compare their outputs."""
    mine = ask(ours, workload, "small", replications, 5000)
    return differences(workload, mine, ask(theirs, workload, "small", theirs_n, 100_000))


def side_by_side(
    workload: str, size: str, ours: Command, theirs: Command, rounds: int, each: int = 2
) -> Speed:
    """Time A B A B ...: in each round `each` replications of both after one that warms up; the median of ratios."""
    pairs = []
    for number in range(rounds):
        pair = [
            fmean(row["wall"] for row in ask(command, workload, size, each + 1, 1000 * number)[1:])
            for command in (ours, theirs)
        ]
        pairs.append(pair)
    ratios = [theirs_s / ours_s for ours_s, theirs_s in pairs]
    return Speed(
        median(p[0] for p in pairs), median(p[1] for p in pairs), median(ratios), min(ratios), max(ratios)
    )


def compiled(source: Path, folder: str = "") -> Command | None:
    """A C++ reference program made ready to run, or None without its source or a compiler."""
    compiler = shutil.which("g++")
    if compiler is None or not source.exists():
        return None
    program = Path(folder or tempfile.mkdtemp()) / source.stem
    subprocess.run([compiler, "-O3", "-std=c++20", "-o", str(program), str(source)], check=True)
    return [str(program)]
