"""The way around a desk: leads that marketing takes for ready to buy go straight to the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from salesline.model.arithmetic import seen
from salesline.model.leads import Lead
from salesline.scenario.market import ATTRIBUTES
from salesline.scenario.organisation import Organisation
from salesline.scenario.qualification import Bypass

if TYPE_CHECKING:
    from salesline.model.desks import DeskState
    from salesline.model.line import Line


class ReadyDoor:
    """Tags leads as ready by what marketing sees of them, right or wrong, and sends those on."""

    name: ClassVar[str] = "ready"
    source: ClassVar[str] = "fast lanes of Chili Piper, RevenueHero: hand-raisers book the AE themselves"

    def __init__(self, desk: DeskState, rule: Bypass) -> None:
        self._desk = desk
        self._needs, self._error = rule.needs, rule.error

    def redirect(self, lead: Lead, now: float) -> DeskState | None:
        """The next desk for a lead that looks ready. It counts as an SQL of its source, not of the desk."""
        desk = self._desk
        if lead.moving is not None:  # counted in by a cap that holds for this desk too
            return None
        draws = desk.line.luck.table(f"ready|{lead.source.name}", len(ATTRIBUTES)).row(lead.index)
        traits = lead.buyer.traits
        for name in self._needs:
            if not seen(traits[name], draws[ATTRIBUTES.index(name)], self._error):
                return None
        lead.source.counts.sqls += 1
        if desk.line.log is not None:
            desk.line.note(now, lead, "bypassed", "", "ready", desk.name)
        return desk.successor


def ready_doors(line: Line, organisation: Organisation) -> None:
    """Put a door before each desk that has a way around it, and take away those of before."""
    for name, desk in line.desks.items():
        if desk.doors:
            desk.doors = [door for door in desk.doors if not isinstance(door, ReadyDoor)]
        definition = organisation.desks.get(name)
        if definition is not None and definition.bypass is not None:
            desk.doors.append(ReadyDoor(desk, definition.bypass))
