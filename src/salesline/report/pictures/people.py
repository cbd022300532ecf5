"""People: quota attainment and where paid time went."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import PercentFormatter

from salesline.report.people import attainment_by_rep
from salesline.report.pictures.canvas import COLOURS, axes, tip, title
from salesline.report.words import label, plural

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

USES = {
    "service": "blue",
    "setup": "orange",
    "reload": "red",
    "interruption": "pink",
    "internal": "purple",
    "onboarding": "brown",
    "absence": "gold",
    "idle": "grey",
}
"""Uses of paid time, in the order of the ledger, and the colour of each."""

MOST_REPS = 30
"""Reps in one picture of attainment; of more, the best and the last are shown."""


def attainment(reps: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Quota attainment per rep over the plan: mean and P10 to P90 over replications.

    Reps who carry a quota in less than half of the replications are one line together: see `attainment_by_rep`.
    """
    found = attainment_by_rep(reps)
    every, ends = found.listed, MOST_REPS // 2
    cut = len(every) > MOST_REPS
    rows = every.iloc[[*range(ends), *range(len(every) - ends, len(every))]] if cut else every
    names, points = list(rows["name"]), rows[["low", "mean", "high"]].to_numpy(dtype=float)
    if found.others:
        names.append(f"{found.others.reps:.1f} others, together")
        points = np.vstack([points, [found.others.low, found.others.mean, found.others.high]])
    ax = ax or axes(height=max(2.2, 0.26 * len(names) + 1.1))
    y = np.arange(len(names))[::-1]
    ax.hlines(y, points[:, 0], points[:, 2], color=COLOURS["sky"], linewidth=5)
    ax.plot(points[:, 1], y, "o", color=COLOURS["blue"], markersize=6)
    ax.axvline(1.0, color=COLOURS["red"], linewidth=1.5)
    ax.annotate("quota", (1.0, 1.0), (4, -2), xycoords=("data", "axes fraction"), textcoords="offset points",
                color=COLOURS["red"], va="top", fontsize=9)  # fmt: skip
    ax.set_yticks(y, names, fontsize=8)
    ax.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.set(xlabel="bookings as a share of quota over the plan (dot: mean; bar: P10 to P90)", xlim=(0, None))
    ax.grid(visible=True, axis="x")
    reached = int((every["mean"] >= 1.0).sum())
    shown = f" (the first and last {ends} shown)" if cut else ""
    title(
        ax,
        f"{reached or 'None'} of {len(every)} quota carriers reach{'es' * (reached <= 1)} quota on average{shown}",
    )
    return ax


def paid_time(reps: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Where paid hours went over the plan, per role: shares of paid hours; what lies beyond 100 % is overtime."""
    mine = reps[reps["quarter"] >= 1]
    hours = mine.groupby("role")[[*USES, "paid_hours"]].sum()
    shares = hours[list(USES)].div(hours["paid_hours"].where(lambda paid: paid > 0, 1.0), axis=0)[::-1]
    ax = ax or axes(height=0.55 * len(shares) + 1.5)
    left = np.zeros(len(shares))
    for use, colour in USES.items():
        width = shares[use].to_numpy()
        bars = ax.barh(
            np.arange(len(shares)), width, left=left, height=0.62, color=COLOURS[colour], label=use
        )
        for bar, role, w in zip(bars, shares.index, width, strict=True):
            tip(bar, f"{label(role)}, {use}: {w:.1%} of paid hours")
        for y, (x, w) in enumerate(zip(left, width, strict=True)):
            if w >= 0.045:
                ax.annotate(f"{w:.0%}", (x + w / 2, y), ha="center", va="center", fontsize=8,
                            color="white" if colour in ("blue", "red", "purple", "brown") else "#111111")  # fmt: skip
        left += width
    ax.set_yticks(np.arange(len(shares)), [label(role) for role in shares.index])
    ax.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.axvline(1.0, color="#222222", linewidth=1, linestyle=":")
    ax.set(xlim=(0, max(1.0, float(left.max()))), xlabel="share of paid hours (beyond 100 %: overtime)")
    ax.grid(visible=False)
    ax.legend(
        frameon=False,
        ncols=4,
        fontsize=8,
        loc="upper center",
        bbox_to_anchor=(0.5, -0.35 * 2.6 / (len(shares) + 1)),
    )
    idlest = shares["idle"].idxmax()
    title(
        ax, f"{plural(label(idlest))} are idle {shares['idle'].max():.0%} of paid hours, the most of any role"
    )
    return ax
