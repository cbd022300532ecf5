"""`python -m tests.coverage N`: repeat every interval method N times (1,000 unless told) and write docs/verification.md."""

import sys

from tests.coverage.cases import CASES
from tests.coverage.page import PAGE, measured, section, written


def main(arguments: list[str]) -> int:
    """Print a line per case, write the section; status 1 if a method does not cover as it says."""
    experiments = int(arguments[0]) if arguments else 1000
    rows = []
    for case in CASES:
        row = measured(case, experiments)
        rows.append(row)
        print(row.line(), "" if row.passes else "   OFF", flush=True)
    missed = sum(not row.passes for row in rows)
    print(f"{len(rows)} methods and cases, {missed} do not cover as they say")
    if experiments >= 1000:
        PAGE.write_text(
            written(PAGE.read_text(encoding="utf-8"), section(rows, experiments)), encoding="utf-8"
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
