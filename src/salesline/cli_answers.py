"""Commands that answer questions about a scenario: what one more is worth, why a plan misses, and the like."""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesline.cli_arguments import add_setting, share, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from salesline.answers.why import Why
    from salesline.experiment.bench import Bench, Measured
    from salesline.scenario.scenario import Scenario

__all__ = ["add_answers", "waterfall_runs", "whys"]

WHY = 16
"""Replications of a waterfall where nobody says."""


def add_answers(commands: Any) -> None:
    """Add the commands to those of the program."""
    worth = commands.add_parser("worth", help="what one more AE, SDR, lead, tool is worth, and what binds")
    add_common(worth)
    worth.set_defaults(action=_worth)
    needed = commands.add_parser(
        "needed", help="the least change of an input that reaches the plan with an asked chance"
    )
    add_common(needed, 64)
    needed.add_argument(
        "--change", nargs=3, action="append", required=True, metavar=("KEY", "FROM", "TO"),
        help="an input and its range, e.g. market.sources.inbound.rate '800 per month' '4000 per month'; several move together",
    )  # fmt: skip
    needed.add_argument(
        "--chance", type=share, default=0.8, metavar="SHARE", help="asked chance; default: 80%%"
    )
    needed.add_argument("--target", metavar="MONEY", help="bookings to reach; default: the plan's")
    needed.set_defaults(action=_needed)
    why = commands.add_parser("why", help="the waterfall from quota times heads to what is simulated")
    add_common(why, WHY)
    why.set_defaults(action=_why)


def add_common(command: argparse.ArgumentParser, replications: int = 32) -> None:
    """Add the arguments that all answers share."""
    command.add_argument("scenario", metavar="SCENARIO", help="a scenario file (YAML)")
    add_setting(command)
    command.add_argument(
        "--replications",
        type=whole,
        default=replications,
        metavar="N",
        help=f"of each scenario; default: {replications}",
    )
    command.add_argument("--seed", type=partial(whole, least=0), metavar="N", help="seed of all luck")
    command.add_argument("--jobs", type=whole, metavar="N", help="processes; default: all cores")
    command.add_argument("--cluster", metavar="ADDRESS", help="run on a Dask cluster you have")
    command.add_argument(
        "--out", default="results", metavar="DIR", help="where finished replications are kept"
    )
    command.add_argument("--fresh", action="store_true", help="run everything anew")
    command.add_argument("--json", action="store_true", help="print JSON")
    command.add_argument("--quiet", action="store_true", help="no progress")


def read(options: argparse.Namespace) -> Scenario:
    """Return the scenario of a command."""
    from salesline.scenario.reader import load

    return load(options.scenario, options.settings)


def bench_of(
    options: argparse.Namespace,
    scenario: Scenario,
    *,
    model: Measured | None = None,
    variant: str = "measures",
    made_by: tuple[str, ...] = (),
) -> Bench:
    """Return the bench on which a command runs; a model of another kind needs a variant, and its modules, on the shelf."""
    from salesline.experiment.bench import Bench
    from salesline.report.progress import counter
    from salesline.shelf import MEASURED, FolderShelf

    bench = Bench(
        seed=scenario.study.seed if options.seed is None else options.seed,
        jobs=options.jobs,
        cluster=options.cluster,
        shelf=None
        if options.fresh
        else FolderShelf(Path(options.out) / ".kept", variant, (*MEASURED, *made_by)),
        model=model,
        progress=counter(sys.stderr, quiet=options.quiet),
    )
    options.known = partial(_known, bench, scenario)  # for whoever presses Ctrl-C
    return bench


def _known(bench: Bench, scenario: Scenario) -> str:
    """What is known of a scenario as it is, when a question about it is broken off; empty for next to nothing."""
    from salesline.experiment.statistics import mean_interval
    from salesline.report.words import money

    found = mean_interval(bench.known(scenario, "bookings"))
    if found.n < 2:
        return ""
    between = f"95 % interval {money(found.low)} to {money(found.high)}"
    return f"Known so far: {scenario.name}, as it is, books {money(found.mean)} ({between}; {found.n} replications)."


def show(options: argparse.Namespace, found: Any, text: str) -> int:
    """Print an answer as text or JSON."""
    from salesline.report.answers import plain

    print(json.dumps(plain(found), indent=2, ensure_ascii=False) if options.json else text)
    return 0


def waterfall_runs() -> int:
    """Replications that the waterfall of one scenario takes at most: two orders of its mechanisms for each of its own."""
    from salesline.answers.mechanisms import MECHANISMS

    return WHY * 2 * len(MECHANISMS)


def whys(scenarios: Mapping[str, Scenario], options: argparse.Namespace) -> dict[str, Why]:
    """Return the waterfall of every scenario that has a spreadsheet plan, for the page of a run."""
    from salesline.answers.why import why
    from salesline.report.spreadsheet import spreadsheet

    found = {}
    for name, scenario in scenarios.items():
        planned = spreadsheet(scenario)
        if planned.heads:
            found[name] = why(
                scenario, planned.by_quarter, replications=WHY, bench=bench_of(options, scenario)
            )
    return found


def _needed(options: argparse.Namespace) -> int:
    from salesline.answers.needed import along, needed
    from salesline.errors import SalesLineError
    from salesline.report.answers import needed_text
    from salesline.scenario.quantities import MONEY

    scenario = read(options)
    plan = scenario.study.plan
    if options.target is None and plan is None:
        raise SalesLineError("the scenario states no plan (study.plan.bookings); give --target")
    target = float(MONEY.read(options.target)) if options.target else plan.bookings if plan else 0.0
    ranges = {key.replace(" ", "_"): (low, high) for key, low, high in options.change}
    whole = all(_whole(low) and _whole(high) for low, high in ranges.values())
    ends = {  # through the reader, whose messages say what is wrong with a value
        key: (_read_value(options, key, low), _read_value(options, key, high))
        for key, (low, high) in ranges.items()
    }
    make = along(scenario, ends, whole=whole)
    bench = bench_of(options, scenario)
    found = needed(make, target=target, chance=options.chance, replications=options.replications, bench=bench)
    return show(options, found, needed_text(scenario.name, found, ranges, make))


def _read_value(options: argparse.Namespace, key: str, text: str) -> float:
    from salesline.answers.needed import value_of
    from salesline.scenario.reader import load

    return float(value_of(load(options.scenario, [*options.settings, f"{key}={text}"]), key))


def _whole(text: str) -> bool:
    return text.strip().isdigit()


def _worth(options: argparse.Namespace) -> int:
    from salesline.answers.worth import worth
    from salesline.report.answers import worth_text

    scenario = read(options)
    found = worth(scenario, replications=options.replications, bench=bench_of(options, scenario))
    return show(options, found, worth_text(scenario.name, found))


def _why(options: argparse.Namespace) -> int:
    from salesline.answers.why import why
    from salesline.errors import SalesLineError
    from salesline.report.answers import why_text
    from salesline.report.spreadsheet import spreadsheet

    scenario = read(options)
    planned = spreadsheet(scenario)
    if not planned.heads:
        raise SalesLineError(
            f"nobody carries a quota in {scenario.name!r}: set organisation.roles.<role>.pay.quota"
        )
    found = why(
        scenario, planned.by_quarter, replications=options.replications, bench=bench_of(options, scenario)
    )
    return show(options, found, why_text(scenario.name, found))
