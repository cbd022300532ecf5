"""A cadence of touches: the way the work on a lead goes until the buyer is reached and found to be an SQL or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesline.model.arithmetic import contact_chance, response
from salesline.model.work import (
    CONVERSATION,
    DETECTION,
    FATE,
    HAND_OFF,
    PREPARATION,
    SERVICE,
    Plan,
    Sampler,
    contact_rule,
    meets,
    next_touch,
    sampler,
)

if TYPE_CHECKING:
    from salesline.model.desks import DeskState
    from salesline.model.leads import Lead
    from salesline.model.reps import Rep
    from salesline.scenario.desks import Cadence
    from salesline.scenario.market import Market


class CadencePlan(Plan):
    """Touches until the buyer is reached; then a conversation that makes the lead an SQL or not."""

    def __init__(self, desk: DeskState, cadence: Cadence, market: Market, activities: dict[str, int],
                 handling: list[Sampler], contact: list[float]) -> None:  # fmt: skip
        self.desk = desk
        self._activities = [activities[t.activity] for t in cadence.touches]
        self._after = [t.after for t in cadence.touches]
        self._handling = [handling[a] for a in self._activities]
        self._factor = [contact[a] for a in self._activities]
        self._preparation = sampler(cadence.preparation)
        self._conversation = cadence.conversation.quantile()
        self._hand_off = sampler(cadence.hand_off)
        self._sql = cadence.sql
        self._contact = contact_rule(market.contact)

    def start(self, lead: Lead, now: float) -> float:
        """Due after the first delay of the cadence."""
        lead.connected = False
        return now + self._after[0]

    def next_activity(self, lead: Lead) -> int:
        """Activity of the next touch."""
        return self._activities[min(lead.touches, len(self._activities) - 1)]

    def begin(self, lead: Lead, rep: Rep, now: float) -> float:
        """One attempt; a connected one goes on as the conversation, and a qualified one as the hand-off."""
        n = min(lead.touches, len(self._activities) - 1)
        activity = rep.activity = self._activities[n]
        draws, pos = lead.draws, lead.pos
        service = self._handling[n](draws[pos + SERVICE])
        if lead.touches == 0 and self._preparation is not None:
            service += self._preparation(lead.desk_row[PREPARATION])
        if now < lead.gone_at and draws[pos + FATE] < self.connect_chance(lead, rep, now, n):
            lead.connected = True
            service += self._conversation(lead.desk_row[CONVERSATION])
            if self._hand_off is not None and self.qualifies(lead):
                service += self._hand_off(lead.desk_row[HAND_OFF])
        return service / rep.speeds[activity]

    def connect_chance(self, lead: Lead, rep: Rep, now: float, n: int) -> float:
        """Chance that touch n reaches the buyer: response clock, attempts so far, channel, the rep's skill."""
        if lead.touches == 0:
            lead.late = now - lead.created
        fresh, floor, half_life, beta, decay = lead.source.contact or self._contact
        decayed = response(lead.late, half_life, beta) if beta else 1.0
        return contact_chance(fresh, floor, decayed, decay, lead.touches) * self._factor[n] * rep.reach

    def qualifies(self, lead: Lead) -> bool:
        """Whether the SDR finds the lead to meet the SQL definition."""
        return meets(lead.buyer, lead.desk_row, self._sql, DETECTION)

    def finish(self, lead: Lead, rep: Rep, now: float) -> float | None:
        """Next touch, or the end: SQL, disqualified, or never reached."""
        if lead.connected:
            if self.qualifies(lead):
                self.desk.succeed(lead, rep, now)
            else:
                self.desk.fail(lead, rep, now, "nurtured", "not qualified")
            return None
        next_touch(lead)
        if lead.touches >= len(self._after):
            self.desk.fail(lead, rep, now, "nurtured", "never reached")
            return None
        return now + self._after[lead.touches]
