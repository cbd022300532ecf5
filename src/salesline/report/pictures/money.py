"""Bookings by quarter of the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FuncFormatter

from salesline.report.pictures.canvas import COLOURS, ENDS, axes, dollars, tip, title
from salesline.report.words import money

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray


BESIDE = 3
"""Scenarios whose names fit into the picture; those of more stand above it."""


def bookings(quarters: pd.DataFrame, plan: Sequence[float] | None = None, ax: Axes | None = None) -> Axes:
    """Mean bookings per plan quarter with the P10 to P90 band over replications, against the plan (dollars)."""
    ax = ax or axes()
    mine = quarters[quarters["quarter"] >= 1]
    spread = mine.groupby("quarter")["bookings"].quantile(ENDS).unstack()
    mean = mine.groupby("quarter")["bookings"].mean()
    at = mean.index.to_numpy(dtype=float)
    bars = ax.bar(at, mean, width=0.55, color=COLOURS["blue"], label="simulated mean")
    for bar, quarter in zip(bars, mean.index, strict=True):
        low, high = (money(float(spread[end][quarter])) for end in ENDS)
        tip(bar, f"Q{quarter}: {money(float(mean[quarter]))}, eight in ten {low} to {high}")
    errors = np.vstack([mean - spread[0.1], spread[0.9] - mean]).clip(min=0)
    ax.errorbar(
        at, mean, yerr=errors, fmt="none", ecolor="#222222", elinewidth=1.4, capsize=5, label="P10 to P90"
    )
    if plan:
        ax.hlines(plan, at - 0.38, at + 0.38, color=COLOURS["red"], linewidth=2.5, label="plan")
    for x, y in zip(at, mean, strict=True):
        ax.annotate(money(y), (x - 0.2, 0), (0, 5), textcoords="offset points", color="white", fontsize=9)
    _frame(ax, at, max([*spread[0.9], *(plan or ())]))
    title(ax, _headline(mean, plan))
    return ax


def _headline(mean: pd.Series[float], plan: Sequence[float] | None) -> str:
    if not plan:
        return f"Bookings average {money(mean.sum())} over the plan"
    behind = [f"Q{q}" for q, (got, want) in enumerate(zip(mean, plan, strict=False), start=1) if got < want]
    if not behind:
        return "Mean bookings reach the plan in every quarter"
    if len(behind) == len(mean):
        return "Mean bookings fall short of the plan in every quarter"
    return f"Mean bookings fall short of the plan in {', '.join(behind)}"


def bookings_compared(
    quarters: Mapping[str, pd.DataFrame],
    plans: Mapping[str, Sequence[float] | None] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Bookings of several scenarios beside each other: mean and P10 to P90 per plan quarter, and each one's plan.

    Takes the table `quarters` and the plan by quarter (dollars) of every scenario, by its name.
    """
    ax = ax or axes()
    step = 0.8 / len(quarters)
    totals, top, at = {}, 0.0, np.empty(0)
    for number, (name, rows) in enumerate(quarters.items()):
        mine = rows[rows["quarter"] >= 1]
        mean = mine.groupby("quarter")["bookings"].mean()
        spread = mine.groupby("quarter")["bookings"].quantile(ENDS).unstack()
        at, plan = mean.index.to_numpy(dtype=float), (plans or {}).get(name)
        x = at + step * (number - (len(quarters) - 1) / 2)
        bars = ax.bar(
            x, mean, width=step * 0.85, color=list(COLOURS.values())[number % len(COLOURS)], label=name
        )
        for bar, quarter in zip(bars, mean.index, strict=True):
            tip(bar, f"{name}, Q{quarter}: {money(float(mean[quarter]))}")
        errors = np.vstack([mean - spread[0.1], spread[0.9] - mean]).clip(min=0)
        ax.errorbar(x, mean, yerr=errors, fmt="none", ecolor="#222222", elinewidth=1.2, capsize=3)
        if plan:
            label = "" if "plan" in ax.get_legend_handles_labels()[1] else "plan"
            ax.hlines(plan, x - step / 2, x + step / 2, color="#222222", linewidth=2.5, label=label)
        totals[name] = float(mean.sum())
        top = max([top, *spread[0.9], *(plan or ())])
    _frame(ax, at, top)
    if len(quarters) > BESIDE:
        ax.legend(frameon=False, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2, fontsize=9)
        ax.set_ylim(0, top * 1.05 or 1)
    best = max(totals, key=lambda name: totals[name])
    title(ax, f"{best} books most: {money(totals[best])} on average over the plan")
    return ax


def _frame(ax: Axes, at: NDArray[np.float64], top: float) -> None:
    """Quarters below, dollars at the left, and room for the legend."""
    ax.set(
        xticks=at,
        xticklabels=[f"Q{int(q)}" for q in at],
        ylabel="bookings, $ a quarter",
        xlabel="quarter of the plan",
        ylim=(0, top * 1.25 or 1),
    )
    ax.yaxis.set_major_formatter(FuncFormatter(dollars))
    ax.legend(frameon=False, loc="upper left", fontsize=9)
