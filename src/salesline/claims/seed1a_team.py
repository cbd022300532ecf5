"""Claims of source 1A about the team before it grew: stars, easy deals, spare time, and what five more AEs do."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from salesline.claims.claim import Claim, Figure, Finding, Status
from salesline.claims.criteria import sided
from salesline.claims.evidence import Evidence
from salesline.claims.seed1a_arms import NO_RAMP, five, hires, startup
from salesline.claims.seed1a_judges import judged, mean_of, share_of
from salesline.claims.seed1a_probes import at_quota, attained, contribution, missers

FIRST_DAY = "2025-01-06"
"""First day of the plan of startup-3m.yaml."""
LOADS = {800: 2, 1200: 3, 1600: 4}
"""Raw leads a month, and the inbound SDRs who call them."""


def loaded(rate: int, *hired: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The startup in its steady second year with so many raw leads, and who is hired on the plan's first day."""
    values: dict[str, Any] = {"market.sources.inbound.rate": f"{rate} per month"}
    if rate != 800:
        values["organisation.roles.inbound_sdr.heads"] = LOADS[rate]
    if hired:
        values["organisation.hiring"] = list(hired)
    return {**values, **more}


ONE_AE = hires("ae", 1, FIRST_DAY)
BASES = {f"{rate} leads": startup(loaded(rate)) for rate in LOADS}
SEASONED = {f"{rate} leads, one AE more": startup(loaded(rate, ONE_AE, **NO_RAMP)) for rate in LOADS}
ALIKE = {
    "organisation.roles.ae.skill.founders": [1, 1, 1, 1, 1],
    "organisation.desks.closing.assignment": "round robin",
}
FIRST_YEAR = startup(prime=True)
FOUR_SDRS = {"organisation.roles.inbound_sdr.heads": 4}
FIVE_ARMS = {
    "five": five(0),
    "ten": five(),
    "ten, leads x2": five(5, 2.0, FOUR_SDRS),
}


def _before(evidence: Evidence) -> Finding:
    figures, gains = [], {}
    for rate in LOADS:
        base, more = f"{rate} leads", f"{rate} leads, one AE more"
        gains[rate] = evidence.relative(more, base, "bookings")
        figures += [
            evidence.figure(f"AE utilisation before, {base}", evidence.mean(base, "utilisation.ae"), "share"),
            evidence.figure(f"bookings of one seasoned AE more, {base}", gains[rate], "share"),
        ]
    idle, full = gains[800], gains[1600]
    busy = evidence.mean("800 leads", "utilisation.ae")
    status: Status = (
        "refuted"
        if idle.low > 0 or busy.low > 0.75
        else "reproduced"
        if idle.low <= 0 <= idle.high and full.low > 0
        else "undecided"
    )
    return Finding(status, tuple(figures), "one more of five is 20 % more AEs")


def _pattern(evidence: Evidence) -> Finding:
    figures: list[Figure] = []
    found = {}
    for arm in evidence.arms:
        number, booked = evidence.values(arm, "at_quota"), evidence.values(arm, "bookings")
        met = booked >= 3e6
        found[arm] = share_of((number == 2) & met)
        figures += [evidence.figure(f"exactly two at quota and $3M met, {arm}", found[arm], "share"),
                    evidence.figure(f"$3M met, {arm}", share_of(met), "share"),
                    evidence.figure(f"exactly two at quota where $3M is met, {arm}", share_of(number[met] == 2), "share"),
                    mean_of(evidence, f"AEs at quota, {arm}", number, "AEs")]  # fmt: skip
    figures += [evidence.mean_figure("stars", m, "share") for m in ("two_stars", "three_others")]
    joint = found["stars"]
    status: Status = "reproduced" if joint.low > 0.1 else "refuted" if joint.high < 0.1 else "undecided"
    return Finding(
        status,
        tuple(figures),
        "two AEs of skill 1.3 who get the founder's deals, three of .8; and five alike",
    )


def _stars_fall(evidence: Evidence) -> Finding:
    fall = evidence.relative("used up", "goes on", "two_stars")
    left = evidence.mean("used up", "two_stars")
    states: list[Status] = [
        sided(_minus(fall), 0.15),
        "reproduced" if left.high < 1 else "refuted" if left.low > 1 else "undecided",
    ]
    figures = (evidence.figure("attainment of the two stars", fall, "share"),
               evidence.figure("attainment of the others", evidence.relative("used up", "goes on", "three_others"), "share"),
               *(evidence.mean_figure(arm, m, "share") for arm in ("goes on", "used up") for m in ("two_stars", "three_others")),
               evidence.figure("bookings", evidence.relative("used up", "goes on", "bookings"), "share"))  # fmt: skip
    status: Status = "refuted" if states[0] == "refuted" else judged(states)
    return Finding(
        status, figures, "the founder's network is used up or goes on; what is left of a star is skill"
    )


