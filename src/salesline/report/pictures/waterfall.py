"""From the spreadsheet to the simulated bookings: the waterfall from the spreadsheet's figure to the simulated one."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from matplotlib.ticker import FuncFormatter, MaxNLocator

from salesline.report.pictures.canvas import COLOURS, axes, dollars, tip, title
from salesline.report.words import money

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from salesline.answers.why import Step, Why

WIDTH = 34
"""Letters in a line of a step's name."""


def waterfall(why: Why, ax: Axes | None = None) -> Axes:
    """Steps from planned to simulated bookings over the whole plan, each with its 95 % interval (dollars)."""
    steps = (why.ideal, *why.steps)
    ax = ax or axes(height=0.46 * (len(steps) + 2) + 1.0)
    rows = len(steps) + 1
    _bar(ax, rows, 0.0, why.planned[0], "grey", money(why.planned[0]))
    level = why.planned[0]
    for at, step in enumerate(steps, start=1):
        change = step.change.mean
        colour = "red" if change < 0 else "green"
        _bar(ax, rows - at, level, change, colour, f"{money(change, signed=True)}{_doubt(step)}")
        ax.hlines(
            rows - at, level + step.change.low, level + step.change.high, color="#222222", linewidth=1.2
        )
        ax.vlines(level, rows - at - 0.3, rows - at + 1.3, color="#777777", linewidth=0.8)
        level += change
    _bar(ax, 0, 0.0, why.simulated.change.mean, "blue", money(why.simulated.change.mean))
    names = ["spreadsheet: quota times heads", *(step.title for step in steps), "simulated"]
    ax.set_yticks(range(rows, -1, -1), [textwrap.fill(n, WIDTH) for n in names], fontsize=8.5)
    ax.xaxis.set_major_formatter(FuncFormatter(dollars))
    ax.xaxis.set_major_locator(MaxNLocator(5))
    ax.set(xlabel="bookings over the plan", ylim=(-0.6, rows + 0.6))
    low, high = ax.get_xlim()
    ax.set_xlim(min(0.0, low), high + 0.12 * (high - low))
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    worst = min(steps, key=lambda step: step.change.mean)
    title(
        ax,
        f"Most is lost to: {worst.title} ({money(worst.change.mean, signed=True)})"
        if worst.change.mean < 0
        else "Nothing takes bookings away from the spreadsheet's figure",
    )
    return ax


def _bar(ax: Axes, y: float, start: float, change: float, colour: str, words: str) -> None:
    (bar,) = ax.barh(y, change, left=start, height=0.6, color=COLOURS[colour])
    tip(bar, words)
    ax.annotate(words, (max(start, start + change), y), (5, 7), textcoords="offset points", fontsize=8.5)


def _doubt(step: Step) -> str:
    return " (no effect shown)" if step.change.low <= 0.0 <= step.change.high else ""
