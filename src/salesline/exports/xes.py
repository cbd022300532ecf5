"""XES (IEEE 1849): the event log as the XML that process-mining tools exchange."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from xml.sax.saxutils import quoteattr

from salesline.exports.eventlog import stamp

if TYPE_CHECKING:
    from salesline.exports.eventlog import Event, EventLog

__all__ = ["write_xes"]

EXTENSIONS = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
)


def write_xes(log: EventLog, path: Path) -> None:
    """Write the log: one trace per lead, in order of creation."""
    traces: dict[str, list[Event]] = defaultdict(list)
    for event in log.events():
        traces[event.lead].append(event)
    cases, clock = log.cases(), log.clock()
    with path.open("w", encoding="utf-8", newline="\n") as file:
        _head(log, file)
        for lead, events in traces.items():
            source, outcome, value = cases[lead]
            file.write("<trace>\n")
            file.write(_text("concept:name", lead) + _text("source", source) + _text("outcome", outcome))
            file.write(f'<float key="value" value="{value!r}"/>\n')
            for event in events:
                file.write("<event>" + _text("concept:name", event.activity))
                file.write(f'<date key="time:timestamp" value="{stamp(clock(event.hour))}"/>\n')
                file.write(_text("lifecycle:transition", event.transition))
                for key, words in (
                    ("org:resource", event.resource),
                    ("org:role", event.resource.rpartition("/")[0]),
                    ("desk", event.desk),
                    ("outcome", event.outcome),
                    ("reason", event.reason),
                ):
                    file.write(_text(key, words) if words else "")
                file.write("</event>\n")
            file.write("</trace>\n")
        file.write("</log>\n")


def _head(log: EventLog, file: TextIO) -> None:
    file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    file.write('<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">\n')
    file.writelines(
        f'<extension name="{name}" prefix="{prefix}" uri="{uri}"/>\n' for name, prefix, uri in EXTENSIONS
    )
    file.write('<global scope="trace"><string key="concept:name" value=""/></global>\n')
    file.write('<global scope="event"><string key="concept:name" value=""/>')
    file.write('<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>')
    file.write('<string key="lifecycle:transition" value="complete"/></global>\n')
    file.write('<classifier name="Activity" keys="concept:name"/>\n')
    record = log.record
    file.write(_text("concept:name", log.scenario.name) + _text("scenario", record.scenario))
    file.write(
        f'<int key="seed" value="{record.seed}"/><int key="replication" value="{record.replication}"/>\n'
    )


def _text(key: str, words: str) -> str:
    clean = "".join(mark for mark in words if ord(mark) >= 32 or mark in "\t\n")  # what XML cannot hold
    return f"<string key={quoteattr(key)} value={quoteattr(clean)}/>\n"
