"""Claims of source 3 about how leads are worked: offices, skills, cadence, context, manual routing, feedback."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesline.claims.claim import Arm, Claim, Finding, Status
from salesline.claims.criteria import all_hold, falls, rises, shown, sided
from salesline.claims.evidence import Evidence
from salesline.claims.redgate import AFTER, GATE_OFF, redgate

DESK = "organisation.desks.qualification"
SKILLS = {"organisation.roles.ae.skill.by_stage": {"demonstration": 0.6, "quote": 0.6}}
ONE_AXIS: Mapping[str, Any] = {
    **GATE_OFF,
    "market.score.shape": "sum",
    "market.score.pass": 0.1,
    "market.score.weights": {"fit": 0.1, "engagement": 1.0},
    "study.quarters": 3,
}
"""A gate that hardly looks at fit, to be taught better."""


def _learning(weeks: int) -> Arm:
    rule = {"every": "4 weeks", "lag": f"{weeks} weeks", "rate": 0.5}
    return redgate({**ONE_AXIS, "organisation.feedback": rule})


def _routed(rule: Mapping[str, Any] | str) -> Arm:
    return redgate({f"{DESK}.assignment": rule})


ROUTING = {
    "automatic": _routed({"rule": "territory"}),
    "manual": _routed({"rule": "territory", "delay": {"exponential": "2 hours"}, "error": 0.05}),
    "nobody's job": _routed({"rule": "territory", "delay": {"exponential": "1 day"}, "error": 0.25}),
}
SYDNEY = {
    "time_zone": "Australia/Sydney",
    "shift": {"start": "9:00", "end": "17:30"},
    "lunch": {"start": "12:30", "end": "13:30"},
    "days": ["mon", "tue", "wed", "thu", "fri"],
}


def _in_offices(*offices: str) -> Arm:
    return Arm(
        "claims/redgate-before.yaml",
        {
            f"{DESK}.assignment": "pull",
            f"{DESK}.cadence.adherence": 1.0,
            "organisation.offices.sydney": SYDNEY,
            "organisation.roles.rep.offices": list(offices),
            "organisation.roles.rep.heads": 6,
            "organisation.roles.rep.territories": [],
        },
    )


OFFICES = {
    "one office": _in_offices("cambridge"),
    "two offices": _in_offices("cambridge", "pasadena"),
    "three offices": _in_offices("cambridge", "pasadena", "sydney"),
}


def _loop(evidence: Evidence) -> Finding:
    """Wins with a loop of 1 and of 12 weeks, between none and weights that were right from the start."""
    names = ("1 week", "12 weeks", "right from the start")
    found = {name: evidence.relative(name, "no feedback", "sqls") for name in names}
    slower = evidence.relative("12 weeks", "1 week", "sqls")
    figures = (
        *(evidence.figure(f"{name} against no feedback", value, "share") for name, value in found.items()),
        evidence.figure("12 weeks against 1 week", slower, "share"),
    )
    status: Status = sided(found["1 week"], 0.0)
    words = "a lag of 12 weeks is no clear loss against one" if slower.low < 0 < slower.high else ""
    if status == "reproduced" and slower.high < 0:
        words = "a slow loop gives part of it away"
    return Finding(status, figures, words)


PEOPLE: tuple[Claim, ...] = (
    Claim(
        "3.06",
        "MQL means different things to marketing, sales, offices",
        "mech",
        "S",
        question="When one office refuses leads without a budget and the other does not, are there fewer wins?",
        arms={
            "agreed": AFTER,
            "disagreed": redgate(
                {
                    "organisation.desks.closing.acceptance.by_office": {
                        "pasadena": {"needs": ["budget", "authority", "need"]}
                    }
                }
            ),
        },
        measures=("opportunities", "wins", "sql_close_rate"),
        reproduced="at least 5 % fewer opportunities and fewer wins",
        refuted="as many wins",
        judge=all_hold(
            falls("opportunities", "disagreed", "agreed", by=0.05), falls("wins", "disagreed", "agreed")
        ),
        replications=16,
        power="5 % of wins",
    ),
    Claim(
        "3.07",
        "Reps differ in stage they like/can take ('have a chat' … 'get a quote')",
        "mech",
        "M",
        question="When reps differ in what they can do at each stage, does giving more to those who win bring more than turns?",
        arms={
            "turns": redgate({**SKILLS, "organisation.desks.closing.assignment": "round robin"}),
            "track record": redgate({**SKILLS, "organisation.desks.closing.assignment": "track record"}),
        },
        measures=("wins", "win_rate"),
        reproduced="more than 3 % more wins (95 %)",
        refuted="at most 3 % more wins (95 %)",
        judge=rises(
            "wins", "track record", "turns", by=0.03, meaning="a gain is there; it lies at the limit"
        ),
        replications=216,
        power="1 % of wins",
    ),
    Claim(
        "3.12",
        "Learn which types are gold; change qualification quickly; feedback from a large global sales team",
        "mech",
        "S",
        question="Does telling marketing how deals ended mend a gate that looks at the wrong axis, and does the lag matter?",
        arms={
            "no feedback": redgate(ONE_AXIS),
            "1 week": _learning(1),
            "12 weeks": _learning(12),
            "right from the start": redgate(
                {**ONE_AXIS, "market.score.weights": {"fit": 1.0, "engagement": 1.0}}
            ),
        },
        measures=("sqls", "wins"),
        reproduced="more leads handed over with a loop of a week than without",
        refuted="fewer",
        judge=_loop,
        replications=8,
        power="5 % of leads handed over",
    ),
    Claim(
        "3.16",
        "Lead flow: who gets what, how quickly; manual first, automate later; 'no lead left unturned'",
        "rule",
        "M",
        question="What do a manual process and an automatic one add to routing that is nobody's job?",
        arms=ROUTING,
        measures=("sqls", "speed_to_lead.qualification", "never_touched_share.qualification"),
        reproduced="more leads handed over by the manual process than by nobody's",
        refuted="no more",
        judge=all_hold(
            rises("sqls", "manual", "nobody's job"),
            shown(
                lambda e: (
                    e.figure("automatic against manual", e.relative("automatic", "manual", "sqls"), "share"),
                    *(e.mean_figure(arm, "speed_to_lead.qualification", "hours") for arm in ROUTING),
                    *(e.mean_figure(arm, "never_touched_share.qualification", "share") for arm in ROUTING),
                )
            ),
        ),
        replications=16,
        power="4 % of leads handed over",
    ),
    Claim(
        "3.27",
        "Several offices, global",
        "sys",
        "S",
        question="Do the same six reps in two or three time zones answer sooner and hand over more than in one?",
        arms=OFFICES,
        measures=("speed_to_lead.qualification", "sqls"),
        reproduced="the first touch at least a quarter sooner and more handed over, two offices against one",
        refuted="no sooner",
        judge=all_hold(
            falls("speed_to_lead.qualification", "two offices", "one office", by=0.25),
            rises("sqls", "two offices", "one office"),
            shown(
                lambda e: (
                    e.mean_figure("three offices", "speed_to_lead.qualification", "hours"),
                    e.figure(
                        "three against two", e.relative("three offices", "two offices", "sqls"), "share"
                    ),
                )
            ),
        ),
        replications=12,
        power="5 % of leads handed over",
    ),
)
