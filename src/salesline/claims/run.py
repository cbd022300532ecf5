"""Running claims: arms that several claims share are simulated once, measured where they run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from salesline.claims.claim import Arm, Claim, Finding, Probe
from salesline.claims.evidence import Evidence, Readings
from salesline.errors import SalesLineError
from salesline.experiment.bench import Measured, readings
from salesline.experiment.runner import Cell, default_jobs, replicate

if TYPE_CHECKING:
    from salesline.scenario.scenario import Scenario

__all__ = ["SEED", "Result", "run_claims"]

SEED = 1
"""Seed of all claims: figures in the documentation are those of this seed."""
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Result:
    """A claim and what came out of its experiment."""

    claim: Claim
    finding: Finding
    replications: int


def run_claims(
    claims: Sequence[Claim],
    folder: str | Path = "scenarios",
    *,
    replications: int | None = None,
    jobs: int | None = None,
    progress: Told | None = None,
    seed: int = SEED,
) -> list[Result]:
    """Run the experiments of some claims and judge them.

    Args:
        claims: those without an experiment are left out.
        folder: the folder of scenario files.
        replications: of each arm; None: each claim's own number.
        jobs: processes; None: as many as there are cores.
        progress: told (done, total) after each replication.
        seed: of all random numbers; another than `SEED` shows whether a status is more than one draw of luck.

    Raises:
        SalesLineError: a scenario file is missing; ScenarioError: one does not hold together; ReplicationFailed.

    """
    wanted = [claim for claim in claims if claim.executable]
    bench = _Bench(Path(folder), seed)
    for claim in wanted:
        for arm in claim.arms.values():
            bench.want(arm, claim.probes, replications or claim.replications)
    bench.run(default_jobs() if jobs is None else jobs, progress)
    results = []
    for claim in wanted:
        n = replications or claim.replications
        evidence = Evidence({name: bench.readings(arm, n) for name, arm in claim.arms.items()}, n)
        if claim.judge is not None:
            results.append(Result(claim, claim.judge(evidence), n))
    return results


class _Bench:
    """The distinct runs behind all arms: by the scenario's digest, and whether the log is kept."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder = folder
        self._seed = seed
        self._files: dict[tuple[str, str], Scenario] = {}
        self._wanted: dict[tuple[str, bool], tuple[Scenario, dict[str, Probe], int]] = {}
        self._done: dict[tuple[str, bool], list[Mapping[tuple[int, str], float]]] = {}

    def _scenario(self, arm: Arm) -> Scenario:
        from salesline.scenario.reader import load  # noqa: PLC0415 - the reader is slow to import

        key = (arm.file, repr(sorted(arm.values.items())))
        if key not in self._files:
            path = self._folder / arm.file
            if not path.is_file():
                raise SalesLineError(
                    f"there is no scenario file {path}; run in a checkout, or name the folder with --scenarios"
                )
            scenario = load(path)
            self._files[key] = scenario.with_values(arm.values) if arm.values else scenario
        return self._files[key]

    def want(self, arm: Arm, probes: Mapping[str, Probe], replications: int) -> None:
        """Ask for the replications of an arm, with the probes of a claim."""
        scenario = self._scenario(arm)
        key = (scenario.digest, arm.log)
        _, asked, n = self._wanted.get(key, (scenario, {}, 0))
        self._wanted[key] = (scenario, {**asked, **probes}, max(n, replications))

    def run(self, jobs: int, progress: Told | None) -> None:
        """Run all that was asked for."""
        total = sum(n for _, _, n in self._wanted.values())
        before = 0
        for key, (scenario, probes, n) in self._wanted.items():
            done = [before]

            def told(*_: object, done: list[int] = done) -> None:
                done[0] += 1
                if progress:
                    progress(done[0], total)

            cells = [Cell(scenario, self._seed, r) for r in range(n)]
            found = replicate(cells, Measured(key[1], probes), jobs, told)
            self._done[key] = [readings(record) for record in found]
            before += n

    def readings(self, arm: Arm, replications: int) -> Readings:
        """Return an arm's measures, a list over replications."""
        rows = self._done[self._scenario(arm).digest, arm.log][:replications]
        keys = dict.fromkeys(key for row in rows for key in row)
        return {key: [row.get(key, float("nan")) for row in rows] for key in keys}
