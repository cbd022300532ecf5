"""Claims as text of 80 columns, as data, and as the page that lists them all."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from salesline.claims.claim import Claim, Figure
from salesline.report.words import WIDTH, counted

if TYPE_CHECKING:
    from salesline.claims.run import Result

__all__ = ["as_data", "listing", "merged", "page", "told"]

SEEDS = {
    "0": "Intronis: territories to round robin (2014)",
    "1A": "The sales plan (2016)",
    "1B": "Context switching (2016)",
    "1C": "The SQL definition (2015)",
    "1D": "Hyperspecialisation (2015)",
    "2": "HubSpot case, comments",
    "3": "Redgate: sales and marketing (2021)",
    "4": "Who needs leads? (2011)",
}
KINDS = {"sys": "system", "rule": "rule", "num": "number", "mech": "mechanism", "out": "outcome"}


def figure_words(figure: Figure | Mapping[str, Any]) -> str:
    """Return a figure with its interval: ``wins, cap 12: 118 (115 to 121)``."""
    data = figure if isinstance(figure, Mapping) else vars(figure)
    value, low, high = data["value"], data["low"], data["high"]
    share = data["unit"] == "share"
    around = (
        ""
        if low is None or math.isnan(low) or low == high
        else f" ({_number(low, share=share)} to {_number(high, share=share)})"
    )
    unit = "" if share or not data["unit"] else f" {data['unit']}"
    return f"{data['label']}: {_number(value, share=share)}{around}{unit}"


def _number(value: float | None, *, share: bool) -> str:
    if value is None or math.isnan(value):
        return "-"
    if share:
        return f"{100 * value:+z.1f} %"
    if abs(value) >= 1e6:
        return f"{value / 1e6:.2f}M"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def listing(claims: Sequence[Claim], known: Mapping[str, Any]) -> str:
    """Return one line per claim: id, tier, kind, status of the last recorded run, what is claimed."""
    lines = []
    for claim in claims:
        status = known.get(claim.id, {}).get("status") or ("not run" if claim.executable else "no experiment")
        head = f"{claim.id:<6} {claim.tier:<2} {status:<13} "
        body = textwrap.wrap(claim.says, WIDTH - len(head)) or [""]
        lines.append(head + body[0])
        lines += [" " * len(head) + more for more in body[1:]]
    return "\n".join(lines)


def told(result: Result) -> str:
    """Return what came out of one claim, in 80 columns."""
    claim, finding = result.claim, result.finding
    lines = [
        f"{claim.id}  {finding.status.upper()}",
        *textwrap.wrap(claim.says, WIDTH, initial_indent="  ", subsequent_indent="  "),
    ]
    if claim.question:
        lines += textwrap.wrap(claim.question, WIDTH, initial_indent="  ? ", subsequent_indent="    ")
    for figure in finding.figures:
        lines += textwrap.wrap(figure_words(figure), WIDTH, initial_indent="  - ", subsequent_indent="    ")
    if finding.words:
        lines += textwrap.wrap(finding.words, WIDTH, initial_indent="  = ", subsequent_indent="    ")
    power = f"; power: {claim.power}" if claim.power else ""
    lines += textwrap.wrap(
        f"{counted(result.replications, 'replication')}{power}",
        WIDTH,
        initial_indent="    ",
        subsequent_indent="    ",
    )
    return "\n".join(lines)


def as_data(results: Iterable[Result]) -> dict[str, Any]:
    """Return findings by claim: status, replications, figures, words."""
    return {
        r.claim.id: {
            "status": r.finding.status,
            "replications": r.replications,
            "words": r.finding.words,
            "figures": [
                {
                    "label": f.label,
                    "value": _plain(f.value),
                    "low": _plain(f.low),
                    "high": _plain(f.high),
                    "unit": f.unit,
                }
                for f in r.finding.figures
            ],
        }
        for r in results
    }


def merged(
    known: Mapping[str, Any], found: Mapping[str, Any], other_seed: int | None = None
) -> dict[str, Any]:
    """Return recorded findings with new ones in their place; of another seed the status alone is noted, beside the figures.

    Args:
        known: what is recorded.
        found: what has come out now, as of `as_data`.
        other_seed: the seed, if it is not that of the recorded figures; claims without any are then left out.

    """
    if other_seed is None:
        return {**known, **found}
    notes = {
        name: {"seed": other_seed, "status": one["status"], "replications": one["replications"]}
        for name, one in found.items()
        if name in known
    }
    return {**known, **{name: {**known[name], "again": note} for name, note in notes.items()}}


def _plain(value: float) -> float | None:
    """Six digits are more than any interval deserves; NaN is no JSON."""
    return None if math.isnan(value) else float(f"{value:.6g}")


def page(claims: Sequence[Claim], known: Mapping[str, Any]) -> str:
    """Return the page of all claims as Markdown."""
    counts: dict[str, int] = {}
    for claim in claims:
        word = _status(claim, known)
        counts[word] = counts.get(word, 0) + 1
    summary = ", ".join(f"{n} {word}" for word, n in sorted(counts.items(), key=lambda item: -item[1]))
    lines = [
        "# Claims",
        "",
        "Systems, rules, numbers, mechanisms and outcomes that the sources claim, each as an experiment of its own. This page is",
        "written by `salesline claims --page docs/claims.md`, which runs them all; `--id 2.01` runs one. A claim that",
        "the model refutes is a finding and stays.",
        "",
        f"{len(claims)} claims: {summary}. Tier: M must, S should, C could, - context.",
        "Intervals are of 95 %, paired on common luck.",
        *_again(claims, known),
        "",
    ]
    for seed, title in SEEDS.items():
        of_seed = [claim for claim in claims if claim.seed == seed]
        if not of_seed:
            continue
        lines += [
            f"## {seed}. {title}",
            "",
            "| id | tier | kind | claim | status | figures |",
            "|---|---|---|---|---|---|",
        ]
        lines += [_row(claim, known) for claim in of_seed]
        lines.append("")
    lines += ["# Experiments", ""]
    for claim in claims:
        if claim.executable:
            lines += _experiment(claim, known.get(claim.id, {}))
    return "\n".join(lines).rstrip() + "\n"


def _again(claims: Sequence[Claim], known: Mapping[str, Any]) -> list[str]:
    """What the claims that were run on another seed as well say there."""
    seen = {c.id: known[c.id] for c in claims if "again" in known.get(c.id, {})}
    if not seen:
        return []
    moved = [
        f"{name} ({one['again']['status']})"
        for name, one in seen.items()
        if one["status"] != one["again"]["status"]
    ]
    told = f"{len(seen)} claims, those whose criterion was put into words after a first run, were run on another seed as well: "
    told += f"{len(seen) - len(moved)} have the same status there" + (
        f", not so {', '.join(moved)}." if moved else "."
    )
    return ["", *textwrap.wrap(told, 130)]


def _status(claim: Claim, known: Mapping[str, Any]) -> str:
    if not claim.executable:
        return "without a model" if claim.tier == "-" else "without an experiment"
    return str(known.get(claim.id, {}).get("status", "not run"))


def _row(claim: Claim, known: Mapping[str, Any]) -> str:
    found = known.get(claim.id, {})
    shown = (
        "; ".join(figure_words(f) for f in found.get("figures", [])[-2:]) if claim.executable else claim.note
    )
    name = f"[{claim.id}](#{_anchor(claim)})" if claim.executable else claim.id
    kinds = "/".join(KINDS.get(kind, kind) for kind in claim.kind.split("/"))
    return f"| {name} | {claim.tier} | {kinds} | {_cell(claim.says)} | {_status(claim, known)} | {_cell(shown)} |"


def _anchor(claim: Claim) -> str:
    return f"claim-{claim.id.lower().replace('.', '')}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _experiment(claim: Claim, found: Mapping[str, Any]) -> list[str]:
    arms = "; ".join(
        f"{name}: `{arm.file}`" + "".join(f" `{key}={value}`" for key, value in arm.values.items())
        for name, arm in claim.arms.items()
    )
    lines = [
        f'<a id="{_anchor(claim)}"></a>',
        f"**{claim.id} {claim.says}**",
        "",
        *([f"- Question: {claim.question}"] if claim.question else []),
        f"- Arms: {arms}",
        f"- Measures: {', '.join(claim.measures)}",
        f"- Reproduced: {claim.reproduced}",
        f"- Refuted: {claim.refuted}",
        f"- Replications: {claim.replications}" + (f" ({claim.power})" if claim.power else ""),
    ]
    if found:
        figures = "; ".join(figure_words(f) for f in found["figures"])
        lines.append(
            f"- **{found['status']}**: {figures}" + (f". {found['words']}" if found["words"] else "")
        )
        if "again" in found:
            again = found["again"]
            lines.append(
                f"- On seed {again['seed']}, {again['replications']} replications: {again['status']}"
            )
    return [*lines, ""]
