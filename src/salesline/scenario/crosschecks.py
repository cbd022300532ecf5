"""Checks between keys: names that must exist, sums that must agree. All problems are found at once."""

from __future__ import annotations

from collections.abc import Collection

from salesline.scenario.assignment_checks import assignment_problems, buyer_problems, role_problems
from salesline.scenario.customers import customer_problems
from salesline.scenario.desks import Cadence, Desk, Prospecting
from salesline.scenario.market import EventSource, InboundSource, Market, OutboundSource, Source
from salesline.scenario.money import money_problems
from salesline.scenario.names import Found, names, unknown
from salesline.scenario.organisation import Organisation
from salesline.scenario.people_checks import people_problems
from salesline.scenario.pull import pull_problems
from salesline.scenario.qualification import Definition
from salesline.scenario.qualification_checks import qualification_problems
from salesline.scenario.release_checks import release_problems
from salesline.scenario.study import Study

MOST_STAGES = 9
"""The model keeps the luck of this many stages in a lead's row."""
MOST_QUARTERS = 400
LONGEST_QUARTER = 92 * 24.0


def cross_problems(market: Market, organisation: Organisation, study: Study) -> list[tuple[str, str]]:
    """All (dotted key, message) pairs of what does not fit together; empty when the scenario is sound."""
    found = [*_sources(market, organisation), *_roles(market, organisation), *_plan(study)]
    found += _offices(organisation)
    for name, desk in organisation.desks.items():
        found += [
            (f"organisation.desks.{name}.{key}", text)
            for key, text in _desk(name, desk, market, organisation)
        ]
    found += [*customer_problems(market, organisation), *money_problems(market, study)]
    found += [*_rules(organisation), *_loops(organisation), *qualification_problems(market, organisation)]
    return found


def change_problems(before: Organisation, after: Organisation) -> list[tuple[str, str]]:
    """What cannot change when the plan begins, because leads and people are in the middle of it."""
    found = []
    for name in before.desks.keys() & after.desks.keys():
        if kind_of(before.desks[name]) != kind_of(after.desks[name]):
            was = kind_of(before.desks[name])
            found.append(
                (f"organisation.desks.{name}", f"is a desk of {was} until the plan begins and must stay one")
            )
    found += [
        (f"organisation.desks.{name}", "has leads when the plan begins and cannot be taken away")
        for name in before.desks.keys() - after.desks.keys()
    ]
    found += [
        (f"organisation.offices.{name}", "has people when the plan begins and cannot be taken away")
        for name in before.offices.keys() - after.offices.keys()
    ]
    return sorted(found)


def kind_of(desk: Desk) -> str:
    """The kind of work plan of a desk."""
    return "cadence" if desk.cadence else "prospecting" if desk.prospecting else "stages"


def _sources(market: Market, organisation: Organisation) -> Found:
    if not market.sources:
        yield "market.sources", "needs at least one source of leads"
    territories = market.buyers.territories
    if territories and abs(sum(territories.values()) - 1) > 1e-6:
        yield "market.buyers.territories", f"shares add up to {sum(territories.values()):.1%}, not 100 %"
    yield from buyer_problems(market.buyers)
    for name, source in market.sources.items():
        for key, text in _source(source, territories, organisation):
            yield f"market.sources.{name}.{key}", text


def _source(source: Source, territories: Collection[str], organisation: Organisation) -> Found:
    yield from names("to", [source.to], organisation.desks)
    if source.territory is not None:
        yield from names("territory", [source.territory], territories)
    if isinstance(source, EventSource):
        for number, batch in enumerate(source.batches):
            if batch.territory is not None:
                yield from names(f"batches.{number}.territory", [batch.territory], territories)
    if isinstance(source, OutboundSource):
        yield from names("connect", source.connect, organisation.activities)
    if isinstance(source, InboundSource):
        yield from _profile(source)


def _profile(source: InboundSource) -> Found:
    if source.weekdays and (len(source.weekdays) != 7 or sum(source.weekdays) <= 0):
        yield "weekdays", "needs seven weights, Monday first, not all zero"
    for month in source.season:
        if month not in MONTHS:
            yield f"season.{month}", unknown(month, MONTHS)


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _roles(market: Market, organisation: Organisation) -> Found:
    for name, role in organisation.roles.items():
        key = f"organisation.roles.{name}"
        yield from names(f"{key}.offices", role.offices, organisation.offices)
        yield from names(f"{key}.territories", role.territories, market.buyers.territories)
        yield from names(f"{key}.tools", role.tools, organisation.activities)
        yield from role_problems(key, role, market)
        if not role.offices and len(organisation.offices) > 1:
            yield f"{key}.offices", "is required: there is more than one office"
        for number, block in enumerate(role.blocks):
            yield from names(f"{key}.blocks.{number}.activities", block.activities, organisation.activities)
            if block.start >= block.end:
                yield f"{key}.blocks.{number}", "ends before it starts"
        if any(skill <= 0 for skill in role.skill.founders):
            yield f"{key}.skill.founders", "skills must be above 0"
        for part in ("speed", "conversion", "wip"):
            curve = getattr(role.ramp, part)
            if curve and sum((bool(curve.table), curve.linear is not None, curve.midpoint is not None)) != 1:
                yield f"{key}.ramp.{part}", "give exactly one of table, linear, midpoint"


