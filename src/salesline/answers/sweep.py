"""Sweeps: every point of a design on common luck, as tidy tables, with main effects and interactions."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import combinations
from typing import TYPE_CHECKING, Any

from salesline.answers.designs import Design, Factor
from salesline.answers.ranking import ranked
from salesline.answers.shown import DRAWING, Shown
from salesline.errors import SalesLineError
from salesline.experiment.bench import CONTRIBUTION, Bench
from salesline.experiment.statistics import LEVEL, mean_interval

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

__all__ = ["Swept", "explore", "measured"]

Make = Callable[[Mapping[str, Any]], Any]


@dataclass(frozen=True)
class Swept(Shown):
    """What a sweep found, as tidy tables.

    Attributes:
        design: the points.
        runs: one row per point, replication and measure: point (number from 0), one column per key (numbers in canonical units:
            hours, dollars, shares, per hour; words as they are), replication, measure, value.
        summary: one row per point and measure: point, the keys, measure, n, mean, its 95 % interval low and high, p10, p50, p90.
        effects: of a grid, paired on common luck. kind 'main': what going from value `from` of `key` to `to` does, averaged over
            all values of the other keys. kind 'interaction': how much more (or less) the first-to-last effect of `key` is at the
            last value of `other` than at its first. mean, low, high (95 %, together for all rows of a measure), n, shown (the
            interval does not hold zero).
        ranking: of other designs: measure, key, rank correlation with its 95 % interval, share of the variance between points.
        replications: of every point.

    """

    design: Design
    runs: pd.DataFrame
    summary: pd.DataFrame
    effects: pd.DataFrame
    ranking: pd.DataFrame
    replications: int

    @property
    def keys(self) -> list[str]:
        """Dotted keys that were varied."""
        return [factor.key for factor in self.design.factors]

    def plot(self, measure: str = "bookings", ax: Axes | None = None) -> Axes:
        """Draw the curve of one key, or the surface of two; a new figure unless there is `ax`.

        Raises:
            ValueError: more than two keys, or no grid; KeyError: no such measure.

        """
        drawn: Axes = import_module(DRAWING).answer(self, measure, ax)
        return drawn


def explore(
    scenario: Any,
    design: Design,
    *,
    measures: Sequence[str] = ("bookings", CONTRIBUTION),
    replications: int = 16,
    bench: Bench | None = None,
    make: Make | None = None,
    numbers: Mapping[str, Mapping[Any, float]] | None = None,
) -> Swept:
    """Run a design.

    Args:
        scenario: where the sweep starts from.
        design: from `designs.grid` or `designs.spaced_out`.
        measures: of the catalogue, or 'contribution'.
        replications: of every point, on the same luck.
        bench: where runs are made and remembered; None: a new one.
        make: the scenario at given values by key; None: `scenario.with_values`.
        numbers: of values that are texts with units, the numbers they mean, by key.

    Raises:
        SalesLineError: a measure that there is not.

    """
    import pandas as pd  # noqa: PLC0415 - heavy

    bench = bench or Bench(seed=scenario.study.seed)
    make = make or scenario.with_values
    varied = [make(point) for point in design.points]
    bench.ensure([(each, replications) for each in varied])
    plain = [
        {key: (numbers or {}).get(key, {}).get(value, value) for key, value in point.items()}
        for point in design.points
    ]
    found = {name: [measured(bench, each, name, replications) for each in varied] for name in measures}
    values = [
        {"point": at, **point, "replication": r, "measure": name, "value": float(value)}
        for name, rows in found.items() for at, point in enumerate(plain) for r, value in enumerate(rows[at])
    ]  # fmt: skip
    summary = [
        {"point": at, **point, "measure": name, **_summary(rows[at])}
        for name, rows in found.items() for at, point in enumerate(plain)
    ]  # fmt: skip
    effects = [row for name, rows in found.items() for row in _effects(design, name, rows)]
    ranks = [row for name, rows in found.items() for row in _ranking(design, name, plain, rows)]
    return Swept(
        design, pd.DataFrame(values), pd.DataFrame(summary), pd.DataFrame(effects, columns=_EFFECTS),
        pd.DataFrame(ranks, columns=_RANKS), replications,
    )  # fmt: skip


_EFFECTS = ["measure", "kind", "key", "from", "to", "other", "mean", "low", "high", "n", "shown"]
_RANKS = ["measure", "key", "correlation", "low", "high", "share"]


def measured(bench: Bench, scenario: Any, measure: str, replications: int) -> Values:
    """Return a measure by replication.

    Raises:
        SalesLineError: no such measure; the message lists those of the same beginning.

    """
    try:
        return bench.values(scenario, measure, replications)
    except KeyError:
        head = measure.partition(".")[0]
        names = [name for name in bench.names(scenario) if name.startswith(head)]
        known = f"; there is {', '.join(names)}" if names else ""
        raise SalesLineError(f"the scenario has no measure '{measure}'{known}") from None


def _summary(values: Values) -> dict[str, float]:
    import numpy as np  # noqa: PLC0415 - kept out of `import salesline`

    mean = mean_interval(values)
    kept = values[~np.isnan(values)]
    ends = np.quantile(kept, [0.1, 0.5, 0.9]) if len(kept) else [math.nan] * 3
    return {"n": mean.n, "mean": mean.mean, "low": mean.low, "high": mean.high} | {
        name: float(end) for name, end in zip(("p10", "p50", "p90"), ends, strict=True)
    }


def _effects(design: Design, measure: str, rows: Sequence[Values]) -> list[dict[str, Any]]:
    """Main effects of every value against the first, and interactions of the ends, of one measure of a grid."""
    import numpy as np  # noqa: PLC0415

    if design.kind != "grid":
        return []
    shape = [len(factor.levels) for factor in design.factors]
    cube = np.array(rows).reshape(*shape, -1)
    contrasts = [*_mains(design.factors, cube), *_interactions(design.factors, cube)]
    level = 1 - (1 - LEVEL) / max(1, len(contrasts))
    found = []
    for labels, by_replication in contrasts:
        effect = mean_interval(by_replication, level)
        shown = not effect.low <= 0.0 <= effect.high
        found.append(
            {"measure": measure, **labels, "mean": effect.mean, "low": effect.low, "high": effect.high,
             "n": effect.n, "shown": shown}
        )  # fmt: skip
    return found


Contrast = tuple[dict[str, Any], "Values"]


def _mains(factors: Sequence[Factor], cube: Values) -> Iterator[Contrast]:
    for axis, factor in enumerate(factors):
        others = tuple(a for a in range(len(factors)) if a != axis)
        means = cube.mean(axis=others)
        for at in range(1, len(factor.levels)):
            labels = {
                "kind": "main",
                "key": factor.key,
                "from": factor.levels[0],
                "to": factor.levels[at],
                "other": "",
            }
            yield labels, means[at] - means[0]


def _interactions(factors: Sequence[Factor], cube: Values) -> Iterator[Contrast]:
    for a, b in combinations(range(len(factors)), 2):
        if len(factors[a].levels) < 2 or len(factors[b].levels) < 2:
            continue
        others = tuple(axis for axis in range(len(factors)) if axis not in (a, b))
        m = cube.mean(axis=others)
        first, last = factors[a].levels[0], factors[a].levels[-1]
        labels = {
            "kind": "interaction",
            "key": factors[a].key,
            "from": first,
            "to": last,
            "other": factors[b].key,
        }
        yield labels, (m[-1, -1] - m[0, -1]) - (m[-1, 0] - m[0, 0])


def _ranking(
    design: Design, measure: str, points: Sequence[Mapping[str, Any]], rows: Sequence[Values]
) -> Iterator[dict[str, Any]]:
    import numpy as np  # noqa: PLC0415

    if design.kind == "grid":
        return
    keys = [factor.key for factor in design.factors]
    at = np.array([[point[key] for key in keys] for point in points], dtype=float)
    for one in ranked(keys, at, np.array([np.nanmean(row) for row in rows])):
        yield {"measure": measure, "key": one.key, "correlation": one.correlation, "low": one.low, "high": one.high,
               "share": one.share}  # fmt: skip
