"""The production line week by week: desks as machines with load, work in process, age and flow, averaged over replications.

Flows and loads are those of the quarter that a week lies in, all else is of the week. Positions are in the units of the
picture (`templates/production.html`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from salesline.report.ageing import ages
from salesline.report.constraint import BUSY, fills_spare_time
from salesline.report.words import amount, label, money

if TYPE_CHECKING:
    from salesline.scenario.scenario import Scenario

__all__ = ["STARVED", "Flow", "Line", "Machine", "Place", "leads", "line"]


def leads(value: float) -> str:
    """A number of leads: one digit after the point below 100 where it is not whole (as in page.js)."""
    return f"{value:,.0f}" if value >= 100 else amount(value)


STARVED = 0.5
"""Load below which a desk is called starved: more than half of its hours find no work."""
TREND = 4
"""Weeks over which work in process is seen to grow or shrink."""
MOVES = 0.05
"""Change of work in process over these weeks, as a share, that is called filling or emptying; and at least one lead."""
WEEK = 168.0
WORDS = {1: "▲ filling", 0: "● steady", -1: "▼ emptying"}
SERIES = ("wip", "waiting", "age", "came", "left")


@dataclass
class Place:
    """Where something stands: left upper corner, width, height."""

    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return self.y + self.height / 2


@dataclass
class Machine:
    """A desk.

    Attributes:
        key, name, staff: key in the tables, and words.
        listed: whether it works through a list, so that nothing queues by design.
        weekly: by series (wip, waiting: leads; age: days; came, left: leads a week), a value for each week of the plan.
        trend: 1 filling, 0 steady, -1 emptying, for each week.
        load: by quarter, as a share; None where unknown.
        load_words: by quarter.
        ended: leads lost or put off a week, by quarter.

    """

    key: str
    name: str
    staff: str
    listed: bool
    weekly: dict[str, list[float]]
    trend: list[int]
    load: list[float | None]
    load_words: list[str]
    ended: list[float]
    place: Place = field(default_factory=Place)

    @property
    def most(self) -> float:
        """Most work in process of any week, the full width of the bar."""
        return max([*self.weekly["wip"], 1.0])


@dataclass
class Flow:
    """Leads or deals a week, by quarter, from a source or desk to a desk or to the customers won."""

    start: str
    end: str
    rate: list[float]
    path: str = ""


@dataclass
class Line:
    """All of it. `quarter` is the index of the quarter of every week; `booked` dollars since the plan began."""

    weeks: list[int]
    quarter: list[int]
    booked: list[float]
    machines: list[Machine]
    sources: dict[str, Place]
    flows: list[Flow]
    won: Place = field(default_factory=Place)
    width: float = 0.0
    height: float = 0.0

    def data(self) -> dict[str, Any]:
        """What the script of the page needs, rounded."""
        return {
            "weeks": self.weeks,
            "quarter": self.quarter,
            "booked": [money(value) for value in self.booked],
            "trends": {str(key): words for key, words in WORDS.items()},
            "machines": [
                {**m.weekly, "trend": m.trend, "most": m.most, "load": m.load, "words": m.load_words, "ended": m.ended}
                for m in self.machines
            ],
            "flows": [flow.rate for flow in self.flows],
            "widths": [[self.stroke(rate) for rate in flow.rate] for flow in self.flows],
        }  # fmt: skip

    def stroke(self, rate: float) -> float:
        """Width of the arrow of a flow, the widest for the largest flow of all."""
        most = max([1e-9, *(rate for flow in self.flows for rate in flow.rate)])
        return round(1.5 + 8.5 * rate / most, 1)


def line(scenario: Scenario, tables: dict[str, pd.DataFrame], measures: pd.DataFrame) -> Line | None:
    """Return the line of one scenario from its tables and measures; None if the record has no weeks."""
    if "weeks" not in tables or "desks" not in tables:
        return None
    weeks = _weekly(tables["weeks"])
    numbers = [int(week) for week in weeks.index.unique("week") if week >= 0]
    if not numbers:
        return None
    ends = tables["quarters"].groupby("quarter")["end_hour"].mean()
    ends = ends[ends.index >= 1]
    quarter = [int(min(len(ends) - 1, (ends < (week + 1) * WEEK - 1.0).sum())) for week in numbers]
    hours = ends.diff().fillna(ends.iloc[0])
    machines = [
        _machine(str(desk), scenario, weeks.loc[desk], _rates(tables["desks"], "desk", str(desk), hours), measures)
        for desk in weeks.index.unique("desk")
    ]  # fmt: skip
    booked = tables["weeks"].groupby(["replication", "week"])["bookings_total"].max().groupby("week").mean()
    found = Line(
        numbers,
        quarter,
        [float(booked[week] - booked.get(-1, 0.0)) for week in numbers],
        machines,
        {},
        _flows(scenario, tables, {m.key for m in machines}, hours),
    )
    found.sources = {flow.start[1:]: Place() for flow in found.flows if flow.start.startswith(">")}
    return found


def _weekly(weeks: pd.DataFrame) -> pd.DataFrame:
    """Means by desk and week: wip, waiting, age, came, left."""
    aged = weeks.merge(ages(weeks), on=["replication", "desk", "week"])
    means = aged.groupby(["desk", "week"], sort=False)[
        ["wip", "backlog", "age", "entered_total", "left_total"]
    ].mean()
    flows = means.groupby("desk", sort=False)[["entered_total", "left_total"]].diff().fillna(0.0)
    return means.assign(
        waiting=means["backlog"], came=flows["entered_total"], left=flows["left_total"]
    ).round(1)


def _machine(
    desk: str, scenario: Scenario, weekly: pd.DataFrame, rates: pd.DataFrame, measures: pd.DataFrame
) -> Machine:
    plan = weekly[weekly.index >= 0]
    grown = weekly["wip"] - weekly["wip"].shift(TREND)
    least = (MOVES * weekly["wip"]).clip(lower=1.0)
    trend = ((grown > least).astype(int) - (grown < -least).astype(int))[plan.index]
    known = scenario.organisation.desks.get(desk)
    listed = known is not None and fills_spare_time(scenario, desk)
    mine = measures[(measures["measure"] == f"load.{desk}") & (measures["quarter"] >= 1)]
    load: list[float | None] = [
        None if value != value else round(float(value), 3)  # noqa: PLR0124 - not a number
        for value in mine.groupby("quarter")["value"].mean().reindex(rates.index)
    ]
    return Machine(
        desk,
        label(desk),
        ", ".join(label(role) for role in known.staffed_by) if known else "",
        listed,
        {name: [float(value) for value in plan[name]] for name in SERIES},
        [int(value) for value in trend],
        load,
        [_load_words(value, listed=listed) for value in load],
        [round(float(value), 1) for value in rates["lost"] + rates["nurtured"]],
    )


def _load_words(load: float | None, *, listed: bool) -> str:
    if load is None:
        return "nobody works here"
    if listed:
        return "fills spare time"
    state = " · starved" if load < STARVED else " · binds" if load >= BUSY else ""
    return f"load {load:.0%}{state}"


def _rates(table: pd.DataFrame, column: str, name: str, hours: pd.Series[float]) -> pd.DataFrame:
    """Mean counts a week of one desk or source, by plan quarter."""
    mine = table[(table[column] == name) & (table["quarter"] >= 1)]
    counts = mine.drop(columns=["scenario", "replication", column]).groupby("quarter").mean()
    return counts.reindex(hours.index).fillna(0.0).div(hours / WEEK, axis=0)


def _flows(
    scenario: Scenario, tables: dict[str, pd.DataFrame], desks: set[str], hours: pd.Series[float]
) -> list[Flow]:
    """Sources (written >name) to desks, desks to desks, and last desks to the customers won (written !)."""
    found = []
    for name, source in scenario.market.sources.items():
        if source.to in desks:
            rates = _rates(tables["sources"], "source", name, hours)
            found.append(Flow(f">{name}", source.to, [round(float(v), 1) for v in rates["entered"]]))
    for name in desks & set(scenario.organisation.desks):
        onward = scenario.organisation.desks[name].hands_to
        rates = _rates(tables["desks"], "desk", name, hours)
        on = onward in desks
        column = rates["sqls"] if on else rates["won"]
        found.append(Flow(name, str(onward) if on else "!", [round(float(v), 1) for v in column]))
    order = list(scenario.organisation.desks)
    return sorted(found, key=lambda f: (-1, 0) if f.start.startswith(">") else (0, order.index(f.start)))
