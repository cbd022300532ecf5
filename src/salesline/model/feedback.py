"""Sales tells marketing how its leads ended: score weights are learned anew every few weeks, from late and noisy reports."""

from __future__ import annotations

from collections import deque
from math import hypot
from typing import TYPE_CHECKING, ClassVar

from salesline.model.leads import FOREVER, Lead
from salesline.model.sources import StreamState
from salesline.policies.feedback import refit
from salesline.policies.gates import Gate, gate_of

if TYPE_CHECKING:
    from salesline.model.clock import Recurring
    from salesline.model.line import Line
    from salesline.scenario.market import Market, Score
    from salesline.scenario.qualification import Feedback

FEEDBACK_COLUMNS = ("time", "deals", "fit_weight", "engagement_weight", "sum_above")


class ScoreFeedback:
    """Moves the weights of the sum towards those that would have told won deals from lost ones; the pass rate stays.

    Leads that have already passed keep their place; nobody's score is looked at beyond the next review.
    """

    source: ClassVar[str] = "predictive scoring refitted every few weeks (HubSpot, Salesforce Einstein)"

    def __init__(self, line: Line) -> None:
        self._line = line
        self._rule: Feedback | None = None
        self._score: Score | None = None
        self._gate: Gate | None = None
        self._closed: deque[tuple[float, tuple[float, float], bool]] = deque()
        self._waiting = False
        self.rows: list[tuple[float, int, float, float, float]] = []

    def configure(self, rule: Feedback | None, market: Market) -> None:
        """Take over the settings of a scenario; weights that have been learned stay as long as the gate is the same."""
        line = self._line
        if rule is None and self._rule is not None:
            for source in line.all_sources():
                if source.population.gate is self._gate:
                    source.population.gate = gate_of(market.score, market.buyers.correlation)
        self._rule = rule
        if rule is None:
            return
        if market.score != self._score:
            self._score = market.score
            self._correlation = market.score.accuracy**2 * market.buyers.correlation
            self._gate = gate_of(market.score, market.buyers.correlation)
            assert self._gate is not None
            self._rate = self._gate.rate(self._correlation)
        for source in line.all_sources():
            source.population.gate = self._gate
        if not self._waiting:
            self._wait(line.clock.now)

    @property
    def gate(self) -> Gate | None:
        """The gate whose weights are learned; None when nothing is."""
        return None if self._rule is None else self._gate

    def _wait(self, now: float) -> None:
        assert self._rule is not None
        self._waiting = True
        self._line.review_at = now + self._rule.every
        self._line.clock.call(self._line.review_at, self._review)

    def closed(self, lead: Lead, now: float, outcome: str) -> None:
        """A deal has ended; marketing will hear of it, right or wrong."""
        if self._rule is None:
            return
        u = self._line.luck.table(f"feedback|{lead.source.name}", 1).draw(lead.index, 0)
        won = (outcome == "won") != (u < self._rule.noise)
        self._closed.append((now, lead.source.population.scored(lead.row), won))

    def _review(self, event: Recurring) -> None:
        line, rule = self._line, self._rule
        now = line.clock.now
        self._waiting = False
        line.review_at = FOREVER
        if rule is not None:
            self._learn(rule, now)
            self._wait(now)
        for source in line.sources.values():
            if isinstance(source, StreamState) and source.gated:
                source.seek()

    def _learn(self, rule: Feedback, now: float) -> None:
        heard = [deal for deal in self._closed if deal[0] <= now - rule.lag][-rule.window :]
        while self._closed and heard and self._closed[0][0] < heard[0][0]:
            self._closed.popleft()
        gate = self._gate
        assert gate is not None
        found = refit([scores for _, scores, _ in heard], [won for _, _, won in heard])
        if found is not None:
            size = hypot(gate.fit_weight, gate.engagement_weight)
            scale = size / hypot(*found)
            fit = gate.fit_weight + rule.rate * (found[0] * scale - gate.fit_weight)
            engagement = gate.engagement_weight + rule.rate * (found[1] * scale - gate.engagement_weight)
            if fit or engagement:
                gate.fit_weight = fit * size / hypot(fit, engagement)
                gate.engagement_weight = engagement * size / hypot(fit, engagement)
            gate.set_rate(self._rate, self._correlation)
        self.rows.append((now, len(heard), gate.fit_weight, gate.engagement_weight, gate.sum_above or 0.0))
