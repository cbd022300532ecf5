"""What moves the rules while the plan runs: dated changes, controllers and pilots, as a scenario file holds them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    PlainSerializer,
    SerializationInfo,
    ValidationInfo,
    WithJsonSchema,
    field_serializer,
    field_validator,
)

from salesline.scenario.base import Block, FrozenDict, Map, known
from salesline.scenario.nodes import Written, WrittenFloat, WrittenInt
from salesline.scenario.quantities import (
    DURATION,
    NUMBER,
    SHARE,
    Day,
    Duration,
    Name,
    Share,
    Unit,
    Words,
    file_form,
    in_text,
)
from salesline.scenario.units import near


def _frozen(value: Any) -> Any:
    """A value as a file holds it, hashable: numbers count as written, so that a unit is asked for here too."""
    if isinstance(value, Mapping):
        return FrozenDict({str(key): _frozen(inner) for key, inner in value.items()})
    if isinstance(value, list | tuple):
        return tuple(_frozen(inner) for inner in value)
    if isinstance(value, bool | Written) or not isinstance(value, int | float):
        return value
    return WrittenInt(value) if isinstance(value, int) else WrittenFloat(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    if isinstance(value, Written):
        return int(value) if isinstance(value, int) else float(value)  # type: ignore[arg-type]
    return value


Setting = Annotated[Any, BeforeValidator(_frozen), PlainSerializer(_plain), WithJsonSchema({})]
"""What may stand under a key elsewhere in the scenario: a number, a text with a unit, a name, a list or a map."""


class Change(Block):
    """Settings that hold from a date on."""

    on: Day
    """From midnight of this day; days before the plan's first count as its first."""
    settings: Map[Name, Setting] = Field(alias="set")
    """New values by dotted key below organisation, or market.score."""

    model_config = Block.model_config | {"populate_by_name": True}


WATCHES: dict[str, tuple[Unit, str]] = {
    "utilisation": (SHARE, "role"),
    "idle": (SHARE, "role"),
    "heads": (NUMBER, "role"),
    "wip": (NUMBER, "desk"),
    "backlog": (NUMBER, "desk"),
    "oldest": (DURATION, "desk"),
    "speed_to_lead": (DURATION, "desk"),
    "untouched": (NUMBER, "desk"),
    "refused": (SHARE, "desk"),
    "lapsed_share": (SHARE, "desk"),
    "mqls": (NUMBER, ""),
    "sqls": (NUMBER, ""),
    "wins": (NUMBER, ""),
    "win_rate": (SHARE, ""),
}
"""What a controller may watch: its unit, and whether a role, a desk or nothing follows after a dot."""


def _watch(value: str) -> str:
    kind, _, subject = value.partition(".")
    if kind not in WATCHES:
        words = [name.replace("_", " ") for name in WATCHES]
        hint = near(kind.replace("_", " "), words) or f"; one of {', '.join(words)}"
        raise ValueError(f"unknown measure '{kind.replace('_', ' ')}'{hint}")
    needs = WATCHES[kind][1]
    shown = kind.replace("_", " ")
    if needs and not subject:
        raise ValueError(f"needs a {needs}: write '{shown}.<name of the {needs}>'")
    if subject and not needs:
        raise ValueError(f"'{shown}' is of the whole line: write '{shown}'")
    return value


def _threshold(value: object, info: ValidationInfo) -> object:
    watch = info.data.get("watch")
    if value is None or watch is None:  # a faulty watch is reported by itself
        return None
    return unit_of(watch).read(value)


Threshold = Annotated[
    float | None,
    BeforeValidator(_threshold),
    WithJsonSchema(
        {"type": ["number", "string"], "description": "a value of what is watched, with its unit"}
    ),
]
Direction = Literal["up", "down", "stay"]
CONTROL_NAMES = ("band", "target", "switch", "trigger")
"""The kinds of controller that come with Salesline (a test holds them against those of the policies)."""


def unit_of(watch: str) -> Unit:
    """The unit of what a controller watches."""
    return WATCHES[watch.partition(".")[0]][0]


class Controller(Block):
    """A review, daily or weekly, that moves one setting up or down a list of levels by what it sees."""

    kind: Annotated[Literal["band", "target", "switch", "trigger"], Words] = "band"
    """band: a level up or down when outside [below, above]; target: as many levels as the gap has steps of `step`;
    switch: first level when below `below`, last when above `above`; trigger: once outside, the last level for good."""
    setting: Name
    """The dotted key below organisation, or market.score, that is moved."""
    levels: tuple[Setting, ...]
    """Values of the setting, in order; up is towards the last."""
    start_at: Setting = None
    """The level at the start of the plan; unset: the one that the organisation has."""
    watch: Name
    """What is looked at, such as utilisation.ae, backlog.closing or wins."""
    below: Threshold = None
    above: Threshold = None
    target: Threshold = None
    """What kind 'target' aims at."""
    step: Threshold = None
    """Kind 'target': one level for each so much above or below it."""
    when_below: Direction = "up"
    when_above: Direction = "down"
    every: Duration = known(168.0, "assumption: a weekly review")
    """Reviews are at the first shift that opens after each such time."""
    over: Duration | None = None
    """Time over which is measured; unset: since the review before."""
    lag: Duration = known(0.0, "assumption: figures of this morning")
    """How old the figures are that a review sees."""

    @field_validator("watch")
    @classmethod
    def _known_measure(cls, value: str) -> str:
        return _watch(value)

    @field_serializer("below", "above", "target", "step")
    def _with_unit(self, value: float | None, info: SerializationInfo) -> Any:
        return file_form(unit_of(self.watch), value) if value is not None and in_text(info) else value


class Expansion(Block):
    """A pilot grows, or shrinks, from a date on."""

    on: Day
    share: Share | None = None
    """Share of the leads from then on; unset: as before."""
    reps: tuple[Name, ...] | None = None
    """Reps of the pilot from then on, [] for everybody; unset: as before."""


class Pilot(Block):
    """A desk run in two ways at once: some of its leads, or some of its reps, by other settings."""

    desk: Name
    start: Day | None = Field(default=None, alias="from")
    """Unset: from the first day of the plan."""
    until: Day | None = None
    """From midnight of this day no more leads come; those in the pilot are worked to their end."""
    share: Share = 1.0
    """Share of the leads that qualify for the pilot, by each lead's own lot."""
    segments: tuple[Name, ...] = ()
    territories: tuple[Name, ...] = ()
    sources: tuple[Name, ...] = ()
    """Only leads of these qualify; empty: all."""
    reps: tuple[Name, ...] = ()
    """Reps such as 'ae/0' who work for the pilot alone, and nobody else does; empty: all of the desk work for both."""
    settings: Map[Name, Setting] = Field(alias="set")
    """New values by dotted key below the desk; 'wip' is the cap of the pilot's reps."""
    expand: tuple[Expansion, ...] = ()

    model_config = Block.model_config | {"populate_by_name": True}


def arm_name(desk: str, pilot: str) -> str:
    """Name of the desk where a pilot's leads are worked."""
    return f"{desk}_pilot_{pilot}"
