"""What all answers share: a notebook shows them as a table, and `frame` has the same as numbers."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DRAWING", "Shown"]

_DISPLAY, _FRAMES = "salesline.report.display", "salesline.answers.frames"
DRAWING = "salesline.report.plots"
"""The module whose `answer` draws an answer: by name, since the report is a room above this one."""


class Shown:
    """An answer that shows itself."""

    @property
    def frame(self) -> pd.DataFrame:
        """The answer as a tidy table; the columns are those of `salesline.answers.frames`."""
        return cast("pd.DataFrame", import_module(_FRAMES).frame(self))

    def _repr_html_(self) -> str:
        # By name: the report is a room above this one, and is loaded only when somebody looks.
        return cast("str", import_module(_DISPLAY).html(self))
