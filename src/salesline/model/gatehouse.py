"""Several release rules before one line: a lead is let in when all of them agree, in the order in which leads came.

Leads that are held back stand in pools by desk. All leads of a desk bring the same expected work, so once the first of a pool
is refused, so are those behind it. The cap over some desks alone is kept by `release.ConwipGate`, which is faster.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from math import floor
from typing import TYPE_CHECKING

from salesline.model.census import leads_at
from salesline.model.clock import Recurring
from salesline.model.leads import NEVER, Lead
from salesline.policies.release import TINY

if TYPE_CHECKING:
    from salesline.model.desks import DeskState
    from salesline.model.line import Line
    from salesline.model.reps import Rep
    from salesline.policies.release import ReleaseRule

Amounts = Mapping[str, float]


class Gate:
    """One release rule at run time: which leads are inside, and how much they bring."""

    def __init__(self, rule: ReleaseRule, desks: Iterable[DeskState], brings: Mapping[str, Amounts]) -> None:
        self.rule = rule
        self.desks = {desk.number: desk for desk in desks}
        self.brings = brings
        """What a lead brings, by the desk where it is let in."""
        self.inside: dict[str, float] = {}
        self.members: dict[Lead, dict[str, float]] = {}
        self.most = 0
        """Most leads inside after one was let in."""

    def fits(self, lead: Lead) -> bool:
        """Whether the rule lets the lead in now."""
        return self.rule.lets_in(self.inside, self.brings[lead.desk.name])

    def take(self, lead: Lead) -> None:
        """The lead is inside from now on."""
        brings = self.members[lead] = dict(self.brings[lead.desk.name])
        for key, amount in brings.items():
            self.inside[key] = self.inside.get(key, 0.0) + amount
        self.most = max(self.most, len(self.members))

    def drop(self, lead: Lead) -> bool:
        """The lead is outside; whether it was inside."""
        brings = self.members.pop(lead, None)
        if brings is None:
            return False
        for key, amount in brings.items():
            self.inside[key] -= amount
        if not self.members:
            self.inside.clear()  # with the last lead goes what rounding has left
        return True

    def passed(self, lead: Lead, desk: DeskState, successor: DeskState | None) -> bool:
        """A lead has left a desk; whether that makes room."""
        if successor is None or successor.number not in self.desks:
            return self.drop(lead)
        return False


class RopeGate(Gate):
    """Drum-buffer-rope: the place of a lead is free once the drum starts it."""

    def __init__(
        self, house: Gatehouse, rule: ReleaseRule, desks: Iterable[DeskState], brings: Mapping[str, Amounts],
        drum: DeskState,
    ) -> None:  # fmt: skip
        super().__init__(rule, desks, brings)
        self._house = house
        self.drum = drum
        drum.starters.append(self)

    def begun(self, lead: Lead, rep: Rep, now: float) -> None:
        """The drum has started a lead."""
        if self.drop(lead):
            self._house.review(now)

    def has_begun(self, lead: Lead) -> bool:
        """Whether the drum has begun a lead, be it this minute."""
        if lead.desk is not self.drum:
            return False
        rep = lead.rep
        return lead.touched_at > NEVER or (rep is not None and rep.lead is lead and rep.job is not None)

    def close(self) -> None:
        """The rule is no more."""
        self.drum.starters.remove(self)


class WorkGate(Gate):
    """Workload control: work is done desk by desk; reviews are continuous or periodic."""

    def __init__(
        self, rule: ReleaseRule, desks: Iterable[DeskState], brings: Mapping[str, Amounts], *,
        every: float | None, avoids_starvation: bool,
    ) -> None:  # fmt: skip
        super().__init__(rule, desks, brings)
        self.every = every
        self._avoids_starvation = avoids_starvation
        self._reviewing = False

    def fits(self, lead: Lead) -> bool:
        """Whether the norms let the lead in; between two periodic reviews, only where a desk with a norm has no work."""
        if self.every is None or self._reviewing:
            return super().fits(lead)
        return self._avoids_starvation and any(
            self.inside.get(desk, 0.0) <= TINY
            for desk in self.brings[lead.desk.name]
            if desk in self.rule.limits
        )

    def passed(self, lead: Lead, desk: DeskState, successor: DeskState | None) -> bool:
        """The work of a desk is done when the lead leaves it."""
        brings = self.members.get(lead)
        if brings is None:
            return False
        if desk.name in brings:
            self.inside[desk.name] -= brings.pop(desk.name)
        super().passed(lead, desk, successor)
        return True

    def review(self, house: Gatehouse, now: float) -> None:
        """A periodic review."""
        self._reviewing = True
        house.review(now)
        self._reviewing = False


class Gatehouse:
    """All gates and pools of a line."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._at: dict[int, list[Gate]] = {}
        self._pools: dict[int, deque[tuple[int, Lead]]] = {}
        self._busy = self._again = False
        self.gates: list[Gate] = []

    def install(self, gates: list[Gate]) -> None:
        """Take over the gates of the present settings; who is at the desks of a new one already is inside."""
        new = [gate for gate in gates if gate not in self.gates]
        for old in self.gates:
            if isinstance(old, RopeGate) and old not in gates:
                old.close()
        self.gates = gates
        self._at = {}
        for desk in self._line.desks.values():
            desk.admission = self
        for gate in gates:
            for number in gate.desks:
                self._at.setdefault(number, []).append(gate)
        for gate in new:
            for lead in leads_at(self._line, gate.desks.values()):
                if lead.held is None and not (isinstance(gate, RopeGate) and gate.has_begun(lead)):
                    gate.take(lead)
            if isinstance(gate, WorkGate) and gate.every is not None:
                first = (floor(self._line.clock.now / gate.every) + 1) * gate.every
                self._line.clock.call(first, self.tick, gate)

    def held(self) -> list[tuple[int, Lead]]:
        """All that is held back."""
        return [entry for pool in self._pools.values() for entry in pool]

    def adopt(self, held: Iterable[tuple[int, Lead]]) -> None:
        """Leads that another gate has held back wait here from now on."""
        for ticket, lead in held:
            if lead.ticket == ticket:
                lead.held = self
                self._pools.setdefault(lead.desk.number, deque()).append((ticket, lead))

    # -- leads come and go

    def admit(self, lead: Lead, now: float) -> bool:
        """Let the lead in if all gates of its desk agree, or keep it in the pool."""
        number = lead.desk.number
        for gate in self.gates:
            if number not in gate.desks and lead in gate.members:  # a door has shown it another way
                gate.drop(lead)
        wanted = self._wanted(lead)
        if not wanted:
            return True
        if not self._waits(self._pools.get(number)) and all(gate.fits(lead) for gate in wanted):
            for gate in wanted:
                gate.take(lead)
            return True
        lead.held = self
        self._pools.setdefault(number, deque()).append((lead.ticket, lead))
        lead.backlogged = True
        lead.desk.tally.backlogged += 1
        lead.desk.count_waiting(now, 1)
        return False

    def held_by(self, lead: Lead) -> str:
        """Names of the rules that keep a lead; 'release' if it only waits behind others."""
        return ", ".join(gate.rule.name for gate in self._wanted(lead) if not gate.fits(lead)) or "release"

    def _wanted(self, lead: Lead) -> list[Gate]:
        return [gate for gate in self._at.get(lead.desk.number, ()) if lead not in gate.members]

    @staticmethod
    def _waits(pool: deque[tuple[int, Lead]] | None) -> bool:
        while pool and pool[0][1].ticket != pool[0][0]:
            pool.popleft()
        return bool(pool)

    def left(self, lead: Lead, successor: DeskState | None, now: float) -> None:
        """A lead has left a desk: it may leave gates, and others come in."""
        if lead.held is self:
            lead.held = None  # it ended while it was held back, perhaps inside a gate of an earlier desk
        room = False
        for gate in self._at.get(lead.desk.number, ()):
            room |= gate.passed(lead, lead.desk, successor)
        if room:
            self.review(now)

    def review(self, now: float) -> None:
        """Let in whom the gates have room for. What is let in may make room at once: then look again."""
        if self._busy:
            self._again = True
            return
        self._busy = True
        self._scan(now)
        while self._again:
            self._again = False
            self._scan(now)
        self._busy = False

    def _scan(self, now: float) -> None:
        shut: set[int] = set()
        while True:
            pool = self._first(shut)
            if pool is None:
                return
            lead = pool[0][1]
            desk = lead.desk
            wanted = self._wanted(lead)
            gone = now >= lead.gone_at and desk.announced
            if not gone and not all(gate.fits(lead) for gate in wanted):
                shut.add(desk.number)
                continue
            pool.popleft()
            lead.backlogged = False
            desk.count_waiting(now, -1)
            if gone:
                desk.lapse(lead, None, now)
                continue
            lead.held = None
            for gate in wanted:
                gate.take(lead)
            desk.place(lead, now)

    def _first(self, shut: set[int]) -> deque[tuple[int, Lead]] | None:
        """The pool, of those not shut, whose first lead came first."""
        best: deque[tuple[int, Lead]] | None = None
        for number, pool in self._pools.items():
            if number not in shut and self._waits(pool) and (best is None or pool[0][0] < best[0][0]):
                best = pool
        return best

    def tick(self, event: Recurring) -> None:
        """A periodic review, and the time of the next."""
        gate: WorkGate = event.owner
        if gate not in self.gates or gate.every is None:
            return
        now = self._line.clock.now
        gate.review(self, now)
        if now + gate.every < self._line.horizon:
            self._line.clock.arm(event, now + gate.every)
