"""Time to decision: replications and seconds until two plans are told apart, two ways, in one run.

Ours: common luck, and replications until the better plan is shown at 95 % over all looks (`salesline which`). The usual way:
every plan on seeds of its own, a number of replications fixed beforehand, and a t test at 95 %. That number is the one for the
same power, worked out from the true difference and spread as all runs here show them: an analyst who knew the answer could not
plan with fewer.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from salesline.answers.which import which
from salesline.experiment.bench import Bench, Measured
from salesline.experiment.statistics import mean_interval

LEVEL, POWER = 0.95, 0.95
INDEPENDENT = 1_000_000
"""Seeds from here on are the independent way's."""


@dataclass(frozen=True)
class Question:
    """Two plans and what they are compared by.

    Attributes:
        name: in words.
        plans: two scenarios.
        measure: by its mean.
        experiments: how often our way decides, each time on another seed.
        most: replications of each plan at which our way gives up.
        cap: replications of each plan of the independent way that are really run; beyond, its seconds follow from theirs.

    """

    name: str
    plans: tuple[Any, Any]
    measure: str = "bookings"
    experiments: int = 20
    most: int = 400
    cap: int = 1000


@dataclass(frozen=True)
class Decided:
    """What it took.

    Attributes:
        question: asked.
        apart: difference of the means over all runs of ours, relative to the first plan, and half its 95 % interval.
        ours: mean replications of each plan, and the most any experiment took.
        most: see above.
        shown, right: of the experiments, how many showed one plan to be better, and the right one.
        ours_seconds: processor time of one decision.
        fixed: replications of each plan of the independent way.
        fixed_seconds: processor time of it.
        ran: replications of each plan that were really run for the time; `fixed`, or the cap.
        seen: z of the independent way where it was run in full; NaN otherwise.
        luck: variance of the difference, independent over common luck.

    """

    question: Question
    apart: float
    apart_half: float
    ours: float
    most: int
    shown: int
    right: int
    ours_seconds: float
    fixed: int
    fixed_seconds: float
    ran: int
    seen: float
    luck: float

    @property
    def ratio(self) -> float:
        """Replications of the usual way over ours."""
        return self.fixed / self.ours

    @property
    def ratio_seconds(self) -> float:
        """Seconds of the usual way over ours."""
        return self.fixed_seconds / self.ours_seconds


def needed(apart: float, variance: float, level: float = LEVEL, power: float = POWER) -> int:
    """Replications that a two-sided test needs for this difference, `variance` being that of one replication's difference."""
    z = NormalDist().inv_cdf(0.5 + level / 2) + NormalDist().inv_cdf(power)
    return max(2, math.ceil(z * z * variance / apart**2))


def decided(question: Question, cap: int | None = None, model: Measured | None = None) -> Decided:
    """Measure a question both ways; `cap` replaces that of the question."""
    first, second = question.plans
    runs, rows = [], []
    started = time.process_time()
    for seed in range(1, question.experiments + 1):
        bench = Bench(jobs=1, seed=seed, model=model)
        found = which(
            {"a": first, "b": second},
            measure=question.measure,
            confidence=LEVEL,
            most=question.most,
            bench=bench,
        )
        n = found.race.replications
        runs.append((n, found.rows[0].name if found.shown else None))
        rows.append(np.stack([bench.values(plan, question.measure, n) for plan in question.plans]))
    ours_seconds = (time.process_time() - started) / question.experiments
    a, b = np.concatenate(rows, axis=1)
    gain = mean_interval(b - a)
    better = "b" if gain.mean > 0 else "a"
    variance = float(a.var(ddof=1) + b.var(ddof=1))
    fixed = needed(gain.mean, variance)
    ran = min(fixed, cap or question.cap)
    seconds, z = independently(question, ran, model)
    return Decided(
        question, gain.mean / abs(float(a.mean())), gain.half_width / abs(float(a.mean())),
        float(np.mean([n for n, _ in runs])), max(n for n, _ in runs), sum(who is not None for _, who in runs),
        sum(who == better for _, who in runs), ours_seconds, fixed, seconds * fixed / ran, ran,
        z if ran == fixed else math.nan, variance / float((b - a).var(ddof=1)),
    )  # fmt: skip


def independently(question: Question, n: int, model: Measured | None = None) -> tuple[float, float]:
    """Run the independent way; its processor time, and the difference in standard errors (Welch)."""
    started = time.process_time()
    a, b = (
        Bench(jobs=1, seed=INDEPENDENT + at, model=model).values(plan, question.measure, n)
        for at, plan in enumerate(question.plans)
    )
    error = math.sqrt((a.var(ddof=1) + b.var(ddof=1)) / n)
    return time.process_time() - started, float(b.mean() - a.mean()) / error


def table(results: Sequence[Decided]) -> list[str]:
    """Rows of the page."""
    lines = []
    for r in results:
        seen = f"z {r.seen:+.1f}" if not math.isnan(r.seen) else f"timed on {r.ran}"
        lines.append(
            f"| {r.question.name} | {100 * r.apart:+.1f} % (±{100 * r.apart_half:.1f}) | {r.ours:.0f} (most {r.most}) | "
            f"{r.right} of {r.question.experiments} | {r.ours_seconds:.1f} | {r.fixed:,} ({seen}) | {r.fixed_seconds:,.1f} | "
            f"{r.luck:.1f} | {r.ratio:.1f} | {r.ratio_seconds:.1f} |"
        )
    return lines
