"""Arms of source 1A: the tripled team in its variants, five more AEs, and companies between hiring and fixing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesline.claims.claim import Arm

__all__ = [
    "FIVE",
    "GRID",
    "MAIN",
    "MULTIPLES",
    "NO_RAMP",
    "PLANS",
    "SHORT_PRIOR",
    "STARTUP",
    "TRIPLE",
    "cell",
    "five",
    "grid",
    "hires",
    "startup",
    "triple",
]

Values = Mapping[str, Any]
TRIPLE = "triple-the-team.yaml"
FIVE = "claims/add-five-aes.yaml"
GRID = "claims/hire-or-fix-grid.yaml"
STARTUP = "startup-3m.yaml"
DAY_ONE = "2026-01-05"
RATE = 800.0
"""Raw leads per month of the first year."""
SHORT_PRIOR: Mapping[str, Any] = {"study.prior": "26 weeks"}
"""Half a year fills a line whose deals take 65 days."""
SLIP = {"exponential": "2 weeks"}
ROLES = (("ae", 10), ("inbound_sdr", 4), ("outbound_sdr", 2))


def hires(role: str, count: int, since: str = DAY_ONE, **more: Any) -> dict[str, Any]:
    """A line of the hiring plan."""
    return {"role": role, "hires": count, "from": since, **more}


def _sixteen(since: str, over: tuple[str, str], *, slip: bool) -> list[dict[str, Any]]:
    more = {"slip": SLIP} if slip else {}
    spans = {"ae": over[0], "inbound_sdr": over[1], "outbound_sdr": over[1]}
    return [hires(role, count, since, over=spans[role], **more) for role, count in ROLES]


PLANS: Mapping[str, list[dict[str, Any]]] = {
    "day one": _sixteen(DAY_ONE, ("0 days", "0 days"), slip=False),
    "two months": _sixteen(DAY_ONE, ("2 months", "1 month"), slip=True),
    "three quarters": _sixteen(DAY_ONE, ("9 months", "6 months"), slip=True),
    "60 days late": _sixteen("2026-03-06", ("2 months", "1 month"), slip=True),
}
"""When the sixteen come: the second is the plan of triple-the-team.yaml."""
MULTIPLES = (1.0, 1.5, 2.0, 3.0, 4.0)
"""Raw inbound leads of the plan's year against the first year's."""
MAIN = "two months, leads x1.5"


def cell(plan: str, multiple: float) -> str:
    """Name of an arm of the grid of plans and leads."""
    return f"{plan}, leads x{multiple:g}"


def leads(multiple: float) -> dict[str, Any]:
    """Raw inbound leads as a multiple of the first year's."""
    return {"market.sources.inbound.rate": f"{RATE * multiple:g} per month"}


def triple(plan: str = "two months", multiple: float = 1.5, more: Values | None = None) -> Arm:
    """The tripled team, hired by a plan, with so many times the first year's leads."""
    return Arm(TRIPLE, {**SHORT_PRIOR, **leads(multiple), "organisation.hiring": PLANS[plan], **(more or {})})


NO_RAMP: Mapping[str, Any] = {
    "organisation.roles.ae.ramp": {},
    "organisation.roles.ae.onboarding": {},
}
"""AEs who sell on their first day as they will after years, and whom nobody has to teach."""


def startup(values: Values | None = None, *, prime: bool = False) -> Arm:
    """The startup in a steady state, the time before the plan alike; without the founder's network unless said."""
    gone = {} if prime else {"market.sources.prime_deals.stock": 0}
    return Arm(STARTUP, {**SHORT_PRIOR, **gone, **(values or {})})


def five(count: int = 5, multiple: float = 1.0, more: Values | None = None) -> Arm:
    """The second year with some more AEs and so many times the first year's leads."""
    hired = [hires("ae", count)] if count else []
    return Arm(
        FIVE, {"organisation.hiring": hired, **(leads(multiple) if multiple != 1 else {}), **(more or {})}
    )


def grid(values: Values | None = None) -> Arm:
    """The startup whose settings change on the plan's first day."""
    return Arm(GRID, dict(values or {}))
