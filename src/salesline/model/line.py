"""The line: desks, sources and people of one replication, put together from a scenario."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import count
from math import exp
from typing import Any

from salesline.calendars import Shifts, quarter_starts
from salesline.luck import Luck
from salesline.model import careful, deals
from salesline.model.asking import AskingDispatcher
from salesline.model.blackbook import black_books, to_owner
from salesline.model.books import Books, cents, keeps_books
from salesline.model.bypass import ready_doors
from salesline.model.cadence import CadencePlan
from salesline.model.careful import CarefulCadence
from salesline.model.clock import Clock
from salesline.model.customers import Clientele, has_customers
from salesline.model.deals import CarefulStages
from salesline.model.decisions import Journal
from salesline.model.desks import DeskState
from salesline.model.dispatch import Dispatcher
from salesline.model.effort import CountingFloor, Effort
from salesline.model.feedback import ScoreFeedback
from salesline.model.floor import Floor
from salesline.model.layout import in_line_order, make_sources
from salesline.model.leads import FOREVER, Lead
from salesline.model.nurture import NurtureState, nurseries
from salesline.model.offers import Offers
from salesline.model.pay import Payroll, has_plans
from salesline.model.people import People
from salesline.model.pilots import PilotDoor
from salesline.model.planners import Planners
from salesline.model.prospecting import ProspectingDesk
from salesline.model.reps import Rep
from salesline.model.rulebook import Rulebook
from salesline.model.sources import ReferralState, SourceState, StreamState
from salesline.model.stages import StagesPlan
from salesline.model.steering import Steering
from salesline.model.watched import bare
from salesline.model.work import Plan, Sampler, sampler
from salesline.policies.assignment import PULL, AssignmentRule, assignment_class
from salesline.policies.pull import SharkTank
from salesline.scenario.assignment import Assignment
from salesline.scenario.laws import DurationLaw
from salesline.scenario.market import (
    Market,
    OutboundSource,
)
from salesline.scenario.organisation import Organisation
from salesline.scenario.scenario import Scenario
from salesline.scenario.steered import is_steered

WEEK = 168.0


class Line:
    """Everything that exists in one replication."""

    __slots__ = (  # more attributes than Python keeps fast in a plain object
        "_last_value", "_prospecting", "_referrals", "_rules", "activities", "asking", "begin", "books", "bounds", "by_number",
        "clients", "clock", "contacts", "counts_on_time", "customers", "deals", "desks", "effort", "feedback",
        "floor", "further_references", "horizon", "journal", "log", "look_until", "luck", "next_ticket",
        "nurseries", "organisation", "payroll", "people", "pilots", "planners", "review_at", "rulebook",
        "scenario", "sources", "steering", "told",
    )  # fmt: skip

    def __init__(
        self, scenario: Scenario, seed: int, replication: int, log: list[tuple[Any, ...]] | None = None
    ) -> None:
        self.steering = Steering(scenario) if is_steered(scenario.organisation) else None
        if self.steering is not None:
            scenario = self.steering.scenario
        study = scenario.study
        before = scenario.before or scenario
        self.scenario = scenario
        self.luck = Luck(seed, replication)
        self.bounds = quarter_starts(study.start, study.time_zone, study.quarters)
        self.horizon = self.bounds[-1] if study.horizon is None else min(self.bounds[-1], study.horizon)
        self.begin = -study.prior
        self.clock = Clock(self.begin)
        self.log = log
        self.journal = None if log is None else Journal(log)
        """Who was considered for each lead and why not the others; kept with the log only."""
        self.next_ticket: Callable[[], int] = count(1).__next__
        """Numbers the places of leads on agendas and in queues; a lead's entry elsewhere is void once it has another."""
        self._last_value = 0.0, 0.0
        self.customers = 0
        """Deals won so far."""
        self.further_references = 0
        """Customers from before the simulation, less those who have left."""
        self.counts_on_time = bool(before.market.win.discovery or scenario.market.win.discovery)
        self.deals: list[tuple[Any, ...]] = []
        self.nurseries: dict[str, NurtureState] = {}
        """Who keeps the leads of a source warm, by its name; only sources whose leads can come back."""
        self.organisation: Organisation = before.organisation
        names = {**before.organisation.activities, **scenario.organisation.activities}
        self.activities = {name: number for number, name in enumerate(names)}
        self.effort = Effort() if study.effort else None
        """Hours of work by what became of the lead, if the study asks for them."""
        self.told = log is not None or study.effort
        """Whether `close` is to be told of all leads that end, not only of deals."""
        self.floor = CountingFloor(self, self.clock) if study.effort else Floor(self, self.clock)
        self.desks: dict[str, DeskState] = {}
        for name in in_line_order(before.organisation, scenario.organisation):
            self.desks[name] = DeskState(self, name, len(self.desks))
        if self.steering is not None:
            for arm, main in self.steering.arms.items():
                self.desks[arm].address = main
        self.by_number = list(self.desks.values())
        self._rules: dict[str, tuple[Any, AssignmentRule | None]] = {}
        self.asking: dict[str, Offers] = {}
        """Desks whose reps are asked before they get a lead (accept within, shark tank)."""
        self.rulebook = Rulebook(self)
        self._prospecting: dict[str, ProspectingDesk] = {}
        self.payroll = Payroll(self) if has_plans(scenario) else None
        self.people = People(self)
        self.pilots: list[PilotDoor] = []
        self.feedback: ScoreFeedback | None = None
        self.review_at = FOREVER
        """When marketing may change the weights of its score next: nobody's score is looked at beyond."""
        self.look_until = FOREVER
        """How far ahead of the plan's clock a source may look through the marketing gate: until it may move."""
        self.sources = make_sources(self, before.market, scenario.market)
        self.books = Books(self) if keeps_books(scenario) else None
        """Statements by month, if anybody asks for them."""
        self.clients = (
            Clientele(self, self.books) if self.books is not None and has_customers(scenario) else None
        )
        """What becomes of won deals, if anybody asks."""
        self.planners: Planners | None = None
        """People and sources by month, if the study asks for them."""
        self.contacts = black_books(self)
        """Black books of newcomers by role, each a source of its own."""
        self.sources |= {book.name: book for book in self.contacts.values()}
        if log is not None:
            self.floor.log = self._log_touch

    # -- settings

    def configure(self, market: Market, organisation: Organisation) -> None:
        """Take over a market and an organisation: at the start, and again when the plan begins."""
        self.organisation = organisation
        handling = [organisation.activities[name].handling.quantile() if name in organisation.activities else float
                    for name in self.activities]  # fmt: skip
        contact = [
            organisation.activities[name].contact if name in organisation.activities else 0.0
            for name in self.activities
        ]
        for name, desk in self.desks.items():
            definition = organisation.desks.get(name)
            if definition is None:
                continue
            desk.successor = self.desks[definition.hands_to] if definition.hands_to else None
            plan: Plan
            if definition.cadence is not None:
                cadence = (
                    CarefulCadence if careful.needs_care(definition, market, organisation) else CadencePlan
                )
                plan = cadence(desk, definition.cadence, market, self.activities, handling, contact)
            else:
                kind = CarefulStages if deals.needs_care(definition, market, organisation) else StagesPlan
                stages = plan = kind(desk, definition, market, self.activities, handling)
                known = bare(getattr(desk, "plan", None))
                if isinstance(known, StagesPlan):
                    stages.follow(known)
            desk.configure(
                definition, plan, self._rule(desk, definition.assignment), sampler(definition.patience)
            )
            if desk.dispatcher is not None:
                desk.dispatcher.equip()
            desk.to_owner = to_owner if self.contacts else None
        for name, source in self.sources.items():
            if name in market.sources:
                source.configure(market, market.sources[name])
        for book in self.contacts.values():
            book.equip(market, organisation)
        self.nurseries = nurseries(self, market)
        self._referrals = [source for source in self.sources.values() if isinstance(source, ReferralState)]
        if self.clients is not None:
            self.clients.configure(market)
        ready_doors(self, organisation)
        self._configure_feedback(market, organisation)
        self.rulebook.configure(market, organisation)
        self._configure_prospecting(market, organisation, handling)

    def _rule(self, desk: DeskState, chosen: Assignment) -> AssignmentRule | None:
        known = self._rules.get(desk.name)
        if known is not None and known[0] == chosen:
            return known[1]
        rule: AssignmentRule | None = None
        kind = Dispatcher if chosen.accept_within is None else AskingDispatcher
        desk.dispatcher = None if chosen.plain else kind(desk, chosen, desk.dispatcher)
        if desk.dispatcher is not None:
            rule = desk.dispatcher.chooser.rule
        elif chosen.rule == PULL and chosen.choice == SharkTank.name:
            rule = SharkTank()
        elif chosen.rule != PULL:
            otherwise = None if chosen.otherwise == PULL else assignment_class(chosen.otherwise)(chosen.stars)
            rule = assignment_class(chosen.rule)(chosen.stars, otherwise)
        self._rules[desk.name] = (chosen, rule)
        return rule

    def _configure_feedback(self, market: Market, organisation: Organisation) -> None:
        if organisation.feedback is not None and self.feedback is None:
            self.feedback = ScoreFeedback(self)
        if self.feedback is not None:
            self.feedback.configure(organisation.feedback, market)

    def all_sources(self) -> Iterator[SourceState]:
        """Sources, and the families of leads within them."""
        for source in self.sources.values():
            yield source
            yield from source.families()

    def earning(self) -> Iterator[SourceState]:
        """Sources with accounts of their own, one for each row of the table `sources`; work that customers bring comes last."""
        yield from self.sources.values()
        if self.clients is not None:
            yield from self.clients.kinds.values()

    def reconfigure(self, market: Market, organisation: Organisation, now: float) -> None:
        """Take over changed settings in mid-run; those who wait get another chance."""
        rules = {desk: desk.rule for desk in self.by_number}
        self.configure(market, organisation)
        self.people.refit(now, {desk for desk, rule in rules.items() if desk.rule is not rule})

    def look_on(self, until: float) -> None:
        """The marketing gate stands until a later time: sources look for the leads that pass it."""
        self.look_until = until
        reviewed = self.review_at == self.clock.now  # the review of the weights makes gated ones look
        for source in self.sources.values():
            if isinstance(source, StreamState) and not (reviewed and source.gated):
                source.seek()

    def release(self, now: float) -> None:
        """Let in whom the present caps have room for."""
        self.rulebook.release(now)

    def _configure_prospecting(
        self, market: Market, organisation: Organisation, handling: list[Sampler]
    ) -> None:
        for name, definition in organisation.desks.items():
            rule = definition.prospecting
            if rule is None:
                continue
            known = self._prospecting.get(name)
            if known is None:
                known = self._prospecting[name] = ProspectingDesk(
                    self, self.desks[name], self.sources[rule.source]
                )
            source = market.sources[rule.source]
            assert isinstance(source, OutboundSource)
            known.configure(rule, source, self.activities, handling)

    def prospecting_of(self, role: str) -> ProspectingDesk | None:
        """The cold list that a role works when nothing else is due."""
        return next((desk for name, desk in self._prospecting.items()
                     if role in self.organisation.desks[name].staffed_by), None)  # fmt: skip

    @property
    def activities_done(self) -> int:
        """Activities that reps have ended; a run of cold touches is one."""
        return sum(rep.touches for rep in self.people.everyone) - sum(
            desk.spared for desk in self._prospecting.values()
        )

    # -- what happens to leads

    def won(self, lead: Lead, rep: Rep, now: float) -> None:
        """A deal is won, or the work of an account is done."""
        if self.clients is not None and lead.source.account in self.clients.kinds:
            self.clients.done(lead, rep, now)
            return
        counts = lead.source.counts
        exact = lead.worth * rep.size_factor
        if exact != self._last_value[0]:  # rounding takes long, and deals are often alike
            self._last_value = exact, round(exact, 2)
        value = self._last_value[1]
        counts.wins += 1
        counts.bookings += value
        rep.wins += 1
        rep.bookings += value
        if self.payroll is not None:
            self.payroll.won(lead, rep, value, now)
        if rep.appetite is not None:
            self.rulebook.fed(rep, now)
        self.customers += 1
        if self.clients is not None:
            self.clients.won(lead, value, now)
        elif self.books is not None:
            self.books.won(cents(value), now)
        if lead.opened is not None or self.told:
            self.close(lead, rep, now, "won", "", value)
        for source in self._referrals:
            source.customer(lead, now)

    def nurse(self, lead: Lead, now: float) -> None:
        """A lead goes to nurture: whoever keeps the leads of its source warm takes it."""
        nursery = self.nurseries.get(lead.source.account)
        if nursery is not None:
            nursery.nurtured(lead.source, lead.index, lead.created, now)

    def close(
        self, lead: Lead, rep: Rep | None, now: float, outcome: str, reason: str, value: float = 0.0
    ) -> None:
        """Keep what is to be remembered of a lead that has ended: deals, and the event log on request."""
        spent = () if self.effort is None else (self.effort.ended(lead, outcome),)
        if lead.opened is not None:
            if self.feedback is not None:
                self.feedback.closed(lead, now, outcome)
            source = lead.source
            self.deals.append((f"{source.name}/{lead.index}", source.account, rep.name if rep else "", lead.desk.name,
                               lead.created, lead.opened, now, outcome, reason, lead.stage, value or lead.worth,
                               lead.touches, *spent))  # fmt: skip
            if self.payroll is not None:
                self.payroll.closed(rep)
            if self.planners is not None:
                self.planners.closed(lead)
        if self.log is not None:
            self.note(now, lead, outcome, rep.name if rep else "", outcome, reason)

    def reference_strength(self) -> float:
        """How much reference customers help: 1 - exp(-customers / 50)."""
        return 1.0 - exp(-(self.customers + self.further_references) / 50.0)

    def start_up(self, law: DurationLaw, rep: Rep) -> float:
        """Time to get going after a rest, addressed by rep and number of the touch."""
        u = self.luck.table(f"start-up|{rep.role_name}", 1).row((rep.slot << 24) + rep.touches)[0]
        return law.quantile()(u)

    # -- the event log

    def decide(  # noqa: PLR0913, PLR0917 - a decision has this many sides
        self,
        now: float,
        lead: Lead,
        desk: DeskState,
        rule: str,
        chosen: Rep | None,
        left_out: Mapping[str, str],
        reason: str = "",
        eligible: Collection[Rep] = (),
        outcome: str = "waits",
    ) -> None:
        """Record a decision about a lead, if there is a log; to be called before the lead is handed to `chosen`.

        `left_out` says by rep's name why not; for reps of the desk it does not name, their state says so (absent, busy).
        A reason is a fixed phrase, with figures in brackets behind it. `eligible` are those among whom was chosen.
        `chosen` None: the lead waits, for the `reason` given; `outcome` is another word for that (held, stays, declined).
        """
        if self.journal is not None:
            self.journal.decide(now, lead, desk, rule, chosen, left_out, reason, eligible, outcome)

    def note(self, now: float, lead: Lead, activity: str, resource: str = "", outcome: str = "", reason: str = "",
             start: float | None = None) -> None:  # fmt: skip
        """One row of the event log."""
        assert self.log is not None
        self.log.append(
            (now, lead.name, activity, resource, now if start is None else start, now, outcome, reason)
        )
        if activity == "assigned":
            assert self.journal is not None
            assert lead.rep is not None
            self.journal.assigned(lead, lead.rep, now)

    def _log_touch(self, rep: Rep, lead: Lead, start: float, end: float) -> None:
        names = list(self.activities)
        self.note(
            end,
            lead,
            names[rep.activity],
            rep.name,
            "cold" if start >= lead.gone_at else "",
            lead.desk.name,
            start,
        )

    def all_shifts(self) -> list[Shifts]:
        """Shifts of all reps, for checks."""
        return [rep.shifts for rep in self.people.everyone]
