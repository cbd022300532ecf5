"""Statistics against tables, digits worked by hand, and known truths on addressed luck (no false alarms by chance)."""

import math
import subprocess
import sys
from statistics import NormalDist

import numpy as np
import pytest

from salesline.experiment.best import probability_best
from salesline.experiment.statistics import (
    holm,
    mean_interval,
    paired_effect,
    precision,
    quantile,
    simultaneous,
    stop_at,
    wilson,
)

TRIALS = 2000


def luck(purpose: int) -> np.random.Generator:
    """A generator with an address: the tests below give the same verdict every time."""
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(20260105, spawn_key=(purpose,))))


def near(covered: float, nominal: float) -> bool:
    """Whether a coverage is within 3.3 standard errors: one false alarm in 1,000 if the seed were drawn anew."""
    return abs(covered - nominal) <= 3.3 * math.sqrt(nominal * (1 - nominal) / TRIALS)


def test_mean_interval_by_hand() -> None:
    # Mean 3, variance 2.5, t(4, .975) = 2.776445: half-width 2.776445 * sqrt(2.5 / 5) = 1.963243.
    found = mean_interval([1, 2, 3, 4, 5])
    assert (found.mean, found.n) == (3, 5)
    assert found.half_width == pytest.approx(1.963243, abs=1e-6)
    assert found.low == pytest.approx(3 - 1.963243, abs=1e-6)


def test_mean_interval_of_too_few() -> None:
    one, none = mean_interval([7.0]), mean_interval([])
    assert (one.mean, one.n, none.n) == (7, 1, 0)
    assert all(math.isnan(x) for x in (one.low, one.high, none.mean, none.low))
    assert mean_interval([1.0, math.nan, 3.0]).n == 2


def test_mean_interval_covers_as_often_as_it_says() -> None:
    rows = luck(1).normal(5.0, 2.0, size=(TRIALS, 12))
    covered = np.mean([found.low <= 5 <= found.high for found in map(mean_interval, rows)])
    assert near(float(covered), 0.95)


def test_precision() -> None:
    assert precision([1, 2, 3, 4, 5]) == pytest.approx(1.963243 / 3, abs=1e-6)
    assert precision([-1, -2, -3, -4, -5]) == precision(
        [1, 2, 3, 4, 5]
    )  # a negative mean is no licence to stop
    assert precision([4, 4, 4]) == precision([0, 0]) == 0
    assert precision([-1, 1]) == math.inf
    assert math.isnan(precision([1]))


def test_paired_effect_by_hand() -> None:
    # Differences 1, 2, 3: mean 2, variance 1, t(2, .975) = 4.302653, half-width 4.302653 / sqrt(3) = 2.484138.
    # Variances 100 and 121 apart: 221 times that of the pairs. t = 2 sqrt(3) = 3.4641, p = .074180 on 2 degrees.
    found = paired_effect([10, 20, 30], [11, 22, 33])
    assert (found.mean, found.n, found.relative) == (2, 3, 0.1)
    assert found.half_width == pytest.approx(2.484138, abs=1e-6)
    assert found.variance_ratio == pytest.approx(221)
    assert found.p == pytest.approx(0.074180, abs=1e-6)


def test_paired_effect_at_the_edges() -> None:
    same = paired_effect([1, 2, 3], [1, 2, 3])
    assert (same.mean, same.low, same.high, same.p) == (0, 0, 0, 1)
    assert same.variance_ratio == math.inf
    shifted = paired_effect([1, 2, 3], [2, 3, 4])
    assert (shifted.low, shifted.high, shifted.p) == (1, 1, 0)
    assert math.isnan(paired_effect([2, 2], [3, 3]).variance_ratio)
    assert math.isnan(paired_effect([0, 0, 0], [1, 2, 3]).relative)
    assert paired_effect([-4, -6], [-3, -5]).relative == 0.2  # up is up, whatever the sign of the level
    one, none = paired_effect([1.0], [3.0]), paired_effect([math.nan], [3.0])
    assert (one.mean, one.n, none.n) == (2, 1, 0)
    assert math.isnan(one.low)
    assert math.isnan(none.mean)
    assert paired_effect([1, math.nan, 3, 4], [2, 3, math.nan, 6]).n == 2
    with pytest.raises(ValueError, match="2 and 3 replications"):
        paired_effect([1, 2], [1, 2, 3])


