"""Claims of source 0 about what the change brought: win rate, price, quota, and which part of it did what."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np

from salesline.claims.claim import Arm, Claim, Figure, Finding, Judge, Status
from salesline.claims.criteria import all_hold, falls, rises, sided
from salesline.claims.evidence import Evidence
from salesline.claims.seed0_arms import ABLATION, AFTER, ALL, ALONE, BASE, GEO, PARTS, PASSED, STRICTER
from salesline.claims.seed0_probes import booked, busiest, overloaded, spread_of_weeks
from salesline.experiment.statistics import Interval, mean_interval

FEW = 0.01
"""A point of win rate."""
YEAR_TO_DATE = {"bookings_ytd": booked(3, 4)}
BEFORE = {"bookings_before": booked(-1, 0), **YEAR_TO_DATE}
SIZES = (0.0, 0.5, 0.9)
PRICES = {
    f"{name}, size with fit {size:g}": Arm(
        AFTER if name != BASE else GEO,
        {**values, "market.buyers.size_with_fit": size},
    )
    for size in SIZES
    for name, values in (
        (BASE, {}),
        ("60 % pass", {}),
        ("25 % pass", {"market.score.pass": 0.25}),
    )
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


def _arm(parts: tuple[str, ...]) -> str:
    return " + ".join(parts) or BASE


def _win_rate(evidence: Evidence) -> Finding:
    """Five points of win rate: all parts together, then with stricter gates; and what each part gives."""
    gain = evidence.difference(ALL, BASE, "win_rate")
    alone = evidence.difference(ALONE, BASE, "win_rate")
    figures = [
        evidence.mean_figure(BASE, "win_rate", "share"),
        evidence.mean_figure(ALL, "win_rate", "share"),
        evidence.figure("gain of all three", gain, "points/100"),
        evidence.figure("gain of turns alone", alone, "points/100"),
        *(
            evidence.figure(f"Shapley share of {name}", found, "points/100")
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
                evidence.figure(f"gain with {share} % passing the score", found, "points/100"),
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
        for gate in ("60 % pass", "25 % pass"):
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
        f"at most by {most.mean:+.0%}: the rest must come from discounts or a new offer, which are not in the model"
    )
    return Finding(status, tuple(figures), words)


def _quota(evidence: Evidence) -> Finding:
    """Whether 109 % of last year's bookings lies in the range of one year's luck."""
    base = float(evidence.values(BASE, "bookings_ytd").mean())
    attained = evidence.values(ALL, "bookings_ytd") / base
    mean = mean_interval(attained)
    spread = float(attained.std(ddof=1)) * 2.0
    low, high = mean.mean - spread, mean.mean + spread
    growth = [bound / 1.09 - 1 for bound in (mean.mean, mean.low, mean.high)]
    figures = (
        evidence.figure("attainment of a quota of the base year's bookings", mean, "share"),
        Figure("the same, range of single years", mean.mean, low, high, "share"),
        Figure("growth of the quota at which the mean is 109 %", *growth, "share"),
    )
    status: Status = "reproduced" if low <= 1.09 <= high else "refuted"
    words = (
        "the band of one half year is wide, and the quota is not told: 109 % says little. Win rate x1.25 and price x1.40 "
        "on the same number of deals would have been 175 %"
    )
    return Finding(status, figures, words)


def _later(evidence: Evidence) -> Finding:
    """Before/after against the paired counterfactual, in a steady market and in a growing one."""
    figures: list[Figure] = []
    gaps = []
    for market in ("steady", "growing"):
        before = evidence.values(f"changed, {market}", "bookings_before")
        after = evidence.values(f"changed, {market}", "bookings_ytd")
        without = evidence.values(f"unchanged, {market}", "bookings_ytd")
        told, caused = after / before.mean() - 1, (after - without) / without.mean()
        gaps.append(mean_interval(told - caused))
        figures += [
            evidence.figure(f"{market}: a year later against before", mean_interval(told), "share"),
            evidence.figure(f"{market}: against the same year unchanged", mean_interval(caused), "share"),
            Figure(
                f"{market}: spread of one year's luck in both",
                float(told.std(ddof=1)),
                float(caused.std(ddof=1)),
                float(told.std(ddof=1)),
                "share",
            ),
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
    return Finding(status, tuple(figures), "depends on the market: who grows anyway takes the growth for the effect")


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
    return Finding(status, tuple(figures), "a review finds a good setting; it does not beat one that was good from the start")


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
MEETINGS = {
    name: Arm(AFTER, values)
    for market, growth in MARKETS.items()
    for name, values in (
        *(
            (
                f"{share} % pass, {market}",
                {"market.sources.inbound.growth": growth, "market.score.pass": share / 100},
            )
            for share in FIXED
        ),
        (
            f"reviewed, {market}",
            {"market.sources.inbound.growth": growth, "organisation.controllers": REVIEW},
        ),
    )
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
            "turns + scoring": Arm(ABLATION["turns + scoring"].file, ABLATION["turns + scoring"].values, log=True),
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
            rises("win_rate", ALL, "turns + scoring"),
            lambda e: Finding(
                "reproduced",
                (
                    *(
                        e.figure(f"wins: Shapley share of {name}", found, "share")
                        for name, found in shapley(e, "wins", relative=True).items()
                    ),
                    e.figure("SQLs with standard questions", e.relative(ALL, "turns + scoring", "sqls"), "share"),
                ),
                "",
            ),
        ),
        replications=12,
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
            lambda e: Finding(
                "reproduced",
                tuple(
                    e.mean_figure(arm, m) for arm in (BASE, "turns", ALL) for m in ("load.closing", "overloaded")
                ),
                "",
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
    Claim(
        "0.20",
        "Transition last summer, outcomes a year later",
        "num",
        "M",
        question="Does the change from before to a year later tell the effect, as the same year without the change does?",
        arms=YEARS,
        measures=("bookings", "win_rate"),
        probes=BEFORE,
        reproduced="before/after is within 5 points of the effect also in a market that grows by half",
        refuted="it is off by above 5 points also in a steady market (depends: only in the growing one)",
        judge=_later,
        replications=12,
        power="10 % of bookings",
    ),
)
__all__ = ["GAIN"]
