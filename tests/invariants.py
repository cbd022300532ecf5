"""What must always hold, checked on the record and the event log of one replication (model.md section 12).

As a command, `python -m tests.invariants 10000` draws that many new scenarios and checks each.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from itertools import groupby
from typing import Any, NamedTuple
from unittest import mock
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, settings

from salesline.model import simulate
from salesline.model.customers import EXPANSION
from salesline.model.gatehouse import RopeGate
from salesline.model.line import Line
from salesline.model.reps import LEDGER, Rep
from salesline.policies.pay import Commission
from salesline.policies.release import LEADS
from salesline.record import Record
from salesline.scenario.organisation import Organisation
from salesline.scenario.scenario import Scenario
from salesline.scenario.steering import Pilot
from tests.books import check_books, check_customers, check_effort, check_planners
from tests.strategies import scenarios

ENDS = ("won", "lost", "nurtured")
STATES = ("created", "entered", "assigned", "bypassed", "no show", "pooled", *ENDS)
TINY = 1e-6
Row = dict[str, Any]


class Observed(NamedTuple):
    """One replication: what went in, what came out, and the people at the end of it."""

    scenario: Scenario
    record: Record
    reps: dict[str, Rep]
    missed: dict[str, list[tuple[float, float]]]
    events: list[Row]
    history: list[tuple[float, Organisation]]
    line: Line

    def organisation(self, now: float) -> Organisation:
        """What was decided at a time; the plan begins at hour 0, and what holds from an hour on counts after it."""
        return next(found for since, found in reversed(self.history) if since < now)

    def just_changed(self, now: float) -> bool:
        """Whether this is an instant at which one set of rules follows another."""
        return any(since == now for since, _ in self.history)

    def touches(self) -> list[Row]:
        return [row for row in self.events if row["activity"] not in STATES]


def observe(scenario: Scenario, replication: int = 0) -> Observed:
    """Run a replication with its log and keep hold of the people."""
    lines: list[Line] = []
    history: list[tuple[float, Organisation]] = []

    class Watched(Line):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            lines.append(self)
            scenario = self.scenario
            before = scenario.before or scenario
            history.extend([(-1e9, before.organisation), (0.0, scenario.organisation)])

        def reconfigure(self, market: Any, organisation: Organisation, now: float) -> None:
            super().reconfigure(market, organisation, now)
            history.append((now, organisation))

    with mock.patch("salesline.model.simulate.Line", Watched):
        record = simulate(scenario, None, replication, log=True)
    people = lines[0].people
    missed = {
        rep.name: list(
            zip(people.attendance.missed(rep).opens, people.attendance.missed(rep).closes, strict=True)
        )
        for rep in people.everyone
    }
    reps = {rep.name: rep for rep in people.everyone}
    return Observed(scenario, record, reps, missed, record.rows("events"), history, lines[0])


def check_everything(seen: Observed) -> None:
    """All invariants of one replication."""
    check_sources(seen)
    check_desks(seen)
    check_cases(seen)
    check_ledgers(seen)
    check_working_hours(seen)
    check_bookings(seen)
    check_assignments(seen)
    check_filters(seen)
    check_caps(seen)
    check_conwip(seen)
    check_gates(seen)
    check_promises(seen)
    check_books(seen.scenario, seen.record)
    check_customers(seen.scenario, seen.record)
    check_effort(seen.record)
    check_planners(seen.record)


def totals(record: Record, table: str, key: str) -> Iterator[tuple[str, Row, Row]]:
    """For each desk or source and each quarter: name, running totals of all numbers until its end, and the row."""
    for name, rows in groupby(
        sorted(record.rows(table), key=lambda r: (r[key], r["quarter"])), key=lambda r: str(r[key])
    ):
        total: Row = defaultdict(float)
        for row in rows:
            for column, value in row.items():
                if isinstance(value, int | float):
                    total[column] += value
            yield name, total, row


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


def check_assignments(seen: Observed) -> None:
    """Only those employed get leads; under fallback 'team' nobody absent; under 'hold' only the territory's owner."""
    territory = {row["lead"]: row["reason"] for row in seen.events if row["activity"] == "created"}
    for row in seen.events:
        if row["activity"] != "assigned":
            continue
        now, rep = row["time"], seen.reps[row["resource"]]
        # Several may leave in one instant: leads of the first then come to the second, who goes just after.
        assert rep.employed_from <= now <= rep.employed_until, row
        if seen.just_changed(now):
            continue  # the instant at which one set of rules follows another
        chosen = seen.organisation(now).desks[row["reason"]].assignment
        if not chosen.plain or chosen.fallback == "team":
            assert not any(a <= now < b for a, b in seen.missed[rep.name]), row
        elif chosen.rule == "territory" and seen.scenario.before is None:
            assert (rep.territory or "") == territory[row["lead"]], row


