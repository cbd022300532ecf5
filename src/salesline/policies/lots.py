"""Assignment by lot: the lead's own number picks, so that one more rep changes as few choices as possible."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from salesline.policies.base import AssignmentRule, LeadView, SeatView, mixed


class Random(AssignmentRule):
    """By lot: the lead's own number picks, so one more rep changes as few choices as possible."""

    name = "random"
    source = "the baseline of queueing theory; rendezvous hashing, Thaler & Ravishankar 1998"
    fair = True

    def choose(self, lead: LeadView, reps: Sequence[SeatView]) -> SeatView | None:
        """The rep whose score with this lead is highest (rendezvous hashing)."""
        number = int(lead.lot * 2**53)
        return max(reps, key=lambda rep: (mixed(number, rep.rank), rep.rank), default=None)

    def why_not(self, lead: LeadView, rep: SeatView, chosen: SeatView | None) -> str:
        """The lot fell on somebody else."""
        return "the lot fell on another"


class WeightedRandom(AssignmentRule):
    """By lot in proportion to weight."""

    name = "weighted random"
    source = "rotator.solvely; weighted rendezvous hashing"
    fair = True

    def choose(self, lead: LeadView, reps: Sequence[SeatView]) -> SeatView | None:
        """The rep whose exponential clock of rate `weight` rings first for this lead."""
        number = int(lead.lot * 2**53)

        def rings(rep: SeatView) -> tuple[float, int]:
            return -log((mixed(number, rep.rank) + 0.5) / 2**64) / rep.weight, rep.rank

        return min(reps, key=rings, default=None)

    def why_not(self, lead: LeadView, rep: SeatView, chosen: SeatView | None) -> str:
        """The lot fell on somebody else."""
        return "the lot fell on another"
