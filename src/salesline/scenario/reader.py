"""Reading scenarios: files, their bases and settings become one validated object, or all problems at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from salesline.errors import KeyedErrors, Problem, ScenarioError
from salesline.scenario.beyond import all_problems
from salesline.scenario.layers import chain, combined, with_settings, without_base
from salesline.scenario.nodes import Node, Position, entries
from salesline.scenario.yaml_nodes import parse, resolve

if TYPE_CHECKING:
    from salesline.scenario.scenario import Scenario

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class LoadedScenario:
    """A scenario and where it came from.

    `base` is the scenario that the file extends, alone; None without ``extends`` or when the base is incomplete.
    `present` is the scenario at the end of the chain if its state holds until the plan begins, else None.
    `given` holds the place of every dotted key that a file of the chain or a setting wrote.
    """

    scenario: Scenario
    base: Scenario | None
    present: Scenario | None
    given: Mapping[str, Position]
    path: Path


def read_scenario(path: str | Path, settings: Sequence[str] = ()) -> LoadedScenario:
    """Return the scenario of a file with ``dotted.key=value`` settings; raise ScenarioError with all problems."""
    return Opened(path).read(settings)


class Opened:
    """A scenario file, parsed once and read as often as there are settings to try.

    Raises ScenarioError if the file, or one that it extends, cannot be parsed.
    """

    def __init__(self, path: str | Path) -> None:
        from salesline.scenario.scenario import Scenario

        self.path = Path(path)
        layers = chain(self.path)
        self._node = combined(layers)
        self._base = _base(layers[1:], Scenario)
        self._present = _base(layers[-1:], Scenario) if len(layers) > 2 else self._base

    def read(self, settings: Sequence[str] = ()) -> LoadedScenario:
        """Return the scenario with ``dotted.key=value`` settings; raise ScenarioError with all problems."""
        return _loaded(self.path, self._node, (self._base, self._present), settings)


def _loaded(
    path: Path, node: Node, below: tuple[Scenario | None, Scenario | None], settings: Sequence[str]
) -> LoadedScenario:
    from salesline.scenario.scenario import Scenario

    node, problems = with_settings(node, settings)
    scenario = validated(node, Scenario, problems)
    base, present = below
    given = MappingProxyType(dict(entries(node)))
    if present is None or scenario.before is not None:
        return LoadedScenario(scenario, base, None, given, path)
    try:
        scenario = scenario.following(present)
    except KeyedErrors as error:
        raise ScenarioError([_at(given, key, message) for key, message in error.errors]) from None
    return LoadedScenario(scenario, base, present, given, path)


def _at(given: Mapping[str, Position], key: str, message: str) -> Problem:
    """A problem at the place of a key, or of the nearest key above it that somebody wrote."""
    place = key
    while place and place not in given:
        place = place.rpartition(".")[0]
    return given[place].problem(message, key) if place else Problem(message, key=key)


def load(path: str | Path, settings: Sequence[str] = ()) -> Scenario:
    """Return the scenario of a file; raise ScenarioError with all problems."""
    return read_scenario(path, settings).scenario


def loads(text: str, name: str = "<string>") -> Scenario:
    """Return the scenario of a YAML text that extends nothing; raise ScenarioError with all problems."""
    from salesline.scenario.scenario import Scenario

    return loads_model(text, Scenario, name)


def read_model(path: str | Path, model: type[M], settings: Sequence[str] = ()) -> M:
    """Return any pydantic model read by the rules of scenario files; raise ScenarioError with all problems."""
    node, problems = with_settings(combined(chain(Path(path))), settings)
    return validated(node, model, problems)


def loads_model(text: str, model: type[M], name: str = "<string>") -> M:
    """Return any pydantic model read from a YAML text; raise ScenarioError with all problems."""
    node = parse(text, name)
    extends = without_base(node, name)
    if extends is not None:
        raise ScenarioError(
            [extends.position.problem("a text that is no file cannot extend another", "extends")]
        )
    return validated(node, model)


def as_written(text: str) -> str | int | float:
    """Return what a text of the command line would be in a file: a number that lacks its unit, or the text."""
    try:
        value = resolve(text.strip())
    except ValueError:
        return text
    return value if isinstance(value, int | float) and not isinstance(value, bool) else text


def validated(node: Node, model: type[M], problems: Sequence[Problem] = ()) -> M:
    """Return the model of a map of nodes; raise ScenarioError with every fault, after `problems` found before."""
    try:
        valid = model.model_validate(node.plain())
    except ValidationError as error:
        raise ScenarioError([*problems, *all_problems(error, model, node)]) from None
    except RecursionError:
        raise ScenarioError([Problem("the scenario is nested too deeply", node.position.file)]) from None
    if problems:
        raise ScenarioError(problems)
    return valid


def _base(layers: Sequence[Node], model: type[M]) -> M | None:
    """Return the scenario below the first file, or None when it is only a part of one."""
    try:
        return validated(combined(layers), model) if layers else None
    except ScenarioError:
        return None
