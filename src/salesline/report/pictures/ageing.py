"""Ageing work in process: how old what is open has become, week by week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.ticker import MaxNLocator

from salesline.report.ageing import ages
from salesline.report.pictures.canvas import COLOURS, ENDS, at_ends, axes, plan_start, title
from salesline.report.words import label

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def ageing(weeks: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Least possible mean age in days of the work in process of every desk: mean and P10 to P90 over replications."""
    ax = ax or axes()
    found = ages(weeks)
    ends, grown = [], []
    for colour, (desk, rows) in zip(COLOURS.values(), found.groupby("desk", sort=False), strict=False):
        if not rows["age"].any():
            continue  # nothing stays at a desk that prospects
        by_week = rows.groupby("week")["age"]
        mean, spread = by_week.mean(), by_week.quantile(ENDS).unstack()
        ax.fill_between(mean.index, spread[0.1], spread[0.9], color=colour, alpha=0.2, linewidth=0)
        ax.plot(mean.index, mean, color=colour, linewidth=1.8)
        ends.append((float(mean.index[-1]), float(mean.iloc[-1]), label(desk), colour))
        begun = float(mean.loc[mean.index >= 0].iloc[0])
        grown.append((float(mean.iloc[-1]) - begun, begun, float(mean.iloc[-1]), label(desk)))
    plan_start(ax)
    ax.set(xlabel="week of the plan", ylabel="days, at least", ylim=(0, None))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    at_ends(ax, ends)
    if grown:
        change, begun, last, desk = max(grown, key=lambda row: abs(row[0]))
        verb = "ages" if change > 0 else "gets younger,"
        title(ax, f"Open work at {desk} {verb} from {begun:,.0f} to {last:,.0f} days, at least")
    else:
        title(ax, "There is no work in process")
    return ax
