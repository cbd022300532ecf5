"""One number of a scenario by its dotted key: its unit, its value, and how a text becomes such a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from salesline.scenario.laws import Law
from salesline.scenario.names import unknown
from salesline.scenario.nodes import normalised, spaced
from salesline.scenario.quantities import NUMBER, Unit
from salesline.scenario.shapes import below, field_types, fields

if TYPE_CHECKING:
    from salesline.scenario.scenario import Scenario

__all__ = ["Place", "held", "place_of", "steps_of", "throughout"]


@dataclass(frozen=True)
class Place:
    """Where a number stands.

    Attributes:
        key: dotted key as `Scenario.with_values` takes it.
        unit: what kind of number it is.
        value: what the scenario holds, in canonical units; None if it is not set.

    """

    key: str
    unit: Unit
    value: float | None

    def read(self, value: object) -> float:
        """Return a value of a file in canonical units; raise ValueError in the reader's words."""
        bare = isinstance(value, int | float) and not isinstance(value, bool)
        if bare and not self.unit.bare:
            raise ValueError(self.unit.needs_unit(float(value)))  # type: ignore[arg-type]
        return float(self.unit.read(value))

    def words(self, value: float) -> str:
        """Return a value as a file holds it."""
        return str(self.unit.format(float(f"{value:.4g}") if not self.unit.whole else value))


def steps_of(dotted: str) -> list[str]:
    """Return the parts of a dotted key, spelled as Python does."""
    return [normalised(step) for step in dotted.split(".")]


def place_of(scenario: Scenario, dotted: str) -> Place:
    """Return the place of a number.

    The mean of a law is reached by `.mean` or by the name of the law, as in `market.buyers.deal size.lognormal`.

    Raises:
        ValueError: no such key, or no number; the message says what there is.

    """
    here: Any = scenario
    kinds: list[Any] = [type(scenario)]
    steps = steps_of(dotted)
    for at, step in enumerate(steps):
        if isinstance(here, Law):
            return _of_law(here, steps, at)
        here, kinds = _step(here, kinds, step, last=at == len(steps) - 1)
    if isinstance(here, Law):
        if here.kind != "fixed":
            raise ValueError(f"is a law: name one of its numbers, such as {spaced(dotted)}.{here.kind}")
        return Place(".".join(steps), here.unit, here.mean)
    law = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Law)), None)
    unit = next((kind for kind in kinds if isinstance(kind, Unit)), law.unit if law else None)
    if unit is None or not (here is None or isinstance(here, int | float)) or isinstance(here, bool):
        raise ValueError("is not a number")
    return Place(".".join(steps), unit, None if here is None else float(here))


def _step(here: Any, kinds: list[Any], step: str, *, last: bool) -> tuple[Any, list[Any]]:
    """Go one step down: the value there (None: not set) and the types allowed there."""
    if isinstance(here, BaseModel):
        known = fields(type(here))
        if step not in known:
            raise ValueError(
                unknown(spaced(step), [spaced(name) for name in known]).replace("name", "key", 1)
            )
        name = next(n for n, field in type(here).model_fields.items() if (field.alias or n) == step)
        return getattr(here, name), field_types(known[step])
    if isinstance(here, Mapping):
        inner = below(kinds, step) or []
        if step in here or (last and any(isinstance(kind, Unit) for kind in inner)):
            return here.get(step), inner
        raise ValueError(unknown(spaced(step), [spaced(str(name)) for name in here]))
    if isinstance(here, tuple):
        if step.isdecimal() and int(step) < len(here):
            return here[int(step)], below(kinds, int(step)) or []
        raise ValueError(f"has no entry '{step}': it is a list of {len(here)}, counted from 0")
    if here is None:
        raise ValueError(
            f"'{spaced(step)}' belongs to something that is not set in the scenario: set that first"
        )
    raise ValueError(f"has no key '{spaced(step)}': it is a single value")


def _of_law(law: Law, steps: list[str], at: int) -> Place:
    step = "mean" if steps[at] == law.kind else steps[at]
    corners = law.kind in ("uniform", "triangular")
    value = getattr(law, step, None) if step in type(law).model_fields and step != "kind" else None
    if len(steps) > at + 1 or value is None or (corners and step == "mean"):
        there = ("low", "mode", "high") if corners else ("mean", "sigma", "shape")
        has = [name for name in there if getattr(law, name) is not None]
        raise ValueError(f"the law has no number '{spaced(steps[at])}'; there is {', '.join(has)}")
    unit = NUMBER if step in ("sigma", "shape") else law.unit
    return Place(".".join([*steps[:at], step]), unit, float(value))


def held(part: Any, dotted: str) -> Any:
    """Return what a part of a scenario holds under a key; None if it holds nothing there."""
    here = part
    for step in steps_of(dotted):
        if isinstance(here, Mapping):
            here = here.get(step)
        elif isinstance(here, tuple):
            here = here[int(step)] if step.isdecimal() and int(step) < len(here) else None
        elif isinstance(here, BaseModel):
            names = {(field.alias or name): name for name, field in type(here).model_fields.items()}
            here = getattr(here, names[step]) if step in names else None
        else:
            return None
    return here


def throughout(scenario: Scenario, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same settings for the time before the plan too, wherever the plan does not differ from it.

    What is not known about the world was not known last year either, and did not change when the plan began.
    """
    found = dict(values)
    if scenario.before is not None:
        for key, value in values.items():
            before = held(scenario.before, key)
            if before is not None and before == held(scenario, key):
                found[f"before.{key}"] = value
    return found
