"""`python -m tests.compiled [NUMBER]`: the compiled simulator gives the same bytes as the sources that it is made from.

Builds the compiled wheel in a folder of its own (a minute, a C compiler), and runs with and without it one replication of every
scenario file that ships, of at most three years, and of NUMBER generated scenarios with their logs (120 unless told). What
is installed stays as it is.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

import salesline as sl
from salesline.model import simulate
from salesline.scenario.scenario import Scenario
from salesline.versions import compiled
from tests.strategies import scenarios

ROOT = Path(__file__).resolve().parents[1]
SCENARIOS = ROOT / "scenarios"
LONGEST = 12
"""Quarters; longer ones are more of the same."""
SEED, REPLICATION = 1, 2
LOGGED = ("startup-3m.yaml", "claims/pod-fallback.yaml", "theory/conwip.yaml")
"""Scenarios whose event log is compared too."""
GENERATED = 120
Digests = dict[str, str]


def unable() -> str:
    """Why nothing can be compiled here; '' if it can."""
    compiler = os.environ.get("CC", sysconfig.get_config_var("CC") or "cc").split()[0]
    if shutil.which(compiler) is None:
        return f"there is no C compiler ({compiler})"
    if not (Path(sysconfig.get_path("include")) / "Python.h").exists():
        return "Python's headers are not installed (Python.h)"
    return ""


def build(folder: Path) -> Path:
    """Build the compiled wheel and unpack it below a folder; the place for PYTHONPATH.

    Raises:
        RuntimeError: the build failed.

    """
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    _run([*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT)])
    (wheel,) = folder.glob("salesline-*.whl")
    place = folder / "compiled"
    _run([*pip, "install", "--no-deps", "--target", str(place), str(wheel)])
    return place


def _run(command: list[str]) -> None:
    environment = {**os.environ, "HATCH_BUILD_HOOKS_ENABLE": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        message = f"{' '.join(command)} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        raise RuntimeError(message)


def digests(generated: Path) -> Digests:
    """Digests of the records, and of some event logs, by scenario file; and whether they come from compiled code."""
    found = {"compiled": str(compiled())}
    for path in sorted(SCENARIOS.rglob("*.yaml")):
        scenario = sl.load(path)
        name = path.relative_to(SCENARIOS).as_posix()
        if scenario.study.quarters <= LONGEST:
            found[name] = _digest(scenario, log=name in LOGGED)
    return found | {path.name: _digest(sl.load(path), log=True) for path in sorted(generated.iterdir())}


def _digest(scenario: Scenario, *, log: bool) -> str:
    try:
        return simulate(scenario, SEED, REPLICATION, log=log).digest()
    except Exception as error:  # noqa: BLE001 - where the plain one runs, this is a difference to be told
        return f"{type(error).__name__}: {error}"


def draw(number: int, folder: Path) -> None:
    """Write scenarios into a new folder: what is drawn depends on the constants of the sources that are loaded."""
    folder.mkdir()

    @seed(SEED)
    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(scenarios())
    def keep(scenario: Scenario) -> None:
        (folder / f"{scenario.digest[:16]}.yaml").write_text(sl.dump(scenario), encoding="utf-8")

    keep()


def differing(ours: Digests, theirs: Digests) -> list[str]:
    """Scenarios whose records are not the same bytes, or that only one of both has."""
    names = (ours.keys() | theirs.keys()) - {"compiled"}
    return sorted(name for name in names if ours.get(name) != theirs.get(name))


def main() -> int:
    """Status 1 if a record differs."""
    if sys.argv[1:2] == ["digests"]:
        print(json.dumps(digests(Path(sys.argv[2]))))
        return 0
    reason = unable()
    if reason:
        print(f"left out: {reason}")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        place = build(Path(folder))
        generated = Path(folder) / "generated"
        draw(int(sys.argv[1]) if sys.argv[1:] else GENERATED, generated)
        command = [sys.executable, "-m", "tests.compiled", "digests", str(generated)]
        sides = [
            subprocess.Popen(
                command, stdout=subprocess.PIPE, cwd=ROOT, text=True, env={**os.environ, **paths}
            )
            for paths in ({"PYTHONPATH": str(place)}, {})
        ]
        ours, theirs = (json.loads(side.communicate()[0]) for side in sides)
    if (ours["compiled"], theirs["compiled"]) != ("True", "False"):
        print(f"compiled: {ours['compiled']} and {theirs['compiled']}, not True and False")
        return 1
    wrong = differing(ours, theirs)
    for name in wrong:
        print(f"{name}\n  compiled  {ours.get(name)}\n  plain     {theirs.get(name)}")
    print(
        f"{len(ours) - 1} scenarios, compiled and plain: "
        + (f"{len(wrong)} differ" if wrong else "the same bytes")
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
