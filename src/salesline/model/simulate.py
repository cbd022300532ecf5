"""The way in: a scenario, a seed and the number of a replication give a record, and nothing else does."""

from __future__ import annotations

from typing import Any

from salesline.model.bridge import ARR_COLUMNS, CHANGE_COLUMNS
from salesline.model.careers import CAREER_COLUMNS
from salesline.model.clock import Recurring
from salesline.model.customers import ACCOUNT_COLUMNS
from salesline.model.decisions import DECISION_COLUMNS
from salesline.model.effort import EFFORT_COLUMNS
from salesline.model.feedback import FEEDBACK_COLUMNS
from salesline.model.hiring import HIRING_COLUMNS
from salesline.model.line import Line
from salesline.model.offers import OFFER_COLUMNS
from salesline.model.pay import PAY_COLUMNS
from salesline.model.planners import OPEN_DEALS, REP_MONTHS, SOURCE_MONTHS, Planners
from salesline.model.snapshots import Snapshots
from salesline.model.sources import StreamState
from salesline.model.steering import SETTING_COLUMNS
from salesline.record import Record
from salesline.scenario.market import PrimeSource
from salesline.scenario.scenario import Scenario

DEAL_COLUMNS = (
    "lead",
    "source",
    "rep",
    "desk",
    "created",
    "opened",
    "closed",
    "outcome",
    "reason",
    "stage",
    "value",
    "touches",
)
EVENT_COLUMNS = ("time", "lead", "activity", "resource", "start", "end", "outcome", "reason")


def simulate(
    scenario: Scenario, seed: int | None = None, replication: int = 0, *, log: bool = False
) -> Record:
    """Run one replication: the prior year under the present state, then the plan.

    A pure function of its arguments. `seed` defaults to the scenario's. With `log` the record also has the tables
    `events`, one row per touch and per change of state, and `decisions`, one row per assignment or wait. Times are
    hours from the start of the plan.
    """
    seed = scenario.study.seed if seed is None else seed
    events: list[tuple[Any, ...]] | None = [] if log else None
    return played(Line(scenario, seed, replication, events), scenario.digest, seed, replication)


def played(line: Line, scenario: str, seed: int, replication: int) -> Record:
    """Run a line that has been put together to its horizon; its record, under the digest of the scenario as asked for."""
    run = Run(line)
    run.go()
    tables = run.snapshots.tables
    tables["deals"] = _columns(DEAL_COLUMNS if line.effort is None else (*DEAL_COLUMNS, "hours"), line.deals)
    tables["totals"] = {
        "activities": [line.activities_done],
        "touches": [sum(r.touches for r in line.people.everyone)],
    }
    if line.books is not None:
        tables["months"], tables["payroll"] = line.books.months, line.books.payroll
    if line.planners is not None:
        tables["deals"]["segment"] = line.planners.segments
        tables["rep_months"] = _columns(REP_MONTHS, line.planners.reps)
        tables["source_months"] = _columns(SOURCE_MONTHS, line.planners.sources)
        tables["open_deals"] = _columns(OPEN_DEALS, line.planners.open_deals())
    if line.effort is not None:
        tables["effort"] = _columns(EFFORT_COLUMNS, list(line.effort.rows()))
    if line.clients is not None:
        tables["accounts"] = _columns(ACCOUNT_COLUMNS, list(line.clients.rows()))
        tables["account_changes"] = _columns(CHANGE_COLUMNS, line.clients.bridge.changes)
        tables["arr"] = _columns(ARR_COLUMNS, line.clients.bridge.months)
    if line.steering is not None:
        tables["settings"] = _columns(SETTING_COLUMNS, line.steering.rows)
    if any(hire.when is not None for hire in line.scenario.organisation.hiring):
        tables["hiring"] = _columns(HIRING_COLUMNS, line.people.hiring.rows)
    if line.payroll is not None:
        tables["pay"] = _columns(PAY_COLUMNS, line.payroll.rows)
        if line.payroll.oversold is not None:
            tables["deals"]["oversold"] = line.payroll.oversold
    if line.people.careers is not None:
        tables["careers"] = _columns(CAREER_COLUMNS, line.people.careers.rows)
    if line.feedback is not None:
        tables["feedback"] = _columns(FEEDBACK_COLUMNS, line.feedback.rows)
    if line.asking:
        tables["offers"] = _columns(
            OFFER_COLUMNS, [row for offers in line.asking.values() for row in offers.rows()]
        )
    if line.log is not None:
        tables["events"] = _columns(EVENT_COLUMNS, line.log)
    if line.journal is not None:
        tables["decisions"] = _columns(DECISION_COLUMNS, line.journal.rows)
    return Record(scenario=scenario, seed=seed, replication=replication, tables=tables)


class Run:
    """One replication from its beginning to its horizon."""

    def __init__(self, line: Line) -> None:
        self.line = line
        before = line.scenario.before or line.scenario
        if line.steering is not None:
            line.steering.attach(line)
        line.configure(before.market, before.organisation)
        self.snapshots = Snapshots(line)
        if line.books is not None:
            line.books.open(self.snapshots)
        if line.scenario.study.planners:
            line.planners = Planners(line)
        line.people.found()
        if line.steering is not None:
            line.steering.schedule()
        for source in line.sources.values():
            if isinstance(source, StreamState):
                source.seek()
        if line.begin < 0.0:
            line.clock.call(0.0, self._begin_plan)
        else:
            self._begin_plan(None)

    def _begin_plan(self, event: Recurring | None) -> None:
        line = self.line
        scenario = line.scenario
        if line.steering is not None:
            line.steering.begin()
        if scenario.before is not None:
            line.configure(scenario.market, scenario.organisation)
        if line.clients is not None:
            line.clients.begin()
        line.people.follow_plan(scenario.organisation)
        for name, source in line.sources.items():
            definition = scenario.market.sources.get(name)
            if isinstance(source, StreamState):
                if isinstance(definition, PrimeSource):
                    source.stock = float(definition.stock)
                if event is not None:
                    source.seek()

    def go(self) -> None:
        """Run to the horizon."""
        self.line.clock.run_until(self.line.horizon)
        self.snapshots.close()
        if self.line.books is not None:
            self.line.books.close()
        if self.line.planners is not None:
            self.line.planners.close()


def _columns(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> dict[str, list[Any]]:
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return {name: list(column) for name, column in zip(names, columns, strict=True)}
