"""The page: one offline HTML file that leads with the answer and opens from a disk or an e-mail."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from salesline.report import pictures, together, words
from salesline.scenario.describe import Input, inputs

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from salesline.experiment.study import Study

SALT = "salesline"


@dataclass(frozen=True)
class Picture:
    """An inline SVG with its heading and the words that stand in for it."""

    kind: str
    heading: str
    note: str
    svg: Markup


@dataclass(frozen=True)
class Chapter:
    """What the page shows of one scenario: its verdict, pictures and inputs."""

    anchor: str
    verdict: dict[str, Any]
    answer: list[str]
    pictures: list[Picture]
    inputs: list[Input]


def render(study: Study, verdict: dict[str, Any]) -> str:
    """Return the page of a study as HTML that needs no network, no script and no other file.

    `verdict` is the study's own (`salesline.report.verdict.verdict`). The text depends only on its content: the same
    study gives the same bytes, so the run time is left to the manifest.
    """
    environment = Environment(
        loader=PackageLoader("salesline.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        money=words.money, share=words.share, percent=words.percent, change=words.change, number=words.number,
        label=words.label, amount=words.amount, day=words.day, between=words.between, hours=words.hours,
    )  # fmt: skip
    environment.globals.update(
        change=words.change, percent=words.percent,
        spreadsheet_words=together.spreadsheet_words, others_words=together.others_words,
    )  # fmt: skip
    chapters = [_chapter(study, one, at) for at, one in enumerate(verdict["scenarios"])]
    page = environment.get_template("page.html").render(
        title=_title([one["name"] for one in verdict["scenarios"]]),
        verdict=verdict,
        chapters=chapters,
        together=together.rows_side_by_side(verdict["scenarios"]),
        effects=_effects(verdict),
        notes=together.footnotes(verdict) if verdict["kind"] == "compare" else [],
        beside=_beside(study, verdict) if verdict["kind"] == "compare" else None,
        versions=versions(),
    )
    return page.replace(" %", "\u00a0%")


def _title(names: list[str]) -> str:
    first, *others = names
    return f"{first} against {' and '.join(others)}" if others else first


def _effects(verdict: dict[str, Any]) -> dict[str, list[tuple[dict[str, Any], str, str, str]]]:
    """By scenario, the headline effects as (effect, measure, difference, interval), the last three in words."""
    rows: dict[str, list[tuple[dict[str, Any], str, str, str]]] = {}
    for effect in together.headline_effects(verdict):
        told = (together.measure_words(effect["measure"]), *together.effect_words(effect))
        rows.setdefault(effect["scenario"], []).append((effect, *told))
    return rows


def versions() -> dict[str, str]:
    """Versions of the programs that a result depends on."""
    import platform  # noqa: PLC0415
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    found = {"python": platform.python_version()}
    for package in ("salesline", "numpy", "simpy", "scipy"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def _chapter(study: Study, one: dict[str, Any], at: int) -> Chapter:
    tables = {
        name: table[table["scenario"] == one["name"]] for name, table in study.tables.items() if len(table)
    }
    measures = study.measures[study.measures["scenario"] == one["name"]]
    scenario = study.scenarios[one["name"]]
    shown = list(_pictures(tables, measures, one, f"s{at}"))
    return Chapter(f"s{at}", one, answer(one), shown, inputs(scenario))


def answer(one: dict[str, Any]) -> list[str]:
    """The answer in a few plain sentences, built from the verdict's numbers alone."""
    found, plan = one["bookings"], one["plan"]
    between = f"between {words.money(found['p10'])} and {words.money(found['p90'])}"
    said = [f"Expect bookings of about {words.money(found['mean'])}; eight times in ten they end {between}."]
    if plan:
        said.insert(0, _verdict_words(one))
    if one["growth"]:
        growth = one["growth"]
        planned = (
            f"; the plan asks for {words.change(growth['planned'])}" if growth["planned"] is not None else ""
        )
        said.append(f"That is {words.change(growth['mean'])} on the year before{planned}.")
    where = one["constraint"]
    held = "demand" if where["name"] == "demand" else f"the desk {words.label(where['name'])}"
    said.append(f"The constraint is {held}. {where['words']}")
    return said


def _verdict_words(one: dict[str, Any]) -> str:
    odds, plan = one["chance"]["share"], words.money(one["plan"]["bookings"])
    if odds >= 0.8:
        judged = f"The plan of {plan} is likely to be reached"
    elif odds >= 0.5:
        judged = f"The plan of {plan} is more likely than not to be reached, but far from safe"
    elif odds >= 0.2:
        judged = f"The plan of {plan} will more likely than not be missed"
    else:
        judged = f"The plan of {plan} will very likely be missed"
    return f"{judged}: its chance is {words.share(odds).replace('<', 'below ').replace('>', 'above ')}."


