"""The regression check in words: for the terminal, as Markdown, and as JUnit's XML."""

from __future__ import annotations

import math
from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from salesline.measures import measure_named
from salesline.regression.judge import FALSE_ALARM, POWER, SHIFT
from salesline.report.words import WIDTH, money, number, percent

if TYPE_CHECKING:
    from salesline.regression.check import Check, Found
    from salesline.regression.judge import Judged, Shift

__all__ = ["junit", "markdown", "text"]

MOST = 40
"""Rows of a table of what moved, and inputs that are named."""
OUTCOMES = {
    "exact": "exact: every table of all replications is identical",
    "rows": "headline measures identical; other details of the record differ",
    "equal": "rows differ, and no measure moved beyond tolerance",
    "shifted": "MOVED beyond tolerance",
    "inputs": "the SCENARIO CHANGED, and the results with it",
    "unrepeatable": "NOT REPEATABLE: same model, same scenario, same seed, other results",
    "no baseline": "NO BASELINE",
}
VERDICTS = {"identical": "identical", "same": "same", "within": "within", "beyond": "BEYOND"}


def text(checked: Check, seconds: float, *, accepting: bool = False) -> str:
    """The check for the terminal, 80 columns wide; without advice if its results are being accepted."""
    count = len(checked.found)
    lines = [f"Regression check · {count} scenario{'s' if count > 1 else ''} · {seconds:.0f} s", ""]
    width = max(len(found.name) for found in checked.found)
    for found in checked.found:
        mark = "ok  " if found.passed(strict=checked.strict) else "FAIL"
        words = OUTCOMES[found.outcome]
        if accepting and found.fresh and not found.baseline:
            mark, words = "new ", f"first baseline, {len(found.fresh.digests)} replications"
        lines += wrap(
            f"{mark} {found.name:<{width}}  {words}",
            WIDTH,
            subsequent_indent=" " * (width + 7),
        )
    for found in checked.found:
        if (found.outcome != "exact" or found.inputs) and not (accepting and found.baseline is None):
            lines += ["", *_details(found)]
    if not accepting:
        lines += ["", *wrap(_closing(checked), WIDTH)]
    return "\n".join(lines)


def _closing(checked: Check) -> str:
    failed = [found for found in checked.found if not found.passed(strict=checked.strict)]
    if not failed:
        stale = any(found.outcome != "exact" for found in checked.found)
        hint = " Run it with --accept to store the new rows." if stale else ""
        return f"Passed.{hint}"
    if all(found.fresh is None for found in failed):
        return "Failed: see above."
    return (
        "Failed. If this is meant: 'salesline check --accept --reason WHY' stores the new results and writes the entry "
        "of the changelog for review."
    )


def _details(found: Found) -> Iterator[str]:
    yield f"{found.name}: {OUTCOMES[found.outcome]}"
    for label, words in _facts(found):
        yield from wrap(f"{label + ':':13}{words}", WIDTH, initial_indent="  ", subsequent_indent=" " * 15)
    if found.judged is not None:
        yield from _table(found.judged)


def _facts(found: Found) -> Iterator[tuple[str, str]]:
    """What is to be said of one scenario, as (label, words)."""
    if found.problem:
        yield "problem", found.problem
    if found.fresh is None or found.baseline is None:
        return
    model, before = found.fresh.model, found.baseline.model
    yield "model", f"{model}, the same" if model == before else f"{model}; the baseline's is {before}"
    if found.inputs:
        told = [f"{key}: {then} -> {now}" for key, then, now in found.inputs[:MOST]]
        more = len(found.inputs) - len(told)
        yield (
            "inputs",
            f"{len(found.inputs)} changed; " + "; ".join([*told, *([f"and {more} more"] if more else [])]),
        )
    elif found.fresh.scenario != found.baseline.scenario:
        yield "inputs", "the scenario's digest changed, and no input that describe knows"
    yield "exact test", _exact(found)
    if found.judged is not None:
        yield "luck", _luck(found.judged)
        yield "statistical", _statistical(found.judged)
        yield "power", _power(found.judged)


