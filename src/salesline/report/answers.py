"""Answers as text of 80 columns and as JSON."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from salesline.report.words import WIDTH, money, signed
from salesline.scenario.writer import file_form

if TYPE_CHECKING:
    from salesline.answers.needed import Needed, Point
    from salesline.answers.why import Step, Why
    from salesline.answers.worth import Worth
    from salesline.scenario.scenario import Scenario

__all__ = ["needed_text", "plain", "target_words", "why_text", "worth_lead", "worth_text", "wrapped"]


def plain(value: Any) -> Any:
    """Return an answer as JSON-able data: dataclasses become maps, functions and scenarios are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            f.name: plain(getattr(value, f.name))
            for f in fields(value)
            if not callable(getattr(value, f.name))
        }
    if hasattr(value, "itertuples"):  # a table: one map per row
        return plain(value.to_dict("records"))
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [plain(inner) for inner in value]
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None  # noqa: PLR0124 - not a number
    return value if isinstance(value, str | int | bool | None) else str(value)


def wrapped(text: str, indent: str = "") -> list[str]:
    """Return a text in lines of 80 columns."""
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent) or [""]


def worth_text(name: str, found: Worth) -> str:
    """What one more of each is worth, the constraint first."""
    lines = [*wrapped(f"{name}: what one more is worth over the plan"), *wrapped(worth_lead(found)), ""]
    width = min(max(len(row.lever.title) for row in found.rows), 38)
    lines.append(f"{'':{width}} {'bookings':>10}{'± 95 %':>9}  {'contribution':>12}{'± 95 %':>9}")
    for row in found.rows:
        title, *more = textwrap.wrap(row.lever.title, width)
        booked, earned = (
            f"{money(e.half_width):>9}{'*' if e.low <= 0.0 <= e.high else ' '}"
            for e in (row.bookings, row.contribution)
        )
        lines.append(
            f"{title:{width}} {signed(row.bookings.mean):>10}{booked} {signed(row.contribution.mean):>12}{earned}".rstrip()
        )
        lines += [f"  {line}" for line in more]
    lines.append("")
    if any("*" in line for line in lines):
        lines.append("* no effect shown: the interval holds zero")
    assumed = [f"{row.lever.key}: {row.lever.assumption}" for row in found.rows if row.lever.assumption]
    lines += wrapped(f"Assumed: {'; '.join(assumed)}.") if assumed else []
    lines += wrapped(f"{found.replications} replications of each on common luck; the intervals hold together. "
                     "Contribution: bookings times gross margin less all cost.")  # fmt: skip
    return "\n".join(lines)


def needed_text(
    name: str, found: Needed, ranges: Mapping[str, tuple[str, str]], make: Callable[[float], Scenario]
) -> str:
    """What it takes to reach the target with the asked chance, and what was looked at."""
    goal = target_words(found)

    def there(at: float) -> str:
        words = [_on_the_way(*ends, at) or _at(file_form(make(at)), key) for key, ends in ranges.items()]
        return ", ".join(f"({i}) {word}" if len(words) > 1 else word for i, word in enumerate(words, 1))

    lines = wrapped(f"{name}: what it takes to reach {goal}")
    keys = [key.replace("_", " ") for key in ranges]
    lines += [
        line for i, key in enumerate(keys, 1) for line in wrapped(f"({i}) {key}" if len(keys) > 1 else key)
    ]
    if found.most is None and found.estimate is None:
        lines += wrapped(
            f"Not reached even at {there(1.0)}: the chance there is {_chance(found.points[-1])}."
        )
    else:
        about = found.most if found.estimate is None else found.estimate
        lines += wrapped(f"About {there(about or 0.0)}.")
        if found.least is not None:
            lines += wrapped(f"Shown to be too little: {there(found.least)}.")
        if found.most is not None:
            lines += wrapped(f"Shown to be enough: {there(found.most)}.")
        else:
            lines += wrapped(
                "Not shown to be enough anywhere on the range: more replications, or a wider range, would tell."
            )
    lines += ["", f"{'chance':>8} {'99 % interval':>16} {'runs':>5}  at"]
    for p in found.points:
        at, *more = textwrap.wrap(there(p.at), WIDTH - 33) or [""]
        lines.append(
            f"{100 * p.share:>6.0f} % {f'{100 * p.low:.0f} to {100 * p.high:.0f} %':>16} {p.replications:>5}  {at}"
        )
        lines += [" " * 33 + line for line in more]
    return "\n".join(lines)


