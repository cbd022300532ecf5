"""The check: run what the baselines hold, compare exactly, and where that fails, statistically."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from salesline.errors import SalesLineError, ScenarioError
from salesline.experiment.runner import Cell as Task
from salesline.experiment.runner import Simulate, default_jobs, replicate
from salesline.experiment.terms import terms_of
from salesline.regression.baseline import Baseline, baselines_in, changed_inputs, inputs_of
from salesline.regression.judge import TOLERANCE, Judged, Limits, judge
from salesline.regression.rows import Rows, results_digest, row_of, same
from salesline.scenario.describe import at_default
from salesline.scenario.reader import load
from salesline.shelf import model_version

if TYPE_CHECKING:
    from salesline.record import Record
    from salesline.scenario.scenario import Scenario

__all__ = ["REPLICATIONS", "Check", "Found", "Outcome", "Wanted", "accept", "check", "wanted"]

REPLICATIONS = 48
"""Of a new baseline, unless said otherwise: finds a 3 % shift of the startup's bookings, see docs/regression.md."""

Outcome = Literal["exact", "rows", "equal", "shifted", "inputs", "unrepeatable", "no baseline"]
PASSING: dict[bool, tuple[Outcome, ...]] = {False: ("exact", "rows", "equal"), True: ("exact",)}


@dataclass(frozen=True)
class Wanted:
    """A scenario to check: its name, where it is, the stored baseline if there is a good one, else why not."""

    name: str
    path: Path
    baseline: Baseline | None
    problem: str = ""


@dataclass(frozen=True)
class Found:
    """What a check found of one scenario.

    Attributes:
        name: of the baseline.
        outcome: exact (every table identical), rows (headline measures identical, other details not), equal (luck or details
            differ, no measure beyond tolerance), shifted (some are), inputs (the scenario changed, and results with it),
            unrepeatable (the same model gives other results), no baseline.
        fresh: what would be the baseline now; None if nothing was run.
        baseline: the stored one; None if there is no good one.
        judged: cells compared; None where there was no need.
        inputs: key, value then, value now, of inputs that changed.
        differs: replication, quarter and measure of the first difference in the rows.
        problem: why nothing could be compared.

    """

    name: str
    outcome: Outcome
    fresh: Baseline | None = None
    baseline: Baseline | None = None
    judged: Judged | None = None
    inputs: tuple[tuple[str, str, str], ...] = ()
    differs: tuple[int, int, str] | None = None
    problem: str = ""

    def passed(self, *, strict: bool = False) -> bool:
        """Whether nothing unexpected moved; with `strict`, nothing at all."""
        return self.outcome in PASSING[strict]

    @property
    def same_model(self) -> bool:
        """Whether the stored results are of the same version of the model."""
        return bool(self.fresh and self.baseline and self.fresh.model == self.baseline.model)


@dataclass(frozen=True)
class Check:
    """All scenarios of a check."""

    found: tuple[Found, ...]
    strict: bool = False
    tolerance: float = TOLERANCE

    @property
    def passed(self) -> bool:
        """Whether all scenarios passed."""
        return all(found.passed(strict=self.strict) for found in self.found)


def wanted(folder: Path, names: Sequence[str] = (), *, new: bool = False) -> list[Wanted]:
    """Return what is to be checked: all baselines of a folder, or those named.

    Args:
        folder: of the baselines.
        names: of baselines, or files of scenarios.
        new: whether scenarios without a good baseline are fine, since one is about to be written.

    Raises:
        SalesLineError: there is none, or two scenarios would share one name.

    """
    if not names:
        paths = baselines_in(folder)
        if not paths:
            raise SalesLineError(
                f"no baselines in {folder}; write one with 'salesline check --accept --scenario FILE'"
            )
        return [_stored(path, None, new=new) for path in paths]
    return [_named(folder, name, new=new) for name in names]


def _named(folder: Path, name: str, *, new: bool) -> Wanted:
    stored = folder / f"{name}.json"
    if stored.exists():
        return _stored(stored, None, new=new)
    file = Path(name)
    if not file.exists():
        known = ", ".join(path.stem for path in baselines_in(folder)) or "none"
        raise SalesLineError(
            f"'{name}' is neither a scenario file nor a baseline in {folder} (there: {known})"
        )
    return _stored(folder / f"{file.stem}.json", file, new=new)


def _stored(path: Path, file: Path | None, *, new: bool) -> Wanted:
    try:
        baseline = Baseline.load(path)
    except SalesLineError as error:
        place = file or Path()
        if new and (file is None or not path.exists()):
            if file is None:
                raise
            return Wanted(path.stem, place, None)
        return Wanted(path.stem, place, None, "" if new else str(error))
    place = Path(os.path.normpath(path.parent / baseline.path))
    if file is not None and file.resolve() != place.resolve():
        raise SalesLineError(
            f"the baseline {path} is of another scenario, {baseline.path}; rename one of the two files"
        )
    return Wanted(path.stem, place, baseline)


