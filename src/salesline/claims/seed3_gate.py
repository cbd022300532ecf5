"""Claims of source 3 about who is let through: volume, scores, pass rate, nurture, sources, local targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesline.claims.claim import Arm, Claim, Figure, Finding, Status
from salesline.claims.criteria import all_hold, falls, no_change, sided, within
from salesline.claims.evidence import Evidence
from salesline.claims.probes_opps import per_workday, taken_up
from salesline.claims.redgate import AFTER, BEFORE, GATE_OFF, SOURCES, gate, redgate, without

SHARES = (0.01, 0.02, 0.05, 0.10, 0.20, 0.35, 1.0)
HEADS = (4, 8)
SWEEP = {f"{share:.0%} to {reps} reps": redgate(gate(share), reps=reps) for reps in HEADS for share in SHARES}
FULL: Mapping[str, Any] = {
    "organisation.roles.rep.heads": 8,
    "organisation.roles.ae.heads": 8,
    **{
        f"market.sources.{name}.rate": f"{5250 * share} per month"
        for name, share in zip(
            SOURCES,
            (0.08, 0.08, 0.03, 0.03, 0.62, 0.62, 0.14, 0.14, 0.08, 0.08, 0.05, 0.05),
            strict=True,
        )
    },
}
"""The source's own volume: twice what the scenario has."""
SHOCK: Mapping[str, Any] = {
    f"market.sources.{name}.rate": f"{5250 * share / 2 * 0.7} per month"
    for name, share in zip(
        SOURCES, (0.08, 0.08, 0.03, 0.03, 0.62, 0.62, 0.14, 0.14, 0.08, 0.08, 0.05, 0.05), strict=True
    )
}
"""Three leads in ten stay away."""
SHAPES = {
    "both axes": AFTER,
    "fit alone": redgate({"market.score.fit_above": 1.2816, "market.score.engagement_above": None}),
    "engagement alone": without("gate"),
    "either": redgate({**GATE_OFF, "market.score.shape": "either", "market.score.pass": 0.1}),
    "sum": redgate({**GATE_OFF, "market.score.shape": "sum", "market.score.pass": 0.1}),
}
SMALL = (
    "partners", "social_media", "chat", "podcast", "user_groups", "review_sites", "old_customers",
    "web_seminars_of_others", "magazines", "student_pages",
)  # fmt: skip
MISFILED = 0.05


def _shapes(evidence: Evidence) -> Finding:
    """Both axes against each alone; the other ways to use two axes beside it."""
    alone = [
        evidence.relative("both axes", one, "opportunities", level=0.975)
        for one in ("fit alone", "engagement alone")
    ]
    figures = (
        *(evidence.mean_figure(arm, "opportunities") for arm in SHAPES),
        *(evidence.mean_figure(arm, "mqls") for arm in SHAPES),
        *(
            evidence.figure(f"both axes against {one}", found, "share")
            for one, found in zip(("fit alone", "engagement alone"), alone, strict=True)
        ),
        evidence.figure(
            "sum against both axes", evidence.relative("sum", "both axes", "opportunities"), "share"
        ),
    )
    states = {sided(found, 0.0) for found in alone}
    status: Status = (
        "reproduced" if states == {"reproduced"} else "refuted" if "refuted" in states else "undecided"
    )
    return Finding(status, figures, "two axes beat one at equal volume; how they are joined matters too")


def _best_share(evidence: Evidence) -> Finding:
    """The share that should pass, for as many reps as they have and for twice as many."""
    figures: list[Figure] = []
    best, margins = {}, {}
    for reps in HEADS:
        arms = {share: f"{share:.0%} to {reps} reps" for share in SHARES}
        figures += [evidence.mean_figure(arm, "wins") for arm in arms.values()]
        best[reps] = max(SHARES, key=lambda share, arms=arms: evidence.mean(arms[share], "wins").mean)  # type: ignore[misc]
        margins[reps] = evidence.relative(arms[best[reps]], arms[0.10], "wins")
        figures.append(
            evidence.figure(
                f"{reps} reps: best ({best[reps]:.0%}) against 10 %", margins[reps], "share of wins"
            )
        )
    ten = best[4] == 0.10 or margins[4].low <= 0.02
    moved = best[8] != best[4] and margins[8].low > 0
    if ten and moved:
        words = f"depends on heads: {best[4]:.0%} is best for 4 reps, {best[8]:.0%} for 8, at the same leads"
        return Finding("depends", tuple(figures), words)
    return Finding("reproduced" if ten else "refuted", tuple(figures), "")


