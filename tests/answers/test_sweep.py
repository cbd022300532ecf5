"""Sweeps: tidy tables, effects and indices of a model whose effects are known, and the command."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salesline import cli
from salesline.answers.designs import Design, grid, spaced_out
from salesline.answers.sensitivity import sensitivity
from salesline.answers.sweep import Swept, explore
from salesline.errors import SalesLineError
from salesline.experiment.bench import CONTRIBUTION, Bench, Measured
from salesline.record import Record
from salesline.report import pictures
from salesline.scenario.places import Place
from salesline.scenario.quantities import COUNT, NUMBER
from salesline.scenario.ranges import Spread
from salesline.scenario.writer import dump
from tests.experiment.fakes import FakeScenario, FakeStudy, normals, record_tables
from tests.lines import line

N = 24


@dataclass(frozen=True)
class Known(FakeScenario):
    """Bookings = 1000 + 10 a + 4 b + 2 a b + a luck + 50 luck'."""

    a: float = 0.0
    b: float = 0.0
    rule: str = "plain"
    study: FakeStudy = field(default_factory=lambda: FakeStudy(quarters=1))

    @property
    def digest(self) -> str:
        return f"{self.a} {self.b} {self.rule}"


def simulate(scenario: Known, seed: int, replication: int) -> Record:
    luck, other = normals(seed, replication, 2)
    a, b = scenario.a, scenario.b
    bookings = 1000 + 10 * a + 4 * b + 2 * a * b + a * luck + 50 * other + 7 * (scenario.rule == "better")
    return Record(scenario.name, seed, replication, record_tables([0, 1], [1.0, bookings]))


def bench(jobs: int = 1) -> Bench:
    return Bench(jobs=jobs, model=Measured(simulate=simulate))


def swept(design: Design) -> Swept:
    return explore(Known(), design, measures=["bookings", CONTRIBUTION], replications=N, bench=bench())


def spreads() -> list[Spread]:
    return [Spread(Place(key, NUMBER, 0.0), (0.0, 4.0)) for key in ("a", "b")]


def test_main_effects_and_interactions_are_the_known_ones_and_free_of_common_luck() -> None:
    """Averaged over b in 0, 3: from 0 to 2, a adds 20 + 2 * 2 * 1.5 = 26; over a in 0, 1, 2: b adds 12 + 6 = 18; both together
    add 2 * 2 * 3 = 12 more. All intervals of a measure hold together at 95 %; the seed is fixed."""
    found = swept(grid({"a": [0, 1, 2], "b": [0, 3]}))
    rows = {
        (row["kind"], row["key"], row["to"]): row
        for row in found.effects.to_dict("records") if row["measure"] == "bookings"
    }  # fmt: skip
    truths = {("main", "a", 1): 13, ("main", "a", 2): 26, ("main", "b", 3): 18, ("interaction", "a", 2): 12}
    assert rows.keys() == truths.keys()
    for at, truth in truths.items():
        assert rows[at]["low"] - 1e-6 <= truth <= rows[at]["high"] + 1e-6, at
        assert rows[at]["shown"]
        assert rows[at]["high"] - rows[at]["low"] < 5  # the 50 of common luck is gone
    assert rows["interaction", "a", 2]["other"] == "b"


def test_the_tables_are_tidy_and_documented() -> None:
    found = swept(grid({"a": [0, 1], "rule": ["plain", "better"]}))
    assert list(found.runs) == ["point", "a", "rule", "replication", "measure", "value"]
    assert len(found.runs) == 4 * N * 2
    assert list(found.summary) == [
        "point",
        "a",
        "rule",
        "measure",
        "n",
        "mean",
        "low",
        "high",
        "p10",
        "p50",
        "p90",
    ]
    means = {
        (row["a"], row["rule"]): row["mean"]
        for row in found.summary.to_dict("records") if row["measure"] == "bookings"
    }  # fmt: skip
    assert means[1, "better"] - means[1, "plain"] == pytest.approx(7)
    again = found.runs[(found.runs["point"] == 3) & (found.runs["measure"] == "bookings")]["value"].mean()
    assert again == pytest.approx(means[1, "better"])


@pytest.mark.parametrize("kind", ["lhs", "sobol"])
def test_designs_over_ranges_rank_the_inputs(kind: str) -> None:
    found = swept(spaced_out(spreads(), kind, 32, seed=1))  # type: ignore[arg-type]
    first, second = [row for row in found.ranking.to_dict("records") if row["measure"] == "bookings"]
    assert (first["key"], second["key"]) == ("a", "b")
    assert first["share"] > 0.6 > second["share"] > 0.1
    assert found.effects.empty
    a = np.sort(found.summary[found.summary["measure"] == "bookings"]["a"].to_numpy())
    assert a[0] >= 0
    assert a[-1] <= 4
    assert np.abs(np.diff(a)).max() < 0.3


@pytest.mark.parametrize("of", ["mean", "luck"])
def test_morris_finds_the_known_elementary_effects(of: str) -> None:
    """On 0..4 the effect of a is 40 + 8 b (mean 56, between 40 and 72), that of b 16 + 8 a (mean 32)."""
    found = sensitivity(Known(), spreads(), method="morris", n=128, of=of, replications=8, bench=bench())  # type: ignore[arg-type]
    one, two = found.indices
    assert (one.key, two.key) == ("a", "b")
    assert one.low < 56 < one.high
    assert two.low < 32 < two.high
    assert 0 < one.bends < 20
    assert found.points == 128 * 3


