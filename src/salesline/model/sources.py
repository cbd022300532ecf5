"""Sources at run time: they make leads, keep their accounts, and hold the luck of their leads."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from math import log1p
from typing import TYPE_CHECKING

import numpy as np
from simpy.events import NORMAL

from salesline.calendars import hour_of
from salesline.luck import ROWS, Table
from salesline.model.arrivals import arrival_times, day_factor, expected_count
from salesline.model.buyers import BUYER_DRAWS, U_TERRITORY, U_WINDOW
from salesline.model.clock import Recurring, heappush
from salesline.model.leads import FOREVER, Lead
from salesline.model.traits import Traits, population_of, traits_of
from salesline.model.work import ROW, contact_rule
from salesline.scenario.market import (
    EventSource,
    InboundSource,
    Market,
    PrimeSource,
    ReferralSource,
    SourceBase,
)

if TYPE_CHECKING:
    from salesline.model.accounts import KinTraits
    from salesline.model.desks import DeskState
    from salesline.model.line import Line

CHILDREN = 8
"""Referrals of one customer that have luck of their own."""


@dataclass(slots=True)
class Counts:
    """Running totals of a source, never reset."""

    entered: int = 0
    gated: int = 0
    sqls: int = 0
    opportunities: int = 0
    wins: int = 0
    lost: int = 0
    nurtured: int = 0
    bookings: float = 0.0


class SourceState:
    """One source, or the referrals of one source's customers (own luck, the referral source's accounts)."""

    def __init__(self, line: Line, name: str, luck_name: str, counts: Counts) -> None:
        self.line = line
        self.name = luck_name
        self.account = name
        self.buyer_name = luck_name
        """Whose luck the buyers have: another source's where leads have come back."""
        self.counts = counts
        luck = line.luck
        self.buyers: Table = luck.table(f"buyer|{luck_name}", BUYER_DRAWS)
        self.draws: list[Table] = [
            luck.table(f"work|{luck_name}|{desk.address}", ROW) for desk in line.desks.values()
        ]
        self._further: list[list[Table]] = [[] for _ in line.desks]

    def configure(self, market: Market, source: SourceBase) -> None:
        """Take over the settings of a scenario."""
        self.definition = source
        self.population = population_of(market, source)
        self.traits: Traits | KinTraits | None = traits_of(self.line.luck, self.name, market.buyers)
        if self.line.feedback is not None and self.line.feedback.gate is not None:
            self.population.gate = self.line.feedback.gate
        self._window = self.population.window
        self.contact = contact_rule(source.contact) if source.contact else None
        self.win_odds = source.win_odds
        self.trusted = source.trusted
        self.prime = isinstance(source, PrimeSource)
        self.desk = self.line.desks[source.to]
        self._gated = source.gate and market.score.gated
        steering = self.line.steering
        self._picky = self._gated or self.prime or (steering is not None and steering.moves_gate)
        self._edges: list[tuple[float, str]] = []
        total = 0.0
        for territory, share in market.buyers.territories.items():
            total += share
            self._edges.append((total, territory))

    def further_draws(self, desk: DeskState, number: int) -> Table:
        """Luck of later touches at a desk: table 0 goes on where the draws of the case end, 1 goes on from there."""
        tables = self._further[desk.number]
        while number >= len(tables):
            tables.append(self.line.luck.table(f"work|{self.name}|{desk.address}|{len(tables) + 1}", ROW))
        return tables[number]

    def territory_of(self, lead: Lead) -> str | None:
        """The buyer's territory, by the source's own or the market's shares."""
        if self.definition.territory is not None:
            return self.definition.territory
        u = lead.row[U_TERRITORY] if self._edges else 0.0
        return next(
            (name for edge, name in self._edges if u < edge), self._edges[-1][1] if self._edges else None
        )

    def born(self, index: int, now: float) -> Lead:
        """Make a lead that somebody will work."""
        lead = Lead()
        lead.source = self
        lead.index = index
        lead.created = now
        lead.known = lead.opened = lead.held = lead.moving = lead.sender = None
        lead.value = -1.0
        lead.buyer_row = None
        window = self._window
        lead.window_at = FOREVER if window is None else now + window(self.buyers.draw(index, U_WINDOW))
        self.counts.entered += 1
        if self.line.log is not None:
            self.line.note(now, lead, "created", reason=lead.territory or "")
        return lead

    @property
    def gated(self) -> bool:
        """Whether its leads must pass the gate."""
        return self._gated

    def families(self) -> Iterable[SourceState]:
        """Sources within this one, of leads that descend from others."""
        return ()

    def passes(self, index: int) -> bool:
        """Whether a raw lead passes the marketing gate."""
        return not self._gated or self.population.passes(self.buyers.row(index))

    def turned_away(self, index: int, now: float) -> None:
        """A raw lead does not pass the gate: it may be nurtured all the same."""
        nursery = self.line.nurseries.get(self.account)
        if nursery is not None and nursery.takes_gated:
            nursery.nurtured(self, index, now, now)

    def created(self, now: float) -> int:
        """Raw leads that have come until now."""
        return int(self.counts.entered + self.counts.gated)


