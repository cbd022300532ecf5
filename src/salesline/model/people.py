"""People at run time: who is hired, present, away and gone; what happens to the leads of those who leave."""

from __future__ import annotations

from bisect import insort
from math import gamma, log, sqrt
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from salesline.calendars import Shifts, absent_days, never_closes, office_shifts
from salesline.model.arithmetic import lognormal_mean_one
from salesline.model.careers import PROMOTED, Careers, has_careers
from salesline.model.clock import Recurring
from salesline.model.figures import WeeklyFigures, looks_back
from salesline.model.hiring import HiringPlan
from salesline.model.leads import FOREVER, NEVER, Lead
from salesline.model.learning import Bar, Lessons, has_lessons
from salesline.model.pilots import limit_of, seats
from salesline.model.reps import GENERATION, Breaks, Rep
from salesline.model.setups import setups_of
from salesline.policies.discipline import Ready

if TYPE_CHECKING:
    from collections.abc import Collection

    from salesline.luck import Row
    from salesline.model.desks import DeskState
    from salesline.model.line import Line
    from salesline.scenario.desks import Desk
    from salesline.scenario.organisation import Office, Organisation, Role

U_SKILL, U_STRETCH, _, _, U_STAY, U_VACANCY = range(6)
ENDLESS = Shifts((-1e15,), (1e15,), (-(10**9),))
by_rank = attrgetter("rank")


