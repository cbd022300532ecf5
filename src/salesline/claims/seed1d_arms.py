"""Arms of source 1D: generalists and specialists of every size, orders of work, depths, tags, lists, relays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesline.claims.claim import Arm

Values = Mapping[str, Any]
ONE, TWO = "claims/generalists.yaml", "claims/specialists.yaml"
ROLES, DESKS = "organisation.roles", "organisation.desks"
RATE = "market.sources.inbound.rate"

LEADS = 155
"""Raw leads a month per head."""

SPLITS: Mapping[int, tuple[tuple[int, int], ...]] = {
    2: ((1, 1),),
    3: ((1, 2), (2, 1)),
    4: ((1, 3), (2, 2)),
    6: ((2, 4), (3, 3)),
    8: ((3, 5), (4, 4)),
    16: ((6, 10), (7, 9)),
}
"""SDRs and AEs for a number of heads: what work there is (3.4 in 8 calls) rounded down and up."""


def generalists(heads: int = 8, load: float = 1.0, values: Values | None = None) -> Arm:
    """Return so many generalists with their leads."""
    return Arm(
        ONE,
        {f"{ROLES}.rep.heads": heads, RATE: f"{LEADS * heads * load:g} per month", **(values or {})},
    )


def specialists(sdrs: int = 3, aes: int = 5, load: float = 1.0, values: Values | None = None) -> Arm:
    """Return so many SDRs and AEs with the leads of as many generalists."""
    heads = {f"{ROLES}.sdr.heads": sdrs, f"{ROLES}.ae.heads": aes}
    return Arm(TWO, {**heads, RATE: f"{LEADS * (sdrs + aes) * load:g} per month", **(values or {})})


def _set_up(roles: tuple[str, ...], hours: float) -> dict[str, Any]:
    return {f"{ROLES}.{role}.setup.other_activity": hours for role in roles}


SIZES = {
    **{f"{n} generalists": generalists(n) for n in SPLITS},
    **{f"{s} SDRs, {a} AEs": specialists(s, a) for pairs in SPLITS.values() for s, a in pairs},
}

OTHERWISE = {
    "generalists, set-up 15 min": generalists(values=_set_up(("rep",), 0.25)),
    "specialists, set-up 15 min": specialists(4, 4, values=_set_up(("sdr", "ae"), 0.25)),
    "generalists, 1.4 x leads": generalists(load=1.4),
    "specialists, 1.4 x leads": specialists(4, 4, load=1.4),
    "specialists, checked again": specialists(
        4,
        4,
        values={
            f"{DESKS}.closing.acceptance.needs": ["authority", "need"],
            f"{DESKS}.closing.acceptance.error": 0.08,
        },
    ),
}

ORDERS = {
    name: generalists(values={f"{ROLES}.rep.discipline": name})
    for name in ("due date", "newest first", "closest to close", "same type first")
}

DEPTHS = {5: 0.30, 15: 0.15, 30: 0.075, 60: 0.0375}
"""Minutes of a conversation, and the chance that a trait is seen wrongly: halved as the time is doubled (assumption)."""

LOADS = (0.7, 1.1)

FRONTIER = {
    f"{minutes} min, {load:g} x leads": specialists(
        load=load,
        values={
            f"{DESKS}.qualification.cadence.conversation": {"lognormal": f"{minutes} min", "sigma": 0.5},
            f"{DESKS}.qualification.cadence.sql.error": error,
        },
    )
    for load in LOADS
    for minutes, error in DEPTHS.items()
}

TAGS = {
    "all four": ["budget", "authority", "need", "timeframe"],
    "need and timeframe": ["need", "timeframe"],
    "authority and need": ["authority", "need"],
}
"""What makes a lead ready to buy; marketing errs on one trait in ten."""

READY = {
    "all to the SDRs": specialists(),
    **{
        f"ready: {name}": specialists(
            values={f"{DESKS}.qualification.bypass": {"needs": needs, "error": 0.1}}
        )
        for name, needs in TAGS.items()
    },
}

LISTS = {
    f"{accounts} accounts": Arm(
        "startup-3m.yaml",
        {"market.sources.outbound.accounts": accounts, RATE: "10 per month", "study.prior": "4 weeks"},
    )
    for accounts in (300, 1000, 15000)
}


def _stage(name: str, minutes: int, days: float, verdict: float) -> dict[str, Any]:
    return {
        "name": name,
        "activity": "meeting",
        "touches": 2,
        "handling": {"gamma": f"{minutes} min", "shape": 4},
        "buyer_wait": {"gamma": f"{days} days", "shape": 2},
        "verdict": verdict,
    }


def _relay() -> Arm:
    """Return a line where two of the five AEs take deals over at the proposal, and need ten minutes more for it."""
    first = [_stage("discovery", 45, 6.4, 0.2635), _stage("evaluation", 90, 9.5, 0.3125)]
    second = [
        _stage("proposal", 80, 8.2, 0.236),
        _stage("negotiation", 90, 5.4, 0.188),
        {"name": "hand-over", "activity": "paperwork"},
    ]
    closer = {
        "heads": 2,
        "internal_work": "14 hours per week",
        "setup": {"other_lead": "1 min", "other_activity": "5 min"},
        "absence": {"leave": "15 days per year", "sickness": "5 days per year"},
    }
    return specialists(
        values={
            f"{ROLES}.ae.heads": 3,
            f"{ROLES}.closer": closer,
            f"{DESKS}.closing.stages": first,
            f"{DESKS}.closing.hands_to": "landing",
            f"{DESKS}.landing": {
                "staffed_by": "closer", "opportunity": True, "assignment": "round robin", "stages": second,
            },
            RATE: f"{LEADS * 8} per month",
        }
    )  # fmt: skip


OWNERS = {
    "one AE to the order": Arm(TWO, dict(specialists().values), log=True),
    "two who close take over": _relay(),
}
