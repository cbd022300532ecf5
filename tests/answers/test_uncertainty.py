"""Luck apart from inputs: on a model whose variances are known, and on a line with ranges."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from salesline import cli
from salesline.answers.uncertainty import hypercube, spreads_of, uncertainty
from salesline.answers.variance import generator, two_way
from salesline.errors import SalesLineError, ScenarioError
from salesline.experiment.bench import Bench, Measured
from salesline.record import Record
from salesline.scenario.checks import soft_checks
from salesline.scenario.places import Place
from salesline.scenario.quantities import NUMBER
from salesline.scenario.ranges import Spread
from salesline.scenario.reader import loads
from salesline.scenario.writer import dump
from tests.experiment.fakes import FakePlan, FakeScenario, FakeStudy, normals, record_tables
from tests.lines import line

RANGES = {
    "market.sources.inbound.rate": {"uniform": ["40 per month", "80 per month"]},
    "market.buyers.deal size.lognormal": {"triangular": ["$15k", "$20k", "$30k"]},
    "market.contact.fresh": {"uniform": ["30 %", "50 %"]},
}
A, B, NOTHING = (Spread(Place(key, NUMBER, 0.0), (-1.0, 1.0)) for key in ("a", "b", "nothing"))


@dataclass(frozen=True)
class Known(FakeScenario):
    """Bookings = 1000 + 60 a + 30 b + 30 luck + 15 a luck' over the plan, with a and b between -1 and 1."""

    a: float = 0.0
    b: float = 0.0
    nothing: float = 0.0
    study: FakeStudy = field(default_factory=lambda: FakeStudy(plan=FakePlan(bookings=1020.0), quarters=1))

    @property
    def digest(self) -> str:
        return f"{self.a} {self.b} {self.nothing}"


def simulate(scenario: Known, seed: int, replication: int) -> Record:
    luck, other = normals(seed, replication, 2)
    bookings = 1000 + 60 * scenario.a + 30 * scenario.b + 30 * luck + 15 * scenario.a * other
    tables = record_tables([0, 1], [1.0, bookings])
    return Record(scenario.name, seed, replication, tables)


def vary(values: Mapping[str, float]) -> Known:
    return Known().with_values(values)  # type: ignore[return-value]


def bench(seed: int = 1) -> Bench:
    return Bench(seed=seed, jobs=1, model=Measured(simulate=simulate))


def test_the_parts_of_the_variance_are_the_known_ones() -> None:
    """Uniform on -1..1 has variance 1/3: inputs 3600/3 + 900/3 = 1500, luck 900, both 225/3 = 75. Each interval is a 95 %
    one, so the three together fail by chance in less than 15 % of seeds; the seed is fixed."""
    found = uncertainty(
        vary({}), spreads=[A, B, NOTHING], points=64, replications=48, bench=bench(), make=vary
    )
    truth = {"rows": 1500 / 2475, "columns": 900 / 2475, "together": 75 / 2475}
    for name, share in truth.items():
        part = getattr(found.parts, name)
        assert part.low <= share <= part.high, name
    assert found.input_part.variance == pytest.approx(1500, rel=0.1)
    assert found.luck_part.variance == pytest.approx(900, rel=0.45)
    assert found.inputs.sd == pytest.approx(1500**0.5, rel=0.05)
    assert found.luck.sd == pytest.approx(30, rel=0.25)
    assert found.both.p10 < min(found.luck.p10, found.inputs.p10)


def test_inputs_are_ranked_by_what_they_explain() -> None:
    found = uncertainty(
        vary({}), spreads=[NOTHING, B, A], points=64, replications=12, bench=bench(), make=vary
    )
    shares = {one.key: one.share for one in found.ranking}
    assert [one.key for one in found.ranking] == ["a", "b", "nothing"]
    assert shares["a"] == pytest.approx(0.8, abs=0.06)
    assert shares["b"] == pytest.approx(0.2, abs=0.06)
    assert shares["nothing"] < 0.03
    assert found.ranking[0].low > 0
    none = found.ranking[-1]
    assert none.low < 0 < none.high


def test_the_chance_of_the_plan_with_and_without_the_ranges() -> None:
    """As stated P(1000 + 30 z >= 1020) = .25; with the ranges, by a large sample over a and b, .349."""
    found = uncertainty(vary({}), spreads=[A, B], points=64, replications=48, bench=bench(), make=vary)
    assert found.target == 1020
    assert found.chance_luck is not None
    assert found.chance_both is not None
    assert found.chance_luck.low < 0.2525 < found.chance_luck.high
    assert found.chance_both.low < 0.349 < found.chance_both.high
    assert found.chance_both.high - found.chance_both.low > 0.1


def test_no_variance_at_all_and_luck_alone() -> None:
    still = two_way(np.full((8, 6), 3.0))
    assert (still.rows.variance, still.columns.variance, still.together.variance) == (0.0, 0.0, 0.0)
    luck = two_way(np.tile(generator(1, "test").normal(size=(1, 12)), (10, 1)))
    assert luck.columns.share == pytest.approx(1.0)
    assert luck.rows.share == 0.0


