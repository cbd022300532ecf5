"""The naive spreadsheet plan that stands beside every simulation: quota times heads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from salesline.scenario.scenario import Scenario

QUARTERS_PER_YEAR = 4


@dataclass(frozen=True)
class Spreadsheet:
    """Bookings in dollars if every quota carrier on the final chart books the whole quota from the first day.

    Attributes:
        bookings: over the whole plan.
        by_quarter: the same in even quarters.
        heads: quota carriers once the hiring plan is done.
        hires: how many of them are hires.

    """

    bookings: float
    by_quarter: tuple[float, ...]
    heads: int
    hires: int


def spreadsheet(scenario: Scenario) -> Spreadsheet:
    """Multiply quota by the quota-carrying heads at the end of the hiring plan and by the years of the plan.

    It knows no start dates, ramp, slip, attrition, absence, demand or work in process: that is what the
    simulation is for.
    """
    organisation, quarters = scenario.organisation, scenario.study.quarters
    yearly, heads, hires = 0.0, 0, 0
    for name, role in organisation.roles.items():
        if role.pay.quota <= 0:
            continue
        hired = sum(hire.hires for hire in organisation.hiring if hire.role == name)
        heads, hires = heads + role.heads + hired, hires + hired
        yearly += role.pay.quota * (role.heads + hired)
    quarter = yearly / QUARTERS_PER_YEAR
    return Spreadsheet(quarter * quarters, (quarter,) * quarters, heads, hires)
