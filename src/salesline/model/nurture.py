"""Nurture: leads that were not ready warm up and come back, the same buyers with the same luck.

A family holds the leads that one source has got back from nurture. A lead keeps its number, its buyer's luck is that of
the source it came from first, and its work has luck of its own: what is done to it now is another story.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from salesline.model.leads import Lead
from salesline.model.sources import Counts, SourceState
from salesline.scenario.market import Market, NurtureSource, SourceBase

if TYPE_CHECKING:
    from salesline.model.clock import Recurring
    from salesline.model.line import Line

MONTH = 730.5


class Family(SourceState):
    """Leads that have come back from one source; those that come back once more are a family of this one."""

    def __init__(self, line: Line, nursery: NurtureState, parent: SourceState, name: str) -> None:
        super().__init__(line, nursery.account, name, nursery.counts)
        self.parent = parent
        self.buyers, self.buyer_name = parent.buyers, parent.buyer_name
        self.returns: int = parent.returns + 1 if isinstance(parent, Family) else 1
        self.ripe: set[int] = set()
        self.settings: SourceBase

    def adopt(self, market: Market, nurture: NurtureSource) -> None:
        """Take over the settings: those of the source where the leads come from, shifted by one more warming."""
        parent = self.parent.settings if isinstance(self.parent, Family) else self.parent.definition
        first = (
            nurture if self.returns == 1 else NurtureSource(to=nurture.to)
        )  # shifts count once, warming each time
        self.settings = nurture.model_copy(update={
            "fit": parent.fit + first.fit, "engagement": parent.engagement + first.engagement + nurture.warming,
            "win_odds": parent.win_odds * first.win_odds, "size": parent.size * first.size,
        })  # fmt: skip
        self.configure(market, self.settings)
        self.traits = self.parent.traits
        self._ripen = nurture.ripen

    def territory_of(self, lead: Lead) -> str | None:
        """Where the buyer has always been."""
        return self.definition.territory or self.parent.territory_of(lead)

    def come_back(self, index: int, created: float, now: float) -> None:
        """A lead has warmed up: another one in the accounts, the same buyer."""
        if not self.passes(index):
            self.counts.gated += 1
            self.turned_away(index, now)
            return
        lead = self.born(index, now)
        if self._has_ripened(index, created, now) and not lead.buyer.traits["timeframe"]:
            self.ripe.add(index)
            lead.known = lead.buyer._replace(traits={**lead.buyer.traits, "timeframe": True})
        self.desk.enter(lead, now)

    def _has_ripened(self, index: int, created: float, now: float) -> bool:
        """Whether the buyer has got a timeframe in the meantime, or had got one earlier."""
        if isinstance(self.parent, Family) and index in self.parent.ripe:
            return True
        if self._ripen <= 0.0:
            return False
        still = (1.0 - min(1.0, self._ripen)) ** ((now - created) / MONTH)
        return bool(self.line.luck.table(f"ripens|{self.name}", 1).draw(index, 0) >= still)


class NurtureState(SourceState):
    """The nurture programme: takes leads that were not ready, and sends back those that warm up."""

    source: ClassVar[str] = (
        "recycling of ClickPoint; few are buying now: 95:5 rule of the Ehrenberg-Bass Institute"
    )

    def __init__(self, line: Line, name: str) -> None:
        super().__init__(line, name, name, Counts())
        self._families: dict[str, Family] = {}
        self._market: Market

    def configure(self, market: Market, source: SourceBase) -> None:
        """Take over the settings of a scenario; the families follow when all sources have theirs."""
        super().configure(market, source)
        assert isinstance(source, NurtureSource)
        self._market = market
        self.rule = source
        self.takes_gated = source.gated
        self._after = source.after.quantile()

    def families(self) -> Iterable[SourceState]:
        """Leads that have come back, by the source that they come from."""
        return self._families.values()

    def hand_on(self) -> None:
        """Give the families the present settings, each after the one it came from."""
        for family in self._families.values():
            family.adopt(self._market, self.rule)

    def nurtured(self, source: SourceState, index: int, created: float, now: float) -> None:
        """A lead of a source comes into the programme; by its own luck it warms up some time later, or never does."""
        returns = source.returns if isinstance(source, Family) else 0
        if returns >= self.rule.limit:
            return
        warms, when = self.line.luck.table(f"nurture|{source.name}", 2).row(index)
        if warms >= self.rule.returns:
            return
        at = now + self._after(when)
        if at < self.line.horizon:
            self.line.clock.call(max(at, self.line.clock.now), self._returns, (source, index, created))

    def _returns(self, event: Recurring) -> None:
        source, index, created = event.owner
        name = f"{self.account}<{source.name}"
        family = self._families.get(name)
        if family is None:
            family = self._families[name] = Family(self.line, self, source, name)
            family.adopt(self._market, self.rule)
        family.come_back(index, created, self.line.clock.now)


def nurseries(line: Line, market: Market) -> dict[str, NurtureState]:
    """Who keeps the leads of which source warm, by the source's name, under the rules of a market."""
    found: dict[str, NurtureState] = {}
    for name, source in market.sources.items():
        if not isinstance(source, NurtureSource):
            continue
        state = line.sources[name]
        assert isinstance(state, NurtureState)
        plain = [other for other, s in market.sources.items() if not isinstance(s, NurtureSource)]
        found |= dict.fromkeys((*(source.sources or plain), name), state)
        state.hand_on()
    return found