def _pictures(
    tables: dict[str, pd.DataFrame], measures: pd.DataFrame, one: dict[str, Any], prefix: str
) -> Iterator[Picture]:
    plan = one["plan"]["by_quarter"] if one["plan"] else None
    wanted: list[tuple[str, str, str, Callable[[], Axes]]] = []
    if "quarters" in tables:
        note = "Bars: mean over replications. Whiskers: eight in ten replications lie between their ends."
        wanted.append(
            ("bookings", "Bookings by quarter", note, partial(pictures.bookings, tables["quarters"], plan))
        )
    if one["attainment"]:
        note = (
            "Won bookings over the quota of the time employed. Dot: mean; bar: P10 to P90 over replications. "
            "Listed is who carries a quota in at least half of the replications."
        )
        wanted.append(
            ("attainment", "Quota attainment per rep", note, partial(pictures.attainment, tables["reps"]))
        )
    if "reps" in tables:
        note = (
            "All paid hours of the plan by use; beyond 100 %: overtime. "
            "Set-up, reload and interruption are the price of switching."
        )
        wanted.append(("time", "Where paid time went", note, partial(pictures.paid_time, tables["reps"])))
    if "weeks" in tables:
        note = "Open leads and deals at the end of each week: mean and P10 to P90."
        wanted.append(("wip", "Work in process", note, partial(pictures.wip, tables["weeks"])))
    if one["desks"]:
        note = (
            "Mean and P10 to P90. Load is working time over the hours available for it, overtime among them. "
            "Dashed: filled up with prospecting, by design."
        )
        listed = [row["desk"] for row in one["desks"] if row["list_driven"]]
        wanted.append(("load", "Load", note, partial(pictures.load, measures, listed)))
    for desk in _flows(tables):
        note = "Upper edge: came. Lower edge: left. Between them: in process."
        wanted.append(
            (
                f"flow-{desk}",
                f"Cumulative flow: {words.label(desk)}",
                note,
                partial(pictures.flow, tables["weeks"], desk),
            )
        )
    if "deals" in tables:
        note = (
            "Opportunities that closed in the plan; those still open are left out, so slow ones are missing."
        )
        wanted.append(
            ("cycle", "How long opportunities take", note, partial(pictures.cycle_times, tables["deals"]))
        )
    for key, heading, note, draw in wanted:
        yield picture(f"{prefix}-{key}", heading, note, draw(), kind=key.partition("-")[0])


def _flows(tables: dict[str, pd.DataFrame]) -> list[str]:
    """Every desk at which leads stay, in the order of the weeks table."""
    if "weeks" not in tables:
        return []
    most = tables["weeks"].groupby("desk", sort=False)["wip"].max()
    return [str(desk) for desk in most.index[most > 0]]


def _beside(study: Study, verdict: dict[str, Any]) -> Picture:
    """All scenarios of a comparison in one picture."""
    frame = study.tables["quarters"]
    tables = {one["name"]: frame[frame["scenario"] == one["name"]] for one in verdict["scenarios"]}
    plans = {one["name"]: one["plan"]["by_quarter"] if one["plan"] else None for one in verdict["scenarios"]}
    note = "Bars: mean over replications. Whiskers: eight in ten replications lie between. Black: each plan."
    ax = pictures.bookings_compared(tables, plans)
    return picture("all-bookings", "Bookings by quarter", note, ax, kind="bookings")


def picture(key: str, heading: str, note: str, ax: Axes, kind: str) -> Picture:
    """Turn Axes into an inline SVG whose ids are its own and whose title and description say what is seen."""
    seen = ax.get_title(loc="left")
    code = svg(ax, key)
    opening = f'<svg role="img" aria-labelledby="{key}-title {key}-desc" '
    told = Markup('<title id="{0}-title">{1}</title><desc id="{0}-desc">{2}. {3}</desc>').format(
        key, heading, seen, note
    )
    code = code.replace("<svg ", opening, 1)
    end = code.index(">") + 1
    return Picture(kind, heading, note, Markup(code[:end] + str(told) + code[end:]))  # noqa: S704 - matplotlib's own SVG


def svg(ax: Axes, key: str) -> str:
    """The SVG element of a picture, byte-reproducible; ids carry `key` so that pictures can share a page."""
    import matplotlib as mpl  # noqa: PLC0415

    out = io.StringIO()
    figure = cast("Figure", ax.figure)
    with mpl.rc_context({"svg.hashsalt": f"{SALT}-{key}", "svg.fonttype": "path"}):
        figure.savefig(
            out,
            format="svg",
            transparent=True,
            metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        )
    code = out.getvalue()
    code = code[code.index("<svg ") :]
    code = re.sub(r"<!--.*?-->\s*|<metadata>.*?</metadata>\s*", "", code, flags=re.DOTALL)
    code = re.sub(r'<svg height="[^"]*"|(<svg [^>]*?)\s(?:width|height)="[^"]*"', r"\1", code)
    return re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{key}-", code)
