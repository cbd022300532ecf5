"""`python -m tests.theory`: run every case and write docs/verification.md."""

import sys

from tests.theory.cases import CASES
from tests.theory.estimates import estimates, replications
from tests.theory.page import PAGE, page, rows


def main() -> int:
    """Print every comparison, write the page; status 1 if one misses."""
    lines, missed = [], 0
    for case in CASES:
        found = estimates(case, replications(case))
        lines += rows(case, found)
        for e in found:
            missed += abs(e.distance) > e.limit
            print(
                f"{case.id:<50.50} {e.quantity:<30.30} {e.exact:>12.6g} {e.simulated:>12.6g} z {e.distance:+5.1f}"
            )
    PAGE.write_text(page(lines, PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"{len(lines)} comparisons, {missed} missed; {PAGE.name} written")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
