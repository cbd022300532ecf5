"""Claims of source 4: who needs leads, 2011."""

from __future__ import annotations

from salesline.claims.claim import Claim
from salesline.claims.seed4_cost import COST_CLAIMS
from salesline.claims.seed4_deals import DEAL_CLAIMS
from salesline.claims.seed4_gate import GATE_CLAIMS
from salesline.claims.seed4_refine import REFINE_CLAIMS
from salesline.claims.seed4_sources import SOURCE_CLAIMS

NOT_YET = "optional; no experiment yet"
OPTIONAL: tuple[Claim, ...] = (
    Claim("4.14", ">80% in social media, <5% use it for purchase guidance", "num", "C", note=NOT_YET),
    Claim("4.19", "BAO outsources appointment setting", "sys", "C", note=NOT_YET),
    Claim("4.26", "Some customers are more trouble than worth", "mech", "C", note=NOT_YET),
)

CLAIMS: tuple[Claim, ...] = tuple(
    sorted(
        (*COST_CLAIMS, *GATE_CLAIMS, *REFINE_CLAIMS, *SOURCE_CLAIMS, *DEAL_CLAIMS, *OPTIONAL),
        key=lambda claim: claim.id,
    )
)
