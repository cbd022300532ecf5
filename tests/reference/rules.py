"""The reference of rules, docs/rules.md: every rule of every registry, made from the code itself."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module
from typing import Any

HEAD = """# Rules

Every rule that comes with Salesline, by the registry it stands in. This page is made from the code by
`python -m tests.reference write`; `scenario-files.md` says which key chooses a rule, and how to add one of your own.
"""
ROOMS = ("policies", "model")
WORDS = {
    "salesline.policies.assignment": "Assignment: who gets the lead",
    "salesline.policies.filters": "Filters: who may get a lead at all",
}
FIRST = tuple(WORDS)


def registries() -> dict[str, dict[str, Any]]:
    """All registries of rules, by the module they stand in."""
    found: dict[str, dict[str, Any]] = {}
    for room in ROOMS:
        package = import_module(f"salesline.{room}")
        for info in pkgutil.iter_modules(package.__path__):
            name = f"salesline.{room}.{info.name}"
            registry = getattr(import_module(name), "REGISTRY", None)
            if isinstance(registry, dict) and not any(registry is known for known in found.values()):
                found[name] = registry
    return dict(sorted(found.items(), key=lambda item: (item[0] not in FIRST, item[0])))


def alone() -> list[Any]:
    """Classes with a name and a source of their own that stand in no registry."""
    listed = {rule for registry in registries().values() for rule in registry.values()}
    found: dict[tuple[str, str], Any] = {}
    for room in ROOMS:
        package = import_module(f"salesline.{room}")
        for info in pkgutil.iter_modules(package.__path__):
            module = import_module(f"salesline.{room}.{info.name}")
            for kind in vars(module).values():
                own = vars(kind) if inspect.isclass(kind) else {}
                told = [own.get("name"), own.get("source")]
                if own and kind not in listed and all(isinstance(word, str) and word for word in told):
                    found[own["name"], kind.__qualname__] = kind
    return [found[key] for key in sorted(found)]


def first_line(thing: Any) -> str:
    """The first sentence or paragraph of a docstring, on one line."""
    text = inspect.getdoc(thing) or ""
    return " ".join(text.split("\n\n", maxsplit=1)[0].split())


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for name, registry in registries().items():
        module = import_module(name)
        heading = WORDS.get(name) or first_line(module).split(".", maxsplit=1)[0]
        parts.append(f"\n## {heading}\n\n| rule | what it does | source |\n|---|---|---|\n")
        for word, rule in registry.items():
            source = getattr(rule, "source", "") or ""
            cells = (word, first_line(rule), source if isinstance(source, str) else "")
            parts.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n")
    parts.append("\n## Rules that stand alone\n\n| rule | what it does | source |\n|---|---|---|\n")
    parts += [f"| {kind.name} | {first_line(kind)} | {kind.source} |\n" for kind in alone()]
    return "".join(parts)
