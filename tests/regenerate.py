"""Every figure of README, docs and notebooks by one command: `python -m tests.regenerate write|check`.

`write` makes them anew, some ten minutes on two cores. `check` says what is out of date; CI does the same in its own steps, and
the baselines of `salesline check` are accepted by hand, as each change of results has to be explained.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from salesline import cli
from tests import docs, notebooks, readme
from tests.reference.__main__ import main as reference
from tests.theory.__main__ import main as theory

MAIN = ["compare", "scenarios/startup-3m.yaml", "scenarios/triple-the-team.yaml"]
CLAIMS = ["claims", "--page", "docs/claims.md"]


def printed(action: str) -> int:
    """The block of the README that shows its first command."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        cli.main(MAIN)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "printed.txt"
        file.write_text(out.getvalue(), encoding="utf-8")
        return readme.main([action, str(file)])


def picture(action: str) -> int:
    """The picture of the README."""
    if action == "write":
        return readme.picture()
    return int(readme.results() not in readme.PICTURE.read_text(encoding="utf-8"))


PARTS: dict[str, Callable[[str], int]] = {
    "reference pages": lambda action: reference([action]),
    "verification (writes its page; a miss fails)": lambda action: theory() if action == "write" else 0,
    "README's first command": printed,
    "README's picture": picture,
    "commands in README and docs": lambda action: docs.main([action]),
    "notebooks": lambda action: notebooks.main([action]),
}
"""By name; verification is checked by tests/theory, and the page of claims by `salesline claims --quick --check`."""


def main(arguments: list[str]) -> int:
    """Do what the module's text says; the exit status."""
    action = arguments[0] if arguments else "check"
    if action not in ("write", "check"):
        print("python -m tests.regenerate write|check")  # noqa: T201 - it is a command
        return 2
    failed = []
    for name, part in PARTS.items():
        print(f"== {name}", flush=True)  # noqa: T201 - it is a command
        if part(action):
            failed.append(name)
    print(f"also: salesline {' '.join(CLAIMS)} (some 40 minutes of CPU)")  # noqa: T201 - it is a command
    for name in failed:
        print(f"out of date or wrong: {name}")  # noqa: T201 - it is a command
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
