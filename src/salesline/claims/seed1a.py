"""Claims of source 1A: tripling the sales team, 2016."""

from __future__ import annotations

from salesline.claims.claim import Claim
from salesline.claims.seed1a_cube import CUBE
from salesline.claims.seed1a_growth import GROWTH
from salesline.claims.seed1a_plan import PLAN
from salesline.claims.seed1a_team import TEAM
from salesline.claims.seed1a_worth import WORTH

REST: tuple[Claim, ...] = (
    Claim("1A.10", "Salesforce: $7B in 15 years looks easy", "num", "-", note="context only"),
    Claim(
        "1A.11",
        "92% of startups fail; 74% of those from premature scaling (DERIVED 68% of all)",
        "num/out",
        "S",
        note="no experiment yet",
    ),
    Claim("1A.12", "Leslie & Holloway sales learning curve", "mech", "S", note="no experiment yet"),
    Claim(
        "1A.18",
        "Zenefits: promised 1000%, raised $583M, got 300% (DERIVED x4 of x11 = 36%)",
        "num/out",
        "C",
        note="optional; no experiment yet",
    ),
    Claim("1A.21", "Table of sales model metrics (image lost in seed)", "-", "M", note="no experiment yet"),
    Claim(
        "1A.22",
        "Inbound SDR should get 200 MQLs a month before another is hired",
        "rule/num",
        "M",
        note="no experiment yet",
    ),
    Claim("1A.23", "AE close rate <20% → coach, don't hire", "rule/num", "M", note="no experiment yet"),
    Claim(
        "1A.24", "Outbound SDR 200 touches a day; else buy dialer", "rule/num", "M", note="no experiment yet"
    ),
    Claim(
        "1A.28",
        "Lead Velocity Rate (MoM growth of qualified leads) must support a larger team",
        "rule",
        "M",
        note="no experiment yet",
    ),
    Claim(
        "1A.29",
        "Growth = demand and capacity; capacity without demand does not give growth",
        "mech",
        "M",
        note="no experiment yet",
    ),
)

CLAIMS: tuple[Claim, ...] = tuple(
    sorted((*PLAN, *GROWTH, *TEAM, *WORTH, *CUBE, *REST), key=lambda claim: claim.id)
)
