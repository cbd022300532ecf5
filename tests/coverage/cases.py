"""Experiments with a known truth: each makes data, asks one method of the product for its interval, and says whether that held.

Every case is a law whose mean, quantiles and chances are known in closed form, so that coverage is counted and not estimated
against another simulation. Luck is addressed by the name of the case and the number of the experiment.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any
from zlib import crc32

import numpy as np

import salesline as sl
from salesline.answers.needed import needed
from salesline.answers.selection import race
from salesline.answers.variance import two_way
from salesline.claims.evidence import Evidence
from salesline.experiment.asked import Asked, asked_of, next_look
from salesline.experiment.statistics import mean_interval, paired_effect, quantile, simultaneous, wilson
from salesline.scenario.scenario import Scenario

Luck = np.random.Generator
Held = Callable[[Luck], bool]
MOST = 4000
"""Replications after which a sequential experiment gives up (none does)."""
Z = NormalDist()
MONTH = 8766 / 12


@dataclass(frozen=True)
class Case:
    """One row of the table.

    Attributes:
        method: of the product.
        on: the known law and the number of replications.
        held: one experiment: whether the interval held the truth.
        nominal: how often it should.
        least: whether the method promises 'at least' (intervals of counts and order statistics, joint ones) or just that often.
        slow: whether an experiment takes more than a few milliseconds.

    """

    method: str
    on: str
    held: Held
    nominal: float = 0.95
    least: bool = False
    slow: bool = False

    def luck(self, experiment: int) -> Luck:
        """The luck of one experiment."""
        address = (crc32(f"{self.method} {self.on}".encode()), experiment)
        return np.random.Generator(np.random.Philox(np.random.SeedSequence(20, spawn_key=address)))


@dataclass(frozen=True)
class Law:
    """Normal, or lognormal with the same mean: `sd` is that of the logarithm then."""

    name: str
    mean: float
    sd: float
    logs: bool = False

    def draw(self, luck: Luck, n: int) -> Any:
        return self.of(luck.normal(size=n))

    def of(self, z: Any) -> Any:
        return self.mean * np.exp(self.sd * z - self.sd**2 / 2) if self.logs else self.mean + self.sd * z

    def at(self, share: float) -> float:
        return float(self.of(Z.inv_cdf(share)))


NORMAL = Law("normal, CV 20 %", 100.0, 20.0)
SKEWED = Law("lognormal, CV 31 %", 100.0, 0.3, logs=True)


def twins(luck: Luck, n: int, k: int, shared: float = 0.9) -> Any:
    """k standard normal columns with this correlation, as scenarios on common luck have it."""
    return math.sqrt(shared) * luck.normal(size=(1, n)) + math.sqrt(1 - shared) * luck.normal(size=(k, n))


def mean_case(law: Law, n: int) -> Case:
    def held(luck: Luck) -> bool:
        found = mean_interval(law.draw(luck, n))
        return found.low <= law.mean <= found.high

    return Case("mean (Student t)", f"{law.name}; {n} replications", held)


def paired_case(law: Law, n: int) -> Case:
    def held(luck: Luck) -> bool:
        a, b = twins(luck, n, 2)
        found = paired_effect(law.of(a), 1.1 * law.of(b))
        return found.low <= 0.1 * law.mean <= found.high

    return Case("paired difference", f"{law.name}, correlation 0.9; {n} pairs", held)


def relative_case(law: Law, n: int) -> Case:
    def held(luck: Luck) -> bool:
        a, b = twins(luck, n, 2)
        arms = {"a": {(0, "x"): list(law.of(a))}, "b": {(0, "x"): list(1.1 * law.of(b))}}
        found = Evidence(arms, n).relative("b", "a", "x")
        return found.low <= 0.1 <= found.high

    return Case("relative difference (delta)", f"{law.name}, correlation 0.9; {n} pairs", held)


def joint_case(k: int, n: int) -> Case:
    def held(luck: Luck) -> bool:
        base, *others = NORMAL.of(twins(luck, n, k + 1))
        found = simultaneous(base, [other + i for i, other in enumerate(others)])
        return all(effect.low <= i <= effect.high for i, effect in enumerate(found))

    return Case(
        "simultaneous differences", f"{k} scenarios against one, correlation 0.9; {n} rows", held, least=True
    )


def quantile_case(law: Law, share: float, n: int) -> Case:
    truth = law.at(share)

    def held(luck: Luck) -> bool:
        found = quantile(law.draw(luck, n), share)
        return found.low <= truth <= found.high

    return Case(f"quantile P{100 * share:g}", f"{law.name}; {n} replications", held, least=True)


def chance_case(share: float, n: int) -> Case:
    def held(luck: Luck) -> bool:
        _, low, high = wilson(int((luck.random(n) < share).sum()), n)
        return low <= share <= high

    return Case("chance", f"true chance {100 * share:g} %; {n} replications", held, least=True)


def sequential(asked: Asked, values: Any, within: float) -> tuple[float, float, int]:
    """Run the product's stopping rule on values drawn beforehand; the interval at the end and how many were used."""
    n, before = asked.first, 0
    while n < len(values) and not asked.enough(values[:n], before, within):
        n, before = next_look(n, len(values)), n
    seen = asked.seen(values[:n])
    return seen.low, seen.high, n


