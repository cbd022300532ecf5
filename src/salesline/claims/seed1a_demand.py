"""Claims of source 1A about demand and capacity: the learning curve, lead velocity, and the ridge of leads and heads."""

from __future__ import annotations

from typing import Any

from salesline.claims.claim import Arm, Claim, Figure, Finding, Status
from salesline.claims.criteria import sided
from salesline.claims.evidence import Evidence
from salesline.claims.seed1a_arms import NO_RAMP, grid, hires, leads, startup
from salesline.claims.seed1a_judges import judged, mean_of, money
from salesline.claims.seed1a_probes import contribution
from salesline.claims.seed1a_team import FIRST_DAY
from salesline.experiment.statistics import Interval, mean_interval

CURVES: dict[str, dict[str, Any]] = {
    "no learning": {},
    "8 % from 50 deals": {"organisation.learning": {"per_doubling": "8 %", "handling": "3 %", "from": 50}},
    "25 % from 10 deals": {"organisation.learning": {"per_doubling": "25 %", "handling": "3 %", "from": 10}},
}
"""Rise of the odds of winning with each doubling of deals won: none, the model's default, and a company at its beginning."""
ENOUGH = {
    "market.sources.inbound.rate": "1600 per month",
    "organisation.roles.inbound_sdr.heads": 4,
    "study.quarters": 8,
}
"""Leads that five AEs can just work, for two years."""
WHEN = {"at once": FIRST_DAY, "after a year": "2026-01-05"}
LEARNING = {f"{when}, {how}": startup({**ENOUGH, **curve, "organisation.hiring": [hires("ae", 10, day)]})
            for when, day in WHEN.items() for how, curve in CURVES.items()}  # fmt: skip


def _curve(evidence: Evidence) -> Finding:
    gains = {how: evidence.values(f"after a year, {how}", "contribution") - evidence.values(f"at once, {how}", "contribution")
             for how in CURVES}  # fmt: skip
    figures = [money(evidence, f"contribution in two years of waiting a year, {how}", mean_interval(gain))
               for how, gain in gains.items()]  # fmt: skip
    parts: list[Status] = []
    for how in list(CURVES)[1:]:
        more = mean_interval(gains[how] - gains["no learning"])
        states = [sided(mean_interval(gains[how]), 0.0), sided(more, 0.0)]
        parts.append("refuted" if "refuted" in states else judged(states))
        figures.append(money(evidence, f"what learning adds to waiting, {how}", more))
    figures += [
        evidence.figure(f"win rate of the last quarter, {arm}", evidence.mean(arm, "win_rate", 8), "share")
        for arm in LEARNING
    ]
    figures += [money(evidence, f"bookings, {arm}", evidence.mean(arm, "bookings")) for arm in LEARNING]
    words = (
        "who hires early wins more deals, from which everybody learns; who waits saves pay, and learns later"
    )
    return Finding(judged(parts), tuple(figures), words)


# Hiring by the calendar, or when a gate opens.

GROWTH = {"flat": "0 % per year", "growing": "80 % per year"}
GATES: dict[str, dict[str, Any]] = {
    "calendar": {},
    "lead velocity": {"lead_velocity": "3 % per month"},
    "utilisation": {"utilisation": "85 %"},
}


def _gated(gate: dict[str, Any]) -> list[dict[str, Any]]:
    """Ten AEs and four inbound SDRs, two and one a quarter; by the calendar all gates are open from the first day."""
    when: dict[str, Any] = {"when": gate} if gate else {}
    classes = (("ae", 10, 2, "15 months"), ("inbound_sdr", 4, 1, "12 months"))
    if not when:
        return [hires(role, count, over=over) for role, count, _, over in classes]
    return [hires(role, count, class_size=size, every="13 weeks", **when) for role, count, size, _ in classes]


GATED = {
    f"{gate}, {market}": Arm("claims/lvr-gate.yaml", {"market.sources.inbound.growth": rate, "organisation.hiring": _gated(when)})
    for market, rate in GROWTH.items()
    for gate, when in GATES.items()
}  # fmt: skip


