"""Claims of source 1C: what makes a sales qualified lead, 2015."""

from __future__ import annotations

from salesline.claims.claim import Claim
from salesline.claims.seed1c_close import CLOSE_RATES, POPULATION
from salesline.claims.seed1c_line import LINE
from salesline.claims.seed1c_load import LOAD

CLAIMS: tuple[Claim, ...] = tuple(
    sorted((*CLOSE_RATES, *POPULATION, *LINE, *LOAD), key=lambda claim: claim.id)
)
