"""Keeps the README honest: `python -m tests.readme check|write FILE`, FILE holding what the first command printed.

`check` exits with 1 and a diff when the README's block differs; `write` replaces the block. Run time is left out of
the comparison. `python -m tests.readme picture` draws the README's picture anew.
"""

from __future__ import annotations

import difflib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PICTURE = ROOT / "docs" / "triple-the-team.svg"
SCENARIO = "scenarios/triple-the-team.yaml"
BLOCK = re.compile(r"(<!-- output: main -->\n```text\n)(.*?)(```\n)", re.DOTALL)
SECONDS = re.compile(r"· [\d.]+ (s|min|h)\b( \d+ s)?")


def main(arguments: list[str]) -> int:
    """Do what the module's text says; the exit status."""
    if arguments[:1] == ["picture"]:
        return picture()
    action, file = arguments
    printed = Path(file).read_text(encoding="utf-8")
    readme = README.read_text(encoding="utf-8")
    found = BLOCK.search(readme)
    if found is None:
        print("README.md has no block after '<!-- output: main -->'")  # noqa: T201
        return 1
    if action == "write":
        README.write_text(readme[: found.start(2)] + printed + readme[found.end(2) :], encoding="utf-8")
        return 0
    difference = list(
        difflib.unified_diff(timeless(found.group(2)), timeless(printed), "README.md", "printed", lineterm="")
    )
    print("\n".join(difference) or "README.md shows what the command prints")  # noqa: T201
    return bool(difference)


def timeless(text: str) -> list[str]:
    """Lines without what differs between machines."""
    return [SECONDS.sub("· - s", line).rstrip() for line in text.strip().splitlines()]


def results() -> str:
    """What the picture hangs on: a digest of the flagship scenario's first replication."""
    import salesline as sl

    scenario = sl.load(ROOT / SCENARIO)
    return f"results {sl.simulate(scenario, scenario.study.seed, 0).digest()[:16]}"


def picture() -> int:
    """Draw bookings against plan of the flagship scenario."""
    import salesline as sl

    study = sl.run(sl.load(ROOT / SCENARIO))
    axes = study.plot.bookings()
    axes.figure.savefig(PICTURE, metadata={"Date": None, "Description": results()}, bbox_inches="tight")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
