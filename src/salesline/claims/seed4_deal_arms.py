"""Arms of the claims of source 4 about deals and change: proofs of concept by size of deal, policies, overselling."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from salesline.claims.claim import Arm
from salesline.claims.seed1d_care import care
from salesline.claims.seed4_arms import BANT, CHECK, DESKS, ROLES, SQL, enterprise

Values = Mapping[str, Any]

SIZES = (20, 50, 100, 160)
"""Mean value of a deal in thousands of dollars."""

GAINS = (0.3, 0.6, 1.0)
"""Log-odds of winning that a proof of concept adds, at any size."""


def _proof(size: int, gain: float | None) -> Arm:
    """Return a line of deals of one size, with a proof of concept that adds so much, or without."""
    longer = math.sqrt(size / 20)

    def stage(name: str, days: float, verdict: float) -> dict[str, Any]:
        wait = {"gamma": f"{days * longer:.4g} days", "shape": 2}
        return {"name": name, "activity": "meeting", "touches": 2, "buyer_wait": wait, "verdict": verdict}

    stages = [stage("discovery", 6, 0.35), stage("proposal", 8, 0.35), stage("negotiation", 5.5, 0.3)]
    if gain is not None:
        wait = {"gamma": "10 days", "shape": 2}
        stages.insert(
            1,
            {"name": "proof of concept", "activity": "trial", "touches": 4, "buyer_wait": wait, "odds": gain},
        )
    return Arm(
        "claims/poc-by-deal-size.yaml",
        {
            "market.buyers.deal_size": {"lognormal": f"${size}k", "sigma": 0.3},
            "market.buyers.window": {"lognormal": f"{120 * longer:.4g} days", "sigma": 0.5},
            "market.momentum.scale": f"{54 * longer:.4g} days",
            f"{DESKS}.closing.stages": stages,
        },
    )


PROOFS = {
    **{f"${size}k, none": _proof(size, None) for size in SIZES},
    **{f"${size}k, gain {gain:g}": _proof(size, gain) for size in SIZES for gain in GAINS},
}

PROOF_STAGE = {
    "name": "proof of concept",
    "activity": "meeting",
    "touches": 4,
    "handling": {"gamma": "2 hours", "shape": 4},
    "buyer_wait": {"gamma": "10 days", "shape": 2},
    "odds": 0.3,
}

SHORT_CADENCE = [
    {"activity": "dial"},
    {"activity": "dial", "after": "1 day"},
    {"activity": "email", "after": "1 day"},
]


def _with_proof() -> list[dict[str, Any]]:
    stages: list[dict[str, Any]] = []
    for name, touches, hours, days, verdict in (
        ("discovery", 2, 1.5, 10.5, 0.297),
        ("evaluation", 3, 2.0, 11.7, 0.297),
        ("proposal", 3, 2.67, 13.3, 0.24),
        ("negotiation", 4, 2.75, 10.0, 0.166),
    ):
        handling = {"gamma": f"{hours} hours", "shape": 4}
        wait = {"gamma": f"{days} days", "shape": 2}
        stages.append(
            {
                "name": name,
                "activity": "meeting",
                "touches": touches,
                "handling": handling,
                "buyer_wait": wait,
                "verdict": verdict,
            }
        )
    return [*stages[:2], PROOF_STAGE, *stages[2:], {"name": "hand-over", "activity": "paperwork"}]


COWS: Mapping[str, Values] = {
    "no second check by AEs": {CHECK: None},
    "BANT": {f"{SQL}.needs": BANT},
    "a gate of 12 %": {"market.score.pass": 0.12},
    "three attempts only": {f"{DESKS}.qualification.cadence.touches": SHORT_CADENCE},
    "a proof of concept for all": {f"{DESKS}.closing.stages": _with_proof()},
    "ten more hours of meetings a week": {f"{ROLES}.ae.internal_work": "28 hours per week"},
    "deals to whoever has fewest": {f"{DESKS}.closing.assignment": "least open"},
}

TORNADO = {"as it is": enterprise(), **{name: enterprise(values) for name, values in COWS.items()}}

CHANGED = {
    "refinery": Arm("claims/refinery-on.yaml", {"study.quarters": 8}),
    "as before": Arm("claims/refinery-on.yaml", {"study.quarters": 8, "market.sources.nurture.return": 0}),
}

OVERSOLD: Values = {
    f"{ROLES}.ae.pay.plan": {"period": "quarter", "rate": 0.1},
    f"{ROLES}.ae.pay.variable": "$0 per year",
    "study.quarters": 8,
}

SCORECARD = {
    "honest": care(values=OVERSOLD),
    "overselling": care(values={**OVERSOLD, f"{ROLES}.ae.pay.oversell": 2.0}),
    "one CSM less than needed": care(csm=1, values=OVERSOLD),
}
