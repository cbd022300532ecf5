"""The market: what the world does. Buyers, the sources that bring them, and the clocks that run against every lead."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from salesline.scenario.base import Block, Map, known
from salesline.scenario.customers import Customers
from salesline.scenario.laws import CountLaw, DurationLaw, MoneyLaw
from salesline.scenario.quantities import Count, Day, Duration, Growth, Money, Name, Number, Rate, Share
from salesline.scenario.zones import Zone

Attribute = Literal["budget", "authority", "need", "timeframe"]
ATTRIBUTES: tuple[Attribute, ...] = ("budget", "authority", "need", "timeframe")


class Trait(Block):
    """One of budget, authority, need, timeframe: how common it is and what it goes along with."""

    share: Share
    """Share of an average source's buyers who have it."""
    fit: Number = 0.0
    """Correlation of the latent trait with firmographic fit."""
    engagement: Number = 0.0
    """Correlation of the latent trait with engagement."""


def _as_segment(value: object) -> object:
    return value if isinstance(value, dict | Segment) else {"share": value}


class Segment(Block):
    """A kind of buyer that everybody can tell: how common, and how large its deals are."""

    share: Share
    size: Number = 1.0
    """Factor on the deal's size."""


class Buyers(Block):
    """What a buyer is like; drawn once per lead and the same in every scenario with the same seed."""

    correlation: Number = 0.0
    """Correlation of fit and engagement (both standard normal)."""
    budget: Trait = Trait(share=1.0)
    authority: Trait = Trait(share=1.0)
    need: Trait = Trait(share=1.0)
    timeframe: Trait = Trait(share=1.0)
    deal_size: MoneyLaw = MoneyLaw(kind="fixed", mean=1.0)
    """First-year value of the deal if it is won."""
    size_with_fit: Number = 0.0
    """Correlation of the logarithm of the deal's size with fit."""
    window: DurationLaw | None = None
    """Buying window: a deal not decided this long after the lead came is lost to no decision. Unset: never."""
    territories: Map[str, Share] = Field(default_factory=dict)
    """Share of buyers per territory; empty: there is one territory."""
    segments: Map[
        str, Annotated[Segment, BeforeValidator(_as_segment, json_schema_input_type=str | Segment)]
    ] = Field(default_factory=dict)
    """Share of buyers per segment (and factor on the size of its deals); empty: there is one segment."""
    languages: Map[str, Share] = Field(default_factory=dict)
    """Share of buyers per language; empty: all speak the same."""
    personas: Map[str, Share] = Field(default_factory=dict)
    """Share of buyers per persona, the kind of person to talk to; empty: all are alike."""
    tags: Map[str, Share] = Field(default_factory=dict)
    """Share of leads that carry a tag, a thing the rep must know (a product, an industry); any lead may carry several."""
    accounts: Share = 0.0
    """Share of leads that belong to an account seen before (an earlier lead of the same source)."""


class Weights(Block):
    """How much each scored axis counts in the sum."""

    fit: Number = 1.0
    engagement: Number = 1.0


class Score(Block):
    """The marketing gate: thresholds on two noisy axes. The truth is never seen."""

    model_config = Block.model_config | {"populate_by_name": True}

    accuracy: Number = known(0.6, "assumption: near AUC .75, evidence row 54")
    """Correlation of each scored axis with the truth, 0..1."""
    fit_above: Number | None = None
    """A lead passes only with scored fit above this (standard normal units). Unset: any."""
    engagement_above: Number | None = None
    """A lead passes only with scored engagement above this. Unset: any."""
    shape: Literal["both", "either", "sum"] = "both"
    """both: above each threshold that is set; either: above one of them; sum: the weighted sum above `sum above`."""
    sum_above: Number | None = None
    """Shape sum: a lead passes only with a weighted sum of both scored axes above this."""
    weights: Weights = Weights()
    """Shape sum: weights of the axes, the ones that marketing begins with."""
    pass_rate: Share | None = Field(default=None, alias="pass")
    """Instead of thresholds: the share of an average source's leads that shall pass (one threshold for both axes)."""

    @property
    def gated(self) -> bool:
        """Whether there is anything to pass."""
        return any(
            v is not None for v in (self.fit_above, self.engagement_above, self.sum_above, self.pass_rate)
        )


