"""Numbers of one replication that the claims of source 0 ask for beyond the catalogue of measures."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from datetime import UTC, datetime, time, timedelta
from functools import partial
from statistics import fmean, pstdev
from typing import Any
from zoneinfo import ZoneInfo

from salesline.claims.claim import Probe
from salesline.record import Record
from salesline.scenario.scenario import Scenario

__all__ = [
    "booked",
    "busiest",
    "explained",
    "inequality",
    "largest_share",
    "most_in_a_day",
    "outside_hours",
    "overloaded",
    "owned",
    "pilot_z",
    "received_by_role",
    "reported",
    "spread_of_weeks",
    "weight_ratio",
    "won",
]

NAN = math.nan
WORK = ("service", "setup", "reload", "interruption")
WEEK = 168.0
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SLACK = 1e-3
"""Hours: a lead that waits is given away at the very moment a shift opens."""


def _plan(record: Record, table: str) -> list[dict[str, Any]]:
    return [row for row in record.rows(table) if row["quarter"] >= 1]


def owned(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
    """Share of the leads assigned in the plan that went to the owner of their territory, not to who stood in."""
    named = [row for row in record.rows("decisions") if row["time"] >= 0 and row["outcome"] == "assigned"]
    mine = [row for row in named if row["rule"] == "territory" and not row["reason"]]
    return len(mine) / len(named)


def largest_share(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
    """Share of the leads of BDRs that the one with most of them received."""
    received: dict[str, int] = defaultdict(int)
    for row in _plan(record, "reps"):
        if row["role"] == "bdr":
            received[row["rep"]] += row["leads_received"]
    return float(max(received.values()) / sum(received.values()))


def explained(record: Record, scenario: Scenario) -> float:
    """Share of the decisions in which every other rep of the desk is named with a reason."""
    role = {name: desk.staffed_by for name, desk in scenario.organisation.desks.items()}
    heads = {name: scenario.organisation.roles[name].heads for name in scenario.organisation.roles}
    good = total = 0
    for row in record.rows("decisions"):
        if row["time"] < 0:
            continue
        others = sum(heads[name] for name in role[row["desk"]]) - bool(row["chosen"])
        told = [part.partition(": ")[2] for part in (row["left_out"] or "").split("; ") if part]
        good += len(told) == others and all(told)
        total += 1
    return good / total if total else NAN


def reported(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
    """Leads received in the weekly distribution over leads received in the accounts of the reps."""
    from salesline.measures.distribution import distribution  # noqa: PLC0415 - needs frames

    received = sum(row["leads_received"] for row in _plan(record, "reps"))
    return float(distribution(record)["received"].sum()) / received if received else NAN


def inequality(role: str, definition: str) -> Probe:
    """Gini coefficient between the reps of a role by one of the four definitions of fairness, or of hours worked."""

    def probe(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
        from salesline.measures.arithmetic import gini  # noqa: PLC0415
        from salesline.measures.fairness import fairness  # noqa: PLC0415 - needs frames

        if definition == "hours worked":
            hours: dict[str, float] = defaultdict(float)
            for row in _plan(record, "reps"):
                if row["role"] == role:
                    hours[row["rep"]] += sum(row[column] for column in WORK)
            return float(gini(list(hours.values())))
        table = fairness(record)
        return float(table[(table.role == role) & (table.definition == definition)].gini.iloc[0])

    return probe


def _loads(record: Record, role: str) -> list[float]:
    work: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row in _plan(record, "reps"):
        if row["role"] == role:
            cell = work[row["rep"]]
            cell[0] += sum(row[column] for column in WORK)
            cell[1] += (
                row["paid_hours"] + row["overtime"] - row["absence"] - row["internal"] - row["onboarding"]
            )
    return [busy / hours for busy, hours in work.values() if hours]


def busiest(role: str) -> Probe:
    """Utilisation of the busiest rep of a role less the role's mean."""

    def probe(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
        loads = _loads(record, role)
        return max(loads) - fmean(loads)

    return probe


def overloaded(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
    """Reps who work at 85 % of their hours or more (the report's limit for a desk that holds the rest back)."""
    return float(sum(load >= 0.85 for role in ("bdr", "ae") for load in _loads(record, role)))


def spread_of_weeks(role: str) -> Probe:
    """Coefficient of variation of the leads that a rep receives in a week of the plan, mean over the reps (needs the log)."""

    def probe(record: Record, scenario: Scenario) -> float:
        if "decisions" not in record.tables:
            return NAN
        weeks = scenario.study.quarters * 13
        counts: dict[str, list[int]] = {
            f"{role}/{n}": [0] * weeks for n in range(scenario.organisation.roles[role].heads)
        }
        for at, rep in zip(
            record.tables["decisions"]["time"], record.tables["decisions"]["chosen"], strict=True
        ):
            if 0 <= at < weeks * WEEK and rep in counts:
                counts[rep][int(at // WEEK)] += 1
        return fmean(pstdev(row) / fmean(row) for row in counts.values() if any(row))

    return probe


def booked(first: int, last: int) -> Probe:
    """Bookings of some quarters; the year before the plan has the quarters -3 to 0."""
    return partial(_over, first=first, last=last, column="bookings")


def won(first: int, last: int) -> Probe:
    """Deals won in some quarters, numbered as in `booked`."""
    return partial(_over, first=first, last=last, column="wins")


def _over(record: Record, scenario: Scenario, *, first: int, last: int, column: str) -> float:  # noqa: ARG001
    return math.fsum(row[column] for row in record.rows("quarters") if first <= row["quarter"] <= last)


def received_by_role(role: str, kind: str) -> Probe:
    """Leads of one kind of source that were assigned to a role before anybody else had them, as a share (needs the log)."""

    def probe(record: Record, scenario: Scenario) -> float:
        sources = [name for name, one in scenario.market.sources.items() if one.kind == kind]
        first: dict[str, str] = {}
        for event in record.rows("events"):
            if event["activity"] == "assigned" and event["lead"].partition("/")[0] in sources:
                first.setdefault(event["lead"], event["resource"])
        return sum(rep.startswith(f"{role}/") for rep in first.values()) / len(first) if first else NAN

    return probe


def pilot_z(weeks: int, pilot: str = "closing_pilot_new_way", main: str = "closing") -> Probe:
    """Test statistic z of a pilot: share won of the deals opened and closed in the first weeks, in it and outside it."""

    def probe(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
        counts = {pilot: [0, 0], main: [0, 0]}
        for deal in record.rows("deals"):
            if deal["desk"] in counts and deal["opened"] >= 0 and deal["closed"] < weeks * WEEK:
                counts[deal["desk"]][0] += deal["outcome"] == "won"
                counts[deal["desk"]][1] += 1
        (won, trials), (others, rest) = counts[pilot], counts[main]
        if not trials or not rest:
            return NAN
        pooled = (won + others) / (trials + rest)
        variance = pooled * (1 - pooled) * (1 / trials + 1 / rest)
        return (won / trials - others / rest) / math.sqrt(variance) if variance else NAN

    return probe


def outside_hours(record: Record, scenario: Scenario) -> float:
    """Leads given away at the first desk outside the hours of its reps, in the plan (needs the log)."""
    office = next(iter(scenario.organisation.offices.values()))
    zone = ZoneInfo(office.time_zone)
    start = datetime.combine(scenario.study.start, time(), ZoneInfo(scenario.study.time_zone)).astimezone(UTC)
    late = 0
    for row in _given(record):
        moment = (start + timedelta(hours=row["time"])).astimezone(zone)
        hour = moment.hour + moment.minute / 60 + moment.second / 3600
        open_today = DAYS[moment.weekday()] in office.days
        late += not (open_today and office.shift.start - SLACK <= hour <= office.shift.end + SLACK)
    return float(late)


def most_in_a_day(record: Record, scenario: Scenario) -> float:
    """Most leads that one rep was given at the first desk in a day of the plan (needs the log)."""
    zone = ZoneInfo(scenario.study.time_zone)
    start = datetime.combine(scenario.study.start, time(), zone).astimezone(UTC)
    days = Counter(
        ((start + timedelta(hours=row["time"])).astimezone(zone).date(), row["chosen"])
        for row in _given(record)
    )
    return float(max(days.values()))


def weight_ratio(record: Record, scenario: Scenario) -> float:
    """Leads per unit of weight of the first BDR over those of the second; both know the same tags (needs the log)."""
    weights = scenario.organisation.roles["bdr"].weights
    received = Counter(row["chosen"] for row in _given(record))
    return (received["bdr/0"] / weights[0]) / (received["bdr/1"] / weights[1])


def _given(record: Record) -> list[dict[str, Any]]:
    return [
        row
        for row in record.rows("decisions")
        if row["time"] >= 0 and row["outcome"] == "assigned" and row["desk"] == "qualification"
    ]
