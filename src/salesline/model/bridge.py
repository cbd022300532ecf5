"""The bridge of recurring revenue: what came, grew, shrank and went by month, in whole cents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from salesline.model.accounts import Account

FLOWS = ("new", "expansion", "contraction", "churn")
CHANGE_COLUMNS = ("hour", "account", "change", "amount")
ARR_COLUMNS = ("month", "quarter", "opening", *FLOWS, "closing", "accounts_opening", "accounts_new", "accounts_churned",
               "accounts_closing")  # fmt: skip


class Bridge:
    """Opening + new + expansion - contraction - churn = closing, for each month."""

    def __init__(self) -> None:
        self.changes: list[tuple[Any, ...]] = []
        self.months: list[tuple[Any, ...]] = []
        self._opening = self._accounts = 0
        self._clear()

    def _clear(self) -> None:
        self._flows = dict.fromkeys(FLOWS, 0)
        self._came = self._went = 0

    def start(self, recurring: int, accounts: int) -> None:
        """There are customers already."""
        self._opening, self._accounts = recurring, accounts

    def note(self, now: float, account: Account, change: str, amount: int) -> None:
        """An account comes, pays more or less, or goes; one that was installed is in the opening already."""
        self.changes.append((now, account.name, change, amount))
        if change in self._flows:
            self._flows[change] += abs(amount)
            self._came += change == "new"
            self._went += change == "churn"

    def close(self, number: int, quarter: int) -> None:
        """A month ends."""
        flows = self._flows
        closing = self._opening + flows["new"] + flows["expansion"] - flows["contraction"] - flows["churn"]
        left = self._accounts + self._came - self._went
        self.months.append((number, quarter, self._opening, *flows.values(), closing,
                            self._accounts, self._came, self._went, left))  # fmt: skip
        self._opening, self._accounts = closing, left
        self._clear()