def test_sobol_indices_are_the_known_ones() -> None:
    """With u, v uniform on 0..4: Var(10 u + 4 v + 2 u v) has parts 14^2 * 4/3 (u), 8^2 * 4/3 (v) and 4 * (4/3)^2 (both)."""
    parts = np.array([14.0**2 * 4 / 3, 8.0**2 * 4 / 3, 4 * (4 / 3) ** 2])
    found = sensitivity(Known(), spreads(), method="sobol", n=256, replications=3, bench=bench())
    one, two = found.indices
    assert one.own == pytest.approx(parts[0] / parts.sum(), abs=0.05)
    assert two.own == pytest.approx(parts[1] / parts.sum(), abs=0.05)
    assert one.total == pytest.approx((parts[0] + parts[2]) / parts.sum(), abs=0.05)
    assert one.low < one.total < one.high


def test_nothing_matters_where_nothing_changes() -> None:
    still = [Spread(Place(key, NUMBER, 0.0), (0.0, 1e-15)) for key in ("a", "b")]
    found = sensitivity(Known(), still, method="sobol", n=4, replications=2, bench=bench())
    assert [one.total for one in found.indices] == [0.0, 0.0]


def test_the_same_seed_gives_the_same_tables_whatever_the_jobs() -> None:
    one, two = (
        explore(Known(), spaced_out(spreads(), "lhs", 8, 1), replications=4, bench=bench(jobs))
        for jobs in (1, 2)
    )
    pd.testing.assert_frame_equal(one.runs, two.runs)
    a, b = (sensitivity(Known(), spreads(), n=4, replications=2, bench=bench()) for _ in range(2))
    assert a == b


def test_wrong_designs_are_refused() -> None:
    with pytest.raises(SalesLineError, match="8 or 16, not 9"):
        spaced_out(spreads(), "sobol", 9, 1)
    with pytest.raises(SalesLineError, match="twice"):
        grid({"a": [1, 1]})
    with pytest.raises(SalesLineError, match="27,000 combinations"):
        grid({key: range(30) for key in "abc"})
    with pytest.raises(SalesLineError, match="at least two"):
        sensitivity(Known(), spreads()[:1])
    with pytest.raises(SalesLineError, match=r"there is wip\.ae"):
        explore(Known(), grid({"a": [1]}), measures=["wip.x"], replications=1, bench=bench())


def test_whole_numbers_reach_both_ends() -> None:
    heads = Spread(Place("a", COUNT, 0.0), (2.0, 5.0))
    assert {heads.along(share) for share in (0, 1 / 3, 2 / 3, 1)} == {2.0, 3.0, 4.0, 5.0}


def test_pictures_take_and_return_axes() -> None:
    found = swept(grid({"a": [0, 1, 2], "b": [0, 3]}))
    ax = pictures.axes()
    assert pictures.surface(found, "bookings", ax=ax) is ax
    (ridge,) = [one for one in ax.get_lines() if str(one.get_label()).startswith("best by")]
    assert np.asarray(ridge.get_ydata()).tolist() == [1, 1, 1]
    assert pictures.surface(found, "bookings", ridge=None).get_legend() is None
    along = pictures.curve(swept(grid({"a": [2, 0, 1]})), CONTRIBUTION)
    assert np.asarray(along.get_lines()[0].get_xdata()).tolist() == [0, 1, 2]
    words = pictures.curve(swept(grid({"rule": ["plain", "better"]})), "bookings")
    assert [tick.get_text() for tick in words.get_xticklabels()] == ["plain", "better"]
    with pytest.raises(ValueError, match="one key"):
        pictures.curve(found, "bookings")
    with pytest.raises(KeyError, match="there is bookings"):
        pictures.surface(found, "wins")


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.yaml").write_text(dump(line()))
    common = ["--jobs", "1", "--out", str(tmp_path), "--replications", "3"]
    command = ["sweep", str(tmp_path / "s.yaml"), *common]
    rule = ["--vary", "organisation.desks.closing.assignment.rule", "round robin", "least open"]
    leads = ["--vary", "market.sources.inbound.rate", "40 per month", "80 per month"]
    files = ["--csv", str(tmp_path / "t.csv"), "--picture", str(tmp_path / "t.svg")]
    assert cli.main([*command, *rule, *leads, *files]) == 0
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= 80
    assert "4 points, 3 replications" in said
    table = pd.read_csv(tmp_path / "t.csv")
    assert len(table) == 4 * 3 * 2
    assert table["market.sources.inbound.rate"].max() == pytest.approx(80 / 730.5, rel=0.01)
    assert (tmp_path / "t.svg").read_text().startswith("<?xml")
    heads = ["--vary", "organisation.roles.ae.heads", "1", "4"]
    assert cli.main([*command, *heads, *leads, "--design", "lhs", "4", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert len(answer["summary"]) == 8
    assert {row["key"] for row in answer["ranking"]} == {
        "organisation.roles.ae.heads",
        "market.sources.inbound.rate",
    }
    for method in ("morris", "sobol"):
        assert cli.main([*command, *heads, *leads, "--sensitivity", method, "2"]) == 0
        assert max(map(len, capsys.readouterr().out.splitlines())) <= 80
    assert (
        cli.main(
            [
                *command,
                "--vary",
                "organisation.roles.ae.heads",
                "x",
                "4",
                "--vary",
                "market.contact.fresh",
                "3",
            ]
        )
        == 2
    )
    said = capsys.readouterr().err
    assert "'x' is not a number" in said
    assert "3 needs a unit" in said
    assert cli.main([*command, *heads, "--design", "box"]) == 1
