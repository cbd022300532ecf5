"""How old the work in process is, as far as the weekly table tells: by first in, first out.

The table has how many leads have come to a desk and left it by the end of every week, not which. If those that came first
left first, the leads in process are the youngest they can be, so that every age here is the least that is possible: the
real mean age is at least this. A record with its log (`--log`) has every lead's own times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DAYS_PER_WEEK", "ages"]

DAYS_PER_WEEK = 7.0


def ages(weeks: pd.DataFrame) -> pd.DataFrame:
    """Mean age in days of what is in process at every week's end: columns replication, desk, week, age.

    Takes the table `weeks` of one scenario. Population: leads at the desk at the week's end; 0 where there is none.
    """
    parts = []
    for (replication, desk), rows in weeks.groupby(["replication", "desk"], sort=False):
        ordered = rows.sort_values("week")
        came, left = (ordered[c].to_numpy(dtype=float) for c in ("entered_total", "left_total"))
        parts.append(
            pd.DataFrame(
                {
                    "replication": replication,
                    "desk": desk,
                    "week": ordered["week"].to_numpy(),
                    "age": _mean_ages(came, left),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _mean_ages(came: NDArray[np.float64], left: NDArray[np.float64]) -> NDArray[np.float64]:
    """Area between the curve of arrivals and the height already left, over what is in process (weeks, then days)."""
    found = np.zeros(len(came))
    before = np.concatenate([[0.0], came])  # the line begins empty a week before the first row
    for at in range(len(came)):
        inside = came[at] - left[at]
        if inside <= 0:
            continue
        curve = before[: at + 2]
        above = np.maximum(curve - left[at], 0.0)
        rise = np.maximum(np.diff(curve), 1e-12)
        width = np.minimum(1.0, above[1:] / rise)  # of the week in which the curve crosses the height: a part
        area = float(np.sum(width * (above[1:] + above[:-1]) / 2.0))
        found[at] = area / inside * DAYS_PER_WEEK
    return found
