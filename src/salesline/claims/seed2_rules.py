"""Claims of source 2 about rules: expiry, its deadlines, and expiry against the choke."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesline.claims.claim import Arm, Claim, Finding, Judge, Status
from salesline.claims.criteria import all_hold, falls, shown, sided
from salesline.claims.evidence import Evidence
from salesline.claims.probes_flow import alarm_week, hidden_work_share, log_agrees
from salesline.experiment.statistics import Interval

FILE = "claims/expiry-vs-choke.yaml"
Rule = Mapping[str, str]


def rule(after: str, state: str = "untouched", action: str = "nurture", clock: str = "calendar") -> Rule:
    """Return an expiry rule at the desk where reps qualify."""
    return {"desk": "qualifying", "state": state, "after": after, "action": action, "clock": clock}


def floor(*rules: Rule, cap: int = 0, leads: int = 0) -> Arm:
    """Return the floor with expiry rules, a cap per rep and a number of leads a month."""
    settings: dict[str, Any] = {}
    if rules:
        settings["organisation.expiry"] = list(rules)
    if cap:
        settings["organisation.wip.rep"] = cap
    if leads:
        settings["market.sources.inbound.rate"] = f"{leads} per month"
    return Arm(FILE, settings)


def adhering(share: float) -> Arm:
    """Return a floor that is just full, on which a share of the steps is taken in time."""
    arm = floor(*HUBSPOT, leads=440)
    return Arm(FILE, {**arm.values, "organisation.desks.qualifying.cadence.adherence": share})


PUSH = floor()
HUBSPOT = (rule("24 hours"), rule("14 days", "open"))
FIRST = {
    "no rule": PUSH,
    **{f"{hours} h": floor(rule(f"{hours} hours")) for hours in (4, 8, 24, 72)},
    "24 h reassigned": floor(rule("24 hours", action="reassign")),
    "8 working h": floor(rule("8 hours", clock="working")),
}
SECOND = {"no rule": PUSH, **{f"{days} d": floor(rule(f"{days} days", "open")) for days in (4, 7, 14, 28)}}
LOADS = (300, 440, 580, 800)
CAPS = (40, 80)
DUEL = {
    **{f"push, {n} leads": floor(leads=n) for n in LOADS},
    **{f"expiry, {n} leads": floor(*HUBSPOT, leads=n) for n in LOADS},
    **{f"choke {c}, {n} leads": floor(cap=c, leads=n) for n in LOADS for c in CAPS},
    **{f"both, {n} leads": floor(*HUBSPOT, cap=60, leads=n) for n in LOADS[-2:]},
}
LIMITS = (4, 6, 8, 12, 16, 24, 32, 48, 64)
SIGNALS = ("wip", "wins", "bookings")
FALSE_ALARMS = 0.10
NEVER = 53.0


def near_best(chosen: str, others: tuple[str, ...], against: str, margin: float) -> Judge:
    """The chosen arm wins more than `against`, and no other arm wins more than `margin` above it."""

    def judge(evidence: Evidence) -> Finding:
        gain = evidence.relative(chosen, against, "wins")
        rivals = {other: evidence.relative(other, chosen, "wins") for other in others}
        figures = (
            evidence.mean_figure(against, "wins"),
            evidence.mean_figure(chosen, "wins"),
            evidence.figure(f"{chosen} against {against}", gain, "share"),
            *(evidence.figure(f"{o} against {chosen}", found, "share") for o, found in rivals.items()),
        )
        worse = [o for o, found in rivals.items() if found.low > margin]
        unclear = [o for o, found in rivals.items() if found.high > margin and o not in worse]
        status: Status = sided(gain, 0.0)
        words = f"no other deadline wins {margin:.0%} more" if not unclear else ""
        if status == "reproduced" and worse:
            status, words = "depends", f"a rule helps, but {worse[0]} helps more"
        elif status == "reproduced" and unclear:
            words = f"a rule helps; whether {unclear[0]} is better is within {margin:.0%} or unclear"
        return Finding(status, figures, words)

    return judge


def _duel(evidence: Evidence) -> Finding:
    """HubSpot's rule against the best of the caps, by load."""
    figures, states = [], {}
    for leads in LOADS:
        chokes = [f"choke {cap}, {leads} leads" for cap in CAPS]
        best = max(chokes, key=lambda arm: evidence.mean(arm, "wins").mean)
        against = evidence.relative(f"expiry, {leads} leads", best, "wins")
        none = evidence.relative(f"expiry, {leads} leads", f"push, {leads} leads", "wins")
        states[leads] = sided(against, 0.0)
        figures += [
            evidence.mean_figure(f"push, {leads} leads", "wins"),
            evidence.mean_figure(f"expiry, {leads} leads", "wins"),
            evidence.mean_figure(best, "wins"),
            evidence.figure(f"{leads} leads: expiry against none", none, "share"),
            evidence.figure(f"{leads} leads: expiry against {best.partition(',')[0]}", against, "share"),
        ]
    figures += [
        evidence.figure(
            f"{leads} leads: choke 60 besides expiry",
            evidence.relative(f"both, {leads} leads", f"expiry, {leads} leads", "wins"),
            "share",
        )
        for leads in LOADS[-2:]
    ]
    clear = {s for s in states.values() if s != "undecided"}
    wins = [n for n, s in states.items() if s == "reproduced"]
    if clear == {"reproduced"} and len(wins) == len(LOADS):
        return Finding("reproduced", tuple(figures), "expiry wins more at every load")
    if "refuted" in clear and wins:
        words = f"depends on load: expiry is better from {wins[0]} leads a month; at fewer it drops leads that would be reached"
        return Finding("depends", tuple(figures), words)
    if wins:
        words = f"depends on load: expiry wins more from {wins[0]} leads a month; below, neither does clearly"
        return Finding("depends", tuple(figures), words)
    return Finding("refuted" if clear == {"refuted"} else "undecided", tuple(figures), "")


