"""Who leaves, who is dismissed or promoted, and what it costs: by hand, against closed forms, and off."""

from __future__ import annotations

from itertools import pairwise
from math import exp
from typing import Any

import pytest
from pydantic import ValidationError

from salesline.model import simulate
from salesline.model.line import Line
from salesline.model.simulate import Run
from tests.invariants import check_everything, observe
from tests.lines import line

QUOTA = {"quota": "$100k per year"}
NONE: dict[str, Any] = {"market.sources.inbound.rate": "0 per month"}
MONDAYS: dict[str, Any] = {
    "organisation.offices": {"here": {"shift": {"start": "9:00", "end": "17:00"}, "days": ["mon"]}}
}


def roles(**values: Any) -> dict[str, Any]:
    return {f"organisation.roles.ae.{key}": value for key, value in values.items()}


def exits(values: dict[str, Any], quarters: int = 8, replications: int = 1) -> list[dict[str, Any]]:
    scenario = line(values, quarters=quarters)
    return [row for r in range(replications) for row in simulate(scenario, 1, r).rows("careers")]


def test_seat_availability() -> None:
    """Evidence section 6: (T - loss) / (T + vacancy) = .894874 with T 365 / .30 days, loss 76, vacancy 58.

    A stay may be shorter than the loss, so that 40 seats over 40 years hold (T - E min(stay, 76)) / (T + 58) = .89671 on
    average; the standard error is near .004.
    """
    stay = 365 / 0.30
    assert (stay - 76) / (stay + 58) == pytest.approx(0.894874, abs=1e-6)
    loss = stay * (1 - exp(-76 / stay))
    values: dict[str, Any] = {
        "organisation.roles.ae": {
            "heads": 40,
            "attrition": {"rate": 0.30 / 8760, "vacancy": "58 days"},
            "ramp": {"speed": {"table": ["0 %"], "step": "76 days"}},
        },
        "organisation.roles.sdr.heads": 0,
        **NONE,
        **MONDAYS,
    }
    record = simulate(line(values, quarters=160), 1)
    rows = [row for row in record.rows("reps") if row["role"] == "ae"]
    seats = 40 * 8 * (max(record.tables["quarters"]["end_hour"]) // 168 + 1)
    productive = sum(row["paid_hours"] - row["onboarding"] for row in rows) / seats
    assert productive == pytest.approx((stay - loss) / (stay + 58), abs=0.012)


def test_a_factor_of_one_changes_nothing() -> None:
    """With contagion so small that it is no more than rounding, the same people leave at the same hours."""
    plain: dict[str, Any] = {"heads": 12, "attrition": {"rate": "1 per year", "shape": 1.4}}
    off = simulate(line({"organisation.roles.ae": plain}, quarters=4), 3)
    plain["attrition"] = {**plain["attrition"], "contagion": 1e-9}
    on = simulate(line({"organisation.roles.ae": plain}, quarters=4), 3)
    assert "careers" not in off.tables
    assert len(on.rows("careers")) > 5
    for name in ("employed_hours", "paid_hours"):
        assert on.tables["reps"][name] == pytest.approx(off.tables["reps"][name], abs=1e-4)


def factors(values: dict[str, Any], bookings: list[float]) -> list[float]:
    """Factors of the hazard after 30 weeks in which the reps have booked so much."""
    made = Line(
        line(
            {**roles(pay=QUOTA, heads=len(bookings)), "market.sources.inbound.rate": "0 per month", **values},
            quarters=4,
        ),
        1,
        0,
    )
    run = Run(made)
    made.clock.run_until(1.0)
    reps = [rep for rep in made.people.everyone if rep.role_name == "ae"]
    for rep, booked in zip(reps, bookings, strict=True):
        rep.bookings = booked
    made.horizon = 30 * 168.0 + 1.0
    run.line.clock.run_until(made.horizon)
    careers = made.people.careers
    assert careers is not None
    return [careers.factor(rep, rep.role, made.horizon) for rep in reps if rep.bookings]


def test_hazard_by_attainment_by_hand() -> None:
    """Half of quota doubles the exits, a tenth and less make them tenfold, quota and more leave them alone.

    Bookings are made in the first hours, before the window of 26 weeks that ends in week 30, so all are at 0 % of it:
    with exponent 0.5 that is 10 ** .5, and exponent 1 tenfold.
    """
    rate = {"rate": "0.0001 per year"}
    assert factors(roles(attrition={**rate, "by_attainment": 1}), [1.0, 1.0]) == [10.0, 10.0]
    assert factors(roles(attrition={**rate, "by_attainment": 0.5}), [1.0]) == pytest.approx([10**0.5])


def test_attainment_moves_exits() -> None:
    """Reps who book nothing against a quota leave far more often than by the plain rate (40 stays, 2 years)."""
    base: dict[str, Any] = {
        "heads": 40,
        "pay": QUOTA,
        "attrition": {"rate": "0.1 per year", "backfill": False},
    }
    calm = simulate(line({"organisation.roles.ae": base, **NONE}, quarters=8), 1)
    base["attrition"] = {**base["attrition"], "by_attainment": 1}
    gone = len(exits({"organisation.roles.ae": base, **NONE}))
    still = len({row["rep"] for row in calm.rows("reps") if row["role"] == "ae" and row["quarter"] == 8})
    assert gone > 2 * (40 - still) + 5


def test_contagion_makes_exits_come_in_waves() -> None:
    base: dict[str, Any] = {"heads": 30, "attrition": {"rate": "0.4 per year", "contagion": 0.001}}
    without = len(exits({"organisation.roles.ae": base}))
    base["attrition"] = {**base["attrition"], "contagion": 10}
    assert len(exits({"organisation.roles.ae": base})) > 1.3 * without


def test_dismissal_falls_on_those_below_at_a_quarters_end() -> None:
    rule = {"dismiss": {"below": "50 %", "over": "13 weeks"}, "backfill": False}
    rows = exits({**roles(heads=3, attrition=rule, pay=QUOTA), **NONE}, quarters=3)
    assert [row["event"] for row in rows] == ["dismissed"] * 3
    assert {row["time"] for row in rows} == {
        13 * 168.0
    }  # 5 April is the first end of a week in the second quarter
    kept = exits(
        {
            **roles(heads=3, attrition=rule, pay={"quota": "$1 per year"}),
            "market.sources.inbound.rate": "300 per month",
        },
        3,
    )
    assert kept == []


PROMOTION = {"to": "ae", "after": "2 months", "share": "100 %", "credit": "1 month"}


def test_promotion_by_hand() -> None:
    """An SDR hired on day 14 moves up two months later, is not paid twice, and is followed by a successor."""
    values = {
        "organisation.roles.sdr.promotion": PROMOTION,
        "organisation.roles.sdr.attrition": {"vacancy": "5 days"},
        "organisation.roles.sdr.heads": 0,
        "organisation.roles.ae.ramp": {"speed": {"linear": "9 months", "start": "0 %"}},
        "organisation.hiring": [{"role": "sdr", "hires": 1, "from": "2026-01-19"}],
    }
    seen = observe(line(values, quarters=2))
    check_everything(seen)
    (row, *_) = seen.record.rows("careers")
    assert (row["event"], row["rep"], row["became"]) == ("promoted", "sdr/0", "ae/sdr0")
    assert row["time"] == pytest.approx(14 * 24 + 2 * 730.5)
    assert row["tenure_months"] == pytest.approx(2)
    new, old = seen.reps["ae/sdr0"], seen.reps["sdr/0"]
    assert new.employed_from == old.employed_until + 24.0
    assert seen.reps["sdr/0.1"].employed_from == old.employed_until + 5 * 24.0
    assert new.credit == 730.5
    end = seen.record.tables["quarters"]["end_hour"][-1]
    day = max(d for o, d in zip(new.shifts.opens, new.shifts.days, strict=True) if o < end)
    first = next(o for o, d in zip(new.shifts.opens, new.shifts.days, strict=True) if d == day)
    assert new.learned == pytest.approx((first - new.employed_from + 730.5) / (9 * 730.5))


REFILL = {
    "organisation.roles.sdr.promotion": {**PROMOTION, "refill": True},
    "organisation.roles.sdr.heads": 1,
    "organisation.roles.ae.territories": ["east", "west"],
    "market.buyers.territories": {"east": 0.5, "west": 0.5},
    "organisation.roles.ae.attrition": {"rate": "12 per year", "vacancy": "5 days"},
}


def test_the_promoted_do_not_sit_in_a_pilot_that_names_others() -> None:
    """SDR 0 becomes an AE with number 0, which is another person than AE 0, who works for the pilot alone."""
    seen = observe(
        line(
            {
                "organisation.roles.sdr.promotion": PROMOTION,
                "organisation.pilots": {
                    "trial": {
                        "desk": "closing",
                        "share": "50 %",
                        "reps": ["ae/0"],
                        "set": {"assignment": "round robin"},
                    }
                },
            }
        )
    )
    check_everything(seen)
    given = {(r["resource"], r["reason"]) for r in seen.events if r["activity"] == "assigned"}
    arm = {rep for rep, desk in given if desk == "closing_pilot_trial"}
    assert arm == {"ae/0"}
    assert ("ae/sdr0", "closing") in given


def test_a_seat_made_by_a_promotion_is_filled_again_by_hand() -> None:
    """Each holder of the promoted SDR's seat is followed five days after leaving, in the same territory, by a newcomer."""
    seen = observe(line(REFILL, quarters=4))
    check_everything(seen)
    seat = [seen.reps[name] for name in ("ae/sdr0", "ae/sdr0+1", "ae/sdr0+2", "ae/sdr0+3")]
    for before, after in pairwise(seat):
        assert after.employed_from == pytest.approx(before.employed_until + 5 * 24.0)
        assert (after.territory, after.credit, after.founding) == (before.territory, 0.0, False)
    assert len({rep.slot for rep in seen.reps.values() if rep.role_name == "ae"}) == len(
        [rep for rep in seen.reps.values() if rep.role_name == "ae"]
    )


def test_without_refill_the_seat_goes_with_its_holder() -> None:
    kept = {**REFILL, "organisation.roles.sdr.promotion": PROMOTION}
    named = {**REFILL, "organisation.roles.sdr.promotion": {**PROMOTION, "refill": False}}
    seen = observe(line(kept, quarters=4))
    assert "ae/sdr0" in seen.reps
    assert not [name for name in seen.reps if "+" in name]
    assert observe(line(named, quarters=4)).record.tables == seen.record.tables


def test_founders_have_served_part_of_their_time() -> None:
    rule = {**PROMOTION, "after": "1 year", "share": "50 %"}
    rows = exits({"organisation.roles.sdr.promotion": rule, "organisation.roles.sdr.heads": 40}, quarters=4)
    times = [row["time"] for row in rows]
    assert 8 < len(times) < 32  # 20 expected; beyond this with chance 1e-4
    assert min(times) < 2000
    assert max(times) > 6000


def test_deals_die_when_they_change_hands() -> None:
    attrition = {"rate": "6 per year", "vacancy": "2 days"}
    found = []
    for chance in ("0.0001 %", "40 %", "100 %"):
        values = roles(attrition={**attrition, "hand_over": {"loses": chance}}, heads=6)
        seen = observe(line({**values, "market.sources.inbound.rate": "300 per month"}, quarters=2))
        check_everything(seen)
        found.append(sum(row["reason"] == "hand-over" for row in seen.record.rows("deals")))
    assert found[0] == 0 < found[1] < found[2]


def test_off_is_off() -> None:
    attrition = {"rate": "2 per year", "vacancy": "2 days"}
    plain = simulate(line(roles(attrition=attrition)))
    written = simulate(
        line(roles(attrition={**attrition, "by_attainment": 0, "contagion": 0, "dismiss": None}))
    )
    assert plain.tables == written.tables


def test_what_cannot_work_is_said_at_once() -> None:
    bad = {
        "organisation.roles.ae.attrition": {"contagion": 2, "dismiss": {"below": "50 %", "over": "0 days"}},
        "organisation.roles.sdr.attrition": {"rate": "1 per year", "by_attainment": -1},
        "organisation.roles.sdr.promotion": {"to": "sdr", "after": "0 days"},
    }
    with pytest.raises(ValidationError) as error:
        line(bad)
    for words in (
        "roles.ae.attrition.contagion: multiplies the rate of exits, which is 0",
        "roles.ae.attrition.dismiss: 'ae' has no quota",
        "roles.ae.attrition.dismiss.over: must be above 0",
        "must not be below 0",
        "roles.sdr.promotion.to: is the role itself",
        "roles.sdr.promotion.after: must be above 0",
    ):
        assert words in str(error.value), words
