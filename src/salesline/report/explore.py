"""What was found by varying inputs, as text of 80 columns: uncertainty, sweeps, searches."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from salesline.experiment.bench import CONTRIBUTION
from salesline.measures import measure_named
from salesline.report.answers import wrapped
from salesline.report.words import money

if TYPE_CHECKING:
    from salesline.answers.uncertainty import Chance, Quantiles, Uncertainty

__all__ = ["in_unit", "uncertainty_text"]


def in_unit(measure: str, value: float) -> str:
    """Return a value of a measure in its unit, short."""
    unit = "$" if measure == CONTRIBUTION else measure_named(measure).unit
    if unit.startswith("$"):
        return f"-{money(-value)}" if value < 0 else money(value)
    if unit == "share":
        return f"{100 * value:.1f} %"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def folded(first: str, rest: str, width: int) -> list[str]:
    """Return a row whose first column is wrapped over as many lines as it takes."""
    head, *more = textwrap.wrap(first, width, break_on_hyphens=False) or [""]
    return [f"{head:{width}}{rest}", *(f"  {line}" for line in more)]


def uncertainty_text(name: str, found: Uncertainty) -> str:
    """What is luck, what is not known, and which input to measure first."""
    measure = found.measure
    lines = [
        *wrapped(
            f"{name}: {measure.replace('_', ' ')} over the plan, luck apart from inputs that are not known"
        ),
        "",
    ]
    lines.append(f"{'':32}{'mean':>9}{'P10':>9}{'P50':>9}{'P90':>9}{'sd':>9}")
    lines += [
        _spread("luck alone, inputs as stated", measure, found.luck),
        _spread("inputs alone, luck taken out", measure, found.inputs),
        _spread("both", measure, found.both),
        "",
        f"{'Of the variance of both':32}{'share':>9}  {'95 % interval':>14}",
    ]
    said = (
        (found.luck_part, "luck", "gone from a mean of many replications, never from one year"),
        (found.input_part, "inputs", "only better data makes it less"),
        (found.parts.together, "the two together", "inputs that decide how much luck counts"),
    )
    for part, title, cure in said:
        between = f"{100 * part.low:.0f} to {100 * part.high:.0f} %"
        lines.append(f"{title:32}{100 * part.share:>7.0f} %  {between:>14}")
        lines += wrapped(f"({cure})", "  ")
    lines += ["", f"{'Measure first':34}{'range':>26}{'rank corr.':>12}{'share':>8}"]
    for one in found.ranking:
        text = found.ranges[one.key]
        row = f" {text:>25}{one.correlation:>+12.2f}{100 * one.share:>6.0f} %"
        lines += folded(one.key.replace("_", " "), row, 34)
    lines.append("")
    if found.target is not None and found.chance_luck and found.chance_both:
        lines += wrapped(
            f"Chance of {in_unit(measure, found.target)}: {_chance(found.chance_luck)} if the inputs are as stated, "
            f"{_chance(found.chance_both)} with what is not known about them."
        )
    lines += wrapped(
        f"{found.points} points of a Latin hypercube, each with the same {found.replications} replications. 'share' of an input: "
        "what it explains of the inputs' part, by a sum of parabolas."
    )
    return "\n".join(lines)


def _spread(title: str, measure: str, q: Quantiles) -> str:
    return f"{title:32}" + "".join(f"{in_unit(measure, v):>9}" for v in (q.mean, q.p10, q.p50, q.p90, q.sd))


def _chance(chance: Chance) -> str:
    return f"{100 * chance.share:.0f} % ({100 * chance.low:.0f} to {100 * chance.high:.0f} %)"
