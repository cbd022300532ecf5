"""The catalogue of measures: one declaration each, from which the reference page is made.

A measure declared `by` desk or role is reported once for each of them, as `wip.<desk>` or `utilisation.<role>`; by sla or
expiry, once for each promise or named expiry rule of the scenario, and not at all where there is none. Measures by months,
arr or cash are there, without a suffix, where the record has such books; planned ones where `study.planners` asks for them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from salesline.measures.arithmetic import NAN, gini, percentile, ratio, top_share
from salesline.measures.catalogue_money import money_measures
from salesline.measures.catalogue_planners import planner_measures
from salesline.measures.views import View

__all__ = ["MEASURES", "Measure", "measure_named"]


@dataclass(frozen=True)
class Measure:
    """What one measure means.

    Attributes:
        name: key in the tidy tables, without the desk or role.
        title: words for a heading.
        unit: unit of the value.
        formula: how it is computed, in words.
        population: what it is computed over.
        censoring: what happens to things unfinished at the period's end.
        better: which way is good; None where that depends.
        by: '' for the whole line, else what it is reported for.
        of: the computation.

    """

    name: str
    title: str
    unit: str
    formula: str
    population: str
    censoring: str
    better: Literal["higher", "lower"] | None
    by: Literal["", "desk", "role", "sla", "expiry", "months", "arr", "cash", "planned", "planned role"]
    of: Callable[[View], float]


LINE = "the whole line"
CLOSED = "deals closed in the period, whenever they were created"
CLOSERS = "reps who carry a quota in the period; quota and bookings added over its quarters"
EMPLOYED = "reps of the role employed at any time in the period"
ROLE = "reps of the role, over their paid hours in the period"
DESK = "leads at the desk, whether worked or waiting"

COUNT = "counted in the period in which it happens; nothing is followed further"
DONE = "open deals are left out, so that slow deals are missing near the plan's end"
AREA = "open leads count for the time they were there"
CUT = "work in hand at the period's end counts up to that moment"
MIXED = "a ratio of two flows of the same period, not the fate of one cohort"
PROMISES = "promises of one name; one per lead and state, or one volume per quarter"
DUE = "promises neither met nor due by the period's end, and those that leads withdrew by going, are left out"
SPENT = "counted when spent, whether or not it has paid yet"

WORK = ("service", "setup", "reload", "interruption")
FOCUS = ("setup", "reload", "interruption")


def _cost(v: View) -> float:
    return v.sum("spend_people", "spend_sources", "spend_other")


def _utilisation(v: View) -> float:
    # Overtime is in the work, so it is in the hours too: the share of a long day is at most 1.
    hours = v.staff("paid_hours", "overtime") - v.staff("absence", "internal", "onboarding")
    return ratio(v.staff(*WORK), hours)


def _average_deal(v: View) -> float:
    return ratio(v.sum("bookings") - v.expansions, v.sum("wins"))


def _payback(v: View) -> float:
    cac, deal = ratio(_cost(v), v.sum("wins")), _average_deal(v)
    return ratio(cac, deal * v.terms.gross_margin / 12)


def _growth(v: View) -> float:
    return ratio(v.sum("bookings"), v.prior_bookings) - 1


def _heads(v: View) -> float:
    return ratio(v.staff("employed_hours"), v.hours)


def _ramped(v: View) -> float:
    ramped = [row["employed_hours"] for row in v.reps if row["ramp"] >= v.terms.ramped_from]
    return ratio(sum(ramped), v.hours)


def _days(v: View, since: str, share: float) -> float:
    return percentile([(d["closed"] - d[since]) / 24 for d in v.deals if d["outcome"] == "won"], share)


def _at_quota(v: View) -> float:
    attained = v.attainment()
    return ratio(sum(share >= 1 for share in attained), len(attained))


def _speed_to_lead(v: View) -> float:
    return NAN if v.list_driven else ratio(v.sum("wait_first_touch"), v.sum("first_touches"))


def _untouched(v: View) -> float:
    if v.list_driven:
        return NAN
    # Leads that came before the period may get their first touch in it: a share does not go below 0 for that.
    return max(0.0, 1 - ratio(v.sum("first_touches"), v.sum("entered"))) if v.sum("entered") else ratio(0, 0)


def _sum(column: str) -> Callable[[View], float]:
    return lambda v: v.sum(column)


def _per_hour(column: str) -> Callable[[View], float]:
    return lambda v: ratio(v.sum(column), v.hours)


# fmt: off
_DECLARED = (
    Measure("leads", "Leads", "leads", "number of leads created", "all sources",
            COUNT, "higher", "", _sum("leads")),
    Measure("mqls", "Marketing qualified leads", "leads", "number of leads that pass the score gate and reach a desk",
            "all sources", COUNT, "higher", "", _sum("mqls")),
    Measure("sqls", "Sales qualified leads", "leads", "number of leads passed on as meeting the SQL definition",
            LINE, COUNT, "higher", "", _sum("sqls")),
    Measure("opportunities", "Opportunities", "deals", "number of deals opened", LINE,
            COUNT, "higher", "", _sum("opportunities")),
    Measure("wins", "Wins", "deals", "number of deals won", CLOSED, COUNT, "higher", "", _sum("wins")),
    Measure("losses", "Losses", "deals", "number of deals lost", CLOSED, COUNT, None, "", _sum("losses")),
    Measure("touches", "Touches", "touches", "number of touches made by reps", LINE,
            COUNT, None, "", _sum("touches")),
    Measure("bookings", "Bookings", "$", "sum of the value of deals won", CLOSED,
            COUNT, "higher", "", _sum("bookings")),
    Measure("growth", "Growth", "share", "bookings / bookings of the year before the plan in a time as "
            "long - 1", CLOSED, COUNT, "higher", "", _growth),
    Measure("win_rate", "Win rate", "share", "wins / (wins + losses)", CLOSED,
            DONE, "higher", "", lambda v: ratio(v.sum("wins"), v.sum("wins", "losses"))),
    Measure("sql_close_rate", "Wins per SQL", "share", "wins / sales qualified leads", LINE,
            MIXED, "higher", "", lambda v: ratio(v.sum("wins"), v.sum("sqls"))),
    Measure("average_deal", "Average deal", "$", "bookings, without expansions of customers / wins", CLOSED,
            COUNT, "higher", "", _average_deal),
    Measure("cycle_time_won_p50", "Cycle time of won deals, median", "days", "median of closed - lead created",
            "deals won in the period", DONE, "lower", "", lambda v: _days(v, "created", 0.5)),
    Measure("cycle_time_won_p90", "Cycle time of won deals, slowest tenth", "days",
            "90th percentile of closed - lead created", "deals won in the period",
            DONE, "lower", "", lambda v: _days(v, "created", 0.9)),
    Measure("sales_cycle_won_p50", "Sales cycle of won deals, median", "days", "median of closed - deal opened",
            "deals won in the period", DONE, "lower", "", lambda v: _days(v, "opened", 0.5)),
    Measure("attainment.p50", "Quota attainment, median rep", "share", "median over reps of bookings / quota",
            CLOSERS, COUNT, "higher", "", lambda v: percentile(v.attainment(), 0.5)),
    Measure("reps_at_quota_share", "Reps at quota", "share", "reps with bookings >= quota / reps with a quota",
            CLOSERS, COUNT, "higher", "", _at_quota),
    Measure("top_two_share", "Share of the two best reps", "share", "bookings of the two best reps / bookings of "
            "all reps", "reps employed at any time in the period", COUNT, None, "",
            lambda v: top_share(v.by_rep("bookings"), 2)),
    Measure("cost_people", "Cost of people", "$", "pay, burden, tools and recruiting of reps", LINE,
            SPENT, "lower", "", _sum("spend_people")),
    Measure("cost_sources", "Cost of sources", "$", "spending on leads, lists and shows", LINE,
            SPENT, "lower", "", _sum("spend_sources")),
    Measure("cost_other", "Other cost", "$", "heads outside sales and other spending", LINE,
            SPENT, "lower", "", _sum("spend_other")),
    Measure("cost_total", "Cost", "$", "people + sources + other", LINE, SPENT, "lower", "", _cost),
    Measure("cac", "Customer acquisition cost", "$ per win", "cost / wins", LINE,
            MIXED, "lower", "", lambda v: ratio(_cost(v), v.sum("wins"))),
    Measure("payback_months", "CAC payback", "months", "customer acquisition cost / (average deal * gross margin "
            "/ 12), a deal's value being a year's", LINE, MIXED, "lower", "", _payback),
    Measure("wip", "Work in progress", "leads", "area under the number of leads / hours of the period", DESK,
            AREA, None, "desk", _per_hour("area_wip")),
    Measure("backlog", "Backlog", "leads", "area under the number of leads that wait for a rep / hours of the "
            "period", "leads at the desk that wait", AREA, "lower", "desk", _per_hour("area_backlog")),
    Measure("load", "Load of the desk's reps", "share", "(service + set-up + reload + interruption) / (paid + "
            "overtime - absence - internal - onboarding); a desk that prospects fills all spare time by design",
            "reps of the desk, over their paid hours", CUT, None, "desk", _utilisation),
    Measure("speed_to_lead", "Speed to lead", "hours", "mean time from entering the desk to the first touch",
            "leads first touched at the desk in the period; no value for a desk that prospects",
            "leads still untouched are left out: see the never-touched share", "lower", "desk",
            _speed_to_lead),
    Measure("never_touched_share", "Never touched", "share", "1 - first touches / leads entered, not below 0",
            "leads that entered the desk in the period; none for a desk that prospects: its leads begin with a touch",
            "a lead still waiting at the period's end counts as never touched", "lower", "desk", _untouched),
    Measure("heads", "Heads", "heads", "employed hours / hours of the period", EMPLOYED,
            CUT, None, "role", _heads),
    Measure("ramped_heads", "Ramped heads", "heads", "employed hours of reps whose ramp at the quarter's end is at "
            "least 90 % of full speed and conversion / hours of the period", EMPLOYED, CUT, "higher", "role", _ramped),
    Measure("utilisation", "Utilisation", "share", "(service + set-up + reload + interruption) / (paid + overtime - "
            "absence - internal - onboarding)", ROLE, CUT, None, "role", _utilisation),
    Measure("idle_share", "Idle share", "share", "idle / paid", ROLE, CUT, None, "role",
            lambda v: ratio(v.sum("idle"), v.sum("paid_hours"))),
    Measure("focus_loss", "Focus loss", "share", "(set-up + reload + interruption) / (service + set-up + reload + "
            "interruption)", ROLE, CUT, "lower", "role", lambda v: ratio(v.sum(*FOCUS), v.sum(*WORK))),
    Measure("absence_share", "Absence", "share", "absence / paid", ROLE, CUT, "lower", "role",
            lambda v: ratio(v.sum("absence"), v.sum("paid_hours"))),
    Measure("leads_per_rep", "Leads per head", "leads per head", "leads received / heads", EMPLOYED,
            COUNT, None, "role", lambda v: ratio(v.sum("leads_received"), _heads(v))),
    Measure("touches_per_rep", "Touches per head", "touches per head", "touches / heads", EMPLOYED,
            COUNT, None, "role", lambda v: ratio(v.sum("touches"), _heads(v))),
    Measure("bookings_per_rep", "Bookings per head", "$ per head", "bookings of the role's reps / heads", EMPLOYED,
            COUNT, "higher", "role", lambda v: ratio(v.sum("bookings"), _heads(v))),
    Measure("gini_leads_received", "Inequality of leads received", "Gini coefficient", "mean absolute difference "
            "between two reps / twice the mean", EMPLOYED, COUNT, None, "role",
            lambda v: gini(v.by_rep("leads_received"))),
    Measure("sla_breaches", "Broken promises", "leads", "of a time: deadlines passed unmet; of a volume: leads short of "
            "what was promised, quarter by quarter", PROMISES, DUE, "lower", "sla", _sum("breached")),
    Measure("sla_kept_share", "Promises kept", "share", "kept / (kept + breached)", PROMISES, DUE, "higher", "sla",
            lambda v: ratio(v.sum("kept"), v.sum("kept", "breached"))),
    Measure("sla_lateness", "Lateness of broken promises", "hours", "mean time from the deadline to when it was met after "
            "all, on the promise's own clock", "broken promises of a time met in the period",
            "those not met yet are left out, so that the worst are missing", "lower", "sla",
            lambda v: ratio(v.sum("late_hours"), v.sum("late"))),
    Measure("expired", "Expired leads", "leads", "number of times that the rule's deadline passed", "leads at the rule's desk",
            "a deadline that has not come by the period's end is not counted", "lower", "expiry", _sum("hits")),
)
# fmt: on

_BOOKS = tuple(Measure(*declared) for declared in (*money_measures(_cost), *planner_measures()))

MEASURES: dict[str, Measure] = {measure.name: measure for measure in (*_DECLARED, *_BOOKS)}
"""Every measure by its name, in the order in which it is reported."""


def measure_named(name: str) -> Measure:
    """Return the declaration behind a reported name: `wip.ae` is declared as `wip`.

    Raises:
        KeyError: no such measure.

    """
    return MEASURES[name] if name in MEASURES else MEASURES[name.partition(".")[0]]