def check(  # noqa: PLR0913 - one for each thing that can be said about a check
    asked: Sequence[Wanted],
    folder: Path,
    *,
    replications: int | None = None,
    jobs: int | None = None,
    tolerance: float = TOLERANCE,
    strict: bool = False,
    simulate: Simulate | None = None,
    version: str | None = None,
    new: bool = False,
) -> Check:
    """Run the scenarios and compare them with their baselines.

    Args:
        asked: see `wanted`.
        folder: of the baselines.
        replications: of each; None: as many as its baseline has. A comparison takes no more than those.
        jobs: processes; None: as many as there are cores.
        tolerance: see `judge.TOLERANCE`.
        strict: whether only identical results pass.
        simulate, version: the model and its version; None: Salesline's own.
        new: run scenarios without a baseline too, since theirs is about to be written.

    """
    scenarios: dict[str, Scenario] = {}
    problems: dict[str, str] = {}
    for one in asked:
        if one.problem:
            problems[one.name] = one.problem
            continue
        try:
            scenarios[one.name] = load(one.path)
        except ScenarioError as error:
            problems[one.name] = f"the scenario {one.path} cannot be read: {str(error).splitlines()[0]}"
    numbers = {one.name: _replications(one, replications, new=new) for one in asked if one.name in scenarios}
    records = _run(scenarios, numbers, jobs, simulate)
    fresh = {
        one.name: _fresh(one, scenarios[one.name], records[one.name], folder, version or model_version())
        for one in asked
        if one.name in scenarios
    }
    rows = [(one.baseline.rows, fresh[one.name].rows) for one in asked if one.baseline and one.name in fresh]
    limits = Limits.of(rows, tolerance)
    found = [
        _compared(one, fresh[one.name], at_default(scenarios[one.name]), limits)
        if one.name in fresh
        else Found(one.name, "no baseline", problem=problems[one.name])
        for one in asked
    ]
    return Check(tuple(found), strict, tolerance)


def _replications(one: Wanted, asked: int | None, *, new: bool) -> int:
    stored = len(one.baseline.digests) if one.baseline else None
    if stored is None:
        return asked or REPLICATIONS
    return (asked or stored) if new else min(asked or stored, stored)


def _run(
    scenarios: dict[str, Scenario], numbers: dict[str, int], jobs: int | None, simulate: Simulate | None
) -> dict[str, list[Record]]:
    if simulate is None:
        from salesline.model import simulate as simulate_  # noqa: PLC0415 - the engine loads only when something is run

        simulate = simulate_
    tasks = [
        (name, Task(scenario, scenario.study.seed, number))
        for name, scenario in scenarios.items()
        for number in range(numbers[name])
    ]
    done = replicate([task for _, task in tasks], simulate, default_jobs() if jobs is None else jobs)
    records: dict[str, list[Record]] = {name: [] for name in scenarios}
    for (name, _), record in zip(tasks, done, strict=True):
        records[name].append(record)
    return records


def _fresh(one: Wanted, scenario: Scenario, records: list[Record], folder: Path, version: str) -> Baseline:
    terms = terms_of(scenario)
    return Baseline(
        name=one.name,
        path=Path(os.path.relpath(one.path.resolve(), folder.resolve())).as_posix(),
        scenario=scenario.digest,
        inputs=inputs_of(scenario),
        model=version,
        seed=scenario.study.seed,
        digests=tuple(results_digest(record) for record in records),
        rows=Rows.of([row_of(record, terms) for record in records]),
    )


def _compared(one: Wanted, fresh: Baseline, defaults: Collection[str], limits: Limits) -> Found:
    old = one.baseline
    if old is None:
        return Found(one.name, "no baseline", fresh, problem=one.problem or "there is none yet")
    n = min(len(fresh.digests), len(old.digests))
    before, now = old.rows.first(n), fresh.rows.first(n)
    # The same digest means the same inputs: what is new then is a setting that nobody uses, at its default.
    moved = fresh.scenario != old.scenario
    inputs = tuple(changed_inputs(old.inputs, fresh.inputs, defaults)) if moved else ()
    judged = judge(before, now, limits)
    identical = fresh.digests[:n] == old.digests[:n]
    outcome: Outcome
    if judged.identical:
        outcome = "exact" if identical else "rows"
    elif moved:
        outcome = "inputs"
    elif fresh.model == old.model and not identical:
        outcome = "unrepeatable"
    else:
        outcome = "equal" if judged.passed else "shifted"
    if outcome in ("exact", "rows"):
        return Found(one.name, outcome, fresh, old, None, inputs)
    return Found(one.name, outcome, fresh, old, judged, inputs, _first_difference(before, now))


def _first_difference(before: Rows, now: Rows) -> tuple[int, int, str] | None:
    """Replication, quarter and measure where the rows first differ: the earliest quarter of the first such replication."""
    for at in range(before.replications):
        cells = [
            cell
            for cell, values in before.columns.items()
            if cell not in now.columns or not same(values[at : at + 1], now.columns[cell][at : at + 1])
        ]
        if cells:
            quarter, measure = min(cells, key=lambda cell: cell[0] or 10**6)  # the plan's total last
            return at, quarter, measure
    return None


def accept(checked: Check, folder: Path) -> list[Path]:
    """Write what was found as the new baselines; those that are identical in all but the version too.

    Raises:
        SalesLineError: one could not be written; those before it are.

    """
    return [found.fresh.save(folder) for found in checked.found if found.fresh is not None]
