"""The product's side: the two neutral workloads and a year of the startup, run by `salesline` from scenario files."""

import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

import salesline
from salesline.model import simulate
from salesline.record import Record
from salesline.scenario.scenario import Scenario
from tests.benchmarks import sizes
from tests.benchmarks.protocol import ROOT, Outputs, answer

SCENARIOS = ROOT / "scenarios"

# What grows with the organisation: the stock of accounts and prime leads, and the rates that leads come at.
GROWING = ("rate", "stock", "accounts")


@cache
def scenario(path: Path, factor: int = 1) -> Scenario:
    """The scenario of a file with `factor` times the heads, the leads and the stocks."""
    loaded: Scenario = salesline.load(path)
    return loaded if factor == 1 else loaded.with_values(grown(loaded, factor))


def grown(base: Scenario, factor: int) -> dict[str, Any]:
    """The dotted keys that make an organisation and its market `factor` times as large."""
    values: dict[str, Any] = {}
    for name, role in base.organisation.roles.items():
        values[f"organisation.roles.{name}.heads"] = role.heads * factor
        values[f"organisation.roles.{name}.skill.founders"] = role.skill.founders * factor
    for name, source in base.market.sources.items():
        for key in GROWING:
            if hasattr(source, key):
                values[f"market.sources.{name}.{key}"] = getattr(source, key) * factor
    if base.organisation.conwip:
        rules = [rule.model_dump() for rule in base.organisation.conwip]
        values["organisation.conwip"] = [{**rule, "limit": rule["limit"] * factor} for rule in rules]
    return values


def timed(path: Path, factor: int, seed: int) -> tuple[Record, float]:
    """The record of one replication and its wall time in seconds, reading the scenario left out."""
    plan = scenario(path, factor)
    start = time.perf_counter()
    record = simulate(plan, seed, 0)
    return record, time.perf_counter() - start


def total(record: Record, table: str, column: str, **only: object) -> float:
    """The sum of a column over the rows whose other columns have the given values."""
    rows = record.rows(table)
    return float(sum(row[column] for row in rows if all(row[key] == value for key, value in only.items())))


def w1(size: str, seed: int) -> Outputs:
    """One run of W1 with the neutral names of its outputs."""
    record, wall = timed(SCENARIOS / "bench" / "w1-small.yaml", sizes.LINES[size].sdrs // 3, seed)
    answered = total(record, "desks", "first_touches", desk="sdr")
    taken_up = total(record, "desks", "first_touches", desk="ae")
    return {
        "wall": wall,
        "arr": total(record, "sources", "created"),
        "sdr": total(record, "reps", "touches", role="sdr"),
        "ren1": total(record, "desks", "lapsed", desk="sdr"),
        "ren2": total(record, "desks", "lapsed", desk="ae"),
        "won": total(record, "desks", "won", desk="ae"),
        "w1": total(record, "desks", "wait_first_touch", desk="sdr") / answered,
        "w2": total(record, "desks", "wait_first_touch", desk="ae") / taken_up,
    }


def w2(size: str, seed: int) -> Outputs:
    """One run of W2 with the neutral names of its outputs."""
    record, wall = timed(SCENARIOS / "bench" / "w2-small.yaml", sizes.TOUCHES[size].reps // 8, seed)
    won = [row for row in record.rows("deals") if row["outcome"] == "won"]
    first = total(record, "desks", "first_touches")
    worked = total(record, "reps", "service") + total(record, "reps", "setup")
    return {
        "wall": wall,
        "arr": total(record, "sources", "created"),
        "done": len(won),
        "cold": total(record, "desks", "lapsed"),
        "touches": total(record, "reps", "touches"),
        "backlogged": total(record, "desks", "backlogged"),
        "cycle": sum(row["closed"] - row["created"] for row in won) / len(won),
        "first": total(record, "desks", "wait_first_touch") / first,
        "util": worked / (sizes.TOUCHES[size].reps * sizes.HORIZON),
    }


def startup(size: str, seed: int) -> Outputs:
    """A plan year of the startup (and the year before it), `size` being '1', '10' or '100' times as large."""
    record, wall = timed(SCENARIOS / "startup-3m.yaml", int(size), seed)
    return {
        "wall": wall,
        "activities": total(record, "reps", "touches"),
        "wins": total(record, "quarters", "wins"),
    }


if __name__ == "__main__":
    answer({"W1": w1, "W2": w2, "STARTUP": startup}, sys.argv[1:])
