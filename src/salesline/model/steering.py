"""Steering at run time: dated changes, reviews of controllers, and pilots that open, grow and close."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from salesline.calendars import hour_of
from salesline.errors import KeyedErrors, SalesLineError
from salesline.model.pilots import PilotDoor
from salesline.model.watches import Totals, Watch
from salesline.policies.control import CONTROLS, Limits
from salesline.scenario.organisation import Organisation
from salesline.scenario.quantities import format_number
from salesline.scenario.scenario import Before, Scenario
from salesline.scenario.steered import applied, over_both_arms, start_level, unsteered, with_pilots
from salesline.scenario.steering import Controller, arm_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesline.calendars import Shifts
    from salesline.model.clock import Recurring
    from salesline.model.line import Line
    from salesline.scenario.market import Market

FOREVER = float("inf")
SETTING_COLUMNS = ("time", "controller", "setting", "watch", "value", "level")


class Steering:
    """Moves the settings of one replication. Made only for a scenario that has changes, controllers or pilots."""

    def __init__(self, scenario: Scenario) -> None:
        self._wanted = scenario.organisation
        self._study = scenario.study
        self._base = (scenario.market, unsteered(scenario.organisation))
        first = sorted(self._wanted.changes, key=lambda change: change.on)
        self._changes = [(max(0.0, self._hour(change.on)), change) for change in first]
        self._made = sum(hour <= 0.0 for hour, _ in self._changes)
        self._known: dict[Any, tuple[Market, Organisation]] = {}
        self.levels = {name: self._first_level(name) for name in self._wanted.controllers}
        self.now = self.state()
        self.scenario = self._prepared(scenario)
        self.arms = {arm_name(pilot.desk, name): pilot.desk for name, pilot in self._wanted.pilots.items()}
        self.rows: list[tuple[Any, ...]] = []
        self._line: Line
        self._gate_times: list[float] = []

    def _hour(self, day: Any) -> float:
        return hour_of(day, self._study.start, self._study.time_zone)

    def _first_level(self, name: str) -> int:
        market, organisation = self._base
        for _, change in self._changes[: self._made]:
            market, organisation = applied(market, organisation, change.settings)
        whole = organisation.model_copy(update={"controllers": self._wanted.controllers})
        return start_level(market, whole, name) or 0

    def _prepared(self, scenario: Scenario) -> Scenario:
        """The scenario as the line is built: the first state of the plan, with the desks of the pilots."""
        market, organisation = self.now
        before = scenario.before
        moved = bool(self._wanted.pilots) or self.now != self._base
        if before is not None or (moved and scenario.study.prior > 0.0):
            old = before.organisation if before else scenario.organisation
            before = Before.model_construct(
                market=before.market if before else scenario.market,
                organisation=over_both_arms(unsteered(old), self._wanted),
            )
        return scenario.model_copy(update={"market": market, "organisation": organisation, "before": before})

    def state(self) -> tuple[Market, Organisation]:
        """Market and organisation after the changes made so far and at the present levels."""
        key = (self._made, *self.levels.values())
        found = self._known.get(key)
        if found is not None:
            return found
        market, organisation = self._base
        for _, change in self._changes[: self._made]:
            market, organisation = applied(market, organisation, change.settings)
        for name, level in self.levels.items():
            rule = self._wanted.controllers[name]
            market, organisation = applied(market, organisation, {rule.setting: rule.levels[level]})
        if self._wanted.pilots:
            organisation = with_pilots(organisation.model_copy(update={"pilots": self._wanted.pilots}))
        self._known[key] = (market, organisation)
        return market, organisation

    # -- the line

    def attach(self, line: Line) -> None:
        """Put doors before the desks of pilots and arm everything that is to come; before the first event."""
        self._line = line
        line.pilots = [PilotDoor(line, name, pilot) for name, pilot in self._wanted.pilots.items()]
        for door in line.pilots:
            line.desks[door.main].doors.append(door)

    def begin(self) -> None:
        """The plan begins."""
        for number, (_, change) in enumerate(self._changes[: self._made]):
            self._note_change(0.0, number, change)
        for name, rule in self._wanted.controllers.items():
            self._note_level(0.0, name, rule, None)
        for at, number, open_, share, reps in self._pilot_dates():
            if at <= 0.0:
                self._set_pilot(number, open_, share, reps, 0.0)

    def schedule(self) -> None:
        """Arm all that happens after the first hour of the plan."""
        line = self._line
        for at in dict.fromkeys(at for at, _ in self._changes[self._made :]):
            if at < line.horizon:
                line.clock.call(at, self._change)
        gates = {at for at, change in self._changes[self._made :] if _is_gate(*change.settings)}
        for dated in self._pilot_dates():
            if 0.0 < dated[0] < line.horizon:
                line.clock.call(dated[0], self._move_pilot, dated)
        for name, rule in self._wanted.controllers.items():
            review = Review(self, line, name, rule)
            if _is_gate(rule.setting):
                gates.update(review.times)
        for at in sorted(gates):
            if at < line.horizon:  # after all else of that moment: the sources may look further ahead again
                line.clock.call(at, self._look_on)
        self._gate_times = sorted(gates)
        line.look_until = self._gate_times[0] if gates else FOREVER

    @property
    def moves_gate(self) -> bool:
        """Whether the marketing gate may move, so that no source may look past it."""
        rules = self._wanted.controllers.values()
        return any(_is_gate(rule.setting) for rule in rules) or any(
            _is_gate(*change.settings) for _, change in self._changes
        )

    @property
    def moves_people(self) -> bool:
        """Whether settings of roles may move, so that everybody needs a calendar of days."""
        keys = [rule.setting for rule in self._wanted.controllers.values()]
        keys += [key for _, change in self._changes for key in change.settings]
        return any(key.startswith("roles") for key in keys)

    def turn(self, now: float) -> None:
        """Let the line take over the present state, if it differs from the one before."""
        try:
            wanted = self.state()
        except KeyedErrors as error:
            key, text = error.errors[0]
            raise SalesLineError(f"hour {now:g}: organisation.{key} cannot be set: {text}") from error
        if wanted != self.now:
            self.now = wanted
            self._line.reconfigure(*wanted, now)

    def _change(self, event: Recurring) -> None:
        now = self._line.clock.now
        while self._made < len(self._changes) and self._changes[self._made][0] <= now:
            self._note_change(now, self._made, self._changes[self._made][1])
            self._made += 1
        self.turn(now)

    def _look_on(self, event: Recurring) -> None:
        now = self._line.clock.now
        self._line.look_on(next((at for at in self._gate_times if at > now), FOREVER))

    # -- pilots

    def _pilot_dates(self) -> Iterator[tuple[float, int, bool | None, float | None, Any]]:
        """Hour, number of the pilot, whether it opens or closes, its new share, its new reps."""
        for number, pilot in enumerate(self._wanted.pilots.values()):
            yield (
                (0.0 if pilot.start is None else max(0.0, self._hour(pilot.start))),
                number,
                True,
                None,
                None,
            )
            for step in sorted(pilot.expand, key=lambda step: step.on):
                yield max(0.0, self._hour(step.on)), number, None, step.share, step.reps
            if pilot.until is not None:
                yield max(0.0, self._hour(pilot.until)), number, False, None, None

    def _set_pilot(self, number: int, open_: bool | None, share: float | None, reps: Any, now: float) -> None:
        door = self._line.pilots[number]
        door.open = door.open if open_ is None else open_
        door.share = door.share if share is None else share
        door.reps = door.reps if reps is None else frozenset(reps)
        level = door.share if door.open else 0.0
        name = list(self._wanted.pilots)[number]
        self.rows.append((now, f"pilot {name}", f"pilots.{name}.share", "date", None, format_number(level)))

    def _move_pilot(self, event: Recurring) -> None:
        _, number, open_, share, reps = event.owner
        door = self._line.pilots[number]
        seated = bool(door.reps) or reps is not None
        now = self._line.clock.now
        self._set_pilot(number, open_, share, reps, now)
        if seated:  # somebody changes desks
            self._line.reconfigure(*self.now, now)

    # -- what is written down

    def _note_change(self, now: float, number: int, change: Any) -> None:
        for key, value in change.settings.items():
            self.rows.append((now, f"change {number}", key, "date", None, _words(value)))

    def note(self, now: float, name: str, value: float | None) -> None:
        """A review has been made."""
        self._note_level(now, name, self._wanted.controllers[name], value)

    def _note_level(self, now: float, name: str, rule: Controller, value: float | None) -> None:
        level = _words(rule.levels[self.levels[name]])
        self.rows.append((now, name, rule.setting, rule.watch, value, level))


class Review:
    """The reviews of one controller: figures over a time, seen with a lag, at the first shift after each period."""

    def __init__(self, steering: Steering, line: Line, name: str, rule: Controller) -> None:
        self._steering = steering
        self._line = line
        self._name = name
        self._watch = Watch(line, rule.watch)
        limits = Limits(rule.below, rule.above, rule.target, rule.step, rule.when_below, rule.when_above)
        self._control = CONTROLS[rule.kind](limits, len(rule.levels))
        self._marks: dict[int, tuple[float, Totals]] = {}
        self._seen: dict[int, float | None] = {}
        self.times = self._plan(rule)
        for number, at in enumerate(self.times):
            end = at - rule.lag
            since = self.times[number - 1] - rule.lag if number else end - rule.every
            start = max(line.begin, since if rule.over is None else end - rule.over)
            if end > line.begin:
                line.clock.call(start, self._begin, number)
                line.clock.call(end, self._end, number)
            line.clock.call(at, self._decide, number)

    def _plan(self, rule: Controller) -> list[float]:
        """When the reviews are, until the horizon."""
        line = self._line
        shifts = self._shifts(rule)
        times: list[float] = []
        k = 1
        while k * rule.every < line.horizon:
            at: float = k * rule.every
            if shifts is not None:
                number = bisect_left(shifts.opens, at)
                at = shifts.opens[number] if number < len(shifts.opens) else FOREVER
            if at < line.horizon and (not times or at > times[-1]):
                times.append(at)
            k += 1
        return times

    def _shifts(self, rule: Controller) -> Shifts | None:
        organisation = self._line.scenario.organisation
        _, _, subject = rule.watch.partition(".")
        desk = organisation.desks.get(subject)
        role = desk.staffed_by[0] if desk else subject
        if role not in organisation.roles:
            role = next(iter(organisation.roles))
        return self._line.people.attendance.role_shifts(organisation, role)

    def _begin(self, event: Recurring) -> None:
        now = self._line.clock.now
        self._marks[event.owner] = (now, self._watch.mark(now))

    def _end(self, event: Recurring) -> None:
        start, old = self._marks.pop(event.owner)
        self._seen[event.owner] = self._watch.read(start, old, self._line.clock.now)

    def _decide(self, event: Recurring) -> None:
        steering, now = self._steering, self._line.clock.now
        value = self._seen.pop(event.owner, None)
        if value is not None:
            level = steering.levels[self._name]
            steering.levels[self._name] = self._control.within(self._control.next(value, level))
        steering.note(now, self._name, value)
        steering.turn(now)


def _is_gate(*keys: str) -> bool:
    return any(key.startswith(("market", "feedback")) for key in keys)


def _words(value: Any) -> str:
    """A level as one text."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {_words(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_words(inner) for inner in value) or "none"
    if isinstance(value, bool | str) or not isinstance(value, int | float):
        return str(value)
    return format_number(float(value))
