"""Pictures of the docs: `python -m tests.pictures check|write`.

A command on a page, in a block marked `bash`, with `--picture docs/NAME.svg` is how that picture is made. `write` runs it and
leaves in the file what the picture hangs on: a digest of the command and of the first replication of its scenario. `check`
says whose digest is no longer that of now.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
import shlex
import sys
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl

from salesline import cli
from salesline.model import simulate
from salesline.scenario.reader import read_scenario
from tests import docs, examples

MADE = re.compile(r"--picture (docs/[\w-]+\.svg)")
STAMP = re.compile(r"<!-- results \w+ -->\n")
WHEN = re.compile(r" *<dc:date>.*</dc:date>\n")


class Drawn(NamedTuple):
    """A picture and the command that makes it."""

    file: Path
    command: str


def drawn() -> list[Drawn]:
    """All pictures that a page has a command for."""
    return [
        Drawn(docs.ROOT / made[1], example.text)
        for found in examples.every().values()
        for example in found
        if example.kind == "command" and (made := MADE.search(example.text))
    ]


def stamp(picture: Drawn) -> str:
    """What a picture hangs on."""
    options = cli._parser().parse_args(shlex.split(picture.command)[1:])
    scenario = read_scenario(str(docs.ROOT / options.scenario), options.settings).scenario
    results = simulate(scenario, scenario.study.seed, 0).digest()
    return f"<!-- results {hashlib.sha256(f'{picture.command} {results}'.encode()).hexdigest()[:16]} -->\n"


def stale() -> list[str]:
    """Names of the pictures that are missing or not of now."""
    return [
        one.file.name
        for one in drawn()
        if not one.file.is_file() or stamp(one) not in one.file.read_text(encoding="utf-8")
    ]


def write(picture: Drawn) -> None:
    """Draw one anew; the same results give the same bytes."""
    with (
        docs.folder() as place,
        mpl.rc_context({"svg.hashsalt": picture.file.name}),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        (place / "docs").mkdir()
        cli.main([*shlex.split(picture.command)[1:], "--quiet"])
        svg = (place / "docs" / picture.file.name).read_text(encoding="utf-8")
    svg = STAMP.sub("", WHEN.sub("", svg))
    picture.file.write_text(svg.replace("</svg>\n", f"{stamp(picture)}</svg>\n"), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Do what the module's text says; the exit status."""
    if arguments == ["write"]:
        for picture in drawn():
            write(picture)
        return 0
    found = stale()
    for name in found:
        print(f"docs/{name} is out of date: python -m tests.pictures write")  # noqa: T201 - it is a command
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
