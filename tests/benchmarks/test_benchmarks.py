"""The naive peer simulates what it says, and the harness tells programs apart."""

import sys
from statistics import fmean

import pytest

from tests.benchmarks import naive, sizes, workloads
from tests.benchmarks.comparison import differences, distance, side_by_side
from tests.benchmarks.protocol import ask
from tests.theory.formulas import erlang_a

NAIVE = [sys.executable, "-m", "tests.benchmarks.naive"]


def test_naive_line_agrees_with_erlang_a() -> None:
    runs = [naive.line("small", seed) for seed in range(8)]
    size = sizes.LINES["small"]
    theory = erlang_a(size.rate, 1 / sizes.SDR_SERVICE, size.sdrs, 1 / sizes.SDR_PATIENCE)
    lapsed = [run["ren1"] / run["arr"] for run in runs]
    assert fmean(lapsed) == pytest.approx(theory.lapse_share, rel=0.06)
    assert all(run["sdr"] + run["ren1"] <= run["arr"] for run in runs)


def test_naive_touches_keep_their_books() -> None:
    run = naive.touches("small", 1, horizon=400)
    assert run["done"] + run["cold"] <= run["arr"]
    assert 0.6 < run["util"] < 1
    assert run["touches"] > 4 * run["done"]


def test_a_program_agrees_with_itself_and_not_with_a_slower_line() -> None:
    runs = [naive.line("small", seed, horizon=300) for seed in range(8)]
    slower = [{**run, "won": run["won"] * 0.8} for run in runs]
    assert all(row.agrees for row in differences("W1", runs, runs))
    assert [row.output for row in differences("W1", runs, slower) if not row.agrees] == ["won"]
    assert distance([1, 1], [2, 2]) == float("inf")


def test_protocol_and_timing() -> None:
    (row,) = ask(NAIVE, "W1", "small", 1, 7)
    assert {*sizes.OUTPUTS["W1"], "wall", "rss_mb"} <= set(row)
    assert side_by_side("W1", "small", NAIVE, NAIVE, rounds=1, each=1).ratio == pytest.approx(1, abs=0.9)
    with pytest.raises(RuntimeError, match="KeyError"):
        ask(NAIVE, "W9", "small", 1, 7)


def test_product_runs_the_neutral_workloads_for_as_long_as_they_last() -> None:
    line, touches = workloads.w1("small", 1), workloads.w2("small", 1)
    assert {*sizes.OUTPUTS["W1"]} <= set(line)
    assert {*sizes.OUTPUTS["W2"]} <= set(touches)
    for run, rate in ((line, sizes.LINES["small"].rate), (touches, sizes.TOUCHES["small"].rate)):
        expected = rate * sizes.HORIZON
        assert run["arr"] == pytest.approx(expected, abs=5 * expected**0.5)
    theory = erlang_a(5.1, 1 / sizes.SDR_SERVICE, 3, 1 / sizes.SDR_PATIENCE)
    assert line["ren1"] / line["arr"] == pytest.approx(theory.lapse_share, rel=0.15)
    assert touches["done"] + touches["cold"] <= touches["arr"]


def test_workloads_grow_by_their_sizes() -> None:
    small, large = (workloads.scenario(workloads.SCENARIOS / "bench" / "w1-small.yaml", k) for k in (1, 100))
    assert [role.heads for role in large.organisation.roles.values()] == [
        100 * role.heads for role in small.organisation.roles.values()
    ]
    assert large.organisation.conwip[0].limit == sizes.LINES["x100"].places
