"""How reps take leads themselves, and how those who are given one say yes or no: keys of a desk's assignment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator

from salesline.scenario.base import Block, known
from salesline.scenario.laws import DurationLaw
from salesline.scenario.quantities import Count, Duration, Number, Share, Words

if TYPE_CHECKING:
    from salesline.scenario.desks import Desk

Looks = Literal["own territory", "score", "value"]
CHOICES = ("blind", "cherry pick", "get next", "shark tank")


def _one_or_more(value: object) -> object:
    return (value,) if isinstance(value, str) else value


class PullSettings(Block):
    """Part of the assignment of a desk; all of it unset: who pulls takes the lead that has waited longest."""

    choice: Annotated[Literal["blind", "cherry pick", "get next", "shark tank"], Words] = "blind"
    """With rule pull: what a rep takes. blind: what has waited longest; cherry pick: what looks best among the first of the
    queue; get next: the highest score; shark tank: all are told and the first to claim has it."""
    preview: Count = known(10, "assumption")
    """Leads at the head of the queue that a rep sees before picking (cherry pick)."""
    looks: Annotated[
        tuple[Annotated[Looks, Words], ...],
        BeforeValidator(_one_or_more, json_schema_input_type=Looks | tuple[Looks, ...]),
    ] = ("score",)
    """What looks best, the first that differs decides (cherry pick): own territory, score, value."""
    reaction: DurationLaw | None = None
    """The rep's own working time, after the activity in hand, until a claim (shark tank) or an answer (accept within).
    Unset: at once."""
    interruption: Duration = 0.0
    """Working time that a claim which comes too late costs a rep (shark tank); it goes on the next activity."""
    accept_within: Duration | None = None
    """Set: a rep to whom a rule gives a lead has to accept it within this time, else it goes to the next by the rule."""
    accept_clock: Literal["working", "calendar"] = "working"
    """working: the rep's own working hours."""
    decline: Share = known(0.0, "assumption")
    """Chance that a rep declines a lead whose score is 0, the average."""
    decline_by_score: Number = known(0.0, "assumption")
    """Change of the log odds of declining with each point of score; below 0: better leads are declined less."""


def pull_problems(chosen: PullSettings, rule: str) -> Iterator[tuple[str, str]]:
    """What of these settings does not fit together, as (key, message)."""
    if chosen.choice != "blind" and rule != "pull":
        yield "assignment.choice", f"is for the rule pull; with '{rule}' leave it out"
    if chosen.choice == "cherry pick" and chosen.preview < 1:
        yield "assignment.preview", "needs at least 1 lead to pick from"
    if chosen.choice == "cherry pick" and not chosen.looks:
        yield "assignment.looks", "needs at least one of own territory, score, value"
    if chosen.choice == "shark tank" and chosen.reaction is None:
        yield "assignment.reaction", "is required for a shark tank: it says who claims first"
    if chosen.accept_within is not None and rule == "pull":
        yield "assignment.accept_within", "is for rules that give leads away; who pulls has accepted"
    if chosen.accept_within is not None and chosen.accept_within <= 0:
        yield "assignment.accept_within", "must be above 0; leave it out if nobody is asked"
    if chosen.accept_within is None and chosen.decline > 0:
        yield "assignment.decline", "needs 'accept within': without it nobody is asked"


def pull_warnings(desks: Mapping[str, Desk]) -> Iterator[str]:
    """What is allowed and probably not meant: nobody can answer in time."""
    for name, desk in desks.items():
        chosen = desk.assignment
        if chosen.accept_within is None or chosen.reaction is None:
            continue
        middle = chosen.reaction.quantile()(0.5)
        if middle > chosen.accept_within:
            yield (f"organisation.desks.{name}.assignment.accept_within: half of the answers take longer than "
                   f"{middle * 60:.0f} min, so that most offers time out")  # fmt: skip
