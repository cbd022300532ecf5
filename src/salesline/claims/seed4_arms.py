"""Arms of the claims of source 4: the enterprise line with other gates, definitions, heads and incentives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesline.claims.claim import Arm

__all__ = ["BANT", "CHECK", "DEFINITIONS", "DESKS", "GATES", "ROLES", "SQL", "enterprise"]

ROLES, DESKS = "organisation.roles", "organisation.desks"
SQL = f"{DESKS}.qualification.cadence.sql"
CHECK = f"{DESKS}.closing.acceptance"
BANT = ("budget", "authority", "need", "timeframe")
DEFINITIONS: Mapping[str, tuple[str, ...]] = {
    "none": (),
    "N": ("need",),
    "AN": ("authority", "need"),
    "BAN": ("budget", "authority", "need"),
    "BANT": BANT,
}
GATES: Mapping[str, Mapping[str, Any]] = {
    "none": {f"{SQL}.needs": ()},
    "AN": {f"{SQL}.needs": ("authority", "need")},
    "BANT": {f"{SQL}.needs": BANT},
    "BANT of the best 10 %": {f"{SQL}.needs": BANT, "market.score.pass": 0.10},
    "BANT of the best 3 %, no errors": {f"{SQL}.needs": BANT, f"{SQL}.error": 0.0, "market.score.pass": 0.03},
}
"""Gates from loose to strict: what an SQL needs, of which share of the leads."""


def enterprise(values: Mapping[str, Any] | None = None, *, aes: int = 4, log: bool = False) -> Arm:
    """Return the enterprise of the worked sheet with some settings otherwise, in the year before too."""
    heads = {f"{ROLES}.ae.heads": aes} if aes != 4 else {}
    return Arm("claims/enterprise.yaml", {**heads, **(values or {})}, log=log)
