"""Probes of flow: how work in progress grows, how old deals become, which signal shows trouble first."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from salesline.claims.claim import Probe

if TYPE_CHECKING:
    from salesline.record import Record
    from salesline.scenario.scenario import Scenario

__all__ = [
    "alarm_week",
    "days_to_loss",
    "growth",
    "hidden_work_share",
    "log_agrees",
    "slope",
    "slope_of_wins",
]

NAN = math.nan
QUARTER = 2191.5
"""Hours of a quarter, on average."""


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Return the slope of a straight line through points by least squares; NaN if all x are equal."""
    if not points:
        return NAN
    mean_x = math.fsum(x for x, _ in points) / len(points)
    mean_y = math.fsum(y for _, y in points) / len(points)
    spread = math.fsum((x - mean_x) ** 2 for x, _ in points)
    return math.fsum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else NAN


def growth(desk: str, first_week: int = 13) -> Probe:
    """Leads at a desk: growth per week, from some week of the plan to its end."""

    def probe(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
        weeks = [w for w in record.rows("weeks") if w["desk"] == desk and w["week"] >= first_week]
        return slope([(w["week"], w["wip"]) for w in weeks])

    return probe


def slope_of_wins(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
    """Wins in a quarter per further deal that a rep had open in it, over reps and quarters 1 to 3 (as a CRM shows it).

    The last quarter is left out: its deals that are still open are not in the table of deals.
    """
    held: dict[tuple[str, int], list[float]] = {}
    for deal in record.rows("deals"):
        for quarter in (1, 2, 3):
            begin, end = (quarter - 1) * QUARTER, quarter * QUARTER
            cell = held.setdefault((deal["rep"], quarter), [0.0, 0.0])
            cell[0] += max(0.0, min(end, deal["closed"]) - max(begin, deal["opened"])) / QUARTER
            cell[1] += deal["outcome"] == "won" and begin <= deal["closed"] < end
    return slope([(open_, wins) for open_, wins in held.values()])


def days_to_loss(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
    """Mean age in days of deals lost in the plan, at their loss."""
    ages = [
        (d["closed"] - d["opened"]) / 24
        for d in record.rows("deals")
        if d["outcome"] == "lost" and d["closed"] >= 0
    ]
    return math.fsum(ages) / len(ages) if ages else NAN


def hidden_work_share(opportunity_desks: Sequence[str]) -> Probe:
    """Share of the reps' service at desks where leads are not opportunities yet: work that a CRM that begins there misses."""

    def probe(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
        rows = [row for row in record.rows("desks") if row["quarter"] >= 1]
        whole = math.fsum(row["service_hours"] for row in rows)
        seen = math.fsum(row["service_hours"] for row in rows if row["desk"] in opportunity_desks)
        return 1 - seen / whole if whole else NAN

    return probe


def log_agrees(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
    """Touches in the event log over touches in the totals; 1 when every activity hangs on a lead."""
    touches = sum(1 for event in record.rows("events") if event["end"] > event["start"])
    return touches / float(record.tables["totals"]["touches"][0])


def _weekly(record: Record, read: Callable[[dict[str, Any]], float], desk: str) -> list[tuple[int, float]]:
    rows = [row for row in record.rows("weeks") if row["desk"] == desk]
    return [(row["week"], read(row)) for row in rows]


def _flow(series: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """What came in each week, from a running total."""
    return [(week, now - before) for (_, before), (week, now) in pairwise(series)]


def _wins(record: Record) -> list[tuple[int, float]]:
    """Deals won in each week."""
    weeks = sorted({row["week"] for row in record.rows("weeks")})
    won = dict.fromkeys(weeks, 0.0)
    for deal in record.rows("deals"):
        week = math.floor(deal["closed"] / 168)
        if deal["outcome"] == "won" and week in won:
            won[week] += 1
    return list(won.items())


def alarm_week(signal: str, desk: str, limit: float, slack: float = 0.25, never: float = 53.0) -> Probe:
    """Week of the plan in which a one-sided CUSUM chart sounds; `never` if it does not.

    Args:
        signal: 'wip' (leads at the desk, too many), 'wins' or 'bookings' (deals or dollars a week, too few).
        desk: the desk.
        limit: decision interval in standard deviations of the prior year's second half.
        slack: allowance in standard deviations.
        never: value when there is no alarm.

    """

    def probe(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
        if signal == "wip":
            series, sign = _weekly(record, lambda row: row["wip"], desk), 1.0
        elif signal == "wins":
            series, sign = _wins(record), -1.0
        else:
            series, sign = _flow(_weekly(record, lambda row: row["bookings_total"], desk)), -1.0
        usual = [value for week, value in series if -26 <= week < 0]
        mean = math.fsum(usual) / len(usual)
        sd = math.sqrt(math.fsum((value - mean) ** 2 for value in usual) / len(usual)) or 1.0
        total = 0.0
        for week, value in series:
            if week < 0:
                continue
            total = max(0.0, total + sign * (value - mean) / sd - slack)
            if total > limit:
                return week + 1.0
        return never

    return probe
