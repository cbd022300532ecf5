"""Claims of source 2: comments under the HubSpot case."""

from __future__ import annotations

from salesline.claims.claim import Arm, Claim
from salesline.claims.criteria import interior

CAPS = (4, 8, 12, 16, 24, 32, 48, 1000)
CAP_ARMS = {
    f"cap {cap}" if cap < 1000 else "no cap": Arm("claims/wip-cap-sweep.yaml", {"organisation.wip.ae": cap})
    for cap in CAPS
}

CLAIMS: tuple[Claim, ...] = (
    Claim(
        "2.01",
        "Choke the release of leads to salespeople",
        "rule",
        "M",
        question="Is there a number of open deals per AE at which the line wins most, though no term of the model mentions WIP?",
        arms=CAP_ARMS,
        measures=("wins", "win_rate", "cycle_time_won_p50", "wip.closing"),
        reproduced="the best cap is neither the lowest nor none, and wins more than both",
        refuted="the best is one of the ends",
        judge=interior("wins", tuple(CAP_ARMS)),
        replications=16,
        power="2 % of wins",
    ),
    Claim(
        "2.02",
        "Measure correlation of leads-under-management with outcomes; run experiments",
        "rule",
        "M",
        note="no experiment yet",
    ),
    Claim("2.03", "WIP tends to infinity unless checked", "mech", "M", note="no experiment yet"),
    Claim(
        "2.04", "Inflated WIP inflates lead-time, which hits outcomes", "mech", "M", note="no experiment yet"
    ),
    Claim("2.05", "Lead not worked in 24 h → reassign or nurture", "rule/num", "M", note="no experiment yet"),
    Claim(
        "2.06",
        "Qualifying call not completed/scheduled in two weeks → reassign/nurture",
        "rule/num",
        "M",
        note="no experiment yet",
    ),
    Claim(
        "2.07",
        "Reps may throttle up themselves but lose leads they cannot keep up with",
        "mech",
        "M",
        note="no experiment yet",
    ),
    Claim("2.08", "Two ways: close faster or open slower", "rule", "M", note="no experiment yet"),
    Claim(
        "2.09",
        "Choke and pressure: keep utilisation and throughput-per-call in the optimal range, daily huddles",
        "rule",
        "S",
        note="no experiment yet",
    ),
    Claim(
        "2.10",
        "Reps must close to get new ones: ideal behaviour emerges",
        "mech",
        "M",
        note="no experiment yet",
    ),
    Claim(
        "2.11",
        "Flow metrics are not enough: watch queue size and contents",
        "rule",
        "M",
        note="no experiment yet",
    ),
    Claim(
        "2.12", "Sales is a finite-capacity environment like a plant", "sys", "M", note="no experiment yet"
    ),
    Claim(
        "2.13",
        "Create opportunities before routing; attach every activity and campaign → effort, velocity, outcome, life cycle",
        "rule",
        "M",
        note="no experiment yet",
    ),
    Claim("2.14", "Design the reports first, reason back", "rule", "C", note="optional; no experiment yet"),
    Claim(
        "2.15",
        "Variable pay is a strong lever; simple, fair; changes yearly; pay monthly rather than quarterly",
        "mech",
        "S",
        note="no experiment yet",
    ),
    Claim(
        "2.16",
        "Outsourced lead gen often fails; test small, scale if works; less control of hiring/process",
        "mech",
        "S",
        note="no experiment yet",
    ),
    Claim("2.17", "Match junior with senior by character", "mech", "S", note="no experiment yet"),
    Claim("2.18", "6000% in 4 years", "num/out", "C", note="optional; no experiment yet"),
    Claim("2.19", "Training standardised", "mech", "S", note="no experiment yet"),
    Claim(
        "2.20",
        "Departments / reporting lines (Dom-Skok thread), product manager duties",
        "sys",
        "-",
        note="context only",
    ),
    Claim(
        "2.21",
        "Upsell by customer-success if easy (renewal, upgrade); by sales if hard (other product/department)",
        "rule",
        "S",
        note="no experiment yet",
    ),
    Claim(
        "2.22",
        "Quarterly or annual contracts, six modules, cross-selling, no overselling, a base salary when leads are few",
        "mech/num",
        "C",
        note="optional; no experiment yet",
    ),
    Claim("2.23", "Monthly cycles as incentive period", "rule", "C", note="optional; no experiment yet"),
    Claim(
        "2.24",
        "CRM logs history but does not say what to do next; process adherence",
        "mech",
        "S",
        note="no experiment yet",
    ),
    Claim("2.25", "Pixability: 'similar sales learning curve'", "-", "-", note="context only"),
)