def _exact(found: Found) -> str:
    if found.outcome == "exact":
        return "passes: every table is identical"
    if found.differs is None:
        return (
            "fails: tables differ in what no headline measure shows, or in the last digits on another machine"
        )
    replication, quarter, measure = found.differs
    when = f"quarter {quarter}" if quarter else "the whole plan"
    return f"fails: rows differ from replication {replication} on, first in {measure} of {when}"


def _luck(judged: Judged) -> str:
    if math.isnan(judged.common):
        return "nothing varies between replications"
    if judged.reordered:
        verdict = "distributions agree" if judged.passed else "and distributions differ"
        return f"reordered: pairs of rows have nothing in common; compared as independent samples, {verdict}"
    return (
        f"the same: {percent(max(0.0, judged.common))} of the variance is common to both; compared pair by pair, "
        "so that what moved is the model"
    )


def _statistical(judged: Judged) -> str:
    beyond, within, same = (judged.count(verdict) for verdict in ("beyond", "within", "same"))
    head = "passes" if judged.passed else "fails"
    return (
        f"{head}: of {len(judged.shifts)} cells {beyond} moved beyond tolerance, {within} within; {same} show no shift, "
        f"{judged.count('identical')} are identical. Intervals of all scenarios hold together at {percent(1 - FALSE_ALARM)}: "
        f"at most {percent(FALSE_ALARM)} of checks of an unchanged law raise an alarm"
    )


def _power(judged: Judged) -> str:
    if math.isnan(judged.power):
        return "bookings of the plan do not vary, or are the same in each pair: any shift of them is found"
    told = (
        f"{judged.replications} replications find a shift of the plan's bookings by {percent(SHIFT)} with "
        f"{percent(judged.power)}"
    )
    if judged.power >= POWER or judged.needed is None:
        return told
    return f"{told}; {percent(POWER)} takes {judged.needed:,}"


def _shown(judged: Judged) -> list[Shift]:
    """Cells worth a line: the plan's, and what moved in its quarters, as many as fit."""
    moved = [s for s in judged.shifts if s.quarter and s.verdict in ("beyond", "within")]
    moved.sort(key=lambda s: s.verdict != "beyond")
    plan = [s for s in judged.shifts if s.quarter == 0 and s.verdict != "identical"]
    kept = {id(s) for s in [*plan, *moved][:MOST]}
    order = {measure: at for at, measure in enumerate(dict.fromkeys(s.measure for s in judged.shifts))}
    return sorted((s for s in judged.shifts if id(s) in kept), key=lambda s: (order[s.measure], s.quarter))


def _cells(shift: Shift) -> tuple[str, ...]:
    unit = " pt" if shift.points else " %"
    change = 100 * shift.change / shift.scale
    low, high = 100 * shift.low / shift.scale, 100 * shift.high / shift.scale
    verdict = VERDICTS[shift.verdict] + (f" ({shift.note})" if shift.note else "")
    return (
        shift.measure,
        f"Q{shift.quarter}" if shift.quarter else "plan",
        _value(shift, shift.before),
        _value(shift, shift.now),
        "-" if math.isnan(change) else f"{change:+z.1f}{unit}",
        "-" if math.isnan(low) else f"{low:+z.1f} to {high:+z.1f}",
        verdict,
    )


def _value(shift: Shift, value: float) -> str:
    unit = measure_named(shift.measure).unit
    if unit.startswith("$"):
        return money(value)
    if unit == "share":
        return percent(value, 1)
    return number(value, 0 if abs(value) >= 100 else 1)


HEADS = ("measure", "when", "before", "now", "change", "interval", "verdict")


