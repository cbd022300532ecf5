"""What one more is worth: on lines whose constraint is known by construction."""

from __future__ import annotations

import json

import pytest

from salesline import cli
from salesline.answers.levers import custom_lever, levers_of
from salesline.answers.worth import worth
from salesline.experiment.bench import CONTRIBUTION, Bench
from salesline.report.answers import plain, worth_text
from salesline.scenario.market import InboundSource
from salesline.scenario.writer import dump
from tests.lines import line

STARVED = line({"market.sources.inbound.rate": "30 per month", "market.buyers.deal_size": "$20k"})
"""Few leads: every further one is worked, and no further head has anything to do."""
CROWDED = line(
    {
        "market.sources.inbound.rate": "600 per month",
        "market.buyers.deal_size": "$20k",
        "organisation.roles.sdr.heads": 9,
    }
)
"""More deals than three AEs can work."""


def test_leads_are_the_constraint_of_a_starved_line() -> None:
    found = worth(STARVED, replications=16, bench=Bench(jobs=1))
    rows = {row.lever.key: row for row in found.rows}
    assert found.constraint is not None
    assert found.constraint.lever.key == "leads"
    assert not rows["one ae"].shown
    assert rows["leads"].contribution.mean > 0
    assert found.pulls[0][0] == 1


def test_closers_are_the_constraint_of_a_crowded_line() -> None:
    found = worth(CROWDED, replications=8, bench=Bench(jobs=1))
    assert found.constraint is not None
    assert found.constraint.lever.key == "one ae"
    assert found.constraint.bookings.low > 0


def test_what_was_run_once_is_not_run_again() -> None:
    bench = Bench(jobs=1)
    worth(STARVED, replications=4, bench=bench)
    before = bench.runs
    worth(STARVED, replications=4, bench=bench)
    assert bench.runs == before


def test_a_lever_of_ones_own_and_the_contribution() -> None:
    bench = Bench(jobs=1)
    lever = custom_lever("cap", "a cap of two", {"organisation.wip.ae": 2})
    found = worth(STARVED, levers=[lever], replications=4, bench=bench)
    assert [row.lever.key for row in found.rows] == ["cap"]
    earned = bench.values(STARVED, CONTRIBUTION, 4)
    assert earned == pytest.approx(
        0.8 * bench.values(STARVED, "bookings", 4) - bench.values(STARVED, "cost_total", 4)
    )


def test_levers_fit_the_scenario() -> None:
    assert {lever.key for lever in levers_of(STARVED)} == {
        "one sdr",
        "one ae",
        "leads",
        "dialer",
        "fresh first",
    }
    capped = STARVED.with_values(
        {"organisation.wip.ae": 10, "organisation.roles.ae.pay.quota": "$600k per year"}
    )
    keys = {lever.key: lever for lever in levers_of(capped)}
    assert {"cap ae", "coach"} <= keys.keys()
    assert keys["cap ae"].pull(capped, 2).organisation.wip["ae"] == 6
    more = keys["leads"].pull(capped, 2).market.sources["inbound"]
    less = capped.market.sources["inbound"]
    assert isinstance(more, InboundSource)
    assert isinstance(less, InboundSource)
    assert more.rate == pytest.approx(1.2 * less.rate)


def test_the_text_fits_a_terminal_and_the_data_is_json(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path_factory.mktemp("worth")
    (place / "s.yaml").write_text(dump(STARVED))
    arguments = [
        "worth",
        str(place / "s.yaml"),
        "--replications",
        "3",
        "--jobs",
        "1",
        "--out",
        str(place),
        "--quiet",
    ]
    assert cli.main(arguments) == 0
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= 80
    assert "no effect shown" in said
    assert cli.main([*arguments, "--json"]) == 0
    assert {row["lever"]["key"] for row in json.loads(capsys.readouterr().out)["rows"]} >= {"leads"}
    found = worth(STARVED, replications=3, bench=Bench(jobs=1))
    assert worth_text("plain", found)
    assert json.dumps(plain(found))
