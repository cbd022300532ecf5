"""The two workloads in SimPy as everyone writes it: a process per lead, Resource requests, request | timeout."""

import random
import sys
from collections import defaultdict, deque
from collections.abc import Generator
from statistics import fmean
from typing import Any

import simpy

from tests.benchmarks import sizes
from tests.benchmarks.protocol import Outputs, answer

Process = Generator[simpy.Event, Any, None]


def line(size: str, seed: int, horizon: float = sizes.HORIZON) -> Outputs:
    """One run of W1."""
    parameters, rng, env = sizes.LINES[size], random.Random(seed), simpy.Environment()
    sdrs = simpy.Resource(env, parameters.sdrs)
    places = simpy.Resource(env, parameters.places)
    aes = simpy.Resource(env, parameters.aes)
    counts = dict.fromkeys(("arr", "sdr", "ren1", "ren2", "won"), 0)
    waits: dict[str, list[float]] = defaultdict(list)

    def lead() -> Process:
        start = env.now
        with sdrs.request() as turn:
            got = yield turn | env.timeout(rng.expovariate(1 / sizes.SDR_PATIENCE))
            if turn not in got:
                counts["ren1"] += 1
                return
            waits["w1"].append(env.now - start)
            yield env.timeout(rng.expovariate(1 / sizes.SDR_SERVICE))
        counts["sdr"] += 1
        if rng.random() >= sizes.ONWARD_SHARE:
            return
        start, patience = env.now, env.timeout(rng.expovariate(1 / sizes.AE_PATIENCE))
        with places.request() as place:
            got = yield place | patience
            if place not in got:
                counts["ren2"] += 1
                return
            with aes.request() as turn:
                got = yield turn | patience
                if turn not in got:
                    counts["ren2"] += 1
                    return
                waits["w2"].append(env.now - start)
                yield env.timeout(rng.expovariate(1 / sizes.AE_SERVICE))
        counts["won"] += 1

    def arrivals() -> Process:
        while True:
            yield env.timeout(rng.expovariate(parameters.rate))
            counts["arr"] += 1
            env.process(lead())

    env.process(arrivals())
    env.run(until=horizon)
    return {**counts, **{name: fmean(hours) for name, hours in waits.items()}}


class Rep:
    """A rep of W2: one touch at a time, a number of open leads, and the lead and kind of the touch before."""

    def __init__(self, env: simpy.Environment) -> None:
        self.desk = simpy.Resource(env)
        self.open = 0
        self.before: tuple[int, int] | None = None
        self.worked = 0.0


def touches(size: str, seed: int, horizon: float = sizes.HORIZON) -> Outputs:
    """One run of W2."""
    parameters, rng, env = sizes.TOUCHES[size], random.Random(seed), simpy.Environment()
    reps = [Rep(env) for _ in range(parameters.reps)]
    backlog: deque[simpy.Event] = deque()
    counts = dict.fromkeys(("arr", "done", "cold", "touches", "backlogged"), 0)
    times: dict[str, list[float]] = defaultdict(list)

    def touch(number: int, rep: Rep) -> simpy.Timeout:
        now = (number, rng.randrange(sizes.KINDS))
        hours = rng.lognormvariate(sizes.TOUCH_MU, sizes.TOUCH_SIGMA)
        if rep.before != now:
            hours += sizes.SETUP
        rep.before = now
        rep.worked += hours
        return env.timeout(hours)

    def lead(number: int) -> Process:
        start, rep = env.now, reps[number % parameters.reps]
        cold_at = start + rng.expovariate(1 / sizes.COLD)
        if rep.open >= sizes.OPEN_LIMIT:
            counts["backlogged"] += 1
            freed = env.event()
            backlog.append(freed)
            rep = yield freed
        rep.open += 1
        outcome, first = "", True
        while not outcome:
            with rep.desk.request() as turn:
                yield turn
                if env.now >= cold_at:
                    outcome = "cold"
                    break
                if first:
                    times["first"].append(env.now - start)
                    first = False
                yield touch(number, rep)
            counts["touches"] += 1
            if rng.random() < sizes.DONE_SHARE:
                times["cycle"].append(env.now - start)
                outcome = "done"
            else:
                yield env.timeout(rng.expovariate(1 / sizes.GAP))
        counts[outcome] += 1
        rep.open -= 1
        if backlog:
            backlog.popleft().succeed(rep)

    def arrivals() -> Process:
        while True:
            yield env.timeout(rng.expovariate(parameters.rate))
            env.process(lead(counts["arr"]))
            counts["arr"] += 1

    env.process(arrivals())
    env.run(until=horizon)
    means = {name: fmean(hours) for name, hours in times.items()}
    return {**counts, **means, "util": sum(rep.worked for rep in reps) / (parameters.reps * horizon)}


if __name__ == "__main__":
    answer({"W1": line, "W2": touches}, sys.argv[1:])
