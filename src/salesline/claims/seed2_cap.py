"""Claims of source 2 about the cap on open deals: its best value, what it does, how it is found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesline.claims.claim import Arm, Claim, Figure, Finding, Status
from salesline.claims.criteria import all_hold, falls, interior, rises, shown, sided
from salesline.claims.evidence import Evidence
from salesline.claims.probes_flow import days_to_loss, slope_of_wins
from salesline.experiment.statistics import Interval

Values = Mapping[str, Any]


CAPS = (4, 8, 12, 16, 20, 24, 32, 48, 1000)

CAP_ARMS = {
    f"cap {cap}" if cap < 1000 else "no cap": Arm("claims/wip-cap-sweep.yaml", {"organisation.wip.ae": cap})
    for cap in CAPS
}

HUDDLE: Values = {
    "setting": "wip.ae",
    "levels": [8, 12, 16, 20, 24, 28, 32, 40, 48],
    "watch": "utilisation.ae",
    "below": "85 %",
    "above": "95 %",
    "every": "1 day",
    "over": "2 weeks",
}
"""Utilisation of the last two weeks between 85 and 95 %: one level more below it, one less above."""


def _reviewed(cap: int) -> Arm:
    return Arm(
        "claims/wip-cap-sweep.yaml",
        {"organisation.wip.ae": cap, "organisation.controllers": {"huddle": {**HUDDLE, "start_at": cap}}},
    )


HELD = {"slope_of_wins": slope_of_wins}


def _two_slopes(evidence: Evidence) -> Finding:
    """What the CRM shows (slope over reps) beside what a cap does (the same line with and without one)."""
    seen = evidence.mean("no cap", "slope_of_wins")
    wins = evidence.difference("no cap", "cap 24", "wins")
    held = [
        evidence.values(arm, "wip.closing") - evidence.values(arm, "backlog.closing")
        for arm in ("cap 24", "no cap")
    ]
    more = float((held[1] - held[0]).mean())
    # wins of 5 AEs in 4 quarters by deals held by 5 AEs: per rep and quarter
    scale = 1 / (4 * more)
    caused = Interval(wins.mean * scale, wins.low * scale, wins.high * scale, wins.n)
    if more < 0:
        caused = Interval(caused.mean, caused.high, caused.low, caused.n)
    signs = (sided(seen, 0.0), sided(caused, 0.0))
    status: Status = (
        "reproduced"
        if signs == ("reproduced", "refuted")
        else "undecided"
        if "undecided" in signs
        else "refuted"
    )
    figures = (
        evidence.figure("observed: wins a quarter per further open deal of a rep", seen, "wins"),
        evidence.figure("caused: the same, by taking the cap away", caused, "wins"),
        Figure("further deals held without the cap, all AEs", more, float("nan"), float("nan"), "deals"),
    )
    return Finding(status, figures, "the better reps hold more and win more; more held makes nobody win more")


CAP: tuple[Claim, ...] = (
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
        power="8 % of wins",
    ),
    Claim(
        "2.02",
        "Measure correlation of leads-under-management with outcomes; run experiments",
        "rule",
        "M",
        question="Does the correlation of open deals with wins over reps tell what a cap would do?",
        arms={name: CAP_ARMS[name] for name in ("cap 24", "no cap")},
        measures=("wins", "wip.closing", "backlog.closing"),
        probes=HELD,
        reproduced="the slope over reps is above 0 and the effect of more open deals below 0: only the experiment tells",
        refuted="both have the same sign",
        judge=_two_slopes,
        replications=16,
        power="8 % of wins",
    ),
    Claim(
        "2.08",
        "Two ways: close faster or open slower",
        "rule",
        "M",
        question="Do finishing first (what is nearest to its close) and opening slower (a cap) each win more, and together most?",
        arms={
            "neither": CAP_ARMS["no cap"],
            "open slower": CAP_ARMS["cap 24"],
            "close faster": Arm(
                "claims/wip-cap-sweep.yaml",
                {
                    "organisation.wip.ae": 1000,
                    "organisation.roles.ae.discipline": "closest to close",
                },
            ),
            "both": Arm(
                "claims/wip-cap-sweep.yaml",
                {"organisation.wip.ae": 24, "organisation.roles.ae.discipline": "closest to close"},
            ),
        },
        measures=("wins", "cycle_time_won_p50", "wip.closing"),
        reproduced="each alone wins more than neither",
        refuted="one of them does not",
        judge=all_hold(
            rises("wins", "open slower", "neither"),
            rises("wins", "close faster", "neither"),
            shown(
                lambda e: (
                    e.figure("both against open slower", e.relative("both", "open slower", "wins"), "share"),
                )
            ),
            words="either way does it; the second adds little to the first",
        ),
        replications=16,
        power="8 % of wins",
    ),
    Claim(
        "2.10",
        "Reps must close to get new ones: ideal behaviour emerges",
        "mech",
        "M",
        question="With a cap, are dead deals found out sooner and deals worked faster, with no rule that says so?",
        arms={name: CAP_ARMS[name] for name in ("cap 24", "no cap")},
        measures=("wins", "sales_cycle_won_p50"),
        probes={"days_to_loss": days_to_loss},
        reproduced="lost deals are lost younger by more than 5 %, and won deals have a shorter sales cycle",
        refuted="one of both is not so",
        judge=all_hold(
            falls("days_to_loss", "cap 24", "no cap", by=0.05),
            falls("sales_cycle_won_p50", "cap 24", "no cap", by=0.05),
            words="deals are asked sooner, since fewer wait their turn; reps of the model do not choose whom to give up",
        ),
        replications=16,
        power="5 % of days",
    ),
    Claim(
        "2.09",
        "Choke and pressure: keep utilisation and throughput-per-call in the optimal range, daily huddles",
        "rule",
        "S",
        question="Does a daily review that moves the cap by utilisation find a good cap from a bad one?",
        arms={
            "fixed at 12": CAP_ARMS["cap 12"],
            "fixed at 24": CAP_ARMS["cap 24"],
            "no cap": CAP_ARMS["no cap"],
            "reviewed from 12": _reviewed(12),
            "reviewed from 24": _reviewed(24),
        },
        measures=("wins", "utilisation.ae", "wip.closing"),
        reproduced="from 12, more wins than with 12 for good; from 24, not 5 % fewer than with 24 for good",
        refuted="from 12 no more, or from 24 at least 5 % fewer",
        judge=all_hold(
            rises("wins", "reviewed from 12", "fixed at 12"),
            rises("wins", "reviewed from 24", "fixed at 24", by=-0.05),
            shown(
                lambda e: (
                    e.figure(
                        "from 12, against 24", e.relative("reviewed from 12", "fixed at 24", "wins"), "share"
                    ),
                    e.figure(
                        "from 24, against none", e.relative("reviewed from 24", "no cap", "wins"), "share"
                    ),
                )
            ),
            words="a review by utilisation finds the neighbourhood and wanders in it: it cannot see how old the deals are",
        ),
        replications=16,
        power="8 % of wins",
    ),
)
