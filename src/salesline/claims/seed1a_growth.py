"""Claims of source 1A about how much a tripled team grew, and why it was not more."""

from __future__ import annotations

import math
from collections.abc import Container, Mapping
from typing import Any

from salesline.claims.claim import Arm, Claim, Figure, Finding, Status
from salesline.claims.evidence import Evidence
from salesline.claims.seed1a_arms import MAIN, MULTIPLES, PLANS, SHORT_PRIOR, TRIPLE, cell
from salesline.claims.seed1a_judges import band, growth, mean_of, shapley
from salesline.claims.seed1a_plan import CELLS, NO_ATTRITION
from salesline.experiment.statistics import mean_interval

NAN = math.nan


def _ninety(evidence: Evidence) -> Finding:
    figures: list[Figure] = []
    inside: dict[str, list[float]] = {plan: [] for plan in PLANS}
    for plan in PLANS:
        for multiple in MULTIPLES:
            arm = cell(plan, multiple)
            year = growth(evidence, arm, 1, 4)
            low, high = band(year)
            if low <= 0.9 <= high:
                inside[plan].append(multiple)
            figures += [
                mean_of(evidence, f"growth, {arm}, Q{q}", growth(evidence, arm, q, q), "share")
                for q in range(1, 5)
            ]
            figures += [mean_of(evidence, f"growth, {arm}, to date at Q3", growth(evidence, arm, 1, 3), "share"),
                        mean_of(evidence, f"growth, {arm}, year", year, "share")]  # fmt: skip
    low, high = band(growth(evidence, MAIN, 1, 4))
    figures += [Figure(f"95 % of single years, {MAIN}: from", low, NAN, NAN, "share"),
                Figure(f"95 % of single years, {MAIN}: to", high, NAN, NAN, "share")]  # fmt: skip
    status: Status = (
        "reproduced" if 1.5 in inside["two months"] else "depends" if any(inside.values()) else "refuted"
    )
    where = "; ".join(
        f"{plan}: leads x{', x'.join(f'{m:g}' for m in found) or ' none'}" for plan, found in inside.items()
    )
    return Finding(status, tuple(figures), f"+90 % is within the band of single years for {where}")


PARTS: Mapping[str, Mapping[str, Any]] = {
    "ramp": {f"organisation.roles.{role}.ramp": {} for role in ("ae", "inbound_sdr", "outbound_sdr")}
    | {"organisation.hiring": PLANS["day one"]},
    "leads": {"market.sources.inbound.rate": "2400 per month", "market.sources.prime_deals.stock": 1000},
    "people": {
        **NO_ATTRITION,
        **{f"organisation.roles.{role}.onboarding": {} for role in ("ae", "inbound_sdr", "outbound_sdr")},
        "organisation.roles.ae.skill.mean": 1.0,
        "organisation.roles.ae.skill.spread": 0,
    },
    "switching": {f"organisation.roles.{role}.setup": {} for role in ("ae", "inbound_sdr", "outbound_sdr")}
    | {"organisation.roles.ae.reload": {}, "organisation.roles.ae.interruptions": {}},
}
"""What the spreadsheet leaves out, each with the settings under which it does not act."""


def _coalition(acting: Container[str]) -> str:
    names = [part for part in PARTS if part in acting]
    return " + ".join(names) or "nothing"


def _coalitions() -> dict[str, Arm]:
    found = {}
    for mask in range(2 ** len(PARTS)):
        acting = [part for k, part in enumerate(PARTS) if mask >> k & 1]
        values = {key: value for part in PARTS if part not in acting for key, value in PARTS[part].items()}
        found[_coalition(acting)] = Arm(TRIPLE, {**SHORT_PRIOR, **values})
    return found


def _stride(evidence: Evidence) -> Finding:
    parts = shapley(evidence, tuple(PARTS), _coalition, "bookings")
    figures = [
        mean_of(evidence, f"bookings that {part} takes", -found / 1e3, "$k") for part, found in parts.items()
    ]
    figures += [mean_of(evidence, "bookings with none of them", evidence.values("nothing", "bookings") / 1e3, "$k"),
                mean_of(evidence, "bookings as planned", evidence.values(_coalition(PARTS), "bookings") / 1e3, "$k")]  # fmt: skip
    others = [mean_interval(parts[part] - parts["ramp"]) for part in PARTS if part != "ramp"]
    status: Status = (
        "reproduced"
        if all(other.low > 0 for other in others)
        else "refuted"
        if any(other.high < 0 for other in others)
        else "undecided"
    )
    return Finding(status, tuple(figures), "Shapley shares over four groups: late and slow starts; leads and network that do not "
                   "grow with the heads; newcomers' skill, teaching and exits; set-up, reload and interruptions")  # fmt: skip


GROWTH: tuple[Claim, ...] = (
    Claim(
        "1A.08",
        "At Q3 growth is 'only' 90% to date",
        "num/out",
        "M",
        question="Under which hiring plan and lead growth does a tripled team grow by 90 %?",
        arms=CELLS,
        measures=("bookings",),
        reproduced="+90 % lies in the band of 95 % of single years as planned: hired over two months, leads x1.5",
        refuted="it lies in the band of no plan and lead multiple; depends: of some",
        judge=_ninety,
        replications=8,
        power="22 points of growth",
    ),
    Claim(
        "1A.09",
        "Explanation: team needs longer to hit its stride",
        "mech",
        "M",
        question="Of what the tripled team books less than it would with none of four frictions, how much is ramp?",
        arms=_coalitions(),
        measures=("bookings",),
        reproduced="late and slow starts take more than each of the other three groups",
        refuted="another group takes more",
        judge=_stride,
        replications=6,
        power="$600k",
    ),
)  # fmt: skip
