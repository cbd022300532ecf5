"""Values of a scenario file that know where they stand, and how one file lies over another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from salesline.errors import Problem

LAWS = frozenset(
    ("fixed", "exponential", "lognormal", "gamma", "weibull", "uniform", "triangular", "geometric", "poisson")
)


@dataclass(frozen=True)
class Position:
    """A place: a file (or a ``--set`` setting, which has no lines), a line and a column from 1."""

    file: str
    line: int = 0
    column: int = 0

    def problem(self, message: str, key: str = "") -> Problem:
        """Return a problem at this place."""
        return Problem(message, self.file, self.line, self.column, key)


class Written:
    """Marks a number that a file holds without a unit."""


class WrittenInt(int, Written):
    """A whole number of a file."""


class WrittenFloat(float, Written):
    """A number of a file."""


Scalar = str | bool | WrittenInt | WrittenFloat | None


@dataclass
class Node:
    """One value of a file: a scalar, a list of nodes, or a map of entries by normalised key."""

    position: Position
    value: Scalar | list[Node] | dict[str, Entry]

    def plain(self) -> object:
        """Return the value without positions, as pydantic validates it."""
        if isinstance(self.value, dict):
            return {key: entry.node.plain() for key, entry in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


@dataclass
class Entry:
    """A key as it was written, its place, and its value."""

    written: str
    position: Position
    node: Node


@dataclass
class Found:
    """The end of a walk along keys: how far it came, in written keys, and the places there."""

    keys: list[str] = field(default_factory=list)
    key_position: Position | None = None
    node: Node | None = None

    @property
    def position(self) -> Position | None:
        """Return where a fault of the value is shown: at a scalar itself, at the key of a map or a list."""
        if self.node is not None and (
            self.key_position is None or not isinstance(self.node.value, dict | list)
        ):
            return self.node.position
        return self.key_position


def normalised(key: str) -> str:
    """Return a key with underscores for spaces and hyphens; keys that begin with a digit stay."""
    key = key.strip()
    return key.replace(" ", "_").replace("-", "_") if key[:1].isalpha() else key


def spaced(key: str) -> str:
    """Return a key as Salesline writes it in a file, with spaces."""
    return key.replace("_", " ") if key[:1].isalpha() else key


def child(node: Node, step: str | int) -> Entry | None:
    """Return the entry of a map or of a list under a key or an index; None when there is none."""
    if isinstance(node.value, dict):
        return node.value.get(str(step))
    if isinstance(node.value, list) and str(step).isdecimal() and int(step) < len(node.value):
        item = node.value[int(step)]
        return Entry(str(step), item.position, item)
    return None


def reached(node: Node, steps: Iterable[str]) -> Node | None:
    """Return the node that keys lead to, one after the other; None when there is none."""
    for step in steps:
        entry = child(node, step)
        if entry is None:
            return None
        node = entry.node
    return node


def merged(base: Node, over: Node) -> Node:
    """Return `over` laid on `base`: maps merge, everything else is replaced, and null takes a key away.

    A law, or a map of another ``kind``, replaces the whole map below it.
    """
    if (
        not isinstance(base.value, dict)
        or not isinstance(over.value, dict)
        or _other_kind(base.value, over.value)
    ):
        return over
    entries = dict(base.value)
    for key, entry in over.value.items():
        below = entries.get(key)
        if below is None:
            entries[key] = entry
        elif entry.node.value is None:
            del entries[key]
        else:
            entries[key] = Entry(entry.written, entry.position, merged(below.node, entry.node))
    return Node(over.position, entries)


def _other_kind(base: dict[str, Entry], over: dict[str, Entry]) -> bool:
    if (LAWS & over.keys()) - base.keys():
        return True
    return "kind" in over and "kind" in base and over["kind"].node.value != base["kind"].node.value


def entries(node: Node, path: str = "") -> Iterator[tuple[str, Position]]:
    """Yield the dotted key and the place of every value below `node`, in file order."""
    if isinstance(node.value, dict):
        below = [(key, entry.position, entry.node) for key, entry in node.value.items()]
    elif isinstance(node.value, list):
        below = [(str(index), item.position, item) for index, item in enumerate(node.value)]
    else:
        return
    for key, position, inner in below:
        dotted = f"{path}.{key}" if path else key
        yield dotted, position
        yield from entries(inner, dotted)
