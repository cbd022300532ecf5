"""What the rules promise: who may get a lead, how many at once, who is let in, and which promises are settled."""

from __future__ import annotations

from collections import Counter, deque
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from itertools import groupby
from zoneinfo import ZoneInfo

from salesline.model.gatehouse import RopeGate
from salesline.policies.release import LEADS
from salesline.scenario.assignment import PULL, Assignment
from salesline.scenario.organisation import Organisation
from salesline.scenario.steering import Pilot
from tests.invariants.observed import ENDS, TINY, Observed, Row, totals


def check_assignments(seen: Observed) -> None:
    """Only those employed get leads; under fallback 'team' nobody absent; under 'hold' only the territory's owner."""
    territory = {row["lead"]: row["reason"] for row in seen.events if row["activity"] == "created"}
    for row, organisation in seen.decided():
        if row["activity"] != "assigned":
            continue
        now, rep = row["time"], seen.reps[row["resource"]]
        # Several may leave in one instant: leads of the first then come to the second, who goes just after.
        assert rep.employed_from <= now <= rep.employed_until, row
        chosen = organisation.desks[row["reason"]].assignment
        if not chosen.plain or chosen.fallback == "team":
            assert not any(a <= now < b for a, b in seen.missed[rep.name]), row
        elif chosen.rule == "territory" and seen.scenario.before is None:
            assert (rep.territory or "") == territory[row["lead"]], row


def check_decisions(seen: Observed) -> None:
    """Whoever gives leads at a desk does so by the rule in force there; releases and own contacts come before any rule."""
    later = deque(seen.history)
    present = later.popleft()
    for row in seen.record.rows("decisions"):
        while later and later[0].since < row["time"]:
            present = later.popleft()
        if row["outcome"] == "held" or row["rule"] == "black book":
            continue
        if later and later[0].since == row["time"]:
            continue  # the log does not say on which side of the change a decision stands
        chosen = present.organisation.desks[row["desk"]].assignment
        words = {chosen.rule, *({chosen.choice} if chosen.rule == PULL else ())}
        assert row["rule"] in words, row


def check_filters(seen: Observed) -> None:
    """Caps of a period, open shifts and territories that are insisted on hold for every lead given by a dispatcher."""
    given: Counter[tuple[str, ...]] = Counter()
    territory = {row["lead"]: row["reason"] for row in seen.events if row["activity"] == "created"}
    study = seen.scenario.study
    zone = ZoneInfo(study.time_zone)
    origin = datetime.combine(study.start, clock(), zone).astimezone(UTC)
    for row, organisation in seen.decided():
        if row["activity"] != "assigned":
            continue
        now = row["time"]
        chosen = organisation.desks[row["reason"]].assignment
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
        last_resort = resorted(row, chosen)
        for per, number in periods.items():
            limit = getattr(filters, f"per_{per}")
            if limit is None:
                continue  # a cap counts from the time on at which it holds
            key = (rep.name, row["reason"], per, number)
            given[key] += 1
            assert last_resort or given[key] <= limit, (row, per)
        if last_resort:
            continue
        if filters.working_hours:
            k = rep.shifts.at(now)
            assert rep.shifts.opens[k] <= now < rep.shifts.closes[k], row
        fit = filters.territory
        if fit is not None and fit.relax_after is None and not chosen.error:
            assert rep.territory in (None, territory[row["lead"]]), row


def resorted(row: Row, chosen: Assignment) -> bool:
    """Whether a lead was given to the last resort, who takes what nobody else could."""
    return any(row["resource"].startswith(step) for step in chosen.chain)


def check_caps(seen: Observed) -> None:
    """After no instant at which a rep was given a lead does the rep hold more than the role's cap or the open load."""
    holder: dict[str, str] = {}
    held: Counter[str] = Counter()
    for now, rows in groupby(seen.decided(), key=lambda pair: float(pair[0]["time"])):
        given: dict[str, tuple[Row, Organisation]] = {}
        for row, organisation in rows:
            if row["activity"] in ("entered", "assigned", "pooled", *ENDS):
                held[holder.pop(row["lead"], "")] -= 1
            if row["activity"] == "assigned":
                holder[row["lead"]] = row["resource"]
                held[row["resource"]] += 1
                given[row["resource"]] = row, organisation
        for name, (row, organisation) in given.items():
            chosen = organisation.desks[row["reason"]].assignment
            most = None if resorted(row, chosen) else chosen.filters.open_load
            assert most is None or held[name] <= most, (row, held[name], most)
            limit = organisation.wip.get(seen.reps[name].role_name)
            own = [pilot.settings["wip"] for pilot in organisation.pilots.values()
                   if "wip" in pilot.settings and name.partition(".")[0] in listed(pilot)]  # fmt: skip
            limit = max([limit, *own]) if limit is not None else None
            assert limit is None or held[name] <= limit, (now, name, held[name], limit)


def listed(pilot: Pilot) -> set[str]:
    """Reps who work for a pilot alone, at some time."""
    return {*pilot.reps, *(rep for step in pilot.expand for rep in step.reps or ())}


def check_conwip(seen: Observed) -> None:
    """Nobody is let into a loop of desks that is full; what is there when the plan begins counts and drains."""
    whole = seen.scenario.before is None  # else what was there before counts as found at hour 0
    known = [one for one in seen.history if one.since >= 0.0 or whole]
    loops = [one.organisation.conwip for one in known]
    if any([loop.desks for loop in one] != [loop.desks for loop in loops[0]] for one in loops):
        return  # what is inside when a loop comes in mid-plan is not in the log
    if any(one.organisation.release for one in seen.history):
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
                limit = max(one.organisation.conwip[number].limit for one in known if one.since <= now)
                assert len(inside | found) <= limit, (now, len(inside), len(found), limit)


def check_gates(seen: Observed) -> None:
    """At the end whoever is inside a gate is at one of its desks, and whoever is held back waits there for its turn."""
    house = seen.line.rulebook.house
    if house is None:
        return
    held = [lead for ticket, lead in house.held() if lead.ticket == ticket]
    assert all(lead.backlogged and lead.held is house and lead.rep is None for lead in held)
    steady = seen.scenario.before is None and len(seen.history) == 1
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
