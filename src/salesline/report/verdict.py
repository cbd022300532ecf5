"""The verdict on a study: one plain dictionary behind the terminal text, `--json` and the page.

Keys are stable within a `schema` number; new keys may be added, none is renamed or removed. All money is in dollars,
shares and growth are fractions (0.47 is 47 %), intervals are 95 % confidence intervals `[low, high]` of the mean
or of the chance, and a number that does not exist is null. Everything is computed from the study and its scenarios.

    schema          1
    kind            'run' (one scenario) or 'compare' (several, the first is the baseline)
    scenarios       list, in the order asked:
      name, question, start (ISO date), digest
      plan          null, or bookings, by_quarter, last_year, growth
      spreadsheet   bookings, by_quarter, heads, hires: quota times heads, see `salesline.report.spreadsheet`
      bookings      mean, interval, p10, p50, p90 of the whole plan over replications
      chance        null without a plan, or share, interval (Wilson)
      growth        null where the plan does not state last year's bookings, or mean, interval, planned, last_year
      quarters      list: quarter, plan, mean, interval, p10, p50, p90, chance_to_date, growth_to_date
      first_miss    null, or the first quarter in which bookings to date more likely than not fall short of the plan
      constraint    name ('demand' or a desk), load (of that desk; with 'demand', of the busiest that does not
                    prospect), threshold, words
      desks         list: desk, list_driven, load, slack, wip, backlog (mean open and waiting leads),
                    speed_to_lead (hours); see `salesline.report.constraint.desks`
      attainment    null without quotas, or reps (listed), at_quota (mean number of the listed), share and median (of
                    all, replacements included), others (null, or reps, mean, low, high),
                    by_rep: rep, name, role, new, mean, low, high, at_quota, replications
      roles         list: role, list_driven, heads, utilisation, idle_share (of paid hours), focus_loss (of
                    working time)
      funnel        leads, mqls, sqls, opportunities, wins, losses, win_rate (means over the plan)
      money         cost, cac, payback_months (means)
      books         only with statements by month: means of revenue, operating_profit and, with customers or cash, of
                    what else `salesline.measures` says of them (arr, nrr, ruin ...)
    effects         list, empty for a run, over the whole plan: scenario, baseline, measure (see `salesline.measures`),
                    mean, interval (simultaneous over scenarios), shown (the interval leaves 0 out), chance_best,
                    variance_saved (variance of independent runs / variance on common luck)
    variance_saved  null, or the factor by which common luck shrank the variance of the effects on bookings (median)
    made            replications, seed, version, seconds, precision (half-width of what is asked: of mean bookings unless somebody
                    says), asked (null where nobody says, or list: scenario, text, kind, value, interval, precision)
"""

from __future__ import annotations

from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import numpy as np

from salesline.experiment.asked import BOOKINGS
from salesline.measures import MEASURES
from salesline.report.constraint import constraint, desks
from salesline.report.people import attainment_by_rep
from salesline.report.reading import (
    QUARTERS_PER_YEAR,
    WHOLE_PLAN,
    Reading,
    Values,
    chance,
    clean,
    interval,
    mean_of,
    spread,
)
from salesline.report.spreadsheet import spreadsheet

if TYPE_CHECKING:
    from salesline.experiment.study import Study
    from salesline.scenario.scenario import Scenario

SCHEMA = 1
FUNNEL = (
    "leads",
    "mqls",
    "sqls",
    "opportunities",
    "wins",
    "losses",
    "win_rate",
    "average_deal",
    "sales_cycle_won_p50",
)
MONEY = {"cost": "cost_total", "cac": "cac", "payback_months": "payback_months"}
BOOKS = tuple(name for name, measure in MEASURES.items() if measure.by in ("months", "arr", "cash"))
EVEN = 0.5


def verdict(study: Study) -> dict[str, Any]:
    """Say what a study found, as the documented dictionary of this module (JSON-able, null for what is unknown)."""
    effects = _effects(study)
    saved = [
        e["variance_saved"] for e in effects if e["measure"] == "bookings" and e["variance_saved"] is not None
    ]
    return {
        "schema": SCHEMA,
        "kind": "run" if len(study.names) == 1 else "compare",
        "scenarios": [_scenario(Reading.of(study, name)) for name in study.names],
        "effects": effects,
        "variance_saved": float(np.median(saved)) if saved else None,
        "made": {
            "replications": int(study.replications),
            "seed": int(study.seed),
            "version": _version(),
            "precision": clean(study.precision),
            "asked": None if study.asked == BOOKINGS else _asked(study),
            "seconds": float(study.seconds),
        },
    }


def _asked(study: Study) -> list[dict[str, Any]]:
    """What precision is asked of, for every scenario."""
    return [
        {
            "scenario": name,
            "text": study.asked.text,
            "kind": study.asked.kind,
            "value": clean(seen.value),
            "interval": interval(seen.low, seen.high),
            "precision": clean(study.precision_of(name)),
        }
        for name, seen in study.known.items()
    ]


def _version() -> str:
    try:
        return version("salesline")
    except PackageNotFoundError:
        return "0"


