"""Any one measure, scenario by scenario or along the values of a sweep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import FuncFormatter

from salesline.measures import measure_named
from salesline.report.pictures.canvas import COLOURS, axes, dollars, title

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def measure(
    summary: pd.DataFrame,
    name: str,
    grid: Mapping[str, Mapping[str, Any]] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Mean of a measure over the whole plan with its 95 % interval (whiskers) and P10 to P90 (band).

    Takes a study's `summary` and, of a sweep, its `grid`: over one key with numbers the picture is a line.
    Raises KeyError if the study has no such measure.
    """
    rows = summary[(summary["quarter"] == 0) & (summary["measure"] == name)].set_index("scenario")
    if rows.empty:
        raise KeyError(f"no measure {name!r} in this study")
    key, at = _along(grid or {})
    rows = rows.loc[[scenario for scenario in rows.index if scenario in at or not at]]
    ax = ax or axes()
    x = np.array([at[scenario] for scenario in rows.index] if at else range(len(rows)), dtype=float)
    errors = np.vstack([rows["mean"] - rows["low"], rows["high"] - rows["mean"]])
    ax.errorbar(x, rows["mean"], errors, fmt="o-" if at else "o", color=COLOURS["blue"], capsize=4)
    if at:
        ax.fill_between(x, rows["p10"], rows["p90"], color=COLOURS["sky"], alpha=0.3, linewidth=0)
    else:
        ax.vlines(x, rows["p10"], rows["p90"], color=COLOURS["sky"], linewidth=6, alpha=0.5)
        ax.set_xticks(x, [str(scenario) for scenario in rows.index], fontsize=8)
        ax.set_xlim(-0.5, len(rows) - 0.5)
    declared = measure_named(name)
    ax.set(xlabel=key, ylabel=f"{name} ({declared.unit})")
    if declared.unit == "$":
        ax.yaxis.set_major_formatter(FuncFormatter(dollars))
    title(ax, f"{declared.title}: mean, its 95 % interval, and P10 to P90")
    return ax


def _along(grid: Mapping[str, Mapping[str, Any]]) -> tuple[str, dict[str, float]]:
    """Return the only key of a sweep and its value by scenario, if all values are numbers; else nothing."""
    keys = {key for values in grid.values() for key in values}
    at = {name: values[key] for name, values in grid.items() for key in values}
    if len(keys) != 1 or not all(isinstance(value, int | float) for value in at.values()):
        return "", {}
    return keys.pop(), at
