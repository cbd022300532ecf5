"""Claims of source 1B: context switching, 2016."""

from __future__ import annotations

from salesline.claims.claim import Claim
from salesline.claims.seed1b_cost import COST
from salesline.claims.seed1b_day import DAY

_OPEN: tuple[Claim, ...] = (
    Claim(
        "1B.09",
        "Group calls by buyer role/persona",
        "rule",
        "M",
        note="no experiment yet: needs personas of buyers",
    ),
)

CLAIMS: tuple[Claim, ...] = tuple(sorted((*_OPEN, *COST, *DAY), key=lambda claim: claim.id))