def test_simultaneous_intervals_cover_together() -> None:
    generator, truth, together = luck(2), (0.0, 1.0, 3.0), 0
    for _ in range(TRIALS):
        common = generator.normal(100, 10, size=20)
        base = common + generator.normal(size=20)
        others = [common + effect + generator.normal(size=20) for effect in truth]
        found = simultaneous(base, others)
        together += all(one.low <= t <= one.high for one, t in zip(found, truth, strict=True))
    # At least 95 %, whatever the dependence; these three share a baseline, so that it is a little more.
    assert 0.95 - 3.3 * math.sqrt(0.05 * 0.95 / TRIALS) <= together / TRIALS <= 0.98


def test_one_alternative_needs_no_correction() -> None:
    assert simultaneous([1, 2, 4], [[2, 4, 5]]) == [paired_effect([1, 2, 4], [2, 4, 5])]
    two = simultaneous([1, 2, 4], [[2, 4, 5], [1, 2, 5]])[0]
    assert two == paired_effect([1, 2, 4], [2, 4, 5], level=0.975)


def test_holm_by_hand() -> None:
    adjusted = holm([0.04, 0.01, math.nan, 0.03])
    assert adjusted[1] == pytest.approx(0.03)  # 3 * .01
    assert adjusted[3] == pytest.approx(0.06)  # 2 * .03
    assert adjusted[0] == pytest.approx(0.06)  # 1 * .04, but not below the one before
    assert math.isnan(adjusted[2])
    assert holm([0.9, 0.8]) == [1, 1]


def test_stopping_is_decided_by_values_in_order_alone() -> None:
    values = luck(3).normal(100, 20, size=400)
    taken = stop_at(values, 0.05)
    assert taken is not None
    assert stop_at(values[:taken], 0.05) == taken
    assert stop_at(values[: taken - 1], 0.05) is None
    assert precision(values[:taken]) <= 0.05 / 1.05


def test_stopping_looks_ahead() -> None:
    calm = [100.0 + i % 2 for i in range(40)]
    assert stop_at(calm, 0.05) == 15  # satisfied at 10 already; 5 more have to agree
    startled = [*calm[:12], 500.0, *calm]
    found = stop_at(startled, 0.05)
    assert found is None


def test_stopping_with_constants_and_zero_mean() -> None:
    assert stop_at([5.0] * 20, 0.01) == 15
    assert stop_at([0.0] * 20, 0.01) == 15
    assert stop_at([-1.0, 1.0] * 20, 0.01) is None
    assert stop_at([], 0.01) is None
    assert stop_at([math.nan] * 20, 0.01) is None


def test_sequential_runs_cover_about_as_often_as_they_say() -> None:
    """Stopping on the data costs a little coverage: .947 was measured for a start at 10."""
    generator, covered, trials = luck(4), 0, 300
    for _ in range(trials):
        values = generator.normal(100, 20, size=300)
        taken = stop_at(values, 0.05)
        assert taken is not None
        found = mean_interval(values[:taken])
        covered += found.low <= 100 <= found.high
    assert abs(covered / trials - 0.947) <= 3.3 * math.sqrt(0.05 * 0.95 / trials)


@pytest.mark.parametrize(("n", "enough"), [(20, False), (35, False), (36, True), (64, True)])
@pytest.mark.parametrize("share", [0.1, 0.9])
def test_quantile_interval_opens_below_36(n: int, enough: bool, share: float) -> None:  # noqa: FBT001
    found = quantile(list(range(n)), share)
    assert found.enough is enough
    assert math.isnan(found.low) is math.isnan(found.high) is not enough


