"""Claims of source 1C about load: the definition of SQLs decides how busy AEs are."""

from __future__ import annotations

from salesline.claims.claim import Arm, Claim, Figure, Finding, Status
from salesline.claims.criteria import all_hold, crossing, falls, rises, sided
from salesline.claims.evidence import Evidence
from salesline.claims.seed1_probes import follow_up, late
from salesline.claims.seed1c_arms import DEFINITIONS, DIALER, SDR_NEEDS, defined, grown

__all__ = ["LOAD"]

LATE = {
    "idle_late": late("idle", "ae", "paid_hours"),
    "sqls_late": late("sqls"),
    "wins_late": late("wins"),
    "ae_hours_per_win": late("service", "ae", "wins"),
    "opportunities_per_sql": follow_up("opportunities", "sqls"),
    "close_per_sql": follow_up("wins", "sqls"),
}
RELAXED = "claims/relaxed-criteria.yaml"
LONG = {"study.quarters": 6}
RELAX = {
    "startup": defined("AN", values=LONG),
    "relaxed": Arm(RELAXED, LONG),
    "startup, no SAL": defined("AN", check=None, values=LONG),
    "relaxed, no SAL": defined("N", check=None, values=LONG),
    "anything goes, no SAL": defined("none", check=None, values=LONG),
}
FRONT = {name: defined(name) for name in ("none", "N", "AN", "BAN", "BANT")}
STRICT = {
    "AN, AEs check BANT": defined("AN", check="BANT"),
    "BANT, AEs check BANT": defined("BANT", check="BANT"),
}
FULL = grown(5, 5)
DIALERS = {
    "AN, full AEs": defined("AN", values=FULL),
    "AN, SDRs with dialer": defined("AN", values={**FULL, **DIALER}),
    "AN, AEs 25 % faster": defined("AN", values={**FULL, "organisation.roles.ae.tools": {"meeting": 1.25, "paperwork": 1.25}}),
    "BANT, full AEs": defined("BANT", values=FULL),
}  # fmt: skip
SIZES = (2, 5, 9)
LEVELS = tuple(DEFINITIONS[name] for name in ("BANT", "AN", "N"))
GATE = {
    "watch": "utilisation.ae", "below": "75 %", "above": "90 %", "when_below": "up", "when_above": "down",
    "every": "2 weeks", "over": "4 weeks", "levels": LEVELS,
}  # fmt: skip
ADAPTIVE = {
    "organisation.controllers": {
        name: {**GATE, "setting": key.removeprefix("organisation.")}
        for name, key in zip(("inbound", "outbound"), SDR_NEEDS, strict=True)
    }
}
FIXED = ("AN", "BAN", "BANT")
GROWTH = {
    f"{name}, {sdrs} SDRs": defined(name, values=grown(sdrs, 5)) for sdrs in SIZES for name in FIXED
} | {f"adaptive, {sdrs} SDRs": defined("AN", values={**grown(sdrs, 5), **ADAPTIVE}) for sdrs in SIZES}
HUNTERS = {
    f"{name}, {aes} AEs": defined(name, values=grown(4, aes)) for aes in (3, 12) for name in ("N", "AN", "BANT")
}  # fmt: skip


def _relaxed(evidence: Evidence) -> Finding:
    figures: list[Figure] = []
    states: list[Status] = []
    for arm, against in (("relaxed", "startup"), ("relaxed, no SAL", "startup, no SAL"),
                         ("anything goes, no SAL", "startup, no SAL")):  # fmt: skip
        sqls, close, wins = (
            evidence.relative(arm, against, m) for m in ("sqls_late", "close_per_sql", "wins_late")
        )
        figures += [evidence.figure(f"{arm}: {what}", i, "share") for what, i in
                    (("SQLs", sqls), ("wins per SQL", close), ("wins", wins))]  # fmt: skip
        held = [sided(sqls, 0.5), "reproduced" if close.high < -0.3 else "refuted" if close.low > -0.3 else "undecided",
                "reproduced" if wins.high < 0.03 else "refuted" if wins.low > 0.03 else "undecided"]  # fmt: skip
        states.append(
            "refuted" if "refuted" in held else "undecided" if "undecided" in held else "reproduced"
        )
    only = set(states)
    status: Status = states[0] if len(only) == 1 else "undecided" if "undecided" in only else "depends"
    return Finding(status, tuple(figures), "The buyers are the same ones. With a check of their own and "
                   "time to spare AEs win more of them; without the check the extra deals crowd out the good ones.")  # fmt: skip


