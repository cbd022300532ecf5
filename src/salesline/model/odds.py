"""The odds of winning a deal at the buyer's decision."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from salesline.model.arithmetic import chance

if TYPE_CHECKING:
    from salesline.model.leads import Lead
    from salesline.model.reps import Rep
    from salesline.scenario.market import Win


class WinOdds:
    """Chance of winning at the decision: logistic in what the buyer is, who the rep is and how the deal went."""

    __slots__ = ("_constant", "_of_average", "_slopes", "_win")

    def __init__(self, win: Win) -> None:
        self._win = win
        self._of_average = chance(win.intercept)
        slopes = (win.fit, win.budget, win.authority, win.need, win.timeframe, win.references, win.discovery)
        self._slopes = any(slopes)
        self._constant = not self._slopes

    def chance(self, lead: Lead, rep: Rep) -> float:
        """Chance between 0 and 1."""
        if self._constant and rep.persuasion == 0.0 and lead.source.win_odds == 1.0:
            return self._of_average
        return chance(self.log_odds(lead, rep))

    def log_odds(self, lead: Lead, rep: Rep) -> float:
        """Log-odds of winning."""
        win = self._win
        odds = win.intercept + rep.persuasion
        if lead.source.win_odds != 1.0:
            odds += log(lead.source.win_odds)
        if self._slopes:
            buyer = lead.buyer
            odds += win.fit * buyer.fit
            odds += sum(getattr(win, name) for name, has in buyer.traits.items() if has)
            if win.references:
                odds += win.references * lead.desk.line.reference_strength()
            if win.discovery and lead.made:
                odds += win.discovery * lead.first_due / lead.made
        return odds
