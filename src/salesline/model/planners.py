"""What planners ask for, kept on request: people and sources by month, the segment of each deal, deals open at the horizon."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from salesline.calendars import month_start
from salesline.model.census import leads_at
from salesline.model.reps import COUNTS

if TYPE_CHECKING:
    from salesline.model.clock import Recurring
    from salesline.model.leads import Lead
    from salesline.model.line import Line
    from salesline.model.reps import Rep

YEAR = 8766.0
MONTH = 730.5
FOUNDER_MONTHS = 24.0
REP_MONTHS = ("month", "quarter", "rep", "role", "start_hour", "end_hour", "employed_hours", "tenure_months", "ramp", "quota",
              *COUNTS)  # fmt: skip
SOURCE_COUNTS = ("sqls", "opportunities", "wins", "bookings")
SOURCE_MONTHS = ("month", "quarter", "source", "start_hour", "end_hour", "created", *SOURCE_COUNTS)
OPEN_DEALS = ("lead", "source", "rep", "desk", "created", "opened", "stage", "value", "segment")


class Planners:
    """Keeps the plan's months; the prior year's are not asked for."""

    def __init__(self, line: Line) -> None:
        self._line = line
        study = line.scenario.study
        edges = [
            month_start(study.start, study.time_zone, k)
            for k in range(3 * study.quarters + 1)
            if month_start(study.start, study.time_zone, k) < line.horizon
        ]
        self.months = [(k, a, b) for k, (a, b) in enumerate(pairwise([*edges, line.horizon]), start=1)]
        self.reps: list[tuple[Any, ...]] = []
        self.sources: list[tuple[Any, ...]] = []
        self.segments: list[str] = []
        """By closed deal, the buyer's segment; empty where the market has one only."""
        self._old: dict[Any, tuple[float, ...]] = {}
        for month in self.months[:-1]:
            line.clock.call(month[2], self._month, month)
        line.clock.call(0.0, self._begin, None)

    def closed(self, lead: Lead) -> None:
        """A deal has ended."""
        self.segments.append(lead.segment or "")

    def close(self) -> None:
        """Write the month that ends with the horizon."""
        self._write(*self.months[-1])

    def _begin(self, event: Recurring) -> None:
        """Counts of the prior year are none of the first month's."""
        for rep in self._line.people.everyone:
            self._since(("rep", rep.name), _counts(rep))
        for source in self._line.earning():
            self._since(("source", source.account), self._totals(source, 0.0))

    def _month(self, event: Recurring) -> None:
        self._write(*event.owner)

    def _since(self, key: Any, totals: tuple[float, ...]) -> tuple[float, ...]:
        old = self._old.get(key, (0,) * len(totals))
        self._old[key] = totals
        return tuple(new - before for new, before in zip(totals, old, strict=True))

    def _totals(self, source: Any, now: float) -> tuple[float, ...]:
        return (source.created(now), *(getattr(source.counts, name) for name in SOURCE_COUNTS))

    def _write(self, month: int, start: float, end: float) -> None:
        quarter = (month - 1) // 3 + 1
        for rep in self._line.people.everyone:
            *counts, booked = self._since(("rep", rep.name), _counts(rep))
            if rep.employed_until <= start and not any((*counts, booked)):
                continue
            begin, until = max(start, rep.employed_from), min(end, rep.employed_until)
            hours = max(0.0, until - begin)
            tenure = FOUNDER_MONTHS if rep.founding else max(0.0, until - rep.employed_from) / MONTH
            quota = rep.role.pay.quota * hours / YEAR
            self.reps.append((month, quarter, rep.name, rep.role_name, start, end, hours, tenure, rep.ramped, quota, *counts,
                              round(booked, 2)))  # fmt: skip
        for source in self._line.earning():
            *flows, booked = self._since(("source", source.account), self._totals(source, end))
            self.sources.append((month, quarter, source.account, start, end, *flows, round(booked, 2)))

    def open_deals(self) -> list[tuple[Any, ...]]:
        """Deals that are open at the horizon."""
        line = self._line
        found = leads_at(line, line.desks.values())
        return [
            (lead.name, lead.source.account, lead.rep.name if lead.rep else "", lead.desk.name, lead.created, lead.opened,
             lead.stage, lead.worth, lead.segment or "")
            for lead in found
            if lead.opened is not None
        ]  # fmt: skip


def _counts(rep: Rep) -> tuple[float, ...]:
    return tuple(getattr(rep, name) for name in COUNTS)
