"""The life of one lead in plain words: where it came from, who was considered, what was done, how it ended, and why."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib import import_module
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from salesline.calendars import moment
from salesline.errors import SalesLineError
from salesline.model.follow import Story, Touch, follow
from salesline.record import ENDS, STATES
from salesline.report.words import WIDTH, hours, money

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesline.record import Record
    from salesline.scenario.scenario import Scenario

STAMPS = ("captured", "eligible", "decision", "assigned", "notified", "accepted", "first action")
"""The seven timestamps of a lead at a desk."""
ENDINGS = {
    "no": "the buyer said no",
    "never reached": "nobody reached the buyer within the cadence",
    "not qualified": "the lead does not meet the SQL definition",
    "refused": "the acceptance check refused it",
    "expired": "an expiry rule took it away",
    "gone cold": "the buyer had gone cold between two touches",
    "no response in time": "nobody had answered while the buyer was patient",
    "window closed": "the buyer's decision date had passed",
}
"""Reasons of the event log in whole sentences."""


@dataclass(frozen=True)
class Step:
    """One thing that happened; `hour` counts from the start of the plan."""

    hour: float
    time: datetime
    kind: str
    words: str


@dataclass(frozen=True)
class Trace:
    """One lead's life. `str()` is the page that `salesline trace` prints.

    Attributes:
        lead: the lead's id, source and number.
        scenario: name of the scenario.
        seed: seed of all luck.
        replication: number of the replication, from 0.
        steps: what happened, in order of time.
        stamps: by desk, the seven timestamps in hours from the start of the plan as far as known: `captured` when the
            lead came, `eligible` when it came to the desk, `decision` and `assigned` when somebody got it first,
            `notified` when reps were told, `accepted` when one took it on (None where nobody is asked), `first action`
            when the first touch began.

    """

    lead: str
    scenario: str
    seed: int
    replication: int
    steps: tuple[Step, ...]
    stamps: dict[str, dict[str, float | None]]
    _when: Any

    def as_json(self) -> dict[str, Any]:
        """Everything as plain data; times in ISO 8601 beside the hours."""
        return {
            "lead": self.lead, "scenario": self.scenario, "seed": self.seed, "replication": self.replication,
            "steps": [{"hour": step.hour, "time": step.time.isoformat(timespec="seconds"), "kind": step.kind,
                       "words": step.words} for step in self.steps],
            "timestamps": {
                desk: {name: None if hour is None else {"hour": hour, "time": self._when(hour).isoformat(timespec="seconds")}
                       for name, hour in stamps.items()}
                for desk, stamps in self.stamps.items()
            },
        }  # fmt: skip

    def _repr_html_(self) -> str:
        return str(import_module("salesline.report.display").html(self))  # by name: it knows this module

    def __str__(self) -> str:
        lines = wrap(
            f"{self.lead} in replication {self.replication} of {self.scenario}, seed {self.seed}", WIDTH
        )
        lines.append("")
        for step in self.steps:
            head = f"{step.time:%a} {step.time.day:2} {step.time:%b %Y %H:%M}  "
            body = wrap(step.words, WIDTH - len(head))
            lines += [head + body[0], *(" " * len(head) + rest for rest in body[1:])]
        for desk, stamps in self.stamps.items():
            lines += ["", f"Timestamps at {desk}"]
            for name, hour in stamps.items():
                at = None if hour is None else self._when(hour)
                words = "not known: nobody is asked" if name == "accepted" else "not yet"
                lines.append(
                    f"  {name:13} " + (words if at is None else f"{at:%a} {at.day:2} {at:%b %Y %H:%M:%S}")
                )
        return "\n".join(lines)


def trace(scenario: Scenario, lead: str, replication: int = 0, *, seed: int | None = None) -> Trace:
    """Run one replication with its log and tell the life of one lead, named as in the tables: `inbound/12`.

    Raises:
        SalesLineError: there is no such lead in this replication; the message has near ones and how many there are.

    """
    seed = scenario.study.seed if seed is None else seed
    record, story = follow(scenario, lead, seed, replication)
    if story is None:
        raise SalesLineError(_no_such_lead(lead, record))
    when = partial(moment, start=scenario.study.start, zone=scenario.study.time_zone)
    told = _Teller(lead, story)
    # A touch is told when it begins and stands in the log when it ends; what happened meanwhile comes after it.
    in_order = sorted(told.steps(), key=lambda step: step[0])
    steps = tuple(Step(hour, when(hour), kind, words) for hour, kind, words in in_order)
    return Trace(lead, scenario.name, seed, replication, steps, told.stamps(), when)


class _Teller:
    """Puts events, decisions and touches of one lead into one order and into words."""

    def __init__(self, lead: str, story: Story) -> None:
        self._story = story
        self._entries: list[tuple[int, int, str, dict[str, Any]]] = []
        events, decisions = story.record.tables["events"], story.record.tables["decisions"]
        for number, name in enumerate(events["lead"]):
            if name == lead:
                row = {column: values[number] for column, values in events.items()}
                kind = (
                    row["activity"]
                    if row["activity"] in STATES
                    else "touch"
                    if row["start"] < row["end"]
                    else "event"
                )
                self._entries.append((number, 1, kind, row))
        for number, name in enumerate(decisions["lead"]):
            if name == lead:
                row = {column: values[number] for column, values in decisions.items()}
                self._entries.append((row["after_event"], 0, "decision", row))
        self._entries.sort(key=lambda entry: entry[:2])
        self._touches = iter(story.touches)
        self._stage = ""
        self._opened = False

    def steps(self) -> Iterator[tuple[float, str, str]]:
        """Hour, kind and words of everything that happened."""
        last: Touch | None = None
        for _, _, kind, row in self._entries:
            yield from self._opening(kind, row)
            if kind == "created":
                yield row["time"], kind, self._came()
            elif kind == "entered":
                self._stage, last = "", None
                yield row["time"], kind, f"Comes to the desk {row['reason']}."
            elif kind == "decision":
                yield row["time"], kind, _decided(row)
            elif kind in ENDS:
                yield row["time"], kind, self._ended(kind, row["reason"])
            elif kind == "touch" or (kind == "event" and self._is_touch(row)):
                yield from self._touched(last)
                last = self._touch
            elif kind != "assigned":
                yield row["time"], kind, _plain(row)
        yield from self._present(last)

    def _opening(self, kind: str, row: dict[str, Any]) -> Iterator[tuple[float, str, str]]:
        """That the lead has become an opportunity, if it did so before this row."""
        opened = self._story.opened
        if opened is None or self._opened or kind in ("created", "entered"):
            return
        if row.get("start", row["time"]) >= opened:
            self._opened = True
            yield opened, "opened", "Becomes an opportunity."

    def _is_touch(self, row: dict[str, Any]) -> bool:
        """Whether a row without a length is a touch of no minutes."""
        return any(
            (touch.end, touch.activity) == (row["time"], row["activity"]) for touch in self._story.touches
        )

    def _came(self) -> str:
        story = self._story
        where = f", from the territory {story.territory}" if story.territory else ""
        gate = "no marketing gate stands before it"
        if story.score is not None:
            gate = f"its marketing score of {story.score:+z.2f} passes the gate"
        return f"Comes from the source {story.source}{where}; {gate}."

    def _touched(self, last: Touch | None) -> Iterator[tuple[float, str, str]]:
        touch = self._touch = next(self._touches)
        if touch.stage and touch.stage != self._stage:
            at = last.end if last is not None else touch.start
            words = (
                f"Moves on from {self._stage} to {touch.stage}."
                if self._stage
                else f"Begins with {touch.stage}."
            )
            yield at, "stage", words
            self._stage = touch.stage
        stage = f" in {touch.stage}" if touch.stage else ""
        outcome = ""
        if touch.cold:
            outcome = "; the buyer had gone, so that it was in vain"
        elif touch.connected:
            outcome = "; it reached the buyer"
        elif not touch.stage:
            outcome = "; no answer"
        yield (
            touch.start, "touch",
            (f"Touch {touch.number} at {touch.desk}{stage}: {touch.activity} by {touch.rep}, "
             f"{hours(touch.end - touch.start)}{outcome}."),
        )  # fmt: skip

    def _ended(self, kind: str, reason: str) -> str:
        why = ENDINGS.get(reason, reason)
        if kind == "won":
            return f"Won: a deal of {money(self._story.value)} a year."
        head = "Lost" if kind == "lost" else "Back to nurture"
        return f"{head}: {why}." if why else f"{head}."

    def _present(self, last: Touch | None) -> Iterator[tuple[float, str, str]]:
        kinds = [kind for _, _, kind, _ in self._entries]
        if any(kind in ENDS for kind in kinds):
            return
        if self._story.opened is not None and not self._opened:
            yield self._story.opened, "opened", "Becomes an opportunity."
        end = max(self._story.record.tables["quarters"]["end_hour"])
        if last is not None and self._story.stage and self._story.stage != last.stage:
            yield last.end, "stage", f"Moves on from {last.stage} to {self._story.stage}."
        stage = f", in {self._story.stage}" if self._story.stage and last is not None else ""
        yield end, "open", f"Still open when the plan ends{stage}."

    def stamps(self) -> dict[str, dict[str, float | None]]:
        """The seven timestamps by desk."""
        found: dict[str, dict[str, float | None]] = {}
        rows = [(kind, row) for _, _, kind, row in self._entries]
        asked: set[str] = set()
        captured = next(row["time"] for kind, row in rows if kind == "created")
        desk = ""
        for kind, row in rows:
            if kind == "entered":
                desk = row["reason"]
                found[desk] = {**dict.fromkeys(STAMPS), "captured": captured, "eligible": row["time"]}
            if not desk:
                continue
            stamps = found[desk]
            keys: tuple[str, ...] = {
                "assigned": ("assigned",),
                "notified": ("notified",),
                "accepted": ("accepted",),
            }.get(str(row.get("activity", "")), ("decision",) if kind == "decision" and row["chosen"] else ())
            if kind == "decision" and row["outcome"] in ("offered", "notified"):
                keys, asked = ("notified",), {*asked, desk}
            elif kind == "assigned" and desk in asked:
                keys = ("assigned", "accepted")
            for key in keys:
                stamps[key] = row["time"] if stamps[key] is None else stamps[key]
        for desk, stamps in found.items():
            stamps["notified"] = stamps["assigned"] if stamps["notified"] is None else stamps["notified"]
            first = (touch.start for touch in self._story.touches if touch.desk == desk)
            stamps["first action"] = next(first, None)
        return found


def _decided(row: dict[str, Any]) -> str:
    """One decision: the rule, who got it, and why each other did not."""
    why = f" ({row['reason']})" if row["reason"] else ""
    if row["chosen"]:
        others = [name for name in row["eligible"].split(", ") if name and name != row["chosen"]]
        head = f"{row['desk']}, by the rule '{row['rule']}': goes to {row['chosen']}{why}."
        head += f" Also eligible: {', '.join(others)}." if others else " Nobody else was eligible."
    else:
        head = f"{row['desk']}, by the rule '{row['rule']}': {row['reason']}."
    groups: dict[str, list[str]] = defaultdict(list)
    for part in row["left_out"].split("; "):
        rep, _, words = part.partition(": ")
        if rep:
            groups[words].append(rep)
    if groups:
        head += (
            " Why not: " + "; ".join(f"{', '.join(reps)}: {words}" for words, reps in groups.items()) + "."
        )
    return head


def _plain(row: dict[str, Any]) -> str:
    """An event that has no sentence of its own."""
    who = f" by {row['resource']}" if row["resource"] else ""
    rest = ", ".join(words for words in (row["outcome"], row["reason"]) if words)
    return f"{str(row['activity']).capitalize()}{who}" + (f": {rest}." if rest else ".")


def _no_such_lead(lead: str, record: Record) -> str:
    """What to say of a lead that is not there: near ids, and how many there are by source."""
    events = record.tables["events"]
    made = [name for name, kind in zip(events["lead"], events["activity"], strict=True) if kind == "created"]
    counts = Counter(name.rpartition("/")[0] for name in made)
    by_source = ", ".join(f"{source} {count}" for source, count in sorted(counts.items())) or "none"
    near = _nearest(lead, made)
    hint = f"; near it: {', '.join(near)}" if near else ""
    source, _, number = lead.rpartition("/")
    gone = (
        " (one that did not pass the gate has no life to tell)"
        if source in counts and number.isdecimal()
        else ""
    )
    return f"there is no lead '{lead}' in this replication{gone}{hint}; leads by source: {by_source}"


def _nearest(lead: str, made: list[str]) -> list[str]:
    """The ids of the same source around a number, else those spelt alike."""
    source, _, number = lead.rpartition("/")
    same = [name for name in made if name.rpartition("/")[0] == source]
    if same and number.isdecimal():
        return sorted(sorted(same, key=lambda name: abs(int(name.rpartition("/")[2]) - int(number)))[:3])
    sources = list(dict.fromkeys(name.rpartition("/")[0] for name in made))
    close = difflib.get_close_matches(source or lead, sources, 1, 0.4)
    return [name for name in made if close and name.rpartition("/")[0] == close[0]][:3]
