"""Commands that vary inputs: what is not known about them, sweeps over them, and the search for the best of them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from salesline.cli_answers import add_common, bench_of, read, show
from salesline.errors import SalesLineError

if TYPE_CHECKING:
    from salesline.scenario.ranges import Spread
    from salesline.scenario.scenario import Scenario

__all__ = ["add_explore"]


def add_explore(commands: Any) -> None:
    """Add the commands to those of the program."""
    unsure = commands.add_parser(
        "uncertainty", help="what part of the spread is luck, and what part is not knowing the inputs"
    )
    add_common(unsure, 12)
    unsure.add_argument("--points", type=int, default=24, metavar="N", help="of the inputs; default: 24")
    unsure.add_argument("--measure", default="bookings", metavar="NAME", help="default: bookings")
    unsure.add_argument("--target", metavar="AMOUNT", help="of the measure; default: the plan's bookings")
    unsure.add_argument(
        "--range", dest="ranges", nargs=3, action="append", default=[], metavar=("KEY", "LOW", "HIGH"),
        help="a further range, besides those of the scenario's study.ranges",
    )  # fmt: skip
    unsure.set_defaults(action=_uncertainty)


def _uncertainty(options: argparse.Namespace) -> int:
    from salesline.answers.uncertainty import spreads_of, uncertainty
    from salesline.report.explore import uncertainty_text

    scenario = read(options)
    check_measure(options.measure)
    given = given_ranges(scenario, options.ranges)
    stated = spreads_of(scenario) if scenario.study.ranges or not given else []
    named = {spread.place.key for spread in given}
    found = uncertainty(
        scenario,
        spreads=[spread for spread in stated if spread.place.key not in named] + given,
        measure=options.measure,
        target=None if options.target is None else amount_of(options.target),
        points=options.points,
        replications=options.replications,
        bench=bench_of(options, scenario),
    )
    return show(options, found, uncertainty_text(scenario.name, found))


def given_ranges(scenario: Scenario, given: Sequence[tuple[str, str, str]]) -> list[Spread]:
    """Return ranges of the command line (key, low, high), checked together as the reader checks those of a file."""
    from salesline.errors import Problem, ScenarioError
    from salesline.scenario.ranges import Range, range_problems, spread_of
    from salesline.scenario.reader import as_written

    ranges = {key: Range(uniform=(as_written(low), as_written(high))) for key, low, high in given}
    held = scenario.model_copy(update={"study": scenario.study.model_copy(update={"ranges": ranges})})
    if problems := range_problems(held):
        raise ScenarioError(Problem(text, key=key.removeprefix("study.ranges.")) for key, text in problems)
    return [spread_of(scenario, key, range_) for key, range_ in ranges.items()]


def check_measure(name: str) -> None:
    """Refuse a measure that there is not, before anything is run."""
    from salesline.experiment.bench import CONTRIBUTION
    from salesline.measures import MEASURES
    from salesline.scenario.units import near

    head = name.partition(".")[0]
    if name != CONTRIBUTION and name not in MEASURES and head not in MEASURES:
        raise SalesLineError(f"no measure '{name}'{near(name, [*MEASURES, CONTRIBUTION])}")


def amount_of(text: str) -> float:
    """Return an amount written as money, a share in per cent, or a plain number."""
    from salesline.scenario.quantities import MONEY, SHARE

    try:
        return float(text)
    except ValueError:
        pass
    try:
        return float(SHARE.read(text) if text.strip().endswith("%") else MONEY.read(text))
    except ValueError as error:
        raise SalesLineError(f"{text!r}: {error}") from None
