"""How the work on a lead goes at a desk: what a plan is, and where its luck stands.

A plan answers four questions of the floor: when is a new lead due, which activity comes next, how long does it take, and
what follows from it. Draws of a lead at a desk stand in one row of luck: four per touch, then those of the case.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from salesline.model.arithmetic import ContactRule, seen
from salesline.model.buyers import Buyer
from salesline.model.leads import Lead
from salesline.scenario.desks import Acceptance
from salesline.scenario.market import ATTRIBUTES, Contact
from salesline.scenario.qualification import Definition

if TYPE_CHECKING:
    from salesline.luck import Row
    from salesline.model.reps import Rep

Sampler = Callable[[float], float]
ROW: Final = 48
"""Draws per row of luck of a lead at a desk: those of the case, then four per touch; later rows hold touches only."""
FIRST_TOUCH: Final = 32
MIX: Final = 0
SERVICE: Final = 1
WAIT: Final = 2
FATE: Final = 3
PER_TOUCH: Final = 4
TOUCHES_IN_FIRST: Final = (ROW - FIRST_TOUCH) // PER_TOUCH
TOUCHES_IN_NEXT: Final = ROW // PER_TOUCH
PATIENCE: Final = 0
CONVERSATION: Final = 1
HAND_OFF: Final = 2
DETECTION: Final = 3
PREPARATION: Final = 7
ACCEPTANCE: Final = 8
ACCEPTANCE_SEEN: Final = 9
STAGES: Final = 13
CHECK: Final = -1
"""Number of the stage before the first, the acceptance check."""


class Plan:
    """How a desk works its leads.

    A class to inherit from, so that compiled code calls its methods directly; no ABC, whose `isinstance` it does not know.
    """

    def start(self, lead: Lead, now: float) -> float:
        """Prepare a lead that has come to the desk; the time when its first touch is due."""
        raise NotImplementedError

    def next_activity(self, lead: Lead) -> int:
        """Number of the activity that the lead needs next."""
        raise NotImplementedError

    def begin(self, lead: Lead, rep: Rep, now: float) -> float:
        """Hours of service of the next touch at the rep's speed; sets `rep.activity`."""
        raise NotImplementedError

    def finish(self, lead: Lead, rep: Rep, now: float) -> float | None:
        """What follows from the touch: the time the next one is due, or None when the lead has left the desk."""
        raise NotImplementedError


def sampler(law: object) -> Sampler | None:
    """The quantile function of a law, or None where there is no law."""
    return None if law is None else law.quantile()  # type: ignore[attr-defined]


def contact_rule(contact: Contact) -> ContactRule:
    """The response clock of a scenario in plain numbers, read faster than the scenario's own object."""
    return ContactRule(contact.fresh, contact.floor, contact.half_life, contact.beta, contact.decay)


def next_touch(lead: Lead) -> None:
    """Move on to the draws of the next touch."""
    lead.touches += 1
    lead.pos += PER_TOUCH
    if lead.pos == ROW:
        lead.pos = 0
        lead.draws = lead.desk.further_draws(lead)


def meets(buyer: Buyer, row: Row, definition: Definition | Acceptance, first: int) -> bool:
    """Whether somebody finds all the traits that a definition needs; each finding may be wrong."""
    traits = buyer.traits
    return all(
        seen(traits[name], row[first + ATTRIBUTES.index(name)], definition.error) for name in definition.needs
    )
