"""People at run time: who is hired, where they sit, by which settings they work, and when they leave."""

from __future__ import annotations

from bisect import insort
from math import gamma, log, sqrt
from typing import TYPE_CHECKING

from salesline.model.arithmetic import lognormal_mean_one
from salesline.model.attendance import ENDLESS, Attendance, by_rank
from salesline.model.careers import PROMOTED, Careers, has_careers
from salesline.model.clock import Recurring
from salesline.model.departure import depart, strike_off
from salesline.model.figures import WeeklyFigures, looks_back
from salesline.model.hiring import HiringPlan
from salesline.model.leads import FOREVER, NEVER
from salesline.model.learning import Bar, Lessons, has_lessons
from salesline.model.mornings import Mornings, tool_speeds
from salesline.model.pilots import limit_of, seats
from salesline.model.reps import GENERATION, Breaks, Rep
from salesline.model.setups import setups_of
from salesline.policies.discipline import Ready

if TYPE_CHECKING:
    from collections.abc import Collection

    from salesline.luck import Row
    from salesline.model.desks import DeskState
    from salesline.model.line import Line
    from salesline.scenario.organisation import Organisation

U_SKILL, U_STRETCH, _, _, U_STAY, U_VACANCY = range(6)


class People:
    """All reps of a replication."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self.everyone: list[Rep] = []
        self.attendance = Attendance(line)
        self.figures = WeeklyFigures(line) if looks_back(line.scenario.organisation) else None
        self.lessons = Lessons(line) if has_lessons(line.scenario.organisation) else None
        self._bar = Bar(line)
        self.mornings = Mornings(line, self.everyone, self.lessons)
        steered = line.steering is not None and line.steering.moves_people
        self._daily = bool(steered or self.lessons or line.payroll)
        """Whether someone looks at every rep each morning."""
        self.careers = Careers(line, self) if has_careers(line.scenario.organisation) else None
        self.hiring = HiringPlan(line, self._call_in, self._draws)

    # -- joining

    def found(self) -> None:
        """Employ the founding heads."""
        for role_name, role in self._line.organisation.roles.items():
            for slot in range(role.heads):
                self.join(role_name, slot, self._line.begin, founding=True)

    def follow_plan(self, organisation: Organisation) -> None:
        """From the start of the plan: changed head counts, hires and departures."""
        now = self._line.clock.now
        heads = {name: role.heads for name, role in organisation.roles.items()}
        leavers = [r for r in self.everyone if r.slot >= heads.get(r.role_name, 0)]
        for rep in leavers:  # all at once, so that no leaver hands over to another
            strike_off(rep, now)
        for rep in [r for r in self.everyone if r.employed_until == FOREVER]:
            resting = rep.idle_since is not None
            self._line.floor.end_rest(rep, now)
            self._change_desks(rep)
            self._equip(rep)
            self._plan_exit(rep, now)
            if resting:
                self._line.floor.look(rep, now)
        for role_name, role in organisation.roles.items():
            have = sum(r.role_name == role_name for r in self.everyone)
            for slot in range(have, role.heads):
                self._plan_exit(self.join(role_name, slot, now, founding=True), now)
        for rep in leavers:
            if rep.job is None:
                depart(self._line, rep, now)
        self._line.release(now)
        for desk in self._line.desks.values():
            if desk.backlog or (desk.queue and desk.rule is not None) or desk.dispatcher is not None:
                desk.settle(now)
        if self.lessons is not None:
            self.lessons.begin()
        self.hiring.begin(organisation)

    def refit(self, now: float, changed: Collection[DeskState]) -> None:
        """In mid-plan: everybody gets the present settings; who waits gets another chance. `changed`: desks with a new rule."""
        floor = self._line.floor
        staff = [rep for rep in self.everyone if rep.employed_until == FOREVER]
        resting = [rep for rep in staff if rep.idle_since is not None]
        for rep in staff:
            floor.end_rest(rep, now)
            self._change_desks(rep)
            self._equip(rep)
            if rep.role.blocks and rep.ready is not None and rep.day > ENDLESS.days[0]:
                rep.ready.spans = self.mornings.blocks(rep, rep.role, rep.day)
        self._line.release(now)
        for desk in self._line.desks.values():
            if desk.backlog or (desk.queue and desk.rule is not None) or desk.dispatcher is not None:
                desk.settle(now)
        for rep in staff:
            if rep.backlog:
                self._ask_again(rep, changed, now)
        for rep in resting:
            if rep.job is None and rep.idle_since is None:
                floor.look(rep, now)

    def _ask_again(self, rep: Rep, changed: Collection[DeskState], now: float) -> None:
        """Leads that wait for one rep: by another rule they may go to somebody else, with more room they need not wait."""
        waiting = [(ticket, lead) for ticket, lead in rep.backlog if lead.ticket == ticket]
        moved = {lead.desk for _, lead in waiting if lead.desk in changed or lead.desk not in rep.desks}
        rep.backlog.clear()
        rep.backlog.extend((ticket, lead) for ticket, lead in waiting if lead.desk not in moved)
        for _, lead in waiting:
            if lead.desk in moved:
                lead.backlogged = False
                lead.desk.count_waiting(now, -1)
                lead.desk.place(lead, now)
        for desk in rep.desks:
            if rep.backlog and desk.rule is not None:
                desk.refill(rep, now)

    def _change_desks(self, rep: Rep) -> None:
        """Let a rep sit where the present settings want it; leads in hand go with the rep."""
        desks = self._desks(rep)
        if desks == rep.desks:
            return
        for desk in rep.desks:
            if desk not in desks:
                desk.reps.remove(rep)
                if rep in desk.present:
                    desk.present.remove(rep)
        for desk in desks:
            if desk not in rep.desks:
                insort(desk.reps, rep, key=by_rank)
                if not (rep.away or rep.offline):
                    insort(desk.present, rep, key=by_rank)
        rep.desks = desks
        rep.home = desks[0].name if desks else ""

    def _call_in(self, at: float, role_name: str, slot: int, name: str = "") -> None:
        at = max(at, self._line.clock.now)
        self._bar.expect(role_name, at)
        self._line.clock.call(at, self._start, (role_name, slot, name))

    def _start(self, event: Recurring) -> None:
        role_name, slot, name = event.owner
        now = self._line.clock.now
        self._plan_exit(self.join(role_name, slot, now, founding=False, name=name), now)

    def _draws(self, role_name: str, slot: int) -> Row:
        return self._line.luck.table(f"people|{role_name}", 6).row(slot)

    def join(self, role_name: str, slot: int, now: float, *, founding: bool, name: str = "", person: Row | None = None,
             credit: float = 0.0) -> Rep:  # fmt: skip
        """Employ a person from now on; `person` is the luck of one who comes from another role, `credit` tenure brought along."""
        line = self._line
        generation, base = divmod(slot, GENERATION)
        rank = self._rank(role_name) * 10**9 + slot
        rep = Rep(
            role_name, slot, rank, name or f"{role_name}/{base}" + (f".{generation}" if generation else "")
        )
        rep.credit = credit
        rep.generation = generation
        rep.founding = founding
        role = line.organisation.roles[role_name]
        draws = self._draws(role_name, slot) if person is None else person
        skill = role.skill
        if founding and slot < len(skill.founders):
            rep.skill = skill.founders[slot]
        else:
            mean = 1.0 if founding else skill.mean
            if skill.hiring_bar is not None and not founding and person is None:
                mean *= self._bar.factor(role_name, role, now)
            rep.skill = mean * lognormal_mean_one(draws[U_SKILL], skill.spread)
        spread = role.ramp.spread
        if spread:
            rep.stretch = lognormal_mean_one(draws[U_STRETCH], sqrt(log(1.0 + spread * spread)))
        if role.territories:
            rep.territory = role.territories[base % len(role.territories)]
        offices = role.offices or tuple(line.organisation.offices)
        rep.office = offices[base % len(offices)]
        rep.employed_from = now
        rep.began = now
        rep.event = Recurring(line.clock, line.floor.ended, rep)
        office = line.organisation.offices[rep.office]
        self.attendance.give_calendar(rep, role, office, now, mornings=self._daily)
        self.everyone.append(rep)
        self._equip(rep)
        self._sit_down(rep)
        self.attendance.plan_absences(rep, now)
        self.off_shift(rep, now)
        if not founding and person is None and role_name in line.contacts:
            line.contacts[role_name].open(rep, now)
        return rep

    def _rank(self, role_name: str) -> int:
        names = [*dict.fromkeys([*(self._line.scenario.before or self._line.scenario).organisation.roles,
                                 *self._line.scenario.organisation.roles])]  # fmt: skip
        return names.index(role_name)

    def _equip(self, rep: Rep) -> None:
        """Give a rep the present settings of the role."""
        line = self._line
        role = line.organisation.roles[rep.role_name]
        limit: float = line.organisation.wip.get(rep.role_name, FOREVER)
        if line.pilots:
            limit = limit_of(line.pilots, rep, limit)
        rep.configure(role, limit, tool_speeds(line, role))
        for name, stream in role.interruptions.items():
            known = next((b for b in rep.breaks if b.name == name), None)
            if known is not None:
                known.retune(stream.every, stream.lag.quantile())
                continue
            table = line.luck.table(f"interruptions|{rep.role_name}|{name}", 2)
            rep.breaks.append(Breaks(name, table, rep.slot << 24, stream.every, stream.lag.quantile()))
        rep.breaks = [b for b in rep.breaks if b.name in role.interruptions]
        rep.setups = setups_of(role.setup, line.activities, rep.setups)
        rep.frets = bool(rep.breaks or rep.owed) or rep.start_up is not None or rep.setups is not None
        plain = role.discipline == "due date" and not role.blocks
        old = rep.ready
        reserved = {line.activities[name] for block in role.blocks for name in block.activities}
        rep.ready = None if plain else Ready(role.discipline, sorted(reserved))
        if old is not None:
            for lead in old.drop_all():
                line.floor.hand(lead, rep, line.clock.now)  # type: ignore[arg-type]
        rep.pulls = [
            desk
            for desk in self._desks(rep)
            if desk.rule is None and line.organisation.desks[desk.name].prospecting is None
        ]
        rep.prospects = line.prospecting_of(rep.role_name)
        line.rulebook.whet(rep)

    def _desks(self, rep: Rep) -> list[DeskState]:
        line = self._line
        return [line.desks[name] for name, desk in line.organisation.desks.items()
                if rep.role_name in desk.staffed_by and (not line.pilots or seats(line.pilots, rep, name))]  # fmt: skip

    def _sit_down(self, rep: Rep) -> None:
        rep.desks = self._desks(rep)
        rep.home = rep.desks[0].name if rep.desks else ""
        for desk in rep.desks:
            insort(desk.reps, rep, key=by_rank)
        rep.away = not self.attendance.begins_present(rep)
        if not rep.away:
            self.attendance.come_back(rep)

    def off_shift(self, rep: Rep, now: float) -> None:
        """A rep's shift is over or not begun: wait for the next one, or go for good."""
        if now >= rep.employed_until:
            if rep in self.everyone and rep.desks:
                depart(self._line, rep, now)
            return
        shifts = rep.shifts
        k = shifts.at(now)
        if k >= len(shifts.opens):
            rep.set_hours(NEVER, rep.chore_at)
            return
        if shifts.opens[k] > now:
            rep.set_hours(NEVER, rep.chore_at)
            rep.token += 1
            self._line.clock.call(shifts.opens[k], self._open, rep, rep.token)
            return
        rep.set_hours(min(shifts.closes[k], rep.employed_until), rep.chore_at)
        if shifts.days[k] != rep.day:
            self.mornings.begin(rep, k, now)
        self._line.floor.look(rep, now)

    def _open(self, event: Recurring) -> None:
        rep: Rep = event.owner
        if rep.token == event.token:
            self.off_shift(rep, self._line.clock.now)

    # -- leaving

    def _plan_exit(self, rep: Rep, now: float) -> None:
        role = self._line.organisation.roles[rep.role_name]
        u = self._draws(rep.role_name, rep.slot)[U_STAY] if role.attrition.rate else 0.0
        if (self.careers is not None and self.careers.begin(rep, role, now, u)) or not role.attrition.rate:
            return
        shape = role.attrition.shape
        scale = 1.0 / role.attrition.rate / gamma(1.0 + 1.0 / shape)
        at = now + scale * (-log(max(u, 2.0**-54))) ** (1.0 / shape)
        if at < self._line.horizon:
            self._line.clock.call(at, self._exit, rep)

    def _exit(self, event: Recurring) -> None:
        self.leave(event.owner, self._line.clock.now)

    def leave(self, rep: Rep, now: float, event: str = "left") -> None:
        """Somebody leaves the role now; a successor comes after the vacancy, if the role's exits are made good."""
        if rep.employed_until != FOREVER:
            return
        if self.careers is not None:
            self.careers.note(rep, event, now)
        self._dismiss(rep, now)
        role = self._line.organisation.roles[rep.role_name]
        successor: tuple[int, str] | None = (rep.slot + GENERATION, "")
        if rep.slot >= PROMOTED:
            successor = self.careers.successor(rep) if self.careers is not None else None
        if role.attrition.backfill and successor is not None:
            at = now + role.attrition.vacancy.quantile()(self._draws(rep.role_name, rep.slot)[U_VACANCY])
            if at < self._line.horizon:
                self._call_in(at, rep.role_name, *successor)

    def take_up(self, rep: Rep, role_name: str, slot: int, credit: float) -> None:
        """Somebody who has been promoted begins in the new role, as good against the others as in the old one."""
        now = self._line.clock.now
        name = f"{role_name}/{Careers.heir(rep)}"
        person = self._draws(rep.role_name, rep.slot)
        new = self.join(role_name, slot, now, founding=False, name=name, person=person, credit=credit)
        self._plan_exit(new, now)

    def _dismiss(self, rep: Rep, now: float) -> None:
        """The person leaves now; work in hand is finished first."""
        strike_off(rep, now)
        if rep.job is None:
            depart(self._line, rep, now)
