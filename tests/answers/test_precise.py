"""Sequential precision of means, quantiles and chances: reached, and covering as often as it says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from salesline.answers.precise import Kind, precise, replications_for
from salesline.errors import SalesLineError
from salesline.experiment.bench import Bench, Measured
from tests.experiment.fakes import FakeScenario, simulate

SPREAD = 20.0
MEAN, SD = 200.0, SPREAD * 2**0.5
"""Of two quarters' bookings."""


@dataclass(frozen=True)
class Known(FakeScenario):
    spread: float = SPREAD

    @property
    def digest(self) -> str:
        return f"{self.level} {self.spread}"


def bench(seed: int) -> Bench:
    return Bench(jobs=1, seed=seed, model=Measured(simulate=simulate))


TRUTH = {"mean": MEAN, "quantile": MEAN - 1.2815516 * SD, "chance": 0.5}


@pytest.mark.parametrize(("kind", "within"), [("mean", 0.04), ("quantile", 0.06), ("chance", 0.12)])
def test_it_stops_when_it_is_as_sure_as_asked_and_is_right_as_often_as_it_says(
    kind: Kind, within: float
) -> None:
    """60 sequential runs: at least 51 of their intervals hold the truth (below that with chance 1 in 2,000 at 95 %)."""
    held = 0
    for seed in range(60):
        found = precise(Known(), within, kind=kind, target=MEAN, bench=bench(seed))  # type: ignore[arg-type]
        assert found.reached
        width = within if kind == "chance" else within * found.value
        assert (found.high - found.low) / 2 <= width * 1.0001
        held += found.low <= TRUTH[kind] <= found.high
    assert held >= 51


def test_it_gives_up_at_the_most_and_says_so() -> None:
    found = precise(Known(), 0.001, most=50, bench=bench(1))  # type: ignore[arg-type]
    assert (found.replications, found.reached) == (50, False)
    with pytest.raises(SalesLineError, match="half-width"):
        precise(Known(), 2.0, bench=bench(1))  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "within"), [("mean", 0.02), ("quantile", 0.05), ("chance", 0.05)])
def test_the_calculator_is_near_the_known_answer(kind: Kind, within: float) -> None:
    values = np.random.Generator(np.random.Philox(3)).normal(MEAN, SD, size=400)
    known = {
        "mean": (1.96 * SD / (within / (1 + within) * MEAN)) ** 2,
        "quantile": 1.96**2 * 0.09 / (0.17549833 / SD * within * TRUTH["quantile"]) ** 2,
        "chance": 1.96**2 * 0.25 / within**2,
    }
    assert replications_for(values, within, kind=kind, target=MEAN) == pytest.approx(known[kind], rel=0.25)
