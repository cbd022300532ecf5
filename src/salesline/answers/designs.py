"""Designs: which points of the inputs to run. Grids over given values; space-filling designs over ranges."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from salesline.answers.uncertainty import hypercube
from salesline.answers.variance import generator
from salesline.errors import SalesLineError

if TYPE_CHECKING:
    from salesline.scenario.ranges import Spread

__all__ = ["MOST_POINTS", "Design", "Factor", "grid", "spaced_out"]

MOST_POINTS = 10_000
Kind = Literal["grid", "lhs", "sobol"]


@dataclass(frozen=True)
class Factor:
    """An input that is varied.

    Attributes:
        key: dotted key, as `Scenario.with_values` takes it.
        unit: canonical unit of its numbers; '' for plain numbers and words.
        levels: of a grid, as given; empty in other designs.

    """

    key: str
    unit: str = ""
    levels: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Design:
    """Points by number: the value of every factor, as `Scenario.with_values` takes it."""

    kind: Kind
    factors: tuple[Factor, ...]
    points: tuple[Mapping[str, Any], ...]


def grid(values: Mapping[str, Sequence[Any]], units: Mapping[str, str] | None = None) -> Design:
    """Return every combination of values; the last factor changes fastest.

    Raises:
        SalesLineError: no values, one value twice, or more than 10,000 combinations.

    """
    factors = tuple(Factor(key, (units or {}).get(key, ""), tuple(levels)) for key, levels in values.items())
    for factor in factors:
        if not factor.levels:
            raise SalesLineError(f"{factor.key}: no values to try")
        if len(set(map(str, factor.levels))) != len(factor.levels):
            raise SalesLineError(f"{factor.key}: a value is given twice")
    count = 1
    for factor in factors:
        count *= len(factor.levels)
    if not factors or count > MOST_POINTS:
        raise SalesLineError(
            f"{count:,} combinations; at most {MOST_POINTS:,}" if factors else "nothing to vary"
        )
    keys = [factor.key for factor in factors]
    rows = itertools.product(*(factor.levels for factor in factors))
    return Design("grid", factors, tuple(dict(zip(keys, row, strict=True)) for row in rows))


def spaced_out(spreads: Sequence[Spread], kind: Literal["lhs", "sobol"], points: int, seed: int) -> Design:
    """Return a Latin hypercube, or scrambled Sobol points, over ranges.

    Raises:
        SalesLineError: too few points, or not a power of two for Sobol's.

    """
    if not spreads:
        raise SalesLineError("nothing to vary")
    if not 2 <= points <= MOST_POINTS:
        raise SalesLineError(f"a design needs 2 to {MOST_POINTS:,} points, not {points}")
    if kind == "lhs":
        rows = hypercube(spreads, points, seed).tolist()
    else:
        power_of_two(points)
        from scipy.stats import qmc  # noqa: PLC0415 - slow to import

        shares = qmc.Sobol(len(spreads), rng=generator(seed, "sobol design")).random(points).tolist()
        rows = [[spread.at(share) for spread, share in zip(spreads, row, strict=True)] for row in shares]
    keys = [spread.place.key for spread in spreads]
    factors = tuple(Factor(spread.place.key, spread.place.unit.canonical) for spread in spreads)
    return Design(kind, factors, tuple(dict(zip(keys, row, strict=True)) for row in rows))


def power_of_two(n: int) -> None:
    """Refuse a number of Sobol points that would unbalance them."""
    if n < 2 or n & (n - 1):
        lower = 1 << max(1, n.bit_length() - 1)
        raise SalesLineError(f"Sobol points come in powers of two: {lower} or {2 * lower}, not {n}")
