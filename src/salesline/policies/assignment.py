"""Assignment: who gets the lead. Each rule is one small class with one method, found by its name."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

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

RULES: dict[str, type[AssignmentRule]] = {
    rule.name: rule
    for rule in (
        RoundRobin, LeastOpen, Territory, Random, Performance, PrimeToStars, LeastRecent, CountBalanced,
        WeightedRoundRobin, PercentageDeck, Modulo, LeastUtilised, ShortestResponse, PowerOfTwo, LongestIdle, ScoreTiers,
        TrackRecord, Sticky, Paired, SameRep, WeightedRandom,
    )
}  # fmt: skip
REGISTRY = RULES


def register_rule(rule: type[AssignmentRule]) -> type[AssignmentRule]:
    """Make a rule of your own known by its `name`, for scenarios read and run from now on; works as a decorator.

    Raises SalesLineError when it is not a class that derives from `salesline.Assignment`, has no name, or has the name
    of a rule that comes with Salesline.
    """
    given: Any = rule
    if not (isinstance(given, type) and issubclass(given, AssignmentRule)):
        raise SalesLineError(f"{given!r} is no assignment rule: derive a class from salesline.Assignment")
    if not rule.name or rule.name in RULES or rule.name == PULL or ":" in rule.name:
        raise SalesLineError(
            f"assignment rule {rule.__name__} needs a name of its own, such as name = 'nearest holiday'; "
            f"it has {rule.name!r}"
        )
    OWN_RULES[rule.name] = rule
    return rule


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
