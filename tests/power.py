"""What the regression check finds, measured: `python -m tests.power check|write` keeps docs/regression.md honest.

`write` plants changes in the model and runs the replications of the baselines with them (some two minutes on one core); it
keeps the bookings in docs/regression.json, and fills in the figures of the page, which stand between comments:

    <!--~ spread of win odds, startup-3m -->3.2 %<!--.-->

`check` works the figures out again from the kept bookings and the baselines, and runs the first replication of each planted
change: the model of now must give what is kept.
"""

from __future__ import annotations

import difflib
import json
import math
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean, stdev
from typing import Any, NamedTuple

from salesline.experiment.runner import Cell, default_jobs, replicate
from salesline.experiment.terms import terms_of
from salesline.model import simulate
from salesline.regression.baseline import Baseline, baselines_in
from salesline.regression.judge import FALSE_ALARM, POWER, needed, power
from salesline.regression.rows import row_of, same
from salesline.scenario.reader import load
from salesline.scenario.scenario import Scenario

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "regression.md"
DATA = ROOT / "docs" / "regression.json"
BASELINES = ROOT / "results" / "baselines"
MARK = re.compile(r"(<!--~ ([^>]+?) -->)(.*?)(<!--\.-->)", re.DOTALL)
MEASURES = ("bookings", "leads")
Kept = dict[str, dict[str, list[float]]]
"""By planted change and measure: the whole plan's value in each replication."""


class Planted(NamedTuple):
    """A change of the model: on which baseline, of which input, by how much (added, or as a factor)."""

    baseline: str
    key: str
    added: float = 0.0
    factor: float = 1.0

    def scenario(self) -> Scenario:
        """The baseline's scenario with the change."""
        plain = load(ROOT / "scenarios" / f"{self.baseline}.yaml")
        there: Any = plain
        for step in self.key.split("."):
            there = there[step] if isinstance(there, dict) else getattr(there, step)
        return plain.with_values({self.key: there * self.factor + self.added})


CHANGES = {
    "win odds, startup-3m": Planted("startup-3m", "market.win.intercept", added=0.04),
    "win odds, triple-the-team": Planted("triple-the-team", "market.win.intercept", added=0.04),
    "demand, startup-3m": Planted("startup-3m", "market.sources.inbound.rate", factor=1.03),
}


def measured(change: Planted, replications: int, jobs: int = 1) -> dict[str, list[float]]:
    """Run a planted change on the baseline's luck."""
    scenario, seed = change.scenario(), stored(change).seed
    terms = terms_of(scenario)
    records = replicate([Cell(scenario, seed, number) for number in range(replications)], simulate, jobs)
    rows = [row_of(record, terms) for record in records]
    return {name: [row[0, name] for row in rows] for name in MEASURES}


def stored(change: Planted) -> Baseline:
    """The baseline that a change is planted in."""
    return Baseline.load(BASELINES / f"{change.baseline}.json")


def spread(change: Planted, now: list[float], measure: str) -> tuple[float, float]:
    """Mean and standard deviation of the paired differences, over the baseline's mean."""
    before = stored(change).rows.columns[0, measure]
    apart = [b - a for a, b in zip(before, now, strict=True)]
    return fmean(apart) / fmean(before), stdev(apart) / fmean(before)


def figures(kept: Kept) -> dict[str, str]:
    """Every figure of the page, by its name."""
    scenarios = len(baselines_in(BASELINES))
    each = FALSE_ALARM / 2 / scenarios
    startup = stored(CHANGES["win odds, startup-3m"])
    bookings = startup.rows.columns[0, "bookings"]
    n = startup.rows.replications
    found = {"scenarios": str(scenarios), "replications": str(n)}
    for name, change in CHANGES.items():
        shift, wide = spread(change, kept[name]["bookings"], "bookings")
        found |= {
            f"shift of {name}": f"{100 * shift:.1f} %",
            f"spread of {name}": f"{100 * wide:.1f} %",
            f"needed for {name}": str(needed(wide, each)),
            f"power for {name}": _chance(power(wide, n, each)),
        }
        cells = (len(startup.rows.columns) - 1) * scenarios  # as many as all scenarios have, near enough
        _, narrow = spread(change, kept[name]["leads"], "leads")
        if narrow > 0:
            found[f"power of leads for {name}"] = _chance(power(narrow, n, FALSE_ALARM / 2 / cells))
    apart = math.sqrt(2) * stdev(bookings) / fmean(bookings)
    found["shift found on reordered luck"] = f"{100 * least(apart, n, each / 2):.0f} %"
    return found


def _chance(value: float) -> str:
    return "more than 99 %" if value > 0.99 else f"{100 * value:.0f} %"


def least(wide: float, n: int, alpha: float) -> float:
    """The least shift that n replications find with a chance of `POWER`, to a tenth of a per cent."""
    return next(per / 1000 for per in range(1, 1000) if power(wide, n, alpha, per / 1000) >= POWER)


def filled(text: str, found: dict[str, str]) -> str:
    """The page with its figures as found; raises KeyError for one that there is none of."""
    return MARK.sub(lambda mark: f"{mark[1]}{found[mark[2]]}{mark[4]}", text)


def problems(kept: Kept, replications: int = 1) -> Iterator[str]:
    """What is no longer so: kept bookings that the model of now does not give, or figures of the page."""
    for name, change in CHANGES.items():
        now = measured(change, replications)
        if not all(same(now[measure], kept[name][measure][:replications]) for measure in MEASURES):
            yield f"{name}: the model gives other results than docs/regression.json has"
    text = PAGE.read_text(encoding="utf-8")
    fresh = filled(text, figures(kept))
    yield from difflib.unified_diff(
        text.splitlines(), fresh.splitlines(), PAGE.name, "worked out", lineterm=""
    )


def write() -> None:
    """Measure, keep, fill in."""
    jobs = default_jobs()
    kept = {
        name: measured(change, stored(change).rows.replications, jobs) for name, change in CHANGES.items()
    }
    lines = [f'"{name}": {json.dumps(values)}' for name, values in kept.items()]
    DATA.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), figures(kept)), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Do what the module's text says; the exit status."""
    if arguments == ["write"]:
        write()
        return 0
    found = list(problems(json.loads(DATA.read_text(encoding="utf-8"))))
    print("\n".join(found) or "docs/regression.md: figures as measured")  # noqa: T201 - it is a command
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
