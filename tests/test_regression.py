"""The regression check: what it finds, what it lets pass, and how often it is wrong."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from salesline.cli import main
from salesline.errors import SalesLineError
from salesline.model import simulate
from salesline.record import Record
from salesline.regression import judge as judging
from salesline.regression.baseline import Baseline, changed_inputs
from salesline.regression.changelog import entry, with_entry
from salesline.regression.check import Check, accept, check, wanted
from salesline.regression.judge import FALSE_ALARM, Limits, judge, needed, power
from salesline.regression.rows import Rows
from salesline.report.regression import junit, markdown, text
from salesline.scenario.writer import dump
from tests.lines import line

REPLICATIONS = 48
WIDTH = 80
Place = tuple[Path, Path]
Fake = Callable[[Any, int, int], Record]


def store(place: Path, **values: Any) -> Path:
    file = place / "small.yaml"
    file.write_text(dump(line(values or None)), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A small scenario and its baseline, made by version 'one' of the model."""
    place = tmp_path_factory.mktemp("regression")
    file, folder = store(place), place / "baselines"
    run(wanted_of(folder, file), folder, version="one", new=True, save=True, replications=REPLICATIONS)
    return file, folder


def wanted_of(folder: Path, file: Path | str) -> Any:
    return wanted(folder, [str(file)], new=True)


def run(asked: Any, folder: Path, *, save: bool = False, **how: Any) -> Check:
    found = check(asked, folder, jobs=1, **how)
    if save:
        accept(found, folder)
    return found


def against(stored: Place, model: Fake = simulate, version: str = "two", **how: Any) -> Check:
    _, folder = stored
    return run(wanted(folder), folder, simulate=model, version=version, **how)


def planted(key: str, factor: float) -> Fake:
    """A model in which somebody changed one number."""

    def model(scenario: Any, seed: int, replication: int) -> Record:
        there: Any = scenario
        for step in key.split("."):
            there = there[step] if isinstance(there, dict) else getattr(there, step)
        return simulate(scenario.with_values({key: there * factor}), seed, replication)

    return model


def reordered(scenario: Any, seed: int, replication: int) -> Record:
    """A model with the same law that reads its luck in another order."""
    return simulate(scenario, seed + 1000, replication)


def test_a_refactoring_that_moves_nothing_passes_exactly(stored: Place) -> None:
    found = against(stored)
    assert found.found[0].outcome == "exact"
    assert not found.found[0].same_model
    assert replace(found, strict=True).passed
    assert "every table of all replications is identical" in text(found, 1.0)


def with_inputs(values: dict[str, Any]) -> Fake:
    """The same for any inputs."""
    return lambda scenario, seed, replication: simulate(scenario.with_values(values), seed, replication)


DEARER = {"market.buyers.deal_size": {"lognormal": "$20.6k", "sigma": 0.6}}
SLOWER = {"organisation.activities.dial.handling": {"exponential": "10.3 min"}}


@pytest.mark.parametrize(
    ("model", "measure"),
    [(planted("market.sources.inbound.rate", 1.03), "leads"), (with_inputs(DEARER), "bookings")],
    ids=["rate", "deal size"],
)
def test_a_planted_change_of_three_per_cent_is_caught(stored: Place, model: Fake, measure: str) -> None:
    found = against(stored, model)
    (one,) = found.found
    assert one.outcome == "shifted"
    assert one.judged is not None
    assert not one.judged.reordered
    assert not found.passed
    moved = {(shift.quarter, shift.measure) for shift in one.judged.shifts if shift.verdict == "beyond"}
    assert (0, measure) in moved
    page = text(found, 1.0)
    assert "MOVED beyond tolerance" in page
    assert max(map(len, page.splitlines())) <= WIDTH


def test_the_example_of_the_documentation_is_what_the_check_prints() -> None:
    page = (SHIPPED.parents[1] / "docs" / "regression.md").read_text(encoding="utf-8")
    example = page.split("## What it looks like")[1].split("```text\n")[1].split("```")[0]
    more = with_inputs({"market.win.intercept": -1.15})
    found = run(wanted(SHIPPED, ["finite-capacity"]), SHIPPED, simulate=more, version="another")
    printed = text(found, 1.0).splitlines()
    assert [row for row in example.splitlines() if row.strip() and row not in printed] == []


def test_a_change_that_moves_little_is_within_tolerance(stored: Place) -> None:
    found = against(stored, with_inputs(SLOWER))
    assert found.found[0].outcome == "equal"
    assert found.found[0].judged is not None
    assert found.found[0].judged.count("within") > 0
    assert "luck: the same" in " ".join(text(found, 1.0).split())