def check_filters(seen: Observed) -> None:
    """Caps of a period, open shifts and territories that are insisted on hold for every lead given by a dispatcher."""
    given: Counter[tuple[str, ...]] = Counter()
    territory = {row["lead"]: row["reason"] for row in seen.events if row["activity"] == "created"}
    study = seen.scenario.study
    zone = ZoneInfo(study.time_zone)
    origin = datetime.combine(study.start, clock(), zone).astimezone(UTC)
    for row in seen.events:
        now = row["time"]
        if row["activity"] != "assigned" or now == 0.0:
            continue
        chosen = seen.organisation(now).desks[row["reason"]].assignment
        if any(row["resource"].startswith(step) for step in chosen.chain):
            continue  # the last resort takes what nobody else could
        filters = chosen.filters
        rep = seen.reps[row["resource"]]
        day = (origin + timedelta(hours=now)).astimezone(zone).date()
        year, week, _ = day.isocalendar()
        periods = {
            "hour": f"{now // 1.0}",
            "day": f"{day}",
            "week": f"{year} {week}",
            "month": f"{day.year} {day.month}",
        }
        for per, number in periods.items():
            key = (rep.name, row["reason"], per, number, "plan" if now > 0 else "before")
            given[key] += 1
            limit = getattr(filters, f"per_{per}")
            assert limit is None or given[key] <= limit, (row, per)
        if filters.working_hours:
            k = rep.shifts.at(now)
            assert rep.shifts.opens[k] <= now < rep.shifts.closes[k], row
        fit = filters.territory
        if fit is not None and fit.relax_after is None and not chosen.error:
            assert rep.territory in (None, territory[row["lead"]]), row


def check_caps(seen: Observed) -> None:
    """After no instant at which a rep was given a lead does the rep hold more than the role's cap."""
    holder: dict[str, str] = {}
    held: Counter[str] = Counter()
    for now, rows in groupby(seen.events, key=lambda row: float(row["time"])):
        given: set[str] = set()
        for row in rows:
            if row["activity"] in ("entered", "assigned", "pooled", *ENDS):
                held[holder.pop(row["lead"], "")] -= 1
            if row["activity"] == "assigned":
                holder[row["lead"]] = row["resource"]
                held[row["resource"]] += 1
                given.add(row["resource"])
        for name in () if seen.just_changed(now) else given:
            decided = seen.organisation(now)
            limit = decided.wip.get(seen.reps[name].role_name)
            own = [pilot.settings["wip"] for pilot in decided.pilots.values()
                   if "wip" in pilot.settings and name.partition(".")[0] in listed(pilot)]  # fmt: skip
            limit = max([limit, *own]) if limit is not None else None
            assert limit is None or held[name] <= limit, (now, name, held[name], limit)


def listed(pilot: Pilot) -> set[str]:
    """Reps who work for a pilot alone, at some time."""
    return {*pilot.reps, *(rep for step in pilot.expand for rep in step.reps or ())}


def check_conwip(seen: Observed) -> None:
    """Nobody is let into a loop of desks that is full; what is there when the plan begins counts and drains."""
    whole = seen.scenario.before is None  # else what was there before counts as found at hour 0
    loops = [decided.conwip for since, decided in seen.history if since >= 0.0 or whole]
    if any([loop.desks for loop in one] != [loop.desks for loop in loops[0]] for one in loops):
        return  # what is inside when a loop comes in mid-plan is not in the log
    if any(decided.release for _, decided in seen.history):
        return  # other rules may hold back what the log shows at a desk; `check_gates` has the gates' own books
    for number, loop in enumerate(loops[0]):
        inside: set[str] = set()
        found: set[str] = set()
        for now, rows in groupby(seen.events, key=lambda row: float(row["time"])):
            let_in = False
            for row in rows:
                lead, at = row["lead"], row["reason"]
                if row["activity"] in ENDS or (row["activity"] == "entered" and at not in loop.desks):
                    inside.discard(lead)
                    found.discard(lead)
                elif row["activity"] == "entered" and seen.scenario.before is not None and now <= 0.0:
                    found.add(lead)
                elif row["activity"] == "assigned" and at in loop.desks and lead not in inside | found:
                    inside.add(lead)
                    let_in = True
            if let_in:
                # Who came in under an earlier, higher limit may get a rep later.
                limit = max(
                    [
                        loop.limit,
                        *(one.conwip[number].limit for since, one in seen.history if 0.0 <= since <= now),
                    ]
                )
                assert seen.just_changed(now) or len(inside | found) <= limit, (
                    now,
                    len(inside),
                    len(found),
                    limit,
                )


