"""Somebody leaves the company: what happens to their leads."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from salesline.model.leads import NEVER
from salesline.model.takeback import take_back

if TYPE_CHECKING:
    from salesline.model.line import Line
    from salesline.model.reps import Rep


def strike_off(rep: Rep, now: float) -> None:
    """A rep is employed no longer: nothing more is given to them; work in hand may be finished."""
    rep.employed_until = now
    rep.away = True
    rep.shifts = rep.shifts.within(rep.employed_from, now)
    rep.set_hours(min(rep.closes, now), rep.chore_at)
    for desk in rep.desks:
        if rep in desk.present:
            desk.present.remove(rep)
        desk.reps.remove(rep)


def depart(line: Line, rep: Rep, now: float) -> None:
    """A rep goes for good; leads in hand and those that wait for the rep are placed anew."""
    floor, careers = line.floor, line.people.careers
    floor.end_rest(rep, now)
    rep.set_hours(NEVER, rep.chore_at)
    rep.token += 1
    dispatchers = [desk.dispatcher for desk in rep.desks if desk.dispatcher is not None]
    rep.desks, rep.pulls, rep.prospects = [], [], None
    leads = [lead for _, ticket, lead in rep.agenda if lead.ticket == ticket]
    if rep.ready is not None:
        leads += rep.ready.drop_all()  # type: ignore[arg-type]
    waiting = [lead for ticket, lead in rep.backlog if lead.ticket == ticket]
    rep.agenda.clear()
    rep.backlog.clear()
    journal = line.journal
    for lead in sorted(leads, key=attrgetter("ticket")):
        take_back(line, lead, rep)
        if careers is not None and careers.loses(lead, rep):
            lead.desk.fail(lead, None, now, "lost", "hand-over")
            continue
        if journal is not None:
            journal.again(lead, f"{rep.name} has left")
        lead.desk.place(lead, now)
    for lead in waiting:
        lead.backlogged = False
        lead.desk.count_waiting(now, -1)
        if journal is not None:
            journal.again(lead, f"{rep.name} has left")
        lead.desk.place(lead, now)
    for dispatcher in dispatchers:  # some may have waited for the one who has left
        dispatcher.retry(now)