class OptOut(Block):
    """Over-contact: buyers who ask to be left alone. They are lost, and never nurtured again."""

    from_touch: Count = known(4, "assumption: complaints rise after a handful of attempts")
    """Number of the first touch in vain that can drive the buyer away."""
    chance: Share = known(0.03, "assumption")
    """Chance that such a touch does."""


class Contact(Block):
    """The response clock: chance that a touch reaches the buyer, by delay of the first touch and by attempt."""

    fresh: Share = known(0.25, "UCI and Velocify call records: .25 at the first try, range .15-.40")
    """Chance at the first attempt with no delay, for an activity of contact factor 1."""
    floor: Share = known(0.0, "assumption")
    """Chance at the first attempt after an endless delay."""
    half_life: Duration = known(5 / 60, "Oldroyd & InsideSales 2007: scale 5 min")
    """Time scale tau of the decay (1 + delay / tau) ** -beta."""
    beta: Number = known(0.30, "fit to Velocify 2012 (1 min against 24 h: 4.2x); range .1-1.0")
    """Exponent of the decay with delay; 0 switches the response clock off."""
    decay: Number = known(0.80, "45,211 bank telephone contacts (UCI): .805 per attempt")
    """Factor per further attempt."""
    local: Number = 1.0
    """Factor on the chance when the rep's territory is the buyer's."""
    opt_out: OptOut | None = None
    """Buyers who have had enough. Unset: nobody opts out."""


class Momentum(Block):
    """The momentum clock: between customer-facing touches a deal goes cold with a Weibull hazard."""

    scale: Duration = known(60 * 24.0, "assumption: loss of 2 % at a gap of 8 days")
    """Gap at which 63 % have gone cold."""
    shape: Number = known(2.0, "assumption: hazard rises with the gap")
    """Weibull shape; above 1 the hazard rises with the gap."""


class Win(Block):
    """Log-odds of winning at the decision; spread over the stages by their verdict weights."""

    intercept: Number = 50.0
    """Log-odds of an average buyer who has none of the four traits, met by a rep of skill 1. The default always wins."""
    fit: Number = 0.0
    budget: Number = 0.0
    authority: Number = 0.0
    need: Number = 0.0
    timeframe: Number = 0.0
    references: Number = 0.0
    """Added once the company has any reference customer; grows as 1 - exp(-customers / 50)."""
    discovery: Number = 0.0
    """Added times the share of the first stage's touches that were made within two days of being due."""
    local: Number = 0.0
    """Added when the deal is worked by a rep whose territory is the buyer's (the relationship)."""


class SourceBase(Block):
    """What every source of leads has."""

    to: Name
    """The desk that works its leads."""
    gate: bool = True
    """Whether its leads must pass the marketing score; prime, referral and outbound leads usually need not."""
    trusted: bool = False
    """Whether its leads need no acceptance check (SAL) at a desk that makes one."""
    fit: Number = 0.0
    """Shift of mean fit against the average source, in standard deviations."""
    engagement: Number = 0.0
    """Shift of mean engagement."""
    win_odds: Number = 1.0
    """Odds ratio of winning against the average source."""
    size: Number = 1.0
    """Factor on the deal's size."""
    cost: Money = 0.0
    """Cost per raw lead."""
    contact: Contact | None = None
    """Its own response clock; unset: the market's."""
    territory: Name | None = None
    """All its leads come from this territory; unset: by the buyers' shares."""


