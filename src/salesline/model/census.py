"""Who is at a desk: leads are on agendas, in backlogs, queues and pools, so a look at all of them is seldom taken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from salesline.model.leads import Lead

if TYPE_CHECKING:
    from salesline.model.desks import DeskState
    from salesline.model.line import Line


def deals_closed(line: Line) -> tuple[int, int]:
    """Deals won and deals closed since the beginning, at the desks whose leads are opportunities."""
    tallies = [desk.tally for desk in line.desks.values() if desk.sells]
    won = sum(tally.won for tally in tallies)
    return won, won + sum(tally.lost + tally.nurtured - tally.refused for tally in tallies)


def leads_at(line: Line, desks: Iterable[DeskState]) -> list[Lead]:
    """All leads now at some desks, in the order in which they came to them."""
    wanted = {desk.number for desk in desks}
    found: dict[int, Lead] = {}

    def see(entries: Iterable[tuple[int, Lead]]) -> None:
        for ticket, lead in entries:
            if ticket and lead.ticket == ticket and lead.desk.number in wanted:
                found[id(lead)] = lead

    for rep in line.people.everyone:
        see((ticket, lead) for _, ticket, lead in rep.agenda)
        if rep.ready is not None:
            see((lead.ticket, lead) for lead in rep.ready.leads())  # type: ignore[misc]
        see(rep.backlog)
        if rep.lead is not None and rep.job is not None:
            see([(rep.lead.ticket, rep.lead)])
    for desk in line.desks.values():
        see(desk.queue)
        see(desk.backlog)
    for gate in line.rulebook.gates():
        see(gate.held())
    return sorted(found.values(), key=lambda lead: (lead.entered, lead.source.name, lead.index))
