"""Figures of docs/regression.md on what the check finds: those of the model of now, and of the kept measurement."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests import power

KEPT: power.Kept = json.loads(power.DATA.read_text(encoding="utf-8"))


def test_the_page_has_the_figures_as_measured_and_the_model_still_gives_them() -> None:
    assert list(power.problems(KEPT)) == [], "python -m tests.power write"


def test_a_shift_of_three_per_cent_is_found_as_promised() -> None:
    found = power.figures(KEPT)
    for name in ("startup-3m", "triple-the-team"):
        shift, _ = power.spread(
            power.CHANGES[f"win odds, {name}"], KEPT[f"win odds, {name}"]["bookings"], "bookings"
        )
        assert shift == pytest.approx(0.03, abs=0.005)  # the measured change is of about that size
        assert int(found[f"needed for win odds, {name}"]) <= int(found["replications"])  # 90 % power


def test_a_model_that_gives_something_else_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def other(change: power.Planted, replications: int) -> dict[str, list[float]]:
        name = next(name for name, one in power.CHANGES.items() if one == change)
        values = {measure: KEPT[name][measure][:replications] for measure in power.MEASURES}
        return values | ({"bookings": [values["bookings"][0] * 1.0001]} if "demand" in name else {})

    monkeypatch.setattr(power, "measured", other)
    (told,) = power.problems(KEPT)
    assert told.startswith("demand, startup-3m: the model gives other results")


def test_a_stale_figure_and_an_unknown_one_are_found() -> None:
    found = power.figures(KEPT)
    text = power.PAGE.read_text(encoding="utf-8")
    stale: Any = text.replace(f"-->{found['spread of demand, startup-3m']}<!--.-->", "-->1.0 %<!--.-->")
    assert stale != text == power.filled(stale, found)
    with pytest.raises(KeyError, match="nothing"):
        power.filled("<!--~ nothing -->1<!--.-->", found)