def _offices(organisation: Organisation) -> Found:
    for name, office in organisation.offices.items():
        if office.shift.start >= office.shift.end:
            yield f"organisation.offices.{name}.shift", "ends before it starts"
        if not office.days:
            yield (
                f"organisation.offices.{name}.days",
                "nobody would ever work; name at least one day, such as [mon]",
            )


def _plan(study: Study) -> Found:
    plan = study.plan
    if plan and plan.by_quarter:
        total = sum(plan.by_quarter)
        if abs(total - plan.bookings) > 0.5:
            yield (
                "study.plan.by_quarter",
                (f"adds up to ${total / 1e6:g}M but study.plan.bookings says ${plan.bookings / 1e6:g}M"),
            )
        if len(plan.by_quarter) != study.quarters:
            yield (
                "study.plan.by_quarter",
                f"has {len(plan.by_quarter)} quarters but study.quarters says {study.quarters}",
            )
    if study.quarters < 1:
        yield "study.quarters", "needs at least 1 quarter"
    if study.quarters > MOST_QUARTERS:
        yield "study.quarters", f"must be at most {MOST_QUARTERS} (100 years), got {study.quarters}"
    if study.horizon is not None and study.horizon <= (study.quarters - 1) * LONGEST_QUARTER:
        yield "study.horizon", "must end in the last quarter of the plan; ask for fewer quarters"
    if study.replications < 1:
        yield "study.replications", "needs at least 1 replication"


def _desk(name: str, desk: Desk, market: Market, organisation: Organisation) -> Found:
    yield from names("staffed_by", desk.staffed_by, organisation.roles)
    if not desk.staffed_by:
        yield "staffed_by", "needs at least one role"
    kinds = (desk.cadence is not None) + bool(desk.stages) + (desk.prospecting is not None)
    if kinds != 1:
        yield "", "needs exactly one of cadence, stages and prospecting"
    if desk.hands_to is not None:
        yield from names("hands_to", [desk.hands_to], organisation.desks)
        if desk.hands_to == name:
            yield "hands_to", "a desk cannot hand over to itself"
    yield from assignment_problems(name, desk, market, organisation)
    yield from pull_problems(desk.assignment, desk.assignment.rule)
    if desk.cadence:
        yield from _cadence(desk.cadence, organisation)
    yield from _stages(desk, organisation)
    if desk.prospecting:
        yield from _prospecting(desk.prospecting, market, organisation)


def _cadence(cadence: Cadence, organisation: Organisation) -> Found:
    if not cadence.touches:
        yield "cadence.touches", "needs at least one touch"
    yield from names("cadence.touches", [t.activity for t in cadence.touches], organisation.activities)
    yield from _definition("cadence.sql", cadence.sql)


def _stages(desk: Desk, organisation: Organisation) -> Found:
    if len(desk.stages) > MOST_STAGES:
        yield "stages", f"at most {MOST_STAGES} stages"
    if desk.stages and all(stage.from_value > 0 for stage in desk.stages):
        yield "stages", "every stage has 'from value'; at least one must be for deals of any size"
    for number, stage in enumerate(desk.stages):
        yield from names(f"stages.{number}.activity", stage.activity, organisation.activities)
        if not stage.activity:
            yield f"stages.{number}.activity", "needs at least one activity"


def _prospecting(rule: Prospecting, market: Market, organisation: Organisation) -> Found:
    yield from names("prospecting.mix", rule.mix, organisation.activities)
    yield from _definition("prospecting.sql", rule.sql)
    outbound = [name for name, source in market.sources.items() if isinstance(source, OutboundSource)]
    yield from names("prospecting.source", [rule.source], outbound)
    source = market.sources.get(rule.source)
    if isinstance(source, OutboundSource):
        yield from names("prospecting.mix", rule.mix, source.connect)
    if rule.list_size < 1:
        yield "prospecting.list_size", "needs at least 1 account"
    if not rule.mix or sum(rule.mix.values()) <= 0 or min(rule.mix.values()) < 0:
        yield "prospecting.mix", "needs weights above 0"


def _definition(key: str, definition: Definition) -> Found:
    if len(set(definition.needs)) != len(definition.needs):
        yield f"{key}.needs", "names a trait twice"


def _rules(organisation: Organisation) -> Found:
    yield from release_problems(organisation)
    yield from people_problems(organisation)


def _loops(organisation: Organisation) -> Found:
    for name in organisation.desks:
        seen = [name]
        here = organisation.desks[name].hands_to
        while here is not None and here in organisation.desks and here not in seen:
            seen.append(here)
            here = organisation.desks[here].hands_to
        if here == name:
            yield f"organisation.desks.{name}.hands_to", f"goes in a circle: {' -> '.join([*seen, name])}"