def _scenario(reading: Reading) -> dict[str, Any]:
    bookings = reading.bookings()
    plan = _plan(reading.scenario)
    last_year = plan["last_year"] if plan else None
    before = np.full(len(bookings), np.nan if last_year is None else last_year)
    quarters = _quarters(bookings, plan, before)
    roles = _roles(reading)
    rows = desks(reading)
    sheet = spreadsheet(reading.scenario)
    totals = bookings.sum(axis=1)
    attainment = _attainment(reading)
    return {
        "name": reading.name,
        "question": reading.scenario.question,
        "start": reading.scenario.study.start.isoformat(),
        "digest": reading.scenario.digest,
        "plan": plan,
        "spreadsheet": {**asdict(sheet), "by_quarter": list(sheet.by_quarter)} if sheet.heads else None,
        "bookings": spread(totals),
        "chance": chance(totals >= plan["bookings"]) if plan else None,
        "growth": _growth(reading, plan, last_year),
        "quarters": quarters,
        "first_miss": next((q["quarter"] for q in quarters if plan and q["chance_to_date"] < EVEN), None),
        "constraint": constraint(rows, roles, attainment),
        "desks": rows,
        "attainment": attainment,
        "roles": roles,
        "funnel": {name: reading.mean(name) for name in FUNNEL},
        "money": {key: reading.mean(measure) for key, measure in MONEY.items()},
        **_books(reading),
    }


def _books(reading: Reading) -> dict[str, Any]:
    """Means of the measures of books over the plan; no key where the record has no books."""
    names = [name for name in BOOKS if name in reading.measures.index]
    return {"books": {name: reading.mean(name) for name in names}} if names else {}


def _plan(scenario: Scenario) -> dict[str, Any] | None:
    plan = scenario.study.plan
    if plan is None:
        return None
    quarters = scenario.study.quarters
    by_quarter = list(plan.by_quarter) or [plan.bookings / quarters] * quarters
    growth = _year_growth(plan.bookings, quarters, plan.last_year) if plan.last_year else None
    return {
        "bookings": plan.bookings,
        "by_quarter": by_quarter,
        "last_year": plan.last_year,
        "growth": growth,
    }


def _year_growth(bookings: float, quarters: int, last_year: float) -> float:
    return bookings / quarters * QUARTERS_PER_YEAR / last_year - 1.0


def _growth(reading: Reading, plan: dict[str, Any] | None, last_year: float | None) -> dict[str, Any] | None:
    if not last_year:
        return None
    planned = plan["growth"] if plan else None
    return {**mean_of(reading.values("growth")), "planned": planned, "last_year": last_year}


def _quarters(bookings: Any, plan: dict[str, Any] | None, before: Values) -> list[dict[str, Any]]:
    """One row per plan quarter; 'to date' adds up from the start of the plan, against even quarters of last year."""
    to_date, rows = bookings.cumsum(axis=1), []
    for i in range(bookings.shape[1]):
        target = sum(plan["by_quarter"][: i + 1]) if plan else None
        rows.append(
            {
                "quarter": i + 1,
                "plan": plan["by_quarter"][i] if plan else None,
                **spread(bookings[:, i]),
                "chance_to_date": float((to_date[:, i] >= target).mean()) if target is not None else None,
                "growth_to_date": _growth_to_date(to_date[:, i], i + 1, before),
            }
        )
    return rows


def _growth_to_date(booked: Values, quarters: int, before: Values) -> float | None:
    """Mean growth over the replications that had bookings in the year before, like the measure `growth`."""
    found = [_year_growth(now, quarters, then) for now, then in zip(booked, before, strict=True) if then > 0]
    return clean(np.mean(found)) if found else None


def _attainment(reading: Reading) -> dict[str, Any] | None:
    if "reps" not in reading.tables:
        return None
    found = attainment_by_rep(reading.tables["reps"])
    if found.listed.empty:
        return None
    return {
        "reps": len(found.listed),
        "at_quota": found.at_quota,
        "share": reading.mean("reps_at_quota_share"),
        "median": reading.mean("attainment.p50"),
        "others": asdict(found.others) if found.others else None,
        "by_rep": found.listed.reset_index().to_dict("records"),
    }


def _roles(reading: Reading) -> list[dict[str, Any]]:
    """One row per role, those who carry a quota first: they are the ones a plan is made of."""
    names = ("heads", "utilisation", "idle_share", "focus_loss")
    roles = reading.scenario.organisation.roles
    desks = reading.scenario.organisation.desks.values()
    prospectors = {role for desk in desks if desk.prospecting is not None for role in desk.staffed_by}
    rows = [
        {
            "role": role,
            "list_driven": role in prospectors,
            **{name: reading.mean(f"{name}.{role}") for name in names},
        }
        for role in reading.families("utilisation")
    ]
    return sorted(rows, key=lambda row: row["role"] not in roles or roles[row["role"]].pay.quota <= 0)


def _effects(study: Study) -> list[dict[str, Any]]:
    """Paired differences against the baseline over the whole plan; shown if the interval leaves zero out."""
    if len(study.names) == 1:
        return []
    rows = []
    for row in study.effects[study.effects["quarter"] == WHOLE_PLAN].to_dict("records"):
        pair = interval(row["low"], row["high"])
        rows.append(
            {
                "scenario": str(row["scenario"]),
                "baseline": str(row["baseline"]),
                "measure": str(row["measure"]),
                "mean": clean(row["mean"]),
                "interval": pair,
                "shown": pair is not None and not pair[0] <= 0.0 <= pair[1],
                "variance_saved": clean(row["variance_ratio"]),
                "chance_best": clean(row["chance_best"]),
            }
        )
    return rows
