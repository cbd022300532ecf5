"""Release rules: whether a lead may be let into the line, given what is in it. Pure; the model keeps the books.

A rule is asked with two maps: how much is inside, and how much the lead would bring. A rule that counts leads has the one
key `leads`; one that counts work has hours by desk. `OwnAppetite` is the exception: it says what a rep can stomach.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

TINY = 1e-9
"""Hours by which sums of work may be off."""
LEADS = "leads"


class ReleaseRule:
    """Base of the release rules: a limit for each thing that is counted, and whether a lead still fits under it."""

    name: ClassVar[str] = ""
    source: ClassVar[str] = ""

    def __init__(self, limits: Mapping[str, float]) -> None:
        self.limits = dict(limits)

    def lets_in(self, inside: Mapping[str, float], brings: Mapping[str, float]) -> bool:
        """Whether the lead may come in."""
        return all(
            inside.get(key, 0.0) + amount <= self.limits[key] + TINY
            for key, amount in brings.items()
            if key in self.limits
        )


class Push(ReleaseRule):
    """Whatever comes is let in at once; what a scenario without release rules does."""

    name = "push"
    source = "MRP, as against pull: Hopp & Spearman, Factory Physics, ch. 10"

    def __init__(self) -> None:
        super().__init__({})


class Conwip(ReleaseRule):
    """At most so many leads between the entry of the first and the exit of the last of some desks."""

    name = "conwip"
    source = "Spearman, Woodruff & Hopp 1990; Hopp & Spearman, Factory Physics, ch. 10"


class CapPerRole(ReleaseRule):
    """At most so many open leads with all reps of a role together."""

    name = "cap per role"
    source = "Anderson, Kanban 2010 (a limit per column of the board)"


class DrumBufferRope(ReleaseRule):
    """A lead is let in when the drum starts one: what is let in and not begun at the drum stays within the buffer.

    A lead that alone brings more work than the buffer holds is let in when nothing else is before the drum.
    """

    name = "drum buffer rope"
    source = "Goldratt & Cox, The Goal 1984; Roff-Marsh, The Machine (choke the release of opportunities)"

    def lets_in(self, inside: Mapping[str, float], brings: Mapping[str, float]) -> bool:
        """Whether the buffer has room."""
        return super().lets_in(inside, brings) or not any(amount > TINY for amount in inside.values())


class Workload(ReleaseRule):
    """A lead is let in when the work it brings fits under the norm of every desk on its way.

    Work for desks further down the line may be counted in part (corrected aggregate load), since most of it is far away.
    A lead that alone is above a norm is let in when that desk has no work.
    """

    name = "workload"
    source = "Land & Gaalman 1996; Oosterman, Land & Gaalman 2000; Thürer et al. 2012 (LUMS COR)"

    def lets_in(self, inside: Mapping[str, float], brings: Mapping[str, float]) -> bool:
        """Whether no norm is exceeded."""
        return all(
            inside.get(desk, 0.0) <= TINY or inside[desk] + hours <= self.limits[desk] + TINY
            for desk, hours in brings.items()
            if desk in self.limits
        )


class OwnAppetite:
    """Each rep takes up to an appetite of their own: a step less after a lead was taken away, a step more after a win."""

    name: ClassVar[str] = "own appetite"
    source: ClassVar[str] = (
        "Roberge (HubSpot) in reply to Roff-Marsh: reps may throttle up, but lose what they cannot keep up with"
    )

    def __init__(
        self, base: float, step: float, least: int, most: int, step_after_loss: float | None = None
    ) -> None:
        self.base = base
        self.step = step
        self.step_after_loss = step if step_after_loss is None else step_after_loss
        self.least = least
        self.most = most

    def at_first(self, factor: float) -> float:
        """Appetite of a rep whose greed is `factor` times the usual, in leads."""
        return self._within(self.base * factor)

    def after_loss(self, appetite: float) -> float:
        """Appetite once a lead has been taken away."""
        return self._within(appetite - self.step_after_loss)

    def after_win(self, appetite: float) -> float:
        """Appetite once a deal has been won."""
        return self._within(appetite + self.step)

    def _within(self, appetite: float) -> float:
        return min(max(appetite, float(self.least)), float(self.most))


REGISTRY: dict[str, type[ReleaseRule | OwnAppetite]] = {
    rule.name: rule for rule in (Push, Conwip, CapPerRole, DrumBufferRope, Workload, OwnAppetite)
}
"""Every release rule by the name it has in a scenario file."""
