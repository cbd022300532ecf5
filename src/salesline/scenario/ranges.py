"""Ranges: inputs that are not known exactly, as low, most likely and high values. `simulate` does not look at them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AfterValidator, ValidationError, model_validator

from salesline.scenario.base import Block
from salesline.scenario.places import Place, place_of, steps_of

if TYPE_CHECKING:
    from salesline.scenario.scenario import Scenario

__all__ = ["DottedKey", "Range", "Spread", "range_problems", "range_warnings", "spread_of", "spreads_between"]

End = str | int | float
DottedKey = Annotated[str, AfterValidator(lambda key: ".".join(steps_of(key)))]
"""A dotted key, spelled as Python does."""


class Range(Block):
    """What an input may be. Give exactly one law, with the units that the input has."""

    uniform: tuple[End, End] | None = None
    """Low and high: everything between is as likely."""
    triangular: tuple[End, End, End] | None = None
    """Low, most likely, high."""

    @model_validator(mode="after")
    def _has_one_law(self) -> Self:
        if (self.uniform is None) == (self.triangular is None):
            raise ValueError("give exactly one of uniform: [low, high] and triangular: [low, mode, high]")
        return self

    @property
    def corners(self) -> tuple[End, ...]:
        """Low, (mode,) high as written."""
        return self.uniform or self.triangular or ()


class Spread:
    """A range in canonical units.

    Args:
        place: of the input.
        corners: low, (mode,) high.
        words: the range as people read it; empty: made from the corners.

    """

    def __init__(self, place: Place, corners: tuple[float, ...], words: str = "") -> None:
        self.place = place
        self.words = words or f"{place.words(corners[0])} to {place.words(corners[-1])}"
        self.low, self.high = corners[0], corners[-1]
        self.mode = corners[1] if len(corners) == 3 else None

    def at(self, share: float) -> float:
        """Return the value below which this share of the range's chance lies."""
        low, high, width = self.low, self.high, self.high - self.low
        if self.place.unit.whole:
            low, width = low - 0.5, width + 1.0
        if self.mode is None:
            found = low + share * width
        elif share * width <= self.mode - low:
            found = low + (share * width * (self.mode - low)) ** 0.5
        else:
            top = low + width
            found = top - ((1.0 - share) * width * (top - self.mode)) ** 0.5
        found = min(high, max(self.low, found))
        return float(round(found)) if self.place.unit.whole else found

    def along(self, share: float) -> float:
        """Return the value at a share of the way from low to high, whatever the law."""
        found = self.low + share * (self.high - self.low)
        return float(math.floor(found + 0.5)) if self.place.unit.whole else found


def spread_of(scenario: Scenario, key: str, range_: Range) -> Spread:
    """Return a range in canonical units; raise ValueError in the reader's words."""
    place = place_of(scenario, key)
    corners = tuple(place.read(end) for end in range_.corners)
    if list(corners) != sorted(corners) or corners[0] == corners[-1]:
        raise ValueError("must go up: low below high" + (", the mode between" if len(corners) == 3 else ""))
    written = [str(end) for end in range_.corners]
    unit = written[-1].partition(" ")[2]
    first = written[0].removesuffix(f" {unit}") if unit else written[0]
    return Spread(place, corners, f"{first} to {written[-1]}")


def spreads_between(scenario: Scenario, ends: Mapping[str, tuple[End, End]]) -> list[Spread]:
    """Return ranges (low, high) by dotted key in canonical units, checked together as the reader checks those of a file.

    Raises:
        ScenarioError: keys or values that the scenario cannot have, all at once.

    """
    from salesline.errors import Problem, ScenarioError

    ranges = {key: Range(uniform=both) for key, both in ends.items()}
    held = scenario.model_copy(update={"study": scenario.study.model_copy(update={"ranges": ranges})})
    if problems := range_problems(held):
        raise ScenarioError(Problem(text, key=key.removeprefix("study.ranges.")) for key, text in problems)
    return [spread_of(scenario, key, range_) for key, range_ in ranges.items()]


def range_problems(scenario: Scenario, *, ends: bool = True) -> list[tuple[str, str]]:
    """All (dotted key, message) pairs of ranges that no scenario could have; with `ends`, both are tried on the scenario."""
    found = []
    for key, range_ in scenario.study.ranges.items():
        here = f"study.ranges.{key}"
        try:
            spread = spread_of(scenario, key, range_)
        except ValueError as error:
            found.append((here, str(error)))
            continue
        for end in (spread.low, spread.high) if ends else ():
            try:
                scenario.with_values({"study.ranges": {}, spread.place.key: end})
            except ValidationError as error:
                first = error.errors(include_url=False)[0]
                said = str(first.get("ctx", {}).get("error") or first["msg"])
                found.append((here, f"{spread.place.words(end)} cannot be: {said}"))
    return found


def range_warnings(scenario: Scenario) -> list[str]:
    """Ranges that do not hold the value that the scenario states."""
    found = []
    for key, range_ in scenario.study.ranges.items():
        spread = spread_of(scenario, key, range_)
        value = spread.place.value
        if value is not None and not spread.low <= value <= spread.high:
            found.append(
                f"{key}: the stated {spread.place.words(value)} lies outside its range, {spread.words}"
            )
    return found
