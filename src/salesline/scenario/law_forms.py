"""The forms in which a law may be written, and the checks on its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesline.errors import KeyedErrors
from salesline.scenario.quantities import COUNT, NUMBER, Unit
from salesline.scenario.units import near

CONTINUOUS = ("fixed", "exponential", "lognormal", "gamma", "weibull", "uniform", "triangular")
DISCRETE = ("fixed", "geometric", "poisson")
EXTRA = {"lognormal": ("sigma",), "gamma": ("shape",), "weibull": ("shape",)}
CORNERS = {"uniform": ("low", "high"), "triangular": ("low", "mode", "high")}
SPREAD = {"sigma": (0.0, 5.0), "shape": (0.05, 1000.0)}
LEAST_MEAN = {"geometric": 1.0}
MOST_MEAN = {"poisson": 1e6}


class LawReading:
    """One reading of one law: the forms of a file and of Python to the fields of `Law`."""

    def __init__(self, unit: Unit, kinds: tuple[str, ...]) -> None:
        self.unit = unit
        self.kinds = kinds
        self.errors: list[tuple[str, str]] = []

    def fields(self, value: object) -> dict[str, Any]:
        """Return the fields for any form; raise ValueError or `KeyedErrors` in plain words."""
        if not isinstance(value, Mapping):
            if isinstance(value, list | tuple):
                raise ValueError(f"expected {self.unit.noun} or a law: {self._example()}")
            return {"kind": "fixed", "mean": self.unit.read(value)}
        if "kind" in value:
            kind = str(value["kind"])
            given = {key: part for key, part in value.items() if key != "kind" and part is not None}
            if kind not in self.kinds:
                raise KeyedErrors([("kind", self._unknown(kind))])
        else:
            kind = self._kind_of(value)
            given = self._named(kind, value)
        fields = self._checked(kind, given)
        if self.errors:
            raise KeyedErrors(self.errors)
        return fields

    def _example(self) -> str:
        example = self.unit.examples[0]
        second = "{geometric: 6}" if self.unit.whole else f"{{exponential: {example}}}"
        return f"write {example} or {second}"

    def _unknown(self, word: str) -> str:
        hint = near(word, self.kinds) or "; one of " + ", ".join(self.kinds)
        return f"unknown law{hint}"

    def _kind_of(self, value: Mapping[Any, Any]) -> str:
        found = [str(key) for key in value if key in self.kinds]
        if len(found) == 1:
            return found[0]
        if found:
            raise ValueError(f"one law only, not {' and '.join(found)}")
        first = next((str(key) for key in value if key not in SPREAD), "")
        if first:
            raise KeyedErrors([(first, self._unknown(first))])
        raise ValueError(f"the law is missing: {self._example()}")

    def _named(self, kind: str, value: Mapping[Any, Any]) -> dict[str, Any]:
        """Return the parameters by name; the corners of a law come as one list."""
        given = {str(key): part for key, part in value.items() if key != kind}
        names = CORNERS.get(kind)
        if names is None:
            return {"mean": value[kind], **given}
        corners = value[kind]
        if not isinstance(corners, list | tuple) or len(corners) != len(names):
            example = ", ".join(self.unit.examples[:1] * len(names))
            raise KeyedErrors([(kind, f"needs a list of {', '.join(names)}: write [{example}]")])
        return {**dict(zip(names, corners, strict=True)), **given}

    def _checked(self, kind: str, given: dict[str, Any]) -> dict[str, Any]:
        """Return checked canonical fields; faults gather in `errors`."""
        corners, extra = CORNERS.get(kind, ()), EXTRA.get(kind, ())
        wanted = corners or ("mean", *extra)
        fields: dict[str, Any] = {"kind": kind}
        for name in given:
            if name not in wanted and not (corners and name == "mean"):
                known = [word for word in wanted if word != "mean"]
                self.errors.append((name, f"unknown key{near(name, known)}"))
        for name in wanted:
            if name not in given:
                self.errors.append(("", f"{kind} needs {name} too"))
                continue
            key = kind if name == "mean" or corners else name
            try:
                fields[name] = (
                    self._spread(name, given[name]) if name in extra else self._value(kind, given[name])
                )
            except ValueError as error:
                self.errors.append((key, str(error)))
        if not self.errors:
            self._finish(kind, fields, corners)
        return fields

    def _spread(self, name: str, value: object) -> float:
        low, high = SPREAD[name]
        number = NUMBER.read(value)
        if not low <= number <= high:
            raise ValueError(f"must be between {low:g} and {high:g}, got {number:g}")
        return number

    def _value(self, kind: str, value: object) -> float:
        if self.unit.whole and kind != "fixed":
            return COUNT.within(NUMBER.read(value))
        return float(self.unit.read(value))

    def _finish(self, kind: str, fields: dict[str, Any], corners: tuple[str, ...]) -> None:
        """Check how the parameters hang together and set the mean of a law given by its corners."""
        values = [fields[name] for name in corners]
        if values != sorted(values):
            self.errors.append((kind, f"must go up: {' <= '.join(corners)}"))
        if corners:
            fields["mean"] = sum(values) / len(values)
        mean = fields["mean"]
        if not corners and kind not in ("fixed", "poisson") and mean <= 0:
            self.errors.append((kind, "the mean must be above 0"))
        if mean < LEAST_MEAN.get(kind, mean) or mean > MOST_MEAN.get(kind, mean):
            limit = (
                f"at least {LEAST_MEAN[kind]:g}" if kind in LEAST_MEAN else f"at most {MOST_MEAN[kind]:,.0f}"
            )
            self.errors.append((kind, f"the mean must be {limit}"))
