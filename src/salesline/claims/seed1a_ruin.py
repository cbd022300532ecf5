"""The claim of source 1A about premature scaling: companies with a bank account that hire sixteen at once, or nobody."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np

from salesline.claims.claim import Arm, Claim, Finding, Status
from salesline.claims.evidence import Evidence
from salesline.claims.seed1a_arms import hires, startup
from salesline.claims.seed1a_cube import LEADS, WINS, Values, company
from salesline.claims.seed1a_judges import share_of
from salesline.claims.seed1a_team import FIRST_DAY

ACCOUNT: Mapping[str, object] = {
    "study.quarters": 6,
    "study.cash": {"opening": "$1.5M"},
    "organisation.other_hires": {"count": 5, "cost": "$90k per year"},
}
SCALED = {
    "organisation.hiring": [
        hires("ae", 10, FIRST_DAY),
        hires("inbound_sdr", 4, FIRST_DAY),
        hires("outbound_sdr", 2, FIRST_DAY),
    ],
    "organisation.other_hires": {"count": 19, "cost": "$90k per year"},
}
FIRMS = {f"{rate} leads, win {often}": {**company(rate, wins, 1.0), **ACCOUNT}
         for rate, (often, wins) in product(LEADS, WINS.items())}  # fmt: skip


def _firms() -> dict[str, Arm]:
    found = {}
    for name, values in FIRMS.items():
        found[name] = startup(values)
        found[f"{name}, scaled"] = startup({**values, **SCALED})
    return found


def _premature(evidence: Evidence) -> Finding:
    def stack(measure: str, after: str = "") -> Values:
        return np.array([evidence.values(f"{name}{after}", measure) for name in FIRMS])

    still, scaled = stack("ruin") > 0, stack("ruin", ", scaled") > 0
    early = stack("utilisation.ae") < 0.75
    caused = share_of((~still & early)[scaled])
    figures = (
        evidence.figure("years without money, nobody hired", share_of(still.ravel()), "share"),
        evidence.figure("years without money, sixteen hired at once", share_of(scaled.ravel()), "share"),
        evidence.figure(
            "of failures with hiring: would have lasted without", share_of(~still[scaled]), "share"
        ),
        evidence.figure(
            "of failures with hiring: would have lasted, and AEs were under 75 % busy", caused, "share"
        ),
        evidence.figure(
            "of failures with hiring: AEs were under 75 % busy", share_of(early[scaled]), "share"
        ),
    )
    status: Status = "reproduced" if caused.low <= 0.74 <= caused.high else "refuted"
    return Finding(
        status,
        figures,
        "nine companies, hires or none; framing, since how many companies are of which kind is not known",
    )


RUIN: tuple[Claim, ...] = (
    Claim(
        "1A.11",
        "92% of startups fail; 74% of those from premature scaling (DERIVED 68% of all)",
        "num/out",
        "S",
        question="Of companies that run out of money after hiring sixteen, how many had idle AEs and would have lasted without?",
        arms=_firms(),
        measures=("ruin", "utilisation.ae", "bookings"),
        reproduced="74 % lies in the interval of that share over nine companies (leads by readiness to buy)",
        refuted="it lies outside",
        judge=_premature,
        replications=2,
        power="35 points of the share",
    ),
)  # fmt: skip
