"""Which pictures a scenario has on the page, in order, each with its heading and what must be known to read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from salesline.report import pictures
from salesline.report.people import classes_by_quarter
from salesline.report.pictures.fairness import MEASURE
from salesline.report.svg import Picture, picture
from salesline.report.words import counted, label

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from salesline.answers.why import Why

__all__ = ["Material", "gallery"]

MEAN = "Line: mean over replications; band: eight in ten of them."
Wanted = tuple[str, str, str, Callable[[], "Axes"]]


@dataclass(frozen=True)
class Material:
    """What is known of one scenario.

    Attributes:
        one: its part of the verdict.
        tables, measures: its tables and tidy measures.
        books: its statements (`salesline.measures.statements.money`).
        why: its waterfall, if one was asked for.

    """

    one: dict[str, Any]
    tables: Mapping[str, pd.DataFrame]
    measures: pd.DataFrame
    books: Mapping[str, pd.DataFrame]
    why: Why | None = None

    @property
    def plan(self) -> list[float] | None:
        """Planned bookings by quarter."""
        return self.one["plan"]["by_quarter"] if self.one["plan"] else None


def gallery(found: Material, prefix: str) -> Iterator[Picture]:
    """Every picture that the tables have the figures for; ids begin with `prefix`."""
    for part in (_money, _line, _people, _deals):
        for key, heading, note, draw in part(found):
            yield picture(f"{prefix}-{key}", heading, note, draw(), kind=key.partition("-")[0])


def _money(found: Material) -> Iterator[Wanted]:
    tables, plan = found.tables, found.plan
    if "quarters" in tables:
        note = "Bars: mean over replications. Whiskers: eight in ten replications lie between their ends."
        draw = partial(pictures.bookings, tables["quarters"], plan)
        yield "bookings", "Bookings by quarter", note, draw
    if "quarters" in tables and "weeks" in tables:
        note = f"{MEAN} Dashed: the plan, spread evenly over each quarter."
        draw = partial(pictures.to_date, tables["weeks"], tables["quarters"], plan)
        yield "todate", "Bookings to date against the plan", note, draw
    if found.why is not None:
        note = (
            "Each step: one mechanism more at work, averaged over the orders of switching them on, on the same luck; thin "
            f"lines: 95 % intervals. {counted(found.why.replications, 'replication')} of their own, so that the end may differ a "
            "little from the figures above."
        )
        yield (
            "why",
            "From the spreadsheet to the simulated bookings",
            note,
            partial(pictures.waterfall, found.why),
        )
    cash = found.books.get("cash")
    if cash is not None and len(cash):
        yield "cash", "Cash", f"In the bank at the end of each month. {MEAN}", partial(pictures.cash, cash)


def _line(found: Material) -> Iterator[Wanted]:
    tables = found.tables
    if found.one["desks"]:
        note = (
            "Mean and P10 to P90. Load is working time over the hours available for it, overtime among them. "
            "Dashed: filled up with prospecting, by design."
        )
        listed = [row["desk"] for row in found.one["desks"] if row["list_driven"]]
        yield "load", "Load", note, partial(pictures.load, found.measures, listed)
    if "weeks" not in tables:
        return
    weeks = tables["weeks"]
    note = f"Open leads and deals at the end of each week. {MEAN}"
    yield "wip", "Work in process", note, partial(pictures.wip, weeks)
    note = (
        "Mean age of what is open at each week's end if those that came first leave first. Any other order leaves older "
        f"ones, so the real age is at least this. {MEAN}"
    )
    yield "ageing", "Ageing work in process", note, partial(pictures.ageing, weeks)
    for desk in _staying(weeks):
        note = "Upper edge: came. Lower edge: left. Between them: in process."
        yield f"flow-{desk}", f"Cumulative flow: {label(desk)}", note, partial(pictures.flow, weeks, desk)


def _staying(weeks: pd.DataFrame) -> list[str]:
    """Every desk at which leads stay, in the order of the weeks table."""
    most = weeks.groupby("desk", sort=False)["wip"].max()
    return [str(desk) for desk in most.index[most > 0]]


def _people(found: Material) -> Iterator[Wanted]:
    if "reps" not in found.tables:
        return
    reps = found.tables["reps"]
    note = (
        "All paid hours of the plan by use; beyond 100 %: overtime. "
        "Set-up, reload and interruption are the price of switching."
    )
    yield "time", "Where paid time went", note, partial(pictures.paid_time, reps)
    if found.one["attainment"]:
        note = (
            "Won bookings over the quota of the time employed. Dot: mean; bar: P10 to P90 over replications. "
            "Listed is who carries a quota in at least half of the replications."
        )
        yield "attainment", "Quota attainment per rep", note, partial(pictures.attainment, reps)
    if len(classes_by_quarter(reps)["joined"].unique()) > 1:
        note = (
            "Who carries a quota, by the quarter of joining; replacements for leavers join when they come. Bookings of the "
            "class over its mean number of heads in the quarter, all replications together."
        )
        yield "classes", "Hiring classes", note, partial(pictures.classes, reps)
    if _spread(found.measures):
        note = (
            "Dot: mean, bar: P10 to P90 over replications. Founders and new hires are compared with each other, and who came "
            "late got less. Even turns are one notion of fair; from a run with its log salesline.fairness tells three others."
        )
        yield "fairness", "Fairness of assignment", note, partial(pictures.fairness, found.measures)


def _spread(measures: pd.DataFrame) -> bool:
    mine = measures[measures["measure"].str.startswith(MEASURE)]
    return bool(mine["value"].notna().any())


def _deals(found: Material) -> Iterator[Wanted]:
    if "deals" not in found.tables:
        return
    deals = found.tables["deals"]
    note = (
        "Opportunities that closed in the plan; those still open are left out, so slow ones are missing. Points: one "
        "simulated plan, the longest drawn at the edge; dashed: percentiles of all replications."
    )
    yield "scatter", "Cycle times, deal by deal", note, partial(pictures.cycle_scatter, deals)
    note = "Opportunities that closed in the plan; those still open are left out, so slow ones are missing."
    yield "cycle", "How long opportunities take", note, partial(pictures.cycle_times, deals)
