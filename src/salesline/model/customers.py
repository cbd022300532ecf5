"""Customers at run time: contracts that end, accounts that bring work, growth and churn to the cent."""

from __future__ import annotations

from collections.abc import Iterator
from math import log1p
from typing import TYPE_CHECKING, Any

from salesline.model.accounts import WORKS, Account, AccountWork, Duty, in_time, stub
from salesline.model.books import YEAR, Books, cents
from salesline.model.bridge import Bridge
from salesline.model.clock import Recurring
from salesline.model.leads import Lead
from salesline.model.renewing import RENEWAL, RenewalTalks, asked
from salesline.model.sources import Counts, ReferralState, SourceState
from salesline.policies.customers import Attention, Care, Growing, Recommends, Renewal, Support
from salesline.scenario.customers import WORK_SOURCES
from salesline.scenario.market import InboundSource, Market

if TYPE_CHECKING:
    from salesline.model.line import Line
    from salesline.model.reps import Rep
    from salesline.scenario.customers import Customers, InstalledBase
    from salesline.scenario.scenario import Scenario

REVIEW, TICKET, EXPANSION = WORK_SOURCES[:3]
INSTALLED = "installed base"
(U_LEAVES, U_DOWNGRADE), RENEWAL_DRAWS = range(2), 4
(U_GAP, U_DIFFICULT), GROWTH_DRAWS = range(2), 4
ACCOUNT_COLUMNS = ("account", "source", "installed", "started", "value", "recurring", "renewals", "expansions", "attention",
                   "support", "churned_at", "reason")  # fmt: skip


def has_customers(scenario: Scenario) -> bool:
    """Whether anybody asks what becomes of won deals."""
    before = scenario.before
    return scenario.market.customers is not None or (
        before is not None and before.market.customers is not None
    )


