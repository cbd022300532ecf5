"""What a head costs and is paid for."""

from __future__ import annotations

from salesline.scenario.base import Block
from salesline.scenario.quantities import Money, MoneyRate, Share


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