def test_luck_in_another_order_passes_the_statistical_and_fails_the_exact_test(stored: Place) -> None:
    found = against(stored, reordered)
    (one,) = found.found
    assert one.outcome == "equal"
    assert one.judged is not None
    assert one.judged.reordered
    assert abs(one.judged.common) < 0.5
    assert found.passed
    assert not replace(found, strict=True).passed
    page = " ".join(text(found, 1.0).split())
    assert "exact test: fails: rows differ from replication 0 on" in page
    assert "luck: reordered" in page
    assert "distributions agree" in page
    assert "statistical: passes" in page


def test_luck_in_another_order_does_not_hide_a_large_change(stored: Place) -> None:
    found = against(stored, lambda s, seed, r: planted("market.sources.inbound.rate", 1.3)(s, seed + 1000, r))
    assert found.found[0].outcome == "shifted"
    assert "distributions differ" in " ".join(text(found, 1.0).split())


def test_other_results_of_the_same_model_fail_even_if_the_law_is_the_same(stored: Place) -> None:
    found = against(stored, reordered, version="one")
    assert found.found[0].outcome == "unrepeatable"
    assert not found.passed


def test_details_that_no_headline_shows_fail_the_exact_test_only(stored: Place) -> None:
    def model(scenario: Any, seed: int, replication: int) -> Record:
        record = simulate(scenario, seed, replication)
        return replace(record, tables={**record.tables, "more": {"column": [1]}})

    found = against(stored, model)
    assert found.found[0].outcome == "rows"
    assert found.passed
    assert not replace(found, strict=True).passed
    assert "exact test: fails: tables differ in what no headline" in " ".join(text(found, 1.0).split())


def test_fewer_replications_compare_with_the_first_rows(stored: Place) -> None:
    found = against(stored, replications=5)
    assert found.found[0].outcome == "exact"
    assert found.found[0].fresh is not None
    assert len(found.found[0].fresh.digests) == 5


def test_a_scenario_that_changed_says_which_inputs(tmp_path: Path) -> None:
    file, folder = store(tmp_path), tmp_path / "baselines"
    run(wanted_of(folder, file), folder, version="one", new=True, save=True, replications=8)
    store(tmp_path, **{"organisation.roles.sdr.heads": 3})
    found = run(wanted(folder), folder, version="one")
    assert found.found[0].outcome == "inputs"
    assert ("organisation.roles.sdr.heads", "2", "3") in found.found[0].inputs
    assert not found.passed
    assert "organisation.roles.sdr.heads: 2 -> 3" in " ".join(text(found, 1.0).split())


def test_accept_writes_and_the_next_check_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, folder = store(tmp_path), tmp_path / "results" / "baselines"
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text(
        "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- One.\n\n## [0.1.0]\n", encoding="utf-8"
    )
    common = ["--baselines", str(folder), "--jobs", "1"]
    make = ["check", *common, "--accept", "--scenario", str(file), "--replications", "6"]
    assert main(make) == 0
    assert main(["check", *common]) == 0
    store(tmp_path, **{"market.sources.inbound.rate": "90 per month"})
    assert main(["check", *common]) == 1
    assert main(["check", *common, "--accept", "--reason", "more leads"]) == 0
    capsys.readouterr()
    assert main(["check", *common]) == 0
    assert "identical" in capsys.readouterr().out
    told = changelog.read_text(encoding="utf-8")
    head, _, results = told.partition("### Results")
    assert "- One." in head
    assert "market.sources.inbound.rate" in results
    assert "More leads" in results or "more leads" in results
    assert told.index("### Results") < told.index("## [0.1.0]")
    assert [path.name for path in folder.iterdir()] == ["small.json"]


