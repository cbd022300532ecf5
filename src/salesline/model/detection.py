"""Finding out about a buyer: who asks, how carefully, and how often they are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from salesline.model.arithmetic import lognormal_mean_one, seen
from salesline.scenario.market import ATTRIBUTES, Attribute
from salesline.scenario.qualification import Definition

if TYPE_CHECKING:
    from salesline.luck import Luck, Row
    from salesline.model.buyers import Buyer
    from salesline.model.reps import Rep
    from salesline.scenario.desks import Acceptance
    from salesline.scenario.qualification import Enrichment

COIN = 0.5
"""Nobody is wrong about a trait more often than a coin."""


class Finder:
    """Whether a rep finds that a buyer meets a definition: own error by rep, fixed questions, context, office's view."""

    source: ClassVar[str] = (
        "BANT, ANUM and standard qualifying questions; sales accepted leads of SiriusDecisions"
    )

    def __init__(
        self, luck: Luck, rule: Definition | Acceptance, first: int, enrichment: Enrichment | None = None
    ) -> None:
        self._luck = luck
        self._first = first
        self._needs: tuple[Attribute, ...] = rule.needs
        self._error, self._spread = rule.error, rule.spread
        self.minutes = 0.0
        """Hours that asking adds to a conversation."""
        questions = rule.standard_questions if isinstance(rule, Definition) else None
        if questions is not None:
            self.minutes, self._error, self._spread = questions.minutes, questions.error, 0.0
        if enrichment is not None:
            self._error *= max(0.0, 1.0 + enrichment.error * enrichment.gain)
        self._offices = {} if isinstance(rule, Definition) else rule.by_office

    def error(self, rep: Rep, error: float) -> float:
        """Chance that this rep sees one trait wrongly."""
        if self._spread:
            u = self._luck.table(f"detection|{rep.role_name}", 1).draw(rep.slot, 0)
            error *= lognormal_mean_one(u, self._spread)
        return min(error, max(COIN, self._error))

    def doubtful(self, buyer: Buyer, row: Row, rep: Rep) -> bool:
        """Whether one can argue: one needed trait is not found, or all are and another one is not."""
        wrong = self.error(rep, self._error)
        found = {
            name: seen(buyer.traits[name], row[self._first + n], wrong) for n, name in enumerate(ATTRIBUTES)
        }
        missing = sum(not found[name] for name in self._needs)
        return missing == 1 or (missing == 0 and not all(found.values()))

    def meets(self, buyer: Buyer, row: Row, rep: Rep) -> bool:
        """Whether the rep finds all that is needed; `row` holds the lead's luck at the desk."""
        needs, error = self._needs, self._error
        view = self._offices.get(rep.office)
        if view is not None:
            needs = view.needs
            error = error if view.error is None else view.error
        wrong = self.error(rep, error)
        first = self._first
        return all(seen(buyer.traits[name], row[first + ATTRIBUTES.index(name)], wrong) for name in needs)


def careful(rule: Definition | Acceptance) -> bool:
    """Whether a definition needs more than one error for everybody."""
    if isinstance(rule, Definition):
        return bool(rule.spread) or rule.standard_questions is not None
    return bool(rule.spread) or bool(rule.by_office)
