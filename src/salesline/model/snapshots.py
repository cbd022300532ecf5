"""Snapshots: tables of the record as differences of running totals at the ends of quarters and weeks."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from salesline.calendars import quarter_starts
from salesline.model.clock import Recurring
from salesline.model.reps import COUNTS, LEDGER, Rep

if TYPE_CHECKING:
    from salesline.model.desks import DeskState
    from salesline.model.line import Line
    from salesline.model.sources import SourceState

WEEK = 168.0
YEAR = 8766.0
MONTH = 730.5
Columns = dict[str, list[Any]]
DESK_TOTALS = ("entered", "passed", "won", "lost", "nurtured", "lapsed", "opportunities", "backlogged", "touches",
               "first_touches", "wait")  # fmt: skip
SOURCE_TOTALS = ("entered", "sqls", "opportunities", "wins", "lost", "nurtured", "bookings")


class Snapshots:
    """Takes the totals at each boundary and writes the differences as rows."""

    def __init__(self, line: Line) -> None:
        self._line = line
        study = line.scenario.study
        first = 0
        while first > -40 and (quarter_starts(study.start, study.time_zone, study.quarters, first)[0]
                               > line.begin + (WEEK if first else 0.0)):  # fmt: skip
            first -= 1
        bounds = quarter_starts(study.start, study.time_zone, study.quarters, first)
        self.tables: dict[str, Columns] = {
            name: {} for name in ("quarters", "reps", "desks", "sources", "weeks")
        }
        bounds[0] = min(bounds[0], line.begin)  # the days over of a year that is no whole number of quarters
        self.quarters = [(k + first + 1, max(a, line.begin), min(b, line.horizon))
                          for k, (a, b) in enumerate(pairwise(bounds))
                          if b > line.begin and a < line.horizon]  # fmt: skip
        self._old: dict[Any, dict[str, float]] = {}
        for number, start, end in self.quarters:
            if end < line.horizon:
                line.clock.call(end, self._quarter, (number, start, end))
        weeks = int(line.begin // WEEK) + 1
        for week in range(weeks, int(line.horizon // WEEK) + 1):
            if line.begin < week * WEEK < line.horizon:
                line.clock.call(week * WEEK, self._week, week - 1)

    def close(self) -> None:
        """Write the rows that end with the horizon."""
        self.write_quarter(*self.quarters[-1])
        if self._line.horizon % WEEK == 0.0:
            self.write_week(int(self._line.horizon // WEEK) - 1, self._line.horizon)

    def _quarter(self, event: Recurring) -> None:
        self.write_quarter(*event.owner)

    def _week(self, event: Recurring) -> None:
        self.write_week(event.owner, self._line.clock.now)

    def _row(self, table: str, row: dict[str, Any]) -> None:
        columns = self.tables[table]
        for name, value in row.items():
            columns.setdefault(name, []).append(value)

    def _change(self, key: Any, totals: dict[str, float]) -> dict[str, float]:
        old = self._old.get(key, {})
        self._old[key] = totals
        return {name: value - old.get(name, 0) for name, value in totals.items()}

    def write_quarter(self, number: int, start: float, end: float) -> None:
        """Rows of all tables by quarter."""
        line = self._line
        rows = [self._source(source, number, end) for source in line.earning()]
        sources = rows[: len(line.sources)]  # the work of accounts is not new business
        reps = [
            self._rep(rep, number, start, end)
            for rep in line.people.everyone
            if rep.employed_until > start or rep.began >= start or self._ended_late(rep, end)
        ]
        desks = [self._desk(desk, number, start, end) for desk in line.desks.values()]
        organisation = line.organisation
        other = line.scenario.organisation.other_hires
        self._row("quarters", {
            "quarter": number, "start_hour": start, "end_hour": end,
            "leads": sum(s["created"] for s in sources), "mqls": sum(s["entered"] for s in sources),
            **{name: sum(s[name] for s in sources) for name in ("sqls", "opportunities", "wins")},
            "losses": sum(s["lost"] for s in sources), "nurtured": sum(s["nurtured"] + s["gated_out"] for s in sources),
            "bookings": round(sum(s["bookings"] for s in rows), 2),
            "touches": sum(r["touches"] for r in reps),
            "spend_sources": sum(s["cost"] for s in sources), "spend_people": sum(r["cost"] for r in reps),
            "spend_other": (organisation.overhead + other.count * other.cost * (number >= 1)) * (end - start) / YEAR,
        })  # fmt: skip
        for table, written in (("sources", rows), ("reps", reps), ("desks", desks)):
            for row in written:
                self._row(table, row)
        line.rulebook.write(self.tables, "quarter", number, start, end)

    def _source(self, source: SourceState, number: int, now: float) -> dict[str, Any]:
        counts = source.counts
        totals = {name: getattr(counts, name) for name in SOURCE_TOTALS}
        totals["created"] = source.created(now)
        change = self._change(("source", source.account), totals)
        return {
            "source": source.account, "quarter": number, "created": change["created"],
            "gated_out": change["created"] - change["entered"], **{k: change[k] for k in SOURCE_TOTALS[:-1]},
            "open_end": counts.entered - counts.wins - counts.lost - counts.nurtured,
            "bookings": round(change["bookings"], 2), "cost": change["created"] * source.definition.cost,
        }  # fmt: skip

    def _desk(self, desk: DeskState, number: int, start: float, end: float) -> dict[str, Any]:
        wip, backlog = desk.areas(end)
        totals = {name: getattr(desk.tally, name) for name in DESK_TOTALS}
        totals |= {
            "area_wip": wip,
            "area_backlog": backlog,
            "service": desk.tally.service,
            "sojourn": desk.sojourn(end),
        }
        change = self._change(("desk", desk.name), totals)
        most, desk.wip_most = desk.wip_most, desk.wip
        return {
            "desk": desk.name, "quarter": number, "hours": end - start, **{k: change[k] for k in DESK_TOTALS[:-1]},
            "sqls": change["passed"], "wait_first_touch": change["wait"], "area_wip": change["area_wip"],
            "area_backlog": change["area_backlog"], "wip_end": desk.wip, "backlog_end": desk.waiting, "wip_max": most,
            "service_hours": change["service"], "sojourn": change["sojourn"],
        }  # fmt: skip

    def _ended_late(self, rep: Rep, end: float) -> bool:
        """Whether a leaver's last piece of work ended after the quarter of leaving."""
        return ledger(rep, end)["overtime"] > self._old.get(("rep", rep.name), {}).get("overtime", 0.0)

    def _rep(self, rep: Rep, number: int, start: float, end: float) -> dict[str, Any]:
        line = self._line
        totals = ledger(rep, end)
        totals |= {name: getattr(rep, name) for name in COUNTS}
        change = self._change(("rep", rep.name), totals)
        begin, until = max(start, rep.employed_from), min(end, rep.employed_until)
        missed = line.people.attendance.missed(rep).hours(begin, until)
        worked = rep.shifts.hours(begin, until)
        change["absence"] = missed
        role = rep.role
        pay = role.pay
        years = max(0.0, until - begin) / YEAR
        quota = pay.quota * years
        attained = min(1.0, change["bookings"] / quota) if quota else 1.0
        variable = pay.variable * years * attained
        if line.payroll is not None:
            variable += line.payroll.commission(rep, number, start, end)
        cost = (pay.base * years + variable) * (1.0 + pay.burden) + pay.tools * years
        if not rep.founding and start <= rep.employed_from < end:
            cost += pay.recruiting
        tenure = FOUNDER_MONTHS if rep.founding else max(0.0, until - rep.employed_from) / MONTH
        return {
            "rep": rep.name, "role": rep.role_name, "desk": rep.home, "slot": rep.slot, "quarter": number,
            "employed_hours": max(0.0, until - begin), "paid_hours": worked + missed, **{k: change[k] for k in LEDGER},
            **{k: change[k] for k in COUNTS[:-1]}, "bookings": round(change["bookings"], 2), "quota": quota,
            "tenure_months": tenure, "skill": rep.skill, "ramp": rep.ramped, "cost": cost,
        }  # fmt: skip

    def write_week(self, week: int, now: float) -> None:
        """One row per desk: WIP and cumulative flow at the end of a week."""
        line = self._line
        bookings = round(sum(s.counts.bookings for s in line.earning()), 2)
        for desk in line.desks.values():
            tally = desk.tally
            self._row("weeks", {
                "week": week, "hour": now, "desk": desk.name, "wip": desk.wip, "backlog": desk.waiting,
                "entered_total": tally.entered, "left_total": tally.passed + tally.won + tally.lost + tally.nurtured,
                "bookings_total": bookings, "area_wip_total": desk.areas(now)[0],
            })  # fmt: skip
        line.rulebook.write(self.tables, "week", week, max(now - WEEK, line.begin), now)


FOUNDER_MONTHS = 24.0
"""Tenure shown for founding members, who are fully ramped."""


def ledger(rep: Rep, now: float) -> dict[str, float]:
    """A rep's paid time by use until now, the elapsed part of what is in hand included."""
    totals = {name: float(getattr(rep, name)) for name in LEDGER}
    if rep.idle_since is not None:
        totals["idle"] += now - rep.idle_since
    if rep.job is not None:
        elapsed = now - rep.began
        totals["overtime"] += max(0.0, elapsed - rep.shifts.hours(rep.began, now))
        parts = ("setup", "reload", "service", "interruption")
        if rep.on_chore:
            parts = ("internal", "onboarding", "service", "interruption")
        for name, hours in zip(parts, rep.job, strict=True):
            spent = min(hours, elapsed)
            totals[name] += spent
            elapsed -= spent
    return totals
