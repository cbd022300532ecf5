"""Hiring classes: what those who joined together book per head, quarter by quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.ticker import FuncFormatter

from salesline.report.people import classes_by_quarter
from salesline.report.pictures.canvas import COLOURS, at_ends, axes, dollars, title
from salesline.report.words import money

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MARKERS = "osD^vP*X<>"


def classes(reps: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Bookings per head employed in the quarter, of quota carriers, by the quarter in which they joined (dollars)."""
    ax = ax or axes()
    found = classes_by_quarter(reps)
    ends = []
    for colour, marker, (name, rows) in zip(
        COLOURS.values(), MARKERS, found.groupby("joined", sort=False), strict=False
    ):
        ax.plot(rows["quarter"], rows["per_head"], marker=marker, color=colour, linewidth=1.8)
        last = rows.iloc[-1]
        ends.append(
            (float(last["quarter"]), float(last["per_head"]), f"{name} ({last['heads']:.1f})", colour)
        )
    quarters = sorted(found["quarter"].unique())
    ax.set_xticks(quarters, [f"Q{quarter}" for quarter in quarters])
    ax.set(ylabel="bookings per head and quarter", xlabel="quarter of the plan (in brackets: heads in the last)",
           ylim=(0, None), xlim=(min(quarters) - 0.2, None))  # fmt: skip
    ax.yaxis.set_major_formatter(FuncFormatter(dollars))
    at_ends(ax, ends)
    title(ax, _headline(found, int(quarters[-1])))
    return ax


def _headline(found: pd.DataFrame, last: int) -> str:
    now = found[found["quarter"] == last].set_index("joined")
    old = now[now["old"]]
    new = now[~now["old"]]
    mean = float((new["per_head"] * new["heads"]).sum() / max(1e-9, float(new["heads"].sum())))
    before = float(old["per_head"].iloc[0]) if len(old) else 0.0
    return f"In Q{last} a new head books {money(mean)}, one who was there before {money(before)}"
