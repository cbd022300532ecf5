"""Gates: which leads marketing passes on, by two noisy scores. Each shape is one small class, found by its name.

A gate sees the two scored axes, standard normal with the given correlation for an average source, and never the truth.
"""

from __future__ import annotations

from math import asin, exp, pi, sin, sqrt
from statistics import NormalDist
from typing import ClassVar

from salesline.scenario.market import Score

_NORMAL = NormalDist()
# Gauss-Legendre, ten points on [-1, 1]: half of the abscissae, and their weights.
_POINTS = (0.1488743389816312, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717)
_WEIGHTS = (
    0.2955242247147529,
    0.2692667193099963,
    0.2190863625159820,
    0.1494513491505806,
    0.0666713443086881,
)


class Gate:
    """Base of all gate shapes. A subclass says whether two scores pass, and how many of an average source's do."""

    name: ClassVar[str] = ""
    source: ClassVar[str] = ""

    def __init__(self, score: Score) -> None:
        self.fit_above, self.engagement_above = score.fit_above, score.engagement_above
        self.sum_above = score.sum_above
        self.fit_weight, self.engagement_weight = score.weights.fit, score.weights.engagement

    def passes(self, fit: float, engagement: float) -> bool:
        """Whether a lead with these scores passes."""
        raise NotImplementedError

    def rate(self, correlation: float) -> float:
        """Share of an average source's leads that pass; the scores of both axes have this correlation."""
        raise NotImplementedError

    def set_threshold(self, value: float) -> None:
        """Make one threshold hold for the whole gate."""
        self.fit_above = self.engagement_above = value

    def set_rate(self, share: float, correlation: float) -> None:
        """Solve the threshold for a pass rate (by halving; the rate falls with the threshold)."""
        low, high = -40.0, 40.0
        for _ in range(80):
            middle = 0.5 * (low + high)
            self.set_threshold(middle)
            if self.rate(correlation) > share:
                low = middle
            else:
                high = middle


class Both(Gate):
    """Both axes must be above their thresholds: a good fit that shows interest."""

    name = "both"
    source = "two-axis lead scoring of Marketo, Eloqua, HubSpot: letter for fit, number for engagement"

    def passes(self, fit: float, engagement: float) -> bool:
        """Whether no axis is below its threshold."""
        return (self.fit_above is None or fit > self.fit_above) and (
            self.engagement_above is None or engagement > self.engagement_above
        )

    def rate(self, correlation: float) -> float:
        """The upper right quadrant of the bivariate normal law."""
        return _above(self.fit_above, self.engagement_above, correlation)


class Either(Gate):
    """One axis above its threshold is enough: a perfect fit, or somebody very keen."""

    name = "either"
    source = "two-axis lead scoring: fast lane for A1 fit or for hand-raisers"

    def passes(self, fit: float, engagement: float) -> bool:
        """Whether one of the thresholds that are set is passed."""
        return (self.fit_above is not None and fit > self.fit_above) or (
            self.engagement_above is not None and engagement > self.engagement_above
        )

    def rate(self, correlation: float) -> float:
        """One side or the other, less both."""
        sides = [
            _NORMAL.cdf(-limit) for limit in (self.fit_above, self.engagement_above) if limit is not None
        ]
        return sum(sides) - (
            _above(self.fit_above, self.engagement_above, correlation) if len(sides) == 2 else 0.0
        )


class Sum(Gate):
    """A weighted sum of both axes above one threshold: fit makes up for missing interest and the other way round."""

    name = "sum"
    source = "points model of HubSpot and Salesforce (Pardot): one total score"

    def passes(self, fit: float, engagement: float) -> bool:
        """Whether the weighted sum is above the threshold."""
        return (
            self.sum_above is None
            or self.fit_weight * fit + self.engagement_weight * engagement > self.sum_above
        )

    def rate(self, correlation: float) -> float:
        """The sum is normal."""
        if self.sum_above is None:
            return 1.0
        a, b = self.fit_weight, self.engagement_weight
        spread = sqrt(max(0.0, a * a + b * b + 2 * a * b * correlation))
        return _NORMAL.cdf(-self.sum_above / spread) if spread else float(self.sum_above < 0)

    def set_threshold(self, value: float) -> None:
        """Of the sum."""
        self.sum_above = value


GATES: dict[str, type[Gate]] = {shape.name: shape for shape in (Both, Either, Sum)}
"""Every shape by its name."""


def gate_of(score: Score, correlation: float) -> Gate | None:
    """The gate of a market, its thresholds solved if it is stated by its pass rate; None if everybody passes.

    `correlation` is that of true fit and engagement.
    """
    stated = (score.pass_rate, score.fit_above, score.engagement_above, score.sum_above)
    if all(value is None for value in stated):
        return None
    gate = GATES[score.shape](score)
    if score.pass_rate is not None:
        gate.set_rate(score.pass_rate, score.accuracy**2 * correlation)
    return gate


def _above(first: float | None, second: float | None, correlation: float) -> float:
    """P(X > first, Y > second) of two standard normal numbers; a limit of None is no limit.

    Plackett's integral over the correlation, as in Drezner & Wesolowsky 1990.
    """
    if first is None or second is None:
        limits = [limit for limit in (first, second) if limit is not None]
        return _NORMAL.cdf(-limits[0]) if limits else 1.0
    h, k, whole = first, second, asin(max(-1.0, min(1.0, correlation)))
    total = 0.0
    for point, weight in zip(_POINTS, _WEIGHTS, strict=True):
        for side in (-point, point):
            angle = 0.5 * whole * (1.0 + side)
            rest = 1.0 - sin(angle) ** 2
            total += weight * exp(-(h * h + k * k - 2 * h * k * sin(angle)) / (2 * rest)) if rest > 0 else 0.0
    return _NORMAL.cdf(-h) * _NORMAL.cdf(-k) + 0.5 * whole * total / (2 * pi)
