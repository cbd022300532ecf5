"""Arms that claims of source 0 share: each part of the change switched on and off, territories and turns."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import product
from typing import Any

from salesline.claims.claim import Arm

GEO, AFTER = "claims/geo-territories.yaml", "claims/round-robin.yaml"
PODS, PILOT, TRAVEL = (
    f"claims/{name}.yaml" for name in ("pod-fallback", "pilot-rollout", "enterprise-travel")
)
Values = Mapping[str, Any]


def distributed(rule: Any) -> Values:
    """Both desks give leads away by this rule."""
    return {f"organisation.desks.{desk}.assignment": rule for desk in ("qualification", "closing")}


TURNS, OWNERS = distributed("round robin"), distributed("territory")
PARTS: dict[str, Values] = {
    "turns": OWNERS,
    "scoring": {"market.score.shape": "both", "market.score.pass": None},
    "questions": {"organisation.desks.qualification.cadence.sql.standard_questions": None},
}
"""What the change is made of, and what takes each part out of it again."""


def _named(kept: tuple[str, ...]) -> str:
    return " + ".join(kept) or "territories"


ABLATION: dict[str, Arm] = {}
for flags in product((False, True), repeat=len(PARTS)):
    kept = tuple(name for name, on in zip(PARTS, flags, strict=True) if on)
    removed = {key: value for name in PARTS if name not in kept for key, value in PARTS[name].items()}
    ABLATION[_named(kept)] = Arm(GEO) if not kept else Arm(AFTER, removed)
BASE, ALL, ALONE = "territories", "turns + scoring + questions", "turns"

PASSED = (60, 40, 25, 15)
STRICTER = {f"{share} % pass": Arm(AFTER, {"market.score.pass": share / 100}) for share in PASSED}

UPLIFTS = (1.0, 1.1, 1.2, 1.3, 1.6)


def _local(odds: float, *, turns: bool) -> Arm:
    values = {"market.win.local": math.log(odds)} if odds > 1 else {}
    return Arm(GEO, {**values, **(TURNS if turns else {})})


LOCAL = {
    f"{rule}, odds x{odds:g}": _local(odds, turns=rule == "turns")
    for odds in UPLIFTS
    for rule in ("territories", "turns")
}

SHARES = {
    0.0: (20, 20, 20, 20, 20),
    0.2: (27, 22, 19, 17, 15),
    0.42: (34, 24, 18, 14, 10),
    0.7: (45, 24, 15, 10, 6),
    1.0: (57, 20, 12, 7, 4),
}
"""Volumes of the five territories in per cent, by their coefficient of variation."""
NAMES = ("northeast", "southeast", "midwest", "west", "canada")


def _volumes(shares: tuple[int, ...]) -> Values:
    return {"market.buyers.territories": {name: n / 100 for name, n in zip(NAMES, shares, strict=True)}}


UNEQUAL = {f"territories, CV {cv:g}": Arm(GEO, _volumes(shares)) for cv, shares in SHARES.items()}
UNEQUAL["turns"] = Arm(GEO, TURNS)

CYCLES, HOURS = (30, 90, 270), (0.5, 3.0, 6.0)


def _journeys(cycle: int, hours: float) -> list[dict[str, Any]]:
    wait = {"gamma": f"{cycle * 24 / 7} h", "shape": 2}
    return [
        {"name": name, "activity": "meeting", "touches": touches, "buyer_wait": wait, "verdict": verdict,
         "local_travel": "0.5 h", "travel": f"{hours} h"}
        for name, touches, verdict in (("discovery", 2, 0.3), ("evaluation", 3, 0.4), ("negotiation", 2, 0.3))
    ]  # fmt: skip


def _on_the_way(cycle: int, hours: float, *, turns: bool) -> Arm:
    values: dict[str, Any] = {
        "organisation.desks.closing.stages": _journeys(cycle, hours),
        "market.buyers.window": {"lognormal": f"{3 * cycle} days", "sigma": 0.5},
        "market.momentum": {"scale": f"{0.9 * cycle:g} days", "shape": 2},
    }
    if turns:
        values["organisation.desks.closing.assignment"] = "round robin"
    return Arm(TRAVEL, values)


JOURNEYS = {
    f"{rule}, {cycle} days, {hours:g} h": _on_the_way(cycle, hours, turns=rule == "turns")
    for cycle in CYCLES
    for hours in HOURS
    for rule in ("territories", "turns")
}

AWAY = {
    name: Arm(PODS, distributed({"rule": "round robin", "otherwise": "round robin", "fallback": steps}))
    for name, steps in {"wait": ["rep", "hold"], "pod": ["rep", "pod", "hold"], "skip": "team"}.items()
}
