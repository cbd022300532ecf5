"""What moved: each cell of the new rows against the stored ones, with intervals that hold together.

On the same luck rows are pairs, and the interval is Student's t of their differences. If the luck was reordered, pairs have
nothing in common: then the two sets are independent samples, compared by Welch's t and the Kolmogorov-Smirnov test. All
intervals of a check hold together (Bonferroni), so a model whose law is unchanged raises an alarm in at most 5 % of checks.
Half of those 5 % are for the bookings of the plans, the first number anybody looks at, and half for all other cells.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, median
from typing import TYPE_CHECKING, Literal

from salesline.measures import measure_named
from salesline.regression.rows import Cell, Rows, same

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

__all__ = [
    "FALSE_ALARM",
    "POWER",
    "SHIFT",
    "TOLERANCE",
    "Judged",
    "Limits",
    "Shift",
    "judge",
    "needed",
    "power",
]

FALSE_ALARM = 0.05
"""Share of checks that raise an alarm although the law is what it was; at most."""
TOLERANCE = 0.01
"""Equivalence margin of the whole plan: of the baseline's mean, or in points for shares; of a quarter, twice that."""
SHIFT = 0.03
"""The shift of bookings that is to be found."""
POWER = 0.9
"""How surely."""
REORDERED = 0.75
"""Variance of the differences, of that of independent runs, from which on rows are no pairs."""

NAN = math.nan
Verdict = Literal["identical", "same", "within", "beyond"]


@dataclass(frozen=True)
class Shift:
    """One cell, then and now.

    Attributes:
        quarter: 0 for the whole plan.
        measure: as in the tables of measures.
        before, now: means.
        change, low, high: difference of the means and its interval; all intervals of a check hold together.
        margin: up to here a change is within tolerance.
        verdict: identical (row by row), same (the interval holds zero), within tolerance (a change, and the whole interval
            within the margin), beyond it (a change that is not shown to be within).
        note: 'new', 'gone' or 'distribution' where the mean does not tell it.

    """

    quarter: int
    measure: str
    before: float
    now: float
    change: float
    low: float
    high: float
    margin: float
    verdict: Verdict
    note: str = ""

    @property
    def points(self) -> bool:
        """Whether the change is said in points rather than in per cent of the mean."""
        return measure_named(self.measure).unit == "share"

    @property
    def scale(self) -> float:
        """What the change is divided by to be a share of the mean, or points; NaN for a mean of zero."""
        return 1.0 if self.points else abs(self.before) or NAN


@dataclass(frozen=True)
class Judged:
    """All cells of one scenario.

    Attributes:
        shifts: by cell.
        common: how much of the luck is common to both: 1 - variance of differences / that of independent runs,
            the median of all cells; NaN where nothing varies.
        reordered: whether the rows were compared as independent samples.
        power: chance to find a shift of the bookings of the plan by 3 %; NaN where they do not vary.
        needed: replications that find it with 90 %.
        replications: compared.

    """

    shifts: tuple[Shift, ...]
    common: float
    reordered: bool
    power: float
    needed: int | None
    replications: int

    def count(self, verdict: Verdict) -> int:
        """Number of cells with a verdict."""
        return sum(shift.verdict == verdict for shift in self.shifts)

    @property
    def identical(self) -> bool:
        """Whether every row is what it was."""
        return all(shift.verdict == "identical" for shift in self.shifts)

    @property
    def passed(self) -> bool:
        """Whether no cell moved beyond tolerance."""
        return self.count("beyond") == 0


FIRST: Cell = (0, "bookings")
"""The cell that has half of all false alarms to itself."""


@dataclass(frozen=True)
class Limits:
    """How far single cells may go.

    Attributes:
        first: false alarms of the bookings of one plan.
        other: false alarms of any other cell.
        tolerance: see `TOLERANCE`.

    """

    first: float
    other: float
    tolerance: float = TOLERANCE

    @classmethod
    def of(cls, rows: Sequence[tuple[Rows, Rows]], tolerance: float = TOLERANCE) -> Limits:
        """Share the false alarms out among all cells of a check: stored and new rows of each scenario."""
        cells = [dict.fromkeys([*before.columns, *now.columns]) for before, now in rows]
        firsts = sum(FIRST in found for found in cells)
        others = sum(map(len, cells)) - firsts
        return cls(FALSE_ALARM / 2 / max(1, firsts), FALSE_ALARM / 2 / max(1, others), tolerance)


def judge(before: Rows, now: Rows, limits: Limits | None = None) -> Judged:
    """Compare rows with the stored ones, replication by replication.

    Args:
        before: stored rows.
        now: as many new ones.
        limits: of the whole check; None: this is all there is.

    """
    cells = dict.fromkeys([*before.columns, *now.columns])
    limits = limits or Limits.of([(before, now)])
    pairs = {
        cell: (before.columns[cell], now.columns[cell])
        for cell in cells
        if cell in before.columns and cell in now.columns
    }
    unlike = [ratio for pair in pairs.values() if not math.isnan(ratio := _unlike(*pair))]
    reordered = bool(unlike) and median(unlike) > REORDERED
    shifts = []
    for cell in cells:
        margin = limits.tolerance if cell[0] == 0 else 2 * limits.tolerance
        alpha = limits.first if cell == FIRST else limits.other
        if cell not in pairs:
            shifts.append(_one_sided(cell, before, now, margin))
        else:
            shifts.append(_shift(cell, *pairs[cell], (alpha, margin), independent=reordered))
    found = _found(pairs.get(FIRST), limits.first, independent=reordered)
    n = before.replications
    return Judged(tuple(shifts), 1 - median(unlike) if unlike else NAN, reordered, *found, n)


