"""What must come out to the last deal or hour, whatever the luck."""

import heapq

import pytest

from salesline.errors import ScenarioError
from salesline.model import simulate
from salesline.policies.assignment import Random
from salesline.scenario.reader import load
from tests.theory.estimates import SCENARIOS, Plan


def test_pool_follows_the_recursion_of_kiefer_and_wolfowitz() -> None:
    """First come first served by three reps: each start follows from the arrivals and handling times before it."""
    events = simulate(load(SCENARIOS / "theory/mm3.yaml"), log=True).rows("events")
    came = {row["lead"]: row["time"] for row in events if row["activity"] == "created"}
    worked = {row["lead"]: (row["start"], row["end"]) for row in events if row["activity"] == "talk"}
    horizon = max(came.values())
    free = [float("-inf")] * 3
    compared = 0
    for lead in sorted(worked, key=came.__getitem__):
        start, end = worked[lead]
        if end > horizon - 24:  # work in hand at the end is not in the log
            break
        assert start == pytest.approx(max(came[lead], heapq.heappop(free)), abs=1e-9)
        heapq.heappush(free, end)
        compared += 1
    assert compared > 10_000


def test_ramp_only() -> None:
    """Five heads and ten hires at 0, 25, 50, 100 %: a calendar year of 365 days, the ramp looked at every morning."""
    plan = Plan(simulate(load(SCENARIOS / "closed-form-ramp.yaml")))
    rate = 600_000 / 8766 * 24
    full_days = 0 * 92 + 0.25 * 91 + 0.5 * 91 + 1.0 * 91
    exact = rate * (5 * 365 + 10 * full_days)
    deal = 150
    assert plan.total("quarters", "bookings") == pytest.approx(exact, abs=deal * (5 + 10 * 3))
    assert plan.total("quarters", "bookings", quarter=1) == pytest.approx(rate * 5 * 90, abs=deal * 5)
    assert exact == pytest.approx(5_625_000, rel=0.003)


def test_horizon_cuts_the_last_quarter() -> None:
    scenario = load(SCENARIOS / "theory/mm3.yaml", ["study.quarters=2", "study.horizon=2500 hours"])
    quarters = simulate(scenario).rows("quarters")
    assert [(row["quarter"], row["end_hour"]) for row in quarters] == [(0, 0.0), (1, 2160.0), (2, 2500.0)]
    same = simulate(load(SCENARIOS / "theory/mm3.yaml", ["study.quarters=2"])).rows("quarters")
    assert quarters[:2] == same[:2]


def test_horizon_must_lie_in_the_last_quarter() -> None:
    with pytest.raises(ScenarioError, match="must end in the last quarter"):
        load(SCENARIOS / "theory/mm3.yaml", ["study.quarters=4", "study.horizon=2080 hours"])


@pytest.mark.parametrize("prior", ["1 hour", "3 days", "7 days", "8 days", "1 year"])
def test_the_time_before_the_plan_is_never_counted(prior: str) -> None:
    rows = simulate(load(SCENARIOS / "theory/mm3.yaml", [f"study.prior={prior}"])).rows("quarters")
    first = next(row for row in rows if row["quarter"] == 1)
    assert (first["start_hour"], first["end_hour"]) == (0.0, 2160.0)


class Seat:
    """What the rule 'random' sees of a rep."""

    def __init__(self, rank: int) -> None:
        self.rank = rank


class Ticket:
    """What the rule 'random' sees of a lead."""

    def __init__(self, lot: float) -> None:
        self.lot = lot


def chosen(lots: list[float], ranks: list[int]) -> list[int]:
    rule, seats = Random(), [Seat(rank) for rank in ranks]
    return [rule.choose(Ticket(lot), seats).rank for lot in lots]  # type: ignore[arg-type, union-attr]


def test_lots_are_fair_and_one_more_rep_takes_a_fair_share_only() -> None:
    """Shares of five within five standard errors; a sixth takes about a sixth of each and moves nobody else's."""
    lots = [(k * 0.6180339887498949) % 1 for k in range(20_000)]
    five, six = chosen(lots, list(range(5))), chosen(lots, list(range(6)))
    assert [five.count(rank) for rank in range(5)] == [pytest.approx(4000, abs=5 * 57)] * 5
    assert {after for before, after in zip(five, six, strict=True) if before != after} == {5}
    assert six.count(5) == pytest.approx(20_000 / 6, abs=5 * 53)
