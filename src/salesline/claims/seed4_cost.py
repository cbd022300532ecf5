"""Claims of source 4 about what leads and customers cost: the failure rate, hours on the lost, CAC, cash, repeat business."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesline.claims.claim import Arm, Claim, Finding, Status
from salesline.claims.criteria import all_hold, falls, rises, shown, sided, within
from salesline.claims.evidence import Evidence
from salesline.claims.probes_books import cost_of_expansion, cost_of_new, role_bookings_per_dollar
from salesline.claims.probes_line import cost_per, failure, hours_on_the_lost, hours_per_win, late_sum
from salesline.claims.ratios import compared, means, quotient
from salesline.claims.seed1d_care import care

LATE = 3
"""First quarter in which a change of the first day counts as settled."""
ENTERPRISE, ON, OFF = (f"claims/{name}.yaml" for name in ("enterprise", "refinery-on", "refinery-off"))
COMPANIES = {
    "startup": Arm("startup-3m.yaml"),
    "enterprise": Arm(ENTERPRISE),
    "redgate": Arm("claims/redgate-before.yaml"),
}
REFINERY = {
    "SDRs only": Arm(ENTERPRISE, {"study.quarters": 6}),
    "refinery": Arm(ON),
    "raw leads to AEs": Arm(OFF),
}
FLOWS = {
    "cac_late": cost_per("wins", LATE),
    "wins_late": late_sum("wins", LATE),
    "bookings_late": late_sum("bookings", LATE),
    "cost_late": late_sum("cost", LATE),
    "ae_hours_per_win": hours_per_win("ae"),
}


def _above(evidence: Evidence, measure: str, limit: float) -> Finding:
    """A share lies above a limit in each of three companies."""
    found = {arm: evidence.mean(arm, measure) for arm in COMPANIES}
    states = {sided(i, limit) for i in found.values()}
    figures = tuple(evidence.figure(f"{measure}, {arm}", i, "share") for arm, i in found.items())
    status: Status = (
        "refuted" if "refuted" in states else "undecided" if "undecided" in states else "reproduced"
    )
    return Finding(status, figures, "")


def _failures(evidence: Evidence) -> Finding:
    """95 % of raw leads; beside it of MQLs and of opportunities."""
    found = _above(evidence, "of leads", 0.95)
    further = tuple(
        figure
        for measure in ("of mqls", "of opportunities")
        for figure in means(evidence, measure, list(COMPANIES), "share")
    )
    words = "it holds of raw leads; of qualified leads it is near 95 % too, of opportunities far from it"
    return Finding(found.status, (*found.figures, *further), words)


STAGES: tuple[dict[str, Any], ...] = tuple(
    {
        "name": name,
        "activity": "meeting",
        "handling": {"gamma": f"{minutes} min", "shape": 4},
        "buyer_wait": {"gamma": f"{days} days", "shape": 2},
        "verdict": verdict,
    }
    for name, minutes, days, verdict in (
        ("discovery", 45, 6.4, 0.2635),
        ("evaluation", 90, 9.5, 0.3125),
        ("proposal", 75, 8.2, 0.236),
        ("negotiation", 90, 5.4, 0.188),
    )
)


def _repeat(touches: int, share: float = 1.0, odds: float = 3.0) -> Arm:
    """Return the company whose expansions take so many meetings a stage, and a share of a new deal's minutes in each."""
    stages = [
        {
            **s,
            "touches": touches,
            "handling": {"gamma": f"{float(s['handling']['gamma'].split()[0]) * share:g} min", "shape": 4},
        }
        for s in STAGES
    ]
    values: Mapping[str, Any] = {
        "organisation.desks.growth.stages": stages,
        "market.customers.expansion.win_odds": odds,
    }
    return care(values=values)


EFFORTS = {
    "as a stranger's deal, of its odds": _repeat(2, odds=1.0),
    "as a new deal": _repeat(2),
    "half the meetings": _repeat(1),
    "a quarter of the hours": _repeat(1, 0.5),
    "an eighth of the hours": _repeat(1, 0.25),
}


