"""Claims of source 2 about work in progress: why it grows, what it costs, how it is kept down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesline.claims.claim import Arm, Claim, Finding, Status
from salesline.claims.criteria import all_hold, falls, no_change, rises, sided
from salesline.claims.evidence import Evidence
from salesline.claims.probes_flow import growth
from salesline.experiment.statistics import Interval

Values = Mapping[str, Any]
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


GROWTH = {"growth": growth("closing")}


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
)
