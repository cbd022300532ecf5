"""Hypothesis strategies for what moves the rules of a drawn organisation: changes, controllers and pilots."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.markets import Plain, pick
from tests.variants import directed, dispatcher, subset

RULES = ("pull", "round robin", "least open", "territory", "prime to stars", "random")
DAYS = ("2026-01-01", "2026-01-05", "2026-01-20", "2026-02-03", "2026-03-01", "2026-09-01")
WATCHES = {
    "role": (("utilisation", "60 %", "80 %"), ("idle", "10 %", "30 %"), ("heads", 2, 4)),
    "desk": (
        ("wip", 3, 9),
        ("backlog", 1, 4),
        ("oldest", "1 day", "5 days"),
        ("speed to lead", "1 hour", "1 day"),
        ("untouched", 2, 5),
        ("refused", "10 %", "20 %"),
        ("lapsed share", "5 %", "50 %"),
    ),
    "": (("mqls", 5, 20), ("sqls", 3, 9), ("wins", 1, 2), ("win rate", "20 %", "50 %")),
}


def steer(draw: DrawFn, made: Plain, market: Plain) -> None:
    """Perhaps add changes, a controller and a pilot to an organisation."""
    score = market.get("score", {})
    if draw(st.integers(0, 3)) == 0:
        made["changes"] = tuple(_change(draw, made, score) for _ in range(pick(draw, 1, 2)))
    if draw(st.integers(0, 3)) == 0:
        made["controllers"] = {"review": _controller(draw, made, score)}
    ropes = any(rule["rule"] in ("workload", "drum buffer rope") for rule in made.get("release", ()))
    if draw(st.integers(0, 3)) == 0 and not ropes:
        made["pilots"] = {"trial": _pilot(draw, made, sorted(market["sources"]))}


def _assignment(draw: DrawFn) -> Plain:
    if draw(st.integers(0, 2)) == 0:
        return dispatcher(draw)
    return {"rule": pick(draw, *RULES), "fallback": pick(draw, "team", "hold")}


def _worked(made: Plain) -> list[str]:
    return [name for name, desk in made["desks"].items() if "prospecting" not in desk]


def _solved(score: Plain) -> bool:
    """Whether the thresholds of the two axes mean nothing to the gate, or are worked out from its pass rate."""
    return "pass" in score or score.get("shape", "both") == "sum"


def _stages_named(made: Plain) -> bool:
    """Whether an expiry rule, a promise or somebody's skill names a stage, which then must stay."""
    skilled = any(role.get("skill", {}).get("by_stage") for role in made["roles"].values())
    return skilled or bool(_states(made) - {"untouched", "open", "idle", "unqualified"})


def _states(made: Plain) -> set[str]:
    """States that expiry rules and promises name."""
    rules = [*made.get("expiry", ()), *made.get("sla", {}).values()]
    return {rule.get("state", "untouched") for rule in rules}


def _change(draw: DrawFn, made: Plain, score: Plain) -> Plain:
    desk, role = pick(draw, *_worked(made)), pick(draw, *made["roles"])
    possible: dict[str, Any] = {
        f"desks.{desk}.assignment": _assignment(draw),
        f"desks.{desk}.announced": draw(st.booleans()),
        f"desks.{desk}.patience": pick(draw, "3 days", None),
        "market.score.engagement above": pick(draw, -0.5, 0.5, None),
        f"roles.{role}.discipline": pick(draw, "due date", "newest first", "same type first"),
        f"roles.{role}.blocks": pick(draw, [], [{"start": "10:00", "end": "12:00", "activities": ["dial"]}]),
        f"roles.{role}.interruptions": pick(draw, {}, {"calls": {"every": "30 min", "lag": "5 min"}}),
        f"roles.{role}.internal work": "6 hours per week",
        "expiry": pick(draw, [], [{"desk": desk, "after": "3 days", "action": "nurture"}]),
        "conwip": pick(draw, [], [{"desks": ["closing"], "limit": 5}]),
        "activities.dial.handling": "3 min",
    }
    if "cadence" in made["desks"][desk]:
        possible[f"desks.{desk}.cadence.touches"] = [{"activity": "dial"}]
        possible[f"desks.{desk}.cadence.sql.needs"] = ["need"]
    else:
        if not _stages_named(made):
            possible[f"desks.{desk}.stages"] = [{"name": "only", "activity": "meeting", "verdict": 0.5}]
        possible[f"desks.{desk}.acceptance"] = pick(draw, None, {"needs": ["need"]})
        if "unqualified" in _states(made):  # its rule needs the check
            possible[f"desks.{desk}.acceptance"] = {"needs": ["need"]}
    if _solved(score):
        del possible["market.score.engagement above"]
    keys = draw(st.lists(st.sampled_from(sorted(possible)), min_size=1, max_size=4, unique=True))
    return {"on": pick(draw, *DAYS), "set": {key.replace(" ", "_"): possible[key] for key in keys}}


def _controller(draw: DrawFn, made: Plain, score: Plain) -> Plain:
    needs = pick(draw, *WATCHES)
    watch, low, high = pick(draw, *WATCHES[needs])
    subject = {"role": made["roles"], "desk": _worked(made)}.get(needs)
    role = pick(draw, *made["roles"])
    setting, levels = pick(
        draw,
        (f"wip.{role}", [1, 2, 4, 9]),
        (f"wip.{role}", [9, 4, 1]),
        ("market.score.accuracy" if _solved(score) else "market.score.fit above", [0.4, 0.5, 0.7]),
        ("desks.closing.opportunity", [True, True]),
    )
    kind = pick(draw, "band", "target", "switch", "trigger")
    made_rule: Plain = {
        "kind": kind,
        "setting": setting.replace(" ", "_"),
        "levels": levels,
        "start_at": levels[1],
        "watch": f"{watch}.{pick(draw, *subject)}" if subject else watch,
        "every": pick(draw, "1 day", "1 week"),
        "lag": pick(draw, "0 h", "1 day", "2 weeks"),
    }
    made_rule |= {"target": high, "step": low} if kind == "target" else {"below": low, "above": high}
    directed(draw, made_rule)
    return made_rule


def _pilot(draw: DrawFn, made: Plain, sources: list[str]) -> Plain:
    desk = pick(draw, *_worked(made))
    pilot: Plain = {
        "desk": desk,
        "share": pick(draw, "30 %", "100 %"),
        "set": {"assignment": _assignment(draw)},
    }
    subset(draw, pilot, sources)
    role = made["desks"][desk]["staffed_by"]
    heads = made["roles"][role]["heads"]
    if heads and draw(st.booleans()):
        pilot["reps"] = [f"{role}/{heads - 1}"]
        if draw(st.booleans()):
            pilot["set"]["wip"] = 2
    if draw(st.booleans()):
        pilot["from"] = "2026-01-15"
    if draw(st.booleans()):
        pilot["expand"] = [{"on": "2026-02-01", "share": "60 %", "reps": pick(draw, None, [])}]
    if draw(st.booleans()):
        pilot["until"] = "2026-03-01"
    return pilot
