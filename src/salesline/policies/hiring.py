"""Gates on hiring: what must be true of the line before somebody is looked for. Each is one small class with one method."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any, ClassVar, Protocol

MONTH_IN_WEEKS = 730.5 / 168.0


class Figures(Protocol):
    """What a gate may see: totals of whole weeks that ended this week or `ago` weeks before. None: nothing to measure."""

    def qualified(self, weeks: int, ago: int = 0) -> float | None:
        """Leads that passed the marketing gate and came to a desk."""

    def close_rate(self, weeks: int) -> float | None:
        """Deals won, as a share of deals closed."""

    def utilisation(self, role: str, weeks: int) -> float | None:
        """Share of the role's time on shift that was not idle."""

    def arrivals_per_rep(self, role: str, weeks: int) -> float | None:
        """Leads that came to the role's desks, per head and hour."""

    def touches_per_rep(self, role: str, weeks: int) -> float | None:
        """Touches per head and day on which the rep worked, divided by 24."""

    def cash(self) -> float | None:
        """Dollars in the bank at the end of the last month; None where the scenario keeps no cash."""

    def attainment(self, role: str, weeks: int) -> Sequence[float]:
        """Bookings over quota of each rep of the role who was there all the time."""


class HiringGate:
    """Base of all gates: open when the value has reached its limit; `over` is the window of the rule in weeks."""

    name: ClassVar[str] = ""
    source: ClassVar[str] = ""

    def __init__(self, rule: Any, role: str) -> None:
        self.rule = rule
        self.role: str = getattr(rule, "role", None) or role
        self.weeks = max(1, round(getattr(rule, "over", 168.0) / 168.0))

    def value(self, figures: Figures) -> float | None:
        """The figure that the gate looks at."""
        raise NotImplementedError

    def open(self, value: float | None) -> bool:
        """Whether it lets anybody be hired; with nothing to measure it does not."""
        return value is not None and bool(value >= self.rule.above)


class LeadVelocity(HiringGate):
    """Qualified leads must grow: the last weeks against as many before them, compounded to a month."""

    name = "lead velocity"
    source = "Lemkin (SaaStr): lead velocity rate; the startup seed: hire when leads support a larger team"

    def value(self, figures: Figures) -> float | None:
        """Growth per month."""
        now, before = figures.qualified(self.weeks), figures.qualified(self.weeks, self.weeks)
        if now is None or not before:
            return None
        return float((now / before) ** (MONTH_IN_WEEKS / self.weeks) - 1.0)


class Utilisation(HiringGate):
    """Those who are there must be busy before others come."""

    name = "utilisation"
    source = "capacity planning: Hopp & Spearman, Factory Physics, ch. 9"

    def value(self, figures: Figures) -> float | None:
        """Share of the time on shift that was not idle."""
        return figures.utilisation(self.role, self.weeks)


class MedianAttainment(HiringGate):
    """The median rep must be near quota: means are pulled up by one or two stars."""

    name = "attainment"
    source = "the startup seed: one or two superstars skew the metrics"

    def value(self, figures: Figures) -> float | None:
        """Bookings over quota of the median rep."""
        attained = figures.attainment(self.role, self.weeks)
        return median(attained) if attained else None


class LeadsPerRep(HiringGate):
    """Enough leads must come for each who is there (200 MQLs a month per inbound SDR)."""

    name = "leads per rep"
    source = "the startup seed: 200 MQLs a month before another inbound SDR"

    def value(self, figures: Figures) -> float | None:
        """Leads per head and hour."""
        return figures.arrivals_per_rep(self.role, self.weeks)


class CloseRate(HiringGate):
    """The line must win often enough; below that coach rather than hire (20 %)."""

    name = "close rate"
    source = "the startup seed: AE close rate below 20 %: coach, do not hire"

    def value(self, figures: Figures) -> float | None:
        """Share of closed deals that were won."""
        return figures.close_rate(self.weeks)


class TouchesPerRep(HiringGate):
    """Those who are there must make enough touches a day; below that buy tools rather than heads (200 a day)."""

    name = "touches per rep"
    source = "the startup seed: outbound SDRs at 200 touches a day, else a dialer"

    def value(self, figures: Figures) -> float | None:
        """Touches per head and working day, divided by 24."""
        return figures.touches_per_rep(self.role, self.weeks)


class Cash(HiringGate):
    """There must be money in the bank to pay those who come."""

    name = "cash"
    source = "Leslie & Holloway 2006: hire few until yield covers the rep's full cost"

    def value(self, figures: Figures) -> float | None:
        """Dollars in the bank at the end of the last month."""
        return figures.cash()


class ShareBelowQuota(HiringGate):
    """Few reps may be below quota: where a quarter of them is, there is capacity that nobody uses (the 25 % rule)."""

    name = "share below quota"
    source = "the startup seed: metrics below assumption for more than 25 % of reps"

    def value(self, figures: Figures) -> float | None:
        """Share of reps below `of` times their quota."""
        attained = figures.attainment(self.role, self.weeks)
        return sum(share < self.rule.of for share in attained) / len(attained) if attained else None

    def open(self, value: float | None) -> bool:
        """Whether the share is under its limit."""
        return value is not None and bool(value < self.rule.under)


GATES: dict[str, type[HiringGate]] = {
    gate.name: gate
    for gate in (
        LeadVelocity,
        Utilisation,
        MedianAttainment,
        LeadsPerRep,
        CloseRate,
        TouchesPerRep,
        ShareBelowQuota,
        Cash,
    )
}
REGISTRY = GATES
