"""OCEL 2.0 as JSON: events that touch several objects at once, here leads, reps and deals."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesline.exports.eventlog import stamp

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from salesline.exports.eventlog import Event, EventLog

__all__ = ["ocel", "write_ocel"]

OBJECTS = {
    "lead": (("source", "string"),),
    "rep": (("role", "string"),),
    "deal": (("opened", "time"), ("value", "float"), ("outcome", "string")),
}
EVENT = (("start", "time"), ("desk", "string"), ("outcome", "string"), ("reason", "string"))


def write_ocel(log: EventLog, path: Path) -> None:
    """Write the log as OCEL 2.0 JSON."""
    told = json.dumps(ocel(log), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    path.write_text(told + "\n", encoding="utf-8")


def ocel(log: EventLog) -> dict[str, Any]:
    """The log as the data of OCEL 2.0.

    An event is a touch, at its end and with the attribute `start`, or a change of state. It is related to the lead, to the
    rep who did it, and to the deal that was open then. A deal's value and outcome hold from the moment it was closed.
    """
    clock = log.clock()
    deals = _deals(log)
    events = [(event, start) for event, start in _whole(log)]
    reps = dict.fromkeys(event.resource for event, _ in events if event.resource)
    objects = [
        *(_object("lead", lead, clock(events[first][0].hour), source=lead.rpartition("/")[0])
          for lead, first in _firsts(events).items()),
        *(_object("rep", rep, clock(events[0][0].hour), role=rep.rpartition("/")[0]) for rep in reps),
        *(_deal(name, deal, clock) for found in deals.values() for name, deal in found),
    ]  # fmt: skip
    return {
        "objectTypes": [
            {"name": kind, "attributes": [_typed(*attribute) for attribute in attributes]}
            for kind, attributes in OBJECTS.items()
        ],
        "eventTypes": [
            {"name": activity, "attributes": [_typed(*attribute) for attribute in EVENT]}
            for activity in dict.fromkeys(event.activity for event, _ in events)
        ],
        "objects": objects,
        "events": [
            _event(number, event, start, clock, deals) for number, (event, start) in enumerate(events)
        ],
    }


def _whole(log: EventLog) -> list[tuple[Event, float | None]]:
    """Each completed event with the hour at which it started."""
    begun: dict[int, float] = {}
    found = []
    for event in log.events():
        if event.transition == "start":
            begun[event.order + 1] = event.hour
        else:
            found.append((event, begun.get(event.order)))
    return found


def _firsts(events: list[tuple[Event, float | None]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, (event, _) in enumerate(events):
        found.setdefault(event.lead, at)
    return found


def _deals(log: EventLog) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Closed deals by lead, each with a name of its own."""
    found: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for deal in log.record.rows("deals"):
        if deal["opened"] is not None:
            found[deal["lead"]].append((f"{deal['lead']}#{len(found[deal['lead']]) + 1}", deal))
    return dict(found)


def _typed(name: str, kind: str) -> dict[str, str]:
    return {"name": name, "type": kind}


def _object(kind: str, name: str, since: datetime, **values: Any) -> dict[str, Any]:
    attributes = [{"name": key, "time": stamp(since), "value": value} for key, value in values.items()]
    return {"id": f"{kind}:{name}", "type": kind, "attributes": attributes, "relationships": []}


def _deal(name: str, deal: dict[str, Any], clock: Callable[[float], datetime]) -> dict[str, Any]:
    opened, closed = clock(deal["opened"]), clock(deal["closed"])
    made = _object("deal", name, opened, opened=stamp(opened))
    later = _object("deal", name, closed, value=round(deal["value"], 2), outcome=deal["outcome"])
    made["attributes"] += later["attributes"]
    made["relationships"] = [{"objectId": f"lead:{deal['lead']}", "qualifier": "came from"}]
    return made


def _event(
    number: int,
    event: Event,
    start: float | None,
    clock: Callable[[float], datetime],
    deals: dict[str, list[tuple[str, dict[str, Any]]]],
) -> dict[str, Any]:
    given = (
        ("start", None if start is None else stamp(clock(start))),
        ("desk", event.desk),
        ("outcome", event.outcome),
        ("reason", event.reason),
    )
    related = [{"objectId": f"lead:{event.lead}", "qualifier": "lead"}]
    if event.resource:
        related.append({"objectId": f"rep:{event.resource}", "qualifier": "done by"})
    related += [
        {"objectId": f"deal:{name}", "qualifier": "deal"}
        for name, deal in deals.get(event.lead, [])
        if deal["opened"] <= event.hour <= deal["closed"]
    ]
    return {
        "id": f"event:{number}",
        "type": event.activity,
        "time": stamp(clock(event.hour)),
        "attributes": [{"name": key, "value": value} for key, value in given if value],
        "relationships": related,
    }