def _first_alarm(evidence: Evidence) -> Finding:
    """Each chart at the tightest limit that gives at most 10 % false alarms a year; then who sounds first."""
    figures, weeks = [], {}
    for signal in SIGNALS:
        quiet = [
            n
            for n in LIMITS
            if (evidence.values("nothing happens", f"{signal} {n}") < NEVER).mean() <= FALSE_ALARMS
        ]
        limit = min(quiet, default=LIMITS[-1])
        name = f"{signal} {limit}"
        weeks[signal] = evidence.values("hours lost", name)
        share = float((weeks[signal] < NEVER).mean())
        figures += [
            evidence.figure(
                f"week of the alarm by {signal}, 53 if none", evidence.mean("hours lost", name), "weeks"
            ),
            evidence.figure(
                f"years with an alarm by {signal}", Interval(share, float("nan"), float("nan"), 0), "share"
            ),
        ]
    from salesline.experiment.statistics import mean_interval  # noqa: PLC0415 - numpy stays out of the listing

    lead = mean_interval(weeks["bookings"] - weeks["wip"])
    figures.append(evidence.figure("WIP sounds earlier than bookings by", lead, "weeks"))
    figures.append(
        evidence.figure(
            "WIP sounds earlier than wins by", mean_interval(weeks["wins"] - weeks["wip"]), "weeks"
        )
    )
    return Finding(sided(lead, 4.0), tuple(figures), "at the same rate of false alarms")


