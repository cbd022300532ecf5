"""Which input matters, from points that were run anyway: rank correlation and the share that one input explains alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Ranked", "ranked"]


@dataclass(frozen=True)
class Ranked:
    """One input's part in a measure.

    Attributes:
        key: dotted key.
        correlation, low, high: Spearman's rank correlation of the input with the measure and its 95 % interval (Fisher).
        share: of the measure's variance between points, what a sum of parabolas, one in each input, explains by this one: its
            covariance with the measure (first-order index). NaN with too few points for the parabolas.

    """

    key: str
    correlation: float
    low: float
    high: float
    share: float


def ranked(
    keys: list[str], points: NDArray[np.float64], values: NDArray[np.float64], level: float = 0.95
) -> list[Ranked]:
    """Return the inputs, the one that explains most first.

    Args:
        keys: of the columns of `points`.
        points: array [point, input].
        values: of the measure, by point.
        level: confidence of each correlation's interval.

    """
    shares = _shares(points, values)
    found = [
        Ranked(key, *_correlation(points[:, at], values, level), shares[at]) for at, key in enumerate(keys)
    ]
    return sorted(
        found, key=lambda one: (0.0 if math.isnan(one.share) else -one.share, -abs(one.correlation))
    )


def _correlation(
    column: NDArray[np.float64], values: NDArray[np.float64], level: float
) -> tuple[float, float, float]:
    import numpy as np  # noqa: PLC0415 - kept out of `import salesline`
    from scipy.stats import rankdata  # noqa: PLC0415 - slow to import

    x, y = rankdata(column), rankdata(values)
    if not x.std() or not y.std():
        return 0.0, math.nan, math.nan
    rho = float(np.corrcoef(x, y)[0, 1])
    n = len(values)
    error = math.sqrt((1 + rho * rho / 2) / (n - 3)) if n > 3 else math.inf
    half = NormalDist().inv_cdf(0.5 + level / 2) * error
    middle = math.atanh(max(-0.999999, min(0.999999, rho)))
    return rho, math.tanh(middle - half), math.tanh(middle + half)


def _shares(points: NDArray[np.float64], values: NDArray[np.float64]) -> list[float]:
    import numpy as np  # noqa: PLC0415

    n, inputs = points.shape
    columns, owner = [], []
    for at in range(inputs):
        column = points[:, at]
        if column.std():
            x = (column - column.mean()) / column.std()
            powers = min(2, len(np.unique(column)) - 1)
            columns += [x**power - (x**power).mean() for power in range(1, powers + 1)]
            owner += [at] * powers
    if n <= len(columns) + 2 or not values.std():
        return [math.nan] * inputs
    design, y = np.stack(columns, axis=1), values - values.mean()
    fitted = design * np.linalg.lstsq(design, y, rcond=None)[0]
    parts = fitted.T @ y / (y @ y)
    return [max(0.0, float(parts[np.array(owner) == at].sum())) for at in range(inputs)]
