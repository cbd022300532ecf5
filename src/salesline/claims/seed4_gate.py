"""Claims of source 4 about how hard to qualify: gates by hand and by review, win rates, incentives, idle SDRs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesline.claims.claim import Arm, Claim, Figure, Finding, Status
from salesline.claims.criteria import all_hold, rises, shown, sided
from salesline.claims.evidence import Evidence
from salesline.claims.probes_line import late_sum
from salesline.claims.probes_steering import moves
from salesline.claims.ratios import best_of, compared, means
from salesline.claims.seed1d_arms import specialists
from salesline.claims.seed4_arms import CHECK, DEFINITIONS, GATES, ROLES, SQL, enterprise

OFFERS = {"usual offer": -3.0, "strong offer": -1.5}
"""Log-odds of winning an average buyer without any of the four traits."""
HEADS = (1, 2, 4)
PLACES = [(offer, aes) for offer in OFFERS for aes in HEADS]


def _place(offer: str, aes: int, gate: str) -> str:
    return f"{offer}, {aes} AEs, {gate}"


STRICTNESS = {
    _place(offer, aes, gate): enterprise(
        {**values, CHECK: None, "market.win.intercept": OFFERS[offer], "organisation.wip.ae": 16}, aes=aes
    )
    for offer, aes in PLACES
    for gate, values in GATES.items()
}
"""Without the AEs' own check, and with 16 open deals per AE at most, so that only the gate decides."""
READINGS = (("win rate over 50 %", 0.5), ("wins / losses over .5", 1 / 3))


def _too_picky(evidence: Evidence) -> Finding:
    """Where the win rate is above a limit: does a looser gate win more? In both readings of 'over 50 %'."""
    figures: list[Figure] = []
    for offer, aes in PLACES:
        best = best_of(evidence, [_place(offer, aes, gate) for gate in GATES], "wins")
        figures.append(
            evidence.figure(f"win rate at the best gate: {best}", evidence.mean(best, "win_rate"), "share")
        )
    answers: dict[str, list[Status]] = {name: [] for name, _ in READINGS}
    for offer, aes in PLACES:
        names = [_place(offer, aes, gate) for gate in GATES]
        for k, arm in enumerate(names[1:], 1):
            rate = evidence.mean(arm, "win_rate")
            looser = evidence.relative(best_of(evidence, names[:k], "wins"), arm, "wins")
            for name, limit in READINGS:
                if rate.low > limit:
                    answers[name].append(sided(looser, 0.0))
        strict = evidence.relative(best_of(evidence, names[:-1], "wins"), names[-1], "wins")
        figures += [
            evidence.figure(f"win rate, {names[-1]}", evidence.mean(names[-1], "win_rate"), "share"),
            evidence.figure(f"wins: best looser gate against {names[-1]}", strict, "share"),
        ]
    words = []
    for name, _ in READINGS:
        found = answers[name]
        more, fewer = found.count("reproduced"), found.count("refuted")
        words.append(f"{name}: {len(found)} gates, a looser one wins more at {more}, fewer at {fewer}")
    first = answers[READINGS[0][0]]
    clear = set(first) - {"undecided"}
    status: Status = "depends" if len(clear) == 2 else next(iter(clear)) if clear else "undecided"
    if status == "reproduced" and "undecided" in first:
        words.append("not clear at the others")
    return Finding(status, tuple(figures), "; ".join(words))


def _looped(values: Mapping[str, Any], aes: int) -> Arm:
    heads = {f"{ROLES}.ae.heads": aes, "organisation.wip.ae": 16}
    return Arm("claims/gate-controllers.yaml", {**heads, **values})


def _steered(start: str, lag: str = "0 days") -> dict[str, Any]:
    rule = "organisation.controllers.harder"
    return {f"{rule}.start_at": DEFINITIONS[start], f"{SQL}.needs": DEFINITIONS[start], f"{rule}.lag": lag}


