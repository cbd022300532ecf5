"""What all pictures share: fresh axes with the house's plain look, colours, titles and labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

import numpy as np
import seaborn as sns
from matplotlib.figure import Figure

from salesline.report.words import money, sentence

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

COLOURS = dict(zip(("blue", "orange", "green", "red", "purple", "brown", "pink", "grey", "gold", "sky"),
                   sns.color_palette("colorblind", 10).as_hex(), strict=True))  # fmt: skip
"""Seaborn's colour-blind-safe palette by name."""

ENDS = np.array([0.1, 0.9])
"""Ends of the band that holds eight in ten replications."""

TIP = "tip:"
"""How the id of a part begins whose rest is shown when a mouse rests on it; see `tip`."""

FigureMaker = Callable[..., Figure]
_figure: ContextVar[FigureMaker] = ContextVar("figure", default=Figure)


@contextmanager
def figures_by(maker: FigureMaker) -> Iterator[None]:
    """Let `axes` make its figures this way, such as by pyplot's `figure`, so that a notebook shows them."""
    token = _figure.set(maker)
    try:
        yield
    finally:
        _figure.reset(token)


def axes(width: float = 7.2, height: float = 3.4) -> Axes:
    """Fresh axes on a figure of its own, in inches, with the house's plain look."""
    with sns.axes_style("ticks", {"axes.grid": True, "axes.grid.axis": "y", "grid.color": "#e4e4e4"}):
        ax = _figure.get()(figsize=(width, height), layout="constrained").subplots()
    sns.despine(ax=ax)
    ax.set_axisbelow(True)
    return ax


def dollars(value: float, _: object = None) -> str:
    """Format a tick of a money axis."""
    return money(value)


def title(ax: Axes, text: str) -> None:
    """Say what is seen, above the picture."""
    ax.set_title(sentence(text), loc="left", fontsize=11, fontweight="bold", parse_math=False)


def tip(artist: Artist, words: str) -> None:
    """Let the page show words where a mouse rests on a part of the picture."""
    artist.set_gid(f"{TIP}{words}")


def at_ends(ax: Axes, ends: list[tuple[float, float, str, str]]) -> None:
    """Label the right ends of lines, (x, y, text, colour), moved apart so that no two labels overlap."""
    low, high = ax.get_ylim()
    least, last = (high - low) * 0.065, -float("inf")
    for x, y, text, colour in sorted(ends, key=lambda end: end[1]):
        last = max(y, last + least)
        ax.annotate(text, (x, last), (7, 0), textcoords="offset points", color=colour, va="center", fontsize=9,
                    fontweight="bold", annotation_clip=False)  # fmt: skip


def plan_start(ax: Axes) -> None:
    """Mark where the plan begins."""
    ax.axvline(0, color="#777777", linewidth=1, linestyle=":")
    ax.annotate("plan begins", (0, 1.0), (4, -2), xycoords=("data", "axes fraction"), textcoords="offset points",
                va="top", fontsize=8, color="#555555")  # fmt: skip
