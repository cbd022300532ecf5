"""Claims of source 1B: context switching, 2016."""

from __future__ import annotations

from salesline.claims.claim import Claim
from salesline.claims.seed1b_cost import COST
from salesline.claims.seed1b_day import DAY

CLAIMS: tuple[Claim, ...] = tuple(sorted((*COST, *DAY), key=lambda claim: claim.id))
