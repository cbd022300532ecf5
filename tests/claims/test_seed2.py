"""Sums of the claims of source 2 about people, worked by hand."""

from __future__ import annotations

from math import sqrt

import pytest

from salesline.claims import claims_named
from salesline.claims.evidence import Evidence
from salesline.claims.seed2_training import ACCOUNTS, _compared, rise_of_error


def test_the_ramps_add_the_variance_of_the_paired_difference() -> None:
    """Alike: 2 either way, variance 4; the ramps add 3 either way, variance 9: the error is sqrt(13 / 4) times as large."""
    arms = {
        "alike": {(0, "bookings"): [8.0, 12.0, 8.0, 12.0]},
        "spread 0.5": {(0, "bookings"): [5.0, 9.0, 11.0, 15.0]},
    }
    rise = rise_of_error(Evidence(arms, 4), "spread 0.5")
    assert rise.mean == pytest.approx(sqrt(1 + 9 / 4) - 1)
    assert rise.low == pytest.approx(rise.mean)  # each replication has the same two parts


def _upsell(am: float, csm: float, full: float) -> Evidence:
    """Recurring revenue of the others for each dollar of the split, and in the last pair at full load."""
    arms = {}
    for accounts in ACCOUNTS:
        last = accounts == ACCOUNTS[-1]
        for way, value in (("split", 1.0), ("am", full if last else am), ("csm", full if last else csm)):
            arms[f"{way}, {accounts}"] = {(0, "arr"): [value * k for k in (1.0, 2.0, 3.0)]}
    return Evidence(arms, 3)


@pytest.mark.parametrize(
    ("am", "csm", "full", "status"),
    [
        (1.0, 0.9, 1.0, "reproduced"),
        (1.0, 0.9, 1.2, "depends"),
        (1.0, 0.998, 1.0, "refuted"),
        (1.1, 1.1, 1.2, "refuted"),
    ],
)
def test_a_split_is_judged_where_it_helps_and_where_it_harms(
    am: float, csm: float, full: float, status: str
) -> None:
    assert _compared(_upsell(am, csm, full)).status == status


def test_the_arms_of_the_upsell_have_the_same_heads() -> None:
    (claim,) = claims_named(["2.21"])
    for name, arm in claim.arms.items():
        heads = arm.values.get("organisation.roles.csm.heads", 2) + arm.values.get(
            "organisation.roles.am.heads", 1
        )
        assert heads == 3, name
