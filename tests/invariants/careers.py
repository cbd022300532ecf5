"""What holds of people's careers and pay."""

from __future__ import annotations

from collections import Counter

from salesline.policies.pay import Commission
from tests.invariants.observed import TINY, Observed


def check_careers(seen: Observed) -> None:
    """Whoever leaves has left, once; the promoted go on as one other person, a day later and not before."""
    rows = seen.record.rows("careers")
    assert len({row["rep"] for row in rows}) == len(rows)
    for row in rows:
        rep = seen.reps[row["rep"]]
        assert rep.employed_until == row["time"] >= rep.employed_from, row
        assert (row["became"] != "") == (row["event"] == "promoted"), row
        new = seen.reps.get(row["became"])
        assert new is None or new.employed_from == row["time"] + 24.0, row
        if row["event"] == "promoted" and row["time"] + 24.0 < seen.line.horizon:
            assert new is not None, row


def check_pay(seen: Observed) -> None:
    """The periods of the pay table hold all that a rep has sold while paid by a plan, and each is worth what the plan says."""
    sold: Counter[str] = Counter()
    for row in seen.record.rows("pay"):
        rep = seen.reps[row["rep"]]
        sold[rep.name] += row["bookings"]
        plan = rep.role.pay.plan
        assert row["start_hour"] < row["end_hour"], row
        if plan is not None and seen.scenario.before is None:
            assert row["commission"] == Commission(plan).owed(row["bookings"], row["quota"], row["sqls"]), row
    for name, value in sold.items():
        if seen.scenario.before is None:
            assert abs(value - seen.reps[name].bookings) < 0.01 * len(seen.record.rows("pay")) + TINY, name
