"""A measure of one replication: what the catalogue needs to know of a scenario, and the contribution besides."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from salesline.measures import Terms, measures
from salesline.measures.planning import promised

if TYPE_CHECKING:
    from salesline.record import Record

__all__ = ["CONTRIBUTION", "terms_of", "value_of"]

CONTRIBUTION = "contribution"
"""Bookings times gross margin less all cost, over the plan: a measure of answers, not of the catalogue."""


def terms_of(scenario: Any) -> Terms:
    """Return what measures need to know of a scenario beyond its records."""
    plan = scenario.study.plan
    organisation = getattr(scenario, "organisation", None)
    desks = organisation.desks.items() if organisation else ()
    return Terms(
        gross_margin=scenario.study.gross_margin,
        last_year=plan.last_year if plan else None,
        plan=promised(scenario),
        list_driven=frozenset(name for name, desk in desks if desk.prospecting is not None),
    )


def value_of(record: Record, scenario: Any, measure: str) -> float:
    """Return a measure of one replication over the whole plan; NaN where it has none of that name."""
    found = {name: value for quarter, name, value in measures(record, terms_of(scenario)) if quarter == 0}
    if measure == CONTRIBUTION:
        return float(scenario.study.gross_margin * found["bookings"] - found["cost_total"])
    return float(found.get(measure, math.nan))
