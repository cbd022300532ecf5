"""Laws: how a duration, an amount, a count or a number varies from one time to the next.

A law is written as a bare quantity when it is fixed, otherwise as a map whose first argument is
always the mean: ``45 min``, ``{lognormal: 45 min, sigma: 0.9}``, ``{uniform: [1 day, 3 days]}``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    SerializationInfo,
    model_serializer,
    model_validator,
)
from pydantic_core import CoreSchema

from salesline.scenario import inverse
from salesline.scenario.law_forms import CONTINUOUS, CORNERS, DISCRETE, EXTRA, SPREAD, LawReading
from salesline.scenario.quantities import COUNT, DURATION, MONEY, NUMBER, Unit, file_form, in_text

Kind = Literal[
    "fixed", "exponential", "lognormal", "gamma", "weibull", "uniform", "triangular", "geometric", "poisson"
]


class Law(BaseModel):
    """A probability law given by its kind, its mean and its further parameters in canonical units."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit: ClassVar[Unit] = NUMBER
    kinds: ClassVar[tuple[str, ...]] = CONTINUOUS

    kind: Kind = "fixed"
    mean: float = 0.0
    sigma: float | None = None
    shape: float | None = None
    low: float | None = None
    mode: float | None = None
    high: float | None = None

    @classmethod
    def fixed(cls, value: float | str) -> Self:
        """Return the law of a value that never varies."""
        return cls.model_validate(value)

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        if isinstance(value, Law):
            return value
        return LawReading(cls.unit, cls.kinds).fields(value)

    @model_serializer(mode="plain")
    def _write(self, info: SerializationInfo) -> Any:
        if in_text(info):
            return self.file_form()
        return {name: value for name in type(self).model_fields if (value := getattr(self, name)) is not None}

    def file_form(self) -> Any:
        """Return the law as a scenario file holds it."""
        if self.kind == "fixed":
            return file_form(self.unit, self.mean)
        if self.kind in CORNERS:
            return {self.kind: [file_form(self.unit, getattr(self, name)) for name in CORNERS[self.kind]]}
        extra = {name: file_form(NUMBER, getattr(self, name)) for name in EXTRA.get(self.kind, ())}
        mean = self.mean if self.unit.whole and self.mean % 1 else file_form(self.unit, self.mean)
        return {self.kind: mean, **extra}

    def describe(self) -> str:
        """Return the law in words, such as ``lognormal, mean 45 min, sigma 0.9``."""
        say = self.unit.format
        if self.kind == "fixed":
            return say(self.mean)
        if self.kind in CORNERS:
            corners = " - ".join(say(getattr(self, name)) for name in CORNERS[self.kind])
            return f"{self.kind}, {corners}, mean {say(float(f'{self.mean:.4g}'))}"
        extra = "".join(f", {name} {NUMBER.format(getattr(self, name))}" for name in EXTRA.get(self.kind, ()))
        return f"{self.kind}, mean {say(self.mean)}{extra}"

    @property
    def parameters(self) -> tuple[float, ...]:
        """Return sigma, shape, or the corners, in the order of the file; empty for the other kinds."""
        names = EXTRA.get(self.kind) or CORNERS.get(self.kind) or ()
        return tuple(float(getattr(self, name)) for name in names)

    @property
    def cv2(self) -> float:
        """Return the squared coefficient of variation: variance over squared mean, 0 when the mean is 0."""
        return inverse.squared_variation(self.kind, self.mean, self.parameters)

    def quantile(self) -> Callable[[float], float]:
        """Return the inverse distribution function: a uniform in [0, 1) to a value in canonical units."""
        return inverse.quantile(self.kind, self.mean, self.parameters)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the JSON Schema of the forms that a file may hold."""
        value: dict[str, Any] = cls.unit.__get_pydantic_json_schema__(schema, handler)
        mean = {**value, "type": "number"} if cls.unit.whole else value
        forms: list[dict[str, Any]] = [value]
        for kind in cls.kinds[1:]:
            names = CORNERS.get(kind, ())
            first = (
                {"type": "array", "items": value, "minItems": len(names), "maxItems": len(names)}
                if names
                else mean
            )
            extra = {
                name: {"type": "number", "minimum": SPREAD[name][0], "maximum": SPREAD[name][1]}
                for name in EXTRA.get(kind, ())
            }
            forms.append(
                {
                    "type": "object",
                    "properties": {kind: first, **extra},
                    "required": [kind, *extra],
                    "additionalProperties": False,
                }
            )
        return {"anyOf": forms, "description": f"{cls.unit.noun}, fixed or varying by a law"}


class DurationLaw(Law):
    """How long something takes, in hours."""

    unit = DURATION


class MoneyLaw(Law):
    """How much money, in dollars."""

    unit = MONEY


class NumberLaw(Law):
    """How large a plain number is."""

    unit = NUMBER


class CountLaw(Law):
    """How many: whole numbers."""

    unit = COUNT
    kinds = DISCRETE
