"""People over time, as a scenario file holds them: how they are hired, learn, are paid and leave."""

from __future__ import annotations

from pydantic import Field

from salesline.scenario.base import Block, Map, known
from salesline.scenario.laws import DurationLaw
from salesline.scenario.learning import HiringBar
from salesline.scenario.quantities import (
    Count,
    Duration,
    LeaveRate,
    MoneyRate,
    Name,
    Number,
    Rate,
    Share,
    WorkRate,
)


class Curve(Block):
    """A ramp: what share of the full value a person has at a given tenure. Give exactly one of the three laws."""

    table: tuple[Share, ...] = ()
    """Values by step of tenure; after the last one the value is 100 %."""
    step: Duration = 730.5
    """Length of a step of the table."""
    linear: Duration | None = None
    """Straight line from `start` to 100 % over this tenure."""
    midpoint: Duration | None = None
    """Logistic law: tenure at which half of the way is made."""
    width: Duration = known(0.7 * 730.5, "assumption: Bridge Group full at 5 months")
    """Logistic law: scale parameter."""
    start: Share = 0.0
    """Value on the first day (lower asymptote of the logistic law)."""


class Ramp(Block):
    """What a new hire still has to learn. Founding members are fully ramped."""

    speed: Curve | None = None
    """Output against a ramped colleague: the rest of the working hours is learning."""
    conversion: Curve | None = None
    """Factor on skill where it decides about winning."""
    wip: Curve | None = None
    """Factor on the cap of open leads."""
    spread: Number = 0.0
    """Coefficient of variation, between people, of the time the ramp takes."""


class SkillEffect(Block):
    """Exponents: what a rep's skill does. An effect is skill ** exponent; 0 switches it off."""

    win_odds: Number = 1.0
    speed: Number = 0.0
    deal_size: Number = 0.0
    contact: Number = 0.0


class Skill(Block):
    """How people differ."""

    founders: tuple[Number, ...] = ()
    """Skills of the founding heads, in order; empty: drawn like a hire's with mean 1."""
    mean: Number = 1.0
    """Mean skill of later hires against the founding average."""
    spread: Number = 0.0
    """Sigma of the logarithm of skill."""
    hiring_bar: HiringBar | None = None
    """Unset: hires are as good however many come at once."""
    by_stage: Map[str, Number] = Field(default_factory=dict)
    """Sigma of the logarithm of a further skill for one stage, by its name: who is good at openings may not be at closing."""
    effect: SkillEffect = SkillEffect()


class Absence(Block):
    """Planned leave and sickness."""

    leave: LeaveRate = 0.0
    """Planned leave, taken in weeks."""
    sickness: LeaveRate = 0.0
    """Sick days."""
    spell: Number = known(2.0, "assumption")
    """Mean length of a spell of sickness, working days."""


class Dismissal(Block):
    """Who stays below quota is let go, at the end of a quarter."""

    below: Share
    """Bookings against quota below which somebody goes."""
    over: Duration = known(26 * 168.0, "assumption: two quarters")
    """Looked at over this time, in whole weeks, of those who were there all the time."""


class HandOver(Block):
    """What happens to the open deals of somebody who leaves."""

    loses: Share
    """Chance that a deal dies when it changes hands."""


class Attrition(Block):
    """Leaving, from the start of the plan on."""

    rate: Rate = 0.0
    """Exits per person: the mean stay is its inverse."""
    shape: Number = 1.0
    """Weibull shape of the stay; 1 is memoryless."""
    backfill: bool = True
    vacancy: DurationLaw = DurationLaw(kind="gamma", mean=58 * 24.0, shape=4.0)
    """From an exit to the successor's first day."""
    by_attainment: Number = 0.0
    """Exponent: below quota, over the last two quarters, people leave (quota / bookings) ** exponent times as often."""
    contagion: Number = 0.0
    """Rise of the exits per share of the role's people who left in the last quarter: 1 + contagion * share times as often."""
    dismiss: Dismissal | None = None
    """Unset: nobody is dismissed."""
    hand_over: HandOver | None = None
    """Unset: no deal is lost because its rep has left."""


class Promotion(Block):
    """People of the role who move up into another one, into a seat that is made for them."""

    to: Name
    after: Duration = known(15 * 730.5, "Bridge Group: SDRs stay 14 to 18 months")
    """Tenure at which somebody moves; founders have served a part of it, by their own luck, when the plan begins."""
    share: Share = known(0.4, "assumption: evidence row 50")
    """Chance of being promoted rather than passed over."""
    credit: Duration = 0.0
    """Tenure in the new role that the experience is worth: the ramp begins there."""
    refill: bool = False
    """Whether the new seat is filled from outside when they leave it, as other seats of that role are (`attrition.backfill`).
    no: it goes with them, so that promotions are heads on top of the plan for as long as they stay."""


class Onboarding(Block):
    """Hours the old hands lose per newcomer of their role, shared among them."""

    peers: WorkRate = 0.0
    managers: Name | None = None
    """Role whose people guide the newcomers. Unset: nobody's hours are counted."""
    manager_hours: WorkRate = known(5.0, "assumption: evidence row 52")
    """Hours the managers lose per newcomer, shared among them."""
    span_of_control: Number | None = None
    """Reports that one manager can guide (Bridge Group: 8); with more, newcomers' ramps slow down in proportion. Unset: any."""
    weeks: Duration = known(12 * 168.0, "assumption: evidence row 52")


class OtherHires(Block):
    """Heads outside sales, a cost only."""

    count: Count = 0
    cost: MoneyRate = 0.0
    """Per head."""
