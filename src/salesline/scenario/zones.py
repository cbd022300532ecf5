"""Time zones by their name in the IANA database, such as America/Los_Angeles."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator

from salesline.scenario.names import nearest


@lru_cache(maxsize=256)
def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not there; a path that leads away; a folder of zones
        return False
    return True


def _zone(name: str) -> str:
    if not _exists(name):
        near = nearest(name, available_timezones())
        hint = f"did you mean '{near}'?" if near else "write e.g. 'America/New_York' or 'UTC'"
        raise ValueError(f"unknown time zone '{name[:60]}'; {hint}")
    return name


Zone = Annotated[str, AfterValidator(_zone)]
"""The name of a time zone that exists."""
