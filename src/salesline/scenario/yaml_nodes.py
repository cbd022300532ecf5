"""YAML 1.2 text to nodes with positions, strictly: whatever could surprise is a problem with its line."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from salesline.errors import Problem, ScenarioError
from salesline.scenario.nodes import Entry, Node, Position, Scalar, WrittenFloat, WrittenInt, normalised

MOST_BYTES = 1 << 20
MOST_NODES = 20_000
MOST_DEPTH = 40
LONGEST_LINE = 10_000
LONGEST_KEY = 200
MOST_DIGITS = 30

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_INT = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_ENDLESS = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}


def decode(data: bytes, file: str) -> str:
    """Return the text of a file; raise ScenarioError when it is too large or not UTF-8."""
    if len(data) > MOST_BYTES:
        raise ScenarioError([Problem("the file is larger than 1 MiB", file)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = "the file is not UTF-8 text; save it with that encoding"
        raise ScenarioError([Problem(message, file, line, column)]) from None


def parse(text: str, file: str) -> Node:
    """Return the nodes of one YAML document; raise ScenarioError with every problem found."""
    _check_text(text, file)
    composer = _Composer(text, file)
    try:
        node = composer.document()
    except ScenarioError:
        raise
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(part for part in (error.context, error.problem) if part)
        place = Position(file, mark.line + 1, mark.column + 1) if mark else Position(file)
        composer.problems.append(place.problem(f"not valid YAML: {_plain_reason(reason)}"))
        raise ScenarioError(composer.problems) from None
    except Exception as error:  # noqa: BLE001 - the parser stumbles over some texts in ways of its own
        reason = str(error).partition("\n")[0][:LONGEST_KEY]
        composer.problems.append(composer.here.problem(f"not valid YAML: {reason or type(error).__name__}"))
        raise ScenarioError(composer.problems) from None
    if composer.problems:
        raise ScenarioError(composer.problems)
    return node


def resolve(text: str) -> Scalar:
    """Return what an unquoted scalar means; raise ValueError for what no scenario can use."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text) or _BASED.fullmatch(text):
        if len(text) > MOST_DIGITS:
            raise ValueError("the number is too large")
        return WrittenInt(text, 10) if _INT.fullmatch(text) else WrittenInt(text, 0)
    if _FLOAT.fullmatch(text):
        number = float(text) if len(text) <= LONGEST_KEY else math.inf
        if not math.isfinite(number):
            raise ValueError("the number is too large")
        return WrittenFloat(number)
    if _ENDLESS.fullmatch(text):
        raise ValueError(f"must be a finite number, got {text}")
    return text


def _check_text(text: str, file: str) -> None:
    if len(text) > MOST_BYTES:
        raise ScenarioError([Problem("the file is larger than 1 MiB", file)])
    if match := _CONTROL.search(text):
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - text.rfind("\n", 0, match.start())
        raise ScenarioError(
            [Problem(f"control character {match[0]!r}; is this a text file?", file, line, column)]
        )
    for number, line_text in enumerate(text.split("\n"), 1):
        if len(line_text) > LONGEST_LINE:
            raise ScenarioError(
                [Problem(f"the line is longer than {LONGEST_LINE:,} characters", file, number, 1)]
            )


def _plain_reason(reason: str) -> str:
    if "'\\t'" in reason:
        return "a tab stands where spaces are needed"
    if "mapping values are not allowed" in reason:
        return "a colon stands where none can be; put the value in quotes, or check the indentation"
    return reason


