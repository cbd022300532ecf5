"""Assignment: who gets the lead. Filters say who may, the rule puts them in order, the fallback says what else."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from salesline.scenario.base import Block, Map, known
from salesline.scenario.laws import DurationLaw
from salesline.scenario.pull import PullSettings
from salesline.scenario.quantities import Count, Duration, Number, Share, Words, spell

PULL = "pull"
"""No assignment at all: whoever is free takes the lead that has waited longest."""
PLAIN_RULES = (
    PULL,
    "round robin",
    "least open",
    "territory",
    "performance",
    "prime to stars",
    "random",
)
"""Rules that need no dispatcher as long as nothing else is set."""
RULE_NAMES = (
    *PLAIN_RULES,
    "least recent",
    "count balanced",
    "weighted round robin",
    "percentage deck",
    "modulo",
    "least utilised",
    "shortest response",
    "power of two",
    "longest idle",
    "score tiers",
    "track record",
    "sticky",
    "paired",
    "same rep",
    "weighted random",
)
"""The assignment rules that come with Salesline (a test holds them against those of the policies)."""
OWN_RULES: dict[str, Any] = {}
"""Rules given in Python by `salesline.register_rule`, by name; they live as long as the process."""
STEPS = ("rep", "pod", "team", "hold")
"""Steps of a fallback that are no names of a rep or a desk."""


DISPATCHED = ("filters", "hold_for", "sticky_for", "joiners", "returners", "credits", "delay", "error",
              "weights_follow_ramp")  # fmt: skip
"""Keys that need a dispatcher once they are set."""


def _as_fit(value: object) -> object:
    if isinstance(value, str):
        word = value.strip().lower()
        if word == "required":
            return {}
        if word == "preferred":
            return {"relax_after": 0.0}
        raise ValueError("write required, preferred or {relax after: 2 hours}")
    return value


class Fit(Block):
    """What the rep must have to match the lead, and how long that is insisted on."""

    relax_after: Duration | None = None
    """The filter is let go when a lead has waited this long at the desk (calendar time). Unset: never."""


FitFilter = Annotated[
    Fit | None, BeforeValidator(_as_fit, json_schema_input_type=Literal["required", "preferred"] | Fit | None)
]


def _as_capacity(value: object) -> object:
    return {"units": value} if isinstance(value, int | float | str) else value


class Capacity(Block):
    """Weighted open work of a rep: leads weigh differently by desk and segment."""

    units: Number
    """Most units a rep may hold at a time, over all desks that count units."""
    lead: Number = 1.0
    """Units of one open lead at this desk."""
    segments: Map[str, Number] = known({}, "assumption")
    """Units by the buyer's segment, where they differ."""


class Filters(Block):
    """Who may get the lead at all. What is not set filters nobody; a rep who is away never gets a lead."""

    territory: FitFilter = None
    """The rep's territory is the buyer's: required, preferred, or {relax after: 2 hours}."""
    segment: FitFilter = None
    """The buyer's segment is among the rep's."""
    language: FitFilter = None
    """The buyer's language is among the rep's."""
    tags: FitFilter = None
    """The rep has all tags that the lead carries."""
    working_hours: bool = False
    """Only reps whose shift is open now."""
    per_hour: Count | None = None
    """Most leads a rep gets here in a clock hour; one who is full goes on working."""
    per_day: Count | None = None
    """Most leads a rep gets here in a calendar day."""
    per_week: Count | None = None
    """Most leads a rep gets here in a calendar week (from Monday)."""
    per_month: Count | None = None
    """Most leads a rep gets here in a calendar month."""
    open_load: Count | None = None
    """A rep with this many open leads (over all desks) gets no more."""
    capacity: Annotated[
        Capacity | None, BeforeValidator(_as_capacity, json_schema_input_type=float | Capacity | None)
    ] = None
    """Weighted open work a rep may hold."""


def _as_fallback(value: object) -> object:
    steps = [value] if isinstance(value, str) else value
    if not isinstance(steps, list | tuple):
        return value
    words = tuple(spell(step) for step in steps)
    return words[0] if words in (("team",), ("hold",)) else words


class Assignment(PullSettings):
    """Who gets the lead."""

    rule: str = "pull"
    """pull, round robin, least open, territory, performance, prime to stars, random, least recent, count balanced,
    weighted round robin, percentage deck, modulo, least utilised, shortest response, power of two, longest idle,
    score tiers, track record, sticky, paired, weighted random; or 'module:Class' of your own."""
    stars: Count = known(2, "assumption")
    """How many reps of highest skill get the prime leads (rule 'prime to stars')."""
    otherwise: str = "round robin"
    """Rule for what the first rule leaves open: a lead that is not prime, or an owner who is away."""
    fallback: Annotated[
        Literal["team", "hold"] | tuple[str, ...],
        BeforeValidator(_as_fallback, json_schema_input_type=str | tuple[str, ...]),
    ] = "team"
    """When the rule's choice cannot take the lead: anybody present (team, by `otherwise`), or hold until they are back.
    Or a list of steps tried in turn: rep (the rule names among all who fit, away or not), pod (those of the named rep's
    pod), team, hold, the name of a rep (sdr/0) or of another desk, both of which take what nobody else could."""
    hold_for: Duration | None = None
    """How long the step hold lasts before the steps after it are tried (calendar time). Unset: without end."""
    filters: Filters = Filters()
    tiers: tuple[Number, ...] = known((0.0,), "assumption")
    """Marketing scores that part hot from warm leads, highest first (rule 'score tiers')."""
    sticky_for: Duration | None = None
    """How long an account stays with its owner after its last lead (rule 'sticky'). Unset: for ever."""
    weights_follow_ramp: bool = False
    """Whether the weight of a rep who is still learning is smaller in proportion."""
    joiners: Annotated[Literal["average", "zero"], Words] = "average"
    """With how many turns a newcomer begins: the average of the others, or none (and catches up)."""
    returners: Annotated[Literal["catch up", "calibrate"], Words] = "catch up"
    """Whether a rep who was away keeps the lower count, and gets more leads, or is given the turns missed."""
    credits: tuple[Annotated[Literal["bad lead", "no show"], Words], ...] = ()
    """What gives a rep the turn back: a bad lead (refused, not qualified), a no show (of a meeting)."""
    delay: DurationLaw | None = None
    """Time until a lead is assigned, where somebody does it by hand."""
    delay_clock: Annotated[Literal["working", "calendar"], Words] = "working"
    """working: hours of the desk's first office."""
    error: Share = 0.0
    """Share of leads that go to somebody by lot, whatever the filters of fit and the rule say (misrouted)."""

    @property
    def chain(self) -> tuple[str, ...]:
        """The steps of the fallback."""
        return (self.fallback,) if isinstance(self.fallback, str) else self.fallback

    @property
    def plain(self) -> bool:
        """Whether rule and fallback alone say everything, so that no dispatcher is needed."""
        if self.rule not in PLAIN_RULES or self.otherwise not in PLAIN_RULES:
            return False
        return self.rule == PULL or (isinstance(self.fallback, str) and not self.extras)

    @property
    def extras(self) -> list[str]:
        """Keys that are set and need a dispatcher."""
        fields = type(self).model_fields
        return [key for key in DISPATCHED if getattr(self, key) != fields[key].default]


def as_assignment(value: object) -> object:
    """A bare name is that of the rule."""
    return {"rule": value} if isinstance(value, str) else value
