"""The claim of source 1A about the 25 % rule: over a cube of companies, does it know to whom hiring brings nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from salesline.claims.claim import Arm, Claim, Figure, Finding, Status
from salesline.claims.evidence import Evidence
from salesline.claims.seed1a_arms import NO_RAMP, hires, startup
from salesline.claims.seed1a_probes import below, contribution
from salesline.claims.seed1a_team import FIRST_DAY
from salesline.experiment.statistics import Interval

Values = NDArray[np.float64]
LEADS = {600: 2, 1200: 3, 2000: 5}
"""Raw leads a month, and the inbound SDRs who call them."""
WINS = {"rarely": -3.7, "as they do": -3.2, "often": -2.7}
"""How readily buyers say yes: intercept of the log-odds."""
WORK = {"light": 1.5, "as it is": 1.0, "heavy": 0.67}
"""How much time meetings take: speed of the AEs at them."""
RAISED = 0.05
"""Two AEs more (40 %) raise sales if bookings rise by this share or more."""
QUOTAS = (400, 600, 800)
"""What plans assume of an AE in a year, in $k; nothing in the line depends on it."""
RULE = "below $600k"
TESTS = {
    **{f"below ${quota}k": below("bookings", quota * 1e3) for quota in QUOTAS},
    "below 10 opportunities a month": below("opportunities", 120),
    "below a win rate of 20 %": below("wins", 0.2, "opportunities"),
}


def company(rate: int, wins: float, speed: float) -> dict[str, object]:
    """Settings of a company: raw leads a month, log-odds of winning, speed at meetings."""
    return {
        "market.sources.inbound.rate": f"{rate} per month",
        "organisation.roles.inbound_sdr.heads": LEADS[rate],
        "market.win.intercept": wins,
        "organisation.roles.ae.tools": {"meeting": speed},
    }


COMPANIES = {
    f"{rate} leads, win {often}, {work} work": company(rate, wins, speed)
    for (rate, (often, wins), (work, speed)) in product(LEADS, WINS.items(), WORK.items())
}
MORE = {"organisation.hiring": [hires("ae", 2, FIRST_DAY)], **NO_RAMP}


def _cube() -> dict[str, Arm]:
    found = {}
    for name, values in COMPANIES.items():
        found[name] = startup(values)
        found[f"{name}, two more"] = startup({**values, **MORE})
    return found


def _gains(evidence: Evidence) -> Values:
    """Relative gain of bookings by two more AEs, by company, over all replications."""
    return np.array([
        evidence.values(f"{name}, two more", "bookings").mean() / evidence.values(name, "bookings").mean() - 1
        for name in COMPANIES
    ])  # fmt: skip


def _table(evidence: Evidence, measure: str) -> Values:
    """A measure of the company as it is: a row for each company, a column for each replication."""
    return np.array([evidence.values(name, measure) for name in COMPANIES])


def rates(alarm: NDArray[np.bool_], useless: NDArray[np.bool_]) -> tuple[float, float]:
    """Sensitivity and specificity of an alarm (companies by replications) for companies to which hiring is of no use."""
    sensitivity = float(alarm[useless].mean()) if useless.any() else math.nan
    specificity = float(1 - alarm[~useless].mean()) if (~useless).any() else math.nan
    return sensitivity, specificity


def _with_intervals(alarm: NDArray[np.bool_], useless: NDArray[np.bool_]) -> tuple[Interval, Interval]:
    """The same with bootstrap intervals over companies, of each kind apart."""
    generator = np.random.Generator(np.random.Philox(20160520))
    found = []
    for group in (alarm[useless], ~alarm[~useless]):
        means = group.mean(axis=1) if len(group) else np.array([math.nan])
        drawn = means[generator.integers(0, len(means), (4000, len(means)))].mean(axis=1)
        low, high = np.percentile(drawn, [2.5, 97.5])
        found.append(Interval(float(means.mean()), float(low), float(high), len(means)))
    return found[0], found[1]


def area(score: Values, useless: NDArray[np.bool_]) -> float:
    """Area under the curve of all cut-offs: the chance that a company of no use scores above one of use, ties half."""
    yes, no = score[useless].ravel(), score[~useless].ravel()
    above = (yes[:, None] > no[None, :]).mean() + 0.5 * (yes[:, None] == no[None, :]).mean()
    return float(above)


def best_cut(score: Values, useless: NDArray[np.bool_], cuts: Sequence[float]) -> float:
    """The cut-off above which to raise the alarm so that sensitivity + specificity is largest."""
    return max(cuts, key=lambda cut: sum(rates(score > cut, useless)))


def _crossed(score: Values, useless: NDArray[np.bool_], cuts: Sequence[float]) -> NDArray[np.bool_]:
    """Alarms of each half of the companies by the cut-off that is best in the other half."""
    alarm = np.zeros(score.shape, dtype=bool)
    even = np.arange(len(score)) % 2 == 0
    for half in (even, ~even):
        alarm[half] = score[half] > best_cut(score[~half], useless[~half], cuts)
    return alarm


SHARES = tuple(k / 10 for k in range(-1, 10))
IDLE = tuple(k / 20 for k in range(20))
"""Cut-offs for the share of AEs below, and for 1 - utilisation."""


def _rule(evidence: Evidence) -> Finding:
    gains = _gains(evidence)
    useless = gains < RAISED
    figures = [_number("companies", float(len(useless))),
               _number("companies to which two more AEs bring under 5 %", float(useless.sum()))]  # fmt: skip
    told: dict[str, tuple[Interval, Interval]] = {}
    for test in TESTS:
        score = _table(evidence, test)
        told[test] = _with_intervals(score > 0.25, useless)
        figures += _lines(evidence, f"over 25 % of AEs {test}", told[test])
        figures.append(
            Figure(f"area under the curve, share of AEs {test}", area(score, useless), math.nan, math.nan, "")
        )
    score, spare = _table(evidence, RULE), 1 - _table(evidence, "utilisation.ae")
    figures.append(
        _number(f"best cut-off for the share of AEs {RULE}: over", best_cut(score, useless, SHARES), "share")
    )
    crossed = _with_intervals(_crossed(score, useless, SHARES), useless)
    figures += _lines(evidence, f"share of AEs {RULE}, best cut-off of the other half", crossed)
    figures.append(
        _number("best cut-off for AE utilisation: below", 1 - best_cut(spare, useless, IDLE), "share")
    )
    crossed = _with_intervals(_crossed(spare, useless, IDLE), useless)
    figures += _lines(evidence, "AE utilisation, best cut-off of the other half", crossed)
    figures.append(_number("area under the curve, AE utilisation", area(spare, useless)))
    figures += _paying(evidence, score, spare)
    sensitivity, specificity = told[RULE]
    both = (sensitivity, specificity)
    status: Status = (
        "reproduced"
        if all(i.mean >= 0.75 for i in both)
        else "refuted"
        if any(i.high < 0.75 for i in both)
        else "undecided"
    )
    words = ("sensitivity: alarms among companies to which hiring is of no use; specificity: silence among the others; "
             "one year of each company, judged by what two seasoned AEs bring on average")  # fmt: skip
    return Finding(status, tuple(figures), words)


def _number(label: str, value: float, unit: str = "") -> Figure:
    return Figure(label, value, math.nan, math.nan, unit)


def _lines(evidence: Evidence, label: str, pair: tuple[Interval, Interval]) -> list[Figure]:
    return [
        evidence.figure(f"{word}, {label}", i, "share")
        for word, i in zip(("sensitivity", "specificity"), pair, strict=True)
    ]


def _paying(evidence: Evidence, score: Values, spare: Values) -> list[Figure]:
    """The same question with money: two more AEs do not earn their cost within the year."""
    lost = np.array([(evidence.values(f"{name}, two more", "contribution") - evidence.values(name, "contribution")).mean() < 0
                     for name in COMPANIES])  # fmt: skip
    found = [
        Figure(
            "companies in which two more AEs cost more than they earn",
            float(lost.sum()),
            math.nan,
            math.nan,
            "",
        )
    ]
    if lost.any() and not lost.all():
        found += _lines(evidence, f"for money, over 25 % of AEs {RULE}", _with_intervals(score > 0.25, lost))
        found += [
            Figure(
                "area under the curve for money, AE utilisation", area(spare, lost), math.nan, math.nan, ""
            )
        ]
    return found


CUBE: tuple[Claim, ...] = (
    Claim(
        "1A.20",
        "If metrics are below assumption for >25% of reps there is unused capacity; hiring will not raise sales",
        "rule/num",
        "M",
        question="Over 27 companies, does the 25 % rule tell to which two more AEs bring nothing, and is there a better cut-off?",
        arms=_cube(),
        measures=("bookings", "utilisation.ae"),
        probes={**TESTS, "contribution": contribution},
        reproduced="of the rule with a quota of $600k, sensitivity and specificity are both 75 % or more",
        refuted="the interval of one of them ends below 75 %",
        judge=_rule,
        replications=4,
        power="30 points of sensitivity or specificity",
    ),
)  # fmt: skip
