"""Cadences with more rules: adherence, giving up, opting out, context before the first touch, questions that all ask.

Used in place of the plain plan only where a scenario asks for one of them; the luck of the plain plan stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from salesline.model.cadence import CadencePlan
from salesline.model.detection import Finder, careful
from salesline.model.leads import FOREVER, Lead
from salesline.model.work import DETECTION, Sampler, next_touch
from salesline.scenario.desks import Cadence, Desk
from salesline.scenario.market import Contact, Market
from salesline.scenario.organisation import Organisation

if TYPE_CHECKING:
    from salesline.model.desks import DeskState
    from salesline.model.reps import Rep

IN_ROW = 32
"""Touches of a lead at a desk whose extra luck stands in one row; the next ones have a table of their own."""


def touch_luck(lead: Lead, purpose: str, width: int = 1, column: int = 0) -> float:
    """The draw of a purpose for the present touch of a lead at its desk."""
    block, place = divmod(lead.touches, IN_ROW)
    name = f"{purpose}|{lead.source.name}|{lead.desk.address}" + (f"|{block}" if block else "")
    return lead.desk.line.luck.table(name, IN_ROW * width).draw(lead.index, place * width + column)


def is_local(lead: Lead, rep: Rep) -> bool:
    """Whether the rep's territory is the buyer's; with one territory everybody is local."""
    return rep.territory == lead.territory


def needs_care(desk: Desk, market: Market, organisation: Organisation) -> bool:
    """Whether the cadence of a desk has more rules than the plain plan knows."""
    cadence = desk.cadence
    assert cadence is not None
    contacts = [market.contact, *(s.contact for s in market.sources.values() if s.contact is not None)]
    return (
        cadence.adherence < 1.0
        or cadence.stop_after is not None
        or cadence.give_up is not None
        or cadence.enrichment is not None
        or careful(cadence.sql)
        or any(organisation.roles[name].pay.strictness for name in desk.staffed_by)
        or any(c.opt_out is not None or c.local != 1.0 for c in contacts)
    )


class CarefulCadence(CadencePlan):
    """Touches until the buyer is reached, has had enough, or the rep gives up."""

    source: ClassVar[str] = (
        "Outreach and Salesloft sequences: adherence, stop rules; opt-outs as in e-mail marketing"
    )

    def __init__(self, desk: DeskState, cadence: Cadence, market: Market, activities: dict[str, int],
                 handling: list[Sampler], contact: list[float]) -> None:  # fmt: skip
        super().__init__(desk, cadence, market, activities, handling, contact)
        context = cadence.enrichment
        self._finder = Finder(desk.line.luck, cadence.sql, DETECTION, context)
        self._context = context.minutes if context else 0.0
        self._known = 1.0 + context.contact * context.gain if context else 1.0
        self._adherence, self._lapse = cadence.adherence, cadence.lapse
        self._most = min(len(self._after), cadence.stop_after or len(self._after))
        self._give_up = FOREVER if cadence.give_up is None else cadence.give_up
        self._everywhere: Contact = market.contact

    def _when(self, lead: Lead, due: float) -> float:
        """When the touch comes that the cadence wants at `due`: some are not made in time."""
        if self._adherence < 1.0 and touch_luck(lead, "adherence") >= self._adherence:
            return due + self._lapse
        return due

    def _rules_of(self, lead: Lead) -> Contact:
        return lead.source.definition.contact or self._everywhere

    def start(self, lead: Lead, now: float) -> float:
        """Due after the first delay of the cadence, if it is kept."""
        return self._when(lead, super().start(lead, now))

    def begin(self, lead: Lead, rep: Rep, now: float) -> float:
        """As the plain plan; context is looked up before the first touch, fixed questions lengthen the conversation."""
        service = super().begin(lead, rep, now)
        more = self._context if lead.touches == 0 else 0.0
        if lead.connected:
            more += self._finder.minutes
        return service + more / rep.speeds[rep.activity] if more else service

    def connect_chance(self, lead: Lead, rep: Rep, now: float, n: int) -> float:
        """Context and a rep of the same territory make contact likelier."""
        found = super().connect_chance(lead, rep, now, n) * self._known
        local = self._rules_of(lead).local
        return found * local if local != 1.0 and is_local(lead, rep) else found

    def qualifies(self, lead: Lead) -> bool:
        """Whether this SDR finds the lead to meet the SQL definition."""
        assert lead.rep is not None
        found = self._finder.meets(lead.buyer, lead.desk_row, lead.rep)
        strictness = lead.rep.role.pay.strictness
        if (
            strictness
            and found == (strictness > 0.0)
            and self._finder.doubtful(lead.buyer, lead.desk_row, lead.rep)
        ):
            table = self.desk.line.luck.table(f"strictness|{lead.source.name}|{self.desk.address}", 1)
            return found != (table.draw(lead.index, 0) < abs(strictness))
        return found

    def _opts_out(self, lead: Lead) -> bool:
        rule = self._rules_of(lead).opt_out
        if rule is None or lead.touches + 1 < rule.from_touch:
            return False
        visible = self._factor[min(lead.touches, len(self._factor) - 1)] > 0.0
        return visible and touch_luck(lead, "opt out") < rule.chance

    def finish(self, lead: Lead, rep: Rep, now: float) -> float | None:
        """Next touch, or the end: SQL, disqualified, opted out, given up, or never reached."""
        if lead.connected:
            return super().finish(lead, rep, now)
        if self._opts_out(lead):
            self.desk.fail(lead, rep, now, "lost", "opted out")
            return None
        next_touch(lead)
        if lead.touches >= self._most:
            self.desk.fail(lead, rep, now, "nurtured", "never reached")
            return None
        due = self._when(lead, now + self._after[lead.touches])
        if due > lead.entered + self._give_up:
            self.desk.fail(lead, rep, now, "nurtured", "given up")
            return None
        return due
