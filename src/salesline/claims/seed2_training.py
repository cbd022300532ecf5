"""Claims of source 2 about people and customers: training that is the same for all, and who sells the upsell."""

from __future__ import annotations

from math import log, sqrt
from typing import Any

from salesline.claims.claim import Arm, Claim, Figure, Finding, Status
from salesline.claims.criteria import all_hold, shown, sided
from salesline.claims.evidence import Evidence
from salesline.experiment.statistics import Interval, mean_interval

TRAINING = "claims/standard-training.yaml"
SPREADS = (0.3, 0.5, 0.8)
WORSE = 0.05
UPSELL = "claims/upsell.yaml"
ACCOUNTS = (300, 400, 450, 500)
ODDS = (1.0, 0.25)
HALF_AS_GOOD = 0.5
TRIFLE = 0.005


def ramps(spread: float) -> Arm:
    """Return the team whose newcomers' ramp times have a coefficient of variation of `spread`."""
    return Arm(TRAINING, {"organisation.roles.ae.ramp.spread": spread})


def rise_of_error(evidence: Evidence, arm: str, quarter: int = 0) -> Interval:
    """How much larger the standard error of the best forecast is than with newcomers who ramp alike.

    The luck of the ramps is independent of all other luck, which is the same in both arms: the variance of their paired
    difference is what the ramps add to the variance of the arm where all ramp alike. Compared with the ratio of the two arms'
    own variances this leaves out the chance covariance of both parts. Interval by the delta method.
    """
    alike, unlike = evidence.values("alike", "bookings", quarter), evidence.values(arm, "bookings", quarter)
    added = unlike - alike
    squares, base = (added - added.mean()) ** 2, (alike - alike.mean()) ** 2
    part = float(squares.mean() / base.mean())
    half = mean_interval((squares - part * base) / float(base.mean())).half_width / (2.0 * sqrt(1.0 + part))
    rise = sqrt(1.0 + part) - 1.0
    return Interval(rise, rise - half, rise + half, len(alike))


def _forecast(evidence: Evidence) -> Finding:
    """The claim is judged at the spread that 736 hires showed."""
    found = {spread: rise_of_error(evidence, f"spread {spread:g}") for spread in SPREADS}
    figures = [evidence.mean_figure("alike", "bookings")]
    figures += [
        evidence.figure(f"error of the year's forecast, spread {spread:g}", rise, "share")
        for spread, rise in found.items()
    ]
    half = rise_of_error(evidence, "spread 0.5", quarter=2)
    figures.append(evidence.figure("error of the second quarter's forecast, spread 0.5", half, "share"))
    words = "luck of the deals is the larger part of the error" if found[0.5].high < 1.0 else ""
    return Finding(sided(found[0.5], WORSE), tuple(figures), words)


def _bookings(evidence: Evidence) -> tuple[Figure, ...]:
    return tuple(
        evidence.figure(
            f"bookings, spread {spread:g} against alike",
            evidence.relative(f"spread {spread:g}", "alike", "bookings"),
            "share",
        )
        for spread in SPREADS
    )


def upsell(way: str, accounts: int = 400, odds: float = HALF_AS_GOOD) -> Arm:
    """Return three heads that keep and sell to the base: split by difficulty, all CSMs, or CSMs who never sell.

    `odds` is the factor on the odds that a CSM wins a hard occasion.
    """
    values: dict[str, Any] = {"market.customers.installed_base.accounts": accounts}
    if way == "csm":
        values |= {
            "organisation.roles.csm.heads": 3,
            "organisation.roles.am.heads": 0,
            "organisation.desks.hard_upsell.staffed_by": ["csm"],
        }
        if odds != 1.0:
            values["organisation.desks.hard_upsell.stages.0.odds"] = round(log(odds), 4)
    if way == "am":
        values["organisation.desks.easy_upsell.staffed_by"] = ["am"]
    return Arm(UPSELL, values)


def _compared(evidence: Evidence) -> Finding:
    """Split against the two others along the load: where it is worth something, and where it harms."""
    better: list[str] = []
    worse: list[str] = []
    figures = []
    for accounts in ACCOUNTS:
        for name, other in (("one AM sells all", "am"), ("CSMs do all", "csm")):
            change = evidence.relative(f"split, {accounts}", f"{other}, {accounts}", "arr")
            label = f"{accounts} accounts: split against '{name}'"
            figures.append(evidence.figure(label, change, "share"))
            if change.low > TRIFLE:
                better.append(f"'{name}' at {accounts}")
            elif change.high < -TRIFLE:
                worse.append(f"'{name}' at {accounts}")
    status: Status = "depends" if better and worse else "reproduced" if better else "refuted"
    words = f"better than {', '.join(better) or 'none'}; worse than {', '.join(worse) or 'none'}; else unclear or a trifle"
    return Finding(status, tuple(figures), words)


def _at_full_load(evidence: Evidence) -> tuple[Figure, ...]:
    by_odds = [
        evidence.figure(
            f"400 accounts: split against CSMs with {odds:g} of the odds",
            evidence.relative("split, 400", f"csm, odds x {odds:g}", "arr"),
            "share",
        )
        for odds in ODDS
    ]
    lost = [
        evidence.mean_figure(f"{way}, {ACCOUNTS[-1]}", "churned_arr", "$") for way in ("split", "csm", "am")
    ]
    return (*by_odds, *lost)


DUEL = {
    f"{way}, {accounts}": upsell(way, accounts) for way in ("split", "csm", "am") for accounts in ACCOUNTS
}
BY_ODDS = {f"csm, odds x {odds:g}": upsell("csm", 400, odds) for odds in ODDS}

TRAINING_AND_UPSELL: tuple[Claim, ...] = (
    Claim(
        "2.19",
        "Training standardised",
        "mech",
        "S",
        question="Does training that makes newcomers ramp alike, at the same mean time, make the year's forecast better?",
        arms={"alike": ramps(0.0), **{f"spread {spread:g}": ramps(spread) for spread in SPREADS}},
        measures=("bookings",),
        reproduced="with ramp times that differ as those of 736 hires (spread .5), the standard error of the best forecast of "
        "the year's bookings is more than 5 % larger than with newcomers who ramp alike (95 %)",
        refuted="it is at most 5 % larger",
        judge=all_hold(_forecast, shown(_bookings)),
        replications=160,
        power="4 % of the forecast's error",
    ),
    Claim(
        "2.21",
        "Upsell by customer-success if easy (renewal, upgrade); by sales if hard (other product/department)",
        "rule",
        "S",
        question="With the same three heads, does the base pay more after two years if CSMs sell the easy and an AM the hard?",
        arms={**DUEL, **BY_ODDS},
        measures=("arr", "churned_arr"),
        reproduced="with 300 to 500 accounts the base pays over 0.5 % more at some load than where one AM sells all or where "
        "three CSMs, with half the odds of a hard one, do all; and at no load more than 0.5 % less than either (95 %)",
        refuted="at no load more than 0.5 % more than either; depends: more against one or at one load, less against the other "
        "or at another",
        judge=all_hold(_compared, shown(_at_full_load)),
        replications=24,
        power="3 % of recurring revenue",
    ),
)
