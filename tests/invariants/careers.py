"""What holds of people's careers and pay."""

from __future__ import annotations

from collections import Counter

from salesline.model.customers import EXPANSION
from salesline.policies.pay import Commission
from tests.invariants.observed import Observed


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
    """The periods of the pay table hold what a rep has sold in each, and each is worth what the plan says."""
    if seen.scenario.before is not None:
        return  # sales under the former plan may have had another credit
    horizon = seen.line.horizon
    covered: Counter[str] = Counter()
    for row in seen.record.rows("pay"):
        rep = seen.reps[row["rep"]]
        start, end = row["start_hour"], row["end_hour"]
        assert start < end, row
        plan = rep.role.pay.plan
        assert plan is not None, row
        assert row["commission"] == Commission(plan).owed(row["bookings"], row["quota"], row["sqls"]), row
        sales = [sale for sale in seen.sales if sale.rep == rep.name and (
            start <= sale.at < end or sale.at == end == horizon)]  # fmt: skip
        covered[rep.name] += len(sales)
        sold = sum(
            sale.value * (plan.expansion_credit if sale.account == EXPANSION else 1.0) for sale in sales
        )
        assert abs(row["bookings"] - sold) < 0.01, (row, sold)
    made = Counter(sale.rep for sale in seen.sales)
    assert all(count == made[name] for name, count in covered.items()), (covered, made)
