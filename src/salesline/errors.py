"""What can go wrong, in words a reader of the message can act on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class SalesLineError(Exception):
    """Base of every error that Salesline raises on purpose."""


@dataclass(frozen=True)
class Problem:
    """One fault of a scenario and where it stands; unknown parts are empty or 0."""

    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    key: str = ""

    def __str__(self) -> str:
        """Return ``file:line:column  key: message`` without the parts that are unknown."""
        place = self.file
        if self.line:
            place = f"{place}:{self.line}:{self.column}" if place else f"{self.line}:{self.column}"
        text = f"{self.key}: {self.message}" if self.key else self.message
        return f"{place}  {text}" if place else text


class ScenarioError(SalesLineError):
    """A scenario that cannot be used; `problems` holds every fault found, in file order."""

    problems: tuple[Problem, ...]

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep all problems; the text of the error is one line for each and a closing count."""
        self.problems = tuple(problems)
        count = len(self.problems)
        closing = f"{count} problem{'' if count == 1 else 's'}, nothing was run"
        super().__init__("\n".join([*map(str, self.problems), closing]))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        """Pickle by the problems, so that the error crosses process borders whole."""
        return type(self), (self.problems,)


class KeyedErrors(ValueError):  # noqa: N818 - it carries several errors
    """Several faults found by one validator of a pydantic model.

    `errors` holds pairs of a dotted key and a message. Keys are relative to the model whose
    validator raises (for the scenario itself they are absolute); the reader finds their lines.
    """

    def __init__(self, errors: Iterable[tuple[str, str]]) -> None:
        """Keep the pairs; an empty key means the model as a whole."""
        self.errors = list(errors)
        super().__init__("; ".join(f"{key}: {message}" if key else message for key, message in self.errors))
