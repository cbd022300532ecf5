"""When would we know: which weekly signal shows first that a plan is not going as promised, at a stated false-alarm rate.

For each signal a band is laid around the promised course: mean and spread by week over replications of the promised world,
and one limit on the deviation, in standard deviations, for all weeks together, so that a promised course leaves the band in
any week of the plan with the stated chance only. The first week outside is when somebody who looks every Monday would know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from salesline.answers.shown import Shown
from salesline.answers.weekly import SIGNALS, weekly_signals
from salesline.errors import SalesLineError
from salesline.experiment.bench import Bench, Measured
from salesline.experiment.statistics import wilson

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from salesline.scenario.scenario import Scenario

__all__ = ["When", "WhenOf", "weekly_bench", "weeks_of", "when"]

SETTLED = 3
"""A signal counts from the week on in which it has been defined in every replication."""


@dataclass(frozen=True)
class WhenOf:
    """One signal.

    Attributes:
        signal, title: what is looked at.
        limit: half-width of its band in standard deviations.
        false_alarms: share of fresh promised courses that left the band, with its interval (low, high).
        seen: share of the other world's courses that left it by the end of the plan.
        week: median first week outside the band (weeks from 1), courses that stay inside counting as later than all; None: later
            than the end.
        earlier: median weeks by which it is earlier than bookings, over courses in which both show it; None: never both.

    """

    signal: str
    title: str
    limit: float
    false_alarms: tuple[float, float, float]
    seen: float
    week: float | None
    earlier: float | None


@dataclass(frozen=True)
class When(Shown):
    """All signals, the earliest first."""

    rows: tuple[WhenOf, ...]
    weeks: int
    false_alarm_rate: float
    replications: int


def when(
    promised: Scenario,
    actual: Scenario,
    *,
    false_alarms: float = 0.05,
    replications: int = 64,
    bench: Bench | None = None,
) -> When:
    """Return how early each signal tells the actual world from the promised one.

    Args:
        promised: the world in which the plan works.
        actual: the world in which it may not.
        false_alarms: chance that a promised course leaves a signal's band in any week of the plan.
        replications: of the promised world for the bands, as many fresh ones to check them, and as many of the actual world.
        bench: one whose model has `weekly_signals` as its series; None: a new one.

    Raises:
        SalesLineError: plans of different length, or too few replications for such a rate.

    """
    if promised.study.quarters != actual.study.quarters:
        raise SalesLineError("the two plans must have the same number of quarters")
    if replications * false_alarms < 1.0:
        raise SalesLineError(
            f"a false-alarm rate of {false_alarms:g} needs at least {1 / false_alarms:.0f} replications"
        )
    bench = bench or weekly_bench(seed=promised.study.seed)
    bench.ensure([(promised, 2 * replications), (actual, replications)])
    weeks = weeks_of(bench, promised)
    first: dict[str, NDArray[np.float64]] = {}
    made: dict[str, Any] = {}
    for signal in SIGNALS:
        expected, other = (
            _courses(bench, s, signal, n, weeks)
            for s, n in ((promised, 2 * replications), (actual, replications))
        )
        band = _band(expected[:replications], false_alarms)
        if band is None:
            continue
        fresh = _first_outside(expected[replications:], *band)
        first[signal] = _first_outside(other, *band)
        made[signal] = (band[2], wilson(int((fresh < weeks).sum()), replications))
    rows = [
        WhenOf(signal, SIGNALS[signal], limit, alarms, float((first[signal] < weeks).mean()), _median_week(first[signal], weeks),
               _earlier(first[signal], first.get("bookings"), weeks))
        for signal, (limit, alarms) in made.items()
    ]  # fmt: skip
    rows.sort(key=lambda row: (row.week is None, row.week, -row.seen))
    return When(tuple(rows), weeks, false_alarms, replications)


def weekly_bench(**given: Any) -> Bench:
    """Return a bench whose runs keep the weekly signals; the arguments are those of `Bench`."""
    return Bench(model=Measured(series=weekly_signals), **given)


def weeks_of(bench: Bench, scenario: Scenario) -> int:
    """Return the number of whole weeks of a plan, on a bench of `weekly_bench`."""
    names = bench.names(scenario)
    return 1 + max(
        (int(name.partition("@")[2]) for name in names if name.startswith("bookings@")), default=-1
    )


def _courses(bench: Bench, scenario: Scenario, signal: str, n: int, weeks: int) -> NDArray[np.float64]:
    """Replications by weeks."""
    import numpy as np  # noqa: PLC0415 - kept out of `import salesline`

    return np.column_stack([bench.values(scenario, f"{signal}@{week}", n) for week in range(weeks)])


def _band(
    courses: NDArray[np.float64], rate: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], float] | None:
    """Mean, spread and limit of a signal; None if it is nowhere defined and varying in all replications.

    The limit is the (1 - rate) quantile of the largest deviation of a course from the mean of the others, in their
    standard deviations: a course must not vouch for itself.
    """
    import numpy as np  # noqa: PLC0415

    n = len(courses)
    usable = ~np.isnan(courses).any(axis=0)
    mean, spread = (np.full(courses.shape[1], np.nan) for _ in range(2))
    mean[usable] = courses[:, usable].mean(axis=0)
    spread[usable] = courses[:, usable].std(axis=0, ddof=1)
    spread[spread == 0.0] = np.nan
    if np.isfinite(spread).sum() < SETTLED:
        return None
    deviation = courses - mean
    others_mean = mean - deviation / (n - 1)
    others_var = ((n - 1) * spread**2 - deviation**2 * n / (n - 1)) / (n - 2)
    away = np.abs(courses - others_mean) / np.sqrt(np.maximum(others_var, 1e-300))
    largest = np.sort(np.nanmax(away, axis=1))
    return mean, spread, float(largest[min(n - 1, int(np.ceil((1.0 - rate) * (n + 1))) - 1)])


def _first_outside(
    courses: NDArray[np.float64], mean: NDArray[np.float64], spread: NDArray[np.float64], limit: float
) -> NDArray[np.float64]:
    """First week outside the band, from 0; the number of weeks for a course that stays inside."""
    import numpy as np  # noqa: PLC0415

    with np.errstate(invalid="ignore"):
        outside = np.abs(courses - mean) / spread > limit
    first: NDArray[np.float64] = np.where(
        outside.any(axis=1), outside.argmax(axis=1), courses.shape[1]
    ).astype(float)
    return first


def _median_week(first: NDArray[np.float64], weeks: int) -> float | None:
    import numpy as np  # noqa: PLC0415

    middle = float(np.sort(first)[len(first) // 2])
    return middle + 1.0 if middle < weeks else None


def _earlier(first: NDArray[np.float64], bookings: NDArray[np.float64] | None, weeks: int) -> float | None:
    import numpy as np  # noqa: PLC0415

    if bookings is None:
        return None
    both = (first < weeks) & (bookings < weeks)
    return float(np.median(bookings[both] - first[both])) if both.any() else None
