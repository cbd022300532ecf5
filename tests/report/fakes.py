"""A made-up study whose tables have the shape of real ones, so that the report can be tested without a model."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd

from salesline.experiment.study import Study
from salesline.record import Record
from salesline.scenario.scenario import Scenario

QUARTER = 3 * 730.5
USES = ("service", "setup", "reload", "interruption", "internal", "onboarding", "absence", "idle")


def _record(digest: str, replication: int, heads: dict[str, int], bookings: list[float], seed: int) -> Record:
    """One replication: `bookings` is the mean per plan quarter in dollars, `heads` the people per role and desk."""
    rng = np.random.Generator(np.random.Philox([seed, replication]))
    deals = _deals(heads["ae"], bookings, rng)
    frames = {
        "quarters": _quarters(deals, rng),
        "reps": _reps(heads, deals, rng),
        "desks": _desks(heads, rng),
        "sources": _sources(rng),
        "weeks": _weeks(heads, deals, rng),
        "deals": deals,
    }
    tables = {
        name: json.loads(frame.to_json(orient="split", double_precision=15)) for name, frame in frames.items()
    }
    columns = {
        name: {c: [row[i] for row in t["data"]] for i, c in enumerate(t["columns"])}
        for name, t in tables.items()
    }
    return Record(digest, seed, replication, columns)


def _span(bookings: list[float]) -> list[tuple[int, float]]:
    prior = bookings[0] * 0.9
    return [(q, prior) for q in range(-3, 1)] + [(i + 1, b) for i, b in enumerate(bookings)]


def _deals(aes: int, bookings: list[float], rng: np.random.Generator) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for quarter, mean in _span(bookings):
        count = rng.poisson(mean / 25_000)
        for i in range(max(int(count), 1) * 4):
            won = i % 4 == 0
            closed = QUARTER * (quarter - 1 + rng.random())
            cycle = float(rng.lognormal(7.0, 0.7))
            rows.append(
                {
                    "lead": f"inbound/{len(rows)}", "source": "inbound", "rep": f"ae/{rng.integers(aes)}",
                    "desk": "ae", "created": closed - cycle - 100, "opened": closed - cycle, "closed": closed,
                    "outcome": "won" if won else "lost", "reason": "" if won else "no decision",
                    "stage": "proposal", "value": float(rng.lognormal(9.8, 0.8)), "touches": 9,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def _by_quarter(deals: pd.DataFrame) -> pd.Series[int]:
    found: pd.Series[int] = (np.floor(deals["closed"] / QUARTER) + 1).astype(int)
    return found


def _quarters(deals: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    quarter = _by_quarter(deals)
    rows = []
    for q in sorted(quarter.unique()):
        mine = deals[quarter == q]
        won = mine[mine["outcome"] == "won"]
        rows.append(
            {
                "quarter": q, "start_hour": QUARTER * (q - 1), "end_hour": QUARTER * q,
                "leads": int(rng.poisson(2400)), "mqls": int(rng.poisson(450)), "sqls": int(rng.poisson(140)),
                "opportunities": len(mine), "wins": len(won), "losses": len(mine) - len(won),
                "bookings": float(won["value"].sum()), "touches": int(rng.poisson(9000)),
                "spend_sources": 60_000.0, "spend_people": 400_000.0, "spend_other": 20_000.0,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _reps(heads: dict[str, int], deals: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    won = deals[deals["outcome"] == "won"]
    sums = {key: list(part) for key, part in won.groupby(["rep", _by_quarter(won)])["value"]}
    rows = []
    weights = {"ae": (30, 3, 5, 4, 5, 3, 8, 40), "inbound_sdr": (48, 5, 6, 5, 6, 2, 8, 20)}
    for role, count in heads.items():
        for slot in range(count):
            for q in range(-3, 5):
                mine = sums.get((f"{role}/{slot}", q), [])
                use = rng.dirichlet(np.array(weights.get(role, weights["inbound_sdr"])) * 3.0) * 520.0
                rows.append(
                    {
                        "rep": f"{role}/{slot}", "role": role, "desk": role, "slot": slot, "quarter": q,
                        "employed_hours": QUARTER, "paid_hours": 520.0, **dict(zip(USES, use, strict=True)),
                        "overtime": 0.0, "leads_received": 12, "touches": 300, "opportunities": 10,
                        "wins": len(mine), "bookings": float(sum(mine)),
                        "quota": 150_000.0 if role == "ae" else 0.0, "tenure_months": 24.0, "skill": 1.0, "ramp": 1.0,
                        "cost": 40_000.0,
                    }
                )  # fmt: skip
    return pd.DataFrame(rows)


def _desks(heads: dict[str, int], rng: np.random.Generator) -> pd.DataFrame:
    rows = []
    for desk, count in heads.items():
        for q in range(-3, 5):
            paid, wip = 520.0 * count, float(rng.normal(16, 2)) * count
            rows.append(
                {
                    "desk": desk, "quarter": q, "entered": 140, "sqls": 90, "won": 20, "lost": 60, "nurtured": 40,
                    "lapsed": 5, "area_wip": wip * QUARTER, "area_backlog": wip * QUARTER / 10, "wip_end": int(wip),
                    "backlog_end": int(wip / 10), "wip_max": int(wip * 1.5), "first_touches": 120,
                    "wait_first_touch": 600.0, "service_hours": 0.6 * paid, "paid_hours": paid,
                    "sojourn": wip * QUARTER,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def _sources(rng: np.random.Generator) -> pd.DataFrame:
    rows = [
        {
            "source": source, "quarter": q, "created": int(rng.poisson(800)), "gated_out": 300, "entered": 500,
            "sqls": 60, "opportunities": 50, "wins": 12, "lost": 30, "nurtured": 200, "open_end": 90,
            "bookings": 300_000.0, "cost": 20_000.0,
        }
        for source in ("inbound", "outbound", "referral")
        for q in range(-3, 5)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _weeks(heads: dict[str, int], deals: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    won = deals[deals["outcome"] == "won"].sort_values("closed")
    closed, total = won["closed"].to_numpy(), np.append(0.0, won["value"].cumsum().to_numpy())
    rows = []
    for desk, count in heads.items():
        wip, entered, left, idle = 12.0 * count, 0, 0, 0.0
        for week in range(-52, 52):
            arrived, done = int(rng.poisson(3 * count)), int(rng.poisson(3 * count))
            entered, left = entered + arrived, min(left + done, entered + arrived)
            wip, idle = 12.0 * count + entered - left, idle + 40.0 * count * 0.3 * rng.uniform(0.7, 1.3)
            ends = (week + 1) * 168.0
            booked = float(total[np.searchsorted(closed, ends)]) if desk == "ae" else 0.0
            rows.append(
                {
                    "week": week, "hour": ends, "desk": desk, "wip": int(wip), "backlog": int(wip / 8),
                    "entered_total": entered, "left_total": left, "bookings_total": booked,
                    "idle_hours": idle,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def scenario(name: str, question: str, heads: dict[str, int], plan: list[float] | None) -> Scenario:
    """A small scenario with the roles of the fake tables."""
    target = None
    if plan is not None:
        target = {"bookings": sum(plan), "by_quarter": plan, "last_year": 3_000_000.0}
    roles: dict[str, dict[str, Any]] = {role: {"heads": count} for role, count in heads.items()}
    roles["ae"]["pay"] = {"quota": 800_000.0}
    stage = {"name": "discovery", "activity": "call"}
    return Scenario.model_validate(
        {
            "name": name,
            "question": question,
            "market": {"sources": {"inbound": {"kind": "inbound", "to": "ae", "rate": "800 per month"}}},
            "organisation": {
                "roles": roles,
                "activities": {"call": {"handling": "30 min"}},
                "desks": {"ae": {"staffed_by": "ae", "stages": [stage]}},
            },
            "study": {"plan": target},
            "evidence": {"market.sources.inbound": "CRM export, 2025", "organisation": "assumption"},
        }
    )


SMALL = {"ae": 5, "inbound_sdr": 2, "outbound_sdr": 1}
LARGE = {"ae": 15, "inbound_sdr": 6, "outbound_sdr": 3}
START = [0.70e6, 0.72e6, 0.75e6, 0.78e6]
TRIPLED = [0.90e6, 1.05e6, 1.2e6, 1.3e6]
PLAN = [1.4e6, 2.0e6, 2.6e6, 3.0e6]


def run(replications: int = 24) -> Study:
    """A study of one scenario."""
    one = scenario(
        "Triple the team", "Do ten more AEs and six more SDRs take us from $3M to $9M?", LARGE, PLAN
    )
    return _study([(one, LARGE, TRIPLED)], replications)


def compare(replications: int = 24) -> Study:
    """A study of two scenarios on the same luck."""
    base = scenario("Startup", "What does the team of today book?", SMALL, [0.75e6] * 4)
    other = scenario(
        "Triple the team", "Do ten more AEs and six more SDRs take us from $3M to $9M?", LARGE, PLAN
    )
    return _study([(base, SMALL, START), (other, LARGE, TRIPLED)], replications)


def without_plan(replications: int = 24) -> Study:
    """A study of a scenario that promises nothing."""
    one = scenario("No plan", "", SMALL, None)
    return _study([(one, SMALL, START)], replications)


def nobody(replications: int = 4) -> Study:
    """A study of a scenario in which no one is ever employed."""
    one = scenario("Nobody", "", {"ae": 0}, None)
    study = _study([(one, {"ae": 1}, START)], replications)
    for record in study.records["Nobody"]:
        del record.tables["reps"]
    return study


def six(replications: int = 4) -> Study:
    """A comparison of six scenarios, one with a long name; two begin a year earlier."""
    names = [
        "Startup",
        "Triple",
        "Staggered",
        "Leads first",
        "Fix first",
        "Fix first, then cap open deals at twelve",
    ]
    parts = [
        (
            scenario(name, "Which of them?", LARGE if at % 2 else SMALL, PLAN),
            LARGE if at % 2 else SMALL,
            START,
        )
        for at, name in enumerate(names)
    ]
    return _study(parts, replications)


NASTY = "=<script>alert(1)</script> [bold]x[/bold]"


def hostile(replications: int = 24) -> Study:
    """A study whose scenario has a name and a question made of markup."""
    return _study([(scenario(NASTY, NASTY * 4, SMALL, PLAN), SMALL, START)], replications)


def hostile_compare(replications: int = 24) -> Study:
    """A comparison of two scenarios with hostile names."""
    parts = [(scenario(name, NASTY, SMALL, PLAN), SMALL, START) for name in (NASTY, "@" + NASTY)]
    return _study(parts, replications)


def _study(parts: list[tuple[Scenario, dict[str, int], list[float]]], replications: int) -> Study:
    records = {
        s.name: [_record("0" * 16, r, heads, bookings, 7) for r in range(replications)]
        for s, heads, bookings in parts
    }
    return Study({s.name: s for s, _, _ in parts}, records, seed=7, seconds=6.0)
