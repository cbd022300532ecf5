"""Every closed form against digits worked elsewhere, so that a slip in the yardstick cannot hide one in the model."""

from math import sqrt

import pytest

from tests.theory import formulas as f


def near(*expected: float) -> object:
    """The digits as printed to six places."""
    return pytest.approx(expected if len(expected) > 1 else expected[0], abs=6e-7)


def test_mmc() -> None:
    queue = f.mmc(5, 2, 3)
    assert f.erlang_b(2.5, 3) == near(0.282167)
    assert queue == near(0.702247, 0.702247, 3.511236, 1.202247, 6.011236)
    assert f.mmc_wait_tail(5, 2, 3, 0.5) == near(0.425934)


def test_value_that_decays_while_it_waits() -> None:
    assert f.mmc_discount(5, 2, 3, 1) == near(0.648876)
    assert f.mmc_discount(0.8, 1, 1, 1) == near(0.333333)


def test_erlang_a() -> None:
    line = f.erlang_a(5, 2, 3, 1)
    assert line == near(0.507968, 0.130497, 0.652484, 0.130497, 0.724586)
    assert f.erlang_a(8, 2, 3, 1).lapse_share == near(0.306797)
    assert f.fluid_lapse(8, 2, 3) == near(0.25)


def test_erlang_a_has_erlang_c_and_erlang_b_at_its_ends() -> None:
    assert f.erlang_a(5, 2, 3, 1e-9).wq == pytest.approx(f.mmc(5, 2, 3).wq, rel=1e-6)
    assert f.erlang_a(5, 2, 3, 1e9).lapse_share == pytest.approx(f.erlang_b(2.5, 3), rel=1e-6)


def test_erlang_a_with_patience_like_service_is_an_infinite_desk() -> None:
    line = f.erlang_a(5, 2, 3, 2)
    assert line.lq + 3 * line.utilisation == pytest.approx(f.mg_infinity(5, 0.5))


@pytest.mark.parametrize(("cv2", "wq"), [(0, 2), (1, 4), (2, 6)])
def test_pollaczek_khinchine(cv2: float, wq: float) -> None:
    assert f.pollaczek_khinchine(0.8, 1, cv2).wq == near(wq)


def test_mg1_in_full() -> None:
    assert f.pollaczek_khinchine(0.8, 1, 2) == near(0.8, 6, 4.8, 7, 5.6)


def test_setup_at_the_start_of_a_busy_period() -> None:
    base = f.pollaczek_khinchine(0.8, 1, 2).wq
    assert f.setup_wait(0.8, 0.5, 0.25) == near(0.428571)
    assert base + f.setup_wait(0.8, 0.5, 0.25) == near(6.428571)
    assert base + f.setup_wait(0.8, 0.5, 0.5) == near(6.5)


@pytest.mark.parametrize(("cost", "wq"), [(0, 4), (0.05, 5.25625), (0.1, 7.366667), (0.2, 24.4)])
def test_switch_cost_before_every_job(cost: float, wq: float) -> None:
    assert f.switch_cost_wait(0.8, cost) == near(wq)


def test_ten_percent_of_switching_raises_the_wait_by_84_percent() -> None:
    assert f.switch_cost_wait(0.8, 0.1) / f.switch_cost_wait(0.8, 0) == pytest.approx(1.84, abs=0.005)


def test_kingman() -> None:
    assert f.kingman(1.5, 1, 0.85, 1) == near(7.083333)
    assert f.kingman(1.5, 1, 0.85, 1, servers=3) == near(2.063693)


def test_priority_keeps_the_mean_wait() -> None:
    first, second = f.priority_waits([0.3, 0.5], 1, 1)
    assert (first, second) == near(0.8 / 0.7, 0.8 / (0.7 * 0.2))
    assert (0.3 * first + 0.5 * second) / 0.8 == near(4)


def test_tandem_adds_up() -> None:
    first, second = f.tandem(5, [(2, 3), (6, 1)])
    assert first.w + second.w == near(1.202247 + 1)


