"""Strategies for what is rarely wanted and easily forgotten: last resorts, dispatchers that come and go, odd stages."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.markets import TERRITORIES, Plain, maybe, pick

GIVING = ("round robin", "least open", "count balanced", "longest idle", "score tiers", "shortest response")


def variants(draw: DrawFn, made: Plain, worked: list[str]) -> None:
    """Give an organisation such things, each to one in four of those that could have it."""
    for name in worked:
        desk = made["desks"][name]
        if "filters" in desk["assignment"] and _now(draw):
            _resort(draw, made, name, desk["assignment"])
        for stage in desk.get("stages", ()):
            if _now(draw):
                stage |= {"odds": pick(draw, -1, 0.5), "no_show": "30 %", "no_show_time": "40 min"}
        if "cadence" in desk and _now(draw):
            desk["cadence"] |= {"adherence": "50 %", "lapse": pick(draw, "0 hours", "5 hours")}
    for name, role in made["roles"].items():
        own = [desk for desk in made["desks"].values() if desk["staffed_by"] == name]
        stages = [stage["name"] for desk in own for stage in desk.get("stages", ())]
        if "skill" in role and stages and _now(draw):
            role["skill"]["by_stage"] = {pick(draw, *stages): 0.5}
    for hire in made.get("hiring", ()):
        _elsewhere(draw, made, hire.get("when", {}))


def _elsewhere(draw: DrawFn, made: Plain, gates: Plain) -> None:
    """Perhaps gates on hiring look at another role."""
    for gate in ("utilisation", "touches_per_rep"):
        if isinstance(gates.get(gate), dict) and _now(draw):
            gates[gate] = {**gates[gate], "role": pick(draw, *made["roles"])}


def _now(draw: DrawFn) -> bool:
    return draw(st.integers(0, 3)) == 0


def _resort(draw: DrawFn, made: Plain, name: str, chosen: Plain) -> None:
    """A chain that ends with a rep or another desk that takes what nobody else could, perhaps after a while."""
    role = made["desks"][name]["staffed_by"]
    possible = [f"{role}/{n}" for n in range(made["roles"][role]["heads"])]
    if name == "qualification":
        possible.append("closing")
    if not possible:
        return
    steps = pick(draw, ("team",), ("rep", "pod"), ("rep", "hold"), ("hold",))
    if "hold" in steps:
        chosen["hold_for"] = pick(draw, "1 hour", "3 days")
    chosen["fallback"] = (*steps, pick(draw, *possible))


def without_absentees(made: Plain) -> None:
    """With fewer heads, last resorts who are no longer there give way to the team."""
    for desk in made["desks"].values():
        chosen = desk.get("assignment", "pull")
        if isinstance(chosen, str):
            continue
        role, _, number = chosen.get("fallback", ("",))[-1].partition("/")
        if number and int(number) >= made["roles"][role]["heads"]:
            chosen["fallback"] = "team"
            chosen.pop("hold_for", None)


def dispatcher(draw: DrawFn) -> Plain:
    """An assignment that needs a dispatcher and leaves nobody without a rep, for changes and pilots."""
    filters: Plain = {"working_hours": draw(st.booleans())}
    for key, limit in (("per_hour", 2), ("per_day", 3), ("per_week", 9), ("open_load", 5)):
        maybe(draw, st.just(limit), key, filters)
    maybe(draw, st.just({"relax_after": "1 day"}), "territory", filters)
    maybe(draw, st.just({"units": 9, "lead": 2}), "capacity", filters)
    made: Plain = {
        "rule": pick(draw, *GIVING),
        "otherwise": "least open",
        "filters": filters,
        "fallback": pick(draw, ["team"], ["hold"], ["rep", "team", "hold"]),
        "credits": pick(draw, [], ["bad lead", "no show"]),
    }
    maybe(draw, st.just("20 min"), "delay", made)
    maybe(draw, st.just("10 min"), "accept_within", made)
    return made


def subset(draw: DrawFn, pilot: Plain, sources: list[str]) -> None:
    """Perhaps only leads of one kind are in a pilot."""
    kinds: dict[str, Any] = {"segments": ["big"], "territories": [TERRITORIES[0]], "sources": [min(sources)]}
    if _now(draw):
        key = pick(draw, *kinds)
        pilot[key] = kinds[key]


def directed(draw: DrawFn, controller: Plain) -> None:
    """Perhaps a controller looks back over another time, or moves the other way."""
    maybe(draw, st.sampled_from(["3 days", "4 weeks"]), "over", controller)
    if controller["kind"] == "band" and draw(st.booleans()):
        controller |= {"when_below": pick(draw, "down", "stay"), "when_above": pick(draw, "up", "stay")}
