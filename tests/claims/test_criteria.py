"""Criteria on hand-made evidence: each status can be reached, and which side of the limit decides."""

from __future__ import annotations

import pytest

from salesline.claims.claim import Judge
from salesline.claims.criteria import all_hold, crossing, falls, interior, no_change, rises, within
from salesline.claims.evidence import Evidence

NOISE = (-0.5, 0.25, 0.5, -0.25, 0.0, 0.1, -0.1, 0.0)


def evidence(**means: float) -> Evidence:
    """Arms whose measure 'wins' scatters a little around a mean, each in its own order."""
    arms = {}
    for k, (arm, mean) in enumerate(means.items()):
        turned = NOISE[k:] + NOISE[:k]
        arms[arm] = {(0, "wins"): [mean + noise for noise in turned], (1, "wins"): [mean / 2] * len(NOISE)}
    return Evidence(arms, len(NOISE))


@pytest.mark.parametrize(
    ("judge", "means", "status"),
    [
        (rises("wins", "b", "a"), {"a": 10, "b": 20}, "reproduced"),
        (rises("wins", "b", "a"), {"a": 20, "b": 10}, "refuted"),
        (rises("wins", "b", "a"), {"a": 10, "b": 10}, "undecided"),
        (rises("wins", "b", "a", by=0.5), {"a": 10, "b": 12}, "refuted"),
        (rises("wins", "b", "a", by=5, relative=False), {"a": 10, "b": 20}, "reproduced"),
        (rises("wins", "b", "a", quarter=1), {"a": 10, "b": 20}, "reproduced"),
        (falls("wins", "b", "a", by=0.2), {"a": 20, "b": 10}, "reproduced"),
        (falls("wins", "b", "a"), {"a": 10, "b": 20}, "refuted"),
        (no_change("wins", "b", "a", margin=0.2), {"a": 10, "b": 10.1}, "reproduced"),
        (no_change("wins", "b", "a", margin=0.2), {"a": 10, "b": 15}, "refuted"),
        (no_change("wins", "b", "a", margin=0.01), {"a": 10, "b": 10.1}, "undecided"),
        (within("wins", "a", 9, 11), {"a": 10}, "reproduced"),
        (within("wins", "a", 11, 12), {"a": 10}, "refuted"),
        (within("wins", "a", 10, 12), {"a": 10}, "undecided"),
        (interior("wins", ("a", "b", "c")), {"a": 5, "b": 10, "c": 7}, "reproduced"),
        (interior("wins", ("a", "b", "c")), {"a": 5, "b": 10, "c": 10}, "undecided"),
        (interior("wins", ("a", "b", "c")), {"a": 5, "b": 7, "c": 10}, "refuted"),
        (interior("wins", ("a", "b", "c"), better="lower"), {"a": 9, "b": 5, "c": 10}, "reproduced"),
    ],
)
def test_each_status_has_its_case(judge: Judge, means: dict[str, float], status: str) -> None:
    assert judge(evidence(**means)).status == status


def test_a_sign_that_changes_along_a_scale_says_where() -> None:
    judge = crossing("wins", [(1, "a", "base"), (2, "b", "base"), (3, "c", "base")], along="travel", unit="h")
    found = judge(evidence(base=10, a=20, b=15, c=5))
    assert found.status == "depends"
    assert found.words == "depends on travel between 2 and 3 h."
    assert judge(evidence(base=10, a=20, b=15, c=12)).status == "reproduced"
    assert judge(evidence(base=10, a=5, b=5, c=5)).status == "refuted"
    assert judge(evidence(base=10, a=10, b=10, c=10)).status == "undecided"


def test_parts_that_must_all_hold() -> None:
    up, down = rises("wins", "b", "a"), falls("wins", "b", "a")
    found = evidence(a=10, b=20)
    assert all_hold(up, up)(found).status == "reproduced"
    assert all_hold(up, down)(found).status == "refuted"
    assert len(all_hold(up, up)(found).figures) == 6


def test_relative_change_has_the_interval_of_the_ratio() -> None:
    found = evidence(a=10, b=20).relative("b", "a", "wins")
    assert found.mean == pytest.approx(1.0)
    assert found.low < 1.0 < found.high
    assert evidence(a=10).mean("a", "wins").mean == pytest.approx(10)


def test_an_unknown_measure_names_those_there_are() -> None:
    with pytest.raises(KeyError, match="it has \\['wins'\\]"):
        evidence(a=1).mean("a", "win")
