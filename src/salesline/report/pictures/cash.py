"""Cash month by month, where the study keeps books of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from salesline.report.pictures.canvas import COLOURS, ENDS, at_ends, axes, dollars, title
from salesline.report.words import money

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def cash(flows: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Cash at the end of every month of the plan: mean and P10 to P90 over replications (dollars).

    Takes the frame 'cash' of `salesline.measures.statements.money` by month, of one scenario.
    """
    ax = ax or axes()
    by_month = flows.groupby("month")["closing"]
    mean, spread = by_month.mean(), by_month.quantile(ENDS).unstack()
    at = mean.index.to_numpy(dtype=float)
    ax.fill_between(at, spread[0.1], spread[0.9], color=COLOURS["blue"], alpha=0.22, linewidth=0)
    ax.plot(at, mean, "o-", color=COLOURS["blue"], linewidth=2, markersize=4)
    ax.axhline(0.0, color="#222222", linewidth=1)
    at_ends(ax, [(float(at[-1]), float(mean.iloc[-1]), money(mean.iloc[-1]), COLOURS["blue"])])
    ax.set(xlabel="month of the plan", ylabel="cash")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.yaxis.set_major_formatter(FuncFormatter(dollars))
    lowest = int(np.argmin(mean.to_numpy()))
    title(ax, f"Cash is lowest in month {int(at[lowest])}: {money(float(mean.iloc[lowest]))} on average")
    return ax
