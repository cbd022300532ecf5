"""The sales floor: reps look for work, do it, and rest. The hot path of the simulator.

A rep works one activity at a time:
    duration = set-up + reload + service / speed + interruptions
An activity is not begun after the shift has ended; one begun before may run over. At equal times events happen in the
order in which they were armed; a rep who becomes free does internal work that is due, then what is due on their own
agenda, then takes from a desk's queue, then prospects, then rests.

Functions kept in attributes are fetched before they are called (`next_ticket = self._next_ticket`): Python 3.11 would
look for a method of that name first, which takes longer than the call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simpy.events import NORMAL

from salesline.model.arithmetic import reload_time
from salesline.model.clock import Clock, Recurring, heappop, heappush
from salesline.model.leads import FOREVER, NEVER, Lead
from salesline.model.reps import Rep

if TYPE_CHECKING:
    from salesline.model.line import Line

Log = Callable[[Rep, Lead, float, float], None]


class Floor:
    """Drives all reps."""

    def __init__(self, line: Line, clock: Clock) -> None:
        self.line = line
        self.clock = clock
        self.log: Log | None = None
        self._queue, self._next_number = clock.queue, clock.next_number
        self._next_ticket = line.next_ticket

    # -- leads come to reps

    def hand(self, lead: Lead, rep: Rep, now: float) -> None:
        """Put the next touch of a lead on the agenda of a rep, its own or a new one, who is woken if resting."""
        due = lead.due
        if lead.rep is not rep:
            lead.rep = rep
            rep.open += 1
            rep.leads_received += 1
            if due < now:
                lead.due = due = now
            if self.log is not None:
                self.line.note(now, lead, "assigned", rep.name, "", lead.desk.name)
        next_ticket = self._next_ticket
        lead.ticket = ticket = next_ticket()
        heappush(rep.agenda, (due, ticket, lead))
        if rep.idle_since is not None:
            if due <= now:
                self.rouse(rep, now)
            elif due < rep.alarm:
                self._alarm(rep, due)

    # -- the loop of a rep

    def look(self, rep: Rep, now: float) -> None:
        """A free rep looks for the next thing to do, and begins it."""
        agenda = rep.agenda
        while True:
            if now >= rep.until:
                if now >= rep.closes:
                    self.line.people.off_shift(rep, now)
                else:
                    self._chore(rep, now)
                return
            lead: Lead | None = None
            if rep.ready is None:
                while agenda and agenda[0][0] <= now:
                    _, ticket, first = heappop(agenda)
                    if first.ticket == ticket:
                        lead = first
                        break
            else:
                lead = self._pick(rep, now)
            if lead is None:
                for desk in rep.pulls:
                    if desk.queue:
                        lead = self._pull(rep, now)
                        break
                if lead is None:
                    if rep.prospects is None or not rep.prospects.begin(rep, now):
                        self._rest(rep, now)
                    return
            desk = lead.desk
            if now >= lead.gone_at and desk.announced:
                desk.lapse(lead, rep, now)
                continue
            break
        before = rep.activity
        service = desk.plan.begin(lead, rep, now)
        setup = reload = lost = 0.0
        if rep.activity != before:
            setup = rep.other_activity
        elif lead is not rep.lead:
            setup = rep.other_lead
        if lead.touched_at == NEVER:
            tally = desk.tally
            tally.first_touches += 1
            tally.wait += now - lead.entered
            if desk.starters:
                for starter in desk.starters:
                    starter.begun(lead, rep, now)
        elif rep.reload_most:
            reload = reload_time(now - lead.touched_at, rep.reload_most, rep.reload_tau)
        if rep.frets:
            if rep.setups is not None:
                setup = rep.setups.cost(before, rep.activity, lead, setup)
            if rep.tired:
                setup += self._start_up(rep)
            lost = rep.interrupted(service)
        rep.lead = lead
        rep.began = now
        rep.job = (setup, reload, service, lost)
        # Straight onto the heap of the clock: `arm` would be one more call for each activity.
        next_number = self._next_number
        heappush(self._queue, (now + setup + reload + service + lost, NORMAL, next_number(), rep.event))

    def _start_up(self, rep: Rep) -> float:
        """Time to get going again after a rest, if the role loses any."""
        rep.tired = False
        law = rep.start_up
        return 0.0 if law is None else self.line.start_up(law, rep)

    def ended(self, event: Recurring) -> None:
        """A rep has ended an activity."""
        rep: Rep = event.owner
        now: float = self.clock._now
        setup, reload, service, lost = rep.job  # type: ignore[misc]
        rep.job = None
        rep.service += service
        if setup:
            rep.setup += setup
        if reload:
            rep.reload += reload
        if lost:
            rep.interruption += lost
        if now > rep.closes:
            rep.overtime += now - rep.began - rep.shifts.hours(rep.began, now)
        lead = rep.lead
        if lead is None:
            if rep.calls is not None:
                rep.calls.owner.finish(rep, now)
            self.look(rep, now)
            return
        rep.touches += 1
        desk = lead.desk
        tally = desk.tally
        tally.touches += 1
        tally.service += service
        if self.log is not None:
            self.log(rep, lead, rep.began, now)
        lead.touched_at = now
        if rep.began < lead.gone_at:
            due = desk.plan.finish(lead, rep, now)
            if due is not None:
                lead.due = due
                next_ticket = self._next_ticket
                lead.ticket = ticket = next_ticket()
                heappush(rep.agenda, (due, ticket, lead))
        else:
            desk.lapse(lead, rep, now)
        self.look(rep, now)

    def _pick(self, rep: Rep, now: float) -> Lead | None:
        """Choose by the rep's discipline among all that is due."""
        ready: Any = rep.ready
        agenda = rep.agenda
        while agenda and agenda[0][0] <= now:
            _, ticket, lead = heappop(agenda)
            if lead.ticket == ticket:
                ready.push(lead, lead.desk.plan.next_activity(lead))
        picked: Lead | None = ready.pick(now, rep.activity)
        return picked

    def _pull(self, rep: Rep, now: float) -> Lead | None:
        """Take the lead that has waited longest in the queues of the rep's desks, as long as the cap allows."""
        if rep.open >= rep.cap:
            return None
        for desk in rep.pulls:
            queue = desk.queue
            while queue and rep.open < rep.cap:
                if desk.picker is not None:
                    desk.picker.bring(rep)
                    if not queue:
                        break
                ticket, lead = queue.popleft()
                if lead.ticket != ticket:
                    continue
                if now >= lead.gone_at and desk.announced:
                    desk.lapse(lead, None, now)
                    continue
                if lead.due > now:  # not due before a delay: it becomes this rep's and waits on the agenda
                    self.hand(lead, rep, now)
                    continue
                if rep.ready is not None and not rep.ready.allowed(desk.plan.next_activity(lead), now):
                    queue.appendleft((ticket, lead))  # another hour of the day is kept for it
                    break
                lead.rep = rep
                rep.open += 1
                rep.leads_received += 1
                if self.log is not None:
                    self.line.note(now, lead, "assigned", rep.name, "", desk.name)
                return lead
        return None

    # -- rest and internal work

    def _rest(self, rep: Rep, now: float) -> None:
        """Nothing to do: rest until something is due, the shift ends, or somebody calls."""
        rep.idle_since = now
        for desk in rep.pulls:
            desk.idle.append(rep)
        at = rep.until
        if rep.agenda and rep.agenda[0][0] < at:
            at = rep.agenda[0][0]
        if rep.ready is not None:
            at = min(at, rep.ready.next_change(now))
        if rep.prospects is not None:
            at = min(at, rep.prospects.available(now))
        self._alarm(rep, at)

    def _alarm(self, rep: Rep, at: float) -> None:
        """Wake a resting rep at a time; earlier alarms no longer count."""
        rep.token += 1
        rep.alarm = at
        if at < self.line.horizon:  # others would only fill the heap: the office that never closes
            bell = rep.bell or Recurring(self.clock, self._wake, rep)
            rep.bell = None
            bell.token = rep.token
            next_number = self._next_number
            heappush(self._queue, (at, NORMAL, next_number(), bell))

    def _wake(self, event: Recurring) -> None:
        rep: Rep = event.owner
        rep.bell = event  # no longer in the heap, free for the next alarm
        if rep.idle_since is not None and rep.token == event.token:
            now: float = self.clock._now
            self.end_rest(rep, now)
            self.look(rep, now)

    def end_rest(self, rep: Rep, now: float) -> None:
        """Close a rep's rest in the ledger, if resting."""
        if rep.idle_since is None:
            return
        rep.idle += now - rep.idle_since
        rep.idle_since = None
        rep.tired = rep.start_up is not None
        for desk in rep.pulls:
            idle = desk.idle
            if idle[-1] is rep:
                idle.pop()
            else:
                idle.remove(rep)

    def rouse(self, rep: Rep, now: float) -> None:
        """End a rep's rest."""
        self.end_rest(rep, now)
        self.look(rep, now)

    def _chore(self, rep: Rep, now: float) -> None:
        """Internal work and onboarding of newcomers, as much of the piece as the shift has room for."""
        _, internal, onboarding = rep.chores.pop()
        length = min(internal + onboarding, rep.closes - now)
        share = length / (internal + onboarding) if length > 0.0 else 0.0
        if share < 1.0:  # a break cuts it short: the rest comes first after the break, or lapses overnight
            rep.chores.append((now + length, internal * (1.0 - share), onboarding * (1.0 - share)))
        rep.set_hours(rep.closes, rep.chores[-1][0] if rep.chores else FOREVER)
        rep.began = now
        rep.job = (internal * share, onboarding * share, 0.0, 0.0)
        rep.on_chore = True
        rep.lead = None
        rep.activity = -1
        self.clock.call(now + length, self._chore_ended, rep)

    def _chore_ended(self, event: Recurring) -> None:
        rep: Rep = event.owner
        internal, onboarding, _, _ = rep.job  # type: ignore[misc]
        rep.internal += internal
        rep.onboarding += onboarding
        rep.job = None
        rep.on_chore = False
        now: float = self.clock._now
        if now > rep.closes:  # has left the company in the meantime
            rep.overtime += now - rep.began - rep.shifts.hours(rep.began, now)
        self.look(rep, now)
