"""Running claims on the bench of all answers: kept, gone on with, measured in each claim's own way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from salesline.claims.claim import Arm, Claim, Finding
from salesline.claims.evidence import Evidence
from salesline.claims.run import MADE_BY, run_claims
from salesline.errors import SalesLineError
from salesline.record import Record
from salesline.scenario.writer import dump
from salesline.shelf import MEASURED, FolderShelf
from tests.lines import line


def deals(record: Record, _: Any) -> float:
    return float(len(record.tables["deals"]["lead"]))


def touched(record: Record, _: Any) -> float:
    return float(len(record.tables["events"]["time"]))


def told(evidence: Evidence) -> Finding:
    return Finding("reproduced", tuple(evidence.mean_figure(arm, name) for arm in evidence.arms for name in SHOWN
                                       if (0, name) in evidence.arms[arm]), "")  # fmt: skip


SHOWN = ("wins", "deals", "touched")


def claim(name: str, probes: dict[str, Any], *, log: bool = False, n: int = 3) -> Claim:
    arms = {
        "as is": Arm("plain.yaml", log=log),
        "more": Arm("plain.yaml", {"organisation.wip.ae": 9}, log=log),
    }
    return Claim(name, "", "num", "M", arms=arms, probes=probes, judge=told, replications=n)


ONE = claim("9.01", {"deals": deals})
OTHER = claim("9.02", {"touched": touched}, log=True, n=4)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plain.yaml").write_text(dump(line()))
    return tmp_path


def shelf(folder: Path) -> FolderShelf:
    return FolderShelf(folder / "kept", "claims", (*MEASURED, *MADE_BY))


class Told:
    """Counts the replications that were computed."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self, _: int, total: int) -> None:
        self.runs += 1
        assert self.runs <= total


def ran(claims: list[Claim], folder: Path) -> tuple[int, list[Any]]:
    count = Told()
    found = run_claims(claims, folder, jobs=1, progress=count, shelf=shelf(folder))
    return count.runs, [figure for result in found for figure in result.finding.figures]


def test_a_second_run_computes_only_what_is_missing_and_finds_the_same(folder: Path) -> None:
    alone = run_claims([ONE, OTHER], folder, jobs=1)
    assert ran([ONE], folder)[0] == 6
    assert ran([ONE], folder)[0] == 0
    assert ran([OTHER], folder)[0] == 8  # its own probe, with the log, is not in what was kept
    assert (
        ran([ONE, OTHER], folder)[0] == 2
    )  # the fourth replication of either arm lacks the probe of the first claim
    runs, figures = ran([ONE, OTHER], folder)
    assert runs == 0
    assert figures == [figure for result in alone for figure in result.finding.figures]
    more = run_claims([ONE], folder, replications=5, jobs=1, shelf=shelf(folder), progress=(count := Told()))
    assert (count.runs, more[0].replications) == (2, 5)


def test_two_claims_may_mean_different_things_by_one_name(folder: Path) -> None:
    def won(record: Record, _: Any) -> float:
        return float(record.tables["deals"]["outcome"].count("won"))

    claims = [claim("9.04", {"deals": deals}), claim("9.05", {"deals": won})]
    alone = [figure for one in claims for figure in run_claims([one], folder, jobs=1)[0].finding.figures]
    assert alone[1].value > alone[-1].value or alone[1] != alone[-1]
    assert ran(claims, folder)[1] == alone


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(SalesLineError, match=r"there is no scenario file .*plain\.yaml"):
        run_claims([ONE], tmp_path)


def test_readings_are_rows_of_replications(folder: Path) -> None:
    class Kept:
        evidence: Evidence

        def __call__(self, evidence: Evidence) -> Finding:
            self.evidence = evidence
            return Finding("undecided", (), "")

    keeps = Kept()
    run_claims([Claim("9.03", "", "num", "M", arms=ONE.arms, judge=keeps, replications=3)], folder, jobs=1)
    values = keeps.evidence.values("more", "wins")
    assert values.shape == (3,)
    assert np.isfinite(values).all()
