"""Strategies for people over time: gates on hiring, careers, learning and pay."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.markets import Plain, maybe, pick

GATES = {
    "lead_velocity": st.sampled_from(["-90 % per month", {"above": "0 % per month", "over": "1 week"}]),
    "utilisation": st.sampled_from(["1 %", {"above": "60 %", "over": "2 weeks"}]),
    "leads_per_rep": st.sampled_from([{"above": "1 per month", "over": "1 week"}]),
    "close_rate": st.sampled_from([{"above": "1 %", "over": "3 weeks"}]),
    "touches_per_rep": st.sampled_from([{"above": "0.1 per day", "over": "1 week"}]),
    "attainment": st.sampled_from([{"above": "0 %", "over": "2 weeks"}]),
    "share_below_quota": st.sampled_from([{"under": "100 %", "of": "1 %", "over": "3 weeks"}]),
}
OF_QUOTA = ("attainment", "share_below_quota")


def _gated(draw: DrawFn, made: Plain, hire: Plain) -> None:
    """Put a line of the plan behind one or two gates, or let it come in classes."""
    hire.pop("over", None)
    if draw(st.booleans()):
        hire |= {"class_size": pick(draw, 1, 2), "every": pick(draw, "0 days", "10 days")}
    if draw(st.integers(0, 2)) == 0:
        hire.setdefault("class_size", 2)
        return
    quota = "quota" in made["roles"][hire["role"]].get("pay", {})
    staffs = any(hire["role"] == desk["staffed_by"] for desk in made["desks"].values())
    names = [n for n in sorted(GATES) if (quota or n not in OF_QUOTA) and (staffs or n != "leads_per_rep")]
    hire["when"] = {
        name: draw(GATES[name])
        for name in sorted(draw(st.sets(st.sampled_from(names), min_size=1, max_size=2)))
    }
    maybe(draw, st.just("2026-03-01"), "latest", hire)


def _leaving(draw: DrawFn, role: Plain) -> None:
    """Exits by attainment and contagion, dismissals, deals lost in hand-over."""
    rule: Plain = dict(role.get("attrition", {"rate": "4 per year", "vacancy": "3 days"}))
    maybe(draw, st.just({"loses": "50 %"}), "hand_over", rule)
    maybe(draw, st.just(3.0), "contagion", rule)
    if "quota" in role.get("pay", {}):
        maybe(draw, st.just(1.0), "by_attainment", rule)
        maybe(draw, st.just({"below": "80 %", "over": "4 weeks"}), "dismiss", rule)
    role["attrition"] = rule


def _promotion(draw: DrawFn, name: str, staff: Sequence[str]) -> Plain:
    to = pick(draw, *(other for other in staff if other != name))
    return {
        "to": to,
        "after": pick(draw, "10 days", "1 year"),
        "share": "70 %",
        "credit": pick(draw, "0 days", "9 days"),
        "refill": draw(st.booleans()),
    }


def _lessons(draw: DrawFn, made: Plain, name: str, staff: Sequence[str]) -> None:
    """Coaching, managers, a bar that falls, black books."""
    role: Plain = made["roles"][name]
    others = [other for other in staff if other != name]
    if draw(st.integers(0, 2)) == 0:
        role["coaching"] = {
            "hours": "3 hours per week",
            "reach": "20 days",
            "coaches": pick(draw, None, *staff),
        }
    if others and draw(st.integers(0, 2)) == 0:
        role["onboarding"] = {
            **role.get("onboarding", {}),
            "managers": pick(draw, *others),
            "span_of_control": pick(draw, None, 1),
        }
    if draw(st.integers(0, 2)) == 0:
        role["skill"] = {**role.get("skill", {}), "hiring_bar": {"falls": "40 %"}}
    if name in made["desks"]["closing"]["staffed_by"] and draw(st.booleans()):
        role["black_book"] = {"leads": {"poisson": 4}, "over": "20 days", "to": "closing"}


def _paid(draw: DrawFn, made: Plain, name: str) -> None:
    """A pay plan, overselling, strictness."""
    role: Plain = made["roles"][name]
    pay = {key: value for key, value in role.get("pay", {}).items() if key != "variable"}
    plan: Plain = {"period": pick(draw, "month", "quarter"), "per_sql": pick(draw, "$0", "$75")}
    maybe(draw, st.sampled_from(["0 %", "50 %"]), "expansion_credit", plan)
    if "quota" in pay:
        optional: Plain = {
            "accelerator": st.just({"above": "80 %", "rate": 2}),
            "floor": st.just("30 %"),
            "cap": st.just("150 %"),
            "push": st.sampled_from(
                [{"pulls": "50 %"}, {"days": "20 days", "below": "500 %", "oversell": 1.5}]
            ),
            "sandbag": st.sampled_from([{}, {"above": "0 %", "share": "100 %"}]),
        }
        for key in sorted(optional):
            maybe(draw, optional[key], key, plan)
    maybe(draw, st.just(plan), "plan", pay)
    maybe(draw, st.just(1.3), "oversell", pay)
    if any(desk["staffed_by"] == name and "cadence" in desk for desk in made["desks"].values()):
        maybe(draw, st.sampled_from(["-50 %", "30 %"]), "strictness", pay)
    role["pay"] = pay


def careers(draw: DrawFn, made: Plain, staff: Sequence[str]) -> None:
    """Give an organisation such rules, to one in three."""
    if draw(st.integers(0, 2)):
        return
    maybe(draw, st.just({"per_doubling": "10 %", "handling": "5 %", "from": 5}), "learning", made)
    for name, role in made["roles"].items():
        if draw(st.booleans()):
            _leaving(draw, role)
        if draw(st.booleans()):
            _lessons(draw, made, name, staff)
        if draw(st.integers(0, 2)) == 0:
            _paid(draw, made, name)
        if len(staff) > 1 and draw(st.integers(0, 2)) == 0:
            role["promotion"] = _promotion(draw, name, staff)
    for hire in made.get("hiring", ()):
        if draw(st.booleans()):
            _gated(draw, made, hire)
