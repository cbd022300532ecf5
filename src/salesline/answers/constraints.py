"""Constraints on the mean of a measure, written 'cost_total <= $6M'."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from salesline.errors import SalesLineError
from salesline.experiment.events import amount_of

__all__ = ["Constraint", "amount_of", "constraint_of"]

_FORM = re.compile(r"\s*([A-Za-z_][\w.]*)\s*(<=|>=)\s*(\S.*?)\s*")


@dataclass(frozen=True)
class Constraint:
    """A bound on the mean of a measure over the plan, in its canonical unit."""

    text: str
    measure: str
    most: bool
    bound: float

    def violation(self, mean: float) -> float:
        """Return by what share of the bound a mean breaks it; 0 if it keeps it, infinite for no number."""
        if math.isnan(mean):
            return math.inf
        over = mean - self.bound if self.most else self.bound - mean
        return max(0.0, over) / max(abs(self.bound), 1e-9)


def constraint_of(text: str) -> Constraint:
    """Return a constraint; raise SalesLineError if it is none."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise SalesLineError(
            f"{text!r} is not a constraint: write a measure, <= or >=, and an amount: 'cost_total <= $6M'"
        )
    measure, sign, amount = match.groups()
    return Constraint(text.strip(), measure, sign == "<=", amount_of(amount))
