"""Checks of people over time: names, limits and combinations that cannot work."""

from __future__ import annotations

from itertools import chain

from salesline.scenario.hiring import Hire
from salesline.scenario.names import Found, names
from salesline.scenario.organisation import Organisation, Role
from salesline.scenario.study import Study

OF_QUOTA = ("attainment", "share_below_quota")


def people_problems(organisation: Organisation) -> Found:
    """All (dotted key, message) pairs about hiring, careers and pay."""
    for number, hire in enumerate(organisation.hiring):
        for key, text in _hire(hire, organisation):
            yield f"organisation.hiring.{number}.{key}", text
    if organisation.learning is not None and organisation.learning.handling >= 1:
        yield "organisation.learning.handling", "must be below 100 %: no work is done in no time"
    for name, role in organisation.roles.items():
        rules = (
            _leaving(name, role),
            *(check(name, role, organisation) for check in (_promotion, _lessons, _book, _pay)),
        )
        for key, text in chain.from_iterable(rules):
            yield f"organisation.roles.{name}.{key}", text


def cash_problems(organisation: Organisation, study: Study) -> Found:
    """Gates on cash, where nobody counts it."""
    for number, hire in enumerate(organisation.hiring):
        if hire.when is not None and hire.when.cash is not None and study.cash is None:
            yield f"organisation.hiring.{number}.when.cash", "nobody counts the cash: set study.cash"


def _leaving(name: str, role: Role) -> Found:
    rule = role.attrition
    if rule.by_attainment < 0 or rule.contagion < 0:
        yield "attrition", "'by attainment' and 'contagion' must not be below 0"
    for key in ("by_attainment", "contagion"):
        if getattr(rule, key) and not rule.rate:
            yield f"attrition.{key}", "multiplies the rate of exits, which is 0: set attrition.rate"
    if (rule.by_attainment or rule.dismiss) and not role.pay.quota:
        key = "attrition.dismiss" if rule.dismiss else "attrition.by_attainment"
        yield key, f"'{name}' has no quota: set roles.{name}.pay.quota"
    if rule.dismiss and rule.dismiss.over <= 0:
        yield "attrition.dismiss.over", "must be above 0"


def _promotion(name: str, role: Role, organisation: Organisation) -> Found:
    rule = role.promotion
    if rule is None:
        return
    yield from names("promotion.to", [rule.to], organisation.roles)
    if rule.to == name:
        yield "promotion.to", "is the role itself"
    if rule.after <= 0:
        yield "promotion.after", "must be above 0"


def _lessons(name: str, role: Role, organisation: Organisation) -> Found:
    rule, coaching, bar = role.onboarding, role.coaching, role.skill.hiring_bar
    if rule.managers is not None:
        yield from names("onboarding.managers", [rule.managers], organisation.roles)
        if rule.managers == name:
            yield "onboarding.managers", "is the role itself: for colleagues there is 'peers'"
    elif rule.span_of_control is not None:
        yield "onboarding.span_of_control", "is of managers: say under 'managers' which role they are"
    if rule.span_of_control is not None and rule.span_of_control <= 0:
        yield "onboarding.span_of_control", "must be above 0"
    if coaching is not None:
        if coaching.coaches is not None:
            yield from names("coaching.coaches", [coaching.coaches], organisation.roles)
        if coaching.reach <= 0:
            yield "coaching.reach", "must be above 0"
    if bar is not None and bar.over <= 0:
        yield "skill.hiring_bar.over", "must be above 0"


def _book(name: str, role: Role, organisation: Organisation) -> Found:
    rule = role.black_book
    if rule is None:
        return
    mine = [desk for desk, one in organisation.desks.items() if name in one.staffed_by]
    if rule.to is None:
        if len([desk for desk in mine if organisation.desks[desk].opportunity]) != 1:
            yield "black_book.to", f"is required: '{name}' does not staff exactly one desk of opportunities"
    elif rule.to not in mine:
        yield from names("black_book.to", [rule.to], mine)
    elif organisation.desks[rule.to].prospecting is not None:
        yield "black_book.to", "is a desk of prospecting, whose leads come from its own list"
    if rule.win_odds <= 0:
        yield "black_book.win_odds", "must be above 0"


def _pay(name: str, role: Role, organisation: Organisation) -> Found:
    pay, plan = role.pay, role.pay.plan
    if pay.oversell <= 0:
        yield "pay.oversell", "must be above 0; 1 promises what is true"
    if pay.strictness and not any(
        name in desk.staffed_by and desk.cadence for desk in organisation.desks.values()
    ):
        yield "pay.strictness", f"is of those who qualify leads: '{name}' staffs no desk with a cadence"
    if plan is None:
        return
    if plan.expansion_credit < 0:
        yield "pay.plan.expansion_credit", "must not be below 0; 0 counts no expansions"
    if pay.variable:
        yield "pay.variable", "is replaced by the plan: leave it out"
    needs = {
        "accelerator": plan.accelerator,
        "floor": plan.floor,
        "cap": plan.cap,
        "push": plan.push,
        "sandbag": plan.sandbag,
    }
    if not pay.quota:
        yield from (
            (f"pay.plan.{key}", "is a share of quota: set pay.quota") for key, value in needs.items() if value
        )
    above = plan.accelerator.above if plan.accelerator else 0.0
    if above < 0 or (plan.cap is not None and plan.cap < max(above, plan.floor)):
        yield "pay.plan.cap", "is below the floor or below where the accelerator begins"
    if plan.push is not None and (plan.push.speed <= 0 or plan.push.oversell <= 0):
        yield "pay.plan.push", "'speed' and 'oversell' must be above 0"


def _hire(hire: Hire, organisation: Organisation) -> Found:
    yield from names("role", [hire.role], organisation.roles)
    yield from _classes(hire)
    yield from _gates(hire, organisation)


def _classes(hire: Hire) -> Found:
    if hire.class_size is not None:
        if hire.class_size < 1:
            yield "class_size", "needs at least 1; leave the key out for no classes"
        if hire.over:
            yield "over", "spreads hires one by one; classes have 'every'"
    elif hire.every:
        yield "every", "is the time between classes: say 'class size' too"


def _gates(hire: Hire, organisation: Organisation) -> Found:
    if hire.when is None:
        if hire.latest is not None:
            yield "latest", "is the last day for gates to open: there are none under 'when'"
        return
    if hire.over:
        yield "over", "does not go with 'when': say 'class size' and 'every'"
    if hire.latest is not None and hire.latest < hire.start:
        yield "latest", "is before 'from'"
    if not hire.when.gates:
        yield "when", "needs at least one gate"
    for name, gate in hire.when.gates.items():
        if getattr(gate, "over", 1.0) <= 0:
            yield f"when.{name}.over", "must be above 0"
        yield from _gate(name, getattr(gate, "role", None) or hire.role, hire, organisation)


def _gate(name: str, role: str, hire: Hire, organisation: Organisation) -> Found:
    if role not in organisation.roles:
        if role != hire.role:
            yield from names(f"when.{name}.role", [role], organisation.roles)
    elif name in OF_QUOTA and not organisation.roles[role].pay.quota:
        yield f"when.{name}", f"'{role}' has no quota: set roles.{role}.pay.quota, or name another role"
    elif name == "leads_per_rep" and not any(role in desk.staffed_by for desk in organisation.desks.values()):
        yield f"when.{name}", f"'{role}' staffs no desk"