class Clientele:
    """All accounts of a replication."""

    def __init__(self, line: Line, books: Books) -> None:
        self._line, self._books = line, books
        self.accounts: list[Account] = []
        self._by_name: dict[str, Account] = {}
        self.kinds: dict[str, SourceState] = {}
        """Rows of account work in the table `sources`, by their names."""
        self._families: dict[tuple[str, str, int], AccountWork] = {}
        self._duties: dict[Lead, tuple[Account, Duty | None]] = {}
        self.rule: Customers | None = None
        """The last that was said: customers do not vanish with a plan that is silent about them."""
        self.attention: Attention | None = None
        self.support: Support | None = None
        self.growing: Growing | None = None
        self._talks = RenewalTalks(line, self)
        self._recommends: Recommends | None = None
        plan = line.scenario.market.customers
        self._base = plan.installed_base if plan is not None else None
        self._market: Market
        self.bridge = Bridge()

    # -- settings

    def configure(self, market: Market) -> None:
        """Take over the settings of a market."""
        self._market = market
        rule = self.rule = market.customers or self.rule
        if rule is None:
            return
        self.renewal = Renewal(rule.churn, rule.term)
        self.attention = Attention(rule.reviews) if rule.reviews else None
        self.support = Support(rule.tickets) if rule.tickets else None
        self.growing = Growing(rule.expansion) if rule.expansion else None
        self._recommends = Recommends(rule.advocacy) if rule.advocacy else None
        self._odds = rule.expansion.win_odds if rule.expansion else 1.0
        places = {REVIEW: rule.reviews and rule.reviews.to, TICKET: rule.tickets and rule.tickets.to,
                  EXPANSION: rule.expansion and (rule.expansion.easy_to or rule.expansion.difficult_to),
                  RENEWAL: self._talks.configure(rule)}  # fmt: skip
        for kind, to in places.items():
            if to and kind not in self.kinds:
                self.kinds[kind] = SourceState(self._line, kind, kind, Counts())
            if to:
                self.kinds[kind].configure(market, self._definition(kind, to))
        for (kind, _, _), family in self._families.items():
            family.take(market, self._definition(kind, family.definition.to))

    def _definition(self, kind: str, to: str) -> InboundSource:
        odds = self._odds if kind == EXPANSION else 1.0
        return InboundSource(to=to, rate=0.0, gate=False, trusted=True, win_odds=odds)

    def begin(self) -> None:
        """The plan begins: the customers there are already."""
        base = self._base
        if base is None or self.rule is None:
            return
        line = self._line
        source = SourceState(line, INSTALLED, INSTALLED, Counts())
        to = next(iter(line.organisation.desks))
        source.configure(self._market, InboundSource(to=to, rate=0.0, gate=False, fit=base.fit))
        for index in range(base.accounts):
            self._install(source, index, base)
        line.further_references = base.accounts - line.customers
        self.bridge.start(self._books.recurring, base.accounts)

    def _install(self, source: SourceState, index: int, base: InstalledBase) -> None:
        """A customer from before the plan, somewhere in the middle of a term."""
        assert self.rule is not None
        term, now = self.rule.term, self._line.clock.now
        spread = term if base.started is None else base.started
        started = now - spread * (index + 0.5) / base.accounts
        value = cents(base.value.quantile()(self._line.luck.table(f"{INSTALLED}|value", 1).draw(index, 0)))
        account = self._add(
            Account(stub(source, index, started), value, started, installed=True), "installed", now
        )
        self._books.change(value, now)
        if base.refers:
            self._referring(stub(source, index, started), now)
        since = started + term * int((now - started) / term)
        account.term_end = since + term
        paid = since + YEAR * int((now - since) / YEAR)
        account.billed_until = min(paid + YEAR, account.term_end)
        self._books.bill(self._part(account, paid), paid, before=True)
        self._follow(account, now)

    def _referring(self, lead: Lead, now: float) -> None:
        """A customer from before the plan tells others from now on."""
        for source in self._line.sources.values():
            if isinstance(source, ReferralState):
                source.customer(lead, now)

    # -- a deal is won

    def won(self, lead: Lead, value: float, now: float) -> None:
        """A new customer; before the plan, one of the installed base if there is one."""
        if now < 0.0 and self._base is not None:
            return
        rule, books = self.rule, self._books
        if rule is None:
            books.won(cents(value), now)
            return
        recurring = cents(value * rule.recurring)
        once = cents(value) - recurring
        if once:
            books.once(once)
            books.bill(once, now)
        account = self._add(Account(lead, recurring, now, installed=False), "new", now)
        books.change(recurring, now)
        self._renewed(account, now)
        self._follow(account, now)

    def _add(self, account: Account, change: str, now: float) -> Account:
        self.accounts.append(account)
        self._by_name[account.name] = account
        self.bridge.note(now, account, change, account.value)
        return account

    def _follow(self, account: Account, now: float) -> None:
        """Arm what will happen to an account: bills, the end of the term, reviews, tickets, occasions to grow."""
        self._call(account.term_end, self._renew, account)
        self._talks.arm(account, now)
        if account.billed_until < account.term_end:
            self._call(account.billed_until, self._bill, account)
        if self.attention is not None:
            self._call(self.attention.next_after(account.started, now), self._review, (account, 0))
        if self.support is not None:
            self._later("tickets", account, 0, self.support.rate, self._ticket, now)
        if self.growing is not None:
            self._later("expands", account, 0, self.growing.rate, self._expand, now)

    def _call(self, at: float, function: Any, owner: Any) -> None:
        if at < self._line.horizon:
            self._line.clock.call(at, function, owner)

    def _later(self, what: str, account: Account, k: int, rate: float, function: Any, now: float) -> None:
        """The next of things that come at random, at the account's own luck."""
        if rate > 0.0:
            u = self._draws(what, account, k)[U_GAP]
            self._call(now - log1p(-u) / rate, function, (account, k))

    def _draws(self, what: str, account: Account, number: int) -> Any:
        return self._line.luck.table(f"{what}|{account.source.name}|{number}", GROWTH_DRAWS).row(
            account.index
        )

    # -- contracts

    def _part(self, account: Account, since: float) -> int:
        """What is due for the time that is billed from an hour on."""
        return round(account.value * (account.billed_until - since) / YEAR)

    def _renewed(self, account: Account, now: float) -> None:
        """A term begins: it is invoiced a year at a time."""
        assert self.rule is not None
        account.term_end = now + self.rule.term
        account.billed_until = min(now + YEAR, account.term_end)
        self._books.bill(self._part(account, now), now)

    def _bill(self, event: Recurring) -> None:
        account: Account = event.owner
        now = self._line.clock.now
        if account.active:
            account.billed_until = min(now + YEAR, account.term_end)
            self._books.bill(self._part(account, now), now)
            if account.billed_until < account.term_end:
                self._call(account.billed_until, self._bill, account)

    def care(self, account: Account, now: float) -> Care:
        """What moves the account's chance to leave."""
        return Care(account.buyer.fit, in_time(account.reviews, now), in_time(account.tickets, now), account.oversold,
                    asked(account, now))  # fmt: skip

    def _renew(self, event: Recurring) -> None:
        """The end of a term: the customer leaves, or goes on for the same, more or less."""
        account: Account = event.owner
        now, rule = self._line.clock.now, self.rule
        assert rule is not None
        draws = self._line.luck.table(f"renewal|{account.source.name}|{account.renewals}", RENEWAL_DRAWS).row(
            account.index
        )
        care = self.care(account, now)
        if draws[U_LEAVES] < self.renewal.leaves(care):
            self._lose(account, self.renewal.reason(draws[U_LEAVES], care), now)
            return
        account.renewals += 1
        value = round(account.value * (1.0 + rule.price_change))
        self._move(account, value - account.value, now)
        if rule.downgrade is not None and draws[U_DOWNGRADE] < rule.downgrade.chance:
            self._move(account, -round(account.value * rule.downgrade.size), now)
        account.reviews = [duty for duty in account.reviews if not duty.done and duty.until > now]
        account.tickets = [duty for duty in account.tickets if not duty.done and duty.until > now]
        self._renewed(account, now)
        self._talks.arm(account, now)
        self._call(account.term_end, self._renew, account)
        if account.billed_until < account.term_end:
            self._call(account.billed_until, self._bill, account)

    def _lose(self, account: Account, reason: str, now: float) -> None:
        account.active = False
        account.churned_at, account.reason = now, reason
        self.bridge.note(now, account, "churn", -account.value)
        self._books.change(-account.value, now)
        self._line.further_references -= 1
        for lead in account.leads:
            if lead.ticket:  # whoever takes it up finds nobody there
                lead.window_at = lead.gone_at = now

    def _move(self, account: Account, amount: int, now: float) -> None:
        """An account pays more or less per year."""
        if not amount:
            return
        account.value += amount
        self.bridge.note(now, account, "expansion" if amount > 0 else "contraction", amount)
        self._books.change(amount, now)

    def _grow(self, account: Account, value: float, now: float) -> None:
        """An expansion is won; it is invoiced for the rest of the year."""
        amount = cents(value)
        account.expansions += 1
        self._move(account, amount, now)
        self._books.bill(round(amount * max(0.0, account.billed_until - now) / YEAR), now)

    # -- work

    def bring(self, kind: str, account: Account, k: int, worth: float, to: str, duty: Duty | None) -> None:
        """A piece of work of an account comes to a desk."""
        line = self._line
        key = (kind, account.source.name, k // WORKS)
        family = self._families.get(key)
        if family is None:
            family = self._families[key] = AccountWork(
                line, kind, account.source, k // WORKS, self.kinds[kind].counts
            )
            family.take(self._market, self._definition(kind, to))
        lead = family.bring(account, k, worth, line.desks[to], line.clock.now)
        if lead.ticket:
            self._duties[lead] = (account, duty)

    def _review(self, event: Recurring) -> None:
        account, k = event.owner
        rule, now = self.attention, self._line.clock.now
        if rule is None or not account.active or self.rule is None or self.rule.reviews is None:
            return
        duty = Duty(now + rule.within)
        account.reviews.append(duty)
        self._call(rule.next_after(account.started, now), self._review, (account, k + 1))
        self.bring(REVIEW, account, k, account.value / 100, self.rule.reviews.to, duty)

    def _ticket(self, event: Recurring) -> None:
        account, k = event.owner
        rule, now = self.support, self._line.clock.now
        if rule is None or not account.active or self.rule is None or self.rule.tickets is None:
            return
        duty = Duty(now + rule.within)
        account.tickets.append(duty)
        self._later("tickets", account, k + 1, rule.rate, self._ticket, now)
        self.bring(TICKET, account, k, account.value / 100, self.rule.tickets.to, duty)

    def _expand(self, event: Recurring) -> None:
        account, k = event.owner
        rule, now = self.growing, self._line.clock.now
        if rule is None or not account.active:
            return
        self._later("expands", account, k + 1, rule.rate, self._expand, now)
        worth = round(account.value * rule.size / 100, 2)
        to = rule.desk(self._draws("expands", account, k)[U_DIFFICULT])
        if to is None:
            self._grow(account, worth, now)
        else:
            self.bring(EXPANSION, account, k, worth, to, None)

    def done(self, lead: Lead, rep: Rep, now: float) -> None:
        """A piece of account work has been done; an expansion is a booking of whoever won it."""
        account, duty = self._duties.pop(lead)
        counts = lead.source.counts
        counts.wins += 1
        value = 0.0
        if duty is not None:
            duty.done = now <= duty.until
        elif account.active:
            value = round(lead.worth * rep.size_factor, 2)
            counts.bookings += value
            rep.wins += 1
            rep.bookings += value
            if self._line.payroll is not None:
                self._line.payroll.expanded(lead, rep, value, now)
            self._grow(account, value, now)
        if lead.opened is not None or self._line.told:
            self._line.close(lead, rep, now, "won", "", value)

    # -- what others ask

    def advocacy(self, lead: Lead, now: float) -> float:
        """Factor on the rate at which the customer behind a won deal refers."""
        account = self._by_name.get(lead.name)
        if self._recommends is None or account is None:
            return 1.0
        return self._recommends.factor(1.0 - self.renewal.yearly(self.care(account, now)))

    def silent(self, lead: Lead) -> bool:
        """Whether the customer behind a won deal no longer refers."""
        account = self._by_name.get(lead.name)
        return self._recommends is not None and account is not None and not account.active

    # -- tables

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Rows of the table `accounts`, amounts in cents."""
        now = self._line.horizon
        for a in self.accounts:
            care = self.care(a, now if a.churned_at is None else a.churned_at)
            yield (a.name, a.source.account, a.installed, a.started, a.first, a.value if a.active else 0, a.renewals,
                   a.expansions, care.attention, care.support, a.churned_at, a.reason)  # fmt: skip
