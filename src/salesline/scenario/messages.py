"""Errors of pydantic in plain words, each at its place in the files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from salesline.errors import KeyedErrors, Problem
from salesline.scenario.nodes import Entry, Found, Node, Position, child, normalised, spaced
from salesline.scenario.shapes import below, choices, example, keys, tagged
from salesline.scenario.units import near

MOST_PROBLEMS = 100
_MOST_NAMES = 12
_SHOWN = 40
_TYPE_WORDS = {
    "string_type": "expected text; put it in quotes",
    "bool_type": "expected true or false",
    "bool_parsing": "expected true or false",
    "tuple_type": "expected a list: write [ ... ] or one entry a line after '- '",
    "list_type": "expected a list: write [ ... ] or one entry a line after '- '",
    "dict_type": "expected a map of keys and values",
    "model_type": "expected a map of keys and values",
    "model_attributes_type": "expected a map of keys and values",
    "string_too_short": "must not be empty",
}
_LIMITS = {
    "greater_than": ("above", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("below", "lt"),
    "less_than_equal": ("at most", "le"),
    "multiple_of": ("a multiple of", "multiple_of"),
}


@dataclass(frozen=True)
class _Fault:
    """One error of pydantic on its way to a problem."""

    place: Found
    kinds: list[Any]
    kind: str
    message: str
    of_key: bool = False


def problems_of(error: ValidationError, model: type[BaseModel], node: Node) -> tuple[Problem, ...]:
    """Return one problem per fault, in file order, at most `MOST_PROBLEMS` and a last line that counts the rest."""
    raw = error.errors(include_url=False, include_input=True)
    faults = [fault for item in raw[: MOST_PROBLEMS * 2] for fault in _faults(item, model, node)]
    problems = list(dict.fromkeys(map(_problem, _best(faults))))
    problems.sort(key=in_file_order)
    left = len(problems) - MOST_PROBLEMS + max(0, len(raw) - MOST_PROBLEMS * 2)
    if left > 0:
        return (*problems[:MOST_PROBLEMS], Problem(f"and {left:,} more"))
    return tuple(problems)


def in_file_order(problem: Problem) -> tuple[bool, str, int, int]:
    """Return what problems are sorted by: as they stand in the files, those without a place last."""
    return problem.line == 0, problem.file, problem.line, problem.column


def faulty_steps(
    error: ValidationError, model: type[BaseModel], node: Node
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the normalised keys of each fault and its kind; `keyed` is one that a check across keys found."""
    for item in error.errors(include_url=False, include_input=True)[: MOST_PROBLEMS * 2]:
        place, _ = _walk(model, node, item["loc"], item["type"])
        steps = _path(node, place)
        cause = item.get("ctx", {}).get("error")
        if isinstance(cause, KeyedErrors):
            for dotted, _ in cause.errors:
                yield (*map(normalised, [*steps, *filter(None, dotted.split("."))]),), "keyed"
        else:
            yield (*map(normalised, steps),), item["type"]


def locate(node: Node, steps: list[str]) -> Found:
    """Return the deepest place that the keys lead to; keys that nobody wrote are spelled with spaces."""
    found = Found(node=node)
    at = 0
    while at < len(steps):
        step = steps[at]
        entry = child(found.node, step) if found.node else None
        if entry is None and found.node is not None:  # a dotted key may stand in the file as one key
            at, entry = _dotted(found.node, steps, at)
        at += 1
        if entry is None:
            found = Found([*found.keys, spaced(step)], found.key_position or _start(found.node), None)
        else:
            found = Found([*found.keys, entry.written], entry.position, entry.node)
    return found


def _dotted(node: Node, steps: list[str], at: int) -> tuple[int, Entry | None]:
    """Return the entry whose key is several of the steps, and the number of the last of them."""
    for end in range(len(steps), at + 1, -1):
        if entry := child(node, ".".join(steps[at:end])):
            return end - 1, entry
    return at, None


def _start(node: Node | None) -> Position | None:
    return node.position if node else None


def _problem(fault: _Fault) -> Problem:
    key = ".".join(fault.place.keys)
    position = fault.place.key_position if fault.of_key else fault.place.position
    return position.problem(fault.message, key) if position else Problem(fault.message, key=key)


def _best(faults: list[_Fault]) -> list[_Fault]:
    """Return one fault per key: of the members of a union, the one that says most."""
    best: dict[tuple[str, ...], _Fault] = {}
    for fault in faults:
        key = (*fault.place.keys, fault.message) if fault.kind == "keyed" else tuple(fault.place.keys)
        if key not in best or (best[key].kind in _TYPE_WORDS and fault.kind not in _TYPE_WORDS):
            best[key] = fault
    deeper = {key[:length] for key in best for length in range(len(key))}
    return [fault for key, fault in best.items() if not (fault.kind in _TYPE_WORDS and key in deeper)]


