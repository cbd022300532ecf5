"""What README and docs mention is there: modules to run, extras to install, files, options and the inputs that they set."""

from __future__ import annotations

import importlib
import re
import shlex
import tomllib
from argparse import _SubParsersAction
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest

from salesline import cli
from salesline.scenario.reader import read_scenario
from tests import docs, examples, regenerate

TEXTS = {path: path.read_text(encoding="utf-8") for path in docs.PAGES}
FOLDERS = ("src", "tests", "docs", "scenarios", "notebooks", "results")


def test_every_module_that_is_to_be_run_is_there() -> None:
    mentioned = {name for text in TEXTS.values() for name in re.findall(r"python -m ([\w.]+)", text)}
    assert {"tests.regenerate", "tests.theory", "tests.decision"} <= mentioned
    assert [name for name in sorted(mentioned) if not _runs(name)] == []


def _runs(name: str) -> bool:
    spec = find_spec(name)
    return spec is not None and (
        spec.submodule_search_locations is None or find_spec(f"{name}.__main__") is not None
    )


def test_every_extra_that_is_to_be_installed_is_there() -> None:
    project = tomllib.loads((docs.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    mentioned = {name for text in TEXTS.values() for name in re.findall(r"-e '\.\[(\w+)\]'", text)}
    assert {"excel", "explore", "test", "dev"} <= mentioned <= set(project["optional-dependencies"])


@pytest.mark.parametrize("path", docs.PAGES, ids=lambda path: path.name)
def test_every_file_that_is_named_is_there(path: Path) -> None:
    named = re.findall(
        rf"(?<![\w/.-])((?:{'|'.join(FOLDERS)})/[\w./-]+)", examples.BLOCK.sub("", TEXTS[path])
    )
    missing = {name for name in named if not (docs.ROOT / name.rstrip("./")).exists() and ".kept" not in name}
    assert missing == set()


def test_every_option_that_is_named_by_itself_is_one_of_a_command() -> None:
    program = cli._parser()
    (commands,) = (a for a in program._actions if isinstance(a, _SubParsersAction))
    parsers = (program, *commands.choices.values())
    known = {option for parser in parsers for option in parser._option_string_actions}
    tests = docs.ROOT / "tests"
    for file in [
        tests / "regenerate.py",
        *tests.rglob("__main__.py"),
    ]:  # `python -m tests.invariants` and the like
        known |= set(re.findall(r'"(--[a-z]+)"', file.read_text(encoding="utf-8")))
    named = {name for text in TEXTS.values() for name in re.findall(r"`(--[a-z]+)[ `=]", text)}
    assert {"--set", "--precision", "--json"} <= named
    assert named - known == set()


def test_every_input_that_an_option_by_itself_sets_is_one() -> None:
    given = {one for text in TEXTS.values() for one in re.findall(r"`--set ([^`]+)`", text) if "=" in one}
    assert any("market.sources.inbound.rate" in one for one in given)
    scenario = str(docs.ROOT / "scenarios" / "triple-the-team.yaml")
    for one in given:
        setting, *_ = shlex.split(one)
        assert read_scenario(scenario, [setting]).scenario.name


def test_every_name_of_the_package_is_there() -> None:
    found = [
        name
        for text in TEXTS.values()
        for name in re.findall(r"`@?(?:sl|salesline)\.([A-Za-z_][\w.]*)[`(]", text)
    ]
    named = {name for name in found if not name.endswith(".json")}
    assert {"why", "load", "fairness", "register_rule"} <= named
    assert [name for name in sorted(named) if not _reached(name)] == []


def _reached(name: str) -> bool:
    there: object = importlib.import_module("salesline")
    for part in name.split("."):
        if not hasattr(there, part):
            place = f"{getattr(there, '__name__', '')}.{part}"
            if not isinstance(there, ModuleType) or find_spec(place) is None:
                return False
            importlib.import_module(place)
        there = getattr(there, part)
    return True


def test_one_command_regenerates_all_and_may_leave_out_what_takes_long(
    capsys: pytest.CaptureFixture[str],
) -> None:
    every, short = regenerate.chosen([], short=False), regenerate.chosen([], short=True)
    assert set(every) - set(short) == {name for name in every if name.endswith("(long)")} != set()
    assert regenerate.chosen(["findings"], short=True) == ["findings"]
    source = Path(regenerate.__file__).read_text(encoding="utf-8")
    for file in (docs.ROOT / "tests").rglob("*.py"):  # whatever writes a page has its place there
        for name in re.findall(r"`python -m tests\.(\w+)[^`]*\bwrite\b", file.read_text(encoding="utf-8")):
            assert re.search(rf"\b{name}\b", source), name
    assert regenerate.main(["check", "reference", "findings"]) == 0
    assert "== reference pages" in capsys.readouterr().out
    assert regenerate.main(["check", "no such part"]) == 2
