"""The progress of a run, on a terminal or in a notebook: how many replications are finished, how long it will still take."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any

from rich import progress
from rich.console import Console

if TYPE_CHECKING:
    from salesline.experiment.gather import Progress


@contextmanager
def bar(file: IO[str], of: str = "bookings", unit: str = "%") -> Iterator[Progress]:
    """Show a bar that vanishes at the end, and give what has to be told after every replication.

    `of` is what precision is asked of, `unit` that of its half-width.
    """
    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(bar_width=28),
        progress.TimeRemainingColumn(),
        progress.TextColumn("{task.fields[known]}"),
    )
    with progress.Progress(*columns, console=Console(file=file), transient=True) as shown:
        task = shown.add_task("starting", total=None, known="")

        def note(done: int, total: int, seconds: float, precision: float | None) -> None:  # noqa: ARG001 - Progress
            known = "" if precision is None else f"{of} ±{100 * precision:.1f} {unit}"
            text = f"{done} of {total} replications"
            shown.update(task, completed=done, total=total, known=known, description=text)

        yield note


class Counter:
    """Counts the replications of an answer on a line of its own, with the time that is left. Told (done, total).

    Attributes:
        known: what is known so far, in a few words, such as how precise a figure is.

    """

    def __init__(self, file: IO[str], clock: Callable[[], float] = time.perf_counter) -> None:
        """Write to a terminal."""
        self.known = ""
        self._file, self._clock = file, clock
        self._started, self._last = clock(), 0

    def __call__(self, done: int, total: int) -> None:
        """Take note; a batch begins when it is told fewer than before."""
        now = self._clock()
        if not self._last or done <= self._last:
            self._started = now
        left = (now - self._started) * (total - done) / max(1, done - 1) if done > 1 else None
        self._last = done if done < total else 0
        time_left = "" if left is None or done == total else f", about {_span(left)} left"
        known = f" ({self.known})" if self.known else ""
        end = "\n" if done == total else ""
        self._file.write(f"\r\033[K{done} of {total} replications{time_left}{known}{end}")
        self._file.flush()


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def counter(file: IO[str], *, quiet: bool) -> Counter | None:
    """What counts the replications of an answer; None where nobody watches."""
    return None if quiet or not file.isatty() else Counter(file)


PATIENCE = 2.0
"""Seconds before a notebook shows how far it is: what is over sooner needs no bar."""
GONE = "<!-- finished -->"
"""What is left of a bar in a notebook; a reader sees nothing."""


class NotebookBar:
    """A bar in the output of a cell, shown after two seconds and gone at the end. Told (done, total)."""

    def __init__(self, show: Callable[[str], Any], clock: Callable[[], float] = time.perf_counter) -> None:
        """Show HTML by a function that gives something with `update`."""
        self._show, self._clock = show, clock
        self._started = self._last = clock()
        self._shown: Any = None

    def __call__(self, done: int, total: int, *_: Any) -> None:
        """Take note; what a run tells beyond the two numbers is not shown."""
        now = self._clock()
        if done >= total:
            self._told(GONE if self._shown is not None else None)
            self._started, self._shown = now, None
        elif now - self._started >= PATIENCE and now - self._last >= 0.2:
            left = (now - self._started) * (total - done) / max(1, done)
            bar = f'<progress value="{done}" max="{total}"></progress>'
            self._told(f"{bar} {done} of {total} replications, about {left:.0f} s left")
            self._last = now

    def _told(self, html: str | None) -> None:
        if html is None:
            return
        if self._shown is None:
            self._shown = self._show(html)
        else:
            self._shown.update(_Html(html))


class _Html:
    """A piece of HTML that a notebook displays."""

    def __init__(self, text: str) -> None:
        self._text = text

    def _repr_html_(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return ""


def in_notebook() -> NotebookBar | None:
    """Return a bar if this runs in a notebook, else None."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if getattr(shell, "kernel", None) is None:
        return None
    display = import_module("IPython.display").display
    return NotebookBar(lambda html: display(_Html(html), display_id=True))