def _moves(evidence: Evidence) -> Finding:
    best: dict[int, str] = {}
    figures = [evidence.mean_figure(arm, "wins") for arm in HUNTERS]
    for aes in (3, 12):
        best[aes] = max(
            ("N", "AN", "BANT"), key=lambda name: evidence.mean(f"{name}, {aes} AEs", "wins").mean
        )
    few, many = best[3], best[12]
    if few == many:
        return Finding("refuted", tuple(figures), f"{few} is best with few AEs and with many")
    here = evidence.relative(f"{few}, 3 AEs", f"{many}, 3 AEs", "wins")
    there = evidence.relative(f"{many}, 12 AEs", f"{few}, 12 AEs", "wins")
    figures += [evidence.figure(f"3 AEs: {few} against {many}", here, "share"),
                evidence.figure(f"12 AEs: {many} against {few}", there, "share")]  # fmt: skip
    clear = here.low > 0 and there.low > 0
    return Finding(
        "reproduced" if clear else "undecided", tuple(figures), f"best with 3 AEs: {few}; with 12: {many}"
    )


def _front(evidence: Evidence) -> Finding:
    parts = (rises("sqls_late", "AN", "BANT", by=0.3), rises("ae_hours_per_win", "AN", "BANT", by=0.05),
             falls("close_per_sql", "AN", "BANT", by=0.15))  # fmt: skip
    found = [part(evidence) for part in parts]
    own = evidence.relative("AN", "BANT", "opportunities_per_sql")
    strict = evidence.relative("AN, AEs check BANT", "BANT, AEs check BANT", "opportunities_per_sql")
    figures = [figure for part in found for figure in part.figures]
    figures += [
        evidence.mean_figure(arm, m)
        for arm in ("none", "N", "BAN")
        for m in ("sqls_late", "close_per_sql", "ae_hours_per_win")
    ]
    figures += [evidence.figure("SQL to opportunity, AN against BANT, AEs check AN", own, "share"),
                evidence.figure("the same, AEs check BANT", strict, "share")]  # fmt: skip
    others: set[Status] = {part.status for part in found}
    status: Status = (
        "refuted"
        if "refuted" in others
        else "undecided"
        if "undecided" in others
        else "reproduced"
        if own.high < -0.1 and strict.high < -0.1
        else "depends"
        if strict.high < -0.1 and own.low > -0.1
        else "undecided"
    )
    return Finding(status, tuple(figures), "More SQLs, fewer wins of each, more AE hours per win. That fewer SQLs become "
                   "opportunities depends on the AEs checking more than the SDRs do.")  # fmt: skip


def _dialers(evidence: Evidence) -> Finding:
    more = evidence.relative("AN, SDRs with dialer", "AN, full AEs", "wins")
    load = evidence.difference("AN, SDRs with dialer", "AN, full AEs", "utilisation.ae")
    faster = evidence.relative("AN, AEs 25 % faster", "AN, full AEs", "wins")
    strict = evidence.relative("BANT, full AEs", "AN, full AEs", "wins")
    figures = (
        evidence.mean_figure("AN, full AEs", "utilisation.ae"),
        evidence.figure("dialer for SDRs: wins", more, "share"),
        evidence.figure("dialer for SDRs: AE utilisation", load, "share"),
        evidence.figure("AEs 25 % faster: wins", faster, "share"),
        evidence.figure("BANT instead: wins", strict, "share"),
    )
    return Finding(sided(more, 0.03), figures, "A dialer brings full AEs more SQLs, and they win less. Faster work of the AEs "
                   "themselves would help, but theirs is meetings, which no dialer speeds.")  # fmt: skip


def _grows(evidence: Evidence) -> Finding:
    turn = crossing("wins", [(n, f"BANT, {n} SDRs", f"AN, {n} SDRs") for n in SIZES],
                    along="BANT against AN, number of SDRs")(evidence)  # fmt: skip
    figures = list(turn.figures)
    for n in SIZES:
        best = max(FIXED, key=lambda name, n=n: evidence.mean(f"{name}, {n} SDRs", "wins").mean)  # type: ignore[misc]
        gain = evidence.relative(f"adaptive, {n} SDRs", f"{best}, {n} SDRs", "wins")
        figures.append(
            evidence.figure(f"adaptive gate against {best}, the best of three, {n} SDRs", gain, "share")
        )
    small, large = turn.figures[0], turn.figures[-1]
    status: Status = (
        "reproduced"
        if small.high < 0.0 < large.low
        else "refuted"
        if small.low > 0.0 or large.high < 0.0
        else "undecided"
    )
    where = turn.words.split(".")[0].replace("depends on BANT against AN, ", "the sign changes at a ")
    return Finding(status, tuple(figures), f"{where}; five AEs, 400 raw leads a month for each SDR. The gate looks at the "
                   "AEs' load every two weeks and loosens the definition below 75 %, tightens it above 90 %.")  # fmt: skip