def test_one_range_more_leaves_the_others_as_they_were() -> None:
    two, three = hypercube([A, B], 16, 1), hypercube([NOTHING, A, B], 16, 1)
    assert (two == three[:, 1:]).all()
    assert sorted(np.floor((two[:, 0] + 1) * 8)) == list(range(16))
    assert not (two == hypercube([A, B], 16, 2)).any()


def test_a_triangle_and_whole_numbers() -> None:
    triangle = Spread(Place("x", NUMBER, 0.0), (0.0, 1.0, 4.0))
    values = [triangle.at((i + 0.5) / 2000) for i in range(2000)]
    assert np.mean(values) == pytest.approx(5 / 3, rel=1e-3)
    assert np.mean(np.array(values) <= 1.0) == pytest.approx(0.25, abs=1e-3)
    assert min(values) == pytest.approx(0.0, abs=0.05)
    assert max(values) == pytest.approx(4.0, abs=0.06)
    heads = Spread(
        spreads_of(line({"study.ranges": {"organisation.roles.ae.heads": {"uniform": [2, 4]}}}))[0].place,
        (2, 4),
    )
    assert [heads.at(share) for share in (0.0, 0.3, 0.34, 0.66, 0.67, 0.999)] == [2, 2, 3, 3, 4, 4]


def test_ranges_are_kept_in_the_file_and_change_no_digest() -> None:
    plain, ranged = line(), line({"study.ranges": RANGES})
    assert ranged.digest == plain.digest
    assert loads(dump(ranged)) == ranged
    assert [spread.words for spread in spreads_of(ranged)] == [
        "$15k to $30k",
        "30 to 50 %",
        "40 to 80 per month",
    ]
    assert line({"study.ranges": RANGES, "study.quarters": 2}).digest == line({"study.quarters": 2}).digest


def test_wrong_ranges_are_refused_together_when_the_scenario_is_read() -> None:
    wrong = {
        "market.contact.frsh": {"uniform": ["1 %", "2 %"]},
        "market.contact.fresh": {"uniform": [0.3, 0.5]},
        "market.contact.floor": {"uniform": ["30 %", "20 %"]},
        "market.buyers.deal size": {"uniform": ["$1k", "$2k"]},
        "organisation.roles.ae.heads": {"uniform": [1, 2.5]},
        "organisation.desks.closing.stages.7.verdict": {"uniform": [0, 1]},
        "organisation.desks.closing.assignment.rule": {"uniform": [0, 1]},
        "study.quarters": {"uniform": [0, 2]},
    }
    text = dump(line({"study.ranges": RANGES}))
    form = text[: text.index("  ranges:")] + "  ranges:\n"
    form += "".join(f"    {key}: {json.dumps(range_)}\n" for key, range_ in wrong.items())
    with pytest.raises(ScenarioError) as error:
        loads(form)
    said = str(error.value)
    assert "8 problems" in said
    for words in ("did you mean 'fresh'", "write '30 %'", "low below high", "deal size.lognormal", "whole number, got 2.5",
                  "list of 2", "is not a number", "0 cannot be: study.quarters: needs at least 1"):  # fmt: skip
        assert words in said, words
    with pytest.raises(SalesLineError, match=r"study\.ranges"):
        uncertainty(line())
    with pytest.raises(ScenarioError, match="exactly one"):
        loads(text.replace("{uniform: [30 %, 50 %]}", "{}"))


def test_a_stated_value_outside_its_range_is_warned_about() -> None:
    odd = line({"study.ranges": {"market.contact.fresh": {"uniform": ["45 %", "50 %"]}}})
    assert any("lies outside its range, 45 to 50 %" in said for said in soft_checks(odd))
    assert not any("range" in said for said in soft_checks(line({"study.ranges": RANGES})))


def test_what_is_not_known_is_not_known_before_the_plan_either() -> None:
    from salesline.answers.uncertainty import _maker  # noqa: PLC0415

    base = line()
    plan = line({"market.sources.inbound.rate": "90 per month"}).following(base)
    made = _maker(plan)({"market.contact.fresh": 0.3, "market.sources.inbound.rate": 0.1})
    assert made.before is not None
    assert made.before.market.contact.fresh == made.market.contact.fresh == 0.3
    assert made.before.market.sources == base.market.sources


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.yaml").write_text(dump(line({"study.ranges": RANGES, "study.plan": {"bookings": "$1M"}})))
    command = ["uncertainty", str(tmp_path / "s.yaml"), "--points", "8", "--replications", "4", "--jobs", "1",
               "--out", str(tmp_path), "--range", "organisation.roles.ae.heads", "2", "4"]  # fmt: skip
    assert cli.main(command) == 0
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= 80
    assert "only better data" in said
    assert "Chance of $1.00M" in said
    assert cli.main([*command, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert len(answer["ranking"]) == 4
    assert answer["parts"]["rows"]["share"] > 0
    assert cli.main([*command, "--range", "market.contact.fresh", "0.3", "0.4"]) == 2
    assert "write '30 %'" in capsys.readouterr().err
    assert cli.main([*command, "--measure", "boookings"]) == 1
    assert "did you mean 'bookings'" in capsys.readouterr().err
