"""The organisation: what we decide. Offices, roles, desks, rules, hiring."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from salesline.scenario.base import Block, Map, known
from salesline.scenario.desks import Desk
from salesline.scenario.hiring import Hire
from salesline.scenario.laws import DurationLaw
from salesline.scenario.learning import BlackBook, Coaching, Learning
from salesline.scenario.pay import Pay
from salesline.scenario.people import Absence, Attrition, Onboarding, OtherHires, Promotion, Ramp, Skill
from salesline.scenario.qualification import Feedback
from salesline.scenario.quantities import (
    ClockTime,
    Count,
    Day,
    Duration,
    MoneyRate,
    Name,
    Number,
    Words,
    WorkRate,
)
from salesline.scenario.release import Conwip, Expiry, ReleaseRule, Sla
from salesline.scenario.steering import Change, Controller, Pilot
from salesline.scenario.zones import Zone

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DisciplineName = Annotated[
    Literal[
        "due date",
        "oldest first",
        "newest first",
        "highest score",
        "highest value",
        "closest to close",
        "same type first",
        "same persona first",
    ],
    Words,
]


def _each_a_tuple(value: object) -> object:
    if isinstance(value, str):
        return ((value,),)
    if isinstance(value, list | tuple):
        return tuple((one,) if isinstance(one, str) else one for one in value)
    return value


ByHead = Annotated[
    tuple[tuple[Name, ...], ...],
    BeforeValidator(_each_a_tuple, json_schema_input_type=tuple[Name | tuple[Name, ...], ...]),
]
"""Names by head, in turn: each head has one, or a list of them."""


class Span(Block):
    """Part of a day."""

    start: ClockTime
    end: ClockTime


class Office(Block):
    """A place with its own time zone, shift and holidays. The default never closes."""

    time_zone: Zone = "UTC"
    shift: Span = Span(start=0.0, end=24.0)
    lunch: Span | None = None
    days: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    holidays: tuple[Day, ...] = ()


class Setup(Block):
    """Minutes lost when the next piece of work differs from the one before."""

    other_lead: Duration = 0.0
    """Another lead, same activity."""
    other_activity: Duration = 0.0
    """Another activity (channel or tool), whatever the lead."""
    other_persona: Duration = 0.0
    """Added when the buyer's persona is not that of the touch before."""
    matrix: Map[Name, Map[Name, Duration]] = Field(default_factory=dict)
    """From one activity to another, where it differs from `other activity`."""
    after_idle: DurationLaw | None = None
    """Getting going again after having had nothing to do."""


class Reload(Block):
    """Context forgotten since a lead was last touched: minutes = most * (1 - exp(-gap / tau))."""

    most: Duration = 0.0
    tau: Duration = known(5 * 24.0, "assumption")


class Interruption(Block):
    """A Poisson stream of disturbances in the time of service, each with a lag to resume."""

    every: Duration
    """Mean time of service between two of them."""
    lag: DurationLaw
    self_inflicted: bool = False
    """Whether the person interrupts themselves (can be switched off apart)."""


class DayBlock(Block):
    """Hours of the day reserved for some activities; all others wait."""

    start: ClockTime
    end: ClockTime
    activities: tuple[Name, ...]


class Role(Block):
    """A kind of rep, as data."""

    heads: Count
    """People employed through the prior year and at the start of the plan."""
    offices: tuple[Name, ...] = ()
    """Office by head, in turn; empty: the only office."""
    territories: tuple[Name, ...] = ()
    """Territory by head, in turn; empty: any."""
    segments: ByHead = ()
    """Segment, or list of segments, by head, in turn; empty: any."""
    languages: ByHead = ()
    """Language, or list of languages, by head, in turn; empty: any."""
    tags: ByHead = ()
    """What each head knows (a product, an industry), by head, in turn; empty: nothing that leads are tagged with."""
    pods: tuple[Name, ...] = ()
    """Pod (small team that stands in for each other) by head, in turn; empty: none."""
    weights: tuple[Number, ...] = ()
    """Weight by head, in turn, for rules that share in proportion; empty: 1 each."""
    internal_work: WorkRate = 0.0
    """Meetings and administration that come first when due."""
    internal_pieces: Count = known(3, "assumption")
    """Pieces per shift into which internal work falls."""
    discipline: DisciplineName = "due date"
    blocks: tuple[DayBlock, ...] = ()
    setup: Setup = Setup()
    reload: Reload = Reload()
    interruptions: Map[str, Interruption] = Field(default_factory=dict)
    tools: Map[str, Number] = Field(default_factory=dict)
    """Factor on speed by activity (a dialer)."""
    skill: Skill = Skill()
    ramp: Ramp = Ramp()
    absence: Absence = Absence()
    attrition: Attrition = Attrition()
    promotion: Promotion | None = None
    """Unset: nobody is promoted."""
    onboarding: Onboarding = Onboarding()
    black_book: BlackBook | None = None
    """Unset: hires bring no contacts along."""
    coaching: Coaching | None = None
    """Unset: nobody is coached."""
    pay: Pay = Pay()


class Activity(Block):
    """One kind of work: its channel and how long it takes."""

    handling: DurationLaw = DurationLaw(kind="fixed", mean=0.0)
    """Time of service at speed 1."""
    contact: Number = 1.0
    """Factor on the chance of contact of the clock; 0 for work the buyer does not see."""


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, dict | Conwip) else value


class Organisation(Block):
    """What we decide."""

    offices: Map[str, Office] = Field(default_factory=lambda: {"main": Office()})
    roles: Map[str, Role]
    activities: Map[str, Activity]
    desks: Map[str, Desk]
    wip: Map[str, Count] = Field(default_factory=dict)
    """Most open leads per rep, by role; a role not named is pushed without limit."""
    conwip: Annotated[
        tuple[Conwip, ...], BeforeValidator(_as_tuple, json_schema_input_type=Conwip | tuple[Conwip, ...])
    ] = ()
    release: tuple[ReleaseRule, ...] = ()
    """Further rules for who is let into the line, besides the caps of `wip` and `conwip`; a lead needs the leave of all."""
    expiry: tuple[Expiry, ...] = ()
    sla: Map[str, Sla] = Field(default_factory=dict)
    """Promises between departments by name, counted and nothing more."""
    hiring: tuple[Hire, ...] = ()
    feedback: Feedback | None = None
    """Marketing learns the weights of its score from closed deals. Unset: they stay."""
    learning: Learning | None = None
    """Unset: the company does not learn from its deals."""
    other_hires: OtherHires = OtherHires()
    overhead: MoneyRate = 0.0
    """Sales management and the like: a cost whatever the heads."""
    changes: tuple[Change, ...] = ()
    """Rules that change on a date of the plan."""
    controllers: Map[str, Controller] = Field(default_factory=dict)
    """Reviews that move a setting."""
    pilots: Map[str, Pilot] = Field(default_factory=dict)
    """Rules tried on a part of a desk."""
