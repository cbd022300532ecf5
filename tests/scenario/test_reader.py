"""Files become models; every fault is named with its place, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesline.errors import ScenarioError
from salesline.scenario.reader import loads_model, read_model
from tests.scenario.small import TEXT, Small


def _problems(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        loads_model(text, Small, "plan.yaml")
    return [str(problem) for problem in caught.value.problems]


def test_a_good_file_is_read() -> None:
    small = loads_model(TEXT, Small)
    assert small.roles["inbound_sdr"].internal_work == 5
    assert small.roles["ae"].starts == 8.5
    assert small.handling.sigma == 0.9
    assert small.by_quarter == (2e6, 2e6, 2e6, 3e6)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("wip: {ae", "wip: {ea", ["plan.yaml:12:7  wip.ea: unknown key"]),
        (
            "rate: 800 per month",
            "rate: 800 per fortnite",
            [
                "plan.yaml:5:11  sources.web.rate: '800 per fortnite': unknown period; day, week, month, quarter, year"
            ],
        ),
        (
            "internal work",
            "internl work",
            ["plan.yaml:10:5  roles.inbound sdr.internl work: unknown key; did you mean 'internal work'?"],
        ),
        (
            "heads: 3\n",
            "heads: three\n",
            ["plan.yaml:9:12  roles.inbound sdr.heads: 'three' is not a number"],
        ),
        ("    heads: 3\n", "", ["plan.yaml:8:3  roles.inbound sdr.heads: is required: write e.g. '3'"]),
        (
            "kind: stock",
            "kind: stok",
            ["plan.yaml:6:16  sources.list.kind: unknown choice 'stok'; did you mean 'stock'?"],
        ),
        ("kind: stock, ", "", ["plan.yaml:6:3  sources.list.kind: is required: one of inflow, stock"]),
        (
            "sigma",
            "sigm",
            [
                "plan.yaml:13:1  handling: lognormal needs sigma too",
                "plan.yaml:13:31  handling.sigm: unknown key; did you mean 'sigma'?",
            ],
        ),
        ("24 hours", "24", ["plan.yaml:14:16  response time: 24 needs a unit: write '24 hours' or '3 days'"]),
        ("24 hours", "0 hours", ["plan.yaml:14:16  response time: must be above 0 hours, got 0 hours"]),
        ("$3M]", "$4M]", ["plan.yaml:16:1  by quarter: does not add up to price"]),
        ("name: demo", "name: 2026", ["plan.yaml:1:7  name: expected text; put it in quotes, got '2026'"]),
        (
            "name: demo",
            "rule: round robn\nname: demo",
            ["plan.yaml:1:7  rule: unknown choice 'round_robn'; did you mean 'round_robin'?"],
        ),
        (
            "by quarter: [",
            "by quarter: x # [",
            [
                "plan.yaml:16:13  by quarter: expected a list: write [ ... ] or one entry a line after '- ', got 'x'"
            ],
        ),
        ("gate", "gate", []),
    ],
)
def test_a_fault_is_shown_at_its_place(old: str, new: str, expected: list[str]) -> None:
    if not expected:
        assert loads_model(TEXT + "gate: no\n", Small).gate is False
        return
    assert _problems(TEXT.replace(old, new)) == expected


def test_all_faults_come_at_once_in_file_order() -> None:
    text = TEXT.replace("800 per month", "800").replace("heads: 5", "heads: -5").replace("$9M", "9M")
    found = _problems(text + "colour: red\n")
    assert [line.split()[0] for line in found] == [
        "plan.yaml:5:11",
        "plan.yaml:11:15",
        "plan.yaml:15:8",
        "plan.yaml:17:1",
    ]


def test_a_flood_of_faults_is_counted() -> None:
    found = _problems(TEXT + "".join(f"wrong{number}: 1\n" for number in range(5000)))
    assert len(found) == 101
    assert found[-1] == "and 4,900 more"


def test_the_error_closes_with_the_count() -> None:
    with pytest.raises(ScenarioError, match="1 problem, nothing was run"):
        loads_model(TEXT + "colour: red\n", Small)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base.yaml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def _write(folder: Path, text: str, name: str = "plan.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_lies_over_its_base(folder: Path) -> None:
    path = _write(
        folder,
        "extends: base.yaml\nroles: {ae: {heads: 10}}\nby quarter: [$9M]\n"
        "handling: {exponential: 1 hour}\nwip: {ae: ~}\nsources: {web: {kind: stock, size: 3}}\n",
    )
    small = read_model(path, Small)
    assert small.roles["ae"].heads == 10
    assert small.roles["ae"].pay == 90_000
    assert small.by_quarter == (9e6,)
    assert small.handling.kind == "exponential"
    assert small.wip == {}
    assert small.sources["web"].kind == "stock"


def test_a_fault_of_the_base_is_shown_in_the_base(folder: Path) -> None:
    _write(folder, TEXT.replace("heads: 5", "heads: five"), "base.yaml")
    with pytest.raises(ScenarioError) as caught:
        read_model(_write(folder, "extends: base.yaml\nfactr: 3\n"), Small)
    assert [problem.file.rpartition("/")[2] for problem in caught.value.problems] == [
        "base.yaml",
        "plan.yaml",
    ]


def test_settings_lie_over_everything(folder: Path) -> None:
    settings = [
        "roles.inbound sdr.heads=6",
        "wip.inbound_sdr=9",
        "by_quarter.3=$4M",
        "price=$10M",
        "wip.ae=",
        "handling={gamma: 3 hours, shape: 2}",
    ]
    small = read_model(folder / "base.yaml", Small, settings)
    assert small.roles["inbound_sdr"].heads == 6
    assert small.wip == {"inbound_sdr": 9}
    assert sum(small.by_quarter) == small.price == 10e6
    assert small.handling.kind == "gamma"


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("wip.ea=12", "--set wip.ea=12  wip.ea: unknown key"),
        ("response time=6", "--set response time=6  response time: 6 needs a unit"),
        ("price", "write --set dotted.key=value"),
        ("=3", "write --set dotted.key=value"),
        ("name.first=x", "name: has no key 'first': it is a single value"),
        ("by quarter.9=$1M", "by quarter: has no entry '9': it is a list of 4, counted from 0"),
        ("price=[", "not valid YAML"),
        ("price=*x", "aliases are not used"),
        ("extends=x.yaml", "extends cannot be set"),
        ("price=$1M\nfoo: 3", "not valid YAML"),
    ],
)
def test_a_wrong_setting_is_named(folder: Path, setting: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_model(folder / "base.yaml", Small, [setting])
    assert message in str(caught.value)


def test_wrong_settings_and_wrong_files_come_together(folder: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_model(_write(folder, TEXT + "colour: red\n"), Small, ["price=9", "foo"])
    assert len(caught.value.problems) == 3
