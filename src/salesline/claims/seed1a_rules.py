"""Claims of source 1A about rules of thumb: 200 MQLs a month, a close rate of 20 %, 200 touches a day, and their table."""

from __future__ import annotations

from typing import Any

from salesline.claims.claim import Arm, Claim, Figure, Finding, Status
from salesline.claims.criteria import sided
from salesline.claims.evidence import Evidence
from salesline.claims.seed1_probes import sourced
from salesline.claims.seed1a_arms import grid, hires, startup
from salesline.claims.seed1a_judges import judged, mean_of, money
from salesline.claims.seed1a_probes import contribution, table_gaps, touches_a_day

DESKS = "organisation.desks"
MQLS = (50, 100, 150, 200, 250, 300, 400)
"""MQLs a month for each of two inbound SDRs."""
PASS = 0.342
"""Share of raw leads that pass the gate."""
INBOUND = {
    "inbound_sqls": sourced("sqls", "inbound"),
    "inbound_mqls": sourced("entered", "inbound"),
    "contribution": contribution,
}
WORTH = 0.10
"""A third SDR is worth a hire if SQLs rise by this share: a fifth of the 50 % more SDRs."""


def _called(mqls: int, sdrs: int) -> Arm:
    rate = 2 * mqls / PASS
    return startup(
        {"market.sources.inbound.rate": f"{rate:.0f} per month", "organisation.roles.inbound_sdr.heads": sdrs}
    )


def _knee(evidence: Evidence) -> Finding:
    figures, gains = [], {}
    for mqls in MQLS:
        two, three = f"{mqls} MQLs", f"{mqls} MQLs, a third SDR"
        gains[mqls] = evidence.relative(three, two, "inbound_sqls")
        figures += [evidence.figure(f"SQLs of a third SDR at {mqls} MQLs a month each", gains[mqls], "share"),
                    mean_of(evidence, f"SQLs per MQL, {mqls}",
                            evidence.values(two, "inbound_sqls") / evidence.values(two, "inbound_mqls"), "share"),
                    evidence.figure(f"SDR utilisation, {mqls}", evidence.mean(two, "utilisation.inbound_sdr"), "share"),
                    money(evidence, f"contribution of a third SDR, {mqls}",
                          evidence.difference(three, two, "contribution"))]  # fmt: skip
    low, high = sided(gains[150], WORTH), sided(gains[250], WORTH)
    status: Status = (
        "refuted"
        if low == "reproduced" or high == "refuted"
        else "reproduced"
        if (low, high) == ("refuted", "reproduced")
        else "undecided"
    )
    clear = [mqls for mqls in MQLS if sided(gains[mqls], WORTH) == "reproduced"]
    where = (
        f"a third SDR brings over 10 % more SQLs from {min(clear)} MQLs a month each"
        if clear
        else "a third SDR never does"
    )
    return Finding(status, tuple(figures), where)


# An AE more, or a coach for the five at the price of one.

CLOSE = {10: -3.9, 15: -3.4, 20: -3.03, 25: -2.7}
"""Intercepts at which about so many percent of opportunities are won, by nothing but how readily buyers say yes."""
COACH = {"heads": 1, "pay": {"base": "$160k per year", "burden": "20 %"}}
"""Costs what an AE does in the first year: $130k and burden, tools and $29k of recruiting."""
FULL = {"market.sources.inbound.rate": "1600 per month", "organisation.roles.inbound_sdr.heads": 4}


def _coached(gain: str) -> dict[str, Any]:
    rule = {"hours": "2 hours per week", "gain": gain, "reach": "6 months", "coaches": "coach"}
    return {"organisation.roles.coach": COACH, "organisation.roles.ae.coaching": rule}


INSTEAD: dict[str, dict[str, Any]] = {
    "nothing": {},
    "an AE more": {"organisation.hiring": [hires("ae", 1)]},
    "coach, 5 %": _coached("5 %"),
    "coach, 20 %": _coached("20 %"),
}
LOADS: dict[str, dict[str, Any]] = {"": {}, ", full": FULL}


