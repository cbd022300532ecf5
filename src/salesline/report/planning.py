"""Planners' tables as text of 80 columns: means over replications of what is looked at first; all columns are in the CSV."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from salesline.measures.pipeline import ALL_ROLES, ALL_SEGMENTS
from salesline.measures.planning import ALL_SOURCES
from salesline.report.words import WIDTH, amount, change, label, money, percent

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["page", "summary"]

Words = Callable[[float | None], str]
INDENT = "  "
LEAST = 8
"""Characters that a name keeps on a line, however many columns there are."""
PERIODS = ("quarter", "month", "end_week")
KEYS = ("role", "source", "desk", "cohort", "segment", *PERIODS)
"""Columns that tell rows apart; all others are numbers that are averaged."""
SHOWN: Mapping[str, tuple[str, tuple[tuple[str, str, Words], ...]]] = {
    "headcount": ("Heads", (("heads", "heads", amount), ("under_3_months", "<3 months", amount),
                            ("ramped_heads", "ramped", amount), ("ramped_quota", "ramped quota", money),
                            ("bookings", "bookings", money), ("opportunities_per_rep", "opps/head", amount))),
    "capacity": ("Capacity against plan", (("quota", "quota", money), ("ramped_quota", "ramped quota", money),
                                           ("plan", "plan", money), ("capacity_to_plan", "capacity", percent),
                                           ("bookings_to_plan", "bookings", percent))),
    "cohorts": ("Bookings by hire cohort (0: before the plan)", (("heads", "heads", amount), ("bookings", "bookings", money),
                                                                 ("attainment", "attainment", percent))),
    "attainment": ("Attainment of quota", (("p10", "P10", percent), ("p50", "median", percent), ("p90", "P90", percent),
                                           ("at_quota", "at quota", percent), ("below_half", "below half", percent))),
    "pipeline": ("Pipeline", (("opened", "opened", amount), ("won", "won", amount), ("bookings", "bookings", money),
                              ("win_rate", "win rate", percent), ("open_value", "open at start", money),
                              ("coverage", "coverage", amount), ("share_of_quarter", "of quarter", percent))),
    "linearity": ("Linearity: share of the quarter's bookings", (("month_1", "month 1", percent), ("month_2", "month 2", percent),
                                                                 ("month_3", "month 3", percent),
                                                                 ("last_ten_days", "last 10 days", percent))),
    "velocity": ("Lead velocity", (("leads", "leads", amount), ("created", "created", amount), ("sqls", "qualified", amount),
                                   ("growth", "growth", change))),
}  # fmt: skip


def summary(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the means over replications of each table; what is not a number in a replication is left out of it."""
    found = {}
    for name, frame in frames.items():
        keys = [key for key in KEYS if key in frame.columns]
        numbers = [column for column in frame.columns if column not in (*KEYS, "scenario", "replication")]
        found[name] = frame.groupby(keys, sort=False)[numbers].mean().reset_index()
    return found


def page(title: str, means: Mapping[str, pd.DataFrame]) -> str:
    """Return all tables as text, the whole line and all segments first."""
    blocks = [title]
    for name, (heading, columns) in SHOWN.items():
        frame = means.get(name)
        if frame is None or frame.empty:
            continue
        there = [column for column in columns if column[0] in frame.columns]
        keys = [key for key in KEYS if key in frame.columns]
        rows = [[_key(key, row[key]) for key in keys] + [words(row[c]) for c, _, words in there]
                for row in frame.to_dict("records")]  # fmt: skip
        blocks.append(_aligned(heading, [*(key.replace("_", " ") for key in keys), *(label for _, label, _ in there)],
                               rows, len(keys)))  # fmt: skip
    return "\n\n".join(blocks)


def _key(key: str, value: object) -> str:
    if value in (ALL_ROLES, ALL_SEGMENTS, ALL_SOURCES):
        return "all"
    return label(value) if key == "role" else str(value).replace("_", " ")


def _aligned(heading: str, head: Sequence[str], rows: Sequence[Sequence[str]], keys: int) -> str:
    heads, widths, gap = _widths(head, rows, keys)
    tall = max(map(len, heads))
    told = [[""] * (tall - len(words)) + words for words in heads]  # the last word stands on the figures
    lines = _lines(told, widths, keys, gap)
    for row in rows:
        folded = [
            textwrap.wrap(cell, width, break_on_hyphens=False) if k < keys else [cell]
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines += _lines(folded, widths, keys, gap)
    return "\n".join([heading, *(f"{INDENT}{line}" for line in lines)])


def _widths(
    head: Sequence[str], rows: Sequence[Sequence[str]], keys: int
) -> tuple[list[list[str]], list[int], str]:
    """Return the lines of each column's head, widths and what stands between columns, so that the page's width is enough.

    Heads are folded first, then the longest names, then columns move closer.
    """
    for fold in (False, True):
        heads = [text.split() if fold else [text] for text in head]
        widths = [max(map(len, [*words, *(row[k] for row in rows)])) for k, words in enumerate(heads)]
        over = len(INDENT) + sum(widths) + 2 * (len(widths) - 1) - WIDTH
        if over <= 0:
            break
    while over > 0:
        longest = max(range(keys), key=widths.__getitem__)
        cut = min(over, widths[longest] - LEAST)
        if cut <= 0:
            break
        widths[longest] -= cut
        over -= cut
    return heads, widths, "  " if over <= 0 else " "


def _lines(cells: Sequence[Sequence[str]], widths: Sequence[int], keys: int, gap: str) -> list[str]:
    """Return cells of one or more lines beside one another: keys from the left, numbers from the right."""
    found = []
    for at in range(max(map(len, cells))):
        parts = [cell[at] if at < len(cell) else "" for cell in cells]
        found.append(
            gap.join(
                part.ljust(width) if k < keys else part.rjust(width)
                for k, (part, width) in enumerate(zip(parts, widths, strict=True))
            ).rstrip()
        )
    return found
