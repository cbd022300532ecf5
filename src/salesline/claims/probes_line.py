"""Probes of a line over some of its quarters: flows, cost per win, what hours went into, who worked a deal."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from salesline.claims.claim import Probe
from salesline.measures.arithmetic import ratio

if TYPE_CHECKING:
    from salesline.record import Record
    from salesline.scenario.scenario import Scenario

__all__ = [
    "cost_per",
    "failure",
    "hours_on_the_lost",
    "hours_per_win",
    "late_sum",
    "one_owner_share",
    "share_of_wins",
    "source_ratio",
    "win_rate_since",
]

SPENT = ("spend_people", "spend_sources", "spend_other")
CLOSED = ("won", "lost")


def sums(record: Record, columns: Sequence[str], since: int = 1, table: str = "quarters") -> float:
    """Return the sum of some columns of a table by quarter, from a quarter on."""
    return math.fsum(row[c] for row in record.rows(table) if row["quarter"] >= since for c in columns)


def cost_per(column: str, since: int = 1) -> Probe:
    """All cost over wins (or bookings), from a quarter on."""

    def probe(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
        return ratio(sums(record, SPENT, since), sums(record, (column,), since))

    return probe


def late_sum(column: str, since: int, until: int = 99) -> Probe:
    """Sum of a column of the quarters ('wins', 'bookings', 'opportunities', 'losses'; 'cost': all cost), since and until."""
    columns = SPENT if column == "cost" else (column,)

    def probe(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
        return sums(record, columns, since) - sums(record, columns, until + 1)

    return probe


def win_rate_since(since: int) -> Probe:
    """Deals won of those closed, from a quarter on."""

    def probe(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
        return ratio(sums(record, ("wins",), since), sums(record, ("wins", "losses"), since))

    return probe


def failure(of: str) -> Probe:
    """1 - wins / leads of a kind ('leads', 'mqls', 'opportunities') over the plan; 'nowhere': leads that never became deals."""

    def probe(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
        if of == "nowhere":
            return 1 - ratio(sums(record, ("opportunities",)), sums(record, ("leads",)))
        return 1 - ratio(sums(record, ("wins",)), sums(record, (of,)))

    return probe


def _hours(record: Record, role: str) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for row in record.rows("effort"):
        if row["role"] == role:
            found[row["outcome"]] += row["hours"]
    return found


def hours_on_the_lost(role: str, *, dollars: bool = False) -> Probe:
    """Share of a role's hours on ended leads that were not won; or what the role's pay for those hours comes to, in dollars.

    Pay is spread over the hours of work on leads, whatever became of them; needs `study.effort`.
    """

    def probe(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
        hours = _hours(record, role)
        lost = hours["lost"] + hours["nurtured"]
        if not dollars:
            return ratio(lost, lost + hours["won"])
        pay = math.fsum(r["cost"] for r in record.rows("reps") if r["role"] == role and r["quarter"] >= 1)
        return ratio(pay * lost, math.fsum(hours.values()))

    return probe


def hours_per_win(role: str) -> Probe:
    """Hours of a role on leads, whatever became of them, per deal won; needs `study.effort`."""

    def probe(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
        return ratio(math.fsum(_hours(record, role).values()), sums(record, ("wins",)))

    return probe


def source_ratio(source: str, above: str, below: str, since: int = 1) -> Probe:
    """One column of a source against another: created, sqls, opportunities, wins, lost, bookings, cost."""

    def probe(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
        rows = [r for r in record.rows("sources") if r["quarter"] >= since and r["source"] == source]
        return ratio(math.fsum(r[above] for r in rows), math.fsum(r[below] for r in rows))

    return probe


def share_of_wins(source: str) -> Probe:
    """Share of the deals won in the plan that came from a source."""

    def probe(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
        rows = [row for row in record.rows("sources") if row["quarter"] >= 1]
        return ratio(
            math.fsum(r["wins"] for r in rows if r["source"] == source), math.fsum(r["wins"] for r in rows)
        )

    return probe


def one_owner_share(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
    """Share of the deals won in the plan whose touches since they were opened were all one rep's (needs the log)."""
    won: dict[str, dict[str, Any]] = {
        d["lead"]: d for d in record.rows("deals") if d["outcome"] == "won" and d["opened"] >= 0
    }
    owners: dict[str, set[str]] = defaultdict(set)
    for event in record.rows("events"):
        deal = won.get(event["lead"])
        if deal is not None and event["end"] > event["start"] and event["start"] >= deal["opened"]:
            owners[event["lead"]].add(event["resource"])
    return ratio(sum(len(reps) == 1 for reps in owners.values()), len(owners))
