"""Claims of source 1C about the line from a raw lead to a deal: stages, hand-offs, checks, and who complains."""

from __future__ import annotations

from salesline.claims.claim import Arm, Claim, Finding, Status
from salesline.claims.criteria import all_hold, crossing, falls, no_change, rises
from salesline.claims.evidence import Evidence
from salesline.claims.seed1_probes import flow, late, leak, recycled_share, sdr_hours_per_opportunity, sourced
from salesline.claims.seed1c_arms import DESKS, SHORT, defined, grown

__all__ = ["LINE"]

NO_GATE = {"market.score.fit_above": None, "market.score.engagement_above": None}
FRICTION = {
    "startup": defined("AN", values=SHORT),
    "strict": defined("BANT", check="BANT", values=SHORT),
    "no gate": defined("AN", values={**NO_GATE, **SHORT}),
    "no gate, strict": defined("BANT", check="BANT", values={**NO_GATE, **SHORT}),
}
HANDED = {name: defined(name, values=SHORT) for name in ("none", "AN", "BANT")}
LOADS = (2, 5, 9)
CHECKED = {
    f"{name}, {sdrs} SDRs": defined("AN", check=check, values=grown(sdrs, 5))
    for sdrs in LOADS
    for name, check in (("SAL", "as is"), ("no SAL", None))
}
TWO = [
    {"name": "understand", "activity": "meeting", "touches": 4, "handling": {"gamma": "67.5 min", "shape": 4},
     "buyer_wait": {"gamma": "7.95 days", "shape": 2}, "verdict": 0.576},
    {"name": "agree", "activity": "meeting", "touches": 4, "handling": {"gamma": "82.5 min", "shape": 4},
     "buyer_wait": {"gamma": "6.8 days", "shape": 2}, "verdict": 0.424},
    {"name": "hand-over", "activity": "paperwork"},
]  # fmt: skip
BASE = "startup-3m.yaml"
FROM_START = {"study.prior": "26 weeks"}
"""The prior weeks are run as the plan: no deal changes its stages on the way."""
STAGES = {
    "four stages": defined("AN", file=BASE, values=FROM_START),
    "two stages": defined("AN", file=BASE, values={f"{DESKS}.closing.stages": TWO, **FROM_START}),
}
RECYCLE = {"market.sources.nurture": {"kind": "nurture", "to": "qualification"}}
THREE = {"organisation.roles.inbound_sdr.heads": 3}
NURSED = {
    "dropped": Arm(BASE, {"study.quarters": 3}),
    "nurtured": Arm(BASE, {**RECYCLE, "study.quarters": 3}),
    "dropped, 3 SDRs": Arm(BASE, {**THREE, "study.quarters": 3}),
    "nurtured, 3 SDRs": Arm(BASE, {**RECYCLE, **THREE, "study.quarters": 3}),
}
SHARED = {
    "shared AN": defined("AN", check="AN"),
    "SDRs AN, AEs BANT": defined("AN", check="BANT"),
    "shared BANT": defined("BANT", check="BANT"),
}


def _friction(evidence: Evidence) -> Finding:
    both = "no gate, strict"
    idle, untouched = (
        evidence.mean(both, "idle_late"),
        evidence.mean(both, "never_touched_share.qualification"),
    )
    figures = tuple(
        evidence.figure(f"{what}, {arm}", evidence.mean(arm, m), "share")
        for arm in FRICTION
        for what, m in (("AEs idle", "idle_late"), ("leads never worked", "never_touched_share.qualification"),
                        ("SQLs per MQL", "sqls_per_mql"), ("win rate", "win_rate"))
    )  # fmt: skip
    held = idle.low > 0.30 and untouched.low > 0.10
    failed = idle.high < 0.30 or untouched.high < 0.10
    status: Status = "reproduced" if held else "refuted" if failed else "undecided"
    return Finding(status, figures, "Unscored leads swamp the SDRs while a strict definition starves the AEs: "
                   "both sides are right at once, and each alone has another remedy.")  # fmt: skip


