"""Two desks in a row where nothing is left to luck: a lead an hour, fixed times, offices that never close."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesline.model import simulate
from salesline.model.line import Line
from salesline.model.simulate import Run
from salesline.record import Record
from salesline.scenario.scenario import Scenario


def tandem(values: Mapping[str, Any] | None = None, **study: Any) -> Scenario:
    """Preparation takes an hour, the drum two; one rep each; leads are pulled in order of coming."""

    def desk(role: str, hours: str, **more: Any) -> dict[str, Any]:
        return {
            "staffed_by": role,
            "stages": [{"name": f"{role} work", "activity": "work", "handling": hours}],
            **more,
        }

    data = {
        "name": "tandem",
        "market": {
            "buyers": {},
            "sources": {"leads": {"kind": "inbound", "to": "prep", "rate": "1 per hour", "arrivals": "even"}},
            "win": {},
        },
        "organisation": {
            "activities": {"work": {}},
            "roles": {"helper": {"heads": 1}, "closer": {"heads": 1}},
            "desks": {
                "prep": desk("helper", "1 hour", hands_to="drum"),
                "drum": desk("closer", "2 hours", opportunity=True),
            },
        },
        "study": {"start": "2026-01-05", "quarters": 1, "prior": "0 h", "horizon": "24 hours", **study},
    }
    scenario = Scenario.model_validate(data)
    return scenario.with_values(values) if values else scenario


def history(record: Record, activity: str, desk: str = "") -> list[tuple[float, str, str]]:
    """(begin, lead's number, who) of all rows of one kind in the log, at one desk if it is named."""
    return [
        (row["start"], row["lead"].partition("/")[2], row["resource"])
        for row in record.rows("events")
        if row["activity"] == activity and desk in ("", row["reason"])
    ]


def ran(scenario: Scenario) -> Line:
    """The line after a run, for a look inside."""
    line = Line(scenario, 1, 0)
    Run(line).go()
    return line


def logged(scenario: Scenario) -> Record:
    """One replication with its log."""
    return simulate(scenario, log=True)
