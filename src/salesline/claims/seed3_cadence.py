"""Claims of source 3 about the cadence: when to give up, whether it is followed, context, goodwill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesline.claims.claim import Claim, Figure, Finding
from salesline.claims.criteria import all_hold, falls, rises, shown, sided
from salesline.claims.evidence import Evidence
from salesline.claims.redgate import cadence, redgate

if TYPE_CHECKING:
    from salesline.record import Record
    from salesline.scenario.scenario import Scenario

DESK = "organisation.desks.qualification"


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


CADENCE: tuple[Claim, ...] = (
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
            shown(
                lambda e: tuple(
                    e.figure(f"{arm} against all", e.relative(arm, "100% in time", "sqls"), "share")
                    for arm in ("90% in time", "75% in time")
                )
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
            shown(
                lambda e: (
                    *(e.mean_figure(arm, "opted_out", "share") for arm in OPT_OUTS),
                    *(e.mean_figure(arm, "sqls") for arm in OPT_OUTS),
                )
            ),
        ),
        replications=8,
        power="20 % of opt-outs",
    ),
)