def _waterfall(evidence: Evidence) -> Finding:
    steps = ("mqls_per_lead", "sqls_per_mql", "opportunities_per_sql", "wins_per_opportunity")
    found = [evidence.mean("startup", step) for step in steps]
    error = float(evidence.values("startup", "account_error").max())
    figures = tuple(
        evidence.figure(step.replace("_", " "), i, "share") for step, i in zip(steps, found, strict=True)
    )
    every = all(float(evidence.values("startup", step).max()) < 1.0 for step in steps)
    status: Status = "reproduced" if every and error < 0.5 else "refuted"
    return Finding(status, figures, f"largest gap in any source's account: {error:g} leads")


def _nursed(evidence: Evidence) -> Finding:
    share = evidence.mean("nurtured", "recycled_share")
    gains = [evidence.relative(f"nurtured{team}", f"dropped{team}", "wins") for team in ("", ", 3 SDRs")]
    first = [
        evidence.relative(f"nurtured{team}", f"dropped{team}", "fresh_sqls") for team in ("", ", 3 SDRs")
    ]
    figures = (
        evidence.figure("wins of SDRs' leads that had been nurtured", share, "share"),
        *(evidence.figure(f"wins, {heads} SDRs", i, "share") for heads, i in zip((2, 3), gains, strict=True)),
        *(
            evidence.figure(f"SQLs of fresh leads, {heads} SDRs", i, "share")
            for heads, i in zip((2, 3), first, strict=True)
        ),
        evidence.mean_figure("dropped", "utilisation.inbound_sdr", "share"),
        evidence.mean_figure("nurtured", "utilisation.inbound_sdr", "share"),
    )
    more = [gain.low > 0.0 for gain in gains]
    status: Status = (
        "refuted"
        if share.high < 0.05
        else "undecided"
        if share.low <= 0.05
        else "reproduced"
        if all(more)
        else "depends"
        if any(more)
        else "undecided"
    )
    return Finding(status, figures, "Wins of recycled leads are not all gained: while SDRs work these, fresh leads wait "
                   "and cool. Return 20 %, after 90 days on average: assumptions.")  # fmt: skip