def _walk(
    model: type[BaseModel], node: Node, loc: tuple[str | int, ...], kind: str
) -> tuple[Found, list[Any]]:
    """Return the place of a pydantic location and the types allowed there; tags of unions are no keys."""
    steps: list[str] = []
    kinds: list[Any] = [model]
    for index, step in enumerate(loc):
        last = index == len(loc) - 1
        inner = below(kinds, step)
        if inner is not None:
            steps.append(str(step))
            kinds = inner
        elif last and kind == "extra_forbidden":
            steps.append(str(step))
        elif isinstance(step, str) and step != "[key]":
            kinds = tagged(kinds, step)
    return locate(node, steps), kinds


def _faults(item: Mapping[str, Any], model: type[BaseModel], node: Node) -> list[_Fault]:
    kind = item["type"]
    place, kinds = _walk(model, node, item["loc"], kind)
    cause = item.get("ctx", {}).get("error")
    if isinstance(cause, KeyedErrors):
        return [
            _keyed(node, [*_path(node, place), *filter(None, dotted.split("."))], message)
            for dotted, message in cause.errors
        ]
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        return [_tag_fault(item, place, kinds, node)]
    words: Callable[[], str] | None = {
        "missing": lambda: _missing(kinds),
        "extra_forbidden": lambda: _unknown(place, kinds),
    }.get(kind)
    if words:
        return [_Fault(place, kinds, kind, words(), of_key=True)]
    return [_Fault(place, kinds, kind, _message(item, kinds))]


def _path(node: Node, place: Found) -> list[str]:
    """Return the normalised steps of a place; only the written ones are known there."""
    steps: list[str] = []
    here: Node | None = node
    for written in place.keys:
        step = written
        if here is not None and isinstance(here.value, dict):
            step = next((key for key, entry in here.value.items() if entry.written == written), written)
        steps.append(step)
        entry = child(here, step) if here else None
        here = entry.node if entry else None
    return steps


def _keyed(node: Node, steps: list[str], message: str) -> _Fault:
    return _Fault(locate(node, steps), [], "keyed", message, of_key=message.startswith("unknown key"))


def _tag_fault(item: Mapping[str, Any], place: Found, kinds: list[Any], node: Node) -> _Fault:
    key = str(item["ctx"].get("discriminator", "'kind'")).strip("'")
    words = re.findall(r"'([^']*)'", str(item["ctx"].get("expected_tags", ""))) or choices(
        below(kinds, key) or []
    )
    inner = locate(node, [*_path(node, place), key])
    if item["type"] == "union_tag_not_found":
        if not isinstance(item["input"], Mapping):
            return _Fault(place, kinds, "dict_type", _TYPE_WORDS["dict_type"])
        return _Fault(inner, kinds, "missing", f"is required: one of {', '.join(words)}", of_key=True)
    return _Fault(inner, kinds, "choice", _choice(item["ctx"].get("tag"), words))


def _choice(value: object, words: list[str]) -> str:
    hint = near(str(value), words) or ("; one of " + ", ".join(words) if words else "")
    return f"unknown choice '{str(value)[:_SHOWN]}'{hint}"


def _unknown(place: Found, kinds: list[Any]) -> str:
    names = keys(kinds)
    listed = "; one of " + ", ".join(names) if 0 < len(names) <= _MOST_NAMES else ""
    return f"unknown key{near(spaced(place.keys[-1]), names) or listed}"


def _missing(kinds: list[Any]) -> str:
    shown = example(kinds)
    return f"is required: write e.g. '{shown}'" if shown else "is required"


def _message(item: Mapping[str, Any], kinds: list[Any]) -> str:
    """Return the words for a wrong value."""
    kind, context = item["type"], item.get("ctx", {})
    if kind in ("value_error", "assertion_error"):
        return str(context.get("error") or item["msg"])
    if kind == "literal_error":
        return _choice(
            item["input"], choices(kinds) or re.findall(r"'([^']*)'", str(context.get("expected", "")))
        )
    if kind in _TYPE_WORDS:
        return _TYPE_WORDS[kind] + _got(item["input"])
    if kind in _LIMITS:
        word, name = _LIMITS[kind]
        return f"must be {word} {_amount(context.get(name), kinds)}, got {_amount(item['input'], kinds)}"
    return _length_message(kind, context) or str(item["msg"])


def _length_message(kind: str, context: Mapping[str, Any]) -> str:
    """Return the words for a list or a text of the wrong length, or an empty text."""
    if kind in ("too_short", "too_long"):
        few = kind == "too_short"
        return f"needs at {'least' if few else 'most'} {context.get('min_length' if few else 'max_length')} entries"
    return f"must be at most {context.get('max_length')} characters long" if kind == "string_too_long" else ""


def _got(value: object) -> str:
    if value is None:
        return ", got nothing"
    return "" if isinstance(value, Mapping | list) or value == "" else f", got '{str(value)[:_SHOWN]}'"


def _amount(value: Any, kinds: list[Any]) -> str:
    unit = next((kind for kind in kinds if hasattr(kind, "canonical")), None)
    if unit is None or isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)[:_SHOWN]
    return str(unit.format(value))
