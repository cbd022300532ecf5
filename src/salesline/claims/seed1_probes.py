"""Numbers of one replication that the claims of sources 1B and 1C ask for beyond the catalogue of measures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any

from salesline.measures.arithmetic import NAN, ratio
from salesline.record import Record
from salesline.scenario.scenario import Scenario

__all__ = [
    "flow",
    "follow_up",
    "late",
    "leak",
    "ledger_error",
    "lost_hours_a_day",
    "piece_minutes",
    "recycled_share",
    "sdr_hours_per_opportunity",
    "set_up_minutes",
    "sourced",
]

Number = Callable[[Record, Scenario], float]
QUALIFIED = ("inbound", "outbound")
"""Sources whose leads an SDR qualifies; prime deals and referrals go to the AEs at once."""


def _rows(record: Record, table: str, since: int = 1) -> list[dict[str, Any]]:
    return [row for row in record.rows(table) if row["quarter"] >= since]


def _sums(rows: list[dict[str, Any]], column: str) -> float:
    return float(sum(row[column] for row in rows))


def _follow_up(record: Record, _: Scenario, above: str, below: str, quarters: int) -> float:
    ends = {row["quarter"]: row["end_hour"] for row in record.rows("quarters")}
    sources = [r for r in _rows(record, "sources") if r["source"] in QUALIFIED and r["quarter"] <= quarters]
    deals = [
        d for d in record.rows("deals") if d["source"] in QUALIFIED and 0.0 <= d["opened"] < ends[quarters]
    ]
    found = {
        "sqls": _sums(sources, "sqls"),
        "opportunities": float(len(deals)),
        "wins": float(sum(d["outcome"] == "won" for d in deals)),
    }
    return ratio(found[above], found[below])


def follow_up(above: str, below: str, quarters: int = 2) -> Number:
    """Share of the SQLs (or opportunities) of the plan's first quarters that became what is `above`, seen at the plan's end.

    A cohort: only deals opened in those quarters count, which leaves the slowest half a year to be decided.
    """
    return partial(_follow_up, above=above, below=below, quarters=quarters)


def _flow(record: Record, _: Scenario, above: str, below: str, since: int) -> float:
    rows = [row for row in _rows(record, "sources", since) if row["source"] == "inbound"]
    return ratio(_sums(rows, above), _sums(rows, below))


def flow(above: str, below: str, since: int = 1) -> Number:
    """One flow of inbound leads against another in the same quarters: created, entered, sqls, opportunities, wins."""
    return partial(_flow, above=above, below=below, since=since)


def _late(record: Record, _: Scenario, column: str, role: str, against: str, since: int) -> float:
    rows = _rows(record, "reps" if role else "quarters", since)
    if role:
        rows = [row for row in rows if row["role"] == role]
    value = _sums(rows, column)
    return ratio(value, _sums(rows, against)) if against else value


def late(column: str, role: str = "", against: str = "", since: int = 3) -> Number:
    """Sum of a column from a quarter on, when a rule changed at the plan's start has worked its way down the line.

    Of the reps of one role if named, else of the whole line; divided by another column's sum if named.
    """
    return partial(_late, column=column, role=role, against=against, since=since)


def ledger_error(record: Record, _: Scenario) -> float:
    """Largest gap in hours between a rep's paid time of a quarter with overtime, and what the ledger says became of it."""
    uses = ("service", "setup", "reload", "interruption", "internal", "onboarding", "absence", "idle")
    gaps = [
        abs(float(sum(row[use] for use in uses) - row["paid_hours"] - row["overtime"]))
        for row in _rows(record, "reps")
    ]
    return max(gaps)


def _lost_hours(record: Record, _: Scenario, role: str, columns: tuple[str, ...]) -> float:
    rows = [row for row in _rows(record, "reps") if row["role"] == role]
    lost = sum(_sums(rows, column) for column in columns)
    return 8.0 * ratio(float(lost), _sums(rows, "paid_hours") - _sums(rows, "absence"))


def lost_hours_a_day(role: str, *columns: str) -> Number:
    """Hours of a day of eight hours at work that go into set-up, reload, interruptions."""
    return partial(_lost_hours, role=role, columns=columns or ("setup", "reload", "interruption"))


def _set_up_minutes(record: Record, _: Scenario, role: str) -> float:
    rows = [row for row in _rows(record, "reps") if row["role"] == role]
    return 60.0 * ratio(_sums(rows, "setup"), _sums(rows, "touches"))


def set_up_minutes(role: str) -> Number:
    """Minutes of set-up per touch."""
    return partial(_set_up_minutes, role=role)


def leak(record: Record, _: Scenario) -> float:
    """Largest gap of a source's account of a quarter, in leads: entered less those that ended or are still open."""
    worst = 0.0
    before: dict[str, float] = defaultdict(float)
    for row in sorted(record.rows("sources"), key=lambda row: row["quarter"]):
        ended = row["wins"] + row["lost"] + row["nurtured"]
        source = row["source"]
        if row["quarter"] >= 1:
            worst = max(worst, abs(row["entered"] - ended - row["open_end"] + before[source]))
            worst = max(worst, abs(row["created"] - row["entered"] - row["gated_out"]))
        before[source] = row["open_end"]
    return worst


def sdr_hours_per_opportunity(record: Record, _: Scenario) -> float:
    """Hours of service of inbound SDRs for each opportunity from inbound leads, from the second quarter on."""
    reps = [row for row in _rows(record, "reps", 2) if row["role"] == "inbound_sdr"]
    sources = [row for row in _rows(record, "sources", 2) if row["source"] == "inbound"]
    return ratio(_sums(reps, "service"), _sums(sources, "opportunities"))


def _piece_minutes(record: Record, scenario: Scenario, role: str) -> float:
    rows = [row for row in _rows(record, "reps") if row["role"] == role]
    if not rows:
        return NAN
    streams = scenario.organisation.roles[role].interruptions.values()
    pieces = _sums(rows, "touches") + _sums(rows, "service") * sum(1.0 / stream.every for stream in streams)
    return 60.0 * ratio(
        sum(_sums(rows, use) for use in ("service", "setup", "reload", "interruption")), pieces
    )


def piece_minutes(role: str) -> Number:
    """Minutes at work from one change of task to the next: a touch or an interruption (those at their mean frequency)."""
    return partial(_piece_minutes, role=role)


def _sourced(record: Record, _: Scenario, column: str, source: str) -> float:
    return _sums([row for row in _rows(record, "sources") if row["source"] == source], column)


def sourced(column: str, source: str) -> Number:
    """Sum of a column over the plan for the leads of one source."""
    return partial(_sourced, column=column, source=source)


def recycled_share(record: Record, _: Scenario) -> float:
    """Share of the wins of leads that SDRs qualify which had been nurtured before."""
    wins = dict.fromkeys((*QUALIFIED, "nurture"), 0.0)
    for row in _rows(record, "sources"):
        if row["source"] in wins:
            wins[row["source"]] += row["wins"]
    return ratio(wins["nurture"], sum(wins.values()))
