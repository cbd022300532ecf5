"""Claims of source 0 about figures that rose: win rate, price, quota, and which part of the change did what."""

from __future__ import annotations

import math
from itertools import permutations
from typing import Any

import numpy as np

from salesline.claims.claim import Arm, Claim, Figure, Finding, Status
from salesline.claims.criteria import all_hold, rises, shown, sided
from salesline.claims.evidence import Evidence
from salesline.claims.seed0_arms import ABLATION, AFTER, ALL, ALONE, BASE, GEO, PARTS, PASSED, STRICTER
from salesline.claims.seed0_probes import booked
from salesline.experiment.statistics import Interval, mean_interval

FEW = 0.01
"""A point of win rate."""
YEAR_TO_DATE = {"bookings_ytd": booked(3, 4)}
SIZES = (0.0, 0.5, 0.9)
SHARP = {
    "market.score.pass": 0.25,
    "market.score.accuracy": 0.9,
    "market.score.weights": {"fit": 1, "engagement": 0},
}
GATES: dict[str, dict[str, Any]] = {
    "60 % pass": {},
    "25 % pass": {"market.score.pass": 0.25},
    "25 % pass by nearly perfect fit": SHARP,
}
PRICES = {
    f"{name}, size with fit {size:g}": Arm(
        GEO if name == BASE else AFTER, {**GATES.get(name, {}), "market.buyers.size_with_fit": size}
    )
    for size in SIZES
    for name in (BASE, *GATES)
    if name != "25 % pass by nearly perfect fit" or size
}


def shapley(evidence: Evidence, measure: str, *, relative: bool = False) -> dict[str, Interval]:
    """Return each part's share of the change from none to all, averaged over the orders of switching on; they add up."""
    names = tuple(PARTS)
    shares = {name: np.zeros(evidence.replications) for name in names}
    scale = float(evidence.values(BASE, measure).mean()) if relative else 1.0
    for order in permutations(names):
        on: tuple[str, ...] = ()
        for name in order:
            then = tuple(n for n in names if n in (*on, name))
            gain = evidence.values(_arm(then), measure) - evidence.values(_arm(on), measure)
            shares[name] += gain / scale / math.factorial(len(names))
            on = then
    return {name: mean_interval(found) for name, found in shares.items()}


def _points(evidence: Evidence, label: str, share: Interval) -> Figure:
    return evidence.figure(
        label, Interval(100 * share.mean, 100 * share.low, 100 * share.high, share.n), "points"
    )


def _arm(parts: tuple[str, ...]) -> str:
    return " + ".join(parts) or BASE


def _win_rate(evidence: Evidence) -> Finding:
    """Five points of win rate: all parts together, then with stricter gates; and what each part gives."""
    gain = evidence.difference(ALL, BASE, "win_rate")
    alone = evidence.difference(ALONE, BASE, "win_rate")
    figures = [
        evidence.mean_figure(BASE, "win_rate", "share"),
        evidence.mean_figure(ALL, "win_rate", "share"),
        _points(evidence, "gain of all three", gain),
        _points(evidence, "gain of turns alone", alone),
        *(
            _points(evidence, f"Shapley share of {name}", found)
            for name, found in shapley(evidence, "win_rate").items()
        ),
    ]
    status = sided(gain, 0.04)
    words = "turns alone give less than a point" if alone.high < FEW else ""
    if status != "reproduced":
        reached = None
        for share in PASSED:
            found = evidence.difference(f"{share} % pass", BASE, "win_rate")
            wins = evidence.relative(f"{share} % pass", BASE, "wins")
            figures += [
                _points(evidence, f"gain with {share} % passing the score", found),
                evidence.figure(f"wins with {share} % passing", wins, "share"),
            ]
            reached = share if reached is None and found.low > 0.04 else reached
        if reached is not None:
            above = PASSED[PASSED.index(reached) - 1]
            words = f"depends on the gate: 4 points or more when between {reached} and {above} % of leads pass; {words}"
            status = "depends"
    return Finding(status, tuple(figures), words)


def _price(evidence: Evidence) -> Finding:
    """Forty per cent of price: routing alone, and selection by score where good buyers buy more."""
    routed = evidence.relative(ALONE, BASE, "average_deal")
    figures = [evidence.figure("average deal, turns alone", routed, "share")]
    figures += [
        evidence.figure(f"Shapley share of {name}", found, "share")
        for name, found in shapley(evidence, "average_deal", relative=True).items()
    ]
    most = Interval(-1.0, -1.0, -1.0, 0)
    for size in SIZES:
        for gate in GATES:
            if f"{gate}, size with fit {size:g}" not in PRICES:
                continue
            found = evidence.relative(
                f"{gate}, size with fit {size:g}", f"{BASE}, size with fit {size:g}", "average_deal"
            )
            figures.append(evidence.figure(f"average deal, {gate}, size with fit {size:g}", found, "share"))
            most = max(most, found, key=lambda interval: interval.mean)
    normal = evidence.relative(ALL, BASE, "average_deal")
    status: Status = "undecided"
    if normal.low > 0.35:
        status = "reproduced"
    elif most.low > 0.35:
        status = "depends"
    elif most.high < 0.40:
        status = "refuted"
    words = (
        f"turns alone move the price by {routed.mean:+.0%}; selection by score, where size goes with fit, "
        f"by {normal.mean:+.0%} as set and at most by {most.mean:+.0%} with the sharpest gate; discounts are not in the model"
    )
    return Finding(status, tuple(figures), words)