class People:
    """All reps of a replication."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self.everyone: list[Rep] = []
        self._missed: dict[str, Shifts] = {}
        self._counted: dict[str, tuple[float, int, int]] = {}
        self._steered = line.steering is not None and line.steering.moves_people
        self.figures = WeeklyFigures(line) if looks_back(line.scenario.organisation) else None
        self.lessons = Lessons(line) if has_lessons(line.scenario.organisation) else None
        self._bar = Bar(line)
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
            self._strike_off(rep, now)
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
                self._depart(rep, now)
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
                rep.ready.spans = self._blocks(rep, rep.role, rep.day)
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

    def _call_in(self, at: float, role_name: str, slot: int) -> None:
        at = max(at, self._line.clock.now)
        self._bar.expect(role_name, at)
        self._line.clock.call(at, self._start, (role_name, slot))

    def _start(self, event: Recurring) -> None:
        role_name, slot = event.owner
        now = self._line.clock.now
        self._plan_exit(self.join(role_name, slot, now, founding=False), now)

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
        self._give_calendar(rep, role, line.organisation.offices[rep.office], now)
        self.everyone.append(rep)
        self._equip(rep)
        self._sit_down(rep)
        self._plan_absences(rep, now)
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
        rep.configure(role, limit, self._tools(role))
        for name, stream in role.interruptions.items():
            known = next((b for b in rep.breaks if b.name == name), None)
            if known is not None:
                known.retune(stream.every, stream.lag.quantile())
                continue
            table = line.luck.table(f"interruptions|{rep.role_name}|{name}", 2)
            rep.breaks.append(Breaks(name, table, rep.slot << 24, stream.every, stream.lag.quantile()))
        rep.breaks = [b for b in rep.breaks if b.name in role.interruptions]
        rep.setups = setups_of(role.setup, line.activities, rep.setups)
        rep.frets = bool(rep.breaks) or rep.start_up is not None or rep.setups is not None
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

    def _tools(self, role: Role) -> list[float]:
        return [role.tools.get(name, 1.0) for name in self._line.activities]

    def _desks(self, rep: Rep) -> list[DeskState]:
        line = self._line
        return [line.desks[name] for name, desk in line.organisation.desks.items()
                if rep.role_name in desk.staffed_by and (not line.pilots or seats(line.pilots, rep, name))]  # fmt: skip

    def _sit_down(self, rep: Rep) -> None:
        rep.desks = self._desks(rep)
        rep.home = rep.desks[0].name if rep.desks else ""
        for desk in rep.desks:
            insort(desk.reps, rep, key=by_rank)
        missed, now = self._missed[rep.name], rep.employed_from
        k = missed.at(now)
        if k == len(missed.opens) or missed.opens[k] > now:  # else the first day is one of absence
            self._come_back(rep)

    # -- calendar and absence

    def office_shifts(self, organisation: Organisation, desk: Desk) -> Shifts | None:
        """Shifts of a desk's first office, for clocks in working hours; None if it never closes."""
        return self.role_shifts(organisation, desk.staffed_by[0])

    def role_shifts(self, organisation: Organisation, name: str) -> Shifts | None:
        """Shifts of a role's first office; None if it never closes."""
        role = organisation.roles[name]
        office = organisation.offices[(role.offices or tuple(organisation.offices))[0]]
        return None if never_closes(office) else self._shifts(office)

    def _shifts(self, office: Office) -> Shifts:
        line = self._line
        study = line.scenario.study
        return office_shifts(
            office, study.start, study.time_zone, int(line.begin // 24) - 1, int(line.horizon // 24) + 2
        )

    def _give_calendar(self, rep: Rep, role: Role, office: Office, now: float) -> None:
        ramps = any((role.ramp.speed, role.ramp.conversion, role.ramp.wip))
        needs_days = (role.internal_work or role.absence.leave or role.absence.sickness or role.onboarding.peers
                      or role.blocks or self._steered or self.lessons or self._line.payroll
                      or (not rep.founding and ramps))  # fmt: skip
        if never_closes(office) and not needs_days:
            rep.shifts, self._missed[rep.name] = ENDLESS.within(now, 1e15), Shifts((), (), ())
            return
        all_shifts = self._shifts(office).within(now, FOREVER)
        rep.shifts, self._missed[rep.name] = all_shifts.split(self._absent(rep, role, all_shifts))

    def _absent(self, rep: Rep, role: Role, shifts: Shifts) -> set[int]:
        absence = role.absence
        if not (absence.leave or absence.sickness):
            return set()
        gone: set[int] = set()
        years: dict[int, list[int]] = {}
        for day in dict.fromkeys(shifts.days):
            years.setdefault(day // 365, []).append(day)
        for year, working in years.items():
            weeks = self._line.luck.table(f"leave|{rep.role_name}|{year}", 53).row(rep.slot)
            days = self._line.luck.table(f"sickness|{rep.role_name}|{year}", 366).row(rep.slot)
            share = len(working) / 261.0
            gone |= absent_days(
                absence.leave * min(1.0, share),
                absence.sickness * min(1.0, share),
                absence.spell,
                weeks,
                days,
                working,
            )
        return gone

    def missed(self, rep: Rep) -> Shifts:
        """Shifts that a rep is paid for and does not work."""
        return self._missed[rep.name]

    def _plan_absences(self, rep: Rep, now: float) -> None:
        missed = self._missed[rep.name]
        spans: list[list[float]] = []
        for opens, closes in zip(missed.opens, missed.closes, strict=True):
            if spans and rep.shifts.hours(spans[-1][1], opens) == 0.0:
                spans[-1][1] = closes
            else:
                spans.append([opens, closes])
        for start, end in spans:
            self._line.clock.call_first(
                max(start, now), self._go_away, rep
            )  # nothing is given to whoever is gone now
            self._line.clock.call(end, self._return, rep)

    def _go_away(self, event: Recurring) -> None:
        rep: Rep = event.owner
        rep.away = True
        for desk in rep.desks:
            if rep in desk.present:
                desk.present.remove(rep)
            if desk.dispatcher is not None:
                desk.dispatcher.went(rep)

    def _return(self, event: Recurring) -> None:
        rep: Rep = event.owner
        if rep.employed_until > self._line.clock.now:
            self._come_back(rep)

    def _come_back(self, rep: Rep) -> None:
        rep.away = False
        if rep.offline:
            return
        now = self._line.clock.now
        for desk in rep.desks:
            if rep not in desk.present:
                insort(desk.present, rep, key=by_rank)
            if desk.dispatcher is not None:
                desk.dispatcher.came(rep)
            if desk.strict and desk.backlog:
                desk.settle(now)
            if desk.rule is not None and (rep.backlog or desk.backlog):
                desk.refill(rep, now)

    def off_shift(self, rep: Rep, now: float) -> None:
        """A rep's shift is over or not begun: wait for the next one, or go for good."""
        if now >= rep.employed_until:
            if rep in self.everyone and rep.desks:
                self._depart(rep, now)
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
            self._new_day(rep, k, now)
        self._line.floor.look(rep, now)

    def _open(self, event: Recurring) -> None:
        rep: Rep = event.owner
        if rep.token == event.token:
            self.off_shift(rep, self._line.clock.now)

    def _new_day(self, rep: Rep, k: int, now: float) -> None:
        """Morning: the ramp, today's internal work, the blocks of the day."""
        shifts = rep.shifts
        day = rep.day = shifts.days[k]
        role = rep.role
        if self.lessons is not None or self._line.payroll is not None:
            self._lift(rep, now)
        rep.new_day(self._tools(role), now)
        spans = []
        while k < len(shifts.days) and shifts.days[k] == day:
            spans.append((shifts.opens[k], shifts.closes[k]))
            k += 1
        hours = sum(b - a for a, b in spans)
        if role.blocks and rep.ready is not None:
            rep.ready.spans = self._blocks(rep, role, day)
        internal = role.internal_work / len(self._line.organisation.offices[rep.office].days)
        # A ramp at 40 % means that 60 % of the time is learning: the work itself takes no longer, there is less of it.
        learning = (1.0 - rep.learned) * max(0.0, hours - internal)
        teaching = self._mentoring(rep, role, now)
        if self.lessons is not None:
            teaching = min(40.0, teaching + self.lessons.weekly_hours(rep, now))
        onboarding = learning + teaching / 5.0
        if rep.learned <= 0.0:
            rep.chores = [(a, 0.0, b - a) for a, b in reversed(spans)]
            rep.set_hours(rep.closes, spans[0][0])
            return
        if internal + onboarding > 0.0:
            pieces = max(1, role.internal_pieces)
            times = [_point(spans, hours * n / pieces) for n in range(pieces)]
        else:
            rep.chores = []
            rep.set_hours(rep.closes, FOREVER)
            return
        total = min(1.0, hours / (internal + onboarding)) / pieces
        rep.chores = [(at, internal * total, onboarding * total) for at in reversed(times)]
        rep.set_hours(rep.closes, times[0])

    def _lift(self, rep: Rep, now: float) -> None:
        """What raises a rep today beyond skill and ramp."""
        rep.lift_odds, rep.lift_speed = 0.0, 1.0
        if self.lessons is not None:
            self.lessons.morning(rep, now)
        if self._line.payroll is not None:
            self._line.payroll.morning(rep, now)
        rep.tune(self._tools(rep.role), now)

    def _blocks(self, rep: Rep, role: Role, day: int) -> list[tuple[float, float, frozenset[int]]]:
        office = self._line.organisation.offices[rep.office]
        study = self._line.scenario.study
        found = []
        for block in role.blocks:
            window = office.model_copy(update={"shift": block, "lunch": None})
            shifts = office_shifts_of_day(window, study.start, study.time_zone, day)
            found += [
                (a, b, frozenset(self._line.activities[n] for n in block.activities)) for a, b in shifts
            ]
        return found

    def _mentoring(self, rep: Rep, role: Role, now: float) -> float:
        """Hours a week that a veteran gives to newcomers of the role."""
        rule = role.onboarding
        if not rule.peers or self._is_new(rep, rule.weeks, now):
            return 0.0
        counted = self._counted.get(rep.role_name)
        if counted is None or counted[0] != now:  # one count a morning, not one for each rep
            team = [r for r in self.everyone if r.role_name == rep.role_name and r.employed_until > now]
            newcomers = sum(self._is_new(r, rule.weeks, now) for r in team)
            counted = self._counted[rep.role_name] = (now, newcomers, len(team) - newcomers)
        _, newcomers, veterans = counted
        return min(40.0, rule.peers * newcomers / max(1, veterans))

    @staticmethod
    def _is_new(rep: Rep, weeks: float, now: float) -> bool:
        return not rep.founding and now - rep.employed_from < weeks

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
        successor = rep.slot + GENERATION
        if role.attrition.backfill and rep.slot < PROMOTED:
            at = now + role.attrition.vacancy.quantile()(self._draws(rep.role_name, rep.slot)[U_VACANCY])
            if at < self._line.horizon:
                self._call_in(at, rep.role_name, successor)

    def take_up(self, rep: Rep, role_name: str, slot: int, credit: float) -> None:
        """Somebody who has been promoted begins in the new role, as good against the others as in the old one."""
        now = self._line.clock.now
        name = f"{role_name}/{Careers.heir(rep)}"
        person = self._draws(rep.role_name, rep.slot)
        new = self.join(role_name, slot, now, founding=False, name=name, person=person, credit=credit)
        self._plan_exit(new, now)

    def _dismiss(self, rep: Rep, now: float) -> None:
        """The person leaves now; work in hand is finished first."""
        self._strike_off(rep, now)
        if rep.job is None:
            self._depart(rep, now)

    def _strike_off(self, rep: Rep, now: float) -> None:
        rep.employed_until = now
        rep.away = True
        rep.shifts = rep.shifts.within(rep.employed_from, now)
        rep.set_hours(min(rep.closes, now), rep.chore_at)
        for desk in rep.desks:
            if rep in desk.present:
                desk.present.remove(rep)
            desk.reps.remove(rep)

    def _depart(self, rep: Rep, now: float) -> None:
        floor = self._line.floor
        floor.end_rest(rep, now)
        rep.set_hours(NEVER, rep.chore_at)
        rep.token += 1
        dispatchers = [desk.dispatcher for desk in rep.desks if desk.dispatcher is not None]
        rep.desks, rep.pulls, rep.prospects = [], [], None
        leads = [lead for _, ticket, lead in rep.agenda if lead.ticket == ticket]
        if rep.ready is not None:
            leads += rep.ready.drop_all()  # type: ignore[arg-type]
        waiting = [lead for ticket, lead in rep.backlog if lead.ticket == ticket]
        rep.agenda.clear()
        rep.backlog.clear()
        journal = self._line.journal
        for lead in sorted(leads, key=attrgetter("ticket")):
            self._take_back(lead, rep)
            if self.careers is not None and self.careers.loses(lead, rep):
                lead.desk.fail(lead, None, now, "lost", "hand-over")
                continue
            if journal is not None:
                journal.again(lead, f"{rep.name} has left")
            lead.desk.place(lead, now)
        for lead in waiting:
            lead.backlogged = False
            lead.desk.count_waiting(now, -1)
            if journal is not None:
                journal.again(lead, f"{rep.name} has left")
            lead.desk.place(lead, now)
        for dispatcher in dispatchers:  # some may have waited for the one who has left
            dispatcher.retry(now)

    def _take_back(self, lead: Lead, rep: Rep) -> None:
        rep.open -= 1
        lead.rep = None
        lead.ticket = self._line.next_ticket()
        if lead.desk.dispatcher is not None:
            lead.desk.dispatcher.left(lead)

    def reassign(self, lead: Lead, now: float) -> None:
        """Give a lead to somebody else, if anybody else is there."""
        rep = lead.rep
        assert rep is not None
        desk = lead.desk
        journal = self._line.journal
        others = [r for r in desk.present if r is not rep]
        if desk.rule is None or not others:
            if journal is not None:
                journal.unmoved(lead, rep, now)
            return
        if desk.dispatcher is not None:
            choice = desk.dispatcher.another(lead, now)
            if choice.seat is not None:
                self._take_back(lead, rep)
                desk.dispatcher.move(lead, choice, now)
                desk.refill(rep, now)
            return
        new: Any = desk.rule.choose(lead, others)  # type: ignore[arg-type]
        second = new is None and not desk.hold
        if second:
            new = desk.rule.fallback(lead, others)  # type: ignore[arg-type]
        if journal is not None:
            journal.pushed(lead, desk, new, others, now, second=second and new is not None, moved=rep)
        if new is None or new.open >= new.cap:
            return
        self._take_back(lead, rep)
        self._line.floor.hand(lead, new, now)
        desk.refill(rep, now)


def _point(spans: list[tuple[float, float]], after: float) -> float:
    """The time when `after` hours of today's shift have passed."""
    for opens, closes in spans:
        if after < closes - opens:
            return opens + after
        after -= closes - opens
    return spans[-1][1]


def office_shifts_of_day(office: Office, start: Any, zone: str, day: int) -> list[tuple[float, float]]:
    """Intervals of one day."""
    shifts = office_shifts(office, start, zone, day, day)
    return list(zip(shifts.opens, shifts.closes, strict=True))