def _one_sided(cell: Cell, before: Rows, now: Rows, margin: float) -> Shift:
    then, at_present = (
        _mean([v for v in rows.columns.get(cell, []) if not math.isnan(v)]) for rows in (before, now)
    )
    note = "new" if cell in now.columns else "gone"
    return Shift(*cell, then, at_present, NAN, NAN, NAN, margin, "beyond", note)


def _mean(values: list[float]) -> float:
    return math.fsum(values) / len(values) if values else NAN


def _arrays(before: list[float], now: list[float]) -> tuple[Values, Values]:
    import numpy as np  # noqa: PLC0415 - kept out of `import salesline`

    return np.asarray(before, dtype=float), np.asarray(now, dtype=float)


def _unlike(before: list[float], now: list[float]) -> float:
    """Variance of the differences / sum of the two variances: 1 for independent runs, near 0 on common luck."""
    a, b = _arrays(before, now)
    kept = (a == a) & (b == b)  # noqa: PLR0124 - not NaN
    a, b = a[kept], b[kept]
    apart = float(a.var(ddof=1) + b.var(ddof=1)) if len(a) > 2 else 0.0
    return float((b - a).var(ddof=1)) / apart if apart > 0 else NAN


def _shift(
    cell: Cell, before: list[float], now: list[float], bounds: tuple[float, float], *, independent: bool
) -> Shift:
    alpha, margin = bounds
    a, b = _arrays(before, now)
    if same(before, now):
        mean = _mean([v for v in before if not math.isnan(v)])
        return Shift(*cell, mean, mean, 0.0, 0.0, 0.0, margin, "identical")
    note = ""
    if independent:
        a, b = a[a == a], b[b == b]  # noqa: PLR0124 - not NaN
        change, half = _welch(a, b, alpha / 2)
        note = "distribution" if _ks(a, b) < alpha / 2 else ""
    else:
        kept = (a == a) & (b == b)  # noqa: PLR0124
        a, b = a[kept], b[kept]
        change, half = _paired(a, b, alpha)
    then, at_present = (float(v.mean()) if len(v) else NAN for v in (a, b))
    shift = Shift(*cell, then, at_present, change, change - half, change + half, margin, "same", note)
    return Shift(**{**vars(shift), "verdict": _verdict(shift)})


def _verdict(shift: Shift) -> Verdict:
    if shift.note:
        return "beyond"
    if math.isnan(shift.low) or shift.low <= 0 <= shift.high:
        return "same"
    bound = shift.margin * shift.scale
    return "within" if -bound <= shift.low and shift.high <= bound else "beyond"


def _paired(a: Values, b: Values, alpha: float) -> tuple[float, float]:
    n = len(a)
    if n < 2:
        return (float((b - a).mean()) if n else NAN), (0.0 if n else NAN)
    d = b - a
    return float(d.mean()), _t(n - 1, alpha) * float(d.std(ddof=1)) / math.sqrt(n)


def _welch(a: Values, b: Values, alpha: float) -> tuple[float, float]:
    change = float(b.mean() - a.mean()) if len(a) and len(b) else NAN
    if min(len(a), len(b)) < 2:
        return change, NAN
    va, vb = float(a.var(ddof=1)) / len(a), float(b.var(ddof=1)) / len(b)
    if va + vb == 0:
        return change, 0.0
    df = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    return change, _t(df, alpha) * math.sqrt(va + vb)


def _ks(a: Values, b: Values) -> float:
    from scipy.stats import ks_2samp  # noqa: PLC0415 - slow to import

    return float(ks_2samp(a, b, method="asymp").pvalue) if len(a) and len(b) else 1.0


def _t(df: float, alpha: float) -> float:
    from scipy.special import stdtrit  # noqa: PLC0415 - slow to import

    return float(stdtrit(df, 1 - alpha / 2))


def _found(
    bookings: tuple[list[float], list[float]] | None, alpha: float, *, independent: bool
) -> tuple[float, int | None]:
    """Chance to find a shift of bookings, and the replications that it takes."""
    if bookings is None or len(bookings[0]) < 2:
        return NAN, None
    a, b = _arrays(*bookings)
    mean = abs(float(a.mean()))
    spread = math.sqrt(float(a.var(ddof=1) + b.var(ddof=1))) if independent else float((b - a).std(ddof=1))
    if not (mean > 0 and spread > 0):
        return NAN, None
    each = alpha / 2 if independent else alpha
    return power(spread / mean, len(a), each), needed(spread / mean, each)


def power(spread: float, n: int, alpha: float, shift: float = SHIFT) -> float:
    """Chance that a two-sided paired t test at `alpha` finds a shift.

    Args:
        spread: standard deviation of the paired differences, in the unit of the shift.
        n: pairs.
        alpha: false alarms of this one test.
        shift: to be found.

    """
    from scipy.special import nctdtr  # noqa: PLC0415 - slow to import

    if n < 2:
        return 0.0
    apart = shift * math.sqrt(n) / spread
    bound = _t(n - 1, alpha)
    below, opposite = (float(nctdtr(n - 1, apart, at)) for at in (bound, -bound))
    if math.isnan(below):  # far out, where scipy gives no value, the normal law is near enough
        below = NormalDist().cdf(bound - apart)
    return 1 - below + (0.0 if math.isnan(opposite) else opposite)


def needed(spread: float, alpha: float, shift: float = SHIFT, chance: float = POWER) -> int | None:
    """Replications that find a shift with this chance; None if 100,000 do not. The arguments are those of `power`."""
    low, high = 1, 2
    while power(spread, high, alpha, shift) < chance:
        low, high = high, high * 2
        if high > 100_000:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power(spread, middle, alpha, shift) >= chance else (middle, high)
    return high
