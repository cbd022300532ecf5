"""Checks of the rules about how much is in the line: names, limits and combinations that cannot work; and soft ones."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from salesline.scenario.base import Block
from salesline.scenario.names import Found, names, unknown
from salesline.scenario.organisation import Organisation
from salesline.scenario.quantities import spell
from salesline.scenario.release import STATES, Appetite, Conwip, Expiry, RoleCap, Rope, Sla, Workload
from salesline.scenario.units import format_duration

LEAST = "a cap must be at least 1; leave the key out for no cap"
TWICE: dict[type[Block], str] = {Rope: "drum-buffer-rope", Workload: "workload control"}


def release_problems(organisation: Organisation) -> Found:
    """All (dotted key, message) pairs about caps, release, expiry and promises."""
    yield from _caps(organisation)
    for number, rule in enumerate(organisation.release):
        key = f"organisation.release.{number}"
        if isinstance(rule, Conwip):
            yield from names(f"{key}.desks", rule.desks, organisation.desks)
            yield from _least(f"{key}.limit", rule.limit)
        elif isinstance(rule, RoleCap):
            yield from _least(f"{key}.limit", rule.limit)
            yield from _role_cap(key, rule, organisation)
        elif isinstance(rule, Rope):
            yield from _rope(key, rule, organisation)
        elif isinstance(rule, Workload):
            yield from _workload(key, rule, organisation)
        else:
            yield from _appetite(key, rule, organisation)
    yield from _conflicts(organisation)
    yield from _expiry(organisation)
    for name, promise in organisation.sla.items():
        yield from _sla(f"organisation.sla.{name}", promise, organisation)


def _least(key: str, limit: int) -> Found:
    if limit < 1:
        yield key, LEAST


def _caps(organisation: Organisation) -> Found:
    for role, limit in organisation.wip.items():
        if role not in organisation.roles:
            hint = unknown(role, organisation.roles).replace("unknown name", "unknown key")
            yield f"organisation.wip.{role}", hint.replace(f" '{role}'", "", 1)
        yield from _least(f"organisation.wip.{role}", limit)
    for number, loop in enumerate(organisation.conwip):
        yield from names(f"organisation.conwip.{number}.desks", loop.desks, organisation.desks)
        yield from _least(f"organisation.conwip.{number}.limit", loop.limit)


def _role_cap(key: str, rule: RoleCap, organisation: Organisation) -> Found:
    yield from names(f"{key}.role", [rule.role], organisation.roles)
    mine = [
        desk
        for desk in organisation.desks.values()
        if rule.role in desk.staffed_by and desk.prospecting is None
    ]
    if rule.role in organisation.roles and not mine:
        yield f"{key}.role", f"'{rule.role}' staffs no desk at which leads wait: there is nothing to cap"
    others = sorted({role for desk in mine for role in desk.staffed_by} - {rule.role})
    if others:
        yield (
            f"{key}.role",
            f"shares a desk with {', '.join(others)}; write a conwip rule over the desk instead",
        )


def _rope(key: str, rule: Rope, organisation: Organisation) -> Found:
    if (rule.buffer is None) == (rule.buffer_work is None):
        yield key, "needs exactly one of buffer (leads) and buffer work (hours)"
    if rule.buffer == 0 or rule.buffer_work == 0:
        yield (
            f"{key}.{'buffer' if rule.buffer == 0 else 'buffer_work'}",
            "must be above 0, or nothing is ever let in",
        )
    if rule.work == 0:
        yield f"{key}.work", "must be above 0"
    known = {name for name, desk in organisation.desks.items() if desk.prospecting is None}
    drum = rule.drum
    if drum is None:
        closing = [name for name in known if organisation.desks[name].opportunity] or sorted(known)
        if len(closing) != 1:
            yield f"{key}.drum", f"is required: it may be any of {', '.join(sorted(closing))}"
            return
        drum = closing[0]
    yield from names(f"{key}.drum", [drum], known)
    if rule.first is not None:
        yield from names(f"{key}.first", [rule.first], known)
        if {rule.first, drum} <= known and drum not in _way(rule.first, organisation):
            yield f"{key}.drum", f"'{drum}' is not down the line from '{rule.first}'"


def _way(name: str, organisation: Organisation) -> list[str]:
    way: list[str] = []
    here: str | None = name
    while here is not None and here not in way and here in organisation.desks:
        way.append(here)
        here = organisation.desks[here].hands_to
    return way


def _workload(key: str, rule: Workload, organisation: Organisation) -> Found:
    known = [name for name, desk in organisation.desks.items() if desk.prospecting is None]
    for part in ("norms", "work"):
        given = getattr(rule, part)
        yield from names(f"{key}.{part}", given, known)
        for name, hours in given.items():
            if hours <= 0 and part == "norms":
                yield f"{key}.norms.{name}", "a norm must be above 0; leave the desk out for none"
    if rule.every is not None and rule.every <= 0:
        yield f"{key}.every", "must be above 0; leave the key out to look whenever a lead comes or goes"


def _appetite(key: str, rule: Appetite, organisation: Organisation) -> Found:
    yield from names(f"{key}.role", [rule.role], organisation.roles)
    if rule.base <= 0:
        yield f"{key}.base", "must be above 0"
    if rule.step < 0 or rule.spread < 0:
        yield f"{key}.{'step' if rule.step < 0 else 'spread'}", "must not be negative"
    if rule.step_after_loss is not None and rule.step_after_loss < 0:
        yield f"{key}.step_after_loss", "must not be negative"
    if rule.least < 1:
        yield f"{key}.least", "must be at least 1, or a rep may lose all appetite for good"
    if rule.most < rule.least:
        yield f"{key}.most", f"is below 'least' ({rule.least})"


def _conflicts(organisation: Organisation) -> Found:
    loops = [*organisation.conwip, *(rule for rule in organisation.release if isinstance(rule, Conwip))]
    claimed = [desk for loop in loops for desk in loop.desks]
    for desk in sorted({d for d in claimed if claimed.count(d) > 1}):
        yield "organisation.conwip", f"desk '{desk}' stands in two caps"
    roles = [(type(rule), rule.role) for rule in organisation.release if isinstance(rule, RoleCap | Appetite)]
    for number, rule in enumerate(organisation.release):
        key = f"organisation.release.{number}"
        if isinstance(rule, RoleCap | Appetite) and roles.count((type(rule), rule.role)) > 1:
            yield f"{key}.role", f"'{rule.role}' has two rules '{rule.rule}'"
        for kind, words in TWICE.items():
            if isinstance(rule, kind) and any(isinstance(r, kind) for r in organisation.release[:number]):
                yield f"{key}.rule", f"there can be one {words} only"


def _expiry(organisation: Organisation) -> Found:
    seen: set[str] = set()
    for number, rule in enumerate(organisation.expiry):
        key = f"organisation.expiry.{number}"
        yield from names(f"{key}.desk", [rule.desk], organisation.desks)
        yield from _state(key, rule, organisation)
        if rule.name is not None and rule.name in seen:
            yield f"{key}.name", f"'{rule.name}' is the name of two rules"
        seen.add(rule.name or "")
        if rule.action == "count" and rule.name is None:
            yield f"{key}.name", "is required by action 'count': the hits are shown under it"
        if rule.limit == 0:
            yield f"{key}.limit", "must be at least 1; leave the key out for no limit"
        if rule.offender is not None and rule.offender.offline <= 0:
            yield f"{key}.offender.offline", "must be above 0; leave the key out to let the rep off"
        if rule.offender is not None and rule.action == "count":
            yield f"{key}.offender", "does not go with action 'count', which changes nothing"


def _state(key: str, rule: Expiry | Sla, organisation: Organisation) -> Found:
    desk = organisation.desks.get(rule.desk)
    if desk is None:
        return
    if desk.prospecting is not None:
        yield f"{key}.desk", f"'{rule.desk}' works through a list: no lead waits there"
    stages: Collection[str] = [str(spell(stage.name)) for stage in desk.stages]
    if rule.state not in STATES and rule.state not in stages:
        yield f"{key}.state", unknown(rule.state, [*STATES, *stages]).replace("name", "state", 1)
    if rule.state == "unqualified" and desk.stages and desk.acceptance is None:
        yield (
            f"{key}.state",
            f"'unqualified' ends with an acceptance check, which '{rule.desk}' has not; write 'untouched'",
        )


def _sla(key: str, promise: Sla, organisation: Organisation) -> Found:
    yield from names(f"{key}.desk", [promise.desk], organisation.desks)
    if (promise.leads is None) == (promise.within is None):
        yield key, "needs exactly one of leads (volume) and within (time)"
    if promise.leads == 0:
        yield f"{key}.leads", "must be above 0"
    if promise.within is not None:
        yield from _state(key, promise, organisation)
        if promise.within <= 0:
            yield f"{key}.within", "must be above 0"


# -- soft checks


def release_warnings(organisation: Organisation) -> Iterator[str]:
    """What may be meant but deserves a word: starved drums, promises that a lunch break breaks, nobody to give a lead to."""
    for number, rule in enumerate(organisation.release):
        key = f"organisation.release.{number}"
        if isinstance(rule, Rope) and rule.buffer is not None:
            drum = rule.drum or next((n for n, d in organisation.desks.items() if d.opportunity), None)
            heads = _heads(drum, organisation) if drum else 0
            if rule.buffer < heads:
                yield f"{key}.buffer: {rule.buffer} leads before a drum of {heads} reps leave some of them with nothing to begin"
        if isinstance(rule, RoleCap) and rule.limit < organisation.roles[rule.role].heads:
            yield f"{key}.limit: fewer leads than heads of '{rule.role}': somebody always has none"
        if isinstance(rule, Appetite) and rule.step_after_loss is None and _loses(rule.role, organisation):
            yield (f"{key}.step after loss: each lead that expires takes as much appetite as a win gives: with more losses "
                   "than wins it ends at 'least'; write step / losses to a win")  # fmt: skip
    for number, expiry in enumerate(organisation.expiry):
        yield from _nobody_else(f"organisation.expiry.{number}", expiry, organisation)
        yield from _lunch(f"organisation.expiry.{number}.after", expiry, expiry.after, organisation)
    for name, promise in organisation.sla.items():
        if promise.within is not None:
            yield from _lunch(f"organisation.sla.{name}.within", promise, promise.within, organisation)


def _loses(role: str, organisation: Organisation) -> bool:
    """Whether an expiry rule takes leads away from a role's reps."""
    return any(
        rule.action != "count" and role in organisation.desks[rule.desk].staffed_by
        for rule in organisation.expiry
    )


