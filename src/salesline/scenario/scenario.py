"""The scenario: one frozen, validated, hashable object; no generator, no paths, no core count."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from importlib import import_module
from typing import Any, Self, cast

from pydantic import Field, ValidationInfo, model_validator

from salesline.errors import KeyedErrors
from salesline.scenario.base import Block, Map
from salesline.scenario.crosschecks import change_problems, cross_problems
from salesline.scenario.market import Market
from salesline.scenario.organisation import Organisation
from salesline.scenario.people_checks import cash_problems
from salesline.scenario.ranges import range_problems
from salesline.scenario.steerchecks import steering_problems
from salesline.scenario.steered import is_steered
from salesline.scenario.study import Study

RANGES_CHECKED = {"ranges": "checked"}
"""Context of a validation that need not try the ends of all ranges again."""


class Before(Block):
    """What holds until the plan begins: the present state, which fills the line in the prior year."""

    market: Market
    organisation: Organisation

    @model_validator(mode="after")
    def _refers_only_to_what_exists(self) -> Self:
        if problems := cross_problems(self.market, self.organisation, Study()):
            raise KeyedErrors(problems)
        return self


class Scenario(Block):
    """Everything a simulation needs to know, in three blocks: market, organisation, study.

    Built from a file by `salesline.load`, or in Python with the same keys. Values are plain floats in hours, dollars
    and shares; strings with units are accepted wherever a file accepts them.

    Raises pydantic's ValidationError when built from wrong values.
    """

    name: str = Field(min_length=1, max_length=200)
    question: str = Field(default="", max_length=2000)
    market: Market
    organisation: Organisation
    study: Study = Study()
    before: Before | None = None
    """Market and organisation of the prior year; a file that extends another has the other's. Unset: as in the plan."""
    evidence: Map[str, str] = Field(default_factory=dict)
    """Source of each number, or the word assumption, by dotted key; the longest matching beginning counts."""

    @model_validator(mode="after")
    def _refers_only_to_what_exists(self, info: ValidationInfo) -> Self:
        problems = cross_problems(self.market, self.organisation, self.study)
        problems += cash_problems(self.organisation, self.study)
        if is_steered(self.organisation):
            problems += steering_problems(self.market, self.organisation, self.study, sound=not problems)
        if self.before is not None:
            problems += change_problems(self.before.organisation, self.organisation)
        if self.study.ranges and not problems:
            problems += range_problems(self, ends=info.context is not RANGES_CHECKED)
        if problems:
            raise KeyedErrors(problems)
        return self

    @cached_property
    def _canonical(self) -> bytes:
        from salesline.scenario.writer import canonical

        return canonical(self)

    @cached_property
    def digest(self) -> str:
        """16 hex digits that change when, and only when, something the model reads changes."""
        from salesline.scenario.writer import digest

        return digest(self)[:16]

    def __hash__(self) -> int:
        return hash(self._canonical)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some fields replaced; what was worked out from the old ones does not go with it."""
        copied = super().model_copy(update=update, deep=deep)
        for name in ("digest", "_canonical"):
            copied.__dict__.pop(name, None)
        return copied

    def _repr_html_(self) -> str:
        # By name: the report is a room far above this one, and is loaded only when a notebook shows a scenario.
        return cast("str", import_module("salesline.report.display").html(self))

    def following(self, base: Scenario) -> Scenario:
        """This plan, with the present state of another scenario until it begins."""
        before = base.before or Before(market=base.market, organisation=base.organisation)
        if problems := change_problems(before.organisation, self.organisation):
            raise KeyedErrors(problems)
        return self.model_copy(update={"before": before})

    def with_values(self, values: Mapping[str, Any]) -> Scenario:
        """A copy with some dotted keys set, e.g. ``{"organisation.wip.ae": 12}``.

        Raises KeyError for a key that no scenario has, ValidationError for a wrong value.
        """
        data = self.model_dump(mode="python", by_alias=True, exclude_unset=False)
        for dotted, value in values.items():
            _put(data, dotted.replace(" ", "_").split("."), value)
        known = not any(key.replace(" ", "_").startswith("study.ranges") for key in values)
        return Scenario.model_validate(data, context=RANGES_CHECKED if known else None)

    def replace(self, **values: Any) -> Scenario:
        """A copy with keys of the blocks replaced by their last name, e.g. ``replace(wip={"ae": 12}, replications=100)``.

        Raises KeyError if no block, or more than one, has the key.
        """
        full: dict[str, Any] = {}
        for key, value in values.items():
            if key in ("name", "question"):
                full[key] = value
                continue
            homes = [
                b for b in ("market", "organisation", "study") if key in type(getattr(self, b)).model_fields
            ]
            if len(homes) != 1:
                raise KeyError(f"{key}: found in {homes or 'no block'}; use with_values with a dotted key")
            full[f"{homes[0]}.{key}"] = value
        return self.with_values(full)


def _put(data: dict[str, Any], path: list[str], value: Any) -> None:
    here: Any = data
    for step, after in zip(path, [*path[1:], None], strict=True):
        at: Any = _index(here, step, path) if isinstance(here, list) else step
        if after is None:
            here[at] = value
            return
        inner = here[at] if isinstance(here, list) else here.get(at)
        if isinstance(inner, list | tuple):
            here[at] = inner = list(inner)
        elif inner is None or isinstance(inner, dict):
            here[at] = inner = dict(inner or {})
        else:
            raise KeyError(f"{'.'.join(path)}: {step} is a single value")
        here = inner


def _index(items: list[Any], step: str, path: list[str]) -> int:
    if not step.isdecimal() or int(step) >= len(items):
        raise KeyError(f"{'.'.join(path)}: no entry '{step}' in a list of {len(items)}, counted from 0")
    return int(step)
