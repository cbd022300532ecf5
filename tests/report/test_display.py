"""Answers in a notebook: tables and tidy frames of every kind, pictures that take axes, progress that goes away."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any

import matplotlib.pyplot as plt
import pytest

import salesline as sl
from salesline.answers import frames
from salesline.report import display, progress
from salesline.report.questions import month
from salesline.scenario.scenario import Scenario
from tests.lines import line

LEADS = "market.sources.inbound.rate"
CAP = "organisation.wip.ae"
RANGES = {LEADS: ("20 per month", "60 per month"), CAP: (2, 12)}


@cache
def small() -> Scenario:
    return line(
        {
            "name": "<b>Small</b>",
            LEADS: "30 per month",
            CAP: 8,
            "organisation.roles.ae.pay.quota": "$600k per year",
            "study.plan": {"bookings": "$300k"},
        }
    )


ASKED: dict[str, tuple[Callable[[], Any], set[str]]] = {
    "why": (lambda: sl.why(small(), replications=3, jobs=1), {"step", "quarter", "mean", "low", "high"}),
    "worth": (lambda: sl.worth(small(), replications=3, jobs=1), {"lever", "measure", "mean", "shown"}),
    "needed": (
        lambda: sl.needed(small(), {LEADS: ("20 per month", "90 per month")}, replications=8, jobs=1),
        {"at", "share", "low", "high", "side"},
    ),
    "when": (
        lambda: sl.when(small(), small().with_values({LEADS: "15 per month"}), replications=20, jobs=1),
        {"signal", "week", "seen", "earlier", "false_alarms"},
    ),
    "pilot": (lambda: sl.pilot(small(), 0.1, replications=4, jobs=1), {"share", "trials", "weeks"}),
    "month": (lambda: month(small(), 0.25, replications=4, jobs=1), {"mean", "spread", "chance"}),
    "sure": (lambda: sl.sure(small(), 0.2, jobs=1), {"measure", "value", "low", "high", "reached"}),
    "which": (
        lambda: sl.which(
            [small(), small().with_values({LEADS: "60 per month"})], measure="wins", most=16, jobs=1
        ),
        {"plan", "mean", "behind", "left", "chance_best", "replications"},
    ),
    "explore": (
        lambda: sl.explore(small(), {LEADS: ["20 per month", "40 per month"]}, replications=3, jobs=1),
        {"point", LEADS, "measure", "mean", "p10", "p90"},
    ),
    "sensitivity": (
        lambda: sl.sensitivity(small(), RANGES, n=2, replications=2, jobs=1),
        {"key", "range", "total", "own", "bends"},
    ),
    "uncertainty": (
        lambda: sl.uncertainty(small(), RANGES, points=8, replications=4, jobs=1),
        {"key", "range", "correlation", "share"},
    ),
}


@pytest.mark.parametrize("name", ASKED)
def test_every_answer_shows_itself_and_has_a_tidy_frame(name: str) -> None:
    ask, columns = ASKED[name]
    found = ask()
    html = found._repr_html_()
    assert html == display.html(found)
    assert "nan" not in html.lower().replace("finance", "")
    assert columns <= set(found.frame.columns)
    assert len(found.frame) >= 1


def test_the_frame_of_a_waterfall_adds_up() -> None:
    found = sl.why(small(), replications=3, jobs=1).frame
    means = found[found["quarter"] == 0].set_index("step")["mean"]
    assert means.drop("simulated").sum() == pytest.approx(means["simulated"])
    assert means["spreadsheet"] == pytest.approx(450_000)  # three AEs, a quarter of $600k each


def test_a_waterfall_tells_apart_what_it_is_asked_to() -> None:
    late = small().with_values({"organisation.hiring": [{"role": "ae", "hires": 2, "from": "2026-02-16"}],
                                "organisation.roles.ae.ramp": {"speed": {"linear": "8 weeks"}}})  # fmt: skip
    every = sl.why(late, replications=2, jobs=1)
    one = sl.why(late, mechanisms=["ramp"], replications=2, jobs=1)
    assert [step.key for step in every.steps] == ["start", "ramp", "demand"]
    assert [step.key for step in one.steps] == ["ramp"]
    assert one.simulated.change == every.simulated.change
    total = one.planned[0] + one.ideal.change.mean + one.steps[0].change.mean
    assert total == pytest.approx(one.simulated.change.mean)
    with pytest.raises(sl.SalesLineError, match=r"'luck' does not act in .*; what acts: start, ramp, demand"):
        sl.why(late, mechanisms=["luck"])


def test_a_sweep_shows_values_as_they_were_given() -> None:
    html = sl.explore(small(), {LEADS: ["20 per month"]}, replications=2, jobs=1)._repr_html_()
    assert "20 per month" in html


def test_answers_draw_themselves_on_axes_that_they_are_given() -> None:
    _, (left, right) = plt.subplots(1, 2)
    swept = sl.explore(small(), {CAP: [2, 8]}, replications=2, jobs=1)
    assert swept.plot(ax=left) is left
    found = sl.why(small(), replications=2, jobs=1)
    assert found.plot(ax=right) is right
    grid: dict[str, list[Any]] = {CAP: [2, 8], LEADS: [*RANGES[LEADS]]}
    both = sl.explore(small(), grid, measures=["wins"], replications=2, jobs=1)
    assert both.plot("wins").get_title(loc="left") == "Wins, mean of 2 replications"
    plt.close("all")


def test_every_picture_of_a_study_takes_axes() -> None:
    study = sl.run(small(), replications=3, jobs=1)
    for name in ("to_date", "ageing", "classes", "fairness", "cycle_scatter", "waterfall"):
        _, ax = plt.subplots()
        given: dict[str, Any] = {"replications": 2} if name == "waterfall" else {}
        assert getattr(study.plot, name)(ax=ax, **given) is ax
        assert ax.get_title(loc="left")
        assert name in repr(study.plot)
    plt.close("all")
    with pytest.raises(ValueError, match=r"keeps no cash book: set study\.cash"):
        study.plot.cash()


def test_pictures_that_lack_figures_say_what_to_set() -> None:
    plain = sl.run(line(), replications=2, jobs=1)
    with pytest.raises(ValueError, match="nobody carries a quota"):
        plain.plot.classes()
    with pytest.raises(sl.SalesLineError, match=r"nobody carries a quota.*pay\.quota"):
        sl.why(line())
    with pytest.raises(sl.SalesLineError, match="states no plan"):
        sl.needed(line(), {LEADS: (1, 2)})


def test_scenarios_studies_and_traces_show_names_as_text() -> None:
    study = sl.run(small(), replications=2, jobs=1)
    for shown in (small(), study, sl.trace(small(), "inbound/1")):
        html = shown._repr_html_()
        assert "<b>" not in html
    assert "&lt;b&gt;Small" in study._repr_html_()
    assert "bookings" in study._repr_html_().lower()


def test_what_is_no_answer_is_refused() -> None:
    with pytest.raises(TypeError, match="int is no answer"):
        display.html(3)
    with pytest.raises(TypeError, match="int is no answer"):
        frames.frame(3)


def test_inputs_as_a_table() -> None:
    found = sl.inputs(small(), line())
    row = found.set_index("key").loc[LEADS]
    assert (row["value"], row["unit"], row["base"]) == ("30 per month", "per hour", "60 per month")
    assert set(found.columns) == {"key", "value", "unit", "law", "source", "base"}
    assert len(sl.inputs(small(), used=False)) > len(found)
    assert isinstance(sl.doubts(small()), list)


class Screen:
    """Stands for a notebook's display: keeps what is shown."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, html: str) -> Screen:
        self.seen.append(html)
        return self

    def update(self, shown: Any) -> None:
        self.seen.append(shown._repr_html_())


