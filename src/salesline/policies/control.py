"""Controllers: what a review does with one setting. Each is one small class with one method, found by its name.

A controller is pure: from the value it sees and the present level it says the next level. It never sees the line itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

MOVES = {"up": 1, "down": -1, "stay": 0}


@dataclass(frozen=True)
class Limits:
    """What a controller is told: thresholds in the unit of what is watched, and which way to go beyond them."""

    below: float | None = None
    above: float | None = None
    target: float | None = None
    step: float | None = None
    when_below: str = "up"
    when_above: str = "down"


class Control:
    """Base of all controllers; levels are numbered from 0."""

    name: ClassVar[str] = ""
    source: ClassVar[str] = ""

    def __init__(self, limits: Limits, levels: int) -> None:
        self.limits = limits
        self.top = levels - 1

    def next(self, value: float, level: int) -> int:
        """The level after a review that sees this value."""
        raise NotImplementedError

    def side(self, value: float) -> int:
        """Which way to go: 1 up, -1 down, 0 when the value is within the limits."""
        limits = self.limits
        if limits.below is not None and value < limits.below:
            return MOVES[limits.when_below]
        if limits.above is not None and value > limits.above:
            return MOVES[limits.when_above]
        return 0

    def within(self, level: int) -> int:
        """The level, or the last one in its direction."""
        return max(0, min(self.top, level))


class Band(Control):
    """One level up or down when the value lies outside its band; nothing inside it."""

    name = "band"
    source = "Hopp & Spearman, Factory Physics: adjusting the WIP level"

    def next(self, value: float, level: int) -> int:
        """At most one level away."""
        return self.within(level + self.side(value))


class Target(Control):
    """As many levels as the gap to the target holds steps, rounded towards none (proportional control)."""

    name = "target"
    source = "proportional control with a dead band of one step; research rule, no vendor"

    def next(self, value: float, level: int) -> int:
        """Several levels at once when the gap is wide."""
        limits = self.limits
        gap = value - (limits.target or 0.0)
        steps = int(abs(gap) / (limits.step or 1.0) + 1e-9)
        return self.within(level + steps * MOVES[limits.when_above if gap > 0 else limits.when_below])


class Switch(Control):
    """Two levels, the first and the last: one beyond the lower threshold, the other beyond the upper one (hysteresis)."""

    name = "switch"
    source = "bang-bang control with hysteresis; research rule, no vendor"

    def next(self, value: float, level: int) -> int:
        """The first or the last level, or the present one between the thresholds."""
        side = self.side(value)
        return level if side == 0 else self.top if side > 0 else 0


class Trigger(Control):
    """Once the value is beyond a threshold the last level holds, whatever comes later."""

    name = "trigger"
    source = "practice: a stricter SQL definition once there are so many SDRs"

    def next(self, value: float, level: int) -> int:
        """The present level, or the last one for good."""
        limits = self.limits
        low = limits.below is not None and value < limits.below
        high = limits.above is not None and value >= limits.above
        return self.top if low or high else level


CONTROLS: dict[str, type[Control]] = {rule.name: rule for rule in (Band, Target, Switch, Trigger)}
REGISTRY = CONTROLS
