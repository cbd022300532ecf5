"""What people learn from each other, from deals and from coaches, and what newcomers bring along."""

from __future__ import annotations

from pydantic import Field

from salesline.scenario.base import Block, known
from salesline.scenario.laws import CountLaw
from salesline.scenario.quantities import Count, Day, Duration, Name, Number, Share, WorkRate


class HiringBar(Block):
    """Hiring fast lowers the bar: mean skill of hires = mean * (1 - falls * (pace - from))."""

    falls: Share = known(0.2, "assumption")
    """What mean skill loses when as many are hired within `over` as there were heads before (pace 100 %)."""
    pace: Share = Field(default=0.0, alias="from", json_schema_extra={"source": "assumption"})
    """Pace that lowers nothing yet."""
    over: Duration = known(13 * 168.0, "assumption: a quarter")
    """Hires within this time, those of the same day included, make the pace."""

    model_config = Block.model_config | {"populate_by_name": True}


class Learning(Block):
    """The company learns with each deal won since the plan began, whoever is there; hiring cannot buy it."""

    per_doubling: Share = known(0.08, "assumption: shape from Leslie & Holloway 2006, no numeric law")
    """Rise of the odds of winning with each doubling of experience."""
    handling: Share = known(0.0, "assumption")
    """Fall of the time that work takes with each doubling (Wright's law)."""
    deals: Count = Field(default=50, alias="from", json_schema_extra={"source": "assumption"})
    """Deals' worth of experience when the plan begins."""

    model_config = Block.model_config | {"populate_by_name": True}


class BlackBook(Block):
    """Warm contacts that somebody who is hired brings along: a finite stock, worked by that person alone."""

    leads: CountLaw
    """How many, by person."""
    over: Duration = known(3 * 730.5, "assumption: a honeymoon of a quarter")
    """They come evenly spread over this time after the first day."""
    to: Name | None = None
    """The desk at which they come in; unset: the role's only desk of opportunities."""
    win_odds: Number = known(2.0, "referrals close 2.45 times as often: Implisit")
    size: Number = 1.0
    fit: Number = 0.0
    engagement: Number = 0.0
    trusted: bool = True
    """Whether they need no acceptance check."""


class Coaching(Block):
    """An alternative to hiring: hours of the coached and of their coaches that raise skill."""

    hours: WorkRate = known(2.0, "assumption")
    """Hours that each coached rep gives, and that the coaches give for each of them."""
    gain: Share = known(0.05, "assumption")
    """Rise of skill in the end, as it acts on the odds of winning and on speed."""
    reach: Duration = known(6 * 730.5, "assumption")
    """Time until it is there; it grows in a straight line."""
    coaches: Name | None = None
    """Role whose people coach. Unset: somebody whose hours are not counted."""
    start: Day | None = Field(default=None, alias="from")
    """Unset: from the plan's first day, or from the day of a change that sets it."""

    model_config = Block.model_config | {"populate_by_name": True}
