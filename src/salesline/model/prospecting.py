"""Outbound: reps work through a finite list of accounts by cold touches.

Touches in vain are not simulated one by one: who would answer in a pass over the list follows from the accounts' own
luck, so a rep's time jumps exactly to the next answer, the end of the call list, or the next thing that is due.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from salesline.model.detection import Finder, careful
from salesline.model.leads import FOREVER
from salesline.model.work import CONVERSATION, DETECTION, HAND_OFF, Sampler, meets, sampler

if TYPE_CHECKING:
    from salesline.luck import Table
    from salesline.model.desks import DeskState
    from salesline.model.line import Line
    from salesline.model.reps import Rep
    from salesline.model.sources import SourceState
    from salesline.scenario.desks import Prospecting
    from salesline.scenario.market import OutboundSource

MOST_REACH: Final = 3.0
"""A rep's skill raises the chance of an answer at most threefold."""


Kind = tuple[float, int, Sampler, float]
"""Weight in the mix, number of the activity, its law of handling time, chance of an answer at the first attempt."""


class Pass:
    """One pass over the list: which accounts, their luck, and what follows from it for the activities in use."""

    __slots__ = ("_factor", "_luck", "_views", "accounts", "started")

    def __init__(self, accounts: array[int], luck: Table, factor: float, started: float) -> None:
        self.accounts = accounts
        self.started = started
        self._luck = luck
        self._factor = factor
        self._views: dict[tuple[int, ...], Touches] = {}

    def touches(self, kinds: list[Kind]) -> Touches:
        """The pass made with some of the activities only (a block of the day may be kept for one)."""
        key = tuple(kind[1] for kind in kinds)
        found = self._views.get(key)
        if found is None:
            found = self._views[key] = Touches(self.accounts, self._luck, kinds, self._factor)
        return found


class Touches:
    """Who would answer, which activity each account gets, and how long it takes, along the list."""

    __slots__ = ("activity", "answers", "chances", "hours", "luck", "switches")

    def __init__(self, accounts: array[int], luck: Table, kinds: list[Kind], factor: float) -> None:
        draws = luck.rows(np.frombuffer(accounts, dtype=np.int64))
        answer, mix, service = draws.T
        total = sum(kind[0] for kind in kinds)
        edges = np.array(list(accumulate(kind[0] / total for kind in kinds[:-1])))
        which = np.searchsorted(edges, mix, side="right")
        chances = np.array([connect * factor for *_, connect in kinds])[which]
        places = np.flatnonzero(answer < chances * MOST_REACH)
        self.answers: list[int] = places.tolist()
        self.chances: list[float] = chances[places].tolist()
        self.luck: list[float] = answer[places].tolist()
        # Arrays, not lists: the touches of a long list of accounts are the largest thing in memory. They are not
        # NumPy's, from which one number is read five times as slowly.
        self.activity = array("q", np.array([kind[1] for kind in kinds])[which].tobytes())
        self.switches = array("q", _sums(which[1:] != which[:-1], 2, np.int64))
        self.hours: dict[int, array[float]] = {}
        for number, (_, activity, handling, _) in enumerate(kinds):
            hours = np.zeros(len(accounts))
            mine = which == number
            hours[mine] = [handling(u) for u in service[mine].tolist()]
            self.hours[activity] = array("d", _sums(hours, 1, np.float64))


def _sums(values: NDArray[Any], noughts: int, kind: type[np.number[Any]]) -> bytes:
    """Running sums behind some noughts, as an array keeps them."""
    return np.concatenate([np.zeros(noughts, dtype=kind), np.cumsum(values, dtype=kind)]).tobytes()


@dataclass(slots=True)
class CallList:
    """The accounts that a rep has taken off the list, and the run of touches in hand."""

    owner: ProspectingDesk
    listed: Pass
    place: int
    end: int
    met: tuple[int, bool] | None = None
    """The account that answered, and whether it is qualified."""
    made: int = 0


