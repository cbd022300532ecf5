"""Running claims: arms that several claims share are simulated once, on the bench of all answers, measured where they run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from salesline.claims.claim import Arm, Claim, Finding
from salesline.claims.evidence import Evidence
from salesline.errors import SalesLineError
from salesline.experiment.bench import Bench, Measured, PerScenario, Readings, Told
from salesline.experiment.gather import Shelf

if TYPE_CHECKING:
    from salesline.scenario.scenario import Scenario

__all__ = ["MADE_BY", "SEED", "Result", "run_claims"]

SEED = 1
"""Seed of all claims: figures in the documentation are those of this seed."""
MADE_BY = ("claims",)
"""What the probes that are kept are made by, besides `shelf.MEASURED`."""


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
    shelf: Shelf | None = None,
    cluster: str | None = None,
    seed: int = SEED,
) -> list[Result]:
    """Run the experiments of some claims and judge them.

    Args:
        claims: those without an experiment are left out.
        folder: the folder of scenario files.
        replications: of each arm; None: each claim's own number.
        jobs: processes; None: as many as there are cores.
        progress: told (done, total) after each replication.
        shelf: where finished replications are kept and looked for: one made by `MADE_BY`.
        cluster: address of a Dask scheduler; None: this machine.
        seed: of all random numbers; another than `SEED` shows whether a status is more than one draw of luck.

    Raises:
        SalesLineError: a scenario file is missing; ScenarioError: one does not hold together; ReplicationFailed.

    """
    wanted = [claim for claim in claims if claim.judge is not None]
    arms = _Arms(Path(folder))
    for claim in wanted:
        for arm in claim.arms.values():
            arms.want(arm, claim, replications or claim.replications)
    bench = Bench(
        seed=seed, jobs=jobs, cluster=cluster, shelf=shelf, progress=progress, model=PerScenario(arms.models)
    )
    bench.ensure(list(arms.wanted.values()))
    results = []
    for claim in wanted:
        n = replications or claim.replications
        found = {name: bench.readings(arms.scenario(arm), n) for name, arm in claim.arms.items()}
        evidence = Evidence({name: _seen_by(claim, each) for name, each in found.items()}, n)
        if claim.judge is not None:
            results.append(Result(claim, claim.judge(evidence), n))
    return results


def _own(claim: Claim, probe: str) -> str:
    """The name of a claim's probe among those of all claims that share its arms: two may mean different things by one word."""
    return f"{claim.id}: {probe}"


def _seen_by(claim: Claim, found: Readings) -> Readings:
    """What a claim sees: the catalogue, and its own probes by their own names."""
    seen = {key: values for key, values in found.items() if ": " not in key[1]}
    return seen | {(0, name): found[0, _own(claim, name)] for name in claim.probes}


class _Arms:
    """The distinct scenarios behind all arms: how often each is run, and what is measured there."""

    def __init__(self, folder: Path) -> None:
        self.wanted: dict[str, tuple[Scenario, int]] = {}
        self.models: dict[str, Measured] = {}
        self._folder = folder
        self._read: dict[tuple[str, str], Scenario] = {}

    def scenario(self, arm: Arm) -> Scenario:
        """Return the scenario of an arm.

        Raises:
            SalesLineError: there is no such file.

        """
        from salesline.scenario.reader import load  # noqa: PLC0415 - the reader is slow to import

        key = (arm.file, repr(sorted(arm.values.items())))
        if key not in self._read:
            path = self._folder / arm.file
            if not path.is_file():
                raise SalesLineError(
                    f"there is no scenario file {path}; run in a checkout, or name the folder with --scenarios"
                )
            scenario = load(path)
            self._read[key] = scenario.with_values(arm.values) if arm.values else scenario
        return self._read[key]

    def want(self, arm: Arm, claim: Claim, replications: int) -> None:
        """Ask for the replications of an arm, with the probes of a claim; with its log if any claim needs it."""
        scenario = self.scenario(arm)
        known = self.models.get(scenario.digest, Measured())
        self.models[scenario.digest] = Measured(
            known.log or arm.log,
            {**known.probes, **{_own(claim, name): probe for name, probe in claim.probes.items()}},
        )
        _, n = self.wanted.get(scenario.digest, (scenario, 0))
        self.wanted[scenario.digest] = (scenario, max(n, replications))
