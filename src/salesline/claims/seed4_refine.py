"""Claims of source 4 about refining leads: what is dropped, who sees what, what to count, promises, learning a score."""

from __future__ import annotations

from typing import Any

from salesline.claims.claim import Claim, Finding, Status
from salesline.claims.criteria import all_hold, crossing, falls, rises, shown, sided
from salesline.claims.evidence import Evidence
from salesline.claims.probes_line import hours_per_win, late_sum
from salesline.claims.ratios import compared, correlation, means
from salesline.claims.seed4_refine_arms import (
    FLOOD,
    MINED,
    ORE,
    PLANS,
    SEEN,
    SLA,
)
from salesline.experiment.statistics import Interval


def _counts(evidence: Evidence) -> Finding:
    """Correlation of wins with MQLs and with sales cycle starts: over luck within a plan, and over plans.

    Starts and MQLs are those of the first two quarters, wins those of the second half. Over plans: Pearson over all
    replications of all plans; the difference of both by a jackknife over replications.
    """
    import numpy as np  # noqa: PLC0415 - kept out of the listing of claims

    def halves(measure: str, quarters: tuple[int, int]) -> Any:
        return np.array([sum(evidence.values(arm, measure, q) for q in quarters) for arm in PLANS])

    mqls, starts, wins = (
        halves(m, q) for m, q in (("mqls", (1, 2)), ("opportunities", (1, 2)), ("wins", (3, 4)))
    )

    def gap(kept: Any) -> tuple[float, float]:
        a, b, c = (x[:, kept].ravel() for x in (mqls, starts, wins))
        return float(np.corrcoef(a, c)[0, 1]), float(np.corrcoef(b, c)[0, 1])

    n = mqls.shape[1]
    whole = gap(np.arange(n))
    parts = np.array([gap(np.delete(np.arange(n), r)) for r in range(n)])
    spread = np.sqrt((n - 1) / n * ((parts - parts.mean(axis=0)) ** 2).sum(axis=0))
    gaps = parts[:, 1] - parts[:, 0]
    half = 1.96 * float(np.sqrt((n - 1) / n * ((gaps - gaps.mean()) ** 2).sum()))
    more = whole[1] - whole[0]
    usual = "24% pass, AN"
    figures = (
        *(
            evidence.figure(
                f"correlation with wins a half-year later, over plans: {name}",
                Interval(r, r - 1.96 * s, r + 1.96 * s, n),
                "",
            )
            for name, r, s in zip(("MQLs", "cycle starts"), whole, spread, strict=True)
        ),
        evidence.figure("difference of both", Interval(more, more - half, more + half, n)),
        evidence.figure("over luck alone: MQLs", correlation(evidence, usual, ("mqls", 1), ("wins", 3))),
        evidence.figure(
            "over luck alone: cycle starts", correlation(evidence, usual, ("opportunities", 1), ("wins", 3))
        ),
    )
    return Finding(sided(Interval(more, more - half, more + half, n), 0.0), figures, "")


def _sample(evidence: Evidence) -> Finding:
    """Opportunities of the last year with a score learned from so many deals."""
    first = "weights as they were"
    found = {arm: evidence.relative(arm, first, "opportunities_late") for arm in MINED if arm != first}
    figures = (
        evidence.mean_figure(first, "opportunities_late"),
        *(evidence.figure(f"{arm}: opportunities", i, "share") for arm, i in found.items()),
        *compared(evidence, "wins_late", (("the last 400 deals", first), ("weights 1 and 1", first))),
    )
    more = evidence.relative("the last 400 deals", "the last 25 deals", "opportunities_late")
    status: Status = sided(found["the last 400 deals"], 0.0)
    words = f"400 deals against 25: {more.mean:+.0%} ({more.low:+.0%} to {more.high:+.0%})"
    return Finding(status, figures, words)


