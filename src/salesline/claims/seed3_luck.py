"""Claims of source 3 about luck: one month against another, and a rise watched by the day."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from salesline.claims.claim import Arm, Claim, Figure, Finding, Status
from salesline.claims.criteria import sided
from salesline.claims.evidence import Evidence
from salesline.claims.probes_opps import MONTH, month_of_luck, opened, opened_on
from salesline.claims.redgate import BEFORE, CHANGES, SOURCES, redgate, without
from salesline.experiment.statistics import Interval, mean_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAN = math.nan
FEBRUARY = {"february": opened(0, MONTH), "january": opened(-MONTH, 0)}


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


def _flat(evidence: Evidence) -> Finding:
    """Next month over this month with nothing changed: on average, and how often far off."""
    this, following = evidence.values("before", "january"), evidence.values("before", "february")
    ratio = float(following.mean() / this.mean())
    error = mean_interval((following - ratio * this) / float(this.mean()))
    change = Interval(ratio - 1, ratio - 1 - error.half_width, ratio - 1 + error.half_width, error.n)
    off = float((abs(following / this - 1) > 0.1).mean())
    status: Status = (
        "reproduced"
        if change.low > -0.1 and change.high < 0.1
        else "refuted"
        if change.low > 0.1 or change.high < -0.1
        else "undecided"
    )
    figures = (
        evidence.figure("next month against this month", change, "share"),
        Figure("pairs of months that differ by more than 10 %", off, NAN, NAN, "share"),
    )
    return Finding(
        status, figures, "flat on average; any one pair of months need not be, at half of the source's volume"
    )


def _root(squares: Interval) -> Interval:
    return Interval(
        math.sqrt(squares.mean), math.sqrt(max(0.0, squares.low)), math.sqrt(squares.high), squares.n
    )


def _luck(evidence: Evidence) -> Finding:
    """Standard deviation of one month against another when nothing has changed, and what +20 to +30 % is of it."""
    figures: list[Figure] = []
    states: list[Status] = []
    for number, (_, derived) in LUCK.items():
        squares = evidence.mean(f"{number} a month", "month_of_luck")
        sd = _root(squares)
        states.append(_near(sd, derived, 0.03))
        figures += [
            evidence.figure(f"sd of a month's ratio at {number} opportunities a month", sd, "share"),
            Figure(f"+20 % in standard deviations at {number}", 0.20 / sd.mean, NAN, NAN, "sd"),
            Figure(f"+30 % in standard deviations at {number}", 0.30 / sd.mean, NAN, NAN, "sd"),
        ]
    words = "one month at 100 a month tells little; at 300 a rise of 20 % is hardly luck"
    status: Status = (
        "refuted" if "refuted" in states else "undecided" if "undecided" in states else "reproduced"
    )
    return Finding(status, tuple(figures), words)


def _near(found: Interval, value: float, margin: float) -> Status:
    """Whether an interval lies wholly within a margin of a value, wholly outside it, or neither."""
    if value - margin <= found.low and found.high <= value + margin:
        return "reproduced"
    return "refuted" if found.low > value + margin or found.high < value - margin else "undecided"


def _array(values: list[float]) -> NDArray[Any]:
    import numpy as np  # noqa: PLC0415 - kept out of the listing of claims

    return np.asarray(values)


def figures_of(figure: Figure) -> Interval:
    """Return a figure's numbers as an interval again."""
    return Interval(figure.value, figure.low, figure.high, 0)


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


LUCK_CLAIMS: tuple[Claim, ...] = (
    Claim(
        "3.19",
        "January opportunities about flat year on year, before changes",
        "out",
        "M",
        question="With nothing changed, is the next month like this one, and how often is it by luck alone not within 10 %?",
        arms={"before": BEFORE},
        measures=("sqls",),
        probes=FEBRUARY,
        reproduced="on average within 10 % of this month",
        refuted="on average more than 10 % off",
        judge=_flat,
        replications=168,
        power="5 % of a month's opportunities",
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
        reproduced="standard deviations within 3 points of 14 % and 8 %, with the whole of their intervals",
        refuted="one more than 3 points off, with the whole of its interval",
        judge=_luck,
        replications=104,
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
)
