"""Mechanisms that a spreadsheet plan leaves out, each with the scenario in which it does not act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from salesline.scenario.market import InboundSource, PrimeSource

if TYPE_CHECKING:
    from salesline.scenario.organisation import Organisation
    from salesline.scenario.scenario import Scenario

__all__ = ["MECHANISMS", "Mechanism", "acting", "without"]


@dataclass(frozen=True)
class Mechanism:
    """One mechanism.

    Attributes:
        key: short name.
        title: what it does to a plan, in words.
        off: dotted keys and values of a scenario in which it does not act; empty if it does not act anyway.

    """

    key: str
    title: str
    off: Callable[[Scenario], dict[str, Any]]


def acting(scenario: Scenario) -> list[Mechanism]:
    """Return the mechanisms that act in a scenario: those whose absence changes it."""
    settled = _settled(scenario)
    return [m for m in MECHANISMS if without(settled, [m]).digest != settled.digest]


def without(scenario: Scenario, mechanisms: list[Mechanism]) -> Scenario:
    """Return the scenario in which some mechanisms do not act, from the start of the plan; the time before stays as it is."""
    values: dict[str, Any] = {}
    for mechanism in mechanisms:
        values |= mechanism.off(scenario)
    settled = _settled(scenario)
    return settled.with_values(values) if values else settled


def _settled(scenario: Scenario) -> Scenario:
    """The scenario with its time before the plan written down, so that changes of the plan do not reach it."""
    return scenario if scenario.before is not None else scenario.following(scenario)


def _per_role(**settings: Any) -> Callable[[Scenario], dict[str, Any]]:
    def off(scenario: Scenario) -> dict[str, Any]:
        return {
            f"organisation.roles.{role}.{key.replace('__', '.')}": value
            for role in scenario.organisation.roles
            for key, value in settings.items()
        }

    return off


def _hired_at_once(scenario: Scenario) -> dict[str, Any]:
    start = scenario.study.start
    hires = [{"role": hire.role, "hires": hire.hires, "from": start} for hire in scenario.organisation.hiring]
    return {"organisation.hiring": hires} if hires else {}


def _leads_with_heads(scenario: Scenario) -> dict[str, Any]:
    """Inbound leads per closer stay what they were before the plan: what quota times heads takes for granted."""
    before = scenario.before or scenario
    growth = _closers(scenario.organisation, hired=True) / max(1, _closers(before.organisation, hired=False))
    values = {}
    for name, source in scenario.market.sources.items():
        old = before.market.sources.get(name)
        if isinstance(source, InboundSource) and isinstance(old, InboundSource):
            values[f"market.sources.{name}.rate"] = max(source.rate, old.rate * growth)
    return values


def _closers(organisation: Organisation, *, hired: bool) -> int:
    heads = 0
    for name, role in organisation.roles.items():
        if role.pay.quota > 0:
            heads += role.heads + hired * sum(hire.hires for hire in organisation.hiring if hire.role == name)
    return heads


def _network_goes_on(scenario: Scenario) -> dict[str, Any]:
    before = scenario.before or scenario
    return {
        f"market.sources.{name}.stock": 10**6
        for name, source in scenario.market.sources.items()
        if isinstance(source, PrimeSource) and isinstance(before.market.sources.get(name), PrimeSource)
    }


def _no_clocks(scenario: Scenario) -> dict[str, Any]:
    """Neither response nor momentum nor window runs out; the response clock only where somebody calls."""
    calls = any(desk.cadence for desk in scenario.organisation.desks.values())
    response = {"market.contact.beta": 0.0} if calls else {}
    return {**response, "market.momentum": None, "market.buyers.window": None}


MECHANISMS = (
    Mechanism("start", "hires come later than on the first day", _hired_at_once),
    Mechanism("ramp", "hires need time to learn", _per_role(ramp={})),
    Mechanism(
        "skill", "hires are not all as good as the founders", _per_role(skill__mean=1.0, skill__spread=0.0)
    ),
    Mechanism("onboarding", "the old hands teach the new ones", _per_role(onboarding={})),
    Mechanism("attrition", "people leave and seats stay empty", _per_role(attrition={})),
    Mechanism("demand", "leads do not grow with the heads", _leads_with_heads),
    Mechanism("network", "the founders' own contacts are used up", _network_goes_on),
    Mechanism(
        "focus",
        "set-up, reload and interruptions take time",
        _per_role(setup={}, reload={}, interruptions={}),
    ),
    Mechanism("decay", "leads and deals go cold while they wait", _no_clocks),
    Mechanism("absence", "leave and sickness", _per_role(absence={})),
)
"""In the order in which they are told; the order has no influence on their shares."""
