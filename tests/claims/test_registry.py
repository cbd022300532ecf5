"""The registry of claims: complete, well formed, every arm a scenario that can be read; the page is up to date."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from salesline.claims import all_claims, claims_named
from salesline.claims.claim import Claim
from salesline.errors import SalesLineError
from salesline.report.claims import merged, page
from salesline.scenario.reader import load

ROOT = Path(__file__).parents[2]
EXECUTABLE = [claim for claim in all_claims() if claim.executable]


def test_all_rows_are_there_once() -> None:
    ids = [claim.id for claim in all_claims()]
    assert len(ids) == len(set(ids)) == 178
    assert {claim.tier for claim in all_claims()} == {"M", "S", "C", "-"}


@pytest.mark.parametrize("claim", EXECUTABLE, ids=lambda claim: claim.id)
def test_an_experiment_says_what_it_asks_and_when_it_counts(claim: Claim) -> None:
    assert claim.question.endswith("?")
    assert claim.arms
    assert claim.measures
    assert claim.reproduced
    assert claim.refuted
    assert claim.power
    assert not claim.note


@pytest.mark.parametrize("claim", EXECUTABLE, ids=lambda claim: claim.id)
def test_arms_are_scenarios_with_numbers_that_have_a_source(claim: Claim) -> None:
    for arm in claim.arms.values():
        scenario = load(ROOT / "scenarios" / arm.file)
        assert scenario.with_values(arm.values).organisation.desks


def test_without_an_experiment_a_row_says_why() -> None:
    assert all(claim.note for claim in all_claims() if not claim.executable)


def test_ids_and_whole_sources_are_found() -> None:
    assert [claim.id for claim in claims_named(["2.01", "2.01"])] == ["2.01"]
    assert {claim.seed for claim in claims_named(["1b"])} == {"1B"}
    with pytest.raises(SalesLineError, match=r"there is no claim .2\.99.; there is 2\.01 to 2\.25"):
        claims_named(["2.99"])


def test_the_page_is_what_the_recorded_findings_give() -> None:
    known = json.loads((ROOT / "docs" / "claims.json").read_text(encoding="utf-8"))
    assert set(known) <= {claim.id for claim in EXECUTABLE}
    assert (ROOT / "docs" / "claims.md").read_text(encoding="utf-8") == page(all_claims(), known)


def test_every_experiment_has_a_recorded_finding() -> None:
    known = json.loads((ROOT / "docs" / "claims.json").read_text(encoding="utf-8"))
    assert [claim.id for claim in EXECUTABLE if claim.id not in known] == []


def test_another_seed_is_noted_beside_the_figures_and_dropped_when_they_are_new() -> None:
    known = {"2.01": {"status": "reproduced", "replications": 8, "words": "", "figures": []}}
    other = {
        "2.01": {**known["2.01"], "status": "undecided", "replications": 4},
        "2.02": {**known["2.01"]},
    }
    both = merged(known, other, 2)
    assert set(both) == {"2.01"}
    assert both["2.01"]["status"] == "reproduced"
    assert both["2.01"]["again"] == {"seed": 2, "status": "undecided", "replications": 4}
    text = " ".join(page(claims_named(["2.01"]), both).split())
    assert "On seed 2, 4 replications: undecided" in text
    assert "0 have the same status there, not so 2.01 (undecided)." in text
    assert merged(both, known) == known