class _Composer:
    """Builds nodes from the parser's events and stops at the first sign of a hostile file."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.here = Position(file)
        self._count = 0
        self._events: Iterator[Any] = iter(YAML(typ="safe", pure=True).parse(text))

    def document(self) -> Node:
        """Return the top map of the only document."""
        event = self._next()
        while not isinstance(event, DocumentStartEvent | StreamEndEvent):
            event = self._next()
        if isinstance(event, StreamEndEvent):
            raise self._fatal("the file is empty")
        if event.tags or event.version not in (None, (1, 2)):
            self._problem("directives (%) are not used in scenario files")
        top = self._node(self._next(), 0)
        while not isinstance(event := self._next(), StreamEndEvent):
            if not isinstance(event, DocumentEndEvent):
                raise self._fatal("a second document begins here; a scenario file holds one")
        return top

    def _next(self) -> Any:
        event = next(self._events)
        mark = event.start_mark
        self.here = Position(self.file, mark.line + 1, mark.column + 1)
        return event

    def _problem(self, message: str, key: str = "") -> None:
        self.problems.append(self.here.problem(message, key))

    def _fatal(self, message: str) -> ScenarioError:
        self._problem(message)
        return ScenarioError(self.problems)

    def _node(self, event: Any, depth: int) -> Node:
        self._count += 1
        if self._count > MOST_NODES:
            raise self._fatal(f"the file has more than {MOST_NODES:,} values")
        if depth > MOST_DEPTH:
            raise self._fatal(f"nested deeper than {MOST_DEPTH} levels")
        here = self.here
        self._check_plain(event)
        if isinstance(event, MappingStartEvent):
            return Node(here, self._map(depth))
        if isinstance(event, SequenceStartEvent):
            return Node(here, self._list(depth))
        return Node(here, self._scalar(event) if isinstance(event, ScalarEvent) else None)

    def _check_plain(self, event: NodeEvent) -> None:
        if isinstance(event, AliasEvent):
            self._problem(f"alias '*{str(event.anchor)[:LONGEST_KEY]}': aliases are not used; use extends")
        elif event.anchor is not None:
            self._problem(f"anchor '&{str(event.anchor)[:LONGEST_KEY]}': anchors are not used; use extends")
        if getattr(event, "tag", None) is not None:
            self._problem(
                f"tag '{str(getattr(event, 'tag', ''))[:LONGEST_KEY]}': tags are not used; leave it out"
            )

    def _scalar(self, event: Any) -> Scalar:
        text = str(event.value)
        if match := _CONTROL.search(text):
            self._problem(f"control character {match[0]!r}")
            return None
        if event.style is not None:
            return text
        try:
            return resolve(text)
        except ValueError as error:
            self._problem(str(error))
            return None

    def _list(self, depth: int) -> list[Node]:
        items: list[Node] = []
        while not isinstance(event := self._next(), SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return items

    def _map(self, depth: int) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        while not isinstance(event := self._next(), MappingEndEvent):
            here = self.here
            written = self._key(event, depth)
            node = self._node(self._next(), depth + 1)
            key = normalised(written)
            if not written:
                continue
            if key in entries:
                first = entries[key]
                self.problems.append(
                    here.problem(
                        f"key stands twice, first on line {first.position.line}"
                        + (f" as '{first.written}'" if first.written != written else ""),
                        written,
                    )
                )
            else:
                entries[key] = Entry(written, here, node)
        return entries

    def _key(self, event: Any, depth: int) -> str:
        """Return the key, or an empty text after noting why it cannot be one."""
        here, plain = self.here, isinstance(event, ScalarEvent) and event.style is None
        value = self._node(event, depth + 1).value
        if isinstance(value, str) and value.strip() and len(value) <= LONGEST_KEY and "\n" not in value:
            if not (plain and value == "<<"):
                return value.strip()
            self.problems.append(here.problem("merge keys are not used; use extends"))
        elif isinstance(value, dict | list):
            self.problems.append(here.problem("a key must be a word, not a map or a list"))
        elif isinstance(value, str):
            self.problems.append(here.problem("a key must be one short line of text"))
        elif not (
            self.problems and self.problems[-1].line == here.line and self.problems[-1].column == here.column
        ):
            shown = "empty" if value is None else f"'{event.value}'"
            self.problems.append(here.problem(f"a key must be text, not {shown}; put it in quotes"))
        return ""
