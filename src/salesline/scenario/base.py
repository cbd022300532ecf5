"""What every block of a scenario shares: frozen models that refuse unknown keys, and maps that cannot change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, NoReturn, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

K = TypeVar("K")
V = TypeVar("V")


class FrozenDict(dict[K, V]):
    """A dict that refuses to change and can therefore be hashed; keys are in alphabetical order, so order never matters."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a scenario never changes; build another one with .with_values(...)")

    __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = __ior__ = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[FrozenDict[K, V]], tuple[dict[K, V]]]:
        return (type(self), (dict(self),))


def _freeze(value: Mapping[K, V]) -> FrozenDict[K, V]:
    return FrozenDict(sorted(value.items()))


Map = Annotated[dict[K, V], AfterValidator(_freeze)]
"""A mapping field of a scenario: a plain dict on the way in, a `FrozenDict` ever after."""


class Block(BaseModel):
    """Base of all scenario models: frozen, hashable, unknown keys refused."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_default=True, use_attribute_docstrings=True
    )


def known(default: Any, source: str) -> Any:
    """A field default together with the source of its number (shown by `salesline describe`)."""
    return Field(default=default, json_schema_extra={"source": source})
