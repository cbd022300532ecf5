"""A source belongs to the number it was given for: who changes the number has to name another."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesline.scenario.describe import inputs
from salesline.scenario.provenance import UNNAMED
from salesline.scenario.reader import load

STARTUP = Path(__file__).parents[2] / "scenarios" / "startup-3m.yaml"
RATE = "market.sources.inbound.rate"


def sources(path: Path, *settings: str) -> dict[str, str]:
    return {one.key: one.source for one in inputs(load(path, settings))}


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A file that changes four numbers of the startup and names the source of two."""
    (tmp_path / "startup-3m.yaml").write_text(STARTUP.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "plan.yaml").write_text(
        "name: Plan\nextends: startup-3m.yaml\n"
        "market:\n  sources:\n    inbound: {rate: 900 per month, cost: $100}\n  buyers: {deal size: $30k}\n"
        "organisation:\n  roles:\n    ae: {heads: 6, internal work: 12 hours per week}\n"
        "evidence:\n  market.buyers.deal size: price list\n  organisation.roles.ae: time sheets\n",
        encoding="utf-8",
    )
    return tmp_path / "plan.yaml"


def test_a_file_that_changes_a_number_does_not_inherit_its_source(plan: Path) -> None:
    found, before = sources(plan), sources(STARTUP)
    assert found[RATE] == UNNAMED
    assert found["market.buyers.deal_size"] == "price list"
    assert (
        found["market.sources.inbound.cost"] == before["market.sources.inbound.cost"]
    )  # the same number again
    moved = {key for key in before if found.get(key) != before[key]}
    assert moved == {RATE, "market.buyers.deal_size"} | {
        key for key in moved if key.startswith("organisation.roles.ae.")
    }


@pytest.mark.parametrize(
    ("setting", "key"),
    [
        (f"{RATE}=900 per month", RATE),
        ("market.buyers.deal size={lognormal: $30k, sigma: 0.8}", "market.buyers.deal_size"),
        ("organisation.desks.closing.stages.0.touches=3", "organisation.desks.closing.stages.0.touches"),
    ],
)
def test_neither_does_a_setting(setting: str, key: str) -> None:
    found, before = sources(STARTUP, setting), sources(STARTUP)
    assert {name for name in before if found[name] != before[name]} == {key}
    assert found[key] == UNNAMED


def test_a_setting_that_changes_nothing_takes_no_source_away() -> None:
    assert sources(STARTUP, f"{RATE}=800 per month") == sources(STARTUP)
