"""Expiry rules: a lead that stays too long in a state is taken away (state, deadline, clock, action)."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from salesline.model.clock import Recurring
from salesline.model.leads import FOREVER, NEVER, Lead

if TYPE_CHECKING:
    from salesline.calendars import Shifts
    from salesline.model.line import Line
    from salesline.scenario.organisation import Expiry


class ExpiryRule:
    """Watches one desk. Deadlines are in order of entry, so one event for the earliest is enough."""

    def __init__(self, line: Line, rule: Expiry, working: Shifts | None) -> None:
        self._line = line
        self.rule = rule
        self._working = working
        self._queue: deque[tuple[float, float, Lead]] = deque()
        self._event = Recurring(line.clock, self._due)
        self._armed = False
        self.on = True
        self.hits = 0

    def entered(self, lead: Lead, now: float) -> None:
        """Start the lead's deadline."""
        after = self.rule.after
        limit = now + after if self._working is None else self._working.after(now, after)
        if self._queue and limit < self._queue[-1][0]:
            limit = self._queue[-1][0]
        self._queue.append((limit, lead.entered, lead))
        self._arm()

    def _arm(self) -> None:
        if self._queue and not self._armed and self._queue[0][0] < FOREVER:
            self._armed = True
            self._line.clock.arm(self._event, self._queue[0][0])

    def _due(self, event: Recurring) -> None:
        self._armed = False
        now = self._line.clock.now
        again: list[Lead] = []
        while self._queue and self._queue[0][0] <= now:
            _, entered, lead = self._queue.popleft()
            if self.on and lead.ticket and lead.entered == entered and lead.desk.name == self.rule.desk:
                if self.rule.state == "untouched" and lead.touched_at > NEVER:
                    continue
                if (
                    lead.rep is not None and lead.rep.lead is lead and lead.rep.job is not None
                ):  # being worked this minute
                    continue
                self._act(lead, now, again)
        for lead in again:
            self.entered(lead, now)
        self._arm()

    def _act(self, lead: Lead, now: float, again: list[Lead]) -> None:
        self.hits += 1
        action = self.rule.action
        if action == "reassign":
            if not lead.backlogged and lead.rep is not None:
                if self._line.journal is not None:
                    self._line.journal.again(lead, "expired")
                self._line.people.reassign(lead, now)
                if lead.ticket:
                    again.append(lead)
        else:
            lead.desk.fail(lead, lead.rep, now, "nurtured" if action == "nurture" else "lost", "expired")
