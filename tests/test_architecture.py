"""The rooms of the package and which way imports may point, read from the source itself."""

import ast
import inspect
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

import salesline

PACKAGE = Path(salesline.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

# From the foundation upward: a room may import from its own and from the rooms before it.
ROOMS = (
    "errors",
    "versions",
    "scenario",
    "luck",
    "calendars",
    "policies",
    "record",
    "model",
    "measures",
    "experiment",
    "answers",
    "claims",
    "shelf",
    "regression",
    "report",
    "store",
    "exports",
    "cli_arguments",
    "cli_claims",
    "cli_answers",
    "cli_knowing",
    "cli_planning",
    "cli_explore",
    "cli_search",
    "cli_trace",
    "cli_check",
    "cli_export",
    "cli",
    "__main__",
)

# Packages that only some rooms or modules may import.
HOMES = {
    "simpy": ("model",),
    "ruamel": ("scenario",),
    "yaml": (),
    "SALib": (),  # loaded by name where it is used: it is an extra
    "optuna": ("answers/proposers.py",),
    "pandas": ("measures", "experiment", "answers", "report", "store", "exports", "cli"),
    "pyarrow": ("measures", "store"),
    "matplotlib": ("report", "answers/sweep.py", "answers/why.py"),  # in answers to name the type only
    "seaborn": ("report",),
    "xlsxwriter": ("exports",),
    "jinja2": ("report",),
    "joblib": ("experiment",),
    "distributed": ("experiment/cluster.py",),
    "rich": ("report", "cli", "cli_claims"),
}
HEAVY = ("pandas", "scipy", "matplotlib", "joblib", "seaborn", "pyarrow")

# Where text may leave the program.
SPEAKERS = (
    "cli",
    "cli_claims",
    "cli_answers",
    "cli_explore",
    "cli_search",
    "cli_knowing",
    "cli_planning",
    "cli_trace",
    "cli_check",
    "cli_export",
    "__main__",
    "report/text.py",
)

# The only names of numpy.random with an address: bit generators keyed by the caller.
ADDRESSED = {"BitGenerator", "Generator", "Philox", "SeedSequence"}


class Import(NamedTuple):
    """One imported module: where it is written, and its full dotted name."""

    path: Path
    line: int
    name: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(PACKAGE)}:{self.line} imports {self.name}"


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def room(path: Path) -> str:
    """The room of a module: the first part of its place, without the ending."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def lives_in(path: Path, homes: tuple[str, ...]) -> bool:
    return room(path) in homes or path.relative_to(PACKAGE).as_posix() in homes


def origin(path: Path, node: ast.ImportFrom) -> str:
    """The module that a `from` import reads, with the dots of a relative one resolved."""
    if not node.level:
        return node.module or ""
    parents = ("salesline", *path.relative_to(PACKAGE).parent.parts)
    base = parents[: len(parents) - node.level + 1]
    return ".".join((*base, node.module) if node.module else base)


def imports(path: Path) -> Iterator[Import]:
    """Every import in the module, those inside functions and type checks too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (Import(path, node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = origin(path, node)
            yield from (Import(path, node.lineno, f"{source}.{alias.name}") for alias in node.names)


def goes_up(found: Import) -> bool:
    """True if the import reaches a room above its own, or the package's front door."""
    head, _, rest = found.name.partition(".")
    if head != "salesline" or room(found.path) == "__init__":
        return False
    target = rest.partition(".")[0]
    return target not in ROOMS or ROOMS.index(target) > ROOMS.index(room(found.path))


ALL_IMPORTS = [found for path in MODULES for found in imports(path)]


def test_every_module_is_in_a_known_room() -> None:
    assert {room(path) for path in MODULES} <= {*ROOMS, "__init__"}


def test_imports_point_one_way() -> None:
    assert [str(found) for found in ALL_IMPORTS if goes_up(found)] == []


def test_the_test_itself_sees_an_upward_import() -> None:
    low, high = PACKAGE / "luck.py", PACKAGE / "store.py"
    assert goes_up(Import(low, 1, "salesline.model.simulate"))
    assert goes_up(Import(low, 1, "salesline.load"))
    assert not goes_up(Import(high, 1, "salesline.model.simulate"))
    relative = ast.parse("from ..luck import table").body[0]
    assert isinstance(relative, ast.ImportFrom)
    assert origin(PACKAGE / "model" / "rep.py", relative) == "salesline.luck"


@pytest.mark.parametrize("package", HOMES)
def test_a_package_stays_in_its_rooms(package: str) -> None:
    strays = [
        str(found)
        for found in ALL_IMPORTS
        if found.name.partition(".")[0] == package and not lives_in(found.path, HOMES[package])
    ]
    assert strays == []


def speaks(node: ast.AST) -> bool:
    """True for `print(...)`, `sys.stdout` and `sys.stderr`."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "print"
    return (
        isinstance(node, ast.Attribute) and node.attr in {"stdout", "stderr"} and _is_name(node.value, "sys")
    )


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def test_only_the_command_line_and_the_report_speak() -> None:
    loud = [
        f"{path.relative_to(PACKAGE)}:{getattr(node, 'lineno', 0)}"
        for path in MODULES
        if not lives_in(path, SPEAKERS)
        for node in ast.walk(tree(path))
        if speaks(node)
    ]
    assert loud == []


def global_luck(path: Path) -> Iterator[str]:
    """Uses of random numbers that have no address: the random module and numpy's global functions."""
    for found in imports(path):
        parts = found.name.split(".")
        if parts[0] in {"random", "secrets"}:
            yield str(found)
        if parts[:2] == ["numpy", "random"] and len(parts) > 2 and parts[2] not in ADDRESSED:
            yield str(found)
    for node in ast.walk(tree(path)):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Attribute)
            and node.value.attr == "random"
            and (_is_name(node.value.value, "np") or _is_name(node.value.value, "numpy"))
            and node.attr not in ADDRESSED
        ):
            yield f"{path.relative_to(PACKAGE)}:{node.lineno} uses numpy.random.{node.attr}"


def test_all_luck_is_addressed() -> None:
    assert [use for path in MODULES for use in global_luck(path)] == []


def test_importing_the_package_is_light() -> None:
    code = f"import sys, salesline; print(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == []


def test_rules_of_the_architecture_name_real_rooms() -> None:
    real = {room(path) for path in MODULES}
    assert [name for name in ROOMS if name not in real] == []


@pytest.mark.parametrize("name", salesline.__all__)
def test_public_names_are_documented(name: str) -> None:
    thing = getattr(salesline, name)
    if isinstance(thing, ModuleType | type) or callable(thing):
        own = (
            vars(thing).get("__doc__") if isinstance(thing, type) else thing.__doc__
        )  # a class inherits its base's
        assert (own or "").strip(), f"salesline.{name} has no docstring of its own"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_modules_say_what_they_are(path: Path) -> None:
    assert path.stat().st_size == 0 or ast.get_docstring(tree(path)), "the module has no docstring"


def test_public_definitions_of_public_modules_are_annotated() -> None:
    """Spot check at run time of what mypy shows in full: public callables have annotated results."""
    bare = []
    for name in salesline.__all__:
        thing = getattr(salesline, name)
        if inspect.isfunction(thing) and "return" not in inspect.get_annotations(thing):
            bare.append(name)
    assert bare == []


def test_entry_point_exists() -> None:
    assert callable(import_module("salesline.cli").main)
