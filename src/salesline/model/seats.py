"""Seats: what one desk's dispatcher knows of one rep, and what rules and filters may see of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING

from salesline.calendars import hour_of
from salesline.model.reps import GENERATION
from salesline.model.snapshots import ledger

if TYPE_CHECKING:
    from salesline.model.desks import DeskState
    from salesline.model.line import Line
    from salesline.model.reps import Rep

IDLE_PARTS = ("idle", "absence")
FOREVER = float("inf")


class Windows:
    """Clock hours, calendar days, weeks from Monday and months of the company's time zone."""

    def __init__(self, line: Line) -> None:
        study = line.scenario.study
        first, last = int(line.begin // 24) - 40, int(line.horizon // 24) + 40
        days = [study.start + timedelta(days=n) for n in range(first, last)]
        starts = [hour_of(day, study.start, study.time_zone) for day in days]
        self._starts = {
            "day": starts,
            "week": [at for at, day in zip(starts, days, strict=True) if day.weekday() == 0],
            "month": [at for at, day in zip(starts, days, strict=True) if day.day == 1],
        }

    def number(self, per: str, now: float) -> int:
        """Number of the period that holds a time."""
        return int(now // 1.0) if per == "hour" else bisect_right(self._starts[per], now)

    def ends(self, per: str, now: float) -> float:
        """When the period that holds a time ends."""
        if per == "hour":
            return now // 1.0 + 1.0
        starts = self._starts[per]
        k = bisect_right(starts, now)
        return starts[k] if k < len(starts) else FOREVER


class Seat:
    """One rep at one desk. Rules and filters see this and nothing else of the rep."""

    __slots__ = (
        "_counts", "_desk", "_follow", "_weight", "_windows", "languages", "last_turn", "left_at", "own_load", "rep",
        "segments", "tags", "turns",
    )  # fmt: skip

    def __init__(self, desk: DeskState, rep: Rep) -> None:
        self._desk = desk
        self.rep = rep
        self._counts: dict[str, tuple[int | None, int]] = {}
        self.turns = 0.0
        self.last_turn = -1
        self.own_load = 0.0
        self.left_at: float | None = None
        """The level of the others when the rep went away."""
        self.segments: Collection[str] = ()
        self.languages: Collection[str] = ()
        self.tags: Collection[str] = ()

    def equip(self, windows: Windows | None, *, follow: bool) -> None:
        """Take over the settings of the role."""
        self._windows = windows
        role = self._desk.line.organisation.roles[self.rep.role_name]
        number = self.rep.slot % GENERATION
        self._follow = follow
        self._weight = role.weights[number % len(role.weights)] if role.weights else 1.0
        self.segments = role.segments[number % len(role.segments)] if role.segments else ()
        self.languages = role.languages[number % len(role.languages)] if role.languages else ()
        self.tags = role.tags[number % len(role.tags)] if role.tags else ()

    # -- what the rep is and has

    @property
    def rank(self) -> int:
        """Place in the fixed order."""
        return self.rep.rank

    @property
    def name(self) -> str:
        """Role and number."""
        return self.rep.name

    @property
    def open(self) -> int:
        """Open leads, over all desks."""
        return self.rep.open

    @property
    def cap(self) -> float:
        """Most open leads."""
        return self.rep.cap

    @property
    def away(self) -> bool:
        """Whether the rep is absent today or gone."""
        return self.rep.away

    @property
    def skill(self) -> float:
        """Skill as shown."""
        return self.rep.skill

    @property
    def territory(self) -> str | None:
        """The territory that the rep owns."""
        return self.rep.territory

    @property
    def leads_received(self) -> int:
        """Leads received so far."""
        return self.rep.leads_received

    @property
    def wins(self) -> int:
        """Deals won so far."""
        return self.rep.wins

    @property
    def pod(self) -> str | None:
        """The small team whose members stand in for each other."""
        return self.rep.pod

    @property
    def weight(self) -> float:
        """Share in proportion; of a learner the ramped part of it, if weights follow the ramp."""
        return self._weight * max(0.05, self.rep.ramped) if self._follow else self._weight

    @property
    def level(self) -> float:
        """Turns per unit of weight."""
        return self.turns / self.weight

    @property
    def load(self) -> float:
        """Units of open work over all desks that count them."""
        seats = (
            desk.dispatcher.seats.get(self.rep) for desk in self.rep.desks if desk.dispatcher is not None
        )
        return sum(seat.own_load for seat in seats if seat is not None)

    @property
    def pace(self) -> float:
        """Work done per hour against a fully ramped rep of skill 1."""
        speeds = self.rep.speeds
        return self.rep.learned * sum(speeds) / len(speeds)

    @property
    def utilisation(self) -> float:
        """Share of the paid time so far that was not idle."""
        used = ledger(self.rep, self._desk.line.clock.now)
        busy = sum(hours for part, hours in used.items() if part not in IDLE_PARTS)
        return busy / (busy + used["idle"]) if busy else 0.0

    @property
    def idle_since(self) -> float | None:
        """Since when the rep has had nothing to do."""
        return self.rep.idle_since

    # -- the moment

    def opens(self, now: float) -> float:
        """When the shift is open: now, or the time it opens next."""
        shifts = self.rep.shifts
        k = shifts.at(now)
        return max(now, shifts.opens[k]) if k < len(shifts.opens) else FOREVER

    def given_in(self, per: str, now: float) -> int:
        """Leads given here in the present period."""
        number, count = self._counts.get(per, (None, 0))
        assert self._windows is not None
        return count if number == self._windows.number(per, now) else 0

    def window_ends(self, per: str, now: float) -> float:
        """When the present period ends."""
        assert self._windows is not None
        return self._windows.ends(per, now)

    def count(self, per: str, now: float) -> None:
        """One lead more in the present period."""
        assert self._windows is not None
        self._counts[per] = (self._windows.number(per, now), self.given_in(per, now) + 1)
