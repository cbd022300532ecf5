"""Whether somebody at a desk may have each lead that can come there: who covers nobody keeps leads waiting for ever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from math import lcm, prod
from typing import Any

from salesline.scenario.assignment import PULL, STEPS, Assignment
from salesline.scenario.customers import Customers, account_work
from salesline.scenario.desks import Desk
from salesline.scenario.market import Buyers, EventSource, Market, NurtureSource, Source
from salesline.scenario.names import Found
from salesline.scenario.organisation import Organisation, Role
from salesline.scenario.steering import Pilot, arm_name

KINDS = {"territory": "territories", "segment": "segments", "language": "languages", "tags": "tags"}
"""Filters of fit, and where the heads of a role have what they ask for."""
OPEN_ENDED = ("prime to stars", "sticky", "paired", "same rep")
"""Rules that leave some leads to the rule named as otherwise."""
HALF = (PULL, "prime to stars", "sticky")
"""Rules that give some leads to nobody when they are named as otherwise: nothing comes after that."""
STICKY_TWICE = ("sticky", "sticky")
"""Told elsewhere."""
MOST_PROFILES = 100_000
"""Kinds of lead that are looked at; a desk that tells more apart is not checked for combinations."""
Wanted = Mapping[str, Any]


@dataclass(frozen=True)
class Head:
    """What a rep is told apart by; None takes any."""

    territory: str | None
    segment: frozenset[str] | None
    language: frozenset[str] | None
    tags: frozenset[str]

    def fits(self, wanted: Wanted) -> bool:
        """Whether the rep passes all filters of fit, and owns the territory where the rule asks for its owner."""
        for kind, word in wanted.items():
            if kind == "tags":
                fine = word <= self.tags
            elif kind == "owner":
                fine = self.territory == word
            elif kind == "territory":
                fine = self.territory in (None, word)
            else:
                held = getattr(self, kind)
                fine = held is None or word in held
            if not fine:
                return False
        return True


def heads_of(role: str, organisation: Organisation) -> int:
    """Heads a role has or will have by the hiring plan."""
    return organisation.roles[role].heads + sum(
        hire.hires for hire in organisation.hiring if hire.role == role
    )


def cover_problems(name: str, desk: Desk, market: Market, organisation: Organisation) -> Found:
    """Leads that would wait at a desk for ever, because nobody there may have them; keys relative to the desk."""
    chosen = desk.assignment
    if (
        chosen.rule in OPEN_ENDED
        and chosen.otherwise in HALF
        and (chosen.rule, chosen.otherwise) != STICKY_TWICE
    ):
        text = (
            f"'{chosen.otherwise}' gives some leads to nobody, and '{chosen.rule}' leaves them to it: "
            "they would wait for ever; write another rule, such as least open"
        )
        yield "assignment.otherwise", text
    asked = [kind for kind in KINDS if getattr(chosen.filters, kind) is not None]
    for kind in asked:
        if not getattr(market.buyers, KINDS[kind]):
            place = f"assignment.filters.{kind}"
            yield place, f"filters nobody: market.buyers.{KINDS[kind]} names none"
    heads = _heads(name, desk, organisation)
    if not heads or any(step not in STEPS for step in chosen.chain):
        return
    yield from _uncovered(name, chosen, heads, market, organisation)


def _uncovered(
    name: str, chosen: Assignment, heads: set[Head], market: Market, organisation: Organisation
) -> Found:
    there = _coming(name, market, organisation)
    insisted = {
        kind: there[kind]
        for kind in KINDS
        if there[kind] and (fit := getattr(chosen.filters, kind)) is not None and fit.relax_after is None
    }
    found = False
    for kind, words in insisted.items():
        if nobody := [word for word in words if not any(head.fits({kind: word}) for head in heads)]:
            found = True
            yield f"assignment.filters.{kind}", _words(kind, nobody, heads)
    owner = _owner_only(chosen)
    if owner and (nobody := [w for w in there["territory"] if not _somebody(heads, {"owner": w})]):
        found = True
        yield owner, _unowned(chosen, owner, nobody)
    if not found:
        if owner:
            insisted["owner"] = there["territory"]
        yield from _combined(insisted, heads, owner)


def _combined(insisted: Mapping[str, list[Any]], heads: set[Head], owner: str) -> Found:
    """Each word by itself is covered; words together may not be."""
    if len(insisted) < 2 or prod(map(len, insisted.values())) > MOST_PROFILES:
        return
    leads = (dict(zip(insisted, words, strict=True)) for words in product(*insisted.values()))
    nobody = list(islice((lead for lead in leads if not _somebody(heads, lead)), 3))
    if nobody:
        last = next(kind for kind in reversed(list(insisted)) if kind != "owner")
        told = "; ".join(" with ".join(map(_word, dict.fromkeys(lead.values()))) for lead in nobody)
        way = "or write fallback: team" if owner else "or write {relax after: 2 hours}"
        yield (
            f"assignment.filters.{last}",
            f"nobody at the desk has {told}: such leads would wait for ever; give one head both, {way}",
        )


def _somebody(heads: Iterable[Head], lead: Wanted) -> bool:
    return any(head.fits(lead) for head in heads)


def _word(value: Any) -> str:
    return " and ".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def _words(kind: str, nobody: list[Any], heads: set[Head]) -> str:
    place = KINDS[kind]
    if kind == "tags":
        lacking = sorted(nobody[0] - frozenset().union(*(head.tags for head in heads)))
        told = ", ".join(lacking) or f"{_word(nobody[0])} together"
    else:
        told = ", ".join(nobody)
    return (
        f"nobody at the desk has {told}: their leads would wait for ever; name them under "
        f"{place} of a role, or write {{relax after: 2 hours}}"
    )


def _owner_only(chosen: Assignment) -> str:
    """The key that keeps leads for the owner of their territory whatever happens; empty if there is a way out."""
    team = "team" in chosen.chain
    if chosen.rule == "territory":
        if not team:
            return "assignment.fallback"
        return "assignment.otherwise" if chosen.otherwise in ("territory", *HALF) else ""
    if chosen.otherwise == "territory" and chosen.rule in OPEN_ENDED:
        return "assignment.otherwise"
    return ""


def _unowned(chosen: Assignment, owner: str, nobody: list[str]) -> str:
    way = "fallback: team" if owner.endswith("fallback") else "otherwise: least open"
    kept = " and ".join(f"'{step}'" for step in chosen.chain)
    return (
        f"nobody at the desk owns {', '.join(nobody)}, and {kept} keeps those leads for ever; "
        f"name an owner under territories of a role, or write {way}"
    )


# -- who sits at the desk


def _heads(name: str, desk: Desk, organisation: Organisation) -> set[Head]:
    """The heads that a desk has or will have, alike ones once."""
    pilot = _pilots(organisation).get(name)
    named: set[str] | None = None
    if pilot is not None:
        staffs = [pilot.reps, *(step.reps for step in pilot.expand if step.reps is not None)]
        named = {rep for reps in staffs for rep in reps} if all(staffs) else None
    promoted = {role.promotion.to for role in organisation.roles.values() if role.promotion is not None}
    found: set[Head] = set()
    for role_name in desk.staffed_by:
        role = organisation.roles.get(role_name)
        if role is None:
            continue
        lists = (role.territories, role.segments, role.languages, role.tags)
        turns = lcm(*(len(words) or 1 for words in lists))
        number = turns if role_name in promoted else min(turns, heads_of(role_name, organisation))
        if named is not None:
            numbers = [n for n in range(heads_of(role_name, organisation)) if f"{role_name}/{n}" in named]
        else:
            numbers = list(range(min(number, MOST_PROFILES)))
        found |= {_head(role, n) for n in numbers}
    return found


def _head(role: Role, number: int) -> Head:
    def turn(words: tuple[Any, ...]) -> Any:
        return words[number % len(words)] if words else None

    segments, languages, tags = turn(role.segments), turn(role.languages), turn(role.tags)
    return Head(
        turn(role.territories),
        None if segments is None else frozenset(segments),
        None if languages is None else frozenset(languages),
        frozenset(tags or ()),
    )


def _pilots(organisation: Organisation) -> dict[str, Pilot]:
    """Pilots by the name of the desk where their leads are worked."""
    return {arm_name(pilot.desk, name): pilot for name, pilot in organisation.pilots.items()}


# -- what comes to the desk


def _coming(name: str, market: Market, organisation: Organisation) -> dict[str, list[Any]]:
    """What the leads that can come to a desk are told apart by; of tags, the lead that has most of them."""
    pilot = _pilots(organisation).get(name)
    buyers = market.buyers
    segments = [word for word, segment in buyers.segments.items() if segment.share > 0]
    territories = _territories(pilot.desk if pilot else name, market, organisation)
    if pilot is not None:
        territories = [word for word in territories if not pilot.territories or word in pilot.territories]
        segments = [word for word in segments if not pilot.segments or word in pilot.segments]
    tags = frozenset(word for word, share in buyers.tags.items() if share > 0)
    return {
        "territory": territories,
        "segment": segments,
        "language": [word for word, share in buyers.languages.items() if share > 0],
        "tags": [tags] if tags else [],
    }


def _territories(name: str, market: Market, organisation: Organisation) -> list[str]:
    """Territories from which leads may come to a desk."""
    found = set(_of_sources(name, market, organisation))
    return [word for word in market.buyers.territories if word in found]


def _of_sources(name: str, market: Market, organisation: Organisation) -> Iterator[str]:
    books = any(role.black_book is not None for role in organisation.roles.values())
    if books:
        yield from _shares(market.buyers)
    if any(name in _onward(desk, organisation) for desk in _of_customers(market.customers)):
        for source in market.sources.values():
            yield from _of_source(source, market)
    for source_name, source in market.sources.items():
        entries = [source.to, *_prospected(source_name, organisation)]
        if any(name in _onward(desk, organisation) for desk in entries):
            yield from _of_source(source, market)


def _of_source(source: Source, market: Market) -> Iterator[str]:
    """Territories of the leads of a source; those of a nurture programme are those of the leads that it takes."""
    if source.territory is not None:
        yield source.territory
    elif isinstance(source, NurtureSource):
        for name, parent in market.sources.items():
            if not isinstance(parent, NurtureSource) and (not source.sources or name in source.sources):
                yield from _of_source(parent, market)
    else:
        yield from _shares(market.buyers)
        if isinstance(source, EventSource):
            yield from (batch.territory for batch in source.batches if batch.territory)


def _of_customers(rule: Customers | None) -> list[str]:
    """Desks that work for customers."""
    return [] if rule is None else [to for to, _ in account_work(rule)]


def _shares(buyers: Buyers) -> list[str]:
    return [word for word, share in buyers.territories.items() if share > 0]


def _prospected(source: str, organisation: Organisation) -> Iterator[str]:
    """Desks that work a cold list of a source."""
    for name, desk in organisation.desks.items():
        if desk.prospecting is not None and desk.prospecting.source == source:
            yield name


def _onward(name: str, organisation: Organisation) -> set[str]:
    """A desk and all desks to which its leads may go on, by hand-over or last resort."""
    found: set[str] = set()
    ahead = [name]
    while ahead:
        here = ahead.pop()
        desk = organisation.desks.get(here)
        if desk is None or here in found:
            continue
        found.add(here)
        ahead += [step for step in desk.assignment.chain if step in organisation.desks]
        ahead += [desk.hands_to] if desk.hands_to is not None else []
    return found
