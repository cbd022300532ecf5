"""Claims of source 2 about pay by month, outsourced lead generation and mentors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from salesline.claims.claim import Arm, Claim, Figure, Finding, Status
from salesline.claims.criteria import all_hold, falls, no_change, shown, sided
from salesline.claims.evidence import Evidence
from salesline.claims.probes_books import end_of_period_share
from salesline.claims.ratios import best_of, compared, means
from salesline.measures.arithmetic import NAN, ratio

if TYPE_CHECKING:
    from salesline.record import Record
    from salesline.scenario.scenario import Scenario

ROLES = "organisation.roles"
PUSH: Mapping[str, Any] = {"days": "10 days", "below": 1.0, "speed": 1.1, "pulls": 0.5, "discount": 0.1}
"""What reps below quota do in the last ten days of a period (assumption; discount: Larkin 2014)."""


def _paid(period: str, push: Mapping[str, Any] | None) -> Arm:
    plan: dict[str, Any] = {"period": period, "rate": 0.1}
    if push:
        plan["push"] = dict(push)
    return Arm(
        "claims/finite-capacity.yaml",
        {
            f"{ROLES}.ae.pay.quota": "$900k per year",
            f"{ROLES}.ae.pay.base": "$65k per year",
            f"{ROLES}.ae.pay.plan": plan,
            "market.sources.sqls.rate": "38 per month",
            "study.quarters": 8,
        },
    )


PERIODS = {
    "pay that changes nothing": _paid("quarter", None),
    "by quarter": _paid("quarter", PUSH),
    "by month": _paid("month", PUSH),
    "by month, three days": _paid("month", {**PUSH, "days": "3 days"}),
}

VENDOR = "claims/outsourced-leads.yaml"
ERROR = "organisation.desks.vendor_calls.prospecting.sql.error"
HEADS = f"{ROLES}.vendor.heads"
FIRMS = {"good": 0.10, "careless": 0.40}
"""Chance that a trait is seen wrongly by the firm."""
VENDORS = {
    "nobody": Arm(VENDOR, {HEADS: 0}),
    **{
        f"{firm}, {heads} heads": Arm(VENDOR, {HEADS: heads, ERROR: error})
        for firm, error in FIRMS.items()
        for heads in (1, 4)
    },
}
SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Share of firms that are careless, as believed beforehand."""


