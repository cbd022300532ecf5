"""The study: how we look. Dates, plan, replications."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from salesline.scenario.base import Block, Map, known
from salesline.scenario.money import Cash
from salesline.scenario.quantities import Count, Day, Duration, Money, Share
from salesline.scenario.ranges import DottedKey, Range
from salesline.scenario.zones import Zone


class Plan(Block):
    """What is promised."""

    bookings: Money
    by_quarter: tuple[Money, ...] = ()
    """Adds up to `bookings`; empty: even quarters."""
    last_year: Money | None = None
    """Bookings of the year before, against which growth is measured."""


class Study(Block):
    """How the line is looked at."""

    start: Day = date(2026, 1, 5)
    """First day of the plan."""
    quarters: Count = 4
    prior: Duration = 8766.0
    """Length of the simulated time before the plan that fills the line; not counted."""
    time_zone: Zone = "UTC"
    """Zone of the company: its midnight begins days and quarters."""
    horizon: Duration | None = None
    """Stop this long after the start, the last quarter being cut short. Unset: at the end of the last quarter."""
    replications: Count = known(64, "design: P10 and P90 have two-sided 95 % intervals from 36 on")
    precision: Share | None = None
    """Stop when the 95 % interval is this narrow: half-width against the figure, or in points of a chance."""
    precision_of: str = "bookings"
    """What it is asked of: a measure's mean ('wins'), a quantile ('P90 of bookings') or a chance ('plan', 'wins >= 200')."""
    seed: Count = 1
    plan: Plan | None = None
    gross_margin: Share = known(0.8, "assumption: evidence row 68")
    ranges: Map[DottedKey, Range] = Field(default_factory=dict)
    """Inputs that are not known exactly, by dotted key; read by `salesline uncertainty` only."""
    money: bool = False
    """Whether the record has statements by month (customers and cash bring them in any case)."""
    effort: bool = False
    """Whether the record says how many hours of work went into leads, by stage and outcome."""
    planners: bool = False
    """Whether the record has people and sources by month, the segment of each deal and the deals open at the end: what
    `salesline planning` and the planners' measures need."""
    cash: Cash | None = None
    """Cash by month. Unset: nobody asks."""
