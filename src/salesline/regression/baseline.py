"""Baselines: what a scenario gave when it was last looked at, one file of text for each, fit for git.

    results/baselines/<name>.json

A file holds where the scenario is, its digest and inputs, the model's version, the seed, per replication a digest of all
tables and a row of headline measures, and a checksum over all of that. It is replaced in one step.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesline.errors import SalesLineError
from salesline.regression.rows import Cell, Rows
from salesline.scenario.describe import UNSET, inputs

if TYPE_CHECKING:
    from salesline.scenario.scenario import Scenario

__all__ = ["Baseline", "baselines_in", "changed_inputs", "inputs_of"]

FORM = 1
"""Version of the file's form."""


@dataclass(frozen=True)
class Baseline:
    """Stored results of one scenario.

    Attributes:
        name: of the file, without its ending.
        path: of the scenario's file, as seen from the folder of baselines.
        scenario: digest of the scenario.
        inputs: every input that was set, by dotted key, in words.
        model: version of the model, see `shelf.model_version`.
        seed: seed of all luck.
        digests: per replication, of all its tables.
        rows: headline measures by replication.

    """

    name: str
    path: str
    scenario: str
    inputs: dict[str, str]
    model: str
    seed: int
    digests: tuple[str, ...]
    rows: Rows

    @property
    def results(self) -> str:
        """Digest of the results of all replications."""
        return hashlib.sha256("\n".join(self.digests).encode()).hexdigest()

    def save(self, folder: Path) -> Path:
        """Write the file as a whole or not at all.

        Raises:
            SalesLineError: it could not be written.

        """
        target = folder / f"{self.name}.json"
        fresh = folder / f".{self.name}.{os.getpid()}.new"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            fresh.write_text(self._text(), encoding="utf-8")
            fresh.replace(target)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise SalesLineError(
                f"the baseline {target} could not be written: {error.strerror or error}; the old one, if any, stays"
            ) from error
        return target

    def _text(self) -> str:
        head = {
            "form": FORM,
            "path": self.path,
            "scenario": self.scenario,
            "model": self.model,
            "seed": self.seed,
            "replications": len(self.digests),
            "results": self.results,
            "inputs": self.inputs,
            "cells": [f"{quarter} {measure}" for quarter, measure in self.rows.columns],
        }
        columns = list(self.rows.columns.values())
        rows = [
            [digest, *(_plain(column[at]) for column in columns)] for at, digest in enumerate(self.digests)
        ]
        told = json.dumps(
            {**head, "rows": [], "checksum": _checksum(head, rows)}, indent=1, ensure_ascii=False
        )
        lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
        return told.replace('"rows": []', f'"rows": [\n{lines}\n ]') + "\n"

    @classmethod
    def load(cls, path: Path) -> Baseline:
        """Read a file.

        Raises:
            SalesLineError: it is missing or damaged.

        """
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            rows, checksum = data.pop("rows"), data.pop("checksum")
            if data["form"] != FORM:
                raise SalesLineError(
                    f"the baseline {path} has a form of another version of Salesline; {AGAIN}"
                )
            if checksum != _checksum(data, rows):
                raise SalesLineError(f"the baseline {path} is damaged: its checksum does not fit; {AGAIN}")
            return cls._from(path.stem, data, rows)
        except FileNotFoundError:
            raise SalesLineError(f"there is no baseline {path}; {AGAIN}") from None
        except OSError as error:
            raise SalesLineError(
                f"the baseline {path} could not be read: {error.strerror or error}"
            ) from error
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise SalesLineError(
                f"the baseline {path} is damaged: it is not a whole JSON file of a baseline; {AGAIN}"
            ) from error

    @classmethod
    def _from(cls, name: str, data: Mapping[str, Any], rows: list[list[Any]]) -> Baseline:
        columns: dict[Cell, list[float]] = {}
        for at, told in enumerate(data["cells"], start=1):
            quarter, _, measure = told.partition(" ")
            columns[int(quarter), measure] = [math.nan if row[at] is None else float(row[at]) for row in rows]
        digests = tuple(row[0] for row in rows)
        return cls(
            name, data["path"], data["scenario"], dict(data["inputs"]), data["model"], data["seed"], digests, Rows(columns)
        )  # fmt: skip


AGAIN = "restore it from version control, or write it anew with 'salesline check --accept --scenario FILE'"


def _plain(value: float) -> float | int | None:
    if math.isnan(value):
        return None
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def _checksum(head: Mapping[str, Any], rows: list[list[Any]]) -> str:
    text = json.dumps([head, rows], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def baselines_in(folder: Path) -> list[Path]:
    """Files of all baselines in a folder, by name."""
    return sorted(folder.glob("*.json"))


def inputs_of(scenario: Scenario) -> dict[str, str]:
    """Every input that is set, by dotted key; those of the year before the plan where they differ, after 'before.'."""
    found = {one.key: one.value for one in inputs(scenario) if one.value != UNSET}
    if scenario.before is None:
        return found
    earlier = scenario.model_copy(
        update={"market": scenario.before.market, "organisation": scenario.before.organisation}
    )
    past = {one.key: one.value for one in inputs(earlier)}
    gone = {key: UNSET for key in found if key not in past}
    return found | {
        f"before.{key}": value for key, value in {**past, **gone}.items() if value != found.get(key, UNSET)
    }


def changed_inputs(
    before: Mapping[str, str], now: Mapping[str, str], defaults: Collection[str] = ()
) -> list[tuple[str, str, str]]:
    """Key, value then, value now of every input that differs.

    Keys of `defaults` that `before` lacks are settings that came with a later version and are at their default: they
    are named only if nothing else differs.
    """
    found = [
        (key, before.get(key, UNSET), now.get(key, UNSET))
        for key in dict.fromkeys([*now, *before])
        if before.get(key, UNSET) != now.get(key, UNSET)
    ]
    return [one for one in found if one[0] in before or one[0] not in defaults] or found
