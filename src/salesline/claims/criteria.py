"""Criteria that many claims share; each makes a judge, which turns evidence into a finding.

Three answers come from one interval: it lies on the claimed side of the limit (reproduced), on the other side (refuted), or
across it (undecided: more replications would tell). Limits are smallest effects worth having, never 0 alone where a
trifle would not count.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from salesline.claims.claim import Figure, Finding, Judge, Status
from salesline.claims.evidence import Evidence
from salesline.experiment.statistics import Interval

__all__ = [
    "all_hold",
    "changes",
    "crossing",
    "falls",
    "interior",
    "no_change",
    "rises",
    "shown",
    "sided",
    "within",
]


def sided(interval: Interval, limit: float) -> Status:
    """Above the limit: reproduced; below: refuted; across: undecided."""
    if math.isnan(interval.mean):
        return "undecided"
    low = interval.mean if math.isnan(interval.low) else interval.low
    high = interval.mean if math.isnan(interval.high) else interval.high
    if low > limit:
        return "reproduced"
    return "refuted" if high <= limit else "undecided"


def _negative(interval: Interval) -> Interval:
    return Interval(-interval.mean, -interval.high, -interval.low, interval.n)


def rises(measure: str, arm: str, against: str, *, by: float = 0.0, relative: bool = True, quarter: int = 0,
          meaning: str = "") -> Judge:  # fmt: skip
    """The measure is higher in `arm` than in `against`, by more than `by` (a share of it if relative)."""
    return _changes(measure, arm, against, by, relative=relative, quarter=quarter, meaning=meaning, sign=1)


def falls(measure: str, arm: str, against: str, *, by: float = 0.0, relative: bool = True, quarter: int = 0,
          meaning: str = "") -> Judge:  # fmt: skip
    """The measure is lower in `arm` than in `against`, by more than `by`."""
    return _changes(measure, arm, against, by, relative=relative, quarter=quarter, meaning=meaning, sign=-1)


def _changes(measure: str, arm: str, against: str, by: float, *, relative: bool, quarter: int, meaning: str,
             sign: int) -> Judge:  # fmt: skip
    def judge(evidence: Evidence) -> Finding:
        compare = evidence.relative if relative else evidence.difference
        change = compare(arm, against, measure, quarter)
        status = sided(change if sign > 0 else _negative(change), by)
        figures = (
            evidence.mean_figure(against, measure, quarter=quarter),
            evidence.mean_figure(arm, measure, quarter=quarter),
            evidence.figure("change", change, "share" if relative else ""),
        )
        return Finding(status, figures, meaning)

    return judge


changes = _changes


def no_change(
    measure: str, arm: str, against: str, *, margin: float, relative: bool = True, meaning: str = ""
) -> Judge:
    """The measure differs by less than `margin` either way (equivalence: the whole interval lies inside)."""

    def judge(evidence: Evidence) -> Finding:
        compare = evidence.relative if relative else evidence.difference
        change = compare(arm, against, measure)
        inside = -margin < change.low and change.high < margin
        outside = change.low > margin or change.high < -margin
        figures = (
            evidence.mean_figure(against, measure),
            evidence.mean_figure(arm, measure),
            evidence.figure("change", change, "share" if relative else ""),
        )
        return Finding("reproduced" if inside else "refuted" if outside else "undecided", figures, meaning)

    return judge


def within(
    measure: str, arm: str, low: float, high: float, *, unit: str = "", quarter: int = 0, meaning: str = ""
) -> Judge:
    """The mean of the measure lies between two values."""

    def judge(evidence: Evidence) -> Finding:
        mean = evidence.mean(arm, measure, quarter)
        inside = low <= mean.low and mean.high <= high
        outside = mean.high < low or mean.low > high
        status: Status = "reproduced" if inside else "refuted" if outside else "undecided"
        return Finding(status, (evidence.figure(f"{measure}, {arm}", mean, unit),), meaning)

    return judge


def interior(measure: str, arms: Sequence[str], *, better: str = "higher", meaning: str = "") -> Judge:
    """Of arms along a scale the best is neither end, and beats both ends (each at 97.5 %: Bonferroni for two)."""

    def judge(evidence: Evidence) -> Finding:
        sign = 1 if better == "higher" else -1
        means = {arm: sign * evidence.mean(arm, measure).mean for arm in arms}
        best = max(arms, key=means.__getitem__)
        figures = [evidence.mean_figure(arm, measure) for arm in arms]
        ends = [evidence.relative(best, end, measure, level=0.975) for end in (arms[0], arms[-1])]
        figures += [
            evidence.figure(f"{best} against {end}", found, "share")
            for end, found in zip((arms[0], arms[-1]), ends, strict=True)
            if end != best
        ]
        if best in (arms[0], arms[-1]):
            beaten = [
                sided(_signed(evidence.relative(best, arm, measure), sign), -0.01) for arm in arms[1:-1]
            ]
            status: Status = "refuted" if all(b == "reproduced" for b in beaten) else "undecided"
            return Finding(status, tuple(figures), meaning or f"best at the end of the scale: {best}")
        won = [sided(_signed(found, sign), 0.0) for found in ends]
        status = "reproduced" if won == ["reproduced", "reproduced"] else "undecided"
        return Finding(status, tuple(figures), f"best: {best}. {meaning}".strip())

    return judge


def _signed(interval: Interval, sign: int) -> Interval:
    return interval if sign > 0 else _negative(interval)


def crossing(measure: str, pairs: Sequence[tuple[float, str, str]], *, along: str, unit: str = "",
             meaning: str = "") -> Judge:  # fmt: skip
    """Along a scale the first arm of each pair is better on one side and worse on the other.

    `pairs` are (place on the scale, arm, against), in order of the scale. Status: depends on `along` between the last clear
    advantage and the first clear disadvantage (or the reverse); reproduced or refuted when the sign is the same everywhere.
    """

    def judge(evidence: Evidence) -> Finding:
        found = [(at, evidence.relative(arm, against, measure)) for at, arm, against in pairs]
        figures = tuple(
            Figure(f"{along} {at:g}{unit and ' ' + unit}", i.mean, i.low, i.high, "share") for at, i in found
        )
        signs = [(at, sided(i, 0.0)) for at, i in found]
        clear = [(at, s) for at, s in signs if s != "undecided"]
        for (a, first), (b, second) in pairwise(clear):
            if first != second:
                words = f"depends on {along} between {a:g} and {b:g} {unit}".rstrip()
                return Finding("depends", figures, f"{words}. {meaning}".strip())
        if not clear:
            return Finding("undecided", figures, meaning)
        one_sided: Status = clear[0][1]
        return Finding(one_sided, figures, f"the sign does not change. {meaning}".strip())

    return judge


def shown(figures: Callable[[Evidence], Sequence[Figure]]) -> Judge:
    """Figures to be seen beside the parts of `all_hold` that decide; they decide nothing."""
    return lambda evidence: Finding("reproduced", tuple(figures(evidence)), "")


def all_hold(*judges: Judge, words: Callable[[Sequence[Finding]], str] | str = "") -> Judge:
    """Reproduced if all parts are, refuted if any part is, else undecided."""

    def judge(evidence: Evidence) -> Finding:
        parts = [part(evidence) for part in judges]
        states = {part.status for part in parts}
        status: Status = (
            "reproduced"
            if states == {"reproduced"}
            else "refuted"
            if "refuted" in states
            else "depends"
            if "depends" in states and "undecided" not in states
            else "undecided"
        )
        said = words(parts) if callable(words) else words
        return Finding(
            status,
            tuple(figure for part in parts for figure in part.figures),
            said or " ".join(part.words for part in parts if part.words),
        )

    return judge
