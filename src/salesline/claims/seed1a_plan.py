"""Claims of source 1A about the plan to triple: its numbers, its quarters, and the growth that came of it."""

from __future__ import annotations

import math

from salesline.claims.claim import Arm, Claim, Figure, Finding, Status
from salesline.claims.criteria import all_hold, falls, shown, sided, within
from salesline.claims.evidence import Evidence
from salesline.claims.seed1a_arms import (
    MAIN,
    MULTIPLES,
    NO_RAMP,
    PLANS,
    Values,
    cell,
    startup,
    triple,
)
from salesline.claims.seed1a_judges import LAST_YEAR, judged, mean_of, share_of
from salesline.claims.seed1a_probes import months_of_money, shortfalls
from salesline.experiment.statistics import Interval, mean_interval

GOAL = 9e6
NAN = math.nan
CELLS = {cell(plan, multiple): triple(plan, multiple) for plan in PLANS for multiple in MULTIPLES}
FUNDED = "claims/triple-funded.yaml"
NOBODY_ELSE: Values = {"organisation.other_hires": {}}
NO_ROUND: Values = {"study.cash.funding": []}
NO_ATTRITION: Values = {
    f"organisation.roles.{role}.attrition": {} for role in ("ae", "inbound_sdr", "outbound_sdr")
}
STEEPNESS = tuple(1 + k / 50 for k in range(51))
"""How much more each quarter of the plan is to book than the one before."""


def _against_goal(evidence: Evidence, arm: str) -> Interval:
    found = evidence.mean(arm, "bookings")
    return Interval(found.mean / GOAL, found.low / GOAL, found.high / GOAL, found.n)


def _goal(evidence: Evidence) -> Finding:
    reached = share_of(evidence.values("tripled", "bookings") >= GOAL)
    first = within("bookings", "first year", 0.95 * LAST_YEAR, 1.05 * LAST_YEAR, unit="$")(evidence)
    figures = (*first.figures, evidence.mean_figure("tripled", "bookings", "$"),
               evidence.figure("chance of $9M, tripled", reached, "share"))  # fmt: skip
    return Finding(first.status, figures, "the line that the worked sheet balances; the plan's year is 1A.08")


def _tripled(evidence: Evidence) -> Finding:
    found = {arm: _against_goal(evidence, arm) for arm in evidence.arms}
    states = [sided(interval, 0.9) for interval in found.values()]
    figures = tuple(evidence.figure(f"bookings against $9M, {arm}", i, "share") for arm, i in found.items())
    return Finding(judged(states), figures, "quota times heads is reached by no tripled team whose leads, ramp or network do not "
                   "triple too" if states[0] == "refuted" else "")  # fmt: skip


def _heads(evidence: Evidence) -> Finding:
    figures, states = [], []
    for arm in evidence.arms:
        ae = evidence.mean(arm, "heads.ae", 4)
        sdrs = mean_interval(
            evidence.values(arm, "heads.inbound_sdr", 4) + evidence.values(arm, "heads.outbound_sdr", 4)
        )
        states.append(judged([sided(ae, 0.95 * 15), sided(sdrs, 0.95 * 9)]))
        figures += [evidence.figure(f"AEs in the fourth quarter, {arm}", ae, "heads"),
                    evidence.figure(f"SDRs in the fourth quarter, {arm}", sdrs, "heads"),
                    evidence.figure(f"AEs with a full ramp, fourth quarter, {arm}",
                                    evidence.mean(arm, "ramped_heads.ae", 4), "heads")]  # fmt: skip
    return Finding(
        judged(states),
        tuple(figures),
        "seats stand empty for two months after each exit, and who fills them learns anew",
    )


def _timing(evidence: Evidence) -> Finding:
    gains = {
        m: evidence.relative(cell("day one", m), cell("60 days late", m), "bookings") for m in (1.5, 3.0)
    }
    figures = [evidence.figure(f"bookings, all on day one against 60 days late, leads x{m:g}", gain, "share")
               for m, gain in gains.items()]  # fmt: skip
    states = [sided(gain, 0.03) for gain in gains.values()]
    return Finding(
        judged(states), tuple(figures), "what two months more of sixteen hires bring within the year"
    )


def _near_miss(evidence: Evidence) -> Finding:
    booked = evidence.mean("funded", "bookings", 1)
    planned = {steep: GOAL / sum(steep**k for k in range(4)) for steep in STEEPNESS}
    near = [steep for steep, plan in planned.items() if 0.85 <= booked.mean / plan <= 0.99]
    figures = [evidence.figure(f"Q1 against plan, each quarter x{s:g} the last", _scaled(booked, 1 / planned[s]), "share")
               for s in (1.0, 1.24, 1.5, 1.76, 2.0)]  # fmt: skip
    flat = figures[0]
    figures += [Figure(f"quarters' growth of a plan whose Q1 is a near miss: {word}", pick(near), NAN, NAN, "times")
                for word, pick in (("from", min), ("to", max)) if near]  # fmt: skip
    figures += [evidence.figure("chance of no money within the year, funded", evidence.mean("funded", "ruin"), "share"),
                evidence.figure("the same, not funded", evidence.mean("not funded", "ruin"), "share"),
                evidence.mean_figure("not funded", "months_of_money", "months")]  # fmt: skip
    status: Status = (
        "reproduced" if flat.high < 0.85 and near else "refuted" if 1.0 in near or not near else "undecided"
    )
    return Finding(status, tuple(figures), "a first quarter that the old team books looks like a near miss only beside a plan "
                   "that puts most of its growth into the last quarters")  # fmt: skip


def _scaled(interval: Interval, by: float) -> Interval:
    return Interval(interval.mean * by, interval.low * by, interval.high * by, interval.n)


