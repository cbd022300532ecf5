"""Promises between departments (service level agreements): what was promised, kept and broken."""

from __future__ import annotations

from collections.abc import Mapping
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from salesline.model.clock import Recurring
from salesline.model.leads import FOREVER, Lead
from salesline.model.states import IDLE, STAGE, State

if TYPE_CHECKING:
    from salesline.calendars import Shifts
    from salesline.model.desks import DeskState
    from salesline.model.line import Line
    from salesline.model.reps import Rep
    from salesline.scenario.release import Sla

COUNTS = ("promised", "kept", "breached", "withdrawn", "late", "late_hours")


class Changes:
    """Differences of running totals, by quarter and by week."""

    def __init__(self) -> None:
        self._old: dict[str, dict[str, float]] = {}

    def since(self, key: str, totals: Mapping[str, float]) -> dict[str, float]:
        """How much the totals have grown since the last call with the key."""
        old = self._old.get(key, {})
        self._old[key] = dict(totals)
        return {name: value - old.get(name, 0) for name, value in totals.items()}


class VolumePromise:
    """So many leads come to a desk. What is short in a period is a breach; more in another does not make up for it."""

    def __init__(self, desk: DeskState, rate: float) -> None:
        self._desk = desk
        self._rate = rate
        self._changes = Changes()
        for key in ("quarter", "week"):
            self._changes.since(key, {"entered": desk.tally.entered})

    def change(self, key: str, start: float, end: float) -> dict[str, float]:
        """Leads promised, come and missing in a period."""
        came = self._changes.since(key, {"entered": self._desk.tally.entered})["entered"]
        promised = self._rate * (end - start)
        return {"promised": promised, "kept": min(promised, came), "breached": max(0.0, promised - came),
                "withdrawn": 0.0, "late": 0.0, "late_hours": 0.0}  # fmt: skip


class TimePromise:
    """Every lead leaves a state in time. A promise is kept when that happens at or before its deadline.

    It is counted as promised when the state begins, as kept when the state ends in time, as breached at the deadline, and
    as late when a breached one is met after all, with the hours between (on the promise's clock). A lead that goes
    before its first touch and before the deadline withdraws the promise.
    """

    def __init__(self, line: Line, rule: Sla, desk: DeskState, working: Shifts | None) -> None:
        assert rule.within is not None
        self._line = line
        self._desk = desk
        self._within = rule.within
        self._working = working
        self._state = State(rule.state, desk.definition)
        self.looks_on = self._state.moves
        self._open: dict[Lead, float] = {}
        self._broken: dict[Lead, float] = {}
        self._heap: list[tuple[float, int, Lead]] = []
        self._number = 0
        self._event = Recurring(line.clock, self._due)
        self._armed = FOREVER
        self._changes = Changes()
        self.promised = self.kept = self.breached = self.withdrawn = self.late = 0
        self.late_hours = 0.0

    def close(self) -> None:
        """The promise is no more; those given are forgotten."""
        self._desk.watchers.remove(self)
        self._desk.starters.remove(self)
        self._open.clear()
        self._broken.clear()

    def change(self, key: str, start: float, end: float) -> dict[str, float]:
        """What has been counted in a period."""
        return self._changes.since(key, {name: getattr(self, name) for name in COUNTS})

    # -- a state begins and ends

    def entered(self, lead: Lead, now: float) -> None:
        """A lead has come to the desk."""
        if self._state.holds(lead):
            self._begin(lead, now)

    def begun(self, lead: Lead, rep: Rep, now: float) -> None:
        """The first touch of a lead begins."""
        if self._state.kind == 0:
            self._end(lead, now)

    def began(self, lead: Lead, now: float) -> None:
        """A touch begins."""
        if self._state.kind == IDLE:
            self._end(lead, now)

    def finished(self, lead: Lead, stage: int, now: float) -> None:
        """A touch has ended and the lead stays."""
        if self._state.kind == IDLE:
            self._begin(lead, now)
            return
        if stage != lead.stage:
            self._end(lead, now)
            if self._state.kind == STAGE and self._state.holds(lead):
                self._begin(lead, now)

    def left(self, lead: Lead, now: float) -> None:
        """A lead has left the desk: an end of every state, but none that a first touch was promised for."""
        if self._state.kind in (0, IDLE):
            if self._open.pop(lead, None) is not None:
                self.withdrawn += 1
            self._broken.pop(lead, None)
        else:
            self._end(lead, now)

    def _begin(self, lead: Lead, now: float) -> None:
        limit = now + self._within if self._working is None else self._working.after(now, self._within)
        self.promised += 1
        self._open[lead] = limit
        self._number += 1
        heappush(self._heap, (limit, self._number, lead))
        self._arm()

    def _end(self, lead: Lead, now: float) -> None:
        limit = self._open.pop(lead, None)
        if limit is not None:
            self.kept += 1
            return
        limit = self._broken.pop(lead, None)
        if limit is not None:
            self.late += 1
            self.late_hours += now - limit if self._working is None else self._working.hours(limit, now)

    # -- deadlines

    def _arm(self) -> None:
        if self._heap and self._heap[0][0] < self._armed:
            self._armed = self._heap[0][0]
            self._line.clock.arm(self._event, self._armed)

    def _due(self, event: Recurring) -> None:
        """A deadline has come: once whatever else happens at this instant has happened, it has passed."""
        now = self._line.clock.now
        if now >= self._armed:
            self._armed = FOREVER
            self._line.clock.call(now, self._passed)

    def _passed(self, event: Recurring) -> None:
        now = self._line.clock.now
        while self._heap and self._heap[0][0] <= now:
            limit, _, lead = heappop(self._heap)
            if self._open.get(lead) == limit:
                del self._open[lead]
                self._broken[lead] = limit
                self.breached += 1
        self._arm()
