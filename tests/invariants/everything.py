"""All invariants together."""

from __future__ import annotations

from tests.books import check_books, check_customers, check_effort, check_planners
from tests.invariants.accounts import (
    check_bookings,
    check_cases,
    check_desks,
    check_ledgers,
    check_sources,
    check_working_hours,
)
from tests.invariants.careers import check_careers, check_pay
from tests.invariants.observed import Observed
from tests.invariants.rules import (
    check_assignments,
    check_caps,
    check_conwip,
    check_decisions,
    check_filters,
    check_gates,
    check_promises,
)


def check_everything(seen: Observed) -> None:
    """All invariants of one replication."""
    check_sources(seen)
    check_desks(seen)
    check_cases(seen)
    check_ledgers(seen)
    check_working_hours(seen)
    check_bookings(seen)
    check_assignments(seen)
    check_decisions(seen)
    check_filters(seen)
    check_caps(seen)
    check_conwip(seen)
    check_gates(seen)
    check_promises(seen)
    check_careers(seen)
    check_pay(seen)
    check_books(seen.scenario, seen.record)
    check_customers(seen.scenario, seen.record)
    check_effort(seen.record)
    check_planners(seen.record)