class StreamState(SourceState):
    """A source whose leads come by themselves in time: inbound, prime, older customers' referrals."""

    def __init__(
        self, line: Line, name: str, periods: list[tuple[float, float, InboundSource | PrimeSource]]
    ) -> None:
        super().__init__(line, name, name, Counts())
        first = periods[-1][2]
        spread = getattr(first, "daily_spread", 0.0)
        study = line.scenario.study
        factor = day_factor(line.luck, name, spread) if spread else None
        edges, expected = expected_count(periods, study.start, study.time_zone, factor)
        even = getattr(first, "arrivals", "poisson") == "even"
        self._later = arrival_times(line.luck, name, edges, expected, even=even).__next__
        self._next, self._at = 0, self._later()
        self._clock = line.clock
        self._queue, self._next_number = line.clock.queue, line.clock.next_number
        self._ahead: list[float] = []
        self._scores: list[tuple[float, float]] = []
        self._event = Recurring(line.clock, self._arrive)
        self.stock = FOREVER

    def configure(self, market: Market, source: SourceBase) -> None:
        """Also forget the scores by the settings before."""
        super().configure(market, source)
        self._scored = -1

    def seek(self) -> None:
        """Wait for the next lead that passes the gate; before the plan begins, look no further than its first hour."""
        limit = 0.0 if self._clock.now < 0.0 else self.line.look_until
        if self._gated and self.line.review_at < limit:
            limit = self.line.review_at
        self._ahead.clear()
        if self._gated:
            while self._at < limit and not self.passes(self._next):
                self._ahead.append(self._at)
                if self.line.nurseries:
                    self.turned_away(self._next, self._at)
                self._next += 1
                self._at = self._later()
            self.counts.gated += len(self._ahead)
        if self._at < limit:
            self._clock.arm(self._event, self._at)

    def _arrive(self, event: Recurring) -> None:
        now: float = self._clock._now
        index = self._next
        self._next = index + 1
        later = self._later
        self._at = at = later()
        if now < 0.0 or self._picky:
            if self.prime and now >= 0.0:
                if self.stock <= 0:
                    return
                self.stock -= 1
            self.seek()
        elif at < self.line.horizon:  # what `seek` comes to: one call less for each lead
            next_number = self._next_number
            heappush(self._queue, (at, NORMAL, next_number(), event))
        self.desk.enter(self.born(index, now), now)

    def passes(self, index: int) -> bool:
        """Whether a raw lead passes the marketing gate; scored a block at a time, as leads come in order."""
        gate = self.population.gate
        if not self._gated or gate is None:
            return True
        block, place = divmod(index, ROWS)
        if block != self._scored:
            self._scored = block
            self._scores = self.population.scores(
                self.buyers.rows(np.arange(block * ROWS, (block + 1) * ROWS))
            )
        return gate.passes(*self._scores[place])

    def created(self, now: float) -> int:
        """Raw leads that have come until now; the gate has been looked ahead of the clock."""
        return super().created(now) - (len(self._ahead) - bisect_right(self._ahead, now))


