"""Claims of source 3 about the changes of January: what they did to February, which of them did it, luck or market."""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING, Any

from salesline.claims.claim import Claim, Finding, Status
from salesline.claims.criteria import all_hold, falls, rises, shown, sided
from salesline.claims.evidence import Evidence
from salesline.claims.probes_opps import MONTH, opened
from salesline.claims.redgate import AFTER, BEFORE, CHANGES, HALF, redgate, without
from salesline.experiment.statistics import mean_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEBRUARY = {"february": opened(0, MONTH), "january": opened(-MONTH, 0)}
ONLY = {f"only {name}": without(*(n for n in CHANGES if n != name)) for name in CHANGES}
WITHOUT = {f"without {name}": without(name) for name in (*CHANGES, "attempts", "questions")}
ABLATION = {"before": BEFORE, "after": AFTER, "half as far": redgate(HALF), **ONLY, **WITHOUT}
FACTORS = {
    "leads": ("gate", "nurture"),
    "people": ("people",),
    "information": ("context", "questions"),
    "time": ("follow-up", "attempts"),
}
CORNERS = tuple(corner for size in range(len(FACTORS) + 1) for corner in combinations(FACTORS, size))
FACTORIAL = {
    "right " + (", ".join(corner) or "nothing"): without(
        *(change for name, changes in FACTORS.items() if name not in corner for change in changes)
    )
    for corner in CORNERS
}


def _february(evidence: Evidence) -> Finding:
    """The bundle in its first month and quarter; each change alone and left out."""
    bundle = evidence.relative("after", "before", "february")
    half = evidence.relative("half as far", "before", "february")
    figures = [
        evidence.figure("all six, first month", bundle, "share"),
        evidence.figure("all six half as far, first month", half, "share"),
        evidence.figure("all six, first quarter", evidence.relative("after", "before", "sqls"), "share"),
    ]
    for name in CHANGES:
        figures += [
            evidence.figure(
                f"only {name}, first month", evidence.relative(f"only {name}", "before", "february"), "share"
            ),
            evidence.figure(
                f"all but {name}, first month",
                evidence.relative(f"without {name}", "after", "february"),
                "share",
            ),
        ]
    figures += [
        evidence.figure(
            f"all but the {part} of standard",
            evidence.relative(f"without {part}", "after", "february"),
            "share",
        )
        for part in ("attempts", "questions")
    ]
    alone = {name: evidence.relative(f"only {name}", "before", "february").mean for name in CHANGES}
    first, second, *_ = sorted(alone, key=lambda name: -alone[name])
    carried = f"'{first}' alone brings {alone[first]:+.0%} and '{second}' {alone[second]:+.0%}"
    if bundle.low >= 0.20 and bundle.high <= 0.30:
        return Finding("reproduced", tuple(figures), carried)
    if bundle.high < 0.20:
        return Finding("refuted", tuple(figures), carried)
    if bundle.low > 0.30 and half.low < 0.30:
        words = f"depends on how far the changes go: {half.mean:+.0%} at half of them, {bundle.mean:+.0%} in full; {carried}"
        return Finding("depends", tuple(figures), words)
    return Finding("refuted" if bundle.low > 0.30 else "undecided", tuple(figures), carried)


def _factorial(evidence: Evidence) -> Finding:
    """Main effect of each factor: the mean, over the settings of the others, of with against without (logarithms)."""
    import numpy as np  # noqa: PLC0415 - kept out of the listing of claims

    def log_of(corner: tuple[str, ...]) -> NDArray[Any]:
        return np.log(evidence.values("right " + (", ".join(corner) or "nothing"), "sqls"))

    figures, states = [], {}
    for name in FACTORS:
        rows = []
        for picks in product((False, True), repeat=len(FACTORS) - 1):
            others = [n for n in FACTORS if n != name]
            chosen = {n for n, pick in zip(others, picks, strict=True) if pick}
            without_it = tuple(n for n in FACTORS if n in chosen)
            with_it = tuple(n for n in FACTORS if n in chosen or n == name)
            rows.append(log_of(with_it) - log_of(without_it))
        effect = mean_interval(np.mean(rows, axis=0))
        states[name] = sided(effect, 0.02)
        figures.append(evidence.figure(f"right {name}: change of opportunities", effect, "log share"))
    carried = [name for name, state in states.items() if state == "reproduced"]
    status: Status = (
        "reproduced"
        if len(carried) == len(FACTORS)
        else "refuted"
        if "refuted" in states.values()
        else "undecided"
    )
    return Finding(
        status, tuple(figures), f"carried by right {' and right '.join(carried)}" if carried else ""
    )


