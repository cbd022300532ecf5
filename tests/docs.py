"""Commands and what they print, in README and docs: `python -m tests.docs check|write [PAGE ...]`.

A block marked `console` holds lines `$ command`, each followed by what it prints; a last line `...` stands for lines left out.
A block after the comment `<!-- file: NAME -->` is a file that the commands find. The commands of a page run one after the other
in a folder of their own that has the scenarios. Run times are left out of the comparison.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from salesline import cli
from tests.readme import timeless

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\w*)\n(?P<text>.*?)```\n", re.DOTALL)
CUT = "..."
INPUTS = re.compile(r"^\d+ inputs\b")


class Step(NamedTuple):
    """A command of a page, what the page says it prints, and where in the page's text that stands."""

    command: str
    shown: str
    start: int
    end: int


class Wrong(NamedTuple):
    """A command that prints something else, and what."""

    command: str
    difference: str


def steps(text: str) -> Iterator[Step | tuple[str, str]]:
    """The commands of a page, and its files as (name, content), in order."""
    for found in BLOCK.finditer(text):
        if found["file"]:
            yield found["file"], found["text"]
        elif found["kind"] == "console":
            yield from _commands(found["text"], found.start("text"))


def _commands(block: str, start: int) -> Iterator[Step]:
    places = [match.start() for match in re.finditer(r"^\$ ", block, re.MULTILINE)]
    for begin, end in zip(places, [*places[1:], len(block)], strict=True):
        command, _, shown = block[begin + 2 : end].partition("\n")
        at = start + begin + 2 + len(command) + 1
        yield Step(command, shown, at, at + len(shown))


def run(command: str) -> str:
    """What a `salesline` command prints, its messages too, in this process and the present folder."""
    first, *arguments = shlex.split(command)
    if first == "cat":
        return "".join(Path(name).read_text(encoding="utf-8") for name in arguments)
    if first != "salesline":
        raise ValueError(f"{command!r}: a page runs salesline only")
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), contextlib.suppress(SystemExit):
        cli.main(arguments)
    return out.getvalue()


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A fresh folder with the scenarios, entered, and left again; runs are in one process, as more would cost more."""
    before = Path.cwd()
    alone = mock.patch("os.sched_getaffinity", return_value={0}, create=True)
    with tempfile.TemporaryDirectory() as place, alone:
        shutil.copytree(ROOT / "scenarios", Path(place) / "scenarios")
        os.chdir(place)
        sys.path.insert(0, place)
        try:
            yield Path(place)
        finally:
            sys.path.remove(place)
            os.chdir(before)


def printed(path: Path) -> list[tuple[Step, str]]:
    """Every command of a page with what it prints now."""
    found = []
    with folder() as place:
        for step in steps(path.read_text(encoding="utf-8")):
            if isinstance(step, Step):
                found.append((step, cut(run(step.command), step.shown)))
            else:
                name, content = step
                (place / name).parent.mkdir(parents=True, exist_ok=True)
                (place / name).write_text(content, encoding="utf-8")
    return found


def cut(now: str, shown: str) -> str:
    """What is printed, as far as the page shows it: a last line '...' leaves out the rest."""
    lines = shown.rstrip("\n").splitlines()
    if not lines or lines[-1] != CUT:
        return now
    kept = now.splitlines()[: len(lines) - 1]
    return "\n".join([*kept, CUT]) + "\n"


def same(text: str) -> list[str]:
    """Lines without run times, and without the number of inputs, which grows with every new key of the file format."""
    return [INPUTS.sub("- inputs", line) for line in timeless(text)]


def check(path: Path) -> list[Wrong]:
    """The commands of a page that print something else than the page says."""
    wrong = []
    for step, now in printed(path):
        difference = list(
            difflib.unified_diff(same(step.shown), same(now), path.name, "printed", lineterm="")
        )
        if difference:
            wrong.append(Wrong(step.command, "\n".join(difference)))
    return wrong


def write(path: Path) -> None:
    """Put what is printed now into a page."""
    text = path.read_text(encoding="utf-8")
    for step, now in reversed(printed(path)):
        if same(step.shown) != same(now):
            blank = "\n" if step.shown.endswith("\n\n") and not now.endswith("\n\n") else ""
            text = text[: step.start] + now + blank + text[step.end :]
    path.write_text(text, encoding="utf-8")


def commands() -> Iterator[tuple[str, str]]:
    """Every `salesline` command that README and docs mention, in a block or in a line, with its page."""
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        for found in re.finditer(r"(?:`|^ {4}|^\$ |\.venv/bin/)(salesline [^`\n]*)", text, re.MULTILINE):
            command = re.split(r"\s{2,}| > | \|", found[1])[0].strip()
            yield path.name, command


def main(arguments: list[str]) -> int:
    """Do what the module's text says; the exit status."""
    action, *names = arguments or ["check"]
    if action not in ("check", "write"):
        print("python -m tests.docs check|write [PAGE ...]")  # noqa: T201 - it is a command
        return 2
    wanted = [path for path in PAGES if not names or path.name in names]
    wrong = []
    for path in wanted:
        if action == "write":
            write(path)
        else:
            wrong += check(path)
    for one in wrong:
        print(f"$ {one.command}\n{one.difference}")  # noqa: T201 - it is a command
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
