"""Claims of source 1D about the division of work: generalists and specialists, SDRs of both kinds, who owns a deal."""

from __future__ import annotations

from salesline.claims.claim import Claim, Figure, Finding, Status
from salesline.claims.criteria import crossing, sided
from salesline.claims.evidence import Evidence
from salesline.claims.probes_line import one_owner_share
from salesline.claims.probes_opps import taken_up
from salesline.claims.ratios import best_of, compared, means, quotient
from salesline.claims.seed1d_arms import (
    DEPTHS,
    FRONTIER,
    LISTS,
    LOADS,
    ORDERS,
    OTHERWISE,
    OWNERS,
    READY,
    SIZES,
    SPLITS,
)


def _by_size(evidence: Evidence) -> Finding:
    """The better of both splits of each size against as many generalists."""
    pairs = []
    for n, splits in SPLITS.items():
        best = best_of(evidence, [f"{s} SDRs, {a} AEs" for s, a in splits], "wins")
        pairs.append((float(n), best, f"{n} generalists"))
    found = crossing("wins", pairs, along="heads")(evidence)
    more = compared(
        evidence,
        "wins",
        (
            ("specialists, set-up 15 min", "generalists, set-up 15 min"),
            ("specialists, 1.4 x leads", "generalists, 1.4 x leads"),
            ("specialists, checked again", "8 generalists"),
        ),
    )
    best = " / ".join(arm for _, arm, _ in pairs)
    return Finding(found.status, (*found.figures, *more), f"{found.words} Splits: {best}".strip())


def _orders(evidence: Evidence) -> Finding:
    """Whether the order of work of people who do everything matters: wins between best and worst, speed between them."""
    best = best_of(evidence, list(ORDERS), "wins")
    worst = min(ORDERS, key=lambda arm: evidence.mean(arm, "wins").mean)
    gap = evidence.relative(best, worst, "wins", level=1 - 0.05 / 6)
    figures = (
        *means(evidence, "wins", list(ORDERS)),
        *means(evidence, "speed_to_lead.qualification", list(ORDERS), "hours"),
        evidence.figure(f"{best} against {worst}", gap, "share"),
    )
    return Finding(sided(gap, 0.03), figures, f"best order: {best}")


def _frontier(evidence: Evidence) -> Finding:
    """Depth against speed at two loads: what it costs, what it brings, and where the best is."""
    figures: list[Figure] = []
    best, against = {}, {}
    for load in LOADS:
        arms = {m: f"{m} min, {load:g} x leads" for m in DEPTHS}
        figures += means(evidence, "wins", list(arms.values()))
        figures += means(evidence, "speed_to_lead.qualification", list(arms.values()), "hours")
        figures += means(evidence, "sql_close_rate", list(arms.values()), "share")
        best[load] = max(DEPTHS, key=lambda m, arms=arms: evidence.mean(arms[m], "wins").mean)  # type: ignore[misc]
        slower = evidence.relative(arms[60], arms[5], "speed_to_lead.qualification")
        closer = evidence.relative(arms[60], arms[5], "sql_close_rate")
        gain = evidence.relative(arms[60], arms[5], "wins")
        figures.append(evidence.figure(f"{load:g} x leads: wins, 60 against 5 min", gain, "share"))
        against[load] = (sided(slower, 0.0), sided(closer, 0.0), sided(gain, 0.0))
    moved = {state for states in against.values() for state in states[:2]}
    words = f"best conversation: {best[LOADS[0]]} min at low load, {best[LOADS[1]]} min at high load"
    clear = {states[2] for states in against.values()}
    if moved == {"reproduced"} and {"reproduced", "refuted"} <= clear:
        return Finding("depends", tuple(figures), f"depends on load. {words}")
    status: Status = (
        "refuted" if "refuted" in moved else "undecided" if "undecided" in moved else "reproduced"
    )
    return Finding(status, tuple(figures), words)


READY_WORDS = (
    "depends on what counts as ready; whom marketing sends on, the AEs need not reach by telephone, which is a part of the gain. "
    "It wins more with"
)


def _ready(evidence: Evidence) -> Finding:
    """Wins with a way around the SDRs, by what counts as ready."""
    found = {
        arm: evidence.relative(arm, "all to the SDRs", "wins") for arm in READY if arm != "all to the SDRs"
    }
    figures = (
        evidence.mean_figure("all to the SDRs", "wins"),
        *(evidence.figure(f"wins: {arm}", i, "share") for arm, i in found.items()),
        *means(evidence, "cycle_time_won_p50", list(READY), "days"),
        *means(evidence, "utilisation.ae", list(READY), "share"),
    )
    states = {arm: sided(i, 0.0) for arm, i in found.items()}
    clear = set(states.values()) - {"undecided"}
    if clear == {"reproduced", "refuted"}:
        good = ", ".join(arm for arm, state in states.items() if state == "reproduced")
        return Finding("depends", figures, f"{READY_WORDS} {good}")
    status: Status = next(iter(clear)) if len(clear) == 1 else "undecided"
    return Finding(status, figures, "")