def _fraction(evidence: Evidence) -> Finding:
    """Cost of a dollar of expansion over that of a dollar of new business, by the work that an expansion takes."""
    found = {
        arm: quotient(evidence, (arm, "cost_of_expansion", 0), (arm, "cost_of_new", 0)) for arm in EFFORTS
    }
    inside = {arm: i.low >= 0.10 and i.high <= 1 / 3 for arm, i in found.items()}
    clear = {arm: i.high < 0.10 or i.low > 1 / 3 for arm, i in found.items()}
    figures = (
        *(evidence.figure(f"cost against new business: {arm}", i, "ratio") for arm, i in found.items()),
        *means(evidence, "cost_of_new", ("as a new deal",), "$ per $"),
        *means(evidence, "cost_of_expansion", tuple(EFFORTS), "$ per $"),
        *means(evidence, "bookings_per_dollar_ae", ("as a new deal",), "$ per $"),
        *means(evidence, "bookings_per_dollar_am", ("as a new deal",), "$ per $"),
    )
    good = [arm for arm, here in inside.items() if here]
    if all(inside.values()):
        return Finding("reproduced", figures, "within 1/10 and 1/3 at any effort")
    if good and any(clear.values()):
        return Finding(
            "depends",
            figures,
            f"depends on the work that an expansion takes; within the range: {', '.join(good)}",
        )
    return Finding("refuted" if all(clear.values()) else "undecided", figures, "")


GROWTH = {
    "as it is": care(values={"study.quarters": 8}),
    "twice the hunters": care(
        values={
            "study.quarters": 8,
            "organisation.roles.ae.heads": 6,
            "market.sources.sqls.rate": "68 per month",
        }
    ),
    "no old customers": care(
        am=0, csm=0, values={"study.quarters": 8, "market.customers.installed_base": None}
    ),
}

CASH_WORDS = "without old customers cash is burnt, but contracts are paid a year in advance, which softens it"