LOAD: tuple[Claim, ...] = (
    Claim(
        "1C.10",
        "Fortune 500: marketing relaxed criteria, volume up, conversion abysmal, true quality unchanged",
        "mech/out",
        "M",
        question="If SDRs hand over everybody with a need, what becomes of SQLs, wins per SQL and wins?",
        arms=RELAX,
        measures=("sqls_late", "close_per_sql", "wins_late", "leads"),
        probes=LATE,
        reproduced="in each of three ways SQLs rise by over 50 %, wins per SQL fall by over 30 %, wins gain under 3 %",
        refuted="any of these fails in each way; depends: only in some",
        judge=_relaxed,
        replications=20,
        power="5 % of wins",
    ),
    Claim(
        "1C.13",
        "Strict BANT leaves AEs idle",
        "mech",
        "M",
        question="How much of the AEs' paid time is idle under BANT, and how much under AN?",
        arms={"BANT": FRONT["BANT"], "AN": FRONT["AN"]},
        measures=("idle_late", "wins_late", "utilisation.ae"),
        probes=LATE,
        reproduced="from the third quarter on the idle share is over 10 points higher under BANT, and wins are fewer",
        refuted="less than 10 points, or no fewer wins",
        judge=all_hold(rises("idle_late", "BANT", "AN", by=0.10, relative=False), falls("wins_late", "BANT", "AN"),
                       words="The startup's AEs have spare time under AN already."),
        replications=6,
        power="1.5 points of idle share",
        quick=True,
    ),
    Claim(
        "1C.14",
        "AN criteria: more at top, lower SQL→opp, more work per AE",
        "mech",
        "M",
        question="Does AN give more SQLs than BANT, fewer opportunities and wins per SQL, more AE hours per win?",
        arms={**FRONT, **STRICT},
        measures=("sqls_late", "opportunities_per_sql", "close_per_sql", "ae_hours_per_win", "wins_late"),
        probes=LATE,
        reproduced="at least SQLs +30 %, opportunities per SQL -10 %, wins per SQL -15 %, hours per win +5 %, whatever AEs check",
        refuted="SQLs, wins per SQL or AE hours do not; depends: opportunities per SQL fall only if AEs check BANT",
        judge=_front,
        replications=12,
        power="7 % of wins per SQL",
    ),
    Claim(
        "1C.15",
        "Power dialers mitigate",
        "mech",
        "S",
        question="Where AN fills the AEs' days, does a dialer for the SDRs win more deals?",
        arms=DIALERS,
        measures=("wins", "utilisation.ae", "sqls"),
        reproduced="wins rise by more than 3 %",
        refuted="by less",
        judge=_dialers,
        replications=8,
        power="9 % of wins",
    ),
    Claim(
        "1C.16",
        "AN when small, BANT/ANUM as SDRs are added",
        "rule",
        "M",
        question="As SDRs and leads are added to five AEs, is there a size from which BANT wins more, and does a gate find it?",
        arms=GROWTH,
        measures=("wins", "utilisation.ae"),
        reproduced="AN wins more with 2 SDRs and BANT wins more with 9",
        refuted="BANT wins more with 2, or AN with 9",
        judge=_grows,
        replications=8,
        power="8 % of wins",
    ),
    Claim(
        "1C.17",
        "Keep hunters busy with only the best leads",
        "mech",
        "M",
        question="Is the definition that wins most a stricter one with few AEs than with many, leads being the same?",
        arms=HUNTERS,
        measures=("wins", "utilisation.ae", "idle_share.ae"),
        reproduced="the best definition differs between 3 and 12 AEs, and each beats the other's where it is best",
        refuted="one definition is best for both",
        judge=_moves,
        replications=8,
        power="10 % of wins",
    ),
)  # fmt: skip