def _local_targets(evidence: Evidence) -> Finding:
    """Marketing that maximises what it hands over, sales that maximises its rate of success, and both together."""
    arms = {share: f"{share:.0%} to 4 reps" for share in SHARES}
    marketing, sales = arms[1.0], arms[0.01]
    joint = max(arms.values(), key=lambda arm: evidence.mean(arm, "wins").mean)
    lost = [evidence.relative(arm, joint, "wins", level=0.975) for arm in (marketing, sales)]
    figures = (
        *(evidence.mean_figure(arm, "mqls") for arm in (marketing, sales, joint)),
        *(evidence.mean_figure(arm, "sql_close_rate", "share") for arm in (marketing, sales, joint)),
        *(evidence.mean_figure(arm, "wins") for arm in (marketing, sales, joint)),
        *(
            evidence.figure(f"{arm} against {joint}", found, "share of wins")
            for arm, found in zip((marketing, sales), lost, strict=True)
        ),
    )
    states = [sided(found, -0.05) for found in lost]
    status: Status = (
        "reproduced"
        if states == ["refuted", "refuted"]
        else "refuted"
        if "reproduced" in states
        else "undecided"
    )
    return Finding(status, figures, "marketing paid for leads passes all, sales paid for its rate passes few")


def _relabelled(evidence: Evidence) -> Finding:
    """Rank sources by their true yield and by the one recorded when 5 % of leads stand under another source."""
    names = (*SOURCES, *SMALL)
    came = {n: float(evidence.mean("sixteen", f"came {n}").mean) for n in names}
    rate = {n: float(evidence.mean("sixteen", f"sqls {n}").mean) / came[n] for n in names}
    everybody = sum(came.values())
    recorded = {}
    for n in names:
        others = sum(came[m] * rate[m] for m in names if m != n)
        strangers = MISFILED * (everybody - came[n]) / (len(names) - 1)
        stranger_rate = others / (everybody - came[n])
        own = (1 - MISFILED) * came[n]
        recorded[n] = (own * rate[n] + strangers * stranger_rate) / (own + strangers)

    def off(group: tuple[str, ...]) -> float:
        return sum(abs(recorded[n] - rate[n]) for n in group) / sum(rate[n] for n in group)

    def places(group: tuple[str, ...]) -> int:
        true = sorted(group, key=lambda n: -rate[n])
        seen = sorted(group, key=lambda n: -recorded[n])
        return sum(a != b for a, b in zip(true, seen, strict=True))

    nan = float("nan")
    figures = (
        Figure("error of the recorded yield, main sources", off(SOURCES), nan, nan, "share"),
        Figure("error of the recorded yield, small sources", off(SMALL), nan, nan, "share"),
        Figure("main sources out of their place", places(SOURCES), nan, nan, "sources"),
        Figure("small sources out of their place", places(SMALL), nan, nan, "sources"),
    )
    main, small = places(SOURCES), places(SMALL)
    status: Status = "reproduced" if main else "depends" if small else "refuted"
    words = "depends on the size of the source: 5 % put elsewhere leaves the order of the main ones, not of the small ones"
    return Finding(status, figures, words if status == "depends" else "")


def _by_time(evidence: Evidence, measure: str, heads: tuple[int, int]) -> Finding:
    found = {n: evidence.relative(f"nurture, {n} reps", f"none, {n} reps", measure) for n in heads}
    figures = tuple(
        part
        for n in heads
        for part in (
            evidence.mean_figure(f"none, {n} reps", "utilisation.rep", "share"),
            evidence.mean_figure(f"none, {n} reps", measure),
            evidence.mean_figure(f"nurture, {n} reps", measure),
            evidence.figure(f"nurture, {n} reps: change", found[n], "share"),
        )
    )
    busy, free = (sided(found[n], 0.0) for n in heads)
    if busy == free:
        return Finding(busy, figures, "")
    if free == "reproduced":
        words = f"depends on the reps' time: it pays with {heads[1]} reps; with {heads[0]}, who are full, not clearly"
        return Finding("depends", figures, words)
    return Finding("undecided", figures, "")


def _shock(evidence: Evidence) -> Finding:
    busy = evidence.relative("busy, shock", "busy", "opportunities")
    idle = evidence.relative("idle, shock", "idle", "opportunities")
    figures = (
        evidence.mean_figure("busy", "utilisation.rep", "share"),
        evidence.figure("busy reps: change of opportunities", busy, "share"),
        evidence.mean_figure("idle", "utilisation.rep", "share"),
        evidence.figure("idle reps: change of opportunities", idle, "share"),
    )
    status = sided(busy, -0.25)
    words = "spare leads cushion a shock; spare reps do not" if status == "reproduced" else ""
    return Finding(status, figures, words)


