"""A small model with one of everything, so that reading and writing are tested apart from the scenario."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from salesline.errors import KeyedErrors
from salesline.scenario.laws import CountLaw, DurationLaw, MoneyLaw, NumberLaw
from salesline.scenario.quantities import (
    ClockTime,
    Count,
    Day,
    Duration,
    Growth,
    LeaveRate,
    Money,
    MoneyRate,
    Name,
    Number,
    Rate,
    Share,
    Spelling,
    Words,
    WorkRate,
)


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class Inflow(Part):
    kind: Literal["inflow"] = "inflow"
    rate: Rate
    growth: Growth = 0.0


class Stock(Part):
    kind: Literal["stock"] = "stock"
    size: Count


class Role(Part):
    heads: Count
    internal_work: WorkRate = 0.0
    leave: LeaveRate = 0.0
    pay: MoneyRate = 0.0
    discipline: Annotated[Literal["due date", "newest first"], Words] = "due date"
    starts: ClockTime = 9.0


class Small(Part):
    name: str = Field(min_length=1, max_length=200)
    note: str = ""
    sources: dict[str, Annotated[Inflow | Stock, Field(discriminator="kind")]]
    roles: dict[str, Role] = Field(default_factory=dict)
    wip: dict[Name, Count] = Field(default_factory=dict)
    handling: DurationLaw = DurationLaw(kind="fixed", mean=0.75)
    touches: CountLaw = CountLaw(kind="fixed", mean=1.0)
    size: MoneyLaw | None = None
    skill: NumberLaw | None = None
    response_time: Duration = Field(default=336.0, gt=0)
    price: Money | None = None
    chance: Share = 0.35
    factor: Number = 1.0
    rule: Annotated[Literal["round_robin", "least_open"], Spelling] = "round_robin"
    start: Day | None = None
    by_quarter: tuple[Money, ...] = ()
    gate: bool = True

    @model_validator(mode="after")
    def _caps_have_roles(self) -> Small:
        wrong = [(f"wip.{role}", "unknown key") for role in self.wip if role not in self.roles]
        if self.price is not None and self.by_quarter and sum(self.by_quarter) != self.price:
            wrong.append(("by_quarter", "does not add up to price"))
        if wrong:
            raise KeyedErrors(wrong)
        return self


TEXT = """\
name: demo
sources:
  web:
    kind: inflow
    rate: 800 per month
  list: {kind: stock, size: 250}
roles:
  inbound sdr:
    heads: 3
    internal work: 5 hours per week
  ae: {heads: 5, pay: $90k per year, starts: 8:30}
wip: {ae: 12}
handling: {lognormal: 45 min, sigma: 0.9}
response time: 24 hours
price: $9M
by quarter: [$2M, $2M, $2M, $3M]
"""
