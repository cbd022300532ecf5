"""Claims of source 4: who needs leads, 2011."""

from __future__ import annotations

from salesline.claims.claim import Claim
from salesline.claims.seed4_cost import COST_CLAIMS
from salesline.claims.seed4_deals import DEAL_CLAIMS
from salesline.claims.seed4_gate import GATE_CLAIMS
from salesline.claims.seed4_refine import REFINE_CLAIMS
from salesline.claims.seed4_sources import SOURCE_CLAIMS

CLAIMS: tuple[Claim, ...] = tuple(
    sorted(
        (*COST_CLAIMS, *GATE_CLAIMS, *REFINE_CLAIMS, *SOURCE_CLAIMS, *DEAL_CLAIMS), key=lambda claim: claim.id
    )
)
