"""The rules about how much is in the line, as objects at run time: gates, expiry rules, promises, appetites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesline.model.appetite import Appetite
from salesline.model.arithmetic import lognormal_mean_one
from salesline.model.census import leads_at
from salesline.model.expiry import ExpiryRule
from salesline.model.gatehouse import Gate, Gatehouse, RopeGate, WorkGate
from salesline.model.promises import TimePromise, VolumePromise
from salesline.model.release import ConwipGate
from salesline.model.watched import Onlooker, WatchedPlan, bare
from salesline.model.workload import drum_of, expected_work, way_from
from salesline.policies.release import LEADS, CapPerRole, Conwip, DrumBufferRope, OwnAppetite, Workload
from salesline.scenario import release as written

if TYPE_CHECKING:
    from salesline.calendars import Shifts
    from salesline.model.line import Line
    from salesline.model.reps import Rep
    from salesline.scenario.market import Market
    from salesline.scenario.organisation import Organisation

ONE = {LEADS: 1.0}
Columns = dict[str, list[Any]]


class Rulebook:
    """All of them, for one replication."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._loops: dict[tuple[str, ...], ConwipGate] = {}
        self.house: Gatehouse | None = None
        self._known: dict[Any, Gate] = {}
        self._expiry: list[ExpiryRule] = []
        self._promises: dict[str, tuple[Any, TimePromise | VolumePromise]] = {}
        self._appetites: dict[str, written.Appetite] = {}

    def configure(self, market: Market, organisation: Organisation) -> None:
        """Take over the rules of an organisation; what stays keeps its books."""
        self._configure_gates(market, organisation)
        self._configure_expiry(organisation)
        self._configure_promises(organisation)
        self._look_on(organisation)
        self._appetites = {
            rule.role: rule for rule in organisation.release if isinstance(rule, written.Appetite)
        }

    # -- release

    def gates(self) -> list[ConwipGate | Gatehouse]:
        """Whoever holds leads back."""
        return [*self._loops.values(), *([self.house] if self.house else [])]

    def release(self, now: float) -> None:
        """Let in whom the present caps have room for."""
        for gate in self._loops.values():
            gate.refill(now)
        if self.house is not None:
            self.house.review(now)

    def _configure_gates(self, market: Market, organisation: Organisation) -> None:
        wanted = {loop.desks: loop.limit for loop in organisation.conwip}
        if (
            self.house is None
            and self._line.clock.now > 0.0
            and any(key not in self._loops for key in wanted)
        ):
            self._open_house()  # in mid-plan other desks come under a cap, perhaps more than one
        if self.house is None and any(not isinstance(r, written.Appetite) for r in organisation.release):
            self._open_house()
        if self.house is not None:
            self._configure_house(self.house, market, organisation)
            return
        for key, loop in self._loops.items():
            loop.limit = wanted.get(key, 10**9)
        for key, limit in wanted.items():
            if key not in self._loops:
                gate = self._loops[key] = ConwipGate([self._line.desks[name] for name in key])
                gate.limit = limit
                for name in key:
                    self._line.desks[name].admission = gate

    def _open_house(self) -> None:
        """From now on one gatehouse keeps all caps, also those that gates of their own have kept."""
        self.house = Gatehouse(self._line)
        for loop in self._loops.values():
            self.house.adopt(loop.held())
        self._loops.clear()

    def _configure_house(self, house: Gatehouse, market: Market, organisation: Organisation) -> None:
        rules: list[Any] = [*organisation.conwip, *organisation.release]
        known = self._known
        self._known = {}
        for rule in rules:
            key = rule if not isinstance(rule, written.Conwip) else tuple(rule.desks)
            gate = known.get(key) or self._gate(rule, market, organisation)
            if gate is None:
                continue
            if isinstance(rule, written.Conwip):
                gate.rule = Conwip({LEADS: rule.limit})
            self._known[key] = gate
        house.install(list(self._known.values()))

    def _gate(self, rule: Any, market: Market, organisation: Organisation) -> Gate | None:
        desks = self._line.desks
        if isinstance(rule, written.Conwip):
            return Gate(
                Conwip({LEADS: rule.limit}),
                [desks[name] for name in rule.desks],
                dict.fromkeys(rule.desks, ONE),
            )
        if isinstance(rule, written.RoleCap):
            mine = [
                n
                for n, d in organisation.desks.items()
                if rule.role in d.staffed_by and d.prospecting is None
            ]
            return Gate(
                CapPerRole({LEADS: rule.limit}), [desks[name] for name in mine], dict.fromkeys(mine, ONE)
            )
        if isinstance(rule, written.Rope):
            return self._rope(rule, market, organisation)
        if isinstance(rule, written.Workload):
            return self._workload(rule, market, organisation)
        return None

    def _rope(self, rule: written.Rope, market: Market, organisation: Organisation) -> Gate:
        assert self.house is not None
        drum = rule.drum or drum_of(organisation)
        assert drum is not None
        path = [
            name
            for name, desk in organisation.desks.items()
            if desk.prospecting is None and drum in (way := way_from(name, organisation))
            and (rule.first is None or (name in (from_first := way_from(rule.first, organisation))
                 and name in from_first[: from_first.index(drum) + 1]))
            and way
        ]  # fmt: skip
        if rule.buffer is not None:
            limits, brings = {LEADS: float(rule.buffer)}, {LEADS: 1.0}
        else:
            work = rule.work
            if work is None:
                work = expected_work(organisation.desks[drum], organisation.activities, market.contact)
            limits, brings = {drum: rule.buffer_work or 0.0}, {drum: work}
        states = [self._line.desks[name] for name in path]
        return RopeGate(
            self.house, DrumBufferRope(limits), states, dict.fromkeys(path, brings), self._line.desks[drum]
        )

    def _workload(self, rule: written.Workload, market: Market, organisation: Organisation) -> Gate:
        worked = [name for name, desk in organisation.desks.items() if desk.prospecting is None]
        hours = {
            name: rule.work[name] if name in rule.work
            else expected_work(organisation.desks[name], organisation.activities, market.contact)
            for name in worked
        }  # fmt: skip
        corrected = rule.load == "corrected"
        brings = {
            name: {
                desk: hours[desk] / (place if corrected else 1)
                for place, desk in enumerate(way_from(name, organisation), start=1)
            }
            for name in worked
        }
        return WorkGate(Workload(rule.norms), [self._line.desks[name] for name in worked], brings,
                        every=rule.every, avoids_starvation=rule.starvation_avoidance)  # fmt: skip

    # -- appetite

    def whet(self, rep: Rep) -> None:
        """Give a rep the appetite that the rules of the role say, or take it away."""
        rule = self._appetites.get(rep.role_name)
        if rule is None:
            if rep.appetite is not None:
                rep.appetite = None
                rep.set_cap()
            return
        policy = OwnAppetite(rule.base, rule.step, rule.least, rule.most, rule.step_after_loss)
        if rep.appetite is None:
            u = self._line.luck.table(f"appetite|{rep.role_name}", 1).row(rep.slot)[0]
            rep.appetite = Appetite(policy, lognormal_mean_one(u, rule.spread))
        else:
            rep.appetite.rule = policy
        rep.set_cap()

    @staticmethod
    def fed(rep: Rep, now: float) -> None:
        """A rep has won a deal: more room, for those who wait."""
        assert rep.appetite is not None
        rep.appetite.won()
        rep.set_cap()
        for desk in rep.desks:
            if rep.backlog or desk.backlog:
                desk.refill(rep, now)

    # -- expiry and promises

    def _configure_expiry(self, organisation: Organisation) -> None:
        for old in self._expiry:
            old.on = False
        for rule in organisation.expiry:
            known = next((old for old in self._expiry if old.rule == rule and not old.on), None)
            if known is not None:  # a rule that stays keeps its deadlines
                known.on = True
                continue
            desk = self._line.desks[rule.desk]
            watcher = ExpiryRule(self._line, rule, desk, self._clock(rule, organisation))
            self._expiry.append(watcher)
            desk.watchers.append(watcher)
            if rule.existing == "start":
                watcher.start(leads_at(self._line, [desk]), self._line.clock.now)

    def _clock(self, rule: written.Expiry | written.Sla, organisation: Organisation) -> Shifts | None:
        if rule.clock != "working":
            return None
        return self._line.people.attendance.office_shifts(organisation, organisation.desks[rule.desk])

    def _configure_promises(self, organisation: Organisation) -> None:
        kept: dict[str, tuple[Any, TimePromise | VolumePromise]] = {}
        for name, rule in organisation.sla.items():
            known = self._promises.get(name)
            if known is not None and known[0] == rule:
                kept[name] = known
                continue
            desk = self._line.desks[rule.desk]
            promise: TimePromise | VolumePromise
            if rule.leads is not None:
                promise = VolumePromise(desk, rule.leads)
            else:
                promise = TimePromise(self._line, rule, desk, self._clock(rule, organisation))
                desk.watchers.append(promise)
                desk.starters.append(promise)
            kept[name] = (rule, promise)
        for name, (_, promise) in self._promises.items():
            if kept.get(name, (None, None))[1] is not promise and isinstance(promise, TimePromise):
                promise.close()
        self._promises = kept

    def _look_on(self, organisation: Organisation) -> None:
        """Put a watched plan where a rule must be told of single touches."""
        for name in organisation.desks:
            desk = self._line.desks[name]
            onlookers: list[Onlooker] = [one for one in desk.watchers if getattr(one, "looks_on", False)]  # type: ignore[misc]
            if onlookers or isinstance(desk.plan, WatchedPlan):
                plan = bare(desk.plan)
                desk.plan = WatchedPlan(plan, onlookers) if onlookers else plan

    # -- what is counted

    def write(self, tables: dict[str, Columns], key: str, number: int, start: float, end: float) -> None:
        """Rows of the tables `sla` and `expiry`, by quarter or by week."""
        ending = "" if key == "quarter" else "_weeks"
        for name, (rule, promise) in self._promises.items():
            counts = promise.change(key, start, end)
            _append(tables, f"sla{ending}", {
                "sla": name, "promise": rule.promise, "desk": rule.desk, key: number, "hours": end - start, **counts,
            })  # fmt: skip
        for watcher in self._expiry:
            if watcher.on and watcher.rule.name is not None:
                rule = watcher.rule
                _append(tables, f"expiry{ending}", {
                    "rule": rule.name, "desk": rule.desk, "state": rule.state, "action": rule.action, key: number,
                    "hours": end - start, **watcher.change(key),
                })  # fmt: skip


def _append(tables: dict[str, Columns], table: str, row: dict[str, Any]) -> None:
    columns = tables.setdefault(table, {})
    for name, value in row.items():
        columns.setdefault(name, []).append(value)
