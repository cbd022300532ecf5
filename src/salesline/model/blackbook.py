"""Black books: warm contacts that newcomers bring along, as a source of their own whose leads go to whom they know."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from salesline.model.leads import FOREVER
from salesline.model.sources import Counts, SourceState
from salesline.scenario.market import SourceBase

if TYPE_CHECKING:
    from salesline.model.clock import Recurring
    from salesline.model.desks import DeskState
    from salesline.model.leads import Lead
    from salesline.model.line import Line
    from salesline.model.reps import Rep
    from salesline.scenario.market import Market
    from salesline.scenario.organisation import Organisation

IN_BOOK = 64
"""Contacts of one person that have luck of their own, and one draw for their number."""


class BlackBookState(SourceState):
    """The black books of one role: the k-th contact of somebody is the same lead in every scenario."""

    kind: ClassVar[str] = "black book"
    source: ClassVar[str] = (
        "honeymoon of experienced hires: the startup seed; win odds of referrals: Implisit"
    )

    def __init__(self, line: Line, role_name: str) -> None:
        name = f"black book {role_name}"
        super().__init__(line, name, name, Counts())
        self._role_name = role_name
        self._owners: dict[int, Rep] = {}

    def equip(self, market: Market, organisation: Organisation) -> None:
        """Take over the settings of a scenario."""
        role = organisation.roles.get(self._role_name)
        rule = role.black_book if role is not None else None
        if rule is None:
            self.configure(market, SourceBase(to=next(iter(organisation.desks)), gate=False))
            return
        to = rule.to or next(
            name
            for name, desk in organisation.desks.items()
            if desk.opportunity and self._role_name in desk.staffed_by
        )
        self.configure(market, SourceBase(to=to, gate=False, trusted=rule.trusted, win_odds=rule.win_odds, size=rule.size,
                                          fit=rule.fit, engagement=rule.engagement))  # fmt: skip

    def open(self, rep: Rep, now: float) -> None:
        """Somebody has come and begins to call old contacts."""
        rule = self.line.organisation.roles[self._role_name].black_book
        if rule is None:
            return
        draws = self.line.luck.table(f"contacts|{self._role_name}", IN_BOOK).row(rep.slot)
        self._owners[rep.slot] = rep
        for k in range(1, min(IN_BOOK, 1 + int(rule.leads.quantile()(draws[0])))):
            at = now + rule.over * draws[k]
            if at < self.line.horizon:
                self.line.clock.call(at, self._called, (rep, k))

    def _called(self, event: Recurring) -> None:
        rep, k = event.owner
        now = self.line.clock.now
        if rep.employed_until == FOREVER:
            self.desk.enter(self.born(rep.slot * IN_BOOK + k, now), now)

    def owner(self, lead: Lead) -> Rep:
        """Whose contact a lead is."""
        return self._owners[lead.index // IN_BOOK]


def black_books(line: Line) -> dict[str, BlackBookState]:
    """A source for each role of the plan whose hires bring contacts along, by role."""
    roles = line.scenario.organisation.roles
    return {name: BlackBookState(line, name) for name, role in roles.items() if role.black_book is not None}


def to_owner(lead: Lead, desk: DeskState, now: float) -> bool:
    """Give a contact to whom it belongs, or let it wait for them; False: it is a lead like any other."""
    source = lead.source
    if not isinstance(source, BlackBookState) or desk.strict:
        return False
    rep = source.owner(lead)
    if rep.employed_until != FOREVER or desk not in rep.desks or rep.offline:
        return False
    if desk.dispatcher is not None:
        return desk.dispatcher.give_to(lead, rep, "an own contact", now)
    if rep.away or rep.open >= rep.cap:
        if desk.rule is None:
            return False
        desk.wait(lead, rep, now)
        return True
    desk.line.decide(now, lead, desk, "black book", rep, {}, "an own contact", [rep], "assigned")
    desk.line.floor.hand(lead, rep, now)
    return True
