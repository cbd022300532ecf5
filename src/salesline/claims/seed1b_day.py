"""Claims of source 1B about how a day is laid out, and about tools that do more in it."""

from __future__ import annotations

from typing import Any

from salesline.claims.claim import Arm, Claim, Finding, Status
from salesline.claims.criteria import crossing, rises
from salesline.claims.evidence import Evidence
from salesline.claims.seed1_probes import sourced
from salesline.claims.seed1c_arms import DESKS, DIALER, FASTER, LONG_TALK, grown

__all__ = ["DAY"]

BLOCKS, STARTUP = "claims/block-schedule.yaml", "startup-3m.yaml"
NO_BLOCKS = {"organisation.roles.sdr.blocks": ()}
NEWEST = {**NO_BLOCKS, "organisation.roles.sdr.discipline": "newest first"}
GROUPED = {**NO_BLOCKS, "organisation.roles.sdr.discipline": "same type first"}
HALF_LIVES = (0.1, 1.0, 4.0, 24.0, 240.0)
BUSY = (500, 600)
RATES = (350, 500, 600)
WAYS: tuple[tuple[str, dict[str, Any]], ...] = (("blocks", {}), ("reactive", NEWEST), ("grouped", GROUPED))


def _cooling(hours: float) -> dict[str, Any]:
    return {"market.contact.half_life": hours, "market.contact.beta": 1.0}


RATE = "market.sources.inbound.rate"
SCHEDULES = {
    f"{way}, {rate} leads, {hours:g} h": Arm(BLOCKS, {**_cooling(hours), RATE: f"{rate} per month", **values})
    for rate in BUSY
    for hours in HALF_LIVES
    for way, values in WAYS[:2]
} | {
    f"{way}, {rate} leads": Arm(BLOCKS, {RATE: f"{rate} per month", **values})
    for rate in RATES
    for way, values in WAYS
}


def _schedule(evidence: Evidence) -> Finding:
    turns = [
        crossing(
            "wins",
            [(h, f"blocks, {rate} leads, {h:g} h", f"reactive, {rate} leads, {h:g} h") for h in HALF_LIVES],
            along=f"half life of the response ({rate} leads a month)",
            unit="h",
        )(evidence)
        for rate in BUSY
    ]
    looked = (("touches", "blocks"), ("wins", "blocks"), ("wins", "grouped"))
    more = [
        evidence.figure(
            f"{way}, {rate} leads a month: {m}",
            evidence.relative(f"{way}, {rate} leads", f"reactive, {rate} leads", m),
            "share",
        )
        for rate in RATES
        for m, way in looked
    ]
    delay = [
        evidence.mean_figure(f"{arm}, 500 leads", "speed_to_lead.qualification", "h")
        for arm in ("blocks", "reactive")
    ]
    load = [
        evidence.mean_figure(f"reactive, {rate} leads, {h:g} h", "utilisation.sdr", "share")
        for rate in BUSY
        for h in HALF_LIVES
    ]
    states = {turn.status for turn in turns}
    status: Status = turns[0].status if len(states) == 1 else "depends"
    told = "; ".join(
        f"{rate} leads: {turn.words.rstrip('. ')}" for rate, turn in zip(BUSY, turns, strict=True)
    )
    shown = tuple(figure for turn in turns for figure in turn.figures)
    words = (
        f"{told}. What decides is the load: buyers who cool down fast take more attempts, these fill reactive "
        "days, and only full days gain from fewer changes. The same kind first, without fixed hours, has most of both."
    )
    return Finding(status, (*shown, *more, *delay, *load), words)


LOADS = (350, 500, 600)
GATHERED = {
    f"{name}, {rate} leads": Arm(
        BLOCKS,
        {
            **NO_BLOCKS,
            RATE: f"{rate} per month",
            "market.buyers.personas": dict.fromkeys(("finance", "operations", "sales", "technology"), 0.25),
            "organisation.roles.sdr.setup": {
                "other_lead": "0.8 min",
                "other_activity": "0.8 min",
                "other_persona": "2.3 min",
            },
            "organisation.roles.sdr.discipline": discipline,
        },
    )
    for rate in LOADS
    for name, discipline in (
        ("due date", "due date"),
        ("by persona", "same persona first"),
        ("newest", "newest first"),
    )
}


