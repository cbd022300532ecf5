"""Checks of assignments: names that must exist, rules that cannot go together, filters that leave nobody."""

from __future__ import annotations

from importlib.metadata import entry_points
from itertools import chain

from salesline.scenario.assignment import OWN_RULES, PULL, RULE_NAMES, STEPS, Assignment, Filters
from salesline.scenario.cover import cover_problems, heads_of
from salesline.scenario.desks import Desk
from salesline.scenario.market import Buyers, Market
from salesline.scenario.names import Found, unknown
from salesline.scenario.organisation import Organisation, Role

CAPS = ("per_hour", "per_day", "per_week", "per_month", "open_load")
KINDS = ("segments", "languages", "tags")


def buyer_problems(buyers: Buyers) -> Found:
    """Shares of what parts the buyers must add up."""
    parts = {
        "segments": {name: segment.share for name, segment in buyers.segments.items()},
        "languages": buyers.languages,
        "personas": buyers.personas,
    }
    for key, shares in parts.items():
        if shares and abs(sum(shares.values()) - 1) > 1e-6:
            yield f"market.buyers.{key}", f"shares add up to {sum(shares.values()):.1%}, not 100 %"
    for name, segment in buyers.segments.items():
        if segment.size <= 0:
            yield f"market.buyers.segments.{name}.size", "must be above 0"


def role_problems(key: str, role: Role, market: Market) -> Found:
    """What a role's heads are told apart by must be known to the market."""
    for kind in KINDS:
        known = getattr(market.buyers, kind)
        named = dict.fromkeys(chain.from_iterable(getattr(role, kind)))
        yield from ((f"{key}.{kind}", unknown(word, known)) for word in named if word not in known)
    if any(weight <= 0 for weight in role.weights):
        yield f"{key}.weights", "weights must be above 0"


def assignment_problems(name: str, desk: Desk, market: Market, organisation: Organisation) -> Found:
    """All that is wrong with the assignment of a desk, keys relative to the desk."""
    chosen = desk.assignment
    yield from _names(chosen)
    if chosen.rule == PULL and (chosen.extras or not isinstance(chosen.fallback, str)):
        told = ", ".join(chosen.extras or ["fallback"]).replace("_", " ")
        yield (
            "assignment.rule",
            f"'pull' gives leads to nobody, so that '{told}' means nothing; e.g. 'least open' does",
        )
    roles = {role: organisation.roles[role] for role in desk.staffed_by if role in organisation.roles}
    yield from _caps(chosen.filters)
    yield from cover_problems(name, desk, market, organisation)
    yield from _fallback(name, chosen, roles, organisation)
    yield from _settings(chosen)


def _names(chosen: Assignment) -> Found:
    for key, rule in (("assignment.rule", chosen.rule), ("assignment.otherwise", chosen.otherwise)):
        if rule not in RULE_NAMES and rule not in OWN_RULES and ":" not in rule:
            # a rule 'module:Class' of the user's own is looked for when the run starts
            installed = {entry.name for entry in entry_points(group="salesline.policies")}
            if rule not in installed:
                yield key, unknown(rule, {*RULE_NAMES, *OWN_RULES, *installed})


def _caps(filters: Filters) -> Found:
    for key in CAPS:
        if getattr(filters, key) == 0:
            yield (
                f"assignment.filters.{key}",
                "a cap of 0 lets nobody have a lead; leave the key out for no cap",
            )
    capacity = filters.capacity
    if capacity is not None:
        weights = [capacity.lead, *capacity.segments.values()]
        if min(weights) < 0:
            yield "assignment.filters.capacity", "a lead cannot weigh less than 0 units"
        if max(weights) > capacity.units:
            yield (
                "assignment.filters.capacity.units",
                f"{capacity.units:g} units have no room for a lead of {max(weights):g}",
            )


def _fallback(name: str, chosen: Assignment, roles: dict[str, Role], organisation: Organisation) -> Found:
    steps = chosen.chain
    if not steps:
        yield (
            "assignment.fallback",
            "needs at least one step: rep, pod, team, hold, or the name of a rep or desk",
        )
    if len(set(steps)) != len(steps):
        yield "assignment.fallback", f"goes in a circle: {' -> '.join(steps)} names a step twice"
    for number, step in enumerate(steps):
        if step not in STEPS:
            yield from _last_resort(name, step, roles, organisation)
        elif step == "rep" and number:
            yield "assignment.fallback", "'rep' is the rule's own choice and can only come first"
        elif step == "pod":
            yield from _pods(roles, organisation)
        elif step == "hold" and number < len(steps) - 1 and chosen.hold_for is None:
            yield (
                "assignment.fallback",
                f"'{steps[number + 1]}' would never be tried after 'hold'; set 'hold for', or put 'hold' last",
            )
    if chosen.hold_for is not None and "hold" not in steps[:-1]:
        yield "assignment.hold_for", "means nothing without a step after 'hold' in 'fallback'"
    if "pod" not in steps and chosen.rule == "paired" and any(role.pods for role in roles.values()):
        yield from _pods(roles, organisation)


def _pods(roles: dict[str, Role], organisation: Organisation) -> Found:
    if roles and not any(role.pods for role in roles.values()):
        yield "assignment.fallback", f"'pod': none of the roles {', '.join(roles)} has pods"
    for name, role in roles.items():
        heads = heads_of(name, organisation)
        empty = set(role.pods) - set(role.pods[:heads]) if heads else set()
        for pod in sorted(empty):
            yield "assignment.fallback", f"pod '{pod}' of role '{name}' has no members"


def _last_resort(name: str, step: str, roles: dict[str, Role], organisation: Organisation) -> Found:
    key = "assignment.fallback"
    if "/" in step:
        role, _, number = step.partition("/")
        if role not in roles:
            yield key, f"rep '{step}': " + unknown(role, roles)
        elif not number.isdigit() or int(number) >= heads_of(role, organisation):
            yield key, f"there is no rep '{step}': role '{role}' has {organisation.roles[role].heads} heads"
        return
    if step not in organisation.desks:
        reps = [f"{role}/0" for role in roles]
        yield key, unknown(step, [*STEPS, *organisation.desks, *reps])
        return
    if organisation.desks[step].prospecting is not None:
        yield key, f"desk '{step}' works a cold list and takes no leads"
    circle = _circle(name, organisation)
    if circle and step in circle:
        yield key, f"goes in a circle: {' -> '.join([*circle, name])}"


def _circle(name: str, organisation: Organisation) -> list[str]:
    """Desks that a lead may pass by fallbacks and hand-overs until it is back at the first one; empty if never."""
    paths = [[name]]
    while paths:
        path = paths.pop()
        desk = organisation.desks.get(path[-1])
        if desk is None:
            continue
        after = [step for step in desk.assignment.chain if step in organisation.desks]
        for following in after:
            if following == name:
                return path
            if following not in path:
                paths.append([*path, following])
    return []


def _settings(chosen: Assignment) -> Found:
    if list(chosen.tiers) != sorted(set(chosen.tiers), reverse=True) or not chosen.tiers:
        yield "assignment.tiers", "needs scores from high to low, each one once"
    if chosen.rule == "sticky" and chosen.otherwise == "sticky":
        yield "assignment.otherwise", "must be another rule than 'sticky', for accounts without an owner"
    if chosen.otherwise in ("paired", "same rep"):
        yield (
            "assignment.otherwise",
            f"must be another rule than '{chosen.otherwise}', for leads that nobody passed on",
        )
