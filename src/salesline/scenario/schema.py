"""JSON Schema of scenario files, for editors that complete and check them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from salesline.scenario.laws import Law
from salesline.scenario.nodes import spaced
from salesline.scenario.quantities import Unit
from salesline.scenario.quantities import file_form as quantity_form
from salesline.scenario.shapes import alternatives, field_types, fields, is_block
from salesline.scenario.writer import file_form

DIALECT = "https://json-schema.org/draft/2020-12/schema"
EXTENDS = {
    "type": "string",
    "minLength": 1,
    "examples": ["base.yaml"],
    "description": "Path, relative to this file, of the scenario that this one changes.",
}
_REFERENCE = "#/$defs/"
_PARTIAL = "partial "

Schema = dict[str, Any]


def json_schema(*, partial: bool = False) -> Schema:
    """Return the JSON Schema (draft 2020-12) of a scenario file.

    A file with ``extends`` is a part: nothing is required in it and null takes a key away. `partial` gives
    the schema of such parts only; otherwise both kinds of file are told apart by their key ``extends``.
    """
    from salesline.scenario.scenario import Scenario

    return schema_of(Scenario, partial=partial)


def schema_of(model: type[BaseModel], *, partial: bool = False) -> Schema:
    """Return the JSON Schema of files that hold any such model."""
    raw = model.model_json_schema(by_alias=True, mode="validation")
    definitions = raw.pop("$defs", {})
    definitions[model.__name__] = raw
    blocks = _blocks(model)
    made: Schema = {}
    for name, schema in definitions.items():
        if not partial:
            made[name] = _converted(schema, blocks.get(name), partial=False)
        made[_PARTIAL + name] = _converted(schema, blocks.get(name), partial=True)
    made[_PARTIAL + model.__name__]["properties"]["extends"] = EXTENDS
    top: Schema = {"$ref": f"{_REFERENCE}{_PARTIAL}{model.__name__}"}
    if not partial:
        top = {"if": {"required": ["extends"]}, "then": top, "else": {"$ref": _REFERENCE + model.__name__}}
    return {"$schema": DIALECT, "title": "Salesline scenario", "type": "object", **top, "$defs": made}


def _blocks(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """Return every block that a model can hold, by class name."""
    found: dict[str, type[BaseModel]] = {}
    waiting: list[Any] = [model]
    while waiting:
        kind = waiting.pop()
        if is_block(kind) and kind.__name__ not in found:
            found[kind.__name__] = kind
            waiting += [inner for field in kind.model_fields.values() for inner in field_types(field)]
        elif not is_block(kind):
            waiting += [inner for part in getattr(kind, "__args__", ()) for inner in alternatives(part)]
    return found


def _converted(schema: Any, block: type[BaseModel] | None, *, partial: bool) -> Any:
    """Return a schema with the spelling of files; in a part nothing is required and null is allowed."""
    if isinstance(schema, list):
        return [_converted(item, None, partial=partial) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {
        key: _converted(value, None, partial=partial)
        for key, value in schema.items()
        if key not in ("properties", "required", "discriminator", "title", "default", "examples")
    }
    if result.get("type") == "boolean":
        result = {key: value for key, value in result.items() if key != "type"} | {
            "enum": [True, False, "yes", "no"]
        }
    if partial and "oneOf" in result:
        result["anyOf"] = result.pop("oneOf")
    if partial and isinstance(result.get("$ref"), str):
        result["$ref"] = result["$ref"].replace(_REFERENCE, _REFERENCE + _PARTIAL)
    if partial and isinstance(result.get("additionalProperties"), dict):
        result["additionalProperties"] = _or_null(result["additionalProperties"])
    result |= {key: schema[key] for key in ("examples",) if key in schema}
    if "properties" in schema:
        result |= _keys(schema, block, partial=partial)
    return result


def _keys(schema: Schema, block: type[BaseModel] | None, *, partial: bool) -> Schema:
    """Return the keys of a map: spelled with spaces for completion, accepted with underscores and hyphens."""
    properties: Schema = {}
    patterns: Schema = {}
    known = fields(block)
    tags = [name for name, inner in schema["properties"].items() if block and "const" in inner]
    for name, inner in schema["properties"].items():
        converted = _converted(inner, None, partial=partial)
        if name in known:
            converted |= _default(known[name])
        if partial:
            converted = _or_null(converted)
        properties[spaced(name) if block else name] = converted
        if block and "_" in name:
            patterns[f"^{name.replace('_', '[-_ ]')}$"] = converted
    result: Schema = {"properties": properties}
    if patterns:
        result["patternProperties"] = patterns
    required = [] if partial and block else [*schema.get("required", []), *tags]
    if required:
        result["allOf"] = [_required(name, spell=bool(block)) for name in required]
    return result


def _required(name: str, *, spell: bool) -> Schema:
    spellings = [spaced(name), name, name.replace("_", "-")] if spell and "_" in name else [name]
    wanted: list[Schema] = [{"required": [spelling]} for spelling in spellings]
    return wanted[0] if len(wanted) == 1 else {"anyOf": wanted}


def _or_null(schema: Schema) -> Schema:
    if isinstance(schema.get("type"), str) and not schema.keys() & {"enum", "const"}:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def _default(field: FieldInfo) -> Schema:
    """Return the keyword ``default`` in the form of a file, where there is one worth showing."""
    value = field.get_default(call_default_factory=False)
    if value is PydanticUndefined or value is None:
        return {}
    if isinstance(value, Law):
        return {"default": value.file_form()}
    if isinstance(value, BaseModel):
        return {"default": file_form(value)}
    unit = next((kind for kind in field_types(field) if isinstance(kind, Unit)), None)
    if unit is not None and isinstance(value, int | float):
        return {"default": quantity_form(unit, value)}
    if isinstance(value, bool):
        return {"default": "yes" if value else "no"}
    return {"default": value} if isinstance(value, str) else {}
