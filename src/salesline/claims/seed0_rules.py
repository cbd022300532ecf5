"""Claims of source 0 about rules and their reasons: the log, the report, the tool, the pilot, the switch."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

from salesline.claims.claim import Arm, Claim, Figure, Finding, Status
from salesline.claims.criteria import all_hold, rises, shown, within
from salesline.claims.evidence import Evidence
from salesline.claims.seed0_arms import AFTER, GEO, PILOT, PODS, TURNS
from salesline.claims.seed0_probes import (
    explained,
    most_in_a_day,
    outside_hours,
    pilot_z,
    reported,
    weight_ratio,
)

WEEKS = (13, 26, 52)
Z = {f"z after {weeks} weeks": pilot_z(weeks) for weeks in WEEKS}
BETTER = 0.37
"""Log-odds that lift the win rate by some five points (measured: see the figures)."""
STAGES = "organisation.pilots.new_way.set"
SHARE = "organisation.pilots.new_way.share"


def _tried(share: float, odds: float = BETTER, **more: Any) -> Arm:
    stages = [
        {
            "name": "demo",
            "activity": "demo",
            "touches": 1,
            "buyer_wait": WAITS[0],
            "verdict": 0.35,
            "odds": odds,
        },
        {"name": "trial", "activity": "call", "touches": 3, "buyer_wait": WAITS[1], "verdict": 0.40},
        {"name": "proposal", "activity": "call", "touches": 2, "buyer_wait": WAITS[1], "verdict": 0.25},
        {"name": "order", "activity": "paperwork"},
    ]
    values: dict[str, Any] = {SHARE: share, STAGES: {"stages": stages}}
    values |= {f"organisation.pilots.new_way.{key}": value for key, value in more.items()}
    return Arm(PILOT, values)


WAITS = ({"gamma": "6 days", "shape": 2}, {"gamma": "8 days", "shape": 2})
THEN_ALL = [{"on": "2013-12-30", "share": 1.0}]
TRIES = {
    "20 % in the pilot": _tried(0.2),
    "half in the pilot": _tried(0.5),
    "half in a pilot of nothing": _tried(0.5, 0.0),
    "all at once": _tried(1.0),
    "a fifth, then all": _tried(0.2, expand=THEN_ALL),
    "all at once, worse": _tried(1.0, -BETTER),
    "a fifth, then none, worse": _tried(0.2, -BETTER, until="2013-12-30"),
    "nothing new": Arm(GEO),
}


def _power(z: float) -> float:
    """Chance that a test at the 5 % level finds an effect whose expected z is this."""
    return 1 - NormalDist().cdf(1.959964 - z) + NormalDist().cdf(-1.959964 - z)


def _pilot(evidence: Evidence) -> Finding:
    """Weeks and shares at which a pilot shows the effect, and what it saves if the new way is worse."""
    figures: list[Figure] = []
    found: dict[tuple[str, int], tuple[float, float, float]] = {}
    for arm in ("20 % in the pilot", "half in the pilot"):
        for weeks in WEEKS:
            mean = evidence.mean(arm, f"z after {weeks} weeks")
            power = found[arm, weeks] = (_power(mean.mean), _power(max(0.0, mean.low)), _power(mean.high))
            figures.append(Figure(f"power, {arm}, {weeks} weeks", *power, "share"))
    figures.append(
        evidence.figure(
            "true effect on the win rate, all at once against nothing new",
            evidence.difference("all at once", "nothing new", "win_rate"),
            "share",
        )
    )
    figures.append(evidence.mean_figure("half in a pilot of nothing", "z after 52 weeks"))
    z = evidence.mean("half in the pilot", "z after 52 weeks").mean
    needed = 52 * ((1.959964 + 0.841621) / z) ** 2 if z > 0 else float("nan")
    figures.append(
        Figure("weeks for a power of 80 %, half in the pilot", needed, float("nan"), float("nan"), "weeks")
    )
    trials = evidence.mean("nothing new", "wins").mean + evidence.mean("nothing new", "losses").mean
    figures.append(Figure("deals that close in a week", trials / 52, float("nan"), float("nan"), "deals"))
    for label, arm, against in (
        ("wins that the pilot costs when the new way is better", "a fifth, then all", "all at once"),
        ("wins that it saves when it is worse", "a fifth, then none, worse", "all at once, worse"),
    ):
        figures.append(evidence.figure(label, evidence.difference(arm, against, "wins"), "wins"))
    status: Status = "undecided"
    if found["20 % in the pilot", 13][1] > 0.8:
        status = "reproduced"
    elif found["half in the pilot", 52][2] < 0.8:
        status = "refuted"
    elif found["half in the pilot", 52][1] > 0.8:
        status = "depends"
    words = (
        f"five points of win rate take a pilot of half the deals some {needed:.0f} weeks here; a pilot limits the damage "
        "long before it proves a gain"
    )
    return Finding(status, tuple(figures), words)


TOOL, FIRST = "claims/distribution-engine.yaml", "organisation.desks.qualification.assignment"
LOGS = {
    "territories": Arm(GEO, log=True),
    "turns": Arm(GEO, TURNS, log=True),
    "pods": Arm(PODS, log=True),
    "tool": Arm(TOOL, log=True),
}
DEGRADED = [
    {
        "on": day,
        "set": {
            f"desks.{desk}.assignment": rule if desk == "qualification" else "round robin"
            for desk in ("qualification", "closing")
        },
    }
    for day, rule in (
        ("2013-07-01", {"rule": "round robin", "delay": "8 hours", "error": "30 %"}),
        ("2013-07-29", "round robin"),
    )
]

RULES: tuple[Claim, ...] = (
    Claim(
        "0.09",
        "Biggest friction: a transparent set of rules governing when a rep would or would not receive a lead",
        "rule",
        "M",
        question="Does every decision about a lead name each rep of the desk who did not get it, with a reason?",
        arms=LOGS,
        measures=("leads",),
        probes={"explained": explained},
        reproduced="all decisions with territories, turns, pods and a tool's filters do",
        refuted="any does not",
        judge=all_hold(*(within("explained", arm, 1.0, 1.0, unit="share") for arm in LOGS)),
        replications=4,
        power="a count, without luck: one decision of some 10,000",
    ),
    Claim(
        "0.10",
        "Second friction: reporting for transparency",
        "out",
        "M",
        question="Does the weekly report of who got what hold every lead that the reps' accounts hold?",
        arms={name: LOGS[name] for name in ("territories", "turns")},
        measures=("leads",),
        probes={"reported": reported},
        reproduced="the weeks add up to the accounts in every replication",
        refuted="they do not",
        judge=all_hold(
            *(within("reported", arm, 1.0, 1.0, unit="share") for arm in ("territories", "turns"))
        ),
        replications=4,
        power="a count, without luck: one lead of some 10,000",
    ),
    Claim(
        "0.11",
        "Tool: Distribution Engine, RR automatic, piloted",
        "sys",
        "S",
        question="Written as a scenario, do a tool's weights, daily caps, working hours, owners and promises act as they say?",
        arms={
            "tool": LOGS["tool"],
            "weights alone": Arm(
                TOOL, {f"{FIRST}.credits": (), f"{FIRST}.filters": {"working_hours": True}}, log=True
            ),
            "pull": Arm(TOOL, {FIRST: {"rule": "pull"}}, log=True),
        },
        measures=("sla_kept_share.first_touch", "speed_to_lead.qualification", "wins"),
        probes={"outside": outside_hours, "in_a_day": most_in_a_day, "weight_ratio": weight_ratio},
        reproduced="nobody gets leads outside hours or above the cap, and by themselves weights share leads within 10 %",
        refuted="one of these is not so",
        judge=all_hold(
            within("outside", "tool", 0.0, 0.0, unit="leads"),
            within("in_a_day", "tool", 1.0, 15.0, unit="leads"),
            within("weight_ratio", "weights alone", 0.9, 1.1),
            lambda e: Finding(
                "reproduced",
                (
                    e.mean_figure("tool", "weight_ratio"),
                    *(
                        e.mean_figure(arm, m)
                        for arm in ("tool", "pull")
                        for m in ("sla_kept_share.first_touch", "speed_to_lead.qualification")
                    ),
                ),
                "with caps and credits the heavy weight gets less than its share; pulling keeps the promise more often",
            ),
        ),
        replications=4,
        power="5 % of the ratio; the rest are counts without luck",
    ),
    Claim(
        "0.18",
        "Team likes it, no push-back",
        "out",
        "C",
        note="optional; no experiment yet: needs attrition that follows perceived fairness",
    ),
    Claim(
        "0.19",
        "'Test, test, test': pilot, then expand",
        "rule",
        "M",
        question="Does a pilot tell a win rate of 25 % from 20 %, and how large and long must it be?",
        arms=TRIES,
        measures=("wins", "losses", "win_rate"),
        probes=Z,
        reproduced="with a fifth of the deals and a quarter of a year the power is 80 %",
        refuted="half of the deals and a year do not give 80 % (depends: they do, less does not)",
        judge=_pilot,
        replications=16,
        power="z of 0.7",
    ),
    Claim(
        "0.22",
        "Easy to install by marketing; ask peers first",
        "mech",
        "C",
        question="What do four weeks of degraded routing (leads given out 8 working hours late, 30 % by lot) cost?",
        arms={
            "smooth": Arm(AFTER),
            "degraded": Arm(AFTER, {"organisation.changes": DEGRADED}),
        },
        measures=("wins", "sqls", "speed_to_lead.qualification"),
        reproduced="less than 1 % of the year's wins",
        refuted="1 % or more",
        judge=all_hold(
            rises("wins", "degraded", "smooth", by=-0.01),
            shown(
                lambda e: (
                    e.figure(
                        "wins of the first quarter", e.relative("degraded", "smooth", "wins", 1), "share"
                    ),
                    e.figure(
                        "SQLs of the first quarter", e.relative("degraded", "smooth", "sqls", 1), "share"
                    ),
                )
            ),
        ),
        replications=12,
        power="1 % of wins",
    ),
)
__all__ = ["RULES"]
