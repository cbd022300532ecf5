"""Every rule of qualification, nurture, cadence and stages by its name, for the reference."""

from __future__ import annotations

from salesline.model.bypass import ReadyDoor
from salesline.model.careful import CarefulCadence
from salesline.model.deals import CarefulStages
from salesline.model.detection import Finder
from salesline.model.feedback import ScoreFeedback
from salesline.model.nurture import NurtureState
from salesline.model.setups import Setups

QUALIFICATION: dict[str, type] = {
    "bypass": ReadyDoor,
    "definition": Finder,
    "nurture": NurtureState,
    "feedback": ScoreFeedback,
    "cadence": CarefulCadence,
    "stages": CarefulStages,
    "setup": Setups,
}
"""Each class has a docstring and a `source`."""
