"""Claims of source 1A about what more heads are worth: one more, twice as many, and how many while others repair."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from salesline.claims.claim import Arm, Claim, Figure, Finding, Status
from salesline.claims.criteria import all_hold, falls, sided
from salesline.claims.evidence import Evidence
from salesline.claims.seed1a_arms import (
    PLANS,
    SHORT_PRIOR,
    TRIPLE,
    Values,
    five,
    hires,
    leads,
    startup,
    triple,
)
from salesline.claims.seed1a_judges import elasticity, judged, mean_of, money
from salesline.claims.seed1a_probes import bookings_per_rep, contribution, veterans
from salesline.claims.seed1a_team import BASES, FIRST_DAY, FIRST_YEAR, FOUR_SDRS, ONE_AE, loaded
from salesline.experiment.statistics import Interval

SPREADSHEET = 0.8 * 600e3 - 190e3
"""What an AE who books quota earns in a year: margin less pay, burden, tools and recruiting, in dollars."""
PER_REP = {
    "mean": bookings_per_rep("mean"),
    "median": bookings_per_rep("median"),
    "rest": bookings_per_rep("without the best two"),
}
ONE_MORE = {
    "800 leads, one new AE": startup(loaded(800, ONE_AE)),
    "800 leads, one new inbound SDR": startup(loaded(800, hires("inbound_sdr", 1, FIRST_DAY))),
    "800 leads, one new outbound SDR": startup(loaded(800, hires("outbound_sdr", 1, FIRST_DAY))),
    "1600 leads, one new AE": startup(loaded(1600, ONE_AE)),
}

SIXTEEN: dict[str, Any] = {"organisation.roles.ae.heads": 10, "organisation.roles.inbound_sdr.heads": 4,
           "organisation.roles.outbound_sdr.heads": 2}  # fmt: skip


def _worth(evidence: Evidence) -> Finding:
    figures, gains = [], []
    for arm in ONE_MORE:
        base = arm.split(",")[0]
        gain = evidence.difference(arm, base, "contribution")
        gains.append(gain)
        figures += [money(evidence, f"contribution of {arm}", gain),
                    evidence.figure(f"bookings of {arm}", evidence.relative(arm, base, "bookings"), "share")]  # fmt: skip
    first = gains[0]
    status: Status = "refuted" if first.low > 0 else "reproduced" if first.high < SPREADSHEET else "undecided"
    return Finding(
        status,
        tuple(figures),
        "bookings times gross margin less all cost of the year in which the head comes",
    )


def _linear(evidence: Evidence) -> Finding:
    found = {arm: elasticity(evidence, arm, "eight", 2.0) for arm in evidence.arms if arm != "eight"}
    figures = [
        evidence.figure(f"gain per doubling, {arm}", interval, "share") for arm, interval in found.items()
    ]
    figures += [evidence.mean_figure(arm, "utilisation.ae", "share") for arm in evidence.arms]
    return Finding(judged([sided(interval, 0.9) for interval in found.values()]), tuple(figures),
                   "sixteen who are all there all year, so that neither ramp nor hiring is in it")  # fmt: skip


def _skewed(evidence: Evidence) -> Finding:
    booked = evidence.values("ten", "bookings")
    per = {how: evidence.values("first year", how) for how in ("mean", "median", "rest")}
    errors = {how: 10 * found - booked for how, found in per.items()}
    ahead = per["mean"].mean() / per["median"].mean() - 1
    better = np.abs(errors["mean"]) - np.abs(errors["median"])
    figures = [
        mean_of(evidence, f"first year's bookings per AE, {how}", found / 1e3, "$k")
        for how, found in per.items()
    ]
    figures += [
        mean_of(evidence, f"ten times the {how}, less what ten book", found / 1e3, "$k")
        for how, found in errors.items()
    ]
    figures += [Figure("mean over median", float(ahead), math.nan, math.nan, "share"),
                evidence.figure("bookings of the two best", evidence.mean("first year", "top_two_share"), "share"),
                mean_of(evidence, "plan error of the mean beyond that of the median", better / 1e3, "$k")]  # fmt: skip
    gain = mean_of(evidence, "", better)
    status: Status = (
        "reproduced"
        if gain.low > 0 and ahead > 0.1
        else "refuted"
        if gain.high < 0 or ahead <= 0.05
        else "undecided"
    )
    return Finding(
        status, tuple(figures), "rest: without the two best; even the median promises more than ten AEs book"
    )


VETERANS = {
    "veterans' bookings": veterans("bookings"),
    "veterans' teaching": veterans("onboarding", "paid_hours"),
    "veterans' opportunities": veterans("opportunities"),
}
NOBODY_TEACHES: Values = {"organisation.roles.ae.onboarding": {}}
NEWCOMERS = {
    "none": five(0),
    "five": five(),
    "five, nobody teaches": five(more=NOBODY_TEACHES),
    "five, leads x2": five(5, 2.0, FOUR_SDRS),
}


def _slips(evidence: Evidence) -> Finding:
    found = all_hold(
        falls("win_rate", "five", "none"), falls("bookings_per_rep.ae", "five", "none", by=0.05)
    )(evidence)
    figures = list(found.figures)
    for measure in VETERANS:
        compare = evidence.difference if measure == "veterans' teaching" else evidence.relative
        figures += [evidence.figure(f"{measure}, {arm} against none", compare(arm, "none", measure), "share")
                    for arm in NEWCOMERS if arm != "none"]  # fmt: skip
    return Finding(found.status, tuple(figures), "overall: all AEs; veterans: the five who were there")


FIX = "fix-first.yaml"
SIXTEEN_MORE = {
    "organisation.hiring": PLANS["two months"],
    "organisation.other_hires": {"count": 14, "cost": "$90k per year"},
}
BOTH = {
    "neither": Arm(TRIPLE, {**SHORT_PRIOR, "organisation.hiring": [], "organisation.other_hires": {}}),
    "hire": triple(),
    "fix": Arm(FIX, dict(SHORT_PRIOR)),
    "both": Arm(FIX, {**SHORT_PRIOR, **SIXTEEN_MORE}),
}


def _wider(evidence: Evidence, arm: str, against: str, measure: str) -> Interval:
    """P90 - P10 of an arm over that of another, with a bootstrap interval over replications (pairs kept together)."""
    a, b = evidence.values(against, measure), evidence.values(arm, measure)
    generator = np.random.Generator(np.random.Philox(20160520))
    rows = generator.integers(0, len(a), (2000, len(a)))

    def width(values: NDArray[np.float64]) -> NDArray[np.float64]:
        low, high = np.percentile(values, [10, 90], axis=-1)
        return np.asarray(high - low)

    ratios = width(b[rows]) / width(a[rows])
    low, high = np.percentile(ratios, [2.5, 97.5])
    return Interval(float(width(b) / width(a)), float(low), float(high), len(a))


def _both(evidence: Evidence) -> Finding:
    figures: list[Figure] = []
    for arm in BOTH:
        low, high = np.percentile(evidence.values(arm, "bookings"), [10, 90])
        figures += [money(evidence, f"bookings, {arm}", evidence.mean(arm, "bookings")),
                    Figure(f"P10, {arm}", float(low) / 1e3, math.nan, math.nan, "$k"),
                    Figure(f"P90, {arm}", float(high) / 1e3, math.nan, math.nan, "$k"),
                    money(evidence, f"contribution, {arm}", evidence.mean(arm, "contribution"))]  # fmt: skip
    more = [evidence.relative("both", arm, "bookings") for arm in ("hire", "fix")]
    wider = {
        (arm, m): _wider(evidence, arm, "neither", m)
        for arm in ("both", "hire", "fix")
        for m in ("bookings", "contribution")
    }
    figures += [
        evidence.figure(f"bookings, both against {arm}", i, "share")
        for arm, i in zip(("hire", "fix"), more, strict=True)
    ]
    figures += [
        evidence.figure(f"P10 to P90 of {m}, {arm} against neither", i, "times")
        for (arm, m), i in wider.items()
    ]
    states: list[Status] = [*(sided(i, 0.0) for i in more), sided(wider["both", "bookings"], 1.0)]
    status: Status = "refuted" if "refuted" in states else judged(states)
    return Finding(
        status,
        tuple(figures),
        "the same market in all four: half as many leads again, no founder's network, people leave",
    )


WORTH: tuple[Claim, ...] = (
    Claim(
        "1A.17",
        "Be certain of value from larger team before adding",
        "rule",
        "M",
        question="What is one more AE, inbound SDR or outbound SDR worth within the year, at the startup's load and at twice?",
        arms={**BASES, **ONE_MORE},
        measures=("bookings", "cost_total"),
        probes={"contribution": contribution},
        reproduced="at the startup's load one more AE is not shown to earn its cost, and earns under $290k (quota's worth)",
        refuted="the interval of its contribution is above 0",
        judge=_worth,
        replications=20,
        power="$120k",
    ),
    Claim(
        "1A.19",
        "'$3M with 8 people, 16 → $6M'",
        "rule/num",
        "M",
        question="Do twice the people book twice as much, with the old leads, half as many more, and twice as many?",
        arms={"eight": startup(), **{f"sixteen, leads x{m:g}": startup({**SIXTEEN, **leads(m)}) for m in (1.0, 1.5, 2.0)}},
        measures=("bookings", "utilisation.ae"),
        reproduced="twice the people gain over 90 % with the old leads too",
        refuted="under 90 % in each arm; depends: on the leads",
        judge=_linear,
        replications=40,
        power="15 % of bookings",
    ),
    Claim(
        "1A.25",
        "One or two superstars skew metrics",
        "mech",
        "M",
        question="How far off is a plan for ten AEs made from the first year's mean, its median, or without the two best?",
        arms={"first year": FIRST_YEAR, "ten": five()},
        measures=("bookings", "top_two_share"),
        probes=PER_REP,
        reproduced="the mean is over 10 % above the median, and its plan misses by more than the median's",
        refuted="the mean is within 5 % of the median, or misses by less",
        judge=_skewed,
        replications=40,
        power="$430k of plan error",
    ),
    Claim(
        "1A.26",
        "Efficiency and effectiveness slip when onboarding",
        "mech",
        "M",
        question="What do win rate and bookings per AE lose when five come to five, and what of it is teaching?",
        arms=NEWCOMERS,
        measures=("win_rate", "bookings_per_rep.ae", "bookings"),
        probes=VETERANS,
        reproduced="the win rate falls, and bookings per AE fall by over 5 %",
        refuted="one of them does not",
        judge=_slips,
        replications=24,
        power="5 % of the win rate",
    ),
    Claim(
        "1A.27",
        "May need both capacity and better utilisation; more risk",
        "mech",
        "M",
        question="Do sixteen hires and repaired work together book more than either, and is the year less certain?",
        arms=BOTH,
        measures=("bookings", "cost_total"),
        probes={"contribution": contribution},
        reproduced="both book more than hires alone and than repairs alone, over a wider span from P10 to P90 than neither",
        refuted="they book no more than one of them, or the span is narrower",
        judge=_both,
        replications=32,
        power="5 % of bookings; 85 % of the span",
    ),
)  # fmt: skip
