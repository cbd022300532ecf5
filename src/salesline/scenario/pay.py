"""What a head costs and is paid for, and what people do for their pay."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from salesline.scenario.base import Block, known
from salesline.scenario.quantities import Duration, Money, MoneyRate, Number, Share, SignedShare


class Accelerator(Block):
    """A higher rate beyond some attainment."""

    above: SignedShare = 1.0
    """Share of the period's quota from which it holds."""
    rate: Number = known(1.5, "ICONIQ, prowi.io: 1.5 to 2.5 times the rate")
    """Factor on the rate."""


class PeriodEnd(Block):
    """What reps who are behind do in the last days of a period."""

    days: Duration = known(10 * 24.0, "assumption: Larkin 2014, 70 % in the last week at one vendor")
    """How long before its end it begins."""
    below: SignedShare = 1.0
    """Only reps below this share of the period's quota."""
    speed: Number = known(1.1, "assumption")
    """Factor on how fast they work."""
    pulls: Share = known(0.3, "assumption")
    """Chance, by deal, that one in its last stage is decided at the next touch, which is made at once."""
    discount: Share = known(0.1, "Larkin 2014: 40 % against 30 %")
    """What a deal that is pulled forward loses of its value."""
    oversell: Number = 1.0
    """Factor on the odds of winning by promising too much."""


class Sandbag(Block):
    """Keeping deals for the next period, once this one's quota is safe."""

    above: SignedShare = known(1.0, "assumption")
    """Only reps who have reached this share of the period's quota."""
    share: Share = known(0.5, "assumption")
    """Chance, by deal, that the last touch is put off to the next period."""


class PayPlan(Block):
    """Commission by period, instead of `variable`."""

    period: Literal["month", "quarter"] = "quarter"
    rate: Share = known(0.1, "ICONIQ, prowi.io: 10 % of new business")
    """Share of bookings."""
    accelerator: Accelerator | None = None
    floor: Share = 0.0
    """Share of the period's quota below which bookings earn nothing; from there on they count from the first dollar."""
    cap: SignedShare | None = None
    """Share of the period's quota beyond which bookings earn nothing. Unset: no cap."""
    expansion_credit: SignedShare = 1.0
    """Share of an expansion's value that counts as bookings for commission, quota, floor, cap and accelerator of the plan."""
    per_sql: Money = 0.0
    """For each lead passed on as qualified (or meeting set)."""
    push: PeriodEnd | None = None
    """Unset: a period's end is a day like others."""
    sandbag: Sandbag | None = None
    """Unset: no deal is kept back."""


class Pay(Block):
    """What a head costs and is expected to book."""

    base: MoneyRate = 0.0
    variable: MoneyRate = 0.0
    """Paid in proportion to attainment, capped at 100 % (a plan's on-target share)."""
    burden: Share = 0.0
    """Taxes and overhead on pay."""
    tools: MoneyRate = 0.0
    recruiting: Money = 0.0
    """Per hire."""
    quota: MoneyRate = 0.0
    """Bookings expected per year; 0 for roles without a quota."""
    plan: PayPlan | None = None
    """Unset: `variable` is all that moves with success."""
    strictness: SignedShare = Field(default=0.0, ge=-1.0, le=1.0)
    """Of those who qualify leads by a cadence. Below 0: chance that a lead with one needed trait missing is passed all the same
    (paid per SQL); above 0: chance that a good one is turned away for a further trait that is missing (paid by what closes)."""
    oversell: Number = 1.0
    """Factor on the odds of winning by promising too much, at all times."""