def _minus(interval: Any) -> Any:
    return type(interval)(-interval.mean, -interval.high, -interval.low, interval.n)


def _eight_or_nine(evidence: Evidence) -> Finding:
    figures: list[Figure] = []
    medians = {}
    for arm in evidence.arms:
        if arm == "five":
            continue
        number = evidence.values(arm, "missers")
        medians[arm] = float(np.median(number))
        figures += [evidence.figure(f"8 or 9 of 10 miss quota, {arm}", share_of((number == 8) | (number == 9)), "share"),
                    evidence.figure(f"all 10 miss, {arm}", share_of(number == 10), "share"),
                    Figure(f"median number who miss, {arm}", medians[arm], math.nan, math.nan, "AEs"),
                    evidence.figure(f"bookings against those of five, {arm}", evidence.relative(arm, "five", "bookings"),
                                    "share")]  # fmt: skip
    spread = evidence.values("ten", "missers")
    figures += [evidence.figure(f"share of years in which {k} of ten miss, ten", share_of(spread == k), "share")
                for k in range(5, 11)]  # fmt: skip
    figures.append(
        mean_of(evidence, "of five, how many miss without hires", evidence.values("five", "missers"), "AEs")
    )
    status: Status = (
        "reproduced"
        if 8 <= medians["ten"] <= 9 and medians["ten, leads x2"] <= 9
        else "depends"
        if any(8 <= value <= 9 for value in medians.values())
        else "refuted"
    )
    most, fewer = medians["ten"], medians["ten, leads x2"]
    words = (f"in the median year {most:g} of ten miss with the leads as they were, {fewer:g} with twice the leads; quota "
             "of $600k, in proportion to the time employed; ramped: hires who sell at once")  # fmt: skip
    return Finding(status, tuple(figures), words)


STARS = {"two_stars": attained(0, 1), "three_others": attained(2, 3, 4)}

TEAM: tuple[Claim, ...] = (
    Claim(
        "1A.13",
        "Real cause: team was not at capacity before the ramp",
        "mech",
        "M",
        question="With AEs less than 75 % busy, does one more seasoned AE raise bookings, and does one where they are full?",
        arms={**BASES, **SEASONED},
        measures=("bookings", "utilisation.ae"),
        probes={"contribution": contribution},
        reproduced="at under 75 % utilisation the interval of the gain contains 0; with twice the leads it is above 0",
        refuted="the gain at the startup's load is above 0, or its AEs are busier than 75 %",
        judge=_before,
        replications=20,
        power="7 % of bookings",
    ),
    Claim(
        "1A.14",
        "Year one: 2 of 5 reps crush quota, 3 underperform, goal met",
        "num",
        "M",
        question="How often does the first year end with exactly two of five at quota and $3M booked?",
        arms={"stars": FIRST_YEAR, "all alike": startup(ALIKE, prime=True)},
        measures=("bookings",),
        probes={"at_quota": at_quota, **STARS},
        reproduced="in more than a tenth of all years, interval included",
        refuted="in less than a tenth",
        judge=_pattern,
        replications=96,
        power="13 points of the share",
    ),
    Claim(
        "1A.15",
        "Year two the stars fall too: CEO had fed them prime leads, easy deals gone",
        "mech",
        "M",
        question="What becomes of the two stars' attainment when the founder's network is used up?",
        arms={"goes on": five(0, more={"market.sources.prime_deals.stock": 1000}), "used up": five(0)},
        measures=("bookings",),
        probes=STARS,
        reproduced="it falls by over 15 % and ends below 100 %",
        refuted="it falls by less; depends: it falls, and stays above 100 %",
        judge=_stars_fall,
        replications=32,
        power="3 % of attainment",
    ),
    Claim(
        "1A.16",
        "Adding 5 AEs → not double; 8 or 9 reps miss quota (of 10)",
        "num/out",
        "M",
        question="How many of ten AEs miss quota in the year in which five come?",
        arms={**FIVE_ARMS, "ten, ramped": five(more=NO_RAMP)},
        measures=("bookings",),
        probes={"missers": missers()},
        reproduced="the median number who miss is 8 or 9 of 10 with the leads as they were, and at most 9 with twice the leads",
        refuted="in no arm is the median 8 or 9; depends: only in some",
        judge=_eight_or_nine,
        replications=40,
        power="20 points of the share of 8 or 9",
    ),
)  # fmt: skip
