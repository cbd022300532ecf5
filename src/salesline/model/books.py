"""The books: what is earned, spent, invoiced and paid by month, in whole cents.

A quarter's months add up to what the record says of the quarter, to the cent: its last month takes what is left of it.
What is not pay by the month (variable pay, in whatever way it is worked out) is therefore booked when the quarter ends.
"""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from salesline.calendars import hour_of, month_start
from salesline.model.clock import Recurring

if TYPE_CHECKING:
    from salesline.model.line import Line
    from salesline.model.reps import Rep
    from salesline.model.snapshots import Snapshots
    from salesline.model.sources import SourceState
    from salesline.scenario.money import Funding
    from salesline.scenario.scenario import Scenario

YEAR = 8766.0
PEOPLE = ("base", "variable", "burden", "tools", "recruiting")
SPENT = (*PEOPLE, "sources", "other_hires", "overhead", "delivery")
Columns = dict[str, list[Any]]


def cents(dollars: float) -> int:
    """An amount in whole cents."""
    return round(100.0 * dollars)


def keeps_books(scenario: Scenario) -> bool:
    """Whether anybody asks for statements by month."""
    study = scenario.study
    return study.money or study.cash is not None or scenario.market.customers is not None


class Books:
    """The books of one replication."""

    def __init__(self, line: Line) -> None:
        self._line = line
        study = line.scenario.study
        self.months: Columns = {}
        self.payroll: Columns = {}
        self.recurring = 0
        """What customers pay per year, cents."""
        self._area, self._since, self._recognised = 0.0, line.begin, 0
        self._once = self._invoiced = self._outstanding = self._funding = 0
        self._due: list[tuple[float, int]] = []
        self._old: dict[Any, int] = {}
        self._spent: dict[Any, dict[str, int]] = {}
        self._created: dict[str, int] = {}
        self._delivery = 1.0 - study.gross_margin
        self._cash = study.cash
        self.cash: int | None = None
        """In the bank at the end of the last month, cents; None where nobody asks."""
        self._terms = 45 * 24.0 if study.cash is None else study.cash.payment_terms
        if study.cash is not None:
            self.cash = cents(study.cash.opening)
            for funding in study.cash.funding:
                at = hour_of(funding.on, study.start, study.time_zone)
                if at < line.horizon:
                    line.clock.call(max(at, line.begin), self._fund, funding)

    def open(self, snapshots: Snapshots) -> None:
        """Lay out the months; each is written after the quarter it ends with."""
        line = self._line
        study = line.scenario.study
        rows = []
        for quarter, start, end in snapshots.quarters:
            edges = [start]
            for k in (1, 2):
                edge = month_start(study.start, study.time_zone, 3 * (quarter - 1) + k)
                if edges[-1] < edge < end:
                    edges.append(edge)
            edges.append(end)
            rows += [
                (3 * (quarter - 1) + k + 1, quarter, a, b, start, b == end)
                for k, (a, b) in enumerate(pairwise(edges))
            ]
        self._last = rows[-1]
        for row in rows[:-1]:
            line.clock.call(row[3], self._month, row)
        self._snapshots = snapshots

    def close(self) -> None:
        """Write the month that ends with the horizon."""
        self._write(*self._last)

    # -- what is earned

    def won(self, value: int, now: float) -> None:
        """A deal is won of whose customer nothing more is known: a year is earned and invoiced."""
        self.change(value, now)
        self.bill(value, now)
        if now + YEAR < self._line.horizon:
            self._line.clock.call(now + YEAR, self._lapse, value)

    def _lapse(self, event: Recurring) -> None:
        self.change(-event.owner, self._line.clock.now)

    def change(self, amount: int, now: float) -> None:
        """What customers pay per year changes by so many cents."""
        self._area += self.recurring * (now - self._since)
        self._since = now
        self.recurring += amount

    def once(self, amount: int) -> None:
        """Something is earned at once."""
        self._once += amount

    def bill(self, amount: int, now: float, *, before: bool = False) -> None:
        """Send an invoice, due after the payment terms; one of `before` the books only brings its money."""
        at = now + self._terms
        if before:
            if at < self._line.clock.now:
                return
            self._outstanding += amount
        else:
            self._invoiced += amount
        heappush(self._due, (at, amount))

    def _fund(self, event: Recurring) -> None:
        funding: Funding = event.owner
        if funding.if_arr_above is None or self.recurring > cents(funding.if_arr_above):
            self._funding += cents(funding.amount)

    # -- the end of a month

    def _month(self, event: Recurring) -> None:
        self._write(*event.owner)

    def _since_last(self, key: Any, total: int) -> int:
        old = self._old.get(key, 0)
        self._old[key] = total
        return total - old

    def _write(self, month: int, quarter: int, start: float, end: float, begin: float, last: bool) -> None:
        line = self._line
        new = [source.counts for source in line.sources.values()]
        row: dict[str, int | float] = {
            "month": month, "quarter": quarter, "start_hour": start, "end_hour": end,
            "wins": self._since_last("wins", sum(counts.wins for counts in new)),
            "bookings": self._since_last("bookings", sum(cents(s.counts.bookings) for s in line.earning())),
        }  # fmt: skip
        self.change(0, end)
        earned = round(self._area / YEAR) + self._once
        row["revenue"] = earned - self._recognised
        self._recognised = earned
        row["delivery"] = round(self._delivery * row["revenue"])
        row |= self._people(month, quarter, begin, end, last=last)
        row |= self._others(quarter, begin, end, last=last)
        row["invoiced"] = self._invoiced
        collected = 0
        while self._due and self._due[0][0] < end:
            collected += heappop(self._due)[1]
        self._outstanding += self._invoiced - collected
        self._invoiced = 0
        row["collected"], row["receivable_end"] = collected, self._outstanding
        if self._cash is not None:
            row["funding"] = self._funding
            self._funding = 0
            if month >= 1:
                assert self.cash is not None
                self.cash += collected + int(row["funding"]) - sum(int(row[name]) for name in SPENT)
            row["cash_end"] = self.cash if self.cash is not None else 0
        if line.clients is not None:
            line.clients.bridge.close(month, quarter)
        for name, value in row.items():
            self.months.setdefault(name, []).append(value)

    def _accrue(self, key: Any, to_date: dict[str, int], *, last: bool) -> dict[str, int]:
        """This month's part of amounts that add up from the start of the quarter."""
        old = self._spent.pop(key, {})
        if not last:
            self._spent[key] = to_date
        return {name: value - old.get(name, 0) for name, value in to_date.items()}

    def _others(self, quarter: int, begin: float, end: float, *, last: bool) -> dict[str, int]:
        line = self._line
        years = (end - begin) / YEAR
        overhead = cents(line.organisation.overhead * years)
        other = line.scenario.organisation.other_hires
        hires = cents(other.count * other.cost * (quarter >= 1) * years)
        tables = self._snapshots.tables
        if last:
            hires = cents(tables["quarters"]["spend_other"][-1]) - overhead
            costs = self._last_rows("sources", quarter, "cost")
            spent = sum(cents(cost) for _, cost in costs)
            self._created = {s.account: s.created(end) for s in line.sources.values()}
        else:
            spent = sum(self._source_cost(source, end) for source in line.sources.values())
        return self._accrue(
            "others", {"sources": spent, "other_hires": hires, "overhead": overhead}, last=last
        )

    def _source_cost(self, source: SourceState, now: float) -> int:
        return cents((source.created(now) - self._created.get(source.account, 0)) * source.definition.cost)

    def _last_rows(self, table: str, quarter: int, column: str) -> list[tuple[int, float]]:
        """Row numbers and values of a column in the quarter just written."""
        columns = self._snapshots.tables[table]
        values = columns.get(column, [])
        k, found = len(values) - 1, []
        while k >= 0 and columns["quarter"][k] == quarter:
            found.append((k, values[k]))
            k -= 1
        return found[::-1]

    def _people(self, month: int, quarter: int, begin: float, end: float, *, last: bool) -> dict[str, int]:
        everyone = self._line.people.everyone
        if last:
            names = self._snapshots.tables["reps"].get("rep", [])
            by_name = {rep.name: rep for rep in everyone}
            total = {names[k]: cost for k, cost in self._last_rows("reps", quarter, "cost")}
            staff = [by_name[name] for name in total]
        else:
            staff, total = [rep for rep in everyone if rep.employed_until > begin], {}
        sums = dict.fromkeys(PEOPLE, 0)
        for rep in staff:
            to_date = pay_to_date(rep, begin, end, total.get(rep.name))
            amounts = self._accrue(rep.name, to_date, last=last)
            for name, amount in amounts.items():
                sums[name] += amount
            amounts["bookings"] = self._since_last(("rep", rep.name), cents(rep.bookings))
            if any(amounts.values()):
                hired = None if rep.founding else self._month_of(rep.employed_from)
                row = {"month": month, "rep": rep.name, "role": rep.role_name, "hired": hired, **amounts}
                for name, value in row.items():
                    self.payroll.setdefault(name, []).append(value)
        return sums

    def _month_of(self, hour: float) -> int:
        """Number of the month in which an hour lies."""
        study = self._line.scenario.study
        month = int(hour // 730.5) + 1
        while month_start(study.start, study.time_zone, month) <= hour:
            month += 1
        while month_start(study.start, study.time_zone, month - 1) > hour:
            month -= 1
        return month


def pay_to_date(rep: Rep, begin: float, end: float, total: float | None) -> dict[str, int]:
    """What a rep has cost from the beginning of a quarter, cents; with the quarter's total known, the rest of it is variable."""
    pay = rep.role.pay
    years = max(0.0, min(end, rep.employed_until) - max(begin, rep.employed_from)) / YEAR
    base, tools = cents(pay.base * years), cents(pay.tools * years)
    recruiting = cents(pay.recruiting) if not rep.founding and begin <= rep.employed_from < end else 0
    burden, variable = cents(pay.base * pay.burden * years), 0
    if total is not None:
        rest = cents(total) - base - tools - recruiting
        variable = round((rest - pay.base * pay.burden * years * 100.0) / (1.0 + pay.burden))
        if abs(variable) <= len(PEOPLE):  # no more than what rounding leaves
            variable = 0
        burden = rest - variable
    return {"base": base, "variable": variable, "burden": burden, "tools": tools, "recruiting": recruiting}