def taken(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
    """Share of the vendor's SQLs of the first quarter that AEs accepted."""
    rows = [r for r in record.rows("sources") if r["source"] == "bought_list" and r["quarter"] == 1]
    return ratio(sum(r["opportunities"] for r in rows), sum(r["sqls"] for r in rows)) if rows else NAN


ENOUGH = 0.55
"""Stop rule: the trial ends unless AEs have accepted this share of the first quarter's SQLs."""


def _stop_rule(evidence: Evidence) -> Finding:
    """All at once against a trial of one head for a quarter, then four or none; by the share of firms that are careless.

    The trial's first quarter is that of the arm with one head; what follows is the first three quarters of the arm with four,
    a quarter later, or the last three without anybody. Contribution: 80 % of bookings less cost.
    """
    from salesline.experiment.statistics import mean_interval  # noqa: PLC0415 - numpy stays out of the listing

    def earned(arm: str, quarters: range) -> Any:
        return sum(
            0.8 * evidence.values(arm, "bookings", q) - evidence.values(arm, "cost_total", q)
            for q in quarters
        )

    nobody = earned("nobody", range(1, 5))
    all_in, trial = {}, {}
    figures: list[Figure] = []
    for firm in FIRMS:
        all_in[firm] = earned(f"{firm}, 4 heads", range(1, 5)) - nobody
        first = earned(f"{firm}, 1 heads", range(1, 2)) - earned("nobody", range(1, 2))
        go = evidence.values(f"{firm}, 1 heads", "taken") >= ENOUGH
        scaled = earned(f"{firm}, 4 heads", range(1, 4)) - earned("nobody", range(1, 4))
        trial[firm] = first + go * scaled
        figures += [
            evidence.figure(
                f"contribution of a {firm} firm, all at once", mean_interval(all_in[firm]), "$ a year"
            ),
            evidence.figure(f"the same after a trial, {firm} firm", mean_interval(trial[firm]), "$ a year"),
            evidence.figure(f"trials of a {firm} firm that go on", mean_interval(go.astype(float)), "share"),
            evidence.figure(
                f"SQLs accepted, {firm} firm", evidence.mean(f"{firm}, 1 heads", "taken"), "share"
            ),
        ]
    gains = {}
    for share in SHARES:
        bad, good = trial["careless"] - all_in["careless"], trial["good"] - all_in["good"]
        gains[share] = mean_interval(share * bad + (1 - share) * good)
        figures.append(
            evidence.figure(f"trial against all at once, {share:.0%} careless", gains[share], "$ a year")
        )
    signs = [(share, sided(i, 0.0)) for share, i in gains.items()]
    clear = [(share, s) for share, s in signs if s != "undecided"]
    states = {s for _, s in clear}
    if states == {"reproduced", "refuted"}:
        low = max(share for share, s in clear if s == "refuted")
        high = min(share for share, s in clear if s == "reproduced")
        return Finding(
            "depends",
            tuple(figures),
            f"a trial pays from a share of careless firms between {low:.0%} and {high:.0%} on",
        )
    status: Status = states.pop() if len(states) == 1 else "undecided"
    return Finding(status, tuple(figures), "")


MENTORS = {
    f"{n} of 4 mentor": Arm(
        "claims/mentors.yaml", {f"{ROLES}.mentor.heads": n, f"{ROLES}.senior.heads": 4 - n}
    )
    for n in (0, 1, 2, 3, 4)
}


def _mentors(evidence: Evidence) -> Finding:
    """Bookings by how many seniors mentor; the best against none."""
    arms = list(MENTORS)
    best = best_of(evidence, arms, "bookings")
    gain = evidence.relative(best, arms[0], "bookings", level=1 - 0.05 / 4)
    figures = (
        *means(evidence, "bookings", arms, "$"),
        evidence.figure(f"{best} against nobody", gain, "share"),
        *compared(evidence, "bookings", (("4 of 4 mentor", "1 of 4 mentor"),)),
        *means(evidence, "ramped_heads.junior", arms, "heads"),
    )
    return Finding(sided(gain, 0.03) if best != arms[0] else "refuted", figures, f"best: {best}")


PEOPLE: tuple[Claim, ...] = (
    Claim(
        "2.15",
        "Variable pay is a strong lever; simple, fair; changes yearly; pay monthly rather than quarterly",
        "mech",
        "S",
        question="Are bookings spread more evenly over a quarter, and no fewer, when commission is paid by month?",
        arms=PERIODS,
        measures=("bookings", "wins", "average_deal"),
        probes={
            "last ten days of a quarter": end_of_period_share(10, 3),
            "last ten days of a month": end_of_period_share(10, 1),
        },
        reproduced="at least 3 points less of the bookings in the last ten days of a quarter, and bookings within 5 %",
        refuted="one of both is not so",
        judge=all_hold(
            falls("last ten days of a quarter", "by month", "by quarter", by=0.03, relative=False),
            no_change("bookings", "by month", "by quarter", margin=0.05),
            shown(
                lambda e: (
                    *means(
                        e,
                        "last ten days of a quarter",
                        ("pay that changes nothing", "by month, three days"),
                        "share",
                    ),
                    *means(e, "last ten days of a month", tuple(PERIODS), "share"),
                    *compared(
                        e,
                        "bookings",
                        (
                            ("by quarter", "pay that changes nothing"),
                            ("by month", "pay that changes nothing"),
                        ),
                    ),
                    *means(e, "average_deal", ("by quarter", "by month", "by month, three days"), "$"),
                )
            ),
        ),
        replications=24,
        power="2 points, 2 % of bookings",
    ),
    Claim(
        "2.16",
        "Outsourced lead gen often fails; test small, scale if works; less control of hiring/process",
        "mech",
        "S",
        question="From which share of careless firms on does a trial with a stop rule earn more than all at once?",
        arms=VENDORS,
        measures=("bookings", "cost_total"),
        probes={"taken": taken},
        reproduced="a trial earns more at every share of careless firms from 10 to 90 %",
        refuted="less at every share; 'depends': from a share on",
        judge=_stop_rule,
        replications=10,
        power="$160k of contribution",
    ),
    Claim(
        "2.17",
        "Match junior with senior by character",
        "mech",
        "S",
        question="Do bookings of the year rise with the number of seniors who mentor, the hours they lose counted?",
        arms=MENTORS,
        measures=("bookings", "ramped_heads.junior"),
        reproduced="the best number of mentors books at least 3 % more than none",
        refuted="less than 3 % more; characters are not in the model, only the time of both",
        judge=_mentors,
        replications=24,
        power="13 % of bookings",
    ),
)
