"""What every column of a record's tables means, with its unit: the reference docs/tables.md is made from this.

Times are hours from the start of the plan, negative before it. Plan quarters count from 1; the prior year's are -3 to 0.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["EVENTS", "TABLES", "Table"]


@dataclass(frozen=True)
class Table:
    """One table of a record.

    Attributes:
        row: what a row stands for.
        when: where the table is found.
        columns: by name, (unit, what it means).

    """

    row: str
    when: str
    columns: dict[str, tuple[str, str]]


ALWAYS = "in every record"
LOG = "with the event log (`simulate(..., log=True)`, `run --log`)"
BOOKS = "with `study.money`, `study.cash` or `market.customers`"
_QUARTER = ("number", "quarter of the plan; 0 and below: the prior year")
_BEGIN, _END = ("hours", "beginning of the period"), ("hours", "end of the period")
_DESK, _ROLE, _REP = ("name", "desk"), ("name", "role"), ("name", "rep: role and number, such as ae/0")
_LEAD = ("name", "lead: source and number, such as inbound/12")
_SOURCE = ("name", "source")
_HOURS = ("hours", "length of the period")
_TIME = ("hours", "when")
_MONTH = ("number", "month of the plan; 0 and below: before it")

_QUARTERS = {
    "quarter": _QUARTER,
    "start_hour": _BEGIN,
    "end_hour": _END,
    "leads": ("leads", "created by all sources"),
    "mqls": ("leads", "passed the gate and came to a desk"),
    "sqls": ("leads", "passed on as meeting the SQL definition"),
    "opportunities": ("deals", "opened"),
    "wins": ("deals", "won"),
    "losses": ("deals", "lost"),
    "nurtured": ("leads", "put back to nurture, at the gate or at a desk"),
    "bookings": ("$", "value of the deals won"),
    "touches": ("touches", "made by reps"),
    "spend_sources": ("$", "cost of leads"),
    "spend_people": ("$", "pay, burden, tools and recruiting"),
    "spend_other": ("$", "overhead and other departments' hires"),
}
_REPS = {
    "rep": _REP,
    "role": _ROLE,
    "desk": ("name", "home desk"),
    "slot": ("number", "place within the role; who follows a leaver has a number of its own"),
    "quarter": _QUARTER,
    "employed_hours": ("hours", "calendar hours employed in the quarter"),
    "paid_hours": ("hours", "shifts, worked or missed"),
    "service": ("hours", "work on leads"),
    "setup": ("hours", "lost to changing activity or lead"),
    "reload": ("hours", "lost to what was forgotten since the last touch"),
    "interruption": ("hours", "lost to interruptions"),
    "internal": ("hours", "internal work"),
    "onboarding": ("hours", "learning, or teaching newcomers"),
    "absence": ("hours", "leave and sickness"),
    "idle": ("hours", "nothing to do; all uses add up to paid_hours + overtime"),
    "overtime": ("hours", "work that ended after the shift"),
    "leads_received": ("leads", "given to the rep"),
    "touches": ("touches", "made"),
    "opportunities": (
        "deals",
        "opened by the rep's own acceptance check; without one a deal opens before it has a rep",
    ),
    "wins": ("deals", "won"),
    "bookings": ("$", "value of the deals won"),
    "quota": ("$", "quota of the time employed"),
    "tenure_months": ("months", "since the first day, at the quarter's end; founders 24"),
    "skill": ("factor", "1: the average founder"),
    "ramp": ("share", "speed times conversion at the quarter's end; 1: fully ramped"),
    "cost": ("$", "pay, burden, tools and recruiting of the quarter"),
}
_DESKS = {
    "desk": _DESK,
    "quarter": _QUARTER,
    "hours": _HOURS,
    "entered": ("leads", "came to the desk"),
    "passed": ("leads", "handed on"),
    "won": ("deals", "won"),
    "lost": ("leads", "lost"),
    "nurtured": ("leads", "put back to nurture"),
    "lapsed": ("leads", "of those lost: a buyer's clock had run out"),
    "opportunities": ("deals", "opened"),
    "backlogged": ("leads", "had to wait for a rep"),
    "touches": ("touches", "made"),
    "first_touches": ("leads", "touched for the first time"),
    "sqls": ("leads", "handed on"),
    "wait_first_touch": (
        "lead hours",
        "from coming to the first touch, added over the leads touched first in the quarter",
    ),
    "area_wip": ("lead hours", "area under the number of leads at the desk"),
    "area_backlog": ("lead hours", "area under the number of leads without a rep"),
    "wip_end": ("leads", "at the desk at the end"),
    "backlog_end": ("leads", "without a rep at the end"),
    "wip_max": ("leads", "most at the desk at one time"),
    "service_hours": ("hours", "work on leads"),
    "sojourn": ("lead hours", "time at the desk lead by lead; equals area_wip (Little's law)"),
}
_SOURCES = {
    "source": _SOURCE,
    "quarter": _QUARTER,
    "created": ("leads", "created"),
    "gated_out": ("leads", "stopped by the gate"),
    "entered": ("leads", "came to a desk"),
    "sqls": ("leads", "handed on as SQL"),
    "opportunities": ("deals", "opened"),
    "wins": ("deals", "won"),
    "lost": ("leads", "lost"),
    "nurtured": ("leads", "put back to nurture"),
    "open_end": ("leads", "neither won, lost nor nurtured at the end"),
    "bookings": ("$", "value of the deals won"),
    "cost": ("$", "cost of the leads created"),
}
_WEEKS = {
    "week": ("number", "week of the plan from 0; negative before it"),
    "hour": ("hours", "the week's end"),
    "desk": _DESK,
    "wip": ("leads", "at the desk at the week's end"),
    "backlog": ("leads", "of them without a rep"),
    "entered_total": ("leads", "came since the beginning of the prior year"),
    "left_total": ("leads", "left since then, in whatever way"),
    "bookings_total": ("$", "of the whole line since then"),
    "area_wip_total": ("lead hours", "area under wip since then"),
}
_DEALS = {
    "lead": _LEAD,
    "source": _SOURCE,
    "rep": ("name", "who had the deal when it closed"),
    "desk": _DESK,
    "created": ("hours", "when the lead came"),
    "opened": ("hours", "when it became an opportunity"),
    "closed": ("hours", "when it was won or lost"),
    "outcome": ("won or lost", "how it ended"),
    "reason": ("words", "why it was lost, see the events"),
    "stage": ("number", "stages passed"),
    "value": ("$", "first-year value; of a lost deal what it would have been"),
    "touches": ("touches", "at the desk"),
    "hours": ("hours", "of work, with `study.effort`"),
    "oversold": ("share", "promised beyond what is delivered, where anybody oversells"),
}
_EVENTS = {
    "time": _TIME,
    "lead": _LEAD,
    "activity": (
        "words",
        "a change of state (below), or the activity of a touch by its name in the scenario",
    ),
    "resource": ("name", "rep, if anybody had the lead"),
    "start": ("hours", "beginning of the touch"),
    "end": ("hours", "end of the touch"),
    "outcome": ("words", "of a touch: 'cold' if the buyer had gone cold; of an ending: won, lost, nurtured"),
    "reason": (
        "words",
        "of a touch and of coming to a desk: the desk; of an ending: why; of creation: the territory",
    ),
}
_DECISIONS = {
    "time": _TIME,
    "lead": _LEAD,
    "desk": _DESK,
    "rule": ("words", "rule that decided"),
    "outcome": ("words", "assigned, waits, held, stays or a rule's own word"),
    "chosen": ("name", "who got it"),
    "reason": ("words", "why it waits, or on what occasion it was given out"),
    "eligible": ("names", "who could have got it"),
    "left_out": ("names and words", "everybody else at the desk, each with a reason"),
    "value": ("$", "first-year value of the deal"),
    "after_event": ("number", "rows of the event log that came before"),
}
_AMOUNTS = {
    "base": ("cents", "base pay"),
    "variable": ("cents", "variable pay"),
    "burden": ("cents", "taxes and benefits"),
    "tools": ("cents", "tools"),
    "recruiting": ("cents", "recruiting"),
}
_MONTHS = {
    "month": _MONTH,
    "quarter": _QUARTER,
    "start_hour": _BEGIN,
    "end_hour": _END,
    "wins": ("deals", "won"),
    "bookings": ("cents", "value of the deals won"),
    "revenue": ("cents", "earned"),
    "delivery": ("cents", "cost of delivery"),
    **_AMOUNTS,
    "sources": ("cents", "cost of leads"),
    "other_hires": ("cents", "other departments' hires"),
    "overhead": ("cents", "overhead"),
    "invoiced": ("cents", "sent out"),
    "collected": ("cents", "paid by customers"),
    "receivable_end": ("cents", "invoiced and not paid"),
    "funding": ("cents", "raised, with `study.cash`"),
    "cash_end": ("cents", "in the bank at the end, with `study.cash`"),
}
_PAYROLL = {
    "month": _MONTH,
    "quarter": _QUARTER,
    "rep": _REP,
    "role": _ROLE,
    "hired": ("hours", "first day"),
    "heads": ("heads", "employed, as a share of the month"),
    **_AMOUNTS,
    "cost": ("cents", "all of them"),
    "bookings": ("cents", "value of the deals won"),
}
_EFFORT = {
    "desk": _DESK,
    "stage": ("words", "stage, or 'cadence', or 'acceptance'"),
    "role": _ROLE,
    "outcome": ("words", "how the leads ended; 'open' if they have not"),
    "leads": ("leads", "worked there"),
    "touches": ("touches", "made there"),
    "hours": ("hours", "of work"),
}
_ACCOUNTS = {
    "account": ("name", "the lead it was, or its number in the installed base"),
    "source": _SOURCE,
    "installed": ("yes or no", "was there before"),
    "started": ("hours", "beginning of the contract"),
    "value": ("cents a year", "at the start"),
    "recurring": ("cents a year", "at the end; 0 once gone"),
    "renewals": ("number", "contracts renewed"),
    "expansions": ("number", "times that it grew"),
    "attention": ("share", "of reviews done in time"),
    "support": ("share", "of tickets done in time"),
    "churned_at": ("hours", "when it left; empty: still there"),
    "reason": ("words", "why it left"),
}
_CHANGES = {
    "hour": _TIME,
    "account": ("name", "account"),
    "change": ("words", "new, expansion, contraction or churn"),
    "amount": ("cents a year", "by how much"),
}
_ARR = {
    "month": _MONTH,
    "quarter": _QUARTER,
    "opening": ("cents a year", "recurring revenue at the beginning"),
    "new": ("cents a year", "new customers"),
    "expansion": ("cents a year", "customers that grew"),
    "contraction": ("cents a year", "customers that shrank"),
    "churn": ("cents a year", "customers that left"),
    "closing": ("cents a year", "at the end"),
    "accounts_opening": ("accounts", "at the beginning"),
    "accounts_new": ("accounts", "came"),
    "accounts_churned": ("accounts", "left"),
    "accounts_closing": ("accounts", "at the end"),
}
_PROMISES = {
    "sla": ("name", "promise"),
    "promise": ("words", "what is promised, or to do what"),
    "desk": _DESK,
    "promised": ("leads", "for which it fell due or was given"),
    "kept": ("leads", "in time"),
    "breached": ("leads", "not in time"),
    "withdrawn": ("leads", "gone before it was due"),
    "late": ("leads", "done too late"),
    "late_hours": ("hours", "too late, added up"),
}
_EXPIRIES = {
    "rule": ("name", "expiry rule"),
    "desk": _DESK,
    "state": ("words", "state in which the clock runs"),
    "action": ("words", "what happens: reassign, nurture, drop"),
    "hits": ("leads", "whose clock ran out"),
    "taken": ("leads", "taken from somebody"),
}
_WEEK = {"week": ("number", "week of the plan from 0"), "hours": _HOURS}
_BY_QUARTER = {"quarter": _QUARTER, "hours": _HOURS}
_SETTINGS = {
    "time": _TIME,
    "controller": ("name", "controller, pilot or dated change"),
    "setting": ("dotted key", "what was moved"),
    "watch": ("words", "what was looked at, or 'date'"),
    "value": ("number", "what it was then"),
    "level": ("words", "what the setting became"),
}
_HIRING = {
    "time": _TIME,
    "line": ("number", "line of the hiring plan, from 0"),
    "role": _ROLE,
    "outcome": ("words", "opened, shut or hired"),
    "hires": ("heads", "let through"),
    "weeks_shut": ("weeks", "for which the gate was shut"),
    "figures": ("words", "what the gate looked at"),
}
_PAY = {
    "rep": _REP,
    "role": _ROLE,
    "quarter": _QUARTER,
    "start_hour": ("hours", "beginning of the pay period"),
    "end_hour": ("hours", "its end"),
    "quota": ("$", "of the period"),
    "bookings": ("$", "of the period"),
    "sqls": ("leads", "handed on in the period"),
    "commission": ("$", "earned by the plan"),
}
_CAREERS = {
    "time": _TIME,
    "rep": _REP,
    "role": _ROLE,
    "event": ("words", "left, dismissed, promoted"),
    "tenure_months": ("months", "since the first day"),
    "attainment": ("share", "of quota, as the decision saw it"),
    "became": ("name", "the rep in the new role"),
}
_FEEDBACK = {
    "time": _TIME,
    "deals": ("deals", "closed ones looked at"),
    "fit_weight": ("factor", "new weight of fit"),
    "engagement_weight": ("factor", "new weight of engagement"),
    "sum_above": ("number", "new threshold, so that the pass rate stays"),
}
_OFFERS = {
    "rep": _REP,
    "desk": _DESK,
    "offered": ("leads", "asked to take"),
    "accepted": ("leads", "taken"),
    "declined": ("leads", "declined"),
    "timed_out": ("leads", "not answered in time"),
    "too_late": ("leads", "wanted, but somebody else had it"),
}

TABLES = {
    "quarters": Table("a quarter of the whole line", ALWAYS, _QUARTERS),
    "reps": Table("a rep in a quarter", ALWAYS, _REPS),
    "desks": Table("a desk in a quarter", ALWAYS, _DESKS),
    "sources": Table("a source in a quarter", ALWAYS, _SOURCES),
    "weeks": Table("a desk at the end of a week", ALWAYS, _WEEKS),
    "deals": Table("an opportunity that closed", ALWAYS, _DEALS),
    "totals": Table(
        "the whole replication",
        ALWAYS,
        {"activities": ("number", "pieces of work done"), "touches": ("touches", "made")},
    ),
    "events": Table("one event of a lead", LOG, _EVENTS),
    "decisions": Table("one decision about a lead", LOG, _DECISIONS),
    "months": Table("a month of the books", BOOKS, _MONTHS),
    "payroll": Table("a rep in a month", BOOKS, _PAYROLL),
    "effort": Table("work at a desk and stage, by how the leads ended", "with `study.effort`", _EFFORT),
    "accounts": Table("a customer", "with `market.customers`", _ACCOUNTS),
    "account_changes": Table("a change of what a customer pays", "with `market.customers`", _CHANGES),
    "arr": Table("a month of recurring revenue", "with `market.customers`", _ARR),
    "sla": Table("a promise in a quarter", "with `organisation.sla`", _PROMISES | _BY_QUARTER),
    "sla_weeks": Table("a promise in a week", "with `organisation.sla`", _PROMISES | _WEEK),
    "expiry": Table(
        "a named expiry rule in a quarter", "with `organisation.expiry`", _EXPIRIES | _BY_QUARTER
    ),
    "expiry_weeks": Table("a named expiry rule in a week", "with `organisation.expiry`", _EXPIRIES | _WEEK),
    "settings": Table("a setting that was moved", "with changes, controllers or pilots", _SETTINGS),
    "hiring": Table("a gate of hiring that opened, or stayed shut", "with `hiring.when`", _HIRING),
    "pay": Table("a rep in a pay period", "with `pay.plan`", _PAY),
    "careers": Table("somebody left or was promoted", "with promotion, dismissal or hand-over", _CAREERS),
    "feedback": Table("a review of the score's weights", "with `score` feedback", _FEEDBACK),
    "offers": Table("a rep who is asked to take leads", "with pull, shark tank or acceptance", _OFFERS),
}
"""By name, every table that a record can have."""

EVENTS = {
    "created": "the lead came into being; reason: its territory",
    "entered": "it came to a desk; reason: the desk",
    "assigned": "a rep got it; reason: the desk",
    "bypassed": "it went around a desk, ready to buy",
    "no show": "the buyer did not come to the meeting",
    "pooled": "it waits in a pool that reps pull from",
    "won": "the deal was won",
    "lost": "it was lost; reason: no, gone cold, window closed, no response in time, expired, never reached",
    "nurtured": "it went back to nurture; reason: never reached, not qualified, refused, expired",
}
"""By activity, the changes of a lead's state in the event log; every other activity is a touch."""
