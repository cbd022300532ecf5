"""The command `salesline check`: compares scenarios with their stored results."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from salesline.cli_arguments import share, whole

__all__ = ["add_check"]

FAILED = 1


def add_check(commands: Any) -> None:
    """Add the command to those of the program."""
    command = commands.add_parser(
        "check",
        help="compare scenarios with their stored results; exit code 1 if something moved unexpectedly",
    )
    command.add_argument("--scenario", dest="scenarios", action="append", default=[], metavar="NAME",
                         help="a baseline's name or a scenario file; may be given several times; default: all")  # fmt: skip
    command.add_argument("--baselines", default="results/baselines", metavar="DIR",
                         help="folder of baselines; default: results/baselines")  # fmt: skip
    command.add_argument("--replications", type=whole, metavar="N",
                         help="compare the first N only; with --accept, store N")  # fmt: skip
    command.add_argument("--jobs", type=whole, metavar="N", help="processes; default: all cores")
    command.add_argument("--tolerance", type=share, metavar="SHARE",
                         help="margin of the whole plan, of a quarter twice that; default: 1%%")  # fmt: skip
    command.add_argument("--strict", action="store_true", help="fail whenever results are not identical")
    command.add_argument("--junit", metavar="FILE", help="also write JUnit's XML")
    command.add_argument("--markdown", metavar="FILE", help="also write Markdown")
    command.add_argument("--accept", action="store_true",
                         help="store the new results, and write an entry of the changelog for review")  # fmt: skip
    command.add_argument("--reason", default="", metavar="TEXT", help="why, for the changelog")
    command.add_argument(
        "--changelog", metavar="FILE", help="default: the nearest CHANGELOG.md above the baselines"
    )
    command.add_argument("--debug", action="store_true", help="print errors with their traceback")
    command.set_defaults(action=_check)


def _check(options: argparse.Namespace) -> int:
    from salesline.regression.check import check, wanted
    from salesline.regression.judge import TOLERANCE
    from salesline.report.regression import junit, markdown, text

    folder = Path(options.baselines)
    started = time.perf_counter()
    found = check(
        wanted(folder, options.scenarios, new=options.accept),
        folder,
        replications=options.replications,
        jobs=options.jobs,
        tolerance=options.tolerance or TOLERANCE,
        strict=options.strict,
        new=options.accept,
    )
    seconds = time.perf_counter() - started
    for form, path in ((junit, options.junit), (markdown, options.markdown)):
        if path is not None:
            _write(Path(path), form(found, seconds))
    print(text(found, seconds, accepting=options.accept))
    if options.accept:
        return _accept(found, folder, options)
    return 0 if found.passed else FAILED


def _accept(found: Any, folder: Path, options: argparse.Namespace) -> int:
    from salesline.regression.changelog import entry, find, write_entry
    from salesline.regression.check import accept

    written = accept(found, folder)
    print("\nAccepted:")
    for path in written:
        print(f"  {path}")
    lines = entry(found, options.reason)
    place = Path(options.changelog) if options.changelog else find(folder)
    if not lines:
        print("No results moved, so the changelog stays as it is.")
    elif place is None:
        print("No CHANGELOG.md was found; its entry under the heading Results would be:", *lines, sep="\n")
    else:
        write_entry(place, lines)
        print(f"Entry under the heading Results of {place}, for review:", *lines, sep="\n")
    return 0 if len(written) == len(found.found) else FAILED


def _write(path: Path, text: str) -> None:
    from salesline.errors import SalesLineError

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SalesLineError(
            f"the report could not be written to {path}: {error.strerror or error}"
        ) from error
