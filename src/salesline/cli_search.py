"""Commands that choose: the best plan of a space under a budget, and which of a few plans is the best."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING, Any

from salesline.cli_answers import add_common, bench_of, read, show
from salesline.cli_arguments import share, whole
from salesline.errors import SalesLineError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from salesline.answers.search import Plan, Searched
    from salesline.scenario.space import Levels

__all__ = ["add_search"]


def add_search(commands: Any) -> None:
    """Add the commands to those of the program."""
    search = commands.add_parser(
        "search", help="the best plan under a budget, selected on fresh replications"
    )
    add_common(search, 4)
    search.add_argument(
        "--space",
        required=True,
        metavar="FILE",
        help="what may be decided: keys with ranges or choices (YAML)",
    )
    search.add_argument(
        "--budget",
        type=whole,
        default=600,
        metavar="N",
        help="replications of all plans together; default: 600",
    )
    search.add_argument(
        "--constraint", dest="constraints", action="append", default=[], metavar="TEXT",
        help="besides those of the file: 'cost_total <= $6M' on the mean, 'P(plan) >= 80%%' on a chance",
    )  # fmt: skip
    search.add_argument("--goal", metavar="MEASURE", help="default: that of the file, else contribution")
    search.add_argument(
        "--how", choices=("tpe", "random", "grid"), default="tpe", help="default: tpe (optuna)"
    )
    search.add_argument(
        "--versus", type=whole, metavar="N",
        help="also search by chance and by a grid on the same budget, and judge the three winners on N further replications",
    )  # fmt: skip
    search.set_defaults(action=_search)

    which = commands.add_parser(
        "which", help="which of some plans is the best, in as few replications as that takes"
    )
    add_common(which, 1000)
    which.add_argument("others", metavar="OTHER", nargs="+", help="the plans it is compared with")
    which.add_argument(
        "--measure", default="bookings", metavar="NAME", help="its mean decides; default: bookings"
    )
    which.add_argument("--confidence", type=share, default=0.95, metavar="SHARE", help="default: 95%%")
    which.set_defaults(action=_which)


def _search(options: argparse.Namespace) -> int:
    from salesline.answers.constraints import constraint_of
    from salesline.answers.search import search
    from salesline.answers.versus import HOWS, versus
    from salesline.experiment.events import check_measure
    from salesline.report.answers import plain
    from salesline.report.explore_search import search_text, versus_text
    from salesline.scenario.reader import read_model
    from salesline.scenario.space import SpaceFile, levels_of, made, prepared

    scenario = read(options)
    space = read_model(options.space, SpaceFile)
    base = prepared(scenario, space)
    levels = levels_of(base, space)
    goal = options.goal or space.goal
    constraints = [constraint_of(text) for text in [*space.constraints, *options.constraints]]
    for name in (goal, *(constraint.measure for constraint in constraints)):
        check_measure(name)
    asked = (scenario, [(len(one.values), one.ordered) for one in levels], partial(made, base, levels))
    how: dict[str, Any] = {
        "budget": options.budget, "goal": goal, "constraints": constraints, "replications": options.replications,
        "bench": bench_of(options, scenario),
    }  # fmt: skip
    if options.versus is None:
        found = search(*asked, how=options.how, **how)
        data = {**_plans(levels, found), **plain(found)}
        return show(
            options, data if options.json else found, search_text(scenario.name, found, _words(levels, found))
        )
    ways = (options.how, *(other for other in HOWS if other != options.how))
    rivals = versus(*asked, judged=options.versus, hows=ways, **how)
    first = rivals[0].found
    text = (
        f"{search_text(scenario.name, first, _words(levels, first))}\n\n{versus_text(rivals, options.versus)}"
    )
    data = {"rivals": [{**_plans(levels, rival.found), **plain(rival)} for rival in rivals]}
    return show(options, data, text)


def _words(levels: Sequence[Levels], found: Searched) -> Mapping[Plan, Mapping[str, str]]:
    from salesline.scenario.space import named

    told = (*found.finalists, *([found.nearest.plan] if found.nearest else []))
    return {plan: named(levels, plan) for plan in told}


def _plans(levels: Sequence[Levels], found: Searched) -> dict[str, Any]:
    """The plans of the selection in words, for JSON."""
    words = _words(levels, found)
    return {"plans": [dict(words[plan]) for plan in found.finalists]}


def _which(options: argparse.Namespace) -> int:
    from salesline.answers.which import which
    from salesline.experiment.events import check_measure
    from salesline.report.explore_search import which_text
    from salesline.scenario.reader import load

    check_measure(options.measure)
    plans = [read(options), *(load(path, options.settings) for path in options.others)]
    lengths = {plan.study.quarters for plan in plans}
    if len(lengths) > 1:
        raise SalesLineError("plans of different length cannot be compared: see study.quarters")
    named = {plan.name: plan for plan in plans}
    if len(named) < len(plans):
        named = {f"{plan.name} ({number})": plan for number, plan in enumerate(plans, 1)}
    found = which(named, measure=options.measure, confidence=options.confidence, most=options.replications,
                  bench=bench_of(options, plans[0]))  # fmt: skip
    return show(options, found, which_text(found))
