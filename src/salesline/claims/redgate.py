"""Arms of the claims of source 3: the six changes and what switches each of them off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesline.claims.claim import Arm

__all__ = ["AFTER", "BEFORE", "CHANGES", "GATE_OFF", "SOURCES", "cadence", "gate", "redgate", "without"]

FILE = "claims/redgate-after.yaml"
DESK = "organisation.desks.qualification"
DIAL, EMAIL = "dial", "email"
OLD_TOUCHES = ((DIAL, 0), (DIAL, 48), (EMAIL, 48))


def _touches(steps: tuple[tuple[str, int], ...]) -> list[dict[str, Any]]:
    return [{"activity": activity, "after": hours} for activity, hours in steps]


CHANGES: dict[str, Mapping[str, Any]] = {
    "gate": {"market.score.fit_above": None, "market.score.engagement_above": 1.2816},
    "nurture": {"market.sources.nurture.return": 0},
    "people": {f"{DESK}.assignment": "round robin"},
    "follow-up": {f"{DESK}.cadence.adherence": 0.75, "organisation.expiry": []},
    "context": {f"{DESK}.cadence.enrichment": None},
    "standard": {
        f"{DESK}.cadence.touches": _touches(OLD_TOUCHES),
        f"{DESK}.cadence.sql": {"needs": ["authority", "need"], "error": 0.12, "spread": 0.5},
    },
}
"""The six changes, each with the settings that take it back."""
PARTS: dict[str, Mapping[str, Any]] = {
    "attempts": {f"{DESK}.cadence.touches": CHANGES["standard"][f"{DESK}.cadence.touches"]},
    "questions": {f"{DESK}.cadence.sql": CHANGES["standard"][f"{DESK}.cadence.sql"]},
}
"""The change 'standard' in its two parts."""
HALF: Mapping[str, Any] = {
    "market.score.fit_above": 0.0,
    "market.score.engagement_above": 0.98,
    "market.sources.nurture.return": 0.02,
    f"{DESK}.cadence.adherence": 0.85,
    f"{DESK}.cadence.enrichment": {"minutes": 2.5 / 60},
    f"{DESK}.cadence.touches": _touches(((DIAL, 0), (DIAL, 36), (EMAIL, 36), (DIAL, 48))),
    f"{DESK}.cadence.sql": {"needs": ["authority", "need"], "error": 0.085, "spread": 0.25},
    "organisation.expiry": [
        {
            "name": "untouched",
            "desk": "qualification",
            "after": "16 hours",
            "clock": "working",
            "action": "reassign",
            "limit": 2,
        }
    ],
}
"""All six, each about half as far."""
GATE_OFF: Mapping[str, Any] = {"market.score.fit_above": None, "market.score.engagement_above": None}
SOURCES = tuple(
    f"{name}_{region}"
    for name in (
        "enquiries",
        "web_orders",
        "downloads_and_trials",
        "events_and_webinars",
        "current_customers",
        "prospecting",
    )
    for region in ("emea", "americas")
)
"""The six main sources in both regions."""


def redgate(values: Mapping[str, Any] | None = None, *, reps: int = 0, log: bool = False) -> Arm:
    """Return the line after the changes with some settings otherwise."""
    settings = dict(values or {})
    if reps:
        settings["organisation.roles.rep.heads"] = reps
    return Arm(FILE, settings, log=log)


def without(*changes: str, values: Mapping[str, Any] | None = None, log: bool = False) -> Arm:
    """Return the line with some of the changes (or parts of one) taken back."""
    settings: dict[str, Any] = {}
    for change in changes:
        settings |= {**CHANGES, **PARTS}[change]
    return redgate({**settings, **(values or {})}, log=log)


def gate(share: float) -> Mapping[str, Any]:
    """Return the settings of a gate on both axes that a share of an average source's leads passes."""
    return {**GATE_OFF, "market.score.pass": share} if share < 1 else GATE_OFF


def cadence(attempts: int) -> Mapping[str, Any]:
    """Return a cadence of so many attempts: two calls to one e-mail, a day and more apart."""
    waits = (0, 24, 24, 48, 72, 72, 96, 96, 120, 120)
    steps = tuple((EMAIL if n % 3 == 2 else DIAL, waits[n]) for n in range(attempts))
    return {f"{DESK}.cadence.touches": _touches(steps)}


AFTER = redgate()
BEFORE = without(*CHANGES)
