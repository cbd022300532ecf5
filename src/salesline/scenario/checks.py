"""Soft checks: numbers that a plan may hold but that deserve a word, and what a run will cost before it starts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import expm1, hypot, log1p, prod

from salesline.scenario.customers import account_work
from salesline.scenario.desks import Desk
from salesline.scenario.market import (
    EventSource,
    InboundSource,
    Market,
    OutboundSource,
    PrimeSource,
    ReferralSource,
)
from salesline.scenario.organisation import Office, Organisation, Role
from salesline.scenario.pull import pull_warnings
from salesline.scenario.qualification_checks import qualification_warnings
from salesline.scenario.ranges import range_warnings
from salesline.scenario.release_checks import release_warnings
from salesline.scenario.scenario import Scenario
from salesline.scenario.steerchecks import soft_steering
from salesline.scenario.study import Study

HOURS_PER_MONTH = 730.5
QUARTER = 3 * HOURS_PER_MONTH
SECONDS_PER_ACTIVITY = 5e-6
SECONDS_PER_RAW_LEAD = 2e-6
BYTES_PER_LEAD = 1500
MOST_SECONDS = 1800.0
LONG_SECONDS = 300.0
"""From here on a command says how long it takes before it begins."""
MOST_MEGABYTES = 4000.0
MOST_HEADS = 20_000


@dataclass(frozen=True)
class Estimate:
    """What a run will take, roughly: within a factor of three on one core; too much where reps cannot keep up."""

    activities: float
    seconds: float
    megabytes: float
    unreasonable: bool
    text: str


def estimate(scenario: Scenario, replications: int) -> Estimate:
    """Size of a run, from rates, touches and heads alone. Raises nothing."""
    study = scenario.study
    hours = study.quarters * QUARTER + study.prior
    raw = worked = 0.0
    for source in scenario.market.sources.values():
        rate, extra = _rate(source), _extra(source)
        leads = rate * _grown_hours(source, study) + extra
        raw += leads
        worked += leads * _worked(scenario.market, source) * _touches(scenario.organisation, source.to)
    heads = sum(role.heads for role in scenario.organisation.roles.values()) + sum(
        h.hires for h in scenario.organisation.hiring
    )
    days = hours / 24
    activities = worked + 6 * heads * days
    seconds = replications * (activities * SECONDS_PER_ACTIVITY + raw * SECONDS_PER_RAW_LEAD + 0.02)
    megabytes = 150 + (raw * BYTES_PER_LEAD / 4 + heads * days * 200 + activities * 20) / 1e6
    unreasonable = seconds > MOST_SECONDS or megabytes > MOST_MEGABYTES or heads > MOST_HEADS
    text = (f"{replications} replications of about {activities:,.0f} activities, {raw:,.0f} raw leads and {heads:,} heads: "
            f"about {_time(seconds)} on one core and {megabytes:,.0f} MB a process")  # fmt: skip
    return Estimate(activities, seconds, megabytes, unreasonable, text)


def together(sizes: Sequence[Estimate]) -> str:
    """How long runs take one after the other, where that is worth a word before they begin; else ''."""
    seconds = sum(size.seconds for size in sizes)
    return f"about {_time(seconds)} on one core" if seconds >= LONG_SECONDS else ""


def _time(seconds: float) -> str:
    for size, unit in ((86400 * 365, "years"), (86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= size:
            count = f"{seconds / size:,.0f}"
            return f"{count} {unit.removesuffix('s') if count == '1' else unit}"
    return f"{seconds:,.0f} s"


def _grown_hours(source: object, study: Study) -> float:
    """Hours of the prior year and the plan, each counted as often as growth and season multiply the rate."""
    plan = study.quarters * QUARTER
    if not isinstance(source, InboundSource):
        return plan + study.prior
    exponent = min(log1p(source.growth) * plan / HOURS_PER_MONTH, 300.0)
    grown = expm1(exponent) / exponent if exponent else 1.0
    season = (sum(source.season.values()) + 12 - len(source.season)) / 12
    return (plan * grown + study.prior) * season


def _worked(market: Market, source: object) -> float:
    """Rough share of a source's leads that a rep works: those that pass the gate, accounts that a first touch reaches."""
    if isinstance(source, OutboundSource):
        return min(1.0, sum(source.connect.values()))
    return _gate(market, source)


