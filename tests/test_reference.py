"""The pages made from the code are up to date and say something about everything."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import pytest

import salesline.model
from salesline.measures import MEASURES
from salesline.measures.columns import EVENTS, TABLES
from salesline.record import STATES
from salesline.scenario.scenario import Scenario
from salesline.scenario.shapes import fields
from tests.lines import line
from tests.reference import parameters
from tests.reference.__main__ import PAGES, outdated
from tests.reference.rules import page, registries


def test_the_pages_are_up_to_date() -> None:
    assert outdated() == [], "python -m tests.reference write"


def test_every_rule_of_every_registry_says_what_it_does_and_where_it_is_from() -> None:
    text = page()
    for module, registry in registries().items():
        for name, rule in registry.items():
            assert f"| {name} |" in text
            assert (rule.__doc__ or "").strip(), (module, name)
            assert getattr(rule, "source", ""), (module, name)


def test_every_measure_says_its_formula_and_what_happens_to_what_is_unfinished() -> None:
    text = PAGES["measures.md"]()
    for one in MEASURES.values():
        assert f"| `{one.name}` |" in text
        for words in (one.title, one.unit, one.formula, one.population, one.censoring):
            assert words.strip(), one.name


def test_every_key_of_a_scenario_is_in_the_reference() -> None:
    text = PAGES["parameters.md"]()
    where: dict[parameters.Block, str] = {}
    found = list(parameters.blocks(Scenario, "", where))
    assert len(found) > 40
    for path, kind in found:
        section = text.split(f"\n## `{path}`\n" if path else "\n## The file\n")[1].split("\n## ")[0]
        for name in fields(kind):
            assert f"| `{name.replace('_', ' ')}` |" in section, (path, name)
    assert "| `fresh` | Chance at the first attempt with no delay" in text
    assert "| 25 % | UCI and Velocify call records" in text


def test_every_column_that_the_model_declares_is_in_the_reference() -> None:
    known = {column for one in TABLES.values() for column in one.columns}
    declared = {
        column
        for info in iter_modules(salesline.model.__path__)
        for name, value in vars(import_module(f"salesline.model.{info.name}")).items()
        if name.endswith("_COLUMNS")
        for column in value
    }
    assert len(declared) > 60
    assert declared - known == set()


BOOKS = {"study.money": True, "study.effort": True, "study.cash": {"opening": "$1M"}}
PROMISE = {"organisation.sla": {"first": {"desk": "qualification", "within": "1 hour"}}}
EXPIRY = {
    "organisation.expiry": [
        {
            "name": "old",
            "desk": "qualification",
            "state": "untouched",
            "after": "8 hours",
            "action": "reassign",
        }
    ]
}


@pytest.mark.parametrize("values", [{}, BOOKS, PROMISE, EXPIRY])
def test_every_column_of_a_record_is_in_the_reference(values: dict[str, object]) -> None:
    record = salesline.model.simulate(line(values), 1, 0, log=True)
    for name, columns in record.tables.items():
        assert set(columns) <= set(TABLES[name].columns), name


def test_every_change_of_state_is_in_the_reference() -> None:
    assert set(EVENTS) == STATES
