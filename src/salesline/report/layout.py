"""Where sources, desks and arrows of the production line stand, and its curves week by week."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from salesline.report.production import Flow, Line, Machine

__all__ = ["Panel", "Strip", "place", "strips"]

SOURCE = (132.0, 50.0)
MACHINE = (222.0, 176.0)
WON = (112.0, 84.0)
ACROSS, DOWN, EDGE, LANE = 58.0, 22.0, 8.0, 14.0
PANEL, CURVE = 230.0, 60.0
MEASURES = {
    "wip": ("work in process", "leads in process at the week's end"),
    "waiting": ("waiting", "leads that wait for a rep at the week's end"),
    "age": ("age", "days that the work in process is old on average, at least"),
    "came": ("came", "leads that came to the desk in the week"),
    "left": ("left", "leads that left the desk in the week, passed on or ended"),
}
"""What the curves show: words of the choice, and of the caption."""


def place(line: Line) -> None:
    """Give every part of a line its place: sources at the left, each desk right of those that feed it, wins last."""
    columns = _columns(line)
    order = [m.key for m in line.machines]
    goes = {
        flow.start[1:]: (columns[flow.end], order.index(flow.end))
        for flow in line.flows
        if flow.start[0] == ">"
    }
    line.sources = dict(sorted(line.sources.items(), key=lambda pair: goes[pair[0]]))
    deepest = max(columns.values(), default=0)
    by_column = [[m for m in line.machines if columns[m.key] == at] for at in range(deepest + 1)]
    heights = [
        _stack(len(line.sources), SOURCE[1]),
        WON[1],
        *(_stack(len(c), MACHINE[1]) for c in by_column),
    ]
    line.height = max(heights) + 2 * EDGE
    left = EDGE
    if line.sources:
        for source, y in zip(
            line.sources.values(), _rows(len(line.sources), SOURCE[1], line.height), strict=True
        ):
            source.x, source.y, (source.width, source.height) = left, y, SOURCE
        left += SOURCE[0] + ACROSS
    for column in by_column:
        for machine, y in zip(column, _rows(len(column), MACHINE[1], line.height), strict=True):
            machine.place.x, machine.place.y = left, y
            machine.place.width, machine.place.height = MACHINE
        left += MACHINE[0] + ACROSS
    line.won.x, line.won.y = left, (line.height - WON[1]) / 2
    line.won.width, line.won.height = WON
    line.width = left + WON[0] + EDGE
    _draw(line)


def _columns(line: Line) -> dict[str, int]:
    """Column of each desk: one more than the last of the desks that feed it; loops are cut."""
    feeds = [(flow.start, flow.end) for flow in line.flows if not flow.start.startswith(">")]
    columns = dict.fromkeys((m.key for m in line.machines), 0)
    for _ in range(len(columns) - 1):
        for start, end in feeds:
            if start in columns and end in columns and columns[start] < len(columns) - 1:
                columns[end] = max(columns[end], columns[start] + 1)
    used = sorted(set(columns.values()))
    return {key: used.index(at) for key, at in columns.items()}


def _stack(count: int, height: float) -> float:
    return count * height + max(0, count - 1) * DOWN


def _rows(count: int, height: float, room: float) -> list[float]:
    """Upper edges of a column's parts, spread over the height."""
    gap = (room - count * height) / (count + 1)
    return [gap + at * (height + gap) for at in range(count)]


def _draw(line: Line) -> None:
    """Curves from right edges to left edges; arrows into one desk come in below each other."""
    places = {m.key: m.place for m in line.machines} | {"!": line.won}
    places |= {f">{name}": at for name, at in line.sources.items()}
    lane = line.height - EDGE
    coming: dict[str, list[Flow]] = {}
    for flow in line.flows:
        coming.setdefault(flow.end, []).append(flow)
    for end, flows in coming.items():
        to = places[end]
        flows.sort(key=lambda flow: (to.x - places[flow.start].x > ACROSS + MACHINE[0], places[flow.start].y))
        for at, flow in enumerate(flows, start=1):
            start = places[flow.start]
            x, y, u, v = (
                start.x + start.width,
                start.middle,
                to.x - 9,
                to.y + to.height * at / (len(flows) + 1),
            )
            bend = (u - x) / 2 if u > x else 40.0
            if u - x > MACHINE[0]:  # below all that stands between
                lane += LANE
                bend = ACROSS / 2
                flow.path = (
                    f"M{x:.0f} {y:.0f}C{x + bend:.0f} {y:.0f} {x:.0f} {lane:.0f} {x + 2 * bend:.0f} {lane:.0f}"
                    f"H{u - 2 * bend:.0f}C{u:.0f} {lane:.0f} {u - bend:.0f} {v:.0f} {u:.0f} {v:.0f}"
                )
                continue
            flow.path = f"M{x:.0f} {y:.0f}C{x + bend:.0f} {y:.0f} {u - bend:.0f} {v:.0f} {u:.0f} {v:.0f}"
    line.height = lane + EDGE


@dataclass(frozen=True)
class Panel:
    """The curve of one desk: points of the polyline in a box of PANEL by CURVE, its largest value and its last."""

    name: str
    points: str
    most: float
    last: float


@dataclass(frozen=True)
class Strip:
    """The curves of all desks for one measure."""

    key: str
    name: str
    caption: str
    panels: list[Panel]
    starts: list[float]


def strips(line: Line) -> list[Strip]:
    """All measures; desks at which nothing stays have only what came and left."""
    starts = [
        x / max(1, len(line.weeks) - 1) * PANEL
        for x, (before, now) in enumerate(pairwise(line.quarter), start=1)
        if before != now
    ]
    found = []
    for key, (name, caption) in MEASURES.items():
        kept = [m for m in line.machines if key in ("came", "left") or any(m.weekly["wip"])]
        if kept:
            found.append(Strip(key, name, caption, [_panel(machine, key) for machine in kept], starts))
    return found


def _panel(machine: Machine, key: str) -> Panel:
    values = machine.weekly[key]
    most, last = max(*values, 1e-9), max(1, len(values) - 1)
    points = " ".join(
        f"{at / last * PANEL:.1f},{CURVE - value / most * CURVE:.1f}" for at, value in enumerate(values)
    )
    return Panel(machine.name, points, most, values[-1])
