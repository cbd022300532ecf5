"""The event log of one replication in the columns of process mining, and as CSV or Parquet.

A case is a lead. A touch gives two events, `start` and `complete`; a change of state gives one, `complete`. Times are dates of
the scenario's own calendar, in UTC. Written files are the same bytes for the same scenario, seed and replication.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesline.calendars import zero
from salesline.errors import SalesLineError
from salesline.record import ENDS, STATES
from salesline.store import defused

if TYPE_CHECKING:
    import pandas as pd

    from salesline.record import Record
    from salesline.scenario.scenario import Scenario

__all__ = ["FORMATS", "EventLog", "frame", "stamp", "write_csv", "write_parquet", "written"]

FORMATS = ("csv", "xes", "ocel", "parquet")
COLUMNS = (
    "case:concept:name",
    "concept:name",
    "time:timestamp",
    "lifecycle:transition",
    "org:resource",
    "org:role",
    "desk",
    "outcome",
    "reason",
    "case:source",
    "case:outcome",
    "case:value",
)
"""Names that process-mining tools know, then our own; those of a case begin with `case:`."""
PLAIN = {
    "case:concept:name": "lead",
    "concept:name": "activity",
    "time:timestamp": "time",
    "lifecycle:transition": "transition",
    "org:resource": "rep",
    "org:role": "role",
    "case:source": "source",
    "case:outcome": "lead_outcome",
    "case:value": "lead_value",
}
"""The same as names that need no quotes in SQL, for Parquet."""


@dataclass(frozen=True)
class Event:
    """One event: when, which lead, what, who; `order` breaks ties."""

    hour: float
    order: int
    lead: str
    activity: str
    transition: str
    resource: str
    desk: str
    outcome: str
    reason: str


@dataclass(frozen=True)
class EventLog:
    """A replication as events.

    Attributes:
        scenario: what was run.
        record: with the table `events`, that is simulated with `log=True`.

    Raises:
        SalesLineError: the record has no log.

    """

    scenario: Scenario
    record: Record

    def __post_init__(self) -> None:
        """Refuse a record without events."""
        if "events" not in self.record.tables:
            raise SalesLineError("the record has no events: simulate it with log=True")

    def events(self) -> list[Event]:
        """All events in the order of time; of one instant, in that of the log."""
        found: list[Event] = []
        desks: dict[str, str] = {}
        columns = self.record.tables["events"]
        names = ("time", "lead", "activity", "resource", "start", "end", "outcome", "reason")
        for at, (hour, lead, activity, resource, start, end, outcome, reason) in enumerate(
            zip(*(columns[name] for name in names), strict=True)
        ):
            state = activity in STATES
            if activity == "entered" or not state:
                desks[lead] = reason or desks.get(lead, "")
            why = "" if activity in ("entered", "assigned") or not state else reason
            rest = (resource or "", desks.get(lead, ""), outcome or "", why)
            if not state and start < end:
                found.append(Event(start, 2 * at, lead, activity, "start", *rest))
            found.append(Event(hour if state else end, 2 * at + 1, lead, activity, "complete", *rest))
        found.sort(key=lambda event: (event.hour, event.order))
        return found

    def cases(self) -> dict[str, tuple[str, str, float]]:
        """Source, outcome ('open' if there is none yet) and value of deals won in dollars, by lead."""
        columns = self.record.tables["events"]
        outcome: dict[str, str] = {}
        for lead, activity in zip(columns["lead"], columns["activity"], strict=True):
            outcome[lead] = activity if activity in ENDS else outcome.get(lead, "open")
        worth: dict[str, float] = {}
        for deal in self.record.rows("deals"):
            if deal["outcome"] == "won":
                worth[deal["lead"]] = worth.get(deal["lead"], 0.0) + deal["value"]
        return {
            lead: (lead.rpartition("/")[0], end, round(worth.get(lead, 0.0), 2))
            for lead, end in outcome.items()
        }

    def clock(self) -> Callable[[float], datetime]:
        """What turns hours from the start of the plan into a time in UTC, whole milliseconds."""
        start = zero(self.scenario.study.start, self.scenario.study.time_zone)
        return lambda hour: start + timedelta(milliseconds=round(hour * 3_600_000))


def stamp(moment: datetime) -> str:
    """ISO 8601 with milliseconds and the offset from UTC."""
    return moment.isoformat(timespec="milliseconds")


def frame(log: EventLog) -> pd.DataFrame:
    """The log as a table, see `COLUMNS`; `time:timestamp` is in UTC."""
    import pandas as pd  # noqa: PLC0415 - heavy, and needed only by those who ask for frames

    found = pd.DataFrame(_rows(log), columns=list(COLUMNS))
    found["time:timestamp"] = pd.to_datetime(found["time:timestamp"], utc=True).astype("datetime64[ms, UTC]")
    return found


def _rows(log: EventLog) -> Iterator[tuple[Any, ...]]:
    cases, clock = log.cases(), log.clock()
    for event in log.events():
        role = event.resource.rpartition("/")[0]
        source, outcome, value = cases[event.lead]
        yield (
            event.lead, event.activity, clock(event.hour), event.transition, event.resource, role,
            event.desk, event.outcome, event.reason, source, outcome, value,
        )  # fmt: skip


def write_csv(log: EventLog, path: Path) -> None:
    """Write the log as CSV, times in ISO 8601; texts that a spreadsheet would run as formulas are defused."""
    found = frame(log)
    found["time:timestamp"] = [stamp(moment) for moment in found["time:timestamp"]]
    defused(found).to_csv(path, index=False, lineterminator="\n")


def write_parquet(log: EventLog, path: Path) -> None:
    """Write the log as one Parquet file with plain names; its first columns say of which run it is.

    They are run (name of the scenario), scenario (digest), seed and replication, so that many files make one table:
    `SELECT ... FROM 'logs/*.parquet'`.
    """
    found = frame(log).rename(columns=PLAIN)
    record = log.record
    found.insert(0, "run", log.scenario.name)
    found.insert(1, "scenario", record.scenario)
    found.insert(2, "seed", record.seed)
    found.insert(3, "replication", record.replication)
    found.to_parquet(path, engine="pyarrow", compression="zstd", index=False)


def written(path: str | Path, write: Callable[[Path], None]) -> Path:
    """Let `write` make a file beside the place, and put it there in one step.

    Raises:
        SalesLineError: it could not be written; nothing is left behind.

    """
    target = Path(path)
    fresh = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write(fresh)
        fresh.replace(target)
    except OSError as error:
        raise SalesLineError(f"{path} could not be written: {error.strerror or error}") from error
    finally:
        fresh.unlink(missing_ok=True)
    return target
