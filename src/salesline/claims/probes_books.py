"""Probes of customers, pay and the books: what new and old business cost, when bookings come, what a CRM makes of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from salesline.claims.claim import Probe
from salesline.measures.arithmetic import NAN, ratio
from salesline.scenario.customers import WORK_SOURCES

if TYPE_CHECKING:
    from salesline.record import Record
    from salesline.scenario.scenario import Scenario

__all__ = [
    "EXPANSIONS",
    "bookings_of_hires",
    "commission",
    "cost_of_expansion",
    "cost_of_new",
    "end_of_period_share",
    "forecast_error",
    "role_bookings_per_dollar",
    "wins_of_new_customers",
]

EXPANSIONS = "account expansions"
FULL = 0.8
"""Share of the hours at work that are work on leads in a team that is well staffed: idle hours beyond cost nobody's deals."""
GOLDEN = (math.sqrt(5) - 1) / 2


def _reps(record: Record, role: str, since: int = 1) -> list[dict[str, Any]]:
    return [row for row in record.rows("reps") if row["role"] == role and row["quarter"] >= since]


def _sources(record: Record, *, old: bool) -> list[dict[str, Any]]:
    rows = [row for row in record.rows("sources") if row["quarter"] >= 1]
    if old:
        return [row for row in rows if row["source"] == EXPANSIONS]
    return [row for row in rows if row["source"] not in WORK_SOURCES]


def _hour(record: Record, role: str) -> float:
    """Pay of a role per hour of work on leads, were it busy for `FULL` of the time that it has for them."""
    rows = _reps(record, role)
    pay = math.fsum(row["cost"] for row in rows)
    free = math.fsum(r["paid_hours"] - r["absence"] - r["internal"] - r["onboarding"] for r in rows)
    return ratio(pay, FULL * free)


def _work(record: Record, desk: str) -> float:
    return math.fsum(row["hours"] for row in record.rows("effort") if row["desk"] == desk)


def cost_of_new(desk: str = "closing", role: str = "ae") -> Probe:
    """Dollars for a dollar of new bookings: leads, and hours of those who sell at the price of a busy hour (`study.effort`)."""

    def probe(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
        rows = _sources(record, old=False)
        spent = math.fsum(row["cost"] for row in rows) + _work(record, desk) * _hour(record, role)
        return ratio(spent, math.fsum(row["bookings"] for row in rows))

    return probe


def cost_of_expansion(desk: str = "growth", role: str = "am") -> Probe:
    """Dollars for a dollar of expansion: the hours of those who sell it at the price of a busy hour (`study.effort`)."""

    def probe(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
        sold = math.fsum(row["bookings"] for row in _sources(record, old=True))
        return ratio(_work(record, desk) * _hour(record, role), sold)

    return probe


def role_bookings_per_dollar(role: str) -> Probe:
    """Bookings of a role's people over what they cost, idle hours included."""

    def probe(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
        rows = _reps(record, role)
        return ratio(math.fsum(r["bookings"] for r in rows), math.fsum(r["cost"] for r in rows))

    return probe


def wins_of_new_customers(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
    """Deals won in the plan with new customers."""
    return math.fsum(row["wins"] for row in _sources(record, old=False))


def bookings_of_hires(founders: int, first: int, last: int) -> Probe:
    """Bookings of those hired in the plan, in some quarters of it."""

    def probe(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
        rows = _reps(record, "ae", first)
        return math.fsum(r["bookings"] for r in rows if r["slot"] >= founders and r["quarter"] <= last)

    return probe


def commission(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
    """Dollars of commission for the plan, by the plans of pay."""
    return math.fsum(row["commission"] for row in record.rows("pay") if row["quarter"] >= 1)


def end_of_period_share(days: float, months: int) -> Probe:
    """Share of bookings in the last days of each period of so many months (even bookings: days over the period's days)."""

    def probe(record: Record, scenario: Scenario) -> float:
        from salesline.calendars import month_start  # noqa: PLC0415 - only where it runs

        study = scenario.study
        ends = [
            month_start(study.start, study.time_zone, k)
            for k in range(months, 3 * study.quarters + 1, months)
        ]
        late = whole = 0.0
        for deal in record.rows("deals"):
            if deal["outcome"] == "won" and deal["closed"] >= 0:
                whole += deal["value"]
                late += deal["value"] * any(0 <= end - deal["closed"] < 24 * days for end in ends)
        return ratio(late, whole)

    return probe


def forecast_error(late_days: float, half: float = 182.625) -> Probe:
    """Error of a plan for the second half-year that is fitted on the first, as a share of what is then won.

    The plan: deals opened per day times the win rate of the deals logged as closed by half-time. Wins are logged at once,
    losses an exponential time of mean `late_days` after they happened; the k-th lost deal has the k-th number of a golden-ratio
    sequence for its luck. 0: the truth.
    """

    def probe(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
        now = 24 * half
        opened = won = lost = after = k = 0
        for deal in record.rows("deals"):
            opened += 0 <= deal["opened"] < now
            if deal["outcome"] == "won":
                won += deal["closed"] < now
                after += now <= deal["closed"] < 2 * now
                continue
            k += 1
            u = k * GOLDEN % 1.0
            lost += deal["closed"] - 24 * late_days * math.log1p(-u) < now
        if not after or not won + lost:
            return NAN
        return opened * won / (won + lost) / after - 1

    return probe
