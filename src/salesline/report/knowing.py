"""How sure and how soon, as text of 80 columns: signals, pilots, luck, replications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesline.report.answers import wrapped
from salesline.report.words import money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesline.answers.pilot import Luck, Pilot
    from salesline.answers.precise import Precise
    from salesline.answers.when import When

__all__ = ["luck_text", "luck_words", "pilot_text", "sure_text", "when_lead", "when_text"]


def when_text(promised: str, actual: str, found: When) -> str:
    """Which signal shows first that the plan does not go as promised."""
    lines = wrapped(f"When would we know that it is {actual} and not {promised}?")
    lines += wrapped(when_lead(found))
    lines += [
        "",
        f"{'signal':14} {'week':>6} {'seen':>6} {'before bookings':>16} {'false alarms, checked':>24}",
    ]
    for row in found.rows:
        week = "later" if row.week is None else f"{row.week:.0f}"
        ahead = "" if row.earlier is None or row.signal == "bookings" else f"{row.earlier:+z.0f} weeks"
        rate, low, high = (100 * value for value in row.false_alarms)
        checked = f"{rate:.0f} % ({low:.0f} to {high:.0f} %)"
        lines.append(f"{row.signal:14} {week:>6} {100 * row.seen:>4.0f} % {ahead:>16} {checked:>24}")
    lines += ["", *wrapped(
        f"week: median first week outside the band; seen: share of courses outside it by week {found.weeks}. Each band holds a "
        f"promised course through all weeks with {100 * (1 - found.false_alarm_rate):.0f} % chance; checked on "
        f"{found.replications} fresh courses.")]  # fmt: skip
    return "\n".join(lines)


def when_lead(found: When) -> str:
    """Which signal is the first, and in which week, in a sentence."""
    first = found.rows[0] if found.rows else None
    if first is None or first.week is None:
        return f"No signal shows it in half of the courses within {found.weeks} weeks."
    return f"{first.title.capitalize()} shows it first: in week {first.week:.0f} in half of all courses."


def pilot_text(name: str, found: Pilot) -> str:
    """How many weeks a pilot takes, by the share of leads in it."""
    shares = f"{100 * found.changed:.1f} % from {100 * found.base:.1f} %"
    lines = wrapped(f"{name}: a pilot that tells {shares} ({found.measure.replace('_', ' ')})")
    lines += ["", f"{'in the pilot':>14} {'trials in both arms':>20} {'weeks':>7}"]
    lines += [f"{100 * row.share:>12.0f} % {row.trials:>20,} {row.weeks:>7.0f}" for row in found.rows]
    lines += ["", *wrapped(
        f"Two-sided test at {100 * found.alpha:.0f} %, power {100 * found.power:.0f} %; {found.trials_a_week:.1f} trials a "
        f"week; the share varies {found.inflation:.2f} times as much as independent trials would.")]  # fmt: skip
    return "\n".join(lines)


def luck_text(name: str, found: Luck) -> str:
    """Whether a change from one month to the next may be luck."""
    first, *rest = luck_words(found)
    lines = wrapped(f"{name}: {first}")
    for said in rest:
        lines += wrapped(said)
    return "\n".join(lines)


def luck_words(found: Luck) -> list[str]:
    """What was compared, how much it varies, and the chance of the change that was asked about: a sentence each."""
    lines = [
        f"{found.signal} of {found.weeks} weeks against the same weeks of another year, nothing changed",
        (f"Mean {found.mean:.1f}; the ratio varies with a standard deviation of {100 * found.spread:.0f} %; 95 % of years lie "
        f"between {100 * (found.low - 1):+z.0f} % and {100 * (found.high - 1):+z.0f} %."),
    ]  # fmt: skip
    if found.change is not None and found.chance is not None:
        said = f"A change of {100 * found.change:+z.0f} % or more comes by luck alone with {100 * found.chance:.1f} % chance"
        lines.append(f"{said} ({found.pairs} pairs of years).")
    return lines


def sure_text(name: str, found: Precise, table: Sequence[tuple[str, int]]) -> str:
    """A figure with its interval, and how many replications other precisions would take."""
    share = found.kind == "chance"
    value, low, high = (
        (f"{100 * v:.1f} %" if share else _amount(found.measure, v))
        for v in (found.value, found.low, found.high)
    )
    what = {"mean": "mean", "quantile": "quantile", "chance": "chance of the plan"}[found.kind]
    asked = f"{100 * found.asked:g} {'points' if share else '%'}"
    end = "" if found.reached else f"; {asked} was not reached"
    lines = wrapped(f"{name}: {what} of {found.measure} {value} (95 % interval {low} to {high}) after "
                    f"{found.replications} replications{end}")  # fmt: skip
    lines += ["", f"{'half-width':>12} {'replications':>13}"]
    lines += [f"{label:>12} {n:>13,}" for label, n in table]
    return "\n".join(lines)


def _amount(measure: str, value: float) -> str:
    return money(value) if measure in ("bookings", "cost_total", "contribution") else f"{value:,.3g}"
