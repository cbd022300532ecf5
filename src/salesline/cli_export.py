"""The command `salesline export`: the event log of one replication for process mining and databases."""

from __future__ import annotations

import argparse
from functools import partial
from typing import Any

from salesline.cli_arguments import add_setting, whole

__all__ = ["add_export"]


def add_export(commands: Any) -> None:
    """Add the command to those of the program."""
    command = commands.add_parser(
        "export", help="write every event of one simulated plan: CSV, XES, OCEL 2.0 or Parquet"
    )
    command.add_argument("scenario", metavar="SCENARIO", help="a scenario file (YAML)")
    command.add_argument("--replication", type=partial(whole, least=0), default=0, metavar="R",
                         help="number of the simulated plan, from 0; default: 0")  # fmt: skip
    command.add_argument("--seed", type=partial(whole, least=0), metavar="N", help="seed of all luck")
    add_setting(command)
    command.add_argument("--format", choices=("csv", "xes", "ocel", "parquet"), required=True,
                         help="csv and xes: a case is a lead; ocel: leads, reps and deals; parquet: for SQL")  # fmt: skip
    command.add_argument("--out", required=True, metavar="FILE", help="file to write")
    command.add_argument("--debug", action="store_true", help="print errors with their traceback")
    command.set_defaults(action=_export)


def _export(options: argparse.Namespace) -> int:
    from salesline.exports.eventlog import EventLog, write_csv, write_parquet, written
    from salesline.exports.ocel import write_ocel
    from salesline.exports.xes import write_xes
    from salesline.model import simulate
    from salesline.scenario.reader import read_scenario
    from salesline.store import check_place

    scenario = read_scenario(options.scenario, options.settings).scenario
    writers = {"csv": write_csv, "xes": write_xes, "ocel": write_ocel, "parquet": write_parquet}
    check_place(_folder(options.out))
    log = EventLog(scenario, simulate(scenario, options.seed, options.replication, log=True))
    place = written(options.out, partial(writers[options.format], log))
    print(f"{len(log.events()):,} events of {len(log.cases()):,} leads: {place}")
    return 0


def _folder(out: str) -> str:
    from pathlib import Path

    return str(Path(out).parent)
