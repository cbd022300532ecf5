"""Claims of source 1C about close rates: BANT and AN out of one population of buyers."""

from __future__ import annotations

from collections.abc import Sequence

from salesline.claims.claim import Arm, Claim, Finding, Judge, Status
from salesline.claims.criteria import all_hold, rises
from salesline.claims.evidence import Evidence
from salesline.claims.seed1_probes import flow, follow_up
from salesline.claims.seed1c_arms import SHORT, along, defined

__all__ = ["CLOSE_RATES", "POPULATION"]

RATE = "close_per_sql"
PROBES = {
    RATE: follow_up("wins", "sqls", 4),
    "close_per_opportunity": follow_up("wins", "opportunities", 4),
}
ERRORS = (0.0, 0.2, 0.5)
STRENGTHS = (0.5, 1.5)
LONG = {"study.quarters": 6}
"""Four quarters of SQLs, and two more in which the last of them are decided."""
SLOPES = {"market.win.budget": 0.9, "market.win.timeframe": 0.7}
OTHERS = ("N", "BAN", "ANT")


def _arms(definition: str) -> dict[str, Arm]:
    errors = {
        name: defined(definition, check=None, error=at, values=LONG)
        for at, name in along(ERRORS, definition + ", error {:.0%}").items()
    }
    strengths = {
        name: defined(
            definition, check=None, values={**LONG, **{key: at * slope for key, slope in SLOPES.items()}}
        )
        for at, name in along(STRENGTHS, definition + ", traits x{:g}").items()
    }
    return {
        f"{definition}, no SAL": defined(definition, check=None, values=LONG),
        f"{definition}, SAL": defined(definition, values=LONG),
        **errors,
        **strengths,
    }


BANT_ARMS = _arms("BANT")
AN_ARMS = _arms("AN")


def in_band(low: float, high: float, readings: Sequence[str], sweep: Sequence[str], meaning: str) -> Judge:
    """Reproduced if the rate lies in the band in every reading, refuted if in none, depends if in some.

    A whole interval in or out of the band decides for a reading. The sweep is shown, not judged.
    """

    def judge(evidence: Evidence) -> Finding:
        found = {arm: evidence.mean(arm, RATE) for arm in (*readings, *sweep)}
        figures = (
            *(evidence.figure(arm, interval, "share") for arm, interval in found.items()),
            *(evidence.mean_figure(arm, "close_per_opportunity", "share") for arm in readings),
        )
        states = {
            "out"
            if found[arm].high < low or found[arm].low > high
            else "in"
            if low <= found[arm].low and found[arm].high <= high
            else "open"
            for arm in readings
        }
        status: Status = (
            "undecided"
            if "open" in states and "in" not in states
            else "reproduced"
            if states == {"in"}
            else "refuted"
            if states == {"out"}
            else "depends"
            if states == {"in", "out"}
            else "undecided"
        )
        inside = [arm for arm in sweep if low <= found[arm].mean <= high]
        words = f"of the sweep in the band: {', '.join(inside) or 'none'}. {meaning}"
        return Finding(status, figures, words.strip())

    return judge


def _sweep(arms: dict[str, Arm]) -> tuple[str, ...]:
    return tuple(arms)[2:]


CLOSE_RATES: tuple[Claim, ...] = (
    Claim(
        "1C.19",
        "BANT SQL close 25-35%",
        "num",
        "M",
        question="Do 25 to 35 % of BANT SQLs close among the startup's buyers, of whom only the AN rate was matched to a sheet?",
        arms=BANT_ARMS,
        measures=(RATE, "close_per_opportunity"),
        probes=PROBES,
        reproduced="wins per SQL handed over lie in 25-35 % with and without the AEs' own check (SAL) before a deal is opened",
        refuted="in neither",
        judge=in_band(0.25, 0.35, ("BANT, no SAL", "BANT, SAL"), _sweep(BANT_ARMS),
                      "It depends on whether an SQL is counted before or after the AEs' check, and on the SDRs' errors."),
        replications=20,
        power="3 points of the close rate",
    ),
    Claim(
        "1C.20",
        "Non-BANT close 10-20%",
        "num",
        "M",
        question="Do 10 to 20 % of AN SQLs close among the same buyers, and of other definitions short of BANT?",
        arms={**AN_ARMS, **{f"{name}, no SAL": defined(name, check=None, values=LONG) for name in OTHERS}},
        measures=(RATE, "close_per_opportunity"),
        probes=PROBES,
        reproduced="wins per AN SQL handed over lie in 10-20 % with and without the AEs' own check (SAL)",
        refuted="in neither",
        judge=in_band(0.10, 0.20, ("AN, no SAL", "AN, SAL"),
                      (*_sweep(AN_ARMS), *(f"{name}, no SAL" for name in OTHERS)),
                      "The AN rate was matched to a worked sheet (13 % of SQLs): weaker evidence than BANT."),
        replications=8,
        power="2 points of the close rate",
    ),
)  # fmt: skip

WORTH = {
    name: BANT_ARMS[name] for name in ("BANT, error 0%", "BANT, no SAL", "BANT, error 20%", "BANT, error 50%")
}
REACHED = {"market.contact.fresh": 1.0, "market.contact.decay": 1.0, "market.contact.beta": 0.0,
           "organisation.roles.inbound_sdr.heads": 8}  # fmt: skip
NO_GATE = {"market.score.fit_above": None, "market.score.engagement_above": None}
BUYING = {
    name: defined(name, check=None, error=0.0, values={**REACHED, **NO_GATE, "study.quarters": 2})
    for name in ("BANT", "AN", "N")
}


