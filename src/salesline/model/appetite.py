"""A rep's own appetite for open leads, as it stands after losses and wins."""

from __future__ import annotations

from salesline.policies.release import OwnAppetite


class Appetite:
    """What one rep takes on; `rule` says how it changes."""

    __slots__ = ("rule", "value")

    def __init__(self, rule: OwnAppetite, factor: float) -> None:
        self.rule = rule
        self.value = rule.at_first(factor)

    @property
    def leads(self) -> int:
        """Most open leads at present."""
        return round(self.value)

    def lost(self) -> None:
        """A lead has been taken away by an expiry rule."""
        self.value = self.rule.after_loss(self.value)

    def won(self) -> None:
        """A deal has been won."""
        self.value = self.rule.after_win(self.value)
