"""Follow one lead through a replication: what the event log does not keep of its touches, for `salesline trace`."""

from __future__ import annotations

from typing import NamedTuple

from salesline.model.leads import Lead
from salesline.model.line import Line
from salesline.model.reps import Rep
from salesline.model.simulate import played
from salesline.record import Record
from salesline.scenario.scenario import Scenario


class Touch(NamedTuple):
    """One touch of the lead; times in hours from the start of the plan. `stage` is '' where the desk has none."""

    start: float
    end: float
    activity: str
    rep: str
    desk: str
    number: int
    stage: str
    connected: bool
    cold: bool


class Story(NamedTuple):
    """One lead's life: the record of the replication and what was seen of the lead on the way.

    `score` is None where the source has no gate; `value` is what the deal was won for; `stage` the stage of a lead that
    is still open.
    """

    record: Record
    source: str
    territory: str | None
    score: float | None
    touches: list[Touch]
    opened: float | None
    value: float
    stage: str


def follow(scenario: Scenario, lead: str, seed: int, replication: int) -> tuple[Record, Story | None]:
    """Run one replication with its log and keep an eye on one lead; None if there is no such lead."""
    line = _Followed(scenario, seed, replication, lead)
    record = played(line, scenario.digest, seed, replication)
    seen = line.seen
    if seen is None:
        return record, None
    gated = seen.source.definition.gate and line.market_gates
    return record, Story(
        record, seen.source.account, seen.territory, seen.score if gated else None, line.touches, seen.opened,
        line.value, stage_of(seen) if getattr(seen, "ticket", 0) else "",
    )  # fmt: skip


class _Followed(Line):
    """A line that keeps an eye on one lead."""

    def __init__(self, scenario: Scenario, seed: int, replication: int, wanted: str) -> None:
        self.wanted = wanted
        self.seen: Lead | None = None
        self.touches: list[Touch] = []
        self.value = 0.0
        score = scenario.market.score
        self.market_gates = score.fit_above is not None or score.engagement_above is not None
        super().__init__(scenario, seed, replication, [])

    def note(self, now: float, lead: Lead, activity: str, resource: str = "", outcome: str = "", reason: str = "",
             start: float | None = None) -> None:  # fmt: skip
        """Remember the lead when it is first seen."""
        super().note(now, lead, activity, resource, outcome, reason, start)
        if self.seen is None and lead.name == self.wanted:
            self.seen = lead

    def close(
        self, lead: Lead, rep: Rep | None, now: float, outcome: str, reason: str, value: float = 0.0
    ) -> None:
        """Remember what the deal was won for."""
        if lead is self.seen:
            self.value = value
        super().close(lead, rep, now, outcome, reason, value)

    def _log_touch(self, rep: Rep, lead: Lead, start: float, end: float) -> None:
        super()._log_touch(rep, lead, start, end)
        if lead is self.seen:
            qualifies = lead.desk.definition.cadence is not None
            self.touches.append(Touch(start, end, list(self.activities)[rep.activity], rep.name, lead.desk.name,
                                      lead.touches + 1, stage_of(lead), qualifies and lead.connected,
                                      start >= lead.gone_at))  # fmt: skip


def stage_of(lead: Lead) -> str:
    """Name of the stage that a lead is in; '' at a desk without stages."""
    stages = lead.desk.definition.stages
    if not stages:
        return ""
    # A stage that a change has taken away is the last one now.
    return stages[min(lead.stage, len(stages) - 1)].name if lead.stage >= 0 else "acceptance"
