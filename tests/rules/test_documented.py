"""The example of docs/scenario-files.md is a scenario that runs."""

from __future__ import annotations

from pathlib import Path

import salesline as sl
from tests.invariants import check_everything, observe
from tests.lines import line

PAGE = Path(__file__).parents[2] / "docs" / "scenario-files.md"
REST = """
  roles:
    ae: {offices: [here, emea]}
    sdr: {offices: [here]}
  offices: {here: {}, emea: {}}
"""


def test_the_example_of_the_page_runs(tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8").split("## Qualification, nurture, cadence and stages")[1]
    example = text.split("```yaml\n")[1].split("```")[0]
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "base.yaml").write_text(sl.dump(line()), encoding="utf-8")
    (tmp_path / "places.yaml").write_text(f"extends: base.yaml\norganisation:{REST}", encoding="utf-8")
    stages = example.replace("name: demo,", "name: discovery,")
    (tmp_path / "page.yaml").write_text(f"extends: places.yaml\n{stages}", encoding="utf-8")
    scenario = sl.load(tmp_path / "page.yaml")
    assert scenario.market.score.pass_rate == 0.1
    check_everything(observe(scenario))
