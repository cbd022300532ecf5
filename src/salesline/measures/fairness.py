"""Fairness of the distribution of leads by four definitions, each as inequality between the reps of a role.

Which definition a team means has to be said before the figures are looked at: equal turns, equal open work, shares in
proportion to ramp and equal value usually contradict each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from typing import TYPE_CHECKING, Any

from salesline.measures.arithmetic import NAN, gini, ratio
from salesline.measures.holders import holdings, logged

if TYPE_CHECKING:
    import pandas as pd

    from salesline.record import Record

__all__ = ["FAIRNESS", "Fairness", "fairness", "variation"]


@dataclass(slots=True)
class Share:
    """What one rep got in the plan.

    Attributes:
        received: leads assigned, each assignment counted.
        value: first-year value of these leads in dollars.
        area: open leads times hours.
        employed: employed hours.
        ramped: paid hours times the ramp at the end of each quarter.

    """

    received: int = 0
    value: float = 0.0
    area: float = 0.0
    employed: float = 0.0
    ramped: float = 0.0


@dataclass(frozen=True)
class Fairness:
    """One definition of a fair distribution: equal means that every rep's figure is the same.

    Attributes:
        name: key in the table.
        title: words for a heading.
        unit: unit of a rep's figure.
        formula: how a rep's figure is computed, in words.
        population: whose figures are compared.
        censoring: what happens to leads unfinished at the plan's end.
        source: whose definition it is.
        of: the computation; not a number: the rep is left out.

    """

    name: str
    title: str
    unit: str
    formula: str
    population: str
    censoring: str
    source: str
    of: Callable[[Share], float]


POPULATION = "reps of a role employed at any time in the plan, if anybody of the role got a lead"
ASSIGNED = (
    "counted when assigned, whatever becomes of the lead; a lead that goes to a second rep counts for both"
)
SOURCE = "mbfinotti/revops-skills, lead routing: choose the definition of fairness first"
FAIRNESS: dict[str, Fairness] = {
    one.name: one
    for one in (
        Fairness("turns", "Equal turns", "leads", "leads received in the plan", POPULATION, ASSIGNED, SOURCE,
                 lambda share: float(share.received)),
        Fairness("open work", "Equal open work", "leads", "area under the rep's open leads in the plan / employed hours",
                 POPULATION, "open leads count for the time they were there", SOURCE,
                 lambda share: ratio(share.area, share.employed)),
        Fairness("ramp share", "Share by ramp", "leads per ramped hour", "leads received in the plan / (paid hours * "
                 "ramp at the end of the quarter, added over quarters)", f"{POPULATION}; who has no ramped hour is left out",
                 ASSIGNED, SOURCE, lambda share: ratio(share.received, share.ramped)),
        Fairness("value", "Equal value", "$", "first-year value of the leads received in the plan", POPULATION, ASSIGNED,
                 SOURCE, lambda share: share.value),
    )
}  # fmt: skip
"""The four definitions by name."""


def fairness(record: Record) -> pd.DataFrame:
    """Return inequality of the distribution of leads by role and definition, from a record with its log.

    Columns: role, definition, unit, reps, mean (of the reps' figures), gini (0 equal, (n - 1) / n one has all), cv
    (standard deviation / mean). Both indices are not a number where nobody has anything. The prior year is left out.

    Raises:
        SalesLineError: the record was made without its log.

    """
    import pandas as pd  # noqa: PLC0415 - heavy, and needed only by those who ask for frames

    columns = ("role", "definition", "unit", "reps", "mean", "gini", "cv")
    return pd.DataFrame(list(_rows(record)), columns=list(columns))


def _rows(record: Record) -> Iterator[tuple[Any, ...]]:
    roles: dict[str, list[Share]] = defaultdict(list)
    names, found = shares(record)
    for rep, share in found.items():
        roles[names[rep]].append(share)
    for role, team in roles.items():
        if not any(share.received for share in team):
            continue
        for one in FAIRNESS.values():
            figures = [figure for figure in map(one.of, team) if figure == figure]  # noqa: PLR0124 - NaN is left out
            mean = ratio(fsum(figures), len(figures))
            yield role, one.name, one.unit, len(figures), mean, gini(figures), variation(figures)


def shares(record: Record) -> tuple[dict[str, str], dict[str, Share]]:
    """Role and share of every rep employed in the plan."""
    _, decisions = logged(record)
    roles: dict[str, str] = {}
    found: dict[str, Share] = {}
    for row in record.rows("reps"):
        if row["quarter"] >= 1 and row["employed_hours"] > 0:
            share = found.setdefault(row["rep"], Share())
            roles[row["rep"]] = row["role"]
            share.employed += row["employed_hours"]
            share.ramped += row["paid_hours"] * row["ramp"]
    for time, rep, value in zip(decisions["time"], decisions["chosen"], decisions["value"], strict=True):
        if time >= 0.0 and rep in found:
            found[rep].received += 1
            found[rep].value += value
    end = max(record.tables["quarters"]["end_hour"])
    for change in holdings(
        record
    ):  # a lead held from a on adds end - a, one given up at b takes end - b away
        if change.rep in found:
            found[change.rep].area += change.change * (end - max(0.0, change.time))
    return roles, found


def variation(values: Sequence[float]) -> float:
    """Return the coefficient of variation: standard deviation (of these values, not of a sample) / mean; NaN if all are 0."""
    n = len(values)
    mean = ratio(fsum(values), n)
    if not n or not mean:
        return NAN
    return sqrt(fsum((value - mean) ** 2 for value in values) / n) / mean
