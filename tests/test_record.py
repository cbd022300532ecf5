"""The record: equality, digest and the way through JSON."""

import json
import math
import pickle

import pytest

from salesline.record import Columns, Record

TABLES: dict[str, Columns] = {
    "deals": {"lead": ["inbound/1", "inbound/2"], "value": [0.1, math.nan], "won": [True, None]}
}


def test_rows() -> None:
    record = Record("d", 1, 0, {"deals": {"lead": ["a", "b"], "value": [1.0, 2.0]}, "empty": {"lead": []}})
    assert record.rows("deals") == [{"lead": "a", "value": 1.0}, {"lead": "b", "value": 2.0}]
    assert record.rows("empty") == record.rows("unknown") == []


def test_survives_json_and_pickle() -> None:
    record = Record("d", 1, 2, TABLES)
    assert Record.from_columns(json.loads(json.dumps(record.to_columns()))) == record
    assert pickle.loads(pickle.dumps(record)) == record  # noqa: S301
    assert hash(Record.from_columns(record.to_columns())) == hash(record)


def test_digest_sees_every_value_and_no_order_of_columns() -> None:
    record = Record("d", 1, 0, {"t": {"a": [1, 2], "b": [0.1, 0.2]}})
    assert record.digest() == Record("d", 1, 0, {"t": {"b": [0.1, 0.2], "a": [1, 2]}}).digest()
    others = [
        Record("e", 1, 0, record.tables),
        Record("d", 2, 0, record.tables),
        Record("d", 1, 1, record.tables),
        Record("d", 1, 0, {"t": {"a": [2, 1], "b": [0.1, 0.2]}}),
        Record("d", 1, 0, {"t": {"a": [1, 2], "b": [0.1, 0.2 + 2**-55]}}),
        Record("d", 1, 0, {"t": {"a": [1.0, 2.0], "b": [0.1, 0.2]}}),
    ]
    assert len({record.digest(), *(other.digest() for other in others)}) == 1 + len(others)
    assert all(record != other for other in others)
    assert record != "d"


def test_digest_is_the_one_of_the_canonical_bytes() -> None:
    assert Record("d", 1, 0, {}).canonical() == b'{"replication":0,"scenario":"d","seed":1,"tables":{}}'


def test_ragged_tables_are_refused() -> None:
    with pytest.raises(ValueError, match="'t' has columns of different lengths"):
        Record("d", 1, 0, {"t": {"a": [1], "b": []}})


def test_values_that_are_not_plain_python_have_no_digest() -> None:
    with pytest.raises(TypeError):
        Record("d", 1, 0, {"t": {"a": [object()]}}).digest()
