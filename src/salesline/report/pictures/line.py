"""The line: work in process, load, cumulative flow and cycle times."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator, PercentFormatter

from salesline.report.constraint import BUSY
from salesline.report.pictures.canvas import COLOURS, ENDS, at_ends, axes, plan_start, title
from salesline.report.words import label

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def wip(weeks: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Work in process per desk at each week's end: mean over replications with the P10 to P90 band (leads)."""
    ax = ax or axes()
    growth, ends = [], []
    for colour, (desk, rows) in zip(COLOURS.values(), weeks.groupby("desk", sort=False), strict=False):
        if not rows["wip"].any():
            continue  # leads pass a desk that prospects without a stay
        mean = rows.groupby("week")["wip"].mean()
        spread = rows.groupby("week")["wip"].quantile(ENDS).unstack()
        ax.fill_between(mean.index, spread[0.1], spread[0.9], color=colour, alpha=0.2, linewidth=0)
        ax.plot(mean.index, mean, color=colour, linewidth=1.8)
        ends.append((float(mean.index[-1]), float(mean.iloc[-1]), label(desk), colour))
        growth.append((float(mean.iloc[-1] - mean.loc[mean.index >= 0].iloc[0]), label(desk)))
    plan_start(ax)
    ax.set(xlabel="week of the plan", ylabel="leads in process", ylim=(0, None))
    at_ends(ax, ends)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    if growth:
        change, desk = max(growth, key=lambda pair: abs(pair[0]))
        title(ax, f"Work in process of {desk} {_moves(change)} over the plan")
    else:
        title(ax, "There is no work in process")
    return ax


def _moves(change: float) -> str:
    if abs(change) < 1:
        return "stays where it was"
    return f"{'grows' if change > 0 else 'falls'} by {abs(change):,.0f} leads"


def load(measures: pd.DataFrame, list_driven: Collection[str] = (), ax: Axes | None = None) -> Axes:
    """Load of every desk's staff by plan quarter: mean over replications with the P10 to P90 band.

    Takes the tidy measures `load.<desk>`: working time over the hours available for it, at most 1. Desks that are
    `list_driven` fill their spare time with prospecting; they are drawn dashed and never named as the busiest.
    """
    ax = ax or axes()
    every = measures[measures["measure"].str.startswith("load.")]
    mine, means, ends = every[every["quarter"] >= 1], {}, []
    for colour, (measure, rows) in zip(COLOURS.values(), mine.groupby("measure", sort=False), strict=False):
        desk = str(measure).removeprefix("load.")
        by_quarter = rows.groupby("quarter")["value"]
        mean, spread = by_quarter.mean(), by_quarter.quantile(ENDS).unstack()
        listed = desk in list_driven
        ax.fill_between(mean.index, spread[0.1], spread[0.9], color=colour, alpha=0.18, linewidth=0)
        ax.plot(mean.index, mean, "--" if listed else "o-", color=colour, linewidth=1.8, markersize=4)
        ends.append((mean.index[-1], float(mean.iloc[-1]), label(desk), colour))
        if not listed:
            whole = every[(every["quarter"] == 0) & (every["measure"] == measure)]
            means[label(desk)] = float(whole["value"].mean())
    ax.axhline(BUSY, color="#777777", linewidth=1, linestyle=":")
    ax.annotate(f"binds from {BUSY:.0%}", (0.0, BUSY), (4, 3), xycoords=("axes fraction", "data"),
                textcoords="offset points", fontsize=8, color="#555555")  # fmt: skip
    ax.set(ylim=(0, 1.08), ylabel="load", xlabel="quarter of the plan")
    at_ends(ax, ends)
    ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    quarters = sorted(mine["quarter"].unique())
    ax.set_xticks(quarters, [f"Q{quarter}" for quarter in quarters])
    if means:
        busiest = max(means, key=lambda desk: means[desk])
        title(ax, f"The busiest desk is {busiest}, with a load of {means[busiest]:.0%} over the plan")
    return ax


def flow(weeks: pd.DataFrame, desk: str, ax: Axes | None = None) -> Axes:
    """Cumulative flow of one desk over the plan: leads that came and left, counted from what was there at its start."""
    ax = ax or axes()
    mine = weeks[(weeks["desk"] == desk) & (weeks["week"] >= -1)]
    mean = mine.groupby("week")[["entered_total", "left_total"]].mean()
    mean -= mean["left_total"].iloc[0]
    mean.index += 1
    came, left = mean["entered_total"], mean["left_total"]
    ax.fill_between(mean.index, left, came, color=COLOURS["orange"], alpha=0.55, linewidth=0)
    ax.fill_between(mean.index, 0, left, color=COLOURS["blue"], alpha=0.35, linewidth=0)
    ax.plot(mean.index, came, color=COLOURS["orange"], linewidth=1.5)
    ax.plot(mean.index, left, color=COLOURS["blue"], linewidth=1.5)
    ax.set(xlabel="weeks since the plan began", ylabel="leads since the plan began", ylim=(0, None))
    x = float(mean.index[-1])
    at_ends(
        ax,
        [
            (x, float(left.iloc[-1]), "left", COLOURS["blue"]),
            (x, float(came.iloc[-1]), "came", COLOURS["orange"]),
        ],
    )
    title(ax, f"{label(desk)}: {_gap(came - left)}")
    return ax


def _gap(inside: pd.Series[float]) -> str:
    first, last = float(inside.iloc[0]), float(inside.iloc[-1])  # the height between the two edges
    verb = (
        "stays near"
        if abs(last - first) <= 0.1 * max(first, 1.0)
        else ("grows from" if last > first else "falls from")
    )
    return f"work in process {verb} {first:,.0f}" + (
        " leads" if verb == "stays near" else f" to {last:,.0f} leads"
    )


def cycle_times(deals: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Days from opening to closing of opportunities that closed in the plan, pooled over replications."""
    ax = ax or axes()
    mine = deals[deals["closed"] >= 0]
    days = (mine["closed"] - mine["opened"]) / 24.0
    if days.empty:
        title(ax, "No opportunity closed")
        return ax
    top = float(days.quantile(0.99)) or 1.0
    edges = np.linspace(0, top, 41)
    for outcome, colour in (("lost", "sky"), ("won", "blue")):
        part = days[mine["outcome"] == outcome].clip(upper=top)
        share = np.histogram(part, edges)[0] / len(days)
        ax.stairs(
            share,
            edges,
            fill=True,
            color=COLOURS[colour],
            alpha=0.75,
            label=f"{outcome} ({len(part) / len(days):.0%})",
        )
    for point in (0.5, 0.9):
        at = float(np.quantile(days, point))
        ax.axvline(at, color="#222222", linewidth=1, linestyle="--")
        ax.annotate(f"P{point * 100:.0f} {at:,.0f} d", (at, 0.97), (3, 0), xycoords=("data", "axes fraction"),
                    textcoords="offset points", va="top", fontsize=9)  # fmt: skip
    ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=1))
    ax.set(
        xlabel="days from opening to closing (last bar: longer)",
        ylabel="share of closed opportunities",
        xlim=(0, top),
    )
    ax.legend(frameon=False, loc="center right", fontsize=9)
    title(ax, f"Half of the opportunities close within {days.median():,.0f} days")
    return ax
