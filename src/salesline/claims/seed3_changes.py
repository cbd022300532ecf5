"""Claims of source 3 about the changes of January: what they did to February, which of them did it, luck or market."""

from __future__ import annotations

import math
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

from salesline.claims.claim import Arm, Claim, Figure, Finding, Status
from salesline.claims.criteria import all_hold, falls, rises, sided, within
from salesline.claims.evidence import Evidence
from salesline.claims.probes_opps import MONTH, month_of_luck, opened, opened_on
from salesline.claims.redgate import AFTER, BEFORE, CHANGES, HALF, SOURCES, redgate, without
from salesline.experiment.statistics import Interval, mean_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAN = math.nan
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
DAYS = tuple(day for day in range(28) if day % 7 < 5)
SHARES = (0.08, 0.08, 0.03, 0.03, 0.62, 0.62, 0.14, 0.14, 0.08, 0.08, 0.05, 0.05)


def _at(opportunities: int, reps: int) -> Arm:
    """The line before the changes at a size that gives so many opportunities a month, over two quarters."""
    size = opportunities / 63  # handed over in four weeks at the size of the scenario
    rates = {
        f"market.sources.{name}.rate": f"{2625 * share * size:.1f} per month"
        for name, share in zip(SOURCES, SHARES, strict=True)
    }
    return Arm(
        "claims/redgate-before.yaml",
        {**rates, "organisation.roles.rep.heads": reps, "study.quarters": 2, "study.prior": "4 weeks"},
    )


LUCK = {100: (_at(100, 6), 0.14), 300: (_at(300, 19), 0.08)}


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


def _luck(evidence: Evidence) -> Finding:
    """Standard deviation of one month against another when nothing has changed, and what +20 to +30 % is of it."""
    figures: list[Figure] = []
    near = []
    for number, (_, derived) in LUCK.items():
        squares = evidence.mean(f"{number} a month", "month_of_luck")
        sd = _root(squares)
        near.append(sd.low <= derived + 0.03 and sd.high >= derived - 0.03)
        figures += [
            evidence.figure(f"sd of a month's ratio at {number} opportunities a month", sd, "share"),
            Figure(f"+20 % in standard deviations at {number}", 0.20 / sd.mean, NAN, NAN, "sd"),
            Figure(f"+30 % in standard deviations at {number}", 0.30 / sd.mean, NAN, NAN, "sd"),
        ]
    words = "one month at 100 a month tells little; at 300 a rise of 20 % is hardly luck"
    return Finding("reproduced" if all(near) else "refuted", tuple(figures), words)


def _root(squares: Interval) -> Interval:
    return Interval(
        math.sqrt(squares.mean), math.sqrt(max(0.0, squares.low)), math.sqrt(squares.high), squares.n
    )


def _daily(evidence: Evidence) -> Finding:
    """This February by day against last year's; two lines of half size make one of the source's size."""

    def year(arm: str, shift: int) -> list[list[float]]:
        days = [evidence.values(arm, f"day {day}") for day in DAYS]
        n = evidence.replications
        return [[float(day[(r + shift) % n] + day[(r + shift + 1) % n]) for day in days] for r in range(n)]

    shares: dict[str, list[float]] = {}
    for label, arm in (("after the changes", "after"), ("nothing changed", "before")):
        up, ahead = [], []
        for now, last in zip(year(arm, 0), year("before", 2), strict=True):
            up.append(sum(a > b for a, b in zip(now, last, strict=True)) / len(DAYS))
            sums = [(sum(now[: k + 1]), sum(last[: k + 1])) for k in range(4, len(DAYS))]
            ahead.append(sum(a >= 1.1 * b for a, b in sums) / len(sums))
        shares[f"days with more than last year's, {label}"] = up
        shares[f"days after the first week on which the month so far is 10 % up, {label}"] = ahead
    figures = tuple(
        evidence.figure(name, mean_interval(_array(values)), "share") for name, values in shares.items()
    )
    status = sided(figures_of(figures[1]), 0.90)
    return Finding(
        status, figures, "the sum since the first of the month is what looks consistent, not the days"
    )


def figures_of(figure: Figure) -> Interval:
    """Return a figure's numbers as an interval again."""
    return Interval(figure.value, figure.low, figure.high, 0)


def _array(values: list[float]) -> NDArray[Any]:
    import numpy as np  # noqa: PLC0415 - kept out of the listing of claims

    return np.asarray(values)


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
            lambda e: Finding(
                "reproduced",
                (e.figure("only people", e.relative("only people", "before", "sqls"), "share"),),
                "",
            ),
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
            lambda e: Finding(
                "reproduced",
                (
                    e.figure("alarm: leads handed over", e.relative("alarm", "steps only", "sqls"), "share"),
                    e.figure(
                        "steps in time: leads handed over",
                        e.relative("steps only", "neither", "sqls"),
                        "share",
                    ),
                ),
                "",
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
            lambda e: Finding(
                "reproduced",
                (e.figure("first month", e.relative("only gate", "before", "february"), "share"),),
                "",
            ),
        ),
        replications=12,
        power="6 % of opportunities",
    ),
    Claim(
        "3.19",
        "January opportunities about flat year on year, before changes",
        "out",
        "M",
        question="With nothing changed, is one month like the other, and how often by luck alone not within 10 %?",
        arms={"before": BEFORE},
        measures=("sqls",),
        probes={
            **FEBRUARY,
            "ratio": lambda record, scenario: (
                FEBRUARY["february"](record, scenario) / FEBRUARY["january"](record, scenario)
            ),
        },
        reproduced="the mean ratio of two months is within 10 % of 1",
        refuted="otherwise",
        judge=all_hold(
            within("ratio", "before", 0.9, 1.1),
            lambda e: Finding(
                "reproduced",
                (
                    Figure(
                        "pairs of months that differ by more than 10 %",
                        float((abs(e.values("before", "ratio") - 1) > 0.1).mean()),
                        NAN,
                        NAN,
                        "share",
                    ),
                ),
                "",
            ),
        ),
        replications=12,
        power="9 % of the ratio",
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
        "3.21",
        "Luck or market?",
        "-",
        "M",
        question="When nothing changes, how far is one month from another by luck, at 100 and at 300 opportunities a month?",
        arms={f"{number} a month": arm for number, (arm, _) in LUCK.items()},
        measures=("sqls",),
        probes={"month_of_luck": month_of_luck},
        reproduced="a standard deviation within 3 points of 14 % and 8 %",
        refuted="otherwise",
        judge=_luck,
        replications=12,
        power="3 points",
    ),
    Claim(
        "3.22",
        "Watched daily; increase 'very consistent'",
        "out",
        "S",
        question="Is the rise there on every day, or only in the sum since the first of the month?",
        arms={
            "after": redgate(log=True),
            "before": without(*CHANGES, log=True),
        },
        measures=("sqls",),
        probes={f"day {day}": opened_on(day) for day in DAYS},
        reproduced="the month so far is 10 % up on nine in ten days after the first week",
        refuted="on fewer",
        judge=_daily,
        replications=16,
        power="10 points",
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
        replications=6,
        power="3 % of opportunities",
    ),
)
