"""The engine: SimPy's environment with events that can be armed again and a leaner dispatch loop.

SimPy makes a new event for every delay and hands it to a process. Here a rep is a state machine with one event of its
own that is armed again and again; ordinary SimPy events and processes still run on the same queue.
Events at equal times are dealt with in the order in which they were armed.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any, Final

import simpy
from simpy.core import StopSimulation
from simpy.events import NORMAL, URGENT

heappop: Final = heapq.heappop
heappush: Final = heapq.heappush
"""Final, here and from here: compiled code finds them without looking up their names."""


class Recurring(simpy.Event):
    """An event that may be armed again once it has happened; calls one function with itself."""

    __slots__ = ("function", "owner", "token")
    _ok = True
    _value = None

    def __init__(
        self, clock: Clock, function: Callable[[Recurring], None], owner: Any = None, token: int = 0
    ) -> None:
        self.env = clock
        self.callbacks = [function]
        self.function = function
        self.owner = owner
        self.token = token


class Clock(simpy.Environment):
    """SimPy's environment in hours from the start of the plan."""

    def __init__(self, begin: float = 0.0) -> None:
        super().__init__(begin)
        self.next_number: Callable[[], int] = self._eid.__next__
        """Numbers events in the order in which they are armed."""

    @property
    def queue(self) -> list[Any]:
        """SimPy's own heap, for those who arm an event with each activity: (time, NORMAL, number, event)."""
        return self._queue

    def arm(self, event: simpy.Event, at: float) -> None:
        """Let an event happen at an absolute time (SimPy's own `schedule` adds a delay, which loses the last bit)."""
        heappush(self._queue, (at, NORMAL, self.next_number(), event))

    def call(
        self, at: float, function: Callable[[Recurring], None], owner: Any = None, token: int = 0
    ) -> None:
        """Call a function once at an absolute time."""
        heappush(self._queue, (at, NORMAL, self.next_number(), Recurring(self, function, owner, token)))

    def call_first(self, at: float, function: Callable[[Recurring], None], owner: Any = None) -> None:
        """Call a function once, before whatever else happens at that time."""
        heappush(self._queue, (at, URGENT, self.next_number(), Recurring(self, function, owner)))

    def run_until(self, horizon: float) -> None:
        """Deal with all events before the horizon; those at the horizon itself wait, as in SimPy's own `run`."""
        queue = self._queue
        # An event that stops the run, as SimPy's own, spares a look at the time of each event.
        heappush(queue, (horizon, URGENT, self.next_number(), Recurring(self, _stop)))
        try:
            while True:
                entry: tuple[float, int, int, simpy.Event] = heappop(queue)
                self._now, _, _, event = entry
                if type(event) is Recurring:
                    function = event.function
                    function(event)  # not `event.function(event)`: Python would look for a method first
                else:
                    _deal_with(event)
        except StopSimulation:
            return


def _stop(event: Recurring) -> None:
    raise StopSimulation


def _deal_with(event: simpy.Event) -> None:
    """Another SimPy event: as in SimPy's own `step`."""
    callbacks = event.callbacks
    event.callbacks = None  # type: ignore[assignment]
    for callback in callbacks:
        callback(event)
    if not event._ok and not hasattr(event, "_defused"):
        raise event._value
