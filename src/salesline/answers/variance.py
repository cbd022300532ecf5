"""Two-way random effects: what part of a table's variance comes from its rows, its columns, and the two together.

Rows are points of the inputs, columns are replications, every cell was run: the common luck of a column is in all its cells.
With one run per cell the interaction is the residual, which is right here: a run has no other noise.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Table = NDArray[np.float64]

__all__ = ["Part", "Parts", "generator", "resampled", "two_way"]

DRAWS = 1000


@dataclass(frozen=True)
class Part:
    """A part of the variance, its share of the whole, and the share's interval (bootstrap of rows and columns)."""

    variance: float
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Parts:
    """Variance between rows, between columns, and what only their combination explains."""

    rows: Part
    columns: Part
    together: Part


def generator(seed: int, purpose: str) -> np.random.Generator:
    """Return a generator with an address: the same seed and purpose always give the same numbers."""
    import numpy as np  # noqa: PLC0415 - kept out of `import salesline`

    digest = hashlib.sha256(f"{seed}|{purpose}".encode()).digest()
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(int.from_bytes(digest, "little"))))


def two_way(table: Table, seed: int = 1, level: float = 0.95) -> Parts:
    """Split the variance of a table [row, column] by the method of moments; parts are at least 0.

    The intervals come from resampling rows and columns independently of each other, corrected for what resampling itself takes
    from a variance, and widened for few of them (Hesterberg 2015, expanded percentiles).
    """
    import numpy as np  # noqa: PLC0415

    rows, columns = table.shape
    found = _components(table, np.ones((1, rows)), np.ones((1, columns)), corrected=False)[:, 0]
    again = _components(table, *resampled(rows, columns, seed), corrected=True)
    shares = again / np.maximum(again.sum(axis=0), np.finfo(float).tiny)
    total = max(float(found.sum()), np.finfo(float).tiny)
    tail = _tail(min(rows, columns), level)
    low, high = np.quantile(shares, [tail, 1 - tail], axis=1)
    parts = [
        Part(float(v), float(v) / total, float(a), float(b)) for v, a, b in zip(found, low, high, strict=True)
    ]
    return Parts(*parts)


def _tail(n: int, level: float) -> float:
    from scipy.special import ndtr, stdtrit  # noqa: PLC0415 - slow to import

    return float(ndtr(stdtrit(n - 1, (1 - level) / 2) * (n / (n - 1)) ** 0.5))


def resampled(rows: int, columns: int, seed: int, draws: int = DRAWS) -> tuple[Table, Table]:
    """Return how often each row, and each column, is in each bootstrap resample: two arrays [draw, item]."""
    luck = generator(seed, "two-way bootstrap")
    one, other = (luck.multinomial(n, [1 / n] * n, size=draws).astype(float) for n in (rows, columns))
    return one, other


def _components(table: Table, w: Table, v: Table, *, corrected: bool) -> Table:
    """Return the three variances for weights of rows and columns [draw, item], as an array [3, draw]."""
    import numpy as np  # noqa: PLC0415

    k, r = table.shape
    y = table - table.mean()
    row_means, column_means = v @ y.T / r, w @ y / k
    mean = (w * row_means).sum(axis=1) / k
    all_squares = ((w @ y**2) * v).sum(axis=1)
    row_squares = r * ((w * row_means**2).sum(axis=1) - k * mean**2)
    column_squares = k * ((v * column_means**2).sum(axis=1) - r * mean**2)
    residual = all_squares - r * k * mean**2 - row_squares - column_squares
    gain_k, gain_r = (k / (k - 1), r / (r - 1)) if corrected else (1.0, 1.0)
    together = np.maximum(residual, 0.0) / ((k - 1) * (r - 1)) * gain_k * gain_r
    of_rows = row_squares / r / (k - 1) * gain_k - together * (v**2).sum(axis=1) / r**2
    of_columns = column_squares / k / (r - 1) * gain_r - together * (w**2).sum(axis=1) / k**2
    found: Table = np.stack([np.maximum(of_rows, 0.0), np.maximum(of_columns, 0.0), together])
    return found
