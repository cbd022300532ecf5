"""Reps at run time: their shift, agenda, skill and the ledger of their paid time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from math import log, log1p
from typing import TYPE_CHECKING

from salesline.model.arithmetic import ramp_value
from salesline.model.leads import FOREVER, NEVER, Lead

if TYPE_CHECKING:
    from salesline.calendars import Shifts
    from salesline.luck import Table
    from salesline.model.appetite import Appetite
    from salesline.model.clock import Recurring
    from salesline.model.desks import DeskState
    from salesline.model.prospecting import CallList, ProspectingDesk
    from salesline.model.setups import Setups
    from salesline.policies.discipline import Ready
    from salesline.scenario.laws import DurationLaw
    from salesline.scenario.organisation import Role
    from salesline.scenario.people import Curve

LEDGER = (
    "service",
    "setup",
    "reload",
    "interruption",
    "internal",
    "onboarding",
    "absence",
    "idle",
    "overtime",
)
GENERATION = 4096
"""Successors of slot n have slots n + 4096, n + 8192 ...: luck of their own."""
BEFORE_ALL_DAYS = -(10**9) - 1
COUNTS = ("leads_received", "touches", "opportunities", "wins", "bookings")


class Breaks:
    """A Poisson stream of interruptions in the time of service of one rep: the n-th is the n-th in every scenario."""

    __slots__ = ("_every", "_first", "_lag", "_n", "_next", "_served", "_table", "name")

    def __init__(
        self, name: str, table: Table, first: int, every: float, lag: Callable[[float], float]
    ) -> None:
        self.name = name
        self._table = table
        self._first = first
        self._every = every
        self._lag = lag
        self._n = 0
        self._served = 0.0
        self._next = self._gap()

    def _gap(self) -> float:
        return -self._every * log1p(-self._table.row(self._first + self._n)[0])

    def retune(self, every: float, lag: Callable[[float], float]) -> None:
        """Another rate and another lag from now on; the wait for the next one is stretched in proportion."""
        self._lag = lag
        if every != self._every:
            self._next = self._served + (self._next - self._served) * every / self._every
            self._every = every

    def cost(self, service: float) -> float:
        """Hours lost to interruptions in this much service."""
        self._served += service
        lost = 0.0
        while self._next <= self._served:
            lost += self._lag(self._table.row(self._first + self._n)[1])
            self._n += 1
            self._next += self._gap()
        return lost


class Rep:
    """One person: a state machine driven by one event of the clock."""

    __slots__ = (
        *LEDGER, *COUNTS, "_full_cap", "activity", "agenda", "alarm", "appetite", "away", "backlog", "began", "bell", "breaks",
        "calls", "cap", "chore_at", "chores", "closes", "credit", "day", "desks", "employed_from", "employed_until",
        "event", "founding", "frets", "generation", "home", "idle_since", "job", "lead", "learned", "lift_odds", "lift_speed",
        "limit", "name", "office", "offline", "offline_until", "on_chore", "open", "other_activity", "other_lead", "oversells",
        "owed", "persuasion", "prospects",
        "pulls", "ramped", "rank", "reach", "ready", "reload_most", "reload_tau", "role", "role_name",
        "setups", "shifts", "size_factor", "skill", "slot", "speeds", "start_up", "stretch", "territory", "tired",
        "token", "until",
    )  # fmt: skip

    service: float
    setup: float
    reload: float
    interruption: float
    internal: float
    onboarding: float
    idle: float
    overtime: float
    leads_received: int
    touches: int
    opportunities: int
    wins: int
    bookings: float
    other_lead: float
    other_activity: float
    reload_most: float
    reload_tau: float

    def __init__(self, role_name: str, slot: int, rank: int, name: str) -> None:
        self.role_name = role_name
        self.slot = slot
        self.rank = rank
        self.name = name
        self.generation = 0
        self.home = ""
        self.on_chore = False
        self.role: Role
        self.skill = 1.0
        self.stretch = 1.0
        self.lift_odds = 0.0
        """Log-odds of winning added to what skill and ramp give: coaching, the company's experience, pressure."""
        self.lift_speed = 1.0
        self.oversells = 1.0
        """Factor on the odds of winning that today's promises are worth; part of `lift_odds`."""
        self.founding = True
        self.territory: str | None = None
        self.office = ""
        self.shifts: Shifts
        self.day = BEFORE_ALL_DAYS
        self.closes = NEVER
        self.until = NEVER
        """When the shift closes or the next chore comes, whichever is first."""
        self.employed_from = -FOREVER
        self.employed_until = FOREVER
        self.credit = 0.0
        """Tenure brought along, or (below 0) lost to want of guidance, that counts for the ramp alone."""
        self.away = False
        self.agenda: list[tuple[float, int, Lead]] = []
        self.ready: Ready | None = None
        self.backlog: deque[tuple[int, Lead]] = deque()
        self.desks: list[DeskState] = []
        self.pulls: list[DeskState] = []
        self.prospects: ProspectingDesk | None = None
        self.calls: CallList | None = None
        self.open = 0
        self.cap = self._full_cap = FOREVER
        self.limit = FOREVER
        self.appetite: Appetite | None = None
        self.offline = False
        """Whether the rep is out of assignment for a while, for having let a lead expire."""
        self.offline_until = NEVER
        self.lead: Lead | None = None
        """The lead in hand, or of the touch before; `activity` alike."""
        self.activity = -1
        self.began = 0.0
        self.job: tuple[float, float, float, float] | None = None
        self.chores: list[tuple[float, float, float]] = []
        self.chore_at = FOREVER
        self.idle_since: float | None = None
        self.tired = False
        self.start_up: DurationLaw | None
        self.setups: Setups | None = None
        """Set-up by pair of activities or by persona, where the role loses any."""
        self.frets = False
        """Whether interruptions or getting going after a rest cost this rep time."""
        self.breaks: list[Breaks] = []
        self.owed = 0.0
        """Hours that claims in vain have cost since the activity before."""
        self.speeds: list[float] = []
        self.persuasion = 0.0
        self.reach = 1.0
        self.size_factor = 1.0
        self.ramped = 1.0
        self.learned = 1.0
        self.token = 0
        self.bell: Recurring | None = None
        """The event of an alarm that has rung, for the next one."""
        self.alarm = FOREVER
        self.event: Recurring
        self.service = self.setup = self.reload = self.interruption = self.internal = self.onboarding = 0.0
        self.absence = self.idle = self.overtime = self.bookings = 0.0
        self.leads_received = self.touches = self.opportunities = self.wins = 0

    @property
    def pod(self) -> str | None:
        """The small team whose members stand in for each other."""
        pods = self.role.pods
        return pods[self.slot % GENERATION % len(pods)] if pods else None

    def configure(self, role: Role, limit: float, tools: list[float]) -> None:
        """Take over the settings of a role; `tools` is the speed factor by activity, `limit` the cap of open leads."""
        self.role = role
        setup, reload = role.setup, role.reload
        self.other_lead, self.other_activity, self.start_up = (
            setup.other_lead,
            setup.other_activity,
            setup.after_idle,
        )
        self.reload_most, self.reload_tau = reload.most, reload.tau
        self.limit = limit
        effect = role.skill.effect
        self.size_factor = self.skill**effect.deal_size
        self.reach = self.skill**effect.contact
        self.tune(tools, self.began)

    def tune(self, tools: list[float], now: float) -> None:
        """Set speed, persuasion and cap to what skill, ramp and lifts make of them."""
        role = self.role
        tenure = FOREVER if self.founding else now - self.employed_from + self.credit
        speed = self.skill**role.skill.effect.speed * self.lift_speed
        self.learned = curve_value(role.ramp.speed, tenure, self.stretch)
        conversion = curve_value(role.ramp.conversion, tenure, self.stretch)
        self.ramped = min(1.0, self.learned * conversion)
        self.speeds = [speed * factor for factor in tools]
        exponent = role.skill.effect.win_odds
        self.persuasion = exponent * log(max(1e-3, self.skill * conversion)) if exponent else 0.0
        self.persuasion += self.lift_odds
        self._full_cap = FOREVER
        if self.limit != FOREVER:
            self._full_cap = float(
                max(1, round(self.limit * curve_value(role.ramp.wip, tenure, self.stretch)))
            )
        self.set_cap()

    def interrupted(self, service: float) -> float:
        """Hours lost to interruptions in this much service, and to claims in vain before it."""
        lost = 0.0
        for stream in self.breaks:
            lost += stream.cost(service)
        lost += self.owed
        self.owed = 0.0
        return lost

    def set_cap(self) -> None:
        """Most open leads at present: by the role's cap and the rep's appetite; none while taken out of assignment."""
        cap = self._full_cap
        if self.appetite is not None:
            cap = min(cap, self.appetite.leads)
        self.cap = 0 if self.offline else cap

    def set_hours(self, closes: float, chore_at: float) -> None:
        """When the present shift closes and the next chore comes."""
        self.closes, self.chore_at = closes, chore_at
        self.until = min(closes, chore_at)


def curve_value(curve: Curve | None, tenure: float, stretch: float) -> float:
    """Value of a ramp for a person whose ramp takes `stretch` times as long as usual."""
    if curve is None or tenure == FOREVER:
        return 1.0
    return ramp_value(
        tenure / stretch, curve.table, curve.step, curve.linear, curve.midpoint, curve.width, curve.start
    )