RULES: tuple[Claim, ...] = (
    Claim(
        "2.05",
        "Lead not worked in 24 h → reassign or nurture",
        "rule/num",
        "M",
        question="With a third more leads than can be worked, does taking away unworked ones win more, and is 24 h good?",
        arms=FIRST,
        measures=("wins", "never_touched_share.qualifying", "speed_to_lead.qualifying"),
        reproduced="24 h wins more than no rule; no other deadline wins 5 % more",
        refuted="24 h wins no more than no rule",
        judge=near_best("24 h", ("4 h", "8 h", "72 h", "24 h reassigned", "8 working h"), "no rule", 0.05),
        replications=12,
        power="8 % of wins",
    ),
    Claim(
        "2.06",
        "Qualifying call not completed/scheduled in two weeks → reassign/nurture",
        "rule/num",
        "M",
        question="Does giving up on leads that are not qualified in time win more, and are two weeks a good deadline?",
        arms=SECOND,
        measures=("wins", "sqls", "wip.qualifying"),
        reproduced="14 days win more than no rule; no other deadline wins 5 % more",
        refuted="14 days win no more than no rule",
        judge=near_best("14 d", ("4 d", "7 d", "28 d"), "no rule", 0.05),
        replications=12,
        power="8 % of wins",
    ),
    Claim(
        "2.07",
        "Reps may throttle up themselves but lose leads they cannot keep up with",
        "mech",
        "M",
        question="Which wins more at each load: expiry (24 h, two weeks), or the best cap per rep?",
        arms=DUEL,
        measures=("wins", "win_rate", "never_touched_share.qualifying", "speed_to_lead.qualifying"),
        reproduced="expiry wins more than the best of two caps at every load",
        refuted="the best cap wins more at every load",
        judge=_duel,
        replications=8,
        power="8 % of wins",
    ),
    Claim(
        "2.11",
        "Flow metrics are not enough: watch queue size and contents",
        "rule",
        "M",
        question="When the AEs silently lose nine hours a week, does the queue say so before the bookings do?",
        arms={
            "nothing happens": Arm(
                "claims/hours-lost.yaml", {"organisation.roles.ae.internal_work": "18 hours per week"}
            ),
            "hours lost": Arm("claims/hours-lost.yaml"),
        },
        measures=("wins",),
        probes={f"{signal} {n}": alarm_week(signal, "closing", n) for signal in SIGNALS for n in LIMITS},
        reproduced="at one false alarm in ten years or fewer, a chart of WIP sounds at least 4 weeks before one of bookings",
        refuted="less than 4 weeks",
        judge=_first_alarm,
        replications=40,
        power="10 weeks",
    ),
    Claim(
        "2.13",
        "Create opportunities before routing; attach every activity and campaign → effort, velocity, outcome, life cycle",
        "rule",
        "M",
        question="How much work would a CRM miss that opens the opportunity only once a rep has qualified the lead?",
        arms={"floor": Arm(FILE, {"market.sources.inbound.rate": "440 per month"}, log=True)},
        measures=("wins",),
        probes={"hidden_work_share": hidden_work_share(("closing",)), "log_agrees": log_agrees},
        reproduced="more than a quarter of the work; with the event log every touch hangs on a lead",
        refuted="less than a quarter",
        judge=lambda e: Finding(
            sided(e.mean("floor", "hidden_work_share"), 0.25)
            if abs(e.mean("floor", "log_agrees").mean - 1) < 1e-9
            else "refuted",
            (
                e.mean_figure("floor", "hidden_work_share", "share"),
                e.mean_figure("floor", "log_agrees", "share"),
            ),
            "work on leads before they are opportunities",
        ),
        replications=8,
        power="2 points",
    ),
    Claim(
        "2.24",
        "CRM logs history but does not say what to do next; process adherence",
        "mech",
        "S",
        question="On a floor that is just full, what does it cost when steps are taken late?",
        arms={f"{share:.0%} in time": adhering(share) for share in (1.0, 0.9, 0.75, 0.5)},
        measures=("wins", "sqls", "speed_to_lead.qualifying"),
        reproduced="at least 5 % fewer SQLs when half of the steps are late",
        refuted="no fewer",
        judge=all_hold(
            falls("sqls", "50% in time", "100% in time", by=0.05),
            shown(
                lambda e: tuple(
                    e.figure(f"{arm} against all: SQLs", e.relative(arm, "100% in time", "sqls"), "share")
                    for arm in ("90% in time", "75% in time")
                )
            ),
        ),
        replications=12,
        power="5 % of SQLs",
    ),
)
