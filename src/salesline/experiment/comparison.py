"""From the tidy measures of a study to its summary, its effects and the chance that each scenario is best."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

from salesline.experiment.best import best_of, row_weights
from salesline.experiment.statistics import (
    LEVEL,
    holm,
    mean_interval,
    quantile,
    simultaneous,
)
from salesline.measures import measure_named

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["best", "effects", "summary"]

Key = tuple[int, str]
"""Quarter (0 = whole plan) and measure."""
Matrix = dict[Key, dict[str, "NDArray[np.float64]"]]
"""By quarter and measure: for every scenario that has the measure, its values in the order of replications."""


def matrix(measured: pd.DataFrame) -> Matrix:
    """Return the tidy measures as arrays whose row r is replication r of every scenario."""
    found: Matrix = {}
    ordered = measured.sort_values("replication", kind="stable")
    groups = ordered.groupby(["quarter", "measure", "scenario"], sort=False, observed=True)["value"]
    arrays = {key: group.to_numpy(dtype=float) for key, group in groups}
    for quarter, measure, scenario in measured.drop_duplicates(["quarter", "measure", "scenario"])[
        ["quarter", "measure", "scenario"]
    ].itertuples(index=False):
        found.setdefault((quarter, measure), {})[scenario] = arrays[quarter, measure, scenario]
    return found


def summary(values: Matrix, names: Sequence[str]) -> pd.DataFrame:
    """Return mean with its 95 % interval, P10, P50 and P90 of every measure of every scenario.

    `p10_low` to `p90_high` are distribution-free intervals of the quantiles: NaN below 36 replications (P10, P90).
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    rows: list[dict[str, Any]] = []
    for scenario in names:
        for (quarter, measure), columns in values.items():
            if scenario not in columns:
                continue
            mean = mean_interval(columns[scenario])
            row = {"scenario": scenario, "quarter": quarter, "measure": measure, "n": mean.n}
            row |= {"mean": mean.mean, "low": mean.low, "high": mean.high}
            shares = {name: quantile(columns[scenario], share) for name, share in _QUANTILES.items()}
            row |= {name: found.value for name, found in shares.items()}
            for name, found in shares.items():
                row |= {f"{name}_low": found.low, f"{name}_high": found.high}
            rows.append(row)
    return pd.DataFrame(rows)


_QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}


def best(values: Matrix, seed: int) -> pd.DataFrame:
    """Return for every measure with a better direction how likely each scenario is the best of the study."""
    import pandas as pd  # noqa: PLC0415 - heavy

    rows: list[dict[str, Any]] = []
    weights = _weights_of(seed)
    for (quarter, measure), columns in values.items():
        better = measure_named(measure).better
        if better is None or len(columns) < 2:
            continue
        chances = best_of(_side_by_side(columns), weights, higher=better == "higher")
        for scenario, chance in zip(columns, chances, strict=True):
            rows.append(
                {
                    "scenario": scenario,
                    "quarter": quarter,
                    "measure": measure,
                    "mean_is_best": chance.mean_is_best,
                    "wins_row": chance.wins_row,
                    "expected_loss": chance.expected_loss,
                }
            )
    return pd.DataFrame(rows, columns=[*_KEYS, "mean_is_best", "wins_row", "expected_loss"])


_KEYS = ("scenario", "quarter", "measure")


def effects(values: Matrix, names: Sequence[str], chances: pd.DataFrame) -> pd.DataFrame:
    """Return the paired effect of every scenario against the first, by quarter and measure.

    The 95 % intervals hold together over the scenarios of the study, for one measure and quarter at a time;
    `p` is adjusted the same way (Holm).
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    baseline, *others = names
    is_best = {
        (row.scenario, row.quarter, row.measure): row.mean_is_best for row in chances.itertuples(index=False)
    }
    rows: list[dict[str, Any]] = []
    for (quarter, measure), columns in values.items():
        present = [name for name in others if name in columns]
        if baseline not in columns or not present:
            continue
        # Corrected for all alternatives of the study, so that an interval does not hang on who has the measure.
        level = 1 - (1 - LEVEL) * len(present) / len(others)
        found = simultaneous(columns[baseline], [columns[name] for name in present], level)
        adjusted = holm([effect.p for effect in found])
        for name, effect, p in zip(present, found, adjusted, strict=True):
            rows.append(
                {
                    "scenario": name,
                    "baseline": baseline,
                    "quarter": quarter,
                    "measure": measure,
                    "n": effect.n,
                    "mean": effect.mean,
                    "low": effect.low,
                    "high": effect.high,
                    "relative": effect.relative,
                    "variance_ratio": effect.variance_ratio,
                    "p": p,
                    "chance_best": is_best.get((name, quarter, measure), math.nan),
                }
            )
    return pd.DataFrame(rows, columns=list(_EFFECTS))


_EFFECTS = (
    "scenario",
    "baseline",
    "quarter",
    "measure",
    "n",
    "mean",
    "low",
    "high",
    "relative",
    "variance_ratio",
    "p",
    "chance_best",
)


def _side_by_side(columns: dict[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    import numpy as np  # noqa: PLC0415 - heavy

    return np.column_stack(list(columns.values()))


def _weights_of(seed: int) -> Callable[[int], NDArray[np.float64]]:
    """Return a source of bootstrap weights that depend on the seed and the number of rows only.

    The same resamples serve every measure: that is cheaper, and what is said about one measure does not depend on
    which others there are.
    """

    @cache
    def weights(n: int) -> NDArray[np.float64]:
        import numpy as np  # noqa: PLC0415 - heavy

        address = np.random.SeedSequence(seed, spawn_key=(crc32(b"study.bootstrap"), n))
        return row_weights(np.random.Generator(np.random.Philox(address)), n)

    return weights
