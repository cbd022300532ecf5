"""Assignment: who gets the lead. Each rule is one small class with one method, found by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import entry_points
from inspect import isfunction, signature
from typing import Any, TypeVar

from salesline.errors import SalesLineError
from salesline.policies.balance import LeastOpen, LeastUtilised, LongestIdle, PowerOfTwo, ShortestResponse
from salesline.policies.base import AssignmentRule, LeadView, RepView, SeatView, by_rank, mixed
from salesline.policies.lots import Random, WeightedRandom
from salesline.policies.matching import (
    Paired,
    Performance,
    PrimeToStars,
    SameRep,
    ScoreTiers,
    Sticky,
    Territory,
    TrackRecord,
)
from salesline.policies.turns import (
    CountBalanced,
    LeastRecent,
    Modulo,
    PercentageDeck,
    RoundRobin,
    WeightedRoundRobin,
)
from salesline.scenario.assignment import OWN_RULES, PULL

__all__ = [
    "PULL",
    "REGISTRY",
    "RULES",
    "AssignmentRule",
    "LeadView",
    "Random",
    "RepView",
    "SeatView",
    "assignment_class",
    "by_rank",
    "mixed",
    "register_rule",
]

Function = Callable[[LeadView, Sequence[SeatView]], RepView | None]
R = TypeVar("R", bound=type[AssignmentRule] | Function)
RULES: dict[str, type[AssignmentRule]] = {
    rule.name: rule
    for rule in (
        RoundRobin, LeastOpen, Territory, Random, Performance, PrimeToStars, LeastRecent, CountBalanced,
        WeightedRoundRobin, PercentageDeck, Modulo, LeastUtilised, ShortestResponse, PowerOfTwo, LongestIdle, ScoreTiers,
        TrackRecord, Sticky, Paired, SameRep, WeightedRandom,
    )
}  # fmt: skip
REGISTRY = RULES


def register_rule(rule: R) -> R:
    """Make a rule of your own known by its name, for scenarios read and run from now on; works as a decorator.

    `rule` is a class that derives from `salesline.Assignment` and has a `name`, or, where a rule keeps no state, a function of a
    lead and the reps that returns one of them or None; its name is that of the function, underscores read as spaces.

    Raises SalesLineError when it is neither, has no name, or has the name of a rule that comes with Salesline.
    """
    given: Any = rule
    kind: Any = _of_function(given) if isfunction(given) else given
    if not (isinstance(kind, type) and issubclass(kind, AssignmentRule)):
        raise SalesLineError(
            f"{given!r} is no assignment rule: derive a class from salesline.Assignment, or write a function (lead, reps)"
        )
    if not kind.name or kind.name in RULES or kind.name == PULL or ":" in kind.name:
        raise SalesLineError(
            f"assignment rule {given.__name__} needs a name of its own, such as name = 'nearest holiday'; "
            f"it has {kind.name!r}"
        )
    OWN_RULES[kind.name] = kind
    return rule


def _of_function(function: Function) -> type[AssignmentRule]:
    """A rule without state that asks a function."""
    if len(signature(function).parameters) != 2:
        raise SalesLineError(f"assignment rule {function.__name__} needs two parameters: lead, reps")

    def choose(_: AssignmentRule, lead: LeadView, reps: Sequence[SeatView]) -> RepView | None:
        return function(lead, reps)

    told = {"name": function.__name__.replace("_", " "), "choose": choose, "__doc__": function.__doc__}
    return type(function.__name__, (AssignmentRule,), told)


def assignment_class(name: str) -> type[AssignmentRule]:
    """The rule of a name: one of ours, one given in Python, an installed plug-in's, or 'module:Class'.

    Plug-ins stand under the entry point group salesline.policies. Raises SalesLineError when there is no such rule or it
    is not an AssignmentRule.
    """
    if name in RULES:
        return RULES[name]
    found: Any = OWN_RULES.get(name)
    if found is None:
        for entry in entry_points(group="salesline.policies", name=name):
            found = entry.load()
    if found is None and ":" in name:
        module, _, attribute = name.partition(":")
        try:
            found = getattr(import_module(module), attribute)
        except (ImportError, AttributeError, ValueError) as error:
            raise SalesLineError(f"assignment rule '{name}' cannot be imported: {error}") from error
    if not (isinstance(found, type) and issubclass(found, AssignmentRule)):
        raise SalesLineError(
            f"there is no assignment rule '{name}'; there is {', '.join([PULL, *RULES])}, or 'module:Class'"
        )
    return found