def _coaching() -> dict[str, Arm]:
    found = {}
    for rate, intercept in CLOSE.items():
        for load, values in LOADS.items():
            if load and rate in (15, 20):
                continue
            for what, change in INSTEAD.items():
                if load and what == "coach, 5 %":
                    continue
                found[f"{what} at {rate} %{load}"] = grid(
                    {"market.win.intercept": intercept, **values, **change}
                )
    return found


def _coach_or_hire(evidence: Evidence) -> Finding:
    figures: list[Figure] = []
    signs: dict[tuple[str, int, str], Status] = {}
    for load in LOADS:
        for rate in CLOSE:
            if f"nothing at {rate} %{load}" not in evidence.arms:
                continue
            place = f"{rate} %{load}"
            figures.append(evidence.mean_figure(f"nothing at {place}", "win_rate", "share"))
            for gain in ("20 %",) if load else ("5 %", "20 %"):
                better = evidence.difference(
                    f"coach, {gain} at {place}", f"an AE more at {place}", "contribution"
                )
                signs[gain, rate, load] = sided(better, 0.0)
                figures.append(
                    money(evidence, f"coach of gain {gain} against an AE more, close rate {place}", better)
                )
    coach, hire = signs["20 %", 10, ""], signs["20 %", 25, ""]
    middle = signs["20 %", 15, ""]
    status: Status = (
        "reproduced"
        if coach == middle == "reproduced" and hire == "refuted"
        else "refuted"
        if coach == "refuted" or hire == "reproduced"
        else "undecided"
    )
    return Finding(
        status,
        tuple(figures),
        "for the price of an AE; gain: of skill, after six months. What the coach "
        "can teach and whether the AEs are full (twice the leads, four inbound SDRs) decide, not the close rate",
    )


# A dialer, or another outbound SDR.

TOOL = 4.0 / 1.7
DIALER: dict[str, Any] = {
    "organisation.roles.outbound_sdr.tools": {"dial": TOOL, "email": TOOL},
    "organisation.roles.outbound_sdr.pay.tools": "$9.5k per year",
    f"{DESKS}.prospecting.prospecting.conversation": {"lognormal": f"{15 * TOOL:.2f} min", "sigma": 0.5},
}
"""The tool speeds all handling, so that a talk is written down as longer and takes 15 minutes; $2k a year (assumption)."""
LINE = {
    "as it is": grid(),
    "another SDR": grid({"organisation.hiring": [hires("outbound_sdr", 1)]}),
    "dialer": grid(DIALER),
    "dialer, no set-up": grid({**DIALER, "organisation.roles.outbound_sdr.setup": {}}),
}  # fmt: skip
OUTBOUND = {"outbound_sqls": sourced("sqls", "outbound"), "outbound_wins": sourced("wins", "outbound")}


def _dialer(evidence: Evidence) -> Finding:
    sqls = evidence.difference("dialer", "another SDR", "outbound_sqls")
    earned = evidence.difference("dialer", "another SDR", "contribution")
    spent = {arm: evidence.difference(arm, "as it is", "cost_total") for arm in ("another SDR", "dialer")}
    figures = (
        *(
            evidence.mean_figure(arm, m)
            for arm in LINE
            for m in ("touches_a_day", "outbound_sqls", "outbound_wins")
        ),
        evidence.figure("SQLs a year, dialer against another SDR", sqls),
        *(money(evidence, f"cost of the year, {arm}", interval) for arm, interval in spent.items()),
        money(evidence, "contribution, dialer against another SDR", earned),
        money(
            evidence,
            "contribution, dialer against nothing",
            evidence.difference("dialer", "as it is", "contribution"),
        ),
    )
    fast = [sided(evidence.mean(arm, "touches_a_day"), 180.0) for arm in ("dialer", "dialer, no set-up")]
    more = sided(earned, 0.0)
    status: Status = "refuted" if more == "refuted" else more if more == "undecided" else judged(fast)
    return Finding(
        status,
        figures,
        "one outbound SDR of 8 paid hours a day, three quarters of them for touches and talks",
    )


