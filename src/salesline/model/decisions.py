"""Decisions: who was considered for a lead, who got it, and why nobody else did. Kept with the event log only.

Every assignment and every time that a lead has to wait instead is one row: rule, choice, reason in words, those who
were eligible, and for every other rep of the desk the reason why not. A reason is a fixed phrase, with figures in
brackets behind it: `at the cap (5 open)`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from salesline.model.desks import DeskState
    from salesline.model.leads import Lead
    from salesline.model.reps import Rep

DECISION_COLUMNS = ("time", "lead", "desk", "rule", "outcome", "chosen", "reason", "eligible", "left_out", "value",
                    "after_event")  # fmt: skip
"""`outcome`: assigned, waits, held, stays or a rule's own word; `value`: first-year value of the deal in dollars;
`after_event`: rows of the event log that came before, which puts decisions and events into one order."""
PULL = "pull"


class Journal:
    """The decisions of one replication, in the order in which they were made."""

    def __init__(self, events: list[tuple[Any, ...]]) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self._events = events
        self._occasion: tuple[Lead, str] | None = None
        self._decided: tuple[Lead, Rep, float] | None = None

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
        """Write one decision, before the lead is handed over. See `Line.decide`."""
        why = dict(left_out)
        for rep in desk.reps:
            if rep is not chosen and rep.name not in why:
                why[rep.name] = state_of(rep, now)
        if chosen is not None:
            why.pop(chosen.name, None)
        names = [rep.name for rep in eligible]
        if chosen is not None and chosen.name not in names:
            names.append(chosen.name)
        if self._occasion is not None and self._occasion[0] is lead:
            reason = f"{self._occasion[1]}: {reason}" if reason else self._occasion[1]
            self._occasion = None
        left = "; ".join(f"{name}: {words}" for name, words in why.items())
        value = (
            lead.value if lead.value >= 0.0 else lead.source.population.size_of(lead)
        )  # looking must not settle it
        who, outcome = (chosen.name, "assigned") if chosen else ("", outcome)
        self.rows.append((now, lead.name, desk.name, rule, outcome, who, reason, ", ".join(names), left, value,
                          len(self._events)))  # fmt: skip
        self._decided = (lead, chosen, now) if chosen else None

    def again(self, lead: Lead, words: str) -> None:
        """Why a lead is about to be placed again (its rep has left, it has expired): goes before the reason."""
        self._occasion = (lead, words)

    def assigned(self, lead: Lead, rep: Rep, now: float) -> None:
        """A rep has got a lead: if nobody has said why, the rep has taken it from the queue."""
        decided, self._decided = self._decided, None
        if decided is None or decided[0] is not lead or decided[1] is not rep or decided[2] != now:
            picker = lead.desk.picker
            reason = "took the lead that had waited longest" if picker is None else picker.words
            self.decide(
                now,
                lead,
                lead.desk,
                PULL if picker is None else picker.name,
                rep,
                {},
                reason,
                _free(lead.desk, rep),
            )
            self._decided = None

    def queued(self, lead: Lead, desk: DeskState, now: float) -> None:
        """A lead waits in the queue of a desk whose reps take what has waited longest."""
        self.decide(now, lead, desk, PULL, None, {}, "waits in the queue: nobody is free to take it")

    def held(self, lead: Lead, desk: DeskState, now: float, rule: str) -> None:
        """A release rule keeps a lead before the desk."""
        why = {rep.name: "not asked" for rep in desk.reps}
        self.decide(now, lead, desk, rule, None, why, "held back: the line is full", (), "held")

    def pushed(self, lead: Lead, desk: DeskState, rep: Rep | None, considered: Collection[Rep], now: float, *,
               second: bool = False, moved: Rep | None = None) -> None:  # fmt: skip
        """The desk's rule has chosen a rep for a lead, or nobody; who is at the cap gets it later.

        `considered` are those the rule could choose from; `second`: the choice is that of the rule named as
        otherwise; `moved`: who had the lead until now.
        """
        first: Any = desk.rule
        rule = (first.otherwise or first) if second else first
        among = {id(one) for one in considered}
        why = {
            one.name: rule.why_not(lead, one, rep) for one in desk.reps if id(one) in among and one is not rep
        }
        if moved is not None:
            why[moved.name] = "had it until now"
        words = f"'{first.name or type(first).__name__}' found nobody, '{rule.name}' chose" if second else ""
        chosen = rep
        if rep is None:
            words = "waits on the desk's backlog: the rule found nobody"
            if not considered:
                words = "waits on the desk's backlog: nobody is present"
        elif rep.open >= rep.cap:
            why[rep.name] = f"at the cap ({rep.open} open)"
            whose = f"{rep.name}'s" if first.owns else "the desk's"
            words = f"waits on {whose} backlog: {rep.name}, whom the rule chose, is at the cap"
            chosen = None
        if moved is not None and chosen is None:
            words = f"stays with {moved.name}: nobody else could take it"
        name = first.name or type(first).__name__
        outcome = "waits" if moved is None else "stays"
        self.decide(now, lead, desk, name, chosen, why, words, considered if chosen else (), outcome)

    def refilled(self, lead: Lead, rep: Rep, now: float, *, owned: bool) -> None:
        """A rep with room takes a lead from a backlog."""
        desk = lead.desk
        why = {}
        for one in desk.reps:
            words = state_of(one, now, working=True)
            why[one.name] = words or ("not the owner" if owned else "another got room first")
        name = PULL if desk.rule is None else desk.rule.name or type(desk.rule).__name__
        reason = f"{rep.name} has room; it had waited longest"
        self.decide(now, lead, desk, name, rep, why, reason)

    def unmoved(self, lead: Lead, rep: Rep, now: float) -> None:
        """A lead should go to somebody else, and there is nobody."""
        desk = lead.desk
        name = PULL if desk.rule is None else desk.rule.name or type(desk.rule).__name__
        words = (
            "there is nobody else" if desk.rule is not None else "the desk has no rule to give it to others"
        )
        reason = f"stays with {rep.name}: {words}"
        self.decide(now, lead, desk, name, None, {rep.name: "has it"}, reason, (), "stays")


def _free(desk: DeskState, rep: Rep) -> list[Rep]:
    """Who could have taken a lead as well: those at rest with room."""
    return [one for one in desk.reps if one is rep or (one.idle_since is not None and one.open < one.cap)]


def state_of(rep: Rep, now: float, *, working: bool = False) -> str:
    """What keeps a rep from taking a lead; with `working`, only what keeps from having one more."""
    lasting = (
        (rep.employed_until <= now, "has left"),
        (rep.away, "absent"),
        (rep.offline, "taken offline"),
        (rep.open >= rep.cap, f"at the cap ({rep.open} open)"),
    )
    passing = (
        (rep.idle_since is not None, "resting, another came first"),
        (rep.on_chore, "internal work"),
        (rep.job is not None, "busy"),
        (now >= rep.closes, "off shift"),
        (True, "another came first"),
    )
    return next((words for holds, words in (*lasting, *(() if working else passing)) if holds), "")