FIXED = {
    f"fixed: {name}": {"organisation.controllers": {}, f"{SQL}.needs": DEFINITIONS[name]}
    for name in ("none", "AN", "BANT")
}
STEERED = {
    "steered from none": _steered("none"),
    "steered from BANT": _steered("BANT"),
    "steered from none, 8 weeks late": _steered("none", "8 weeks"),
}
LOADS = (4, 2)
LOOPS = {
    f"{name}, {aes} AEs": _looped(values, aes)
    for aes in LOADS
    for name, values in {**FIXED, **STEERED}.items()
}


def _loop(evidence: Evidence) -> Finding:
    """Wins of the last year under the loop against the best fixed definition, at two loads; how often it still moves."""
    figures: list[Figure] = []
    states: dict[int, Status] = {}
    best = {}
    for aes in LOADS:
        fixed = [f"{name}, {aes} AEs" for name in FIXED]
        loops = [f"{name}, {aes} AEs" for name in STEERED]
        best[aes] = best_of(evidence, fixed, "wins_late")
        found = [evidence.relative(arm, best[aes], "wins_late", level=1 - 0.05 / 2) for arm in loops]
        figures += means(evidence, "wins_late", fixed)
        figures += [
            evidence.figure(f"{arm} against the best fixed", i, "share")
            for arm, i in zip(loops, found, strict=True)
        ]
        figures += means(evidence, "moves", loops, "a half-year")
        here = {sided(i, -0.10) for i in found[:2]}
        states[aes] = "refuted" if "refuted" in here else "undecided" if "undecided" in here else "reproduced"
    words = f"best fixed: {best[4].partition(': ')[2]}; {best[2].partition(': ')[2]}"
    both = set(states.values())
    if both == {"reproduced", "refuted"}:
        good = 4 if states[4] == "reproduced" else 2
        return Finding(
            "depends", tuple(figures), f"depends on the AEs' load: it gets there with {good}. {words}"
        )
    status: Status = "refuted" if "refuted" in both else "undecided" if "undecided" in both else "reproduced"
    return Finding(status, tuple(figures), words)


BIASES = {
    "strongly by meetings": -0.6,
    "by meetings": -0.3,
    "salary": 0.0,
    "by deals": 0.3,
    "strongly by deals": 0.6,
}
"""What SDRs are paid by, and the strictness that it brings: assumption."""
PAID = {
    f"{name}, {aes} AEs": specialists(
        4, aes, load=8 / (4 + aes), values={f"{ROLES}.sdr.pay.strictness": bias, "organisation.wip.ae": 16}
    )
    for aes in (6, 2)
    for name, bias in BIASES.items()
}
"""The leads of eight heads in either case."""


def _paid(evidence: Evidence) -> Finding:
    """Wins by the bias of SDRs, where AEs have time and where they have not."""
    figures: list[Figure] = []
    states: dict[int, Status] = {}
    best = {}
    for aes in (6, 2):
        arms = {name: f"{name}, {aes} AEs" for name in BIASES}
        figures += means(evidence, "wins", tuple(arms.values()))
        others = [name for name in BIASES if name != "salary"]
        found = {
            name: evidence.relative(arms[name], arms["salary"], "wins", level=1 - 0.05 / len(others))
            for name in others
        }
        figures += [evidence.figure(f"{arms[name]} against salary", i, "share") for name, i in found.items()]
        better = {sided(i, 0.05) for i in found.values()}
        states[aes] = (
            "refuted" if "reproduced" in better else "undecided" if "undecided" in better else "reproduced"
        )
        best[aes] = max(BIASES, key=lambda name, arms=arms: evidence.mean(arms[name], "wins").mean)  # type: ignore[misc]
    words = f"best: {best[6]} with 6 AEs, who have time; {best[2]} with 2, who have not"
    both = set(states.values())
    if both == {"reproduced", "refuted"}:
        return Finding("depends", tuple(figures), f"depends on the AEs' load. {words}")
    status: Status = (
        "refuted" if both == {"refuted"} else "undecided" if "undecided" in both else "reproduced"
    )
    return Finding(status, tuple(figures), words)


