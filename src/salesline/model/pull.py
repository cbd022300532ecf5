"""Reps who choose from the queue: the lead picked is brought to its head before it is taken."""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush
from itertools import islice
from typing import TYPE_CHECKING, Any

from salesline.model.offers import Offers
from salesline.policies.pull import REGISTRY, GetNext, PullStyle

if TYPE_CHECKING:
    from salesline.model.desks import DeskState
    from salesline.model.leads import Lead
    from salesline.model.reps import Rep
    from salesline.scenario.pull import PullSettings

Queue = deque[tuple[int, "Lead"]]


def follow(desk: DeskState, chosen: PullSettings) -> None:
    """Let a desk take over how its reps pull and whether they are asked; run-time objects only for what is used."""
    if desk.rule is None and chosen.choice in ("cherry pick", "get next"):
        desk.picker = Picker(desk, chosen)
    elif desk.picker is not None:
        desk.picker = None
        desk.queue = deque(desk.queue)
    if chosen.choice == "shark tank" or chosen.accept_within is not None:
        if desk.offers is None:
            desk.offers = Offers(desk, chosen)
        else:
            desk.offers.adopt(chosen)
        desk.line.asking[desk.name] = desk.offers
    else:
        desk.offers = None


class RankedQueue(Queue):
    """A queue that also knows its highest score without looking at all of them."""

    def __init__(self, waiting: Queue) -> None:
        super().__init__()
        self._heap: list[tuple[float, int, Lead]] = []
        for entry in waiting:
            self.append(entry)

    def append(self, entry: tuple[int, Lead]) -> None:
        """Let a lead wait."""
        super().append(entry)
        heappush(self._heap, (-entry[1].score, entry[0], entry[1]))

    def best(self) -> tuple[int, Lead] | None:
        """The entry of the highest score that still waits, no longer kept in order; None if there is none."""
        while self._heap:
            _, ticket, lead = heappop(self._heap)
            if lead.ticket == ticket and lead.rep is None and not lead.backlogged:
                return ticket, lead
        return None

    def keep(self, entry: tuple[int, Lead]) -> None:
        """Keep an entry in order again that was looked at and may be left where it is."""
        heappush(self._heap, (-entry[1].score, entry[0], entry[1]))


class Picker:
    """Brings the lead that a rep takes to the head of a desk's queue."""

    def __init__(self, desk: DeskState, chosen: PullSettings) -> None:
        kind: Any = REGISTRY[chosen.choice]
        self.style: PullStyle = kind(chosen.looks)
        self.name = self.style.name
        self.words = "took the highest score in the queue"
        self._desk = desk
        self._preview = chosen.preview
        if isinstance(self.style, GetNext):
            desk.queue = RankedQueue(desk.queue)

    def bring(self, rep: Rep) -> None:
        """Put the lead that the rep takes first at the head of the queue."""
        queue = self._desk.queue
        while queue and not _waits(queue[0]):
            queue.popleft()
        if not queue:
            return
        entry: tuple[int, Lead] | None
        if isinstance(queue, RankedQueue):
            entry = queue.best()
            if entry is not None:
                queue.keep(entry)
        else:
            seen = list(islice((entry for entry in queue if _waits(entry)), self._preview))
            self.words = f"took what looked best ({len(seen)} seen)"
            picked = self.style.pick(rep, [lead for _, lead in seen])
            entry = next(entry for entry in seen if entry[1] is picked)
        if entry is not None and queue[0] != entry:
            queue.remove(entry)
            queue.appendleft(entry)


def _waits(entry: tuple[int, Lead]) -> bool:
    """Whether an entry of a queue is still good."""
    return entry[1].ticket == entry[0]
