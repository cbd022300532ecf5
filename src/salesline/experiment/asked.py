"""What is to be known, and when it is known well enough: a mean, a quantile or a chance, to an asked half-width.

Batches are run until the interval is narrow enough, and stays so: for a mean over a look-ahead of replications
(`statistics.stop_at`), for a quantile or a chance at two looks in a row. One lucky look does not end a run. What is decided
follows from the values in their order alone. How often the intervals hold the truth under this stopping: docs/verification.md.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from salesline.errors import SalesLineError
from salesline.experiment.events import Event, check_measure, event_of
from salesline.experiment.statistics import mean_interval, precision, quantile, stop_at, wilson

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

__all__ = ["BOOKINGS", "Asked", "Kind", "Seen", "asked_of", "next_look"]

Kind = Literal["mean", "quantile", "chance"]
FIRST = {"mean": 16, "quantile": 40, "chance": 40}
"""Replications before the first look."""
_QUANTILE = re.compile(r"p(\d\d?(?:\.\d+)?)\s+(?:of\s+)?(\S+)", re.IGNORECASE)


class Seen(NamedTuple):
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Asked:
    """A figure of one scenario.

    Attributes:
        text: as written.
        measure: of the catalogue, or the contribution.
        kind: what is wanted of it.
        share: of a quantile: 0.1 is P10.
        event: of a chance.

    """

    text: str
    measure: str
    kind: Kind = "mean"
    share: float = 0.5
    event: Event | None = None

    @property
    def first(self) -> int:
        """Replications before the first look."""
        return FIRST[self.kind]

    @property
    def unit(self) -> str:
        """Words for the half-width: relative, or in points."""
        return "points" if self.kind == "chance" else "%"

    def seen(self, values: Values, scenario: Any = None) -> Seen:
        """Return the figure and its interval."""
        if self.kind == "mean":
            mean = mean_interval(values)
            return Seen(mean.mean, mean.low, mean.high)
        if self.kind == "quantile":
            part = quantile(values, self.share)
            return Seen(part.value, part.low, part.high)
        happened = self._event.happened(values, scenario)
        return Seen(*wilson(int(happened.sum()), len(happened)))

    def precision(self, values: Values, scenario: Any = None) -> float:
        """Return the half-width: of the figure for a mean or a quantile (0.02 is 2 %), in points for a chance."""
        if self.kind == "mean":
            return precision(values)
        value, low, high = self.seen(values, scenario)
        half = (high - low) / 2
        if self.kind == "chance" or half == 0:
            return half
        return half / abs(value) if value else math.inf

    def narrow(self, values: Values, within: float, scenario: Any = None) -> bool:
        """Whether the interval is now as narrow as asked."""
        # within / (1 + within): relative to the true mean, not to the one found (Law & Kelton)
        bound = within / (1 + within) if self.kind == "mean" else within
        return self.precision(values, scenario) <= bound

    def enough(self, values: Values, before: int, within: float, scenario: Any = None) -> bool:
        """Whether a run may stop with these values; `before` is how many the look before this one had (0: none)."""
        if not self.narrow(values, within, scenario):
            return False
        if self.kind == "mean":
            return stop_at(values, within) is not None
        return before > 0 and self.narrow(values[:before], within, scenario)

    @property
    def _event(self) -> Event:
        if self.event is None:
            raise SalesLineError(f"{self.text!r}: a chance is that of something that happens, such as 'plan'")
        return self.event


BOOKINGS = Asked("bookings", "bookings")
"""What is asked where nobody says."""


def asked_of(text: str) -> Asked:
    """Return what 'wins', 'P90 of bookings', 'plan' or 'cash_low < 0' asks for.

    Raises:
        SalesLineError: it is none of these, or there is no such measure.

    """
    said = " ".join(text.split())
    if match := _QUANTILE.fullmatch(said):
        percent, measure = match.groups()
        check_measure(measure)
        if not 0 < float(percent) < 100:
            raise SalesLineError(f"{text!r}: a quantile lies between P1 and P99")
        return Asked(said, measure, "quantile", float(percent) / 100)
    if said.lower() == "plan" or any(sign in said for sign in "<>"):
        event = event_of(said)
        check_measure(event.measure)
        return Asked(event.text, event.measure, "chance", event=event)
    check_measure(said)
    return Asked(said, said)


def next_look(n: int, most: int) -> int:
    """Return how many replications the next look has: a quarter more, at least 8 more."""
    return min(most, n + max(8, n // 4))
