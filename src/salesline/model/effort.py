"""Effort: hours of work by desk, stage and what became of the lead. Kept only where the study asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from salesline.model.clock import Recurring
from salesline.model.floor import Floor

if TYPE_CHECKING:
    from salesline.model.leads import Lead
    from salesline.model.reps import Rep

EFFORT_COLUMNS = ("desk", "stage", "role", "outcome", "leads", "touches", "hours")
Place = tuple[str, str, str]
CHECK = -1


@dataclass(slots=True)
class Spent:
    """Work of one kind, and the leads it was for."""

    leads: int = 0
    touches: int = 0
    hours: float = 0.0

    def add(self, leads: int, touches: int, hours: float) -> None:
        """More of it."""
        self.leads += leads
        self.touches += touches
        self.hours += hours


class Effort:
    """Work on leads since the plan began: set-up, reload and interruptions count, internal work does not."""

    def __init__(self) -> None:
        self._open: dict[Lead, dict[Place, Spent]] = {}
        self._closed: dict[tuple[Place, str], Spent] = {}
        self._whole: dict[Lead, float] = {}

    def touch(self, lead: Lead | None, rep: Rep, hours: float, now: float) -> None:
        """A piece of work has ended; without a lead it was a cold touch."""
        if lead is None:
            if now >= 0.0:
                self._sum(((rep.home, "cold list", rep.role_name), "none")).add(0, 1, hours)
            return
        self._whole[lead] = self._whole.get(lead, 0.0) + hours
        if now >= 0.0:
            self._open.setdefault(lead, {}).setdefault(_place(lead, rep), Spent()).add(0, 1, hours)

    def ended(self, lead: Lead, outcome: str) -> float:
        """A lead has ended; hours spent on it, those before the plan included."""
        for place, spent in self._open.pop(lead, {}).items():
            self._sum((place, outcome)).add(1, spent.touches, spent.hours)
        return self._whole.pop(lead, 0.0)

    def _sum(self, key: tuple[Place, str]) -> Spent:
        return self._closed.setdefault(key, Spent())

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Rows of the table `effort`; leads that have not ended are open."""
        for lead in list(self._open):
            self.ended(lead, "open")
        for (place, outcome), spent in sorted(self._closed.items(), key=itemgetter(0)):
            yield (*place, outcome, spent.leads, spent.touches, spent.hours)


def _place(lead: Lead, rep: Rep) -> Place:
    definition = lead.desk.definition
    stage = "cadence"
    if definition.stages:
        last = len(definition.stages) - 1
        stage = "acceptance" if lead.stage == CHECK else str(definition.stages[min(lead.stage, last)].name)
    return lead.desk.name, stage, rep.role_name


class CountingFloor(Floor):
    """The floor of a study that asks for effort."""

    def ended(self, event: Recurring) -> None:
        """Count the work, then go on as any floor."""
        rep: Rep = event.owner
        effort = self.line.effort
        assert effort is not None
        assert rep.job is not None
        effort.touch(rep.lead, rep, sum(rep.job), self.clock.now)
        super().ended(event)
