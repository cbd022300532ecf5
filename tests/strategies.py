"""Hypothesis strategies for small valid scenarios that between them use every feature of the model.

A drawn scenario is one quarter long, has few reps and some hundred leads at most, and is simulated in about 20 ms.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from salesline.scenario.assignment import PLAIN_RULES, RULE_NAMES
from salesline.scenario.scenario import Scenario
from tests.books import cash_of, customers_of
from tests.careers import careers
from tests.floor_rules import floor_rules
from tests.markets import (
    ACTIVITIES,
    LONG,
    SHORT,
    TERRITORIES,
    TRAITS,
    WAITS,
    ZONES,
    Plain,
    counts,
    evenly,
    markets,
    maybe,
    pick,
)
from tests.owners import owners
from tests.steered import steer
from tests.variants import variants, without_absentees

RULES = PLAIN_RULES
ORDERS = RULE_NAMES[1:]
DISCIPLINES = (
    "due date",
    "oldest first",
    "newest first",
    "highest score",
    "highest value",
    "closest to close",
    "same type first",
    "same persona first",
)
SHAPES = ("closing", "two desks", "two desks", "outbound", "everything", "generalist")
"""closing: one AE desk; two desks: SDR and AE; outbound: prospecting and AE; everything: all three desks;
generalist: one role staffs the SDR desk and the AE desk."""


@st.composite
def offices(draw: DrawFn) -> Plain:
    """One or two offices: around the clock, or with shifts, lunch, weekends, holidays and a time zone."""
    made: Plain = {}
    for name in pick(draw, ("here",), ("here", "there")):
        office: Plain = {"time_zone": pick(draw, *ZONES)}
        if draw(st.integers(0, 3)):
            office["shift"] = pick(draw, {"start": "9:00", "end": "17:30"}, {"start": "6:00", "end": "12:00"})
            office["days"] = pick(draw, ("mon", "tue", "wed", "thu", "fri"), ("sat", "sun", "wed"))
            maybe(draw, st.just({"start": "11:00", "end": "11:45"}), "lunch", office)
            maybe(draw, st.just(("2026-01-06", "2026-02-14", "2025-12-25")), "holidays", office)
        made[name] = office
    return made


@st.composite
def curves(draw: DrawFn) -> Plain:
    kind = pick(draw, "table", "linear", "midpoint")
    if kind == "table":
        return {"table": pick(draw, ("0 %", "50 %"), ("30 %",)), "step": "10 days"}
    if kind == "linear":
        return {"linear": "40 days", "start": pick(draw, "0 %", "25 %")}
    return {"midpoint": "15 days", "width": "5 days", "start": "10 %"}


@st.composite
def roles(draw: DrawFn, heads: int, places: Sequence[str]) -> Plain:
    """A role with any of the things a role can have."""
    role: Plain = {"heads": heads, "offices": places if len(places) > 1 else (), "pods": ("p",)}
    optional: dict[str, SearchStrategy[Any]] = {
        "territories": st.sampled_from([("east",), TERRITORIES]),
        "segments": st.sampled_from([(("big", "small"), ("small",)), (("big", "small"), "big")]),
        "languages": st.just((("en", "de"), ("en",))),
        "tags": st.sampled_from([(("x",), ("x", "y")), (("y",),)]),
        "weights": st.sampled_from([(1, 2), (0.5,)]),
        "internal_work": st.sampled_from(["2 hours per week", "12 hours per week", "60 hours per week"]),
        "internal_pieces": st.sampled_from([1, 4]),
        "discipline": st.sampled_from(DISCIPLINES),
        "blocks": st.sampled_from(
            [
                ({"start": "9:00", "end": "11:00", "activities": ("dial",)},),
                (
                    {"start": "9:00", "end": "10:00", "activities": ("email", "dial")},
                    {"start": "13:00", "end": "17:00", "activities": ("meeting",)},
                ),
            ]
        ),
        "setup": st.fixed_dictionaries(
            {"other_lead": st.just("1 min"), "other_activity": st.just("4 min")},
            optional={
                "after_idle": SHORT,
                "other_persona": st.just("2 min"),
                "matrix": st.just({"dial": {"email": "1 min"}, "meeting": {"dial": "9 min"}}),
            },
        ),
        "reload": st.just({"most": "10 min", "tau": "2 days"}),
        "interruptions": st.just(
            {
                "calls": {"every": "60 min", "lag": {"exponential": "5 min"}},
                "own": {"every": "120 min", "lag": "2 min", "self_inflicted": True},
            }
        ),
        "tools": st.sampled_from([{"dial": 2.5}, {"meeting": 0.5, "email": 1.2}]),
        "skill": st.fixed_dictionaries(
            {
                "spread": st.sampled_from([0, 0.4]),
                "mean": st.sampled_from([0.8, 1]),
                "founders": st.sampled_from([(), (1.3, 0.8)]),
                "effect": st.just({"win_odds": 1, "speed": 0.3, "deal_size": 0.2, "contact": 0.3}),
            }
        ),
        "ramp": st.fixed_dictionaries(
            {}, optional={"speed": curves(), "conversion": curves(), "wip": curves(), "spread": st.just(0.4)}
        ),
        "absence": st.sampled_from(
            [
                {"leave": "25 days per year"},
                {"sickness": "20 days per year", "spell": 3},
                {"leave": "60 days per year", "sickness": "60 days per year"},
            ]
        ),
        "attrition": st.fixed_dictionaries(
            {"rate": st.sampled_from(["1 per year", "8 per year"])},
            optional={
                "shape": st.just(1.5),
                "backfill": st.booleans(),
                "vacancy": st.sampled_from(["0 days", {"gamma": "10 days", "shape": 4}]),
            },
        ),
        "onboarding": st.just({"peers": "4 hours per week", "weeks": "4 weeks"}),
        "pay": st.just(
            {
                "base": "$60k per year",
                "variable": "$40k per year",
                "burden": "20 %",
                "tools": "$5k per year",
                "recruiting": "$10k",
                "quota": "$400k per year",
            }
        ),
    }
    for key in sorted(optional):
        if draw(st.integers(0, 2)) == 0:
            role[key] = draw(optional[key])
    return role


def _definition(draw: DrawFn) -> Plain:
    made: Plain = {
        "needs": sorted(draw(st.sets(st.sampled_from(TRAITS)))),
        "error": pick(draw, "0 %", "10 %"),
    }
    if draw(st.integers(0, 3)) == 0:
        made |= {"spread": 0.5, "standard_questions": pick(draw, None, {"minutes": "5 min", "error": "5 %"})}
    return made


def _care(draw: DrawFn) -> Plain:
    """What a cadence may have besides its touches."""
    made: Plain = {}
    maybe(draw, st.just("70 %"), "adherence", made)
    maybe(draw, st.just(2), "stop_after", made)
    maybe(draw, st.just("3 days"), "give_up", made)
    maybe(draw, st.just({"minutes": "5 min", "contact": "30 %", "error": "-50 %"}), "enrichment", made)
    return made


def _path(draw: DrawFn) -> Plain:
    """What a stage may have besides its touches."""
    made: Plain = {}
    maybe(draw, st.sampled_from(["20 %", "70 %"]), "no_show", made)
    maybe(draw, st.just({"$10k": -0.5, "$50k": 1}), "odds_at", made)
    maybe(draw, LONG, "travel", made)
    maybe(draw, st.just("30 min"), "local_travel", made)
    return made


def _pulling(draw: DrawFn, rule: str) -> Plain:
    """How reps choose what they take, or whether they are asked; mostly neither."""
    made: Plain = {}
    if draw(st.integers(0, 4)):
        return made
    maybe(draw, SHORT, "reaction", made)
    if rule == "pull":
        choice = made["choice"] = pick(draw, "cherry pick", "get next", "shark tank")
        if choice == "cherry pick":
            made |= {"preview": pick(draw, 1, 5), "looks": pick(draw, ("score",), ("own territory", "value"))}
        if choice == "shark tank":
            made.setdefault("reaction", {"exponential": "5 min"})
            made["interruption"] = pick(draw, 0, "2 min")
        return made
    made |= {
        "accept_within": pick(draw, "5 min", "2 hours"),
        "accept_clock": pick(draw, "working", "calendar"),
    }
    more: Plain = pick(draw, {}, {"decline": "30 %", "decline_by_score": -0.5}, {"decline": "100 %"})
    return made | more


@st.composite
def dispatched(draw: DrawFn) -> Plain:
    """An assignment that needs a dispatcher: filters, a chain, delay, error, credits, calibration."""
    filters: Plain = {}
    fit = st.sampled_from(["preferred", {"relax_after": "3 hours"}, {"relax_after": "4 days"}])
    for key in ("territory", "tags"):
        maybe(draw, fit, key, filters)
    for key in ("segment", "language"):
        maybe(draw, fit | st.just("required"), key, filters)
    filters["working_hours"] = draw(st.integers(0, 3)) == 0
    for key, limits in (
        ("per_hour", [1, 3]),
        ("per_day", [2, 5]),
        ("per_week", [4, 12]),
        ("per_month", [20]),
    ):
        if draw(st.integers(0, 3)) == 0:
            filters[key] = draw(st.sampled_from(limits))
    maybe(draw, st.sampled_from([2, 9]), "open_load", filters)
    maybe(draw, st.just({"units": 8, "lead": 1.5, "segments": {"big": 4}}), "capacity", filters)
    made: Plain = {
        "rule": evenly(draw, *ORDERS),
        "otherwise": pick(draw, "round robin", "count balanced", "least open"),
    }
    made["filters"] = {} if draw(st.integers(0, 3)) == 0 else filters
    made["fallback"] = pick(
        draw, "team", "hold", ("rep", "hold"), ("pod", "hold"), ("rep", "pod", "team", "hold"), ("team",)
    )
    optional: Plain = {
        "joiners": st.sampled_from(["average", "zero"]),
        "returners": st.sampled_from(["catch up", "calibrate"]),
        "credits": st.sampled_from([("bad lead",), ("bad lead", "no show")]),
        "delay": st.sampled_from(["30 min", {"lognormal": "2 hours", "sigma": 1}]),
        "delay_clock": st.sampled_from(["working", "calendar"]),
        "error": st.sampled_from(["5 %", "100 %"]),
        "sticky_for": st.just("5 days"),
        "tiers": st.sampled_from([(0.0,), (1.0, -0.5)]),
        "weights_follow_ramp": st.booleans(),
    }
    for key in sorted(optional):
        if draw(st.integers(0, 2)) == 0:
            made[key] = draw(optional[key])
    return made | _pulling(draw, made["rule"])


def _assignment(draw: DrawFn) -> Plain:
    if draw(st.integers(0, 2)) == 0:
        return draw(dispatched())
    rule = pick(draw, *RULES)
    return {
        **_pulling(draw, rule),
        "rule": rule,
        "stars": pick(draw, 1, 2),
        "fallback": pick(draw, "team", "hold"),
        "otherwise": pick(draw, "round robin", "least open", "random"),
    }


def _patience(draw: DrawFn, desk: Plain) -> None:
    maybe(draw, WAITS, "patience", desk)
    desk["announced"] = draw(st.booleans())


@st.composite
def cadence_desks(draw: DrawFn, role: str) -> Plain:
    touches = [
        {"activity": pick(draw, "dial", "email"), "after": pick(draw, "0 min", "2 hours", "1 day")}
        for _ in range(pick(draw, 1, 3, 9))
    ]
    cadence: Plain = {"touches": touches, "conversation": draw(SHORT), "sql": _definition(draw)}
    if draw(st.integers(0, 3)) == 0:
        cadence |= _care(draw)
    maybe(draw, SHORT, "preparation", cadence)
    maybe(draw, SHORT, "hand_off", cadence)
    desk: Plain = {"staffed_by": role, "cadence": cadence, "assignment": _assignment(draw)}
    desk["hands_to"] = pick(draw, "closing", "closing", "closing", None)
    if desk["hands_to"] and draw(st.integers(0, 4)) == 0:
        desk["bypass"] = {"needs": ("need", "timeframe"), "error": "10 %"}
    _patience(draw, desk)
    return desk


@st.composite
def stages_desks(draw: DrawFn, role: str) -> Plain:
    stages = []
    number = pick(draw, 1, 2, 4)
    for n in range(number):
        stage: Plain = {
            "name": f"s{n}",
            "activity": pick(draw, ("meeting",), ("email", "meeting")),
            "touches": draw(counts()),
            "verdict": pick(draw, 0, 1 / number),
            "at_once": draw(st.booleans()),
        }
        maybe(draw, LONG, "handling", stage)
        maybe(draw, WAITS, "buyer_wait", stage)
        if n:
            maybe(draw, st.just(20_000), "from_value", stage)
            if draw(st.integers(0, 3)) == 0:
                stage["below_value"] = 60_000
        if draw(st.integers(0, 3)) == 0:
            stage |= _path(draw)
        stages.append(stage)
    desk: Plain = {"staffed_by": role, "opportunity": True, "stages": stages, "assignment": _assignment(draw)}
    if draw(st.booleans()):
        desk["acceptance"] = {"handling": "10 min", "needs": ("authority", "need"), "error": "8 %"}
        if draw(st.booleans()):
            desk["acceptance"] |= {"spread": 0.4, "by_office": {"here": {"needs": ("need",), "error": "2 %"}}}
    _patience(draw, desk)
    return desk


@st.composite
def prospecting_desks(draw: DrawFn, role: str) -> Plain:
    work: Plain = {
        "source": "list",
        "mix": pick(draw, {"dial": 1}, {"dial": 3, "email": 2}),
        "list_size": pick(draw, 1, 25),
        "conversation": draw(SHORT),
        "sql": _definition(draw),
    }
    maybe(draw, SHORT, "hand_off", work)
    return {
        "staffed_by": role,
        "hands_to": pick(draw, "closing", "closing", "closing", None),
        "prospecting": work,
    }


@st.composite
def desks_and_staff(draw: DrawFn, shape: str) -> tuple[Plain, Plain]:
    """Desks of a shape, and how many heads each role has."""
    closer = "all" if shape == "generalist" else "ae"
    desks: Plain = {"closing": draw(stages_desks(closer))}
    staff = {closer: pick(draw, 1, 2, 4)}
    if shape in ("two desks", "everything", "generalist"):
        worker = "all" if shape == "generalist" else "sdr"
        desks["qualification"] = draw(cadence_desks(worker))
        staff.setdefault(worker, pick(draw, 0, 1, 3))
    if shape in ("outbound", "everything"):
        desks["prospecting"] = draw(prospecting_desks("hunter"))
        staff["hunter"] = pick(draw, 1, 2)
    return desks, staff


@st.composite
def organisations(draw: DrawFn, shape: str, places: Plain) -> Plain:
    """Everything that is decided, for a line of a given shape."""
    desks, staff = draw(desks_and_staff(shape))
    made: Plain = {
        "offices": places,
        "activities": {
            "dial": {"handling": draw(SHORT)},
            "email": {"handling": "4 min", "contact": 0.6},
            "meeting": {"handling": draw(LONG)},
        },
        "desks": desks,
        "roles": {name: draw(roles(heads, tuple(places))) for name, heads in staff.items()},
    }
    worked = [name for name in desks if name != "prospecting"]
    caps = st.dictionaries(st.sampled_from(sorted(staff)), st.sampled_from([1, 3, 10]))
    maybe(draw, caps, "wip", made)
    loops = st.sampled_from([({"desks": tuple(worked), "limit": 8},), ({"desks": ("closing",), "limit": 2},)])
    maybe(draw, loops, "conwip", made)
    expiry = st.fixed_dictionaries(
        {
            "desk": st.sampled_from(worked),
            "state": st.sampled_from(["untouched", "open"]),
            "after": st.sampled_from(["1 hour", "2 days", "20 days"]),
            "clock": st.sampled_from(["calendar", "working"]),
            "action": st.sampled_from(["reassign", "nurture", "drop"]),
        }
    )
    maybe(draw, st.lists(expiry, min_size=1, max_size=3), "expiry", made)
    hire = st.fixed_dictionaries(
        {
            "role": st.sampled_from(sorted(staff)),
            "hires": st.sampled_from([1, 3]),
            "from": st.sampled_from(["2025-12-01", "2026-01-05", "2026-02-10"]),
        },
        optional={
            "over": st.just("20 days"),
            "recruiting": st.just({"gamma": "15 days", "shape": 4}),
            "slip": st.just({"exponential": "7 days"}),
        },
    )
    maybe(draw, st.lists(hire, min_size=1, max_size=2), "hiring", made)
    maybe(draw, st.just({"count": 3, "cost": "$100k per year"}), "other_hires", made)
    maybe(draw, st.just("$200k per year"), "overhead", made)
    floor_rules(draw, made, worked, sorted(staff))
    careers(draw, made, sorted(staff))
    variants(draw, made, worked)
    owners(made)
    return made


def _team(draw: DrawFn, organisation: Plain) -> Plain:
    """The same organisation with other head counts, tools, caps and absences."""
    changed = {**organisation, "roles": {}, "hiring": ()}
    for name, role in organisation["roles"].items():
        changed["roles"][name] = {**role, "heads": pick(draw, 0, 1, 3)}
        changed["roles"][name].pop(pick(draw, "tools", "blocks", "discipline", "absence"), None)
    if draw(st.booleans()):
        changed.pop("wip", None)
    changed["desks"] = deepcopy(changed["desks"])
    without_absentees(changed)
    owners(changed)
    return changed


@st.composite
def scenarios(draw: DrawFn, shapes: Sequence[str] = SHAPES) -> Scenario:
    """A valid small scenario. Its present state may be that of the plan, a changed team, or another organisation."""
    shape = pick(draw, *shapes)
    entries = [
        name
        for name in ("qualification", "closing")
        if name == "closing" or shape in ("two desks", "everything", "generalist")
    ]
    outbound = shape in ("outbound", "everything")
    market = draw(markets(entries, outbound=outbound))
    places = draw(offices())
    organisation = draw(organisations(shape, places))
    if market["score"].get("shape") == "sum" and draw(st.booleans()):
        organisation["feedback"] = {"every": pick(draw, "5 days", "2 weeks"), "lag": "3 days", "window": 50}
    customers_of(draw, market, organisation, places)
    present = dict(organisation)
    steer(draw, organisation, market)
    owners(organisation)
    study: Plain = {
        "start": "2026-01-05",
        "quarters": 1,
        "prior": pick(draw, "0 h", "2 weeks", "40 days"),
        "time_zone": pick(draw, *ZONES),
        "seed": draw(st.integers(0, 10**6)),
    }
    if draw(st.integers(0, 7)) == 0:
        study["horizon"] = "50 days"
    cash_of(draw, study)
    data: Plain = {"name": "drawn", "market": market, "organisation": organisation, "study": study}
    before = pick(draw, "as planned", "team", "team", "other")
    if before == "team":
        data["before"] = {"market": market, "organisation": _team(draw, present)}
    elif before == "other":
        data["before"] = {
            "market": draw(markets(entries, outbound=outbound)),
            "organisation": draw(organisations(shape, places)),
        }
    return Scenario.model_validate(_spaced(data))


def _spaced(value: Any) -> Any:
    """Keys with underscores, as Python spells them."""
    if isinstance(value, dict):
        return {
            key.replace(" ", "_") if key not in ACTIVITIES else key: _spaced(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_spaced(inner) for inner in value]
    return value
