"""Reps and leads made up for rules that are tried without a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from hypothesis import strategies as st

from salesline.policies.assignment import AssignmentRule, LeadView, RepView

NEVER = float("inf")


@dataclass
class FakeRep:
    rank: int
    open: int = 0
    skill: float = 1.0
    territory: str | None = None
    leads_received: int = 0
    wins: int = 0
    name: str = ""
    cap: float = NEVER
    away: bool = False
    pod: str | None = None
    segments: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    weight: float = 1.0
    turns: float = 0.0
    last_turn: int = -1
    load: float = 0.0
    pace: float = 1.0
    utilisation: float = 0.0
    idle_since: float | None = None
    opens_at: float = 0.0
    given: dict[str, int] = field(default_factory=dict)

    def opens(self, now: float) -> float:
        return max(now, self.opens_at)

    def given_in(self, per: str, now: float) -> int:  # noqa: ARG002 - one period is as good as another
        return self.given.get(per, 0)

    def window_ends(self, per: str, now: float) -> float:
        return now + {"hour": 1.0, "day": 24.0, "week": 168.0, "month": 730.0}[per]


@dataclass
class FakeSender:
    rank: int
    name: str = "sdr/0"
    pod: str | None = None


@dataclass
class FakeLead:
    index: int = 0
    prime: bool = False
    territory: str | None = None
    lot: float = 0.5
    score: float = 0.0
    entered: float = 0.0
    segment: str | None = None
    language: str | None = None
    persona: str | None = None
    tags: frozenset[str] = frozenset()
    account: str = "a/0"
    sender: Any = None


class Last(AssignmentRule):
    """A user's own rule: the one of highest rank."""

    name: ClassVar[str] = "last"

    def choose(self, lead: LeadView, reps: Sequence[RepView]) -> RepView | None:  # noqa: ARG002 - a rule may see less
        return reps[-1] if reps else None


regions = st.sampled_from(["east", "west", None])
one_rep = st.builds(
    FakeRep,
    rank=st.just(0),
    open=st.integers(0, 9),
    skill=st.floats(0.2, 3),
    territory=regions,
    leads_received=st.integers(0, 50),
    wins=st.integers(0, 5),
    pod=st.sampled_from(["p", "q", None]),
    segments=st.sampled_from([(), ("big",), ("big", "small")]),
    languages=st.sampled_from([(), ("en",), ("en", "de")]),
    tags=st.sampled_from([(), ("x",), ("x", "y")]),
    weight=st.sampled_from([0.5, 1.0, 2.0]),
    turns=st.integers(-2, 50).map(float),
    last_turn=st.integers(-1, 100),
    load=st.sampled_from([0.0, 3.5, 10.0]),
    pace=st.floats(0.1, 2),
    utilisation=st.floats(0, 1),
    idle_since=st.sampled_from([None, 0.0, 5.0]),
    opens_at=st.sampled_from([0.0, 9.0]),
    away=st.booleans(),
    cap=st.sampled_from([1.0, 5.0, NEVER]),
    given=st.dictionaries(st.sampled_from(["hour", "day", "week", "month"]), st.integers(0, 5)),
)
one_lead = st.builds(
    FakeLead,
    index=st.integers(0, 1000),
    prime=st.booleans(),
    territory=regions,
    lot=st.floats(0, 0.999999),
    score=st.floats(-3, 3),
    segment=st.sampled_from(["big", "small", None]),
    language=st.sampled_from(["en", "de", None]),
    tags=st.sampled_from([frozenset(), frozenset({"x"}), frozenset({"x", "y"})]),
    account=st.sampled_from(["a/0", "a/1"]),
    sender=st.sampled_from([None, FakeSender(3), FakeSender(2, pod="p")]),
)


@st.composite
def teams(draw: st.DrawFn, least: int = 0) -> list[FakeRep]:
    team = draw(st.lists(one_rep, min_size=least, max_size=7))
    for rank, rep in enumerate(team):
        rep.rank = rank * 10
        rep.name = f"ae/{rank}"
    return team


def equals(count: int, first: int = 0) -> list[FakeRep]:
    """Reps who differ in nothing but their rank."""
    return [FakeRep(rank * 10, name=f"ae/{rank}") for rank in range(first, first + count)]


def deal(rule: AssignmentRule, leads: Sequence[FakeLead], reps: Sequence[FakeRep]) -> list[FakeRep | None]:
    """Give leads one after the other, with the bookkeeping that a dispatcher does; every lead ends after two more."""
    got: list[FakeRep | None] = []
    for number, lead in enumerate(leads):
        rep: Any = rule.choose(lead, tuple(reps)) or rule.fallback(lead, tuple(reps))
        if rep is not None:
            rep.turns += 1.0
            rep.last_turn = number
            rep.leads_received += 1
            rep.open += 1
            rep.idle_since = None
            rule.given(lead, rep)
        got.append(rep)
        if number >= len(reps) and (old := got[number - len(reps)]) is not None:
            old.open -= 1
            old.idle_since = float(number) if not old.open else None
    return got
