"""The reference of measures, docs/measures.md: each with unit, formula, population and what happens to what is unfinished."""

from __future__ import annotations

from salesline.measures import MEASURES
from salesline.measures.fairness import FAIRNESS
from tests.reference.markdown import table

HEAD = """# Measures

Every number that Salesline reports, from the declarations that compute it (`salesline.measures.MEASURES`). This page is made
from the code by `python -m tests.reference write`.

In the tidy tables (`study.measures`) a measure stands with its scenario, replication and quarter; quarter 0 is the whole
plan. One that is reported *by* desk, role, promise (SLA) or expiry rule has that name after a point: `wip.closing`,
`utilisation.ae`. *Censoring* is what happens to leads and work that are unfinished at the period's end. *Better* is the
direction that counts as good, where there is one.
"""
FAIR = """
## Fairness of assignment

`salesline.fairness(record)`, from a record with its log. Each definition gives a figure to every rep; reported are their
mean, the Gini coefficient (0: all alike) and the coefficient of variation by role.

"""
BENCH = """
## Only in answers

"""


def page() -> str:
    """The whole page."""
    columns = ("measure", "what", "unit", "formula", "population", "censoring", "better", "by")
    rows = [
        (f"`{one.name}`", one.title, one.unit, one.formula, one.population, one.censoring, one.better or "depends",
         one.by or "line")
        for one in MEASURES.values()
    ]  # fmt: skip
    fair = [
        (one.name, one.title, one.unit, one.formula, one.population, one.censoring, one.source)
        for one in FAIRNESS.values()
    ]
    answers = [
        ("`contribution`", "Contribution", "$", "bookings times gross margin less all cost, over the plan")
    ]
    return (
        HEAD
        + "\n"
        + table(columns, rows)
        + FAIR
        + table(
            ("definition", "what", "unit", "a rep's figure", "population", "censoring", "source"),
            fair,
        )
        + BENCH
        + table(("measure", "what", "unit", "formula"), answers)
    )