CHANGE_CLAIMS: tuple[Claim, ...] = (
    Claim(
        "3.11",
        "Right leads to right people in time",
        "mech",
        "M",
        question="Do routing by region and a follow-up rule together bring more opportunities than neither?",
        arms={
            "before": BEFORE,
            "people and follow-up": without("gate", "nurture", "context", "standard"),
            "only people": ONLY["only people"],
            "only follow-up": ONLY["only follow-up"],
        },
        measures=("sqls", "speed_to_lead.qualification"),
        reproduced="at least 3 % more leads handed over, and the first touch sooner",
        refuted="no more",
        judge=all_hold(
            rises("sqls", "people and follow-up", "before", by=0.03),
            falls("speed_to_lead.qualification", "people and follow-up", "before"),
            rises("sqls", "only follow-up", "before"),
            shown(lambda e: (e.figure("only people", e.relative("only people", "before", "sqls"), "share"),)),
        ),
        replications=12,
        power="4 % of opportunities",
    ),
    Claim(
        "3.17",
        "Follow-up checked",
        "mech",
        "M",
        question="Does an alarm on leads that lie untouched for a working day make the first touch sooner and bring more?",
        arms={
            "alarm": without("gate", "nurture", "people", "context", "standard"),
            "steps only": without(
                "gate", "nurture", "people", "context", "standard", values={"organisation.expiry": []}
            ),
            "neither": BEFORE,
        },
        measures=("speed_to_lead.qualification", "sqls"),
        reproduced="the first touch comes at least 5 % sooner with the alarm than with steps taken in time alone",
        refuted="no sooner",
        judge=all_hold(
            falls("speed_to_lead.qualification", "alarm", "steps only", by=0.05),
            shown(
                lambda e: (
                    e.figure("alarm: leads handed over", e.relative("alarm", "steps only", "sqls"), "share"),
                    e.figure(
                        "steps in time: leads handed over",
                        e.relative("steps only", "neither", "sqls"),
                        "share",
                    ),
                )
            ),
        ),
        replications=16,
        power="3 % of the delay",
    ),
    Claim(
        "3.18",
        "Feedback: one round of qualification changes made",
        "out",
        "M",
        question="Does one change of the gate, from one score to two at the same volume, bring more opportunities?",
        arms={name: ABLATION[name] for name in ("before", "only gate")},
        measures=("sqls", "wins"),
        probes=FEBRUARY,
        reproduced="more leads handed over in the first quarter",
        refuted="fewer",
        judge=all_hold(
            rises("sqls", "only gate", "before"),
            shown(
                lambda e: (e.figure("first month", e.relative("only gate", "before", "february"), "share"),)
            ),
        ),
        replications=12,
        power="6 % of opportunities",
    ),
    Claim(
        "3.20",
        "February +20% to +30% YoY after changes",
        "num/out",
        "M",
        question="How many more leads become opportunities in the first month after the six changes, and which brings them?",
        arms=ABLATION,
        measures=("sqls", "wins", "utilisation.rep"),
        probes=FEBRUARY,
        reproduced="+20 to +30 % in the first month, the whole interval",
        refuted="less than +20 %, or more than +30 % even when all go half as far",
        judge=_february,
        replications=12,
        power="7 % of a month's opportunities",
    ),
    Claim(
        "3.23",
        "Cause: right leads, right people, right information, right time",
        "mech",
        "M",
        question="Of four factors, each switched on and off with all the others, which bring more opportunities?",
        arms=FACTORIAL,
        measures=("sqls", "wins"),
        reproduced="each brings more than 2 %",
        refuted="one brings less",
        judge=_factorial,
        replications=32,
        power="1 % of opportunities",
    ),
)
