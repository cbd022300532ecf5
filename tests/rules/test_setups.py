"""Set-up by pair of activities and by persona, and the discipline that gathers work by persona."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import pytest

from salesline.model import simulate
from salesline.model.qualification import QUALIFICATION
from salesline.model.setups import Setups, setups_of
from salesline.policies.discipline import DISCIPLINES, Ready
from salesline.policies.gates import GATES
from salesline.scenario.checks import soft_checks
from salesline.scenario.organisation import Setup
from tests.invariants import check_everything, observe
from tests.lines import line

NUMBERS = {"dial": 0, "email": 1, "meeting": 2}


@dataclass(eq=False)
class Work:
    ticket: int
    persona: str | None = None
    created: float = 0.0
    due: float = 0.0
    stage: int = 0
    score: float = 0.0
    worth: float = 0.0
    desk_order: int = 0


def test_the_matrix_goes_before_the_plain_number() -> None:
    setups = Setups(Setup(matrix={"dial": {"email": 0.5}}), NUMBERS)
    lead: Any = Work(1)
    assert setups.cost(0, 1, lead, 0.1) == 0.5
    assert setups.cost(1, 0, lead, 0.1) == 0.1
    assert setups.cost(-1, 0, lead, 0.1) == 0.1


def test_another_persona_costs_its_own_minutes_and_is_remembered() -> None:
    setups = Setups(Setup(other_persona=0.25), NUMBERS)
    first, same, other = (Work(n, who) for n, who in enumerate(("it", "it", "finance")))
    assert [setups.cost(0, 0, lead, 0.1) for lead in (first, same, other, other)] == [0.1, 0.1, 0.35, 0.1]  # type: ignore[arg-type]
    again = setups_of(Setup(other_persona=0.5), NUMBERS, setups)
    assert again is not None
    assert again.cost(0, 0, first, 0.0) == 0.5  # type: ignore[arg-type]
    assert setups_of(Setup(other_lead=0.5), NUMBERS, setups) is None


def test_work_is_gathered_by_persona() -> None:
    ready = Ready("same persona first", [])
    work = [Work(n, who, due=float(n)) for n, who in enumerate(("it", "finance", "it", "finance", "it"))]
    for lead in work:
        ready.push(lead, lead.ticket % 2)
    assert [ready.pick(9.0, 0) for _ in work] == [work[n] for n in (0, 2, 4, 1, 3)]
    assert ready.pick(9.0, 0) is None


def test_without_personas_work_is_done_by_due_date() -> None:
    alike, due = (Ready(name, []) for name in ("same persona first", "due date"))
    for n in (3, 1, 2):
        for ready in (alike, due):
            ready.push(Work(n, due=float(n)), n % 2)
    found = [[ready.pick(9.0, 0) for _ in range(3)] for ready in (alike, due)]
    assert [[lead.ticket for lead in leads if lead] for leads in found] == [[1, 2, 3], [1, 2, 3]]


def test_gathering_by_persona_saves_set_up_and_loses_no_lead() -> None:
    """Personas alternate at random; batches of the same one cost fewer changes on the same luck."""
    crowd = {
        "market.sources.inbound": {"kind": "inbound", "to": "qualification", "rate": "400 per month"},
        "market.buyers.personas": {"it": "50 %", "finance": "50 %"},
        "organisation.roles.sdr": {"heads": 1, "setup": {"other_persona": "2 min"}},
    }
    lost = []
    for rule in ("due date", "same persona first"):
        seen = observe(line({**crowd, "organisation.roles.sdr.discipline": rule}))
        check_everything(seen)
        rows = [row for row in seen.record.rows("reps") if row["role"] == "sdr"]
        lost.append(sum(row["setup"] for row in rows) / sum(row["touches"] for row in rows))
    assert lost[0] == pytest.approx(0.5 * 2 / 60, rel=0.25)
    assert lost[1] < 0.5 * lost[0]
    words = " ".join(soft_checks(line({"organisation.roles.sdr.setup.other_persona": "2 min"})))
    assert "other persona: has no effect" in words


@pytest.mark.parametrize("rule", [*DISCIPLINES.values(), *GATES.values(), *QUALIFICATION.values()])
def test_every_rule_says_what_it_does_and_where_it_comes_from(rule: type) -> None:
    assert rule.__doc__
    assert rule.source  # type: ignore[attr-defined]


def test_switching_takes_what_the_matrix_says() -> None:
    """One person does both desks' work: each change of tool costs its own minutes, to the second."""
    matrix = {"dial": {"meeting": "10 min"}, "meeting": {"dial": "1 min"}}
    both = {
        "organisation.roles": {"all": {"heads": 3, "setup": {"matrix": matrix}}},
        "organisation.desks.qualification.staffed_by": "all",
        "organisation.desks.closing.staffed_by": "all",
    }
    seen = observe(line(both))
    check_everything(seen)
    expected = 0.0
    for rep in seen.reps.values():
        kinds = [
            row["activity"]
            for row in sorted(seen.touches(), key=lambda r: r["start"])
            if row["resource"] == rep.name
        ]
        for before, after in itertools.pairwise(kinds):
            expected += {("dial", "meeting"): 10 / 60, ("meeting", "dial"): 1 / 60}.get((before, after), 0.0)
    total = sum(row["setup"] for row in seen.record.rows("reps"))
    assert expected > 5
    assert total == pytest.approx(expected, abs=0.5)  # work in hand at the end counts in part


def test_a_matrix_of_the_plain_number_gives_the_plain_record() -> None:
    plain = line({"organisation.roles.sdr.setup.other_activity": "4 min"})
    same = line(
        {
            "organisation.roles.sdr.setup": {
                "other_activity": "4 min",
                "matrix": {"dial": {"meeting": "4 min"}},
            }
        }
    )
    assert simulate(plain).tables == simulate(same).tables


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        ({"dial": {"dial": "1 min"}}, "set 'other lead' instead"),
        ({"dial": {"meting": "1 min"}}, "did you mean 'meeting'"),
    ],
)
def test_matrices_that_cannot_be(matrix: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        line({"organisation.roles.sdr.setup.matrix": matrix})
