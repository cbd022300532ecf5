"""Claims of source 1A: tripling the sales team, 2016."""

from __future__ import annotations

from salesline.claims.claim import Claim
from salesline.claims.seed1a_cube import CUBE
from salesline.claims.seed1a_demand import DEMAND
from salesline.claims.seed1a_growth import GROWTH
from salesline.claims.seed1a_plan import PLAN
from salesline.claims.seed1a_ruin import RUIN
from salesline.claims.seed1a_rules import RULES
from salesline.claims.seed1a_team import TEAM
from salesline.claims.seed1a_worth import WORTH

REST: tuple[Claim, ...] = (
    Claim("1A.10", "Salesforce: $7B in 15 years looks easy", "num", "-", note="context only"),
    Claim(
        "1A.18",
        "Zenefits: promised 1000%, raised $583M, got 300% (DERIVED x4 of x11 = 36%)",
        "num/out",
        "C",
        note="optional; no experiment yet",
    ),
)

CLAIMS: tuple[Claim, ...] = tuple(
    sorted((*PLAN, *GROWTH, *RUIN, *TEAM, *WORTH, *CUBE, *RULES, *DEMAND, *REST), key=lambda claim: claim.id)
)
