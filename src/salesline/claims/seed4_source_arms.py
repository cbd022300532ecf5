"""Arms of the claims of source 4 about where deals come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesline.claims.claim import Arm
from salesline.claims.seed1d_care import NURTURE, care
from salesline.claims.seed4_arms import ROLES, enterprise

Values = Mapping[str, Any]

SANDBAG: Values = {
    f"{ROLES}.ae.pay.plan": {
        "period": "quarter",
        "rate": 0.1,
        "sandbag": {"above": 0.8, "share": 0.7},
        "push": {"days": "14 days", "pulls": 0.4, "discount": 0.1},
    },
    f"{ROLES}.ae.pay.variable": "$0 per year",
}
"""Reps who keep deals back once they have 80 % of the quarter's quota, and pull deals forward at its end (assumption)."""

CLEAN = Arm("startup-3m.yaml")

LOGGED = {
    "as the startup": CLEAN,
    "reps who keep back and pull forward": Arm("startup-3m.yaml", SANDBAG),
}

MIXED: Values = {
    **{key: {**value, "to": "qualification", "from": ["inbound"]} for key, value in NURTURE.items()},
    "study.prior": "26 weeks",
}

ORIGINS = {
    "prime deals left": Arm("startup-3m.yaml", MIXED),
    "prime deals used up": Arm("startup-3m.yaml", {**MIXED, "market.sources.prime_deals.stock": 0}),
}


def _shows(odds: float, fit: float = 0.0) -> Arm:
    show = {
        "kind": "event",
        "to": "qualification",
        "batches": [
            {"on": day, "leads": {"poisson": 150}}
            for day in ("2026-01-20", "2026-03-17", "2026-05-19", "2026-08-18")
        ],
        "contact": {"fresh": 0.40, "floor": 0.12, "half_life": "5 min", "beta": 0.05, "decay": 0.80},
        "engagement": -0.3,
        "fit": fit,
        "win_odds": odds,
        "cost": "$250",
    }
    return enterprise({"market.sources.shows": show})


SHOWS = {
    "of published odds": _shows(0.45),
    "of usual odds": _shows(1.0),
    "of usual odds, better fit": _shows(1.0, 0.5),
}

BOOK = "claims/black-book-honeymoon.yaml"

HONEY = {"black books": Arm(BOOK), "none": Arm(BOOK, {f"{ROLES}.ae.black_book": None})}

YOUNG: Values = {
    "market.customers.installed_base.accounts": 40,
    "study.quarters": 8,
    "market.win.references": 0.5,
}

HAPPY = {
    "cared for": care(am=1, csm=1, values=YOUNG),
    "neglected": care(am=1, csm=0, values=YOUNG),
    "neglected, nobody listens": care(
        am=1,
        csm=0,
        values={**YOUNG, "market.win.references": 0.0, "market.sources.referrals.per_customer": "0 per year"},
    ),
    "cared for, nobody listens": care(
        am=1,
        csm=1,
        values={**YOUNG, "market.win.references": 0.0, "market.sources.referrals.per_customer": "0 per year"},
    ),
}

COMMUNITY = {
    "kind": "inbound",
    "to": "qualification",
    "rate": "8 per month",
    "growth": "12 % per month",
    "fit": 0.3,
    "engagement": 0.4,
    "win_odds": 1.3,
}
"""Ripens slowly and is more motivated; a manager and content instead of a price per lead (assumption)."""

TWO_YEARS: Values = {"study.quarters": 8, "study.prior": "26 weeks"}
MATURING = {
    "community": enterprise(
        {**TWO_YEARS, "market.sources.community": COMMUNITY, "organisation.overhead": "$590k per year"}
    ),
    "as many dollars of leads": enterprise({**TWO_YEARS, "market.sources.inbound.rate": "312.5 per month"}),
}
