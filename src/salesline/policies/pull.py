"""Pull: what a rep takes who is free to take something, and whether a rep takes what is offered.

Each style is one small class with one method. It sees the public side of leads (score, value, territory, how long they
have waited), never the truth about a buyer.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log
from typing import ClassVar, Protocol

from salesline.policies.assignment import AssignmentRule, LeadView, RepView


class Offered(Protocol):
    """What a rep sees of a lead in the queue."""

    index: int

    @property
    def score(self) -> float:
        """The marketing score."""

    @property
    def worth(self) -> float:
        """The size of the deal in dollars."""

    @property
    def territory(self) -> str | None:
        """Where the buyer is."""


class PullStyle:
    """Base of the styles: which of the leads in the queue a rep takes."""

    name: ClassVar[str] = ""
    source: ClassVar[str] = ""
    sees: ClassVar[str] = "queue"
    """queue: all leads that wait; preview: the first few of them."""

    def __init__(self, looks: Sequence[str] = ("score",)) -> None:
        self.looks = looks

    def pick(self, rep: RepView, leads: Sequence[Offered]) -> Offered:
        """The lead that the rep takes; `leads` are in order of waiting and never none."""
        raise NotImplementedError


class BlindPull(PullStyle):
    """Take what has waited longest, without looking at it."""

    name = "blind"
    source = "Velocify, ClickPoint SalesExec: blind pull"

    def pick(self, rep: RepView, leads: Sequence[Offered]) -> Offered:
        """The first in the queue."""
        return leads[0]


class CherryPick(PullStyle):
    """Take what looks best among the first leads of the queue, as seen in a preview."""

    name = "cherry pick"
    source = "Velocify, insurancecrm: preview and cherry-pick"
    sees = "preview"

    def pick(self, rep: RepView, leads: Sequence[Offered]) -> Offered:
        """The best by what the rep looks at; among equals the one that has waited longest."""
        return max(leads, key=lambda lead: tuple(self._looks_like(look, rep, lead) for look in self.looks))

    @staticmethod
    def _looks_like(look: str, rep: RepView, lead: Offered) -> float:
        if look == "score":
            return lead.score
        return lead.worth if look == "value" else float(rep.territory == lead.territory)


class GetNext(PullStyle):
    """Take the lead of the highest score: the list is kept in order of priority and reps get its head."""

    name = "get next"
    source = "DE pull distributor, insurancecrm: get-next by priority"

    def pick(self, rep: RepView, leads: Sequence[Offered]) -> Offered:
        """The highest score; among equals the one that has waited longest."""
        return max(leads, key=lambda lead: lead.score)


class SharkTank(AssignmentRule):
    """All present reps with room are told of a lead and the first to claim it has it (shotgun)."""

    name = "shark tank"
    source = "Kubaru Shark Tank, Velocify Shotgun Connect"

    def choose(self, lead: LeadView, reps: Sequence[RepView]) -> RepView | None:
        """Who gets a lead that is taken from somebody, without a race: fewest open leads."""
        return min(reps, key=lambda rep: (rep.open, rep.rank), default=None)

    def why_not(self, lead: LeadView, rep: RepView, chosen: RepView | None) -> str:
        """Whoever was told and came too late hears that from the race; the others had no room or had not come."""
        return "not told: had no room"

    def first(self, claims: Sequence[tuple[float, RepView]]) -> list[tuple[float, RepView]]:
        """Claims in the order in which they come; of two at the same instant the lower rank is first."""
        return sorted(claims, key=lambda claim: (claim[0], claim[1].rank))


class AcceptDecline:
    """Who is given a lead has to accept it by a deadline, and may decline what looks poor; then the next is asked."""

    name = "accept"
    source = "Salesforce Omni-Channel push time-out and decline, LeadAssign accept timer"

    def __init__(self, decline: float, by_score: float) -> None:
        self._decline, self._by_score = decline, by_score

    def declines(self, score: float, u: float) -> bool:
        """Whether a rep with this uniform declines a lead of this score: logistic, with `decline` at score 0."""
        if not 0.0 < self._decline < 1.0:
            return self._decline >= 1.0
        odds = log(self._decline / (1.0 - self._decline)) + self._by_score * score
        return u < 1.0 / (1.0 + exp(-max(-700.0, min(700.0, odds))))


REGISTRY: dict[str, type] = {
    style.name: style for style in (BlindPull, CherryPick, GetNext, SharkTank, AcceptDecline)
}
"""Every style by its name in scenario files; accept is asked for by `accept within`."""
