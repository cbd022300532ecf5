"""Pictures for notebooks: `study.plot.bookings()` and the like, drawn with pyplot so that a notebook shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from salesline.report import pictures
from salesline.report.constraint import fills_spare_time
from salesline.report.pictures.canvas import figures_by, title

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from salesline.experiment.study import Study

__all__ = ["Plots"]


class Plots:
    """The pictures of a study; every method returns the Axes.

    Each takes `scenario`, one of the study's names (left out: the first), and `ax` to draw on (left out: a new figure
    of pyplot's). With several scenarios the title says which one is seen.
    """

    def __init__(self, study: Study) -> None:
        """Draw from the study's own tables; nothing is computed before a picture is asked for."""
        self._study = study

    def __repr__(self) -> str:
        """Say what there is to draw."""
        known = ", ".join(name for name in vars(type(self)) if not name.startswith("_"))
        return f"<Pictures of {', '.join(self._study.names)}: {known}>"

    def __call__(self, measure: str = "bookings", ax: Axes | None = None) -> Axes:
        """Any measure of all scenarios, or along the values of a sweep; raises KeyError if there is no such measure."""
        study = self._study
        return self._drawn(None, lambda on: pictures.measure(study.summary, measure, study.grid, on), ax)

    def bookings(self, scenario: str | None = None, ax: Axes | None = None) -> Axes:
        """Bookings by quarter against the plan; without a name, all scenarios beside each other."""
        study = self._study
        if scenario is None and len(study.names) > 1:
            tables = {name: self._table("quarters", name) for name in study.names}
            plans = {name: self._plan(name) for name in study.names}
            return self._drawn(None, lambda on: pictures.bookings_compared(tables, plans, on), ax)
        name = self._named(scenario)
        return self._drawn(
            name, lambda on: pictures.bookings(self._table("quarters", name), self._plan(name), on), ax
        )

    def attainment(self, scenario: str | None = None, ax: Axes | None = None) -> Axes:
        """Quota attainment per rep; raises ValueError if nobody carries a quota."""
        name = self._named(scenario)
        reps = self._table("reps", name)
        if not (reps["quota"] > 0).any():
            raise ValueError(f"nobody carries a quota in {name!r}: set organisation.roles.<role>.pay.quota")
        return self._drawn(name, lambda on: pictures.attainment(reps, on), ax)

    def wip(self, scenario: str | None = None, ax: Axes | None = None) -> Axes:
        """Work in process per desk, week by week."""
        name = self._named(scenario)
        return self._drawn(name, lambda on: pictures.wip(self._table("weeks", name), on), ax)

    def load(self, scenario: str | None = None, ax: Axes | None = None) -> Axes:
        """Load of every desk by quarter."""
        name = self._named(scenario)
        measures, one = self._study.measures, self._study.scenarios[name]
        mine = measures[measures["scenario"] == name]
        listed = [desk for desk in one.organisation.desks if fills_spare_time(one, desk)]
        return self._drawn(name, lambda on: pictures.load(mine, listed, on), ax)

    def flow(self, desk: str, scenario: str | None = None, ax: Axes | None = None) -> Axes:
        """Cumulative flow of a desk, or of the only desk of a role; raises KeyError if there is none."""
        name = self._named(scenario)
        weeks = self._table("weeks", name)
        found = self._desk(
            desk.strip().replace(" ", "_"), name, [str(known) for known in weeks["desk"].unique()]
        )
        return self._drawn(name, lambda on: pictures.flow(weeks, found, on), ax)

    def _desk(self, wanted: str, scenario: str, known: Sequence[str]) -> str:
        desks = self._study.scenarios[scenario].organisation.desks
        staffed = [desk for desk in known if desk in desks and wanted in desks[desk].staffed_by]
        if wanted in known or len(staffed) == 1:
            return wanted if wanted in known else staffed[0]
        raise KeyError(f"no desk {wanted!r} in {scenario!r}; there is {', '.join(known)}")

    def cycle_times(self, scenario: str | None = None, ax: Axes | None = None) -> Axes:
        """Days from opening to closing of opportunities."""
        name = self._named(scenario)
        return self._drawn(name, lambda on: pictures.cycle_times(self._table("deals", name), on), ax)

    def paid_time(self, scenario: str | None = None, ax: Axes | None = None) -> Axes:
        """Where paid time went, per role."""
        name = self._named(scenario)
        return self._drawn(name, lambda on: pictures.paid_time(self._table("reps", name), on), ax)

    def _named(self, scenario: str | None) -> str:
        names = self._study.names
        if scenario is not None and scenario not in names:
            raise KeyError(f"no scenario {scenario!r} in this study; there is {', '.join(names)}")
        return names[0] if scenario is None else scenario

    def _table(self, table: str, scenario: str) -> pd.DataFrame:
        frame = self._study.tables[table]
        return frame[frame["scenario"] == scenario]

    def _plan(self, scenario: str) -> Sequence[float] | None:
        study = self._study.scenarios[scenario].study
        if study.plan is None:
            return None
        return list(study.plan.by_quarter) or [study.plan.bookings / study.quarters] * study.quarters

    def _drawn(self, scenario: str | None, draw: Callable[[Axes | None], Axes], ax: Axes | None) -> Axes:
        import matplotlib.pyplot as plt  # noqa: PLC0415 - chooses a backend, which is the notebook's affair

        with figures_by(plt.figure):
            made = draw(ax)
        if scenario is not None and len(self._study.names) > 1:
            title(made, f"{scenario}: {made.get_title(loc='left')}")
        return made
