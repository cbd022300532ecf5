"""Search spaces: what may be decided, read from a small file by the rules of scenario files.

    vary:
      hires of ae: {from: 0, to: 10}
      start of ae: [2026-01-05, 2026-04-06]
      organisation.wip.ae: {from: 4, to: 20, step: 2}
      organisation.desks.closing.assignment.rule: [round robin, least open]
    constraints: [cost_total <= $6M]
    goal: contribution

`hires of ROLE` and `start of ROLE` are the role's line of the hiring plan; a scenario without one gets one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

from pydantic import Field, ValidationError, model_validator

from salesline.errors import Problem, ScenarioError
from salesline.scenario.base import Block, Map
from salesline.scenario.names import unknown
from salesline.scenario.nodes import spaced
from salesline.scenario.places import place_of, steps_of
from salesline.scenario.quantities import DURATION
from salesline.scenario.ranges import DottedKey, End

if TYPE_CHECKING:
    from salesline.scenario.scenario import Scenario

__all__ = ["Axis", "Levels", "SpaceFile", "levels_of", "made", "named", "prepared"]

STEPS = 20
"""Equal steps of a range of amounts that names none."""
MOST_LEVELS = 1000
_HIRING = re.compile(r"(hires|start)_of_(.+)")


class Axis(Block):
    """What one input may be: a range with a step, or a list of choices."""

    start: End | None = Field(default=None, alias="from")
    to: End | None = None
    step: End | None = None
    """Of whole numbers 1 and of days 1 week unless said; a range of amounts is cut into 20 equal steps."""
    choices: tuple[Any, ...] = ()

    model_config = Block.model_config | {"populate_by_name": True}

    @model_validator(mode="before")
    @classmethod
    def _list_of_choices(cls, value: Any) -> Any:
        return {"choices": value} if isinstance(value, list | tuple) else value

    @model_validator(mode="after")
    def _range_or_choices(self) -> Self:
        ends = (self.start is not None) + (self.to is not None)
        if (ends == 2) == bool(self.choices) or ends == 1:
            raise ValueError("write {from: .., to: .., step: ..} or a list of choices")
        return self


class SpaceFile(Block):
    """What may be decided, under which constraints, to what end."""

    vary: Map[DottedKey, Axis]
    constraints: tuple[str, ...] = ()
    """A measure, <= or >=, and an amount: the mean over replications must keep it."""
    goal: str = "contribution"
    """The measure whose mean is made as good as can be."""


class Levels:
    """The values that one key may have, in order.

    Args:
        name: as the file calls it.
        key: dotted key, as `Scenario.with_values` takes it.
        values: as `with_values` takes them.
        labels: as people read them.
        ordered: whether a value lies between its neighbours.

    """

    def __init__(self, name: str, key: str, values: list[Any], labels: list[str], *, ordered: bool) -> None:
        self.name, self.key, self.values, self.labels, self.ordered = name, key, values, labels, ordered


def prepared(scenario: Scenario, space: SpaceFile) -> Scenario:
    """Return the scenario with an empty line of hiring for each role that has none and is to have one."""
    hiring = [hire.model_dump(by_alias=True) for hire in scenario.organisation.hiring]
    had = len(hiring)
    roles = [match[2] for key in space.vary if (match := _HIRING.fullmatch(key))]
    for role in dict.fromkeys(roles):
        if role in scenario.organisation.roles and not any(hire["role"] == role for hire in hiring):
            hiring.append({"role": role, "hires": 0, "from": scenario.study.start})
    return scenario if len(hiring) == had else scenario.with_values({"organisation.hiring": hiring})


def levels_of(scenario: Scenario, space: SpaceFile) -> list[Levels]:
    """Return the levels of every key of a prepared scenario.

    Raises:
        ScenarioError: keys or values that the scenario cannot have, all at once.

    """
    found, problems = [], []
    for name, axis in space.vary.items():
        try:
            levels = _levels(scenario, name, axis)
            found.append(levels)
            problems += [Problem(text, key=f"vary.{levels.name}") for text in _refused(scenario, levels)]
        except ValueError as error:
            problems.append(Problem(str(error), key=f"vary.{spaced(name)}"))
    if not space.vary:
        problems.append(Problem("nothing to vary", key="vary"))
    if problems:
        raise ScenarioError(problems)
    return found


def _refused(scenario: Scenario, levels: Levels) -> Iterator[str]:
    """What the scenario says to each value alone; of an ordered scale only the ends are tried."""
    tried = (0, -1) if levels.ordered else range(len(levels.values))
    for at in dict.fromkeys(tried):
        try:
            scenario.with_values({levels.key: levels.values[at]})
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            yield f"{levels.labels[at]} cannot be: {first.get('ctx', {}).get('error') or first['msg']}"
        except KeyError as error:
            yield str(error.args[0])


def _levels(scenario: Scenario, name: str, axis: Axis) -> Levels:
    key, shown = _key(scenario, name), spaced(name)
    if axis.choices:
        try:
            place = place_of(scenario, key)
        except ValueError:
            return _words(scenario, shown, key, axis.choices)
        values = [place.read(choice) for choice in axis.choices]
        return Levels(
            shown,
            place.key,
            values,
            [str(choice) for choice in axis.choices],
            ordered=values == sorted(values),
        )
    if key.endswith(".from"):
        days = _days(axis)
        return Levels(shown, key, days, [day.isoformat() for day in days], ordered=True)
    place = place_of(scenario, key)
    low, high = place.read(axis.start), place.read(axis.to)
    step = (high - low) / STEPS if axis.step is None else place.read(axis.step)
    step = 1.0 if axis.step is None and place.unit.whole else step
    if not low < high or step <= 0:
        raise ValueError("from must lie below to, and step above 0")
    count = int((high - low) / step + 1e-9) + 1
    if count > MOST_LEVELS:
        raise ValueError(f"{count:,} values; at most {MOST_LEVELS:,}: take a larger step")
    values = [low + step * at for at in range(count)]
    return Levels(shown, place.key, values, [place.words(value) for value in values], ordered=True)


def _words(scenario: Scenario, shown: str, key: str, choices: tuple[Any, ...]) -> Levels:
    """Choices that are no numbers: words, days, maps; the key must exist as far as can be told."""
    above = key.rpartition(".")[0]
    try:
        place_of(scenario, key)
    except ValueError as error:
        if "is not a number" not in str(error) and "is a law" not in str(error):
            raise ValueError(f"{error}" if above else f"unknown key '{shown}'") from None
    if len({str(choice) for choice in choices}) != len(choices):
        raise ValueError("a choice is given twice")
    return Levels(shown, key, list(choices), [str(choice) for choice in choices], ordered=False)


def _key(scenario: Scenario, name: str) -> str:
    match = _HIRING.fullmatch(name)
    if match is None:
        return ".".join(steps_of(name))
    role = match[2]
    if role not in scenario.organisation.roles:
        raise ValueError(unknown(spaced(role), [spaced(each) for each in scenario.organisation.roles]))
    lines = [at for at, hire in enumerate(scenario.organisation.hiring) if hire.role == role]
    what = "hires" if match[1] == "hires" else "from"
    if len(lines) != 1:
        raise ValueError(
            f"hiring has {len(lines)} lines of {spaced(role)}: name one, e.g. organisation.hiring.{lines[0]}.{what}"
        )
    return f"organisation.hiring.{lines[0]}.{what}"


def _days(axis: Axis) -> list[dt.date]:
    try:
        first, last = (dt.date.fromisoformat(str(end)) for end in (axis.start, axis.to))
    except ValueError:
        raise ValueError("from and to must be days, such as 2026-01-05") from None
    step = dt.timedelta(hours=7 * 24 if axis.step is None else DURATION.read(axis.step))
    if first >= last or step < dt.timedelta(days=1):
        raise ValueError("from must lie before to, and step be at least 1 day")
    count = min((last - first) // step + 1, MOST_LEVELS)
    return [first + step * at for at in range(count)]


def made(scenario: Scenario, levels: Sequence[Levels], plan: Sequence[int]) -> Scenario:
    """Return the scenario of a plan, in which the first day of nobody makes no difference.

    Raises pydantic's ValidationError if there is no such scenario.
    """
    values = {one.key: one.values[at] for one, at in zip(levels, plan, strict=True)}
    idle = _days_of_nobody(levels, plan)
    return scenario.with_values(values | {one.key: one.values[0] for one in levels if one.key in idle})


def named(levels: Sequence[Levels], plan: Sequence[int]) -> Mapping[str, str]:
    """Return a plan in words: the label of each key, less the first days of nobody."""
    idle = _days_of_nobody(levels, plan)
    return {one.name: one.labels[at] for one, at in zip(levels, plan, strict=True) if one.key not in idle}


def _days_of_nobody(levels: Sequence[Levels], plan: Sequence[int]) -> set[str]:
    """Keys of first days in lines of hiring that hire nobody."""
    none = [
        one.key
        for one, at in zip(levels, plan, strict=True)
        if one.key.endswith(".hires") and one.values[at] == 0
    ]
    return {key.removesuffix("hires") + "from" for key in none}
