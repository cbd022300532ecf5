"""How evenly leads are spread over the reps of a role."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from salesline.report.pictures.canvas import COLOURS, ENDS, axes, tip, title
from salesline.report.words import label

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MEASURE = "gini_leads_received."


def fairness(measures: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Gini coefficient of leads received, by role, over the plan: mean and P10 to P90 over replications.

    Takes the tidy measures; 0: all got as many, towards 1: one got all.
    """
    mine = measures[(measures["quarter"] == 0) & measures["measure"].str.startswith(MEASURE)].dropna()
    by_role = mine.groupby(mine["measure"].str.removeprefix(MEASURE), sort=False)["value"]
    mean, spread = by_role.mean(), by_role.quantile(ENDS).unstack()
    ax = ax or axes(height=0.5 * len(mean) + 1.3)
    y = np.arange(len(mean))[::-1]
    for at, role in zip(y, mean.index, strict=True):
        band = ax.hlines(at, spread.loc[role, 0.1], spread.loc[role, 0.9], color=COLOURS["sky"], linewidth=6)
        tip(
            band,
            f"{label(role)}: {mean[role]:.2f}, P10 {spread.loc[role, 0.1]:.2f}, P90 {spread.loc[role, 0.9]:.2f}",
        )
        ax.annotate(
            f"{mean[role]:.2f}", (mean[role], at), (0, 7), textcoords="offset points", ha="center", fontsize=9
        )
    ax.plot(mean, y, "o", color=COLOURS["blue"], markersize=7)
    ax.set_yticks(y, [label(role) for role in mean.index])
    ax.set(xlim=(0, max(0.5, float(spread[0.9].max()) * 1.1)), ylim=(-0.6, len(mean) - 0.3),
           xlabel="Gini coefficient of leads received (0: all alike, 1: one has all)")  # fmt: skip
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")
    most = mean.idxmax()
    title(ax, f"Leads are spread least evenly among {label(most)}s: Gini {mean.max():.2f}")
    return ax
