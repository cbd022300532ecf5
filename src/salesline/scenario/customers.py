"""Customers: what becomes of a deal once it is won. Renewal, churn, growth, and the work that accounts bring."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from salesline.scenario.base import Block, known
from salesline.scenario.laws import MoneyLaw
from salesline.scenario.names import Found, names
from salesline.scenario.quantities import Count, Duration, Name, Number, Rate, Share

if TYPE_CHECKING:
    from salesline.scenario.market import Market
    from salesline.scenario.organisation import Organisation

YEAR = 8766.0
MOST_OFTEN = 24.0
WORK_SOURCES = ("account reviews", "account tickets", "account expansions", "account renewals")
"""Sources of the work that accounts bring, as the tables call them."""


class Churn(Block):
    """Who does not renew: a yearly chance, moved on the scale of log-odds by what the account is and how it is cared for."""

    chance: Share = known(0.10, "Pacific Crest 2016: median annual unit churn 10 %")
    """Per year, of an account of average fit, cared for as agreed, that was not oversold."""
    fit: Number = 0.0
    """Taken off the log-odds per standard deviation of fit."""
    neglect: Number = 0.0
    """Added to the log-odds of an account none of whose reviews of the term were made in time; in proportion."""
    slow_support: Number = 0.0
    """The same for tickets that were not solved in time."""
    unasked: Number = 0.0
    """Added to the log-odds at the end of a term whose renewal nobody had talked over in time (`renewals`)."""
    oversell: Number = 0.0
    """Added to the log-odds for each unit that overselling (`pay.oversell`) added to those of winning; 1: it all comes back."""


class Downgrade(Block):
    """Renewals for less."""

    chance: Share
    """Per renewal."""
    size: Share = known(0.3, "assumption")
    """Part of the recurring revenue that is given up."""


class Expansion(Block):
    """Customers who could use more."""

    rate: Rate
    """Occasions per account."""
    size: Share = known(0.3, "assumption")
    """Of the account's recurring revenue."""
    difficult: Share = known(0.4, "assumption")
    """Share of the occasions that need selling."""
    easy_to: Name | None = None
    """Desk that works the easy ones. Unset: they need no work and are won by themselves."""
    difficult_to: Name | None = None
    """Desk that works the difficult ones. Unset: as the easy ones."""
    win_odds: Number = known(1.0, "assumption")
    """Odds ratio of winning an expansion against a new deal, where a desk's stages have a verdict."""


class Reviews(Block):
    """Account reviews: the attention of customer success, as work on the floor."""

    to: Name
    every: Duration = known(3 * 730.5, "assumption: a business review each quarter")
    within: Duration = known(30 * 24.0, "assumption")
    """A review counts as made in time when it is done this long after it was due."""


class Tickets(Block):
    """Support: questions of customers, as work on the floor."""

    to: Name
    rate: Rate
    """Tickets per account."""
    within: Duration = known(5 * 24.0, "assumption")
    """A ticket counts as solved in time when it is done this long after it came."""


class Renewals(Block):
    """The renewal as work of an account manager: a talk before the term ends."""

    to: Name
    ahead: Duration = known(90 * 24.0, "assumption: renewal talks begin a quarter ahead")
    """The work comes this long before the end of the term, and is in time when it is done by then."""


class Advocacy(Block):
    """Healthy customers refer more, unhappy ones less, lost ones not at all. Factors on `per customer` of referral sources."""

    healthy: Number = known(2.0, "assumption: twice for promoters, evidence row 65")
    """Factor for a customer whose chance to stay is at least `from`."""
    others: Number = known(0.5, "assumption")
    from_: Share = Field(default=0.9, alias="from", json_schema_extra={"source": "assumption"})

    model_config = Block.model_config | {"populate_by_name": True}


class InstalledBase(Block):
    """Customers the company has when the plan starts; deals won in the prior year are then taken to be among them."""

    accounts: Count
    value: MoneyLaw
    """Recurring revenue of each per year."""
    started: Duration | None = None
    """Their contracts began evenly over this time before the plan. Unset: over one term."""
    fit: Number = 0.0
    """Shift of their mean fit against an average buyer's, in standard deviations."""
    refers: bool = False
    """Whether they refer at the rate `per customer` of referral sources, as customers won do. No: they are behind the steady
    trickle `rate` of those sources, which nothing moves."""


