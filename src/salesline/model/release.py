"""Release rules that hold leads back before a line: constant WIP (CONWIP) over one or several desks."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from salesline.model.leads import Lead

if TYPE_CHECKING:
    from salesline.model.desks import DeskState


class ConwipGate:
    """At most `limit` leads between the entry of the first and the exit of the last of some desks.

    Source: Hopp & Spearman, Factory Physics: constant work in process. A cap per rep is the desk's own (see `DeskState`).
    """

    def __init__(self, desks: list[DeskState]) -> None:
        self.desks = desks
        self.limit = 0
        self.inside = sum(desk.wip for desk in desks)
        self._pool: deque[tuple[int, Lead]] = deque()

    def held_by(self, lead: Lead) -> str:
        """The name of the rule."""
        return "conwip"

    def admit(self, lead: Lead, now: float) -> bool:
        """Count the lead in, or keep it in the pool."""
        if lead.moving is self:
            lead.moving = None
            return True
        if self.inside < self.limit:
            self.inside += 1
            return True
        lead.held = self
        self._pool.append((lead.ticket, lead))
        lead.backlogged = True
        lead.desk.tally.backlogged += 1
        lead.desk.count_waiting(now, 1)
        return False

    def left(self, lead: Lead, successor: DeskState | None, now: float) -> None:
        """A lead has left a desk; unless it stays among the gate's desks, its place goes to the head of the pool."""
        if lead.held is self:  # it ended while it was held back
            lead.held = None
            return
        if successor in self.desks:
            lead.moving = self
            return
        self.inside -= 1
        if self._pool:
            self.refill(now)

    def held(self) -> list[tuple[int, Lead]]:
        """Who is held back, by ticket; entries whose lead has another ticket by now are void."""
        return list(self._pool)

    def refill(self, now: float) -> None:
        """Let in whoever has waited longest while there is room."""
        while self._pool and self.inside < self.limit:
            ticket, lead = self._pool.popleft()
            if lead.ticket != ticket:
                continue
            desk = lead.desk
            lead.backlogged = False
            desk.count_waiting(now, -1)
            if now >= lead.gone_at and desk.announced:
                desk.lapse(lead, None, now)
                continue
            self.inside += 1
            lead.held = None
            desk.place(lead, now)
