"""The page of results: one row per comparison, written to docs/verification.md by `python -m tests.theory`."""

from collections.abc import Iterable
from pathlib import Path

from tests.theory.estimates import FALSE_ALARM, Case, Estimate

PAGE = Path(__file__).resolve().parents[2] / "docs" / "verification.md"
HEAD = f"""# Verification against closed forms

Written by `python -m tests.theory`; do not edit. Every row is a special case of the one model, run from a scenario
file (`scenarios/theory/`, with the `--set` shown) and compared with a closed form worked out apart
(`tests/theory/formulas.py`). The interval is half of the 95 % interval over replications, in percent of the closed
form; z is the distance in standard errors. The tests allow a distance that a true model passes by luck once in
{1 / FALSE_ALARM:,.0f} comparisons; seeds are fixed, so they always give the same answer. Cases with the same base
share their luck, so that their distances go together. Little's law is checked exactly on every desk and quarter.

| Case | Settings | Law | Quantity | Closed form | Simulated | 95 % | z |
|---|---|---|---|--:|--:|--:|--:|
"""


def rows(case: Case, found: Iterable[Estimate]) -> list[str]:
    """The lines of a case."""
    settings = ", ".join(f"`{setting}`" for setting in case.settings)
    lines = []
    for e in found:
        share = 100 * e.half_width / abs(e.exact)
        lines.append(
            f"| [{case.name}](../scenarios/{case.file}) | {settings} | {case.law} | {e.quantity} | {number(e.exact)} "
            f"| {number(e.simulated)} | {share:.2f} % | {e.distance:+.1f} |"
        )
    return lines


def number(value: float) -> str:
    """Six significant digits, thousands apart."""
    return f"{value:,.0f}" if abs(value) >= 100_000 else f"{value:.6g}"


def page(lines: Iterable[str], old: str = "") -> str:
    """The whole page; sections of others, which begin with a comment, stay as they are in the old one."""
    _, mark, others = old.partition("\n<!-- ")
    return HEAD + "\n".join(lines) + "\n" + mark + others
