"""Desks at run time: who has which lead, who waits, and what has come and gone."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from salesline.model import pull
from salesline.model.leads import NEVER, Lead
from salesline.model.work import FIRST_TOUCH, PATIENCE, TOUCHES_IN_FIRST, TOUCHES_IN_NEXT, Plan, Sampler

NOBODY: deque[tuple[int, Lead]] = deque()

if TYPE_CHECKING:
    from salesline.luck import Row
    from salesline.model.dispatch import Dispatcher
    from salesline.model.line import Line
    from salesline.model.neighbours import Admission, Door, Starter, Watcher
    from salesline.model.offers import Offers
    from salesline.model.pull import Picker
    from salesline.model.reps import Rep
    from salesline.policies.assignment import AssignmentRule
    from salesline.scenario.desks import Desk


@dataclass(slots=True)
class Tally:
    """Running totals of a desk, never reset; tables are differences of snapshots."""

    entered: int = 0
    passed: int = 0
    won: int = 0
    lost: int = 0
    nurtured: int = 0
    lapsed: int = 0
    refused: int = 0
    opportunities: int = 0
    backlogged: int = 0
    touches: int = 0
    first_touches: int = 0
    wait: float = 0.0
    service: float = 0.0
    left_sojourn: float = 0.0
    area_wip: float = 0.0
    area_backlog: float = 0.0


class DeskState:
    """One desk of the line."""

    __slots__ = (  # more attributes than Python keeps fast in a plain object
        "_entries", "_floor", "_next_ticket", "_patience", "_qualifies", "_waiting_since", "_wip_since",
        "address", "admission", "announced", "backlog", "definition", "dispatcher", "doors", "hold", "idle",
        "line", "name", "number", "offers", "picker", "plan", "present", "queue", "reps", "rule", "sells",
        "starters", "strict", "successor", "tally", "to_owner", "waiting", "watchers", "wip", "wip_most",
    )  # fmt: skip

    def __init__(self, line: Line, name: str, number: int) -> None:
        self.line = line
        self.name = name
        self.address = name
        """Name under which leads have their luck here: of a pilot's desk, that of the desk it is a part of."""
        self.number = number
        self.tally = Tally()
        self.wip = 0
        self.wip_most = 0
        self.waiting = 0
        self._wip_since = line.begin
        self._waiting_since = line.begin
        self._entries = 0.0
        self.queue: deque[tuple[int, Lead]] = deque()
        self.backlog: deque[tuple[int, Lead]] = deque()
        self.idle: list[Rep] = []
        self.present: list[Rep] = []
        self.reps: list[Rep] = []
        self.admission: Admission | None = None
        self.watchers: list[Watcher] = []
        self.doors: list[Door] = []
        self.starters: list[Starter] = []
        self.plan: Plan
        self.rule: AssignmentRule | None = None
        self.picker: Picker | None = None
        self.offers: Offers | None = None
        self.dispatcher: Dispatcher | None = None
        self.to_owner: Callable[[Lead, DeskState, float], bool] | None = None
        """Set where leads may belong to somebody: gives such a lead to its owner."""
        self.successor: DeskState | None = None
        self.sells = False
        """Whether its leads are opportunities; a desk that comes with the plan is none until then."""
        self._next_ticket = line.next_ticket
        self._floor = line.floor

    def configure(
        self, definition: Desk, plan: Plan, rule: AssignmentRule | None, patience: Sampler | None
    ) -> None:
        """Take over the settings of a scenario, at the start or at a dated change."""
        self.definition = definition
        self.plan = plan
        self.rule = rule
        self._qualifies = definition.cadence is not None
        self.announced = definition.announced
        self.sells = definition.opportunity
        self.hold = definition.assignment.fallback == "hold"
        self.strict = self.hold and rule is not None and rule.owns
        self._patience = patience
        pull.follow(self, definition.assignment)

    # -- leads come and go

    def enter(self, lead: Lead, now: float) -> None:
        """A lead comes to the desk, unless a door shows it another one."""
        if self.doors:
            for door in self.doors:
                elsewhere = door.redirect(lead, now)
                if elsewhere is not None:
                    elsewhere.enter(lead, now)
                    return
        tally = self.tally
        wip = self.wip
        tally.area_wip += wip * (now - self._wip_since)
        self._wip_since = now
        self.wip = wip = wip + 1
        if wip > self.wip_most:
            self.wip_most = wip
        tally.entered += 1
        self._entries += now
        lead.desk = self
        lead.entered = now
        lead.rep = None
        lead.touches = lead.stage = 0
        lead.pos = FIRST_TOUCH
        lead.backlogged = False
        lead.touched_at = NEVER
        lead.draws = lead.desk_row = row = lead.source.draws[self.number].row(lead.index)
        lead.gone_at = lead.window_at
        if self._patience is not None:
            patience = self._patience
            limit = now + patience(row[PATIENCE])
            if limit < lead.gone_at:
                lead.gone_at = limit
        lead.due = self.plan.start(lead, now)
        next_ticket = self._next_ticket
        lead.ticket = next_ticket()
        if self.line.log is not None:
            self.line.note(now, lead, "entered", "", "", self.name)
        if self.watchers:
            for watcher in self.watchers:
                watcher.entered(lead, now)
        if self.admission is None or self.admission.admit(lead, now):
            if self.rule is not None or self.idle or self.to_owner is not None:
                self.place(lead, now)
            else:
                self.queue.append((lead.ticket, lead))
                if self.line.journal is not None:
                    self.line.journal.queued(lead, self, now)
        elif self.line.journal is not None:
            self.line.journal.held(lead, self, now, self.admission.held_by(lead))

    def further_draws(self, lead: Lead) -> Row:
        """Draws of later touches of a lead at this desk, once a row is used up."""
        number = (lead.touches - TOUCHES_IN_FIRST) // TOUCHES_IN_NEXT
        return lead.source.further_draws(self, number).row(lead.index)

    def place(self, lead: Lead, now: float) -> None:
        """Give the lead to a rep, or let it wait for one."""
        if self.to_owner is not None and self.to_owner(lead, self, now):
            return
        if self.dispatcher is not None:
            self.dispatcher.place(lead, now)
            return
        rule = self.rule
        journal = self.line.journal
        if rule is None:
            ticket = lead.ticket
            self.queue.append((ticket, lead))
            for free in reversed(self.idle):
                if free.open < free.cap:
                    self._floor.rouse(free, now)
                    break
            if journal is not None and lead.ticket == ticket and lead.rep is None:
                journal.queued(lead, self, now)
            return
        if self.offers is not None:
            self.offers.ask(lead, now)
            return
        self.push(lead, now)

    def push(self, lead: Lead, now: float) -> None:
        """Give the lead to whom the desk's rule chooses, without asking."""
        rule: Any = self.rule
        journal = self.line.journal
        second = False
        rep: Rep | None = rule.choose(lead, self.reps if self.hold else self.present)
        if rep is None and self.present and not self.hold:
            rep = rule.fallback(lead, self.present)
            second = rep is not None
        if journal is not None:
            journal.pushed(lead, self, rep, self.reps if self.hold else self.present, now, second=second)
        if rep is None:
            self.wait(lead, None, now)
        elif rep.open >= rep.cap:
            self.wait(lead, rep if rule.owns else None, now)
        else:
            self._floor.hand(lead, rep, now)

    def wait(self, lead: Lead, owner: Rep | None, now: float) -> None:
        """Put a lead on the backlog of its owner, or of the desk."""
        self.count_waiting(now, 1)
        (self.backlog if owner is None else owner.backlog).append((lead.ticket, lead))
        lead.backlogged = True
        self.tally.backlogged += 1

    def count_waiting(self, now: float, change: int) -> None:
        """Leads on a backlog of this desk have become more or fewer."""
        self.tally.area_backlog += self.waiting * (now - self._waiting_since)
        self._waiting_since = now
        self.waiting += change

    def refill(self, rep: Rep, now: float) -> None:
        """A rep has room: the lead that has waited longest, of the rep's own backlog or the desk's, moves up."""
        if self.dispatcher is not None:
            self.dispatcher.refill(rep, now)
            return
        while rep.open < rep.cap and not rep.away:
            own, common = rep.backlog, self.backlog if not self.strict else NOBODY
            owned = bool(own) and (not common or own[0][0] < common[0][0])
            if owned:
                ticket, lead = own.popleft()
            elif common:
                ticket, lead = common.popleft()
            else:
                return
            if lead.ticket != ticket:
                continue
            lead.desk.count_waiting(now, -1)
            lead.backlogged = False
            if now >= lead.gone_at and lead.desk.announced:
                lead.desk.lapse(lead, None, now)
                continue
            if self.line.journal is not None:
                self.line.journal.refilled(lead, rep, now, owned=owned)
            self._floor.hand(lead, rep, now)

    def settle(self, now: float) -> None:
        """Give those who wait another chance: the rule, the caps or the people have changed."""
        waiting = [lead for ticket, lead in (*self.queue, *self.backlog) if lead.ticket == ticket]
        self.queue.clear()
        self.backlog.clear()
        if self.dispatcher is not None:
            waiting += self._reclaimed()
        for lead in waiting:
            if lead.backlogged:
                lead.backlogged = False
                self.count_waiting(now, -1)
            if self.dispatcher is not None:
                self.dispatcher.place(lead, now, again=True)
            else:
                self.place(lead, now)
        if self.rule is not None and self.dispatcher is None:
            for rep in self.present:
                self.refill(rep, now)

    def _reclaimed(self) -> list[Lead]:
        """Leads of this desk that wait for one rep; a dispatcher keeps all who wait together."""
        found: list[Lead] = []
        for rep in self.reps:
            mine = [entry for entry in rep.backlog if entry[1].desk is self]
            if mine:
                found += [lead for ticket, lead in mine if lead.ticket == ticket]
                rep.backlog = deque(entry for entry in rep.backlog if entry[1].desk is not self)
        return found

    def opened(self, lead: Lead) -> None:
        """A lead has become an opportunity."""
        self.tally.opportunities += 1
        lead.source.counts.opportunities += 1
        if lead.rep is not None:
            lead.rep.opportunities += 1

    def succeed(self, lead: Lead, rep: Rep, now: float) -> None:
        """The work of this desk has succeeded: on to the next desk, or won."""
        successor = self.successor
        if successor is None:
            self.tally.won += 1
            self._leave(lead, now)
            self.line.won(lead, rep, now)
            return
        self.tally.passed += 1
        if self._qualifies:
            lead.source.counts.sqls += 1
            if self.line.payroll is not None:
                self.line.payroll.passed(rep, now)
        if successor.dispatcher is not None:
            lead.sender = rep
        self._leave(lead, now, successor)
        successor.enter(lead, now)

    def pass_on(self, lead: Lead, elsewhere: DeskState, now: float) -> None:
        """The lead goes to another desk unworked; counted as passed."""
        self.tally.passed += 1
        self._leave(lead, now, elsewhere)
        elsewhere.enter(lead, now)

    def met(self, lead: Lead, rep: Rep, now: float, qualified: bool) -> None:
        """A cold touch has been answered: the lead comes and goes at once, qualified or not."""
        self.tally.entered += 1
        lead.desk = self
        lead.entered = now
        if not qualified:
            self.tally.nurtured += 1
            lead.source.counts.nurtured += 1
            if self.line.nurseries:
                self.line.nurse(lead, now)
            self.line.close(lead, rep, now, "nurtured", "not qualified")
            return
        lead.source.counts.sqls += 1
        if self.line.payroll is not None:
            self.line.payroll.passed(rep, now)
        if self.successor is None:
            self.tally.won += 1
            self.line.won(lead, rep, now)
        else:
            self.tally.passed += 1
            if self.successor.dispatcher is not None:
                lead.sender = rep
            self.successor.enter(lead, now)

    def no_show(self, lead: Lead, rep: Rep, now: float) -> None:
        """A meeting has not taken place; it will come again."""
        if self.dispatcher is not None:
            self.dispatcher.failed(lead, rep, "no show")
        if self.line.log is not None:
            self.line.note(now, lead, "no show", rep.name, "", self.name)

    def lapse(self, lead: Lead, rep: Rep | None, now: float) -> None:
        """A lead turns out to be gone: its patience, its momentum or its window has ended."""
        self.tally.lapsed += 1
        reason = "window closed"
        if now < lead.window_at:
            reason = "gone cold" if lead.touched_at > NEVER else "no response in time"
        self.fail(lead, rep, now, "lost", reason)

    def fail(self, lead: Lead, rep: Rep | None, now: float, outcome: str, reason: str) -> None:
        """The lead ends here, lost or back to nurture."""
        counts = lead.source.counts
        if self.dispatcher is not None:
            self.dispatcher.failed(lead, rep, reason)
        if outcome == "lost":
            self.tally.lost += 1
            counts.lost += 1
        else:
            self.tally.nurtured += 1
            counts.nurtured += 1
            if self.line.nurseries:
                self.line.nurse(lead, now)
        self._leave(lead, now)
        if lead.opened is not None or self.line.told:
            self.line.close(lead, rep, now, outcome, reason)

    def _leave(self, lead: Lead, now: float, successor: DeskState | None = None) -> None:
        tally = self.tally
        tally.area_wip += self.wip * (now - self._wip_since)
        self._wip_since = now
        self.wip -= 1
        tally.left_sojourn += now - lead.entered
        self._entries -= lead.entered
        lead.ticket = 0
        rep = lead.rep
        if self.dispatcher is not None:
            self.dispatcher.left(lead)
        if lead.backlogged:
            self.count_waiting(now, -1)
            lead.backlogged = False
        if self.watchers:
            for watcher in self.watchers:
                watcher.left(lead, now)
        if rep is not None:
            rep.open -= 1
            lead.rep = None
            for desk in rep.desks:
                if rep.backlog or desk.backlog:
                    desk.refill(rep, now)
        if self.admission is not None:
            self.admission.left(lead, successor, now)

    def areas(self, now: float) -> tuple[float, float]:
        """WIP and backlog accumulated over time until now, lead-hours."""
        return (self.tally.area_wip + self.wip * (now - self._wip_since),
                self.tally.area_backlog + self.waiting * (now - self._waiting_since))  # fmt: skip

    def sojourn(self, now: float) -> float:
        """Time that leads have spent here until now, those still here included, lead-hours (counted lead by lead)."""
        return self.tally.left_sojourn + self.wip * now - self._entries
