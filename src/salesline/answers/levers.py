"""Levers: single changes of a scenario whose worth can be asked for, each with a size that can be multiplied."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from salesline.scenario.market import InboundSource

if TYPE_CHECKING:
    from salesline.scenario.scenario import Scenario

__all__ = ["Lever", "custom_lever", "levers_of"]

DIALER = 200 / 85
"""Touches a day with a dialer against without (FrontSpin essay: 200 against 85)."""
MORE_LEADS = 0.10
COACHED = 0.05
"""assumption: a year of coaching raises skill by a twentieth (CSO Insights 2018: formal coaching raises win rates)."""
COACH_COST = 120_000.0
"""assumption: a coach's cost a year."""
TIGHTER = 0.2


@dataclass(frozen=True)
class Lever:
    """One change.

    Attributes:
        key: short name, such as 'ae' or 'leads'.
        title: words, such as 'one more AE, hired on the first day'.
        pull: the scenario with the change made `times` times.
        assumption: what the change assumes beyond the scenario; '' if nothing.

    """

    key: str
    title: str
    pull: Callable[[Scenario, int], Scenario]
    assumption: str = ""


def levers_of(scenario: Scenario) -> list[Lever]:
    """Return the levers that this scenario has: a head of each role, leads, dialer, coach, cap, fresh leads first."""
    return [
        *_heads(scenario),
        *_leads(scenario),
        *_dialer(scenario),
        *_coach(scenario),
        *_caps(scenario),
        *_freshest(scenario),
    ]


def custom_lever(key: str, title: str, values: Mapping[str, Any]) -> Lever:
    """Return the lever that sets dotted keys to values, however often it is pulled."""
    return Lever(key, title, lambda scenario, times: scenario.with_values(values) if times else scenario)


def _heads(scenario: Scenario) -> Iterator[Lever]:
    for name, role in scenario.organisation.roles.items():
        if role.heads or any(hire.role == name for hire in scenario.organisation.hiring):
            yield Lever(f"one {name}", f"one more {_said(name)}, hired on the first day", _hire(name))


def _hire(role: str) -> Callable[[Scenario, int], Scenario]:
    def pull(scenario: Scenario, times: int) -> Scenario:
        hire = {"role": role, "hires": times, "from": scenario.study.start}
        hiring = [*(old.model_dump(by_alias=True) for old in scenario.organisation.hiring), hire]
        return scenario.with_values({"organisation.hiring": hiring}) if times else scenario

    return pull


def _leads(scenario: Scenario) -> Iterator[Lever]:
    inbound = {name: s for name, s in scenario.market.sources.items() if isinstance(s, InboundSource)}
    if not inbound:
        return

    def pull(scenario: Scenario, times: int) -> Scenario:
        factor = 1.0 + MORE_LEADS * times
        return scenario.with_values(
            {f"market.sources.{name}.rate": s.rate * factor for name, s in inbound.items()}
        )

    yield Lever("leads", f"{MORE_LEADS:.0%} more inbound leads".replace("%", " %"), pull)


def _dialer(scenario: Scenario) -> Iterator[Lever]:
    roles = [
        name for name, role in scenario.organisation.roles.items()
        if role.tools.get("dial", 1.0) <= 1.0 and _dials(scenario, name)
    ]  # fmt: skip
    if not roles:
        return

    def pull(scenario: Scenario, times: int) -> Scenario:
        if not times:
            return scenario
        tools = {name: {**scenario.organisation.roles[name].tools, "dial": DIALER} for name in roles}
        return scenario.with_values(
            {f"organisation.roles.{name}.tools": value for name, value in tools.items()}
        )

    yield Lever(
        "dialer",
        f"a dialer for {' and '.join(roles)}",
        pull,
        f"dials {DIALER:.2f} times as fast; licence not charged",
    )


def _dials(scenario: Scenario, role: str) -> bool:
    for desk in scenario.organisation.desks.values():
        if role not in desk.staffed_by:
            continue
        touches = desk.cadence.touches if desk.cadence else ()
        if any(touch.activity == "dial" for touch in touches) or (
            desk.prospecting and "dial" in desk.prospecting.mix
        ):
            return True
    return False


def _coach(scenario: Scenario) -> Iterator[Lever]:
    closers = [name for name, role in scenario.organisation.roles.items() if role.pay.quota > 0]
    if not closers:
        return

    def pull(scenario: Scenario, times: int) -> Scenario:
        factor = (1.0 + COACHED) ** times
        values: dict[str, Any] = {
            "organisation.overhead": scenario.organisation.overhead + COACH_COST * times
        }
        for name in closers:
            skill = scenario.organisation.roles[name].skill
            values[f"organisation.roles.{name}.skill.founders"] = [value * factor for value in skill.founders]
            values[f"organisation.roles.{name}.skill.mean"] = skill.mean * factor
        return scenario.with_values(values) if times else scenario

    yield Lever("coach", f"a coach for {' and '.join(closers)}", pull, "skill up 5 %, $120k a year")


def _caps(scenario: Scenario) -> Iterator[Lever]:
    for name, cap in scenario.organisation.wip.items():

        def pull(scenario: Scenario, times: int, name: str = name, cap: int = cap) -> Scenario:
            lower = max(1, round(cap * (1.0 - TIGHTER) ** times))
            return scenario.with_values({f"organisation.wip.{name}": lower})

        yield Lever(
            f"cap {name}",
            f"a cap of {max(1, round(cap * (1 - TIGHTER)))} instead of {cap} open leads per {name}",
            pull,
        )


def _freshest(scenario: Scenario) -> Iterator[Lever]:
    roles = sorted({
        role for desk in scenario.organisation.desks.values() if desk.cadence is not None for role in desk.staffed_by
        if scenario.organisation.roles[role].discipline != "newest first"
    })  # fmt: skip
    if not roles:
        return

    def pull(scenario: Scenario, times: int) -> Scenario:
        values = {f"organisation.roles.{name}.discipline": "newest first" for name in roles}
        return scenario.with_values(values) if times else scenario

    yield Lever("fresh first", f"the freshest lead first, for {' and '.join(roles)}", pull)


def _said(role: str) -> str:
    """A role as people say it: 'inbound_sdr' is an inbound SDR."""
    return " ".join(word.upper() if len(word) <= 3 else word for word in role.replace("_", " ").split())
