"""Strategies for rules about how much is in the line: release, expiry in every state, promises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.markets import Plain, maybe, pick

WORDS = ("untouched", "open", "idle", "unqualified")


def states(desk: Plain) -> list[str]:
    """States that a desk's leads can be in."""
    known = [word for word in WORDS if word != "unqualified" or "cadence" in desk or "acceptance" in desk]
    return [*known, *(stage["name"] for stage in desk.get("stages", ()))]


def _release(draw: DrawFn, desks: Plain, worked: Sequence[str], staff: Sequence[str]) -> list[Plain]:
    """Some of the release rules, none of them twice."""
    norms = {name: pick(draw, "1 hour", "20 hours") for name in worked if draw(st.booleans())}
    rules: list[Plain] = [
        {"rule": "drum buffer rope", "drum": pick(draw, *worked), "buffer": pick(draw, 1, 6)},
        {"rule": "drum buffer rope", "buffer_work": pick(draw, "2 hours", "30 hours"), "first": "closing"},
        {"rule": "workload", "norms": norms, "load": pick(draw, "corrected", "aggregate")},
        {"rule": "workload", "norms": norms, "every": pick(draw, "1 day", "5 hours"),
         "starvation_avoidance": draw(st.booleans())},
        {"rule": "cap per role", "role": pick(draw, *staff), "limit": pick(draw, 2, 8)},
        {"rule": "own appetite", "role": pick(draw, *staff), "base": pick(draw, 2, 9), "least": 1, "most": 20,
         "step_after_loss": pick(draw, None, 0.2)},
    ]  # fmt: skip
    chosen = draw(st.sets(st.integers(0, len(rules) - 1), min_size=1, max_size=3))
    kept = {rule["rule"]: rule for rule in (rules[n] for n in sorted(chosen))}
    cap = kept.get("cap per role")
    if cap is not None and not any(desks[name]["staffed_by"] == cap["role"] for name in worked):
        del kept["cap per role"]
    return list(kept.values())


def _expiry(draw: DrawFn, desks: Plain, worked: Sequence[str], number: int) -> Plain:
    desk = pick(draw, *worked)
    rule: Plain = {
        "name": f"rule_{number}",
        "desk": desk,
        "state": pick(draw, *states(desks[desk])),
        "after": pick(draw, "1 hour", "2 days", "20 days"),
        "clock": pick(draw, "calendar", "working"),
        "action": pick(draw, "reassign", "nurture", "drop", "pool", "count"),
        "existing": pick(draw, "let be", "start"),
    }
    maybe(draw, st.sampled_from([1, 3]), "limit", rule)
    if rule["action"] != "count":
        maybe(draw, st.just({"offline": "1 day"}), "offender", rule)
    return rule


def _promise(draw: DrawFn, desks: Plain, worked: Sequence[str]) -> Plain:
    desk = pick(draw, *worked)
    if draw(st.integers(0, 3)) == 0:
        return {"desk": desk, "leads": "40 per month"}
    within = pick(draw, "30 min", "1 day", "10 days")
    state = pick(draw, *states(desks[desk]))
    return {"desk": desk, "state": state, "within": within, "clock": pick(draw, "calendar", "working")}


def floor_rules(draw: DrawFn, made: Plain, worked: Sequence[str], staff: Sequence[str]) -> None:
    """Give an organisation such rules, to one in four."""
    if draw(st.integers(0, 3)):
        return
    desks: dict[str, Any] = made["desks"]
    if draw(st.booleans()):
        made["release"] = _release(draw, desks, worked, staff)
    if draw(st.booleans()):
        made["expiry"] = [_expiry(draw, desks, worked, n) for n in range(pick(draw, 1, 2))]
    if draw(st.booleans()):
        made["sla"] = {f"promise_{n}": _promise(draw, desks, worked) for n in range(pick(draw, 1, 2))}
