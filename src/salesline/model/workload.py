"""Expected work: hours of service that a lead takes at a desk, as the organisation would plan with.

An estimate from the laws of the scenario alone, the same for all leads of a desk; nobody sees a buyer's luck.
"""

from __future__ import annotations

from collections.abc import Mapping

from salesline.scenario.desks import Cadence, Desk
from salesline.scenario.market import Contact
from salesline.scenario.organisation import Activity, Organisation


def expected_work(desk: Desk, activities: Mapping[str, Activity], contact: Contact) -> float:
    """Hours of service per lead at speed 1; a deal is taken to go through all its stages."""
    if desk.cadence is not None:
        return _cadence(desk.cadence, activities, contact)
    hours = 0.0
    for stage in desk.stages:
        laws = [stage.handling or activities[name].handling for name in stage.activity]
        hours += stage.touches.mean * sum(law.mean for law in laws) / len(laws)
    return hours


def _cadence(cadence: Cadence, activities: Mapping[str, Activity], contact: Contact) -> float:
    hours = cadence.preparation.mean if cadence.preparation else 0.0
    alive = 1.0
    talk = cadence.conversation.mean + (cadence.hand_off.mean if cadence.hand_off else 0.0)
    for number, touch in enumerate(cadence.touches):
        activity = activities[touch.activity]
        chance = min(1.0, contact.fresh * contact.decay**number * activity.contact)
        hours += alive * (activity.handling.mean + chance * talk)
        alive *= 1.0 - chance
    return hours


def way_from(name: str, organisation: Organisation) -> list[str]:
    """Desks that a success goes through, from a desk on."""
    way: list[str] = []
    here: str | None = name
    while here is not None and here not in way:
        way.append(here)
        here = organisation.desks[here].hands_to
    return way


def drum_of(organisation: Organisation) -> str | None:
    """The desk that sets the pace where no rule names it: the only one of opportunities, else of all."""
    closing = [name for name, desk in organisation.desks.items() if desk.opportunity] or list(
        organisation.desks
    )
    return closing[0] if len(closing) == 1 else None
