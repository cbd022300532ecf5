"""One replication under observation: its record, its log, its people and the rules of each time."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple
from unittest import mock

from salesline.model import simulate
from salesline.model.line import Line
from salesline.model.reps import Rep
from salesline.record import Record
from salesline.scenario.organisation import Organisation
from salesline.scenario.scenario import Scenario

ENDS = ("won", "lost", "nurtured")
STATES = ("created", "entered", "assigned", "bypassed", "no show", "pooled", *ENDS)
TINY = 1e-6
Row = dict[str, Any]


class Decided(NamedTuple):
    """Settings taken over: when, how many rows the event log had by then, and the organisation."""

    since: float
    row: int
    organisation: Organisation


class Sale(NamedTuple):
    """What was booked when a lead was won: by whom, in which account of sources, when, and how much in dollars."""

    rep: str
    account: str
    at: float
    value: float


class Observed(NamedTuple):
    """One replication: what went in, what came out, and the people at the end of it."""

    scenario: Scenario
    record: Record
    reps: dict[str, Rep]
    missed: dict[str, list[tuple[float, float]]]
    events: list[Row]
    history: list[Decided]
    sales: list[Sale]
    line: Line

    def decided(self) -> Iterator[tuple[Row, Organisation]]:
        """Each event with the organisation under which it happened, also at an instant at which settings change."""
        later = deque(self.history)
        for number, row in enumerate(self.events):
            while later and later[0].row <= number:
                present = later.popleft().organisation
            yield row, present

    def touches(self) -> list[Row]:
        return [row for row in self.events if row["activity"] not in STATES]


def observe(scenario: Scenario, replication: int = 0) -> Observed:
    """Run a replication with its log and keep hold of the people."""
    lines: list[Line] = []
    history: list[Decided] = []
    sales: list[Sale] = []

    class Watched(Line):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            lines.append(self)

        def configure(self, market: Any, organisation: Organisation) -> None:
            assert self.log is not None
            history.append(Decided(self.clock.now, len(self.log), organisation))
            super().configure(market, organisation)

        def close(self, *arguments: Any) -> None:
            lead, rep, now, outcome, _, *value = arguments
            if outcome == "won":
                sales.append(Sale(rep.name, lead.source.account, now, *value))
            super().close(*arguments)

    with mock.patch("salesline.model.simulate.Line", Watched):
        record = simulate(scenario, None, replication, log=True)
    people = lines[0].people
    missed = {
        rep.name: list(
            zip(people.attendance.missed(rep).opens, people.attendance.missed(rep).closes, strict=True)
        )
        for rep in people.everyone
    }
    reps = {rep.name: rep for rep in people.everyone}
    return Observed(scenario, record, reps, missed, record.rows("events"), history, sales, lines[0])


def totals(record: Record, table: str, key: str) -> Iterator[tuple[str, Row, Row]]:
    """For each desk or source and each quarter: name, running totals of all numbers until its end, and the row."""
    for name, rows in groupby(
        sorted(record.rows(table), key=lambda r: (r[key], r["quarter"])), key=lambda r: str(r[key])
    ):
        total: Row = defaultdict(float)
        for row in rows:
            for column, value in row.items():
                if isinstance(value, int | float):
                    total[column] += value
            yield name, total, row
