"""The section of docs/verification.md on time to decision."""

from collections.abc import Sequence

from tests.decision.race import LEVEL, POWER, Decided, table

BEGIN, END = "<!-- decision: python -m tests.decision -->", "<!-- end of decision -->"
HEAD = f"""
## Time to decision

Written by `python -m tests.decision`; do not edit. Two plans are told apart at {100 * LEVEL:.0f} % two ways in the same run.
Ours: common luck, and replications until the better plan is shown over all looks (`salesline which`), on another seed each
experiment. The usual way: a seed for each plan, and the number of replications fixed beforehand that finds the difference with a
power of {100 * POWER:.0f} %, worked out from the difference and the spread that all runs of ours show: an analyst would have to
guess both. Its test is shown as z where it was run in full. Seconds are processor time on one core, replications those of each
plan. "Luck": variance of the difference on independent over that on common luck. The ratios are the usual way over ours.
A ratio below 1: the difference is so large that two replications would show it, and our first look takes 8.

| Plans | Apart | Ours: replications | Right | Seconds | Usual: replications | Seconds | Luck | Ratio | of seconds |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|
"""


def section(results: Sequence[Decided], names: Sequence[str] = (), old: str = "") -> str:
    """The section, its marks included; rows of `names` that were not measured now are those of the old page."""
    lines = [line for line in old.partition(BEGIN)[2].partition(END)[0].splitlines() if line.startswith("| ")]
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in lines[1:]}
    rows |= {r.question.name: line for r, line in zip(results, table(results), strict=True)}
    kept = [rows[name] for name in (names or rows) if name in rows]
    return f"{BEGIN}\n{HEAD}" + "\n".join(kept) + f"\n\n{END}\n"
