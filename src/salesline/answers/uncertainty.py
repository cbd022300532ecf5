"""How sure: what part of the spread is luck, what part is not knowing the inputs, and which input to measure first.

Points of the inputs' ranges (a Latin hypercube) are crossed with replications on common luck. Luck averages out of a mean
with more replications, though never out of a single year; the spread from the inputs stays until better data narrows the ranges.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from salesline.answers.ranking import Ranked, ranked
from salesline.answers.shown import Shown
from salesline.answers.variance import Part, Parts, generator, resampled, two_way
from salesline.errors import SalesLineError
from salesline.experiment.bench import Bench
from salesline.experiment.statistics import wilson

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from salesline.scenario.ranges import Spread
    from salesline.scenario.scenario import Scenario

    Make = Callable[[Mapping[str, float]], Any]

__all__ = ["Chance", "Quantiles", "Uncertainty", "hypercube", "spreads_of", "uncertainty"]

LEAST_POINTS = 8
LEAST_REPLICATIONS = 4


@dataclass(frozen=True)
class Quantiles:
    """Mean, tenth, median and ninetieth percentile, and standard deviation of a distribution."""

    mean: float
    p10: float
    p50: float
    p90: float
    sd: float


@dataclass(frozen=True)
class Chance:
    """The chance of reaching a target, with its 95 % interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Uncertainty(Shown):
    """What is luck and what is not known.

    Attributes:
        measure: over the plan.
        luck: the scenario as stated, year after year.
        inputs: the mean of the measure over the ranges, luck taken out.
        both: a year of a world that lies somewhere in the ranges.
        parts: the variance of `both`: rows are the inputs, columns the luck, together their interaction.
        ranking: the inputs, the most important first.
        ranges: by key, in words.
        target: of the measure; None: none was given and the scenario states no plan.
        chance_luck, chance_both: of the target, as stated and with the ranges.
        points, replications: of the table.

    """

    measure: str
    luck: Quantiles
    inputs: Quantiles
    both: Quantiles
    parts: Parts
    ranking: tuple[Ranked, ...]
    ranges: Mapping[str, str]
    target: float | None
    chance_luck: Chance | None
    chance_both: Chance | None
    points: int
    replications: int

    @property
    def input_part(self) -> Part:
        """What only better data cures."""
        return self.parts.rows

    @property
    def luck_part(self) -> Part:
        """What more replications take out of a mean."""
        return self.parts.columns


def spreads_of(scenario: Scenario) -> list[Spread]:
    """Return the ranges of a scenario, in the order of their keys.

    Raises:
        SalesLineError: it states none.

    """
    from salesline.scenario.ranges import spread_of  # noqa: PLC0415 - scenario models load when one is used

    found = [spread_of(scenario, key, range_) for key, range_ in scenario.study.ranges.items()]
    if not found:
        raise SalesLineError(
            "the scenario states no ranges: write some under study.ranges, "
            "e.g. 'market.contact.fresh: {uniform: [25 %, 40 %]}', or give --range KEY LOW HIGH"
        )
    return found


def hypercube(spreads: Sequence[Spread], points: int, seed: int) -> NDArray[np.float64]:
    """Return a Latin hypercube over ranges, as an array [point, input].

    Each input has luck of its own name: one range more leaves the values of the others as they were.
    """
    import numpy as np  # noqa: PLC0415 - kept out of `import salesline`
    from scipy.stats import qmc  # noqa: PLC0415 - slow to import

    columns = []
    for spread in spreads:
        luck = generator(seed, f"range of {spread.place.key}")
        shares = qmc.LatinHypercube(1, rng=luck).random(points)[:, 0]
        columns.append([spread.at(float(share)) for share in shares])
    return np.array(columns).T


