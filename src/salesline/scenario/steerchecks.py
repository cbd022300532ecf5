"""Checks of dated changes, controllers and pilots: each state that they can bring about must itself be sound."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from salesline.errors import KeyedErrors
from salesline.scenario.crosschecks import cross_problems
from salesline.scenario.desks import Desk
from salesline.scenario.market import Market
from salesline.scenario.names import unknown
from salesline.scenario.nodes import spaced
from salesline.scenario.organisation import Organisation
from salesline.scenario.quantities import COUNT
from salesline.scenario.release import Rope, Workload
from salesline.scenario.steered import (
    Settings,
    applied,
    located,
    start_level,
    unsteered,
    with_pilots,
)
from salesline.scenario.steering import WATCHES, Controller, Pilot, arm_name
from salesline.scenario.study import Study

Found = Iterator[tuple[str, str]]
State = tuple[Market, Organisation]
DAY = 24.0
MOST_LEVELS = 50
THRESHOLDS = {
    "band": ("below", "above"),
    "target": ("target", "step"),
    "switch": ("below", "above"),
    "trigger": ("below", "above"),
}
NEEDS_BOTH = ("target", "switch")


def steering_problems(
    market: Market, organisation: Organisation, study: Study, *, sound: bool
) -> list[tuple[str, str]]:
    """All (dotted key, message) pairs of what moves the rules; `sound` says that the scenario without it has none."""
    found = [
        (f"organisation.controllers.{name}.{key}", text)
        for name, controller in organisation.controllers.items()
        for key, text in _controller(controller, organisation)
    ]
    found += [
        (f"organisation.pilots.{name}{'.' if key else ''}{key}", text)
        for name, pilot in organisation.pilots.items()
        for key, text in _pilot(name, pilot, market, organisation)
    ]
    found += [*_fights(organisation), *_staff_fights(organisation)]
    if sound and not found:
        found += _states(market, organisation, study)
    return found


# -- controllers


def _controller(rule: Controller, organisation: Organisation) -> Found:
    if len(rule.levels) < 2:
        yield "levels", "needs at least two levels"
    if len(rule.levels) > MOST_LEVELS:
        yield "levels", f"at most {MOST_LEVELS} levels"
    kind, _, subject = rule.watch.partition(".")
    needs = WATCHES[kind][1]
    names: Collection[str] = organisation.roles if needs == "role" else _all_desks(organisation)
    if needs and subject not in names:
        yield "watch", unknown(subject, names)
    yield from _thresholds(rule)
    if rule.every < DAY:
        yield "every", "must be at least 1 day"
    if rule.over is not None and rule.over <= 0:
        yield "over", "must be above 0"


def _thresholds(rule: Controller) -> Found:
    wanted = THRESHOLDS[rule.kind]
    given = [name for name in wanted if getattr(rule, name) is not None]
    if len(given) < (2 if rule.kind in NEEDS_BOTH else 1):
        missing = [name for name in wanted if name not in given]
        yield missing[0], f"is required for kind '{rule.kind}'"
    for name in ("below", "above", "target", "step"):
        if name not in wanted and getattr(rule, name) is not None:
            yield name, f"means nothing to kind '{rule.kind}', which has {' and '.join(wanted)}"
    if rule.below is not None and rule.above is not None and rule.below > rule.above:
        yield "below", "is higher than 'above'"
    if rule.step is not None and rule.step <= 0:
        yield "step", "must be above 0"


def _all_desks(organisation: Organisation) -> list[str]:
    return [*organisation.desks, *(arm_name(p.desk, name) for name, p in organisation.pilots.items())]


def _fights(organisation: Organisation) -> Found:
    """Two hands on one setting."""
    rules = list(organisation.controllers.items())
    for number, (name, rule) in enumerate(rules):
        for other, earlier in rules[:number]:
            if _overlap(rule.setting, earlier.setting):
                yield (
                    f"organisation.controllers.{name}.setting",
                    f"is already moved by controller '{spaced(other)}'",
                )
        for at, change in enumerate(organisation.changes):
            for key in change.settings:
                if _overlap(rule.setting, key):
                    yield (
                        f"organisation.changes.{at}.set.{key}",
                        f"is moved by controller '{spaced(name)}'; leave it to one of them",
                    )


def _overlap(one: str, other: str) -> bool:
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


# -- pilots


def _pilot(name: str, pilot: Pilot, market: Market, organisation: Organisation) -> Found:
    desk = organisation.desks.get(pilot.desk)
    if desk is None:
        yield "desk", unknown(pilot.desk, organisation.desks)
        return
    if desk.prospecting is not None:
        yield "desk", "is a desk of prospecting, whose leads come from its own list; pilot the desk after it"
    drum = next((key for key, one in organisation.desks.items() if one.opportunity), None)
    if arm_name(pilot.desk, name) in organisation.desks:
        yield "", f"needs another name: there is a desk '{spaced(arm_name(pilot.desk, name))}'"
    if not pilot.settings:
        yield "set", "needs at least one setting: a pilot of nothing shows nothing"
    if pilot.share == 0 and not any(step.share for step in pilot.expand):
        yield "share", "0 % of the leads is no pilot"
    for number, rule in enumerate(organisation.release):
        if isinstance(rule, Workload) and pilot.desk in rule.norms:
            yield "desk", f"has a norm of work in organisation.release.{number}, which knows no pilots"
        if isinstance(rule, Rope) and pilot.desk in (rule.drum or drum, rule.first):
            yield "desk", f"holds the rope of organisation.release.{number}, which knows no pilots"
    yield from _dates(pilot)
    yield from _subset(pilot, desk, market, organisation)
    if "wip" in pilot.settings:
        yield from _cap(pilot)


def _subset(pilot: Pilot, desk: Desk, market: Market, organisation: Organisation) -> Found:
    territories = market.buyers.territories
    segments: Collection[str] = getattr(market.buyers, "segments", ())
    for key, words, known in (
        ("territories", pilot.territories, territories),
        ("segments", pilot.segments, segments),
        ("sources", pilot.sources, market.sources),
    ):
        yield from ((key, unknown(word, known)) for word in words if word not in known)
    reps = possible_reps(organisation, desk.staffed_by)
    for key, listed in (
        ("reps", pilot.reps),
        *((f"expand.{n}.reps", s.reps) for n, s in enumerate(pilot.expand)),
    ):
        for rep in listed or ():
            if rep not in reps:
                yield key, unknown(rep, reps)
        if len(set(listed or ())) != len(listed or ()):
            yield key, "names a rep twice"


def _cap(pilot: Pilot) -> Found:
    if not pilot.reps:
        yield "set.wip", "is a cap per rep: it needs the reps of the pilot under 'reps'"
    try:
        if COUNT.read(pilot.settings["wip"]) < 1:
            yield "set.wip", "a cap must be at least 1; leave the key out for no cap"
    except ValueError as error:
        yield "set.wip", str(error)


def _dates(pilot: Pilot) -> Found:
    if pilot.start is not None and pilot.until is not None and pilot.until <= pilot.start:
        yield "until", "is not after 'from'"
    for number, step in enumerate(pilot.expand):
        if pilot.start is not None and step.on <= pilot.start:
            yield f"expand.{number}.on", "is not after 'from'"
        if pilot.until is not None and step.on >= pilot.until:
            yield f"expand.{number}.on", "is not before 'until'"
        if step.share is None and step.reps is None:
            yield f"expand.{number}", "needs a share or reps"


def possible_reps(organisation: Organisation, roles: Collection[str]) -> list[str]:
    """Names of the reps that roles can have: the heads and those who are hired."""
    names = []
    for role in roles:
        if role in organisation.roles:
            hired = sum(hire.hires for hire in organisation.hiring if hire.role == role)
            names += [f"{role}/{n}" for n in range(organisation.roles[role].heads + hired)]
    return names


def _staff_fights(organisation: Organisation) -> Found:
    """A rep who is to work for two pilots alone."""
    seen: dict[str, str] = {}
    for name, pilot in organisation.pilots.items():
        for rep in dict.fromkeys([*pilot.reps, *(r for step in pilot.expand for r in step.reps or ())]):
            other = seen.setdefault(rep, name)
            if other != name:
                yield (
                    f"organisation.pilots.{name}.reps",
                    f"'{spaced(rep)}' already works for pilot '{spaced(other)}' alone",
                )


# -- all states that can come about


def _states(market: Market, organisation: Organisation, study: Study) -> Found:
    state: State = (market, unsteered(organisation))
    states = [state]
    yield from _sound(state, organisation, study, "", {})
    order = sorted(range(len(organisation.changes)), key=lambda n: organisation.changes[n].on)
    for number in order:
        place = f"organisation.changes.{number}.set."
        settings = organisation.changes[number].settings
        try:
            state = applied(*state, settings)
        except KeyedErrors as error:
            yield from ((place + key, text) for key, text in error.errors)
            continue
        found = list(_sound(state, organisation, study, place, settings))
        yield from found
        if not found:
            states.append(state)
    for name, rule in organisation.controllers.items():
        yield from _levels(name, rule, states, organisation, study)


def _levels(
    name: str, rule: Controller, states: list[State], organisation: Organisation, study: Study
) -> Found:
    place = f"organisation.controllers.{name}"
    faults: dict[tuple[str, str], None] = {}
    for state in states:
        for number, level in enumerate(rule.levels):
            settings = {rule.setting: level}
            try:
                moved = applied(*state, settings)
                found = [*_sound(moved, organisation, study, "", settings)]
            except KeyedErrors as error:
                found = error.errors
            for key, text in found:
                rest = key.removeprefix(rule.setting) if key.startswith(rule.setting) else ""
                own = _own_fault(text)
                faults[(f"{place}.setting", text) if own else (f"{place}.levels.{number}{rest}", text)] = None
    yield from faults
    if faults:
        return
    market, first = states[0]
    first = first.model_copy(update={"controllers": organisation.controllers})
    try:
        if start_level(market, first, name) is None:
            yield (
                f"{place}.start_at",
                "is not among the levels" if rule.start_at is not None
                else f"is required: the present value of '{spaced(rule.setting)}' is not among the levels",
            )  # fmt: skip
    except KeyedErrors as error:
        yield f"{place}.start_at", error.errors[0][1]


def _own_fault(text: str) -> bool:
    """Whether a problem is one of the key itself, not of a level."""
    return (
        text.startswith(("unknown", "has no", "cannot", "the market", "what moves")) and "choice" not in text
    )


def _sound(state: State, organisation: Organisation, study: Study, place: str, settings: Settings) -> Found:
    """What does not fit together in a state, under the keys of the settings that led to it, or of the pilots."""
    market, plain = state
    try:
        whole = with_pilots(plain.model_copy(update={"pilots": organisation.pilots}))
    except KeyedErrors as error:
        yield from ((f"organisation.{key}", text) for key, text in error.errors)
        return
    for key, text in cross_problems(market, whole, study):
        yield _placed(key, text, organisation, place, settings)


def _placed(
    key: str, text: str, organisation: Organisation, place: str, settings: Settings
) -> tuple[str, str]:
    for name, pilot in organisation.pilots.items():
        arm = f"organisation.desks.{arm_name(pilot.desk, name)}."
        if key.startswith(arm):
            inner, words = located(key.removeprefix(arm), text, pilot.settings)
            return f"organisation.pilots.{name}.set.{inner}", words
    if not settings:
        return key, text
    inner, words = located(key.removeprefix("organisation."), text, settings)
    return place + inner, words


# -- words in season


def soft_steering(organisation: Organisation, first: date, last: date) -> Iterator[str]:
    """What may be meant and probably is not; the plan runs from `first` to the day before `last`."""
    for number, change in enumerate(organisation.changes):
        if change.on < first:
            yield f"organisation.changes.{number}.on: {change.on} is before the plan begins; it holds from {first}"
        if change.on >= last:
            yield f"organisation.changes.{number}.on: {change.on} is after the plan has ended; it changes nothing"
    for name, rule in organisation.controllers.items():
        if rule.every >= (last - first).days * DAY:
            yield f"organisation.controllers.{name}.every: there is no review before the plan ends"
    for name, pilot in organisation.pilots.items():
        if pilot.start is not None and pilot.start >= last:
            yield f"organisation.pilots.{name}.from: {pilot.start} is after the plan has ended"
        if pilot.until is not None and pilot.until <= first:
            yield f"organisation.pilots.{name}.until: {pilot.until} is before the plan begins: there is no pilot"
        all_leads = pilot.share == 1.0 and not (pilot.segments or pilot.territories or pilot.sources)
        if pilot.reps and all_leads:
            yield f"organisation.pilots.{name}.share: 100 % of the leads go to {len(pilot.reps)} reps; the others get no leads"