def _quota(evidence: Evidence) -> Finding:
    """Whether 109 % of last year's bookings lies in the range of one year's luck."""
    base = float(evidence.values(BASE, "bookings_ytd").mean())
    attained = evidence.values(ALL, "bookings_ytd") / base
    mean = mean_interval(attained)
    spread = float(attained.std(ddof=1)) * 2.0
    low, high = mean.mean - spread, mean.mean + spread
    growth = Interval(mean.mean / 1.09 - 1, mean.low / 1.09 - 1, mean.high / 1.09 - 1, mean.n)
    figures = (
        evidence.figure("attainment of a quota of the base year's bookings", mean, "share"),
        Figure("the same, range of single years", mean.mean, low, high, "share"),
        evidence.figure("growth of the quota at which the mean is 109 %", growth, "share"),
    )
    status: Status = "reproduced" if low <= 1.09 <= high else "refuted"
    words = (
        "the band of one half year is wide, and the quota is not told: 109 % says little. Win rate x1.25 and price x1.40 "
        "on the same number of deals would have been 175 %"
    )
    return Finding(status, figures, words)


def _either(evidence: Evidence) -> Finding:
    """Whether win rate or wins rise with standard questions; both are shown."""
    parts = [rises(measure, ALL, "turns + scoring")(evidence) for measure in ("win_rate", "wins")]
    states = [part.status for part in parts]
    status: Status = (
        "reproduced" if "reproduced" in states else "refuted" if states == ["refuted"] * 2 else "undecided"
    )
    return Finding(status, tuple(figure for part in parts for figure in part.figures), "")


FIGURES: tuple[Claim, ...] = (
    Claim(
        "0.06",
        "At the same time standardised qualification questions and emails",
        "mech",
        "M",
        question="What do the same questions for everybody give, apart from turns and scoring?",
        arms=ABLATION,
        measures=("win_rate", "wins", "sqls", "utilisation.ae"),
        reproduced="win rate or wins rise when questions are standardised last, by more than 0",
        refuted="neither rises",
        judge=all_hold(
            _either,
            shown(
                lambda e: (
                    *(
                        e.figure(f"wins: Shapley share of {name}", found, "share")
                        for name, found in shapley(e, "wins", relative=True).items()
                    ),
                    e.figure(
                        "SQLs with standard questions", e.relative(ALL, "turns + scoring", "sqls"), "share"
                    ),
                )
            ),
        ),
        replications=12,
        power="1 point of win rate",
    ),
    Claim(
        "0.15",
        "YTD 109% of quota for new bookings",
        "num/out",
        "M",
        question="Set to the base year alone, does the changed line book 109 % of the base year in the first half of the next?",
        arms={name: ABLATION[name] for name in (BASE, ALL)},
        measures=("bookings", "wins"),
        probes=YEAR_TO_DATE,
        reproduced="109 % lies within two standard deviations of single years, for a quota of the base year's bookings",
        refuted="it lies outside",
        judge=_quota,
        replications=12,
        power="9 % of bookings",
    ),
    Claim(
        "0.16",
        "Win rate 20% → 25% (x1.25)",
        "num/out",
        "M",
        question="Do turns, scoring and standard questions raise the win rate by 5 points, and which of them does?",
        arms={**ABLATION, **STRICTER},
        measures=("win_rate", "wins", "sqls", "bookings"),
        reproduced="all three together give more than 4 points at the gate that passes 60 %",
        refuted="less than 4 points at every gate (depends: more with a stricter gate)",
        judge=_win_rate,
        replications=12,
        power="1 point of win rate",
    ),
    Claim(
        "0.17",
        "ASP +40%",
        "num/out",
        "M",
        question="Does the average deal grow by 40 %, from routing alone or from the choice of leads?",
        arms={**ABLATION, **PRICES},
        measures=("average_deal", "wins", "bookings"),
        reproduced="above 35 % with all three parts as set",
        refuted="below 40 % for every gate and every correlation of size with fit (depends: reached in some)",
        judge=_price,
        replications=12,
        power="6 % of the average deal",
    ),
)
