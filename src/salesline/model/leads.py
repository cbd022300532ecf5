"""Leads: what the model knows of each through its whole life."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesline.model.buyers import U_LOT

if TYPE_CHECKING:
    from salesline.luck import Row
    from salesline.model.buyers import Buyer
    from salesline.model.desks import DeskState
    from salesline.model.neighbours import Admission
    from salesline.model.reps import Rep
    from salesline.model.sources import SourceState

FOREVER: Final = float("inf")
NEVER: Final = -FOREVER


class Lead:
    """One lead through its whole life. Without a constructor: a call less for each lead."""

    __slots__ = (
        "backlogged", "buyer_row", "connected", "created", "desk", "desk_row", "draws", "due", "entered",
        "first_due", "gone_at", "held", "index", "known", "late", "left", "made", "moving", "opened", "oversold", "pos",
        "rep", "sender", "source", "stage", "ticket", "touched_at", "touches", "value", "window_at",
    )  # fmt: skip

    # Set when the lead is born (`SourceState.born`).
    source: SourceState
    index: int
    created: float
    window_at: float
    known: Buyer | None
    buyer_row: Row | None
    opened: float | None
    held: Admission | None
    moving: Admission | None
    sender: Rep | None  # the last who passed it on to a desk with a dispatcher
    value: float
    # Set when it enters a desk (`DeskState.enter`), and by the desk's plan.
    desk: DeskState
    entered: float
    rep: Rep | None
    ticket: int
    backlogged: bool
    draws: Row
    desk_row: Row
    pos: int
    touches: int
    stage: int
    left: int
    made: int
    first_due: int
    connected: bool
    late: float
    due: float
    gone_at: float
    touched_at: float
    # Set when it is won, where anybody is paid by a plan.
    oversold: float

    @property
    def name(self) -> str:
        """Address of the lead, the same in every scenario: source and number."""
        return f"{self.source.name}/{self.index}"

    @property
    def row(self) -> Row:
        """The buyer's uniforms."""
        row = self.buyer_row
        if row is None:
            row = self.buyer_row = self.source.buyers.row(self.index)
        return row

    @property
    def buyer(self) -> Buyer:
        """The buyer, worked out when first asked for."""
        if self.known is None:
            self.known = self.source.population.buyer(self.row)
        return self.known

    @property
    def worth(self) -> float:
        """First-year value of the deal in dollars, before any effect of the rep."""
        if self.value < 0.0:
            self.value = self.source.population.size_of(self)
        return self.value

    @property
    def score(self) -> float:
        """The marketing score: the sum of both noisy axes."""
        return self.buyer.score

    @property
    def prime(self) -> bool:
        """Whether the lead comes from somebody's own network."""
        return self.source.prime

    @property
    def lot(self) -> float:
        """The lead's own uniform for rules that draw lots."""
        return self.row[U_LOT]

    @property
    def desk_order(self) -> int:
        """How far down the line the lead is."""
        return self.desk.number

    @property
    def territory(self) -> str | None:
        """Where the buyer is; None if the market has one territory only."""
        return self.source.territory_of(self)

    @property
    def segment(self) -> str | None:
        """The buyer's segment; None if the market has one only."""
        traits = self.source.traits
        return None if traits is None else traits.word(self.index, 0)

    @property
    def language(self) -> str | None:
        """The buyer's language; None if the market has one only."""
        traits = self.source.traits
        return None if traits is None else traits.word(self.index, 1)

    @property
    def persona(self) -> str | None:
        """The kind of person to talk to; None if the market has one only."""
        traits = self.source.traits
        return None if traits is None else traits.word(self.index, 2)

    @property
    def tags(self) -> frozenset[str]:
        """What a rep must know for this lead."""
        traits = self.source.traits
        return frozenset() if traits is None else traits.tags(self.index)

    @property
    def account(self) -> str:
        """The company behind the lead; several leads may belong to one."""
        traits = self.source.traits
        return f"{self.source.buyer_name}/{self.index}" if traits is None else traits.account(self.index)
