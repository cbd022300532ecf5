"""Probes of controllers: how often a setting still moves once it had time to settle."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from salesline.claims.claim import Probe
from salesline.measures.arithmetic import NAN

if TYPE_CHECKING:
    from salesline.record import Record
    from salesline.scenario.scenario import Scenario

__all__ = ["moves"]


def moves(controller: str, hours: float) -> Probe:
    """Changes of level that a controller makes in the last hours of the plan; NaN where there is no such controller."""

    def probe(record: Record, scenario: Scenario) -> float:
        if controller not in scenario.organisation.controllers:
            return NAN
        end = max(row["end_hour"] for row in record.rows("quarters"))
        rows = [row for row in record.rows("settings") if row["controller"] == controller]
        return float(sum(b["time"] >= end - hours and b["level"] != a["level"] for a, b in pairwise(rows)))

    return probe
