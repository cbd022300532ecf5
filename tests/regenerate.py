"""Every figure of README, docs and notebooks by one command: `python -m tests.regenerate write|check [--short] [WORD ...]`.

`write` makes them anew. The parts marked long, claims above all, take over an hour of CPU; `--short` leaves them out, and a
quarter of an hour is enough. `check` says what is out of date. WORDs choose the parts whose names hold one of them. CI checks
the same in its own steps, the long parts in a short form. The baselines of `salesline check` are accepted by hand, as each
change of results has to be explained.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from salesline import cli
from tests import docs, examples, findings, notebooks, pictures, power, readme
from tests.coverage.__main__ import main as coverage
from tests.decision.__main__ import main as decision
from tests.reference.__main__ import main as reference
from tests.theory.__main__ import main as theory

MAIN = ["compare", "scenarios/startup-3m.yaml", "scenarios/triple-the-team.yaml"]
CLAIMS = ["claims", "--page", "docs/claims.md", "--quiet"]
QUICK = ["claims", "--quick", "--check", "docs/claims.json", "--quiet"]


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


def on_write(part: Callable[[], int]) -> Callable[[str], int]:
    """A part that can only be made anew: its check is that of the tests, which see that its page belongs to its cases."""
    return lambda action: part() if action == "write" else 0


PARTS: dict[str, Callable[[str], int]] = {
    "reference pages": lambda action: reference([action]),
    "README's first command": printed,
    "README's picture": picture,
    "commands in README and docs": lambda action: docs.main([action]),
    "examples without output (only run)": lambda _: examples.main([]),
    "pictures of the docs": lambda action: pictures.main([action]),
    "power of the regression check": lambda action: power.main([action]),
    "notebooks": lambda action: notebooks.main([action]),
    "verification against closed forms": on_write(theory),
    "verification: coverage of intervals (long)": on_write(lambda: coverage([])),
    "verification: time to decision (long)": on_write(lambda: decision([])),
    "claims (long)": lambda action: cli.main(CLAIMS if action == "write" else QUICK),
    "findings": lambda action: findings.main([action]),
}
"""In the order in which one needs another: the page of findings is filled in from the claims."""


def chosen(words: list[str], *, short: bool) -> list[str]:
    """Names of the parts that are asked for."""
    wanted = [name for name in PARTS if not words or any(word in name for word in words)]
    return [name for name in wanted if not (short and name.endswith("(long)"))]


def main(arguments: list[str]) -> int:
    """Do what the module's text says; the exit status."""
    words = [word for word in arguments if word != "--short"]
    action = words.pop(0) if words else "check"
    names = chosen(words, short="--short" in arguments)
    if action not in ("write", "check") or not names:
        print(f"python -m tests.regenerate write|check [--short] [WORD ...]; parts: {'; '.join(PARTS)}")  # noqa: T201
        return 2
    failed = []
    for name in names:
        started = time.perf_counter()
        print(f"== {name}", flush=True)  # noqa: T201 - it is a command
        if PARTS[name](action):
            failed.append(name)
        print(f"-- {time.perf_counter() - started:.0f} s", flush=True)  # noqa: T201 - it is a command
    for name in failed:
        print(f"out of date or wrong: {name}")  # noqa: T201 - it is a command
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
