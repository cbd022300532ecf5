"""Pictures of a study, one function each; all take tidy tables and an optional `ax` and return the Axes.

Nothing here touches matplotlib's global state: figures are made without pyplot, so a notebook keeps its own backend
(`salesline.report.plots` is what notebooks use). Frames are tables of one scenario with a `replication` column (see
`salesline.record`); hours are calendar hours from the start of the plan, negative before it.
"""

from salesline.report.pictures.ageing import ageing
from salesline.report.pictures.canvas import axes
from salesline.report.pictures.cash import cash
from salesline.report.pictures.classes import classes
from salesline.report.pictures.convergence import convergence
from salesline.report.pictures.fairness import fairness
from salesline.report.pictures.line import cycle_times, flow, load, wip
from salesline.report.pictures.measure import measure
from salesline.report.pictures.money import bookings, bookings_compared
from salesline.report.pictures.people import attainment, paid_time
from salesline.report.pictures.scatter import cycle_scatter
from salesline.report.pictures.surface import curve, surface
from salesline.report.pictures.todate import to_date
from salesline.report.pictures.waterfall import waterfall

__all__ = [
    "ageing",
    "attainment",
    "axes",
    "bookings",
    "bookings_compared",
    "cash",
    "classes",
    "convergence",
    "curve",
    "cycle_scatter",
    "cycle_times",
    "fairness",
    "flow",
    "load",
    "measure",
    "paid_time",
    "surface",
    "to_date",
    "waterfall",
    "wip",
]
