"""The model's arithmetic: durations, hazards, choices and outcomes as pure functions of numbers.

Nothing here knows SimPy, a clock or an object of the model, so that another engine could drive the same logic.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp, log
from statistics import NormalDist
from typing import Final, NamedTuple

from salesline.scenario.inverse import standard_normal

normal_share: Callable[[float], float] = NormalDist().cdf
TINY: Final = 2.0**-54


def deviate(u: float) -> float:
    """Standard normal deviate of one uniform."""
    return standard_normal(u if u > 0.0 else TINY, 0.0, 1.0)


def has_trait(
    u: float, threshold: float, fit: float, engagement: float, loading: tuple[float, float, float]
) -> bool:
    """Whether a latent normal variable that loads on fit and engagement lies below the threshold of its share.

    `loading` is (fit, engagement, own), so that the latent variable of an average buyer has variance 1.
    """
    own = deviate(u)
    return own * loading[2] - fit * loading[0] - engagement * loading[1] < threshold


class ContactRule(NamedTuple):
    """The response clock in plain numbers."""

    fresh: float
    floor: float
    half_life: float
    beta: float
    decay: float


def response(delay: float, tau: float, beta: float) -> float:
    """Power-law decay of the chance of contact with the delay of the first touch (Velocify 2012; beta .30)."""
    return float((1.0 + delay / tau) ** -beta)


def contact_chance(fresh: float, floor: float, decayed: float, per_attempt: float, attempt: int) -> float:
    """Chance that attempt 0, 1, 2 ... reaches the buyer: q_floor + (q0 - q_floor) * decay, times r ** attempt."""
    return float((floor + (fresh - floor) * decayed) * per_attempt**attempt)


def cold_after(u: float, scale: float, shape: float) -> float:
    """Gap after which a deal has gone cold: Weibull by inversion."""
    return float(scale * (-log(u if u > 0.0 else TINY)) ** (1.0 / shape))


def reload_time(gap: float, most: float, tau: float) -> float:
    """Time to recall a lead last touched `gap` hours ago: most * (1 - exp(-gap / tau))."""
    return most * (1.0 - exp(-gap / tau))


def chance(log_odds: float) -> float:
    """Logistic function, safe at both ends."""
    if log_odds >= 0.0:
        return 1.0 / (1.0 + exp(-log_odds))
    odds = exp(log_odds)
    return odds / (1.0 + odds)


def seen(truth: bool, u: float, error: float) -> bool:
    """What somebody finds out about a trait when each finding is wrong with chance `error`."""
    return truth if u >= error else not truth


def ramp_value(tenure: float, table: tuple[float, ...], step: float, linear: float | None, middle: float | None,
               width: float, start: float) -> float:  # fmt: skip
    """Share of the full value at a tenure in hours: table by steps, straight line, or logistic (evidence section 6)."""
    if tenure < 0.0:
        return start if not table else table[0]
    if table:
        index = int(tenure // step)
        return table[index] if index < len(table) else 1.0
    if linear is not None:
        return 1.0 if tenure >= linear else start + (1.0 - start) * tenure / linear
    if middle is not None:
        return start + (1.0 - start) * chance((tenure - middle) / width)
    return 1.0


def lognormal_mean_one(u: float, sigma: float) -> float:
    """A factor with mean 1 and the given sigma of its logarithm."""
    return exp(sigma * deviate(u) - 0.5 * sigma * sigma) if sigma > 0.0 else 1.0
