"""Pictures for notebooks: `study.plot.bookings()` and the like, drawn with pyplot so that a notebook shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from salesline.answers.why import Why
from salesline.experiment.bench import CONTRIBUTION
from salesline.measures.statements import money as statements
from salesline.report import pictures, questions
from salesline.report.constraint import fills_spare_time
from salesline.report.pictures.canvas import figures_by, title
from salesline.report.pictures.fairness import MEASURE as FAIRNESS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from salesline.answers.sweep import Swept
    from salesline.experiment.study import Study

__all__ = ["Plots", "answer"]


def answer(found: Why | Swept, measure: str, ax: Axes | None) -> Axes:
    """Draw an answer: a waterfall, the curve of one key or the surface of two, by a measure."""
    if isinstance(found, Why):
        return _shown(lambda on: pictures.waterfall(found, on), ax)
    if len(found.keys) == 1:
        return _shown(lambda on: pictures.curve(found, measure, on), ax)
    known = set(found.summary["measure"])
    ridge = CONTRIBUTION if CONTRIBUTION in known else measure
    return _shown(lambda on: pictures.surface(found, measure, ridge, on), ax)


def _shown(draw: Callable[[Axes | None], Axes], ax: Axes | None) -> Axes:
    """Draw on figures of pyplot's, so that a notebook shows them."""
    import matplotlib.pyplot as plt  # noqa: PLC0415 - chooses a backend, which is the notebook's affair

    with figures_by(plt.figure):
        return draw(ax)


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
        reps = self._quota_carriers(name)
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

    def cycle_scatter(self, scenario: str | None = None, ax: Axes | None = None) -> Axes:
        """Every closed opportunity of one replication by its week of closing and its cycle time in days."""
        name = self._named(scenario)
        return self._drawn(name, lambda on: pictures.cycle_scatter(self._table("deals", name), on), ax)

    def convergence(
        self, measure: str = "bookings", scenario: str | None = None, ax: Axes | None = None
    ) -> Axes:
        """How the mean of a measure settles with more replications; raises KeyError, or ValueError below three replications."""
        name = self._named(scenario)
        measures = self._study.measures
        mine = measures[measures["scenario"] == name]
        return self._drawn(name, lambda on: pictures.convergence(mine, measure, on), ax)

    def to_date(self, scenario: str | None = None, ax: Axes | None = None) -> Axes:
        """Bookings to date, week by week, against the plan's course."""
        name = self._named(scenario)
        weeks, quarters, plan = self._table("weeks", name), self._table("quarters", name), self._plan(name)
        return self._drawn(name, lambda on: pictures.to_date(weeks, quarters, plan, on), ax)

    def ageing(self, scenario: str | None = None, ax: Axes | None = None) -> Axes:
        """Mean age of the work in process of every desk, week by week: at least so many days."""
        name = self._named(scenario)
        return self._drawn(name, lambda on: pictures.ageing(self._table("weeks", name), on), ax)

    def classes(self, scenario: str | None = None, ax: Axes | None = None) -> Axes:
        """Bookings per head by the quarter of joining; raises ValueError if nobody carries a quota."""
        name = self._named(scenario)
        reps = self._quota_carriers(name)
        return self._drawn(name, lambda on: pictures.classes(reps, on), ax)

    def fairness(self, scenario: str | None = None, ax: Axes | None = None) -> Axes:
        """How unevenly leads were given out, by role; raises ValueError where nothing is given out."""
        name = self._named(scenario)
        measures = self._study.measures
        mine = measures[measures["scenario"] == name]
        given = mine[mine["measure"].str.startswith(FAIRNESS)]["value"].notna().any()
        if not given:
            raise ValueError(f"no leads are given out to reps in {name!r}")
        return self._drawn(name, lambda on: pictures.fairness(mine, on), ax)

    def cash(self, scenario: str | None = None, ax: Axes | None = None) -> Axes:
        """Cash at the end of every month; raises ValueError if the scenario keeps no cash book."""
        name = self._named(scenario)
        flows = statements(self._study)["cash"]
        mine = flows[flows["scenario"] == name] if len(flows) else flows
        if mine.empty:
            raise ValueError(f"{name!r} keeps no cash book: set study.cash")
        return self._drawn(name, lambda on: pictures.cash(mine, on), ax)

    def waterfall(
        self,
        why: Why | None = None,
        scenario: str | None = None,
        ax: Axes | None = None,
        *,
        replications: int = 16,
    ) -> Axes:
        """From the spreadsheet's bookings to the simulated ones.

        Args:
            why: from `salesline.why`; None: worked out now, which runs the scenario with its mechanisms switched on in turn.
            scenario: whose; left out: the first.
            ax: drawn on; left out: a new figure.
            replications: where it is worked out now.

        """
        name = self._named(scenario)
        found = why or questions.why(self._study.scenarios[name], replications=replications)
        return self._drawn(name, lambda on: pictures.waterfall(found, on), ax)

    def _quota_carriers(self, scenario: str) -> pd.DataFrame:
        """The table of reps, if there is somebody with a quota in it."""
        reps = self._table("reps", scenario)
        if not (reps["quota"] > 0).any():
            raise ValueError(
                f"nobody carries a quota in {scenario!r}: set organisation.roles.<role>.pay.quota"
            )
        return reps

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
        made = _shown(draw, ax)
        if scenario is not None and len(self._study.names) > 1:
            title(made, f"{scenario}: {made.get_title(loc='left')}")
        return made
