"""How it is found out whether a lead is worth the next step: definitions, questions, context, the way around a desk."""

from __future__ import annotations

from salesline.scenario.base import Block, known
from salesline.scenario.market import Attribute
from salesline.scenario.quantities import Count, Duration, Number, Share, SignedShare


class Questions(Block):
    """Fixed questions that everybody asks in every conversation: it takes longer, and all make the same few errors."""

    minutes: Duration = known(5 / 60, "assumption")
    """Time that they add to a conversation."""
    error: Share = known(0.05, "assumption")
    """Chance that one trait is seen wrongly, whoever asks."""


class Definition(Block):
    """What makes a sales qualified lead, and how well it is found out."""

    needs: tuple[Attribute, ...] = ()
    error: Share = known(0.0, "assumption")
    """Chance that one trait is seen wrongly."""
    spread: Number = 0.0
    """Sigma of the logarithm of the error, between reps; nobody errs more often than a coin."""
    standard_questions: Questions | None = None
    """Set: these instead of each rep's own way of asking."""


class Bypass(Block):
    """A lead that marketing takes for ready to buy goes straight to the next desk."""

    needs: tuple[Attribute, ...]
    """What marketing looks for."""
    error: Share = known(0.1, "assumption")
    """Chance that marketing sees one trait wrongly."""


class Enrichment(Block):
    """Looking up context before the first touch. The gain saturates: m minutes give 1 - 2 ** (-m / half at) of it."""

    minutes: Duration = known(5 / 60, "assumption")
    contact: SignedShare = known(0.2, "assumption")
    """Change of the chance of contact with endless care."""
    error: SignedShare = known(-0.3, "assumption")
    """Change of the chance that a trait is seen wrongly."""
    half_at: Duration = known(5 / 60, "assumption")
    """Minutes that give half of the gain."""

    @property
    def gain(self) -> float:
        """Share of the whole gain that the minutes give, 0..1."""
        return 1.0 - 2.0 ** (-self.minutes / self.half_at) if self.half_at else 1.0


class Feedback(Block):
    """Sales reports how deals ended, and marketing learns the weights of its score anew (gate shape sum)."""

    every: Duration = known(4 * 168.0, "assumption")
    """Time between two reviews of the weights."""
    lag: Duration = known(4 * 168.0, "assumption")
    """Time from the end of a deal until marketing hears of it."""
    window: Count = known(200, "assumption")
    """Closed deals that are looked at, the latest ones."""
    rate: Share = known(0.5, "assumption")
    """How far the weights move to those that fit best."""
    noise: Share = known(0.1, "assumption")
    """Share of deals reported the wrong way round."""


class OfficeView(Block):
    """What the reps of one office ask of a lead before they accept it."""

    needs: tuple[Attribute, ...]
    error: Share | None = None
    """Unset: that of the check."""
