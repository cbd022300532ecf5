"""Customers: who renews, who leaves and why, who refers. Pure rules of what an account is and how it was cared for."""

from __future__ import annotations

from math import exp, log
from typing import TYPE_CHECKING, ClassVar, NamedTuple

if TYPE_CHECKING:
    from salesline.scenario.customers import Advocacy, Churn, Expansion, Renewals, Reviews, Tickets

YEAR = 8766.0
LEFT = ("oversold", "neglect", "slow support", "poor fit", "not asked", "other")
"""Reasons to leave, in the order in which they are looked at."""


class Care(NamedTuple):
    """What moves an account's chance to leave.

    Fit (standard deviations), shares done in time, oversold (0 or more), whether the renewal was talked over in time (1 or 0).
    """

    fit: float = 0.0
    attention: float = 1.0
    support: float = 1.0
    oversold: float = 0.0
    asked: float = 1.0


class Renewal:
    """At the end of a term a customer leaves with a chance that is logistic in fit, attention, support and overselling."""

    name: ClassVar[str] = "renewal"
    source: ClassVar[str] = (
        "median annual unit churn of 10 %: Pacific Crest 2016; gross retention .90-.93: SaaS Capital; effects: assumption"
    )

    def __init__(self, churn: Churn, term: float) -> None:
        self._churn = churn
        self._years = term / YEAR
        self._base = log(churn.chance / (1.0 - churn.chance)) if churn.chance > 0.0 else None

    def yearly(self, care: Care) -> float:
        """Chance to leave within a year."""
        if self._base is None:
            return 0.0
        churn = self._churn
        odds = self._base - churn.fit * care.fit + churn.oversell * care.oversold
        odds += churn.neglect * (1.0 - care.attention) + churn.slow_support * (1.0 - care.support)
        if care.asked != 1.0:
            odds += churn.unasked * (1.0 - care.asked)
        return 1.0 / (1.0 + exp(-odds)) if odds > -700.0 else 0.0

    def leaves(self, care: Care) -> float:
        """Chance to leave at the end of a term: that of its years one after the other."""
        return 1.0 - float((1.0 - self.yearly(care)) ** self._years)

    def reason(self, u: float, care: Care) -> str:
        """Why somebody left whose luck was `u`: the first thing without which the customer would have stayed."""
        without = (
            care._replace(oversold=0.0),
            care._replace(attention=1.0),
            care._replace(support=1.0),
            care._replace(fit=max(0.0, care.fit)),
            care._replace(asked=1.0),
        )
        return next(
            (word for word, other in zip(LEFT, without, strict=False) if u >= self.leaves(other)), LEFT[-1]
        )


class Recommends:
    """Customers who are likely to stay refer more, others less, lost ones not at all."""

    name: ClassVar[str] = "advocacy"
    source: ClassVar[str] = (
        "83 % would refer, 29 % do: Texas Tech via highadvocacy; twice for promoters: assumption"
    )

    def __init__(self, rule: Advocacy) -> None:
        self._rule = rule

    def factor(self, health: float) -> float:
        """Factor on the rate of referrals; health is the chance to stay another year."""
        return self._rule.healthy if health >= self._rule.from_ else self._rule.others


class Attention:
    """Account reviews, due at regular times, are work for a desk; those done in time are the attention an account gets."""

    name: ClassVar[str] = "reviews"
    source: ClassVar[str] = (
        "1 customer success manager per $2M: Gainsight; quarterly business reviews: assumption"
    )

    def __init__(self, rule: Reviews) -> None:
        self.every, self.within = rule.every, rule.within

    def next_after(self, started: float, now: float) -> float:
        """When the next review of an account is due."""
        return started + self.every * (int((now - started) / self.every + 1e-9) + 1)


class Support:
    """Tickets come at random and are work for a desk; those solved in time are the support an account gets."""

    name: ClassVar[str] = "tickets"
    source: ClassVar[str] = "assumption"

    def __init__(self, rule: Tickets) -> None:
        self.rate, self.within = rule.rate, rule.within


class Asking:
    """A renewal is talked over before the term ends, as work for a desk; one that is not in time is not talked over."""

    name: ClassVar[str] = "renewals"
    source: ClassVar[str] = (
        "renewals cost 1/8.7 of a new deal: Pacific Crest 2016; talks a quarter ahead: assumption"
    )

    def __init__(self, rule: Renewals) -> None:
        self._ahead = rule.ahead

    def begins(self, term_end: float, now: float) -> float:
        """When the work on the renewal of a term comes, at once if that is over."""
        return max(now, term_end - self._ahead)


class Growing:
    """Occasions to sell more come at random; difficult ones go to one desk, easy ones to another or sell themselves."""

    name: ClassVar[str] = "expansion"
    source: ClassVar[str] = (
        "an upsell costs 1/4.2 of a new deal, an expansion 1/5.6: Pacific Crest 2016; AM or CSM by difficulty: the seed"
    )

    def __init__(self, rule: Expansion) -> None:
        self.rate, self.size = rule.rate, rule.size
        self._difficult, self._easy_to, self._difficult_to = rule.difficult, rule.easy_to, rule.difficult_to

    def desk(self, u: float) -> str | None:
        """The desk that works an occasion of this luck; None: it sells itself."""
        return (self._difficult_to or self._easy_to) if u < self._difficult else self._easy_to


REGISTRY: dict[str, type] = {
    rule.name: rule for rule in (Renewal, Attention, Support, Asking, Growing, Recommends)
}
"""All rules of customers by name."""
