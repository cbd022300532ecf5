"""When would we know: bands that hold what they promise, and signals that come before bookings."""

from __future__ import annotations

import numpy as np
import pytest

from salesline.answers.weekly import SIGNALS, weekly_signals
from salesline.answers.when import _band, _first_outside, when
from salesline.errors import SalesLineError
from salesline.experiment.bench import Bench, Measured
from salesline.model import simulate
from tests.lines import line

PROMISED = line({"market.sources.inbound.rate": "160 per month"}, quarters=2)
STARVED = line({"market.sources.inbound.rate": "60 per month"}, quarters=2)


@pytest.mark.parametrize("rate", [0.05, 0.2])
def test_a_band_holds_a_promised_course_as_often_as_it_says(rate: float) -> None:
    """400 bands from 60 random walks each, one fresh course each: the share that leaves lies within 4 standard errors of the
    rate (false alarm of this test: 1 in 16,000); the seed is fixed."""
    generator = np.random.Generator(np.random.Philox(11))
    left = 0
    for _ in range(400):
        walks = generator.normal(size=(61, 30)).cumsum(axis=1)
        band = _band(walks[:60], rate)
        assert band is not None
        left += int(_first_outside(walks[60:], *band)[0] < 30)
    assert abs(left / 400 - rate) < 4 * (rate * (1 - rate) / 400) ** 0.5


def test_deals_opened_tell_a_starved_line_before_bookings_do() -> None:
    found = when(PROMISED, STARVED, false_alarms=0.1, replications=24, bench=bench())
    rows = {row.signal: row for row in found.rows}
    assert rows["cycle starts"].week is not None
    assert rows["bookings"].week is not None
    assert rows["cycle starts"].week < rows["bookings"].week
    assert rows["cycle starts"].seen == 1.0
    assert rows["cycle starts"].earlier is not None
    assert rows["cycle starts"].earlier > 0
    assert found.rows[0].week == min(row.week for row in found.rows if row.week is not None)


def test_the_promised_world_is_not_told_from_itself() -> None:
    found = when(PROMISED, PROMISED, false_alarms=0.1, replications=24, bench=bench())
    assert all(row.week is None for row in found.rows)
    assert all(row.seen <= 0.1 for row in found.rows)


def test_signals_are_worked_out_by_hand() -> None:
    record = simulate(PROMISED, 1, 0)
    found = weekly_signals(record, PROMISED)
    weeks = record.rows("weeks")
    closing = {row["week"]: row for row in weeks if row["desk"] == "closing"}
    assert found["wip@10"] == closing[10]["wip"]
    assert found["bookings@10"] == closing[10]["bookings_total"]
    assert found["cycle starts@10"] == closing[10]["entered_total"] - closing[6]["entered_total"]
    left = closing[10]["left_total"] - closing[6]["left_total"]
    assert found["wip age@10"] == pytest.approx(4 * closing[10]["wip"] / left)
    assert {name.partition("@")[0] for name in found} == set(SIGNALS)


def test_impossible_questions() -> None:
    with pytest.raises(SalesLineError, match="needs at least 100"):
        when(PROMISED, STARVED, false_alarms=0.01, replications=24)
    with pytest.raises(SalesLineError, match="same number of quarters"):
        when(PROMISED, line(), replications=24)


def bench() -> Bench:
    return Bench(jobs=1, model=Measured(series=weekly_signals))
