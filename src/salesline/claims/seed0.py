"""Claims of source 0: territories against round robin at a backup company, 2014."""

from __future__ import annotations

from salesline.claims.claim import Claim
from salesline.claims.seed0_figures import FIGURES
from salesline.claims.seed0_gain import GAIN
from salesline.claims.seed0_routing import ROUTING
from salesline.claims.seed0_rules import RULES

CLAIMS: tuple[Claim, ...] = tuple(sorted((*ROUTING, *GAIN, *FIGURES, *RULES), key=lambda claim: claim.id))