class Customers(Block):
    """What becomes of won deals."""

    recurring: Share = 1.0
    """Part of a deal's value that comes again each year; the rest is paid once."""
    term: Duration = known(YEAR, "assumption: contracts of a year")
    """Length of a contract; at its end the customer renews or leaves."""
    churn: Churn = Churn()
    downgrade: Downgrade | None = None
    price_change: Number = 0.0
    """Change of price with each renewal, as a number: 0.03 is 3 % more."""
    expansion: Expansion | None = None
    reviews: Reviews | None = None
    tickets: Tickets | None = None
    renewals: Renewals | None = None
    """Unset: customers decide at the end of a term without being talked to."""
    advocacy: Advocacy | None = None
    """Unset: customers refer at one rate, whether happy or gone."""
    installed_base: InstalledBase | None = None


def customer_problems(market: Market, organisation: Organisation) -> Found:
    """What does not fit together in the market's customers."""
    rule = market.customers
    if rule is None:
        return
    key = "market.customers"
    yield from _numbers(key, rule)
    yield from (
        (f"market.sources.{name}", "is the name of work that customers bring; choose another")
        for name in WORK_SOURCES
        if name in market.sources
    )
    if rule.reviews is not None:
        yield from _service(f"{key}.reviews.to", rule.reviews.to, organisation)
    if rule.tickets is not None:
        yield from _service(f"{key}.tickets.to", rule.tickets.to, organisation)
    if rule.renewals is not None:
        yield from _service(f"{key}.renewals.to", rule.renewals.to, organisation)
    if rule.expansion is not None:
        yield from _expansion(f"{key}.expansion", rule.expansion, organisation)


def account_work(rule: Customers) -> Iterator[tuple[str, float]]:
    """Desks that work for customers, each with the pieces of work that an account brings per hour."""
    if rule.reviews is not None:
        yield rule.reviews.to, 1.0 / rule.reviews.every
    if rule.tickets is not None:
        yield rule.tickets.to, rule.tickets.rate
    if rule.renewals is not None:
        yield rule.renewals.to, 1.0 / rule.term
    sold = rule.expansion
    if sold is not None:
        for to, share in (
            (sold.easy_to, 1.0 - sold.difficult),
            (sold.difficult_to or sold.easy_to, sold.difficult),
        ):
            if to is not None:
                yield to, sold.rate * share


def _numbers(key: str, rule: Customers) -> Found:
    if rule.term < YEAR / 12:
        yield f"{key}.term", "must be at least a month"
    if rule.churn.chance >= 1.0:
        yield f"{key}.churn.chance", "must be below 100 %"
    if rule.price_change <= -1.0:
        yield f"{key}.price_change", "must be above -1 (-1 would be a price of nothing)"
    if rule.renewals is not None and rule.renewals.ahead <= 0.0:
        yield f"{key}.renewals.ahead", "must be above 0; leave out 'renewals' if nobody talks to them"
    if rule.churn.unasked and rule.renewals is None:
        yield (
            f"{key}.churn.unasked",
            "means nothing without 'renewals': say at which desk they are talked over",
        )
    if rule.reviews is not None and rule.reviews.every < MOST_OFTEN:
        yield f"{key}.reviews.every", "must be at least a day"


def _expansion(key: str, rule: Expansion, organisation: Organisation) -> Found:
    for part in ("easy_to", "difficult_to"):
        to = getattr(rule, part)
        if to is None:
            continue
        yield from names(f"{key}.{part}", [to], organisation.desks)
        if to in organisation.desks and organisation.desks[to].prospecting is not None:
            yield f"{key}.{part}", "is a desk that prospects; it takes no leads"
    if rule.win_odds <= 0.0:
        yield f"{key}.win_odds", "must be above 0"


def _service(key: str, name: str, organisation: Organisation) -> Found:
    """Reviews and tickets go to desks that do not sell and hand over to nobody."""
    yield from names(key, [name], organisation.desks)
    desk = organisation.desks.get(name)
    if desk is None:
        return
    if not desk.stages:
        yield key, "must be a desk with stages: the work ends with the last of them"
    if desk.opportunity:
        yield (
            key,
            "is a desk whose leads are opportunities; give this work a desk of its own (the same role may staff it)",
        )
    if desk.hands_to is not None:
        yield key, f"hands over to {desk.hands_to}; this work must end at its desk"
