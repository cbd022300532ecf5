"""Claims of source 4 about deals and change: proofs of concept, sacred cows, how long a change takes, what to look at."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from salesline.claims.claim import Arm, Claim, Figure, Finding, Status
from salesline.claims.criteria import all_hold, crossing, falls, rises, shown
from salesline.claims.evidence import Evidence
from salesline.claims.probes_books import commission
from salesline.claims.ratios import compared, means
from salesline.claims.seed4_deal_arms import (
    CHANGED,
    COWS,
    GAINS,
    PROOFS,
    SCORECARD,
    SIZES,
    TORNADO,
)
from salesline.experiment.statistics import Interval

if TYPE_CHECKING:
    from salesline.record import Record
    from salesline.scenario.scenario import Scenario


def _flip(evidence: Evidence) -> Finding:
    """Where along the size of deals a proof of concept begins to win more, by what it adds."""
    figures: list[Figure] = []
    words = []
    states: dict[float, Finding] = {}
    for gain in GAINS:
        pairs = [(float(size), f"${size}k, gain {gain:g}", f"${size}k, none") for size in SIZES]
        found = states[gain] = crossing("wins", pairs, along=f"gain {gain:g}, deals of", unit="$k")(evidence)
        figures += found.figures
        words.append(f"gain {gain:g}: {found.words.rstrip('. ') or 'not clear'}")
    figures += [
        evidence.figure(
            f"cycle with a proof of concept against none, {size} $k",
            evidence.relative(f"${size}k, gain 0.6", f"${size}k, none", "cycle_time_won_p50"),
            "share",
        )
        for size in (20, 100)
    ]
    main = states[0.6]
    low, high = main.figures[0], main.figures[2]
    flips = low.high < 0 < high.low
    status: Status = "reproduced" if flips else "refuted" if low.low > 0 or high.high < 0 else "undecided"
    if status == "refuted" and any(f.status == "depends" for f in states.values()):
        status = "depends"
    return Finding(status, tuple(figures), "; ".join(words))


def _tornado(evidence: Evidence) -> Finding:
    """Wins by policy, one at a time."""
    level = 1 - 0.05 / len(COWS)
    found = {name: evidence.relative(name, "as it is", "wins", level=level) for name in COWS}
    order = sorted(found, key=lambda name: found[name].mean)
    figures = tuple(evidence.figure(name, found[name], "share") for name in order)
    hurt = [name for name in order if found[name].high < -0.05]
    helps = [name for name in order if found[name].low > 0.05]
    status: Status = (
        "reproduced" if hurt else "undecided" if any(i.low < -0.05 for i in found.values()) else "refuted"
    )
    return Finding(
        status, figures, f"hurt: {', '.join(hurt) or 'none'}; helped: {', '.join(helps) or 'none'}"
    )


SURE = 0.9


def _how_long(evidence: Evidence) -> Finding:
    """Chance that the wins since the change are more than those of as many quarters without it, on other luck."""
    import numpy as np  # noqa: PLC0415 - kept out of the listing of claims

    def since(arm: str, quarters: int) -> Any:
        return np.sum([evidence.values(arm, "wins", q) for q in range(1, quarters + 1)], axis=0)

    figures, chances = [], []
    for q in range(1, 9):
        new, old = since("refinery", q), since("as before", q)
        apart = ~np.eye(len(new), dtype=bool)
        better = ((new[:, None] > old[None, :]) + 0.5 * (new[:, None] == old[None, :]))[apart]
        chance = float(better.mean())
        # standard error of a Mann-Whitney share: of the means over either side
        sides = ((new[:, None] > old[None, :]) + 0.5 * (new[:, None] == old[None, :])).astype(float)
        error = math.sqrt((sides.mean(axis=1).var(ddof=1) + sides.mean(axis=0).var(ddof=1)) / len(new))
        chances.append(Interval(chance, chance - 1.96 * error, min(1.0, chance + 1.96 * error), len(new)))
        figures.append(
            evidence.figure(f"chance that {q} quarters with it beat {q} without", chances[-1], "share")
        )
    gain = evidence.relative("refinery", "as before", "wins")
    figures.append(evidence.figure("what it is worth: wins of eight quarters", gain, "share"))
    known = next((q for q, c in enumerate(chances, 1) if c.mean >= SURE), 0)
    early, late = chances[1].high < SURE, gain.low > 0
    status: Status = (
        "reproduced"
        if early and late
        else "refuted"
        if chances[1].low >= SURE or gain.high < 0
        else "undecided"
    )
    words = (
        f"after {known} quarters the chance is over 90 %"
        if known
        else "after eight quarters it is still not 90 %"
    )
    return Finding(status, tuple(figures), words)


BOARD = (
    "sla_kept_share.mqls",
    "sla_kept_share.first_touch",
    "sla_kept_share.acceptance",
    "opportunities",
    "win_rate",
    "utilisation.sdr",
    "utilisation.ae",
    "cac",
    "cycle_time_won_p50",
)
"""What the source wants on a dashboard: promises, cycle starts, wins to losses, idle SDRs and AEs, cost of a customer."""


def early_loss(record: Record, scenario: Scenario) -> float:  # noqa: ARG001 - the form of all probes
    """Share of the opportunities of the plan that were lost at the check or in the first stage."""
    found = [d for d in record.rows("deals") if d["opened"] >= 0]
    refused = sum(r["sqls"] - r["opportunities"] for r in record.rows("quarters") if r["quarter"] >= 1)
    lost = sum(d["outcome"] == "lost" and d["stage"] <= 0 for d in found)
    return (lost + refused) / (len(found) + refused) if found else math.nan


def _dashboard(evidence: Evidence) -> Finding:
    """Whether each figure of the dashboard is there in every replication."""
    names = (*BOARD, "early_loss")
    there = [not any(v != v for v in evidence.values("line", name)) for name in names]  # noqa: PLR0124 - not a number
    figures = means(evidence, "early_loss", ("line",), "share") + tuple(
        evidence.mean_figure("line", name) for name in BOARD
    )
    return Finding("reproduced" if all(there) else "refuted", figures, "")


DEAL_CLAIMS: tuple[Claim, ...] = (
    Claim(
        "4.27",
        "$100K deal: proof of concept/executive visit essential; $20K deal: they stretch cycle or lower win",
        "rule/num",
        "M",
        question="From which size of deal does the same proof of concept win more, if only the time of the rest differs?",
        arms=PROOFS,
        measures=("wins", "win_rate", "cycle_time_won_p50"),
        reproduced="with a gain of .6 in log-odds at any size: fewer wins at $20k, more at $100k",
        refuted="more at $20k, or fewer at $100k; 'depends': so, but another gain has such a size",
        judge=_flip,
        replications=16,
        power="10 % of wins",
    ),
    Claim(
        "4.28",
        "'Sacred cow' policies may hurt",
        "mech",
        "M",
        question="Which of seven policies that sound right cost the enterprise wins, one at a time?",
        arms=TORNADO,
        measures=("wins", "win_rate", "cac"),
        reproduced="at least one costs more than 5 % of the wins (all intervals together at 95 %)",
        refuted="none costs 5 %",
        judge=_tornado,
        replications=16,
        power="12 % of wins",
    ),
    Claim(
        "4.29",
        "Change costs; CEO must allow enough time and set board expectations",
        "mech",
        "M",
        question="After how many quarters is it 90 % likely that the wins since the refinery began beat those without it?",
        arms=CHANGED,
        measures=("wins",),
        reproduced="it wins more in the end, and after two quarters the chance to see that is below 90 %",
        refuted="two quarters are enough, or it wins fewer",
        judge=_how_long,
        replications=32,
        power="4 % of the wins of eight quarters",
    ),
    Claim(
        "4.30",
        "Dashboards in SFA",
        "out",
        "M",
        question="Does a record hold every figure that the source wants on a dashboard?",
        arms={"line": Arm("claims/gate-controllers.yaml")},
        measures=BOARD,
        probes={"early_loss": early_loss},
        reproduced="every one of ten figures has a value in every replication",
        refuted="one is missing",
        judge=_dashboard,
        replications=4,
        power="a missing figure in any replication",
        quick=True,
    ),
    Claim(
        "4.31",
        "View revenue as a business process: outputs revenue, fat commissions, happy customers",
        "sys",
        "S",
        question="Does a card of all three outputs show what bookings and commissions hide, when reps promise too much?",
        arms=SCORECARD,
        measures=("bookings", "grr", "arr", "nrr"),
        probes={"commission": commission},
        reproduced="overselling raises bookings and commissions and lowers gross retention by 1 point or more",
        refuted="one of the three is not so",
        judge=all_hold(
            rises("bookings", "overselling", "honest"),
            rises("commission", "overselling", "honest"),
            falls("grr", "overselling", "honest", by=0.01, relative=False),
            shown(
                lambda e: (
                    *compared(e, "arr", (("overselling", "honest"), ("one CSM less than needed", "honest"))),
                    *compared(e, "bookings", (("one CSM less than needed", "honest"),)),
                )
            ),
        ),
        replications=10,
        power="2 points of retention",
    ),
)
