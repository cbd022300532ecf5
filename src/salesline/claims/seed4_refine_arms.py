"""Arms of the claims of source 4 about refining leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesline.claims.claim import Arm
from salesline.claims.seed1d_arms import specialists
from salesline.claims.seed1d_care import NURTURE
from salesline.claims.seed4_arms import DESKS, ROLES, SQL, enterprise

Values = Mapping[str, Any]

FLOOD = {f"{load:g} x leads": specialists(load=load) for load in (0.6, 0.9, 1.2, 1.6)}

COMMUNITY: Values = {
    "market.sources.inbound.fit": 0.3,
    "market.sources.inbound.engagement": -0.8,
    "market.sources.inbound.cost": "$20",
}
"""Registrations of a community: the right firms, no interest in the product yet, and cheap (assumption)."""

ORE = {
    "called as they come": enterprise({**COMMUNITY, "market.score.pass": None, "study.quarters": 6}),
    "refined first": enterprise({**COMMUNITY, **NURTURE, "study.quarters": 6}),
}


def _meeting(name: str, touches: int, days: float, verdict: float, no_show: float = 0.0) -> dict[str, Any]:
    return {
        "name": name,
        "activity": "meeting",
        "touches": touches,
        "handling": {"gamma": "1.5 hours", "shape": 4},
        "buyer_wait": {"gamma": f"{days} days", "shape": 2},
        "verdict": verdict,
        "no_show": no_show,
    }


LATER: tuple[dict[str, Any], ...] = tuple(
    {
        "name": name,
        "activity": "meeting",
        "touches": touches,
        "handling": {"gamma": f"{hours} hours", "shape": 4},
        "buyer_wait": {"gamma": f"{days} days", "shape": 2},
        "verdict": verdict,
    }
    for name, touches, hours, days, verdict in (
        ("evaluation", 3, 2, 11.7, 0.297),
        ("proposal", 3, 2.67, 13.3, 0.24),
        ("negotiation", 4, 2.75, 10, 0.166),
    )
)

PAPERS = {"name": "hand-over", "activity": "paperwork"}

APPOINTMENT: Values = {
    f"{DESKS}.qualification.cadence.hand_off": "10 min",
    f"{DESKS}.closing.stages": [
        _meeting("first meeting", 1, 5, 0.1485, no_show=0.2),
        _meeting("discovery", 1, 10.5, 0.1485),
        *LATER,
        PAPERS,
    ],
}
"""SDRs set the first meeting while they talk: in 5 days instead of 10.5; one in five does not take place (assumption)."""

ALL: Values = {"market.score.pass": None}
SEEN = {
    "AEs see the leads": Arm("claims/refinery-off.yaml", {"market.score.pass": 0.24, "study.quarters": 4}),
    "AEs see opportunities": enterprise(),
    "with appointments": enterprise(APPOINTMENT),
    "AEs see all leads": Arm("claims/refinery-off.yaml", {"study.quarters": 4}),
    "AEs see opportunities of all leads": enterprise(ALL),
}
"""Scored leads (24 %), or all."""

PLANS = {
    f"{share:.0%} pass, {name}": enterprise({"market.score.pass": share, f"{SQL}.needs": needs})
    for share in (0.12, 0.24, 0.48)
    for name, needs in (("AN", ("authority", "need")), ("AB", ("authority", "budget")))
}

PROMISES: Values = {
    "organisation.sla": {
        "mqls": {"promise": "marketing to SDR", "desk": "qualification", "leads": "450 per month"},
        "first_touch": {
            "promise": "SDR to marketing",
            "desk": "qualification",
            "within": "8 hours",
            "clock": "working",
        },
        "acceptance": {"promise": "AE to SDR", "desk": "closing", "state": "unqualified", "within": "3 days"},
    }
}

SLA = {f"{load:g} x leads": specialists(load=load, values=PROMISES) for load in (0.7, 1.0, 1.3)}

TAUGHT: Values = {
    "market.score.shape": "sum",
    "market.score.pass": 0.12,
    "market.score.weights": {"fit": 0.1, "engagement": 1.0},
    "market.sources.inbound.rate": "750 per month",
    f"{ROLES}.ae.heads": 6,
    "study.quarters": 6,
    "study.prior": "26 weeks",
}
"""Three times the leads, of which half as many pass; the gate hardly looks at fit."""


def _mined(deals: int) -> Arm:
    rule = {"every": "4 weeks", "lag": "1 week", "rate": 0.5, "window": deals}
    return enterprise({**TAUGHT, "organisation.feedback": rule})


MINED = {
    "weights as they were": enterprise(TAUGHT),
    "the last 25 deals": _mined(25),
    "the last 100 deals": _mined(100),
    "the last 400 deals": _mined(400),
    "weights 1 and 1": enterprise({**TAUGHT, "market.score.weights": {"fit": 1.0, "engagement": 1.0}}),
}