def uncertainty(
    scenario: Any,
    *,
    spreads: Sequence[Spread] | None = None,
    measure: str = "bookings",
    target: float | None = None,
    points: int = 24,
    replications: int = 12,
    bench: Bench | None = None,
    make: Make | None = None,
) -> Uncertainty:
    """Propagate the ranges of a scenario apart from luck.

    Args:
        scenario: as stated.
        spreads: ranges; None: those that the scenario states in `study.ranges`.
        measure: of the catalogue, or 'contribution'.
        target: of the measure over the plan; None: the plan's bookings, for bookings.
        points: of the inputs.
        replications: of every point.
        bench: where runs are made and remembered; None: a new one.
        make: the scenario at given values by key; None: the scenario with them, and so before the plan (see `throughout`).

    Raises:
        SalesLineError: no ranges, or too few points or replications to tell luck from inputs.

    """
    import numpy as np  # noqa: PLC0415

    if points < LEAST_POINTS or replications < LEAST_REPLICATIONS:
        raise SalesLineError(
            f"at least {LEAST_POINTS} points and {LEAST_REPLICATIONS} replications are needed to tell luck from inputs"
        )
    asked = spreads_of(scenario) if spreads is None else list(spreads)
    bench = bench or Bench(seed=scenario.study.seed)
    make = make or _maker(scenario)
    at = hypercube(asked, points, bench.seed)
    keys = [spread.place.key for spread in asked]
    varied = [make(dict(zip(keys, map(float, row), strict=True))) for row in at]
    bench.ensure([(each, replications) for each in (scenario, *varied)])
    stated = bench.values(scenario, measure, replications)
    table = np.stack([bench.values(each, measure, replications) for each in varied])
    if np.isnan(table).any() or np.isnan(stated).any():
        raise SalesLineError(f"{measure} has no value in some replications; ask for another measure")
    parts = two_way(table, bench.seed)
    plan = scenario.study.plan
    if target is None and measure == "bookings" and plan is not None:
        target = float(plan.bookings)
    return Uncertainty(
        measure, _quantiles(stated), _without_luck(table, parts), _quantiles(table.ravel(), _sd(parts)), parts,
        tuple(ranked(keys, at, table.mean(axis=1))), {spread.place.key: spread.words for spread in asked}, target,
        None if target is None else Chance(*wilson(int((stated >= target).sum()), len(stated))),
        None if target is None else _chance(table, target, bench.seed), points, replications,
    )  # fmt: skip


def _maker(scenario: Scenario) -> Make:
    from salesline.scenario.places import throughout  # noqa: PLC0415

    plain = scenario.with_values({"study.ranges": {}})
    return lambda values: plain.with_values(throughout(plain, values))


def _sd(parts: Parts) -> float:
    return math.sqrt(parts.rows.variance + parts.columns.variance + parts.together.variance)


def _quantiles(values: NDArray[np.float64], sd: float | None = None) -> Quantiles:
    import numpy as np  # noqa: PLC0415

    p10, p50, p90 = (float(q) for q in np.quantile(values, [0.1, 0.5, 0.9]))
    return Quantiles(float(values.mean()), p10, p50, p90, float(values.std(ddof=1)) if sd is None else sd)


def _without_luck(table: NDArray[np.float64], parts: Parts) -> Quantiles:
    """Quantiles of the points' means, drawn together by what is left of luck in them."""
    means = table.mean(axis=1)
    seen, true = float(means.var(ddof=1)), parts.rows.variance
    shrunk = means.mean() + (means - means.mean()) * (math.sqrt(min(1.0, true / seen)) if seen else 0.0)
    return _quantiles(shrunk, math.sqrt(true))


def _chance(table: NDArray[np.float64], target: float, seed: int) -> Chance:
    """Share of cells that reach a target; the interval knows that cells of a row, and of a column, go together.

    It is Wilson's, for as many independent years as would make the share as uncertain as the resamples show it to be.
    """
    reached = (table >= target).astype(float)
    share = float(reached.mean())
    rows, columns = table.shape
    w, v = resampled(rows, columns, seed)
    variance = float((((w @ reached) * v).sum(axis=1) / (rows * columns)).var())
    worth = share * (1 - share) / variance if variance else float(min(rows, columns))
    years = max(1.0, min(worth, float(rows * columns)))
    _, low, high = wilson(round(share * years), round(years))
    return Chance(share, min(low, share), max(high, share))
