"""The progress bar of a run: how many replications are finished, how long it will still take, how precise it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

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


def counter(file: IO[str], *, quiet: bool) -> Callable[[int, int], None] | None:
    """What counts replications on a line of its own, told (done, total); None where nobody watches."""
    if quiet or not file.isatty():
        return None

    def count(done: int, total: int) -> None:
        file.write(f"\r{done} of {total} replications" + ("\n" if done == total else ""))
        file.flush()

    return count
