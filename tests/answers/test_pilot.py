"""Sizes of pilots against simulated tests, and luck against a known spread."""

from __future__ import annotations

import numpy as np
import pytest

from salesline.answers.pilot import luck, pilot, trials_needed
from salesline.answers.when import weekly_bench
from salesline.errors import SalesLineError
from salesline.experiment.bench import Bench
from tests.lines import line

LINE = line({"market.sources.inbound.rate": "160 per month", "market.win.intercept": -0.5}, quarters=2)


@pytest.mark.parametrize(
    ("base", "changed", "share"), [(0.20, 0.25, 0.5), (0.20, 0.25, 0.2), (0.5, 0.4, 0.3)]
)
def test_a_pilot_of_that_size_has_the_power_it_says(base: float, changed: float, share: float) -> None:
    """20,000 simulated pilots: the power lies within .02 of .8 (4 standard errors are .011; the rest is the normal
    approximation), the false alarms within .01 of .05; the seed is fixed."""
    n = trials_needed(base, changed, share, alpha=0.05, power=0.8)
    inside, outside = round(share * n), round((1 - share) * n)
    generator = np.random.Generator(np.random.Philox(5))

    def alarms(p: float) -> float:
        a, b = generator.binomial(inside, p, 20_000), generator.binomial(outside, base, 20_000)
        pooled = (a + b) / (inside + outside)
        error = np.sqrt(pooled * (1 - pooled) * (1 / inside + 1 / outside))
        return float((np.abs(a / inside - b / outside) > 1.959964 * error).mean())

    assert alarms(changed) == pytest.approx(0.8, abs=0.02)
    assert alarms(base) == pytest.approx(0.05, abs=0.01)


def test_the_textbook_size() -> None:
    """20 against 25 % at 5 % and 80 %: 1,094 in each arm (Fleiss, without continuity correction)."""
    assert trials_needed(0.20, 0.25, 0.5) / 2 == pytest.approx(1094, abs=1)


def test_a_line_says_how_many_weeks_it_takes() -> None:
    found = pilot(LINE, 0.1, replications=12, bench=Bench(jobs=1))
    assert found.inflation >= 1
    half = next(row for row in found.rows if row.share == 0.5)
    tenth = next(row for row in found.rows if row.share == 0.1)
    assert tenth.weeks > half.weeks
    assert half.weeks == pytest.approx(half.trials / found.trials_a_week, rel=0.01)
    with pytest.raises(SalesLineError, match="win_rate or sql_rate"):
        pilot(LINE, 0.1, measure="bookings")
    with pytest.raises(SalesLineError, match="two different shares"):
        pilot(LINE, 0.9, replications=12, bench=Bench(jobs=1))


def test_the_spread_of_a_ratio_is_that_of_two_counts() -> None:
    """Deals opened in four weeks are nearly Poisson on a line without other luck: the ratio of two such counts varies with
    about sqrt(2 / mean). Tolerance .25 of it: 4 standard errors of 50 pairs; the seed is fixed."""
    found = luck(LINE, 0.5, replications=100, bench=weekly_bench(jobs=1))
    assert found.spread == pytest.approx((2 / found.mean) ** 0.5, rel=0.4)
    assert found.low < 1 < found.high
    assert found.chance is not None
    assert 0 < found.chance < 0.2
    assert luck(LINE, 0.0, replications=100, bench=weekly_bench(jobs=1)).chance > 0.3  # type: ignore[operator]


def test_years_that_are_too_few_are_said() -> None:
    with pytest.raises(SalesLineError, match=r"too few to tell luck.*more replications"):
        luck(LINE, replications=2, bench=weekly_bench(jobs=1))
