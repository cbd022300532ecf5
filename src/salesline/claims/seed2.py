"""Claims of source 2: comments under the HubSpot case."""

from __future__ import annotations

from salesline.claims.claim import Claim
from salesline.claims.seed2_cap import CAP
from salesline.claims.seed2_people import PEOPLE as PEOPLE_CLAIMS
from salesline.claims.seed2_rules import RULES
from salesline.claims.seed2_training import TRAINING_AND_UPSELL
from salesline.claims.seed2_wip import WIP

OTHERS: tuple[Claim, ...] = (
    Claim("2.14", "Design the reports first, reason back", "rule", "C", note="optional; no experiment yet"),
    Claim("2.18", "6000% in 4 years", "num/out", "C", note="optional; no experiment yet"),
    Claim(
        "2.20",
        "Departments / reporting lines (Dom-Skok thread), product manager duties",
        "sys",
        "-",
        note="context only",
    ),
    Claim(
        "2.22",
        "Quarterly or annual contracts, six modules, cross-selling, no overselling, a base salary when leads are few",
        "mech/num",
        "C",
        note="optional; no experiment yet",
    ),
    Claim("2.23", "Monthly cycles as incentive period", "rule", "C", note="optional; no experiment yet"),
    Claim("2.25", "Pixability: 'similar sales learning curve'", "-", "-", note="context only"),
)

CLAIMS: tuple[Claim, ...] = tuple(
    sorted((*CAP, *WIP, *RULES, *PEOPLE_CLAIMS, *TRAINING_AND_UPSELL, *OTHERS), key=lambda claim: claim.id)
)
