"""The buyers behind leads: fit, engagement, traits, score and size, from their uniforms."""

from __future__ import annotations

from math import inf, sqrt
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from salesline.model.arithmetic import deviate, has_trait, normal_share
from salesline.policies.gates import gate_of
from salesline.scenario.market import ATTRIBUTES, Attribute, Buyers, Score, SourceBase

if TYPE_CHECKING:
    from salesline.luck import Row
    from salesline.model.leads import Lead

N = TypeVar("N", float, NDArray[np.float64])
"""One number, or a column of many."""
BUYER_DRAWS = 12
(U_FIT, U_ENGAGEMENT, U_SCORE_FIT, U_SCORE_ENGAGEMENT, U_TRAITS, U_SIZE, U_WINDOW, U_TERRITORY, U_LOT) = (
    0, 1, 2, 3, 4, 8, 9, 10, 11)  # fmt: skip
SCORED = (U_FIT, U_ENGAGEMENT, U_SCORE_FIT, U_SCORE_ENGAGEMENT)


class Buyer(NamedTuple):
    """What a lead's buyer is really like (marketing and reps see it only through noise)."""

    fit: float
    engagement: float
    traits: dict[Attribute, bool]
    score: float


class Population:
    """The buyers of one source: how uniforms become a buyer."""

    __slots__ = ("_accuracy", "_correlation", "_engagement", "_fit", "_loadings", "_noise", "_same_size", "_size",
                 "_size_factor", "_size_with_fit", "gate", "window")  # fmt: skip

    def __init__(self, buyers: Buyers, score: Score, source: SourceBase) -> None:
        self._correlation, self._size_with_fit = buyers.correlation, buyers.size_with_fit
        self._fit, self._engagement = source.fit, source.engagement
        self._size_factor = source.size
        self._size = buyers.deal_size.quantile()
        self.gate = gate_of(score, buyers.correlation)
        """Marketing's gate; None if everybody passes."""
        self._accuracy = score.accuracy
        self._noise = sqrt(max(0.0, 1.0 - score.accuracy**2))
        self._loadings = [_loading(buyers, name) for name in ATTRIBUTES]
        self.window = buyers.window.quantile() if buyers.window else None
        same = buyers.deal_size.kind == "fixed" and not buyers.size_with_fit
        self._same_size = self._size(0.0) * self._size_factor if same else None

    def axes(self, row: Row) -> tuple[float, float]:
        """True fit and engagement."""
        return self._axes(deviate(row[U_FIT]), deviate(row[U_ENGAGEMENT]))

    def _axes(self, first: N, second: N) -> tuple[N, N]:
        mixed = correlated(first, second, self._correlation)
        return first + self._fit, mixed + self._engagement

    def scored(self, row: Row) -> tuple[float, float]:
        """Fit and engagement as marketing sees them."""
        return self._scored(*(deviate(row[column]) for column in SCORED))

    def _scored(self, first: N, second: N, fit_noise: N, engagement_noise: N) -> tuple[N, N]:
        fit, engagement = self._axes(first, second)
        return (self._accuracy * fit + self._noise * fit_noise,
                self._accuracy * engagement + self._noise * engagement_noise)  # fmt: skip

    def scores(self, rows: NDArray[np.float64]) -> list[tuple[float, float]]:
        """What `scored` gives for each row of many, several times as fast."""
        fit, engagement = self._scored(*(_deviates(rows[:, column]) for column in SCORED))
        return list(zip(fit.tolist(), engagement.tolist(), strict=True))

    def passes(self, row: Row) -> bool:
        """Whether the marketing score passes the gate."""
        return self.gate is None or self.gate.passes(*self.scored(row))

    def buyer(self, row: Row) -> Buyer:
        """Everything true of the buyer."""
        fit, engagement = self.axes(row)
        traits: dict[Attribute, bool] = {
            name: has_trait(row[U_TRAITS + n], threshold, fit, engagement, loading)
            for n, (name, (threshold, loading)) in enumerate(zip(ATTRIBUTES, self._loadings, strict=True))
        }
        score = (self._accuracy * (fit + engagement)
                 + self._noise * (deviate(row[U_SCORE_FIT]) + deviate(row[U_SCORE_ENGAGEMENT])))  # fmt: skip
        if self.gate is not None and self.gate.name == "sum":
            seen_fit, seen_engagement = self.scored(row)
            score = self.gate.fit_weight * seen_fit + self.gate.engagement_weight * seen_engagement
        return Buyer(fit, engagement, traits, score)

    def size_of(self, lead: Lead) -> float:
        """First-year value of the deal; correlated with fit where the market says so."""
        if self._same_size is not None:
            return self._same_size
        row = lead.row
        u = row[U_SIZE]
        together = self._size_with_fit
        if together:
            u = normal_share(correlated(self.axes(row)[0] - self._fit, deviate(u), together))
        return self._size(u) * self._size_factor


def _deviates(column: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([deviate(u) for u in column.tolist()])


def _loading(buyers: Buyers, name: Attribute) -> tuple[float, tuple[float, float, float]]:
    """Threshold and loadings of a latent trait such that an average source's buyers have it with its share."""
    trait = getattr(buyers, name)
    shared = trait.fit**2 + trait.engagement**2 + 2 * trait.fit * trait.engagement * buyers.correlation
    own = sqrt(max(0.0, 1.0 - shared))
    if trait.share >= 1.0:
        threshold = inf
    elif trait.share <= 0.0:
        threshold = -inf
    else:
        threshold = deviate(trait.share) * sqrt(shared + own * own)
    return threshold, (trait.fit, trait.engagement, own)


def correlated(first: N, second: N, correlation: float) -> N:
    """A standard normal deviate of given correlation with `first`, from one of its own."""
    return correlation * first + sqrt(1.0 - correlation * correlation) * second
