"""What scores are worth, learned from closed deals: logistic regression in two scores."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

FEWEST = 20
"""Closed deals below which nothing is learned."""
_RIDGE = 1.0
_ROUNDS = 30


def refit(scores: Sequence[tuple[float, float]], won: Sequence[bool]) -> tuple[float, float] | None:
    """Slopes of the log-odds of winning in both scores; None if the deals are too few or all ended alike.

    Newton's method with a ridge of 1 on the slopes, so that few deals move them little. No slope is below 0: marketing
    does not score a good sign as a bad one. Source: predictive scoring of HubSpot, Salesforce Einstein (logistic models
    of closed deals, refitted every few weeks).
    """
    if len(won) < FEWEST or all(won) or not any(won):
        return None
    x = np.column_stack([np.ones(len(won)), np.asarray(scores, dtype=np.float64)])
    y = np.asarray(won, dtype=np.float64)
    ridge = np.diag([0.0, _RIDGE, _RIDGE])
    beta = np.zeros(3)
    for _ in range(_ROUNDS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(x @ beta, -30.0, 30.0)))
        slope = x.T @ (y - chance) - ridge @ beta
        curve = (x * (chance * (1.0 - chance) + 1e-9)[:, None]).T @ x + ridge
        step = np.linalg.solve(curve, slope)
        beta += np.clip(step, -4.0, 4.0)
        if float(np.abs(step).max()) < 1e-10:
            break
    fit, engagement = max(0.0, float(beta[1])), max(0.0, float(beta[2]))
    return (fit, engagement) if fit or engagement else None
