"""What a claim is: a question with arms, a criterion for either answer, and what came out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from salesline.claims.evidence import Evidence
    from salesline.record import Record
    from salesline.scenario.scenario import Scenario

__all__ = ["Arm", "Claim", "Figure", "Finding", "Judge", "Probe", "Status"]

Status = Literal["reproduced", "refuted", "depends", "undecided"]
"""depends: true on one side of a value and false on the other; undecided: the replications do not tell."""
Probe = Callable[["Record", "Scenario"], float]
"""A number of one replication beyond the catalogue of measures; computed where the replication runs."""
Judge = Callable[["Evidence"], "Finding"]


@dataclass(frozen=True)
class Arm:
    """One side of an experiment.

    Attributes:
        file: scenario file, relative to the folder of scenarios, such as 'claims/wip-cap.yaml'.
        values: dotted keys that differ from the file.
        log: whether the probes need the event log (slower).

    """

    file: str
    values: Mapping[str, Any] = field(default_factory=dict)
    log: bool = False


@dataclass(frozen=True)
class Figure:
    """A number of a finding with its interval of 95 % (NaN where there is none)."""

    label: str
    value: float
    low: float
    high: float
    unit: str = ""


@dataclass(frozen=True)
class Finding:
    """What came out: a status, the figures it rests on, and what they mean in a sentence."""

    status: Status
    figures: tuple[Figure, ...]
    words: str


@dataclass(frozen=True, eq=False)
class Claim:
    """One row of the claims.

    Attributes:
        id: such as '2.01': the seed it comes from, and its number.
        says: what is claimed, in a line.
        kind: sys, rule, num, mech or out (system, rule, number, mechanism, outcome).
        tier: M must, S should, C could; '-' context that needs no model.
        question: what the experiment asks.
        arms: by their names.
        measures: of the catalogue, or names of `probes`.
        probes: see `Probe`.
        reproduced: the criterion for reproduced, in words.
        refuted: the criterion for refuted, in words.
        judge: the criterion.
        replications: of each arm, enough for `power`.
        power: the smallest effect that these replications find with a chance of 90 %, in words.
        quick: whether it is in the short list that CI runs.
        note: why there is no experiment, where there is none.

    """

    id: str
    says: str
    kind: str
    tier: str
    question: str = ""
    arms: Mapping[str, Arm] = field(default_factory=dict)
    measures: tuple[str, ...] = ()
    probes: Mapping[str, Probe] = field(default_factory=dict)
    reproduced: str = ""
    refuted: str = ""
    judge: Judge | None = None
    replications: int = 24
    power: str = ""
    quick: bool = False
    note: str = ""

    @property
    def seed(self) -> str:
        """The source that claims it: 0, 1A, 1B, 1C, 1D, 2, 3 or 4."""
        return self.id.partition(".")[0]

    @property
    def executable(self) -> bool:
        """Whether there is an experiment."""
        return self.judge is not None
