"""Finished replications, kept by what they are made of, so that a second run goes on where the first one stopped.

    <folder>/<model>/<digest of the scenario>/<seed>-<replication>.rec

An entry is a checksum and compressed JSON. It is written beside its place and moved there in one step: a run that is killed
leaves an entry whole or not at all, two runs may share a folder, and an entry that does not match its checksum is made anew.
The folder may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zlib
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesline.errors import SalesLineError
from salesline.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MEASURED", "FolderShelf", "model_version"]

_MODEL_ROOMS = ("scenario", "policies", "model", "luck.py", "calendars.py", "record.py")
"""What a record depends on besides the scenario."""
MEASURED = ("measures", "experiment/bench.py", "experiment/terms.py")
"""What the measures of a record depend on besides."""
_CHECKSUM = 32
MODULE_AND_CLASS = re.compile(r"[^\W\d][\w.]*:[^\W\d]\w*")
_numbers = count()


@cache
def model_version(*more: str) -> str:
    """Return 16 hex digits of the sources that a record depends on: another model never finds this one's records.

    `more` names further rooms or modules of the package that what is kept is made by, such as `MEASURED`.
    """
    package = Path(__file__).parent
    found = hashlib.sha256()
    for room in (*_MODEL_ROOMS, *more):
        place = package / room
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            found.update(path.relative_to(package).as_posix().encode())
            found.update(path.read_bytes())
    return found.hexdigest()[:16]


class FolderShelf:
    """Keeps records in a folder; see `experiment.gather.Shelf`.

    Args:
        folder: where; made when the first record is kept.
        variant: tells records of one scenario apart that hold different tables, such as 'log'.
        made_by: rooms or modules of the package, besides the model, that make what is kept: see `MEASURED`.

    """

    def __init__(self, folder: str | Path, variant: str = "", made_by: tuple[str, ...] = ()) -> None:
        self.folder = Path(folder)
        self._place = self.folder / "-".join(filter(None, (model_version(*made_by), variant)))
        self._digests: dict[int, tuple[Any, str | None]] = {}

    def get(self, scenario: Any, seed: int, replication: int) -> Record | None:
        """Return a replication kept earlier; None if there is none, or it is damaged."""
        path = self._path(scenario, seed, replication)
        if path is None:
            return None
        try:
            found = _decoded(path.read_bytes())
        except (OSError, ValueError, KeyError, TypeError, zlib.error):
            return None
        # It may have been kept by a study of another size, whose scenario has another digest.
        return found and Record(scenario.digest, seed, replication, found.tables)

    def put(self, scenario: Any, record: Record) -> None:
        """Keep a replication.

        Raises:
            SalesLineError: it cannot be written (full disk, no permission); what was kept before stays.

        """
        path = self._path(scenario, record.seed, record.replication)
        if path is None:
            return
        fresh = path.with_name(f".{path.name}.{os.getpid()}.{next(_numbers)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(_encoded(record))
            fresh.replace(path)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            reason = error.strerror or str(error)
            raise SalesLineError(
                f"a finished replication could not be kept in {self.folder}: {reason}; "
                "all that were kept before are safe, and a second run goes on from them"
            ) from error

    def _path(self, scenario: Any, seed: int, replication: int) -> Path | None:
        digest = self._digest(scenario)
        return None if digest is None else self._place / digest / f"{seed}-{replication}.rec"

    def _digest(self, scenario: Any) -> str | None:
        known = self._digests.get(id(scenario))
        if known is None:
            known = self._digests[id(scenario)] = (scenario, address(scenario))
        return known[1]


def address(scenario: Any) -> str | None:
    """Return the scenario's part of the address; None if its records depend on something that has no digest."""
    names = sorted(set(_rules_of_ones_own(scenario)))
    alike = _digest_of_one_run(scenario)
    if not names:
        return alike
    own = hashlib.sha256()
    for name in names:
        source = _source(name)
        if source is None:
            return None
        own.update(name.encode())
        own.update(source)
    return f"{alike}-{own.hexdigest()[:8]}"


def _digest_of_one_run(scenario: Any) -> str:
    from salesline.scenario.scenario import Scenario  # noqa: PLC0415 - the shelf is light without the models
    from salesline.scenario.writer import digest  # noqa: PLC0415

    return digest(scenario, one_run=True)[:16] if isinstance(scenario, Scenario) else str(scenario.digest)


def _rules_of_ones_own(scenario: Any) -> Iterator[str]:
    """Names of rules that do not come with Salesline, wherever the organisation names them.

    A desk's own assignment is not the only place: changes, controllers and pilots hold settings as they are written. So every
    text is looked at, and one that is 'module:Class' or the name of a plug-in or of a rule given in Python counts.
    """
    from salesline.scenario.assignment import OWN_RULES, RULE_NAMES  # noqa: PLC0415 - the shelf is light without the models

    known = {*OWN_RULES, *(entry.name for entry in entry_points(group="salesline.policies"))} - {*RULE_NAMES}
    for part in (scenario, scenario.before) if getattr(scenario, "before", None) else (scenario,):
        organisation = getattr(part, "organisation", None)
        if organisation is not None:
            texts = _texts(organisation.model_dump(by_alias=True))
            yield from (text for text in texts if text in known or MODULE_AND_CLASS.fullmatch(text))


def _texts(value: Any) -> Iterator[str]:
    """All texts in plain maps and lists; keys are no values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _source(name: str) -> bytes | None:
    module, colon, _ = name.partition(":")
    if not colon:
        return None
    try:
        file = import_module(module).__file__
        return Path(file).read_bytes() if file else None
    except (ImportError, OSError, AttributeError, ValueError):
        return None


def _encoded(record: Record) -> bytes:
    body = zlib.compress(json.dumps(record.to_columns(), separators=(",", ":")).encode(), 1)
    return hashlib.sha256(body).digest() + body


def _decoded(data: bytes) -> Record | None:
    body = data[_CHECKSUM:]
    if hashlib.sha256(body).digest() != data[:_CHECKSUM]:
        return None
    return Record.from_columns(json.loads(zlib.decompress(body)))
