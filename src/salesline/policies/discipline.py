"""Disciplines: what a rep does next among all that could be done now, and blocks of the day reserved for some work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from typing import Protocol

NEVER = float("inf")


class WorkView(Protocol):
    """What a discipline may know of a lead: times, score, likely value, how far it has come."""

    ticket: int
    created: float
    due: float
    stage: int

    @property
    def score(self) -> float:
        """The marketing score."""

    @property
    def worth(self) -> float:
        """The size of the deal in dollars."""

    @property
    def desk_order(self) -> int:
        """How far down the line the lead is."""


Key = Callable[[WorkView], float]
DISCIPLINES: dict[str, Key] = {
    "due date": lambda lead: lead.due,
    "oldest first": lambda lead: lead.created,
    "newest first": lambda lead: -lead.created,
    "highest score": lambda lead: -lead.score,
    "highest value": lambda lead: -lead.worth,
    "closest to close": lambda lead: -1000.0 * lead.desk_order - lead.stage,
    "same type first": lambda lead: lead.due,
}
"""Sort keys: the lead with the smallest goes first; equal keys in order of becoming due."""


class Span(Protocol):
    """A block of the day in hours from the start of the plan, and the activities it is kept for."""

    start: float
    end: float


class Ready:
    """Leads that could be worked now, by activity; needed only for disciplines other than due date, and for blocks."""

    __slots__ = ("_heaps", "_key", "_reserved", "_sticky", "spans")

    def __init__(self, discipline: str, reserved: Sequence[int]) -> None:
        self._key = DISCIPLINES[discipline]
        self._sticky = discipline == "same type first"
        self._reserved = frozenset(reserved)
        self._heaps: dict[int, list[tuple[float, int, WorkView]]] = {}
        self.spans: list[tuple[float, float, frozenset[int]]] = []

    def push(self, lead: WorkView, activity: int) -> None:
        """A lead has become due."""
        heappush(self._heaps.setdefault(activity, []), (self._key(lead), lead.ticket, lead))

    def pick(self, now: float, last_activity: int) -> WorkView | None:
        """The lead to work next, or None if nothing may be done now."""
        best: int | None = None
        for activity, heap in self._heaps.items():
            while heap and heap[0][2].ticket != heap[0][1]:
                heappop(heap)
            if not heap or not self.allowed(activity, now):
                continue
            if self._sticky and activity == last_activity:
                best = activity
                break
            if best is None or heap[0][:2] < self._heaps[best][0][:2]:
                best = activity
        return heappop(self._heaps[best])[2] if best is not None else None

    def allowed(self, activity: int, now: float) -> bool:
        """Whether the blocks of the day allow an activity now: a kept hour is for its own, other hours for the rest."""
        for start, end, activities in self.spans:
            if start <= now < end:
                return activity in activities
        return activity not in self._reserved

    def next_change(self, now: float) -> float:
        """When the blocks of the day change next."""
        return min(
            (edge for start, end, _ in self.spans for edge in (start, end) if edge > now), default=NEVER
        )

    def leads(self) -> list[WorkView]:
        """What is in the lists."""
        return [lead for heap in self._heaps.values() for _, ticket, lead in heap if lead.ticket == ticket]

    def drop_all(self) -> list[WorkView]:
        """Empty the lists; what was in them."""
        leads = self.leads()
        self._heaps.clear()
        return leads
