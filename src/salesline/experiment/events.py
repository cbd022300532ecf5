"""Something that happens in a replication or does not, and amounts as people write them: 'cash_low < 0', 'wins >= 200'."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from salesline.errors import SalesLineError
from salesline.experiment.terms import CONTRIBUTION
from salesline.measures import MEASURES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["PLAN", "Event", "amount_of", "check_measure", "event_of", "plan_of"]

PLAN = "plan"
"""The event that bookings reach the plan of the scenario at hand."""
_FORM = re.compile(r"\s*([A-Za-z_][\w.]*)\s*(<=|>=|<|>)\s*(\S.*?)\s*")


@dataclass(frozen=True)
class Event:
    """A bound on a measure over the plan, kept or broken in each replication.

    Attributes:
        text: as written.
        measure: of the catalogue, or the contribution.
        sign: '>=', '<=', '>' or '<'.
        bound: in the measure's own unit; None: the plan's bookings of the scenario at hand.

    """

    text: str
    measure: str
    sign: str
    bound: float | None

    def happened(self, values: NDArray[np.float64], scenario: Any = None) -> NDArray[np.bool_]:
        """Return in which replications it happened; those without a value (NaN) are left out.

        Raises:
            SalesLineError: the event is 'plan', and the scenario states none.

        """
        bound = self.bound_of(scenario)
        kept = values[~(values != values)]  # noqa: PLR0124 - not a number
        found: NDArray[np.bool_] = {
            ">=": kept >= bound, "<=": kept <= bound, ">": kept > bound, "<": kept < bound
        }[self.sign]  # fmt: skip
        return found

    def bound_of(self, scenario: Any = None) -> float:
        """Return the bound, that of the scenario's plan if the event is 'plan'."""
        return plan_of(scenario) if self.bound is None else self.bound


def plan_of(scenario: Any) -> float:
    """Return the bookings that a scenario promises, in dollars.

    Raises:
        SalesLineError: it promises none.

    """
    plan = scenario.study.plan if scenario is not None else None
    if plan is None:
        raise SalesLineError("the scenario states no plan (study.plan.bookings); name a target")
    return float(plan.bookings)


def event_of(text: str) -> Event:
    """Return what 'plan' or 'MEASURE >= AMOUNT' says; raise SalesLineError if it says neither."""
    if text.strip().lower() == PLAN:
        return Event(PLAN, "bookings", ">=", None)
    match = _FORM.fullmatch(text)
    if match is None:
        raise SalesLineError(
            f"{text!r} is nothing that happens or does not: write 'plan', or a measure, >=, <=, > or <, "
            "and an amount: 'wins >= 200'"
        )
    measure, sign, amount = match.groups()
    return Event(text.strip(), measure, sign, amount_of(amount))


def amount_of(text: str) -> float:
    """Return an amount written as money, a share in per cent, or a plain number."""
    from salesline.scenario.quantities import MONEY, SIGNED_SHARE  # noqa: PLC0415 - loads when an amount is given

    try:
        return float(text)
    except ValueError:
        pass
    try:
        return float(SIGNED_SHARE.read(text) if text.strip().endswith("%") else MONEY.read(text))
    except ValueError as error:
        raise SalesLineError(f"{text!r}: {error}") from None


def check_measure(name: str) -> None:
    """Refuse a measure that there is not, before anything is run."""
    from salesline.scenario.units import near  # noqa: PLC0415 - loads when a name is wrong or right, not at start

    head = name.partition(".")[0]
    if name != CONTRIBUTION and name not in MEASURES and head not in MEASURES:
        raise SalesLineError(f"no measure '{name}'{near(name, [*MEASURES, CONTRIBUTION])}")