class EventState(SourceState):
    """Batches of leads on given dates."""

    def __init__(self, line: Line, name: str) -> None:
        super().__init__(line, name, name, Counts())

    def plan(self, source: EventSource) -> None:
        """Lay out the leads of all batches."""
        study = self.line.scenario.study
        for number, batch in enumerate(source.batches):
            begin = hour_of(batch.on, study.start, study.time_zone)
            size = int(batch.leads.quantile()(self.line.luck.table(f"batches|{self.name}", 1).row(number)[0]))
            times = self.line.luck.table(f"arrivals|{self.name}|{number}", 1)
            for k in range(size):
                at = begin + batch.over * times.row(k)[0]
                if self.line.begin <= at < self.line.horizon:
                    self.line.clock.call(at, self._arrive, number * 1_000_000 + k)

    def territory_of(self, lead: Lead) -> str | None:
        """A batch may come from one territory."""
        batches = self.definition.batches  # type: ignore[attr-defined]
        number = lead.index // 1_000_000
        own: str | None = batches[number].territory if number < len(batches) else None
        return own or super().territory_of(lead)

    def _arrive(self, event: Recurring) -> None:
        index: int = event.owner
        now = self.line.clock.now
        if not self.passes(index):
            self.counts.gated += 1
            self.turned_away(index, now)
            return
        self.desk.enter(self.born(index, now), now)


class ReferralState(StreamState):
    """Referrals: a trickle from older customers, and children of the deals won in the simulation."""

    def __init__(
        self, line: Line, name: str, periods: list[tuple[float, float, InboundSource | PrimeSource]]
    ) -> None:
        super().__init__(line, name, periods)
        self._families: dict[str, SourceState] = {}
        self._market: Market

    def configure(self, market: Market, source: SourceBase) -> None:
        """Also hand the settings to the families of referred leads."""
        super().configure(market, source)
        self._market = market
        for family in self._families.values():
            family.configure(market, source)

    def families(self) -> Iterable[SourceState]:
        """Referred leads by the source of those who referred them."""
        return self._families.values()

    def customer(self, lead: Lead, now: float) -> None:
        """A deal has been won: its referrals come one after the other at the customer's own luck."""
        self._refer(lead, 0, now)

    def _refer(self, parent: Lead, k: int, now: float) -> None:
        source = self.definition
        rate = source.per_customer if isinstance(source, ReferralSource) else 0.0
        if self.line.clients is not None:
            rate *= self.line.clients.advocacy(parent, now)
        if rate <= 0.0 or k >= CHILDREN:
            return
        u = self.line.luck.table(f"refers|{parent.source.name}", CHILDREN).row(parent.index)[k]
        at = now - log1p(-u) / rate
        if at < self.line.horizon:
            self.line.clock.call(at, self._referred, (parent, k))

    def _referred(self, event: Recurring) -> None:
        parent, k = event.owner
        now = self.line.clock.now
        if self.line.clients is not None and self.line.clients.silent(parent):
            return
        name = f"{self.account}<{parent.source.name}"
        family = self._families.get(name)
        if family is None:
            family = self._families[name] = SourceState(self.line, self.account, name, self.counts)
            family.configure(self._market, self.definition)
        index = parent.index * CHILDREN + k
        self._refer(parent, k + 1, now)
        if not family.passes(index):
            self.counts.gated += 1
            family.turned_away(index, now)
            return
        self.desk.enter(family.born(index, now), now)
