"""The example of docs/scenario-files.md runs, and holds all invariants."""

from __future__ import annotations

from pathlib import Path

import salesline as sl
from tests.invariants import check_everything, observe
from tests.lines import line

PAGE = Path(__file__).parents[2] / "docs" / "scenario-files.md"


def test_the_example_of_the_page_runs(tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8").split("## People over time, and their pay")[1]
    example = text.split("```yaml\n")[1].split("```")[0]
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "base.yaml").write_text(sl.dump(line(quarters=4, prior="1 year")), encoding="utf-8")
    (tmp_path / "page.yaml").write_text(f"extends: base.yaml\n{example}", encoding="utf-8")
    scenario = sl.load(tmp_path / "page.yaml")
    seen = observe(scenario)
    check_everything(seen)
    assert {"hiring", "careers", "pay"} <= set(seen.record.tables)
    assert sl.loads(sl.dump(scenario)).digest == scenario.digest
