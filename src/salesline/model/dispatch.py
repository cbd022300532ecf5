"""Dispatchers: assignment with filters, orders with memory and fallback chains, at the desks that ask for any of it.

A lead that nobody may have now stays on the desk's backlog. It is tried again when a rep gets room, joins or comes back,
and at the earliest time at which the clock alone may change the answer (a shift opens, the period of a cap ends, a filter
is let go, a delay ends): one event for the earliest of these.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from salesline.errors import SalesLineError
from salesline.model.choice import Choice, Chooser
from salesline.model.leads import FOREVER, Lead
from salesline.model.seats import Seat, Windows
from salesline.policies.base import mixed
from salesline.policies.filters import CapacityUnits

if TYPE_CHECKING:
    from salesline.calendars import Shifts
    from salesline.model.clock import Recurring
    from salesline.model.desks import DeskState
    from salesline.model.reps import Rep
    from salesline.scenario.assignment import Assignment

ASSIGNMENT_DRAWS = 4
U_DELAY, U_ERROR, U_WHO = range(3)
UNASSIGNED = "nobody has assigned it yet"
CREDITS = {
    "refused": "bad lead",
    "not qualified": "bad lead",
    "no show": "no show",
}
"""What each reason for a lead's end gives the turn back for."""


class Dispatcher:
    """Gives the leads of one desk to its reps."""

    def __init__(self, desk: DeskState, chosen: Assignment, before: Dispatcher | None) -> None:
        self.desk = desk
        self.line = desk.line
        self.chosen = chosen
        self.seats: dict[Rep, Seat] = before.seats if before else {}
        self.chooser: Chooser = Chooser(self, chosen, before.chooser if before else None)
        self._windows: Windows | None = before._windows if before else None
        self._placed: int = before._placed if before else 0
        self._ready: dict[Lead, float] = before._ready if before else {}
        self._units: dict[Lead, tuple[Seat, float]] = before._units if before else {}
        self._credited: set[Lead] = set()
        self._delay = chosen.delay.quantile() if chosen.delay else None
        self._shifts: Shifts | None = None
        moment = self.chooser.moment
        self._caps = [per for f in moment if (per := getattr(f, "per", ""))]
        self._capacity = next((f for f in moment if isinstance(f, CapacityUnits)), None)
        self._clocked = [f for f in moment if f.name in ("cap", "working hours")]
        self._timers: list[float] = []
        self._token = 0
        self._alarm = FOREVER
        self._busy = self._again = False
        if before is not None:  # its alarm rings no more, and what it waited for is taken over
            before._token += 1
            self._timers = before._timers

    def equip(self) -> None:
        """Take over the present settings of roles and offices."""
        if self._caps and self._windows is None:
            self._windows = Windows(self.line)
        organisation = self.line.organisation
        for rep, seat in self.seats.items():
            if rep.role_name in organisation.roles:
                seat.equip(self._windows, follow=self.chosen.weights_follow_ramp)
        working = self._delay is not None and self.chosen.delay_clock == "working"
        self._shifts = (
            self.line.people.attendance.office_shifts(organisation, self.desk.definition) if working else None
        )

    # -- reps come and go

    def seat(self, rep: Rep) -> Seat:
        """What is known of a rep here; a newcomer begins with the average of the others, or at zero."""
        found = self.seats.get(rep)
        if found is None:
            found = Seat(self.desk, rep)
            found.equip(self._windows, follow=self.chosen.weights_follow_ramp)
            if self.chosen.joiners == "average":
                found.turns = self._level(rep) * found.weight
            self.seats[rep] = found
        return found

    def _level(self, without: Rep) -> float:
        """Mean turns per unit of weight of the others."""
        others = [self.seats[rep].level for rep in self.desk.reps if rep is not without and rep in self.seats]
        return sum(others) / len(others) if others else 0.0

    def went(self, rep: Rep) -> None:
        """A rep has gone on leave or is sick."""
        self.seat(rep).left_at = self._level(rep)

    def came(self, rep: Rep) -> None:
        """A rep has joined or is back; who is calibrated gets the turns missed."""
        seat = self.seat(rep)
        if seat.left_at is not None and self.chosen.returners == "calibrate":
            seat.turns += max(0.0, self._level(rep) - seat.left_at) * seat.weight
        seat.left_at = None

    # -- leads come

    def place(self, lead: Lead, now: float, *, again: bool = False) -> None:
        """Give the lead to a rep, or let it wait; `again`: the rules have changed, and its delay is not begun anew."""
        if self._ready.get(lead, now) > now:
            self._wait(lead, now, UNASSIGNED)
            return
        if self._delay is not None and not again:
            hours = self._delay(self._luck(lead, U_DELAY))
            at = now + hours if self._shifts is None else self._shifts.after(now, hours)
            if at > now:
                self._ready[lead] = at
                self._wait(lead, now, UNASSIGNED)
                return
        if not self._try(lead, now, new=True):
            self._wait(lead, now, self._why_it_waits(lead))

    def _luck(self, lead: Lead, column: int) -> float:
        table = self.line.luck.table(f"assignment|{lead.source.name}|{self.desk.address}", ASSIGNMENT_DRAWS)
        return table.draw(lead.index, column)

    def _why_it_waits(self, lead: Lead) -> str:
        return "nobody may have it now"

    def _wait(self, lead: Lead, now: float, reason: str) -> None:
        self.desk.wait(lead, None, now)
        for after in self.chooser.lapses:
            if lead.entered + after > now:
                heappush(self._timers, lead.entered + after)
        if lead in self._ready:
            heappush(self._timers, self._ready[lead])
        if self.line.journal is not None:
            left_out = self.chooser.left_out(lead, Choice(None), now)
            self._decide(lead, None, left_out, f"waits on the desk's backlog: {reason}", now)
        self._arm(now)

    def _try(self, lead: Lead, now: float, *, new: bool = False) -> bool:
        """Give the lead away, if anybody may have it; `new`: it does not come from the backlog."""
        ready = self._ready.pop(lead, now)
        if ready > now:
            self._ready[lead] = ready
            return False
        choice = self._misrouted(lead, now)
        if choice is None:
            try:
                choice = self._found(lead, now)
            except SalesLineError:
                if new:
                    self.desk.wait(lead, None, now)  # so that the books balance when the run ends here
                raise
        if choice.elsewhere is not None:
            self._send(lead, choice.elsewhere, now)
        elif choice.seat is not None:
            self._give(lead, choice, now)
        return choice.seat is not None or choice.elsewhere is not None

    def _found(self, lead: Lead, now: float) -> Choice:
        """Whoever gets the lead now."""
        return self.chooser.choose(lead, now)

    def _misrouted(self, lead: Lead, now: float) -> Choice | None:
        """Somebody by lot, for the share of leads that are assigned in error."""
        error = self.chosen.error
        if not error or self._luck(lead, U_ERROR) >= error:
            return None
        number = int(self._luck(lead, U_WHO) * 2**53)
        there = [s for s in map(self.seat, self.desk.reps) if not self.chooser.blocked(s, lead, now)]
        seat = max(there, key=lambda s: (mixed(number, s.rank), s.rank), default=None)
        return Choice(seat, reason="misrouted") if seat else None

    def _give(self, lead: Lead, choice: Choice, now: float) -> None:
        seat = choice.seat
        assert seat is not None
        if self.line.journal is not None:
            waited = "after a wait" if lead.backlogged else ""
            words = ": ".join(part for part in (waited, choice.reason) if part)
            self._decide(lead, choice, self.chooser.left_out(lead, choice, now), words, now)
        self._off_backlog(lead, now)
        seat.turns += 1.0
        seat.last_turn = self._placed
        self._placed += 1
        for per in self._caps:
            seat.count(per, now)
        if self._capacity is not None:
            weight = self._capacity.weight(lead)
            seat.own_load += weight
            self._units[lead] = (seat, weight)
        self.chooser.given(lead, seat)
        self.line.floor.hand(lead, seat.rep, now)

    def _send(self, lead: Lead, elsewhere: DeskState, now: float) -> None:
        """The lead goes to the desk of the last resort."""
        desk = self.desk
        if self.line.journal is not None:
            left_out = self.chooser.left_out(lead, Choice(None), now)
            self._decide(lead, None, left_out, f"sent to desk {elsewhere.name}, the last resort", now)
        if lead.opened is not None and desk.definition.opportunity:  # it becomes one there, if at all
            desk.tally.opportunities -= 1
            lead.source.counts.opportunities -= 1
            lead.opened = None
        desk.pass_on(lead, elsewhere, now)

    def _off_backlog(self, lead: Lead, now: float) -> None:
        if lead.backlogged:
            self.desk.count_waiting(now, -1)
            lead.backlogged = False

    def _decide(
        self, lead: Lead, choice: Choice | None, left_out: dict[str, str], words: str, now: float
    ) -> None:
        rep = choice.seat.rep if choice is not None and choice.seat is not None else None
        eligible = [seat.rep for seat in choice.among] if choice is not None else []
        self.line.decide(now, lead, self.desk, self.chooser.name, rep, left_out, words, eligible)

    # -- leads go

    def left(self, lead: Lead) -> None:
        """A lead has left the desk, or its rep."""
        self._ready.pop(lead, None)
        self._credited.discard(lead)
        self.chooser.forget(lead)
        held = self._units.pop(lead, None)
        if held is not None:
            held[0].own_load -= held[1]

    def failed(self, lead: Lead, rep: Rep | None, reason: str) -> None:
        """A lead has ended without success or a meeting has not taken place: the turn may be given back, once a lead."""
        if rep is not None and CREDITS.get(reason) in self.chosen.credits and lead not in self._credited:
            self._credited.add(lead)
            self.chooser.credit(self.seat(rep))

    def another(self, lead: Lead, now: float) -> Choice:
        """Whom the lead could go to instead of its rep."""
        assert lead.rep is not None
        self.chooser.forget(lead)
        choice = self.chooser.choose(lead, now, without=(lead.rep,))
        self.chooser.forget(lead)
        return choice

    def move(self, lead: Lead, choice: Choice, now: float) -> None:
        """Give a lead that has been taken back to somebody else."""
        self._give(lead, choice, now)

    def give_to(self, lead: Lead, rep: Rep, reason: str, now: float) -> bool:
        """Give a lead to a certain rep, if the filters allow it."""
        seat = self.seat(rep)
        if self.chooser.blocked(seat, lead, now) or self.chooser.unfit(seat, lead, now):
            return False
        self._give(lead, Choice(seat, [seat], reason), now)
        return True

    # -- waiting leads

    def refill(self, rep: Rep, now: float) -> None:
        """A rep has room, or is back: whoever has waited longest among those the rep could take is tried again."""
        if self.desk.backlog:
            seat = self.seat(rep)
            self._scan(
                now, lambda: self._could(seat, now), lambda lead: self.chooser.concerns(lead, seat, now)
            )

    def retry(self, now: float) -> None:
        """Try all who wait again."""
        self._scan(now, lambda: self._anybody(now), lambda _: True)

    def _could(self, seat: Seat, now: float) -> bool:
        """Whether a seat may have leads at all now."""
        waiting = self.desk.backlog[0][1]
        return all(f is self._capacity or f.allows(waiting, seat, now) for f in self.chooser.moment)

    def _anybody(self, now: float) -> bool:
        return self.chooser.has_last_resort or any(
            self._could(self.seat(rep), now) for rep in self.desk.present
        )

    def _scan(self, now: float, go_on: Callable[[], bool], worth: Callable[[Lead], bool]) -> None:
        """Look through the backlog from its head; what is not given away keeps its place."""
        if self._busy:
            self._again = True
            return
        self._busy = True
        backlog = self.desk.backlog
        skipped: deque[tuple[int, Lead]] = deque()
        try:
            while backlog and go_on():
                ticket, lead = backlog.popleft()
                if lead.ticket != ticket:
                    continue
                skipped.append((ticket, lead))
                if now >= lead.gone_at and self.desk.announced:
                    self.desk.lapse(lead, None, now)
                elif worth(lead):
                    self._try(lead, now)
        finally:
            backlog.extendleft(entry for entry in reversed(skipped) if entry[1].ticket == entry[0])
            self._busy = False
        if self._again:
            self._again = False
            self.retry(now)
        else:
            self._arm(now)

    def _arm(self, now: float) -> None:
        """One event for the earliest time at which the clock alone may change an answer."""
        backlog = self.desk.backlog
        timers = self._timers
        while timers and timers[0] <= now:
            heappop(timers)
        if not backlog:
            return
        at = timers[0] if timers else FOREVER
        lead = backlog[0][1]
        for one in self._clocked:
            for rep in self.desk.present:
                seat = self.seat(rep)
                if not one.allows(lead, seat, now):
                    at = min(at, one.changes(seat, now))
        if at < self._alarm and at < self.line.horizon:
            self._alarm = at
            self._token += 1
            self.line.clock.call(at, self._ring, None, self._token)

    def _ring(self, event: Recurring) -> None:
        if event.token == self._token and self.desk.dispatcher is self:  # a plain rule may have come instead
            self._alarm = FOREVER
            self.retry(self.line.clock.now)