class ProspectingDesk:
    """The list of one outbound source and the reps who work it."""

    def __init__(self, line: Line, desk: DeskState, source: SourceState) -> None:
        self._line = line
        self._desk = desk
        self._source = source
        self._gone: set[int] = set()
        self._tried: list[float] = []
        self._pass: Pass | None = None
        self._place = 0
        self._number = 0
        self.spared = 0
        """Touches that needed no activity of their own."""

    def configure(
        self, rule: Prospecting, market: OutboundSource, activities: dict[str, int], handling: list[Sampler]
    ) -> None:
        """Take over the settings of a scenario; a pass that has begun ends under the old ones."""
        self._rule = rule
        self._market = market
        self._kinds: list[Kind] = [
            (weight, activities[name], handling[activities[name]], market.connect[name])
            for name, weight in rule.mix.items()
            if weight > 0.0
        ]
        self._conversation = rule.conversation.quantile()
        self._hand_off = sampler(rule.hand_off)
        self._finder = Finder(self._line.luck, rule.sql, DETECTION) if careful(rule.sql) else None

    def available(self, now: float) -> float:
        """When a rep who found no account may look again."""
        again = self._pass.started + self._market.rest if self._pass is not None else FOREVER
        return again if again > now else FOREVER

    def begin(self, rep: Rep, now: float) -> bool:
        """Start a run of cold touches; False if every account is resting."""
        ready = rep.ready
        kinds = (
            self._kinds if ready is None else [kind for kind in self._kinds if ready.allowed(kind[1], now)]
        )
        if not kinds:
            return False
        calls = rep.calls
        if calls is None or calls.place >= calls.end or calls.listed is not self._pass:
            calls = rep.calls = self._take_list(now)
            if calls is None:
                return False
        listed = calls.listed
        current = listed.touches(kinds)
        start, end = calls.place, calls.end
        answer = self._next_answer(current, rep, start, end)
        last = end if answer is None else answer + 1
        until = min(rep.until, rep.agenda[0][0] if rep.agenda else FOREVER)
        if ready is not None:
            until = min(until, ready.next_change(now))
        stop = self._reach(current, rep, start, last, until - now)
        service, setup = self._cost(current, rep, start, stop)
        setup += self._first_setup(rep, current.activity[start])
        met: tuple[int, bool] | None = None
        if answer is not None and stop == answer + 1:
            account = listed.accounts[answer]
            qualified, more = self._converse(account, rep)
            met = account, qualified
            service += more
        lost = rep.interrupted(service) if rep.frets else 0.0
        calls.place = stop
        calls.met = met
        calls.made = stop - start
        rep.activity = current.activity[stop - 1]
        rep.lead = None
        rep.began = now
        rep.job = (setup, 0.0, service, lost)
        self._line.clock.arm(rep.event, now + setup + service + lost)
        return True

    def _first_setup(self, rep: Rep, activity: int) -> float:
        return rep.other_activity if rep.activity != activity else rep.other_lead

    def _take_list(self, now: float) -> CallList | None:
        if self._pass is None or self._place >= len(self._pass.accounts):
            if self._pass is not None and now < self._pass.started + self._market.rest:
                return None
            self._next_pass(now)
        current = self._pass
        if current is None or not current.accounts:
            return None
        end = min(self._place + self._rule.list_size, len(current.accounts))
        calls = CallList(self, current, self._place, end)
        self._place = end
        return calls

    def _next_pass(self, now: float) -> None:
        market = self._market
        if market.recover is not None:
            self._tried = [t for t in self._tried if t > now - market.recover]
        factor = market.decay ** len(self._tried)
        table = self._line.luck.table(f"cold|{self._source.name}|{self._number}", 3)
        accounts = array("q", (a for a in range(market.accounts) if a not in self._gone))
        self._pass = Pass(accounts, table, factor, now)
        self._place = 0
        self._number += 1
        self._tried.append(now)

    def _next_answer(self, current: Touches, rep: Rep, start: int, end: int) -> int | None:
        reach = min(rep.reach, MOST_REACH)
        k = bisect_left(current.answers, start)
        while k < len(current.answers) and current.answers[k] < end:
            if current.luck[k] < current.chances[k] * reach:
                return current.answers[k]
            k += 1
        return None

    def _cost(self, current: Touches, rep: Rep, start: int, stop: int) -> tuple[float, float]:
        """Service at the rep's speed and set-up between the touches start .. stop - 1."""
        service = sum(
            (hours[stop] - hours[start]) / rep.speeds[kind]
            for kind, hours in current.hours.items()
            if hours[stop] > hours[start]
        )
        switches = current.switches[stop] - current.switches[start + 1]
        return service, rep.other_activity * switches + rep.other_lead * (stop - start - 1 - switches)

    def _reach(self, current: Touches, rep: Rep, start: int, last: int, time: float) -> int:
        """Touches begun before the time is up: at least one, and no further than `last`."""
        low, high = start + 1, last
        while low < high:
            middle = (low + high) // 2
            if sum(self._cost(current, rep, start, middle)) < time:
                low = middle + 1
            else:
                high = middle
        return low

    def _converse(self, account: int, rep: Rep) -> tuple[bool, float]:
        """Somebody answers and is talked to: whether the rep finds them qualified, and how long it takes."""
        source = self._source
        self._gone.add(account)  # nobody else calls it meanwhile
        row = source.draws[self._desk.number].row(account)
        service = self._conversation(row[CONVERSATION])
        buyer = source.population.buyer(source.buyers.row(account))
        if self._finder is None:
            qualified = meets(buyer, row, self._rule.sql, DETECTION)
        else:
            qualified = self._finder.meets(buyer, row, rep)
            service += self._finder.minutes
        if qualified and self._hand_off is not None:
            service += self._hand_off(row[HAND_OFF])
        return qualified, service / rep.speeds[self._kinds[0][1]]

    def finish(self, rep: Rep, now: float) -> None:
        """The run has ended, perhaps with a conversation."""
        calls = rep.calls
        if calls is None:
            return
        rep.touches += calls.made
        self.spared += calls.made - 1
        self._desk.tally.touches += calls.made
        if calls.met is None:
            return
        account, qualified = calls.met
        calls.met = None
        self._desk.met(self._source.born(account, now), rep, now, qualified)