def _table(judged: Judged) -> Iterator[str]:
    rows = [HEADS, *(_cells(shift) for shift in _shown(judged))]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEADS))]
    spare = WIDTH - 2 - sum(widths[1:]) - len(widths) + 1
    widths[0] = min(widths[0], max(8, spare))
    yield ""
    for row in rows:
        first = row[0] if len(row[0]) <= widths[0] else f"{row[0][: widths[0] - 1]}…"
        parts = [
            f"{first:<{widths[0]}}", f"{row[1]:<{widths[1]}}",
            *(f"{cell:>{width}}" for cell, width in zip(row[2:6], widths[2:6], strict=True)), row[6],
        ]  # fmt: skip
        yield f"  {' '.join(parts)}".rstrip()
    hidden = sum(s.verdict in ("beyond", "within") for s in judged.shifts) - sum(
        s.verdict in ("beyond", "within") for s in _shown(judged)
    )
    if hidden:
        yield f"  and {hidden} more cells that moved"


def markdown(checked: Check, seconds: float) -> str:
    """The check as Markdown, for the comment of a review."""
    lines = [
        f"## Regression check: {'passed' if checked.passed else 'failed'}",
        "",
        f"Scenarios: {len(checked.found)}. Run time: {seconds:.0f} s.",
        "",
        "| scenario | passed | outcome |",
        "|---|---|---|",
    ]
    for found in checked.found:
        passed = "yes" if found.passed(strict=checked.strict) else "**no**"
        lines.append(f"| {_md(found.name)} | {passed} | {_md(OUTCOMES[found.outcome])} |")
    for found in checked.found:
        if found.outcome == "exact" and not found.inputs:
            continue
        lines += ["", f"### {_md(found.name)}", ""]
        lines += [f"- **{label}**: {_md(words)}" for label, words in _facts(found)]
        if found.judged is not None:
            lines += ["", f"| {' | '.join(HEADS)} |", "|---|---|--:|--:|--:|--:|---|"]
            lines += [f"| {' | '.join(map(_md, _cells(shift)))} |" for shift in _shown(found.judged)]
    return "\n".join([*lines, "", _md(_closing(checked)), ""])


def _md(words: str) -> str:
    for mark in "\\|<>*_`[]":
        words = words.replace(mark, f"\\{mark}")
    return words.replace("\n", " ")


def junit(checked: Check, seconds: float) -> str:
    """The check as JUnit's XML: an exact and a statistical test per scenario.

    The exact test of a model of another version is skipped, not failed, where the statistical one passes, unless the check
    is strict.
    """
    cases = [case for found in checked.found for case in _cases(found, checked)]
    failures = sum("<failure" in case for case in cases)
    skipped = sum("<skipped" in case for case in cases)
    counts = f'tests="{len(cases)}" failures="{failures}" errors="0" skipped="{skipped}" time="{seconds:.3f}"'
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return "\n".join([head, f'<testsuite name="salesline check" {counts}>', *cases, "</testsuite>", ""])


def _cases(found: Found, checked: Check) -> Iterator[str]:
    body = _xml("\n".join(_details(found)))
    message = quoteattr(_xml_clean(OUTCOMES[found.outcome]))
    failed = f"<failure message={message}>{body}</failure>"
    passed = found.passed(strict=checked.strict)
    if found.outcome == "no baseline":
        yield _case(found.name, "exact", failed)
        return
    exact = "" if found.outcome == "exact" else failed
    if exact and passed:
        exact = f"<skipped message={message}/>"
    elif (
        exact
        and found.judged is not None
        and not found.judged.passed
        and found.outcome == "shifted"
        and not checked.strict
    ):
        exact = f"<skipped message={message}/>"  # told once, by the statistical test
    yield _case(found.name, "exact", exact)
    if found.judged is not None:
        yield _case(found.name, "statistical", "" if found.judged.passed else failed)


def _case(name: str, kind: str, body: str) -> str:
    return f'<testcase classname="salesline.check" name={quoteattr(_xml_clean(f"{name}: {kind}"))}>{body}</testcase>'


def _xml(words: str) -> str:
    return escape(_xml_clean(words))


def _xml_clean(words: str) -> str:
    """Leave out what XML cannot hold."""
    return "".join(mark for mark in words if mark in "\n\t" or ord(mark) >= 32)
