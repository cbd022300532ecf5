"""A written scenario reads back equal, and its digest sees values, not spelling."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesline.scenario.laws import CountLaw, DurationLaw, MoneyLaw
from salesline.scenario.reader import loads_model
from salesline.scenario.schema import schema_of
from salesline.scenario.writer import canonical, digest, dump, file_form
from salesline.scenario.yaml_nodes import parse
from tests.scenario.small import TEXT, Inflow, Role, Small, Stock

names = st.from_regex(r"\A[a-z]{1,6}(_[a-z]{1,4})?\Z") | st.sampled_from(
    ["null", "true", "no", "on", "y", "e1"]
)
words = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=30) | st.sampled_from(
    [
        "1e3",
        "010",
        "null",
        "~",
        "a: b",
        "- x",
        "# y",
        "9:30",
        "2026-01-05",
        ".inf",
        "a\nb\n",
        " x ",
        "'",
        '"',
        "true",
        "0x1f",
        "%",
        "&a",
        "*a",
        "{}",
        "\u2028",
        "\ufeff",
        "a #b",
        "!t",
        "|",
        ">",
    ]
)
amounts = st.floats(0, 1e9)
VALIDATOR = jsonschema.Draft202012Validator(schema_of(Small))
laws = st.one_of(
    st.builds(
        lambda mean, sigma: DurationLaw(kind="lognormal", mean=mean, sigma=sigma),
        st.floats(1e-3, 1e4),
        st.floats(0, 5),
    ),
    st.builds(lambda mean: DurationLaw(kind="fixed", mean=mean), st.floats(0, 1e4)),
    st.builds(
        lambda low, more: DurationLaw(kind="uniform", low=low, high=low + more),
        st.floats(0, 1e4),
        st.floats(0, 1e4),
    ),
)
smalls = st.builds(
    Small,
    name=words.filter(bool),
    note=words,
    sources=st.dictionaries(
        names,
        st.builds(Inflow, rate=st.floats(0, 1e4), growth=st.floats(-0.5, 1))
        | st.builds(Stock, size=st.integers(0, 10**9)),
        max_size=3,
    ),
    roles=st.dictionaries(
        names,
        st.builds(
            Role,
            heads=st.integers(0, 99),
            pay=amounts,
            starts=st.floats(0, 24),
            internal_work=st.floats(0, 168),
        ),
        max_size=3,
    ),
    handling=laws,
    touches=st.builds(lambda mean: CountLaw(kind="geometric", mean=mean), st.floats(1, 50)),
    size=st.none() | st.builds(lambda mean: MoneyLaw(kind="exponential", mean=mean), st.floats(1e-2, 1e9)),
    response_time=st.floats(1e-3, 8e5),
    chance=st.floats(0, 1),
    factor=st.floats(-1e15, 1e15),
    start=st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2150, 12, 31)),
    by_quarter=st.lists(amounts, max_size=5).map(tuple),
    gate=st.booleans(),
)


@given(smalls)
def test_what_is_written_reads_back_equal(small: Small) -> None:
    assert loads_model(dump(small), Small) == small
    assert loads_model(dump(small, full=True), Small) == small
    assert canonical(loads_model(dump(small), Small)) == canonical(small)


def test_only_what_differs_is_written() -> None:
    small = Small(name="x", sources={"web": Inflow(rate="800 per month")}, chance=0.35)
    assert dump(small) == "name: x\nsources:\n  web:\n    kind: inflow\n    rate: 800 per month\n"
    assert "chance: 35 %" in dump(small, full=True)


def test_the_digest_sees_values_only() -> None:
    small = loads_model(TEXT, Small)
    same = loads_model(
        TEXT.replace("24 hours", "1 day") + "chance: 35 %\nnote: ~\n".replace("note: ~\n", ""), Small
    )
    other = loads_model(TEXT.replace("24 hours", "25 hours"), Small)
    assert digest(small) == digest(same)
    assert digest(small) != digest(other)
    assert len(digest(small)) == 64


def _valid(schema: dict[str, Any], value: Any) -> bool:
    return bool(jsonschema.Draft202012Validator(schema).is_valid(value))


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    made = schema_of(Small)
    jsonschema.Draft202012Validator.check_schema(made)
    return made


def test_the_schema_accepts_what_the_reader_reads(schema: dict[str, Any]) -> None:
    assert _valid(schema, json.loads(json.dumps(parse(TEXT, "f").plain())))
    small = loads_model(TEXT, Small)
    assert _valid(schema, file_form(small))
    partial = {"extends": "base.yaml", "wip": {"ae": None}, "roles": {"ae": {"heads": 3}}}
    assert _valid(schema, partial)
    assert _valid(schema_of(Small, partial=True), partial)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "x"},
        {"sources": {}},
        {"name": "x", "sources": {}, "colour": 1},
        {"name": "x", "sources": {}, "price": 3},
        {"name": "x", "sources": {"a": {"rate": "3 per day"}}},
        {"extends": "b.yaml", "colour": 1},
        {"extends": "b.yaml", "handling": {"lognormal": "3 hours", "sigm": 2}},
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(schema: dict[str, Any], wrong: dict[str, Any]) -> None:
    assert not _valid(schema, wrong)


@given(smalls)
@settings(max_examples=30)
def test_the_schema_accepts_everything_written(small: Small) -> None:
    for full in (False, True):
        assert not [error.message for error in VALIDATOR.iter_errors(file_form(small, full=full))]
