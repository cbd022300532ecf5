"""Claims of source 0 about who gets the lead: territories, turns, pods, travel."""

from __future__ import annotations

from salesline.claims.claim import Arm, Claim, Finding, Status
from salesline.claims.criteria import all_hold, crossing, falls, no_change, rises, shown, within
from salesline.claims.evidence import Evidence
from salesline.claims.seed0_arms import (
    ABLATION,
    AFTER,
    AWAY,
    CYCLES,
    GEO,
    HOURS,
    JOURNEYS,
    LOCAL,
    SHARES,
    TURNS,
    UNEQUAL,
    UPLIFTS,
)
from salesline.claims.seed0_probes import inequality, largest_share, owned, received_by_role

LOGGED = {"territories": Arm(GEO, log=True), "turns": Arm(GEO, TURNS, log=True)}
LOCAL_TURN = crossing(
    "wins",
    [(odds, f"turns, odds x{odds:g}", f"territories, odds x{odds:g}") for odds in UPLIFTS],
    along="odds of winning for the owner of the territory, times",
    meaning="turns against territories of unequal volume",
)
FAIR = {
    f"{role}: {name}": inequality(role, name)
    for role in ("bdr", "ae")
    for name in ("turns", "hours worked", "open work", "value")
}


UNLIKE = {
    "organisation.roles.bdr.skill": {
        "spread": 0.53,
        "effect": {"win_odds": 0, "speed": 0.2, "contact": 0.15},
    },
    "organisation.roles.ae.skill": {"spread": 0.43, "effect": {"win_odds": 1, "speed": 0.2}},
}
"""Reps who differ as those of Olist do (32 SDRs, 22 closers)."""
EQUALITY = {**LOGGED, "turns, unlike reps": Arm(GEO, {**TURNS, **UNLIKE}, log=True)}


def _fair(evidence: Evidence) -> Finding:
    """Turns are equal in every sense, or only in some, or only between reps who are alike."""
    found = {arm: {name: evidence.mean(arm, name) for name in FAIR} for arm in EQUALITY}
    figures = tuple(
        evidence.figure(f"Gini, {arm}, {name}", found[arm][name]) for name in FAIR for arm in EQUALITY
    )
    given = [found[arm][f"{role}: turns"] for arm in EQUALITY if arm in TURNED for role in ("bdr", "ae")]
    others = {
        f"{name} ({arm})": found[arm][name] for arm in TURNED for name in FAIR if not name.endswith("turns")
    }
    unequal = [name for name, gini in others.items() if gini.low > 0.05]
    status: Status = "undecided"
    if any(gini.low > 0.03 for gini in given):
        status = "refuted"
    elif all(gini.high < 0.03 for gini in given):
        if unequal:
            status = "depends"
        elif all(gini.high < 0.05 for gini in others.values()):
            status = "reproduced"
    words = (
        f"depends on what shall be equal: leads received are; not so {', '.join(unequal)}" if unequal else ""
    )
    return Finding(status, figures, words)


TURNED = ("turns", "turns, unlike reps")


def _limiting(evidence: Evidence) -> Finding:
    """Loss of wins with territories against turns, by how unequal territories are."""
    losses = {cv: evidence.relative(f"territories, CV {cv:g}", "turns", "wins") for cv in SHARES}
    figures = [
        evidence.figure(f"wins, territories of CV {cv:g}", found, "share") for cv, found in losses.items()
    ]
    figures += [evidence.mean_figure(arm, "speed_to_lead.qualification", "h") for arm in UNEQUAL]
    first, last = losses[0.0], losses[1.0]
    status: Status = "undecided"
    if first.low > -0.05 and last.high < -0.10:
        status = "depends"
    elif first.high < -0.05 and last.high < -0.10:
        status = "reproduced"
    elif last.low > -0.02:
        status = "refuted"
    hurts = next((cv for cv, found in losses.items() if found.high < -0.05), None)
    words = "depends on how unequal territories are" + (
        f": a loss above 5 % of wins for sure from a coefficient of variation of {hurts:g}" if hurts else ""
    )
    return Finding(status, tuple(figures), words)


def _travel(evidence: Evidence) -> Finding:
    """Along hours on the way, for each length of the cycle."""
    parts = [
        crossing(
            "wins",
            [(h, f"turns, {cycle} days, {h:g} h", f"territories, {cycle} days, {h:g} h") for h in HOURS],
            along=f"hours to each meeting (cycle of {cycle} days)",
            unit="h",
            meaning=f"[cycle of {cycle} days]",
        )(evidence)
        for cycle in CYCLES
    ]
    busy = [
        evidence.mean_figure(f"turns, {cycle} days, {h:g} h", "utilisation.ae", "share")
        for cycle in (90,)
        for h in HOURS
    ]
    states = {part.status for part in parts}
    status: Status = (
        "reproduced" if "depends" in states else "undecided" if "undecided" in states else "refuted"
    )
    figures = (*(figure for part in parts for figure in part.figures), *busy)
    return Finding(status, figures, " ".join(part.words for part in parts if part.words))


