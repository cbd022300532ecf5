"""Measures of the books: there only where the record has statements by month, recurring revenue or cash."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from salesline.measures.arithmetic import NAN, ratio
from salesline.measures.money import OTHER, PEOPLE, annual_churn, runway

if TYPE_CHECKING:
    from salesline.measures.views import View

__all__ = ["money_measures"]

LINE = "the whole company"
CUSTOMERS = "customers, those from before the plan included"
BOOKED = "booked by month; variable pay with the quarter it is for"
NOW = "as it stands at the period's end"
YEAR_BACK = "customers of a year before the period's end, or of the plan's start if that is later"


def _revenue(v: View) -> float:
    return float(sum(row["revenue"] for row in v.months)) / 100


def _profit(v: View) -> float:
    costs = ("delivery", *PEOPLE, *OTHER)
    return _revenue(v) - float(sum(row[name] for row in v.months for name in costs)) / 100


def _flow(name: str) -> Callable[[View], float]:
    return lambda v: sum(row[name] for row in v.arr) / 100


def _closing(v: View) -> float:
    return v.arr[-1]["closing"] / 100 if v.arr else NAN


def _accounts(v: View) -> float:
    return v.arr[-1]["accounts_closing"] if v.arr else NAN


def _churn(v: View) -> float:
    return annual_churn(v.arr, v.hours)


def _ltv(v: View) -> float:
    return ratio(v.terms.gross_margin * ratio(_closing(v), _accounts(v)), _churn(v))


def _in_period(v: View) -> list[dict[str, Any]]:
    inside = {row["month"] for row in v.months}
    return [row for row in v.cash if row["month"] in inside]


def _trough(v: View) -> float:
    return min((row["closing"] for row in _in_period(v)), default=NAN) / 100


def _cash(v: View) -> float:
    return v.cash[-1]["closing"] / 100 if v.cash else NAN


def money_measures(cost: Callable[[View], float]) -> Iterator[tuple[Any, ...]]:
    """Declare the measures of books; `cost` is what counts as cost everywhere else."""

    def magic(v: View) -> float:
        return ratio(_closing(v) - v.arr[0]["opening"] / 100, cost(v)) if v.arr else NAN

    def ltv_to_cac(v: View) -> float:
        return ratio(_ltv(v), ratio(cost(v), v.sum("wins")))

    yield ("revenue", "Revenue", "$", "value of deals and customers, recognised evenly over the year that it is for", LINE,
           BOOKED, "higher", "months", _revenue)  # fmt: skip
    yield ("operating_profit", "Operating profit", "$", "revenue - cost of delivery - people - sources - other", LINE,
           BOOKED, "higher", "months", _profit)  # fmt: skip
    yield (
        "arr",
        "Annual recurring revenue",
        "$",
        "what customers pay per year",
        CUSTOMERS,
        NOW,
        "higher",
        "arr",
        _closing,
    )
    yield ("new_arr", "Recurring revenue of new customers", "$ per year", "sum of the recurring part of deals won",
           "customers won in the period", BOOKED, "higher", "arr", _flow("new"))  # fmt: skip
    yield ("expansion_arr", "Expansion", "$ per year", "sum of expansions and higher prices", CUSTOMERS, BOOKED, "higher",
           "arr", _flow("expansion"))  # fmt: skip
    yield ("churned_arr", "Churned recurring revenue", "$ per year", "sum of what customers paid who left", CUSTOMERS, BOOKED,
           "lower", "arr", _flow("churn"))  # fmt: skip
    yield (
        "accounts",
        "Customers",
        "accounts",
        "number of customers",
        CUSTOMERS,
        NOW,
        "higher",
        "arr",
        _accounts,
    )
    yield ("nrr", "Net revenue retention", "share", "recurring revenue at the end / at first, same customers",
           YEAR_BACK, NOW, "higher", "arr", lambda v: v.retained[0])  # fmt: skip
    yield ("grr", "Gross revenue retention", "share", "as net, no customer counting for more than at first", YEAR_BACK, NOW,
           "higher", "arr", lambda v: v.retained[1])  # fmt: skip
    yield ("churn_rate", "Churn", "share per year", "churned recurring revenue per year / mean of opening and closing",
           CUSTOMERS, BOOKED, "lower", "arr", _churn)  # fmt: skip
    yield ("ltv", "Lifetime value", "$ per customer", "gross margin * recurring revenue per customer / churn, undiscounted",
           CUSTOMERS, "no value in a period without churn", "higher", "arr", _ltv)  # fmt: skip
    yield ("ltv_to_cac", "Lifetime value to acquisition cost", "ratio", "lifetime value / customer acquisition cost",
           CUSTOMERS, "no value in a period without churn or without wins", "higher", "arr", ltv_to_cac)  # fmt: skip
    yield (
        "magic_number",
        "Magic number",
        "ratio",
        "growth of recurring revenue / cost",
        LINE,
        BOOKED,
        "higher",
        "arr",
        magic,
    )
    yield ("cash_end", "Cash", "$", "in the bank", LINE, NOW, "higher", "cash", _cash)
    yield ("cash_trough", "Lowest cash", "$", "least in the bank at the end of a month", LINE,
           "months, not days: it may be lower in between", "higher", "cash", _trough)  # fmt: skip
    yield ("ruin", "Ruin", "share", "1 if there is less than nothing in the bank at the end of a month, else 0", LINE,
           "the company goes on all the same", "lower", "cash", lambda v: float(_trough(v) < 0))  # fmt: skip
    yield ("runway_months", "Runway", "months", "cash / mean burn of the last three months, funding apart", LINE,
           "no value where nothing is burnt", "higher", "cash", lambda v: runway(v.cash))  # fmt: skip
