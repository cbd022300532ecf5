"""Pay at run time: what each period earns, and what people do at its end to earn more.

Reps look at where they stand each morning. Deals that are pulled forward or kept back are those in the last stage.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING, Any, ClassVar

from salesline.calendars import month_start
from salesline.model.stages import StagesPlan
from salesline.model.watched import bare
from salesline.policies.pay import Commission

if TYPE_CHECKING:
    from salesline.model.leads import Lead
    from salesline.model.line import Line
    from salesline.model.reps import Rep
    from salesline.scenario.organisation import Organisation
    from salesline.scenario.pay import PayPlan, PeriodEnd
    from salesline.scenario.scenario import Scenario

PAY_COLUMNS = ("rep", "role", "quarter", "start_hour", "end_hour", "quota", "bookings", "sqls", "commission")
YEAR = 8766.0
PERIODS = 16
"""Periods of a lead's life whose luck is its own."""


def has_plans(scenario: Scenario) -> bool:
    """Whether anybody is paid by a plan, or oversells, before the plan or in it."""
    return any(_paid(organisation) for organisation in _organisations(scenario))


def oversells(scenario: Scenario) -> bool:
    """Whether anybody promises too much."""
    plans = [role.pay for organisation in _organisations(scenario) for role in organisation.roles.values()]
    pushes = [pay.plan.push for pay in plans if pay.plan is not None and pay.plan.push is not None]
    return any(pay.oversell != 1.0 for pay in plans) or any(push.oversell != 1.0 for push in pushes)


def _organisations(scenario: Scenario) -> list[Organisation]:
    return [scenario.organisation, *([scenario.before.organisation] if scenario.before else [])]


def _paid(organisation: Organisation) -> bool:
    return any(role.pay.plan is not None or role.pay.oversell != 1.0 for role in organisation.roles.values())


