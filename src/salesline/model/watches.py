"""What a controller can see: measures of the line over the time since some earlier moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from salesline.model.census import deals_closed, leads_at
from salesline.model.leads import NEVER
from salesline.model.snapshots import ledger

if TYPE_CHECKING:
    from salesline.model.line import Line
    from salesline.model.reps import Rep

Totals = tuple[float, ...]
Total = Callable[["Line", str, float], Totals]
"""Running totals of a line for a role or desk at a time."""


class Watch:
    """One measure: marked at the beginning of a period, read at its end."""

    def __init__(self, line: Line, watch: str) -> None:
        self._line = line
        self._kind, _, self._subject = watch.partition(".")

    def mark(self, now: float) -> Totals:
        """The totals that a later reading starts from."""
        total = TOTALS.get(self._kind)
        return total(self._line, self._subject, now) if total else ()

    def read(self, start: float, old: Totals, now: float) -> float | None:
        """The measure from `start` to `now`; None when there was nothing to measure."""
        instant = INSTANT.get(self._kind)
        if instant is not None:
            return instant(self._line, self._subject, now)
        change = [new - before for new, before in zip(self.mark(now), old, strict=True)]
        if self._kind in ("utilisation", "idle"):
            hours = sum(rep.shifts.hours(start, now) for rep in _reps(self._line, self._subject))
            share = change[0] / hours if hours > 0.0 else None
            return share if share is None or self._kind == "idle" else 1.0 - share
        if self._kind in ("wip", "backlog"):
            return change[0] / (now - start) if now > start else None
        if len(change) == 1:
            return float(change[0])
        return change[0] / change[1] if change[1] else None


def _reps(line: Line, role: str) -> list[Rep]:
    return [rep for rep in line.people.everyone if rep.role_name == role]


def _idle(line: Line, role: str, now: float) -> Totals:
    return (sum(ledger(rep, now)["idle"] for rep in _reps(line, role)),)


def _wip(line: Line, desk: str, now: float) -> Totals:
    return (line.desks[desk].areas(now)[0],)


def _backlog(line: Line, desk: str, now: float) -> Totals:
    return (line.desks[desk].areas(now)[1],)


def _speed(line: Line, desk: str, now: float) -> Totals:
    tally = line.desks[desk].tally
    return (tally.wait, tally.first_touches)


def _refused(line: Line, desk: str, now: float) -> Totals:
    tally = line.desks[desk].tally
    return (tally.refused, tally.entered)


def _lapsed(line: Line, desk: str, now: float) -> Totals:
    tally = line.desks[desk].tally
    return (tally.lapsed, tally.passed + tally.won + tally.lost + tally.nurtured)


def _count(name: str) -> Total:
    def total(line: Line, subject: str, now: float) -> Totals:
        return (sum(getattr(source.counts, name) for source in line.sources.values()),)

    return total


def _win_rate(line: Line, subject: str, now: float) -> Totals:
    """Deals won and deals closed, at the desks whose leads are opportunities."""
    return deals_closed(line)


TOTALS: dict[str, Total] = {
    "utilisation": _idle,
    "idle": _idle,
    "wip": _wip,
    "backlog": _backlog,
    "speed_to_lead": _speed,
    "refused": _refused,
    "lapsed_share": _lapsed,
    "mqls": _count("entered"),
    "sqls": _count("sqls"),
    "wins": _count("wins"),
    "win_rate": _win_rate,
}
"""Measures that are the change of one total, or the ratio of the changes of two."""


def _heads(line: Line, role: str, now: float) -> float:
    """Reps of a role employed now."""
    return float(sum(rep.employed_until > now for rep in _reps(line, role)))


def _oldest(line: Line, desk: str, now: float) -> float:
    """Hours since the longest waiting lead, of those that no rep has yet, came to the desk."""
    here = line.desks[desk]
    return max((now - lead.entered for lead in leads_at(line, [here]) if lead.rep is None), default=0.0)


def _untouched(line: Line, desk: str, now: float) -> float:
    """Leads at the desk that nobody has touched yet."""
    return float(sum(lead.touched_at == NEVER for lead in leads_at(line, [line.desks[desk]])))


INSTANT: dict[str, Callable[[Line, str, float], float]] = {
    "heads": _heads,
    "oldest": _oldest,
    "untouched": _untouched,
}
"""Measures of a moment."""
