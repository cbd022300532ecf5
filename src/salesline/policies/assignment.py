"""Assignment: who gets the lead. Each rule is one small class with one method, found by its name.

A rule sees the lead's public side (source, number, territory, whether it is prime, value), and the reps it may
choose from with their rank, open leads, skill, territory and received leads. It never sees the truth about a buyer.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import entry_points
from operator import attrgetter
from typing import Any, ClassVar, Protocol

from salesline.errors import SalesLineError

by_rank = attrgetter("rank")
_WORD = 2**64 - 1


class RepView(Protocol):
    """What an assignment rule may know of a rep."""

    rank: int
    name: str
    open: int
    skill: float
    territory: str | None
    leads_received: int
    wins: int


class LeadView(Protocol):
    """What an assignment rule may know of a lead."""

    index: int

    @property
    def prime(self) -> bool:
        """Whether it comes from somebody's own network."""

    @property
    def territory(self) -> str | None:
        """Where the buyer is."""

    @property
    def lot(self) -> float:
        """The lead's own uniform number, for rules that draw lots."""


class AssignmentRule:
    """Base of all assignment rules. A subclass says whom it chooses; it may keep state such as whose turn it is.

    `reps` are in fixed order of rank and present, unless the desk holds leads for reps who are away.
    """

    name: ClassVar[str] = ""
    owns: ClassVar[bool] = False
    """Whether a lead waits for the very rep chosen when that rep is at the cap, not for anybody."""

    def __init__(self, stars: int = 2, otherwise: AssignmentRule | None = None) -> None:
        self.stars = stars
        self.otherwise = otherwise

    def choose(self, lead: LeadView, reps: Sequence[RepView]) -> RepView | None:
        """The rep who gets the lead, or None if this rule finds nobody."""
        raise NotImplementedError

    def fallback(self, lead: LeadView, reps: Sequence[RepView]) -> RepView | None:
        """The choice among those present when the rule itself found nobody."""
        return self.otherwise.choose(lead, reps) if self.otherwise else None

    def why_not(self, lead: LeadView, rep: RepView, chosen: RepView | None) -> str:
        """Why `rep`, whom the rule could have chosen, did not get the lead: a fixed phrase, figures in brackets.

        Asked for the record of decisions only, after the choice and before the lead is handed over.
        """
        return "not the rule's choice"


class RoundRobin(AssignmentRule):
    """Strict turns in fixed order; whoever is away is skipped and not made up for."""

    name = "round robin"

    def __init__(self, stars: int = 2, otherwise: AssignmentRule | None = None) -> None:
        super().__init__(stars, otherwise)
        self._last = -1
        self._place = 0

    def choose(self, lead: LeadView, reps: Sequence[RepView]) -> RepView | None:
        """The next one after whoever had the last turn."""
        if not reps:
            return None
        k = self._place
        if (
            not 0 < k <= len(reps) or reps[k - 1].rank != self._last
        ):  # somebody has come or gone since the last turn
            k = bisect_right(reps, self._last, key=by_rank)
        if k == len(reps):
            k = 0
        rep = reps[k]
        self._last, self._place = rep.rank, k + 1
        return rep

    def why_not(self, lead: LeadView, rep: RepView, chosen: RepView | None) -> str:
        """Somebody else had the turn."""
        return "not their turn"


class LeastOpen(AssignmentRule):
    """Fewest open leads first; ties in fixed order (join the shortest queue)."""

    name = "least open"

    def choose(self, lead: LeadView, reps: Sequence[RepView]) -> RepView | None:
        """The rep with the fewest open leads."""
        return min(reps, key=attrgetter("open", "rank"), default=None)

    def why_not(self, lead: LeadView, rep: RepView, chosen: RepView | None) -> str:
        """More open leads than the one chosen, or as many."""
        return _more_open(rep, chosen)


class Territory(AssignmentRule):
    """The owner of the buyer's territory; several owners of one territory share by fewest open leads."""

    name = "territory"
    owns = True

    def choose(self, lead: LeadView, reps: Sequence[RepView]) -> RepView | None:
        """An owner of the lead's territory."""
        where = lead.territory
        owners = [rep for rep in reps if rep.territory == where]
        return min(owners, key=attrgetter("open", "rank"), default=None)

    def why_not(self, lead: LeadView, rep: RepView, chosen: RepView | None) -> str:
        """Another territory, or an owner with more open leads."""
        return _more_open(rep, chosen) if rep.territory == lead.territory else "other territory"


