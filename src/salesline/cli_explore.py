"""Commands that vary inputs: what is not known about them, and sweeps over them."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from salesline.cli_answers import add_common, bench_of, read, show
from salesline.errors import Problem, SalesLineError, ScenarioError

if TYPE_CHECKING:
    from salesline.answers.sweep import Swept
    from salesline.scenario.ranges import Spread
    from salesline.scenario.reader import Opened
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
    _add_sweep(commands)


def _add_sweep(commands: Any) -> None:
    sweep = commands.add_parser(
        "sweep", help="try values of inputs: grids, space-filling designs, sensitivity"
    )
    add_common(sweep, 16)
    sweep.add_argument(
        "--vary", nargs="+", action="append", required=True, metavar="KEY V1 V2 ...",
        help="an input and the values to try; with --design lhs or sobol, and with --sensitivity: its low and high end",
    )  # fmt: skip
    sweep.add_argument(
        "--measure", dest="measures", nargs="+", default=["bookings", "contribution"], metavar="NAME",
        help="default: bookings contribution",
    )  # fmt: skip
    sweep.add_argument(
        "--design", nargs="+", default=["grid"], metavar=("grid|lhs|sobol", "N"), help="default: grid; else N points"
    )  # fmt: skip
    sweep.add_argument(
        "--sensitivity", nargs="+", metavar=("morris|sobol", "N"),
        help="indices over the ranges: N trajectories or base points, 16 unless told",
    )  # fmt: skip
    sweep.add_argument(
        "--luck", action="store_true", help="sensitivity on each replication's own luck, not on the mean"
    )
    sweep.add_argument("--csv", metavar="FILE", help="write every run as a tidy table")
    sweep.add_argument(
        "--picture", metavar="FILE", help="curve of one key, or surface of two (.svg, .png, .pdf)"
    )
    sweep.set_defaults(action=_sweep)


def _sweep(options: argparse.Namespace) -> int:
    from salesline.experiment.events import check_measure

    for name in options.measures:
        check_measure(name)
    if options.sensitivity:
        return _sensitivity(options)
    kind, points = _choice("--design", options.design, ("grid", "lhs", "sobol"), 32)
    scenario, found, labels = _on_grid(options) if kind == "grid" else _spaced_out(options, kind, points)
    if options.csv:
        from salesline.store import save_csv

        save_csv(found.runs, options.csv)
    if options.picture:
        _draw(found, options.measures[0], options.picture)
    from salesline.report.explore import sweep_text

    return show(options, found, sweep_text(scenario.name, found, labels))


Found = tuple["Scenario", "Swept", list[list[str]]]


def _on_grid(options: argparse.Namespace) -> Found:
    from salesline.answers.designs import grid
    from salesline.answers.sweep import explore
    from salesline.scenario.places import place_of, steps_of
    from salesline.scenario.reader import Opened

    opened = Opened(options.scenario)
    scenario = opened.read(options.settings).scenario
    levels = {".".join(steps_of(key)): tuple(values) for key, *values in options.vary}
    check_values(opened, options.settings, levels)
    units, numbers = {}, {}
    for key, values in levels.items():
        try:
            place = place_of(scenario, key)
        except ValueError:
            continue  # words or dates: they stay as they are
        units[key] = place.unit.canonical
        numbers[key] = {value: place.read(value if not place.unit.bare else float(value)) for value in values}
    design = grid(levels, units)

    def make(point: Mapping[str, str]) -> Scenario:
        return opened.read([*options.settings, *(f"{key}={value}" for key, value in point.items())]).scenario

    bench = bench_of(options, scenario)
    found = explore(scenario, design, measures=options.measures, replications=options.replications, bench=bench,
                    make=make, numbers=numbers)  # fmt: skip
    return scenario, found, [list(map(str, point.values())) for point in design.points]


def check_values(opened: Opened, settings: Sequence[str], levels: Mapping[str, Sequence[str]]) -> None:
    """Refuse values that the reader refuses, all at once and in its words, before anything is run."""
    problems: list[Problem] = []
    for key, values in levels.items():
        if not values:
            raise SalesLineError(f"--vary {key}: no values to try")
        for value in values:
            try:
                opened.read([*settings, f"{key}={value}"])
            except ScenarioError as error:
                problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise ScenarioError(problems)


def _spaced_out(options: argparse.Namespace, kind: Any, points: int) -> Found:
    from salesline.answers.designs import spaced_out
    from salesline.answers.sweep import explore

    scenario = read(options)
    spreads = given_ranges(scenario, _ends(options.vary))
    bench = bench_of(options, scenario)
    design = spaced_out(spreads, kind, points, bench.seed)
    found = explore(
        scenario, design, measures=options.measures, replications=options.replications, bench=bench
    )
    labels = [
        [s.place.words(v) for s, v in zip(spreads, point.values(), strict=True)] for point in design.points
    ]
    return scenario, found, labels


def _sensitivity(options: argparse.Namespace) -> int:
    from salesline.answers.sensitivity import sensitivity
    from salesline.report.explore import sensitivity_text

    method, n = _choice("--sensitivity", options.sensitivity, ("morris", "sobol"), 16)
    scenario = read(options)
    found = sensitivity(
        scenario,
        given_ranges(scenario, _ends(options.vary)),
        method=method,
        n=n,
        measure=options.measures[0],
        of="luck" if options.luck else "mean",
        replications=options.replications,
        bench=bench_of(options, scenario),
    )
    return show(options, found, sensitivity_text(scenario.name, found))


def _choice(flag: str, given: Sequence[str], known: Sequence[str], n: int) -> tuple[Any, int]:
    name, *rest = given
    if name not in known or len(rest) > 1 or (rest and not rest[0].isdecimal()):
        raise SalesLineError(
            f"{flag} {' '.join(given)}: write one of {', '.join(known)}, and a number, such as {known[-1]} {n}"
        )
    return name, int(rest[0]) if rest else n


def _ends(vary: Sequence[Sequence[str]]) -> list[tuple[str, str, str]]:
    for key, *values in vary:
        if len(values) != 2:
            raise SalesLineError(
                f"--vary {key}: a design over ranges needs the low and the high end, not {len(values)} values"
            )
    return [(key, low, high) for key, low, high in vary]


def _draw(found: Swept, measure: str, path: str) -> None:
    from salesline.report import pictures

    try:
        if len(found.keys) == 1:
            ax = pictures.curve(found, measure)
        else:
            known = set(found.summary["measure"])
            ax = pictures.surface(found, measure, "contribution" if "contribution" in known else measure)
        figure = ax.get_figure(root=True)
        if figure is not None:
            figure.savefig(path)
    except ValueError as error:
        raise SalesLineError(f"no picture of this sweep: {error}") from None


def _uncertainty(options: argparse.Namespace) -> int:
    from salesline.answers.uncertainty import spreads_of, uncertainty
    from salesline.experiment.events import amount_of, check_measure
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
    """Return ranges of the command line (key, low, high)."""
    from salesline.scenario.ranges import spreads_between
    from salesline.scenario.reader import as_written

    return spreads_between(scenario, {key: (as_written(low), as_written(high)) for key, low, high in given})
