"""What a sweep found: the curve along one key, and the response surface of two with its ridge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from salesline.experiment.bench import CONTRIBUTION
from salesline.measures import measure_named
from salesline.report.pictures.canvas import COLOURS, axes, dollars, title
from salesline.report.words import counted

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from salesline.answers.sweep import Swept

__all__ = ["curve", "surface"]


def curve(swept: Swept, measure: str, ax: Axes | None = None) -> Axes:
    """A measure along the values of the only key that was varied: mean, its 95 % interval, and the band from P10 to P90.

    Raises ValueError if more than one key was varied, KeyError if there is no such measure.
    """
    if len(swept.keys) != 1:
        raise ValueError(f"a curve is of one key; this sweep has {', '.join(swept.keys)}")
    (key,) = swept.keys
    rows = _rows(swept, measure)
    ax = ax or axes()
    x, labels = _positions(rows[key])
    order = np.argsort(x)
    rows, x = rows.iloc[order], x[order]
    errors = np.vstack([rows["mean"] - rows["low"], rows["high"] - rows["mean"]])
    ax.fill_between(x, rows["p10"], rows["p90"], color=COLOURS["sky"], alpha=0.3, linewidth=0)
    ax.errorbar(x, rows["mean"], errors, fmt="o-", color=COLOURS["blue"], capsize=4)
    if labels:
        ax.set_xticks(range(len(labels)), labels, fontsize=8)
    _money_axis(ax, measure)
    ax.set(xlabel=_words(swept, key), ylabel=_titled(measure))
    title(ax, f"{_titled(measure)}: mean, its 95 % interval, and P10 to P90")
    return ax


def surface(swept: Swept, measure: str, ridge: str | None = CONTRIBUTION, ax: Axes | None = None) -> Axes:
    """A measure over a grid of two keys, with the ridge: for each value of the first key, the best of the second.

    Args:
        swept: a grid of two keys; the first one lies along the x axis.
        measure: shown by colour, mean over replications.
        ridge: the measure by which the best is chosen; None: no ridge.
        ax: drawn on; None: a new figure.

    Raises:
        ValueError: not a grid of two keys. KeyError: no such measure.

    """
    if len(swept.keys) != 2 or swept.design.kind != "grid":
        raise ValueError("a surface is of a grid of two keys")
    across, up = swept.keys
    ax = ax or axes(6.4, 4.2)
    ax.grid(visible=False)
    shown = _pivot(swept, measure)
    mesh = ax.pcolormesh(
        range(shown.shape[1]), range(shown.shape[0]), shown.to_numpy(), cmap="cividis", shading="nearest"
    )
    bar = ax.figure.colorbar(mesh, ax=ax, label=_titled(measure))
    if _is_money(measure):
        bar.ax.yaxis.set_major_formatter(dollars)
    if min(shown.shape) > 1:
        ax.contour(
            range(shown.shape[1]),
            range(shown.shape[0]),
            shown.to_numpy(),
            colors="white",
            linewidths=0.6,
            alpha=0.6,
        )
    if ridge is not None:
        lower = ridge != CONTRIBUTION and measure_named(ridge).better == "lower"
        table = _pivot(swept, ridge).to_numpy()
        best = (table.argmin if lower else table.argmax)(axis=0)
        ax.plot(range(len(best)), best, "o-", color=COLOURS["red"], label=f"best by {_titled(ridge).lower()}")
        ax.legend(loc="upper left", fontsize=8, framealpha=0.8)
    ax.set_xticks(range(shown.shape[1]), _labels(swept, across), fontsize=8)
    ax.set_yticks(range(shown.shape[0]), _labels(swept, up), fontsize=8)
    ax.set(xlabel=_words(swept, across), ylabel=_words(swept, up))
    title(ax, f"{_titled(measure)}, mean of {counted(swept.replications, 'replication')}")
    return ax


def _rows(swept: Swept, measure: str) -> pd.DataFrame:
    rows = swept.summary[swept.summary["measure"] == measure]
    if rows.empty:
        known = ", ".join(swept.summary["measure"].unique())
        raise KeyError(f"no measure {measure!r} in this sweep; there is {known}")
    return rows


def _pivot(swept: Swept, measure: str) -> pd.DataFrame:
    """Means by level: columns of the first key, rows of the second, in the order given."""
    rows = _rows(swept, measure)
    wide, high = (len(factor.levels) for factor in swept.design.factors)
    import pandas as pd  # noqa: PLC0415 - heavy

    return pd.DataFrame(rows.sort_values("point")["mean"].to_numpy().reshape(wide, high).T)


def _positions(column: pd.Series[float]) -> tuple[np.ndarray, list[str]]:
    """Numbers as they are; words one after the other, with their labels."""
    if column.dtype.kind in "if":
        return column.to_numpy(dtype=float), []
    return np.arange(len(column), dtype=float), [str(value) for value in column]


def _labels(swept: Swept, key: str) -> list[str]:
    factor = next(factor for factor in swept.design.factors if factor.key == key)
    return [str(level) for level in factor.levels]


def _words(swept: Swept, key: str) -> str:
    unit = next(factor.unit for factor in swept.design.factors if factor.key == key)
    drawn_as_text = len(swept.keys) == 2 or not unit
    return key.replace("_", " ") + ("" if drawn_as_text else f" ({unit})")


def _is_money(measure: str) -> bool:
    return measure == CONTRIBUTION or measure_named(measure).unit == "$"


def _titled(measure: str) -> str:
    if measure == CONTRIBUTION:
        return "Contribution"
    declared, _, of = measure_named(measure), *measure.partition(".")[1:]
    return f"{declared.title}, {of.replace('_', ' ')}" if of and declared.name != measure else declared.title


def _money_axis(ax: Axes, measure: str) -> None:
    if _is_money(measure):
        ax.yaxis.set_major_formatter(dollars)
