"""A stand-in for the model: records of the right shape, made in microseconds, on addressed luck of their own."""

import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from salesline.record import Record

HOURS = 1000.0


@dataclass(frozen=True)
class FakePlan:
    bookings: float = 1000.0
    last_year: float | None = 500.0
    by_quarter: tuple[float, ...] = ()


@dataclass(frozen=True)
class FakeStudy:
    replications: int = 8
    precision: float | None = None
    seed: int = 1
    gross_margin: float = 0.8
    plan: FakePlan | None = None
    quarters: int = 2
    start: str = "2025-01-06"


@dataclass(frozen=True)
class FakeScenario:
    """Bookings of a quarter are normal with mean `level` and standard deviation `spread`."""

    name: str = "base"
    level: float = 100.0
    spread: float = 10.0
    study: FakeStudy = field(default_factory=FakeStudy)

    def with_values(self, values: Mapping[str, Any]) -> "FakeScenario":
        return replace(self, **values)


def normals(seed: int, replication: int, n: int) -> list[float]:
    """Luck by address: the same for every scenario."""
    address = np.random.SeedSequence(seed, spawn_key=(replication,))
    return [float(z) for z in np.random.Generator(np.random.Philox(address)).normal(size=n)]


def simulate(scenario: FakeScenario, seed: int, replication: int) -> Record:
    quarters = range(1 - 2, scenario.study.quarters + 1)
    luck = normals(seed, replication, len(quarters))
    bookings = [scenario.level + scenario.spread * z for z in luck]
    return Record(scenario.name, seed, replication, record_tables(list(quarters), bookings))


def record_tables(quarters: list[int], bookings: list[float]) -> dict[str, dict[str, list[Any]]]:
    """The tables that measures read, with one rep and one desk, booking one deal in each quarter."""
    n = len(quarters)
    start = [HOURS * (q - 1) for q in quarters]
    ones, zeros = [1] * n, [0.0] * n
    return {
        "quarters": {
            "quarter": quarters, "start_hour": start, "end_hour": [s + HOURS for s in start],
            "leads": [10] * n, "mqls": [5] * n, "sqls": [4] * n, "opportunities": [2] * n, "wins": ones,
            "losses": ones, "bookings": bookings, "touches": [40] * n,
            "spend_sources": [1.0] * n, "spend_people": [50.0] * n, "spend_other": zeros,
        },
        "reps": {
            "rep": ["ae/0"] * n, "role": ["ae"] * n, "desk": ["ae"] * n, "slot": [0] * n, "quarter": quarters,
            "employed_hours": [HOURS] * n, "paid_hours": [100.0] * n, "service": [60.0] * n,
            "setup": [10.0] * n, "reload": zeros, "interruption": zeros, "internal": zeros, "onboarding": zeros,
            "absence": zeros, "idle": [30.0] * n, "overtime": zeros, "leads_received": [4] * n,
            "touches": [40] * n, "opportunities": [2] * n, "wins": ones, "bookings": bookings,
            "quota": [100.0] * n, "tenure_months": [12.0] * n, "ramp": [1.0] * n,
            "skill": [1.0] * n, "cost": [50.0] * n,
        },
        "desks": {
            "desk": ["ae"] * n, "quarter": quarters, "entered": [4] * n, "first_touches": [4] * n,
            "wait_first_touch": [8.0] * n, "area_wip": [5 * HOURS] * n, "area_backlog": [HOURS] * n,
        },
        "deals": {
            "lead": [f"inbound/{i}" for i in range(n)], "created": start, "opened": start,
            "closed": [s + 240.0 for s in start], "outcome": ["won"] * n, "value": bookings,
        },
    }  # fmt: skip


def shuffled(scenario: FakeScenario, seed: int, replication: int) -> Record:
    """Later replications finish earlier."""
    time.sleep(0.002 * (7 - replication % 8))
    return simulate(scenario, seed, replication)


def failing(scenario: FakeScenario, seed: int, replication: int) -> Record:
    if replication in {2, 5}:
        raise ZeroDivisionError(f"no luck in {replication}")
    return simulate(scenario, seed, replication)


def slow(scenario: FakeScenario, seed: int, replication: int) -> Record:
    """The first two are at hand at once, the others take long."""
    if replication >= 2:
        time.sleep(60)
    return simulate(scenario, seed, replication)


def deadly_once(scenario: FakeScenario, seed: int, replication: int) -> Record:
    """Kill the worker the first time; the scenario's name is a file that remembers."""
    mark = Path(scenario.name)
    if replication == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return simulate(scenario, seed, replication)


def deadly(scenario: FakeScenario, seed: int, replication: int) -> Record:
    """Kill the worker, when the others are through: the deadly cell is the only one left to try again."""
    if replication == 3:
        time.sleep(0.3)
        os.kill(os.getpid(), signal.SIGKILL)
    return simulate(scenario, seed, replication)
