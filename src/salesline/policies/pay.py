"""Pay plans: what is owed for a period, from what was sold and passed on."""

from __future__ import annotations

from typing import Any, ClassVar


class Commission:
    """Rate on bookings, accelerated beyond a share of quota, nothing below a floor or beyond a cap; money per SQL."""

    name: ClassVar[str] = "commission"
    source: ClassVar[str] = (
        "ICONIQ, prowi.io, pulserevops: 10 % of new business, 1.5 to 2.5 times that over quota"
    )

    def __init__(self, plan: Any) -> None:
        self._plan = plan

    def owed(self, bookings: float, quota: float, sqls: int) -> float:
        """Dollars to the cent for one period; without a quota there is no floor, cap or accelerator."""
        plan = self._plan
        earned = 0.0
        if quota <= 0.0:
            earned = plan.rate * bookings
        elif bookings >= plan.floor * quota:
            counted = bookings if plan.cap is None else min(bookings, plan.cap * quota)
            faster = plan.accelerator
            plain = counted if faster is None else min(counted, faster.above * quota)
            earned = plan.rate * plain
            if faster is not None:
                earned += plan.rate * faster.rate * (counted - plain)
        return float(round(earned + plan.per_sql * sqls, 2))


REGISTRY = {Commission.name: Commission}
