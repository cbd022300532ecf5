"""States of a lead at a desk that deadlines are set on: untouched, open, idle, unqualified, a stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesline.model.leads import NEVER, Lead
from salesline.model.work import CHECK
from salesline.scenario.quantities import spell

if TYPE_CHECKING:
    from salesline.scenario.desks import Desk

UNTOUCHED, OPEN, IDLE, UNQUALIFIED, STAGE = range(5)
_KINDS = {"untouched": UNTOUCHED, "open": OPEN, "idle": IDLE, "unqualified": UNQUALIFIED}


class State:
    """One of the states, as of a desk's definition."""

    __slots__ = ("kind", "stage")

    def __init__(self, name: str, definition: Desk) -> None:
        self.kind = _KINDS.get(name, STAGE)
        self.stage = 0
        if self.kind == UNQUALIFIED and definition.cadence is not None:
            self.kind = OPEN  # an SDR desk is left as an SQL or as none
        if self.kind == STAGE:
            self.stage = [spell(stage.name) for stage in definition.stages].index(name)

    @property
    def moves(self) -> bool:
        """Whether single touches change the state, so that they must be watched."""
        return self.kind in (IDLE, UNQUALIFIED, STAGE)

    def holds(self, lead: Lead) -> bool:
        """Whether a lead at the desk is in the state."""
        kind = self.kind
        if kind == UNTOUCHED:
            return lead.touched_at == NEVER
        if kind == STAGE:
            return lead.stage == self.stage
        return kind != UNQUALIFIED or lead.stage == CHECK
