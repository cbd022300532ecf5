"""Expiry rules: a lead that stays too long in a state is taken away (state, deadline, clock, action)."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush
from math import nextafter
from typing import TYPE_CHECKING

from salesline.model.clock import Recurring
from salesline.model.leads import FOREVER, Lead
from salesline.model.promises import Changes
from salesline.model.states import IDLE, STAGE, State
from salesline.model.takeback import reassign, send_offline, to_pool

if TYPE_CHECKING:
    from salesline.calendars import Shifts
    from salesline.model.desks import DeskState
    from salesline.model.line import Line
    from salesline.model.reps import Rep
    from salesline.scenario.release import Expiry


class ExpiryRule:
    """Watches one desk. All deadlines are in one heap; an event of the clock waits for the earliest."""

    def __init__(self, line: Line, rule: Expiry, desk: DeskState, working: Shifts | None) -> None:
        self._line = line
        self.rule = rule
        self.state = State(rule.state, desk.definition)
        self._desk = desk
        self._working = working
        self._heap: list[tuple[float, int, float, Lead]] = []
        self._event = Recurring(line.clock, self._due)
        self._armed = FOREVER
        self._number = 0
        self._times: dict[Lead, int] = {}
        self._seen: dict[Lead, float] = {}
        self._changes = Changes()
        self.on = True
        self.hits = 0
        """Times that a deadline has passed."""
        self.taken = 0
        """Times that the lead then changed hands, or left."""

    @property
    def looks_on(self) -> bool:
        """Whether it must be told of single touches."""
        return self.state.kind == STAGE

    def change(self, key: str) -> dict[str, float]:
        """Hits and leads taken away since the last call with the key."""
        return self._changes.since(key, {"hits": self.hits, "taken": self.taken})

    # -- deadlines begin and end

    def entered(self, lead: Lead, now: float) -> None:
        """Start the lead's deadline."""
        if self.state.kind != STAGE or self.state.holds(lead):
            self._watch(lead, now)

    def began(self, lead: Lead, now: float) -> None:
        """A touch begins: looked at when a deadline is due, not before."""

    def finished(self, lead: Lead, stage: int, now: float) -> None:
        """A touch may have brought the lead to the stage."""
        if self.state.kind == STAGE and stage != lead.stage == self.state.stage:
            self._watch(lead, now)

    def left(self, lead: Lead, now: float) -> None:
        """The lead's deadlines at the desk are void; see `_due`."""
        if self._times:
            self._times.pop(lead, None)
        if self._seen:
            self._seen.pop(lead, None)

    def start(self, leads: Iterable[Lead], now: float) -> None:
        """The deadlines of leads that are there when the rule begins start now."""
        for lead in leads:
            if self.state.holds(lead):
                self._watch(lead, now)

    def _watch(self, lead: Lead, since: float) -> None:
        self._push(self._limit(since), lead)

    def _push(self, limit: float, lead: Lead) -> None:
        self._number += 1
        heappush(self._heap, (limit, self._number, lead.entered, lead))
        self._arm()

    def _arm(self) -> None:
        if self._heap and self._heap[0][0] < self._armed:
            self._armed = self._heap[0][0]
            self._line.clock.arm(self._event, self._armed)

    # -- a deadline has come

    def _due(self, event: Recurring) -> None:
        now = self._line.clock.now
        if now < self._armed:
            return  # an earlier one, for a deadline since then replaced
        self._armed = FOREVER
        again: list[Lead] = []
        while self._heap and self._heap[0][0] <= now:
            _, _, entered, lead = heappop(self._heap)
            if (
                self.on
                and lead.ticket
                and lead.entered == entered
                and lead.desk is self._desk
                and self.state.holds(lead)
            ):
                self._look(lead, now, again)
        for lead in again:
            self._watch(lead, now)
        self._arm()

    def _look(self, lead: Lead, now: float, again: list[Lead]) -> None:
        rep = lead.rep
        if rep is not None and rep.lead is lead and rep.job is not None:  # being worked this minute
            if self.rule.state != "untouched":
                self._push(_end(rep, now), lead)
            return
        if self.state.kind == IDLE and lead.touched_at >= lead.entered:
            limit = self._limit(lead.touched_at)
            if limit > now:
                self._push(limit, lead)
                return
        self._act(lead, now, again)

    def _limit(self, since: float) -> float:
        after = self.rule.after
        return since + after if self._working is None else self._working.after(since, after)

    def _act(self, lead: Lead, now: float, again: list[Lead]) -> None:
        rule = self.rule
        if rule.limit is not None:
            times = self._times[lead] = self._times.get(lead, 0) + 1
            if times > rule.limit:
                return
        if rule.action == "count":
            self._count(lead, again)
            return
        self.hits += 1
        rep = lead.rep
        if rule.offender is not None and rep is not None:
            send_offline(self._line, rep, now + rule.offender.offline, now)
        if rule.action in ("nurture", "drop"):
            self._desk.fail(lead, rep, now, "nurtured" if rule.action == "nurture" else "lost", "expired")
            self.taken += 1
        elif rep is not None and not lead.backlogged:
            self._move(lead, now)
            self.taken += lead.rep is not rep
            if lead.ticket:
                again.append(lead)
        if rep is not None and rep.appetite is not None and lead.rep is not rep:
            rep.appetite.lost()
            rep.set_cap()

    def _count(self, lead: Lead, again: list[Lead]) -> None:
        """One hit, and for idle leads no more than one between two touches."""
        if self.state.kind != IDLE:
            self.hits += 1
            return
        again.append(lead)
        if self._seen.get(lead) != lead.touched_at:
            self._seen[lead] = lead.touched_at
            self.hits += 1

    def _move(self, lead: Lead, now: float) -> None:
        if self._line.journal is not None:
            self._line.journal.again(lead, "expired")
        if self.rule.action == "pool":
            to_pool(self._line, lead, now)
        else:
            reassign(self._line, lead, now)


def _end(rep: Rep, now: float) -> float:
    """When a rep's touch in hand ends; at any rate after now, so that a deadline at that very instant comes after it."""
    assert rep.job is not None
    setup, reload, service, lost = rep.job
    end = rep.began + setup + reload + service + lost  # added up as on the floor
    return end if end > now else nextafter(now, FOREVER)
