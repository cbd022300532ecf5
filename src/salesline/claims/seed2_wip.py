"""Claims of source 2 about work in progress: why it grows, what it costs, how it is kept down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesline.claims.claim import Arm, Claim, Figure, Finding, Status
from salesline.claims.criteria import all_hold, falls, interior, no_change, rises, sided
from salesline.claims.evidence import Evidence
from salesline.claims.probes_flow import days_to_loss, growth, slope_of_wins
from salesline.experiment.statistics import Interval

Values = Mapping[str, Any]
CAPS = (4, 8, 12, 16, 20, 24, 32, 48, 1000)
CAP_ARMS = {
    f"cap {cap}" if cap < 1000 else "no cap": Arm("claims/wip-cap-sweep.yaml", {"organisation.wip.ae": cap})
    for cap in CAPS
}
CLOCKS: dict[str, Values] = {
    "response": {"market.contact.beta": 0},
    "momentum": {"market.momentum": None},
    "window": {"market.buyers.window": None},
}
STOPPED: Values = {key: value for clock in CLOCKS.values() for key, value in clock.items()}
FOCUSED: Values = {
    "organisation.roles.rep.setup.other_lead": 0,
    "organisation.roles.rep.setup.other_activity": 0,
    "organisation.roles.rep.reload.most": 0,
}
CHOKE: Values = {"organisation.wip.rep": 60}
NO_CHOKE: Values = {"organisation.wip.rep": 100_000}


def _flood(values: Values) -> Arm:
    return Arm("claims/flood-and-drain.yaml", values)


FLOOD_ARMS = {
    "choke": _flood(CHOKE),
    "flood": _flood(NO_CHOKE),
    "choke, clocks off": _flood({**CHOKE, **STOPPED}),
    "flood, clocks off": _flood({**NO_CHOKE, **STOPPED}),
    "choke, no focus loss": _flood({**CHOKE, **FOCUSED}),
    "flood, no focus loss": _flood({**NO_CHOKE, **FOCUSED}),
    **{f"choke, no {clock}": _flood({**CHOKE, **values}) for clock, values in CLOCKS.items()},
    **{f"flood, no {clock}": _flood({**NO_CHOKE, **values}) for clock, values in CLOCKS.items()},
}
LEADS = (30, 44, 52, 60, 75, 100)


def _stream(leads: int, *, stopped: bool) -> Arm:
    values: dict[str, Any] = {"market.sources.sqls.rate": f"{leads} per month"}
    if stopped:
        values |= {"market.momentum": None, "market.buyers.window": None}
    return Arm("claims/finite-capacity.yaml", values)


STREAMS = {f"{leads} a month": _stream(leads, stopped=False) for leads in LEADS}
STREAMS_STOPPED = {f"{leads} a month, clocks off": _stream(leads, stopped=True) for leads in LEADS}
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


GROWTH = {"growth": growth("closing")}
HELD = {"slope_of_wins": slope_of_wins}


def _without_each(evidence: Evidence) -> Finding:
    """What the flood costs with each link cut; informs, and never fails."""
    figures = tuple(
        evidence.figure(
            f"cost of the flood, {name}",
            evidence.relative(f"flood, {name}", f"choke, {name}", "wins"),
            "share",
        )
        for name in ("no response", "no momentum", "no window", "no focus loss")
    )
    return Finding("reproduced", figures, "")


def _drift(evidence: Evidence) -> Finding:
    """WIP drifts when more comes than can be worked, and only then; buyers who leave may bound it."""
    figures, states = [], []
    for leads in LEADS:
        patient = evidence.mean(f"{leads} a month, clocks off", "growth")
        leaving = evidence.mean(f"{leads} a month", "growth")
        load = evidence.mean(f"{leads} a month", "load.closing")
        figures += [
            evidence.figure(f"growth a week at {leads} leads a month, clocks off", patient, "deals"),
            evidence.figure(f"growth a week at {leads} leads a month", leaving, "deals"),
            evidence.figure(f"load at {leads} leads a month", load, "share"),
        ]
        states.append((leads, patient, leaving))
    light, heavy = states[0], states[-1]
    calm = light[1].high < 0.5
    patient_drifts, all_drift = heavy[1].low > 1.0, heavy[2].low > 1.0
    status: Status = "undecided"
    words = ""
    if calm and patient_drifts and all_drift:
        status, words = "reproduced", "with and without buyers who leave"
    elif calm and patient_drifts:
        status = "depends"
        words = "depends on whether buyers wait: those who leave bound the queue"
    elif heavy[1].high < 1.0:
        status = "refuted"
    return Finding(status, tuple(figures), words)


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


def _saturates(evidence: Evidence) -> Finding:
    """Wins follow the leads up to the capacity and fall beyond it."""
    counts = [evidence.mean(f"{leads} a month", "wins") for leads in LEADS]
    best = max(range(len(LEADS)), key=lambda k: counts[k].mean)
    beyond = evidence.relative(f"{LEADS[-1]} a month", f"{LEADS[best]} a month", "wins")
    below = evidence.relative(f"{LEADS[best]} a month", f"{LEADS[0]} a month", "wins")
    figures = (
        *(evidence.mean_figure(f"{leads} a month", "wins") for leads in LEADS),
        *(evidence.mean_figure(f"{leads} a month", "utilisation.ae", "share") for leads in LEADS),
        evidence.figure(f"{LEADS[-1]} against {LEADS[best]} a month", beyond, "share"),
    )
    limit = LEADS[-1] / LEADS[best] - 1
    status = sided(Interval(-beyond.mean, -beyond.high, -beyond.low, beyond.n), -limit / 2)
    if status == "reproduced" and below.low <= 0:
        status = "undecided"
    words = f"most wins at {LEADS[best]} leads a month; beyond it more leads bring fewer wins"
    return Finding(status, figures, words if beyond.high < 0 else "")


WIP: tuple[Claim, ...] = (
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
        "2.03",
        "WIP tends to infinity unless checked",
        "mech",
        "M",
        question="Does work in progress grow without end when more leads come than can be worked, and only then?",
        arms={**STREAMS, **STREAMS_STOPPED},
        measures=("wip.closing", "load.closing"),
        probes=GROWTH,
        reproduced="no growth at the lightest load; more than a deal a week at the heaviest, with buyers who leave and without",
        refuted="no growth at the heaviest load, even of buyers who wait for ever",
        judge=_drift,
        replications=12,
        power="0.3 deals a week",
    ),
    Claim(
        "2.04",
        "Inflated WIP inflates lead-time, which hits outcomes",
        "mech",
        "M",
        question="When all deals are worked to their end, does a flood of open ones cost wins, and nothing with the clocks off?",
        arms=FLOOD_ARMS,
        measures=("wins", "cycle_time_won_p50", "wip.closing"),
        reproduced="without a choke the cycle is longer and wins are fewer; with the three clocks off wins are the same",
        refuted="no fewer wins without a choke, or a difference of 1 % of wins with the clocks off",
        judge=all_hold(
            rises("cycle_time_won_p50", "flood", "choke"),
            falls("wins", "flood", "choke", by=0.02),
            no_change("wins", "flood, clocks off", "choke, clocks off", margin=0.01),
            _without_each,
            words="with the clocks off the same deals are won, only later; most of the cost is momentum lost waiting",
        ),
        replications=6,
        power="8 % of wins; with the clocks off the difference has no variance",
        quick=True,
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
            lambda e: Finding(
                "reproduced",
                (e.figure("both against open slower", e.relative("both", "open slower", "wins"), "share"),),
                "",
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
        "2.12",
        "Sales is a finite-capacity environment like a plant",
        "sys",
        "M",
        question="Is there an end to what more leads bring, and what comes after it?",
        arms=STREAMS,
        measures=("wins", "utilisation.ae", "cycle_time_won_p50"),
        reproduced="beyond the best number of leads, further ones bring less than half of their share of wins",
        refuted="wins grow in proportion to leads throughout",
        judge=_saturates,
        replications=12,
        power="5 % of wins",
        quick=True,
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
            lambda e: Finding(
                "reproduced",
                (
                    e.figure(
                        "from 12, against 24", e.relative("reviewed from 12", "fixed at 24", "wins"), "share"
                    ),
                    e.figure(
                        "from 24, against none", e.relative("reviewed from 24", "no cap", "wins"), "share"
                    ),
                ),
                "",
            ),
        ),
        replications=16,
        power="8 % of wins",
    ),
)
