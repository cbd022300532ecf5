"""Rules about how much is in the line: release (who is let in when), expiry (who is taken away) and promises (SLA)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from salesline.scenario.base import Block, Map, known
from salesline.scenario.quantities import Count, Duration, Name, Number, Rate, Words

STATES = ("untouched", "open", "idle", "unqualified")
"""States that every desk knows; besides them the name of any of its stages."""


class Conwip(Block):
    """A cap on leads between the entry of the first and the exit of the last of some desks (constant WIP)."""

    desks: tuple[Name, ...]
    limit: Count


class ConwipRelease(Conwip):
    """The same cap as a line of the list of release rules."""

    rule: Literal["conwip"] = "conwip"


class RoleCap(Block):
    """A cap on the open leads of all reps of a role together; it counts leads at the desks that the role staffs."""

    rule: Literal["cap per role"] = "cap per role"
    role: Name
    limit: Count


class Rope(Block):
    """Drum-buffer-rope: a lead is let in when the drum starts one. Exactly one of `buffer` and `buffer work`."""

    rule: Literal["drum buffer rope"] = "drum buffer rope"
    drum: Name | None = None
    """The desk that sets the pace; unset: the only desk of opportunities."""
    first: Name | None = None
    """The desk at which the rope lets in; unset: every desk from which the drum is reached."""
    buffer: Count | None = None
    """Most leads let in and not yet begun at the drum."""
    buffer_work: Duration | None = None
    """The same in hours of the drum's work."""
    work: Duration | None = None
    """Work of the drum per lead let in; unset: what the desk's plan takes on average."""


class Workload(Block):
    """Workload control: a lead is let in when it fits under every desk's norm of work, in order of coming."""

    rule: Literal["workload"] = "workload"
    norms: Map[str, Duration] = Field(default_factory=dict)
    """Most work let in and not yet done, by desk; a desk not named has no norm."""
    work: Map[str, Duration] = Field(default_factory=dict)
    """Work that a lead brings, by desk; a desk not named: what its plan takes on average."""
    load: Literal["corrected", "aggregate"] = "corrected"
    """corrected: work for the n-th desk of a lead's way counts 1/n; aggregate: it counts in full."""
    every: Duration | None = None
    """Time between two reviews; unset: whenever a lead comes or goes."""
    starvation_avoidance: bool = True
    """With periodic reviews: whether a lead is let in at once when a desk with a norm on its way has no work at all."""


class Appetite(Block):
    """A rep's own greed: each takes up to an appetite of their own, which shrinks with losses and grows with wins."""

    rule: Literal["own appetite"] = "own appetite"
    role: Name
    base: Number
    """Open leads that the average rep takes on."""
    spread: Number = known(0.3, "assumption")
    """Sigma of the logarithm of a rep's factor (lognormal, mean 1)."""
    step: Number = known(1, "assumption")
    """Leads more after a win, and fewer after a lead was taken away by an expiry rule."""
    step_after_loss: Number | None = None
    """Leads fewer after a loss. Unset: `step`. A rep loses many leads for each deal won, so that with equal steps the
    appetite ends at `least`; with n losses to a win it holds its level at `step` / n."""
    least: Count = 1
    most: Count = known(200, "assumption")


ReleaseRule = Annotated[ConwipRelease | RoleCap | Rope | Workload | Appetite, Field(discriminator="rule")]


class Offender(Block):
    """What happens to the rep who let a lead expire."""

    offline: Duration
    """The rep gets no leads for this long (calendar time) and goes on working the others."""


class Expiry(Block):
    """A lead that stays too long in a state is taken away."""

    name: Name | None = None
    """Set: the rule's hits are in the table `expiry` and the measure `expired.<name>`."""
    desk: Name
    state: Name = "untouched"
    """untouched: until its first touch; open: until it leaves the desk; unqualified: until it is an SQL, at a desk with an
    acceptance check until it is accepted; idle: since the end of its last touch; or a stage's name: since it came to
    the stage. What is not said otherwise is counted from coming to the desk. A lead that is being worked at its deadline
    is looked at again when the touch is over."""
    after: Duration
    clock: Literal["calendar", "working"] = "calendar"
    """working: hours of the desk's first office."""
    action: Literal["reassign", "nurture", "drop", "pool", "count"] = "reassign"
    """reassign: to somebody else, if anybody can take it; pool: back to where everybody may take it; count: nothing."""
    offender: Offender | None = None
    limit: Count | None = None
    """Most times that the rule strikes a lead while it is at the desk; unset: any number."""
    existing: Annotated[Literal["let be", "start"], Words] = "let be"
    """Leads that are there when the rule begins: let be, or their time starts then."""


class Sla(Block):
    """A promise between departments (service level agreement). Exactly one of `leads` and `within`."""

    promise: str = ""
    """Who promises whom, in words."""
    desk: Name
    leads: Rate | None = None
    """At least so many leads come to the desk."""
    state: Name = "untouched"
    """The state that a lead leaves in time, as of an expiry rule."""
    within: Duration | None = None
    clock: Literal["calendar", "working"] = "calendar"
    """working: hours of the desk's first office."""
