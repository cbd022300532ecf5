"""Assignment by match: the lead belongs to somebody, or suits somebody better than others."""

from __future__ import annotations

from collections.abc import Sequence

from salesline.policies.base import AssignmentRule, LeadView, RepView, SeatView, by_open, by_rank, more_open
from salesline.policies.turns import RoundRobin
from salesline.scenario.assignment import Assignment

NUMBERS = 10**9
"""Ranks of two roles lie this far apart."""
GENERATION = 4096
"""Successors in a place have numbers this far apart."""


class Territory(AssignmentRule):
    """The owner of the buyer's territory; several owners of one territory share by fewest open leads."""

    name = "territory"
    source = "Distribution Engine Territories, Freshsales, Kubaru"
    owns = True
    insists = True

    def choose(self, lead: LeadView, reps: Sequence[SeatView]) -> SeatView | None:
        """An owner of the lead's territory."""
        where = lead.territory
        owners = [rep for rep in reps if rep.territory == where]
        return min(owners, key=by_open, default=None)

    def why_not(self, lead: LeadView, rep: SeatView, chosen: SeatView | None) -> str:
        """Another territory, or an owner with more open leads."""
        return more_open(rep, chosen) if rep.territory == lead.territory else "other territory"


class Performance(AssignmentRule):
    """In proportion to skill as shown: the rep furthest behind the share that skill deserves."""

    name = "performance"
    source = "sdevireddy, lead assignment strategies ('feed the closers')"

    def choose(self, lead: LeadView, reps: Sequence[SeatView]) -> SeatView | None:
        """The rep with the fewest leads received per unit of skill."""
        return min(reps, key=lambda rep: ((rep.leads_received + 1) / rep.skill, rep.rank), default=None)

    def why_not(self, lead: LeadView, rep: SeatView, chosen: SeatView | None) -> str:
        """Nearer to the share that the skill deserves."""
        return f"nearer to their share ({rep.leads_received} received)"


class TrackRecord(AssignmentRule):
    """In proportion to wins per lead so far, drawn toward the team's average until a rep has leads to show."""

    name = "track record"
    source = "sdevireddy, lead assignment strategies (performance-based share)"
    counts = True
    leads_of_doubt = 20.0

    def choose(self, lead: LeadView, reps: Sequence[SeatView]) -> SeatView | None:
        """The rep with the fewest turns per unit of shrunk conversion."""
        leads = sum(rep.leads_received for rep in reps)
        average = (sum(rep.wins for rep in reps) + 1.0) / (leads + self.leads_of_doubt)
        doubt = self.leads_of_doubt

        def behind(rep: SeatView) -> tuple[float, int]:
            shown = (rep.wins + doubt * average) / (rep.leads_received + doubt)
            return (rep.turns + 1.0) / shown, rep.rank

        return min(reps, key=behind, default=None)

    def why_not(self, lead: LeadView, rep: SeatView, chosen: SeatView | None) -> str:
        """Nearer to the share that the conversion deserves."""
        return f"nearer to their share ({rep.wins} won of {rep.leads_received})"


class PrimeToStars(AssignmentRule):
    """Prime leads go to the reps of highest skill, in turns; all others by the rule named as otherwise."""

    name = "prime to stars"
    source = "FrontSpin essay on the sales plan (2016): the founder's network to the best closers"

    def __init__(self, stars: int = 2, otherwise: AssignmentRule | None = None) -> None:
        super().__init__(stars, otherwise)
        self._turns = RoundRobin()

    def choose(self, lead: LeadView, reps: Sequence[SeatView]) -> RepView | None:
        """A star for a prime lead; nobody for another, which falls back to the other rule."""
        if not lead.prime:
            return self.fallback(lead, reps)
        best = sorted(reps, key=lambda rep: (-rep.skill, rep.rank))[: self.stars]
        return self._turns.choose(lead, sorted(best, key=by_rank))

    def why_not(self, lead: LeadView, rep: SeatView, chosen: SeatView | None) -> str:
        """A prime lead: no star, or not their turn; another lead: what the other rule says."""
        if not lead.prime and self.otherwise is not None:
            return self.otherwise.why_not(lead, rep, chosen)
        return "not their turn" if chosen is not None and rep.skill >= chosen.skill else "not the next star"


