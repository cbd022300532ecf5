"""Claims of source 3 about who is let through: volume, scores, pass rate, nurture, sources, local targets."""

from __future__ import annotations

from salesline.claims.claim import Arm, Claim, Figure, Finding, Status
from salesline.claims.criteria import all_hold, falls, shown, sided
from salesline.claims.evidence import Evidence
from salesline.claims.redgate import AFTER, GATE_OFF, gate, redgate, without

SHARES = (0.01, 0.02, 0.05, 0.10, 0.20, 0.35, 1.0)
HEADS = (4, 8)
SWEEP = {f"{share:.0%} to {reps} reps": redgate(gate(share), reps=reps) for reps in HEADS for share in SHARES}
SHAPES = {
    "both axes": AFTER,
    "fit alone": redgate({"market.score.fit_above": 1.2816, "market.score.engagement_above": None}),
    "engagement alone": without("gate"),
    "either": redgate({**GATE_OFF, "market.score.shape": "either", "market.score.pass": 0.1}),
    "sum": redgate({**GATE_OFF, "market.score.shape": "sum", "market.score.pass": 0.1}),
}


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
            evidence.figure(f"{reps} reps: best ({best[reps]:.0%}) against 10 %", margins[reps], "share")
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
            evidence.figure(f"{arm} against {joint}", found, "share")
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


GATE: tuple[Claim, ...] = (
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
            shown(
                lambda e: (
                    e.mean_figure("all, ten times the reps", "wins"),
                    e.mean_figure("all", "never_touched_share.qualification", "share"),
                )
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
