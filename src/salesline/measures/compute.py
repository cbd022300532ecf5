"""Every measure of one replication, in plain Python (a worker process could do it)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesline.measures.catalogue import MEASURES
from salesline.measures.views import Terms, periods

if TYPE_CHECKING:
    from salesline.record import Record

__all__ = ["measures"]


def measures(record: Record, terms: Terms | None = None) -> list[tuple[int, str, float]]:
    """Return (quarter, measure, value) for the whole plan (quarter 0) and each of its quarters.

    Args:
        record: one replication.
        terms: margin, last year's bookings and the like; None: the defaults of `Terms`.

    """
    return [
        (quarter, f"{measure.name}{suffix}", float(measure.of(view)))
        for quarter, views in periods(record, terms or Terms())
        for measure in MEASURES.values()
        for suffix, view in views[measure.by].items()
    ]
