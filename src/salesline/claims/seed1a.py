"""Claims of source 1A: tripling the sales team, 2016."""

from __future__ import annotations

from salesline.claims.claim import Claim
from salesline.claims.seed1a_growth import GROWTH
from salesline.claims.seed1a_plan import PLAN

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
        "1A.13", "Real cause: team was not at capacity before the ramp", "mech", "M", note="no experiment yet"
    ),
    Claim(
        "1A.14",
        "Year one: 2 of 5 reps crush quota, 3 underperform, goal met",
        "num",
        "M",
        note="no experiment yet",
    ),
    Claim(
        "1A.15",
        "Year two the stars fall too: CEO had fed them prime leads, easy deals gone",
        "mech",
        "M",
        note="no experiment yet",
    ),
    Claim(
        "1A.16",
        "Adding 5 AEs → not double; 8 or 9 reps miss quota (of 10)",
        "num/out",
        "M",
        note="no experiment yet",
    ),
    Claim(
        "1A.17", "Be certain of value from larger team before adding", "rule", "M", note="no experiment yet"
    ),
    Claim(
        "1A.18",
        "Zenefits: promised 1000%, raised $583M, got 300% (DERIVED x4 of x11 = 36%)",
        "num/out",
        "C",
        note="optional; no experiment yet",
    ),
    Claim("1A.19", "'$3M with 8 people, 16 → $6M'", "rule/num", "M", note="no experiment yet"),
    Claim(
        "1A.20",
        "If metrics are below assumption for >25% of reps there is unused capacity; hiring will not raise sales",
        "rule/num",
        "M",
        note="no experiment yet",
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
    Claim("1A.25", "One or two superstars skew metrics", "mech", "M", note="no experiment yet"),
    Claim(
        "1A.26", "Efficiency and effectiveness slip when onboarding", "mech", "M", note="no experiment yet"
    ),
    Claim(
        "1A.27",
        "May need both capacity and better utilisation; more risk",
        "mech",
        "M",
        note="no experiment yet",
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

CLAIMS: tuple[Claim, ...] = tuple(sorted((*PLAN, *GROWTH, *REST), key=lambda claim: claim.id))
