"""Closed forms of queueing theory and chance that special cases of the model must agree with.

Rates are per unit of time and times in the same unit, unless a docstring says otherwise. Nothing here imports
the package: the yardstick must not be made of the thing it measures.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import asin, ceil, exp, inf, log, pi, prod, sin, sqrt
from statistics import NormalDist
from typing import NamedTuple

from scipy.integrate import quad

_phi = NormalDist().cdf
_z = NormalDist().inv_cdf


class Queue(NamedTuple):
    """Long-run means of a queue: share that waits, waiting_time, number waiting, time in system, number in system."""

    wait_share: float
    wq: float
    lq: float
    w: float
    wip: float


class Abandonment(NamedTuple):
    """Long-run means of a queue with patience: shares that wait and leave, number waiting, wait of all, utilisation."""

    wait_share: float
    lapse_share: float
    lq: float
    wq: float
    utilisation: float


class Closed(NamedTuple):
    """Means of a closed line: throughput, time per round in the stations, number at each station."""

    throughput: float
    cycle: float
    wip: tuple[float, ...]


def erlang_b(load: float, servers: int) -> float:
    """Share of arrivals lost by `servers` without a queue at offered load `load` (Erlang 1917, by recursion)."""
    b = 1.0
    for k in range(1, servers + 1):
        b = load * b / (k + load * b)
    return b


def erlang_c(load: float, servers: int) -> float:
    """Share of arrivals that wait in M/M/c at offered load `load` below `servers`."""
    b = erlang_b(load, servers)
    return b / (1 - load / servers * (1 - b))


def mmc(rate: float, mu: float, servers: int) -> Queue:
    """M/M/c, first come first served (Erlang C and Little's law)."""
    c = erlang_c(rate / mu, servers)
    wq = c / (servers * mu - rate)
    w = wq + 1 / mu
    return Queue(c, wq, rate * wq, w, rate * w)


def mmc_wait_tail(rate: float, mu: float, servers: int, t: float) -> float:
    """P(waiting_time > t) in M/M/c."""
    return erlang_c(rate / mu, servers) * exp(-(servers * mu - rate) * t)


def mmc_discount(rate: float, mu: float, servers: int, decay: float) -> float:
    """E exp(-decay x waiting_time) in M/M/c: what is left of a value that fades while it waits."""
    c, spare = erlang_c(rate / mu, servers), servers * mu - rate
    return 1 - c + c * spare / (spare + decay)


def mmc_response(rate: float, mu: float, servers: int, tau: float, beta: float) -> float:
    """E (1 + waiting_time / tau) ** -beta in M/M/c: chance of contact under a power-law response clock."""
    c, spare = erlang_c(rate / mu, servers), servers * mu - rate
    return float(1 - c + c * quad(lambda t: spare * exp(-spare * t) * (1 + t / tau) ** -beta, 0, inf)[0])


def erlang_a(rate: float, mu: float, servers: int, theta: float) -> Abandonment:
    """M/M/c+M: every waiting lead lapses at rate `theta` (Palm 1957; states summed until they no longer matter)."""
    weight, total, waiting, busy, queue, n = 1.0, 1.0, 0.0, 0.0, 0.0, 0
    while n < servers or weight > 1e-18 * total:
        n += 1
        weight *= rate / (min(n, servers) * mu + max(n - servers, 0) * theta)
        total += weight
        busy += min(n, servers) * weight
        queue += max(n - servers, 0) * weight
        waiting += weight if n >= servers else 0.0
    lq = queue / total
    return Abandonment(waiting / total, theta * lq / rate, lq, lq / rate, busy / total / servers)


def erlang_a_served_wait(rate: float, mu: float, servers: int, theta: float) -> float:
    """Mean wait in M/M/c+M of those who are served (density of the offered wait: Zeltyn & Mandelbaum 2005)."""

    def offered(t: float) -> float:
        return exp(rate / theta * (1 - exp(-theta * t)) - servers * mu * t)

    weight = 1.0
    states = [weight := weight * rate / (n * mu) if n else 1.0 for n in range(servers)]
    at_once = sum(states) / (states[-1] * rate)
    served = at_once + quad(lambda t: exp(-theta * t) * offered(t), 0, inf)[0]
    return float(quad(lambda t: t * exp(-theta * t) * offered(t), 0, inf)[0] / served)


def fluid_lapse(rate: float, mu: float, servers: int) -> float:
    """Share that must leave an overloaded desk whatever the patience: 1 - servers x mu / rate."""
    return max(0.0, 1 - servers * mu / rate)


def tandem(rate: float, stations: Sequence[tuple[float, int]]) -> tuple[Queue, ...]:
    """M/M/c stations (mu, servers) in a row: each is an M/M/c of its own (Burke 1956, Jackson 1957)."""
    return tuple(mmc(rate, mu, servers) for mu, servers in stations)


def pollaczek_khinchine(rate: float, mean: float, cv2: float) -> Queue:
    """M/G/1 with handling_time of this mean and squared coefficient of variation."""
    rho = rate * mean
    wq = rate * mean**2 * (1 + cv2) / (2 * (1 - rho))
    return Queue(rho, wq, rate * wq, wq + mean, rate * (wq + mean))


def setup_wait(rate: float, mean: float, second_moment: float) -> float:
    """Wait added to M/G/1 by a set-up with these moments at the start of each busy period (Welch 1964)."""
    return (2 * mean + rate * second_moment) / (2 * (1 + rate * mean))


def switch_cost_wait(rate: float, switch_cost: float, mean: float = 1.0) -> float:
    """M/M/1 wait when a fixed switch_cost is paid before every job: M/G/1 on the sum of the two times."""
    es = mean + switch_cost
    return pollaczek_khinchine(rate, es, mean**2 / es**2).wq


def interrupted_wait(
    rate: float, moments: tuple[float, float], every: float, lags: tuple[float, float]
) -> float:
    """M/G/1 wait when work is interrupted once in `every` hours of it (Gaver 1962); first and second moments."""
    (s1, s2), (r1, r2) = moments, lags
    c1 = s1 * (1 + r1 / every)
    c2 = s2 * (1 + r1 / every) ** 2 + s1 * r2 / every
    return rate * c2 / (2 * (1 - rate * c1))


def priority_waits(rates: Sequence[float], mean: float, cv2: float) -> tuple[float, ...]:
    """M/G/1 waits per class, first class served first without interrupting, one law of time (Cobham 1954)."""
    residual = sum(rates) * mean**2 * (1 + cv2) / 2
    loads = [sum(rates[:k]) * mean for k in range(len(rates) + 1)]
    return tuple(residual / ((1 - before) * (1 - upto)) for before, upto in pairwise(loads))


def kingman(ca2: float, cs2: float, rho: float, mean: float, servers: int = 1) -> float:
    """Approximate wait in G/G/m (Kingman 1961; m servers by Sakasegawa 1977): variability, utilisation, time."""
    waiting: float = rho ** (sqrt(2 * (servers + 1)) - 1) / (servers * (1 - rho))
    return (ca2 + cs2) / 2 * waiting * mean


def mva(demands: Sequence[float], wip: int, think: float = 0.0) -> Closed:
    """Exact mean value analysis of a closed line of one-server stations (Reiser & Lavenberg 1980).

    `demands` are mean handling times per round and `think` the time per round spent waiting for the customer.
    """
    throughput, times, queue = 0.0, [0.0 for _ in demands], [0.0 for _ in demands]
    for n in range(1, wip + 1):
        times = [d * (1 + q) for d, q in zip(demands, queue, strict=True)]
        throughput = n / (think + sum(times))
        queue = [throughput * t for t in times]
    return Closed(throughput, sum(times), tuple(queue))


def conwip_balanced(stations: int, mean: float, wip: int) -> float:
    """Throughput of a balanced closed line with exponential times (practical worst case, Hopp & Spearman)."""
    return wip / (wip + stations - 1) / mean


def machine_repair(deals: int, think: float, service: float) -> Closed:
    """One rep with `deals` open deals whose buyers think between touches (machine repair)."""
    return mva([service], deals, think)


def knee(think: float, service: float) -> float:
    """Number of open deals at which one rep's time is just used up if nothing varied."""
    return (think + service) / service


def gm1_root(transform: Callable[[float], float], mu: float) -> float:
    """The root s in (0, 1) of s = transform(mu (1 - s)), the share that waits in G/M/1."""
    s = 0.5
    for _ in range(10_000):
        s = transform(mu * (1 - s))
    return s


def round_robin_wait(rate: float, mu: float, reps: int) -> float:
    """Wait when a Poisson stream is dealt in turn to `reps` one-server queues: E_k/M/1 each."""
    root = gm1_root(lambda s: (rate / (rate + s)) ** reps, mu)
    return root / (1 - root) / mu


def random_split_wait(rate: float, mu: float, reps: int) -> float:
    """Wait when a Poisson stream is dealt by chance, evenly, to `reps` one-server queues: M/M/1 each."""
    return mmc(rate / reps, mu, 1).wq


def territory_wait(rate: float, mu: float, shares: Sequence[float]) -> float:
    """Mean wait over all leads when territory k sends its share to its own M/M/1."""
    return sum(share * mmc(rate * share, mu, 1).wq for share in shares)


def lognormal_cv(sigma: float) -> float:
    """Coefficient of variation of a lognormal with this sigma of the log."""
    return sqrt(exp(sigma**2) - 1)


def lognormal_top_share(sigma: float, top: float) -> float:
    """Share of the total brought by the `top` share of a lognormal population."""
    return _phi(sigma - _z(1 - top))


def selected_mean(sigma: float, correlation: float, kept: float) -> float:
    """Mean lognormal size, relative to all, of the `kept` share with the best score (correlated with log size)."""
    return _phi(correlation * sigma - _z(1 - kept)) / kept


def contact_within(first: float, ratio: float, attempts: int) -> float:
    """Chance of at least one success in `attempts` whose chance is `first` and shrinks by `ratio` each time."""
    return 1 - prod(1 - first * ratio**n for n in range(attempts))


def attempts_made(first: float, ratio: float, attempts: int) -> float:
    """Mean number of attempts until the first success, or until they are used up."""
    return sum(1 - contact_within(first, ratio, n) for n in range(attempts))


def power_response(delay: float, tau: float, beta: float) -> float:
    """What is left of the chance of contact after a delay: (1 + delay / tau) ** -beta."""
    return float((1 + delay / tau) ** -beta)


def quadrant(correlation: float) -> float:
    """Chance that two standard normals of this correlation are both above 0 (Sheppard 1899)."""
    return 0.25 + asin(correlation) / (2 * pi)


def early_exits(tenure: float, loss: float) -> float:
    """Mean loss per head when a memoryless stay may end before the loss has been suffered in full."""
    return tenure * (1 - exp(-loss / tenure))


def seat_availability(tenure: float, loss: float, vacancy: float) -> float:
    """Long-run productive share of a seat: tenure less ramp loss, over tenure and vacancy (renewal reward)."""
    return (tenure - loss) / (tenure + vacancy)


def bookings_sd(wins: float, mean_size: float, sigma: float) -> float:
    """Standard deviation of a sum of Poisson(`wins`) lognormal deals with this mean and sigma of the log."""
    return mean_size * sqrt(wins * exp(sigma**2))


def stepped_output(table: Sequence[float], span: float, start: float, end: float) -> float:
    """Rep time at full rate between `start` and `end` of tenure; `table` has one share per `span`, then 1."""
    last = max(ceil(end / span), 1)
    shares = [table[k] if k < len(table) else 1.0 for k in range(last)]
    return sum(p * max(0.0, min(end, (k + 1) * span) - max(start, k * span)) for k, p in enumerate(shares))


def linear_ramp_output(full: float, tenure: float) -> float:
    """Rep time at full rate delivered in `tenure` when the rate grows evenly from 0 to 1 over `full`."""
    ramping = min(tenure, full)
    return ramping**2 / (2 * full) + tenure - ramping if full > 0 else tenure


def logistic_ramp_output(floor: float, midpoint: float, scale: float, tenure: float) -> float:
    """Integral over `tenure` of floor + (1 - floor) / (1 + exp(-(t - midpoint) / scale))."""
    grown = scale * (log(1 + exp((tenure - midpoint) / scale)) - log(1 + exp(-midpoint / scale)))
    return floor * tenure + (1 - floor) * grown


def sine_count(rate: float, swing: float, period: float, start: float, end: float) -> float:
    """Mean (and variance) of a Poisson count with rate `rate` (1 + `swing` sin(2 pi t / `period`))."""
    wave = period / (2 * pi) * 2 * sin(pi * (end - start) / period) * sin(pi * (start + end) / period)
    return rate * (end - start + swing * wave)


def mg_infinity(rate: float, mean: float) -> float:
    """Mean (and variance) of the number in M/G/inf at rest: a Poisson law that sees only the mean of the time."""
    return rate * mean


def mm_infinity_filling(rate: float, mean: float, t: float) -> float:
    """Mean (and variance) of the number in M/M/inf that was empty `t` ago."""
    return rate * mean * (1 - exp(-t / mean))
