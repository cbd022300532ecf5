"""The verdict as text for a terminal: 80 columns, readable without colour, built with rich."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from salesline.report.together import (
    asked_words,
    effect_words,
    footnotes,
    headline_effects,
    measure_words,
    others_words,
    rows_side_by_side,
    spreadsheet_words,
)
from salesline.report.words import (
    WIDTH,
    amount,
    between,
    change,
    counted,
    day,
    hours,
    label,
    money,
    number,
    percent,
    share,
)

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType

SIDE_BY_SIDE = 3
"""Scenarios that fit beside each other on a page of 80 columns."""
REPS_SHOWN = 3
NOTES = (
    "slack: work a desk could take on top before it binds, at 85 % load. idle: of",
    "paid hours. focus loss: set-up, reload and interruptions in the time at work.",
)
"""What the columns mean, for those who have not seen the page."""


def console(file: IO[str]) -> Console:
    """A console of 80 columns: colour only on a terminal and without NO_COLOR, plain text everywhere else."""
    return Console(file=file, width=WIDTH, highlight=False, emoji=False, markup=False)


def show(verdict: dict[str, Any], file: IO[str], report: Path | None = None) -> None:
    """Print a verdict (of `salesline.report.verdict`); `report` is named last if it was written."""
    out = console(file)
    with out.capture() as captured:
        for part in _run(verdict) if verdict["kind"] == "run" else _compare(verdict):
            out.print(part)
    lines = [line.rstrip() for line in captured.get().splitlines()]
    if report is not None:
        lines += ["", f"Report: {report}"]
    file.write("\n".join(lines) + "\n")


def _run(verdict: dict[str, Any]) -> Iterator[RenderableType]:
    one = verdict["scenarios"][0]
    yield from _heading(one, verdict["made"])
    yield _headline(one)
    yield from _asked(verdict["made"])
    yield Text()
    yield _quarters(one)
    yield Text()
    yield _line(one)
    if one["roles"]:
        yield Text()
        yield _roles(one)
    if one["attainment"]:
        yield Text()
        yield from _people(one["attainment"])
    yield Text()
    yield _wrapped("Money      ", _money_words(one["money"]))
    yield from (_wrapped(heading, words) for heading, words in books_words(one.get("books", {})))
    yield _wrapped(
        "Constraint ", f"{label(one['constraint']['name'])}. {one['constraint']['words']}", style="bold"
    )
    yield Text()
    yield from (Text(line, style="dim") for line in NOTES)


def _heading(one: dict[str, Any], made: dict[str, Any]) -> Iterator[RenderableType]:
    seconds = f" · {made['seconds']:,.0f} s" if made.get("seconds") is not None else ""
    quarters = len(one["quarters"])
    span = f"{quarters} quarter{'s' * (quarters != 1)} from {day(one['start'])}"
    yield Text.assemble(
        (one["name"], "bold"), f" · {span} · {counted(made['replications'], 'replication')}{seconds}"
    )
    if one["question"]:
        yield Text(one["question"], style="italic")
    yield Text()


def _asked(made: dict[str, Any]) -> Iterator[RenderableType]:
    """What precision was asked of, where that is not mean bookings."""
    rows = made.get("asked") or ()
    for row in rows:
        whose = f" of {row['scenario']}" if len(rows) > 1 else ""
        yield _wrapped("Asked      ", f"{asked_words(row)}{whose}")


def _headline(one: dict[str, Any]) -> Table:
    table = _grid(2)
    found, plan = one["bookings"], one["plan"]
    spread = f"(P10 {money(found['p10'])}, P50 {money(found['p50'])}, P90 {money(found['p90'])})"
    promise = f"plan {money(plan['bookings'])}   " if plan else ""
    table.add_row(
        _bold("Bookings"),
        Text.assemble(promise, "simulated ", (money(found["mean"]), "bold"), f"   {spread}"),
    )
    if one["chance"]:
        interval = between(one["chance"]["interval"], percent)
        table.add_row(_bold("Chance"), Text(f"of plan {share(one['chance']['share'])}   ({interval})"))
    if one["growth"]:
        growth = one["growth"]
        planned = (
            f"against {change(growth['planned'])} planned"
            if growth["planned"] is not None
            else "on last year"
        )
        table.add_row(
            _bold("Growth"),
            Text(f"{change(growth['mean'])}   ({between(growth['interval'], change)})   {planned}"),
        )
    if one["spreadsheet"]:
        sheet = one["spreadsheet"]
        table.add_row(
            _bold("Naive plan"),
            Text(f"{money(sheet['bookings'])}: {spreadsheet_words(sheet)}"),
        )
    if one["first_miss"]:
        table.add_row(
            _bold("First miss"),
            Text(f"Q{one['first_miss']}: from there on, bookings to date are likelier than not below plan"),
        )
    return table


def _quarters(one: dict[str, Any]) -> Table:
    table = _table("Quarter", "plan", "mean", "P10", "P90", "chance to date", "growth to date")
    for row in one["quarters"]:
        to_date = "-" if row["chance_to_date"] is None else share(row["chance_to_date"])
        cells = [money(row[key]) for key in ("plan", "mean", "p10", "p90")]
        table.add_row(f"Q{row['quarter']}", *cells, to_date, change(row["growth_to_date"]))
    return table


def _line(one: dict[str, Any]) -> Table:
    table = _table("Desk", "load", "slack", "WIP", "waiting", "first touch")
    for row in one["desks"]:
        listed = row["list_driven"]
        cells = ["fills spare time" if listed else percent(row["load"]), change(row["slack"])]
        cells += [number(row["wip"]), number(row["backlog"]), hours(row["speed_to_lead"])]
        table.add_row(label(row["desk"]), *cells)
    return table


def _roles(one: dict[str, Any]) -> Table:
    table = _table("Role", "heads", "at work", "idle", "focus loss")
    for row in one["roles"]:
        cells = [amount(row["heads"]), percent(row["utilisation"]), percent(row["idle_share"])]
        table.add_row(label(row["role"]), *cells, percent(row["focus_loss"]))
    return table


def _people(found: dict[str, Any]) -> Iterator[RenderableType]:
    words = f"{amount(found['at_quota'])} of {found['reps']} reach quota (mean over replications); "
    yield _wrapped("Attainment ", words + f"the median rep books {percent(found['median'])} of it.")
    rows = found["by_rep"]
    if len(rows) > 2 * REPS_SHOWN:
        told = f"Best: {_reps(rows[:REPS_SHOWN])}. Last: {_reps(rows[-REPS_SHOWN:])}."
    else:
        told = f"{_reps(rows)}."
    yield _wrapped("           ", f"{told}{others_words(found['others'])}")


def _reps(rows: Sequence[dict[str, Any]]) -> str:
    return ", ".join(f"{row['name']} {percent(row['mean'])}" for row in rows)


def books_words(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Heading and words on income, customers and cash, as far as there are books of them."""
    if "revenue" in found:
        yield (
            "Income     ",
            f"revenue {money(found['revenue'])}, operating profit {money(found['operating_profit'])}.",
        )
    if "arr" in found:
        kept = f"net retention {share(found['nrr'])}, gross {share(found['grr'])}"
        yield "Customers  ", f"{number(found['accounts'])} customers, ARR {money(found['arr'])}; {kept}."
    if "cash_end" in found:
        low = f"lowest {money(found['cash_trough'])}, chance of ruin {share(found['ruin'])}"
        yield "Cash       ", f"{money(found['cash_end'])} at the end; {low}."