def _buying(evidence: Evidence) -> Finding:
    share = evidence.mean("BANT", "met")
    figures = tuple(
        evidence.figure(f"raw leads with {name}", evidence.mean(name, "met"), "share") for name in BUYING
    )
    inside = share.low >= 0.04 and share.high <= 0.06
    status: Status = (
        "reproduced" if inside else "refuted" if share.high < 0.04 or share.low > 0.06 else "undecided"
    )
    return Finding(status, figures, "Shares are the startup's assumptions. A timeframe alone has 30 % of buyers; which of "
                   "these is 'in the buying process' the source leaves open. Traits do not come and go with time.")  # fmt: skip


def _worth(evidence: Evidence) -> Finding:
    found = {arm: evidence.mean(arm, RATE) for arm in WORTH}
    gain = evidence.relative("BANT, error 0%", "BANT, error 50%", RATE)
    usual = evidence.relative("BANT, no SAL", "BANT, error 50%", RATE)
    figures = (
        *(evidence.figure(arm, interval, "share") for arm, interval in found.items()),
        evidence.figure("no error against blind", gain, "share"),
        evidence.figure("10 % error against blind", usual, "share"),
    )
    status: Status = "reproduced" if usual.low > 1.0 else "refuted" if usual.high < 1.0 else "undecided"
    return Finding(
        status, figures, "With 50 % error each trait is a coin and BANT is a lottery over the same buyers."
    )


MARKETING = {
    "startup": defined("AN"),
    "no definition, AEs for all": defined("none", check=None, values={"organisation.roles.ae.heads": 20}),
    "all reached": defined("AN", values=REACHED),
    "all reached, no definition, AEs for all": defined(
        "none", check=None, values={**REACHED, "organisation.roles.ae.heads": 60, "study.quarters": 3}
    ),
    "the same without score gate": defined(
        "none",
        check=None,
        values={**REACHED, **NO_GATE, "organisation.roles.inbound_sdr.heads": 20,
                "organisation.roles.ae.heads": 150, "study.quarters": 3},
    ),
}  # fmt: skip


def _four(evidence: Evidence) -> Finding:
    found = {arm: evidence.mean(arm, "won_of_raw") for arm in MARKETING}
    figures = tuple(evidence.figure(f"raw leads won, {arm}", i, "share") for arm, i in found.items())
    here, most = found["startup"], max(found.values(), key=lambda i: i.mean)
    status: Status = (
        "reproduced"
        if here.low >= 0.03 and here.high <= 0.05
        else "depends"
        if most.low > 0.04
        else "refuted"
        if most.high < 0.04
        else "undecided"
    )
    return Finding(status, figures, "Single pass; arithmetic of the source's own figures: 10 % pass to sales x 35 % BANT "
                   "close = 3.5 % at most. 4 % needs nearly every lead to be worked to the end.")  # fmt: skip


YIELD = {
    f"accuracy {accuracy:g}": defined("AN", values={"market.score.accuracy": accuracy, **SHORT})
    for accuracy in (0.0, 0.3, 0.6, 0.9)
}

POPULATION: tuple[Claim, ...] = (
    Claim(
        "1C.03",
        "MCL; only 4% of marketing leads close (per 47% of B2B marketers)",
        "num",
        "M",
        question="What share of raw marketing leads can a single pass of the funnel win?",
        arms=MARKETING,
        measures=("won_of_raw",),
        probes={"won_of_raw": flow("wins", "created", 2)},
        reproduced="the startup wins 3-5 % of raw leads",
        refuted="not even a line without any limit wins 4 %; depends: only such a line does",
        judge=_four,
        replications=6,
        power="half a point of the share of raw leads",
    ),
    Claim(
        "1C.04",
        "MQL by standards, auto-scored by Eloqua/Marketo",
        "sys",
        "M",
        question="Does a score of two noisy axes pass better leads than a blind one, though it sees no trait?",
        arms=YIELD,
        measures=("sqls_per_mql", "mqls", "wins"),
        probes={"sqls_per_mql": flow("sqls", "entered")},
        reproduced="at accuracy .6 (AUC near .75) an MQL becomes an SQL at least 10 % more often than under a blind score",
        refuted="by less than 10 %",
        judge=all_hold(rises("sqls_per_mql", "accuracy 0.6", "accuracy 0", by=0.10),
                       rises("sqls_per_mql", "accuracy 0.9", "accuracy 0.6"),
                       rises("wins", "accuracy 0.6", "accuracy 0")),
        replications=12,
        power="4 % of SQLs per MQL",
    ),
    Claim(
        "1C.11",
        "BANT = Budget, Authority, Need, Timeframe",
        "rule",
        "M",
        question="Is BANT a property of buyers that SDRs find with errors, so that its worth falls with the error?",
        arms=WORTH,
        measures=(RATE,),
        probes=PROBES,
        reproduced="with 10 % error per trait BANT SQLs close at more than twice the rate of SQLs chosen blindly",
        refuted="at less than twice",
        judge=_worth,
        replications=16,
        power="4 points of the close rate",
    ),
    Claim(
        "1C.12",
        "Only 5% of leads are in the buying process",
        "num",
        "M",
        question="What share of raw leads has all of BANT, if everybody is reached and nothing is seen wrongly?",
        arms=BUYING,
        measures=("met",),
        probes={"met": flow("sqls", "created", 2)},
        reproduced="4 to 6 % of raw leads have all four",
        refuted="less than 4 % or more than 6 %",
        judge=_buying,
        replications=8,
        power="half a point",
    ),
)  # fmt: skip
