"""How large and how long a pilot must be, and whether a change of one month may be luck.

A pilot compares shares (win rate, SQLs per lead) between a part of the leads and the rest. The size comes from the two-sided test
of two shares with unequal arms (Fleiss, Levin, Paik 2003, section 4), its variance multiplied by what the simulation shows
above a coin's: deals that share reps, weeks and seasons are not independent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

from salesline.answers.shown import Shown
from salesline.answers.when import weekly_bench, weeks_of
from salesline.errors import SalesLineError
from salesline.experiment.bench import Bench
from salesline.experiment.statistics import quantile

if TYPE_CHECKING:
    from salesline.scenario.scenario import Scenario

__all__ = ["Luck", "Pilot", "PilotSize", "luck", "pilot", "trials_needed"]

SHARES = (0.1, 0.2, 0.3, 0.5)
RATES = {"win_rate": ("wins", "losses"), "sql_rate": ("sqls", "mqls")}
"""What counts as a success and how trials are counted: wins of all closed; SQLs of all MQLs."""
WEEKS_A_QUARTER = 365.25 / 4 / 7


@dataclass(frozen=True)
class PilotSize:
    """One share of leads in the pilot: trials in both arms together, and the weeks they take."""

    share: float
    trials: int
    weeks: float


@dataclass(frozen=True)
class Pilot(Shown):
    """What a pilot takes.

    Attributes:
        measure: the share that is compared.
        base, changed: without and with the effect.
        trials_a_week: how many trials the whole line gives in a week.
        inflation: variance of the share over that of independent trials, at least 1.
        rows: by share of leads in the pilot.
        alpha, power: error rates.

    """

    measure: str
    base: float
    changed: float
    trials_a_week: float
    inflation: float
    rows: tuple[PilotSize, ...]
    alpha: float
    power: float


@dataclass(frozen=True)
class Luck(Shown):
    """Whether a change from one period to the next may be luck.

    Attributes:
        signal: what was counted.
        weeks: length of the period.
        mean: of the count in one period.
        spread: standard deviation of the ratio of two periods when nothing has changed.
        low, high: 2.5 and 97.5 % quantiles of that ratio.
        change: the observed change, such as 0.25; None if none was asked about.
        chance: of a change at least as large in the same direction when nothing has changed.
        pairs: of simulated periods.

    """

    signal: str
    weeks: int
    mean: float
    spread: float
    low: float
    high: float
    change: float | None
    chance: float | None
    pairs: int


def trials_needed(
    base: float, changed: float, share: float, *, alpha: float = 0.05, power: float = 0.8
) -> float:
    """Return the trials of both arms together that a two-sided test of two shares needs; `share` of them in the pilot.

    Raises:
        SalesLineError: shares outside 0 to 1, or no effect.

    """
    if not (0.0 < base < 1.0 and 0.0 < changed < 1.0 and 0.0 < share < 1.0) or base == changed:
        raise SalesLineError("a pilot compares two different shares between 0 and 1")
    z_alpha, z_beta = NormalDist().inv_cdf(1 - alpha / 2), NormalDist().inv_cdf(power)
    pooled = share * changed + (1 - share) * base
    null = pooled * (1 - pooled) * (1 / share + 1 / (1 - share))
    true = changed * (1 - changed) / share + base * (1 - base) / (1 - share)
    return ((z_alpha * math.sqrt(null) + z_beta * math.sqrt(true)) / (changed - base)) ** 2


def pilot(
    scenario: Scenario,
    effect: float,
    *,
    measure: str = "win_rate",
    shares: Sequence[float] = SHARES,
    alpha: float = 0.05,
    power: float = 0.8,
    replications: int = 48,
    bench: Bench | None = None,
) -> Pilot:
    """Return how many weeks a pilot takes to tell an effect on a share.

    Args:
        scenario: the line as it is.
        effect: added to the share, such as 0.05 for five points.
        measure: 'win_rate' (of closed deals) or 'sql_rate' (SQLs of MQLs).
        shares: of the leads that are in the pilot.
        alpha: chance of seeing an effect that is not there.
        power: chance of seeing this one.
        replications: to learn the line's trials and their spread from.
        bench: where runs are made and remembered; None: a new one.

    Raises:
        SalesLineError: an unknown measure, or a share that leaves 0 to 1.

    """
    if measure not in RATES:
        raise SalesLineError(f"a pilot compares {' or '.join(RATES)}, not {measure}")
    bench = bench or Bench(seed=scenario.study.seed)
    good, other = RATES[measure]
    successes = bench.values(scenario, good, replications)
    trials = successes + bench.values(scenario, other, replications) if other == "losses" else bench.values(
        scenario, other, replications
    )  # fmt: skip
    base = float(successes.sum() / trials.sum())
    excess = float(((successes - base * trials) ** 2).mean() / (base * (1 - base) * trials.mean()))
    inflation = max(1.0, excess)
    a_week = float(trials.mean()) / (scenario.study.quarters * WEEKS_A_QUARTER)
    rows = []
    for share in shares:
        needed = inflation * trials_needed(base, base + effect, share, alpha=alpha, power=power)
        rows.append(PilotSize(share, math.ceil(needed), needed / a_week))
    return Pilot(measure, base, base + effect, a_week, inflation, tuple(rows), alpha, power)


def luck(
    scenario: Scenario,
    change: float | None = None,
    *,
    signal: str = "cycle starts",
    week: int | None = None,
    replications: int = 200,
    bench: Bench | None = None,
) -> Luck:
    """Return how much a count of four weeks varies against the same four weeks of another year when nothing has changed.

    Args:
        scenario: the line as it is; every replication is one possible year.
        change: the observed change, such as 0.25 for a quarter more.
        signal: 'cycle starts' (deals opened in four weeks).
        week: which four weeks: those that end with this week of the plan, from 0; None: the plan's last four.
        replications: years; two different ones make a pair.
        bench: one whose model has `weekly_signals` as its series; None: a new one.

    Raises:
        SalesLineError: fewer than two pairs of years can be compared.

    """
    bench = bench or weekly_bench(seed=scenario.study.seed)
    last = weeks_of(bench, scenario) - 1 if week is None else week
    counts = bench.values(scenario, f"{signal}@{last}", replications)
    half = replications // 2
    before, after = counts[:half], counts[half : 2 * half]
    ratio = after[before > 0] / before[before > 0]
    if len(ratio) < 2:
        raise SalesLineError(
            f"{len(ratio)} pairs of years with {signal} are too few to tell luck; give more replications"
        )
    chance = None
    if change is not None:
        beyond = ratio >= 1 + change if change >= 0 else ratio <= 1 + change
        chance = float((beyond.sum() + 1) / (len(ratio) + 1))  # never 0: the observed year is one more
    return Luck(
        signal,
        4,
        float(counts.mean()),
        float(ratio.std(ddof=1)),
        quantile(ratio, 0.025).value,
        quantile(ratio, 0.975).value,
        change,
        chance,
        len(ratio),
    )
