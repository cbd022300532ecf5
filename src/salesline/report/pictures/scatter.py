"""Every closed opportunity of one simulated plan by its day of closing and its cycle time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from salesline.report.pictures.canvas import COLOURS, axes, title

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

POINTS = 240
"""Most points that are drawn; of more, an even choice."""
LINES = (0.5, 0.85, 0.95)


def cycle_scatter(deals: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Cycle time in days by week of closing: opportunities of the first replication; percentiles of all replications."""
    ax = ax or axes()
    mine = deals[deals["closed"] >= 0]
    if mine.empty:
        title(ax, "No opportunity closed")
        return ax
    days = (mine["closed"] - mine["opened"]) / 24.0
    first = mine[mine["replication"] == mine["replication"].min()].sort_values("closed", kind="stable")
    if len(first) > POINTS:
        first = first.iloc[np.linspace(0, len(first) - 1, POINTS).round().astype(int)]
    top = float(days.quantile(0.99)) or 1.0
    for outcome, colour, marker in (("lost", "orange", "x"), ("won", "blue", "o")):
        part = first[first["outcome"] == outcome]
        y = ((part["closed"] - part["opened"]) / 24.0).clip(upper=top)
        ax.plot(
            part["closed"] / 168.0, y, marker, color=COLOURS[colour], markersize=4, alpha=0.75, label=outcome
        )
    for share in LINES:
        at = float(days.quantile(share))
        ax.axhline(at, color="#222222", linewidth=1, linestyle="--")
        ax.annotate(f"P{share * 100:.0f} {at:,.0f} d", (1.0, at), (4, 0), xycoords=("axes fraction", "data"),
                    textcoords="offset points", va="center", fontsize=8.5, annotation_clip=False)  # fmt: skip
    ax.set(
        xlabel="week of closing", ylabel="days from opening to closing", ylim=(0, top * 1.12), xlim=(0, None)
    )
    ax.legend(frameon=False, loc="upper left", fontsize=9, ncols=2)
    title(ax, f"85 in 100 opportunities close within {days.quantile(0.85):,.0f} days")
    return ax