def test_quantile_by_hand() -> None:
    # Binomial(6, 1/2): 1/64 in either tail beyond the extremes, 7/64 beyond the next ones.
    found = quantile([6, 5, 4, 3, 2, 1], 0.5)
    assert (found.value, found.low, found.high) == (3.5, 1, 6)
    assert not quantile([1, 2, 3, 4, 5], 0.5).enough
    # Binomial(36, 1/10): P(0) = .0225, so the smallest is the lower end; P(<= 7) = .9793 is the first above .975.
    tenth = quantile(list(range(1, 37)), 0.1)
    assert (tenth.low, tenth.high) == (1, 8)
    assert not quantile([], 0.5).enough


@pytest.mark.parametrize(("share", "n"), [(0.1, 36), (0.5, 36), (0.9, 64)])
def test_quantile_interval_covers_at_least_as_often_as_it_says(share: float, n: int) -> None:
    rows = luck(5).normal(size=(TRIALS, n))
    truth = NormalDist().inv_cdf(share)
    covered = np.mean([found.low <= truth <= found.high for found in (quantile(row, share) for row in rows)])
    assert 0.95 - 3.3 * math.sqrt(0.05 * 0.95 / TRIALS) <= covered <= 0.985


def test_wilson_by_hand() -> None:
    # Newcombe 1998, table of the score method: 81 of 263 gives .2553 to .3662; 0 of 20 gives 0 to .1611.
    share, low, high = wilson(81, 263)
    assert share == 81 / 263
    assert (low, high) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0, 0, 0.1611), abs=5e-5)
    assert wilson(20, 20) == pytest.approx((1, 1 - 0.1611, 1), abs=5e-5)
    assert all(math.isnan(x) for x in wilson(0, 0))


def test_probability_best_on_clear_and_equal_options() -> None:
    rows = luck(6).normal(size=(50, 1))
    clear = probability_best(np.hstack([rows, rows + 1]), luck(7))
    assert (clear[0].mean_is_best, clear[1].mean_is_best) == (0, 1)
    assert (clear[0].wins_row, clear[1].wins_row) == (0, 1)
    assert [one.expected_loss for one in clear] == pytest.approx([1, 0])
    equal = probability_best(np.hstack([rows, rows]), luck(7))
    assert [one.mean_is_best for one in equal] == [0.5, 0.5]
    lower = probability_best(np.hstack([rows, rows + 1]), luck(7), higher=False)
    assert lower[0].mean_is_best == 1


def test_probability_best_agrees_with_the_normal_theory() -> None:
    """For normal differences the bootstrap chance is close to Phi(mean / standard error)."""
    difference = luck(8).normal(0.2, 1.0, size=100)
    found = probability_best(np.column_stack([np.zeros(100), difference]), luck(9), draws=20_000)
    z = difference.mean() / (difference.std() / 10)
    assert found[1].mean_is_best == pytest.approx(NormalDist().cdf(z), abs=0.02)
    assert found[1].wins_row == pytest.approx(np.mean(difference > 0))


def test_probability_best_drops_incomplete_rows_and_repeats() -> None:
    rows = luck(10).normal(size=(40, 3))
    holes = np.vstack([rows, [[np.nan, 9.0, 9.0]]])
    assert probability_best(rows, luck(11)) == probability_best(holes, luck(11))
    nothing = probability_best(np.full((3, 2), np.nan), luck(11))
    assert all(math.isnan(one.mean_is_best) for one in nothing)


def test_statistics_load_no_heavy_package_until_asked() -> None:
    code = (
        "import sys, salesline.experiment.statistics; "
        "print(*[m for m in ('scipy', 'pandas', 'joblib') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == []
