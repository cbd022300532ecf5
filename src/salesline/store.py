"""Results folders: everything a study found, written whole or not at all.

    results/<scenario>/<digest>/
      scenario.yaml      the resolved scenario, every key (of a comparison: scenario-1.yaml, scenario-2.yaml, ...)
      manifest.json      seed, replications, versions, platform, command, run time, digests of inputs and results
      verdict.json       see `salesline.report.verdict`, without the run time
      report.html        one offline page
      tables/*.parquet   tidy tables for programs: the record's tables, measures, summary, effects
      tables/*.csv       the same for people; texts that a spreadsheet would run as formulas are defused

All files but the manifest are the same bytes for the same scenario, seed, version and machine.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesline.errors import SalesLineError
from salesline.report.words import slug
from salesline.versions import compiled, versions

if TYPE_CHECKING:
    import pandas as pd

    from salesline.answers.why import Why
    from salesline.experiment.study import Study

DIGITS = 16
"""Hex digits of the digest in the folder's name."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def save(
    study: Study,
    verdict: dict[str, Any],
    out: str | Path = "results",
    command: Sequence[str] = (),
    why: Mapping[str, Why] | None = None,
) -> Path:
    """Write a study's results folder and return its path; an older folder of the same name is replaced as a whole.

    Args:
        study: what was run.
        verdict: its verdict.
        out: folder of all results; made if it is missing.
        command: the command line, for the manifest.
        why: waterfalls for the page, by scenario.

    Raises:
        SalesLineError: something could not be written (full disk, no permission); nothing is left behind.

    """
    target = folder(study, out)
    try:
        with _replacing(target) as place:
            _write(study, verdict, place, command, why)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SalesLineError(
            f"the results could not be written to {target}: {reason}; nothing was left there"
        ) from error
    return target


def check_place(out: str | Path) -> None:
    """See before a long run whether results could be written, as far as that can be told without writing.

    Raises:
        SalesLineError: `out`, or what it would be made in, is no folder or may not be written.

    """
    place = Path(out)
    nearest = next((p for p in (place, *place.absolute().parents) if p.exists()), place)
    if not nearest.is_dir():
        raise SalesLineError(f"the results could not be written to {out}: {nearest} is not a folder")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise SalesLineError(f"the results could not be written to {out}: {nearest} may not be written")


def folder(study: Study, out: str | Path = "results") -> Path:
    """Where the results of a study go: by the names and the digests of its scenarios."""
    name = "-vs-".join(slug(name)[:40] for name in study.names)[:120]
    return Path(out) / name / digest(study)


def digest(study: Study) -> str:
    """Digest of the inputs: a scenario's own, or of all scenarios of a comparison in their order."""
    digests = [str(scenario.digest) for scenario in study.scenarios.values()]
    if len(digests) == 1:
        return digests[0][:DIGITS]
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()[:DIGITS]


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """Give a fresh folder beside the target that takes its place at the end, or vanishes on any error or Ctrl-C."""
    made = [parent for parent in (target.parent, *target.parent.parents) if not parent.exists()]
    fresh = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        fresh.mkdir(parents=True)
        yield fresh
        _swap(fresh, target)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        for parent in made:
            _remove_empty(parent)
        raise


def _swap(fresh: Path, target: Path) -> None:
    """Put the fresh folder in the target's place; the old one is moved away first and put back if that fails."""
    old = target.with_name(f".{target.name}.{os.getpid()}.old")
    had = target.exists()
    if had:
        target.rename(old)
    try:
        fresh.rename(target)
    except BaseException:
        if had:
            old.rename(target)
        raise
    if had:
        shutil.rmtree(old, ignore_errors=True)


def _remove_empty(place: Path) -> None:
    try:
        place.rmdir()
    except OSError:
        return


def _write(
    study: Study,
    verdict: dict[str, Any],
    place: Path,
    command: Sequence[str],
    why: Mapping[str, Why] | None,
) -> None:
    from salesline.report.page import render  # noqa: PLC0415 - pictures are slow to import
    from salesline.scenario.writer import dump  # noqa: PLC0415

    scenarios = list(study.scenarios.values())
    for at, scenario in enumerate(scenarios, start=1):
        name = "scenario.yaml" if len(scenarios) == 1 else f"scenario-{at}.yaml"
        (place / name).write_text(dump(scenario, full=True), encoding="utf-8")
    _write_json(place / "verdict.json", timeless(verdict))
    (place / "report.html").write_text(render(study, verdict, why), encoding="utf-8")
    (place / "tables").mkdir()
    for name, frame in _frames(study):
        frame.to_parquet(
            place / "tables" / f"{name}.parquet", engine="pyarrow", compression="zstd", index=False
        )
        defused(frame).to_csv(place / "tables" / f"{name}.csv", index=False, lineterminator="\n")
    _write_json(place / "manifest.json", manifest(study, command))


def timeless(verdict: dict[str, Any]) -> dict[str, Any]:
    """The verdict without the run time, which differs from run to run."""
    made = {key: value for key, value in verdict["made"].items() if key != "seconds"}
    return {**verdict, "made": made}


def manifest(study: Study, command: Sequence[str] = ()) -> dict[str, Any]:
    """What it takes to make the results again, and to see that they are the same."""
    return {
        "schema": 1,
        "scenarios": [{"name": name, "digest": str(s.digest)} for name, s in study.scenarios.items()],
        "seed": study.seed,
        "replications": study.replications,
        "results": results_digest(study),
        "versions": versions(),
        "compiled": compiled(),
        "platform": platform.platform(),
        "command": list(command),
        "seconds": round(study.seconds, 3),
    }


def results_digest(study: Study) -> str:
    """SHA-256 over the digests of all records, scenario by scenario, replication by replication."""
    found = hashlib.sha256()
    for name in study.names:
        for record in study.records[name]:
            found.update(record.digest().encode())
    return found.hexdigest()


def _frames(study: Study) -> Iterator[tuple[str, pd.DataFrame]]:
    yield from study.tables.items()
    yield "measures", study.measures
    yield "summary", study.summary
    if len(study.names) > 1:
        yield "effects", study.effects


def save_csv(frame: pd.DataFrame, path: str | Path) -> None:
    """Write one table for people as a whole or not at all; texts like formulas are defused.

    Raises:
        SalesLineError: it could not be written.

    """
    target = Path(path)
    fresh = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        defused(frame).rename(columns=_defuse).to_csv(fresh, index=False)
        fresh.replace(target)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise SalesLineError(
            f"the table could not be written to {path}: {error.strerror or error}"
        ) from error


def defused(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy whose texts no spreadsheet takes for a formula: those that begin like one get an apostrophe."""
    made = frame.copy()
    for column in made.columns:
        if made[column].dtype.kind not in "biuf":
            made[column] = [_defuse(value) for value in made[column]]
    return made


def _defuse(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _write_json(path: Path, data: dict[str, Any]) -> None:
    path.write_text(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
