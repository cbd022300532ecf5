"""Taking a lead from its rep, for another one or the pool, and taking a rep out of assignment for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesline.model.clock import Recurring

if TYPE_CHECKING:
    from salesline.model.leads import Lead
    from salesline.model.line import Line
    from salesline.model.reps import Rep


def take_back(line: Line, lead: Lead, rep: Rep) -> None:
    """Take a lead from its rep; entries of it on agendas are void."""
    rep.open -= 1
    lead.rep = None
    lead.ticket = line.next_ticket()
    if lead.desk.dispatcher is not None:
        lead.desk.dispatcher.left(lead)


def reassign(line: Line, lead: Lead, now: float) -> None:
    """Give a lead to somebody else, if anybody else is there."""
    rep = lead.rep
    assert rep is not None
    desk = lead.desk
    journal = line.journal
    others = [r for r in desk.present if r is not rep]
    if desk.rule is None or not others:
        if journal is not None:
            journal.unmoved(lead, rep, now)
        return
    if desk.dispatcher is not None:
        choice = desk.dispatcher.another(lead, now)
        if choice.seat is not None:
            take_back(line, lead, rep)
            desk.dispatcher.move(lead, choice, now)
            desk.refill(rep, now)
        return
    new: Any = desk.rule.choose(lead, others)  # type: ignore[arg-type]
    second = new is None and not desk.hold
    if second:
        new = desk.rule.fallback(lead, others)  # type: ignore[arg-type]
    if journal is not None:
        journal.pushed(lead, desk, new, others, now, second=second and new is not None, moved=rep)
    if new is None or new.open >= new.cap:
        return
    take_back(line, lead, rep)
    line.floor.hand(lead, new, now)
    desk.refill(rep, now)


def to_pool(line: Line, lead: Lead, now: float) -> None:
    """Take a lead from its rep; whoever is next free, or anybody else with room, may have it.

    At a desk that is pulled it goes to the end of the queue. At any other it waits on the desk's backlog, from which
    reps with room are filled at once, whoever had it last of all.
    """
    rep = lead.rep
    assert rep is not None
    desk = lead.desk
    take_back(line, lead, rep)
    if line.log is not None:
        line.note(now, lead, "pooled", "", "", desk.name)
    if desk.rule is None or desk.dispatcher is not None:
        desk.place(lead, now)
        return
    desk.wait(lead, None, now)
    if desk.strict:  # held for owners who are away: the rule looks again
        desk.settle(now)
        return
    others = [one for one in desk.present if one is not rep]
    for one in sorted(others, key=lambda one: (one.open, one.rank)):
        if not lead.backlogged:
            break
        desk.refill(one, now)
    desk.refill(rep, now)


def send_offline(line: Line, rep: Rep, until: float, now: float) -> None:
    """Take a rep out of assignment until a time; they go on working the leads they have."""
    if rep.employed_until <= now:
        return
    rep.offline_until = max(rep.offline_until, until)
    if not rep.offline:
        rep.offline = True
        rep.set_cap()
        for desk in rep.desks:
            if rep in desk.present:
                desk.present.remove(rep)
    if until < line.horizon:
        line.clock.call(until, _online, (line, rep))


def _online(event: Recurring) -> None:
    """The time is over, unless it has been prolonged."""
    line, rep = event.owner
    now = line.clock.now
    if not rep.offline or now < rep.offline_until or rep.employed_until <= now:
        return
    rep.offline = False
    rep.set_cap()
    if rep.away:
        return
    line.people.attendance.come_back(rep)
    if rep.idle_since is not None and any(desk.queue for desk in rep.pulls):
        line.floor.rouse(rep, now)
