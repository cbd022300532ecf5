"""Hypothesis strategies for small markets: buyers, the clocks that run against every lead, and all kinds of sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

Plain = dict[str, Any]
ACTIVITIES = ("dial", "email", "meeting")
TRAITS = ("budget", "authority", "need", "timeframe")
TERRITORIES = ("east", "west")
ZONES = ("UTC", "America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata")


def pick(draw: DrawFn, *values: Any) -> Any:
    return draw(st.sampled_from(values))


def evenly(draw: DrawFn, *values: Any) -> Any:
    """One of the values, each as often as any other: a plain choice prefers the first ones."""
    return values[draw(st.integers(0, 2**16 - 1)) % len(values)]


def maybe(draw: DrawFn, strategy: SearchStrategy[Any], key: str, into: Plain) -> None:
    """Set a key or leave it at its default."""
    if draw(st.booleans()):
        into[key] = draw(strategy)


@st.composite
def durations(draw: DrawFn, minutes: Sequence[float]) -> Any:
    """A law of time around one of the given means."""
    mean = f"{pick(draw, *minutes)} min"
    kind = pick(draw, "fixed", "exponential", "lognormal", "gamma", "weibull", "uniform", "triangular")
    if kind == "fixed":
        return mean
    if kind == "uniform":
        return {"uniform": ["0 min", mean]}
    if kind == "triangular":
        return {"triangular": ["0 min", mean, f"{2 * float(mean.split(maxsplit=1)[0])} min"]}
    extra: dict[str, Plain] = {"lognormal": {"sigma": 0.5}, "gamma": {"shape": 2}, "weibull": {"shape": 1.5}}
    return {kind: mean, **extra.get(kind, {})}


SHORT = durations((1, 5, 20))
LONG = durations((10, 60, 200))
WAITS = durations((60, 1440, 10_000))


def counts() -> SearchStrategy[Any]:
    return st.sampled_from([1, 2, 3, {"geometric": 2}, {"poisson": 1.5}])


@st.composite
def sources(draw: DrawFn, desks: Sequence[str]) -> Plain:
    """One or more sources; the first always brings leads."""
    made: Plain = {}
    kinds = draw(st.sets(st.sampled_from(["inbound", "event", "prime", "referral"]), min_size=1))
    for kind in sorted(kinds):
        source: Plain = {"kind": kind, "to": pick(draw, *desks)}
        if kind == "inbound":
            source |= _inbound(draw)
        elif kind == "event":
            source["batches"] = [_batch(draw) for _ in range(pick(draw, 1, 2))]
        elif kind == "prime":
            source |= {"rate": pick(draw, "10 per month", "40 per month"), "stock": pick(draw, 0, 5, 50)}
        else:
            source |= {
                "rate": pick(draw, "0 per month", "5 per month"),
                "per customer": pick(draw, "0 per year", "4 per year"),
            }
        source["gate"] = draw(st.booleans())
        source["trusted"] = draw(st.booleans())
        maybe(draw, st.sampled_from([-0.5, 1.0]), "fit", source)
        maybe(draw, st.sampled_from([0.5, 2.0]), "win odds", source)
        maybe(draw, st.sampled_from([0.5, 2.0]), "size", source)
        maybe(draw, st.just("$100"), "cost", source)
        maybe(draw, contacts(), "contact", source)
        maybe(draw, st.sampled_from(TERRITORIES), "territory", source)
        made[kind] = {key.replace(" ", "_"): value for key, value in source.items()}
    return made


def _inbound(draw: DrawFn) -> Plain:
    source: Plain = {"rate": f"{pick(draw, 10, 40, 90)} per month"}
    maybe(draw, st.sampled_from(["5 % per month", "-5 % per month"]), "growth", source)
    maybe(draw, st.just({"jan": 0.5, "mar": 2.0}), "season", source)
    maybe(draw, st.just((3, 2, 2, 2, 2, 0, 0)), "weekdays", source)
    maybe(draw, st.sampled_from(["62 %", "100 %"]), "office hours", source)
    maybe(draw, st.just(0.4), "daily spread", source)
    maybe(draw, st.sampled_from(ZONES), "time zone", source)
    maybe(draw, st.just("even"), "arrivals", source)
    return source


def _batch(draw: DrawFn) -> Plain:
    batch: Plain = {
        "on": pick(draw, "2026-01-02", "2026-01-20", "2026-03-03"),
        "leads": pick(draw, 20, {"poisson": 30}),
    }
    maybe(draw, st.sampled_from(TERRITORIES), "territory", batch)
    maybe(draw, st.sampled_from(["1 hour", "9 days"]), "over", batch)
    return batch


GATES = (
    {"pass": "40 %"},
    {"shape": "either", "fit_above": 0.5, "engagement_above": 1},
    {"shape": "sum", "sum_above": 0.2, "weights": {"fit": 2, "engagement": 1}},
    {"shape": "sum", "pass": "30 %"},
)


@st.composite
def nurtures(draw: DrawFn, desks: Sequence[str], first: str) -> Plain:
    """A nurture programme for all sources, or for one."""
    made: Plain = {
        "kind": "nurture",
        "to": pick(draw, *desks),
        "return": pick(draw, "20 %", "100 %"),
        "after": pick(draw, "0 h", "5 days", {"exponential": "15 days"}),
        "gated": draw(st.booleans()),
        "gate": draw(st.booleans()),
        "limit": pick(draw, 1, 3),
    }
    maybe(draw, st.just((first,)), "from", made)
    maybe(draw, st.just("30 % per month"), "ripen", made)
    maybe(draw, st.just(2.0), "warming", made)
    maybe(draw, st.just("east"), "territory", made)
    return made


@st.composite
def contacts(draw: DrawFn) -> Plain:
    more: Plain = {}
    if draw(st.integers(0, 3)) == 0:
        more = {"opt_out": {"from_touch": pick(draw, 1, 3), "chance": "20 %"}, "local": pick(draw, 1, 1.5)}
    return more | {
        "fresh": pick(draw, "20 %", "60 %", "100 %"),
        "floor": pick(draw, "0 %", "10 %"),
        "half_life": pick(draw, "5 min", "1 day"),
        "beta": pick(draw, 0, 0.3),
        "decay": pick(draw, 0.8, 1.0),
    }


@st.composite
def markets(draw: DrawFn, desks: Sequence[str], *, outbound: bool) -> Plain:
    """Buyers, gate, clocks, win odds and sources."""
    trait = st.fixed_dictionaries(
        {"share": st.sampled_from(["0 %", "40 %", "100 %"]), "fit": st.sampled_from([0, 0.4])}
    )
    buyers: Plain = {
        "correlation": pick(draw, 0, 0.3),
        "territories": {"east": "40 %", "west": "60 %"},
        "deal_size": pick(draw, "$10k", {"lognormal": "$25k", "sigma": 0.8}),
    }
    buyers["segments"] = {"big": {"share": "30 %", "size": pick(draw, 1, 4)}, "small": "70 %"}
    buyers["languages"] = {"en": "80 %", "de": "20 %"}
    buyers["personas"] = {"boss": "50 %", "user": "50 %"}
    buyers["tags"] = {"x": "30 %", "y": "10 %"}
    buyers["accounts"] = pick(draw, "0 %", "40 %")
    for name in TRAITS:
        maybe(draw, trait, name, buyers)
    maybe(draw, st.just(0.4), "size_with_fit", buyers)
    maybe(draw, durations((10_000, 40_000)), "window", buyers)
    score: Plain = {}
    maybe(draw, st.just(0.0), "fit_above", score)
    maybe(draw, st.just(-0.5), "engagement_above", score)
    if draw(st.integers(0, 3)) == 0:
        score = draw(st.sampled_from(GATES))
    made = draw(sources(desks))
    if draw(st.integers(0, 2)) == 0:
        made["nursery"] = draw(nurtures(desks, min(made)))
    if outbound:
        made["list"] = {
            "kind": "outbound",
            "to": "prospecting",
            "accounts": pick(draw, 0, 30, 400),
            "connect": {"dial": "10 %", "email": "4 %"},
            "decay": 0.8,
            "rest": pick(draw, "1 day", "20 days"),
        }
        maybe(draw, st.just("60 days"), "recover", made["list"])
    market: Plain = {"buyers": buyers, "score": score, "contact": draw(contacts()), "sources": made}
    maybe(
        draw,
        st.fixed_dictionaries(
            {"scale": st.sampled_from(["3 days", "60 days"]), "shape": st.sampled_from([1, 2])}
        ),
        "momentum",
        market,
    )
    win = st.fixed_dictionaries(
        {"intercept": st.sampled_from([-2, 0, 2])},
        optional={
            "fit": st.just(0.3),
            "budget": st.just(0.9),
            "need": st.just(0.5),
            "references": st.just(0.5),
            "discovery": st.just(0.6),
            "local": st.just(0.4),
        },
    )
    maybe(draw, win, "win", market)
    return market
