"""The weekly distribution: who got which leads, what they did with them, and why they got no others."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from salesline.measures.holders import holdings, logged, reasons
from salesline.record import STATES

if TYPE_CHECKING:
    import pandas as pd

    from salesline.record import Record

__all__ = ["distribution"]

WEEK = 168.0
COUNTS = ("received", "first_touches", "touches", "value", "open_end")


def distribution(record: Record) -> pd.DataFrame:
    """Return one row per week of the plan and rep, from a record with its log.

    Columns: week (from 1; the plan's first seven days), rep, received (leads assigned), first_touches, touches, value
    (first-year value of the leads received, dollars), open_end (leads held at the end of the week, or of the plan), and
    for each reason `left out: <reason>`: how often somebody else of the desk got a lead and this was why not the rep.
    Reps appear in all weeks of the quarters in which they were employed. A touch counts in the week in which it ends.

    Raises:
        SalesLineError: the record was made without its log.

    """
    import pandas as pd  # noqa: PLC0415 - heavy, and needed only by those who ask for frames

    counts = _counts(record)
    left = _left_out(record)
    words = sorted({reason for counter in left.values() for reason in counter})
    rows: list[dict[str, Any]] = []
    order = {rep: number for number, rep in enumerate(dict.fromkeys(record.tables["reps"]["rep"]))}
    places = _places(record) | {place for place, row in counts.items() if place[0] >= 1 and any(row.values())}
    for week, rep in sorted(places, key=lambda place: (place[0], order[place[1]])):
        row: dict[str, Any] = {"week": week, "rep": rep, **counts[week, rep]}
        row |= {f"left out: {reason}": left[week, rep][reason] for reason in words}
        rows.append(row)
    columns = ["week", "rep", *COUNTS, *(f"left out: {reason}" for reason in words)]
    return pd.DataFrame(rows, columns=columns)


def _week(time: float) -> int:
    return int(time // WEEK) + 1


def _places(record: Record) -> set[tuple[int, str]]:
    """Weeks of the plan and the reps who were employed in some hour of a quarter that the week touches."""
    quarters = {row["quarter"]: (row["start_hour"], row["end_hour"]) for row in record.rows("quarters")}
    found: set[tuple[int, str]] = set()
    for row in record.rows("reps"):
        if row["quarter"] < 1 or row["employed_hours"] <= 0:
            continue
        start, end = quarters[row["quarter"]]
        weeks = range(_week(start), _week(end - 1e-9) + 1)
        found |= {(week, row["rep"]) for week in weeks}
    return found


def _counts(record: Record) -> dict[tuple[int, str], dict[str, float]]:
    """Everything but the reasons, by week and rep."""
    events, decisions = logged(record)
    found: dict[tuple[int, str], dict[str, float]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    for time, rep, value in zip(decisions["time"], decisions["chosen"], decisions["value"], strict=True):
        if rep and time >= 0:
            found[_week(time), rep]["received"] += 1
            found[_week(time), rep]["value"] += value
    touched: set[tuple[str, str]] = set()
    columns = (events["time"], events["lead"], events["activity"], events["resource"], events["reason"])
    for time, lead, activity, rep, desk in zip(*columns, strict=True):
        if activity in STATES or not rep:
            continue
        row = found[_week(time), rep]
        row["touches"] += 1
        row["first_touches"] += (lead, desk) not in touched
        touched.add((lead, desk))
    _add_open(record, found)
    return found


def _add_open(record: Record, found: dict[tuple[int, str], dict[str, float]]) -> None:
    held: Counter[str] = Counter()
    last = _week(max(record.tables["quarters"]["end_hour"]) - 1e-9)
    week = 1
    for change in holdings(record):
        while week <= last and change.time >= week * WEEK:
            for rep, count in held.items():
                found[week, rep]["open_end"] = count
            week += 1
        held[change.rep] += change.change
    for rest in range(week, last + 1):
        for rep, count in held.items():
            found[rest, rep]["open_end"] = count


def _left_out(record: Record) -> dict[tuple[int, str], Counter[str]]:
    """How often a rep was passed over for each reason when somebody else got a lead, by week."""
    _, decisions = logged(record)
    found: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for time, chosen, left in zip(decisions["time"], decisions["chosen"], decisions["left_out"], strict=True):
        if chosen and time >= 0:
            for rep, reason in reasons(left).items():
                found[_week(time), rep][reason] += 1
    return found
