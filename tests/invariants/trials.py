"""Many newly drawn scenarios, in portions that depend on a seed and a number alone, on one process or several.

What fails does not end a run: each fault is kept with the scenario as a file, which can be tried again by itself.
"""

from __future__ import annotations

import signal
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from itertools import count, islice
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException

import salesline as sl
from salesline.scenario.scenario import Scenario
from tests.invariants.everything import check_everything
from tests.invariants.observed import Observed, observe
from tests.strategies import scenarios

SIZE = 200
"""Scenarios in a portion: some ten seconds."""
STRIDE = 10**6
AGAIN = 8
"""One scenario in so many is run a second time."""
LOGS = ("events", "decisions")
PATIENCE = 40
"""Seconds after which a scenario counts as endless; the usual one takes 0.1."""


class Fault(NamedTuple):
    """What went wrong, and the scenario as the text of its file; empty if none could be drawn."""

    name: str
    story: str
    text: str


class Portion(NamedTuple):
    """What one portion has found: digests of the scenarios tried, faults, and seconds of the slowest with its text."""

    number: int
    tried: frozenset[str]
    faults: tuple[Fault, ...]
    slowest: float
    slow_text: str


def check_again(seen: Observed) -> None:
    """From its own file, and without the log, a scenario gives the same record."""
    again = sl.simulate(sl.loads(sl.dump(seen.scenario)))
    kept = {name: table for name, table in seen.record.tables.items() if name not in LOGS}
    assert again.tables == kept, [name for name in kept if again.tables.get(name) != kept[name]]


def fault_of(scenario: Scenario, *, again: bool = True) -> str:
    """What is wrong with a scenario's run, in the words of the traceback; empty if everything holds."""
    try:
        with patience(PATIENCE):
            seen = observe(scenario)
            check_everything(seen)
            if again:
                check_again(seen)
    except HypothesisException:
        raise
    except Exception:  # noqa: BLE001 - whatever goes wrong is a fault to be told
        return traceback.format_exc()
    return ""


@contextmanager
def patience(seconds: int) -> Iterator[None]:
    """End what takes too long with a TimeoutError, where the system can do that."""

    def over(*_: Any) -> None:
        raise TimeoutError(f"not done after {seconds} s")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def portion(base: int, number: int, size: int) -> Portion:
    """Draw and try one portion: the same `base` and `number` give the same scenarios."""
    tried: set[str] = set()
    faults: dict[str, Fault] = {}
    slowest, slow_text = 0.0, ""

    @seed(base * STRIDE + number)
    @settings(
        max_examples=size,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(st.data())
    def look(data: st.DataObject) -> None:
        nonlocal slowest, slow_text
        try:
            scenario = data.draw(scenarios())
        except HypothesisException:
            raise
        except Exception:  # noqa: BLE001 - a scenario that cannot be made is a fault of the strategies
            faults[f"drawing-{base}-{number}"] = Fault("drawing", traceback.format_exc(), "")
            return
        digest = scenario.digest
        if digest in tried:
            return
        tried.add(digest)
        begun = time.perf_counter()
        story = fault_of(scenario, again=int(digest[:4], 16) % AGAIN == 0)
        seconds = time.perf_counter() - begun
        if seconds > slowest:
            slowest, slow_text = seconds, sl.dump(scenario)
        if story:
            faults[digest] = Fault(digest[:12], story, sl.dump(scenario))

    look()
    return Portion(number, frozenset(tried), tuple(faults.values()), slowest, slow_text)


def portions(base: int, first: int, jobs: int) -> Iterator[Portion]:
    """One portion after the other, without end; with several processes in the order in which they are done."""
    numbers = count(first)
    if jobs == 1:
        yield from (portion(base, number, SIZE) for number in numbers)
        return
    with ProcessPoolExecutor(jobs) as pool:
        running: set[Future[Portion]] = {
            pool.submit(portion, base, number, SIZE) for number in islice(numbers, jobs)
        }
        try:
            while True:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                running |= {pool.submit(portion, base, number, SIZE) for number in islice(numbers, len(done))}
                yield from (future.result() for future in done)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