def _velocity(evidence: Evidence) -> Finding:
    figures: list[Figure] = []
    for market in GROWTH:
        for gate in GATES:
            arm = f"{gate}, {market}"
            figures += [mean_of(evidence, f"AEs in the last quarter, {arm}", evidence.values(arm, "heads.ae", 8), "heads"),
                        money(evidence, f"bookings, {arm}", evidence.mean(arm, "bookings")),
                        evidence.mean_figure(arm, "idle_share.inbound_sdr", "share")]  # fmt: skip
            if gate != "calendar":
                gain = evidence.difference(arm, f"calendar, {market}", "contribution")
                figures.append(money(evidence, f"contribution, {arm} against the calendar", gain))
    saved = evidence.difference("lead velocity, flat", "calendar, flat", "contribution")
    kept = evidence.relative("lead velocity, growing", "calendar, growing", "bookings")
    figures.append(evidence.figure("bookings, lead velocity against calendar, growing", kept, "share"))
    states = [sided(saved, 0.0), sided(kept, -0.10)]
    status: Status = "refuted" if states[0] == "refuted" else judged(states)
    return Finding(
        status,
        tuple(figures),
        "two years; the gate looks at two windows of eight weeks, whose growth is as much luck as trend",
    )


# Leads by AEs.

TIMES = (1, 2, 3)
HEADS = (5, 10, 15)


def _place(times: int, heads: int) -> Arm:
    """So many times the leads with inbound SDRs to match, and so many AEs, all seasoned, from the first day."""
    more = [hires("ae", heads - 5)] if heads > 5 else []
    sdrs = {"organisation.roles.inbound_sdr.heads": 2 * times} if times > 1 else {}
    return grid({**leads(times), **sdrs, **NO_RAMP, "organisation.hiring": more})


SURFACE = {f"leads x{times}, {heads} AEs": _place(times, heads) for times in TIMES for heads in HEADS}


def _ridge(evidence: Evidence) -> Finding:
    base = evidence.values("leads x1, 5 AEs", "bookings")

    def gain(times: int, heads: int) -> Interval:
        return evidence.relative(f"leads x{times}, {heads} AEs", "leads x1, 5 AEs", "bookings")

    figures = [evidence.figure(f"bookings, leads x{t}, {h} AEs against leads x1, 5 AEs", gain(t, h), "share")
               for t in TIMES for h in HEADS if (t, h) != (1, 5)]  # fmt: skip
    together = evidence.values("leads x3, 15 AEs", "bookings") - evidence.values(
        "leads x3, 5 AEs", "bookings"
    )
    alone = evidence.values("leads x1, 15 AEs", "bookings") - base
    extra = mean_interval((together - alone) / base.mean())
    figures += [evidence.figure("what AEs add more where leads triple too", extra, "share"),
                *(evidence.mean_figure(arm, "utilisation.ae", "share") for arm in SURFACE)]  # fmt: skip
    heads_only = gain(1, 15)
    states = [
        sided(Interval(-heads_only.mean, -heads_only.high, -heads_only.low, heads_only.n), -0.5),
        sided(extra, 0.0),
    ]
    status: Status = "refuted" if "refuted" in states else judged(states)
    return Finding(
        status,
        tuple(figures),
        "triple heads promise +200 %; the ridge of the surface goes along both",
    )


DEMAND: tuple[Claim, ...] = (
    Claim(
        "1A.12",
        "Leslie & Holloway sales learning curve",
        "mech",
        "S",
        question="Does it pay to hire ten AEs a year later, and more so where the company learns from deals?",
        arms=LEARNING,
        measures=("bookings", "win_rate", "cost_total"),
        probes={"contribution": contribution},
        reproduced="waiting earns more over two years where the company learns, and more than where it does not, for both curves",
        refuted="waiting earns less, or learning takes from it; depends: on how fast the company learns",
        judge=_curve,
        replications=5,
        power="$1.3M of what a year of waiting earns",
    ),
    Claim(
        "1A.28",
        "Lead Velocity Rate (MoM growth of qualified leads) must support a larger team",
        "rule",
        "M",
        question="Does hiring only while qualified leads grow by 3 % a month save money in a flat market, and lose little else?",
        arms=GATED,
        measures=("bookings", "heads.ae", "idle_share.inbound_sdr", "cost_total"),
        probes={"contribution": contribution},
        reproduced="with flat leads it earns more than hiring by the calendar, with growing leads it books at least 90 % as much",
        refuted="with flat leads it earns no more",
        judge=_velocity,
        replications=5,
        power="$580k; 12 % of bookings",
    ),
    Claim(
        "1A.29",
        "Growth = demand and capacity; capacity without demand does not give growth",
        "mech",
        "M",
        question="What do triple AEs book without more leads, triple leads without more AEs, and both?",
        arms=SURFACE,
        measures=("bookings", "utilisation.ae"),
        reproduced="triple AEs alone gain under 50 % of bookings, and gain more where leads triple too",
        refuted="they gain over 50 %, or no more with the leads",
        judge=_ridge,
        replications=5,
        power="20 % of bookings for heads alone",
    ),
)  # fmt: skip
