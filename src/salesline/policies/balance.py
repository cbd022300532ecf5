"""Assignment by load: whoever has least to do, by one reading or another of 'least'."""

from __future__ import annotations

from collections.abc import Sequence

from salesline.policies.base import AssignmentRule, LeadView, SeatView, by_open, mixed, more_open


class LeastOpen(AssignmentRule):
    """Fewest open leads first; ties in fixed order (join the shortest queue)."""

    name = "least open"
    source = "Distribution Engine, Kubaru, Dynamics 365; join the shortest queue"

    def choose(self, lead: LeadView, reps: Sequence[SeatView]) -> SeatView | None:
        """The rep with the fewest open leads."""
        return min(reps, key=by_open, default=None)

    def why_not(self, lead: LeadView, rep: SeatView, chosen: SeatView | None) -> str:
        """More open leads than the one chosen, or as many."""
        return more_open(rep, chosen)


class LeastUtilised(AssignmentRule):
    """Whoever has been busy for the smallest share of the paid time so far."""

    name = "least utilised"
    source = "Java Modelling Tools (least utilisation)"

    def choose(self, lead: LeadView, reps: Sequence[SeatView]) -> SeatView | None:
        """The rep with the lowest utilisation; of equals the one with the fewest open leads."""
        return min(reps, key=lambda rep: (rep.utilisation, rep.open, rep.rank), default=None)

    def why_not(self, lead: LeadView, rep: SeatView, chosen: SeatView | None) -> str:
        """Busier so far, or as busy with more open leads."""
        return f"busier so far ({rep.utilisation:.0%})"


class ShortestResponse(AssignmentRule):
    """The shortest expected response: work ahead of the lead, itself included, over the rep's speed."""

    name = "shortest response"
    source = "Java Modelling Tools (shortest response time); shortest expected delay routing"

    def choose(self, lead: LeadView, reps: Sequence[SeatView]) -> SeatView | None:
        """The rep with the least work ahead per unit of speed."""
        return min(reps, key=lambda rep: ((rep.open + 1) / max(rep.pace, 1e-9), rep.rank), default=None)

    def why_not(self, lead: LeadView, rep: SeatView, chosen: SeatView | None) -> str:
        """More work ahead for the speed."""
        return f"more work ahead ({rep.open} open at pace {rep.pace:.2g})"


class PowerOfTwo(AssignmentRule):
    """The lead's own lot picks two; of these the one with fewer open leads gets it."""

    name = "power of two"
    source = "Mitzenmacher 2001, the power of two choices"

    def choose(self, lead: LeadView, reps: Sequence[SeatView]) -> SeatView | None:
        """The less loaded of two drawn reps."""
        number = int(lead.lot * 2**53)
        two = sorted(reps, key=lambda rep: (mixed(number, rep.rank), rep.rank), reverse=True)[:2]
        return min(two, key=lambda rep: rep.open, default=None)

    def why_not(self, lead: LeadView, rep: SeatView, chosen: SeatView | None) -> str:
        """Not one of the two drawn, or the busier of them."""
        return f"not drawn, or more open leads ({rep.open})"


class LongestIdle(AssignmentRule):
    """Whoever has had nothing to do for longest; if nobody is idle, the fewest open leads."""

    name = "longest idle"
    source = "business telephone systems (longest idle agent)"

    def choose(self, lead: LeadView, reps: Sequence[SeatView]) -> SeatView | None:
        """The rep idle since the earliest time."""
        return min(reps, key=_idleness, default=None)

    def why_not(self, lead: LeadView, rep: SeatView, chosen: SeatView | None) -> str:
        """Not idle, or not for as long."""
        return "not idle" if rep.idle_since is None else "idle for a shorter time"


def _idleness(rep: SeatView) -> tuple[bool, float, int]:
    since = rep.idle_since
    return (since is None, rep.open if since is None else since, rep.rank)