def _exhaustion(evidence: Evidence) -> Finding:
    """SQLs of the last quarter against those of the first, by length of the list (inbound is all but off)."""
    found = {name: quotient(evidence, (name, "sqls", 4), (name, "sqls", 1)) for name in LISTS}
    short, long_ = found["300 accounts"], found["15000 accounts"]
    against = evidence.relative("300 accounts", "15000 accounts", "found_by_outbound")
    figures = (
        *means(evidence, "found_by_outbound", list(LISTS), "SQLs"),
        *(evidence.figure(f"SQLs in Q4 over Q1, {name}", i, "share") for name, i in found.items()),
        evidence.figure("SQLs of the year, 300 against 15000 accounts", against, "share"),
    )
    status: Status = (
        "reproduced"
        if against.high < -0.2 and evidence.mean("15000 accounts", "found_by_outbound").low > 0
        else "refuted"
        if against.low > -0.2
        else "undecided"
    )
    words = (
        f"last quarter over first: {short.mean:.0%} with a list of 300, {long_.mean:.0%} with one of 15,000"
    )
    return Finding(status, figures, words)


def _owned(evidence: Evidence) -> Finding:
    """One owner against a relay of the same heads."""
    gain = evidence.relative("one AE to the order", "two who close take over", "wins")
    share = evidence.mean("one AE to the order", "one_owner_share")
    figures = (
        *means(evidence, "wins", list(OWNERS)),
        evidence.figure("one owner against a relay", gain, "share"),
        evidence.figure("won deals worked by one AE alone", share, "share"),
    )
    status: Status = "refuted" if share.mean < 0.99 else sided(gain, 0.02)
    return Finding(status, figures, "")


ROLE_CLAIMS: tuple[Claim, ...] = (
    Claim(
        "1D.01",
        "Division of labour raises productivity",
        "mech",
        "M",
        question="From how many heads on do SDRs and AEs win more than as many generalists with the same leads?",
        arms={**SIZES, **OTHERWISE},
        measures=("wins",),
        reproduced="the better of two splits wins more at every size from 2 to 16",
        refuted="fewer at every size; 'depends': between two sizes",
        judge=_by_size,
        replications=8,
        power="8 % of wins at 8 heads",
    ),
    Claim(
        "1D.02",
        "Earlier: handful of people prospect+close+manage",
        "sys",
        "M",
        question="When eight people do everything, does the order in which they take their work matter?",
        arms=ORDERS,
        measures=("wins", "speed_to_lead.qualification"),
        reproduced="the best of four orders wins at least 3 % more than the worst",
        refuted="less than 3 %",
        judge=_orders,
        replications=8,
        power="9 % of wins",
    ),
    Claim(
        "1D.03",
        "Inbound SDR: speed of response and depth of qualification are the metrics",
        "rule",
        "M",
        question="Does a longer conversation raise what an SQL is worth and slow the first answer, and where is the best?",
        arms=FRONTIER,
        measures=("wins", "sqls", "sql_close_rate", "speed_to_lead.qualification"),
        reproduced="an hour against 5 minutes: more wins per SQL and a slower first touch, at both loads",
        refuted="one of the two metrics does not move so; 'depends': it wins more at one load, less at the other",
        judge=_frontier,
        replications=12,
        power="8 % of wins",
    ),
    Claim(
        "1D.04",
        "Leads tagged ready / not ready; ready straight to AE",
        "rule",
        "M",
        question="Do leads that marketing takes for ready win more when they go to the AEs at once?",
        arms=READY,
        measures=("wins", "win_rate", "cycle_time_won_p50", "utilisation.ae"),
        reproduced="more wins with the way around the SDRs, whichever of three tags is clear",
        refuted="fewer with each; 'depends': more with one tag, fewer with another",
        judge=_ready,
        replications=8,
        power="20 % of wins",
    ),
    Claim(
        "1D.06",
        "Outbound SDR finds targets with no relationship; grouped by territory/product",
        "sys",
        "M",
        question="Does an outbound SDR find SQLs without any lead coming in, and how soon is a short list used up?",
        arms=LISTS,
        measures=("sqls",),
        probes={"found_by_outbound": taken_up("outbound", "sqls")},
        reproduced="SQLs from a list; a list of 300 gives at least a fifth less in a year than one of 15,000",
        refuted="less than a fifth less",
        judge=_exhaustion,
        replications=12,
        power="3 % of outbound SQLs",
        quick=True,
    ),
    Claim(
        "1D.08",
        "AE owns until paying customer ('hunter')",
        "sys",
        "M",
        question="Does one AE to the order win more than a relay in which two of five take over at the proposal?",
        arms=OWNERS,
        measures=("wins", "cycle_time_won_p50"),
        probes={"one_owner_share": one_owner_share},
        reproduced="at least 2 % more wins, and every won deal was one AE's",
        refuted="less than 2 % more",
        judge=_owned,
        replications=16,
        power="8 % of wins",
    ),
)