def sequential_case(text: str, law: Law, within: float, truth: float) -> Case:
    asked = asked_of(text)

    def held(luck: Luck) -> bool:
        low, high, _ = sequential(asked, law.draw(luck, MOST), within)
        return low <= truth <= high

    points = "points" if asked.kind == "chance" else "%"
    return Case(
        f"sequential: {'chance' if asked.kind == 'chance' else text}", f"{law.name}; to ±{100 * within:g} {points}"
        + (f", true chance {100 * truth:.0f} %" if asked.kind == "chance" else ""),
        held, least=asked.kind != "mean",
    )  # fmt: skip


def sequential_chance(share: float, within: float) -> Case:
    return sequential_case(f"bookings >= {NORMAL.at(1 - share):.6f}", NORMAL, within, share)


def sequential_effects(k: int, within: float) -> Case:
    """What `compare --precision` prints: every scenario's mean to a precision, and then the effects on the same rows."""
    asked = asked_of("bookings")

    def held(luck: Luck) -> bool:
        rows = NORMAL.of(twins(luck, MOST // 4, k + 1))
        n = max(sequential(asked, row, within)[2] for row in rows)
        found = simultaneous(rows[0, :n], list(rows[1:, :n]))
        return all(effect.low <= 0 <= effect.high for effect in found)

    return Case(
        "sequential: differences",
        f"{k} scenarios against one, each mean to ±{100 * within:g} %",
        held,
        least=True,
    )


def race_case(k: int, apart: float) -> Case:
    def held(luck: Luck) -> bool:
        rows = NORMAL.of(twins(luck, 600, k))
        rows[k - 1] += apart

        def values(alive: Sequence[int], n: int) -> list[Any]:
            return [rows[at, :n] for at in alive]

        return k - 1 in race(k, values, budget=400 * k).left

    return Case(
        "the best is not lost (race)",
        f"{k} plans, the best ahead by {apart:g} %, correlation 0.9",
        held,
        least=True,
    )


class _Line:
    """A stand-in for a bench: bookings are normal around a place on a scale, on common luck."""

    def __init__(self, luck: Luck) -> None:
        self._z = luck.normal(size=200)

    def values(self, at: float, measure: str, n: int) -> Any:  # noqa: ARG002 - as of a bench
        return 100.0 * at + 10.0 * self._z[:n]


def needed_case(chance: float) -> Case:
    target = 60.0
    truth = (target - 10.0 * Z.inv_cdf(1 - chance)) / 100.0

    def held(luck: Luck) -> bool:
        bench: Any = _Line(luck)
        found = needed(lambda at: at, target=target, chance=chance, replications=150, bench=bench)
        low, high = found.least, found.most
        return (low is None or low <= truth) and (high is None or truth <= high)

    return Case(
        "bracket of what is needed",
        f"chance {100 * chance:g} %, at most 150 replications a point",
        held,
        least=True,
    )


def shares_case(sds: tuple[float, float, float], which: int) -> Case:
    truth = sds[which] ** 2 / sum(sd**2 for sd in sds)

    def held(luck: Luck) -> bool:
        table = (
            sds[0] * luck.normal(size=(24, 1))
            + sds[1] * luck.normal(size=(1, 12))
            + sds[2] * luck.normal(size=(24, 12))
        )
        parts = two_way(table, int(luck.integers(1 << 30)))
        part = (parts.rows, parts.columns, parts.together)[which]
        return part.low <= truth <= part.high

    name = ("inputs", "luck", "the two together")[which]
    return Case(
        f"share of variance: {name}",
        f"24 points, 12 replications; truth {100 * truth:.0f} %",
        held,
        least=True,
    )


def model_case(within: float) -> Case:
    """The whole way: a study of the simulator itself, a seed an experiment; leads are Poisson with the rate times the hours."""
    hours, rate = 240.0, 120 / MONTH
    stream = Scenario.model_validate(STREAM)

    def held(luck: Luck) -> bool:
        seed = int(luck.integers(1 << 30))
        study = sl.run(stream, precision=within, of="leads", seed=seed, jobs=1)
        seen = study.known[stream.name]
        return seen.low <= rate * hours <= seen.high

    return Case(
        "sequential: leads of the simulator",
        f"Poisson, mean {rate * hours:.1f}; to ±{100 * within:g} %",
        held,
        slow=True,
    )


STREAM = {
    "name": "stream",
    "market": {"sources": {"leads": {"kind": "inbound", "to": "desk", "rate": "120 per month"}}},
    "organisation": {
        "activities": {"talk": {}},
        "roles": {"rep": {"heads": 0}},
        "desks": {"desk": {"staffed_by": "rep", "stages": [{"name": "talk", "activity": "talk"}]}},
    },
    "study": {"start": "2026-01-05", "quarters": 1, "prior": "0 h", "horizon": "10 days"},
}

CASES: tuple[Case, ...] = (
    mean_case(NORMAL, 10), mean_case(NORMAL, 64), mean_case(SKEWED, 64),
    paired_case(NORMAL, 16), paired_case(SKEWED, 64), relative_case(NORMAL, 32), relative_case(SKEWED, 64),
    joint_case(3, 32), joint_case(7, 32),
    *(quantile_case(law, share, n) for law, n in ((NORMAL, 36), (SKEWED, 200)) for share in (0.1, 0.5, 0.9)),
    *(chance_case(share, n) for n in (64, 256) for share in (0.02, 0.1, 0.5, 0.8, 0.98)),
    sequential_case("bookings", NORMAL, 0.05, 100.0), sequential_case("bookings", SKEWED, 0.03, 100.0),
    sequential_case("P10 of bookings", NORMAL, 0.05, NORMAL.at(0.1)),
    sequential_case("P50 of bookings", SKEWED, 0.05, SKEWED.at(0.5)),
    sequential_case("P90 of bookings", SKEWED, 0.05, SKEWED.at(0.9)),
    *(sequential_chance(share, 0.05) for share in (0.02, 0.2, 0.5, 0.8, 0.95)), sequential_chance(0.7, 0.1),
    sequential_effects(3, 0.05), model_case(0.1),
    race_case(2, 3.0), race_case(6, 3.0), needed_case(0.8),
    *(shares_case((1.0, 1.0, 0.5), which) for which in range(3)), *(shares_case((2.0, 1.0, 0.3), which) for which in range(3)),
)  # fmt: skip
