"""Measures by quarter, side by side: one table for each period, of which the page shows the one that is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from salesline.measures import MEASURES, measure_named
from salesline.report.words import amount, label, money, number, percent

if TYPE_CHECKING:
    import pandas as pd

    from salesline.experiment.study import Study

__all__ = ["MoneyRow", "Period", "money_rows", "periods"]

SHOWN = ("bookings", "growth", "leads", "mqls", "sqls", "opportunities", "wins", "losses", "win_rate", "average_deal",
         "cycle_time_won_p50", "cycle_time_won_p90", "sales_cycle_won_p50", "attainment.p50", "reps_at_quota_share",
         "load", "wip", "backlog", "speed_to_lead", "heads", "idle_share", "focus_loss", "gini_leads_received",
         "cost_total", "cac", "payback_months")  # fmt: skip
"""Measures of the table, with all their desks and roles."""
INCOME = {
    "bookings": "bookings", "revenue": "revenue, recognised over the year it is for", "delivery": "cost of delivery",
    "gross_profit": "gross profit", "people": "people", "sources": "leads, lists and shows",
    "other_hires": "hires outside sales", "overhead": "overhead", "operating_profit": "operating profit",
}  # fmt: skip
CASH = {
    "collected": "collected from customers",
    "funding": "funding",
    "paid": "paid",
    "closing": "cash at the end",
}
PLAIN = {
    "bookings": "bookings", "cost_people": "people", "cost_sources": "leads, lists and shows",
    "cost_other": "hires outside sales and overhead", "cost_total": "cost", "cac": "cost per customer won",
}  # fmt: skip


@dataclass(frozen=True)
class Period:
    """The whole plan or a quarter: rows of (measure, unit, cells), a cell (mean, P10 to P90) for each scenario."""

    name: str
    rows: list[tuple[str, str, list[tuple[str, str]]]]


def periods(study: Study) -> list[Period]:
    """The table of each period, the whole plan first."""
    summary = study.summary
    order = [m for m in summary["measure"].unique() if _shown(str(m))]
    order.sort(key=lambda m: SHOWN.index(measure_named(str(m)).name))
    found = []
    for quarter in sorted(int(q) for q in summary["quarter"].unique()):
        cells = summary[summary["quarter"] == quarter].set_index(["measure", "scenario"])
        at = f"Q{quarter}" if quarter else "whole plan"
        table = [
            (_title(str(m)), measure_named(str(m)).unit, [_cell(cells, str(m), name) for name in study.names])
            for m in order
        ]
        found.append(Period(at, [row for row in table if any(mean != "-" for mean, _ in row[2])]))
    return found


def _shown(measure: str) -> bool:
    return (measure in MEASURES and measure in SHOWN) or measure.partition(".")[0] in SHOWN


def _title(measure: str) -> str:
    declared = measure_named(measure)
    of = measure.removeprefix(declared.name).lstrip(".")
    return f"{declared.title}, {label(of)}" if of else declared.title


def _cell(cells: pd.DataFrame, measure: str, scenario: str) -> tuple[str, str]:
    if (measure, scenario) not in cells.index:
        return "-", ""
    row: Any = cells.loc[(measure, scenario)]
    unit = measure_named(measure).unit
    mean, low, high = (in_unit(float(row[at]), unit) for at in ("mean", "p10", "p90"))
    return mean, "" if mean == "-" else f"{low} to {high}"


def in_unit(value: float, unit: str) -> str:
    """A value as people write it in its unit."""
    if unit.startswith("$"):
        return money(value)
    if unit == "share":
        return percent(value)
    if unit.startswith("Gini"):
        return number(value, 2)
    return number(value) if abs(value) >= 100 else amount(value)


MoneyRow = tuple[str, list[str], bool]


def money_rows(study: Study, books: dict[str, pd.DataFrame], name: str) -> tuple[list[str], list[MoneyRow]]:
    """Heads and rows (words, cells, whether it is a sum) of a scenario's money: means by quarter and over the plan.

    The statements of its books where it keeps any, else the measures of bookings and cost.
    """
    income = _of(books.get("income"), name)
    if income is None:
        mine = study.summary[study.summary["scenario"] == name].set_index(["measure", "quarter"])["mean"]
        quarters = sorted({int(q) for _, q in mine.index if q > 0})
        rows = [
            (words, [money(float(mine.get((m, q), float("nan")))) for q in (*quarters, 0)], m == "cost_total")
            for m, words in PLAIN.items()
        ]
        return [*(f"Q{q}" for q in quarters), "plan"], rows
    quarters = sorted(int(q) for q in income["quarter"].unique() if q >= 1)
    rows = _statement(income, INCOME, quarters, {"gross_profit", "operating_profit"})
    cash = _of(books.get("cash"), name)
    if cash is not None:
        rows += _statement(cash, CASH, quarters, {"closing"})
    return [*(f"Q{q}" for q in quarters), "plan"], rows


def _of(frame: pd.DataFrame | None, name: str) -> pd.DataFrame | None:
    if frame is None or frame.empty:
        return None
    mine = frame[frame["scenario"] == name]
    return None if mine.empty else mine


def _statement(
    frame: pd.DataFrame, columns: dict[str, str], quarters: list[int], sums: set[str]
) -> list[MoneyRow]:
    means = frame.groupby("quarter")[list(columns)].mean().reindex(quarters)
    return [
        (
            words,
            [
                *(money(float(value)) for value in means[column]),
                money(float(means[column].iloc[-1] if column == "closing" else means[column].sum())),
            ],
            column in sums,
        )
        for column, words in columns.items()
    ]
