"""Claims of source 3 about the stream of leads: its volume, its sources, a shock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesline.claims.claim import Arm, Claim, Figure, Finding, Status
from salesline.claims.criteria import all_hold, no_change, sided, within
from salesline.claims.evidence import Evidence
from salesline.claims.probes_opps import per_workday, taken_up
from salesline.claims.redgate import AFTER, BEFORE, SOURCES, redgate, without

FULL: Mapping[str, Any] = {
    "organisation.roles.rep.heads": 8,
    "organisation.roles.ae.heads": 8,
    **{
        f"market.sources.{name}.rate": f"{5250 * share} per month"
        for name, share in zip(
            SOURCES,
            (0.08, 0.08, 0.03, 0.03, 0.62, 0.62, 0.14, 0.14, 0.08, 0.08, 0.05, 0.05),
            strict=True,
        )
    },
}
"""The source's own volume: twice what the scenario has."""

SHOCK: Mapping[str, Any] = {
    f"market.sources.{name}.rate": f"{5250 * share / 2 * 0.7} per month"
    for name, share in zip(
        SOURCES, (0.08, 0.08, 0.03, 0.03, 0.62, 0.62, 0.14, 0.14, 0.08, 0.08, 0.05, 0.05), strict=True
    )
}
"""Three leads in ten stay away."""

SMALL = (
    "partners", "social_media", "chat", "podcast", "user_groups", "review_sites", "old_customers",
    "web_seminars_of_others", "magazines", "student_pages",
)  # fmt: skip

MISFILED = 0.05


def _relabelled(evidence: Evidence) -> Finding:
    """Rank sources by their true yield and by the one recorded when 5 % of leads stand under another source."""
    names = (*SOURCES, *SMALL)
    came = {n: float(evidence.mean("sixteen", f"came {n}").mean) for n in names}
    rate = {n: float(evidence.mean("sixteen", f"sqls {n}").mean) / came[n] for n in names}
    everybody = sum(came.values())
    recorded = {}
    for n in names:
        others = sum(came[m] * rate[m] for m in names if m != n)
        strangers = MISFILED * (everybody - came[n]) / (len(names) - 1)
        stranger_rate = others / (everybody - came[n])
        own = (1 - MISFILED) * came[n]
        recorded[n] = (own * rate[n] + strangers * stranger_rate) / (own + strangers)

    def off(group: tuple[str, ...]) -> float:
        return sum(abs(recorded[n] - rate[n]) for n in group) / sum(rate[n] for n in group)

    def places(group: tuple[str, ...]) -> int:
        true = sorted(group, key=lambda n: -rate[n])
        seen = sorted(group, key=lambda n: -recorded[n])
        return sum(a != b for a, b in zip(true, seen, strict=True))

    nan = float("nan")
    figures = (
        Figure("error of the recorded yield, main sources", off(SOURCES), nan, nan, "share"),
        Figure("error of the recorded yield, small sources", off(SMALL), nan, nan, "share"),
        Figure("main sources out of their place", places(SOURCES), nan, nan, "sources"),
        Figure("small sources out of their place", places(SMALL), nan, nan, "sources"),
    )
    main, small = places(SOURCES), places(SMALL)
    status: Status = "reproduced" if main else "depends" if small else "refuted"
    words = "depends on the size of the source: 5 % put elsewhere leaves the order of the main ones, not of the small ones"
    if status == "refuted":
        words = "the order survives, though the yield recorded for a small source is far off"
    return Finding(status, figures, words if status != "reproduced" else "")


def _shock(evidence: Evidence) -> Finding:
    busy = evidence.relative("busy, shock", "busy", "opportunities")
    idle = evidence.relative("idle, shock", "idle", "opportunities")
    figures = (
        evidence.mean_figure("busy", "utilisation.rep", "share"),
        evidence.figure("busy reps: change of opportunities", busy, "share"),
        evidence.mean_figure("idle", "utilisation.rep", "share"),
        evidence.figure("idle reps: change of opportunities", idle, "share"),
    )
    status = sided(busy, -0.25)
    words = "spare leads cushion a shock; spare reps do not" if status == "reproduced" else ""
    return Finding(status, figures, words)


SOURCE_CLAIMS: tuple[Claim, ...] = (
    Claim(
        "3.01",
        "About 500 leads a day",
        "num",
        "M",
        question="Does the line take the source's own volume, 500 raw leads on each working day, with the heads to match?",
        arms={"full size": Arm("claims/redgate-before.yaml", FULL)},
        measures=("leads", "mqls", "opportunities"),
        probes={"per_workday": per_workday},
        reproduced="475 to 525 leads a working day",
        refuted="otherwise",
        judge=all_hold(within("per_workday", "full size", 475, 525, unit="leads")),
        replications=4,
        power="5 leads a day",
    ),
    Claim(
        "3.14",
        "Definitions: aligned in 95% of cases, worked on the 5%; renewal referral = customer enquiry",
        "rule/num",
        "S",
        question="Which sources change their place in the order by yield when 5 % of leads are filed under another?",
        arms={"sixteen": Arm("claims/redgate-sixteen-sources.yaml")},
        measures=("leads", "sqls"),
        probes={
            **{f"came {n}": taken_up(n, "created") for n in (*SOURCES, *SMALL)},
            **{f"sqls {n}": taken_up(n, "sqls") for n in (*SOURCES, *SMALL)},
        },
        reproduced="a main source changes its place in the order by yield",
        refuted="no source changes its place",
        judge=_relabelled,
        replications=16,
        power="worked out, not drawn: the expected relabelling of the measured yields",
    ),
    Claim(
        "3.15",
        "Few main sources (email and phone, web orders, trials, events, customers, prospecting); about 10 more, mostly <1% each",
        "num",
        "M",
        question="Does a model that counts ten small sources among the six main ones still give the same opportunities?",
        arms={
            "sixteen": Arm("claims/redgate-sixteen-sources.yaml"),
            "six": Arm("claims/redgate-before.yaml"),
        },
        measures=("opportunities", "mqls", "wins"),
        reproduced="opportunities within 5 %",
        refuted="more than 5 % off",
        judge=no_change("opportunities", "six", "sixteen", margin=0.05),
        replications=24,
        power="3 % of opportunities",
    ),
    Claim(
        "3.24",
        "Pandemic year",
        "mech",
        "S",
        question="When three leads in ten stay away, do opportunities fall by as much, with idle reps and with busy ones?",
        arms={
            "busy": AFTER,
            "busy, shock": redgate(SHOCK),
            "idle": BEFORE,
            "idle, shock": without(
                "gate", "nurture", "people", "follow-up", "context", "standard", values=SHOCK
            ),
        },
        measures=("opportunities", "utilisation.rep"),
        reproduced="busy reps lose less than a quarter of their opportunities: they get to the others sooner",
        refuted="they lose as much as the leads do",
        judge=_shock,
        replications=16,
        power="5 % of opportunities",
    ),
)
