"""The command line: reads arguments, runs, prints. Imports wait until a command needs them."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesline.cli_answers import add_answers, waterfall_runs, whys
from salesline.cli_arguments import add_running, add_setting
from salesline.cli_check import add_check
from salesline.cli_claims import add_claims
from salesline.cli_explore import add_explore
from salesline.cli_export import add_export
from salesline.cli_knowing import add_knowing
from salesline.cli_planning import add_planning
from salesline.cli_search import add_search
from salesline.cli_trace import add_trace
from salesline.errors import Problem, SalesLineError, ScenarioError

if TYPE_CHECKING:
    from salesline.experiment import Interrupted
    from salesline.experiment.gather import Progress
    from salesline.experiment.study import Study
    from salesline.scenario.reader import LoadedScenario
    from salesline.scenario.scenario import Scenario

FAILED, REFUSED, INTERRUPTED, CLOSED_PIPE = 1, 2, 130, 141
"""Exit codes: something went wrong; nothing was run (wrong scenario or arguments); Ctrl-C; the reader went away."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 on success, else one of this module's."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if str(Path.cwd()) not in sys.path:
        sys.path.append(str(Path.cwd()))  # where rules of one's own lie, as for `python -m`
    options = _parser().parse_args(arguments)
    options.command_line = ["salesline", *arguments]
    try:
        code = int(options.action(options))
        sys.stdout.flush()
    except KeyboardInterrupt as error:
        if argv is None:  # the process is on its way out: a second Ctrl-C would only add a traceback
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        return _say(_interrupted(error, options), INTERRUPTED)
    except OSError as error:
        return _unprinted(error)
    except (ScenarioError, SalesLineError, MemoryError) as error:
        return _failed(error, debug=options.debug)
    return code


def _failed(error: Exception, *, debug: bool) -> int:
    """Say what went wrong in words for people, and return the exit code for it."""
    if isinstance(error, ScenarioError):
        return _say(str(error), REFUSED)
    if isinstance(error, MemoryError):
        return _say("salesline: not enough memory; try fewer replications or fewer jobs", FAILED)
    return _say(f"salesline: {error if debug else str(error).splitlines()[0]}", FAILED)


def _unprinted(error: OSError) -> int:
    """Standard output, or the machine, took no more: quietly if the reader went away, else with a word."""
    # What is still to be printed goes nowhere, or Python would complain about it on its way out.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return CLOSED_PIPE
    return _say(f"salesline: could not go on: {error.strerror or error}", FAILED)


def _say(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code


def _interrupted(error: KeyboardInterrupt, options: argparse.Namespace) -> str:
    finished = getattr(error, "finished", None)
    if finished is None:
        return "\nsalesline: interrupted; nothing was written"
    if not options.json and (known := getattr(options, "known", str)()):
        print(f"\n{known}")
    kept = "" if getattr(options, "fresh", True) else "; the same command goes on from them"
    return (
        f"\nsalesline: interrupted; {len(finished)} replications were finished, no report was written{kept}"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="salesline",
        description="Simulate a sales organisation as a production line of leads, reps and deals.",
    )
    parser.add_argument("--version", action=_Version)
    parser.set_defaults(debug=False)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="simulate one scenario and print the verdict")
    run.add_argument("scenarios", metavar="SCENARIO", nargs=1, help="a scenario file (YAML)")
    compare = commands.add_parser(
        "compare", help="simulate scenarios on the same luck and print the differences"
    )
    compare.add_argument(
        "scenarios", metavar="SCENARIO", nargs="+", help="scenario files; the first is the baseline"
    )
    for command in (run, compare):
        command.set_defaults(action=_simulate)
        add_running(command)

    describe = commands.add_parser("describe", help="print every input with its unit, law and source")
    describe.add_argument("scenario", metavar="SCENARIO", help="a scenario file (YAML)")
    add_setting(describe)
    describe.add_argument("--json", action="store_true", help="print JSON")
    describe.set_defaults(action=_describe)

    schema = commands.add_parser("schema", help="print the JSON Schema of scenario files, for editors")
    schema.set_defaults(action=_schema)
    add_trace(commands)
    add_claims(commands)
    add_answers(commands)
    add_knowing(commands)
    add_explore(commands)
    add_search(commands)
    add_check(commands)
    add_export(commands)
    add_planning(commands)
    return parser


class _Version(argparse.Action):
    """Prints the version; looks it up only then, so that starting stays fast."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="print the version and exit")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print it and leave."""
        from salesline.versions import compiled, versions

        print(f"salesline {versions()['salesline']}" + (" (compiled)" if compiled() else ""))
        parser.exit()