LINE: tuple[Claim, ...] = (
    Claim(
        "1C.01",
        "Sales: too few/poor leads; marketing: leads unworked",
        "mech",
        "M",
        question="Can AEs rightly complain of too few leads while marketing rightly complains of leads unworked?",
        arms=FRICTION,
        measures=("idle_late", "never_touched_share.qualification", "sqls_per_mql", "win_rate"),
        probes={"idle_late": late("idle", "ae", "paid_hours"), "sqls_per_mql": flow("sqls", "entered")},
        reproduced="in one arm AEs are idle for more than 30 % of paid time while more than 10 % of leads are never worked",
        refuted="the two do not come together",
        judge=_friction,
        replications=8,
        power="2 points of either share",
    ),
    Claim(
        "1C.02",
        "SQL definition = hand-off",
        "rule",
        "M",
        question="Does the definition alone, as data of the desk, decide how many of the same leads cross to sales?",
        arms=HANDED,
        measures=("mqls", "sqls", "utilisation.inbound_sdr"),
        reproduced="AN hands over at least 30 % fewer than no definition, BANT 30 % fewer than AN, of the same MQLs",
        refuted="by less than 30 %, or MQLs differ",
        judge=all_hold(falls("sqls", "AN", "none", by=0.3), falls("sqls", "BANT", "AN", by=0.3),
                       no_change("mqls", "BANT", "none", margin=0.001)),
        replications=4,
        power="5 % of SQLs",
        quick=True,
    ),
    Claim(
        "1C.05",
        "SDR qualifies MQL→SQL",
        "sys",
        "M",
        question="What do the SDRs' questions bring, against handing over everybody who answers?",
        arms={"SDRs qualify": defined("AN", check=None), "SDRs hand all over": defined("none", check=None),
              "AEs check instead": defined("none")},
        measures=("wins_late", "sqls", "utilisation.ae", "cycle_time_won_p50"),
        probes={"wins_late": late("wins")},
        reproduced="wins are more than 10 % fewer if nobody qualifies",
        refuted="by less than 10 %",
        judge=all_hold(falls("wins_late", "SDRs hand all over", "SDRs qualify", by=0.10),
                       words="An AE's check of ten minutes in the SDRs' place saves the line; shown as the third arm."),
        replications=8,
        power="8 % of wins",
    ),
    Claim(
        "1C.06",
        "SAL interim: AE quality check",
        "rule",
        "S",
        question="Does a check by the AE before a deal is opened win more, as leads grow on five AEs?",
        arms=CHECKED,
        measures=("wins", "utilisation.ae", "opportunities"),
        reproduced="the check wins more at every load",
        refuted="it wins less at every load; depends: less with time to spare, more when AEs are full",
        judge=crossing("wins", [(n, f"SAL, {n} SDRs", f"no SAL, {n} SDRs") for n in LOADS],
                       along="number of SDRs feeding five AEs",
                       meaning="The check refuses good deals by mistake (8 % per trait) and saves hours."),
        replications=8,
        power="8 % of wins",
    ),
    Claim(
        "1C.07",
        "Opportunity stage(s)",
        "sys",
        "M",
        question="Are stages bookkeeping: does the same selling in two stages instead of four win the same?",
        arms=STAGES,
        measures=("win_rate", "wins", "sales_cycle_won_p50", "utilisation.ae"),
        reproduced="the win rate differs by less than 10 % with the same touches, hours, waits and verdicts",
        refuted="by more than 10 %",
        judge=all_hold(no_change("win_rate", "two stages", "four stages", margin=0.10),
                       no_change("sales_cycle_won_p50", "two stages", "four stages", margin=0.10)),
        replications=16,
        power="8 % of the win rate",
    ),
    Claim(
        "1C.08",
        "Waterfall: filtered at each stage",
        "sys",
        "M",
        question="Does each stage of the funnel keep fewer leads than came, and does every lead end in exactly one account?",
        arms={"startup": defined("AN")},
        measures=("mqls_per_lead", "sqls_per_mql", "opportunities_per_sql", "wins_per_opportunity", "account_error"),
        probes={
            "mqls_per_lead": flow("entered", "created"),
            "sqls_per_mql": flow("sqls", "entered"),
            "opportunities_per_sql": flow("opportunities", "sqls"),
            "wins_per_opportunity": flow("wins", "opportunities"),
            "account_error": leak,
        },
        reproduced="every share is below 1 in each replication, and each source's account adds up",
        refuted="any share is 1 or more, or an account does not add up",
        judge=_waterfall,
        replications=8,
        power="1 point of each share",
    ),
    Claim(
        "1C.09",
        "Stage I-IV; rejects go back to marketing nurture",
        "mech",
        "M",
        question="Which share of wins comes from leads that went back to nurture, and are these wins gained?",
        arms=NURSED,
        measures=("recycled_share", "fresh_sqls", "wins", "utilisation.inbound_sdr"),
        probes={"recycled_share": recycled_share, "fresh_sqls": sourced("sqls", "inbound")},
        reproduced="more than 5 % of the wins of SDRs' leads were nurtured before, and all wins rise, with 2 SDRs and with 3",
        refuted="less than 5 %; depends: wins rise only with SDRs enough",
        judge=_nursed,
        replications=12,
        power="5 % of wins",
    ),
    Claim(
        "1C.18",
        "Shared definition first",
        "mech",
        "S",
        question="What does it cost if SDRs hand over AN and AEs accept only BANT?",
        arms=SHARED,
        measures=("sdr_hours_per_opportunity", "opportunities_per_sql", "wins_late"),
        probes={
            "sdr_hours_per_opportunity": sdr_hours_per_opportunity,
            "opportunities_per_sql": flow("opportunities", "sqls", 2),
            "wins_late": late("wins"),
        },
        reproduced="against a shared AN, twice as many SDR hours go into an opportunity and wins fall by more than 5 %",
        refuted="less than twice, or wins do not fall",
        judge=all_hold(rises("sdr_hours_per_opportunity", "SDRs AN, AEs BANT", "shared AN", by=1.0),
                       falls("wins_late", "SDRs AN, AEs BANT", "shared AN", by=0.05),
                       falls("opportunities_per_sql", "SDRs AN, AEs BANT", "shared BANT", by=0.2),
                       words="A shared BANT gives nearly the same opportunities and spares the AEs the checks."),
        replications=12,
        power="6 % of wins",
    ),
)  # fmt: skip
