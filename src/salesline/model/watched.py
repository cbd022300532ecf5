"""A plan that tells others of touches and stages: put around a desk's plan only where somebody wants to know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from salesline.model.work import Plan

if TYPE_CHECKING:
    from salesline.model.leads import Lead
    from salesline.model.reps import Rep


class Onlooker(Protocol):
    """Somebody who is told of each touch at a desk."""

    def began(self, lead: Lead, now: float) -> None:
        """A touch begins."""

    def finished(self, lead: Lead, stage: int, now: float) -> None:
        """A touch has ended and the lead stays at the desk; `stage` is the one it was in before the touch."""


class WatchedPlan(Plan):
    """A plan and those who look on."""

    def __init__(self, inner: Plan, onlookers: list[Onlooker]) -> None:
        self.inner = inner
        self._onlookers = onlookers

    def start(self, lead: Lead, now: float) -> float:
        """As the plan's own."""
        return self.inner.start(lead, now)

    def next_activity(self, lead: Lead) -> int:
        """As the plan's own."""
        return self.inner.next_activity(lead)

    def begin(self, lead: Lead, rep: Rep, now: float) -> float:
        """As the plan's own, and word to those who look on."""
        for onlooker in self._onlookers:
            onlooker.began(lead, now)
        return self.inner.begin(lead, rep, now)

    def finish(self, lead: Lead, rep: Rep, now: float) -> float | None:
        """As the plan's own, and word to those who look on."""
        stage = lead.stage
        due = self.inner.finish(lead, rep, now)
        if due is not None:
            for onlooker in self._onlookers:
                onlooker.finished(lead, stage, now)
        return due


def bare(plan: Any) -> Any:
    """The plan itself, whether watched or not."""
    return plan.inner if isinstance(plan, WatchedPlan) else plan
