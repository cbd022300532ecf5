"""Offers: a rep accepts a lead in time or the next one is asked; or all are told and the first to claim has it.

While an offer is open the lead is nobody's: it counts at the desk, is on no backlog and may lapse or expire. How fast a
rep reacts and whether a rep declines is the luck of this lead and this rep, the same in every scenario.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from salesline.model.decisions import state_of
from salesline.model.leads import FOREVER, Lead
from salesline.policies.pull import AcceptDecline, SharkTank

if TYPE_CHECKING:
    from salesline.luck import Row
    from salesline.model.clock import Recurring
    from salesline.model.desks import DeskState
    from salesline.model.reps import Rep
    from salesline.scenario.pull import PullSettings

U_REACTION, U_DECLINE = 0, 1
OFFER_COLUMNS = ("rep", "desk", "offered", "accepted", "declined", "timed_out", "too_late")
DECLINED, TIMED_OUT = "declined", "did not answer in time"


class Offer(NamedTuple):
    """A lead that somebody has been asked to take; `answer` is '' for yes."""

    lead: Lead
    ticket: int
    rep: Rep
    answer: str
    later: tuple[tuple[float, Rep], ...] = ()
    since: float = 0.0


class Offers:
    """Asks the reps of one desk, one after the other in the order of the desk's rule."""

    def __init__(self, desk: DeskState, chosen: PullSettings) -> None:
        self._desk = desk
        self._line = desk.line
        self._refused: dict[int, dict[int, str]] = {}
        self.counts: dict[str, list[int]] = {}
        self.adopt(chosen)

    def adopt(self, chosen: PullSettings) -> None:
        """Take over settings; open offers keep their deadlines."""
        self._reaction = None if chosen.reaction is None else chosen.reaction.quantile()
        self._within, self._working = chosen.accept_within or FOREVER, chosen.accept_clock == "working"
        self._interruption = chosen.interruption
        self._answers = AcceptDecline(chosen.decline, chosen.decline_by_score)

    def ask(self, lead: Lead, now: float) -> None:
        """Find somebody who takes a lead."""
        if isinstance(self._desk.rule, SharkTank):
            self.race(lead, now)
        else:
            self.offer(lead, now)

    # -- asking one after the other

    def offer(self, lead: Lead, now: float) -> None:
        """Ask whom the rule chooses among those who have not refused; a lead that all refuse is given without asking."""
        desk = self._desk
        rule: Any = desk.rule
        refused = self._refused.get(lead.ticket, {})
        among = [rep for rep in (desk.reps if desk.hold else desk.present) if rep.rank not in refused]
        rep: Rep | None = rule.choose(lead, among)
        second = rep is None and bool(among) and not desk.hold
        if second:
            rep = rule.fallback(lead, among)
        if rep is None:
            if refused and self._line.journal is not None:
                self._line.journal.again(lead, "all who were asked have refused")
            self._refused.pop(lead.ticket, None)
            desk.push(lead, now)
            return
        if rep.open >= rep.cap:
            self._refused.pop(lead.ticket, None)
            if self._line.journal is not None:
                self._line.journal.pushed(lead, desk, rep, among, now, second=second)
            desk.wait(lead, rep if rule.owns else None, now)
            return
        at, answer = self.response(lead, rep, now)
        self.count(rep, "offered")
        left = {other.name: rule.why_not(lead, other, rep) for other in among}
        left |= {other.name: refused[other.rank] for other in desk.reps if other.rank in refused}
        left[rep.name] = "asked, has not answered"
        name = rule.name or type(rule).__name__
        self._line.decide(now, lead, desk, name, None, left, f"offered to {rep.name}", among, "offered")
        self._line.clock.call(at, self._answered, Offer(lead, lead.ticket, rep, answer, (), now))

    def response(self, lead: Lead, rep: Rep, now: float) -> tuple[float, str]:
        """When a rep answers or the clock runs out, and the answer ('' is yes)."""
        draws = self._draws(lead, rep)
        deadline = rep.shifts.after(now, self._within) if self._working else now + self._within
        at = self._reacts(rep, draws, now)
        if at > deadline or at == FOREVER:
            return min(deadline, self._line.horizon), TIMED_OUT
        return at, DECLINED if self._answers.declines(lead.score, draws[U_DECLINE]) else ""

    def _answered(self, event: Recurring) -> None:
        offer: Offer = event.owner
        lead, rep, now = offer.lead, offer.rep, self._line.clock.now
        if not self._is_open(offer, now):
            return
        answer = offer.answer or _unable(rep, now)
        if not answer:
            refused = self._refused.pop(offer.ticket, {})
            left = {other.name: refused[other.rank] for other in self._desk.reps if other.rank in refused}
            self._give(lead, rep, now, left, f"accepted after {_long(now - offer.since)}")
            return
        words = DECLINED if answer == DECLINED else TIMED_OUT
        self.count(rep, "declined" if answer == DECLINED else "timed_out")
        self._refused.setdefault(offer.ticket, {})[rep.rank] = answer
        left = {rep.name: answer}
        self._line.decide(now, lead, self._desk, self._rule_name(), None, left, f"{rep.name} {words}", (),
                          "declined" if answer == DECLINED else "timed out")  # fmt: skip
        self._desk.place(lead, now)

    # -- asking all at once

    def race(self, lead: Lead, now: float) -> None:
        """Tell everybody present with room; who claims first has it."""
        desk = self._desk
        claims = [
            (self._reacts(rep, self._draws(lead, rep), now), rep)
            for rep in desk.present
            if rep.open < rep.cap
        ]
        rule = desk.rule
        assert isinstance(rule, SharkTank)
        order: Sequence[Any] = rule.first([claim for claim in claims if claim[0] < FOREVER])
        if not order:
            self._line.decide(
                now, lead, desk, rule.name, None, {}, "waits on the desk's backlog: nobody has room"
            )
            desk.wait(lead, None, now)
            return
        told = [rep for _, rep in order]
        for rep in told:
            self.count(rep, "offered")
        left = {rep.name: "told, has not claimed" for rep in told}
        self._line.decide(
            now, lead, desk, rule.name, None, left, f"told to {len(told)} reps", told, "notified"
        )
        self._line.clock.call(
            order[0][0], self._claimed, Offer(lead, lead.ticket, order[0][1], "", tuple(order), now)
        )

    def _claimed(self, event: Recurring) -> None:
        offer: Offer = event.owner
        lead, rep, now = offer.lead, offer.rep, self._line.clock.now
        if not self._is_open(offer, now):
            return
        later = offer.later[1:]
        if _unable(rep, now):  # has got another in the meantime, is away or gone: the next claim counts
            if later:
                at, following = later[0]
                self._line.clock.call(max(at, now), self._claimed, offer._replace(rep=following, later=later))
            else:
                self._desk.place(lead, now)
            return
        left = {}
        for at, loser in later:
            left[loser.name] = f"too late ({_long(at - now)})"
            self.count(loser, "too_late")
            if self._interruption:
                _distract(loser, self._interruption)
        self._give(lead, rep, now, left, f"first to claim, after {_long(now - offer.since)}")

    # -- what both have in common

    def _is_open(self, offer: Offer, now: float) -> bool:
        """Whether the lead still waits for this answer: it may have gone, or its desk may ask no more."""
        lead = offer.lead
        if lead.ticket != offer.ticket or lead.desk is not self._desk:
            self._refused.pop(offer.ticket, None)
            return False
        if now >= lead.gone_at and self._desk.announced:
            self._refused.pop(offer.ticket, None)
            self._desk.lapse(lead, None, now)
            return False
        if self._desk.offers is not self or self._desk.dispatcher is not None:  # another rule has come
            self._desk.place(lead, now)
            return False
        return True

    def _give(self, lead: Lead, rep: Rep, now: float, left: dict[str, str], reason: str) -> None:
        self.count(rep, "accepted")
        rule: Any = self._desk.rule
        why = {other.name: rule.why_not(lead, other, rep) for other in self._desk.present if other is not rep}
        self._line.decide(now, lead, self._desk, self._rule_name(), rep, why | left, reason)
        self._line.floor.hand(lead, rep, now)

    def _rule_name(self) -> str:
        rule = self._desk.rule
        return rule.name or type(rule).__name__ if rule is not None else "pull"

    def _draws(self, lead: Lead, rep: Rep) -> Row:
        return self._line.luck.table(f"claims|{lead.source.name}|{self._desk.name}|{rep.name}", 2).row(
            lead.index
        )

    def _reacts(self, rep: Rep, draws: Row, now: float) -> float:
        """When a rep looks at what has come: in working time, after the activity in hand."""
        free = now if rep.job is None else max(now, rep.began + sum(rep.job))
        return rep.shifts.after(free, self._reaction(draws[U_REACTION]) if self._reaction else 0.0)

    def count(self, rep: Rep, what: str) -> None:
        """Count one more of a kind of OFFER_COLUMNS for a rep."""
        self.counts.setdefault(rep.name, [0] * 5)[OFFER_COLUMNS.index(what) - 2] += 1

    def rows(self) -> list[tuple[Any, ...]]:
        """Offers by rep since the beginning: made, accepted, declined, timed out, claimed too late."""
        return [(rep, self._desk.name, *counts) for rep, counts in sorted(self.counts.items())]


def _unable(rep: Rep, now: float) -> str:
    """Why a rep who says yes cannot have the lead; '' if nothing stands against it."""
    if rep.employed_until <= now or rep.away or rep.open >= rep.cap:
        return state_of(rep, now, working=True)
    return ""


def _long(hours: float) -> str:
    return f"{hours * 60:.0f} min" if hours < 1.0 else f"{hours:.1f} h"


def _distract(rep: Rep, hours: float) -> None:
    """A claim in vain has cost time: it goes on the rep's next activity as an interruption."""
    rep.owed += hours
    rep.frets = True
