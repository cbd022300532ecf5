"""The weekly distribution of leads as text of 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesline.report.words import money

if TYPE_CHECKING:
    import pandas as pd

HEAD = f"{'week':>4} {'rep':16} {'leads':>5} {'first':>5} {'touches':>7} {'value':>7} {'open':>4}  left out most for"
NOTES = (
    "leads: received in the week; value: first-year value of these; first: first",
    "touches of a lead at a desk; open: leads held at the week's end; left out: how",
    "often another got a lead and why, the most frequent reason (all with --csv).",
)
PREFIX = "left out: "


def page(title: str, weeks: pd.DataFrame, fair: pd.DataFrame) -> str:
    """The distribution (of `salesline.distribution`) week by week and its fairness (of `salesline.fairness`)."""
    lines = [title[:80], "", HEAD[:80]]
    before = None
    for row in weeks.to_dict("records"):
        first = row["week"] != before
        before = row["week"]
        lines.append(_row(row, first=first))
    lines += ["", *NOTES]
    if len(fair):
        lines += ["", "Fairness by four definitions (0: all reps of the role alike)",
                  f"{'role':20} {'definition':12} {'reps':>4} {'mean':>12} {'Gini':>6} {'CV':>6}"]  # fmt: skip
        lines += [
            f"{row['role'][:20]:20} {row['definition']:12} {row['reps']:4} {row['mean']:12,.4g} "
            f"{row['gini']:6.2f} {row['cv']:6.2f}"
            for row in fair.to_dict("records")
        ]
    return "\n".join(line.rstrip() for line in lines)


def _row(row: dict[Any, Any], *, first: bool) -> str:
    reasons = {key.removeprefix(PREFIX): count for key, count in row.items() if str(key).startswith(PREFIX)}
    most = max(reasons, key=lambda reason: reasons[reason], default="")
    left = f"{reasons[most]:.0f} {most}" if most and reasons[most] else ""
    week = str(row["week"]) if first else ""
    return (f"{week:>4} {row['rep'][:16]:16} {row['received']:5.0f} {row['first_touches']:5.0f} "
            f"{row['touches']:7.0f} {money(row['value']):>7} {row['open_end']:4.0f}  {left}")[:80]  # fmt: skip
