"""Leads that nobody at a desk may have are one clear error before anything runs."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from salesline.model import simulate
from tests.lines import line

KEY = "organisation.desks.closing.assignment"
TWO = {"east": 0.5, "west": 0.5}


def problems(values: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as caught:
        line(values)
    return str(caught.value)


def territories(*owned: str, **assignment: Any) -> dict[str, Any]:
    return {
        "market.buyers.territories": TWO,
        "organisation.roles.ae.territories": list(owned),
        KEY: assignment,
    }


@pytest.mark.parametrize("fallback", ["hold", ["rep", "hold"], ["rep"]])
def test_a_territory_that_nobody_owns_where_leads_are_held(fallback: Any) -> None:
    told = problems(territories("east", rule="territory", fallback=fallback))
    assert f"{KEY}.fallback: nobody at the desk owns west" in told
    assert "name an owner under territories of a role, or write fallback: team" in told


def test_a_territory_is_owned_by_a_head_not_by_a_list() -> None:
    """One head takes the first name of the list; the second name is nobody's."""
    values = territories("east", "west", rule="territory", fallback="hold")
    line(values)
    assert "owns west" in problems({**values, "organisation.roles.ae.heads": 1})
    hire = {"role": "ae", "hires": 1, "from": "2026-02-02"}
    line({**values, "organisation.roles.ae.heads": 1, "organisation.hiring": [hire]})


def test_reps_without_territory_own_none() -> None:
    assert "owns east, west" in problems(territories(rule="territory", fallback="hold"))


@pytest.mark.parametrize("fallback", ["team", ["rep", "team", "hold"], ["rep", "ae/0"]])
def test_a_way_out_makes_it_sound(fallback: Any) -> None:
    record = simulate(line(territories("east", rule="territory", fallback=fallback)), 1, 0)
    desks = record.tables["desks"]
    assert sum(desks["backlogged"]) < sum(desks["entered"])


def test_a_territory_from_which_nothing_comes_needs_no_owner() -> None:
    values = territories("east", rule="territory", fallback="hold")
    line({**values, "market.buyers.territories": {"east": 1.0, "west": 0.0}})
    line({**values, "market.sources.inbound.territory": "east"})
    assert "owns west" in problems({**values, "market.sources.inbound.territory": "west"})


def test_only_what_comes_to_the_desk_counts() -> None:
    """Leads of the west go to a desk of their own."""
    scenario = line()
    desks = {name: desk.model_dump(by_alias=True) for name, desk in scenario.organisation.desks.items()}
    desks["west"] = {**desks["closing"], "staffed_by": ["sdr"], "assignment": {"rule": "least open"}}
    desks["closing"] |= {"assignment": {"rule": "territory", "fallback": "hold"}}
    values = {
        "market.buyers.territories": TWO,
        "market.sources": {
            "east": {"kind": "inbound", "to": "qualification", "rate": 0.1, "territory": "east"},
            "west": {"kind": "inbound", "to": "west", "rate": 0.1, "territory": "west"},
        },
        "organisation.roles.ae.territories": ["east"],
        "organisation.desks": desks,
    }
    line(values)
    values["market.sources"]["west"]["to"] = "qualification"  # type: ignore[index]
    assert "owns west" in problems(values)


def test_filters_that_cover_each_word_but_not_two_together() -> None:
    values = {
        "market.buyers.territories": TWO,
        "market.buyers.segments": {"big": {"share": 0.3}, "small": {"share": 0.7}},
        "organisation.roles.ae.territories": ["east", "west", "east"],
        "organisation.roles.ae.segments": [["big", "small"], ["small"], ["small"]],
        KEY: {"rule": "least open", "filters": {"territory": "required", "segment": "required"}},
    }
    told = problems(values)
    assert f"{KEY}.filters.segment: nobody at the desk has west with big" in told
    assert "{relax after: 2 hours}" in told
    values[KEY]["filters"]["segment"] = {"relax_after": "2 hours"}  # type: ignore[index]
    line(values)
    values[KEY] = {"rule": "territory", "fallback": "hold", "filters": {"segment": "required"}}
    assert "nobody at the desk has big with west" in problems(values)


def test_tags_that_nobody_has_together() -> None:
    values = {
        "market.buyers.tags": {"cloud": 0.3, "security": 0.2},
        "organisation.roles.ae.tags": ["cloud", "security"],
        KEY: {"rule": "least open", "filters": {"tags": "required"}},
    }
    assert "nobody at the desk has cloud and security together" in problems(values)
    line({**values, "organisation.roles.ae.tags": ["cloud", ["cloud", "security"]]})


@pytest.mark.parametrize(
    ("rule", "otherwise"),
    [
        ("prime to stars", "pull"),
        ("sticky", "pull"),
        ("sticky", "prime to stars"),
        ("prime to stars", "sticky"),
    ],
)
def test_a_second_rule_that_gives_leads_to_nobody(rule: str, otherwise: str) -> None:
    told = problems({KEY: {"rule": rule, "otherwise": otherwise}})
    assert f"{KEY}.otherwise: '{otherwise}' gives some leads to nobody" in told


def test_the_owner_named_by_the_second_rule() -> None:
    told = problems(territories("east", rule="sticky", otherwise="territory"))
    assert f"{KEY}.otherwise: nobody at the desk owns west" in told
    line(territories("east", "west", rule="sticky", otherwise="territory"))


def test_a_pilot_covers_its_own_leads_with_its_own_reps() -> None:
    values = territories("east", "west", rule="least open")
    pilot: dict[str, Any] = {
        "desk": "closing",
        "territories": ["east"],
        "reps": ["ae/0"],
        "set": {"assignment": {"rule": "territory", "fallback": "hold"}},
    }
    line({**values, "organisation.pilots": {"p": pilot}})
    told = problems({**values, "organisation.pilots": {"p": {**pilot, "territories": ["west"]}}})
    assert "organisation.pilots.p.set.assignment" in told
    assert "nobody at the desk owns west" in told


def test_a_dated_change_cannot_strand_leads() -> None:
    values = territories("east", rule="territory", fallback="team")
    change = {"on": "2026-02-02", "set": {"desks.closing.assignment.fallback": "hold"}}
    assert "nobody at the desk owns west" in problems({**values, "organisation.changes": [change]})


def test_an_office_that_never_opens() -> None:
    told = problems({"organisation.offices.here.days": []})
    assert "organisation.offices.here.days: nobody would ever work" in told
