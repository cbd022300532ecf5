"""Conservation, Little's law, hours and bookings."""

from __future__ import annotations

from collections import Counter, defaultdict

from salesline.model.customers import EXPANSION
from salesline.model.reps import LEDGER
from tests.invariants.observed import ENDS, TINY, Observed, totals


def check_sources(seen: Observed) -> None:
    """Created = gated out + won + lost + nurtured + open, by source, at the end of every quarter."""
    for name, total, row in totals(seen.record, "sources", "source"):
        open_now = row["open_end"]
        assert open_now >= 0, name
        assert (
            total["created"]
            == total["gated_out"] + total["wins"] + total["lost"] + total["nurtured"] + open_now
        ), name
        assert row["gated_out"] >= 0, name
        assert row["created"] >= 0, name
    sums = {key: sum(seen.record.tables["sources"][key]) for key in ("entered", "wins", "lost", "nurtured")}
    logged = Counter(row["activity"] for row in seen.events)
    assert sums == {
        "entered": logged["created"],
        "wins": logged["won"],
        "lost": logged["lost"],
        "nurtured": logged["nurtured"],
    }


def check_desks(seen: Observed) -> None:
    """In = out + WIP at every desk, and Little's law: the area under WIP is the sum of the times spent there."""
    for name, total, row in totals(seen.record, "desks", "desk"):
        left = total["passed"] + total["won"] + total["lost"] + total["nurtured"]
        assert total["entered"] == left + row["wip_end"], name
        assert 0 <= row["backlog_end"] <= row["wip_end"] <= row["wip_max"], name
        assert abs(total["area_wip"] - total["sojourn"]) <= 1e-9 * max(1.0, total["area_wip"]) + TINY, name
        assert total["area_backlog"] <= total["area_wip"] + TINY, name
        assert total["first_touches"] <= total["entered"], name
    for row in seen.record.rows("weeks"):
        assert row["entered_total"] - row["left_total"] == row["wip"]


def check_cases(seen: Observed) -> None:
    """Every lead is created once and ends at most once, nothing happens to it afterwards, and the log is in order."""
    times = [row["time"] for row in seen.events]
    assert times == sorted(times)
    cases: dict[str, list[str]] = defaultdict(list)
    for row in seen.events:
        assert row["start"] <= row["end"]
        cases[row["lead"]].append(row["activity"])
    for lead, activities in cases.items():
        assert activities.count("created") == 1, lead
        assert activities[0] == "created", lead
        ends = [n for n, activity in enumerate(activities) if activity in ENDS]
        assert ends in ([], [len(activities) - 1]), lead
    touched = sum(seen.record.tables["reps"]["touches"])
    assert (
        touched
        == sum(seen.record.tables["desks"]["touches"])
        == sum(seen.record.tables["quarters"]["touches"])
    )


def check_ledgers(seen: Observed) -> None:
    """Every rep's time by use adds up to the paid hours and the overtime; nothing is negative."""
    for row in seen.record.rows("reps"):
        used = sum(row[key] for key in LEDGER if key != "overtime")
        assert abs(used - row["paid_hours"] - row["overtime"]) < TINY, row
        assert min(row[key] for key in LEDGER) > -TINY, row
        assert row["paid_hours"] <= row["employed_hours"] + TINY, row


def check_working_hours(seen: Observed) -> None:
    """Nobody works on two leads at once, begins off shift, before the first day or after the last one."""
    free: dict[str, float] = {}
    for row in sorted(seen.touches(), key=lambda r: r["start"]):
        rep = seen.reps[row["resource"]]
        start = row["start"]
        assert start >= free.get(rep.name, rep.employed_from) - 1e-9, row
        free[rep.name] = row["end"]
        assert start < rep.employed_until, row
        k = rep.shifts.at(start)
        assert k < len(rep.shifts.opens), row
        assert rep.shifts.opens[k] <= start < rep.shifts.closes[k], row


def check_bookings(seen: Observed) -> None:
    """Bookings are the same over quarters, sources and reps, and are the sum of the won deals."""
    tables = seen.record.tables
    by_quarter = dict(zip(tables["quarters"]["quarter"], tables["quarters"]["bookings"], strict=True))
    for name in ("sources", "reps"):
        sums: dict[int, float] = dict.fromkeys(by_quarter, 0.0)
        for row in seen.record.rows(name):
            sums[row["quarter"]] += row["bookings"]
        assert all(
            abs(sums[q] - value) < 0.01 * len(tables[name]["quarter"]) + TINY
            for q, value in by_quarter.items()
        ), name
    sold: dict[str, float] = defaultdict(float)
    for sale in seen.sales:
        sold[sale.rep] += sale.value
    for name, rep in seen.reps.items():
        assert abs(rep.bookings - sold[name]) < TINY * max(1.0, rep.bookings), name
    assert abs(sum(sold.values()) - sum(by_quarter.values())) < 0.01 * len(by_quarter) + TINY
    won = [row for row in seen.record.rows("deals") if row["outcome"] == "won"]
    if not sum(r["bookings"] for r in seen.record.rows("sources") if r["source"] == EXPANSION) and len(
        won
    ) == sum(tables["quarters"]["wins"]):  # deals are opportunities: a desk that makes none may sell too
        assert (
            abs(sum(row["value"] for row in won) - sum(by_quarter.values())) < 0.01 * len(by_quarter) + TINY
        )
        quarters = seen.record.rows("quarters")
        for row in quarters:
            last = row["quarter"] == quarters[-1]["quarter"]
            inside = [
                d["value"]
                for d in won
                if row["start_hour"] <= d["closed"] < row["end_hour"]
                or (last and d["closed"] == row["end_hour"])
            ]
            at_edge = any(d["closed"] in (row["start_hour"], row["end_hour"]) for d in won)
            assert at_edge or abs(sum(inside) - row["bookings"]) < 0.01, row