STARVED: Mapping[str, Any] = {
    "market.score.fit_above": 0.8,
    "market.score.engagement_above": -0.2,
    "study.quarters": 4,
}
"""A gate so tight that SDRs have little to do; registrations that an incentive brings are those below it."""


def _spend(lag: str) -> Arm:
    rule = {
        "setting": "market.score.fit_above",
        "levels": [0.8, 0.5, 0.2, -0.1, -0.4],
        "start_at": 0.8,
        "watch": "idle.sdr",
        "below": "8 %",
        "above": "20 %",
        "when_below": "down",
        "when_above": "up",
        "every": "2 weeks",
        "over": "4 weeks",
        "lag": lag,
    }
    return specialists(values={**STARVED, "organisation.controllers": {"incentives": rule}})


IDLE = {
    "SDRs starve": specialists(values=STARVED),
    "incentives by idle SDRs": _spend("0 days"),
    "incentives, 8 weeks late": _spend("8 weeks"),
}

GATE_CLAIMS: tuple[Claim, ...] = (
    Claim(
        "4.17",
        "SDR incentive should generally not be sales commission",
        "rule",
        "S",
        question="Do SDRs on a salary bring more wins than SDRs whose pay makes them lax (meetings) or strict (deals)?",
        arms=PAID,
        measures=("wins", "win_rate", "utilisation.ae"),
        reproduced="no bias wins 5 % more than salary, whether AEs have time or not",
        refuted="a bias wins more in both; 'depends': in one of them",
        judge=_paid,
        replications=16,
        power="8 % of wins where AEs have time, 25 % where they have not",
    ),
    Claim(
        "4.22",
        "Many opps lost right after hand-off → qualify harder",
        "rule",
        "M",
        question="Does a gate steered by what AEs refuse reach the wins of the best fixed one, from either end?",
        arms=LOOPS,
        measures=("wins", "win_rate"),
        probes={"wins_late": late_sum("wins", 3), "moves": moves("harder", 4380.0)},
        reproduced="in quarters 3 to 6 not 10 % fewer wins than the best of three definitions, from both starts",
        refuted="10 % fewer or worse from one start; 'depends': at one of two loads",
        judge=_loop,
        replications=10,
        power="20 % of wins",
    ),
    Claim(
        "4.23",
        "Win/loss over 50% → too picky, lost growth (ambiguous: win rate>50%, or wins/losses>0.5 = 33%)",
        "rule/num",
        "M",
        question="Where more than half of the deals are won, would a looser gate win more, at six mixes of offer and load?",
        arms=STRICTNESS,
        measures=("wins", "win_rate", "bookings", "load.closing"),
        reproduced="wherever a gate has a win rate above 50 %, a looser one wins more",
        refuted="wherever it has, a looser one wins fewer; 'depends': more here, fewer there",
        judge=_too_picky,
        replications=8,
        power="half as many wins again, of the strictest gate",
    ),
    Claim(
        "4.24",
        "Not enough leads for SDRs → marketing incentives",
        "rule",
        "M",
        question="When SDRs are idle, does a review that buys more, less fit registrations win more, and what does a lag do?",
        arms=IDLE,
        measures=("wins", "mqls", "idle_share.sdr", "win_rate"),
        probes={"moves": moves("incentives", 4380.0)},
        reproduced="at least 5 % more wins",
        refuted="less than that",
        judge=all_hold(
            rises("wins", "incentives by idle SDRs", "SDRs starve", by=0.05),
            shown(
                lambda e: (
                    *compared(e, "wins", (("incentives, 8 weeks late", "incentives by idle SDRs"),)),
                    *means(e, "idle_share.sdr", tuple(IDLE), "share"),
                    *means(e, "win_rate", tuple(IDLE), "share"),
                    *means(e, "moves", tuple(IDLE)[1:], "a half-year"),
                )
            ),
        ),
        replications=8,
        power="9 % of wins",
    ),
)
