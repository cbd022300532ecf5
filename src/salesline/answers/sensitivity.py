"""Which inputs matter over their whole ranges: Morris screening and Sobol indices (SALib), on common luck.

All points of the design run on the same replications, so the indices are those of the inputs and not of luck: of the mean over
replications, or of each replication's own luck, whose spread then gives the interval.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from salesline.answers.designs import MOST_POINTS, power_of_two
from salesline.answers.shown import Shown
from salesline.answers.sweep import measured
from salesline.answers.variance import generator
from salesline.errors import SalesLineError
from salesline.experiment.bench import Bench
from salesline.experiment.statistics import mean_interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from salesline.scenario.ranges import Spread

__all__ = ["Index", "Sensitivity", "sensitivity"]

LEVELS = 4
"""Values of each input that Morris's trajectories visit."""
Method = Literal["morris", "sobol"]


@dataclass(frozen=True)
class Index:
    """How much one input matters.

    Attributes:
        key: dotted key.
        total, low, high: Morris: mean absolute elementary effect mu* over the whole range, in units of the measure. Sobol: total
            index ST, the share of variance that is there because of this input, alone or with others. With a 95 % interval.
        own: Morris: mean elementary effect mu, with its sign. Sobol: first-order index S1, the share due to the input alone.
        bends: Morris: standard deviation sigma of the elementary effects (curvature, interactions). Sobol: ST - S1, at least 0.

    """

    key: str
    total: float
    low: float
    high: float
    own: float
    bends: float


@dataclass(frozen=True)
class Sensitivity(Shown):
    """Indices of all inputs, the one that matters most first, with what they were computed from."""

    method: Method
    measure: str
    indices: tuple[Index, ...]
    ranges: Mapping[str, str]
    of: Literal["mean", "luck"]
    points: int
    replications: int


def sensitivity(  # noqa: PLR0913 - one for each thing that can be asked
    scenario: Any,
    spreads: Sequence[Spread],
    *,
    method: Method = "morris",
    n: int = 16,
    measure: str = "bookings",
    of: Literal["mean", "luck"] = "mean",
    replications: int = 8,
    bench: Bench | None = None,
    make: Callable[[Mapping[str, float]], Any] | None = None,
) -> Sensitivity:
    """Return the indices of inputs over their ranges.

    Args:
        scenario: where the inputs are varied.
        spreads: at least two ranges; whole numbers are rounded, which blurs Morris's effects a little.
        method: 'morris' runs n * (inputs + 1) points, 'sobol' n * (inputs + 2), n a power of two.
        n: trajectories, or base points.
        measure: of the catalogue, or 'contribution'.
        of: 'mean' over replications (interval: SALib's bootstrap over the design), or each replication's own 'luck' (plus
            Student's interval over replications).
        replications: of every point.
        bench: where runs are made and remembered; None: a new one.
        make: the scenario at given values by key; None: `scenario.with_values`.

    Raises:
        SalesLineError: SALib is not installed, fewer than two inputs, or numbers that make no design.

    """
    import numpy as np  # noqa: PLC0415 - kept out of `import salesline`

    if len(spreads) < 2:
        raise SalesLineError("sensitivity needs at least two inputs; for one, sweep it: --vary KEY V1 V2 V3")
    bench = bench or Bench(seed=scenario.study.seed)
    make = make or scenario.with_values
    keys = [spread.place.key for spread in spreads]
    problem = {"num_vars": len(keys), "names": keys, "bounds": [[0.0, 1.0]] * len(keys)}
    seed = int(generator(bench.seed, f"{method} design").integers(2**31))
    shares = _sample(method, problem, n, seed)
    points = [
        {
            s.place.key: s.at(float(u)) if method == "sobol" else s.along(float(u))
            for s, u in zip(spreads, row, strict=True)
        }
        for row in shares
    ]
    varied = [make(point) for point in points]
    bench.ensure([(each, replications) for each in varied])
    table = np.stack([measured(bench, each, measure, replications) for each in varied])
    if np.isnan(table).any():
        raise SalesLineError(f"{measure} has no value in some replications; ask for another measure")
    if of == "mean":
        found = _analysed(method, problem, shares, table.mean(axis=1), seed)
    else:
        each = [_analysed(method, problem, shares, table[:, r], seed) for r in range(replications)]
        found = [_over(replicates) for replicates in zip(*each, strict=True)]
    found.sort(key=lambda one: -one.total)
    ranges = {spread.place.key: spread.words for spread in spreads}
    return Sensitivity(method, measure, tuple(found), ranges, of, len(points), replications)


def _sample(method: Method, problem: Mapping[str, Any], n: int, seed: int) -> NDArray[np.float64]:
    inputs = problem["num_vars"]
    if method == "sobol":
        power_of_two(n)
    if n < 2 or n * (inputs + 2) > MOST_POINTS:
        raise SalesLineError(
            f"n = {n} with {inputs} inputs: the design needs 2 to {MOST_POINTS // (inputs + 2):,}"
        )
    module = _salib("sample", method)
    options = {"calc_second_order": False} if method == "sobol" else {"num_levels": LEVELS}
    points: NDArray[np.float64] = module.sample(problem, n, seed=seed, **options)
    return points


def _analysed(
    method: Method,
    problem: Mapping[str, Any],
    shares: NDArray[np.float64],
    values: NDArray[np.float64],
    seed: int,
) -> list[Index]:
    keys: list[str] = problem["names"]
    if values.max() - values.min() <= 1e-12 * max(1.0, abs(float(values.mean()))):
        return [Index(key, 0.0, 0.0, 0.0, 0.0, 0.0) for key in keys]
    module = _salib("analyze", method)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if method == "morris":
            raw = module.analyze(problem, shares, values, num_levels=LEVELS, seed=seed)
            columns = [raw[name] for name in ("mu_star", "mu_star_conf", "mu", "sigma")]
        else:
            raw = module.analyze(
                problem, (values - values.mean()) / values.std(), calc_second_order=False, seed=seed
            )
            columns = [raw["ST"], raw["ST_conf"], raw["S1"], (raw["ST"] - raw["S1"]).clip(min=0.0)]
    rows = zip(keys, *([float(x) for x in column] for column in columns), strict=True)
    return [
        Index(key, total, max(0.0, total - half), total + half, own, bends)
        for key, total, half, own, bends in rows
    ]


def _over(replicates: Sequence[Index]) -> Index:
    """One input over replications: the error of the design and that of the mean over luck, taken together."""
    total = mean_interval([one.total for one in replicates])
    n = len(replicates)
    own, bends = (math.fsum(getattr(one, name) for one in replicates) / n for name in ("own", "bends"))
    of_design = math.fsum(one.high - one.total for one in replicates) / n
    half = math.hypot(of_design, total.half_width if n > 1 else 0.0)
    return Index(replicates[0].key, total.mean, max(0.0, total.mean - half), total.mean + half, own, bends)


def _salib(room: str, method: Method) -> Any:
    from importlib import import_module  # noqa: PLC0415

    try:
        return import_module(f"SALib.{room}.{method}")
    except ImportError:
        raise SalesLineError(
            "sensitivity needs SALib: pip install 'salesline[explore]' (in a checkout: pip install -e '.[explore]')"
        ) from None
