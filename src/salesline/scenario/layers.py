"""Scenario files over their bases, and settings over both."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path

from salesline.errors import Problem, ScenarioError
from salesline.scenario.nodes import Entry, Node, Position, child, merged, normalised
from salesline.scenario.provenance import with_own_sources
from salesline.scenario.yaml_nodes import LONGEST_KEY, MOST_BYTES, decode, parse

MOST_FILES = 20
_MOST_STEPS = 40


def read_file(path: Path, shown: str, at: Position | None = None) -> Node:
    """Return the nodes of one file; raise ScenarioError, placed `at` the key that named the file."""
    place = at or Position(shown)
    named = f"'{shown}' " if at else "the file "
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise ScenarioError([place.problem(f"{named}is a folder, not a scenario file")])
        if not stat.S_ISREG(mode):
            raise ScenarioError([place.problem(f"{named}is not a regular file")])
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise ScenarioError([place.problem(f"{named}does not exist")]) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError([place.problem(f"{named}cannot be read: {reason.lower()}")]) from None
    return parse(decode(data, shown), shown)


def chain(path: Path) -> list[Node]:
    """Return the maps of the file and of its bases, nearest first and each without its ``extends``.

    Raises ScenarioError for a circle, a missing base, or one that lies outside the folder tree.
    """
    layers: list[Node] = []
    seen: list[Path] = []
    shown, at = str(path), None
    root = None
    while True:
        node = read_file(path, shown, at)
        seen.append(path.resolve())
        root = root or _root(seen[0].parent)
        extends = without_base(node, shown)
        layers.append(node)
        if extends is None:
            return layers
        at = extends.node.position
        path, shown = _base_path(extends, seen, shown, root)


def without_base(node: Node, shown: str) -> Entry | None:
    """Take the entry ``extends`` out of a top map and return it; raise ScenarioError if it is no map."""
    if not isinstance(node.value, dict):
        empty = node.value is None
        message = "the file is empty" if empty else "expected a map with the keys market, organisation, study"
        raise ScenarioError([node.position.problem(message) if not empty else Problem(message, shown)])
    return node.value.pop("extends", None)


def _base_path(extends: Entry, seen: list[Path], shown: str, root: Path) -> tuple[Path, str]:
    place, name = extends.node.position, extends.node.value

    def refusal(message: str) -> ScenarioError:
        return ScenarioError([place.problem(message, "extends")])

    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_KEY * 5:
        raise refusal("expected the path of one scenario file: write e.g. 'base.yaml'")
    if Path(name).is_absolute():
        raise refusal(f"'{name}' must be a path relative to this file")
    try:
        target = (seen[-1].parent / name).resolve()
    except (OSError, RuntimeError, ValueError):
        raise refusal(f"'{name}' cannot be read") from None
    if not target.is_relative_to(root):
        raise refusal(f"'{name}' lies outside the folder {root}")
    if target in seen:
        names = [part.name for part in seen[seen.index(target) :]]
        raise refusal(f"goes in a circle: {' -> '.join([*names, target.name])}")
    if len(seen) >= MOST_FILES:
        raise refusal(f"a chain of more than {MOST_FILES} files")
    return target, str(Path(shown).parent / name)


def _root(folder: Path) -> Path:
    """Return the top of the tree a base may lie in: a project's folder, a folder 'scenarios', or the file's own."""
    for above in (folder, *folder.parents):
        if above.name == "scenarios" and not (above.parent / "pyproject.toml").is_file():
            return above
        if (above / "pyproject.toml").is_file():
            return above
    return folder


def combined(layers: Sequence[Node]) -> Node:
    """Return one map: every layer over the ones after it."""
    result = layers[-1]
    for layer in reversed(layers[:-1]):
        result = with_own_sources(result, layer, merged(result, layer))
    return result


def with_settings(node: Node, settings: Sequence[str]) -> tuple[Node, list[Problem]]:
    """Return `node` with ``dotted.key=value`` settings applied in order, and the problems of those that fail."""
    problems: list[Problem] = []
    for setting in settings:
        try:
            after, given = _with_setting(node, setting)
            node = with_own_sources(node, given, after)
        except ScenarioError as error:
            problems += error.problems
    return node, problems


def _with_setting(node: Node, setting: str) -> tuple[Node, Node]:
    """Return `node` with one setting applied, and the setting alone."""
    place = Position(f"--set {setting[:LONGEST_KEY]}")
    dotted, equals, text = setting.partition("=")
    steps = [step.strip() for step in dotted.split(".")]
    if not equals or not all(steps) or len(steps) > _MOST_STEPS or len(dotted) > LONGEST_KEY * 5:
        raise ScenarioError([place.problem("write --set dotted.key=value")])
    if normalised(steps[0]) == "extends":
        raise ScenarioError([place.problem("extends cannot be set; write it in the file", "extends")])
    value, shown = _value(text, place), dotted.strip()
    return _put(node, steps, value, place, shown), _put(Node(place, {}), steps, value, place, shown)


def _value(text: str, place: Position) -> Node:
    """Return the value of a setting, read as YAML, with the setting as its place."""
    try:
        inner = child(parse(f"value: {text}" if "\n" not in text else f"value:\n{text}", place.file), "value")
    except ScenarioError as error:
        raise ScenarioError([place.problem(problem.message) for problem in error.problems]) from None
    return _moved(inner.node, place) if inner else Node(place, None)


def _moved(node: Node, place: Position) -> Node:
    if isinstance(node.value, dict):
        return Node(
            place,
            {
                key: Entry(entry.written, place, _moved(entry.node, place))
                for key, entry in node.value.items()
            },
        )
    if isinstance(node.value, list):
        return Node(place, [_moved(item, place) for item in node.value])
    return Node(place, node.value)


def _put(node: Node, steps: list[str], value: Node, place: Position, dotted: str) -> Node:
    """Return a copy of `node` with `value` under the key path; missing maps on the way are made."""
    if isinstance(node.value, list):
        return _put_item(node, steps, value, place, dotted)
    if not isinstance(node.value, dict) and node.value is not None:
        raise ScenarioError(
            [place.problem(f"has no key '{steps[0]}': it is a single value", _above(steps, dotted))]
        )
    entries = dict(node.value or {})
    key = normalised(steps[0])
    below = entries.get(key)
    if len(steps) == 1 and value.value is None and below is not None:
        del entries[key]
        return Node(node.position, entries)
    inner = (
        value
        if len(steps) == 1
        else _put(below.node if below else Node(place, {}), steps[1:], value, place, dotted)
    )
    written = below.written if below else steps[0]
    position = place if below is None or len(steps) == 1 else below.position
    entries[key] = Entry(written, position, inner)
    return Node(node.position, entries)


def _put_item(node: Node, steps: list[str], value: Node, place: Position, dotted: str) -> Node:
    entry = child(node, steps[0])
    if entry is None or not isinstance(node.value, list):
        count = len(node.value) if isinstance(node.value, list) else 0
        raise ScenarioError(
            [
                place.problem(
                    f"has no entry '{steps[0]}': it is a list of {count}, counted from 0",
                    _above(steps, dotted),
                )
            ]
        )
    items = list(node.value)
    items[int(steps[0])] = value if len(steps) == 1 else _put(entry.node, steps[1:], value, place, dotted)
    return Node(node.position, items)


def _above(steps: list[str], dotted: str) -> str:
    parts = dotted.split(".")
    return ".".join(parts[: len(parts) - len(steps)])
