"""Claims of source 1D: specialised roles, 2015."""

from __future__ import annotations

from salesline.claims.claim import Claim
from salesline.claims.seed1d_care import CARE_CLAIMS
from salesline.claims.seed1d_roles import ROLE_CLAIMS

CONTEXT: tuple[Claim, ...] = (
    Claim("1D.07", "Outbound earned Salesforce an extra $100M", "num", "-", note="context only"),
)

CLAIMS: tuple[Claim, ...] = tuple(sorted((*ROLE_CLAIMS, *CARE_CLAIMS, *CONTEXT), key=lambda claim: claim.id))
