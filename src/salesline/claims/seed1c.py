"""Claims of source 1C: what makes a sales qualified lead, 2015."""

from __future__ import annotations

from salesline.claims.claim import Claim
from salesline.claims.seed1c_close import CLOSE_RATES, POPULATION
from salesline.claims.seed1c_line import LINE
from salesline.claims.seed1c_load import LOAD

_OPEN: tuple[Claim, ...] = (
    Claim(
        "1C.09",
        "Stage I-IV; rejects go back to marketing nurture",
        "mech",
        "M",
        note="no experiment yet: needs nurture and recycling",
    ),
)

CLAIMS: tuple[Claim, ...] = tuple(
    sorted((*_OPEN, *CLOSE_RATES, *POPULATION, *LINE, *LOAD), key=lambda claim: claim.id)
)
