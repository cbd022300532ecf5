"""When leads come: a unit-rate Poisson process, time-changed by the source's rate.

The n-th lead of a source stays the n-th lead, with the same luck, whatever a scenario does to the rate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, timedelta
from functools import lru_cache
from itertools import accumulate, chain, count
from math import log1p
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from salesline.calendars import zero
from salesline.luck import ROWS, Luck
from salesline.scenario.crosschecks import MONTHS
from salesline.scenario.market import InboundSource, PrimeSource

Floats = NDArray[np.float64]
DAYS_BEFORE = 100_000
MONTH = 730.5


def arrival_times(luck: Luck, name: str, edges: Floats, expected: Floats, *, even: bool) -> Iterator[float]:
    """Hours at which leads 0, 1, 2 ... of a source come; infinity after the horizon."""
    return chain.from_iterable(_blocks(luck, name, edges, expected, even))


def _blocks(luck: Luck, name: str, edges: Floats, expected: Floats, even: bool) -> Iterator[list[float]]:
    table = luck.table(f"arrivals|{name}", 1)
    unit = 0.0
    for block in count():
        if even:
            units = [block * ROWS + k + 0.5 for k in range(ROWS)]
        else:
            gaps = [-log1p(-u) for u in table.first_column(block)]
            units = list(accumulate(gaps, initial=unit))[1:]
            unit = units[-1]
        yield np.interp(units, expected, edges, right=np.inf).tolist()


def expected_count(sources: list[tuple[float, float, InboundSource | PrimeSource]], start: date, zone: str,
                   multiplier: Callable[[int], float] | None) -> tuple[Floats, Floats]:  # fmt: skip
    """Edges in hours and the expected number of leads up to each, over periods (from, to, source as it is then)."""
    edges: list[Floats] = []
    rates: list[Floats] = []
    for begin, end, source in sources:
        if end <= begin:
            continue
        if isinstance(source, PrimeSource) or _flat(source):
            edges.append(np.array([begin]))
            rates.append(np.array([source.rate]))
            continue
        hours, factors, days = _profile(
            source.model_copy(update={"rate": 1.0, "cost": 0.0}), start, zone, begin, end
        )
        values = factors * source.rate
        if multiplier is not None and source.daily_spread:
            values = (
                values
                * np.array([multiplier(int(day)) for day in np.unique(days)])[
                    np.unique(days, return_inverse=True)[1]
                ]
            )
        edges.append(hours)
        rates.append(values)
    grid = np.concatenate([*edges, [sources[-1][1]]])
    return grid, np.concatenate([[0.0], np.cumsum(np.concatenate(rates) * np.diff(grid))])


def _flat(source: InboundSource) -> bool:
    return not (
        source.growth
        or source.season
        or source.weekdays
        or source.office_hours is not None
        or source.daily_spread
    )


@lru_cache(maxsize=64)
def _profile(
    source: InboundSource, start: date, zone: str, begin: float, end: float
) -> tuple[Floats, Floats, Floats]:
    """Hourly edges, relative rates and local day numbers of a source with rate 1 (the same in every replication)."""
    edges = np.unique(np.concatenate([[begin], np.arange(np.ceil(begin), end)]))
    origin = zero(start, zone)
    local = ZoneInfo(source.time_zone)
    weekdays = source.weekdays or (1.0,) * 7
    mean = sum(weekdays) / 7
    off = source.office_hours
    hourly = (
        [1.0] * 24
        if off is None
        else [24 * off / 9 if 8 <= h < 17 else 24 * (1 - off) / 15 for h in range(24)]
    )
    season = [source.season.get(month, 1.0) for month in MONTHS]
    factors, days = [], []
    for hour in edges.tolist():
        moment = (origin + timedelta(hours=hour)).astimezone(UTC).astimezone(local)
        grown = (1.0 + source.growth) ** (hour / MONTH) if hour > 0 else 1.0
        factors.append(
            grown * weekdays[moment.weekday()] / mean * hourly[moment.hour] * season[moment.month - 1]
        )
        days.append((moment.date() - start).days)
    return edges, np.array(factors), np.array(days)


def day_factor(luck: Luck, name: str, spread: float) -> Callable[[int], float]:
    """Gamma factor of mean 1 on a day's rate, addressed by the day (over-dispersion)."""
    from scipy.special import gammaincinv

    table = luck.table(f"days|{name}", 1)
    shape = 1.0 / (spread * spread)
    return lambda day: float(gammaincinv(shape, table.row(day + DAYS_BEFORE)[0])) / shape