def _rate(source: object) -> float:
    return source.rate if isinstance(source, InboundSource | PrimeSource | ReferralSource) else 0.0


def _extra(source: object) -> float:
    if isinstance(source, EventSource):
        return sum(batch.leads.mean for batch in source.batches)
    return float(source.accounts) if isinstance(source, OutboundSource) else 0.0


def _touches(organisation: Organisation, name: str) -> float:
    """Touches a lead may take from a desk down the line, at most."""
    total, seen = 0.0, set()
    here: str | None = name
    while here is not None and here in organisation.desks and here not in seen:
        seen.add(here)
        desk = organisation.desks[here]
        total += (
            len(desk.cadence.touches) if desk.cadence else sum(stage.touches.mean for stage in desk.stages)
        )
        here = desk.hands_to
    return max(1.0, total)


def soft_checks(scenario: Scenario) -> list[str]:
    """Warnings in plain words: loads above 1, horizons shorter than a cycle, numbers that cannot hold together."""
    return [
        *_time_for_leads(scenario.organisation),
        *_loads(scenario),
        *_care(scenario),
        *_cycle(scenario),
        *_plan(scenario),
        *qualification_warnings(scenario.market, scenario.organisation),
        *release_warnings(scenario.organisation),
        *pull_warnings(scenario.organisation.desks),
        *_steering(scenario),
        *range_warnings(scenario),
    ]


def _steering(scenario: Scenario) -> Iterator[str]:
    study = scenario.study
    hours = study.quarters * QUARTER if study.horizon is None else study.horizon
    yield from soft_steering(
        scenario.organisation, study.start, study.start + timedelta(days=round(hours / 24))
    )


def working_hours_per_month(role: Role, organisation: Organisation) -> float:
    """Hours a month that one head has for leads: shifts less internal work and absence."""
    offices = [organisation.offices[name] for name in role.offices] or list(organisation.offices.values())
    weekly = sum(_week(office) for office in offices) / len(offices)
    missing = (role.absence.leave + role.absence.sickness) / 261
    return max(0.0, weekly - role.internal_work) * (1 - missing) * HOURS_PER_MONTH / 168


def _week(office: Office) -> float:
    lunch = office.lunch.end - office.lunch.start if office.lunch else 0.0
    return (office.shift.end - office.shift.start - lunch) * len(office.days)


def offered_load(scenario: Scenario, name: str) -> float | None:
    """Work that a cadence or stages desk would be offered by its own sources, against its heads' hours; None if unknown.

    A lower bound: set-up, reload and interruptions are left out, and so are leads handed over by other desks.
    """
    organisation = scenario.organisation
    desk = organisation.desks[name]
    arrivals = sum(_rate(s) * HOURS_PER_MONTH * _gate(scenario.market, s) for s in scenario.market.sources.values()
                   if s.to == name)  # fmt: skip
    hours = sum(_hours(role, organisation) for role in desk.staffed_by)
    work = _work(desk, organisation, scenario.market)
    return arrivals * work / hours if hours > 0 and work is not None and arrivals else None


def _gate(market: Market, source: object) -> float:
    """Rough share of raw leads that pass the gate, its axes taken as independent."""
    from statistics import NormalDist

    score = market.score
    if not getattr(source, "gate", False):
        return 1.0
    if score.pass_rate is not None:
        return score.pass_rate
    above = NormalDist().cdf
    if score.shape == "sum":
        spread = hypot(score.weights.fit, score.weights.engagement)
        return 1.0 if score.sum_above is None else above(-score.sum_above / spread)
    limits = [limit for limit in (score.fit_above, score.engagement_above) if limit is not None]
    if score.shape == "either":
        return 1.0 - prod(1.0 - above(-limit) for limit in limits)
    return prod(above(-limit) for limit in limits)


def _work(desk: Desk, organisation: Organisation, market: Market) -> float | None:
    """Hours of service that a lead is sure to take at a desk (until it is reached, or in the first stage)."""
    activities = organisation.activities
    if desk.cadence:
        reached = market.contact.fresh
        alive, hours = 1.0, desk.cadence.preparation.mean if desk.cadence.preparation else 0.0
        for n, touch in enumerate(desk.cadence.touches):
            hours += alive * activities[touch.activity].handling.mean
            chance = min(1.0, reached * market.contact.decay**n * activities[touch.activity].contact)
            hours += alive * chance * desk.cadence.conversation.mean
            alive *= 1 - chance
        return hours
    if desk.stages:
        first = desk.stages[0]
        handling = first.handling.mean if first.handling else activities[first.activity[0]].handling.mean
        return first.touches.mean * handling
    return None


