"""Who holds which lead when, replayed from the tables of a record with its log."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from salesline.errors import SalesLineError
from salesline.record import ENDS

if TYPE_CHECKING:
    from salesline.record import Record

KEPT = ("assigned", "stays")
"""Outcomes of decisions that leave the lead with whoever has it (an assignment is an event of its own)."""


class Change(NamedTuple):
    """One lead more (+1) or less (-1) in a rep's hands at an hour from the start of the plan."""

    time: float
    rep: str
    change: int


def holdings(record: Record) -> Iterator[Change]:
    """Every change of anybody's open leads, in order of time.

    A lead is held from its assignment until it goes to somebody else, enters the next desk, ends, or waits again
    because its rep has left.
    """
    events, decisions = logged(record)
    columns = (events["time"], events["lead"], events["activity"], events["resource"])
    rows = [
        (number, 1, time, lead, rep)
        for number, (time, lead, kind, rep) in enumerate(zip(*columns, strict=True))
        if kind in ENDS or kind in ("entered", "assigned")
        for rep in (rep if kind == "assigned" else "",)
    ]
    columns = (decisions["after_event"], decisions["time"], decisions["lead"], decisions["outcome"])
    rows += [
        (after, 0, time, lead, "")
        for after, time, lead, outcome in zip(*columns, strict=True)
        if outcome not in KEPT
    ]
    holder: dict[str, str] = {}
    for _, _, time, lead, rep in sorted(rows, key=itemgetter(0, 1)):
        had = holder.pop(lead, None)
        if had is not None:
            yield Change(time, had, -1)
        if rep:
            holder[lead] = rep
            yield Change(time, rep, 1)


def logged(record: Record) -> tuple[dict[str, list], dict[str, list]]:  # type: ignore[type-arg]
    """The tables of events and of decisions.

    Raises:
        SalesLineError: the record was made without its log.

    """
    if "events" not in record.tables or "decisions" not in record.tables:
        raise SalesLineError("this needs a record with its log: salesline.simulate(scenario, log=True)")
    return record.tables["events"], record.tables["decisions"]


def reasons(left_out: str) -> dict[str, str]:
    """The reasons of one decision by rep, without the figures in brackets."""
    parts = (part.split(": ", 1) for part in left_out.split("; ") if part)
    return {rep: words.partition(" (")[0] for rep, words in parts}
