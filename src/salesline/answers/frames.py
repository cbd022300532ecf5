"""Answers as tidy tables: one function for each kind, each with its columns.

Money in dollars, shares from 0 to 1, `low` and `high` the ends of the 95 % interval unless said otherwise.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import singledispatch
from typing import Any

import pandas as pd

from salesline.answers.needed import Needed
from salesline.answers.pilot import Luck, Pilot
from salesline.answers.precise import Precise
from salesline.answers.search import Searched
from salesline.answers.sensitivity import Sensitivity
from salesline.answers.sweep import Swept
from salesline.answers.uncertainty import Uncertainty
from salesline.answers.when import When
from salesline.answers.which import Which
from salesline.answers.why import Step, Why
from salesline.answers.worth import Worth

__all__ = ["frame"]


@singledispatch
def frame(found: Any) -> pd.DataFrame:
    """Return an answer as a tidy table; the functions below say which columns it has.

    Raises:
        TypeError: not an answer.

    """
    raise TypeError(f"{type(found).__name__} is no answer")


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows)


@frame.register
def _why(found: Why) -> pd.DataFrame:
    """step, title, quarter (0 = whole plan), mean, low, high: dollars of bookings, from the spreadsheet's on."""
    rows: list[dict[str, Any]] = [
        {"step": "spreadsheet", "title": "spreadsheet: quota times heads", "quarter": quarter,
         "mean": value, "low": value, "high": value}
        for quarter, value in enumerate(found.planned)
    ]  # fmt: skip
    for step in (found.ideal, *found.steps, found.simulated):
        rows += _by_quarter(step)
    return _table(rows)


def _by_quarter(step: Step) -> list[dict[str, Any]]:
    return [
        {"step": step.key, "title": step.title, "quarter": quarter, "mean": change.mean, "low": change.low,
         "high": change.high}
        for quarter, change in enumerate((step.change, *step.by_quarter))
    ]  # fmt: skip


@frame.register
def _worth(found: Worth) -> pd.DataFrame:
    """lever, title, measure (bookings or contribution), mean, low, high (all levers together), shown, assumption."""
    return _table([
        {"lever": row.lever.key, "title": row.lever.title, "measure": measure, "mean": effect.mean, "low": effect.low,
         "high": effect.high, "shown": not effect.low <= 0.0 <= effect.high, "assumption": row.lever.assumption}
        for row in found.rows
        for measure, effect in (("bookings", row.bookings), ("contribution", row.contribution))
    ])  # fmt: skip


@frame.register
def _needed(found: Needed) -> pd.DataFrame:
    """At (0..1 along the range), share (chance of the target), low, high (99 %), replications, side."""
    return _table([asdict(point) for point in found.points])


@frame.register
def _when(found: When) -> pd.DataFrame:
    """signal, title, week (median first one outside its band), seen (share), earlier (than bookings), false_alarms, low, high."""
    return _table([
        {"signal": row.signal, "title": row.title, "week": row.week, "seen": row.seen, "earlier": row.earlier,
         **dict(zip(("false_alarms", "low", "high"), row.false_alarms, strict=True))}
        for row in found.rows
    ])  # fmt: skip


@frame.register
def _pilot(found: Pilot) -> pd.DataFrame:
    """Share (of leads in the pilot), trials (both arms together), weeks."""
    return _table([asdict(row) for row in found.rows])


@frame.register(Luck)
@frame.register(Precise)
def _one(found: Luck | Precise) -> pd.DataFrame:
    """One row, a column per attribute of the answer."""
    return _table([asdict(found)])


@frame.register
def _swept(found: Swept) -> pd.DataFrame:
    """point, the keys that were varied, measure, n, mean, low, high, p10, p50, p90; see `Swept` for runs, effects, ranking."""
    return found.summary


@frame.register
def _sensitivity(found: Sensitivity) -> pd.DataFrame:
    """key, range (in words), total, low, high, own, bends: see `salesline.answers.sensitivity.Index`."""
    return _table([{"key": one.key, "range": found.ranges[one.key], **asdict(one)} for one in found.indices])


@frame.register
def _uncertainty(found: Uncertainty) -> pd.DataFrame:
    """key, range (in words), correlation (rank), low, high, share of the inputs' variance."""
    return _table([{"key": one.key, "range": found.ranges[one.key], **asdict(one)} for one in found.ranking])


@frame.register
def _which(found: Which) -> pd.DataFrame:
    """plan, measure, mean, low, high; behind, behind_low, behind_high; left, chance_best, expected_loss, replications."""
    return _table([
        {"plan": row.name, "measure": found.measure, "mean": row.value.mean, "low": row.value.low, "high": row.value.high,
         "behind": row.behind and row.behind.mean, "behind_low": row.behind and row.behind.low,
         "behind_high": row.behind and row.behind.high, "left": row.left, "chance_best": row.chance.mean_is_best,
         "expected_loss": row.chance.expected_loss, "replications": row.replications}
        for row in found.rows
    ])  # fmt: skip


@frame.register
def _searched(found: Searched) -> pd.DataFrame:
    """goal, mean, low, high of the winner; gain, gain_low, gain_high against the scenario as it is; tried; replications."""
    value, against = found.value, found.against
    return _table([
        {"goal": found.goal, "mean": value and value.mean, "low": value and value.low, "high": value and value.high,
         "gain": against and against.mean, "gain_low": against and against.low, "gain_high": against and against.high,
         "tried": found.tried, "replications": sum(found.runs)}
    ])  # fmt: skip
