"""Gates on hiring, classes, and what they must not change."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from salesline.model import simulate
from salesline.policies.hiring import GATES
from salesline.record import Record
from salesline.scenario.hiring import When
from salesline.scenario.scenario import Before
from tests.invariants import check_everything, observe
from tests.lines import line

HIRE: dict[str, Any] = {"role": "ae", "hires": 4, "from": "2026-01-19"}
QUOTA = {"organisation.roles.ae.pay": {"quota": "$100k per year"}}


def hiring(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"organisation.hiring": [{**HIRE, **one} for one in lines], **more}


class Seen:
    """Figures that are given."""

    def __init__(
        self, *qualified: float, attained: tuple[float, ...] = (), share: float | None = None
    ) -> None:
        self._qualified = qualified
        self._attained = attained
        self._share = share

    def qualified(self, weeks: int, ago: int = 0) -> float | None:
        return self._qualified[ago // weeks] if ago // weeks < len(self._qualified) else None

    def close_rate(self, weeks: int) -> float | None:  # noqa: ARG002 - as asked
        return self._share

    def utilisation(self, role: str, weeks: int) -> float | None:  # noqa: ARG002
        return self._share

    arrivals_per_rep = touches_per_rep = utilisation

    def cash(self) -> float | None:
        return self._share

    def attainment(self, role: str, weeks: int) -> tuple[float, ...]:  # noqa: ARG002
        return self._attained


def gate(name: str, rule: Any) -> Any:
    made = When.model_validate({name.replace(" ", "_"): rule})
    return GATES[name](made.gates[name.replace(" ", "_")], "ae")


def test_lead_velocity_by_hand() -> None:
    """121 after 100 in 8 weeks is 21 % in 8 / 4.348 months: 1.21 ** (4.348 / 8) - 1 = 10.92 % a month."""
    velocity = gate("lead velocity", "at least 5 % per month")
    value = velocity.value(Seen(121.0, 100.0))
    assert value == pytest.approx(1.21 ** (730.5 / 168 / 8) - 1)
    assert value == pytest.approx(0.109165, abs=1e-6)
    assert velocity.open(value)
    assert not velocity.open(velocity.value(Seen(101.0, 100.0)))
    assert not velocity.open(velocity.value(Seen(121.0, 0.0)))
    assert not velocity.open(velocity.value(Seen(121.0)))


def test_the_25_percent_rule_is_shut_at_a_quarter() -> None:
    rule = gate("share below quota", "under 25 %")
    attained = (0.9, 1.0, 1.2, 1.4)
    assert rule.value(Seen(attained=attained)) == 0.25
    assert not rule.open(0.25)
    assert rule.open(rule.value(Seen(attained=(*attained, 1.1))))
    assert not rule.open(rule.value(Seen()))


def test_other_gates_by_hand() -> None:
    assert gate("attainment", "80 %").value(Seen(attained=(0.2, 0.9, 3.0))) == 0.9
    for name, limit, low, high in (
        ("close rate", "at least 20 %", 0.19, 0.2),
        ("utilisation", "above 85 %", 0.84, 0.86),
        ("leads per rep", "200 per month", 199 / 730.5, 200 / 730.5),
        ("touches per rep", "200 per day", 199 / 24, 200 / 24),
        ("cash", "at least $500k", 499_999.0, 500_000.0),
    ):
        one = gate(name, limit)
        assert not one.open(one.value(Seen(share=low)))
        assert one.open(one.value(Seen(share=high)))


def starts(record: Record, role: str = "ae") -> dict[str, float]:
    """First day of each rep who was hired, from the hours employed in the first quarter."""
    length = record.tables["quarters"]["end_hour"][0]
    return {
        row["rep"]: round((length - row["employed_hours"]) / 24, 6)
        for row in record.rows("reps")
        if row["role"] == role and row["employed_hours"] < length
    }


def test_a_gate_that_is_open_at_once_is_no_gate_but_for_the_day_of_its_check() -> None:
    """2026-01-19 is day 14, the end of a week: the check falls on it."""
    plain = simulate(line(hiring({})))
    gated = simulate(line(hiring({"when": {"utilisation": {"above": "0 %", "over": "1 week"}}})))
    assert starts(gated) == starts(plain) == {f"ae/{n}": 14.0 for n in range(3, 7)}
    assert [row["outcome"] for row in gated.rows("hiring")] == ["requisitioned"]
    same = {name: columns for name, columns in gated.tables.items() if name != "hiring"}
    assert same == plain.tables


def test_classes_without_a_gate() -> None:
    record = simulate(line(hiring({"class_size": 3, "every": "4 weeks"})))
    assert starts(record) == {"ae/3": 14.0, "ae/4": 14.0, "ae/5": 14.0, "ae/6": 42.0}


def test_classes_behind_a_gate() -> None:
    when = {"when": {"utilisation": {"above": "0 %", "over": "3 weeks"}}, "class_size": 3, "every": "4 weeks"}
    record = simulate(line(hiring(when)))
    assert starts(record) == {"ae/3": 21.0, "ae/4": 21.0, "ae/5": 21.0, "ae/6": 49.0}
    assert [(row["time"], row["hires"], row["weeks_shut"]) for row in record.rows("hiring")] == [
        (504.0, 3, 1),
        (1176.0, 1, 0),
    ]


def test_a_shut_gate_lapses_after_its_latest_day() -> None:
    when = {"when": {"utilisation": "at least 100 %"}, "latest": "2026-02-15"}
    record = simulate(line(hiring(when)))
    assert starts(record) == {}
    assert [(row["outcome"], row["hires"], row["time"]) for row in record.rows("hiring")] == [
        ("lapsed", 4, 6 * 168.0)
    ]


def test_figures_of_the_prior_year_open_a_gate_as_the_plan_begins() -> None:
    when = {"from": "2026-01-05", "when": {"utilisation": {"above": "0 %", "over": "4 weeks"}}}
    record = simulate(line(hiring(when), prior="5 weeks"))
    assert [row["time"] for row in record.rows("hiring")] == [0.0]


def test_cash_opens_a_gate() -> None:
    """$1M in the bank is enough for a gate at $900k and not for one at $9M; who counts no cash is told."""
    cash = {"study.cash": {"opening": "$1M"}}
    for limit, hired in (("$900k", 4), ("$9M", 0)):
        record = simulate(line({**hiring({"when": {"cash": limit}}), **cash}))
        assert len(starts(record)) == hired
    with pytest.raises(ValidationError, match="nobody counts the cash"):
        line(hiring({"when": {"cash": "$1M"}}))


def test_every_gate_holds_all_invariants() -> None:
    when = {
        "lead_velocity": "-50 % per month",
        "utilisation": "1 %",
        "attainment": "0 %",
        "leads_per_rep": "1 per month",
        "close_rate": "1 %",
        "touches_per_rep": "1 per day",
        "share_below_quota": {"under": "100 %", "of": "1 %"},
    }
    seen = observe(line(hiring({"when": when, "class_size": 2}, **QUOTA), prior="20 weeks"))
    check_everything(seen)
    (row, *_) = seen.record.rows("hiring")
    assert row["outcome"] == "requisitioned"
    assert row["figures"].count(";") == 6


def test_what_cannot_work_is_said_at_once() -> None:
    bad = hiring(
        {"over": "1 month", "class_size": 0},
        {"every": "1 week", "latest": "2026-01-30"},
        {"when": {}, "latest": "2026-01-01"},
        {"when": {"attainment": "80 %", "utilisation": {"above": "80 %", "role": "sdrr"}}},
    )
    with pytest.raises(ValidationError) as error:
        line(bad)
    told = str(error.value)
    for words in (
        "hiring.0.class_size: needs at least 1",
        "hiring.0.over: spreads hires one by one",
        "hiring.1.every: is the time between classes",
        "hiring.1.latest: is the last day for gates to open",
        "hiring.2.latest: is before 'from'",
        "hiring.2.when: needs at least one gate",
        "hiring.3.when.attainment: 'ae' has no quota: set roles.ae.pay.quota",
        "hiring.3.when.utilisation.role: unknown name 'sdrr'; did you mean 'sdr'?",
    ):
        assert words in told, words
    with pytest.raises(ValidationError, match="wrong way round: write 'under 25 %'"):
        line(hiring({"when": {"share_below_quota": "above 25 %"}}))


@pytest.mark.parametrize("seed", range(1, 9))
def test_whoever_joins_on_a_day_of_absence_gets_nothing_of_what_waits(seed: int) -> None:
    """Leads have waited for the plan's first SDRs; but for seed 4, somebody is away that day."""
    rule = {"rule": "round robin", "filters": {"open_load": 4}}
    none = {
        "organisation.offices": {"here": {}},
        "organisation.roles.sdr.heads": 0,
        "organisation.desks.qualification.assignment": rule,
    }
    absence = {"leave": "60 days per year", "sickness": "60 days per year"}
    three = {**none, "organisation.roles.sdr.heads": 3, "organisation.roles.sdr.absence": absence}
    before, plan = line(none), line(three, prior="2 weeks", seed=seed)
    seen = observe(
        plan.model_copy(update={"before": Before(market=before.market, organisation=before.organisation)})
    )
    given = [row["resource"] for row in seen.events if row["activity"] == "assigned" and row["time"] == 0.0]
    away = [name for name, spans in seen.missed.items() if spans and spans[0][0] == 0.0]
    assert given
    assert not set(given) & set(away)
    assert bool(away) == (seed != 4)
    check_everything(seen)
