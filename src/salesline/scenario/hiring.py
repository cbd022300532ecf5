"""The hiring plan, and the gates that a line of it waits for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from salesline.scenario.base import Block, known
from salesline.scenario.laws import DurationLaw
from salesline.scenario.quantities import Count, Day, Duration, Growth, Money, Name, Rate, Share, SignedShare

LEAST = ("at least ", "above ", "over ", "from ")
MOST = ("under ", "below ", "at most ")


def _limit(key: str, mine: tuple[str, ...], others: tuple[str, ...]) -> Callable[[object], object]:
    """Read a bare limit, with or without its word, as a block that has nothing else."""

    def read(value: object) -> object:
        if isinstance(value, str):
            text = value.strip()
            for word in others:
                if text.startswith(word):
                    raise ValueError(
                        f"'{word.strip()}' is the wrong way round: write '{mine[0]}{text.removeprefix(word)}'"
                    )
            for word in mine:
                text = text.removeprefix(word)
            return {key: text}
        return {key: value} if isinstance(value, int | float) else value

    return read


def _at_least(block: type[Block]) -> Any:
    return BeforeValidator(_limit("above", LEAST, MOST), json_schema_input_type=str | float | block)


class Velocity(Block):
    """Lead velocity rate: growth of qualified leads from one window to the next, compounded to a month."""

    above: Growth
    over: Duration = known(8 * 168.0, "assumption")
    """Length of each of the two windows, in whole weeks."""


class Level(Block):
    """A share that must be reached, of a role."""

    above: Share
    role: Name | None = None
    """Whose; unset: the hires' own role."""
    over: Duration = known(8 * 168.0, "assumption")
    """Looked at over this time, in whole weeks."""


class Load(Block):
    """A rate per head that must be reached, of a role."""

    above: Rate
    role: Name | None = None
    """Whose; unset: the hires' own role."""
    over: Duration = known(8 * 168.0, "assumption")
    """Looked at over this time, in whole weeks."""


class CloseRate(Block):
    """A win rate that must be reached, of the whole line."""

    above: Share
    over: Duration = known(13 * 168.0, "assumption: a quarter")
    """Looked at over this time, in whole weeks."""


class Attained(Block):
    """Quota attainment of the median rep that must be reached."""

    above: SignedShare
    role: Name | None = None
    """Whose; unset: the hires' own role."""
    over: Duration = known(13 * 168.0, "assumption: a quarter")
    """Looked at over this time, in whole weeks, of those who were there all the time."""


class InTheBank(Block):
    """Money that must be in the bank at the end of the last month; needs `study.cash`."""

    above: Money


class BelowQuota(Block):
    """Share of reps below quota that must not be reached."""

    under: Share
    role: Name | None = None
    """Whose; unset: the hires' own role."""
    of: Share = 1.0
    """Share of quota that counts as enough."""
    over: Duration = known(13 * 168.0, "assumption: a quarter")
    """Looked at over this time, in whole weeks, of those who were there all the time."""


class When(Block):
    """Gates of a line of the hiring plan; it is open while all that are set are. With nothing to measure a gate is shut."""

    lead_velocity: Annotated[Velocity | None, _at_least(Velocity)] = None
    utilisation: Annotated[Level | None, _at_least(Level)] = None
    attainment: Annotated[Attained | None, _at_least(Attained)] = None
    leads_per_rep: Annotated[Load | None, _at_least(Load)] = None
    """Leads that come to the desks of the role, per head."""
    close_rate: Annotated[CloseRate | None, _at_least(CloseRate)] = None
    touches_per_rep: Annotated[Load | None, _at_least(Load)] = None
    """Touches per head and working day: '200 per day' means each day on which the rep works."""
    share_below_quota: Annotated[
        BelowQuota | None,
        BeforeValidator(_limit("under", MOST, LEAST), json_schema_input_type=str | float | BelowQuota),
    ] = None

    cash: Annotated[InTheBank | None, _at_least(InTheBank)] = None

    @property
    def gates(self) -> dict[str, Any]:
        """The gates that are set, by name."""
        found = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: gate for name, gate in found.items() if gate is not None}


class Hire(Block):
    """A line of the hiring plan."""

    role: Name
    hires: Count
    start: Day = Field(alias="from")
    """First day of the first one, if nothing slips."""
    over: Duration = 0.0
    """The first days are spread evenly over this time."""
    recruiting: DurationLaw | None = None
    """Set: `from` is when requisitions open, and each hire comes this much later."""
    slip: DurationLaw | None = None
    """Delay of each start date."""
    when: When | None = None
    """Set: hires are requisitioned only while these gates are open; looked at every week, from the day of `from` on."""
    latest: Day | None = None
    """With `when`: after this day nobody is requisitioned any more. Unset: until the plan's end."""
    class_size: Count | None = None
    """So many start together. Unset: of a gated line all, else each by themselves (see `over`)."""
    every: Duration = 0.0
    """With `class size`: time from one class to the next, at least."""

    model_config = Block.model_config | {"populate_by_name": True}