class Payroll:
    """What everybody has sold and passed on by time, and what that earns."""

    name: ClassVar[str] = "period end"
    source: ClassVar[str] = (
        "Oyer 1998; Larkin 2014 (sandbagging, discounts at quarter end); InsideSales 2017 (month end)"
    )

    def __init__(self, line: Line) -> None:
        self._line = line
        study = line.scenario.study
        months = range(-2 - int(-line.begin // 700), 3 * study.quarters + 2)
        self._months = [month_start(study.start, study.time_zone, k) for k in months]
        self._first = months[0]
        self._won: dict[Rep, list[tuple[float, float]]] = {}
        self._passed: dict[Rep, list[float]] = {}
        self._pulled: set[Lead] = set()
        self.rows: list[tuple[Any, ...]] = []
        self.oversold: list[float] | None = [] if oversells(line.scenario) else None
        """By closed deal, the log-odds that the rep's promises were worth when it closed."""

    # -- what is earned

    def won(self, lead: Lead, rep: Rep, value: float, now: float) -> None:
        """A rep has won a deal; its customer will remember what was promised."""
        lead.oversold = log(rep.oversells)
        self._won.setdefault(rep, []).append((now, value))

    def expanded(self, lead: Lead, rep: Rep, value: float, now: float) -> None:
        """A rep has sold an expansion, of which the rep's plan counts a part."""
        plan = rep.role.pay.plan
        self.won(lead, rep, value if plan is None else value * plan.expansion_credit, now)

    def passed(self, rep: Rep, now: float) -> None:
        """A rep has passed a lead on as qualified."""
        self._passed.setdefault(rep, []).append(now)

    def closed(self, rep: Rep | None) -> None:
        """A deal has ended."""
        if self.oversold is not None:
            self.oversold.append(0.0 if rep is None else log(rep.oversells))

    def booked(self, rep: Rep, start: float, end: float) -> float:
        """Bookings of a rep from a time to just before another; the horizon's own hour belongs to the last period."""
        until = end if end < self._line.horizon else end + 1.0
        return sum(value for at, value in self._won.get(rep, ()) if start <= at < until)

    def _sqls(self, rep: Rep, start: float, end: float) -> int:
        until = end if end < self._line.horizon else end + 1.0
        times = self._passed.get(rep, [])
        return bisect_left(times, until) - bisect_left(times, start)

    def commission(self, rep: Rep, quarter: int, start: float, end: float) -> float:
        """Dollars that a rep's plan owes for a quarter, period by period; each goes to the table `pay`."""
        pay = rep.role.pay
        if pay.plan is None:
            return 0.0
        edges = [start, end]
        if pay.plan.period == "month":
            edges = [start, *(edge for edge in self._months if start < edge < end), end]
        total = 0.0
        for a, b in pairwise(edges):
            years = max(0.0, min(b, rep.employed_until) - max(a, rep.employed_from)) / YEAR
            booked, sqls, quota = round(self.booked(rep, a, b), 2), self._sqls(rep, a, b), pay.quota * years
            owed = Commission(pay.plan).owed(booked, quota, sqls)
            self.rows.append((rep.name, rep.role_name, quarter, a, b, quota, booked, sqls, owed))
            total += owed
        return round(total, 2)

    # -- what people do for it

    def morning(self, rep: Rep, now: float) -> None:
        """Where a rep stands, and what that leads to today."""
        pay = rep.role.pay
        rep.oversells = pay.oversell
        plan = pay.plan
        if plan is not None and pay.quota and (plan.push is not None or plan.sandbag is not None):
            start, end, number = self._period(plan, now)
            begun = max(start, rep.employed_from)
            attained = self.booked(rep, begun, now) / (pay.quota * (end - begun) / YEAR)
            push, keep = plan.push, plan.sandbag
            if push is not None and attained < push.below and end - now <= push.days:
                rep.lift_speed *= push.speed
                rep.oversells *= push.oversell
                self._pull(rep, push, number, now)
            elif keep is not None and attained >= keep.above:
                self._keep(rep, keep.share, number, now, end)
        if rep.oversells != 1.0:
            rep.lift_odds += log(rep.oversells)

    def _period(self, plan: PayPlan, now: float) -> tuple[float, float, int]:
        """Start, end and number of the present period."""
        k = bisect_right(self._months, now) - 1
        if plan.period == "month":
            return self._months[k], self._months[k + 1], k + self._first
        number = (k + self._first) // 3
        first = 3 * number - self._first
        return self._months[max(0, first)], self._months[first + 3], number

    def _last_stage(self, rep: Rep) -> list[Lead]:
        """Deals of a rep that wait for a touch of their last stage."""
        found = []
        for _, ticket, lead in rep.agenda:
            if lead.ticket == ticket and lead.opened is not None:
                plan = bare(lead.desk.plan)
                if isinstance(plan, StagesPlan) and lead.stage == plan.stages - 1:
                    found.append(lead)
        return found

    def _luck(self, purpose: str, lead: Lead, number: int) -> float:
        return self._line.luck.table(f"{purpose}|{lead.source.name}", PERIODS).draw(
            lead.index, number % PERIODS
        )

    def _pull(self, rep: Rep, push: PeriodEnd, number: int, now: float) -> None:
        for lead in self._last_stage(rep):
            if (
                lead in self._pulled
                or lead.due <= now
                or self._luck("pull forward", lead, number) >= push.pulls
            ):
                continue
            self._pulled.add(lead)
            lead.value = lead.worth * (1.0 - push.discount)
            lead.left = 1
            self._move(lead, rep, now)

    def _keep(self, rep: Rep, share: float, number: int, now: float, end: float) -> None:
        for lead in self._last_stage(rep):
            if lead.left == 1 and now <= lead.due < end and self._luck("sandbag", lead, number) < share:
                self._move(lead, rep, end)

    def _move(self, lead: Lead, rep: Rep, due: float) -> None:
        """Another time for the next touch, on the same agenda."""
        lead.due = due
        self._line.floor.hand(lead, rep, due)
