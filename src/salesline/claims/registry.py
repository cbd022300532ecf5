"""All claims, from the modules of the seeds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module

from salesline.claims.claim import Claim
from salesline.errors import SalesLineError

__all__ = ["SEEDS", "all_claims", "claims_named"]

SEEDS = ("seed0", "seed1a", "seed1b", "seed1c", "seed1d", "seed2", "seed3", "seed4")
"""Modules with a list CLAIMS, in the order of the sources."""


@cache
def all_claims() -> tuple[Claim, ...]:
    """Return every claim in the order of its id."""
    return tuple(claim for seed in SEEDS for claim in import_module(f"salesline.claims.{seed}").CLAIMS)


def claims_named(ids: Sequence[str]) -> tuple[Claim, ...]:
    """Return the claims of some ids; a seed alone ('2', '1B') means all of its claims.

    Raises:
        SalesLineError: an id that no claim has.

    """
    known = all_claims()
    by_id = {claim.id: claim for claim in known}
    found: list[Claim] = []
    for name in ids:
        wanted = name.strip().upper()
        chosen = [claim for claim in known if claim.seed == wanted] or (
            [by_id[wanted]] if wanted in by_id else []
        )
        if not chosen:
            near = [i for i in by_id if i.startswith(wanted.partition(".")[0] + ".")]
            hint = f"{near[0]} to {near[-1]}" if near else ", ".join(dict.fromkeys(c.seed for c in known))
            raise SalesLineError(f"there is no claim '{name}'; there is {hint}")
        found += chosen
    return tuple(dict.fromkeys(found))
