"""Every piece of YAML on the page of scenario files is one that a scenario takes, and runs.

Two sections have tests of their own (tests/rules, tests/people). A piece that begins further in stands below `organisation`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import salesline as sl
from tests.lines import line

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "scenario-files.md").read_text(encoding="utf-8")
ELSEWHERE = ("Qualification, nurture, cadence and stages", "People over time, and their pay")
REST: dict[str, Any] = {
    "market.sources.inbound.rate": "200 per month",
    "organisation.roles.sdr.heads": 4,
    "organisation.desks.qualification.cadence.sql": {"needs": ["need"]},
    "organisation.desks.closing.acceptance": {"needs": ["need"]},
}
"""What the pieces take for granted."""


def pieces() -> list[tuple[str, str]]:
    """Title of the section and text of every piece; lines of alternatives are one each."""
    found = []
    for section in PAGE.split("\n## ")[1:]:
        title = section.splitlines()[0]
        for block in re.findall(r"```yaml\n(.*?)```", section, re.DOTALL):
            found += [(title, piece) for piece in re.split(r"\n(?=assignment:)", block)]
    return [one for one in found if one[0] not in ELSEWHERE]


def whole(piece: str) -> str:
    """The piece as a file that extends the plain line."""
    if piece.startswith("assignment:"):
        below = "".join(f"      {part}\n" for part in piece.splitlines())
        piece = f"organisation:\n  desks:\n    closing:\n{below}"
    head = "organisation:\n" if piece.startswith("  ") else ""
    return f"extends: base.yaml\n{head}{piece}"


@pytest.mark.parametrize(
    "piece",
    [piece for _, piece in pieces()],
    ids=[f"{at}, {title}" for at, (title, _) in enumerate(pieces())],
)
def test_a_piece_of_the_page_is_taken_and_runs(piece: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "base.yaml").write_text(sl.dump(line(REST, prior="2 weeks", quarters=3)), encoding="utf-8")
    (tmp_path / "page.yaml").write_text(whole(piece), encoding="utf-8")
    scenario = sl.load(tmp_path / "page.yaml")
    assert scenario.digest != sl.load(tmp_path / "base.yaml").digest
    record = sl.simulate(scenario, log=True)
    assert sum(record.tables["quarters"]["touches"]) > 0


def test_ranges_of_the_page_are_taken(tmp_path: Path) -> None:
    section = PAGE.split("## Inputs that are not known exactly: ranges")[1]
    (block,) = re.findall(r"\n\n((?:    .*\n)+)", section)
    (tmp_path / "pyproject.toml").touch()
    startup = ROOT / "scenarios" / "startup-3m.yaml"
    (tmp_path / "startup.yaml").write_text(startup.read_text(encoding="utf-8"), encoding="utf-8")
    text = re.sub(r"^ {4}", "", block, flags=re.MULTILINE)
    (tmp_path / "page.yaml").write_text(f"extends: startup.yaml\n{text}", encoding="utf-8")
    assert len(sl.load(tmp_path / "page.yaml").study.ranges) == 3


def test_the_page_has_its_pieces() -> None:
    assert len(pieces()) >= 12
    assert set(ELSEWHERE) <= {section.splitlines()[0] for section in PAGE.split("\n## ")[1:]}
