"""Quota attainment per person, which both the verdict and the pictures show."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from salesline.report.words import rep_name

OFTEN = 0.5
"""Share of replications in which a rep must carry a quota to be listed by name."""
HOURS_PER_MONTH = 730.5


@dataclass(frozen=True)
class Others:
    """The people who are not listed: replacements, and who is there in too few replications.

    Attributes:
        reps: their mean number in a replication.
        mean, low, high: mean, P10 and P90 over replications of their bookings together over their quota together.

    """

    reps: float
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Attainment:
    """Attainment over the plan: won bookings over the quota of the time employed.

    Attributes:
        listed: reps who carry a quota in at least half of the replications and replace nobody, best first. Index
            rep; columns name, role, new (hired in the plan), mean, low (P10), high (P90), at_quota (share of the
            replications with the rep in which quota is reached), replications (with the rep).
        others: everybody else together; None if there is nobody.
        at_quota: mean number of listed reps who reach quota; not being there is not reaching it.

    """

    listed: pd.DataFrame
    others: Others | None
    at_quota: float


def attainment_by_rep(reps: pd.DataFrame) -> Attainment:
    """Attainment of everybody who carries a quota, from the table `reps` of one scenario."""
    mine = reps[(reps["quarter"] >= 1) & (reps["quota"] > 0)]
    sums = mine.groupby(["role", "rep", "replication"])[["bookings", "quota"]].sum().reset_index()
    sums["attainment"] = sums["bookings"] / sums["quota"]
    rows = sums.groupby("rep").agg(
        role=("role", "first"),
        mean=("attainment", "mean"),
        low=("attainment", lambda values: values.quantile(0.1)),
        high=("attainment", lambda values: values.quantile(0.9)),
        at_quota=("attainment", lambda values: (values >= 1.0).mean()),
        replications=("attainment", "size"),
    )
    count = reps["replication"].nunique()
    often = rows[rows["replications"] >= OFTEN * count]
    listed = often.loc[[rep for rep in often.index if not replaces(str(rep))]].sort_values(
        "mean", ascending=False, kind="stable"
    )
    new = hired_in_plan(mine)
    listed.insert(0, "name", [rep_name(str(rep), new=rep in new) for rep in listed.index])
    listed.insert(2, "new", [rep in new for rep in listed.index])
    reached = float((listed["at_quota"] * listed["replications"]).sum()) / max(1, count)
    return Attainment(listed, _others(sums[~sums["rep"].isin(listed.index)], count), reached)


def replaces(rep: str) -> bool:
    """Whether a rep came for somebody who left: ae/3.1 is the second holder of the seat of ae/3."""
    return "." in rep.rpartition("/")[2]


def _others(sums: pd.DataFrame, count: int) -> Others | None:
    if sums.empty:
        return None
    pooled = sums.groupby("replication")[["bookings", "quota"]].sum()
    ratio = pooled["bookings"] / pooled["quota"]
    low, high = ratio.quantile(0.1), ratio.quantile(0.9)
    return Others(len(sums) / count, float(ratio.mean()), float(low), float(high))


def hired_in_plan(reps: pd.DataFrame) -> set[str]:
    """Names of those who joined after the plan began: in their first quarter they have no older tenure."""
    first = reps.sort_values("quarter", kind="stable").drop_duplicates(["rep", "replication"])
    joined = first[first["tenure_months"] * HOURS_PER_MONTH <= first["employed_hours"] + 1.0]
    return set(joined["rep"])


def classes_by_quarter(reps: pd.DataFrame) -> pd.DataFrame:
    """Quota carriers by when they joined: columns joined, old (there before the plan), quarter, heads, per_head.

    heads is their mean number over the quarter, per_head bookings in dollars over heads, both from sums over replications.
    Population: reps who carry a quota; a replacement counts for the quarter in which it came.
    """
    mine = reps[(reps["quarter"] >= 1) & (reps["quota"] > 0) & (reps["employed_hours"] > 0)]
    rows = mine.sort_values("quarter", kind="stable")
    first = rows.groupby(["replication", "rep"])["quarter"].transform("first")
    at_first = rows[rows["quarter"] == first].set_index(["replication", "rep"])
    old = at_first["tenure_months"] * HOURS_PER_MONTH > at_first["employed_hours"] + 1.0
    keys = pd.MultiIndex.from_frame(rows[["replication", "rep"]])
    was_there = old.reindex(keys).to_numpy(dtype=bool)
    joined = first.where(~was_there, 0)
    length = rows.groupby("quarter")["employed_hours"].transform("max") * reps["replication"].nunique()
    sums = (
        rows.assign(joined=joined, heads=rows["employed_hours"] / length)
        .groupby(["joined", "quarter"])[["heads", "bookings"]]
        .sum()
        .reset_index()
    )
    runs = reps["replication"].nunique()
    sums["per_head"] = sums["bookings"] / runs / sums["heads"]
    sums["old"] = sums["joined"] == 0
    sums["joined"] = ["there before" if q == 0 else f"joined in Q{q}" for q in sums["joined"]]
    return sums[["joined", "old", "quarter", "heads", "per_head"]]
