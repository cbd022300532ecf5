"""What a line is laid out from: its sources and the order of its desks, before and in the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesline.model.nurture import NurtureState
from salesline.model.sources import Counts, EventState, ReferralState, SourceState, StreamState
from salesline.scenario.market import (
    EventSource,
    InboundSource,
    Market,
    NurtureSource,
    OutboundSource,
    PrimeSource,
    ReferralSource,
)

if TYPE_CHECKING:
    from salesline.model.line import Line
    from salesline.scenario.organisation import Organisation


def make_sources(line: Line, before: Market, market: Market) -> dict[str, SourceState]:
    """Sources of both markets, each as it is before and in the plan."""
    made: dict[str, SourceState] = {}
    for name in {**before.sources, **market.sources}:
        old, new = before.sources.get(name), market.sources.get(name)
        source = new or old
        assert source is not None
        if isinstance(source, EventSource):
            event = made[name] = EventState(line, name)
            event.plan(source)
        elif isinstance(source, OutboundSource):
            made[name] = SourceState(line, name, name, Counts())
        elif isinstance(source, NurtureSource):
            made[name] = NurtureState(line, name)
        else:
            edges = [(line.begin, min(0.0, line.horizon), old), (0.0, line.horizon, new)]
            periods = [(a, b, _as_stream(s, source)) for a, b, s in edges if a < b]
            kind = ReferralState if isinstance(source, ReferralSource) else StreamState
            made[name] = kind(line, name, periods)
        made[name].configure(market if new else before, source)  # one that comes with the plan waits for it
    return made


def _as_stream(source: Any, kind: Any) -> InboundSource | PrimeSource:
    """A source as the arrival process sees it; absent in a period: no leads."""
    if isinstance(source, InboundSource | PrimeSource):
        return source
    rate = source.rate if isinstance(source, ReferralSource) else 0.0
    return InboundSource(to=kind.to, rate=rate)


def in_line_order(before: Organisation, after: Organisation) -> list[str]:
    """All desks, each after those that hand over to it, so that a desk's number says how far down the line it is."""
    desks = {**before.desks, **after.desks}
    depth: dict[str, int] = {}

    def place(name: str) -> int:
        if name not in depth:
            successor = desks[name].hands_to
            depth[name] = 0 if successor is None else place(successor) + 1
        return depth[name]

    return sorted(desks, key=lambda name: (-place(name), list(desks).index(name)))
