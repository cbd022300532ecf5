"""Bookings to date, week by week, against the plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from salesline.report.pictures.canvas import COLOURS, ENDS, at_ends, axes, dollars, tip, title
from salesline.report.words import money

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

WEEK = 168.0


def to_date(
    weeks: pd.DataFrame, quarters: pd.DataFrame, plan: Sequence[float] | None = None, ax: Axes | None = None
) -> Axes:
    """Bookings since the plan began: mean and P10 to P90 over replications, and the plan's straight course (dollars)."""
    ax = ax or axes()
    total = weeks.groupby(["replication", "week"])["bookings_total"].max().unstack("replication")
    start = total.loc[-1] if -1 in total.index else 0.0
    booked = (total - start)[total.index >= -1]
    booked.index = booked.index.astype(float) + 1.0
    end = float(quarters["end_hour"].max()) / WEEK
    if end > booked.index[-1]:  # the days after the last whole week
        whole = quarters[quarters["quarter"] >= 1].groupby("replication")["bookings"].sum()
        booked.loc[end] = whole.reindex(booked.columns)
    at = booked.index.to_numpy(dtype=float)
    mean, spread = booked.mean(axis=1), booked.quantile(ENDS, axis=1)
    band = ax.fill_between(
        at, spread.loc[0.1], spread.loc[0.9], color=COLOURS["blue"], alpha=0.22, linewidth=0
    )
    low, high = (float(spread.loc[share].iloc[-1]) for share in ENDS)
    tip(band, f"eight in ten: {money(low)} to {money(high)} in the end")
    ax.plot(at, mean, color=COLOURS["blue"], linewidth=2)
    x = float(at[-1])
    ends = [(x, float(mean.iloc[-1]), f"{money(mean.iloc[-1])}", COLOURS["blue"])]
    if plan:
        hours = quarters[quarters["quarter"] >= 1].groupby("quarter")["end_hour"].mean()
        points = np.concatenate([[0.0], hours.to_numpy(dtype=float) / WEEK])
        course = np.concatenate([[0.0], np.cumsum(plan)])
        (planned,) = ax.plot(points, course, "--", color=COLOURS["red"], linewidth=2)
        tip(planned, f"plan: {money(course[-1])}")
        ends.append((x, float(course[-1]), f"plan {money(course[-1])}", COLOURS["red"]))
    ax.set(xlabel="weeks since the plan began", ylabel="bookings to date", ylim=(0, None), xlim=(0, None))
    ax.yaxis.set_major_formatter(FuncFormatter(dollars))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    at_ends(ax, ends)
    title(ax, _headline(mean, at, plan, quarters))
    return ax


def _headline(
    mean: pd.Series[float], at: np.ndarray, plan: Sequence[float] | None, quarters: pd.DataFrame
) -> str:
    end = money(mean.iloc[-1])
    if not plan:
        return f"Bookings add up to {end} on average"
    hours = quarters[quarters["quarter"] >= 1].groupby("quarter")["end_hour"].mean().to_numpy(dtype=float)
    course = np.interp(at, np.concatenate([[0.0], hours / WEEK]), np.concatenate([[0.0], np.cumsum(plan)]))
    behind = mean.to_numpy() < course
    if not behind[-1]:
        return "On average bookings end on or above the plan's course"
    ahead = np.flatnonzero(~behind)
    since = int(at[ahead[-1]]) + 1 if len(ahead) else 1
    return f"Mean bookings stay behind the plan's course from week {max(1, since)}"
