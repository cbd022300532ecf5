"""The page: one offline HTML file that leads with the answer and opens from a disk or an e-mail."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from salesline.measures.statements import money as statements
from salesline.report import figures, pictures, together, words
from salesline.report.constraint import BUSY
from salesline.report.gallery import Material, gallery
from salesline.report.layout import Strip, place, strips
from salesline.report.production import WORDS, Line, leads, line
from salesline.report.svg import Picture, picture
from salesline.scenario.describe import Input, inputs
from salesline.versions import versions

if TYPE_CHECKING:
    import pandas as pd

    from salesline.answers.why import Why
    from salesline.experiment.study import Study


MOST_NAMED = 2
"""Scenarios that the title names besides the baseline."""


@dataclass(frozen=True)
class Chapter:
    """What the page shows of one scenario: its verdict, pictures and inputs."""

    anchor: str
    verdict: dict[str, Any]
    answer: list[str]
    pictures: list[Picture]
    inputs: list[Input]
    line: Line | None
    strips: list[Strip]


def render(study: Study, verdict: dict[str, Any], why: Why | Mapping[str, Why] | None = None) -> str:
    """Return the page of a study as HTML that needs no network and no other file, and is complete without its script.

    The text depends only on its content: the same study gives the same bytes, so the run time is left to the manifest.

    Args:
        study: what was run.
        verdict: the study's own (`salesline.report.verdict.verdict`).
        why: waterfalls by scenario (`salesline.answers.why`), or that of the first; None: no waterfall is shown.

    """
    environment = _environment()
    script = _text("page.js")
    books, monthly = statements(study, "quarter"), statements(study)
    whys = why if isinstance(why, Mapping) else {study.names[0]: why} if why else {}
    chapters = [_chapter(study, one, f"s{at}", monthly, whys) for at, one in enumerate(verdict["scenarios"])]
    page = environment.get_template("page.html").render(
        title=_title([one["name"] for one in verdict["scenarios"]]),
        script=Markup(script),  # noqa: S704 - our own file
        allowed=_digest(script),
        verdict=verdict,
        chapters=chapters,
        kinds={shown.kind for chapter in chapters for shown in chapter.pictures},
        together=together.rows_side_by_side(verdict["scenarios"]),
        periods=figures.periods(study),
        incomes={name: figures.money_rows(study, books, name) for name in study.names},
        effects=_effects(verdict),
        lead=together.lead(verdict),
        notes=together.footnotes(verdict) if verdict["kind"] == "compare" else [],
        beside=_beside(study, verdict) if verdict["kind"] == "compare" else None,
        versions=versions(),
    )
    return page.replace(" %", "\u00a0%")


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("salesline.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        money=words.money, share=words.share, percent=words.percent, change=words.change, number=words.number,
        label=words.label, amount=words.amount, day=words.day, between=words.between, hours=words.hours, data=_data, leads=leads,
    )  # fmt: skip
    environment.globals.update(
        change=words.change, percent=words.percent, busy=BUSY, trends=WORDS,
        spreadsheet_words=together.spreadsheet_words, others_words=together.others_words,
    )  # fmt: skip
    return environment


def _text(name: str) -> str:
    return files("salesline.report").joinpath("templates", name).read_text(encoding="utf-8")


def _digest(script: str) -> str:
    """What the page's own security policy knows the only allowed script by."""
    return b64encode(sha256(script.encode()).digest()).decode()


def _data(value: Any) -> Markup:
    """JSON that can stand inside a script element, whatever texts it holds."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - escaped above


def _title(names: list[str]) -> str:
    first, *others = names
    if len(others) > MOST_NAMED:
        return f"{first} against {len(others)} others"
    return f"{first} against {' and '.join(others)}" if others else first


def _effects(verdict: dict[str, Any]) -> dict[str, list[tuple[dict[str, Any], str, str, str]]]:
    """By scenario, the headline effects as (effect, measure, difference, interval), the last three in words."""
    rows: dict[str, list[tuple[dict[str, Any], str, str, str]]] = {}
    for effect in together.headline_effects(verdict):
        told = (together.measure_words(effect["measure"]), *together.effect_words(effect))
        rows.setdefault(effect["scenario"], []).append((effect, *told))
    return rows


def _chapter(
    study: Study, one: dict[str, Any], key: str, books: Mapping[str, pd.DataFrame], whys: Mapping[str, Why]
) -> Chapter:
    def mine(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        return {name: f[f["scenario"] == one["name"]] for name, f in frames.items() if len(f)}

    tables, scenario = mine(study.tables), study.scenarios[one["name"]]
    measures = study.measures[study.measures["scenario"] == one["name"]]
    found = Material(one, tables, measures, mine(books), whys.get(one["name"]))
    made = line(scenario, tables, measures)
    if made is not None:
        place(made)
    shown = list(gallery(found, key))
    return Chapter(key, one, answer(one), shown, inputs(scenario), made, strips(made) if made else [])


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
    said.append(_how_sure(one))
    where = one["constraint"]
    held = "demand" if where["name"] == "demand" else f"the desk {words.label(where['name'])}"
    said.append(f"The constraint is {held}. {where['words']}")
    return said


def _how_sure(one: dict[str, Any]) -> str:
    """What more replications could still change; what the inputs are worth is another matter, and said at the end."""
    told = []
    if one["bookings"]["interval"]:
        low, high = one["bookings"]["interval"]
        told.append(f"mean bookings lie between {words.money(low)} and {words.money(high)}")
    if one["chance"] and one["chance"]["interval"]:
        low, high = one["chance"]["interval"]
        told.append(f"the chance of the plan between {words.percent(low)} and {words.percent(high)}")
    if not told:
        return "How sure: too few simulated plans to say."
    return f"How sure, if the inputs are right: {', '.join(told)} (95 % intervals)."


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


def _beside(study: Study, verdict: dict[str, Any]) -> Picture:
    """All scenarios of a comparison in one picture."""
    frame = study.tables["quarters"]
    tables = {one["name"]: frame[frame["scenario"] == one["name"]] for one in verdict["scenarios"]}
    plans = {one["name"]: one["plan"]["by_quarter"] if one["plan"] else None for one in verdict["scenarios"]}
    note = "Bars: mean over replications. Whiskers: eight in ten replications lie between. Thick lines: each plan."
    ax = pictures.bookings_compared(tables, plans)
    return picture("all-bookings", "Bookings by quarter", note, ax, kind="bookings")
