"""Score weights that are learned from closed deals: the regression by itself, and the loop in the line."""

from __future__ import annotations

from math import hypot
from typing import Any

import numpy as np
import pytest

from salesline.luck import Luck
from salesline.model import simulate
from salesline.policies.feedback import FEWEST, refit
from tests.invariants import check_everything, observe
from tests.lines import line

KEEN: dict[str, Any] = {  # fit decides, engagement does not, and marketing begins with equal weights
    "market.sources.inbound": {"kind": "inbound", "to": "qualification", "rate": "300 per month"},
    "market.score": {"shape": "sum", "pass": "30 %"},
    "market.win": {"intercept": -1, "fit": 1.5},
    "organisation.roles.sdr.heads": 6,
    "organisation.roles.ae.heads": 12,
}


def test_the_regression_finds_the_slopes_that_made_the_deals() -> None:
    """4,000 deals: standard errors of about .04; the tolerance is five of them, the seed is fixed."""
    table = Luck(1, 0).table("deals", 3)
    rows = [table.row(n) for n in range(4000)]
    scores = [(4 * row[0] - 2, 4 * row[1] - 2) for row in rows]
    won = [
        row[2] < 1 / (1 + np.exp(-(1.0 * a + 0.5 * b - 0.3)))
        for row, (a, b) in zip(rows, scores, strict=True)
    ]
    found = refit(scores, won)
    assert found == pytest.approx((1.0, 0.5), abs=0.2)
    assert refit(scores, won) == found


def test_nothing_is_learned_from_few_deals_or_from_deals_that_all_end_alike() -> None:
    scores = [(float(n), 0.0) for n in range(FEWEST)]
    assert refit(scores[1:], [n % 2 == 0 for n in range(FEWEST - 1)]) is None
    assert refit(scores, [True] * FEWEST) is None


def test_two_groups_told_apart_for_certain_give_finite_slopes_and_bad_signs_none() -> None:
    scores = [(1.0 if n % 2 else -1.0, -1.0 if n % 2 else 1.0) for n in range(100)]
    found = refit(scores, [n % 2 == 1 for n in range(100)])
    assert found is not None
    assert 0.5 < found[0] < 20
    assert found[1] == 0


def test_marketing_learns_what_decides_and_the_pass_rate_stays() -> None:
    wise = {**KEEN, "organisation.feedback": {"every": "2 weeks", "lag": "0 h", "noise": "0 %"}}
    seen = observe(line(wise, quarters=2))
    check_everything(seen)
    rows = seen.record.rows("feedback")
    assert [row["time"] for row in rows] == [336.0 * n for n in range(1, len(rows) + 1)]
    assert all(hypot(row["fit_weight"], row["engagement_weight"]) == pytest.approx(2**0.5) for row in rows)
    assert rows[-1]["fit_weight"] > 4 * rows[-1]["engagement_weight"]
    created, entered = (
        sum(row[key] for row in seen.record.rows("sources")) for key in ("created", "entered")
    )
    assert entered / created == pytest.approx(0.3, abs=4 * (0.21 / created) ** 0.5)


def test_news_that_has_not_come_yet_changes_nothing() -> None:
    plain = simulate(line(KEEN)).tables
    for rule in ({"lag": "52 weeks"}, {"rate": "0 %"}, {"every": "52 weeks"}):
        told = dict(simulate(line({**KEEN, "organisation.feedback": rule})).tables)
        rows = told.pop("feedback")
        assert set(rows["fit_weight"]) <= {1.0}
        assert told == plain


def test_feedback_needs_a_sum() -> None:
    with pytest.raises(ValueError, match="learns the weights of a sum"):
        line({"organisation.feedback": {}})
