"""The chance of being best, by a bootstrap of whole replications: rows are paired, so they stay together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from salesline.experiment.statistics import NAN

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ChanceOfBest", "best_of", "probability_best", "row_weights"]


@dataclass(frozen=True)
class ChanceOfBest:
    """Which option is best, two ways.

    Attributes:
        mean_is_best: probability that the option's mean is the best one (row bootstrap).
        wins_row: share of replications in which the option is best: its chance in one real year.
        expected_loss: what choosing the option costs on average against the best mean.

    """

    mean_is_best: float
    wins_row: float
    expected_loss: float


def probability_best(
    matrix: Any, generator: np.random.Generator, *, higher: bool = True, draws: int = 2000
) -> list[ChanceOfBest]:
    """Return for every option how likely it is the best one.

    Args:
        matrix: array [replication, option]; rows with a NaN are dropped.
        generator: source of the bootstrap's luck; from the same state comes the same answer.
        higher: whether more is better.
        draws: bootstrap resamples of whole rows, which keeps the pairing.

    """
    return best_of(matrix, lambda n: row_weights(generator, n, draws), higher=higher)


def row_weights(generator: np.random.Generator, n: int, draws: int = 2000) -> NDArray[np.float64]:
    """Return how often each of n rows is in each bootstrap resample, as an array [draw, row]."""
    import numpy as np  # noqa: PLC0415 - kept out of `import salesline`

    return generator.multinomial(n, np.full(n, 1 / n), size=draws).astype(float)


def best_of(
    matrix: Any, weights: Callable[[int], NDArray[np.float64]], *, higher: bool = True
) -> list[ChanceOfBest]:
    """Return the same as `probability_best`, with resamples that the caller holds (by number of rows)."""
    import numpy as np  # noqa: PLC0415 - kept out of `import salesline`

    rows = np.asarray(matrix, dtype=float) * (1 if higher else -1)
    rows = rows[~np.isnan(rows).any(axis=1)]
    n, options = rows.shape
    if n == 0:
        return [ChanceOfBest(NAN, NAN, NAN)] * options
    # Against one of the options, so that a large level does not round away a small difference (ties stay ties).
    means = weights(n) @ (rows - rows[:, :1]) / n
    loss = (means.max(axis=1, keepdims=True) - means).mean(axis=0)
    best, wins = _share_best(means), _share_best(rows)
    return [ChanceOfBest(float(best[i]), float(wins[i]), float(loss[i])) for i in range(options)]


def _share_best(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for every column the share of rows in which it is highest; ties are divided."""
    top = rows == rows.max(axis=1, keepdims=True)
    shares: NDArray[np.float64] = (top / top.sum(axis=1, keepdims=True)).mean(axis=0)
    return shares
