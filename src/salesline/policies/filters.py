"""Filters: who may get a lead at all. Each is one question about a lead and a rep, and the words for a no."""

from __future__ import annotations

from typing import ClassVar, Protocol

from salesline.policies.base import LeadView, SeatView
from salesline.scenario.assignment import Capacity, Filters

NEVER = float("inf")


class MomentView(SeatView, Protocol):
    """What a filter may know of a rep besides what a rule does."""

    def opens(self, now: float) -> float:
        """When the rep's shift is open: now, or the time it opens next."""

    def given_in(self, per: str, now: float) -> int:
        """Leads given to the rep here in the present clock hour, calendar day, week or month."""

    def window_ends(self, per: str, now: float) -> float:
        """When the present clock hour, calendar day, week or month ends."""


class Filter:
    """Base of all filters."""

    name: ClassVar[str] = ""
    source: ClassVar[str] = ""
    reason: ClassVar[str] = ""
    """The words for being left out."""
    fits: ClassVar[bool] = False
    """Whether it is about the match of rep and lead, which lasts; others are about the moment."""
    relax_after: float = NEVER
    """The filter is let go when the lead has waited this long."""

    def allows(self, lead: LeadView, rep: MomentView, now: float) -> bool:
        """Whether the rep may get the lead now."""
        raise NotImplementedError

    def changes(self, rep: MomentView, now: float) -> float:
        """When the clock alone will turn a no into a yes; infinity if it takes something else to happen."""
        return NEVER


class OutOfOffice(Filter):
    """Nobody on leave, sick or gone gets a lead; always on."""

    name = "out of office"
    source = "Distribution Engine, Kubaru, LeanData (availability)"
    reason = "out of office"

    def allows(self, lead: LeadView, rep: MomentView, now: float) -> bool:
        """Whether the rep is there today."""
        return not rep.away


class WipCap(Filter):
    """Nobody at the role's cap of open leads gets another; always on."""

    name = "wip cap"
    source = "organisation.wip of the scenario; Kubaru (max active load, 'drip')"
    reason = "at the cap"

    def allows(self, lead: LeadView, rep: MomentView, now: float) -> bool:
        """Whether the rep has room."""
        return rep.open < rep.cap


class WorkingHours(Filter):
    """Only reps whose shift is open now."""

    name = "working hours"
    source = "Distribution Engine (availability), Kubaru (schedules), LeanData (in hours or 24/7)"
    reason = "off shift"

    def allows(self, lead: LeadView, rep: MomentView, now: float) -> bool:
        """Whether the shift is open."""
        return rep.opens(now) <= now

    def changes(self, rep: MomentView, now: float) -> float:
        """The next opening."""
        return rep.opens(now)


class Cap(Filter):
    """At most so many leads a clock hour, calendar day, week or month; who is full goes on working."""

    name = "cap"
    source = "Distribution Engine, LeanData, Cargo, Chili Piper (hourly, daily, weekly, monthly caps)"
    reason = "at the cap of the period"

    def __init__(self, per: str, limit: int) -> None:
        self.per = per
        self.limit = limit
        self.told = f"at the cap per {per}"

    def allows(self, lead: LeadView, rep: MomentView, now: float) -> bool:
        """Whether the period's count is below the limit."""
        return rep.given_in(self.per, now) < self.limit

    def changes(self, rep: MomentView, now: float) -> float:
        """The end of the period."""
        return rep.window_ends(self.per, now)


class OpenLoad(Filter):
    """At most so many open leads."""

    name = "open load"
    source = "Kubaru (max active load), Distribution Engine, Dynamics 365"
    reason = "open load full"

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def allows(self, lead: LeadView, rep: MomentView, now: float) -> bool:
        """Whether there are fewer open leads than that."""
        return rep.open < self.limit


class CapacityUnits(Filter):
    """Weighted open work: leads weigh by desk and segment, and a rep holds so many units."""

    name = "capacity"
    source = "Salesforce Omni-Channel (capacity units), Zendesk (spare capacity)"
    reason = "no capacity"

    def __init__(self, capacity: Capacity) -> None:
        self.units = capacity.units
        self._lead = capacity.lead
        self._segments = capacity.segments

    def weight(self, lead: LeadView) -> float:
        """Units of a lead."""
        return self._segments.get(lead.segment or "", self._lead)

    def allows(self, lead: LeadView, rep: MomentView, now: float) -> bool:
        """Whether the lead's units are free."""
        return rep.load + self.weight(lead) <= self.units + 1e-9


class TerritoryFilter(Filter):
    """The rep's territory is the buyer's; a rep without one serves all."""

    name = "territory"
    source = "Distribution Engine Territories, Freshsales, Kubaru"
    reason = "other territory"
    fits = True

    def allows(self, lead: LeadView, rep: MomentView, now: float) -> bool:
        """Whether they agree."""
        return rep.territory is None or lead.territory is None or rep.territory == lead.territory


class SegmentFilter(Filter):
    """The buyer's segment is among the rep's; a rep without any serves all."""

    name = "segment"
    source = "Distribution Engine, LeanData, Dynamics 365 (segments)"
    reason = "other segment"
    fits = True

    def allows(self, lead: LeadView, rep: MomentView, now: float) -> bool:
        """Whether the rep serves the segment."""
        return not rep.segments or lead.segment is None or lead.segment in rep.segments


class LanguageFilter(Filter):
    """The buyer's language is among the rep's; a rep without any speaks all."""

    name = "language"
    source = "lead tools throughout (language rules)"
    reason = "does not speak the language"
    fits = True

    def allows(self, lead: LeadView, rep: MomentView, now: float) -> bool:
        """Whether the rep speaks the language."""
        return not rep.languages or lead.language is None or lead.language in rep.languages


class TagsFilter(Filter):
    """The rep has all the tags that the lead carries; may be let go after a wait."""

    name = "tags"
    source = "Distribution Engine (tags), Kubaru (required, wait time), Salesforce Omni-Channel (skills)"
    reason = "lacks a tag"
    fits = True

    def allows(self, lead: LeadView, rep: MomentView, now: float) -> bool:
        """Whether the rep has every tag."""
        return lead.tags.issubset(rep.tags)


REGISTRY: dict[str, type[Filter]] = {
    kind.name: kind
    for kind in (
        OutOfOffice, WipCap, WorkingHours, Cap, OpenLoad, CapacityUnits, TerritoryFilter, SegmentFilter, LanguageFilter,
        TagsFilter,
    )
}  # fmt: skip
FITS = (TerritoryFilter, SegmentFilter, LanguageFilter, TagsFilter)
PERIODS = ("hour", "day", "week", "month")


def made(filters: Filters) -> tuple[list[Filter], list[Filter]]:
    """The filters of fit and those of the moment that a scenario asks for, each in the order they are asked."""
    fitting: list[Filter] = []
    for kind in FITS:
        fit = getattr(filters, kind.name)
        if fit is not None:
            one = kind()
            one.relax_after = NEVER if fit.relax_after is None else fit.relax_after
            fitting.append(one)
    moment: list[Filter] = [OutOfOffice(), WipCap()]
    if filters.working_hours:
        moment.append(WorkingHours())
    moment += [Cap(per, limit) for per in PERIODS if (limit := getattr(filters, f"per_{per}")) is not None]
    if filters.open_load is not None:
        moment.append(OpenLoad(filters.open_load))
    if filters.capacity is not None:
        moment.append(CapacityUnits(filters.capacity))
    return fitting, moment