def target_words(found: Needed) -> str:
    """What is to be reached: $9.00M with 80 % chance."""
    return f"{money(found.target)} with {100 * found.chance:.0f} % chance"


def _on_the_way(low: str, high: str, at: float) -> str:
    """A place between two amounts of one unit, as they are written ('44 per month'); empty where they are not so."""
    ends = [_AMOUNT.fullmatch(end) for end in (low, high)]
    if None in ends:
        return ""
    (head, first, tail), (other_head, last, other_tail) = (end.groups() for end in ends if end)
    if (head, tail) != (other_head, other_tail):
        return ""
    value = float(first) + at * (float(last) - float(first))
    whole = not tail and not head and first.isdecimal() and last.isdecimal()
    return f"{head}{round(value) if whole else f'{value:.4g}'}{tail}"


_AMOUNT = re.compile(r"\s*(\$?)(-?\d+(?:\.\d+)?)(\D*?)\s*")


def _at(form: Any, key: str) -> str:
    for step in key.split("."):
        form = form.get(step, form.get(step.replace("_", " "))) if isinstance(form, Mapping) else None
    return "default" if form is None else str(form)


def _chance(point: Point) -> str:
    return f"{100 * point.share:.0f} % ({100 * point.low:.0f} to {100 * point.high:.0f} %)"


def why_text(name: str, found: Why) -> str:
    """The waterfall as a table: from the spreadsheet's figure down to the simulated one, over the plan and by quarter."""
    steps = (found.ideal, *found.steps)
    Row = tuple[str, Sequence[float], float | None, Callable[[float], str]]  # noqa: N806 - a kind of row
    rows: list[Row] = [("spreadsheet: quota x heads", found.planned, None, money)]
    rows += [(step.title, _means(step), step.change.half_width, signed) for step in steps]
    rows.append(("simulated", _means(found.simulated), found.simulated.change.half_width, money))
    lines = [*wrapped(f"{name}: why the plan is not what comes out (bookings)")]
    for first in range(1, len(found.planned), QUARTERS_ACROSS):
        quarters = range(first, min(first + QUARTERS_ACROSS, len(found.planned)))
        plan = f"{'plan':>9}{'± 95 %':>9}" if first == 1 else ""
        lines += ["", f"{'':30}{plan}" + "".join(f"{f'Q{q}':>8}" for q in quarters)]
        for title, values, half, say in rows:
            head, *more = textwrap.wrap(title, 30)
            whole = f"{say(values[0]):>9}{'' if half is None else money(half):>9}" if first == 1 else ""
            lines.append(f"{head:30}{whole}" + "".join(f"{say(values[q]):>8}" for q in quarters))
            lines += [f"  {line}" for line in more]
    unclear = [step.key for step in found.steps if step.change.low <= 0.0 <= step.change.high]
    lines.append("")
    if unclear:
        lines += wrapped(f"No effect shown (the interval holds zero): {', '.join(unclear)}.")
    orders = "all orders" if found.exact else "a sample of orders"
    lines += wrapped(
        f"Each step: one mechanism more at work, averaged over {orders} of switching them on, on common luck; "
        f"the steps add up exactly. {found.replications} replications."
    )
    return "\n".join(lines)


QUARTERS_ACROSS = 4
"""Quarters that fit beside the plan."""


def _means(step: Step) -> tuple[float, ...]:
    return step.change.mean, *(part.mean for part in step.by_quarter)


def worth_lead(found: Worth) -> str:
    """The constraint, and how much more of it helps, in a sentence or two."""
    if found.constraint is None:
        return (
            "No single change shows an effect on bookings: more replications, or a larger change, would tell."
        )
    said = f"Constraint: {found.constraint.lever.title} adds most, {signed(found.constraint.bookings.mean)}."
    if len(found.pulls) > 1:
        steps = ", ".join(f"{signed(effect.mean)} each up to {times}" for times, effect in found.pulls)
        until = (
            f" The next constraint binds after {found.holds_for}."
            if found.holds_for
            else " It still binds at the last of these."
        )
        return f"{said} More of it: {steps}.{until}"
    return said
