"""Arms of source 1C: one startup, one population of buyers, and what its SDRs and AEs call a qualified lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from salesline.claims.claim import Arm

__all__ = [
    "ACCEPTANCE",
    "DEFINITIONS",
    "DIALER",
    "FASTER",
    "LONG_TALK",
    "SDR_ERROR",
    "SDR_NEEDS",
    "SHORT",
    "defined",
    "grown",
]

FILE = "claims/bant-vs-an.yaml"
DEFINITIONS: Mapping[str, tuple[str, ...]] = {
    "none": (),
    "N": ("need",),
    "AN": ("authority", "need"),
    "BAN": ("budget", "authority", "need"),
    "ANT": ("authority", "need", "timeframe"),
    "BANT": ("budget", "authority", "need", "timeframe"),
}
DESKS = "organisation.desks"
SDR_NEEDS = (f"{DESKS}.qualification.cadence.sql.needs", f"{DESKS}.prospecting.prospecting.sql.needs")
SDR_ERROR = (f"{DESKS}.qualification.cadence.sql.error", f"{DESKS}.prospecting.prospecting.sql.error")
ACCEPTANCE = f"{DESKS}.closing.acceptance"
FASTER = 2.06
"""Speed of a touch with a dialer: 1.7 minutes instead of 3.5 (worked sheet)."""
LONG_TALK = {"lognormal": "30.9 min", "sigma": 0.5}
"""Conversations of 15 minutes for reps whose tools are `FASTER`: a tool speeds all handling, and a talk takes its time."""
DIALER: Mapping[str, Any] = {
    **{
        f"organisation.roles.{role}.tools": {"dial": FASTER, "email": FASTER}
        for role in ("inbound_sdr", "outbound_sdr")
    },
    f"{DESKS}.qualification.cadence.conversation": LONG_TALK,
    f"{DESKS}.prospecting.prospecting.conversation": LONG_TALK,
}
"""A dialer and an e-mail tool for all SDRs."""
SHORT = {"study.quarters": 3}
"""Three quarters where only the size of an effect matters."""


def defined(definition: str, *, check: str | None = "as is", error: float | None = None, file: str = FILE,
            values: Mapping[str, Any] | None = None) -> Arm:  # fmt: skip
    """The startup with a definition of SQLs from the plan's start on.

    `check`: the AEs' own (SAL): 'as is' (authority and need), a definition of its own, or None for no check.
    """
    found: dict[str, Any] = dict.fromkeys(SDR_NEEDS, DEFINITIONS[definition])
    if error is not None:
        found |= dict.fromkeys(SDR_ERROR, error)
    if check is None:
        found[ACCEPTANCE] = None
    elif check != "as is":
        found[f"{ACCEPTANCE}.needs"] = DEFINITIONS[check]
    return Arm(file, {**found, **(values or {})})


def grown(sdrs: int, aes: int, leads_per_sdr: float = 400.0) -> dict[str, Any]:
    """A startup of another size: raw leads go with the SDRs who call them."""
    return {
        "organisation.roles.inbound_sdr.heads": sdrs,
        "organisation.roles.ae.heads": aes,
        "market.sources.inbound.rate": f"{sdrs * leads_per_sdr:g} per month",
        **SHORT,
    }


def along(scale: Sequence[float], form: str) -> dict[float, str]:
    """Names of arms along a scale."""
    return {place: form.format(place) for place in scale}