ROUTING: tuple[Claim, ...] = (
    Claim(
        "0.01",
        "Since 2011 a geography-based territory model",
        "sys",
        "M",
        question="Do leads go to the owner of their territory, with the volume that the territory has?",
        arms=LOGGED,
        measures=("wins", "gini_leads_received.bdr"),
        probes={"owned": owned, "largest_share": largest_share},
        reproduced="above 85 % of leads go to the owner (others while away), and the largest territory gets 25 to 40 %",
        refuted="less than 85 %, or shares that are not those of the territories",
        judge=all_hold(
            within("owned", "territories", 0.85, 1.0, unit="share"),
            within("largest_share", "territories", 0.25, 0.40, unit="share"),
            within("largest_share", "turns", 0.19, 0.22, unit="share"),
        ),
        replications=8,
        power="2 points of either share",
    ),
    Claim(
        "0.02",
        "Chosen for trade-show attendance, to maximise relationship building",
        "mech",
        "S",
        question="How much better must the owner of a territory win there so that territories beat turns?",
        arms=LOCAL,
        measures=("wins", "win_rate", "sqls"),
        reproduced="territories win more at every uplift",
        refuted="turns win more at every uplift, up to odds times 1.6",
        judge=LOCAL_TURN,
        replications=16,
        power="5 % of wins",
    ),
    Claim(
        "0.03",
        "Moved to round robin lead distribution",
        "sys",
        "M",
        question="With the same leads, are they shared equally by turns, and what does that alone do to wins?",
        arms={name: ABLATION[name] for name in ("territories", "turns")},
        measures=("leads", "gini_leads_received.bdr", "gini_leads_received.ae", "wins", "win_rate"),
        reproduced="the same leads come, the Gini coefficient of leads received falls below .03, and wins are not fewer",
        refuted="other leads come, or shares stay unequal, or wins fall",
        judge=all_hold(
            no_change("leads", "turns", "territories", margin=1e-9),
            within("gini_leads_received.bdr", "turns", 0.0, 0.03),
            within("gini_leads_received.ae", "turns", 0.0, 0.03),
            rises("wins", "turns", "territories"),
        ),
        replications=12,
        power="6 % of wins",
        quick=True,
    ),
    Claim(
        "0.04",
        "Aim: equality of leads coming in and being worked",
        "out",
        "M",
        question="Do equal turns also mean equal work, open leads and value, among reps who are alike and who are not?",
        arms=EQUALITY,
        measures=("wins", "gini_leads_received.bdr"),
        probes=FAIR,
        reproduced="Gini of leads received below .03, and below .05 by every other definition",
        refuted="leads received stay unequal (depends: they are equal, and something else is not)",
        judge=_fair,
        replications=8,
        power="Gini of .01",
    ),
    Claim(
        "0.08",
        "Geo was limiting",
        "mech",
        "M",
        question="How many wins do territories lose against turns, by how unequal their volumes are?",
        arms=UNEQUAL,
        measures=("wins", "win_rate", "sqls", "speed_to_lead.qualification"),
        reproduced="territories lose above 5 % of wins even at equal volume, and more when unequal",
        refuted="a loss below 2 % of wins at a coefficient of variation of 1 (depends: a loss only when unequal)",
        judge=_limiting,
        replications=12,
        power="6 % of wins",
    ),
    Claim(
        "0.12",
        "Hiccup: leads must flow to the rep's POD when out of office",
        "rule",
        "M",
        question="With a tenth of the days off, what is lost if leads wait for who is away, and does the pod keep it?",
        arms=AWAY,
        measures=("sqls", "wins", "speed_to_lead.qualification", "backlog.qualification"),
        reproduced="with the pod the first touch comes earlier and more leads become SQLs than if they wait",
        refuted="no more SQLs with the pod",
        judge=all_hold(
            falls("speed_to_lead.qualification", "pod", "wait", by=0.10),
            rises("sqls", "pod", "wait"),
            shown(
                lambda e: (
                    e.figure("wins, pod against waiting", e.relative("pod", "wait", "wins"), "share"),
                    e.figure("SQLs, anybody present against pod", e.relative("skip", "pod", "sqls"), "share"),
                )
            ),
            words="a pod of two or three does nearly all that the whole team would",
        ),
        replications=12,
        power="2 % of SQLs",
    ),
    Claim(
        "0.14",
        "Do not if selling to large enterprises, especially with much travel; works for 'our sales cycle and who we sell to'",
        "rule",
        "M",
        question="From how many hours of travel to a meeting, and how long a cycle, do territories beat turns?",
        arms=JOURNEYS,
        measures=("wins", "win_rate", "utilisation.ae"),
        reproduced="the advantage of turns changes sign with travel in some cycle, as the source says",
        refuted="no change of sign in any cycle",
        judge=_travel,
        replications=16,
        power="4 % of wins",
    ),
    Claim(
        "0.21",
        "BDR team is the one fed",
        "sys",
        "M",
        question="Do BDRs get every lead first, and do they and their AEs win more than as many AEs who qualify themselves?",
        arms={
            "BDRs": Arm(AFTER, log=True),
            "closers alone": Arm(
                AFTER,
                {
                    "organisation.roles.ae.heads": 10,
                    "organisation.roles.bdr.heads": 0,
                    "organisation.desks.qualification.staffed_by": ["ae"],
                },
                log=True,
            ),
        },
        measures=("wins", "sqls", "speed_to_lead.qualification"),
        probes={"to_bdrs": received_by_role("bdr", "inbound")},
        reproduced="every inbound lead goes to a BDR first, and wins are not fewer than with as many closers alone",
        refuted="leads go elsewhere, or closers alone win more",
        judge=all_hold(
            within("to_bdrs", "BDRs", 0.999, 1.0, unit="share"),
            rises("wins", "BDRs", "closers alone", by=-0.02),
        ),
        replications=8,
        power="8 % of wins",
    ),
)
__all__ = ["ROUTING"]
