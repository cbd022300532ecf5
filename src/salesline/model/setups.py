"""Set-up that depends on what came before: from one activity to another, and from one persona to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from salesline.model.leads import Lead
    from salesline.scenario.organisation import Setup


class Setups:
    """One rep's set-up beyond the plain two numbers. Runs of cold touches keep to those."""

    source: ClassVar[str] = (
        "sequence-dependent set-up of scheduling theory; context switching of Gonzalez & Mark 2004"
    )

    __slots__ = ("_matrix", "_other_persona", "persona")

    def __init__(self, setup: Setup, activities: dict[str, int]) -> None:
        self._matrix = {
            (activities[a], activities[b]): hours
            for a, row in setup.matrix.items()
            for b, hours in row.items()
        }
        self._other_persona = setup.other_persona
        self.persona: str | None = None
        """Of the last buyer who was touched; None at first, and where nobody has one."""

    def cost(self, before: int, activity: int, lead: Lead, plain: float) -> float:
        """Hours lost before the next touch; `plain` is what they would be without the matrix and personas."""
        hours = self._matrix.get((before, activity), plain)
        if self._other_persona:
            last, self.persona = self.persona, lead.persona
            if last is not None and self.persona != last:
                hours += self._other_persona
        return hours


def setups_of(setup: Setup, activities: dict[str, int], old: Setups | None) -> Setups | None:
    """The set-up of a role's rep, who remembers the last persona; None where the plain two numbers say all."""
    if not (setup.matrix or setup.other_persona):
        return None
    made = Setups(setup, activities)
    if old is not None:
        made.persona = old.persona
    return made
