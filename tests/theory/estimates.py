"""From replications to an interval: sums of a record's plan quarters, ratio estimates, controls of known mean.

A long-run mean is estimated as sum of tops over sum of bottoms, over independent replications. Some sums have a mean
that is known exactly (arrivals, handling time above its mean); they go along with the estimate and are taken out of
it by regression (control variates), which quarters its variance. The interval is Student's on what is left.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
from scipy.special import stdtrit

from salesline.model import simulate
from salesline.record import Record
from salesline.scenario.reader import load
from salesline.scenario.scenario import Scenario

FALSE_ALARM = 1e-5
"""Chance that a true model misses one comparison, were the seeds not fixed."""
SHOWN = 0.05
SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


class Plan:
    """What one replication left in its plan quarters, as sums over rows."""

    def __init__(self, record: Record, first_quarter: int = 1, base: "Plan | None" = None) -> None:
        self.record = record
        self.base = base
        self._first = first_quarter

    @cached_property
    def hours(self) -> float:
        """Length of the period in hours."""
        rows = [row for row in self.record.rows("quarters") if row["quarter"] >= self._first]
        return float(rows[-1]["end_hour"] - rows[0]["start_hour"])

    def total(self, table: str, column: str, **only: object) -> float:
        """Sum of a column over the plan's rows whose other columns have the given values."""
        columns = self.record.tables[table]
        keep = [quarter >= self._first for quarter in columns["quarter"]]
        for name, wanted in only.items():
            keep = [ok and value == wanted for ok, value in zip(keep, columns[name], strict=True)]
        return float(sum(value for value, ok in zip(columns[column], keep, strict=True) if ok))


Value = Callable[[Plan], float]


def one(_: Plan) -> float:
    """The bottom of a plain mean over replications."""
    return 1.0


class Check(NamedTuple):
    """One number of the closed form, and the ratio of sums that the simulation has for it."""

    quantity: str
    exact: float
    top: Value
    bottom: Value = one
    root: bool = False
    """Whether the closed form is the square root of the ratio (a standard deviation)."""


@dataclass(frozen=True)
class Case:
    """One scenario file with settings, its replications, and what must come out."""

    name: str
    file: str
    law: str
    checks: tuple[Check, ...]
    replications: int
    settings: tuple[str, ...] = ()
    controls: tuple[Value, ...] = ()
    base: tuple[str, ...] | None = None
    """File and settings of a scenario to run beside it on the same luck (`Plan.base`)."""
    first_quarter: int = 1
    log: bool = False
    slow: bool = False
    """Whether it takes minutes, and is left to `python -m tests.theory` and to `pytest -m long`."""
    within: float = 0.04
    """Half-width of the 95 % interval must be at most this share of the closed form, or the case shows too little."""

    @property
    def id(self) -> str:
        """File and settings."""
        return " ".join([Path(self.file).stem, *(setting.rpartition(".")[2] for setting in self.settings)])

    @property
    def seed(self) -> int:
        """Its own, so that the cases do not share their luck; a case with a base shares the luck of the base."""
        return crc32(" ".join(self.base or (self.file, *self.settings)).encode())


class Estimate(NamedTuple):
    """Closed form and simulation side by side."""

    quantity: str
    exact: float
    simulated: float
    error: float
    freedom: int

    @property
    def distance(self) -> float:
        """Standard errors between the two."""
        return (self.simulated - self.exact) / self.error

    @property
    def half_width(self) -> float:
        """Half of the 95 % interval."""
        return float(stdtrit(self.freedom, 1 - SHOWN / 2)) * self.error

    @property
    def limit(self) -> float:
        """Standard errors allowed at the rate of false alarms."""
        return float(stdtrit(self.freedom, 1 - FALSE_ALARM / 2))


def replications(case: Case) -> list[Plan]:
    """Run a case, and its base if it has one."""
    found = []
    for number in range(case.replications):
        base = Plan(_record(case.base, case.seed, number)) if case.base else None
        record = _record((case.file, *case.settings), case.seed, number, log=case.log)
        found.append(Plan(record, case.first_quarter, base))
    return found


@cache
def _scenario(source: tuple[str, ...]) -> Scenario:
    return load(SCENARIOS / source[0], source[1:])


def _record(source: tuple[str, ...], seed: int, number: int, *, log: bool = False) -> Record:
    return simulate(_scenario(source), seed, number, log=log)


def estimates(case: Case, plans: Sequence[Plan]) -> list[Estimate]:
    """Every check of a case over its replications."""
    known = [np.array([control(plan) for plan in plans]) for control in case.controls]
    design = np.column_stack([np.ones(len(plans)), *known])
    found = []
    for check in case.checks:
        top = np.array([check.top(plan) for plan in plans])
        bottom = np.array([check.bottom(plan) for plan in plans])
        ratio = top.sum() / bottom.sum()
        off = (top - ratio * bottom) / bottom.mean()
        weights = np.linalg.lstsq(design, off, rcond=None)[0]
        left = off - design @ weights
        freedom = len(plans) - design.shape[1]
        spread = np.linalg.pinv(design.T @ design)[0, 0] * (left @ left) / freedom
        simulated, error = float(ratio + weights[0]), float(spread) ** 0.5
        if check.root:
            simulated **= 0.5
            error /= 2 * simulated
        error = max(
            error, 1e-6 * abs(check.exact)
        )  # controls may leave nothing to chance (a rep who never rests)
        found.append(Estimate(check.quantity, check.exact, simulated, error, freedom))
    return found


def arrivals(rate: float, source: str = "leads") -> Value:
    """Arrivals above their mean at this many per hour."""
    return lambda plan: plan.total("sources", "created", source=source) - rate * plan.hours


def handling(mean: float, role: str = "rep") -> Value:
    """Hours of handling by a role above what its touches take on average."""
    return lambda plan: (
        plan.total("reps", "service", role=role) - mean * plan.total("reps", "touches", role=role)
    )


def desk(column: str, name: str = "desk") -> Value:
    """A total of one desk."""
    return lambda plan: plan.total("desks", column, desk=name)


def wait(exact: float, name: str = "desk", quantity: str = "wait, h") -> Check:
    """Mean time to the first touch."""
    return Check(quantity, exact, desk("wait_first_touch", name), desk("first_touches", name))


def wip(exact: float, name: str = "desk", quantity: str = "leads at the desk") -> Check:
    """Mean number of leads, waiting or being worked."""
    return Check(quantity, exact, desk("area_wip", name), hours)


def more(exact: float, name: str = "desk", quantity: str = "leads more than without") -> Check:
    """Mean number of leads above the base's, on the same luck."""

    def difference(plan: Plan) -> float:
        assert plan.base is not None
        return plan.total("desks", "area_wip", desk=name) - plan.base.total("desks", "area_wip", desk=name)

    return Check(quantity, exact, difference, hours)


def busy(exact: float, heads: int, role: str = "rep", quantity: str = "busy share") -> Check:
    """Share of the heads' time spent on handling."""
    return Check(
        quantity,
        exact,
        lambda plan: plan.total("reps", "service", role=role),
        lambda plan: heads * plan.hours,
    )


def hours(plan: Plan) -> float:
    """Length of the plan, a bottom for means over time."""
    return plan.hours