def check_gates(seen: Observed) -> None:
    """At the end whoever is inside a gate is at one of its desks, and whoever is held back waits there for its turn."""
    house = seen.line.rulebook.house
    if house is None:
        return
    held = [lead for ticket, lead in house.held() if lead.ticket == ticket]
    assert all(lead.backlogged and lead.held is house and lead.rep is None for lead in held)
    steady = seen.scenario.before is None and len(seen.history) == 2
    for lead in held:  # inside the rules of an earlier desk perhaps, and waiting for another of this one
        assert any(lead not in gate.members for gate in house.gates if lead.desk.number in gate.desks), (
            lead.name
        )
    for gate in house.gates:
        for lead in gate.members:
            assert lead.ticket, lead.name
            assert lead.desk.number in gate.desks, lead.name
            assert not (isinstance(gate, RopeGate) and gate.has_begun(lead)), lead.name
        totals: Counter[str] = Counter()
        for brings in gate.members.values():
            totals.update(brings)
        for key, amount in gate.inside.items():
            assert abs(amount - totals[key]) < TINY, key
        if steady and LEADS in gate.rule.limits:
            assert gate.most <= gate.rule.limits[LEADS], gate.rule.name


def check_promises(seen: Observed) -> None:
    """No more promises are settled than were given, and no more met late than were broken."""
    for row in seen.record.rows("sla"):
        assert (
            min(row[key] for key in ("promised", "kept", "breached", "withdrawn", "late", "late_hours")) >= 0
        ), row
    for name, total, _ in totals(seen.record, "sla", "sla") if seen.record.rows("sla") else ():
        assert total["kept"] + total["breached"] + total["withdrawn"] <= total["promised"] + TINY, name
        assert total["late"] <= total["breached"], name
    for row in seen.record.rows("expiry"):
        assert 0 <= row["taken"] <= row["hits"], row


def check_careers(seen: Observed) -> None:
    """Whoever leaves has left, once; the promoted go on as one other person, a day later and not before."""
    rows = seen.record.rows("careers")
    assert len({row["rep"] for row in rows}) == len(rows)
    for row in rows:
        rep = seen.reps[row["rep"]]
        assert rep.employed_until == row["time"] >= rep.employed_from, row
        assert (row["became"] != "") == (row["event"] == "promoted"), row
        new = seen.reps.get(row["became"])
        assert new is None or new.employed_from == row["time"] + 24.0, row
        if row["event"] == "promoted" and row["time"] + 24.0 < seen.line.horizon:
            assert new is not None, row


def check_pay(seen: Observed) -> None:
    """The periods of the pay table hold all that a rep has sold while paid by a plan, and each is worth what the plan says."""
    sold: Counter[str] = Counter()
    for row in seen.record.rows("pay"):
        rep = seen.reps[row["rep"]]
        sold[rep.name] += row["bookings"]
        plan = rep.role.pay.plan
        assert row["start_hour"] < row["end_hour"], row
        if plan is not None and seen.scenario.before is None:
            assert row["commission"] == Commission(plan).owed(row["bookings"], row["quota"], row["sqls"]), row
    for name, value in sold.items():
        if seen.scenario.before is None:
            assert abs(value - seen.reps[name].bookings) < 0.01 * len(seen.record.rows("pay")) + TINY, name


def main(count: int) -> None:
    """Check `count` newly drawn scenarios; the first failure is printed in its smallest form."""
    done, begun = 0, time.perf_counter()

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(scenarios())
    def look(scenario: Scenario) -> None:
        nonlocal done
        check_everything(observe(scenario))
        done += 1

    look()
    print(f"{done} scenarios in {time.perf_counter() - begun:.0f} s: everything holds")  # noqa: T201 - it is a command


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