def _simulate(options: argparse.Namespace) -> int:
    scenarios = [
        _with_options(loaded.scenario, options) for loaded in _read(options.scenarios, options.settings)
    ]
    if not _reasonable(scenarios, options):
        return REFUSED

    from salesline.store import check_place, save

    check_place(options.out)
    if options.xlsx is not None:
        from salesline.exports.workbook import check_library

        check_library()
        check_place(Path(options.xlsx).parent)
    from salesline.experiment import Interrupted

    try:
        study = _study(scenarios, options)
    except Interrupted as error:
        _show_so_far(error, options)
        raise

    from salesline.report.verdict import verdict

    found = verdict(study)
    why = whys(study.scenarios, options) if options.why else None
    place = save(study, found, options.out, options.command_line, why)
    if options.xlsx is not None:
        from salesline.exports.workbook import save_workbook

        save_workbook(study, options.xlsx, options.command_line)
    if options.json:
        _print_json(found)
    else:
        from salesline.report.text import show

        show(found, sys.stdout, place / "report.html")
        if options.xlsx is not None:
            print(f"Workbook: {options.xlsx}")
    return 0


def _show_so_far(error: Interrupted, options: argparse.Namespace) -> None:
    """What an interrupted run knows already, on standard output as the verdict would be."""
    from salesline.experiment.study import so_far

    study = so_far(error)
    if study is None or options.json:
        return
    from salesline.report.text import show
    from salesline.report.verdict import verdict

    _say("", 0)
    show(verdict(study), sys.stdout)


def _read(paths: Sequence[str], settings: Sequence[str]) -> list[LoadedScenario]:
    """Read all files; the problems of all of them come together."""
    from salesline.scenario.reader import read_scenario

    loaded: list[LoadedScenario] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            loaded.append(read_scenario(path, settings))
        except ScenarioError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise ScenarioError(problems)
    return loaded


def _with_options(scenario: Scenario, options: argparse.Namespace) -> Scenario:
    """Write the options that change results into the scenario, so that the saved one alone repeats the run."""
    given = {key: getattr(options, key) for key in ("replications", "precision", "precision_of", "seed")}
    values = {f"study.{key}": value for key, value in given.items() if value is not None}
    return scenario.with_values(values) if values else scenario


def _reasonable(scenarios: Sequence[Scenario], options: argparse.Namespace) -> bool:
    """Print warnings and the estimate of an unreasonable size; False if the run has to be confirmed first."""
    from salesline.scenario.checks import estimate, soft_checks, together

    confirmed = True
    more = waterfall_runs() if options.why else 0
    sizes = []
    for scenario in scenarios:
        if not options.quiet:
            for warning in soft_checks(scenario):
                _say(f"warning: {scenario.name}: {warning}", 0)
        size = estimate(scenario, (options.replications or scenario.study.replications) + more)
        sizes.append(size)
        if size.unreasonable:
            _say(f"{scenario.name}: {size.text}", 0)
            confirmed = False
    if not confirmed and not options.yes:
        _say("nothing was run; add --yes to run it all the same", 0)
        return False
    words = together(sizes)
    if words and not options.quiet:
        _say(f"{words}, the waterfalls included" if options.why else words, 0)
    return True


def _study(scenarios: Sequence[Scenario], options: argparse.Namespace) -> Study:
    from salesline.experiment import compare
    from salesline.model import simulate
    from salesline.shelf import FolderShelf

    model = partial(simulate, log=True) if options.log else simulate
    with _progress(options, scenarios[0].study.precision_of) as progress:
        return compare(
            scenarios,
            replications=options.replications,
            precision=options.precision,
            of=options.precision_of,
            seed=options.seed,
            jobs=options.jobs,
            progress=progress,
            simulate=model,
            shelf=None
            if options.fresh
            else FolderShelf(Path(options.out) / ".kept", "log" if options.log else ""),
            cluster=options.cluster,
        )


@contextmanager
def _progress(options: argparse.Namespace, of: str) -> Iterator[Progress | None]:
    """A bar with the remaining time on standard error; nothing where nobody watches."""
    if options.quiet or not sys.stderr.isatty():
        yield None
        return
    from salesline.experiment.asked import asked_of
    from salesline.report.progress import bar

    asked = asked_of(of)
    with bar(sys.stderr, asked.text, asked.unit) as note:
        yield note


def _describe(options: argparse.Namespace) -> int:
    from salesline.report.words import WIDTH
    from salesline.scenario.describe import as_json, as_text, inputs

    (loaded,) = _read([options.scenario], options.settings)
    found = inputs(loaded.scenario, loaded.base)
    present = loaded.present.name if loaded.present else ""
    if options.json:
        _print_json(as_json(loaded.scenario, found, loaded.base, present))
    else:
        print(as_text(loaded.scenario, found, WIDTH, loaded.base, present))
    return 0


def _schema(options: argparse.Namespace) -> int:  # noqa: ARG001 - every action takes the options
    from salesline.scenario.schema import json_schema

    _print_json(json_schema())
    return 0


def _print_json(data: dict[str, Any]) -> None:
    print(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))
