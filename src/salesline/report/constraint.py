"""Which part of the line holds the rest back: the rule, how far every desk is from it, and the words that say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesline.report.words import label, number, percent, plural, sentence

if TYPE_CHECKING:
    from salesline.report.reading import Reading
    from salesline.scenario.scenario import Scenario

BUSY = 0.85
"""Load from which a desk counts as the constraint: waiting grows steeply above it."""
HELD = 0.1
"""Share of a desk's leads held back by a cap or a rule from which that is the constraint, though people have time."""


def desks(reading: Reading) -> list[dict[str, Any]]:
    """Every desk over the plan: mean load, slack, leads in process and waiting, hours to the first touch.

    Load is working time (service, set-up, reload, interruption) over the hours available for it: paid time and
    overtime less absence, internal work and onboarding. It is at most 1. Slack is how much the work could grow before
    the load reaches `BUSY`: 0.5 is half as much again, below 0 is beyond it. Desks whose people prospect are marked
    `list_driven` and have no slack: cold touches fill their spare time by design, so their load says nothing.
    """
    rows = []
    for desk in reading.families("wip"):
        load = _load(reading, desk)
        listed = fills_spare_time(reading.scenario, desk)
        rows.append(
            {
                "desk": desk,
                "list_driven": listed,
                "load": load,
                "slack": BUSY / load - 1.0 if load and not listed else None,
                "wip": reading.mean(f"wip.{desk}"),
                "backlog": reading.mean(f"backlog.{desk}"),
                "speed_to_lead": reading.mean(f"speed_to_lead.{desk}"),
            }
        )
    return rows


def fills_spare_time(scenario: Scenario, name: str) -> bool:
    """Whether a desk's people prospect, there or at another desk, whenever nothing else is due."""
    organisation = scenario.organisation
    desk = organisation.desks.get(name)
    if desk is None:
        return False
    prospecting = [other for other in organisation.desks.values() if other.prospecting is not None]
    return any(set(other.staffed_by) & set(desk.staffed_by) for other in prospecting)


def _load(reading: Reading, desk: str) -> float | None:
    """Load of the desk's own people; of a desk that only borrows people, that of its busiest role."""
    own = reading.mean(f"load.{desk}")
    if own is not None or desk not in reading.scenario.organisation.desks:
        return own
    staff = reading.scenario.organisation.desks[desk].staffed_by
    loads = [load for role in staff if (load := reading.mean(f"utilisation.{role}")) is not None]
    return max(loads, default=None)


def constraint(
    rows: list[dict[str, Any]], roles: list[dict[str, Any]], attainment: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Name the constraint: the desk with the highest load if that is at least 85 %, one whose cap binds, else 'demand'.

    A cap binds where a tenth of the desk's leads or more wait for somebody with room: more leads would not help there,
    more room or quicker work would. Desks that fill their spare time with prospecting are left out: they are busy
    whatever comes. A line on which nobody else is busy or held back is short of leads, not of people. A desk where
    leads wait and nobody is paid comes before all others; where nobody is paid at all, the first desk is named.

    Args:
        rows: of `desks`.
        roles: of the verdict; the idle share is named for those that do not prospect.
        attainment: of the verdict; None if nobody carries a quota.

    """
    known = [row for row in rows if row["load"] is not None and not row["list_driven"]]
    busiest = max(known, key=lambda row: float(row["load"]), default=None)
    binds = busiest is not None and busiest["load"] >= BUSY
    if rows and all(row["load"] is None for row in rows):
        words = "No desk had any paid hours."
        return {"name": rows[0]["desk"], "load": None, "threshold": BUSY, "words": words}
    if unmanned := [row for row in rows if row["load"] is None and _backlog(row)]:
        longest = max(unmanned, key=_backlog)
        words = f"{label(longest['desk'])} had no paid hours while {number(longest['backlog'])} leads waited there."
        return {"name": longest["desk"], "load": None, "threshold": BUSY, "words": sentence(words)}
    held = None if binds else max((row for row in known if _holds_back(row)), key=_backlog, default=None)
    binding = busiest if binds else held
    said = [_people_words(roles, attainment), _desk_words(rows, binding)]
    return {
        "name": binding["desk"] if binding is not None else "demand",
        "load": (binding or busiest or {"load": None})["load"],
        "threshold": BUSY,
        "words": " ".join(words for words in said if words),
    }


def _backlog(row: dict[str, Any]) -> float:
    return float(row.get("backlog") or 0.0)


def _holds_back(row: dict[str, Any]) -> bool:
    return _backlog(row) >= max(1.0, HELD * float(row.get("wip") or 0.0))


def _people_words(roles: list[dict[str, Any]], attainment: dict[str, Any] | None) -> str:
    """Say who idles and who misses quota: 'AEs idle 33 % of paid hours; 14 of 15 miss quota.'."""
    idle = [row for row in roles if row["idle_share"] is not None and not row["list_driven"]]
    parts = []
    if idle:
        first, *others = [(plural(label(row["role"])), percent(row["idle_share"])) for row in idle]
        told = [f"{first[0]} idle {first[1]} of paid hours", *(f"{who} {much}" for who, much in others)]
        parts.append(", ".join(told))
    if attainment:
        missing = attainment["reps"] - attainment["at_quota"]
        parts.append(f"{number(missing)} of {number(attainment['reps'])} miss quota")
    return f"{sentence('; '.join(parts))}." if parts else ""


def _desk_words(rows: list[dict[str, Any]], binding: dict[str, Any] | None) -> str:
    """How far every desk is from binding, in a sentence."""
    parts = []
    if binding:
        parts = [f"{label(binding['desk'])} works at {percent(binding['load'])} load"]
        if binding["load"] < BUSY:
            parts[0] += f" while {number(binding['backlog'])} leads wait there for somebody with room"
    slack = [_slack_words(row) for row in rows if row is not binding and row["slack"] is not None]
    parts += (
        [f"{slack[0]} work before it binds" if "more" in slack[0] else slack[0], *slack[1:]] if slack else []
    )
    parts += [f"{label(row['desk'])} fills spare time" for row in rows if row["list_driven"]]
    return f"{sentence('; '.join(parts))}." if parts else ""


def _slack_words(row: dict[str, Any]) -> str:
    if row["slack"] < 0:
        return f"{label(row['desk'])} is past binding too, at {percent(row['load'])} load"
    return f"{label(row['desk'])} could take {percent(row['slack'])} more"