def _heads(desk: str, organisation: Organisation) -> int:
    staff = organisation.desks[desk].staffed_by
    return sum(organisation.roles[role].heads for role in staff)


def _nobody_else(key: str, rule: Expiry, organisation: Organisation) -> Iterator[str]:
    if rule.action != "reassign":
        return
    desk = organisation.desks[rule.desk]
    if desk.assignment.rule == "pull":
        yield f"{key}.action: '{rule.desk}' is pulled, nobody is given a lead: reassign does nothing; write 'pool'"
        return
    hires = sum(hire.hires for hire in organisation.hiring if hire.role in desk.staffed_by)
    if _heads(rule.desk, organisation) + hires < 2:
        yield f"{key}.action: '{rule.desk}' has one rep only: an expired lead stays where it is; write 'nurture' or 'drop'"


def _lunch(key: str, rule: Expiry | Sla, time: float, organisation: Organisation) -> Iterator[str]:
    role = organisation.roles[organisation.desks[rule.desk].staffed_by[0]]
    office = organisation.offices[(role.offices or tuple(organisation.offices))[0]]
    lunch = office.lunch.end - office.lunch.start if office.lunch else 0.0
    if rule.clock == "calendar" and rule.state == "untouched" and time < lunch:
        yield (f"{key}: {format_duration(time)} is shorter than the lunch break of {format_duration(lunch)}: leads that come "
               "when it begins cannot be reached in time; write 'clock: working'")  # fmt: skip