def _gathered(evidence: Evidence) -> Finding:
    figures, states = [], []
    for rate in LOADS:
        arm, against = f"by persona, {rate} leads", f"due date, {rate} leads"
        wins = evidence.relative(arm, against, "wins")
        figures += [
            evidence.figure(f"{rate} leads a month: wins", wins, "share"),
            evidence.figure(
                "hours to the first touch",
                evidence.difference(arm, against, "speed_to_lead.qualification"),
                "h",
            ),
            evidence.figure("focus loss", evidence.difference(arm, against, "focus_loss.sdr"), "share"),
            evidence.mean_figure(against, "utilisation.sdr", "share"),
            evidence.figure(
                "wins against newest first", evidence.relative(arm, f"newest, {rate} leads", "wins"), "share"
            ),
        ]
        states.append("more" if wins.low > 0.02 else "same" if wins.high < 0.02 else "open")
    status: Status = (
        "reproduced"
        if set(states) == {"more"}
        else "refuted"
        if "more" not in states and "open" not in states
        else "depends"
        if {"more", "same"} <= set(states)
        else "undecided"
    )
    return Finding(status, tuple(figures), "The gain grows with the load: groups form where calls wait. Four personas; another "
                   "makes a change of lead cost 3.1 minutes, the upper published figure, instead of .8.")  # fmt: skip


SDR = "organisation.roles.outbound_sdr"
SHORT = {"study.prior": "26 weeks", "study.quarters": 3}
TALK = {f"{DESKS}.prospecting.prospecting.conversation": LONG_TALK}
ONE_TOOL = {f"{SDR}.setup.other_activity": "0.3 min"}
PLAIN, ONE_PLACE = Arm(STARTUP, SHORT), Arm(STARTUP, {**SHORT, **ONE_TOOL})
DIALS = Arm(STARTUP, {**SHORT, **TALK, f"{SDR}.tools": {"dial": FASTER}})
INTEGRATED = Arm(STARTUP, {**SHORT, **TALK, **ONE_TOOL, f"{SDR}.tools": {"dial": FASTER, "email": FASTER}})
TOOL_CHANGES = {
    f"a change of tool costs {minutes:g} min": Arm(
        STARTUP, {**SHORT, f"{SDR}.setup.other_activity": f"{minutes:g} min"}
    )
    for minutes in (0.5, 1.0, 3.1)
}
FULL = {**grown(5, 5), "study.prior": "26 weeks"}
PASSED_ON = {
    "spare AEs": PLAIN,
    "spare AEs, tool": Arm(STARTUP, {**SHORT, **DIALER}),
    "full AEs": Arm(STARTUP, FULL),
    "full AEs, tool": Arm(STARTUP, {**FULL, **DIALER}),
}
FROM_LISTS = {"outbound_sqls": sourced("sqls", "outbound"), "outbound_wins": sourced("wins", "outbound")}