def _money_words(found: dict[str, Any]) -> str:
    payback = found["payback_months"]
    months = "no payback" if payback is None else f"paid back in {payback:,.0f} months"
    if not found["cost"]:
        return "no costs are stated in this scenario."
    return f"cost {money(found['cost'])}, {money(found['cac'])} per customer won, {months}."


def _compare(verdict: dict[str, Any]) -> Iterator[RenderableType]:
    scenarios, made = verdict["scenarios"], verdict["made"]
    seconds = f" · {made['seconds']:,.0f} s" if made.get("seconds") is not None else ""
    yield Text.assemble(
        ("Comparison", "bold"),
        f" of {len(scenarios)} scenarios on the same luck · {counted(made['replications'], 'replication')}{seconds}",
    )
    yield Text(f"Baseline: {scenarios[0]['name']}")
    yield from _asked(made)
    base, others = scenarios[0], scenarios[1:]
    for at in range(0, len(others), SIDE_BY_SIDE - 1):
        yield Text()
        yield _side_by_side([base, *others[at : at + SIDE_BY_SIDE - 1]])
    for other in others:
        yield Text()
        yield _effects(
            other["name"], [e for e in headline_effects(verdict) if e["scenario"] == other["name"]]
        )
    for one in scenarios:
        yield Text()
        yield Text(f"Constraint of {one['name']}: {label(one['constraint']['name'])}", style="bold")
        yield Text(one["constraint"]["words"])
    yield Text()
    for note in footnotes(verdict):
        yield Text(note, style="dim")


def _side_by_side(scenarios: Sequence[dict[str, Any]]) -> Table:
    table = _table("", *(s["name"] for s in scenarios), least=15)
    for heading, cells in rows_side_by_side(scenarios):
        table.add_row(heading, *cells)
    return table


def _effects(name: str, effects: Sequence[dict[str, Any]]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
    table.add_column(f"Effect of {name}", overflow="fold")
    table.add_column("difference", justify="right", no_wrap=True)
    table.add_column("95 % interval", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for effect in effects:
        told = "" if effect["shown"] else "no effect shown"
        table.add_row(measure_words(effect["measure"]), *effect_words(effect), told)
    return table


def _grid(columns: int) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 0), pad_edge=False)
    for _ in range(columns):
        table.add_column(overflow="fold")
    return table


def _table(heading: str, *columns: str, least: int = 0) -> Table:
    table = Table(box=None, padding=(0, 0, 0, 2), pad_edge=False, header_style="bold")
    table.add_column(heading, no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right", overflow="fold", min_width=least or None)
    return table


def _bold(text: str) -> Text:
    return Text(f"{text:<10}", style="bold")


def _wrapped(heading: str, words: str, style: str = "") -> RenderableType:
    table = Table(box=None, show_header=False, padding=0, pad_edge=False)
    table.add_column(no_wrap=True, width=len(heading))
    table.add_column(overflow="fold")
    table.add_row(Text(heading, style="bold"), Text(words, style=style))
    return Padding(table, 0)
