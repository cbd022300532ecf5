"""What all assignment rules share: what they may see, and the one method they have.

A rule sees the lead's public side (source, number, territory, score, account), and the reps it may choose from with
their rank, open leads, skill, what they have been given and how busy they are. It never sees the truth about a buyer.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from operator import attrgetter
from typing import Any, ClassVar, Protocol

from salesline.scenario.assignment import Assignment

by_rank = attrgetter("rank")
by_open = attrgetter("open", "rank")
_WORD = 2**64 - 1


class RepView(Protocol):
    """What every rule may know of a rep."""

    @property
    def rank(self) -> int:
        """Place in the fixed order: role, then number."""

    @property
    def name(self) -> str:
        """Role and number, such as sdr/0."""

    @property
    def open(self) -> int:
        """Open leads, over all desks."""

    @property
    def skill(self) -> float:
        """Skill as shown; 1 is the average founder's."""

    @property
    def territory(self) -> str | None:
        """The territory that the rep owns, if any."""

    @property
    def leads_received(self) -> int:
        """Leads received so far, over all desks."""

    @property
    def wins(self) -> int:
        """Deals won so far."""


class SeatView(RepView, Protocol):
    """What an assignment rule may know of a rep besides; the six plain rules use none of it."""

    @property
    def cap(self) -> float:
        """Most open leads."""

    @property
    def away(self) -> bool:
        """Whether the rep is absent today (leave, sickness) or gone."""

    @property
    def pod(self) -> str | None:
        """The small team whose members stand in for each other."""

    @property
    def segments(self) -> Collection[str]:
        """Segments served; empty: any."""

    @property
    def languages(self) -> Collection[str]:
        """Languages spoken; empty: any."""

    @property
    def tags(self) -> Collection[str]:
        """What the rep knows."""

    @property
    def weight(self) -> float:
        """Share in proportion, above 0."""

    @property
    def turns(self) -> float:
        """Leads given here, less credits, plus what calibration has added."""

    @property
    def last_turn(self) -> int:
        """Number of the desk's latest placement that went to the rep; -1 before the first."""

    @property
    def load(self) -> float:
        """Weighted open work in units."""

    @property
    def pace(self) -> float:
        """Work done per hour against a fully ramped rep of skill 1."""

    @property
    def utilisation(self) -> float:
        """Share of the paid time so far that was not idle."""

    @property
    def idle_since(self) -> float | None:
        """Since when the rep has had nothing to do; None: busy or off shift."""


class LeadView(Protocol):
    """What an assignment rule may know of a lead. The six plain rules use only what is named before `score`."""

    @property
    def index(self) -> int:
        """Number of the lead in its source."""

    @property
    def prime(self) -> bool:
        """Whether it comes from somebody's own network."""

    @property
    def territory(self) -> str | None:
        """Where the buyer is."""

    @property
    def lot(self) -> float:
        """The lead's own uniform number, for rules that draw lots."""

    @property
    def score(self) -> float:
        """The marketing score."""

    @property
    def entered(self) -> float:
        """When it came to the desk, in hours."""

    @property
    def segment(self) -> str | None:
        """The buyer's segment."""

    @property
    def language(self) -> str | None:
        """The buyer's language."""

    @property
    def persona(self) -> str | None:
        """The kind of person to talk to."""

    @property
    def tags(self) -> frozenset[str]:
        """What the rep must know."""

    @property
    def account(self) -> str:
        """The company; several leads may belong to one."""

    @property
    def sender(self) -> Any:
        """The rep who passed the lead on to this desk, or None; has a `rank` and a `name`."""


class AssignmentRule:
    """Base of all assignment rules. A subclass says whom it chooses; it may keep state such as whose turn it is.

    `reps` are in fixed order of rank. They are those who may have the lead now, unless the rule names owners or the
    fallback begins with rep or pod: then they are all who fit the lead, present or not.
    """

    name: ClassVar[str] = ""
    source: ClassVar[str] = "the user's own"
    """Who offers or describes the rule."""
    owns: ClassVar[bool] = False
    """Whether a lead waits for the very rep chosen when that rep cannot take it, not for anybody."""
    insists: ClassVar[bool] = False
    """Whether the rule's finding nobody means that nobody may have the lead (else `otherwise` is asked)."""
    fair: ClassVar[bool] = False
    """Whether equal reps get equal numbers of leads in the long run, whoever they are."""
    counts: ClassVar[bool] = False
    """Whether it reads `turns`, so that a turn given back needs no more than a lower count."""

    def __init__(self, stars: int = 2, otherwise: AssignmentRule | None = None) -> None:
        self.stars = stars
        self.otherwise = otherwise

    def tune(self, settings: Assignment) -> None:
        """Take over settings of the scenario; most rules have none."""

    def choose(self, lead: LeadView, reps: Sequence[SeatView]) -> RepView | None:
        """The rep who gets the lead, or None if this rule finds nobody."""
        raise NotImplementedError

    def fallback(self, lead: LeadView, reps: Sequence[SeatView]) -> RepView | None:
        """The choice among those present when the rule itself found nobody."""
        return self.otherwise.choose(lead, reps) if self.otherwise else None

    def why_not(self, lead: LeadView, rep: SeatView, chosen: SeatView | None) -> str:
        """Why `rep`, whom the rule could have chosen, did not get the lead: a fixed phrase, figures in brackets.

        Asked for the record of decisions only, after the choice and before the lead is handed over.
        """
        return "not the rule's choice"

    def given(self, lead: LeadView, rep: RepView) -> None:
        """Take note that a lead has been given to a rep, by this rule or past it; most rules need not."""


def mixed(number: int, rank: int) -> int:
    """A 64-bit number for a lead and a rep that looks as if drawn for this pair alone (splitmix64, Steele et al. 2014)."""
    z = (number + (rank + 1) * 0x9E3779B97F4A7C15) & _WORD
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _WORD
    return z ^ (z >> 31)


def more_open(rep: RepView, chosen: RepView | None) -> str:
    """Why a rule of fewest open leads passed over somebody."""
    if chosen is None or rep.open > chosen.open:
        return f"more open leads ({rep.open})"
    return f"tied, later in order ({rep.open} open)"
