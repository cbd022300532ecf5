"""The waterfall: adds up exactly, finds the parts of a case in which they are known, and agrees with itself."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from salesline import cli
from salesline.answers.mechanisms import MECHANISMS, acting, without
from salesline.answers.why import why
from salesline.experiment.bench import Bench
from salesline.report.spreadsheet import spreadsheet
from salesline.scenario.reader import load
from tests.lines import line

SCENARIOS = Path(__file__).parents[2] / "scenarios"
BUSY = line(
    {
        "market.sources.inbound.rate": "120 per month",
        "market.momentum": {"scale": "20 days", "shape": 2},
        "market.buyers.window": {"exponential": "80 days"},
        "organisation.roles.ae.setup": {"other_lead": "20 min", "other_activity": "20 min"},
        "organisation.roles.ae.pay.quota": "$400k per year",
        "organisation.roles.ae.absence.leave": "40 days per year",
        "organisation.roles.ae.ramp.speed": {"linear": "60 days"},
        "organisation.hiring": [{"role": "ae", "hires": 3, "from": "2026-02-01"}],
    }
)


def test_the_ramp_of_the_closed_form_is_the_whole_miss() -> None:
    """Five veterans and ten hires on day one at $600k a head: $9M on paper, $5.625M by the ramp, and nothing else."""
    batch = {"on": "2026-01-01", "leads": 61_000, "over": 0}
    scenario = load(SCENARIOS / "closed-form-ramp.yaml").with_values(
        {"market.sources.leads.batches": [batch]}
    )
    assert [m.key for m in acting(scenario)] == ["ramp"]
    found = why(scenario, spreadsheet(scenario).by_quarter, replications=2, bench=Bench(jobs=1))
    (ramp,) = found.steps
    assert found.planned[0] == 9e6
    assert ramp.change.mean == pytest.approx(5.625e6 - 9e6, rel=0.01)
    assert found.ideal.change.mean == pytest.approx(0, abs=0.01 * 9e6)
    assert [part.mean for part in ramp.by_quarter] == pytest.approx([-1.5e6, -1.125e6, -0.75e6, 0], abs=3e4)


def test_the_steps_add_up_exactly_by_quarter_too() -> None:
    scenario = BUSY
    assert [m.key for m in acting(scenario)] == ["start", "ramp", "demand", "focus", "decay", "absence"]
    found = why(scenario, [3e5], replications=4, bench=Bench(jobs=1))
    assert not found.exact
    whole = found.planned[0] + found.ideal.change.mean + sum(step.change.mean for step in found.steps)
    assert whole == pytest.approx(found.simulated.change.mean, rel=1e-12)
    (quarter,) = found.simulated.by_quarter
    parts = found.planned[1] + found.ideal.by_quarter[0].mean + sum(s.by_quarter[0].mean for s in found.steps)
    assert parts == pytest.approx(quarter.mean, rel=1e-12)


def test_a_sample_of_orders_agrees_with_all_orders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three mechanisms, all six orders against a sampled pair for each replication: within the intervals, fixed seed."""
    chosen = [m for m in MECHANISMS if m.key in ("focus", "decay", "absence")]
    bench = Bench(jobs=1)
    exact = why(BUSY, [3e5], mechanisms=chosen, replications=10, bench=bench)
    monkeypatch.setattr(importlib.import_module("salesline.answers.why"), "EXACT", 0)
    sampled = why(BUSY, [3e5], mechanisms=chosen, replications=10, bench=bench)
    assert (exact.exact, sampled.exact) == (True, False)
    for all_orders, some in zip(exact.steps, sampled.steps, strict=True):
        assert some.change.low <= all_orders.change.mean <= some.change.high
    assert sum(s.change.mean for s in sampled.steps) == pytest.approx(sum(s.change.mean for s in exact.steps))


def test_a_mechanism_that_does_not_act_changes_nothing() -> None:
    plain = line()
    assert acting(plain) == []
    assert without(plain, list(MECHANISMS)).digest == without(plain, []).digest
    found = why(plain, [1e5], replications=2, bench=Bench(jobs=1))
    assert found.steps == ()
    assert found.planned[0] + found.ideal.change.mean == pytest.approx(found.simulated.change.mean)


def test_the_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    arguments = [
        "why",
        str(SCENARIOS / "closed-form-ramp.yaml"),
        "--replications",
        "2",
        "--jobs",
        "1",
        "--out",
        str(tmp_path),
    ]
    assert cli.main(arguments) == 0
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= 80
    assert "hires need time to learn" in said
    assert "spreadsheet: quota x heads" in said
    assert "Q1      Q2      Q3      Q4" in said
    assert cli.main(["why", str(SCENARIOS / "claims" / "finite-capacity.yaml"), "--quiet"]) == 1
    assert "nobody carries a quota in 'Finite capacity'" in capsys.readouterr().err