REFINE_CLAIMS: tuple[Claim, ...] = (
    Claim(
        "4.07",
        "Many leads dropped on the floor",
        "mech",
        "M",
        question="Which share of leads is never touched as more come than three SDRs can call?",
        arms=FLOOD,
        measures=("never_touched_share.qualification", "load.qualification", "wins"),
        reproduced="it rises with the load: more at 1.6 times the leads than at 0.6",
        refuted="it does not",
        judge=all_hold(
            rises("never_touched_share.qualification", "1.6 x leads", "0.6 x leads", relative=False),
            shown(
                lambda e: (
                    *means(e, "never_touched_share.qualification", ("0.9 x leads", "1.2 x leads"), "share"),
                    *means(e, "load.qualification", tuple(FLOOD), "share"),
                )
            ),
        ),
        replications=6,
        power="2 points",
    ),
    Claim(
        "4.15",
        "'Leads 2.0' not ready for a call: low-grade ore",
        "mech",
        "M",
        question="Do registrations of a community take fewer hours per win when automation refines them before anyone calls?",
        arms=ORE,
        measures=("wins", "mqls", "sql_close_rate"),
        probes={"sdr_hours_per_win": hours_per_win("sdr"), "ae_hours_per_win": hours_per_win("ae")},
        reproduced="at least 30 % fewer SDR hours per win",
        refuted="less than 30 % fewer",
        judge=all_hold(
            falls("sdr_hours_per_win", "refined first", "called as they come", by=0.30),
            shown(
                lambda e: (
                    *compared(e, "wins", (("refined first", "called as they come"),)),
                    *compared(e, "ae_hours_per_win", (("refined first", "called as they come"),)),
                )
            ),
            words="hours per win fall, and so do wins: SDRs who have time should call the ore all the same",
        ),
        replications=16,
        power="4 % of hours per win",
    ),
    Claim(
        "4.18",
        "Reps see only opportunities and contacts; SDRs may set appointments",
        "rule",
        "M",
        question="Do AEs win more who never see a lead, and more still when SDRs set the first meeting, no-shows and all?",
        arms=SEEN,
        measures=("wins", "bookings_per_rep.ae", "cycle_time_won_p50", "win_rate", "utilisation.ae"),
        reproduced="more wins than by five AEs who call the leads themselves, with scored leads or all, wherever it is clear",
        refuted="fewer wherever it is clear; 'depends': more in one, fewer in the other",
        judge=all_hold(
            crossing(
                "wins",
                (
                    (24.0, "AEs see opportunities", "AEs see the leads"),
                    (100.0, "AEs see opportunities of all leads", "AEs see all leads"),
                ),
                along="leads that somebody calls",
                unit="%",
            ),
            shown(
                lambda e: (
                    *compared(e, "wins", (("with appointments", "AEs see opportunities"),)),
                    *means(e, "cycle_time_won_p50", tuple(SEEN)[:3], "days"),
                    *compared(e, "bookings_per_rep.ae", (("AEs see opportunities", "AEs see the leads"),)),
                )
            ),
        ),
        replications=12,
        power="11 % of wins",
    ),
    Claim(
        "4.20",
        "Focus on sales cycle starts, not leads",
        "rule",
        "M",
        question="Do sales cycle starts tell the wins of the next half-year better than MQLs do, over six plans and over luck?",
        arms=PLANS,
        measures=("mqls", "opportunities", "wins"),
        reproduced="over plans and replications the correlation of starts with later wins is higher than that of MQLs",
        refuted="it is not higher",
        judge=_counts,
        replications=20,
        power="a difference of correlations of .07",
    ),
    Claim(
        "4.21",
        "SLAs marketing↔SDR and SDR↔field",
        "rule",
        "M",
        question="Do promises of both sides show who falls short as leads grow from 0.7 to 1.3 times the usual?",
        arms=SLA,
        measures=(
            "sla_kept_share.mqls",
            "sla_kept_share.first_touch",
            "sla_kept_share.acceptance",
            "sla_lateness.first_touch",
        ),
        reproduced="marketing keeps more of its promise, and SDRs at least 15 points less of theirs",
        refuted="one of both is not so",
        judge=all_hold(
            rises("sla_kept_share.mqls", "1.3 x leads", "0.7 x leads", relative=False),
            falls("sla_kept_share.first_touch", "1.3 x leads", "0.7 x leads", by=0.15, relative=False),
            shown(
                lambda e: (
                    *means(e, "sla_kept_share.first_touch", ("1 x leads",), "share"),
                    *means(e, "sla_kept_share.acceptance", tuple(SLA), "share"),
                    *means(e, "sla_lateness.first_touch", tuple(SLA), "hours"),
                )
            ),
        ),
        replications=8,
        power="3 points",
    ),
    Claim(
        "4.25",
        "Build a model of best customers by mining",
        "mech",
        "S",
        question="How many closed deals does it take until a score that is learned from them finds more opportunities?",
        arms=MINED,
        measures=("opportunities", "wins"),
        probes={"opportunities_late": late_sum("opportunities", 3), "wins_late": late_sum("wins", 3)},
        reproduced="more opportunities in the last year with a model of up to 400 deals than with the weights as they were",
        refuted="fewer",
        judge=_sample,
        replications=12,
        power="9 % of opportunities",
    ),
)
