"""Questions about a scenario, asked from Python: the same answers as the commands of the same names give.

Every answer shows itself as a table in a notebook, has a tidy `frame`, and tells how far it is while it is worked out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from salesline.answers import needed as _needed
from salesline.answers import pilot as _pilot
from salesline.answers import precise as _precise
from salesline.answers import sensitivity as _sensitivity
from salesline.answers import sweep as _sweep
from salesline.answers import uncertainty as _uncertainty
from salesline.answers import when as _when
from salesline.answers import which as _which
from salesline.answers import why as _why
from salesline.answers import worth as _worth
from salesline.answers.designs import grid
from salesline.answers.mechanisms import acting
from salesline.answers.weekly import weekly_signals
from salesline.errors import SalesLineError
from salesline.experiment.bench import CONTRIBUTION, Bench, Measured
from salesline.report.progress import in_notebook
from salesline.report.spreadsheet import spreadsheet
from salesline.scenario.checks import soft_checks
from salesline.scenario.describe import UNSET, Input
from salesline.scenario.describe import inputs as listed
from salesline.scenario.places import place_of, steps_of
from salesline.scenario.quantities import MONEY
from salesline.scenario.ranges import spreads_between

if TYPE_CHECKING:
    from salesline.answers.needed import Needed
    from salesline.answers.pilot import Luck, Pilot
    from salesline.answers.precise import Kind, Precise
    from salesline.answers.sensitivity import Sensitivity
    from salesline.answers.sweep import Swept
    from salesline.answers.uncertainty import Uncertainty
    from salesline.answers.when import When
    from salesline.answers.which import Which
    from salesline.answers.why import Why
    from salesline.answers.worth import Worth
    from salesline.scenario.scenario import Scenario

__all__ = [
    "explore",
    "month",
    "needed",
    "pilot",
    "sensitivity",
    "sure",
    "uncertainty",
    "when",
    "which",
    "why",
    "worth",
]

Ranges = Mapping[str, tuple[Any, Any]]
"""Low and high of inputs by dotted key, with the units that a file takes."""


def _bench(scenario: Scenario, jobs: int | None, model: Measured | None = None) -> Bench:
    return Bench(seed=scenario.study.seed, jobs=jobs, model=model, progress=in_notebook())


def inputs(scenario: Scenario, base: Scenario | None = None, *, used: bool = True) -> pd.DataFrame:
    """Return every input: key, value, unit, law, source and, with a base, what it is there: `salesline describe`.

    Args:
        scenario: what is described.
        base: another to compare with; the column `base` is empty where both have the same.
        used: leave out what is not used.

    """
    rows = [asdict(one) for one in listed(scenario, base)]
    found = pd.DataFrame(rows, columns=[one.name for one in fields(Input)])
    found["base"] = found["base"].fillna("")
    return found[found["value"] != UNSET].reset_index(drop=True) if used else found


def doubts(scenario: Scenario) -> list[str]:
    """Return what in a scenario can hardly hold together, in plain words; empty if nothing stands out."""
    return soft_checks(scenario)


def why(
    scenario: Scenario,
    *,
    mechanisms: Sequence[str] | None = None,
    replications: int = 16,
    jobs: int | None = None,
) -> Why:
    """Return the waterfall from quota times heads to what is simulated: `salesline why`.

    Args:
        scenario: the plan.
        mechanisms: those to tell apart, by their keys ("ramp", "demand"); all others act in every step, and stand in the first
            one. None: all that act.
        replications: of each step.
        jobs: processes; None: all cores.

    Raises:
        SalesLineError: nobody carries a quota, or a mechanism does not act in this scenario.

    """
    planned = spreadsheet(scenario)
    if not planned.heads:
        raise SalesLineError(
            f"nobody carries a quota in {scenario.name!r}: set organisation.roles.<role>.pay.quota"
        )
    told = {mechanism.key: mechanism for mechanism in acting(scenario)}
    for key in mechanisms or ():
        if key not in told:
            raise SalesLineError(f"'{key}' does not act in {scenario.name!r}; what acts: {', '.join(told)}")
    chosen = None if mechanisms is None else [told[key] for key in dict.fromkeys(mechanisms)]
    return _why.why(
        scenario,
        planned.by_quarter,
        mechanisms=chosen,
        replications=replications,
        bench=_bench(scenario, jobs),
    )


def worth(scenario: Scenario, *, replications: int = 32, jobs: int | None = None) -> Worth:
    """Return what one more AE, SDR, lead, tool adds over the plan, and what binds: `salesline worth`."""
    return _worth.worth(scenario, replications=replications, bench=_bench(scenario, jobs))


def needed(
    scenario: Scenario,
    change: Ranges,
    *,
    chance: float = 0.8,
    target: float | str | None = None,
    replications: int = 64,
    jobs: int | None = None,
) -> Needed:
    """Return the least change that reaches the plan with the asked chance: `salesline needed`.

    Args:
        scenario: the plan.
        change: from and to of the inputs that move together, e.g.
            {"market.sources.inbound.rate": ("800 per month", "4000 per month")}.
        chance: share of replications that must reach the target.
        target: bookings; None: the plan's.
        replications: at most, of each place that is looked at.
        jobs: processes; None: all cores.

    Raises:
        SalesLineError: neither a target nor a plan.

    """
    plan = scenario.study.plan
    if target is None and plan is None:
        raise SalesLineError("the scenario states no plan (study.plan.bookings); give a target")
    goal = MONEY.read(target) if target is not None else plan.bookings if plan else 0.0
    whole = all(isinstance(end, int) for ends in change.values() for end in ends)
    make = _needed.along(scenario, change, whole=whole)
    bench = _bench(scenario, jobs)
    return _needed.needed(make, target=goal, chance=chance, replications=replications, bench=bench)


def when(promised: Scenario, actual: Scenario, *, replications: int = 64, jobs: int | None = None) -> When:
    """Return which weekly signal shows first that the plan does not go as promised: `salesline when`."""
    bench = _bench(promised, jobs, Measured(series=weekly_signals))
    return _when.when(promised, actual, replications=replications, bench=bench)


def which(
    scenarios: Sequence[Scenario],
    *,
    measure: str = "bookings",
    confidence: float = 0.95,
    most: int = 1000,
    jobs: int | None = None,
) -> Which:
    """Return which of some plans is best by the mean of a measure, in as few replications as that takes: `salesline which`.

    Raises SalesLineError for fewer than two different plans.
    """
    names = [each.name for each in scenarios]
    named = {name if names.count(name) == 1 else f"{name} ({at})": each
             for at, (name, each) in enumerate(zip(names, scenarios, strict=True), 1)}  # fmt: skip
    bench = _bench(scenarios[0], jobs)
    return _which.which(named, measure=measure, confidence=confidence, most=most, bench=bench)


def pilot(
    scenario: Scenario,
    effect: float,
    *,
    measure: str = "win_rate",
    replications: int = 48,
    jobs: int | None = None,
) -> Pilot:
    """Return the weeks and size of a pilot that tells an effect (in points: 0.05) on a share: `salesline pilot`."""
    return _pilot.pilot(
        scenario, effect, measure=measure, replications=replications, bench=_bench(scenario, jobs)
    )


def month(
    scenario: Scenario, change: float | None = None, *, replications: int = 200, jobs: int | None = None
) -> Luck:
    """Return how much four weeks vary when nothing has changed, and how likely a change comes by luck: `salesline luck`."""
    bench = _bench(scenario, jobs, Measured(series=weekly_signals))
    return _pilot.luck(scenario, change, replications=replications, bench=bench)


def sure(
    scenario: Scenario,
    within: float = 0.02,
    *,
    measure: str = "bookings",
    of: Kind = "mean",
    most: int = 2000,
    jobs: int | None = None,
) -> Precise:
    """Return a figure known to a half-width (a share; of a chance: points), and the replications it took: `salesline sure`."""
    bench = _bench(scenario, jobs)
    return _precise.precise(scenario, within, measure=measure, kind=of, most=most, bench=bench)


def explore(
    scenario: Scenario,
    vary: Mapping[str, Sequence[Any]],
    *,
    measures: Sequence[str] = ("bookings", CONTRIBUTION),
    replications: int = 16,
    jobs: int | None = None,
) -> Swept:
    """Return every combination of some values on common luck, with what each key does: `salesline sweep`.

    `salesline.sweep` gives a whole study of the same; this keeps the measures only, and works out effects.

    Raises KeyError for a key that no scenario has, pydantic's ValidationError for a value that the key cannot have.
    """
    units: dict[str, str] = {}
    numbers: dict[str, dict[Any, float]] = {}
    levels = {".".join(steps_of(key)): tuple(values) for key, values in vary.items()}
    for key, values in levels.items():
        try:
            place = place_of(scenario, key)
        except ValueError:
            continue  # words or dates: they stay as they are
        units[key] = place.unit.canonical
        numbers[key] = {value: place.read(value) for value in values if isinstance(value, str)}
    bench = _bench(scenario, jobs)
    return _sweep.explore(
        scenario,
        grid(levels, units),
        measures=measures,
        replications=replications,
        bench=bench,
        numbers=numbers,
    )


def sensitivity(
    scenario: Scenario,
    ranges: Ranges,
    *,
    method: Literal["morris", "sobol"] = "morris",
    n: int = 16,
    measure: str = "bookings",
    replications: int = 8,
    jobs: int | None = None,
) -> Sensitivity:
    """Return what matters among inputs over their ranges: `salesline sweep --sensitivity`."""
    spreads = spreads_between(scenario, ranges)
    bench = _bench(scenario, jobs)
    return _sensitivity.sensitivity(
        scenario, spreads, method=method, n=n, measure=measure, replications=replications, bench=bench
    )


def uncertainty(
    scenario: Scenario,
    ranges: Ranges | None = None,
    *,
    measure: str = "bookings",
    points: int = 32,
    replications: int = 8,
    jobs: int | None = None,
) -> Uncertainty:
    """Return what part of the spread is luck and what is not knowing the inputs: `salesline uncertainty`.

    Args:
        scenario: what is stated.
        ranges: of inputs; None: those of its study.ranges.
        measure: of the catalogue.
        points: of the Latin hypercube.
        replications: of each point.
        jobs: processes; None: all cores.

    Raises:
        SalesLineError: no ranges.

    """
    spreads = spreads_between(scenario, ranges) if ranges else _uncertainty.spreads_of(scenario)
    return _uncertainty.uncertainty(
        scenario,
        spreads=spreads,
        measure=measure,
        target=None,
        points=points,
        replications=replications,
        bench=_bench(scenario, jobs),
    )