GATE: tuple[Claim, ...] = (
    Claim(
        "3.01",
        "About 500 leads a day",
        "num",
        "M",
        question="Does the line take the source's own volume, 500 raw leads on each working day, with the heads to match?",
        arms={"full size": Arm("claims/redgate-before.yaml", FULL)},
        measures=("leads", "mqls", "opportunities"),
        probes={"per_workday": per_workday},
        reproduced="475 to 525 leads a working day",
        refuted="otherwise",
        judge=all_hold(within("per_workday", "full size", 475, 525, unit="leads")),
        replications=4,
        power="5 leads a day",
    ),
    Claim(
        "3.02",
        "Sales time invaluable and scarce; following all 500 wastes it",
        "mech",
        "M",
        question="Do the same reps win less when they follow up every lead, and what do ten times as many win?",
        arms={
            "best tenth": AFTER,
            "all": Arm("claims/follow-all-500.yaml"),
            "all, ten times the reps": Arm(
                "claims/follow-all-500.yaml", {"organisation.roles.rep.heads": 40}
            ),
        },
        measures=("wins", "opportunities", "utilisation.rep", "never_touched_share.qualification"),
        reproduced="the same reps win at least 20 % less",
        refuted="they win more",
        judge=all_hold(
            falls("wins", "all", "best tenth", by=0.20),
            lambda e: Finding(
                "reproduced",
                (
                    e.mean_figure("all, ten times the reps", "wins"),
                    e.mean_figure("all", "never_touched_share.qualification", "share"),
                ),
                "",
            ),
            words="with ten times the reps all leads bring about twice the wins of the best tenth",
        ),
        replications=8,
        power="8 % of wins",
    ),
    Claim(
        "3.03",
        "Two perpendicular scores: engagement x firmographics",
        "rule",
        "M",
        question="When a tenth of the leads passes, do two scores find more opportunities than either alone?",
        arms=SHAPES,
        measures=("opportunities", "mqls", "wins"),
        reproduced="more opportunities with both axes than with each alone",
        refuted="fewer than with one of them",
        judge=_shapes,
        replications=16,
        power="6 % of opportunities",
    ),
    Claim(
        "3.04",
        "About 10% pass, 50 a day",
        "num",
        "M",
        question="Which share of leads should pass, from 1 % to all, for these reps and for twice as many?",
        arms=SWEEP,
        measures=("wins", "opportunities", "utilisation.rep"),
        reproduced="10 % is best, or within 2 % of the best, also for twice the reps",
        refuted="another share is better for these reps",
        judge=_best_share,
        replications=6,
        power="8 % of wins",
    ),
    Claim(
        "3.05",
        "The rest nurtured in Marketo until ready",
        "mech",
        "M",
        question="Does nurture bring wins, when reps are busy and when they have time?",
        arms={
            f"{name}, {reps} reps": redgate({**values, "study.quarters": 2}, reps=reps)
            for reps in (4, 6)
            for name, values in (("nurture", {}), ("none", {"market.sources.nurture.return": 0}))
        },
        measures=("wins", "mqls", "utilisation.rep"),
        reproduced="more wins with either number of reps",
        refuted="with neither",
        judge=lambda e: _by_time(e, "wins", (4, 6)),
        replications=8,
        power="6 % of wins",
    ),
    Claim(
        "3.14",
        "Definitions: aligned in 95% of cases, worked on the 5%; renewal referral = customer enquiry",
        "rule/num",
        "S",
        question="Which sources change their place in the order by yield when 5 % of leads are filed under another?",
        arms={"sixteen": Arm("claims/redgate-sixteen-sources.yaml")},
        measures=("leads", "sqls"),
        probes={
            **{f"came {n}": taken_up(n, "created") for n in (*SOURCES, *SMALL)},
            **{f"sqls {n}": taken_up(n, "sqls") for n in (*SOURCES, *SMALL)},
        },
        reproduced="a main source changes its place in the order by yield",
        refuted="no source changes its place",
        judge=_relabelled,
        replications=16,
        power="worked out, not drawn: the expected relabelling of the measured yields",
    ),
    Claim(
        "3.15",
        "Few main sources (email and phone, web orders, trials, events, customers, prospecting); about 10 more, mostly <1% each",
        "num",
        "M",
        question="Does a model that counts ten small sources among the six main ones still give the same opportunities?",
        arms={
            "sixteen": Arm("claims/redgate-sixteen-sources.yaml"),
            "six": Arm("claims/redgate-before.yaml"),
        },
        measures=("opportunities", "mqls", "wins"),
        reproduced="opportunities within 5 %",
        refuted="more than 5 % off",
        judge=no_change("opportunities", "six", "sixteen", margin=0.05),
        replications=24,
        power="3 % of opportunities",
    ),
    Claim(
        "3.24",
        "Pandemic year",
        "mech",
        "S",
        question="When three leads in ten stay away, do opportunities fall by as much, with idle reps and with busy ones?",
        arms={
            "busy": AFTER,
            "busy, shock": redgate(SHOCK),
            "idle": BEFORE,
            "idle, shock": without(
                "gate", "nurture", "people", "follow-up", "context", "standard", values=SHOCK
            ),
        },
        measures=("opportunities", "utilisation.rep"),
        reproduced="busy reps lose less than a quarter of their opportunities: they get to the others sooner",
        refuted="they lose as much as the leads do",
        judge=_shock,
        replications=16,
        power="5 % of opportunities",
    ),
    Claim(
        "3.25",
        "Works only with shared numbers (three levels of collaboration)",
        "mech",
        "S",
        question="What is lost when marketing sets the gate for most leads, or sales for the best rate, not both for wins?",
        arms={name: arm for name, arm in SWEEP.items() if name.endswith(" 4 reps")},
        measures=("wins", "mqls", "sql_close_rate"),
        reproduced="each alone wins at least 5 % less than the joint choice",
        refuted="one of them is as good",
        judge=_local_targets,
        replications=6,
        power="8 % of wins",
    ),
)
