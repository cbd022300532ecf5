"""Money in the bank: what the company starts with, when customers pay, and what investors bring."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from salesline.scenario.base import Block, known
from salesline.scenario.names import Found
from salesline.scenario.quantities import Day, Duration, Money

if TYPE_CHECKING:
    from salesline.scenario.market import Market
    from salesline.scenario.study import Study


class Funding(Block):
    """Money that comes from outside on a date."""

    on: Day
    amount: Money
    if_arr_above: Money | None = None
    """Comes only if annual recurring revenue is above this on the day. Unset: in any case."""


class Cash(Block):
    """Cash by month from the start of the plan."""

    opening: Money
    """In the bank when the plan starts."""
    funding: tuple[Funding, ...] = ()
    payment_terms: Duration = known(45 * 24.0, "assumption")
    """From an invoice to the money. Terms are invoiced in advance, a year at a time."""


def money_problems(market: Market, study: Study) -> Found:
    """What does not fit together in the study's cash."""
    if study.cash is None:
        return
    last = study.start + timedelta(days=92 * study.quarters)
    for number, funding in enumerate(study.cash.funding):
        key = f"study.cash.funding.{number}"
        if funding.if_arr_above is not None and market.customers is None:
            yield (
                f"{key}.if_arr_above",
                "needs customers: add market.customers, such as {churn: {chance: 10 %}}",
            )
        if not study.start <= funding.on < last:
            yield f"{key}.on", f"is outside the plan, which runs from {study.start} to about {last}"
