"""Scenarios beside each other in words: rows of the comparison table and effects, for terminal and page alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from salesline.experiment.terms import CONTRIBUTION
from salesline.report.words import amount, change, day, label, money, number, percent, share


def saved_words(factor: float) -> str:
    """What common luck was worth, in a sentence."""
    return (
        f"Common luck: independent runs would need {factor:,.1f} times as many replications for effects on bookings "
        "as certain as these."
    )


def lead(verdict: dict[str, Any]) -> str:
    """The answer of a comparison in a sentence or two: who books most, and whether that is more than luck."""
    scenarios = verdict["scenarios"]
    base, best = scenarios[0], max(scenarios, key=lambda one: one["bookings"]["mean"])
    booked = money(best["bookings"]["mean"])
    effects = {e["scenario"]: e for e in verdict["effects"] if e["measure"] == "bookings"}
    shown = [name for name, effect in effects.items() if effect["shown"]]
    if best is base:
        more = (
            "None of the others books more."
            if shown
            else "No difference from the others is shown: it may be luck."
        )
        return f"{base['name']}, the baseline, books most: {booked} on average. {more}"
    effect = effects.get(best["name"])
    if effect is None or effect["interval"] is None:
        return f"{best['name']} books most: {booked} on average."
    gained, between = effect_words(effect)
    sure = "more than luck explains" if effect["shown"] else "which shows no effect: it may be luck"
    return (
        f"{best['name']} books most: {booked} on average. That is {gained} against {base['name']} "
        f"(95 % interval {between}), {sure}."
    )


MOST_TOLD = 3
"""Scenarios whose first days are told by name."""


def _several(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{len(names)} of them"


def footnotes(verdict: dict[str, Any]) -> list[str]:
    """What a reader of a comparison must know: common luck, different calendars."""
    notes = []
    if verdict["variance_saved"]:
        notes.append(saved_words(verdict["variance_saved"]))
    starts: dict[str, list[str]] = {}
    for one in verdict["scenarios"]:
        starts.setdefault(one["start"], []).append(one["name"])
    if len(starts) > 1:
        told = ", ".join(f"{one['name']} on {day(one['start'])}" for one in verdict["scenarios"])
        if len(verdict["scenarios"]) > MOST_TOLD:
            told = ", ".join(f"{_several(names)} on {day(start)}" for start, names in starts.items())
        notes.append(
            f"The plans begin on different days ({told}): compared is quarter by quarter of each plan."
        )
    notes.append(
        "An interval that holds zero shows no effect. Intervals of one measure hold for all scenarios together."
    )
    return notes


def asked_words(row: dict[str, Any]) -> str:
    """A figure that was asked for, with its interval and how well it is known."""
    chance = row["kind"] == "chance"
    measure = row["text"].rpartition(" ")[2]

    def words(value: float | None) -> str:
        if chance or unit_of(measure) == "share":
            return percent(value, 1)
        dollars = unit_of(measure).startswith("$") or measure == CONTRIBUTION
        return money(value) if dollars else number(value, 1)

    said = f"{'chance of ' if chance else ''}{row['text']} {words(row['value'])}"
    if row["interval"] is None:
        return f"{said}, too few replications for an interval"
    low, high = row["interval"]
    reached = (
        f"{100 * row['precision']:.1f} {'points' if chance else '%'}" if row["precision"] is not None else "-"
    )
    return f"{said} (95 % interval {words(low)} to {words(high)}, ±{reached})"


def spreadsheet_words(sheet: dict[str, Any]) -> str:
    """How the naive plan comes about."""
    new = f", {sheet['hires']} of them new," if sheet["hires"] else ""
    return f"quota times {sheet['heads']} heads{new} from the first day"


def others_words(others: dict[str, Any] | None) -> str:
    """The people of the attainment list who are not listed, in a sentence that follows another."""
    if not others:
        return ""
    reps, booked = amount(others["reps"]), percent(others["mean"])
    return f" {reps} others, replacements for those who left, book {booked} of theirs."


def rows_side_by_side(scenarios: Sequence[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """The comparison table as words: a heading per row and a cell per scenario; rows of which nothing is known are left out."""
    every = list(scenarios)

    def row(heading: str, cell: Callable[[dict[str, Any]], str]) -> tuple[str, list[str]]:
        return heading, [cell(one) for one in every]

    rows = [
        row("plan", lambda s: money(s["plan"]["bookings"] if s["plan"] else None)),
        row("naive plan", lambda s: money(s["spreadsheet"]["bookings"] if s["spreadsheet"] else None)),
        row("bookings, mean", lambda s: money(s["bookings"]["mean"])),
        *(row(f"  {at.upper()}", _bookings_at(at)) for at in ("p10", "p50", "p90")),
        row("chance of plan", lambda s: share(s["chance"]["share"]) if s["chance"] else "-"),
        row("last year", _last_year),
        row("growth", lambda s: change(s["growth"]["mean"]) if s["growth"] else "-"),
        row("wins", lambda s: number(s["funnel"]["wins"])),
        row("win rate", lambda s: percent(s["funnel"]["win_rate"])),
        row("cost", lambda s: money(s["money"]["cost"] or None)),
        row("cost per customer won", lambda s: money(s["money"]["cac"] or None)),
        row("payback, months", lambda s: number(s["money"]["payback_months"] or None)),
        row("reps at quota", lambda s: _of(s["attainment"])),
        row("constraint", lambda s: label(s["constraint"]["name"])),
    ]
    roles, desks = _union(every, "roles", "role"), _union(every, "desks", "desk")
    rows += [row(f"heads, {label(name)}", _role(name, "heads", amount)) for name in roles]
    rows += [row(f"idle, {label(name)}", _role(name, "idle_share", percent)) for name in roles]
    rows += [row(f"load, {label(name)}", _desk_load(name)) for name in desks]
    return [(heading, cells) for heading, cells in rows if any(cell != "-" for cell in cells)]


def _bookings_at(point: str) -> Callable[[dict[str, Any]], str]:
    return lambda s: money(s["bookings"][point])


def _last_year(one: dict[str, Any]) -> str:
    growth = one["growth"]
    if not growth:
        return "-"
    return money(growth["last_year"])


def _role(name: str, key: str, style: Callable[[float | None], str]) -> Callable[[dict[str, Any]], str]:
    return lambda s: style(_get(s, "roles", "role", name, key))


def _desk_load(name: str) -> Callable[[dict[str, Any]], str]:
    def cell(one: dict[str, Any]) -> str:
        listed = _get(one, "desks", "desk", name, "list_driven")
        return "spare time" if listed else percent(_get(one, "desks", "desk", name, "load"))

    return cell


def _of(found: dict[str, Any] | None) -> str:
    return f"{amount(found['at_quota'])} of {found['reps']}" if found else "-"


def _union(scenarios: Sequence[dict[str, Any]], table: str, key: str) -> list[str]:
    return list(dict.fromkeys(row[key] for s in scenarios for row in s[table]))


def _get(scenario: dict[str, Any], table: str, key: str, name: str, value: str) -> float | None:
    return next((row[value] for row in scenario[table] if row[key] == name), None)


HEADLINES = {
    "bookings": "bookings",
    "wins": "wins",
    "sqls": "sales qualified leads",
    "win_rate": "win rate",
    "sales_cycle_won_p50": "sales cycle, median days",
    "reps_at_quota_share": "share of reps at quota",
    "cost_total": "cost",
    "cac": "cost per customer won",
    "payback_months": "payback, months",
    "idle_share": "idle",
    "load": "load",
    "wip": "work in process",
}
"""Measures, in order, whose effects are shown, and their short names; the JSON has them all. Growth is left out: it is
bookings over last year's, which the scenarios may not share."""