@pytest.mark.parametrize(
    ("wip", "x"), [(1, 0.285714), (2, 0.424242), (3, 0.503817), (5, 0.587213), (8, 0.637633)]
)
def test_conwip_throughput(wip: int, x: float) -> None:
    assert f.mva([1, 1.5, 1], wip).throughput == near(x)


def test_conwip_of_five() -> None:
    line = f.mva([1, 1.5, 1], 5)
    assert line.cycle == near(8.514799)
    assert line.wip == near(1.165736, 2.668529, 1.165736)
    assert f.mva([1, 1.5, 1], 2000).throughput == pytest.approx(1 / 1.5)


def test_balanced_conwip() -> None:
    assert f.conwip_balanced(3, 1, 5) == near(0.714286)
    line = f.mva([1, 1, 1], 5)
    assert (line.throughput, line.cycle) == near(5 / 7, 7)


@pytest.mark.parametrize(
    ("deals", "x", "r"),
    [
        (5, 0.436048, 1.466632),
        (10, 0.785418, 2.732079),
        (11, 0.836768, 3.145823),
        (15, 0.963503, 5.568191),
        (20, 0.998131, 10.037451),
        (30, 1.0, 20.000005),
    ],
)
def test_machine_repair(deals: int, x: float, r: float) -> None:
    line = f.machine_repair(deals, 10, 1)
    assert (line.throughput, line.cycle) == near(x, r)


def test_knee() -> None:
    assert f.knee(10, 1) == 11


def test_five_reps_and_four_ways_to_route() -> None:
    root = f.gm1_root(lambda s: (4 / (4 + s)) ** 5, 1)
    assert f.mmc(4, 1, 5).wq == near(0.554113)
    assert root == near(0.682767)
    assert f.round_robin_wait(4, 1, 5) == near(2.152257)
    assert f.random_split_wait(4, 1, 5) == near(4)
    assert f.territory_wait(4, 1, [0.24, 0.22, 0.20, 0.18, 0.16]) == near(8.920635)


def test_lognormal_shares() -> None:
    assert f.lognormal_top_share(0.6, 0.2) == near(0.404537)
    assert f.lognormal_cv(0.6) == pytest.approx(0.6583, abs=5e-5)
    assert f.selected_mean(0.8, 0.5, 0.6) == near(1.238723)


@pytest.mark.parametrize(
    ("sigma", "top", "share"),
    [
        (0.35, 0.2, 0.311),
        (0.45, 0.2, 0.348),
        (0.80, 0.2, 0.483),
        (1.0, 0.2, 0.563),
        (1.095, 0.2, 0.60),
        (0.640, 0.2, 0.42),
        (1.832, 0.17, 0.81),
    ],
)
def test_top_share_of_reps(sigma: float, top: float, share: float) -> None:
    assert f.lognormal_top_share(sigma, top) == pytest.approx(share, abs=6e-4)


def test_attempts() -> None:
    assert f.contact_within(0.25, 0.8, 6) == near(0.637832)


def test_seat_availability() -> None:
    assert f.seat_availability(365 / 0.30, 76, 58) == near(0.894874)


def test_spread_of_a_year_of_bookings() -> None:
    assert f.bookings_sd(120.135, 25_000, 0.8) == pytest.approx(377_354, abs=1)
    assert f.bookings_sd(100, 1, 0) == 10


def test_stepped_ramp_reproduces_the_hiring_plan() -> None:
    """Five veterans and ten hires of $600k a year; hires reach 0, 25, 50, 100 % quarter by quarter."""
    full = 600_000 / 4
    quarters = [5 * full + 10 * full * f.stepped_output([0, 0.25, 0.5], 1, q, q + 1) for q in range(4)]
    assert quarters == [750_000, 1_125_000, 1_500_000, 2_250_000]
    staggered = 20 * full + 2.5 * full * sum(f.stepped_output([0, 0.25, 0.5], 1, 0, 4 - q) for q in range(4))
    assert staggered == pytest.approx(4_030_000, abs=5_000)


def test_linear_ramp_of_five_months() -> None:
    bookings = 5 * 600_000 + 10 * 50_000 * f.linear_ramp_output(5, 12)
    assert bookings == pytest.approx(7_750_000)
    assert (f.linear_ramp_output(5, 2), f.linear_ramp_output(0, 2)) == pytest.approx((0.4, 2))


