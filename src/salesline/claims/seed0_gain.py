"""Claims of source 0 about steadier weeks, known capacity, weekly meetings, and a year of waiting for the effect."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from salesline.claims.claim import Arm, Claim, Figure, Finding, Judge, Status
from salesline.claims.criteria import all_hold, falls, rises, shown, sided
from salesline.claims.evidence import Evidence
from salesline.claims.seed0_arms import ABLATION, AFTER, ALL, BASE, GEO
from salesline.claims.seed0_probes import busiest, overloaded, spread_of_weeks, won
from salesline.experiment.statistics import mean_interval

BEFORE = {"wins_before": won(-1, 0), "wins_ytd": won(3, 4)}


def _later(evidence: Evidence) -> Finding:
    """Before/after against the paired counterfactual, in a steady market and in a growing one."""
    figures: list[Figure] = []
    gaps = []
    for market in ("steady", "growing"):
        before = evidence.values(f"changed, {market}", "wins_before")
        after = evidence.values(f"changed, {market}", "wins_ytd")
        without = evidence.values(f"unchanged, {market}", "wins_ytd")
        told, caused = after / before.mean() - 1, (after - without) / without.mean()
        gaps.append(mean_interval(told - caused))
        figures += [
            evidence.figure(f"{market}: a year later against before", mean_interval(told), "share"),
            evidence.figure(f"{market}: against the same year unchanged", mean_interval(caused), "share"),
            _spread(f"{market}: spread of single years, before and after", told),
            _spread(f"{market}: spread of single years, against the unchanged", caused),
        ]
    figures += [
        evidence.figure(f"{m}: what before/after says too much", gap, "share")
        for m, gap in zip(("steady", "growing"), gaps, strict=True)
    ]
    steady, growing = gaps
    status: Status = "undecided"
    if steady.low < 0 < steady.high and growing.low > 0.05:
        status = "depends"
    elif growing.high < 0.05 and growing.low > -0.05:
        status = "reproduced"
    elif steady.low > 0.05 or steady.high < -0.05:
        status = "refuted"
    return Finding(
        status, tuple(figures), "depends on the market: who grows anyway takes the growth for the effect"
    )


def _spread(label: str, values: NDArray[np.float64]) -> Figure:
    return Figure(label, float(values.std(ddof=1)), math.nan, math.nan, "share")


def _meeting(evidence: Evidence) -> Finding:
    """A review against the setting of the first day, and against the best setting in hindsight."""
    figures = []
    states = []
    for market in MARKETS:
        gain = evidence.relative(f"reviewed, {market}", f"60 % pass, {market}", "wins")
        states.append(sided(gain, 0.02))
        best = max(
            (f"{share} % pass, {market}" for share in FIXED),
            key=lambda arm: evidence.mean(arm, "wins").mean,
        )
        figures += [
            evidence.figure(f"wins, reviewed against the first day's setting, {market}", gain, "share"),
            evidence.figure(
                f"wins, reviewed against the best in hindsight ({best})",
                evidence.relative(f"reviewed, {market}", best, "wins"),
                "share",
            ),
        ]
    status: Status = (
        states[0] if len(set(states)) == 1 else "undecided" if "undecided" in states else "depends"
    )
    return Finding(
        status,
        tuple(figures),
        "a review finds a good setting; it does not beat one that was good from the start",
    )


def _interaction(measure: str) -> Judge:
    """What scoring gives on top of turns, against what it gives on top of territories (reported, never judged)."""

    def judge(evidence: Evidence) -> Finding:
        gains = {
            rule: evidence.relative(scored, plain, measure)
            for rule, scored, plain in (
                ("turns", "turns + scoring", "turns"),
                ("territories", "scoring", BASE),
            )
        }
        figures = tuple(
            evidence.figure(f"{measure}: scoring on top of {rule}", gain, "share")
            for rule, gain in gains.items()
        )
        return Finding("reproduced", figures, "")

    return judge


MARKETS = {"steady": "0 % per year", "tripling": "200 % per year"}
FIXED = (40, 60, 95)
REVIEW = {
    "weekly meeting": {
        "setting": "market.score.pass",
        "levels": ["25 %", "40 %", "60 %", "80 %", "95 %"],
        "start_at": "60 %",
        "watch": "utilisation.ae",
        "below": "70 %",
        "above": "85 %",
        "when_below": "up",
        "when_above": "down",
        "over": "4 weeks",
    }
}


def _market(growth: str, more: Mapping[str, Any]) -> Arm:
    return Arm(AFTER, {"market.sources.inbound.growth": growth, **more})


MEETINGS = {
    f"{share} % pass, {market}": _market(growth, {"market.score.pass": share / 100})
    for market, growth in MARKETS.items()
    for share in FIXED
} | {
    f"reviewed, {market}": _market(growth, {"organisation.controllers": REVIEW})
    for market, growth in MARKETS.items()
}
LONG = {"study.prior": "1 year"}
YEARS = {
    f"{what}, {market}": Arm(file, {**LONG, "market.sources.inbound.growth": growth})
    for what, file in (("unchanged", GEO), ("changed", AFTER))
    for market, growth in (("steady", "0 % per year"), ("growing", "50 % per year"))
}

GAIN: tuple[Claim, ...] = (
    Claim(
        "0.05",
        "Consistent flow of qualified leads that passed a scoring process",
        "mech",
        "M",
        question="Does scoring raise the share of leads that become SQLs, and do turns make each BDR's week steadier?",
        arms={
            **{name: ABLATION[name] for name in ("turns", "scoring")},
            BASE: Arm(GEO, log=True),
            "turns + scoring": Arm(
                ABLATION["turns + scoring"].file, ABLATION["turns + scoring"].values, log=True
            ),
        },
        measures=("sqls", "mqls", "wins", "win_rate", "utilisation.bdr"),
        probes={"week_to_week": spread_of_weeks("bdr")},
        reproduced="the BDRs' weeks vary less than with territories, win rate is higher, and their load lower",
        refuted="one of these is not so",
        judge=all_hold(
            falls("week_to_week", "turns + scoring", BASE, by=0.10),
            rises("win_rate", "turns + scoring", "turns"),
            falls("utilisation.bdr", "turns + scoring", "turns"),
            _interaction("wins"),
            words="fewer and better leads at the same beat; the leads that are scored out cost wins",
        ),
        replications=8,
        power="1 point of win rate",
    ),
    Claim(
        "0.07",
        "New model let them understand utilisation and capacity constraints",
        "out",
        "M",
        question="Does the mean utilisation of a role tell how busy its reps are, with territories and with turns?",
        arms={name: ABLATION[name] for name in (BASE, "turns", ALL)},
        measures=("utilisation.bdr", "utilisation.ae", "load.qualification", "load.closing"),
        probes={
            "ae: busiest above mean": busiest("ae"),
            "bdr: busiest above mean": busiest("bdr"),
            "overloaded": overloaded,
        },
        reproduced="with turns the busiest rep is within 10 points of the mean, with territories further off by another 10",
        refuted="no difference between the two",
        judge=all_hold(
            falls("ae: busiest above mean", "turns", BASE, by=0.10, relative=False),
            falls("bdr: busiest above mean", "turns", BASE, by=0.10, relative=False),
            shown(
                lambda e: tuple(
                    e.mean_figure(arm, m)
                    for arm in (BASE, "turns", ALL)
                    for m in ("load.closing", "overloaded")
                )
            ),
            words="with territories the mean names no constraint while one AE is overloaded",
        ),
        replications=12,
        power="3 points of utilisation",
        quick=True,
    ),
    Claim(
        "0.13",
        "Weekly meetings of Sales and Marketing adjust rules",
        "mech",
        "S",
        question="Does a weekly review of the gate win more than the gate as set on the first day, and than the best one?",
        arms=MEETINGS,
        measures=("wins", "win_rate", "utilisation.ae"),
        reproduced="above 2 % more wins than the first day's setting, in a steady market and one that triples",
        refuted="less than that in both",
        judge=_meeting,
        replications=8,
        power="5 % of wins",
    ),
    Claim(
        "0.20",
        "Transition last summer, outcomes a year later",
        "num",
        "M",
        question="Does the change from before to a year later tell the effect, as the same year without the change does?",
        arms=YEARS,
        measures=("wins", "win_rate"),
        probes=BEFORE,
        reproduced="before/after is within 5 points of the effect also in a market that grows by half",
        refuted="it is off by above 5 points also in a steady market (depends: only in the growing one)",
        judge=_later,
        replications=12,
        power="8 % of wins",
    ),
)
