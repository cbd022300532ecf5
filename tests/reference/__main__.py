"""The pages made from the code: `python -m tests.reference check` says whether they are up to date, `write` makes them anew."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from tests.reference import measures, parameters, rules, tables

DOCS = Path(__file__).parents[2] / "docs"
PAGES: dict[str, Callable[[], str]] = {
    "rules.md": rules.page,
    "parameters.md": parameters.page,
    "measures.md": measures.page,
    "tables.md": tables.page,
}


def outdated() -> list[str]:
    """Names of the pages that are not what the code says."""
    return [
        name
        for name, page in PAGES.items()
        if not (DOCS / name).exists() or (DOCS / name).read_text(encoding="utf-8") != page()
    ]


def main(arguments: list[str]) -> int:
    """Check the pages, or write them; the exit status."""
    if arguments == ["write"]:
        for name, page in PAGES.items():
            (DOCS / name).write_text(page(), encoding="utf-8")
        return 0
    if arguments not in ([], ["check"]):
        print("python -m tests.reference [check|write]")  # noqa: T201 - it is a command
        return 2
    stale = outdated()
    for name in stale:
        print(f"docs/{name} is out of date: python -m tests.reference write")  # noqa: T201 - it is a command
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
