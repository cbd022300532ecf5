"""Accounts at run time, and the leads that stand for the work they bring: same buyer, luck of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesline.luck import Table
from salesline.model.buyers import Buyer
from salesline.model.leads import FOREVER, Lead
from salesline.model.sources import Counts, SourceState
from salesline.model.traits import Traits
from salesline.scenario.market import InboundSource, Market

if TYPE_CHECKING:
    from salesline.luck import Row
    from salesline.model.desks import DeskState
    from salesline.model.line import Line

WORKS = 64
"""Pieces of work of one account that have their luck in one table; later ones have theirs in the next."""


class Account:
    """One customer."""

    __slots__ = ("active", "billed_until", "buyer", "churned_at", "expansions", "first", "index", "installed", "leads",
                 "oversold", "reason", "renewals", "reviews", "source", "started", "talk", "term_end", "territory", "tickets",
                 "value")  # fmt: skip

    def __init__(self, lead: Lead, value: int, started: float, *, installed: bool) -> None:
        self.source, self.index = lead.source, lead.index
        self.buyer: Buyer = lead.buyer
        self.territory = lead.territory
        self.oversold = float(getattr(lead, "oversold", 0.0) or 0.0)
        self.first = self.value = value
        self.started = self.term_end = self.billed_until = started
        self.installed = installed
        self.active = True
        self.churned_at: float | None = None
        self.reason = ""
        self.renewals = self.expansions = 0
        self.reviews: list[Duty] = []
        self.tickets: list[Duty] = []
        self.talk: Duty | None = None
        """About the renewal of the present term, once it is due."""
        self.leads: list[Lead] = []

    @property
    def name(self) -> str:
        """Name of the lead it was."""
        return f"{self.source.name}/{self.index}"


class Duty:
    """A review, a ticket or a talk about a renewal: until when it counts as done in time, and whether it was."""

    __slots__ = ("done", "until")

    def __init__(self, until: float) -> None:
        self.until = until
        self.done = False


def in_time(duties: list[Duty], now: float) -> float:
    """Share of duties done in time, of those that are over; 1 where none is."""
    over = [duty.done for duty in duties if duty.done or duty.until <= now]
    return sum(over) / len(over) if over else 1.0


class Kin(Table):
    """The luck of buyers whose accounts bring work: that of the buyer, whatever the number of the piece of work."""

    __slots__ = ("_table",)

    def __init__(self, table: Table) -> None:  # reads another table and keeps no blocks
        self._table = table
        self.width = table.width

    def row(self, index: int) -> Row:
        """The draws of the buyer."""
        return self._table.row(index // WORKS)

    def draw(self, index: int, column: int) -> float:
        """One draw of the buyer."""
        return self._table.draw(index // WORKS, column)


class KinTraits:
    """The public traits of those buyers."""

    __slots__ = ("_traits",)

    def __init__(self, traits: Traits | KinTraits) -> None:
        self._traits = traits

    def word(self, index: int, column: int) -> str | None:
        """Segment, language or persona."""
        return self._traits.word(index // WORKS, column)

    def tags(self, index: int) -> frozenset[str]:
        """What a rep must know."""
        return self._traits.tags(index // WORKS)

    def account(self, index: int) -> str:
        """The company."""
        return self._traits.account(index // WORKS)


class AccountWork(SourceState):
    """Work of one kind that the customers of one source bring."""

    def __init__(self, line: Line, kind: str, parent: SourceState, turn: int, counts: Counts) -> None:
        super().__init__(line, kind, f"{kind}<{parent.name}" + (f".{turn}" if turn else ""), counts)
        self.parent = parent
        self.buyers = Kin(parent.buyers)
        self.buyer_name = parent.buyer_name
        self._owners: dict[int, Account] = {}

    def take(self, market: Market, definition: InboundSource) -> None:
        """Take over the settings."""
        self.configure(market, definition)
        self._window = None
        traits = self.parent.traits
        self.traits = None if traits is None else KinTraits(traits)

    def territory_of(self, lead: Lead) -> str | None:
        """Where the customer is."""
        return self._owners[lead.index // WORKS].territory

    def bring(self, account: Account, number: int, worth: float, desk: DeskState, now: float) -> Lead:
        """A piece of work comes to a desk."""
        self._owners[account.index] = account
        lead = self.born(account.index * WORKS + number % WORKS, now)
        lead.known, lead.value, lead.window_at = account.buyer, worth, FOREVER
        account.leads = [one for one in account.leads if one.ticket]
        account.leads.append(lead)
        desk.enter(lead, now)
        return lead


def stub(source: SourceState, index: int, now: float) -> Lead:
    """A lead that stands for a buyer and is never worked."""
    lead = Lead()
    lead.source, lead.index, lead.created = source, index, now
    lead.known = lead.opened = lead.held = lead.moving = lead.buyer_row = None
    lead.value, lead.window_at = -1.0, FOREVER
    return lead