def _widens(evidence: Evidence) -> Finding:
    wider = share_of(evidence.values(MAIN, "widens") == 1.0)
    planned = (1.4e6, 2.0e6, 2.6e6, 3.0e6)
    figures = [evidence.figure("share of years in which the gap widens twice", wider, "share")]
    figures += [mean_of(evidence, f"gap to plan, Q{q}", (plan - evidence.values(MAIN, "bookings", q)) / 1e3, "$k")
                for q, plan in enumerate(planned, start=1)]  # fmt: skip
    status: Status = "reproduced" if wider.low >= 0.9 else "refuted" if wider.high < 0.9 else "undecided"
    return Finding(status, tuple(figures), "means widen; the luck of a quarter hides it in some years")


PLAN: tuple[Claim, ...] = (
    Claim(
        "1A.01",
        "First-year revenue about $3M; board wants $9M next year",
        "num",
        "M",
        question="Does the line of 5 AEs and 3 SDRs book about $3M a year, and what chance has $9M with the team tripled?",
        arms={"first year": startup(prime=True), "tripled": CELLS[MAIN]},
        measures=("bookings", "wins"),
        reproduced="mean bookings of the first year's line within 5 % of $3M",
        refuted="further away",
        judge=_goal,
        replications=96,
        power="5 % of bookings",
    ),
    Claim(
        "1A.02",
        "'Tripling sales means tripling the team'",
        "rule",
        "M",
        question="What share of $9M does a tripled team book with the old leads, with half as many again, and with triple leads?",
        arms={
            "leads as they were": CELLS[cell("two months", 1.0)],
            "leads x1.5": CELLS[MAIN],
            "leads x3": CELLS[cell("two months", 3.0)],
            "leads x3, no ramp, day one": triple("day one", 3.0, NO_RAMP),
        },
        measures=("bookings",),
        reproduced="over 90 % of $9M in each arm (quota times heads)",
        refuted="under 90 % in each arm; depends: reached in some",
        judge=_tripled,
        replications=8,
        power="7 % of $9M",
    ),
    Claim(
        "1A.03",
        "16 hires: 10 AEs + 6 SDRs",
        "num",
        "M",
        question="Do 10 AEs and 6 SDRs triple a team of 5 and 3 by the year's end, people leaving and being replaced?",
        arms={"as planned": CELLS[MAIN], "nobody leaves": triple(more=NO_ATTRITION)},
        measures=("heads.ae", "heads.inbound_sdr", "heads.outbound_sdr", "ramped_heads.ae"),
        reproduced="AEs and SDRs of the fourth quarter are over 95 % of 15 and 9, whether people leave or not",
        refuted="under 95 % in both; depends: only if nobody leaves",
        judge=_heads,
        replications=48,
        power="0.3 AEs",
    ),
    Claim(
        "1A.04",
        "14 hires in other departments",
        "num",
        "S",
        question="How much sooner is the money gone with fourteen heads outside sales?",
        arms={
            "with, no round": Arm(FUNDED, NO_ROUND),
            "without, no round": Arm(FUNDED, {**NO_ROUND, **NOBODY_ELSE}),
        },
        measures=("cost_total", "bookings", "cash_end"),
        probes={"months_of_money": months_of_money},
        reproduced="the money lasts at least a month less",
        refuted="the difference is under a month",
        judge=all_hold(
            falls("months_of_money", "with, no round", "without, no round", by=1.0, relative=False),
            shown(
                lambda e: (
                    mean_of(e, "cost of the fourteen in the year",
                            (e.values("with, no round", "cost_total") - e.values("without, no round", "cost_total")) / 1e3, "$k"),
                    mean_of(e, "bookings they bring", (e.values("with, no round", "bookings")
                            - e.values("without, no round", "bookings")) / 1e3, "$k"),
                    e.mean_figure("with, no round", "cash_end", "$"),
                )
            ),
            words="heads outside sales are a cost in the model: what they do for customers is not in it",
        ),
        replications=12,
        power="2 months",
    ),
    Claim(
        "1A.05",
        "Hiring spree begins",
        "mech",
        "M",
        question="What does the year lose when the sixteen start 60 days late?",
        arms={cell(p, m): CELLS[cell(p, m)] for p in ("day one", "60 days late") for m in (1.5, 3.0)},
        measures=("bookings", "cost_total"),
        reproduced="hired on day one the team books over 3 % more than 60 days late, with leads x1.5 and with leads x3",
        refuted="under 3 % with both; depends: on the leads",
        judge=_timing,
        replications=24,
        power="7 % of bookings",
    ),
    Claim(
        "1A.06",
        "Q1 a near miss; funding round closes on the plan",
        "out",
        "M",
        question="How back-loaded must a plan of $9M be for the first quarter to be a near miss, and what if the round fails?",
        arms={"funded": Arm(FUNDED, {}), "not funded": Arm(FUNDED, NO_ROUND)},
        measures=("bookings", "ruin", "cash_end"),
        probes={"months_of_money": months_of_money},
        reproduced="against a flat plan Q1 is under 85 %, and some plan whose quarters grow makes it 85 to 99 %",
        refuted="85 to 99 % against a flat plan, or against none (each quarter up to twice the last)",
        judge=_near_miss,
        replications=16,
        power="27 % of Q1 bookings",
    ),
    Claim(
        "1A.07",
        "Q2 diverges more",
        "out",
        "M",
        question="Does the gap to the plan widen from Q1 to Q2 and again to Q3?",
        arms={MAIN: CELLS[MAIN]},
        measures=("bookings",),
        probes={"widens": shortfalls},
        reproduced="in over 90 % of years, interval included",
        refuted="in under 90 %, interval included",
        judge=_widens,
        replications=96,
        power="9 points of the share",
    ),
)  # fmt: skip
