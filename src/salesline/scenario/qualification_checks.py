"""Checks between keys of qualification, nurture, cadence and stages: what cannot be, and what deserves a word."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator

from salesline.scenario.desks import Acceptance, Cadence, Desk, Stage
from salesline.scenario.market import Contact, Market, NurtureSource, Score
from salesline.scenario.organisation import Organisation, Role
from salesline.scenario.qualification import Definition, Enrichment
from salesline.scenario.quantities import spell

Found = Iterator[tuple[str, str]]
FEWEST_DEALS = 20
MANY = 0.2
"""Share of unreached buyers driven away that deserves a word."""


def qualification_problems(market: Market, organisation: Organisation) -> Found:
    """All (dotted key, message) pairs of what does not fit together."""
    yield from _score(market.score)
    yield from _contact("market.contact", market.contact)
    for name, source in market.sources.items():
        if source.contact is not None:
            yield from _contact(f"market.sources.{name}.contact", source.contact)
    yield from _nurture(market, organisation)
    yield from _feedback(market, organisation)
    for name, desk in organisation.desks.items():
        yield from ((f"organisation.desks.{name}.{key}", text) for key, text in _desk(desk, organisation))
    for name, role in organisation.roles.items():
        yield from (
            (f"organisation.roles.{name}.{key}", text) for key, text in _role(name, role, organisation)
        )


def _unknown(word: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(word, known, 1, 0.5)
    hint = f"; did you mean '{near[0]}'?" if near else f"; there is {', '.join(sorted(known)) or 'none'}"
    return f"unknown name '{word}'{hint}"


def _score(score: Score) -> Found:
    limits = {"fit_above": score.fit_above, "engagement_above": score.engagement_above,
              "sum_above": score.sum_above}  # fmt: skip
    given = [key for key, value in limits.items() if value is not None]
    for key in given:
        if score.pass_rate is not None:
            yield f"market.score.{key}", "is solved from 'pass'; give one of the two"
        elif (key == "sum_above") != (score.shape == "sum"):
            meant = "sum above" if score.shape == "sum" else "fit above and engagement above"
            yield f"market.score.{key}", f"is not looked at by shape '{score.shape}': write {meant}"
    if score.shape != "both" and score.pass_rate is None and not given:
        key = "sum_above" if score.shape == "sum" else "fit_above"
        yield f"market.score.{key}", f"shape '{score.shape}' needs a threshold or 'pass'"
    if score.pass_rate is not None and not 0 < score.pass_rate < 1:
        yield (
            "market.score.pass",
            "must be above 0 % and below 100 %; leave the key out to let everybody pass",
        )
    if not score.weights.fit and not score.weights.engagement:
        yield "market.score.weights", "at least one weight must not be 0"


def _contact(key: str, contact: Contact) -> Found:
    if contact.local < 0:
        yield f"{key}.local", "must not be negative"
    if contact.opt_out is not None and contact.opt_out.from_touch < 1:
        yield f"{key}.opt_out.from_touch", "touches are counted from 1"


def _feedback(market: Market, organisation: Organisation) -> Found:
    rule = organisation.feedback
    if rule is None:
        return
    if market.score.shape != "sum":
        yield "organisation.feedback", "learns the weights of a sum: set market.score.shape to 'sum'"
    if rule.every <= 0:
        yield "organisation.feedback.every", "must be above 0"
    if rule.window < FEWEST_DEALS:
        yield "organisation.feedback.window", f"must be at least {FEWEST_DEALS} deals"


def _nurture(market: Market, organisation: Organisation) -> Found:
    plain = [name for name, source in market.sources.items() if not isinstance(source, NurtureSource)]
    kept: dict[str, str] = {}
    for name, source in market.sources.items():
        if not isinstance(source, NurtureSource):
            continue
        key = f"market.sources.{name}"
        for other in source.sources:
            if other not in plain:
                yield f"{key}.from", _unknown(other, plain)
        for other in source.sources or plain:
            if other in kept:
                yield f"{key}.from", f"'{other}' is nurtured by '{kept[other]}' already"
            kept.setdefault(other, name)
        if source.limit < 1:
            yield f"{key}.limit", "must be at least 1; leave the source out for no return"
        if not 0 <= source.ripen <= 1:
            yield f"{key}.ripen", "must be between 0 % and 100 % per month"
        desk = organisation.desks.get(source.to)
        if desk is not None and desk.prospecting is not None:
            yield (
                f"{key}.to",
                f"'{source.to}' works a list of accounts; leads from nurture need touches or stages",
            )


def _desk(desk: Desk, organisation: Organisation) -> Found:
    if desk.bypass is not None:
        if desk.hands_to is None:
            yield "bypass", "needs a desk to go to: set 'hands to'"
        if desk.prospecting is not None:
            yield "bypass", "no leads come to a desk that works a list of accounts"
        if not desk.bypass.needs:
            yield "bypass.needs", "name at least one trait; otherwise everybody is ready"
        if len(set(desk.bypass.needs)) != len(desk.bypass.needs):
            yield "bypass.needs", "names a trait twice"
    if desk.cadence is not None:
        yield from _cadence(desk.cadence)
    if desk.prospecting is not None:
        yield from _definition("prospecting.sql", desk.prospecting.sql)
    if desk.acceptance is not None:
        yield from _acceptance(desk.acceptance, organisation)
    yield from _stages(desk.stages)


def _cadence(cadence: Cadence) -> Found:
    yield from _definition("cadence.sql", cadence.sql)
    if cadence.stop_after is not None and cadence.stop_after < 1:
        yield "cadence.stop_after", "must be at least 1 touch"
    if cadence.enrichment is not None:
        yield from _enrichment(cadence.enrichment)


def _enrichment(rule: Enrichment) -> Found:
    for key, value in (("contact", rule.contact), ("error", rule.error)):
        if value < -1:
            yield f"cadence.enrichment.{key}", "must be at least -100 %"


def _definition(key: str, rule: Definition) -> Found:
    if rule.spread < 0:
        yield f"{key}.spread", "must not be negative"


def _acceptance(check: Acceptance, organisation: Organisation) -> Found:
    if check.spread < 0:
        yield "acceptance.spread", "must not be negative"
    for office in check.by_office:
        if office not in organisation.offices:
            yield f"acceptance.by_office.{office}", _unknown(office, organisation.offices)


def _stages(stages: tuple[Stage, ...]) -> Found:
    for number, stage in enumerate(stages):
        key = f"stages.{number}"
        if stage.below_value is not None and stage.below_value <= stage.from_value:
            yield f"{key}.below_value", "must be above 'from value'; no deal has the stage otherwise"
        if stage.no_show >= 1:
            yield f"{key}.no_show", "must be below 100 %; no meeting would ever take place"
    edges = {
        0.0,
        *(s.from_value for s in stages),
        *(s.below_value for s in stages if s.below_value is not None),
    }
    some_limit = any(stage.below_value is not None for stage in stages)
    for edge in sorted(edges) if some_limit else ():
        if not any(s.from_value <= edge and (s.below_value is None or edge < s.below_value) for s in stages):
            yield "stages", f"a deal of ${edge:,.0f} has no stage at all"


def _role(name: str, role: Role, organisation: Organisation) -> Found:
    for first, row in role.setup.matrix.items():
        if first in row:
            yield f"setup.matrix.{first}.{first}", "is the same activity: set 'other lead' instead"
        for activity in (first, *row):
            if activity not in organisation.activities:
                yield "setup.matrix", _unknown(activity, organisation.activities)
    mine = [desk for desk in organisation.desks.values() if name in desk.staffed_by]
    stages = {str(spell(stage.name)) for desk in mine for stage in desk.stages}
    for stage_name, sigma in role.skill.by_stage.items():
        if stage_name not in stages:
            yield f"skill.by_stage.{stage_name}", _unknown(stage_name, stages)
        if sigma < 0:
            yield f"skill.by_stage.{stage_name}", "must not be negative"


def qualification_warnings(market: Market, organisation: Organisation) -> Iterator[str]:
    """Words on numbers that a plan may hold but that work against each other."""
    if not market.buyers.personas:
        yield from _persona_warnings(organisation)
    for name, desk in organisation.desks.items():
        key = f"organisation.desks.{name}"
        if desk.cadence is not None:
            yield from _cadence_warnings(key, desk.cadence, market)
        away = [stage.name for stage in desk.stages if stage.travel is not None]
        placed = any(organisation.roles[role].territories for role in desk.staffed_by)
        if away and not placed and market.buyers.territories:
            yield f"{key}.stages: nobody at the desk has a territory, so every touch of {', '.join(away)} is a journey"


def _persona_warnings(organisation: Organisation) -> Iterator[str]:
    for name, role in organisation.roles.items():
        if role.setup.other_persona:
            yield f"organisation.roles.{name}.setup.other persona: has no effect, market.buyers.personas names none"
        if role.discipline == "same persona first":
            yield f"organisation.roles.{name}.discipline: is by due date, market.buyers.personas names none"


def _cadence_warnings(key: str, cadence: Cadence, market: Market) -> Iterator[str]:
    touches = min(len(cadence.touches), cadence.stop_after or len(cadence.touches))
    rule = market.contact.opt_out
    if rule is not None:
        driven = 1 - (1 - rule.chance) ** max(0, touches - rule.from_touch + 1)
        if driven > MANY:
            yield (f"{key}.cadence.touches: {touches} touches drive away {driven:.0%} of the buyers who are not reached "
                   "(market.contact.opt out)")  # fmt: skip
    length = sum(touch.after for touch in cadence.touches[:touches])
    if cadence.give_up is not None and length > cadence.give_up:
        yield (f"{key}.cadence.give up: {cadence.give_up / 24:g} days are over before the last touch of a cadence of "
               f"{length / 24:g} days")  # fmt: skip