def _time_for_leads(organisation: Organisation) -> Iterator[str]:
    """Roles whose internal work and absence take all the hours of their shifts."""
    for name, role in organisation.roles.items():
        if role.internal_work > 0 and working_hours_per_month(role, organisation) == 0:
            yield f"organisation.roles.{name}: internal work takes all the hours of the shift: none are left for leads"


def _loads(scenario: Scenario) -> Iterator[str]:
    for name in scenario.organisation.desks:
        load = offered_load(scenario, name)
        if load is not None and load > 1.0:
            yield (f"organisation.desks.{name}: offered load is at least {load:.2g} times the heads' hours: work in process "
                   "will grow without bound unless leads lapse")  # fmt: skip


def _care(scenario: Scenario) -> Iterator[str]:
    """Reviews, tickets and occasions that the installed base brings, against the hours of those who work them."""
    rule, organisation = scenario.market.customers, scenario.organisation
    if rule is None or rule.installed_base is None:
        return
    hours: dict[tuple[str, ...], float] = {}
    for to, rate in account_work(rule):
        desk = organisation.desks[to]
        service = _work(desk, organisation, scenario.market) or 0.0
        roles = tuple(desk.staffed_by)
        hours[roles] = hours.get(roles, 0.0) + rule.installed_base.accounts * rate * HOURS_PER_MONTH * service
    for roles, wanted in hours.items():
        there = sum(_hours(role, organisation) for role in roles)
        if wanted > there:
            share = f"{wanted / there:.2g} times" if there else "more than"
            accounts = rule.installed_base.accounts
            yield (f"market.customers: {accounts} accounts bring {wanted:,.0f} hours of reviews, tickets and talks a month to "
                   f"{', '.join(roles)}: {share} their {there:,.0f} hours: most will be late, and late ones count as "
                   "neglect")  # fmt: skip


def _hours(role: str, organisation: Organisation) -> float:
    """Hours a month that the heads of a role, and those hired, have for leads."""
    heads = organisation.roles[role].heads + sum(h.hires for h in organisation.hiring if h.role == role)
    return heads * working_hours_per_month(organisation.roles[role], organisation)


def _cycle(scenario: Scenario) -> Iterator[str]:
    horizon, prior = scenario.study.quarters * QUARTER, scenario.study.prior
    for name, desk in scenario.organisation.desks.items():
        cycle = sum(stage.touches.mean * stage.buyer_wait.mean for stage in desk.stages if stage.buyer_wait)
        where = f"a cycle of {cycle / 24:.0f} days at {name}"
        if cycle > horizon:
            yield f"study.quarters: the horizon of {horizon / 24:.0f} days is shorter than {where}"
        elif cycle > prior > 0:
            yield f"study.prior: {prior / 24:.0f} days cannot fill a line with {where}"
        elif cycle > 0 and prior == 0:
            yield f"study.prior: 0 starts with empty desks; there is {where}"


def _plan(scenario: Scenario) -> Iterator[str]:
    plan = scenario.study.plan
    if plan is None:
        return
    organisation = scenario.organisation
    quota = sum(role.heads * role.pay.quota for role in organisation.roles.values())
    quota += sum(hire.hires * organisation.roles[hire.role].pay.quota for hire in organisation.hiring)
    years = scenario.study.quarters / 4
    if quota and plan.bookings > quota * years * 1.001:
        yield (f"study.plan.bookings: ${plan.bookings:,.0f} is more than all quotas together (${quota * years:,.0f}), "
               "even if everybody were there from the first day and made quota")  # fmt: skip
    size = scenario.market.buyers.deal_size.mean
    leads = sum(_rate(s) for s in scenario.market.sources.values()) * scenario.study.quarters * QUARTER
    outbound = any(isinstance(s, OutboundSource | EventSource) for s in scenario.market.sources.values())
    if not outbound and size * leads < plan.bookings:
        yield (f"study.plan.bookings: even if every raw lead were won, {leads:,.0f} leads of ${size:,.0f} make "
               f"${size * leads:,.0f}")  # fmt: skip
