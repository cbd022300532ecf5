"""How a mean settles: the mean of a measure and its interval after more and more replications."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from salesline.experiment.statistics import mean_interval
from salesline.measures import measure_named
from salesline.report.pictures.canvas import COLOURS, axes, dollars, tip, title

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

FIRST = 3
"""Replications before there is an interval worth drawing."""


def convergence(measures: pd.DataFrame, name: str = "bookings", ax: Axes | None = None) -> Axes:
    """Mean over the first n replications with its 95 % interval, n along the axis.

    Takes the tidy measures of one scenario; raises KeyError if there is no such measure, ValueError if there are too few
    replications.
    """
    mine = measures[(measures["quarter"] == 0) & (measures["measure"] == name)]
    values = mine.sort_values("replication", kind="stable")["value"].to_numpy(dtype=float)
    if not len(values):
        raise KeyError(f"no measure {name!r} of the whole plan")
    if len(values) < FIRST:
        raise ValueError(f"{len(values)} replications: at least {FIRST} are needed to see a mean settle")
    ax = ax or axes()
    at = np.arange(FIRST, len(values) + 1)
    found = [mean_interval(values[:n]) for n in at]
    low, high = np.array([one.low for one in found]), np.array([one.high for one in found])
    band = ax.fill_between(at, low, high, color=COLOURS["blue"], alpha=0.22, linewidth=0)
    tip(band, "95 % interval of the mean")
    ax.plot(at, [one.mean for one in found], color=COLOURS["blue"], linewidth=2)
    ax.plot(np.arange(1, len(values) + 1), values, "o", color=COLOURS["grey"], markersize=3, alpha=0.7)
    said = measure_named(name)
    ax.set(xlabel="replications", ylabel=said.title.lower(), xlim=(0, len(values) + 1))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    if said.unit == "$":
        ax.yaxis.set_major_formatter(FuncFormatter(dollars))
    last = found[-1]
    share = abs(last.half_width / last.mean) if last.mean else float("inf")
    title(ax, f"After {len(values)} replications the mean is known to ±{100 * share:.1f} %")
    return ax
