"""What would it take: the least change of one or more inputs at which the plan is reached with an asked chance.

Bisection on common luck that knows its noise: at each point replications are added until the chance there is shown to lie on one
side of the asked one, or the most allowed are run. What comes out is a bracket: at its lower end the chance is shown to be too
small, at its upper end it is shown to be large enough.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from salesline.answers.shown import Shown
from salesline.errors import SalesLineError
from salesline.experiment.bench import Bench
from salesline.experiment.statistics import wilson

if TYPE_CHECKING:
    from salesline.scenario.scenario import Scenario

__all__ = ["Needed", "Point", "along", "needed", "value_of"]

FIRST = 12
STEPS = 12
"""Most points per boundary of the bracket."""
LEVEL = 0.99
"""Confidence at each point; higher than usual, for several are looked at."""
Side = Literal["too little", "enough", "cannot tell"]


@dataclass(frozen=True)
class Point:
    """One place on the scale: the share of replications that reached the plan, its interval, and the side it lies on."""

    at: float
    share: float
    low: float
    high: float
    replications: int
    side: Side


@dataclass(frozen=True)
class Needed(Shown):
    """What it takes.

    Attributes:
        estimate: where the chance is about the asked one (linear between the points around); None: nowhere on the scale.
        least: shown to be too little there; None: the scale begins with enough.
        most: shown to be enough there; None: not shown anywhere on the scale.
        chance, target: as asked.
        points: all points looked at, by place.

    """

    estimate: float | None
    least: float | None
    most: float | None
    chance: float
    target: float
    points: tuple[Point, ...]


def along(
    scenario: Scenario, values: Mapping[str, tuple[Any, Any]], *, whole: bool = False
) -> Callable[[float], Scenario]:
    """Return the scenarios on a straight line: at 0 every key has its first value, at 1 its second.

    Values may have units ('800 per month'); with `whole` every value between is a whole number.

    Raises:
        KeyError: no such key; pydantic's ValidationError: a value that the key cannot have.

    """
    ends = {  # read back as plain numbers; wrong keys and values are said before anything is run
        key: tuple(float(value_of(scenario.with_values({key: end}), key)) for end in pair)
        for key, pair in values.items()
    }

    def at(share: float) -> Scenario:
        between = {key: low + share * (high - low) for key, (low, high) in ends.items()}
        return scenario.with_values({k: round(v) if whole else v for k, v in between.items()})

    return at


def value_of(scenario: Scenario, key: str) -> Any:
    """Return what a dotted key of a scenario holds, in canonical units (hours, dollars, shares, per hour).

    Raises:
        KeyError: no such key.

    """
    found: Any = scenario.model_dump(mode="python", by_alias=True)
    for step in key.split("."):
        if isinstance(found, Mapping) and (step in found or step.replace(" ", "_") in found):
            found = found[step] if step in found else found[step.replace(" ", "_")]
        else:
            raise KeyError(key)
    return found


def needed(
    make: Callable[[float], Any],
    *,
    target: float,
    chance: float = 0.8,
    measure: str = "bookings",
    replications: int = 64,
    tolerance: float = 0.02,
    bench: Bench | None = None,
) -> Needed:
    """Return the least share of the way along a scale at which the target is reached with the asked chance.

    Args:
        make: the scenario at each place from 0 to 1, such as `along` makes; more of it must not lower the chance.
        target: of the measure over the plan.
        chance: asked chance of at least the target.
        measure: of the catalogue.
        replications: most at one point.
        tolerance: the bracket need not be narrower than this.
        bench: where runs are made and remembered; None: a new one.

    Raises:
        SalesLineError: a chance that is none.

    """
    if not 0.0 < chance < 1.0:
        raise SalesLineError(f"the chance must be a share between 0 and 1, such as 0.8, not {chance}")
    search = _Search(make, target, chance, measure, replications, bench or Bench())
    ends = [search.point(0.0), search.point(1.0)]
    if ends[0].side != "enough" and ends[1].side != "too little":
        search.narrow("too little", tolerance)
        search.narrow("enough", tolerance)
    return search.answer()


class _Search:
    def __init__(self, make: Callable[[float], Any], target: float, chance: float, measure: str, most: int,
                 bench: Bench) -> None:  # fmt: skip
        self._make, self._target, self._chance = make, target, chance
        self._measure, self._most, self._bench = measure, most, bench
        self._points: dict[float, Point] = {}

    def point(self, at: float) -> Point:
        """Look at one place until it is clear or the most replications are run."""
        if at not in self._points:
            n = min(FIRST, self._most)
            while True:
                found = self._look(at, n)
                if found.side != "cannot tell" or n >= self._most:
                    break
                n = min(self._most, 2 * n)
            self._points[at] = found
        return self._points[at]

    def _look(self, at: float, n: int) -> Point:
        values = self._bench.values(self._make(at), self._measure, n)
        share, low, high = wilson(int((values >= self._target).sum()), n, LEVEL)
        side: Side = (
            "too little" if high < self._chance else "enough" if low > self._chance else "cannot tell"
        )
        return Point(at, share, low, high, n, side)

    def narrow(self, side: Side, tolerance: float) -> None:
        """Bisect between the last place clearly on a side and the first that is not."""
        for _ in range(STEPS):
            inner = [p.at for p in self._points.values() if p.side == side]
            outer = [p.at for p in self._points.values() if p.side != side]
            if side == "too little":
                low, high = (
                    max(inner, default=0.0),
                    min((at for at in outer if at > max(inner, default=-1.0)), default=1.0),
                )
            else:
                high = min(inner, default=1.0)
                low = max((at for at in outer if at < min(inner, default=2.0)), default=0.0)
            if high - low <= tolerance:
                return
            self.point((low + high) / 2)

    def answer(self) -> Needed:
        """Put the points together."""
        points = sorted(self._points.values(), key=lambda p: p.at)
        return Needed(
            self._estimate(points),
            max((p.at for p in points if p.side == "too little"), default=None),
            min((p.at for p in points if p.side == "enough"), default=None),
            self._chance,
            self._target,
            tuple(points),
        )

    def _estimate(self, points: list[Point]) -> float | None:
        if points[0].share >= self._chance:
            return points[0].at
        for a, b in pairwise(points):
            if a.share < self._chance <= b.share:
                return a.at + (b.at - a.at) * (self._chance - a.share) / (b.share - a.share)
        return None
