"""The hiring plan at run time: who comes when; classes that wait for their gates."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from salesline.calendars import hour_of
from salesline.model.leads import FOREVER
from salesline.model.reps import GENERATION
from salesline.policies.hiring import GATES, HiringGate
from salesline.scenario.quantities import format_number

if TYPE_CHECKING:
    from salesline.luck import Row
    from salesline.model.line import Line
    from salesline.scenario.hiring import Hire
    from salesline.scenario.organisation import Organisation

HIRING_COLUMNS = ("time", "line", "role", "outcome", "hires", "weeks_shut", "figures")
U_RECRUITING, U_SLIP = 2, 3
DAY = 24.0
Start = Callable[[float, str, int], None]


class HiringPlan:
    """All lines of the plan. `start` employs somebody of a role and slot at a time to come."""

    def __init__(self, line: Line, start: Start, draws: Callable[[str, int], Row]) -> None:
        self._line = line
        self._start = start
        self._draws = draws
        self._waiting: list[GatedLine] = []
        self.rows: list[tuple[Any, ...]] = []

    def begin(self, organisation: Organisation) -> None:
        """The plan begins: slots are given out in the order of the lines, so that a gate moves nobody's luck."""
        everyone = self._line.people.everyone
        taken = {name: max([role.heads, *(r.slot + 1 for r in everyone if r.role_name == name and r.slot < GENERATION)])
                 for name, role in organisation.roles.items()}  # fmt: skip
        for number, hire in enumerate(organisation.hiring):
            slots = list(range(taken[hire.role], taken[hire.role] + hire.hires))
            taken[hire.role] += hire.hires
            first = self._hour(hire.start)
            if hire.when is not None:
                self._waiting.append(GatedLine(number, hire, slots, first, self._last(hire)))
                continue
            for k, slot in enumerate(slots):
                gap = (
                    hire.over * k / hire.hires
                    if hire.class_size is None
                    else hire.every * (k // hire.class_size)
                )
                self._requisition(hire, slot, first + gap)
        figures = self._line.people.figures
        if self._waiting and figures is not None:
            figures.listeners.append(self._review)
            if figures.marked == self._line.clock.now:  # the week that ends as the plan begins
                self._review(figures.marked)

    def _hour(self, day: Any) -> float:
        study = self._line.scenario.study
        return hour_of(day, study.start, study.time_zone)

    def _last(self, hire: Hire) -> float:
        return FOREVER if hire.latest is None else self._hour(hire.latest) + DAY

    def _requisition(self, hire: Hire, slot: int, at: float) -> None:
        """Look for somebody from a time on."""
        draws = self._draws(hire.role, slot)
        at += hire.recruiting.quantile()(draws[U_RECRUITING]) if hire.recruiting else 0.0
        at += hire.slip.quantile()(draws[U_SLIP]) if hire.slip else 0.0
        if at < self._line.horizon:
            self._start(at, hire.role, slot)

    def _review(self, now: float) -> None:
        """The week's look at all gates."""
        figures = self._line.people.figures
        assert figures is not None
        for line in self._waiting:
            if not line.slots or now < line.next:
                continue
            if now >= line.last:
                self._note(now, line, "lapsed", len(line.slots), "")
                line.slots = []
                continue
            values = [(gate, gate.value(figures)) for gate in line.gates]
            if not all(gate.open(value) for gate, value in values):
                line.shut += 1
                continue
            size = line.hire.class_size or len(line.slots)
            starters, line.slots = line.slots[:size], line.slots[size:]
            words = "; ".join(
                f"{gate.name} {format_number(round(value or 0.0, 6))}" for gate, value in values
            )
            self._note(now, line, "requisitioned", len(starters), words)
            line.next = now + line.hire.every
            for slot in starters:
                self._requisition(line.hire, slot, now)

    def _note(self, now: float, line: GatedLine, outcome: str, hires: int, words: str) -> None:
        self.rows.append((now, line.number, line.hire.role, outcome, hires, line.shut, words))
        line.shut = 0


class GatedLine:
    """A line of the plan that waits for its gates."""

    def __init__(self, number: int, hire: Hire, slots: list[int], first: float, last: float) -> None:
        self.number = number
        self.hire = hire
        self.slots = slots
        self.next = first
        self.last = last
        self.shut = 0
        """Weeks since the last class, or since the line's first day, at whose end the gates were shut."""
        self.gates: list[HiringGate] = []
        if hire.when is not None:
            self.gates = [
                GATES[name.replace("_", " ")](rule, hire.role) for name, rule in hire.when.gates.items()
            ]
