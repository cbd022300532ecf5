"""Assignment by turns: everybody's turn comes, equally often or in proportion to a weight."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from math import floor

from salesline.policies.base import AssignmentRule, LeadView, SeatView, by_rank


class RoundRobin(AssignmentRule):
    """Strict turns in fixed order; whoever is away is skipped and not made up for."""

    name = "round robin"
    source = "Distribution Engine, LeanData (order-based), RevenueHero (strict), HubSpot rotate"
    fair = True

    def __init__(self, stars: int = 2, otherwise: AssignmentRule | None = None) -> None:
        super().__init__(stars, otherwise)
        self._last = -1
        self._place = 0

    def choose(self, lead: LeadView, reps: Sequence[SeatView]) -> SeatView | None:
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

    def why_not(self, lead: LeadView, rep: SeatView, chosen: SeatView | None) -> str:
        """Somebody else had the turn."""
        return "not their turn"


class LeastRecent(AssignmentRule):
    """Whoever has waited longest for a lead; leads given by hand or past the rule count too."""

    name = "least recent"
    source = "Dynamics 365, Zendesk, Kubaru"
    fair = True

    def choose(self, lead: LeadView, reps: Sequence[SeatView]) -> SeatView | None:
        """The rep whose latest lead is the oldest."""
        return min(reps, key=lambda rep: (rep.last_turn, rep.rank), default=None)

    def why_not(self, lead: LeadView, rep: SeatView, chosen: SeatView | None) -> str:
        """Had a lead more recently."""
        return "had a lead more recently"


class CountBalanced(AssignmentRule):
    """Whoever is furthest behind by count, with credits and the calibration of those who joined or were away."""

    name = "count balanced"
    source = "LeanData (count-based), RevenueHero (balanced), Chili Piper (level)"
    fair = True
    counts = True

    def choose(self, lead: LeadView, reps: Sequence[SeatView]) -> SeatView | None:
        """The rep with the fewest turns."""
        return min(reps, key=lambda rep: (rep.turns, rep.rank), default=None)

    def why_not(self, lead: LeadView, rep: SeatView, chosen: SeatView | None) -> str:
        """Has had more turns, or as many."""
        return f"not as far behind ({rep.turns:g} turns)"


class WeightedRoundRobin(AssignmentRule):
    """Turns in proportion to weight: whoever is furthest behind the share; weights may follow the ramp."""

    name = "weighted round robin"
    source = "Distribution Engine (weight 2 twice, 0.5 half), LeanData, RevenueHero, Zapier; D'Hondt's highest averages"
    fair = True
    counts = True

    def choose(self, lead: LeadView, reps: Sequence[SeatView]) -> SeatView | None:
        """The rep with the fewest turns, the next one counted, per unit of weight."""
        return min(reps, key=lambda rep: ((rep.turns + 1.0) / rep.weight, rep.rank), default=None)

    def why_not(self, lead: LeadView, rep: SeatView, chosen: SeatView | None) -> str:
        """Nearer to the share that the weight deserves."""
        return f"nearer to their share ({rep.turns:g} turns, weight {rep.weight:g})"


class PercentageDeck(AssignmentRule):
    """A deck of 100 cards dealt ahead by weight; whoever is away finds the cards not played on coming back."""

    name = "percentage deck"
    source = "Routera (next 100 dealt ahead); HubSpot users ask for it"
    fair = True
    cards = 100

    def __init__(self, stars: int = 2, otherwise: AssignmentRule | None = None) -> None:
        super().__init__(stars, otherwise)
        self._deck: list[int] = []

    def choose(self, lead: LeadView, reps: Sequence[SeatView]) -> SeatView | None:
        """The holder of the first card in the deck that anybody of `reps` holds; a new deck if there is none."""
        if not reps:
            return None
        there = {rep.rank: rep for rep in reps}
        for place, rank in enumerate(self._deck):
            if rank in there:
                del self._deck[place]
                return there[rank]
        first, *rest = _dealt(reps, self.cards)
        self._deck += rest
        return there[first]

    def why_not(self, lead: LeadView, rep: SeatView, chosen: SeatView | None) -> str:
        """Another's card came first."""
        return "the next card was another's"


def _dealt(reps: Sequence[SeatView], cards: int) -> list[int]:
    """Ranks in the order of the cards: shares to the nearest card (largest remainder), each spread evenly."""
    total = sum(rep.weight for rep in reps)
    exact = [cards * rep.weight / total for rep in reps]
    counts = [floor(share) for share in exact]
    rest = sorted(range(len(reps)), key=lambda k: (counts[k] - exact[k], k))
    for k in rest[: cards - sum(counts)]:
        counts[k] += 1
    places = [
        ((n + 0.5) / count, rep.rank) for rep, count in zip(reps, counts, strict=True) for n in range(count)
    ]
    return [rank for _, rank in sorted(places)]


class Modulo(AssignmentRule):
    """The record number decides: number modulo the count of those there; no memory at all."""

    name = "modulo"
    source = "Zoho extension of Ubicorp"
    fair = True

    def choose(self, lead: LeadView, reps: Sequence[SeatView]) -> SeatView | None:
        """The rep at the place of the lead's number."""
        return reps[lead.index % len(reps)] if reps else None

    def why_not(self, lead: LeadView, rep: SeatView, chosen: SeatView | None) -> str:
        """The number is another's."""
        return "the number is another's"