def test_reports_are_written_and_well_formed(stored: Place, tmp_path: Path) -> None:
    found = against(stored, planted("market.sources.inbound.rate", 1.03))
    suite = ET.fromstring(junit(found, 1.0))  # noqa: S314 - written a moment ago
    assert suite.get("failures") == "1"
    assert len(suite) == 2
    assert "leads" in (suite.findtext("testcase/failure") or "")
    page = markdown(found, 1.0)
    assert "# Regression check: failed" in page
    assert "| leads | plan |" in page
    _, folder = stored
    xml, md = tmp_path / "a" / "check.xml", tmp_path / "check.md"
    code = main(
        ["check", "--baselines", str(folder), "--junit", str(xml), "--markdown", str(md), "--jobs", "1", "--replications", "3"]
    )  # fmt: skip
    assert code == 0
    assert ET.parse(xml).getroot().get("failures") == "0"  # noqa: S314
    assert "passed" in md.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda told: told[: len(told) // 2], "not a whole JSON file"),
        (lambda told: told.replace('"seed": 1', '"seed": 2'), "checksum does not fit"),
        (lambda told: "<<<<<<< HEAD\n" + told, "not a whole JSON file"),
        (lambda told: told.replace('"form": 1', '"form": 99'), "another version"),
        (lambda _: "[]", "not a whole JSON file"),
    ],
)
def test_a_damaged_baseline_is_said_in_clear_words(
    stored: Place, tmp_path: Path, damage: Callable[[str], str], words: str
) -> None:
    _, folder = stored
    good = (folder / "small.json").read_text(encoding="utf-8")
    (tmp_path / "small.json").write_text(damage(good), encoding="utf-8")
    found = run(wanted(tmp_path), tmp_path)
    assert found.found[0].outcome == "no baseline"
    assert words in found.found[0].problem
    assert not found.passed
    assert "FAIL small" in text(found, 0.0)
    assert ET.fromstring(junit(found, 0.0)).get("failures") == "1"  # noqa: S314


def test_a_missing_baseline_is_said_in_clear_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--baselines", str(tmp_path)]) == 1
    assert "no baselines in" in capsys.readouterr().err
    assert main(["check", "--baselines", str(tmp_path), "--scenario", "nowhere"]) == 1
    assert "neither a scenario file nor a baseline" in capsys.readouterr().err
    assert main(["check", "--baselines", str(tmp_path), "--scenario", str(store(tmp_path))]) == 1
    assert "there is no baseline" in " ".join(capsys.readouterr().out.split())


