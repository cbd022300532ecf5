"""The choice of one desk's dispatcher: filters, then the rule, then the steps of the fallback."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from salesline.errors import SalesLineError
from salesline.model.seats import Seat
from salesline.policies.assignment import PULL, RULES, AssignmentRule, assignment_class
from salesline.policies.filters import made
from salesline.scenario.assignment import STEPS

if TYPE_CHECKING:
    from salesline.model.desks import DeskState
    from salesline.model.dispatch import Dispatcher
    from salesline.model.leads import Lead
    from salesline.model.reps import Rep
    from salesline.scenario.assignment import Assignment


@dataclass(slots=True)
class Choice:
    """Who gets a lead, among whom and why; or the desk it goes to; or nobody."""

    seat: Seat | None
    among: Sequence[Seat] = ()
    reason: str = ""
    elsewhere: DeskState | None = None
    rule: AssignmentRule | None = None


class Chooser:
    """Filters, rule and fallback of one desk."""

    def __init__(self, dispatcher: Dispatcher, chosen: Assignment, before: Chooser | None) -> None:
        self._dispatcher = dispatcher
        self.desk = dispatcher.desk
        self._chain = chosen.chain
        self._hold_for = chosen.hold_for
        self._fitting, self.moment = made(chosen.filters)
        self.otherwise: AssignmentRule | None = None
        if chosen.otherwise != PULL:
            self.otherwise = self._made(chosen.otherwise, chosen, before.otherwise if before else None)
        self.rule: AssignmentRule = self._made(chosen.rule, chosen, before.rule if before else None)
        self.rule.otherwise = self.otherwise
        self.name = chosen.rule
        self._keeps = self.rule.owns or bool({"rep", "pod"} & set(self._chain))
        self._named: dict[Lead, Seat] = before._named if before else {}
        self._owed: list[Seat] = before._owed if before else []
        self._resorts = frozenset(step for step in self._chain if step not in STEPS)
        self.has_last_resort = bool(self._resorts)
        lapses = [one.relax_after for one in self._fitting if one.relax_after < float("inf")]
        self.lapses = [*lapses, *([] if self._hold_for is None else [self._hold_for])]
        """Waits at the desk after which the answer may change."""

    def _made(self, name: str, chosen: Assignment, before: AssignmentRule | None) -> AssignmentRule:
        kind = assignment_class(name)
        if before is not None and type(before) is kind and before.stars == chosen.stars:
            rule = before  # whose turn it is outlives a change of other settings
        else:
            rule = self._guarded(lambda: kind(chosen.stars, self.otherwise), name, "when it was made")
        rule.tune(chosen)
        return rule

    # -- who may

    def blocked(self, seat: Seat, lead: Lead, now: float) -> str:
        """Why a seat cannot have the lead at the moment; empty if it can."""
        for one in self.moment:
            if not one.allows(lead, seat, now):
                return str(getattr(one, "told", one.reason))
        return ""

    def unfit(self, seat: Seat, lead: Lead, now: float) -> str:
        """Why a seat does not match the lead; filters that have been let go do not count."""
        for one in self._fitting:
            if now < lead.entered + one.relax_after and not one.allows(lead, seat, now):
                return one.reason
        return ""

    def concerns(self, lead: Lead, seat: Seat, now: float) -> bool:
        """Whether a change at a seat may matter to a waiting lead."""
        if self._resorts:
            return True
        named = self._named.get(lead)
        if named is not None and named is not seat and not {"pod", "team"} & set(self._chain):
            return not named.rep.desks
        return not self.unfit(seat, lead, now)

    # -- who does

    def choose(self, lead: Lead, now: float, without: Collection[Rep] = ()) -> Choice:
        """Whoever gets the lead now."""
        seat_of = self._dispatcher.seat
        fit = [
            seat
            for seat in (seat_of(rep) for rep in self.desk.reps if rep not in without)
            if not self.unfit(seat, lead, now)
        ]
        free = [seat for seat in fit if not self.blocked(seat, lead, now)]
        for seat in self._owed:
            if seat in free:
                self._owed.remove(seat)
                return Choice(seat, free, "a turn given back")
        named: Seat | None = None
        if self._keeps:
            named = self._named.get(lead)
            if named is None or named not in fit:
                named = self._ask(self.rule, lead, fit, now) if fit else None
                self._named.pop(lead, None)
            if named is not None and named in free:
                return Choice(named, free, rule=self.rule)
            if named is not None:
                self._named[lead] = named
            elif not self.rule.insists and free:
                second = self._ask_otherwise(lead, free, now)
                if second is not None:
                    return Choice(second, free, self._second(), rule=self.otherwise)
        elif free:
            first = self._ask(self.rule, lead, free, now)
            if first is not None:
                return Choice(first, free, rule=self.rule)
        return self._fall_back(lead, named, free, now)

    def _fall_back(self, lead: Lead, named: Seat | None, free: list[Seat], now: float) -> Choice:
        """The steps of the fallback in turn."""
        whose = f"{named.name} cannot have it now" if named else "the rule found nobody"
        for step in self._chain:
            if step == "hold":
                if self._hold_for is None or now < lead.entered + self._hold_for:
                    break
            elif step in ("pod", "team"):
                if step == "team":
                    members = free
                else:
                    pod = named.pod if named else None
                    members = [seat for seat in free if pod is not None and seat.pod == pod]
                seat = self._ask_otherwise(lead, members, now) if members else None
                if seat is not None:
                    return Choice(seat, members, f"{step}: {whose}", rule=self.otherwise)
            elif step != "rep":
                found = self._resort(step)
                if found is not None:
                    found.reason = f"{step}, the last resort: {whose}"
                    return found
        return Choice(None)

    def _resort(self, step: str) -> Choice | None:
        """The rep or desk that takes what nobody else could; a rep who is away or at the cap takes nothing."""
        elsewhere = self.desk.line.desks.get(step)
        if elsewhere is not None:
            return Choice(None, elsewhere=elsewhere)
        for rep in self.desk.present:
            if (rep.name == step or rep.name.startswith(f"{step}.")) and rep.open < rep.cap:
                seat = self._dispatcher.seat(rep)
                return Choice(seat, [seat])
        return None

    def _second(self) -> str:
        return f"'{self.name}' found nobody, '{self.otherwise.name if self.otherwise else ''}' chose"

    # -- rules, ours and others'

    def _ask_otherwise(self, lead: Lead, seats: list[Seat], now: float) -> Seat | None:
        return self._ask(self.otherwise, lead, seats, now) if self.otherwise is not None else None

    def _ask(self, rule: AssignmentRule, lead: Lead, seats: list[Seat], now: float) -> Seat | None:
        """The rule's choice. A rule of the user's that fails is one clear error."""
        if type(rule) is RULES.get(rule.name):
            return rule.choose(lead, seats)  # type: ignore[return-value]
        found: Any = self._guarded(lambda: rule.choose(lead, tuple(seats)), rule.name, _at(lead, now))
        if found is None or any(found is seat for seat in seats):
            return found  # type: ignore[no-any-return]
        what = f"{found!r:.60}, which is no rep" if not isinstance(found, Seat) else f"'{found.name}'"
        if isinstance(found, Seat):
            known = found in self._dispatcher.seats.values() and found.rep.desks
            why = self.blocked(found, lead, now) or self.unfit(found, lead, now) or "not among those offered"
            what += f", who is {why}" if known else ", who is a stranger here"
        raise self._complaint(rule.name or type(rule).__name__, f"chose {what}", _at(lead, now))

    def _guarded(self, call: Any, name: str, where: str) -> Any:
        try:
            return call()
        except SalesLineError:
            raise
        except Exception as error:
            raise self._complaint(name, f"raised {type(error).__name__}: {error}", where) from error

    def _complaint(self, name: str, what: str, where: str) -> SalesLineError:
        return SalesLineError(
            f"organisation.desks.{self.desk.name}.assignment.rule: rule '{name}' {what} "
            f"(desk '{self.desk.name}', {where})"
        )

    # -- afterwards

    def given(self, lead: Lead, seat: Seat) -> None:
        """Tell the rules who has got a lead."""
        self._named.pop(lead, None)
        self._guarded(lambda: self.rule.given(lead, seat), self.name, f"lead {lead.name}")
        if self.otherwise is not None:
            self.otherwise.given(lead, seat)

    def forget(self, lead: Lead) -> None:
        """A lead no longer waits for the rep whom the rule has named."""
        self._named.pop(lead, None)

    def credit(self, seat: Seat) -> None:
        """Give a turn back: a lower count, or for rules that do not count the next lead."""
        seat.turns -= 1.0
        if self.rule.fair and not self.rule.counts:
            self._owed.append(seat)

    def left_out(self, lead: Lead, choice: Choice, now: float) -> dict[str, str]:
        """For every other rep of the desk the reason why not."""
        why: dict[str, str] = {}
        for rep in self.desk.reps:
            seat = self._dispatcher.seat(rep)
            if seat is choice.seat:
                continue
            words = self.unfit(seat, lead, now) or self.blocked(seat, lead, now)
            if not words:
                among = any(seat is one for one in choice.among)
                rule = choice.rule if among else None
                words = rule.why_not(lead, seat, choice.seat) if rule else "not the rule's choice"
            why[rep.name] = words
        return why


def _at(lead: Lead, now: float) -> str:
    return f"lead {lead.name}, hour {now:.2f}"
