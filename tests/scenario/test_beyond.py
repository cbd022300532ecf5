"""One wrong value does not hide what the rest of a file is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesline.errors import ScenarioError
from salesline.scenario.reader import load

STARTUP = Path(__file__).parents[2] / "scenarios" / "startup-3m.yaml"


def said(folder: Path, text: str) -> list[str]:
    """The problems of a file that extends the startup, without the name of the file."""
    (folder / "base.yaml").write_text(STARTUP.read_text(encoding="utf-8"), encoding="utf-8")
    plan = folder / "plan.yaml"
    plan.write_text(f"name: plan\nextends: base.yaml\n{text}", encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        load(plan)
    return [str(one).partition("plan.yaml:")[2] for one in raised.value.problems]


def test_all_problems_of_a_file_are_told_at_once_in_their_order(tmp_path: Path) -> None:
    text = """\
organisation:
  wip: {ea: 12, ae: 0}
  desks:
    closing: {assignment: {rule: round robbin}}
market:
  sources:
    inbound: {rate: 800 per fortnite}
"""
    assert [line.split(": ", 1)[0] for line in said(tmp_path, text)] == [
        "4:9  organisation.wip.ea",
        "4:21  organisation.wip.ae",
        "6:34  organisation.desks.closing.assignment.rule",
        "9:21  market.sources.inbound.rate",
    ]


def test_what_follows_from_the_wrong_value_itself_is_not_told(tmp_path: Path) -> None:
    text = """\
study:
  plan: {bookings: many, by quarter: [$1M, $1M, $1M, $1M]}
organisation:
  wip: {ea: 12}
"""
    assert [line.split(": ", 1)[0] for line in said(tmp_path, text)] == [
        "4:20  study.plan.bookings",
        "6:9  organisation.wip.ea",
    ]


def test_a_whole_block_that_is_wrong_stands_alone(tmp_path: Path) -> None:
    assert (
        len(said(tmp_path, "organisation: none\nmarket: {sources: {inbound: {rate: 1 per fortnite}}}\n")) == 2
    )
