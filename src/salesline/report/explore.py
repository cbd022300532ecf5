"""What was found by varying inputs, as text of 80 columns: uncertainty, sweeps, searches."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from salesline.experiment.bench import CONTRIBUTION
from salesline.measures import measure_named
from salesline.report.answers import wrapped
from salesline.report.words import WIDTH, money

if TYPE_CHECKING:
    from salesline.answers.sensitivity import Sensitivity
    from salesline.answers.sweep import Swept
    from salesline.answers.uncertainty import Chance, Quantiles, Uncertainty

__all__ = ["in_unit", "sensitivity_text", "sweep_text", "uncertainty_text"]


MOST_LABEL = 18
"""Characters of a value in a table."""


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
    head, *more = textwrap.wrap(first.replace(".", ". "), width, break_on_hyphens=False) or [""]
    head, *more = (part.replace(". ", ".") for part in (head, *more))
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


def sweep_text(name: str, found: Swept, labels: Sequence[Sequence[str]]) -> str:
    """Every point with its measures, then what each key does.

    `labels` are the values of the keys by point, as people read them.
    """
    measures = list(dict.fromkeys(found.summary["measure"]))
    keys = [key.replace("_", " ") for key in found.keys]
    lines = [
        *wrapped(
            f"{name}: {len(found.design.points)} points, {found.replications} replications of each on common luck"
        ),
        "",
    ]
    for at, key in enumerate(keys):
        lines += wrapped(f"({at + 1}) {key}")
    cut = [[textwrap.shorten(text, MOST_LABEL, placeholder="...") for text in row] for row in labels]
    widths = [max(4, *(len(row[at]) for row in cut)) for at in range(len(keys))]
    wide = sum(widths) + 2 * len(widths) > WIDTH - 60
    heads = "".join(f"{f'({at + 1})':>{width + 2}}" for at, width in enumerate(widths))
    for measure in measures:
        rows = found.summary[found.summary["measure"] == measure]
        say = partial(in_unit, measure)
        best = _best_row(measure, rows["mean"].to_list())
        tail = "" if wide else f" {'P10':>9} {'P90':>9}"
        lines += ["", f"{heads}  {measure.replace('_', ' '):>14} {'95 % interval':>20}{tail}"]
        for at, row in enumerate(rows.itertuples(index=False)):
            cells = "".join(f"{text:>{width + 2}}" for text, width in zip(cut[at], widths, strict=True))
            between, mark = f"{say(row.low)} to {say(row.high)}", " <" if at == best else ""
            tail = "" if wide else f" {say(row.p10):>9} {say(row.p90):>9}"
            lines.append(f"{cells}  {say(row.mean):>14} {between:>20}{tail}{mark}")
    return "\n".join([*lines, "", *_effects_text(found), *_ranking_text(found)]).rstrip()


def _best_row(measure: str, means: Sequence[float]) -> int | None:
    better = "higher" if measure == CONTRIBUTION else measure_named(measure).better
    known = [at for at, mean in enumerate(means) if not math.isnan(mean)]
    if better is None or not known:
        return None
    return (max if better == "higher" else min)(known, key=lambda at: means[at])


def _effects_text(found: Swept) -> list[str]:
    lines: list[str] = []
    for measure, rows in found.effects.groupby("measure", sort=False):
        say = partial(in_unit, str(measure))
        lines += wrapped(
            f"Effects on {str(measure).replace('_', ' ')}, averaged over the other keys (95 %, all together):"
        )
        for row in rows.itertuples(index=False):
            _, kind, key, first, last, other, mean, low, high, _, shown = row
            what = f"{key.replace('_', ' ')}: {first} to {last}"
            if kind == "interaction":
                what += f", when {other.replace('_', ' ')} is at its last value and not its first"
            text = f"{say(mean):>11} {f'{say(low)} to {say(high)}':>20}{'' if shown else ' *'}"
            lines += folded(f"  {what}", text, 46)
        lines.append("")
    if len(found.effects) and not found.effects["shown"].all():
        lines.append("* no effect shown: the interval holds zero")
    return lines


def _ranking_text(found: Swept) -> list[str]:
    lines: list[str] = []
    for measure, rows in found.ranking.groupby("measure", sort=False):
        lines += wrapped(
            f"What matters for {str(measure).replace('_', ' ')}: rank correlation, share of variance between points"
        )
        for _, key, correlation, low, high, share in rows.itertuples(index=False):
            text = f"{correlation:>+z8.2f} {f'{low:+z.2f} to {high:+z.2f}':>16}{_percent(share):>8}"
            lines += folded(f"  {key.replace('_', ' ')}", text, 46)
        lines.append("")
    return lines


def _percent(share: float) -> str:
    return "-" if math.isnan(share) else f"{100 * share:.0f} %"


def sensitivity_text(name: str, found: Sensitivity) -> str:
    """The inputs with their indices, the one that matters most first."""
    morris = found.method == "morris"
    measure = found.measure.replace("_", " ")
    title = "Morris screening" if morris else "Sobol indices"
    lines = [*wrapped(f"{name}: what matters for {measure} over the ranges ({title})"), ""]
    heads = ("mu*", "mu", "sigma") if morris else ("total", "alone", "others")
    lines.append(f"{'':18} {'range':>19} {heads[0]:>7}{'95 %':>17}{heads[1]:>8}{heads[2]:>8}")
    for one in found.indices:

        def say(value: float) -> str:
            return in_unit(found.measure, value) if morris else f"{value:.2f}"

        between = f"{say(one.low)} to {say(one.high)}"
        row = f" {found.ranges[one.key]:>19} {say(one.total):>7}{between:>17}{say(one.own):>8}{say(one.bends):>8}"
        lines += folded(one.key.replace("_", " "), row, 18)
    lines.append("")
    lines += wrapped(
        "mu*: mean size of the effect of the whole range; mu: with its sign; sigma: how much it depends on the other inputs."
        if morris
        else "total: share of the variance between points that is the input's; alone: by itself; others: with others only."
    )
    over = "mean over replications; intervals by bootstrap of the design"
    if found.of == "luck":
        over = "indices on each replication's own luck; intervals of design and luck together"
    lines += wrapped(
        f"{found.points} points, {found.replications} replications of each on common luck; {over}."
    )
    return "\n".join(lines)
