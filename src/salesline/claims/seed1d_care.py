"""Claims of source 1D about who looks after customers and leads that are not ready: AMs, CSMs, support, nurture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesline.claims.claim import Arm, Claim, Finding, Status
from salesline.claims.criteria import all_hold, falls, rises, shown, sided
from salesline.claims.evidence import Evidence
from salesline.claims.probes_opps import taken_up
from salesline.claims.ratios import compared, means

FILE = "claims/hunters-and-farmers.yaml"
ROLES = "organisation.roles"
NURTURE: Mapping[str, Any] = {
    "market.sources.nurture": {
        "kind": "nurture",
        "to": "qualification",
        "gate": True,
        "gated": True,
        "return": 0.2,
        "after": {"exponential": "90 days"},
        "warming": 0.5,
        "limit": 2,
        "ripen": "5 % per month",
    }
}
"""The nurture of `refinery-on.yaml`, from the prior year on."""
BY_MEETINGS, BY_DEALS = -0.4, 0.4
"""Strictness of SDRs whose department counts meetings (marketing), or deals that close (sales): assumption."""


def care(am: int = 3, csm: int = 3, values: Mapping[str, Any] | None = None) -> Arm:
    """Return the company with so many AMs and CSMs."""
    return Arm(FILE, {f"{ROLES}.am.heads": am, f"{ROLES}.csm.heads": csm, **(values or {})})


def _support(heads: int) -> Arm:
    """Return four people for tickets and reviews, so many of them for tickets only."""
    desk = {
        "staffed_by": "support",
        "assignment": "round robin",
        "stages": [{"name": "ticket", "activity": "meeting"}],
    }
    role = {
        "heads": heads,
        "internal_work": "14 hours per week",
        "setup": {"other_lead": "2 min", "other_activity": "5 min"},
    }
    return care(
        csm=4 - heads,
        values={
            "market.customers.tickets": {"to": "support", "rate": "8 per year", "within": "2 days"},
            f"{ROLES}.support": role,
            "organisation.desks.support": desk,
        },
    )


RENEWING: Mapping[str, Any] = {
    "market.customers.renewals": {"to": "renewing"},
    "market.customers.churn.unasked": 0.7,
    "organisation.desks.renewing": {
        "staffed_by": "am",
        "assignment": "round robin",
        "stages": [
            {
                "name": "talk",
                "activity": "meeting",
                "touches": 2,
                "buyer_wait": {"gamma": "10 days", "shape": 2},
            }
        ],
    },
}
"""AMs also talk every renewal over, two meetings each; who is not asked leaves with twice the odds (assumption)."""
SUPPORT = {f"{n} for tickets, {4 - n} for reviews": _support(n) for n in (0, 1, 2, 3, 4)}


def _both_kinds(evidence: Evidence) -> Finding:
    """Churn by how four people are divided between support and success."""
    arms = list(SUPPORT)
    best = min(arms, key=lambda arm: evidence.mean(arm, "churn_rate").mean)
    ends = [evidence.difference(best, end, "churn_rate", level=0.975) for end in (arms[0], arms[-1])]
    figures = (
        *means(evidence, "churn_rate", arms, "share per year"),
        *(
            evidence.figure(f"{best} against {end}", found, "share per year")
            for end, found in zip((arms[0], arms[-1]), ends, strict=True)
        ),
    )
    inner = best not in (arms[0], arms[-1])
    status: Status = (
        "reproduced" if inner and all(f.high < 0 for f in ends) else "undecided" if inner else "refuted"
    )
    return Finding(status, figures, f"best: {best}")


EVERY_MONTH: Mapping[str, Any] = {
    "market.customers.reviews.every": "1 month",
    "market.customers.reviews.within": "15 days",
    "organisation.activities.review.handling": {"gamma": "1 hour", "shape": 4},
}
"""A review an hour long each month, so that the shortest contract has one in its term."""
TERMS = {
    f"{csm} CSM, terms of {months} months": care(
        csm=csm, values={**EVERY_MONTH, "market.customers.term": f"{months} months"}
    )
    for months in (1, 12, 24)
    for csm in (1, 3)
}


def _locked_in(evidence: Evidence) -> Finding:
    """What too little care costs in recurring revenue, by the length of the contracts."""
    lost = {
        m: evidence.relative(f"1 CSM, terms of {m} months", f"3 CSM, terms of {m} months", "arr")
        for m in (1, 12, 24)
    }
    import numpy as np  # noqa: PLC0415 - kept out of the listing of claims

    from salesline.experiment.statistics import mean_interval  # noqa: PLC0415

    def shares(months: int) -> Any:
        few, enough = (evidence.values(f"{n} CSM, terms of {months} months", "arr") for n in (1, 3))
        return np.asarray(few / enough - 1)

    more = mean_interval(shares(24) - shares(1))
    figures = (
        *(evidence.figure(f"arr: 1 CSM against 3, terms of {m} months", i, "share") for m, i in lost.items()),
        evidence.figure("what locking in for two years saves of it", more, "share"),
    )
    return Finding(sided(more, 0.03), figures, "")


OWNED = {
    f"{owner}, {nurture}": Arm(
        "claims/enterprise.yaml",
        {f"{ROLES}.sdr.pay.strictness": strict, **(NURTURE if nurture == "nurture" else {})},
    )
    for owner, strict in (("marketing's", BY_MEETINGS), ("sales'", BY_DEALS))
    for nurture in ("nurture", "none")
}

CARE_CLAIMS: tuple[Claim, ...] = (
    Claim(
        "1D.05",
        "Inbound qualification sometimes in Marketing, with nurture",
        "sys",
        "S",
        question="Does nurture bring wins, whether the SDRs are marketing's (paid by meetings) or sales' (paid by deals)?",
        arms=OWNED,
        measures=("wins", "opportunities", "win_rate", "utilisation.ae"),
        reproduced="at least 5 % more wins with nurture under both owners",
        refuted="less under one of them",
        judge=all_hold(
            rises("wins", "marketing's, nurture", "marketing's, none", by=0.05),
            rises("wins", "sales', nurture", "sales', none", by=0.05),
            shown(
                lambda e: (
                    *compared(e, "wins", (("marketing's, nurture", "sales', nurture"),)),
                    *means(e, "win_rate", ("marketing's, nurture", "sales', nurture"), "share"),
                    *means(e, "utilisation.ae", ("marketing's, nurture", "sales', nurture"), "share"),
                )
            ),
            words="whose the SDRs are moves the number of deals and their win rate against each other",
        ),
        replications=16,
        power="12 % of wins",
    ),
    Claim(
        "1D.09",
        "AM ('farmer'): retention, upsell, referrals",
        "sys",
        "S",
        question="How much of net revenue retention do AMs bring, by their number for 200 accounts?",
        arms={f"{n} AMs": care(am=n, values=RENEWING) for n in (0, 1, 2, 3)},
        measures=("nrr", "grr", "expansion_arr", "bookings", "load.growth"),
        probes={"referrals": taken_up("referrals", "created")},
        reproduced="net retention at least 3 points higher with 3 AMs than with none",
        refuted="less than 3 points",
        judge=all_hold(
            rises("nrr", "3 AMs", "0 AMs", by=0.03, relative=False),
            shown(
                lambda e: (
                    *means(e, "nrr", ("1 AMs", "2 AMs"), "share"),
                    *means(e, "grr", ("0 AMs", "3 AMs"), "share"),
                    *means(e, "expansion_arr", ("1 AMs", "2 AMs", "3 AMs"), "$"),
                    *means(e, "referrals", ("0 AMs", "3 AMs"), "leads"),
                    *means(e, "load.growth", ("1 AMs", "2 AMs", "3 AMs"), "share"),
                )
            ),
            words="gross retention: renewals talked over in time; the rest of the net: expansions. Referrals come by who stays",
        ),
        replications=8,
        power="2 points of net retention",
    ),
    Claim(
        "1D.10",
        "CSM: no quota, no renewals/upsell; churn, LTV; NPS 9-10 bring referrals",
        "sys",
        "S",
        question="What do CSMs who sell nothing do to churn, lifetime value and referrals, by their number for 200 accounts?",
        arms={f"{n} CSMs": care(csm=n) for n in (0, 1, 2, 3, 4)},
        measures=("churn_rate", "ltv", "arr", "load.success"),
        probes={"referrals": taken_up("referrals", "created")},
        reproduced="with 3 CSMs against 1: churn lower by 3 points, lifetime value higher, and more referral leads",
        refuted="one of the three is not so",
        judge=all_hold(
            falls("churn_rate", "3 CSMs", "1 CSMs", by=0.03, relative=False),
            rises("ltv", "3 CSMs", "1 CSMs"),
            rises("referrals", "3 CSMs", "1 CSMs"),
            shown(
                lambda e: (
                    *means(e, "churn_rate", ("0 CSMs", "2 CSMs", "4 CSMs"), "share per year"),
                    *means(e, "load.success", ("1 CSMs", "2 CSMs", "3 CSMs", "4 CSMs"), "share"),
                )
            ),
            words="all of it is won with the second CSM; those after that have nothing left to do",
        ),
        replications=10,
        power="2 points of churn, 3 % of referrals",
    ),
    Claim(
        "1D.11",
        "Support reactive (service level), CSM proactive",
        "sys",
        "C",
        question="Do four people keep most customers when all answer tickets, all make reviews, or some do either?",
        arms=SUPPORT,
        measures=("churn_rate",),
        reproduced="the least churn with some of each, less than with all for one",
        refuted="the least with all for one",
        judge=_both_kinds,
        replications=8,
        power="2 points of churn",
    ),
    Claim(
        "1D.12",
        "SaaS: small upfront, trials converted to long-term",
        "mech",
        "S",
        question="Does too little care cost more recurring revenue where contracts are monthly than where two years lock in?",
        arms=TERMS,
        measures=("arr", "churn_rate"),
        reproduced="at least 3 points more of recurring revenue after 18 months",
        refuted="less than that",
        judge=_locked_in,
        replications=10,
        power="3 points",
    ),
)
__all__ = ["CARE_CLAIMS", "NURTURE", "care"]
