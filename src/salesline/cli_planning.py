"""The command `salesline planning`: heads by tenure, capacity, cohorts, attainment, pipeline and velocity by period."""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesline.cli_arguments import add_setting, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["add_planning"]

TABLES = ("headcount", "cohorts", "attainment", "capacity", "velocity", "linearity", "pipeline")


def add_planning(commands: Any) -> None:
    """Add the command to those of the program."""
    command = commands.add_parser(
        "planning",
        help="print what planners look at: heads, capacity, cohorts, attainment, coverage, velocity",
    )
    command.add_argument("scenario", metavar="SCENARIO", help="a scenario file (YAML)")
    command.add_argument("--by", choices=("quarter", "month"), default="quarter", help="default: quarter")
    command.add_argument("--table", action="append", default=[], choices=TABLES,
                         help="only this table; may be given several times")  # fmt: skip
    command.add_argument(
        "--replications", type=whole, metavar="N", help="simulated plans; default: the study's"
    )
    command.add_argument("--seed", type=partial(whole, least=0), metavar="N", help="seed of all luck")
    command.add_argument("--jobs", type=whole, metavar="N", help="processes; default: all cores")
    add_setting(command)
    command.add_argument(
        "--csv", metavar="DIR", help="also write each table, replication by replication, into this folder"
    )
    command.add_argument("--json", action="store_true", help="print means over replications as JSON")
    command.add_argument("--quiet", action="store_true", help="no progress")
    command.add_argument("--debug", action="store_true", help="print errors with their traceback")
    command.set_defaults(action=_planning)


def _planning(options: argparse.Namespace) -> int:
    from salesline.experiment.study import run
    from salesline.measures.planning import planning
    from salesline.report.planning import page, summary
    from salesline.report.progress import counter
    from salesline.scenario.reader import read_scenario

    scenario = read_scenario(options.scenario, options.settings).scenario.with_values(
        {"study.planners": True}
    )
    count = counter(sys.stderr, quiet=options.quiet)

    def told(done: int, total: int, seconds: float, precision: float | None) -> None:  # noqa: ARG001 - Progress
        if count is not None:
            count(done, total)

    study = run(
        scenario, replications=options.replications, seed=options.seed, jobs=options.jobs, progress=told
    )
    frames = _chosen(planning(study, options.by), options.table)
    means = summary(frames)
    if options.csv is not None:
        _save(frames, Path(options.csv))
    if options.json:
        data = {name: _rows(frame) for name, frame in means.items()}
        print(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        number = len(next(iter(study.records.values())))
        print(page(f"{scenario.name} by {options.by}, means of {number} replications", means))
    return 0


def _chosen(frames: dict[str, Any], names: list[str]) -> dict[str, Any]:
    from salesline.errors import SalesLineError

    for name in names:
        if name not in frames:
            raise SalesLineError(
                f"there is no table '{name}' by month; it is in 'pipeline', column share_of_quarter"
            )
    return {name: frame for name, frame in frames.items() if not names or name in names}


def _save(frames: Mapping[str, Any], folder: Path) -> None:
    from salesline.store import check_place, save_csv

    check_place(str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        save_csv(frame, folder / f"{name}.csv")


def _rows(frame: Any) -> list[dict[str, Any]]:
    """Rows as plain data; what is not a number is null."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [
        {str(key): getattr(value, "item", lambda v=value: v)() for key, value in row.items()} for row in rows
    ]