def test_logistic_ramp_loses_about_its_midpoint() -> None:
    lost = 12 - f.logistic_ramp_output(0.05, 2.5, 0.7, 12)
    assert lost == pytest.approx(2.5, abs=0.15)
    assert f.logistic_ramp_output(1, 2.5, 0.7, 12) == pytest.approx(12)


def test_counts_of_a_wave() -> None:
    assert f.sine_count(10, 0.5, 24, 0, 24) == pytest.approx(240)
    day, night = f.sine_count(10, 0.5, 24, 0, 12), f.sine_count(10, 0.5, 24, 12, 24)
    assert (day, night) == pytest.approx((120 + 120 / 3.14159265, 120 - 120 / 3.14159265))


def test_infinite_desk() -> None:
    assert f.mg_infinity(51.25 / 30.4, 37.85) == pytest.approx(63.8, abs=0.05)
    assert f.mm_infinity_filling(2, 3, 1e6) == pytest.approx(f.mg_infinity(2, 3))
    assert f.mm_infinity_filling(2, 3, 3) == near(6 * 0.632120559)


def test_square_root_of_moments_behind_the_mean() -> None:
    assert f.bookings_sd(120.1, 25_000, 0.8) / sqrt(120.1) == pytest.approx(25_000 * sqrt(1.896481), rel=1e-6)


def served_wait_by_states(rate: float, mu: float, servers: int, theta: float) -> float:
    """The same from the number in system: with k ahead one is served with chance c mu / (c mu + (k + 1) theta)."""
    weight, total, served, waited, time = 1.0, 1.0, 0.0, 0.0, 0.0
    for n in range(400):
        k = n - servers
        if k < 0:
            served += weight
        else:
            time += 1 / (servers * mu + (k + 1) * theta)
            chance = servers * mu / (servers * mu + (k + 1) * theta)
            served += weight * chance
            waited += weight * chance * time
        weight *= rate / (min(n + 1, servers) * mu + max(k + 1, 0) * theta)
        total += weight
    return waited / served


def test_wait_of_those_who_are_served() -> None:
    assert f.erlang_a_served_wait(5, 2, 3, 1e-6) == pytest.approx(f.mmc(5, 2, 3).wq, rel=1e-4)
    for rate in (5, 8):
        assert f.erlang_a_served_wait(rate, 2, 3, 1) == pytest.approx(served_wait_by_states(rate, 2, 3, 1))


def test_power_law_in_a_queue_has_the_exponential_as_its_limit() -> None:
    assert f.mmc_response(5, 2, 3, 1e6, 1e6) == pytest.approx(f.mmc_discount(5, 2, 3, 1), abs=1e-6)
    assert f.mmc_response(5, 2, 3, 1, 0) == pytest.approx(1)


def test_interruptions_lengthen_the_work_and_its_spread() -> None:
    assert f.interrupted_wait(0.6, (1, 2), 0.5, (0.1, 0.02)) == near(3.128571)
    assert f.interrupted_wait(0.8, (1, 3), 1, (0, 0)) == near(f.pollaczek_khinchine(0.8, 1, 2).wq)


def test_attempts_made_and_response() -> None:
    assert f.attempts_made(0.25, 0.8, 6) == near(3.687972)
    assert f.attempts_made(0, 0.8, 6) == 6
    shares = [f.power_response(t, 5, 0.3) for t in (1, 30, 1440)]
    assert shares == pytest.approx([0.946772, 0.557790, 0.182697], abs=6e-7)


def test_quadrant() -> None:
    assert f.quadrant(0) == 0.25
    assert (f.quadrant(0.5), f.quadrant(0.108)) == near(1 / 3, 0.267222)


def test_early_exits() -> None:
    assert f.early_exits(1e9, 76) == pytest.approx(76)
    stay = 365 / 0.30
    assert f.seat_availability(stay, f.early_exits(stay, 78.5), 58) == pytest.approx(0.8949, abs=5e-5)
