"""A dispatcher whose choice is asked first: a rep accepts a lead in time, or the next one among the others is asked.

While an answer is open the lead waits on the desk's backlog and is given to nobody else. Who has declined, or not answered in
time, is left out as if by a filter; when all have, the lead is given without asking, to the last resort if there is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from salesline.model.choice import Choice
from salesline.model.dispatch import Dispatcher

if TYPE_CHECKING:
    from salesline.model.clock import Recurring
    from salesline.model.desks import DeskState
    from salesline.model.leads import Lead
    from salesline.model.reps import Rep
    from salesline.scenario.assignment import Assignment


class Question(NamedTuple):
    """A rep has been asked to take a lead; `answer` is '' for yes."""

    lead: Lead
    ticket: int
    rep: Rep
    answer: str
    since: float


class AskingDispatcher(Dispatcher):
    """Asks the rep whom filters, rule and fallback have chosen."""

    def __init__(self, desk: DeskState, chosen: Assignment, before: Dispatcher | None) -> None:
        super().__init__(desk, chosen, before)
        self._open: dict[Lead, Question] = {}
        self._refused: dict[Lead, dict[Rep, str]] = {}

    def left(self, lead: Lead) -> None:
        """A lead has left the desk, or its rep."""
        super().left(lead)
        self._close(lead)
        self._refused.pop(lead, None)

    def _close(self, lead: Lead) -> None:
        """The question about a lead is answered or void; the turn that it took is free again."""
        question = self._open.pop(lead, None)
        if question is not None:
            self.seat(question.rep).turns -= 1.0

    def _why_it_waits(self, lead: Lead) -> str:
        question = self._open.get(lead)
        return super()._why_it_waits(lead) if question is None else f"{question.rep.name} has been asked"

    def _found(self, lead: Lead, now: float) -> Choice:
        """Nobody while an answer is open; else the choice among those who have not refused, who is then asked."""
        if lead in self._open:
            return Choice(None)
        refused = self._refused.get(lead, {})
        choice = self.chooser.choose(lead, now, without=refused)
        if choice.seat is None:
            if choice.elsewhere is None and refused:
                choice = self.chooser.choose(lead, now)
                if choice.seat is not None:
                    choice.reason = ": ".join(
                        filter(None, ("all who were asked have refused", choice.reason))
                    )
            return choice
        if choice.seat.rep in refused:  # the last resort takes what nobody else could, asked once and no more
            return choice
        self._ask(lead, choice.seat.rep, now)
        return Choice(None)

    def _ask(self, lead: Lead, rep: Rep, now: float) -> None:
        offers = self.desk.offers
        assert offers is not None
        at, answer = offers.response(lead, rep, now)
        offers.count(rep, "offered")
        question = self._open[lead] = Question(lead, lead.ticket, rep, answer, now)
        self.seat(rep).turns += 1.0  # so that one rep is not asked about all at once
        self._note(lead, rep, "asked, has not answered", f"offered to {rep.name}", "offered", now)
        self.line.clock.call(at, self._answered, question)

    def _note(self, lead: Lead, rep: Rep, state: str, words: str, outcome: str, now: float) -> None:
        if self.line.journal is not None:
            left_out = self.chooser.left_out(lead, Choice(None), now)
            left_out |= {other.name: why for other, why in self._refused.get(lead, {}).items()}
            left_out[rep.name] = state
            self.line.decide(now, lead, self.desk, self.chooser.name, None, left_out, words, (), outcome)

    def _answered(self, event: Recurring) -> None:
        question: Question = event.owner
        lead, rep, now = question.lead, question.rep, self.line.clock.now
        if self._open.get(lead) is not question:
            return
        self._close(lead)
        offers = self.desk.offers
        if (
            self.desk.dispatcher is not self
            or offers is None
            or lead.ticket != question.ticket
            or not lead.backlogged
        ):
            return  # settings have changed, or the lead has gone
        if now >= lead.gone_at and self.desk.announced:
            self.desk.lapse(lead, None, now)
            return
        seat = self.seat(rep)
        answer = (
            question.answer or self.chooser.blocked(seat, lead, now) or self.chooser.unfit(seat, lead, now)
        )
        if not answer:
            offers.count(rep, "accepted")
            self._give(
                lead, Choice(seat, [seat], f"accepted after {round(60 * (now - question.since))} min"), now
            )
            return
        outcome = "declined" if answer == "declined" else "timed out"
        offers.count(rep, outcome.replace(" ", "_"))
        self._refused.setdefault(lead, {})[rep] = answer
        self._note(
            lead,
            rep,
            answer,
            f"{rep.name} {'declined' if answer == 'declined' else 'did not take it'}",
            outcome,
            now,
        )
        self._try(lead, now)