class ScoreTiers(AssignmentRule):
    """Hot leads to the seniors: reps by skill in as many groups as there are tiers of the marketing score."""

    name = "score tiers"
    source = "sdevireddy, lead assignment strategies (score tiers); Dynamics 365 segments"

    def __init__(self, stars: int = 2, otherwise: AssignmentRule | None = None) -> None:
        super().__init__(stars, otherwise)
        self.tiers: tuple[float, ...] = (0.0,)

    def tune(self, settings: Assignment) -> None:
        """The scores that part the tiers."""
        self.tiers = settings.tiers

    def choose(self, lead: LeadView, reps: Sequence[SeatView]) -> SeatView | None:
        """The rep with the fewest open leads in the group of the lead's tier."""
        groups = len(self.tiers) + 1
        tier = next((n for n, score in enumerate(self.tiers) if lead.score >= score), len(self.tiers))
        by_skill = sorted(reps, key=lambda rep: (-rep.skill, rep.rank))
        first, last = tier * len(reps) // groups, (tier + 1) * len(reps) // groups
        group = by_skill[first:last] or by_skill[max(0, min(first, len(reps) - 1)) :][:1]
        return min(group, key=by_open, default=None)

    def why_not(self, lead: LeadView, rep: SeatView, chosen: SeatView | None) -> str:
        """Of another tier, or more open leads."""
        return f"other tier of skill, or more open leads ({rep.open})"


class Sticky(AssignmentRule):
    """Leads of an account go to whoever has it (lead-to-account match, same owner); a new account by `otherwise`."""

    name = "sticky"
    source = "Distribution Engine, LeanData, Chili Piper (ownership), Kubaru (duplicates to the same owner), Zendesk"
    owns = True

    def __init__(self, stars: int = 2, otherwise: AssignmentRule | None = None) -> None:
        super().__init__(stars, otherwise)
        self._owners: dict[str, tuple[int, float]] = {}
        self._for = float("inf")

    def tune(self, settings: Assignment) -> None:
        """How long an owner keeps an account."""
        self._for = float("inf") if settings.sticky_for is None else settings.sticky_for

    def choose(self, lead: LeadView, reps: Sequence[SeatView]) -> SeatView | None:
        """The owner of the lead's account, or nobody."""
        rank, since = self._owners.get(lead.account, (-1, 0.0))
        if rank < 0 or lead.entered - since > self._for:
            return None
        return next((rep for rep in reps if rep.rank == rank), None)

    def given(self, lead: LeadView, rep: RepView) -> None:
        """Whoever has got a lead of an account owns it from now on."""
        self._owners[lead.account] = (rep.rank, lead.entered)

    def why_not(self, lead: LeadView, rep: SeatView, chosen: SeatView | None) -> str:
        """The account is another's."""
        return "the account is another's"


class Paired(AssignmentRule):
    """The AE who belongs to the SDR who passed the lead on: of the same pod, else by number; others by `otherwise`."""

    name = "paired"
    source = "LeanData (SDR-AE pairing), RevenueHero (relay pods), Intronis"
    owns = True

    def choose(self, lead: LeadView, reps: Sequence[SeatView]) -> SeatView | None:
        """The partner of the lead's sender, or nobody."""
        sender = lead.sender
        if sender is None or not reps:
            return None
        pod = getattr(sender, "pod", None)
        mates = [rep for rep in reps if pod is not None and rep.pod == pod] or list(reps)
        number: int = sender.rank % NUMBERS % GENERATION
        return mates[number % len(mates)]

    def why_not(self, lead: LeadView, rep: SeatView, chosen: SeatView | None) -> str:
        """Another is the sender's partner."""
        return "not the sender's partner"


class SameRep(AssignmentRule):
    """Whoever passed the lead on goes on with it (a generalist, who hands over to nobody); others by `otherwise`."""

    name = "same rep"
    source = "generalists against specialists: the hyperspecialisation seed"
    owns = True

    def choose(self, lead: LeadView, reps: Sequence[SeatView]) -> SeatView | None:
        """The lead's sender, if here, or nobody."""
        sender = lead.sender
        return next((rep for rep in reps if sender is not None and rep.rank == sender.rank), None)

    def why_not(self, lead: LeadView, rep: SeatView, chosen: SeatView | None) -> str:
        """Another passed it on."""
        return "another rep passed the lead on"
