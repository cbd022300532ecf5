"""Renewals as work: before a term ends its account comes to a desk; who is not talked to in time is likelier to leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesline.model.accounts import Account, Duty
from salesline.policies.customers import Asking
from salesline.scenario.customers import WORK_SOURCES

if TYPE_CHECKING:
    from salesline.model.clock import Recurring
    from salesline.model.customers import Clientele
    from salesline.model.line import Line
    from salesline.scenario.customers import Customers

RENEWAL = WORK_SOURCES[3]


class RenewalTalks:
    """The talks about the renewals of all accounts; nothing happens where a scenario has none."""

    def __init__(self, line: Line, clients: Clientele) -> None:
        self._line, self._clients = line, clients
        self._rule: Asking | None = None
        self._to = ""

    def configure(self, rule: Customers) -> str:
        """Take over the settings; the desk at which renewals are talked over, empty where nobody asks."""
        talks = rule.renewals
        self._rule = Asking(talks) if talks else None
        self._to = talks.to if talks else ""
        return self._to

    def arm(self, account: Account, now: float) -> None:
        """A term has begun, or an account is first seen in the middle of one."""
        if self._rule is not None:
            at = self._rule.begins(account.term_end, now)
            if at < self._line.horizon:
                self._line.clock.call(at, self._talk, account)

    def _talk(self, event: Recurring) -> None:
        account: Account = event.owner
        if self._rule is not None and account.active:
            account.talk = Duty(account.term_end)
            worth = account.value / 100
            self._clients.bring(RENEWAL, account, account.renewals, worth, self._to, account.talk)


def asked(account: Account, now: float) -> float:
    """1, or 0 for an account whose term has ended without the talk that was due."""
    talk = account.talk
    return 0.0 if talk is not None and not talk.done and talk.until <= now else 1.0
