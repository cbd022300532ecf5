"""Commands and figures of README and docs are those of now, and links lead somewhere."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

from salesline import cli
from tests import docs, examples, pictures, readme

CHECKED = [path for path in docs.PAGES if "```console" in path.read_text(encoding="utf-8")]
EXAMPLES = examples.every()
PLACES = {"SCENARIO", "PROMISED", "ACTUAL", "FILE", "KEY", "N", "V1", "V2", "V3", "LOW", "HIGH", "..."}


@pytest.mark.parametrize("path", CHECKED, ids=lambda path: path.name)
def test_a_page_shows_what_its_commands_print(path: Path) -> None:
    assert docs.check(path) == [], f"python -m tests.docs write {path.name}"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_examples_that_show_no_output_work(path: Path) -> None:
    failed, left = examples.check(path, EXAMPLES[path])
    plt.close("all")
    assert failed == []
    if left:
        pytest.skip(
            f"not among the packages for tests: {', '.join({one.needs for one in left})}; all else was run"
        )


def test_an_example_that_fails_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "```bash\nsalesline schema\nsalesline run nowhere.yaml\n```\n\n```python\nimport salesline as sl\nsl.load('no')\n```\n"
        "<!-- needs: nothing_of_this_name -->\n```python\n1 / 0\n```\n`salesline why SCENARIO ...`\n"
    )
    failed, left = examples.check(page, examples.examples(page))
    assert [one.example.text.splitlines()[-1] for one in failed] == [
        "salesline run nowhere.yaml",
        "sl.load('no')",
    ]
    assert [one.needs for one in left] == ["nothing_of_this_name"]


def test_readme_and_exports_have_their_examples() -> None:
    kinds = {path.name: {one.kind for one in found} for path, found in EXAMPLES.items()}
    assert kinds["README.md"] == {"command", "python"}
    assert kinds["exports.md"] == {"command", "python", "sql"}
    needy = [one for found in EXAMPLES.values() for one in found if one.needs]
    assert [one.needs for one in needy] == [
        "pm4py"
    ]  # its licence is the AGPL: as few as possible are left out


@pytest.mark.parametrize(("page", "command"), sorted(set(docs.commands())))
def test_every_command_that_is_mentioned_is_understood(page: str, command: str) -> None:
    _, *words = shlex.split(command)
    if len(words) < 2 or any(word in PLACES or word.endswith("...") for word in words):
        names = subcommands()
        assert not words or words[0] in names, (page, command)
        return
    try:
        options = cli._parser().parse_args(words)
    except SystemExit as error:
        if error.code == 0:
            return  # --help and --version end the program
        pytest.fail(f"{page}: {command}")
    for name in ("scenario", "scenarios", "actual"):
        given = getattr(options, name, None)
        for file in [given] if isinstance(given, str) else given or []:
            if str(file).startswith("scenarios/"):
                assert (docs.ROOT / str(file)).is_file(), (page, command)


def subcommands() -> set[str]:
    (action,) = (a for a in cli._parser()._actions if isinstance(a, argparse._SubParsersAction))
    return set(action.choices)


@pytest.mark.parametrize("path", docs.PAGES, ids=lambda path: path.name)
def test_links_of_a_page_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        page = (path.parent / name).resolve() if name else path
        assert page.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in headings}
            assert anchor in slugs or f'id="{anchor}"' in page.read_text(encoding="utf-8"), target


def test_pictures_of_the_docs_are_of_the_present_results() -> None:
    shown = {
        name
        for path in docs.PAGES
        for name in re.findall(r"!\[[^]]*\]\((?:docs/)?([\w-]+\.svg)\)", path.read_text())
    }
    made = {one.file.name for one in pictures.drawn()}
    assert made | {readme.PICTURE.name} == shown  # each has a command, or is the README's
    assert pictures.stale() == [], "python -m tests.pictures write"


def test_the_picture_of_the_readme_is_of_the_present_results() -> None:
    svg = readme.PICTURE.read_text(encoding="utf-8")
    assert readme.results() in svg, "python -m tests.readme picture"


def test_a_page_that_says_something_else_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "<!-- file: a.yaml -->\n```yaml\nname: 1\n```\n\n```console\n$ cat a.yaml\nname: 2\n```\n"
    )
    (wrong,) = docs.check(page)
    assert "+name: 1" in wrong.difference
    docs.write(page)
    assert docs.check(page) == []
    assert page.read_text().endswith("$ cat a.yaml\nname: 1\n```\n")


def test_a_page_may_leave_out_the_rest() -> None:
    assert docs.cut("a\nb\nc\n", "a\n...\n") == "a\n...\n"
    assert docs.cut("a\nb\n", "x\n") == "a\nb\n"
