"""Claims of source 3: sales and marketing at a software company, 2021."""

from __future__ import annotations

from salesline.claims.claim import Claim
from salesline.claims.seed3_cadence import CADENCE
from salesline.claims.seed3_changes import CHANGE_CLAIMS
from salesline.claims.seed3_gate import GATE
from salesline.claims.seed3_luck import LUCK_CLAIMS
from salesline.claims.seed3_people import PEOPLE
from salesline.claims.seed3_sources import SOURCE_CLAIMS

OTHERS: tuple[Claim, ...] = (
    Claim(
        "3.13",
        "Reporting: 'consistent, simple but imprecise' over 'complicated but accurate'",
        "rule",
        "C",
        note="optional; no experiment yet",
    ),
)

CLAIMS: tuple[Claim, ...] = tuple(
    sorted(
        (*GATE, *SOURCE_CLAIMS, *CHANGE_CLAIMS, *LUCK_CLAIMS, *CADENCE, *PEOPLE, *OTHERS),
        key=lambda claim: claim.id,
    )
)
