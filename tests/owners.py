"""Drawn rules by territory whose leads are held: every territory gets an owner, or the desk a way out."""

from __future__ import annotations

from tests.markets import TERRITORIES, Plain


def owners(organisation: Plain) -> None:
    """Mend what would keep leads for ever, in the organisation itself and in its changes and pilots."""
    desks: Plain = organisation["desks"]
    for desk in desks.values():
        if isinstance(desk.get("assignment"), dict):
            _mend(desk, desk["assignment"], organisation)
    for change in organisation.get("changes", ()):
        for key, value in change["set"].items():
            if key.endswith(".assignment"):
                _mend(desks[key.split(".")[1]], value, organisation)
    for pilot in organisation.get("pilots", {}).values():
        chosen = pilot["set"]["assignment"]
        if "reps" in pilot and _held(chosen):
            chosen["fallback"] = "team"
            chosen.pop("hold_for", None)
        _mend(desks[pilot["desk"]], chosen, organisation)


def _held(chosen: Plain) -> bool:
    return bool(chosen["rule"] == "territory" and "team" not in chosen["fallback"])


def _mend(desk: Plain, chosen: Plain, organisation: Plain) -> None:
    if not _held(chosen):
        return
    role = organisation["roles"][desk["staffed_by"]]
    hires = sum(
        line["hires"] for line in organisation.get("hiring", ()) if line["role"] == desk["staffed_by"]
    )
    narrow = any(
        chosen.get("filters", {}).get(key) not in (None, "preferred") for key in ("segment", "language")
    )
    if role["heads"] + hires >= len(TERRITORIES) and not narrow:
        role["territories"] = TERRITORIES
    else:
        chosen["fallback"] = "team"
        chosen.pop("hold_for", None)
