"""What the models expect under a key: found by walking their annotations, for messages and for writing."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from salesline.scenario.laws import Law
from salesline.scenario.nodes import spaced
from salesline.scenario.quantities import Unit

_LISTS = (list, tuple)


def alternatives(annotation: Any) -> list[Any]:
    """Return the types an annotation allows, without None; units stand for the numbers they annotate."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *metadata = get_args(annotation)
        units = [item for item in metadata if isinstance(item, Unit)]
        return list(units) or alternatives(inner)
    if origin in (Union, types.UnionType):
        return [found for part in get_args(annotation) for found in alternatives(part)]
    return [] if annotation is types.NoneType else [annotation]


def field_types(field: FieldInfo) -> list[Any]:
    """Return the types that a field allows."""
    units = [item for item in field.metadata if isinstance(item, Unit)]
    return list(units) or alternatives(field.annotation)


def file_name(name: str, field: FieldInfo) -> str:
    """Return the key of a field in a file, with underscores."""
    return field.alias or name


def is_block(kind: Any) -> bool:
    """Return whether a type is a model with keys of its own (a law is written as one value)."""
    return isinstance(kind, type) and issubclass(kind, BaseModel) and not issubclass(kind, Law)


def fields(kind: Any) -> dict[str, FieldInfo]:
    """Return the fields of a block by their keys in a file; empty for every other type."""
    if not is_block(kind):
        return {}
    return {file_name(name, field): field for name, field in kind.model_fields.items()}


def below(kinds: list[Any], step: str | int) -> list[Any] | None:
    """Return the types under a key or an index, or None when no type of `kinds` has such a key."""
    found: list[Any] = []
    for kind in kinds:
        if is_block(kind):
            field = fields(kind).get(str(step)) or kind.model_fields.get(str(step))
            found += field_types(field) if field else []
        elif get_origin(kind) in (dict, Mapping) or _is_map(kind):
            found += alternatives(get_args(kind)[-1])
        elif get_origin(kind) in _LISTS and isinstance(step, int):
            found += alternatives(get_args(kind)[0])
    return found or None


def _is_map(kind: Any) -> bool:
    origin = get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def tagged(kinds: list[Any], tag: str) -> list[Any]:
    """Return those models that a discriminating literal of this value selects; all when none does."""
    chosen = [
        kind
        for kind in kinds
        if any(
            tag in choices(field_types(field))
            for field in fields(kind).values()
            if len(choices(field_types(field))) == 1
        )
    ]
    return chosen or kinds


def choices(kinds: list[Any]) -> list[str]:
    """Return the words that the literals among `kinds` allow."""
    return [str(word) for kind in kinds if get_origin(kind) is Literal for word in get_args(kind)]


def keys(kinds: list[Any]) -> list[str]:
    """Return the keys that the blocks among `kinds` know, as a file spells them."""
    return list(dict.fromkeys(spaced(name) for kind in kinds for name in fields(kind)))


def example(kinds: list[Any]) -> str:
    """Return something that may be written for a value of these types, or an empty text."""
    for kind in kinds:
        unit = kind if isinstance(kind, Unit) else getattr(kind, "unit", None)
        if isinstance(unit, Unit):
            return unit.examples[0]
        if words := choices([kind]):
            return words[0]
    return ""