COSTS = {"cost_total", "cac", "payback_months"}
"""Those that say nothing where no costs are stated."""


def headline_effects(verdict: dict[str, Any]) -> list[dict[str, Any]]:
    """The effects worth a row for a reader, scenario by scenario; those of list-driven desks and roles say nothing."""
    order = {measure: at for at, measure in enumerate(HEADLINES)}
    driven = {
        (one["name"], row[key])
        for one in verdict["scenarios"]
        for table, key in (("desks", "desk"), ("roles", "role"))
        for row in one[table]
        if row["list_driven"]
    }

    costs = any(one["money"]["cost"] for one in verdict["scenarios"])
    wanted = {measure for measure in order if costs or measure not in COSTS}

    def family(effect: dict[str, Any]) -> tuple[str, str]:
        measure, _, of = effect["measure"].partition(".")
        return str(measure), str(of)

    shown = [
        e
        for e in verdict["effects"]
        if family(e)[0] in wanted and (e["scenario"], family(e)[1]) not in driven and e["mean"] is not None
    ]
    names = [one["name"] for one in verdict["scenarios"]]
    return sorted(shown, key=lambda e: (names.index(e["scenario"]), order[family(e)[0]]))


def effect_words(effect: dict[str, Any]) -> tuple[str, str]:
    """An effect as (difference, interval), in the unit of its measure."""
    low_high = effect["interval"]
    if low_high is None:
        return difference(effect["measure"], effect["mean"]), "too few replications"
    low, high = (difference(effect["measure"], end).removesuffix(" points") for end in low_high)
    return difference(effect["measure"], effect["mean"]), f"{low} to {high}"


def difference(measure: str, value: float | None) -> str:
    """A difference of a measure with its sign: dollars, points of a share, or a plain number."""
    if value is None:
        return "-"
    unit = unit_of(measure)
    if unit.startswith("$"):
        return money(value, signed=True)
    return f"{100 * value:+z.1f} points" if unit == "share" else f"{value:+z,.1f}"


def unit_of(measure: str) -> str:
    """Unit of a measure as declared; empty for one that is not in the catalogue."""
    from salesline.measures import measure_named  # noqa: PLC0415 - only when a comparison is shown

    try:
        return measure_named(measure).unit
    except KeyError:
        return ""


def measure_words(measure: str) -> str:
    """A measure's short name, with its desk or role."""
    name, _, of = measure.partition(".")
    return f"{HEADLINES[name]}, {label(of)}" if of else HEADLINES[name]
