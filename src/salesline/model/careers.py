"""Careers at run time: who leaves sooner because of quota and peers, who is dismissed or promoted, which deals that costs.

Each person's exit clock stays their own: it runs faster while the hazard is higher. With the clock at -log(u) of cumulated
hazard, a factor that is always 1 gives the exit of a scenario without these rules.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import gamma, log
from typing import TYPE_CHECKING, Any, ClassVar
from zlib import crc32

from salesline.model.figures import WEEK
from salesline.model.leads import FOREVER
from salesline.model.reps import GENERATION

if TYPE_CHECKING:
    from salesline.model.clock import Recurring
    from salesline.model.leads import Lead
    from salesline.model.line import Line
    from salesline.model.people import People
    from salesline.model.reps import Rep
    from salesline.scenario.organisation import Organisation, Role

CAREER_COLUMNS = ("time", "rep", "role", "event", "tenure_months", "attainment", "became")
QUARTER, TWO_QUARTERS = 13, 26
MONTH = 730.5
LEAST_ATTAINED = 0.1
HAND_OVERS = 4
PROMOTED = 1 << 28
"""Slots of the promoted in their new role: told from the old role and slot, so that their luck is their own."""
PER_ROLE = 1 << 24
REFILLED = 2 * PROMOTED
"""Slots of those who come after the promoted: told from the name of the seat and the place in its row of holders."""
PLACES = 1 << 16
CHAINED = 3 * PROMOTED
"""Slots of those promoted from a seat of that kind: told from the name."""
CHAINS = 1 << 15
BREAK = 24.0
"""From the last day in the old role to the first in the new one."""


def has_careers(organisation: Organisation) -> bool:
    """Whether anybody's career depends on more than an exit rate."""
    return any(role.promotion is not None or hazard_moves(role) or role.attrition.dismiss or role.attrition.hand_over
               for role in organisation.roles.values())  # fmt: skip


def hazard_moves(role: Role) -> bool:
    """Whether the exit hazard depends on figures."""
    return bool(role.attrition.rate and (role.attrition.by_attainment or role.attrition.contagion))


@dataclass(slots=True)
class Exposure:
    """One person's exit clock."""

    rep: Rep
    since: float
    limit: float
    at: float
    spent: float = 0.0
    factor: float = 1.0
    token: int = 0


