"""The entry under the heading Results of the changelog that goes with new baselines."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from salesline.errors import SalesLineError

if TYPE_CHECKING:
    from salesline.regression.check import Check, Found
    from salesline.regression.judge import Shift

__all__ = ["entry", "find", "with_entry", "write_entry"]

WIDTH = 125
SHOWN = 4
UNRELEASED, RESULTS = "## [Unreleased]", "### Results"


def entry(checked: Check, reason: str = "") -> list[str]:
    """Lines of the changelog, one item per scenario whose results moved; none if nothing did."""
    why = f" {reason.strip().rstrip('.')}." if reason.strip() else ""
    lines: list[str] = []
    for found in checked.found:
        told = _item(found)
        if told:
            lines += textwrap.wrap(
                f"- `{found.name}`: {told}.{why}", WIDTH, subsequent_indent="  ", break_long_words=False
            )
    return lines


def _item(found: Found) -> str:
    if found.baseline is None:
        return ""
    if found.judged is None:
        return (
            "the headline measures are identical, details of the record are not"
            if found.outcome == "rows"
            else ""
        )
    judged = found.judged
    moved = [shift for shift in judged.shifts if shift.verdict in ("within", "beyond")]
    plan = [told(shift) for shift in moved if shift.quarter == 0]
    more = f" and {len(plan) - SHOWN} more measures of the plan" if len(plan) > SHOWN else ""
    head = "luck was reordered; " if judged.reordered else ""
    if found.inputs:
        head += f"{len(found.inputs)} inputs changed ({', '.join(key for key, *_ in found.inputs[:SHOWN])}); "
    if not moved:
        return f"{head}rows differ, no measure is shown to have moved"
    cells = f"{judged.count('beyond')} of {len(judged.shifts)} cells moved beyond tolerance"
    return head + "; ".join(filter(None, [", ".join(plan[:SHOWN]) + more, cells]))


def told(shift: Shift) -> str:
    """One change with its interval: 'bookings +3.1 % (+2.4 to +3.8)'."""
    if shift.note in ("new", "gone"):
        return f"{shift.measure} {shift.note}"
    unit = "points" if shift.points else "%"
    change, low, high = (100 * value / shift.scale for value in (shift.change, shift.low, shift.high))
    return f"{shift.measure} {change:+.1f} {unit} ({low:+.1f} to {high:+.1f})"


def find(folder: Path) -> Path | None:
    """The nearest CHANGELOG.md above a folder."""
    places = [place / "CHANGELOG.md" for place in (folder.resolve(), *folder.resolve().parents)]
    return next((place for place in places if place.is_file()), None)


def with_entry(text: str, lines: list[str]) -> str:
    """The changelog with an entry at the top of the heading Results of what is not released; headings are made if missing."""
    before = text.splitlines()
    if UNRELEASED not in before:
        first = next((at for at, line in enumerate(before) if line.startswith("## ")), len(before))
        space = [""] if before[first - 1 : first] not in ([], [""]) else []
        before[first:first] = [*space, UNRELEASED, ""]
    start = before.index(UNRELEASED)
    end = next((at for at in range(start + 1, len(before)) if before[at].startswith("## ")), len(before))
    if RESULTS not in before[start:end]:
        while end > start + 1 and not before[end - 1].strip():
            del before[end - 1]
            end -= 1
        before[end:end] = ["", RESULTS, "", *lines, ""]
    else:
        at = before.index(RESULTS, start, end) + 1
        at += at < len(before) and not before[at].strip()
        before[at:at] = lines
    return "\n".join(before).rstrip("\n") + "\n"


def write_entry(path: Path, lines: list[str]) -> None:
    """Put an entry into the file, in one step.

    Raises:
        SalesLineError: it could not be read or written.

    """
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        fresh.write_text(with_entry(path.read_text(encoding="utf-8"), lines), encoding="utf-8")
        fresh.replace(path)
    except (OSError, UnicodeDecodeError) as error:
        fresh.unlink(missing_ok=True)
        raise SalesLineError(f"the entry could not be written to {path}: {error}") from error