class InboundSource(SourceBase):
    """A stream of leads that come by themselves: a time-changed Poisson process."""

    kind: Literal["inbound"] = "inbound"
    rate: Rate
    """Raw leads, on average over a week, at the start of the plan."""
    growth: Growth = 0.0
    """Compound growth of the rate, from the start of the plan."""
    season: Map[str, Number] = Field(default_factory=dict)
    """Factor by month of the year, keys jan..dec; months not named: 1."""
    weekdays: tuple[Number, ...] = ()
    """Seven relative weights, Monday first; empty: flat."""
    office_hours: Share | None = None
    """Share of leads that come from 8:00 to 17:00; unset: flat over the day."""
    daily_spread: Number = 0.0
    """Coefficient of variation of a gamma factor on each day's rate (over-dispersion)."""
    time_zone: Zone = "UTC"
    """Zone in which days, weekdays and hours of the profile are meant."""
    arrivals: Literal["poisson", "even"] = "poisson"
    """Even spacing switches the luck of arrivals off, for worked examples."""


class Batch(Block):
    """One trade show or campaign: many leads in a few days."""

    on: Day
    leads: CountLaw
    over: Duration = known(48.0, "assumption: batches of 50-300 leads in 2 days")
    territory: Name | None = None


class EventSource(SourceBase):
    """Batches of leads on given dates."""

    kind: Literal["event"] = "event"
    batches: tuple[Batch, ...]


class PrimeSource(SourceBase):
    """A finite stock of warm leads that somebody hands out (a founder's network)."""

    kind: Literal["prime"] = "prime"
    gate: bool = False
    rate: Rate
    """How fast they are handed out."""
    stock: Count
    """How many are left when the plan starts; the prior year uses earlier ones at the same rate."""


class ReferralSource(SourceBase):
    """Leads sent by customers won in the simulation, besides a steady trickle from older ones."""

    kind: Literal["referral"] = "referral"
    gate: bool = False
    rate: Rate = 0.0
    """Referrals from customers won before the simulation."""
    per_customer: Rate = 0.0
    """Referral leads per customer won in the simulation."""


class OutboundSource(SourceBase):
    """A finite list of accounts that only the reps' own touches can turn into leads."""

    kind: Literal["outbound"] = "outbound"
    gate: bool = False
    accounts: Count
    """Accounts on the list when the simulation starts."""
    connect: Map[str, Share]
    """Chance that a cold touch of this activity reaches somebody, at the first attempt."""
    decay: Number = known(0.80, "45,211 bank telephone contacts (UCI): .805 per attempt")
    """Factor on that chance per further pass over the list."""
    rest: Duration = known(30 * 24.0, "assumption")
    """An account is left alone this long between two passes."""
    recover: Duration | None = None
    """After this long an account has forgotten earlier attempts; unset: never."""


class NurtureSource(SourceBase):
    """Leads that come back: nurtured ones who warm up. The buyer and their luck stay the same.

    Shifts of fit and engagement, win odds and size come on top of those of the source they came from first.
    """

    model_config = Block.model_config | {"populate_by_name": True}

    kind: Literal["nurture"] = "nurture"
    gate: bool = False
    sources: tuple[Name, ...] = Field(default=(), alias="from")
    """Sources whose nurtured leads are kept warm; empty: all."""
    returns: Share = Field(default=0.2, alias="return", json_schema_extra={"source": "assumption"})
    """Chance that a nurtured lead warms up and comes back."""
    after: DurationLaw = DurationLaw(kind="exponential", mean=90 * 24.0)
    """From nurture to the return."""
    warming: Number = known(0.5, "assumption")
    """Shift of engagement with each return, in standard deviations; traits that go along with it become likelier."""
    limit: Count = known(2, "assumption")
    """How often one lead can come back."""
    gated: bool = False
    """Whether leads that did not pass the marketing gate are nurtured too."""
    ripen: Growth = 0.0
    """Chance per month that a buyer without a timeframe gets one ('only 5 % are buying now')."""


Source = Annotated[
    InboundSource | EventSource | PrimeSource | ReferralSource | OutboundSource | NurtureSource,
    Field(discriminator="kind"),
]


class Market(Block):
    """What the world does."""

    buyers: Buyers = Buyers()
    score: Score = Score()
    contact: Contact = Contact()
    momentum: Momentum | None = None
    win: Win = Win()
    sources: Map[str, Source]
    customers: Customers | None = None
    """What becomes of won deals. Unset: nothing more is known of them."""