class Careers:
    """All careers of a replication."""

    name: ClassVar[str] = "careers"
    source: ClassVar[str] = (
        "Sunder et al. 2017: turnover of peers raises one's own; DePaul, Ebsta: exits double below half of quota; Bridge Group"
    )

    def __init__(self, line: Line, people: People) -> None:
        self._line = line
        self._people = people
        self._exposed: list[Exposure] = []
        self._left: list[tuple[float, str]] = []
        self._handed: Counter[Lead] = Counter()
        self._seats: set[int] = set()
        self._quarter = 0
        self._origins: dict[str, str] = {}
        """Roles from which the seats of the promoted come, by the name of the seat."""
        self._names = list(
            dict.fromkeys(
                [
                    *(line.scenario.before or line.scenario).organisation.roles,
                    *line.scenario.organisation.roles,
                ]
            )
        )
        self.rows: list[tuple[Any, ...]] = []
        if people.figures is not None:
            people.figures.listeners.append(self._review)

    # -- the exit clock

    def begin(self, rep: Rep, role: Role, now: float, u: float) -> bool:
        """Somebody is there as the plan begins, or joins; whether the exit is planned here."""
        self._plan_promotion(rep, role, now)
        if not hazard_moves(role):
            return False
        one = Exposure(rep, now, -log(max(u, 2.0**-54)), now)
        self._exposed.append(one)
        self._predict(one, role, now)
        return True

    def _hazard(self, role: Role, age: float) -> float:
        """Cumulated hazard of the plain law at an age in hours."""
        shape = role.attrition.shape
        scale = 1.0 / role.attrition.rate / gamma(1.0 + 1.0 / shape)
        return float((age / scale) ** shape)

    def _predict(self, one: Exposure, role: Role, now: float) -> None:
        """Arm the exit, if it falls before the next review at the present factor."""
        shape = role.attrition.shape
        scale = 1.0 / role.attrition.rate / gamma(1.0 + 1.0 / shape)
        wanted = self._hazard(role, now - one.since) + max(0.0, one.limit - one.spent) / one.factor
        at = one.since + scale * wanted ** (1.0 / shape)
        one.token += 1
        review = (now // WEEK + 1.0) * WEEK
        if at < min(review, self._line.horizon):
            self._line.clock.call(max(at, now), self._exit, one, one.token)

    def _exit(self, event: Recurring) -> None:
        one: Exposure = event.owner
        if event.token == one.token:
            self._people.leave(one.rep, self._line.clock.now)

    def _review(self, now: float) -> None:
        """The week's look at figures: factors of the hazard, and at the end of a quarter who is dismissed."""
        roles = self._line.organisation.roles
        self._exposed = [one for one in self._exposed if one.rep.employed_until == FOREVER]
        for one in self._exposed:
            role = roles[one.rep.role_name]
            one.spent += one.factor * (
                self._hazard(role, now - one.since) - self._hazard(role, one.at - one.since)
            )
            one.at = now
            one.factor = self.factor(one.rep, role, now)
            self._predict(one, role, now)
        quarter = sum(bound <= now for bound in self._line.bounds)
        if quarter != self._quarter and self._quarter:
            self._dismiss(now)
        self._quarter = quarter

    def factor(self, rep: Rep, role: Role, now: float) -> float:
        """How many times as often as by the plain rate somebody leaves."""
        rule = role.attrition
        found = 1.0
        if rule.by_attainment:
            attained = self._attained(rep)
            if attained is not None and attained < 1.0:
                found *= max(LEAST_ATTAINED, attained) ** -rule.by_attainment
        if rule.contagion:
            recent = sum(
                role_name == rep.role_name and now - at < QUARTER * WEEK for at, role_name in self._left
            )
            heads = sum(
                r.role_name == rep.role_name and r.employed_until > now for r in self._people.everyone
            )
            found *= 1.0 + rule.contagion * recent / max(1, recent + heads)
        return found

    def _attained(self, rep: Rep) -> float | None:
        """Bookings against quota over the last two quarters; of those who are newer over one."""
        figures = self._people.figures
        if figures is None:
            return None
        found = figures.attained(rep, TWO_QUARTERS)
        return figures.attained(rep, QUARTER) if found is None else found

    # -- other ends

    def _dismiss(self, now: float) -> None:
        figures = self._people.figures
        assert figures is not None
        going = []
        for rep in self._people.everyone:
            rule = (
                self._line.organisation.roles[rep.role_name].attrition.dismiss
                if rep.employed_until == FOREVER
                else None
            )
            if rule is None:
                continue
            attained = figures.attained(rep, max(1, round(rule.over / WEEK)))
            if attained is not None and attained < rule.below:
                going.append(rep)
        for rep in going:
            self._people.leave(rep, now, "dismissed")

    def _plan_promotion(self, rep: Rep, role: Role, now: float) -> None:
        rule = role.promotion
        if rule is None:
            return
        draws = self._line.luck.table(f"promotion|{rep.role_name}", 2).row(rep.slot)
        if draws[0] >= rule.share:
            return
        at = now + rule.after * (1.0 - draws[1] if rep.founding else 1.0)
        if at < self._line.horizon:
            self._line.clock.call(at, self._promote, rep)

    def _promote(self, event: Recurring) -> None:
        rep: Rep = event.owner
        now = self._line.clock.now
        if rep.employed_until == FOREVER:
            self._people.leave(rep, now, "promoted")
            if now + BREAK < self._line.horizon:
                self._line.clock.call(now + BREAK, self._move_up, rep)

    def _move_up(self, event: Recurring) -> None:
        rep: Rep = event.owner
        rule = self._line.scenario.organisation.roles[rep.role_name].promotion
        assert rule is not None
        self._origins[f"{rule.to}/{self.heir(rep)}"] = rep.role_name
        self._people.take_up(rep, rule.to, self.seat(rep), rule.credit)

    def seat(self, rep: Rep) -> int:
        """Slot of somebody promoted in the new role, nobody else's."""
        slot = PROMOTED + self._names.index(rep.role_name) * PER_ROLE + rep.slot % PER_ROLE
        if rep.slot >= PROMOTED:
            slot = CHAINED + crc32(rep.name.encode()) % CHAINS * GENERATION + rep.slot % GENERATION
        while slot in self._seats:
            slot += GENERATION
        self._seats.add(slot)
        return slot

    def successor(self, rep: Rep) -> tuple[int, str] | None:
        """Slot and name of whoever takes over a seat that was made by a promotion; None if it goes with its holder.

        The same number within the role as that of the one before, and so the same territory, office and pod.
        """
        seat, _, times = rep.name.partition("+")
        rule = self._line.organisation.roles[self._origins[seat]].promotion
        if rule is None or not rule.refill:
            return None
        name = f"{seat}+{int(times or 0) + 1}"
        return REFILLED + crc32(name.encode()) % PLACES * GENERATION + rep.slot % GENERATION, name

    # -- what is written down, and what is lost

    def note(self, rep: Rep, event: str, now: float) -> None:
        """Somebody's last hour in a role."""
        if event != "promoted":
            self._left.append((now, rep.role_name))
        rule = self._line.organisation.roles[rep.role_name].promotion
        became = f"{rule.to}/{self.heir(rep)}" if event == "promoted" and rule else ""
        self.rows.append(
            (
                now,
                rep.name,
                rep.role_name,
                event,
                (now - rep.employed_from) / MONTH,
                self._attained(rep),
                became,
            )
        )

    @staticmethod
    def heir(rep: Rep) -> str:
        """The promoted are named after where they come from."""
        role, _, number = rep.name.partition("/")
        return role + number.replace("~", "~~").replace("+", "~")  # no two names become one

    def loses(self, lead: Lead, rep: Rep) -> bool:
        """Whether a deal dies because its rep has left."""
        rule = rep.role.attrition.hand_over
        if rule is None or lead.opened is None:
            return False
        time = min(self._handed[lead], HAND_OVERS - 1)
        self._handed[lead] += 1
        return (
            self._line.luck.table(f"hand-over|{lead.source.name}", HAND_OVERS).draw(lead.index, time)
            < rule.loses
        )
