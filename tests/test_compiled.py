"""What is compiled can be: the list of modules is whole. That it gives the same bytes, `python -m tests.compiled` shows."""

from __future__ import annotations

import ast
import tomllib
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

from salesline.model import floor
from salesline.versions import compiled
from tests.compiled import ROOT, differing

SOURCES = ROOT / "src"
LISTED = [
    SOURCES / name
    for name in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"][
        "build"
    ]["targets"]["wheel"]["hooks"]["custom"]["modules"]
]


def _classes() -> dict[str, tuple[Path, list[str]]]:
    """Where each class of the model is defined, and the names of its bases."""
    return {
        node.name: (path, [ast.unparse(base) for base in node.bases])
        for path in sorted((SOURCES / "salesline" / "model").glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }


def test_listed_modules_are_there_in_order() -> None:
    assert [path for path in LISTED if not path.exists()] == []
    assert sorted(LISTED) == LISTED
    assert len({*LISTED}) == len(LISTED)


def test_plain_and_compiled_classes_do_not_inherit_from_each_other() -> None:
    classes = _classes()
    mixed = [
        f"{name}({base})"
        for name, (path, bases) in classes.items()
        for base in bases
        if base in classes and (path in LISTED) != (classes[base][0] in LISTED)
    ]
    assert mixed == []
    assert any(
        classes[base][0] in LISTED for _, bases in classes.values() for base in bases if base in classes
    )


def test_it_is_known_whether_the_floor_is_compiled() -> None:
    assert compiled() == floor.__file__.endswith(tuple(EXTENSION_SUFFIXES))


def test_a_record_that_differs_or_is_missing_is_named() -> None:
    ours = {"compiled": "True", "a": "1", "b": "2"}
    assert differing(ours, {"compiled": "False", "a": "1", "b": "2"}) == []
    assert differing(ours, {"compiled": "False", "a": "1", "b": "3", "c": "4"}) == ["b", "c"]
