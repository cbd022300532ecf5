"""Constraints of a search: on the mean of a measure, 'cost_total <= $6M', or on a chance, 'P(plan) >= 80 %'."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from salesline.errors import SalesLineError
from salesline.experiment.events import Event, amount_of, event_of
from salesline.experiment.statistics import wilson

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

__all__ = ["Constraint", "amount_of", "constraint_of"]

_MEAN = re.compile(r"\s*([A-Za-z_][\w.]*)\s*(<=|>=)\s*(\S.*?)\s*")
_CHANCE = re.compile(r"\s*P\s*\((.+)\)\s*(<=|>=)\s*(\S.*?)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Constraint:
    """A bound on the mean of a measure over the plan, in its canonical unit, or on the chance of an event.

    Attributes:
        text: as written.
        measure: of the catalogue, or the contribution.
        most: whether the bound is an upper one.
        bound: of the mean, or of the chance (a share).
        event: of a chance; None: the mean is bounded.

    """

    text: str
    measure: str
    most: bool
    bound: float
    event: Event | None = None

    @property
    def label(self) -> str:
        """What is bounded: the measure, or 'P(plan)'."""
        return self.measure if self.event is None else f"P({self.event.text})"

    def violation(self, value: float) -> float:
        """Return by what share of the bound a value breaks it; 0 if it keeps it, infinite for no number."""
        if math.isnan(value):
            return math.inf
        over = value - self.bound if self.most else self.bound - value
        return max(0.0, over) / max(abs(self.bound), 1e-9)

    def value(self, values: Values, scenario: Any) -> float:
        """Return what is bounded, as these replications have it: the mean, or the share in which the event happened."""
        if self.event is None:
            return float(values.mean())
        happened = self.event.happened(values, scenario)
        return float(happened.mean()) if len(happened) else math.nan

    def guess(self, values: Values, scenario: Any) -> float:
        """Return the same for very few replications: a chance as if the measure were normal, for counts would say little."""
        if self.event is None or len(values) < 2 or not values.std():
            return self.value(values, scenario)
        low = 1.0 - NormalDist(float(values.mean()), float(values.std(ddof=1))).cdf(
            self.event.bound_of(scenario)
        )
        return low if self.event.sign in (">=", ">") else 1.0 - low

    def kept(self, values: Values, scenario: Any) -> bool | None:
        """Whether the bound is kept; None where a chance may lie on either side of it, by its 95 % interval."""
        if self.event is None:
            return not self.violation(self.value(values, scenario))
        _, low, high = self.interval(values, scenario)
        best, worst = (low, high) if self.most else (high, low)
        return True if not self.violation(worst) else False if self.violation(best) else None

    def interval(self, values: Values, scenario: Any) -> tuple[float, float, float]:
        """Return a chance with its Wilson interval.

        Raises:
            ValueError: the constraint is on a mean.

        """
        if self.event is None:
            raise ValueError(f"{self.text}: no chance")
        happened = self.event.happened(values, scenario)
        return wilson(int(happened.sum()), len(happened))


def constraint_of(text: str) -> Constraint:
    """Return a constraint; raise SalesLineError if it is none."""
    if match := _CHANCE.fullmatch(text):
        inner, sign, amount = match.groups()
        event, share = event_of(inner), amount_of(amount)
        if not 0.0 <= share <= 1.0:
            raise SalesLineError(f"{text!r}: a chance lies between 0 and 100 %")
        return Constraint(text.strip(), event.measure, sign == "<=", share, event)
    match = _MEAN.fullmatch(text)
    if match is None:
        raise SalesLineError(
            f"{text!r} is not a constraint: write a measure, <= or >=, and an amount: 'cost_total <= $6M', "
            "or a chance: 'P(plan) >= 80 %'"
        )
    measure, sign, amount = match.groups()
    return Constraint(text.strip(), measure, sign == "<=", amount_of(amount))
