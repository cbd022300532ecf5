"""What everybody can tell of a buyer besides the territory: segment, language, persona, tags, and the account.

Drawn from tables of luck of their own, which are read only where a market has such things.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from salesline.model.buyers import Population
from salesline.model.leads import Lead
from salesline.scenario.market import Buyers, Market, SourceBase

if TYPE_CHECKING:
    from salesline.luck import Luck

TRAIT_DRAWS = 8
U_SEGMENT, U_LANGUAGE, U_PERSONA, U_KNOWN, U_WHICH = range(5)
MOST_STEPS = 64
"""Leads of one account that are followed back to the first."""


class Traits:
    """The public traits of one source's buyers."""

    __slots__ = ("_accounts", "_edges", "_name", "_table", "_tags")

    def __init__(self, luck: Luck, name: str, buyers: Buyers) -> None:
        self._name = name
        self._table = luck.table(f"traits|{name}", TRAIT_DRAWS)
        self._accounts = buyers.accounts
        segments = {word: segment.share for word, segment in buyers.segments.items()}
        self._edges = [_edges(shares) for shares in (segments, buyers.languages, buyers.personas)]
        self._tags = [
            (tag, share, luck.table(f"traits|{name}|tag {tag}", 1)) for tag, share in buyers.tags.items()
        ]

    def word(self, index: int, column: int) -> str | None:
        """The buyer's segment, language or persona; None where the market has none."""
        edges = self._edges[column]
        if not edges:
            return None
        u = self._table.draw(index, column)
        return next((word for edge, word in edges if u < edge), edges[-1][1])

    def tags(self, index: int) -> frozenset[str]:
        """The tags that the lead carries."""
        return frozenset(tag for tag, share, table in self._tags if table.draw(index, 0) < share)

    def account(self, index: int) -> str:
        """The account: that of an earlier lead of the source, or a new one."""
        for _ in range(MOST_STEPS if self._accounts else 0):
            row = self._table.row(index)
            if index == 0 or row[U_KNOWN] >= self._accounts:
                break
            index = int(row[U_WHICH] * index)
        return f"{self._name}/{index}"


def _edges(shares: Mapping[str, float]) -> list[tuple[float, str]]:
    edges: list[tuple[float, str]] = []
    total = 0.0
    for word, share in shares.items():
        total += share
        edges.append((total, word))
    return edges


def traits_of(luck: Luck, name: str, buyers: Buyers) -> Traits | None:
    """The public traits of a source's buyers; None where the market tells nobody apart."""
    told = buyers.segments or buyers.languages or buyers.personas or buyers.tags or buyers.accounts
    return Traits(luck, name, buyers) if told else None


class SegmentedPopulation(Population):
    """Buyers whose segment says something about the size of the deal."""

    __slots__ = ("_factors",)

    def __init__(self, market: Market, source: SourceBase) -> None:
        super().__init__(market.buyers, market.score, source)
        self._factors = {name: segment.size for name, segment in market.buyers.segments.items()}

    def size_of(self, lead: Lead) -> float:
        """First-year value of the deal, with the factor of the buyer's segment."""
        return super().size_of(lead) * self._factors.get(lead.segment or "", 1.0)


def population_of(market: Market, source: SourceBase) -> Population:
    """How uniforms become a buyer of a source."""
    if any(segment.size != 1.0 for segment in market.buyers.segments.values()):
        return SegmentedPopulation(market, source)
    return Population(market.buyers, market.score, source)
