"""Answers in a notebook: each as a small table with a heading and what must be known to read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import singledispatch
from html import escape
from typing import Any

from salesline.answers.needed import Needed
from salesline.answers.pilot import Luck, Pilot
from salesline.answers.precise import Precise
from salesline.answers.search import Searched
from salesline.answers.sensitivity import Sensitivity
from salesline.answers.sweep import Swept
from salesline.answers.uncertainty import Uncertainty
from salesline.answers.when import When
from salesline.answers.which import Which
from salesline.answers.why import Why
from salesline.answers.worth import Worth
from salesline.experiment.outcome import Study
from salesline.measures import measure_named
from salesline.report.answers import target_words, worth_lead
from salesline.report.explore import in_unit
from salesline.report.knowing import luck_words, when_lead
from salesline.report.trace import Trace
from salesline.report.words import counted, label, money, percent, signed
from salesline.scenario.scenario import Scenario

__all__ = ["html", "table"]

Row = Sequence[Any]
LEFT, RIGHT = "text-align:left;padding:2px 10px", "text-align:right;padding:2px 10px"


def table(heading: str, columns: Row, rows: Iterable[Row], note: str = "", *, words: bool = False) -> str:
    """Return a table as HTML; texts are shown as they are, the first column (all, if they are words) at the left."""

    def cells(kind: str, values: Row) -> str:
        styled = (
            (LEFT if words or at == 0 else RIGHT, escape(str(value))) for at, value in enumerate(values)
        )
        return (
            "<tr>" + "".join(f'<{kind} style="{style}">{text}</{kind}>' for style, text in styled) + "</tr>"
        )

    body = "".join(cells("td", row) for row in rows)
    said = f"<p>{escape(note)}</p>" if note else ""
    return (
        f"<p><strong>{escape(heading)}</strong></p><table><thead>{cells('th', columns)}</thead>"
        f"<tbody>{body}</tbody></table>{said}"
    )


@singledispatch
def html(found: Any) -> str:
    """Return an answer as HTML.

    Raises:
        TypeError: not an answer.

    """
    raise TypeError(f"{type(found).__name__} is no answer")


def _to(low: float, high: float) -> str:
    return f"{signed(low)} to {signed(high)}"


def _range(low: float, high: float) -> str:
    return f"{100 * low:.0f} to {100 * high:.0f} %"


@html.register
def _why(found: Why) -> str:
    rows: list[Row] = [("spreadsheet: quota times heads", money(found.planned[0]), "")]
    rows += [
        (step.title, signed(step.change.mean), _to(step.change.low, step.change.high))
        for step in (found.ideal, *found.steps)
    ]
    end = found.simulated.change
    rows.append(("simulated", money(end.mean), f"{money(end.low)} to {money(end.high)}"))
    note = (
        f"Bookings over the plan. Each step: one mechanism more at work, averaged over orders of switching them on, on common "
        f"luck; the steps add up. {counted(found.replications, 'replication')}."
    )
    return table("From the spreadsheet to what is simulated", ("", "bookings", "95 % interval"), rows, note)


@html.register
def _worth(found: Worth) -> str:
    rows = [
        (row.lever.title, signed(row.bookings.mean), _to(row.bookings.low, row.bookings.high),
         signed(row.contribution.mean), "" if row.shown else "no effect shown")
        for row in found.rows
    ]  # fmt: skip
    note = (
        f"{counted(found.replications, 'replication')} of each on common luck; the intervals hold together."
    )
    columns = ("one more", "bookings", "95 % interval", "contribution", "")
    return table(worth_lead(found), columns, rows, note)


@html.register
def _needed(found: Needed) -> str:
    rows = [
        (percent(p.at), percent(p.share), _range(p.low, p.high), p.replications, p.side) for p in found.points
    ]
    goal = target_words(found)
    if found.most is None and found.estimate is None:
        said = "Not reached anywhere on the range."
    else:
        said = f"About {percent(found.most if found.estimate is None else found.estimate)} of the way along the range."
    columns = ("along the range", "chance", "99 % interval", "replications", "")
    return table(f"What it takes to reach {goal}", columns, rows, said)


@html.register
def _when(found: When) -> str:
    rows = [
        (row.title, "later" if row.week is None else f"{row.week:.0f}", percent(row.seen),
         "" if row.earlier is None or row.signal == "bookings" else f"{row.earlier:+z.0f} weeks",
         percent(row.false_alarms[0]))
        for row in found.rows
    ]  # fmt: skip
    note = (
        f"Week: median first week outside the band of the promised plan. Each band holds a promised course for {found.weeks} "
        f"weeks with {percent(1 - found.false_alarm_rate)} chance; checked on {found.replications} fresh courses."
    )
    columns = ("signal", "week", "seen in time", "before bookings", "false alarms")
    return table(when_lead(found), columns, rows, note)


@html.register
def _pilot(found: Pilot) -> str:
    rows = [(percent(row.share), f"{row.trials:,}", f"{row.weeks:.0f}") for row in found.rows]
    note = (
        f"Two-sided test at {percent(found.alpha)}, power {percent(found.power)}; {found.trials_a_week:.1f} trials a week, which "
        f"vary {found.inflation:.2f} times as much as independent ones would."
    )
    told = f"{percent(found.changed, 1)} from {percent(found.base, 1)}"
    heading = f"A pilot that tells {told} ({found.measure.replace('_', ' ')})"
    return table(heading, ("leads in the pilot", "trials in both arms", "weeks"), rows, note)


@html.register
def _luck(found: Luck) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in luck_words(found))


@html.register
def _precise(found: Precise) -> str:
    share = found.kind == "chance"

    def style(value: float) -> str:
        return percent(value, 1) if share else in_unit(found.measure, value)

    row = (found.measure.replace("_", " "), found.kind, style(found.value),
           f"{style(found.low)} to {style(found.high)}", found.replications)  # fmt: skip
    asked = f"{100 * found.asked:g} {'points' if share else '%'}"
    heading = f"A half-width of {asked} was {'reached' if found.reached else 'not reached'}"
    return table(heading, ("measure", "of", "value", "95 % interval", "replications"), [row])


@html.register
def _swept(found: Swept) -> str:
    names = list(found.summary["measure"].unique())
    wide = found.summary.pivot(index="point", columns="measure", values=["mean", "low", "high"])
    rows = [
        [*found.design.points[at].values(), *(_mean(measure, wide.loc[at]) for measure in names)]
        for at in wide.index
    ]
    note = f"Mean over the plan and its 95 % interval; {counted(found.replications, 'replication')} of each point on common luck."
    heads = [key.replace("_", " ") for key in found.keys]
    return table(f"{len(rows)} points", [*heads, *(name.replace("_", " ") for name in names)], rows, note)


def _mean(measure: str, row: Any) -> str:
    mean, low, high = (in_unit(measure, float(row[what, measure])) for what in ("mean", "low", "high"))
    return f"{mean} ({low} to {high})"


@html.register
def _sensitivity(found: Sensitivity) -> str:
    morris = found.method == "morris"

    def say(value: float) -> str:
        return in_unit(found.measure, value) if morris else f"{value:.2f}"

    rows = [
        (one.key.replace("_", " "), found.ranges[one.key], say(one.total), f"{say(one.low)} to {say(one.high)}",
         say(one.own), say(one.bends))
        for one in found.indices
    ]  # fmt: skip
    heads = ("mu*", "95 %", "mu", "sigma") if morris else ("total", "95 %", "alone", "with others")
    note = (
        "mu*: mean size of the effect of the whole range; mu: with its sign; sigma: how much it depends on the other inputs. "
        if morris
        else "Shares of the variance between points. "
    )
    said = (
        f"{note}{found.points} points, {counted(found.replications, 'replication')} of each on common luck."
    )
    return table(
        f"What matters for {found.measure.replace('_', ' ')}", ("input", "range", *heads), rows, said
    )


@html.register
def _uncertainty(found: Uncertainty) -> str:
    parts = (
        ("luck", found.luck_part),
        ("inputs", found.input_part),
        ("the two together", found.parts.together),
    )
    split = table(
        f"Where the spread of {found.measure.replace('_', ' ')} comes from",
        ("", "share of the variance", "95 % interval"),
        [(name, percent(part.share), _range(part.low, part.high)) for name, part in parts],
    )
    rows = [
        (one.key.replace("_", " "), found.ranges[one.key], f"{one.correlation:+z.2f}",
         percent(one.share))
        for one in found.ranking
    ]  # fmt: skip
    note = f"{found.points} points of a Latin hypercube, each with the same {counted(found.replications, 'replication')}."
    return split + table("Measure first", ("input", "range", "rank correlation", "share"), rows, note)


@html.register
def _which(found: Which) -> str:
    rows = [
        (row.name, in_unit(found.measure, row.value.mean), "" if row.behind is None else in_unit(found.measure, row.behind.mean),
         percent(row.chance.mean_is_best), row.replications)
        for row in found.rows
    ]  # fmt: skip
    heading = f"{found.rows[0].name} {'is shown to be best' if found.shown else 'seems best'}"
    columns = ("plan", found.measure.replace("_", " "), "leader more by", "chance to be best", "replications")
    return table(heading, columns, rows)


@html.register
def _searched(found: Searched) -> str:
    if found.value is None or found.against is None:
        return table("No plan that was tried keeps the constraints", ("plans tried",), [(found.tried,)])
    style = money if found.goal == "contribution" else (lambda value: in_unit(found.goal, value))
    row = (found.goal.replace("_", " "), style(found.value.mean), f"{style(found.value.low)} to {style(found.value.high)}",
           style(found.against.mean), found.tried, sum(found.runs))  # fmt: skip
    columns = ("goal", "mean", "95 % interval", "more than as it is", "plans tried", "replications")
    return table("The best plan found", columns, [row])


HEADLINES = (
    "bookings",
    "growth",
    "wins",
    "win_rate",
    "average_deal",
    "cycle_time_won_p50",
    "reps_at_quota_share",
    "cac",
)
"""Measures that a study shows."""


@html.register
def _study(found: Study) -> str:
    whole = found.summary[found.summary["quarter"] == 0].set_index(["measure", "scenario"])
    known = whole.dropna(subset="mean").index
    rows = []
    for measure in HEADLINES:
        told = [
            _said(measure, whole.loc[measure, name]) if (measure, name) in known else ""
            for name in found.names
        ]
        if any(told):
            rows.append([measure_named(measure).title, *told])
    note = f"Mean over the plan and its 95 % interval; {counted(found.replications, 'replication')}, seed {found.seed}."
    if len(found.names) == 1:
        return table(found.names[0], ("", "mean (95 % interval)"), rows, note)
    return table(f"{len(found.names)} scenarios", ("", *found.names), rows, note)


def _said(measure: str, row: Any) -> str:
    mean, low, high = (in_unit(measure, float(row[what])) for what in ("mean", "low", "high"))
    return mean if low == high == mean else f"{mean} ({low} to {high})"


@html.register
def _scenario(found: Scenario) -> str:
    roles = found.organisation.roles.items()
    heads = ", ".join(f"{role.heads} {label(name)}{'s' if role.heads != 1 else ''}" for name, role in roles)
    hires = ", ".join(f"{hire.hires} {label(hire.role)}" for hire in found.organisation.hiring)
    plan = found.study.plan
    start = found.study.start
    rows: list[Row] = [
        ("people", heads),
        ("hires", hires or "none"),
        ("leads come from", ", ".join(label(name) for name in found.market.sources)),
        ("desks", ", ".join(label(name) for name in found.organisation.desks)),
        ("plan", money(plan.bookings) if plan else "none stated"),
        ("time", f"{found.study.quarters} quarters from {start.day} {start:%b %Y}"),
        ("digest", found.digest),
    ]
    return table(found.name, ("question", found.question or "none stated"), rows, words=True)


@html.register
def _trace(found: Trace) -> str:
    rows = [(f"{step.time:%a} {step.time.day} {step.time:%b %Y %H:%M}", step.words) for step in found.steps]
    note = f"Replication {found.replication} of {found.scenario}, seed {found.seed}."
    return table(found.lead, ("when", "what"), rows, note, words=True)
