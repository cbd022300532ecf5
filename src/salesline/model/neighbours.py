"""What others are to a desk: rules that hold its leads back, show them elsewhere, or are told of what happens there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from salesline.model.desks import DeskState
    from salesline.model.leads import Lead
    from salesline.model.reps import Rep


class Admission(Protocol):
    """What stands before a desk and may hold leads back (release)."""

    def admit(self, lead: Lead, now: float) -> bool:
        """Whether the lead may enter now; otherwise the rule keeps it and lets it in later."""

    def held_by(self, lead: Lead) -> str:
        """Name of the rule that keeps a lead, for the record of decisions."""

    def left(self, lead: Lead, successor: DeskState | None, now: float) -> None:
        """A lead has left the rule's desk, for a successor or for good."""


class Door(Protocol):
    """A rule asked about each lead that is about to enter a desk: a bypass, a pilot."""

    def redirect(self, lead: Lead, now: float) -> DeskState | None:
        """Return the desk where the lead goes instead, or None."""


class Starter(Protocol):
    """Somebody who is told when the first touch of a lead at a desk begins."""

    def begun(self, lead: Lead, rep: Rep, now: float) -> None:
        """Take note of the first touch of a lead at the desk."""


class Watcher(Protocol):
    """Somebody who is told of each lead that comes to a desk and leaves it (expiry rules, promises)."""

    def entered(self, lead: Lead, now: float) -> None:
        """A lead has come."""

    def left(self, lead: Lead, now: float) -> None:
        """A lead has left, for another desk or for good."""
