"""Disciplines: what a rep does next among all that could be done now, and blocks of the day reserved for some work."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from typing import ClassVar, Protocol

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

    @property
    def persona(self) -> str | None:
        """The kind of person to talk to."""


class Discipline:
    """Base of all disciplines: the lead with the smallest key goes first; equal keys in order of becoming due."""

    name: ClassVar[str] = ""
    source: ClassVar[str] = ""

    def key(self, lead: WorkView) -> float:
        """Place of the lead in the order."""
        return lead.due

    def kind(self, lead: WorkView) -> str | None:
        """What leads are gathered by, besides the activity that they need next."""
        return None

    def goes_on(self, activity: int, kind: str | None, last_activity: int, last_kind: str | None) -> bool:
        """Whether work of this activity and kind goes before all other after the last one."""
        return False


class DueDate(Discipline):
    """What has been due for longest."""

    name = "due date"
    source = "Jackson 1955, earliest due date; the task list of every sales tool"


class OldestFirst(Discipline):
    """The lead that came first."""

    name = "oldest first"
    source = "first come, first served"

    def key(self, lead: WorkView) -> float:
        """When it came."""
        return lead.created


class NewestFirst(Discipline):
    """The lead that came last: nobody answers faster than the one who has just asked."""

    name = "newest first"
    source = "Oldroyd & InsideSales 2007: the chance of contact falls within minutes"

    def key(self, lead: WorkView) -> float:
        """How lately it came."""
        return -lead.created


class HighestScore(Discipline):
    """The lead that marketing scores highest."""

    name = "highest score"
    source = "priority queues of Salesforce Omni-Channel, Velocify, Dynamics 365"

    def key(self, lead: WorkView) -> float:
        """The marketing score, highest first."""
        return -lead.score


class HighestValue(Discipline):
    """The largest deal."""

    name = "highest value"
    source = "value tiering of LeanData and Distribution Engine"

    def key(self, lead: WorkView) -> float:
        """Dollars, most first."""
        return -lead.worth


class ClosestToClose(Discipline):
    """The lead that has come furthest down the line (shortest remaining work)."""

    name = "closest to close"
    source = "Schrage 1968, shortest remaining time; 'work the bottom of the funnel first'"

    def key(self, lead: WorkView) -> float:
        """Desk and stage, last ones first."""
        return -1000.0 * lead.desk_order - lead.stage


class SameTypeFirst(Discipline):
    """Go on with the activity of the touch before as long as any is due: one set-up for many touches."""

    name = "same type first"
    source = "exhaustive service of polling systems; power hours of calls"

    def goes_on(self, activity: int, kind: str | None, last_activity: int, last_kind: str | None) -> bool:
        """Whether it is the same activity."""
        return activity == last_activity


class SamePersonaFirst(Discipline):
    """Go on with buyers of the persona of the touch before as long as any is due: one story told many times."""

    name = "same persona first"
    source = "batching calls by persona: call blitzes by title or industry"

    def kind(self, lead: WorkView) -> str | None:
        """The persona."""
        return lead.persona

    def goes_on(self, activity: int, kind: str | None, last_activity: int, last_kind: str | None) -> bool:
        """Whether it is the same persona."""
        return kind == last_kind


DISCIPLINES: dict[str, type[Discipline]] = {
    rule.name: rule
    for rule in (
        DueDate,
        OldestFirst,
        NewestFirst,
        HighestScore,
        HighestValue,
        ClosestToClose,
        SameTypeFirst,
        SamePersonaFirst,
    )
}
"""Every discipline by its name."""


class Span(Protocol):
    """A block of the day in hours from the start of the plan, and the activities it is kept for."""

    start: float
    end: float


class Ready:
    """Leads that could be worked now, by activity; needed only for disciplines other than due date, and for blocks."""

    __slots__ = ("_heaps", "_last_kind", "_reserved", "_rule", "spans")

    def __init__(self, discipline: str, reserved: Sequence[int]) -> None:
        self._rule = DISCIPLINES[discipline]()
        self._last_kind: str | None = None
        self._reserved = frozenset(reserved)
        self._heaps: dict[tuple[int, str | None], list[tuple[float, int, WorkView]]] = {}
        self.spans: list[tuple[float, float, frozenset[int]]] = []

    def push(self, lead: WorkView, activity: int) -> None:
        """A lead has become due."""
        rule = self._rule
        heap = self._heaps.setdefault((activity, rule.kind(lead)), [])
        heappush(heap, (rule.key(lead), lead.ticket, lead))

    def pick(self, now: float, last_activity: int) -> WorkView | None:
        """The lead to work next, or None if nothing may be done now."""
        best: tuple[bool, float, int] | None = None
        chosen: tuple[int, str | None] = (-1, None)
        for group, heap in self._heaps.items():
            while heap and heap[0][2].ticket != heap[0][1]:
                heappop(heap)
            activity, kind = group
            if not heap or not self.allowed(activity, now):
                continue
            place = (not self._rule.goes_on(activity, kind, last_activity, self._last_kind), *heap[0][:2])
            if best is None or place < best:
                best, chosen = place, group
        if best is None:
            return None
        self._last_kind = chosen[1]
        return heappop(self._heaps[chosen])[2]

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
