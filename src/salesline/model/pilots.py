"""Pilots at run time: the door that leads some leads to the pilot's desk, and who sits there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesline.scenario.steering import Pilot, arm_name

if TYPE_CHECKING:
    from salesline.model.desks import DeskState
    from salesline.model.leads import Lead
    from salesline.model.line import Line
    from salesline.model.reps import Rep


class PilotDoor:
    """Shows some of a desk's leads to the pilot's desk, by what they are and by their own lot."""

    name = "pilot"
    source = "mbfinotti/revops-skills (canary segment); a pilot before the roll-out"

    def __init__(self, line: Line, name: str, pilot: Pilot) -> None:
        self._line = line
        self._name = name
        self._pilot = pilot
        self._arm = line.desks[arm_name(pilot.desk, name)]
        self.main = pilot.desk
        self.arm = self._arm.name
        self.share = pilot.share
        self.reps = frozenset(pilot.reps)
        self.open = False

    def redirect(self, lead: Lead, now: float) -> DeskState | None:
        """The pilot's desk for a lead that is in the pilot."""
        if not self.open:
            return None
        pilot = self._pilot
        if pilot.sources and lead.source.account not in pilot.sources:
            return None
        if pilot.territories and lead.territory not in pilot.territories:
            return None
        if pilot.segments and getattr(lead, "segment", None) not in pilot.segments:
            return None
        if self.share < 1.0:
            lots = self._line.luck.table(f"pilot|{self._name}|{lead.source.name}", 1)
            if lots.row(lead.index)[0] >= self.share:
                return None
        return self._arm

    @property
    def limit(self) -> float | None:
        """Most open leads of a rep who works for the pilot alone; None as for everybody."""
        cap = self._pilot.settings.get("wip")
        return float(cap) if cap is not None and self.open else None


def seats(doors: list[PilotDoor], rep: Rep, desk: str) -> bool:
    """Whether a rep works at a desk of a role: reps of a pilot work for it alone, and nobody else does."""
    name = _seat(rep)
    for door in doors:
        if not (door.open and door.reps):
            continue
        if name in door.reps:
            if desk in _family(doors, door.main):
                return desk == door.arm
        elif desk == door.arm:
            return False
    return True


def limit_of(doors: list[PilotDoor], rep: Rep, otherwise: float) -> float:
    """Most open leads of a rep: the pilot's for those who work for it alone."""
    name = _seat(rep)
    found = next((door.limit for door in doors if name in door.reps and door.limit is not None), None)
    return otherwise if found is None else found


def _seat(rep: Rep) -> str:
    """The seat that a pilot may name: a successor has that of the one before, somebody promoted one of their own."""
    return rep.name.partition(".")[0]


def _family(doors: list[PilotDoor], main: str) -> set[str]:
    return {main, *(door.arm for door in doors if door.main == main)}
