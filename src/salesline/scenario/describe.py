"""Every input of a scenario as a flat list: dotted key, value with unit, law, source, difference from the base."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from salesline.scenario.laws import Law
from salesline.scenario.quantities import TEXT, Unit

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from salesline.scenario.scenario import Scenario

ASSUMPTION = "assumption"
DEFAULT = "assumption: the default"
UNUSED = "not used"
UNSET = "not set"
BLOCKS = ("market", "organisation", "study")


@dataclass(frozen=True)
class Input:
    """One input.

    Attributes:
        key: dotted key, parts of lists by number from 0.
        value: as a file would hold it, with its unit.
        unit: canonical unit of the number inside Python ('' for words, dates and plain numbers).
        law: kind of probability law, or '' for a value that is not one.
        source: where the number is from, or the word assumption; 'not used' for what is not set.
        base: the value in the base scenario if it differs ('not set' if the base lacks it), else None.

    """

    key: str
    value: str
    unit: str
    law: str
    source: str
    base: str | None = None


def inputs(scenario: Scenario, base: Scenario | None = None) -> list[Input]:
    """List every input of a scenario in the order of its blocks; with a base, say where it differs.

    The source of a number is, in this order: the scenario's `evidence` for exactly this key; where the value is the
    default, the source of that; the `evidence` with the longest matching beginning; the word assumption.
    """
    found = [_with_source(leaf, scenario) for leaf in _leaves(scenario)]
    if base is None:
        return found
    before = {leaf.key: leaf.value for leaf in _leaves(base)}
    changed = [_against(one, before.pop(one.key, UNSET)) for one in found]
    gone = [Input(key, UNSET, "", "", ASSUMPTION, value) for key, value in before.items() if value != UNSET]
    return changed + gone


def at_default(scenario: Scenario) -> frozenset[str]:
    """Dotted keys of the inputs that hold the value they have when nobody sets them."""
    return frozenset(leaf.key for leaf in _leaves(scenario) if leaf.default_source)


@dataclass(frozen=True)
class _Leaf:
    key: str
    value: str
    unit: str = ""
    law: str = ""
    default_source: str = ""


def _leaves(scenario: Scenario) -> Iterator[_Leaf]:
    dumped = scenario.model_dump(by_alias=True, context=TEXT)
    for block in BLOCKS:
        yield from _walk(getattr(scenario, block), dumped[block], block, None)


def _walk(value: Any, text: Any, key: str, field: FieldInfo | None) -> Iterator[_Leaf]:
    """Follow the objects and their texts in a file side by side down to single values."""
    if isinstance(value, Law):
        yield _Leaf(key, _law_words(text), value.unit.canonical, value.kind, _default_source(field, value))
    elif isinstance(value, BaseModel):
        for name, inner in type(value).model_fields.items():
            told = inner.alias or name
            part = text.get(told) if isinstance(text, Mapping) else text
            yield from _walk(getattr(value, name), part, f"{key}.{told}", inner)
    elif isinstance(value, Mapping) and value:
        texts = list(text.values())
        for at, (name, inner_value) in enumerate(value.items()):
            yield from _walk(inner_value, texts[at], f"{key}.{name}", None)
    elif isinstance(value, tuple) and any(isinstance(part, BaseModel) for part in value):
        for at, part in enumerate(value):
            yield from _walk(part, text[at], f"{key}.{at}", None)
    else:
        yield _Leaf(key, _words(text), _unit(field), "", _default_source(field, value))


def _unit(field: FieldInfo | None) -> str:
    units = [part for part in (field.metadata if field else ()) if isinstance(part, Unit)]
    return units[0].canonical if units else ""


def _default_source(field: FieldInfo | None, value: Any) -> str:
    if field is None or field.is_required() or field.get_default(call_default_factory=False) != value:
        return ""
    extra = field.json_schema_extra
    return str(extra.get("source", DEFAULT)) if isinstance(extra, dict) else DEFAULT


def _words(text: Any) -> str:
    if text is None or text in ((), [], {}, ""):
        return UNSET
    if isinstance(text, bool):
        return "yes" if text else "no"
    if isinstance(text, list | tuple):
        return ", ".join(_words(part) for part in text)
    return str(text)


def _law_words(text: Any) -> str:
    if not isinstance(text, Mapping):
        return _words(text)
    (kind, first), *others = text.items()
    return ", ".join([f"{kind} {_words(first)}", *(f"{name} {_words(part)}" for name, part in others)])


def _with_source(leaf: _Leaf, scenario: Scenario) -> Input:
    evidence = {key.strip().replace(" ", "_"): source for key, source in scenario.evidence.items()}
    if leaf.value == UNSET:
        return Input(leaf.key, leaf.value, leaf.unit, leaf.law, UNUSED)
    parts = leaf.key.split(".")
    beginnings = [".".join(parts[:n]) for n in range(len(parts), 0, -1)]
    exact = evidence.get(beginnings[0], "") or leaf.default_source
    source = exact or next((evidence[b] for b in beginnings if b in evidence), ASSUMPTION)
    return Input(leaf.key, leaf.value, leaf.unit, leaf.law, source)


def _against(one: Input, before: str) -> Input:
    base = None if before == one.value else before
    return Input(one.key, one.value, one.unit, one.law, one.source, base)


def as_json(
    scenario: Scenario, found: list[Input], base: Scenario | None = None, present: str = ""
) -> dict[str, Any]:
    """The description with stable keys.

    schema, name, question, digest; base: name of the scenario that the file extends, or null; before: in words, what
    holds until the plan begins; inputs: the fields of `Input`.
    """
    return {
        "schema": 1,
        "name": scenario.name,
        "question": scenario.question,
        "digest": scenario.digest,
        "base": base.name if base else None,
        "before": before_words(scenario, present),
        "inputs": [asdict(one) for one in found],
    }


def before_words(scenario: Scenario, present: str = "") -> str:
    """What holds until the plan begins; `present` is the name of the scenario that `before` was taken from."""
    if scenario.before is None:
        return "the same market and organisation as in the plan"
    before = scenario.before
    if (before.market, before.organisation) == (scenario.market, scenario.organisation):
        return "the same market and organisation as in the plan"
    return f"as {present}" if present else "a market and an organisation of its own (key `before`)"


def as_text(
    scenario: Scenario, found: list[Input], width: int, base: Scenario | None = None, present: str = ""
) -> str:
    """The description for people: inputs under their common beginning, each source once below what it is for."""
    changed = sum(one.base is not None for one in found)
    count = f"{len(found)} inputs"
    if base is not None:
        count += f"; {changed} differ from {base.name}, marked *"
    lines = [scenario.name, *textwrap.wrap(scenario.question, width), count]
    lines += _folded(f"Until the plan begins: {before_words(scenario, present)}", width, "")
    for heading, group in groupby(found, key=lambda one: _heading(one.key)):
        lines += ["", *_folded(heading, width, "")]
        lines += _group(heading, list(group), width)
    return "\n".join(lines)


def _heading(key: str) -> str:
    """The part of a key under which it is shown: down to one source, role or desk, else to the part of the block."""
    steps = key.split(".")
    deep = 3 if steps[0] == "organisation" or steps[1] == "sources" else 2
    return ".".join(steps[: min(deep, len(steps) - 1)])


def _group(heading: str, group: list[Input], width: int) -> Iterator[str]:
    """Lines of the inputs under one heading: runs of one source, then what is not used."""
    used = [one for one in group if one.source != UNUSED or one.base is not None]
    names = {one.key: one.key.removeprefix(f"{heading}.") for one in group}
    column = min(34, max((len(names[one.key]) for one in used), default=0)) + 2
    for source, run in groupby(used, key=lambda one: one.source):
        for one in run:
            mark = "*" if one.base is not None else " "
            law = f" ({one.law})" if one.law and not one.value.startswith(one.law) else ""
            was = "" if one.base is None else "   (new)" if one.base == UNSET else f"   (was {one.base})"
            text = f"{mark} {names[one.key]:<{column}}{one.value}{law}{was}"
            yield from textwrap.wrap(text, width, subsequent_indent=" " * (column + 4), drop_whitespace=True)
        if source != UNUSED:
            yield from _folded(f"<- {source}", width, "      ")
    unused = [names[one.key] for one in group if one not in used]
    if unused:
        yield from _folded(f"not used: {', '.join(unused)}", width, "  ")


def _folded(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent + "  ") or [indent]
