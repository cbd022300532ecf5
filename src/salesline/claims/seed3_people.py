"""Claims of source 3 about how leads are worked: offices, skills, cadence, context, manual routing, feedback."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from salesline.claims.claim import Arm, Claim, Figure, Finding, Status
from salesline.claims.criteria import all_hold, falls, rises, sided
from salesline.claims.evidence import Evidence
from salesline.claims.redgate import AFTER, GATE_OFF, cadence, redgate

if TYPE_CHECKING:
    from salesline.record import Record
    from salesline.scenario.scenario import Scenario

DESK = "organisation.desks.qualification"
SKILLS = {"organisation.roles.ae.skill.by_stage": {"demonstration": 0.6, "quote": 0.6}}
ATTEMPTS = (1, 2, 3, 5, 7, 9)
HEADS = (4, 8)
CADENCES = {f"{n} attempts, {reps} reps": redgate(cadence(n), reps=reps) for reps in HEADS for n in ATTEMPTS}
MINUTES = (0, 2, 5, 10, 15)
CONTEXT = {
    f"{minutes} min, {reps} reps": redgate(
        {f"{DESK}.cadence.enrichment": {"minutes": f"{minutes} min"} if minutes else None}, reps=reps
    )
    for reps in (4, 6)
    for minutes in MINUTES
}
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
OPT_OUT = {"market.contact.opt_out": {"from_touch": 3, "chance": 0.05}}
OPT_OUTS = {f"{n} attempts": redgate({**cadence(n), **OPT_OUT}, reps=8) for n in (2, 3, 5, 9)}


def opted_out(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
    """Leads of the plan that asked to be left alone, per lead that came to the desk."""
    rows = [r for r in record.rows("desks") if r["desk"] == "qualification" and r["quarter"] >= 1]
    return float(sum(row["lost"] for row in rows) / sum(row["entered"] for row in rows))


def _give_up(evidence: Evidence) -> Finding:
    """The number of attempts that wins most, for busy reps and for twice as many."""
    figures: list[Figure] = []
    best, against_most = {}, {}
    for reps in HEADS:
        arms = {n: f"{n} attempts, {reps} reps" for n in ATTEMPTS}
        figures += [evidence.mean_figure(arm, "sqls") for arm in arms.values()]
        best[reps] = max(ATTEMPTS, key=lambda n, arms=arms: evidence.mean(arms[n], "sqls").mean)  # type: ignore[misc]
        against_most[reps] = evidence.relative(arms[best[reps]], arms[ATTEMPTS[-1]], "sqls")
        three = evidence.relative(arms[3], arms[best[reps]], "sqls")
        figures += [
            evidence.figure(
                f"{reps} reps: best ({best[reps]}) against {ATTEMPTS[-1]}", against_most[reps], "share"
            ),
            evidence.figure(f"{reps} reps: three against the best", three, "share"),
        ]
    inside = best[4] != ATTEMPTS[-1] and against_most[4].low > 0
    if inside and best[8] > best[4]:
        words = f"depends on the reps' time: give up after {best[4]} when they are full, not before {best[8]} with twice the reps"
        return Finding("depends", tuple(figures), words)
    return Finding(
        "reproduced" if inside else "refuted" if best[4] == ATTEMPTS[-1] else "undecided", tuple(figures), ""
    )


def _context(evidence: Evidence) -> Finding:
    """Minutes of looking up that win most, for full reps and for some with time."""
    figures: list[Figure] = []
    best, gains = {}, {}
    for reps in (4, 6):
        arms = {m: f"{m} min, {reps} reps" for m in MINUTES}
        best[reps] = max(MINUTES, key=lambda m, arms=arms: evidence.mean(arms[m], "sqls").mean)  # type: ignore[misc]
        gains[reps] = evidence.relative(arms[5], arms[0], "sqls")
        figures += [evidence.mean_figure(arm, "sqls") for arm in arms.values()]
        figures.append(evidence.figure(f"{reps} reps: 5 minutes against none", gains[reps], "share"))
    words = f"best: {best[4]} minutes for 4 reps, {best[6]} for 6"
    full, free = sided(gains[4], 0.0), sided(gains[6], 0.0)
    if full == free:
        return Finding(free, tuple(figures), words)
    if free == "reproduced":
        return Finding("depends", tuple(figures), f"depends on the reps' time; {words}")
    return Finding("undecided", tuple(figures), words)


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
        reproduced="at least 3 % more wins",
        refuted="no more",
        judge=rises("wins", "track record", "turns", by=0.03),
        replications=24,
        power="6 % of wins",
    ),
    Claim(
        "3.08",
        "Cadence unknown: three calls? call-email-call? when to give up?",
        "rule",
        "M",
        question="After how many attempts should a rep give up, when reps are busy and when there are twice as many?",
        arms=CADENCES,
        measures=("sqls", "utilisation.rep"),
        reproduced="a number below the most is best, for both numbers of reps",
        refuted="the most attempts are best even for busy reps",
        judge=_give_up,
        replications=6,
        power="6 % of leads handed over",
    ),
    Claim(
        "3.09",
        "Is the process followed?",
        "mech",
        "M",
        question="How many leads handed over does it cost when steps are taken late?",
        arms={
            f"{share:.0%} in time": redgate({f"{DESK}.cadence.adherence": share, "organisation.expiry": []})
            for share in (1.0, 0.9, 0.75, 0.5)
        },
        measures=("sqls", "speed_to_lead.qualification"),
        reproduced="at least 5 % fewer when half of the steps are late",
        refuted="no fewer",
        judge=all_hold(
            falls("sqls", "50% in time", "100% in time", by=0.05),
            lambda e: Finding(
                "reproduced",
                tuple(
                    e.figure(f"{arm} against all", e.relative(arm, "100% in time", "sqls"), "share")
                    for arm in ("90% in time", "75% in time")
                ),
                "",
            ),
        ),
        replications=12,
        power="5 % of leads handed over",
    ),
    Claim(
        "3.10",
        "How much work to add context to leads?",
        "mech",
        "S",
        question="How many minutes of looking up pay, when reps are full and when they have time?",
        arms=CONTEXT,
        measures=("sqls", "opportunities", "utilisation.rep"),
        reproduced="5 minutes hand over more than none for either number of reps",
        refuted="for neither",
        judge=_context,
        replications=8,
        power="5 % of leads handed over",
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
            lambda e: Finding(
                "reproduced",
                (
                    e.figure("automatic against manual", e.relative("automatic", "manual", "sqls"), "share"),
                    *(e.mean_figure(arm, "speed_to_lead.qualification", "hours") for arm in ROUTING),
                    *(e.mean_figure(arm, "never_touched_share.qualification", "share") for arm in ROUTING),
                ),
                "",
            ),
        ),
        replications=16,
        power="4 % of leads handed over",
    ),
    Claim(
        "3.26",
        "Customers helped when needed, left alone otherwise",
        "out",
        "S",
        question="When a vain attempt from the third on drives one buyer in twenty away, what do more attempts cost?",
        arms=OPT_OUTS,
        measures=("sqls",),
        probes={"opted_out": opted_out},
        reproduced="more than twice as many opt out with nine attempts as with three",
        refuted="no more",
        judge=all_hold(
            rises("opted_out", "9 attempts", "3 attempts", by=1.0),
            lambda e: Finding(
                "reproduced",
                (
                    *(e.mean_figure(arm, "opted_out", "share") for arm in OPT_OUTS),
                    *(e.mean_figure(arm, "sqls") for arm in OPT_OUTS),
                ),
                "",
            ),
        ),
        replications=8,
        power="20 % of opt-outs",
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
            lambda e: Finding(
                "reproduced",
                (
                    e.mean_figure("three offices", "speed_to_lead.qualification", "hours"),
                    e.figure(
                        "three against two", e.relative("three offices", "two offices", "sqls"), "share"
                    ),
                ),
                "",
            ),
        ),
        replications=12,
        power="5 % of leads handed over",
    ),
)
