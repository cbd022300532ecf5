"""Commands about how sure and how soon: when, pilot, luck, sure."""

from __future__ import annotations

import argparse
from typing import Any

from salesline.cli_answers import add_common, bench_of, read, show
from salesline.cli_arguments import share

__all__ = ["add_knowing"]

HALF_WIDTHS = (0.10, 0.05, 0.02, 0.01)
WEEKLY = ("answers/weekly.py",)
"""What the weekly signals that are kept are made by."""


def add_knowing(commands: Any) -> None:
    """Add the commands to those of the program."""
    when = commands.add_parser("when", help="which weekly signal shows first that a plan misses")
    add_common(when, 64)
    when.add_argument(
        "actual", metavar="ACTUAL", help="the world that may miss; SCENARIO is the promised one"
    )
    when.add_argument(
        "--false-alarms", type=share, default=0.05, metavar="SHARE", help="of a plan; default: 5%%"
    )
    when.set_defaults(action=_when)

    pilot = commands.add_parser("pilot", help="weeks and size of a pilot that tells an effect")
    add_common(pilot, 48)
    pilot.add_argument(
        "--effect", type=_points, required=True, metavar="POINTS", help="such as 5%% for 5 points"
    )
    pilot.add_argument(
        "--measure", choices=("win_rate", "sql_rate"), default="win_rate", help="default: win_rate"
    )
    pilot.add_argument("--alpha", type=share, default=0.05, help="chance of a false effect; default: 5%%")
    pilot.add_argument("--power", type=share, default=0.8, help="chance of seeing the effect; default: 80%%")
    pilot.set_defaults(action=_pilot)

    luck = commands.add_parser(
        "luck", help="how much a month varies when nothing has changed: luck or market?"
    )
    add_common(luck, 200)
    luck.add_argument("--change", type=_points, metavar="SHARE", help="an observed change, such as 25%%")
    luck.set_defaults(action=_luck)

    sure = commands.add_parser("sure", help="replications until a figure is known as well as asked")
    add_common(sure, 2000)
    sure.add_argument("--within", type=share, default=0.02, metavar="SHARE",
                      help="half-width (of a chance: in points); default: 2%%")  # fmt: skip
    sure.add_argument("--measure", default="bookings", help="of the catalogue; default: bookings")
    sure.add_argument("--of", choices=("mean", "quantile", "chance"), default="mean", help="default: mean")
    sure.add_argument(
        "--share", type=share, default=0.1, metavar="SHARE", help="of the quantile; default: 10%%"
    )
    sure.set_defaults(action=_sure)


def _points(text: str) -> float:
    try:
        return float(text.strip().removesuffix("%")) / (100 if text.strip().endswith("%") else 1)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number such as 0.05 or 5%") from None


def _when(options: argparse.Namespace) -> int:
    from salesline.answers.weekly import weekly_signals
    from salesline.answers.when import when
    from salesline.experiment.bench import Measured
    from salesline.report.knowing import when_text
    from salesline.scenario.reader import load

    promised, actual = read(options), load(options.actual)
    bench = bench_of(
        options, promised, model=Measured(series=weekly_signals), variant="weekly", made_by=WEEKLY
    )
    found = when(
        promised, actual, false_alarms=options.false_alarms, replications=options.replications, bench=bench
    )
    return show(options, found, when_text(promised.name, actual.name, found))


def _pilot(options: argparse.Namespace) -> int:
    from salesline.answers.pilot import pilot
    from salesline.report.knowing import pilot_text

    scenario = read(options)
    found = pilot(
        scenario, options.effect, measure=options.measure, alpha=options.alpha, power=options.power,
        replications=options.replications, bench=bench_of(options, scenario),
    )  # fmt: skip
    return show(options, found, pilot_text(scenario.name, found))


def _luck(options: argparse.Namespace) -> int:
    from salesline.answers.pilot import luck
    from salesline.answers.weekly import weekly_signals
    from salesline.experiment.bench import Measured
    from salesline.report.knowing import luck_text

    scenario = read(options)
    bench = bench_of(
        options, scenario, model=Measured(series=weekly_signals), variant="weekly", made_by=WEEKLY
    )
    found = luck(scenario, options.change, replications=options.replications, bench=bench)
    return show(options, found, luck_text(scenario.name, found))


def _sure(options: argparse.Namespace) -> int:
    from salesline.answers.precise import precise, replications_for
    from salesline.errors import SalesLineError
    from salesline.report.knowing import sure_text

    scenario = read(options)
    bench = bench_of(options, scenario)
    try:
        found = precise(scenario, options.within, measure=options.measure, kind=options.of, share=options.share,
                        most=options.replications, bench=bench)  # fmt: skip
    except KeyError:
        known = ", ".join(bench.names(scenario))
        raise SalesLineError(f"there is no measure '{options.measure}'; there is {known}") from None
    values = bench.values(scenario, options.measure, found.replications)
    target = scenario.study.plan.bookings if scenario.study.plan else 0.0
    table = [
        (f"{100 * w:g} {'points' if options.of == 'chance' else '%'}",
         replications_for(values, w, kind=options.of, share=options.share, target=target))
        for w in HALF_WIDTHS
    ]  # fmt: skip
    return show(options, found, sure_text(scenario.name, found, table))