def _double(evidence: Evidence) -> Finding:
    def change(arm: str, measure: str, label: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
        return evidence.figure(f"{label}, {arm}", evidence.relative(arm, "by hand", measure), "share")

    found = rises("touches_per_rep.outbound_sdr", "tool", "by hand", by=1.0)(evidence)
    figures = [*found.figures, change("dialer only", "touches_per_rep.outbound_sdr", "touches")]
    figures += [change("tool", m, m.replace("_", " ")) for m in ("outbound_sqls", "opportunities", "wins")]
    return Finding(found.status, tuple(figures), "At 1.7 instead of 3.5 minutes a touch, talks as long as before. Set-up between "
                   "leads stays, and outbound is a sixth of the startup's SQLs.")  # fmt: skip


def _downstream(evidence: Evidence) -> Finding:
    pairs = [(0, "spare AEs, tool", "spare AEs"), (1, "full AEs, tool", "full AEs")]
    found = {
        m: [evidence.relative(arm, against, m) for _, arm, against in pairs]
        for m in ("sqls", "opportunities", "wins")
    }
    figures = [
        evidence.figure(f"{m}, {arm}", i, "share") for m, row in found.items() for (_, arm, _), i in zip(pairs, row, strict=True)
    ]  # fmt: skip
    figures += [
        evidence.figure(f"win rate, {arm}", evidence.relative(arm, against, "win_rate"), "share")
        for _, arm, against in pairs
    ]
    figures += [evidence.mean_figure(arm, "utilisation.ae", "share") for arm in ("spare AEs", "full AEs")]
    spare, full = found["wins"]
    gains, none = spare.low > 0.0, full.high < 0.02
    if gains and full.low > 0.0:
        return Finding("reproduced", tuple(figures), "wins rise whether AEs have time or not")
    if none and gains:
        return Finding("depends", tuple(figures), "depends on the AEs: with time to spare they win more, when full they do not. "
                       "Leads do not get better.")  # fmt: skip
    return Finding(
        "refuted" if none and spare.high < 0.02 else "undecided", tuple(figures), "Leads do not get better."
    )


def _one_interface(evidence: Evidence) -> Finding:
    found = [
        rises("touches_per_rep.outbound_sdr", "one interface", arm, by=0.03)(evidence) for arm in TOOL_CHANGES
    ]
    states = {each.status for each in found}
    figures = [
        evidence.figure(
            f"touches, {arm}",
            evidence.relative("one interface", arm, "touches_per_rep.outbound_sdr"),
            "share",
        )
        for arm in TOOL_CHANGES
    ]
    figures += [
        evidence.figure(f"wins, {arm}", evidence.relative("one interface", arm, "wins"), "share")
        for arm in TOOL_CHANGES
    ]
    status: Status = (
        "undecided" if "undecided" in states else found[0].status if len(states) == 1 else "depends"
    )
    return Finding(status, tuple(figures), "Depends on what a change of tool costs beyond a change of lead (.3 minutes): the "
                   "startup's SDRs lose .5, published set-ups reach 3.1.")  # fmt: skip


DAY: tuple[Claim, ...] = (
    Claim(
        "1B.08",
        "Block schedule: 1 h lead clean-up, 3 h email, lunch, ~3 h dialing, 1 h replies/hand-off",
        "rule/num",
        "M",
        question="At which half life of buyers' response do hours kept for one kind of work win more than doing what came last?",
        arms=SCHEDULES,
        measures=("wins", "touches", "speed_to_lead.qualification", "utilisation.sdr"),
        reproduced="blocks win more at every half life from 6 minutes to 10 days, at 500 and 600 leads a month for two SDRs",
        refuted="reactive work wins more at each; depends: the sign changes with half life or load",
        judge=_schedule,
        replications=8,
        power="4 % of wins",
    ),
    Claim(
        "1B.09",
        "Group calls by buyer role/persona",
        "rule",
        "M",
        question="Do SDRs who go on with one persona as long as any is due win more than by due date, at which load?",
        arms=GATHERED,
        measures=("wins", "touches", "speed_to_lead.qualification", "focus_loss.sdr", "utilisation.sdr"),
        reproduced="more than 2 % more wins at 350, 500 and 600 leads a month for two SDRs",
        refuted="less than 2 % at each; depends: at some",
        judge=_gathered,
        replications=8,
        power="2 % of wins",
    ),
    Claim(
        "1B.10",
        "Integrated tool + dialer more than doubles contacts per shift",
        "num",
        "M",
        question="Does a tool that takes 3.5 minutes a touch to 1.7 more than double an outbound SDR's touches a shift?",
        arms={"by hand": PLAIN, "dialer only": DIALS, "tool": INTEGRATED},
        measures=("touches_per_rep.outbound_sdr", "outbound_sqls", "opportunities", "wins"),
        probes=FROM_LISTS,
        reproduced="more than twice the touches per SDR with dial and e-mail at 1.7 min and no change of tool",
        refuted="less than twice",
        judge=_double,
        replications=16,
        power="1 % of touches",
    ),
    Claim(
        "1B.11",
        "One interface reduces tool switching",
        "mech",
        "S",
        question="What does one interface bring by itself, a change of tool costing no more than a change of lead?",
        arms={"one interface": ONE_PLACE, **TOOL_CHANGES},
        measures=("touches_per_rep.outbound_sdr", "focus_loss.outbound_sdr", "wins"),
        reproduced="more than 3 % more touches per outbound SDR, whether a change of tool costs .5, 1 or 3.1 minutes",
        refuted="less than 3 % more at each; depends: at some",
        judge=_one_interface,
        replications=8,
        power="1 % of touches",
    ),
    Claim(
        "1B.12",
        "More and higher-quality leads, more opps for AEs",
        "out",
        "M",
        question="Do faster SDRs bring more wins if AEs have time to spare, and if they are full?",
        arms=PASSED_ON,
        measures=("sqls", "opportunities", "wins", "win_rate", "utilisation.ae"),
        reproduced="wins rise in both",
        refuted="wins rise in neither; depends: only where AEs have time to spare",
        judge=_downstream,
        replications=16,
        power="6 % of wins",
    ),
)  # fmt: skip