def test_a_baseline_that_cannot_be_written_leaves_the_old_one(
    stored: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, folder = stored
    before = (folder / "small.json").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(SalesLineError, match="No space left"):
        Baseline.load(folder / "small.json").save(folder)
    assert (folder / "small.json").read_bytes() == before
    assert [path.name for path in folder.iterdir()] == ["small.json"]


def test_a_baseline_reads_back_as_it_was(stored: Place) -> None:
    _, folder = stored
    loaded = Baseline.load(folder / "small.json")
    assert loaded.rows.replications == REPLICATIONS == len(loaded.digests)
    before = (folder / "small.json").read_bytes()
    loaded.save(folder)
    assert (folder / "small.json").read_bytes() == before


def test_changed_inputs_name_what_came_and_went() -> None:
    found = changed_inputs({"a": "1", "b": "2"}, {"b": "3", "c": "4"})
    assert found == [("b", "2", "3"), ("c", "not set", "4"), ("a", "1", "not set")]


def test_new_settings_at_their_default_do_not_hide_what_changed() -> None:
    assert changed_inputs({"b": "2"}, {"b": "3", "c": "4"}, {"b", "c"}) == [("b", "2", "3")]
    assert changed_inputs({"b": "2"}, {"b": "2", "c": "4"}, {"c"}) == [("c", "not set", "4")]


def test_the_changelog_gets_its_headings() -> None:
    assert with_entry("# Changelog\n\n## [0.1.0]\n", ["- x"]) == (
        "# Changelog\n\n## [Unreleased]\n\n### Results\n\n- x\n\n## [0.1.0]\n"
    )
    there = "# C\n\n## [Unreleased]\n\n### Results\n\n- old\n"
    assert with_entry(there, ["- x"]) == "# C\n\n## [Unreleased]\n\n### Results\n\n- x\n- old\n"
    assert with_entry("# C\n", ["- x"]) == "# C\n\n## [Unreleased]\n\n### Results\n\n- x\n"


def test_nothing_that_moved_is_no_entry(stored: Place) -> None:
    assert entry(against(stored)) == []
    (told, *_) = entry(against(stored, planted("market.sources.inbound.rate", 1.03)), "more leads")
    assert told.startswith("- `small`: leads +")


# The statistics, on a fake model: 12 measures in 5 periods, skewed, with common luck of a known amount.

CELLS = [(quarter, measure) for quarter in range(5) for measure in ("bookings", "wins", "leads", "touches")]


def fake(luck: np.random.Generator, n: int, rho: float, shift: float) -> tuple[Rows, Rows]:
    """Rows of two models, log-normal with a variation of about 20 %, correlated within pairs by `rho`."""
    shape = (len(CELLS), n)
    a, own = luck.normal(size=shape), luck.normal(size=shape)
    b = rho * a + math.sqrt(1 - rho**2) * own
    before, now = np.exp(0.2 * a), (1 + shift) * np.exp(0.2 * b)
    return tuple(  # type: ignore[return-value]
        Rows(dict(zip(CELLS, values.tolist(), strict=True))) for values in (before, now)
    )


def alarms(rho: float, shift: float, n: int, checks: int) -> float:
    luck = np.random.Generator(np.random.Philox(7))
    found = [judge(*fake(luck, n, rho, shift)) for _ in range(checks)]
    if shift:
        return sum(judged.shifts[0].verdict == "beyond" for judged in found) / checks
    return sum(not judged.passed for judged in found) / checks


@pytest.mark.parametrize("rho", [0.95, 0.6])
def test_false_alarms_are_as_rare_as_said(rho: float) -> None:
    # 400 checks at a rate of at most 5 %: more than 35 alarms would be chance once in 1000.
    assert alarms(rho, 0.0, 48, 400) <= 35 / 400


def test_false_alarms_of_reordered_luck_are_as_rare_as_said() -> None:
    assert alarms(0.0, 0.0, 48, 100) <= 13 / 100  # the same, for 100


def test_a_shift_of_three_per_cent_is_found_as_often_as_computed() -> None:
    rho = 0.98
    spread = 0.2 * math.sqrt(2 * (1 - rho))
    n = needed(spread, FALSE_ALARM / 2)
    assert n is not None
    assert power(spread, n, FALSE_ALARM / 2) >= 0.9 > power(spread, n - 1, FALSE_ALARM / 2)
    assert alarms(rho, 0.03, n, 400) >= 0.85  # 0.9, less three standard errors of 400


def test_replications_needed_are_those_of_the_textbook() -> None:
    # Paired, variation 20 %, rho 0.9, 3 %, two-sided 5 %, power 0.9: 96 pairs (normal approximation 94).
    assert needed(0.2 * math.sqrt(0.2), 0.05) == 96
    assert needed(0.2 * math.sqrt(2), 0.05) == pytest.approx(935, abs=2)  # independent runs
    assert needed(1e9, 0.05) is None
    for n in (2, 10, 48, 1000, 50_000):  # a number everywhere, even far out
        assert 0 <= power(0.0273, n, 0.005) <= 1


def test_limits_are_shared_among_all_scenarios() -> None:
    luck = np.random.Generator(np.random.Philox(1))
    rows = fake(luck, 10, 0.9, 0.0)
    one, three = Limits.of([rows]), Limits.of([rows, rows, rows])
    assert one.first == FALSE_ALARM / 2
    assert one.other == pytest.approx(FALSE_ALARM / 2 / (len(CELLS) - 1))
    assert three.first == pytest.approx(one.first / 3)
    assert three.other == pytest.approx(one.other / 3)


def test_cells_that_come_or_go_are_beyond_tolerance() -> None:
    rows = Rows({(0, "bookings"): [1.0, 2.0], (0, "wins"): [1.0, 2.0]})
    fewer = Rows({(0, "bookings"): [1.0, 2.0]})
    assert [(s.measure, s.note) for s in judge(rows, fewer).shifts if s.verdict == "beyond"] == [
        ("wins", "gone")
    ]
    assert [(s.measure, s.note) for s in judge(fewer, rows).shifts if s.verdict == "beyond"] == [
        ("wins", "new")
    ]


def test_a_change_without_luck_is_found_with_two_replications() -> None:
    before, now = Rows({(0, "bookings"): [100.0, 100.0]}), Rows({(0, "bookings"): [103.0, 103.0]})
    assert judge(before, now).shifts[0].verdict == "beyond"
    little = Rows({(0, "bookings"): [100.5, 100.5]})
    assert judge(before, little).shifts[0].verdict == "within"


def test_values_that_are_missing_are_no_numbers() -> None:
    nan = math.nan
    before = Rows({(1, "win_rate"): [nan, 0.2, 0.3, 0.25]})
    assert judge(before, before).identical
    now = Rows({(1, "win_rate"): [0.1, 0.2, 0.3, 0.25]})
    assert not judge(before, now).identical
    assert judging.judge(before, now).passed


SHIPPED = Path(__file__).parent.parent / "results" / "baselines"


def test_shipped_baselines_are_whole_small_and_of_the_shipped_scenarios() -> None:
    found = wanted(SHIPPED)
    assert {"startup-3m", "triple-the-team", "closed-form-ramp"} < {one.name for one in found}
    for one in found:
        assert one.problem == ""
        assert one.baseline is not None
        assert one.path.is_file()
        assert (SHIPPED / f"{one.name}.json").stat().st_size < 60_000
        assert json.loads((SHIPPED / f"{one.name}.json").read_text(encoding="utf-8"))["form"] == 1
