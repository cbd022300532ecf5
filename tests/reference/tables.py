"""The reference of tables and events, docs/tables.md: every column of a record, and every kind of event."""

from __future__ import annotations

from salesline.measures.columns import EVENTS, TABLES
from tests.reference.markdown import table

HEAD = """# Tables and events

What a replication leaves behind: `record.tables`, `study.tables` (all replications, with the columns `scenario` and
`replication` first) and the folder `tables` of a run. This page is made from `salesline.measures.columns` by `python -m
tests.reference write`; a test holds every column that a run can make against it.

Times are hours from the start of the plan, negative before it. Plan quarters count from 1; the prior year's are -3 to 0.
Books are kept in cents. Other frames: `study.measures` (scenario, replication, quarter with 0 for the whole plan, measure,
value: see [measures](measures.md)); `study.summary` (n, mean, its 95 % interval low and high, p10, p50, p90 with their own
intervals); `study.effects` (paired differences against the first scenario: n, mean, low, high, relative, variance_ratio, p,
chance_best).
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for name, one in TABLES.items():
        parts.append(f"\n## {name}\n\nA row: {one.row}. {one.when[0].upper()}{one.when[1:]}.\n\n")
        parts.append(
            table(
                ("column", "unit", "what"),
                [(f"`{column}`", unit, words) for column, (unit, words) in one.columns.items()],
            )
        )
    parts.append("\n## Kinds of events\n\nChanges of a lead's state; every other activity is a touch.\n\n")
    parts.append(table(("activity", "what happened"), EVENTS.items()))
    return "".join(parts)
