"""Market and organisation after settings have been moved: for the checks at load and for the run itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from salesline.errors import KeyedErrors
from salesline.scenario.base import FrozenDict
from salesline.scenario.crosschecks import kind_of
from salesline.scenario.desks import Desk
from salesline.scenario.market import Market
from salesline.scenario.messages import problems_of
from salesline.scenario.names import unknown
from salesline.scenario.nodes import Entry, Node, Position, normalised, spaced
from salesline.scenario.organisation import Organisation
from salesline.scenario.release import Conwip
from salesline.scenario.steering import Pilot, arm_name

M = TypeVar("M", bound=BaseModel)
L = TypeVar("L", bound=Conwip)
Settings = Mapping[str, Any]
STEERING = ("changes", "controllers", "pilots")
NOWHERE = Position("")
CLOSED = ("desks", "roles", "offices", "activities")
"""Maps to which a change may add nothing."""
FIXED = (
    "offices.*",
    "hiring",
    "other_hires",
    "overhead",
    "roles.*.heads",
    "roles.*.offices",
    "roles.*.territories",
    "roles.*.segments",
    "roles.*.languages",
    "roles.*.tags",
    "roles.*.pods",
    "roles.*.weights",
    "roles.*.absence",
    "roles.*.attrition",
    "roles.*.promotion",
    "roles.*.black_book",
    "roles.*.pay",
    "roles.*.skill.founders",
    "roles.*.skill.mean",
    "roles.*.skill.spread",
    "roles.*.ramp.spread",
    "desks.*.prospecting.source",
)
"""What stays as it is while the plan runs: calendars, who the people are, and what is paid for them."""


def is_steered(organisation: Organisation) -> bool:
    """Whether anything moves the rules while the plan runs."""
    return bool(organisation.changes or organisation.controllers or organisation.pilots)


def unsteered(organisation: Organisation) -> Organisation:
    """The organisation as it is before anything moves it."""
    if not is_steered(organisation):
        return organisation
    return organisation.model_copy(
        update={"changes": (), "controllers": FrozenDict({}), "pilots": FrozenDict({})}
    )


def applied(market: Market, organisation: Organisation, settings: Settings) -> tuple[Market, Organisation]:
    """Both blocks with settings by dotted key below organisation, or market.score.

    Raises KeyedErrors, whose keys begin with the key of a setting, when one cannot be set to its value.
    """
    data = {
        "market": market.model_dump(by_alias=True),
        "organisation": organisation.model_dump(by_alias=True),
    }
    found: list[tuple[str, str]] = []
    touched: set[str] = set()
    for key, value in settings.items():
        steps = key.split(".")
        block = "market" if steps[0] == "market" else "organisation"
        try:
            _refuse(steps, organisation)
            _put(data[block], steps[1:] if block == "market" else steps, value)
            touched.add(block)
        except KeyError as error:
            found.append((key, str(error.args[0])))
    new_market, new = market, organisation
    try:
        if "market" in touched:
            new_market = _validated(Market, data["market"], settings, "market.")
        if "organisation" in touched:
            new = _validated(Organisation, data["organisation"], settings, "")
            found += _moved(organisation, new, settings)
    except KeyedErrors as error:
        found += error.errors
    if found:
        raise KeyedErrors(found)
    return new_market, new


def value_of(market: Market, organisation: Organisation, key: str) -> Any:
    """What stands under a dotted key, in plain numbers and names; None where nothing does."""
    steps = key.split(".")
    block: BaseModel = market if steps[0] == "market" else organisation
    here: Any = block.model_dump(by_alias=True)
    for step in steps[1:] if steps[0] == "market" else steps:
        if isinstance(here, Mapping):
            here = here.get(step)
        elif isinstance(here, list | tuple) and step.isdecimal() and int(step) < len(here):
            here = here[int(step)]
        else:
            return None
    return here


def with_pilots(organisation: Organisation) -> Organisation:
    """The organisation with one more desk per pilot; caps over desks and expiry rules hold for both arms.

    Raises KeyedErrors as `applied` does, with keys that begin with 'pilots.<name>.set.'.
    """
    if not organisation.pilots:
        return organisation
    desks = dict(organisation.desks)
    found: list[tuple[str, str]] = []
    for name, pilot in organisation.pilots.items():
        try:
            desks[arm_name(pilot.desk, name)] = _arm(organisation.desks[pilot.desk], pilot)
        except KeyedErrors as error:
            found += [(f"pilots.{name}.set.{key}", text) for key, text in error.errors]
    if found:
        raise KeyedErrors(found)
    return over_both_arms(
        organisation.model_copy(update={"desks": FrozenDict(sorted(desks.items()))}), organisation
    )


def over_both_arms(organisation: Organisation, piloted: Organisation) -> Organisation:
    """An organisation whose caps and expiry rules of a desk also name the desk's arms in another one's pilots."""
    arms: dict[str, list[str]] = {}
    for name, pilot in piloted.pilots.items():
        arms.setdefault(pilot.desk, []).append(arm_name(pilot.desk, name))
    if not arms:
        return organisation
    loops = tuple(_widened(loop, arms) for loop in organisation.conwip)
    release = tuple(
        _widened(rule, arms) if isinstance(rule, Conwip) else rule for rule in organisation.release
    )
    expiry = tuple(
        rule if desk == rule.desk else rule.model_copy(update={"desk": desk, "name": _own(rule.name, desk)})
        for rule in organisation.expiry
        for desk in (rule.desk, *arms.get(rule.desk, ()))
        if desk == rule.desk or desk in organisation.desks
    )
    sla = {
        name if desk == rule.desk else f"{name}_{desk}": rule.model_copy(update={"desk": desk})
        for name, rule in organisation.sla.items()
        for desk in (rule.desk, *arms.get(rule.desk, ()))
        if desk == rule.desk or desk in organisation.desks
    }
    rules = {"conwip": loops, "release": release, "expiry": expiry, "sla": FrozenDict(sorted(sla.items()))}
    return organisation.model_copy(update=rules)


def _widened(loop: L, arms: Mapping[str, list[str]]) -> L:
    """A cap over desks and their arms."""
    desks = tuple(d for desk in loop.desks for d in (desk, *arms.get(desk, ())))
    return loop.model_copy(update={"desks": desks})


def _own(name: str | None, desk: str) -> str | None:
    """The name of a rule at an arm, which is counted by itself."""
    return None if name is None else f"{name}_{desk}"


def _arm(desk: Desk, pilot: Pilot) -> Desk:
    data = desk.model_dump(by_alias=True)
    settings = {key: value for key, value in pilot.settings.items() if key != "wip"}
    found = []
    for key, value in settings.items():
        try:
            _put(data, key.split("."), value)
        except KeyError as error:
            found.append((key, str(error.args[0])))
    if found:
        raise KeyedErrors(found)
    arm = _validated(Desk, data, settings, "")
    kinds = (arm.cadence is not None) + bool(arm.stages) + (arm.prospecting is not None)
    if kinds != 1 or kind_of(arm) != kind_of(desk):
        key = next((k for k in settings if k.split(".")[0] in ("cadence", "stages", "prospecting")), "")
        raise KeyedErrors([(key, f"a pilot of a desk of {kind_of(desk)} must stay one")])
    return arm


def _refuse(steps: list[str], organisation: Organisation) -> None:
    """Raise KeyError for a key that nobody may move, before anything is tried."""
    if steps[0] == "market":
        if len(steps) < 2 or steps[1] != "score":
            raise KeyError("the market is not ours to change; only market.score is decided by us")
    elif steps[0] in STEERING:
        raise KeyError("what moves the rules cannot itself be moved")
    elif steps[0] in CLOSED and len(steps) > 1 and steps[1] not in getattr(organisation, steps[0]):
        raise KeyError(unknown(steps[1], getattr(organisation, steps[0])))


def _put(data: Any, steps: list[str], value: Any) -> None:
    """Set a value below plain maps and lists; None takes a key away. Raises KeyError with what is wrong."""
    for number, written in enumerate(steps):
        step = written
        last = number == len(steps) - 1
        if isinstance(data, dict):
            step = step if step in data else normalised(step)
            if not last:
                data[step] = data = _copy(data.get(step))
            elif value is None:
                data.pop(step, None)
            else:
                data[step] = value
        elif isinstance(data, list) and step.isdecimal() and int(step) < len(data):
            if not last:
                data[int(step)] = data = _copy(data[int(step)])
            else:
                data[int(step)] = value
        elif isinstance(data, list):
            raise KeyError(f"has no entry '{step}': it is a list of {len(data)}, counted from 0")
        else:
            raise KeyError(f"has no key '{spaced(step)}': it is a single value")


def _copy(value: Any) -> Any:
    """A copy that may be changed; nothing becomes an empty map."""
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, list | tuple) else value


def _validated(model: type[M], data: dict[str, Any], settings: Settings, block: str) -> M:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems = problems_of(error, model, _node(data))
        raise KeyedErrors(
            [located(block + problem.key, problem.message, settings) for problem in problems]
        ) from None


def _node(value: Any) -> Node:
    if isinstance(value, Mapping):
        return Node(
            NOWHERE, {str(key): Entry(str(key), NOWHERE, _node(inner)) for key, inner in value.items()}
        )
    if isinstance(value, list | tuple):
        return Node(NOWHERE, [_node(inner) for inner in value])
    return Node(NOWHERE, value)


def located(key: str, message: str, settings: Settings) -> tuple[str, str]:
    """A problem under the setting that caused it; with the key in the words if that lies elsewhere."""
    if not settings:
        return key, message
    here = ".".join(normalised(step) for step in key.split("."))
    for setting in settings:
        if here == setting or here.startswith(f"{setting}."):
            return here, message
    for setting in settings:
        if setting.startswith(f"{here}."):
            return setting, message
    about = next((s for s in settings if s.split(".")[:2] == here.split(".")[:2]), next(iter(settings), ""))
    return about, f"makes {key} wrong: {message}"


def _moved(before: Organisation, after: Organisation, settings: Settings) -> list[tuple[str, str]]:
    """Settings that would move what must stay."""
    old, new = dict(_fixed(before)), dict(_fixed(after))
    found = [
        located(key, "cannot change while the plan runs", settings)
        for key in {**old, **new}
        if old.get(key) != new.get(key)
    ]
    for name in before.desks.keys() & after.desks.keys():
        was, now = before.desks[name], after.desks[name]
        kinds = (now.cadence is not None) + bool(now.stages) + (now.prospecting is not None)
        if kinds != 1 or kind_of(was) != kind_of(now):
            text = f"is a desk of {kind_of(was)} and must stay one"
            found.append(located(f"desks.{name}", text, settings))
    for part in CLOSED:
        old_names, new_names = set(getattr(before, part)), set(getattr(after, part))
        for name in sorted(old_names ^ new_names):
            text = "cannot be taken away" if name in old_names else "cannot be added while the plan runs"
            found.append(located(f"{part}.{name}", text, settings))
    return list(dict.fromkeys(found))


def _fixed(organisation: Organisation) -> Iterator[tuple[str, Any]]:
    for pattern in FIXED:
        yield from _matching(organisation, pattern.split("."), "")


def _matching(value: Any, steps: list[str], path: str) -> Iterator[tuple[str, Any]]:
    if not steps or value is None:
        yield path, value
    elif steps[0] == "*":
        for name, inner in value.items():
            yield from _matching(inner, steps[1:], f"{path}.{name}" if path else name)
    else:
        yield from _matching(
            getattr(value, steps[0], None), steps[1:], f"{path}.{steps[0]}" if path else steps[0]
        )


def start_level(market: Market, organisation: Organisation, name: str) -> int | None:
    """Number of the level at which a controller starts; None if the value is not among its levels."""
    controller = organisation.controllers[name]
    key = controller.setting
    wanted = value_of(market, organisation, key)
    if controller.start_at is not None:
        wanted = value_of(*applied(market, unsteered(organisation), {key: controller.start_at}), key)
    for number, level in enumerate(controller.levels):
        if value_of(*applied(market, unsteered(organisation), {key: level}), key) == wanted:
            return number
    return None