def _table(evidence: Evidence) -> Finding:
    gaps = evidence.mean("startup", "gaps")
    figures = [evidence.figure("cells without a number", gaps)]
    for role in ("ae", "inbound_sdr", "outbound_sdr"):
        figures += [
            evidence.mean_figure("startup", f"{name}.{role}") for name in ("leads_per_rep", "touches_per_rep")
        ]
        figures.append(
            evidence.figure(
                f"capacity used, {role}", evidence.mean("startup", f"utilisation.{role}"), "share"
            )
        )
    figures += [evidence.mean_figure("startup", "win_rate", "share"),
                evidence.mean_figure("startup", "bookings_per_rep.ae", "$"),
                evidence.mean_figure("startup", "attainment.p50", "share"),
                evidence.mean_figure("startup", "touches_a_day")]  # fmt: skip
    return Finding(
        "reproduced" if not evidence.values("startup", "gaps").any() else "refuted",
        tuple(figures),
        "the source's own table is an image that is lost",
    )


RULES: tuple[Claim, ...] = (
    Claim(
        "1A.21",
        "Table of sales model metrics (image lost in seed)",
        "-",
        "M",
        question="Does the record give every rep's leads, touches, close rate, attainment and capacity used?",
        arms={"startup": startup()},
        measures=("win_rate", "bookings_per_rep.ae", "attainment.p50", "utilisation.ae"),
        probes={"gaps": table_gaps, "touches_a_day": touches_a_day("outbound_sdr")},
        reproduced="no rep lacks one of them in any replication",
        refuted="one does",
        judge=_table,
        replications=4,
        power="none needed: it holds or it does not",
        quick=True,
    ),
    Claim(
        "1A.22",
        "Inbound SDR should get 200 MQLs a month before another is hired",
        "rule/num",
        "M",
        question="From how many MQLs a month for each of two inbound SDRs does a third bring over 10 % more SQLs?",
        arms={name: arm for mqls in MQLS
              for name, arm in ((f"{mqls} MQLs", _called(mqls, 2)), (f"{mqls} MQLs, a third SDR", _called(mqls, 3)))},
        measures=("utilisation.inbound_sdr", "speed_to_lead.qualification", "bookings"),
        probes=INBOUND,
        reproduced="under 10 % at 150 MQLs each and over 10 % at 250, intervals included",
        refuted="over 10 % at 150 already, or not yet at 250",
        judge=_knee,
        replications=10,
        power="3 % of SQLs at 150",
    ),
    Claim(
        "1A.23",
        "AE close rate <20% → coach, don't hire",
        "rule/num",
        "M",
        question="For the money of an AE more, does a coach for the five earn more at low close rates and less at high ones?",
        arms=_coaching(),
        measures=("bookings", "win_rate", "cost_total"),
        probes={"contribution": contribution},
        reproduced="with a gain of 20 % the coach earns more at 10 and 15 %, and the AE at 25 %",
        refuted="the AE earns more at 10 %, or the coach still does at 25 %",
        judge=_coach_or_hire,
        replications=12,
        power="$150k",
    ),
    Claim(
        "1A.24",
        "Outbound SDR 200 touches a day; else buy dialer",
        "rule/num",
        "M",
        question="Does a dialer bring an outbound SDR near 200 touches a day, and earn more than another SDR?",
        arms=LINE,
        measures=("cost_total", "sqls"),
        probes={"touches_a_day": touches_a_day("outbound_sdr"), "contribution": contribution, **OUTBOUND},
        reproduced="over 180 touches a day, and the dialer earns more in the year than another SDR",
        refuted="fewer touches, or it earns less; depends: fewer touches, unless set-up between leads goes too",
        judge=_dialer,
        replications=12,
        power="$120k",
    ),
)  # fmt: skip
