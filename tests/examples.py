"""Examples of README and docs that show no output: `python -m tests.examples [PAGE ...]` runs them.

Run are `salesline` commands, in a block marked `bash` or in a line of text, and blocks marked `python` and `sql` (with DuckDB),
page by page and in order, in a folder of its own that has the scenarios; each with few replications. The tests do the same on
scenarios cut to one quarter. Blocks marked `console` show their output and belong to `tests.docs`.

A block after the comment `<!-- needs: NAME -->` is left out where that package is not installed. Not run either are forms such as
`salesline when PROMISED ACTUAL` (`PLACES` has words that are filled in), and what `.ci/run` does word for word.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import re
import shlex
import sys
import warnings
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from salesline import cli
from tests import docs

PLACES = {"SCENARIO": "scenarios/startup-3m.yaml"}
FORM = re.compile(r"^[A-Z]+[0-9]?$|\.\.\.$")
"""A word that stands for another."""
CHEAP = {"--replications": "2", "--jobs": "1", "--quiet": ""}
"""Added to a command that knows the option and does not have it."""
REPLICATIONS = {"why": "1", "luck": "4"}
"""Where fewer do, or more are needed."""
DEAR = ("claims",)
"""Commands of minutes and more, whose own tests and step of CI run a part of them."""
BLOCK = re.compile(
    r"(?P<mark><!-- (?P<what>\w+): (?P<name>\S+) -->\n)?```(?P<kind>bash|python|sql|\w*)\n(?P<text>.*?)```\n",
    re.DOTALL,
)
INLINE = re.compile(r"`(salesline [^`\n]+)`")
OWN = re.compile(r"\breplications=\d+")


class Example(NamedTuple):
    """A command, program or query of a page, and the package that it needs besides those of the extra `test`."""

    page: str
    kind: str
    text: str
    needs: str = ""


class Failure(NamedTuple):
    """An example that did not work, and how."""

    example: Example
    said: str


def every() -> dict[Path, list[Example]]:
    """All examples by page; a command in a line that another page has too, once."""
    found: dict[Path, list[Example]] = {}
    seen: set[str] = set()
    for path in docs.PAGES:
        fresh = [one for one in examples(path) if one.text not in seen]
        seen |= {one.text for one in fresh}
        found |= {path: fresh} if fresh else {}
    return found


def examples(path: Path) -> Iterator[Example]:
    """The examples of a page: those in blocks in their order, then those in lines."""
    text = path.read_text(encoding="utf-8")
    for found in BLOCK.finditer(text):
        if found["what"] in ("command", "file", "output"):
            continue  # run by .ci/run, or a file for `tests.docs`
        needs = found["name"] if found["what"] == "needs" else ""
        if found["kind"] == "bash":
            lines = re.split(r"\n(?=\S)", found["text"].strip())
            yield from (
                Example(path.name, "command", one, needs) for one in lines if one.startswith("salesline ")
            )
        elif found["kind"] in ("python", "sql"):
            yield Example(path.name, found["kind"], found["text"], needs)
    shown = {step.command for step in docs.steps(text) if isinstance(step, docs.Step)}
    for command in dict.fromkeys(INLINE.findall(BLOCK.sub("", text))):
        filled = " ".join(PLACES.get(word, word) for word in command.split(" ")).partition(" > ")[0]
        if _complete(filled) and not any(one.startswith(filled) for one in shown):
            yield Example(path.name, "command", filled)


def _complete(command: str) -> bool:
    """Whether a command can be run as it stands, and is not one of those that CI runs anyway."""
    _, *words = shlex.split(command)
    by_ci = f".venv/bin/{command}\n" in (docs.ROOT / ".ci" / "run").read_text(encoding="utf-8")
    alone = len(words) < 2 and words != ["schema"]
    return not (alone or by_ci or words[0] in DEAR or any(FORM.search(word) for word in words))


def run(example: Example) -> None:
    """Run one in the present folder; raises what goes wrong, or an AssertionError (a bad end, a query without rows)."""
    if example.kind == "command":
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            status = cli.main(_cheap(shlex.split(example.text, comments=True)[1:]))
        if status != 0:
            raise AssertionError(out.getvalue())
    elif example.kind == "python":
        exec(compile(OWN.sub("replications=2", example.text), example.page, "exec"), {})  # noqa: S102
    else:
        database = importlib.import_module("duckdb")
        for statement in filter(str.strip, example.text.split(";")):
            if not database.sql(statement).fetchall():
                raise AssertionError(f"no rows: {statement.strip()}")


def _cheap(words: list[str]) -> list[str]:
    (commands,) = (a for a in cli._parser()._actions if isinstance(a, _SubParsersAction))
    command: ArgumentParser = commands.choices[words[0]]
    known = {option for action in command._actions for option in action.option_strings}
    options = CHEAP | {"--replications": REPLICATIONS.get(words[0], CHEAP["--replications"])}
    added = [part for name in options if name in known - {*words} for part in (name, options[name]) if part]
    return [*words, *added]


def small(place: Path) -> None:
    """Cut the shipped scenarios of a folder to one quarter after two weeks."""
    yaml = YAML()
    yaml.width = 1000
    scenarios = place / "scenarios"
    for file in [*sorted(scenarios.glob("*.yaml")), scenarios / "claims" / "finite-capacity.yaml"]:
        data: Any = yaml.load(file.read_text(encoding="utf-8"))
        study = data.setdefault("study", {})
        if "extends" not in data:
            study |= {"quarters": 1, "prior": "2 weeks"}
        study.get("plan", {}).pop("by quarter", None)
        with file.open("w", encoding="utf-8") as out:
            yaml.dump(data, out)


def prepared(page: str, place: Path) -> None:
    """What a page takes for granted: a folder for pictures, a company's own scenario, baselines."""
    (place / "docs").mkdir()
    if page == "regression.md":
        (place / "my-company.yaml").write_text(
            "extends: scenarios/startup-3m.yaml\nname: Ours\n", encoding="utf-8"
        )
        (place / "CHANGELOG.md").write_text("# Changelog\n", encoding="utf-8")
        run(
            Example(
                page,
                "command",
                "salesline check --accept --scenario scenarios/startup-3m.yaml --reason first",
            )
        )


def check(path: Path, chosen: Iterable[Example], *, cut: bool = True) -> tuple[list[Failure], list[Example]]:
    """Run examples of a page; those that failed, and those left out for want of a package."""
    failed, left = [], []
    with docs.folder() as place:
        if cut:
            small(place)
        prepared(path.name, place)
        for example in chosen:
            if example.needs and find_spec(example.needs) is None:
                left.append(example)
                continue
            try:
                with warnings.catch_warnings():
                    if example.needs:
                        warnings.simplefilter("ignore")  # what another package has to say is not ours to mend
                    run(example)
            except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it is, the page is wrong
                failed.append(Failure(example, f"{type(error).__name__}: {error}"))
    return failed, left


def main(names: list[str]) -> int:
    """Do what the module's text says; the exit status."""
    bad = False
    for path, chosen in every().items():
        if names and path.name not in names:
            continue
        failed, left = check(path, chosen, cut=False)
        bad |= bool(failed)
        for example, said in failed:
            print(f"{example.page}: {example.text}\n{said}")  # noqa: T201 - it is a command
        for example in left:
            print(f"{example.page}: a block of {example.kind} was not run, {example.needs} is missing")  # noqa: T201
    return int(bad)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