class Random(AssignmentRule):
    """By lot: the lead's own number picks, so one more rep changes as few choices as possible."""

    name = "random"

    def choose(self, lead: LeadView, reps: Sequence[RepView]) -> RepView | None:
        """The rep whose score with this lead is highest (rendezvous hashing)."""
        number = int(lead.lot * 2**53)
        return max(reps, key=lambda rep: (mixed(number, rep.rank), rep.rank), default=None)

    def why_not(self, lead: LeadView, rep: RepView, chosen: RepView | None) -> str:
        """The lot fell on somebody else."""
        return "the lot fell on another"


def mixed(number: int, rank: int) -> int:
    """A 64-bit number for a lead and a rep that looks as if drawn for this pair alone (splitmix64, Steele et al. 2014)."""
    z = (number + (rank + 1) * 0x9E3779B97F4A7C15) & _WORD
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _WORD
    return z ^ (z >> 31)


class Performance(AssignmentRule):
    """In proportion to skill as shown: the rep furthest behind the share that skill deserves."""

    name = "performance"

    def choose(self, lead: LeadView, reps: Sequence[RepView]) -> RepView | None:
        """The rep with the fewest leads received per unit of skill."""
        return min(reps, key=lambda rep: ((rep.leads_received + 1) / rep.skill, rep.rank), default=None)

    def why_not(self, lead: LeadView, rep: RepView, chosen: RepView | None) -> str:
        """Nearer to the share that the skill deserves."""
        return f"nearer to their share ({rep.leads_received} received)"


class PrimeToStars(AssignmentRule):
    """Prime leads go to the reps of highest skill, in turns; all others by the rule named as otherwise."""

    name = "prime to stars"

    def __init__(self, stars: int = 2, otherwise: AssignmentRule | None = None) -> None:
        super().__init__(stars, otherwise)
        self._turns = RoundRobin()

    def choose(self, lead: LeadView, reps: Sequence[RepView]) -> RepView | None:
        """A star for a prime lead; nobody for another, which falls back to the other rule."""
        if not lead.prime:
            return self.fallback(lead, reps)
        best = sorted(reps, key=lambda rep: (-rep.skill, rep.rank))[: self.stars]
        return self._turns.choose(lead, sorted(best, key=by_rank))

    def why_not(self, lead: LeadView, rep: RepView, chosen: RepView | None) -> str:
        """A prime lead: no star, or not their turn; another lead: what the other rule says."""
        if not lead.prime and self.otherwise is not None:
            return self.otherwise.why_not(lead, rep, chosen)
        return "not their turn" if chosen is not None and rep.skill >= chosen.skill else "not the next star"


def _more_open(rep: RepView, chosen: RepView | None) -> str:
    """Why a rule of fewest open leads passed over somebody."""
    if chosen is None or rep.open > chosen.open:
        return f"more open leads ({rep.open})"
    return f"tied, later in order ({rep.open} open)"


RULES: dict[str, type[AssignmentRule]] = {
    rule.name: rule for rule in (RoundRobin, LeastOpen, Territory, Random, Performance, PrimeToStars)
}
PULL = "pull"
"""No assignment at all: whoever is free takes the lead that has waited longest."""


def assignment_class(name: str) -> type[AssignmentRule]:
    """The rule of a name: one of ours, an installed plug-in's (entry point group salesline.policies), or 'module:Class'.

    Raises SalesLineError when there is no such rule or it is not an AssignmentRule.
    """
    if name in RULES:
        return RULES[name]
    found: Any = None
    for entry in entry_points(group="salesline.policies", name=name):
        found = entry.load()
    if found is None and ":" in name:
        module, _, attribute = name.partition(":")
        try:
            found = getattr(import_module(module), attribute)
        except (ImportError, AttributeError, ValueError) as error:
            raise SalesLineError(f"assignment rule '{name}' cannot be imported: {error}") from error
    if not (isinstance(found, type) and issubclass(found, AssignmentRule)):
        raise SalesLineError(
            f"there is no assignment rule '{name}'; there is {', '.join([PULL, *RULES])}, or 'module:Class'"
        )
    return found