def test_a_bar_in_a_notebook_comes_late_and_goes_away() -> None:
    now = [0.0]
    screen = Screen()
    bar = progress.NotebookBar(screen, lambda: now[0])
    for done in range(1, 5):  # over in less than two seconds: no bar
        now[0] += 0.3
        bar(done, 4)
    assert screen.seen == []
    for done in range(1, 5):
        now[0] += 1.5
        bar(done, 4, 1.5 * done, None)
    assert "2 of 4 replications, about 3 s left" in screen.seen[0]
    assert screen.seen[-1] == progress.GONE


def test_runs_show_progress_only_where_there_is_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    assert progress.in_notebook() is None
    shell = SimpleNamespace(get_ipython=lambda: SimpleNamespace(kernel=None))
    monkeypatch.setitem(sys.modules, "IPython", shell)
    assert progress.in_notebook() is None
    told: list[str] = []
    shell.get_ipython = lambda: SimpleNamespace(kernel=True)
    shown = SimpleNamespace(display=lambda html, **_: told.append(html._repr_html_()))
    monkeypatch.setitem(sys.modules, "IPython.display", shown)
    monkeypatch.setitem(sys.modules, "ipykernel", SimpleNamespace())
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setattr(progress.NotebookBar, "_told", lambda _, html: told.append(str(html)))
    sl.run(line(), replications=2, jobs=1)
    assert told