COST_CLAIMS: tuple[Claim, ...] = (
    Claim(
        "4.01",
        "Most leads never go anywhere",
        "mech",
        "M",
        question="Which share of raw leads never becomes an opportunity in three companies?",
        arms=COMPANIES,
        measures=("leads", "opportunities"),
        probes={"nowhere": failure("nowhere")},
        reproduced="more than 80 % in each",
        refuted="less in one of them",
        judge=lambda e: _above(e, "nowhere", 0.80),
        replications=6,
        power="1 point",
    ),
    Claim(
        "4.02",
        "Reps, the best-paid contributors, waste time on duds",
        "mech",
        "M",
        question="Which share of AE hours goes into leads that are not won, with raw leads and with a refinery?",
        arms={name: REFINERY[name] for name in ("refinery", "raw leads to AEs")},
        measures=("wins",),
        probes={
            "hours_on_the_lost": hours_on_the_lost("ae"),
            "dollars_on_the_lost": hours_on_the_lost("ae", dollars=True),
            **FLOWS,
        },
        reproduced="more than half with raw leads, and less by 5 points or more with a refinery",
        refuted="one of both is not so",
        judge=all_hold(
            within("hours_on_the_lost", "raw leads to AEs", 0.5, 1.0, unit="share"),
            falls("hours_on_the_lost", "refinery", "raw leads to AEs", by=0.05, relative=False),
            shown(
                lambda e: (
                    *means(e, "dollars_on_the_lost", ("refinery", "raw leads to AEs"), "$ in 18 months"),
                    *means(e, "ae_hours_per_win", ("refinery", "raw leads to AEs"), "hours"),
                )
            ),
            words="most hours go into what is lost either way: a deal that is lost has been worked on too",
        ),
        replications=8,
        power="7 points",
    ),
    Claim(
        "4.03",
        "Enterprise CAC can exceed $40,000",
        "num",
        "M",
        question="What does a new enterprise customer cost, and is it less with a refinery?",
        arms=REFINERY,
        measures=("cac", "wins"),
        probes=FLOWS,
        reproduced="more than $40,000 in the enterprise of the worked sheet, and at least 5 % less with the refinery",
        refuted="one of both is not so",
        judge=all_hold(
            within("cac_late", "SDRs only", 40_000, 1e9, unit="$"),
            falls("cac_late", "refinery", "SDRs only", by=0.05),
            shown(lambda e: means(e, "cac_late", ("raw leads to AEs",), "$")),
        ),
        replications=24,
        power="7 % of CAC",
    ),
    Claim(
        "4.04",
        "New customers = cash burn; follow-on = cash flow",
        "mech",
        "S",
        question="How deep is the trough of cash of a company that only lands customers, and that of one with old ones?",
        arms=GROWTH,
        measures=("cash_trough", "cash_end", "bookings"),
        reproduced="without old customers cash falls by more than $300k from $1M, with them by less than a third of that",
        refuted="one of both is not so",
        judge=all_hold(
            within("cash_trough", "no old customers", -1e9, 0.7e6, unit="$"),
            within("cash_trough", "as it is", 0.9e6, 1e9, unit="$"),
            shown(
                lambda e: (
                    *means(e, "cash_trough", ("twice the hunters",), "$"),
                    *means(e, "cash_end", tuple(GROWTH), "$"),
                )
            ),
            words=CASH_WORDS,
        ),
        replications=16,
        power="$110k",
    ),
    Claim(
        "4.05",
        "Failure rate ≥95%",
        "num",
        "M",
        question="Which share of leads, of qualified leads and of opportunities is not won, in three companies?",
        arms=COMPANIES,
        measures=("leads", "mqls", "wins"),
        probes={
            "of leads": failure("leads"),
            "of mqls": failure("mqls"),
            "of opportunities": failure("opportunities"),
        },
        reproduced="at least 95 % of raw leads in each",
        refuted="less in one of them",
        judge=_failures,
        replications=6,
        power="2 points of qualified leads",
    ),
    Claim(
        "4.11",
        "Repeat business costs 1/3 to 1/10 of new; upsell most profitable",
        "num",
        "S",
        question="What does a dollar of expansion cost against a dollar from a new customer, by the work that it takes?",
        arms=EFFORTS,
        measures=("bookings",),
        probes={
            "cost_of_new": cost_of_new(),
            "cost_of_expansion": cost_of_expansion(),
            "bookings_per_dollar_ae": role_bookings_per_dollar("ae"),
            "bookings_per_dollar_am": role_bookings_per_dollar("am"),
        },
        reproduced="1/10 to 1/3 at every effort, from that of a new deal to an eighth of it",
        refuted="at none; 'depends': at some",
        judge=_fraction,
        replications=10,
        power="a tenth of the ratio",
    ),
    Claim(
        "4.16",
        "Lead refinery = automation at near-zero cost + phone SDRs who only cultivate and qualify",
        "sys",
        "M",
        question="What do automation and SDRs who only qualify do to wins, AE yield, cost per customer and total cost?",
        arms=REFINERY,
        measures=("wins", "cac", "bookings_per_rep.ae", "utilisation.ae"),
        probes=FLOWS,
        reproduced="from the third quarter on more wins and a lower CAC than with raw leads to AEs at about the same pay",
        refuted="one of both is not so",
        judge=all_hold(
            rises("wins_late", "refinery", "raw leads to AEs"),
            falls("cac_late", "refinery", "raw leads to AEs"),
            shown(
                lambda e: (
                    *compared(e, "wins_late", (("refinery", "SDRs only"), ("SDRs only", "raw leads to AEs"))),
                    *means(e, "ae_hours_per_win", tuple(REFINERY), "hours"),
                    *means(e, "cost_late", tuple(REFINERY), "$ in a year"),
                )
            ),
        ),
        replications=24,
        power="40 % of wins, 15 % of CAC",
    ),
)
