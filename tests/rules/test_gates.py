"""Shapes of the marketing gate, by hand and against the normal law."""

from __future__ import annotations

from math import asin, pi, sqrt
from statistics import NormalDist

import pytest

from salesline.luck import Luck
from salesline.model import simulate
from salesline.model.buyers import BUYER_DRAWS, Population
from salesline.policies.gates import GATES, Both, Either, Sum, gate_of
from salesline.scenario.market import Buyers, InboundSource, Score
from tests.lines import line

NORMAL = NormalDist()


def score(**values: object) -> Score:
    return Score.model_validate(values)


def test_shapes_by_hand() -> None:
    both, either = (kind(score(fit_above=1, engagement_above=0)) for kind in (Both, Either))
    points = [(2, 1), (2, -1), (0, 1), (0, -1), (1, 0)]
    assert [both.passes(*p) for p in points] == [True, False, False, False, False]
    assert [either.passes(*p) for p in points] == [True, True, True, False, False]
    total = Sum(score(sum_above=3, weights={"fit": 2, "engagement": 1}))
    assert [total.passes(*p) for p in [(1, 1), (1, 1.1), (2, -0.5), (0, 4)]] == [False, True, True, True]


def test_rates_that_are_known() -> None:
    r = 0.5
    quadrant = 0.25 + asin(r) / (2 * pi)  # Sheppard 1898
    assert Both(score(fit_above=0, engagement_above=0)).rate(r) == pytest.approx(quadrant, abs=1e-12)
    assert Either(score(fit_above=0, engagement_above=0)).rate(r) == pytest.approx(1 - quadrant, abs=1e-12)
    assert Both(score(fit_above=1)).rate(r) == pytest.approx(NORMAL.cdf(-1))
    assert Both(score(fit_above=1, engagement_above=2)).rate(0) == pytest.approx(
        NORMAL.cdf(-1) * NORMAL.cdf(-2)
    )
    assert Sum(score(sum_above=1)).rate(r) == pytest.approx(NORMAL.cdf(-1 / sqrt(3)))


@pytest.mark.parametrize("shape", GATES)
@pytest.mark.parametrize("share", [0.02, 0.1, 0.6])
def test_a_gate_stated_by_its_pass_rate_lets_that_share_pass(shape: str, share: float) -> None:
    """10,000 buyers; 4 standard errors: a false alarm in 16,000 for each case, and the seed is fixed."""
    chosen = score(**{"shape": shape, "pass": share, "weights": {"fit": 2, "engagement": 1}})
    buyers = Buyers(correlation=0.3)
    gate = gate_of(chosen, buyers.correlation)
    assert gate is not None
    assert gate.rate(chosen.accuracy**2 * 0.3) == pytest.approx(share, abs=1e-9)
    population = Population(buyers, chosen, InboundSource(to="x", rate=1.0))
    table = Luck(1, 0).table("buyer|x", BUYER_DRAWS)
    seen = sum(population.passes(table.row(n)) for n in range(10_000)) / 10_000
    assert abs(seen - share) < 4 * sqrt(share * (1 - share) / 10_000)


def test_a_pass_rate_gives_the_record_of_the_thresholds_it_stands_for() -> None:
    gate = gate_of(score(**{"pass": 0.3}), 0.0)
    assert gate is not None
    stated = simulate(line({"market.score.pass": "30 %"}))
    solved = {
        "market.score.fit_above": gate.fit_above,
        "market.score.engagement_above": gate.engagement_above,
    }
    assert stated.tables == simulate(line(solved)).tables


def test_a_sum_gives_the_score_its_weights() -> None:
    population = Population(
        Buyers(),
        score(shape="sum", sum_above=0, accuracy=1, weights={"fit": 3}),
        InboundSource(to="x", rate=1.0),
    )
    row = Luck(1, 0).table("buyer|x", BUYER_DRAWS).row(0)
    fit, engagement = population.axes(row)
    assert population.buyer(row).score == pytest.approx(3 * fit + engagement)


@pytest.mark.parametrize(
    ("values", "key", "words"),
    [
        ({"shape": "sum"}, "market.score.sum_above", "needs a threshold"),
        ({"shape": "sum", "fit_above": 1}, "market.score.fit_above", "not looked at"),
        ({"sum_above": 1}, "market.score.sum_above", "not looked at"),
        ({"pass": "10 %", "fit_above": 1}, "market.score.fit_above", "solved from 'pass'"),
        ({"pass": "100 %"}, "market.score.pass", "below 100 %"),
        ({"weights": {"fit": 0, "engagement": 0}}, "market.score.weights", "not be 0"),
    ],
)
def test_gates_that_cannot_be(values: dict[str, object], key: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        line({"market.score": values})
    assert key in str(caught.value)
