"""The reference of parameters, docs/parameters.md: every key of a scenario file, found by walking the models."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from salesline.scenario.describe import DEFAULT
from salesline.scenario.laws import Law
from salesline.scenario.nodes import spaced
from salesline.scenario.quantities import Unit
from salesline.scenario.quantities import file_form as quantity_form
from salesline.scenario.scenario import Scenario
from salesline.scenario.shapes import alternatives, choices, field_types, fields, is_block
from tests.reference.markdown import table

HEAD = """# Parameters

Every key of a scenario file with its unit, law, default and the source of the default. This page is made from the models
that read the file by `python -m tests.reference write`; `salesline schema` has the same for an editor, and `salesline
describe SCENARIO` lists the values of one scenario with the source of each.

*Unit* is the unit inside Python and in tables; a file states one with every value (`800 per month`, `45 min`, `$25k`, `35
%`). *Law*: the value may vary, and these laws may be written; their first number is the mean. `<name>` stands for a name of
your own. An empty default means *not used*. Sources are published figures or the word assumption; where a scenario states
another value, its `evidence` says where that is from.
"""
COLUMNS = ("key", "what", "unit or values", "law", "default", "source of the default")
Block = type[BaseModel]


def blocks(kind: Block, path: str, seen: dict[Block, str]) -> Iterator[tuple[str, Block]]:
    """Every block below one, with the dotted key under which it is found first."""
    if kind in seen:
        return
    seen[kind] = path
    yield path, kind
    for name, field in fields(kind).items():
        for step, inner in below(field):
            yield from blocks(inner, f"{path}.{spaced(name)}{step}" if path else spaced(name), seen)


def below(field: FieldInfo) -> Iterator[tuple[str, Block]]:
    """The blocks that a field can hold, each with what stands between: a name, a place in a list, a kind."""
    for kind in field_types(field):
        yield from _inside(kind, "")


def _inside(kind: Any, step: str) -> Iterator[tuple[str, Block]]:
    if is_block(kind):
        literals = [choices(field_types(field)) for field in fields(kind).values()]
        tags = [words[0] for words in literals if len(words) == 1]
        yield f"{step} ({tags[0]})" if tags else step, kind
        return
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (list, tuple):
        for part in arguments[:1]:
            for inner in alternatives(part):
                yield from _inside(inner, f"{step}[]")
    elif arguments and origin is not None:
        for inner in alternatives(arguments[-1]):
            yield from _inside(inner, f"{step}.<name>")


def row(name: str, field: FieldInfo, where: dict[Block, str]) -> tuple[str, ...]:
    """One key."""
    kinds = field_types(field)
    laws = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Law)]
    units = [kind for kind in kinds if isinstance(kind, Unit)]
    inner = list(dict.fromkeys(where[block] for _, block in below(field)))
    words = choices(kinds)
    if laws or units:
        unit = laws[0].unit if laws else units[0]
        form = unit.canonical or f"{unit.noun}"
    elif words:
        form = ", ".join(words)
    else:
        form = "; ".join(f"see `{path}`" for path in inner) or plain(kinds)
    value, source = default(field)
    law = ", ".join(laws[0].kinds) if laws else ""
    held = [block for _, block in below(field)]
    what = field.description or (first_line(held[0]) if len(held) == 1 else "")
    return (f"`{spaced(name)}`", what, form, law, value, source)


def first_line(kind: Block) -> str:
    """The first paragraph of a block's docstring."""
    return " ".join((inspect.getdoc(kind) or "").split("\n\n", maxsplit=1)[0].split())


def plain(kinds: list[Any]) -> str:
    """Words for types that are neither units nor blocks."""
    known = {str: "text", bool: "yes or no", int: "whole number", float: "number"}
    found = []
    for kind in kinds:
        origin = get_origin(kind)
        if origin in (list, tuple):
            found.append("list")
        elif origin is not None:
            found.append("map")
        else:
            found.append(known.get(kind, getattr(kind, "__name__", str(kind))))
    return " or ".join(dict.fromkeys(found))


def default(field: FieldInfo) -> tuple[str, str]:
    """What holds if the key is left out, as a file would say it, and where that is from."""
    if field.is_required():
        return "required", ""
    value = field.get_default(call_default_factory=False)
    empty = value is None or value is PydanticUndefined or value in ({}, (), [], "")
    if empty or (isinstance(value, BaseModel) and not isinstance(value, Law)):
        return "", ""
    extra = field.json_schema_extra
    source = str(extra.get("source", DEFAULT)) if isinstance(extra, dict) else DEFAULT
    return written(value, field), source


def written(value: Any, field: FieldInfo) -> str:
    """A value as a file would hold it."""
    unit = next((kind for kind in field_types(field) if isinstance(kind, Unit)), None)
    if isinstance(value, Law):
        return str(value.file_form())
    if isinstance(value, bool):
        return "yes" if value else "no"
    if unit is not None and isinstance(value, int | float):
        return str(quantity_form(unit, value))
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def page() -> str:
    """The whole page."""
    where: dict[Block, str] = {}
    found = list(blocks(Scenario, "", where))
    parts = [HEAD]
    for path, kind in found:
        heading = f"`{path}`" if path else "The file"
        parts.append(f"\n## {heading}\n\n{first_line(kind)}\n\n")
        parts.append(table(COLUMNS, [row(name, field, where) for name, field in fields(kind).items()]))
    return "".join(parts)
