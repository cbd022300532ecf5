"""Desks: where a lead waits and is worked, and how the work on it goes. A line is desks that hand over to each other."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from salesline.scenario.assignment import Assignment, as_assignment
from salesline.scenario.base import Block, Map, known
from salesline.scenario.laws import CountLaw, DurationLaw
from salesline.scenario.market import Attribute
from salesline.scenario.qualification import Bypass, Definition, Enrichment, OfficeView
from salesline.scenario.quantities import Amount, Count, Duration, Money, Name, Number, Share


def _one_or_more(value: object) -> object:
    return (value,) if isinstance(value, str) else value


class Touch(Block):
    """One step of a cadence."""

    activity: Name
    after: Duration = 0.0
    """Delay after the touch before (calendar time); of the first touch: after assignment."""


class Cadence(Block):
    """An ordered list of touches until the buyer is reached, then a conversation that qualifies."""

    preparation: DurationLaw | None = None
    """Research and CRM work before the first touch."""
    touches: tuple[Touch, ...]
    conversation: DurationLaw = DurationLaw(kind="fixed", mean=0.0)
    sql: Definition = Definition()
    hand_off: DurationLaw | None = None
    """Work of passing a qualified lead on."""
    adherence: Share = 1.0
    """Chance that a step is taken when the cadence says so."""
    lapse: Duration = known(48.0, "assumption")
    """How much later a step comes that is not."""
    stop_after: Count | None = None
    """Most touches, whatever the list says. Unset: all of them."""
    give_up: Duration | None = None
    """No touch is made later than this after the lead came to the desk. Unset: no limit."""
    enrichment: Enrichment | None = None
    """Looking up context before the first touch."""


class Stage(Block):
    """One stage of a deal."""

    name: str
    activity: Annotated[
        tuple[Name, ...], BeforeValidator(_one_or_more, json_schema_input_type=Name | tuple[Name, ...])
    ]
    """Activity of its touches; of several, each touch is one at random."""
    touches: CountLaw = CountLaw(kind="fixed", mean=1.0)
    """Customer-facing touches that the stage takes."""
    handling: DurationLaw | None = None
    """Time of service per touch; unset: the activity's."""
    buyer_wait: DurationLaw | None = None
    """The buyer's own time before each touch (calendar time)."""
    at_once: bool = False
    """Whether the first touch needs no wait."""
    verdict: Number = 0.0
    """Weight of the buyer's verdict in this stage. With weights that add up to 1 the stages together
    are passed with exactly the logistic chance of winning P: a stage of weight w is passed with P ** w."""
    from_value: Money = 0.0
    """Only deals of at least this many dollars have the stage."""
    below_value: Money | None = None
    """Only deals of less than this have the stage. Unset: no limit."""
    odds: Number = 0.0
    """Log-odds added to winning for deals that have the stage."""
    odds_at: Map[Amount, Number] = Field(default_factory=dict)
    """The same by size of the deal: log-odds at some sizes, between them straight in the logarithm of the size."""
    no_show: Share = 0.0
    """Chance that a meeting does not take place; it comes again after the buyer's time."""
    no_show_time: Duration = known(0.25, "assumption: a quarter of an hour of waiting and rebooking")
    """Time of service that a meeting costs which does not take place."""
    travel: DurationLaw | None = None
    """Time on the way to each touch for reps whose territory is not the buyer's."""
    local_travel: DurationLaw | None = None
    """Time on the way for the others."""


class Acceptance(Block):
    """The SAL check: the desk's rep looks whether the lead meets the definition and may refuse it."""

    handling: DurationLaw = DurationLaw(kind="fixed", mean=0.0)
    needs: tuple[Attribute, ...]
    error: Share = known(0.0, "assumption")
    spread: Number = 0.0
    """Sigma of the logarithm of the error, between reps."""
    by_office: Map[str, OfficeView] = Field(default_factory=dict)
    """What the reps of an office ask for instead; offices not named: as above."""


class Prospecting(Block):
    """Cold touches on a list of accounts, whenever nothing else is due."""

    source: Name
    """The outbound source whose accounts are worked."""
    mix: Map[str, Number]
    """Relative frequency of the activities."""
    list_size: Count = known(25, "assumption")
    """Accounts a rep takes off the list at a time."""
    conversation: DurationLaw = DurationLaw(kind="fixed", mean=0.0)
    sql: Definition = Definition()
    hand_off: DurationLaw | None = None


class Desk(Block):
    """A place on the line. Exactly one of cadence, stages and prospecting says how its work goes."""

    staffed_by: Annotated[
        tuple[Name, ...], BeforeValidator(_one_or_more, json_schema_input_type=Name | tuple[Name, ...])
    ]
    """Roles that work here; a role may staff several desks."""
    assignment: Annotated[
        Assignment, BeforeValidator(as_assignment, json_schema_input_type=str | Assignment)
    ] = Assignment()
    cadence: Cadence | None = None
    stages: tuple[Stage, ...] = ()
    prospecting: Prospecting | None = None
    acceptance: Acceptance | None = None
    """Check before a lead becomes an opportunity; refused leads go to nurture."""
    opportunity: bool = False
    """Whether a lead at this desk is an opportunity (counted, win rate, ageing)."""
    hands_to: Name | None = None
    """Where successes go; unset: success is a won deal."""
    bypass: Bypass | None = None
    """Leads that marketing takes for ready go straight to the next desk. Unset: none."""
    patience: DurationLaw | None = None
    """A lead not touched within this time of coming to the desk is gone."""
    announced: bool = False
    """Whether a lead that has gone (patience, window) says so, costing nobody a touch. Otherwise a rep finds out by a
    touch in vain."""
