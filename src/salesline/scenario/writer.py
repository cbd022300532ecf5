"""Writing scenarios: the YAML a person would write, and the bytes that identify a scenario."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from salesline.scenario.laws import Law
from salesline.scenario.nodes import spaced
from salesline.scenario.quantities import TEXT
from salesline.scenario.shapes import choices, field_types, file_name
from salesline.scenario.yaml_nodes import resolve

NOTES = ("name", "question", "evidence")
"""Keys that say something about a scenario and change nothing in it."""
STUDY_NOTES = ("ranges",)
"""The same in the study block: questions to ask of it."""
STUDY_LOOKS = ("replications", "precision", "precision of", "seed")
"""Keys of the study block that say how often the line is run and on which luck, not what one run is."""

_WIDTH = 10_000
_FLOW_LENGTH = 80


def dump(scenario: BaseModel, *, full: bool = False) -> str:
    """Return YAML that reads back as an equal scenario: required keys and what differs from the defaults.

    `full` writes every key.
    """
    stream = io.StringIO()
    yaml = YAML(typ="rt", pure=True)
    yaml.width = _WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_unicode = True
    yaml.dump(_styled(file_form(scenario, full=full)), stream)
    return stream.getvalue()


def file_form(scenario: BaseModel, *, full: bool = False) -> dict[str, Any]:
    """Return the plain maps, lists, texts and numbers of the file, with keys as a file spells them."""
    plain = scenario.model_dump(mode="python", by_alias=True, context=TEXT)
    form: dict[str, Any] = _pruned(scenario, plain, full=full)
    return form


def canonical(scenario: BaseModel) -> bytes:
    """Return sorted JSON of the fully resolved scenario in canonical units, floats by repr."""
    plain = scenario.model_dump(mode="json", by_alias=True)
    return json.dumps(
        plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    ).encode()


def digest(scenario: BaseModel, *, one_run: bool = False) -> str:
    """Return 64 hex digits of everything a study reads; name, question, evidence and ranges do not count.

    Settings at their defaults are left out, so that a new optional setting changes no digest. With `one_run`, of what a
    single replication reads: the same however many are run.
    """
    notes = (*STUDY_NOTES, *STUDY_LOOKS) if one_run else STUDY_NOTES
    kept = _pruned(scenario, scenario.model_dump(mode="json", by_alias=True), full=False)
    plain = {key: value for key, value in kept.items() if key not in NOTES}
    if any(key in plain.get("study", ()) for key in notes):
        study = {key: value for key, value in plain.pop("study").items() if key not in notes}
        plain |= {"study": study} if study else {}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _pruned(value: Any, plain: Any, *, full: bool) -> Any:
    """Return `plain` without the keys at which the models in `value` have their defaults."""
    if isinstance(value, Law):
        return plain
    if isinstance(value, BaseModel):
        return _pruned_block(value, plain, full=full)
    if isinstance(value, Mapping):
        return {
            spaced(str(key)): _pruned(inner, shown, full=full)
            for (key, inner), shown in zip(value.items(), plain.values(), strict=True)
        }
    if isinstance(value, tuple | list):
        return [_pruned(inner, shown, full=full) for inner, shown in zip(value, plain, strict=True)]
    return plain


def _pruned_block(value: BaseModel, plain: Mapping[str, Any], *, full: bool) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, field in type(value).model_fields.items():
        inner, key = getattr(value, name), file_name(name, field)
        tag = len(choices(field_types(field))) == 1
        if full or tag or field.is_required() or inner != field.get_default(call_default_factory=True):
            kept[spaced(key)] = _pruned(inner, plain[key], full=full)
    return kept


def _styled(value: Any) -> Any:
    """Return `value` for ruamel: short maps and lists of scalars on one line, texts quoted where they must be."""
    if isinstance(value, Mapping):
        block = CommentedMap({_quoted(str(key)): _styled(inner) for key, inner in value.items()})
        if not value or (len(value) <= 2 and _short(value) and _law_like(value)):
            block.fa.set_flow_style()
        return block
    if isinstance(value, Sequence) and not isinstance(value, str):
        items = CommentedSeq([_styled(inner) for inner in value])
        if _short(value):
            items.fa.set_flow_style()
        return items
    return _quoted(value) if isinstance(value, str) else value


def _law_like(value: Mapping[str, Any]) -> bool:
    return next(iter(value)) in Law.kinds or next(iter(value)) in ("geometric", "poisson")


def _short(value: Mapping[str, Any] | Sequence[Any]) -> bool:
    scalars = value.values() if isinstance(value, Mapping) else value
    flat = all(
        not isinstance(item, Mapping)
        and (isinstance(item, str) or not isinstance(item, Sequence) or _short(item))
        for item in scalars
    )
    return flat and len(str(value)) <= _FLOW_LENGTH


def _quoted(text: str) -> str:
    """Return the text marked for quotes when it would mean something else, or nothing, without them."""
    try:
        same = resolve(text) == text and isinstance(resolve(text), str)
    except ValueError:
        same = False
    plain = same and text.isprintable() and text == text.strip()
    return text if plain else DoubleQuotedScalarString(text)
