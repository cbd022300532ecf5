"""The command `salesline trace`: the life of one lead in plain words, or who got which leads week by week."""

from __future__ import annotations

import argparse
import json
from functools import partial
from typing import TYPE_CHECKING, Any

from salesline.cli_arguments import add_setting, whole

if TYPE_CHECKING:
    from salesline.scenario.scenario import Scenario

__all__ = ["add_trace"]


def add_trace(commands: Any) -> None:
    """Add the command to those of the program."""
    command = commands.add_parser(
        "trace", help="tell the life of one lead; without --lead, the weekly distribution of leads"
    )
    command.add_argument("scenario", metavar="SCENARIO", help="a scenario file (YAML)")
    command.add_argument("--lead", metavar="ID", help="the lead: source and number, such as inbound/12")
    command.add_argument("--replication", type=partial(whole, least=0), default=0, metavar="R",
                         help="number of the simulated plan, from 0; default: 0")  # fmt: skip
    command.add_argument("--seed", type=partial(whole, least=0), metavar="N", help="seed of all luck")
    add_setting(command)
    command.add_argument("--json", action="store_true", help="print JSON")
    command.add_argument("--csv", metavar="FILE", help="also write the weekly distribution to a CSV file")
    command.add_argument("--debug", action="store_true", help="print errors with their traceback")
    command.set_defaults(action=_trace)


def _trace(options: argparse.Namespace) -> int:
    from salesline.scenario.reader import read_scenario

    if options.lead is not None and options.csv is not None:
        raise _wrong("--csv is for the weekly distribution; leave --lead out")
    scenario = read_scenario(options.scenario, options.settings).scenario
    seed = scenario.study.seed if options.seed is None else options.seed
    if options.lead is None:
        return _distribution(scenario, seed, options)
    from salesline.report.trace import trace

    told = trace(scenario, options.lead, options.replication, seed=seed)
    print(json.dumps(told.as_json(), indent=2, ensure_ascii=False, allow_nan=False) if options.json else told)
    return 0


def _distribution(scenario: Scenario, seed: int, options: argparse.Namespace) -> int:
    from salesline.measures.distribution import distribution
    from salesline.measures.fairness import fairness
    from salesline.model import simulate
    from salesline.report.distribution import page

    record = simulate(scenario, seed, options.replication, log=True)
    weeks, fair = distribution(record), fairness(record)
    if options.csv is not None:
        from salesline.store import save_csv

        save_csv(weeks, options.csv)
    if options.json:
        data = {"scenario": scenario.name, "seed": seed, "replication": options.replication}
        found = {**data, "weeks": _rows(weeks), "fairness": _rows(fair)}
        print(json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        title = f"{scenario.name}, replication {options.replication}, seed {seed}"
        print(page(title, weeks, fair))
    return 0


def _rows(frame: Any) -> list[dict[str, Any]]:
    """Rows as plain data; what is not a number is null."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [
        {str(key): getattr(value, "item", lambda v=value: v)() for key, value in row.items()} for row in rows
    ]


def _wrong(text: str) -> Exception:
    from salesline.errors import SalesLineError

    return SalesLineError(text)
