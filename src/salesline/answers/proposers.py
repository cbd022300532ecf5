"""Who proposes plans to a search: optuna's TPE, random choice, and a grid."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, Literal

from salesline.answers.variance import generator
from salesline.errors import SalesLineError

__all__ = ["BATCH", "PROPOSERS", "How", "Plan", "Proposer"]

How = Literal["tpe", "random", "grid"]
Plan = tuple[int, ...]
"""Index of the level of each key."""
BATCH = 8
"""Plans proposed at a time: a fixed number, so that the answer does not hang on how many processes there are."""


class Proposer:
    """Plans, some at a time; an empty list ends the search."""

    def __init__(self, sizes: Sequence[tuple[int, bool]], seed: int, most: int) -> None:
        self._sizes = sizes
        self._luck = generator(seed, "random search")
        self._most = most

    def ask(self) -> list[Plan]:
        """Propose the next plans."""
        return [tuple(int(self._luck.integers(size)) for size, _ in self._sizes) for _ in range(BATCH)]

    def tell(self, scores: Sequence[float | None]) -> None:
        """Hear how good they were, in the same order; None: not run."""


class _Grid(Proposer):
    def __init__(self, sizes: Sequence[tuple[int, bool]], seed: int, most: int) -> None:
        super().__init__(sizes, seed, most)
        counts = [size for size, _ in sizes]
        while math.prod(counts) > most and max(counts) > 1:
            counts[counts.index(max(counts))] -= 1
        levels = [
            sorted(
                {
                    round(at * (size - 1) / max(1, count - 1)) if count > 1 else size // 2
                    for at in range(count)
                }
            )
            for count, (size, _) in zip(counts, sizes, strict=True)
        ]
        self._plans: Iterator[Plan] = product(*levels)

    def ask(self) -> list[Plan]:
        return [plan for plan, _ in zip(self._plans, range(BATCH), strict=False)]


class _Tpe(Proposer):
    def __init__(self, sizes: Sequence[tuple[int, bool]], seed: int, most: int) -> None:
        super().__init__(sizes, seed, most)
        try:
            import optuna  # noqa: PLC0415 - an extra
        except ImportError:
            raise SalesLineError(
                "search needs optuna: pip install 'salesline[explore]' (in a checkout: pip install -e '.[explore]')"
            ) from None
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        kinds = optuna.distributions
        self._space: dict[str, Any] = {
            f"{at:03}": kinds.IntDistribution(0, size - 1)
            if ordered
            else kinds.CategoricalDistribution(tuple(range(size)))
            for at, (size, ordered) in enumerate(sizes)
        }
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # 'multivariate' is called experimental in some versions
            start = max(BATCH, min(2 * BATCH, most // 4))
            sampler = optuna.samplers.TPESampler(
                seed=int(self._luck.integers(2**31)),
                multivariate=True,
                constant_liar=True,
                n_startup_trials=start,
            )
        self._study = optuna.create_study(direction="maximize", sampler=sampler)
        self._trials: list[Any] = []

    def ask(self) -> list[Plan]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._trials = [self._study.ask(self._space) for _ in range(BATCH)]
        return [tuple(int(trial.params[name]) for name in self._space) for trial in self._trials]

    def tell(self, scores: Sequence[float | None]) -> None:
        from optuna.trial import TrialState  # noqa: PLC0415

        for trial, score in zip(self._trials, scores, strict=True):
            if score is None:
                self._study.tell(trial, state=TrialState.FAIL)
            else:
                self._study.tell(trial, score)


PROPOSERS: Mapping[How, type[Proposer]] = {"tpe": _Tpe, "random": Proposer, "grid": _Grid}
