"""`python -m tests.benchmarks`: first agreement, then speed side by side, then the cost of growth.

The product is run twice: as plain Python, and compiled as an install with HATCH_BUILD_HOOKS_ENABLE=1 is (if there is a C
compiler). What is promised of its speed is promised of the compiled one.
"""

import argparse
import platform
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tests.benchmarks.comparison import Command, agreement, compiled, side_by_side
from tests.benchmarks.protocol import ROOT, ask
from tests.compiled import build, unable

PRODUCT = [sys.executable, "-m", "tests.benchmarks.workloads"]
PLAIN, COMPILED = "plain", "compiled"
NAIVE = [sys.executable, "-m", "tests.benchmarks.naive"]
BESIDE = ROOT.parent / "shared" / "bench"


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """What to run, against what, and how often."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", help="agree, speed, touch, grow (all unless named)")
    parser.add_argument(
        "--reference", type=Path, default=BESIDE, help="folder with simpy_naive.py (and floor.cpp)"
    )
    parser.add_argument("--plain", action="store_true", help="do not compile: plain Python alone")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of A B (5)")
    parser.add_argument("--replications", type=int, default=20, help="replications for agreement (20)")
    parser.add_argument("--at-least", type=float, default=4.0, help="times as fast as the naive program (4)")
    parser.add_argument("--factors", type=int, nargs="+", default=[1, 10, 100], help="sizes of the startup")
    chosen = parser.parse_args(arguments)
    unknown = set(chosen.parts) - set(PARTS)
    if unknown:
        parser.error(f"unknown part: {', '.join(sorted(unknown))}")
    return chosen


def peer(reference: Path) -> tuple[str, Command]:
    """The naive program to stand beside: the reference folder's, or the one kept here."""
    program = reference.resolve() / "simpy_naive.py"
    if program.exists():
        return f"{program.name} of the reference folder", [sys.executable, "-B", str(program)]
    return "naive.py of this folder", NAIVE


def products(folder: Path, *, plain: bool) -> dict[str, Command]:
    """The product as plain Python, and compiled into a folder where that can be done and is not unwanted."""
    found: dict[str, Command] = {PLAIN: PRODUCT}
    reason = "not asked for" if plain else unable()
    if reason:
        print(f"Not compiled: {reason}")
    else:
        found[COMPILED] = ["env", f"PYTHONPATH={build(folder)}", *PRODUCT]
    return found


def agree(chosen: argparse.Namespace, ours: dict[str, Command]) -> bool:
    """Outputs of the product against the compiled reference where there is one, else against the naive peer.

    Compiled or not, the product gives the same bytes (`tests.compiled`).
    """
    good = True
    with tempfile.TemporaryDirectory() as folder:
        floor = compiled(chosen.reference / "floor.cpp", folder)
        theirs, count = (floor, 2000) if floor else (peer(chosen.reference)[1], chosen.replications)
        print(
            f"Agreement: {chosen.replications} replications against {count} of {theirs[-1].rpartition('/')[2]}"
        )
        for workload in ("W1", "W2"):
            for row in agreement(workload, ours[PLAIN], theirs, chosen.replications, count):
                good &= row.agrees
                mark = "" if row.agrees else "   OFF"
                print(
                    f"  {workload} {row.output:<11}{row.ours:>12.5g}{row.theirs:>12.5g}   z {row.z:+5.1f}{mark}"
                )
    return good


def speed(chosen: argparse.Namespace, ours: dict[str, Command]) -> bool:
    """Seconds per replication of the product and its peer, and the median of the ratios."""
    name, theirs = peer(chosen.reference)
    print(f"Speed: against {name}, {chosen.rounds} rounds of A B, small size")
    good = True
    for workload in ("W1", "W2"):
        for form, command in ours.items():
            got = side_by_side(workload, "small", command, theirs, chosen.rounds)
            good &= got.ratio >= chosen.at_least or (form == PLAIN and COMPILED in ours)
            print(
                f"  {workload}  {form:<9}{got.ours * 1e3:8.1f} ms   theirs {got.theirs * 1e3:8.1f} ms"
                f"   {got.ratio:.2f} times as fast ({got.lowest:.2f} to {got.highest:.2f})"
            )
    return good


def touch(chosen: argparse.Namespace, ours: dict[str, Command]) -> bool:
    """Cost of one recorded activity of the startup's year against one touch of the naive program on W2."""
    costs: dict[str, list[float]] = {form: [] for form in (*ours, "naive")}
    for number in range(chosen.rounds):
        for form, command in ours.items():
            year = ask(command, "STARTUP", 1, 2, 1000 * number)[-1]
            costs[form].append(year["wall"] / year["activities"] * 1e6)
        naive = ask(peer(chosen.reference)[1], "W2", "small", 2, 1000 * number)[-1]
        costs["naive"].append(naive["wall"] / naive["touches"] * 1e6)
    middle = {form: median(found) for form, found in costs.items()}
    told = ", ".join(f"{middle[form]:.1f} us ({form})" for form in ours)
    print(f"Cost: {told} per activity of startup-3m, {middle['naive']:.1f} us per touch of the naive program")
    return all(middle[form] < middle["naive"] for form in ours)


def grow(chosen: argparse.Namespace, ours: dict[str, Command]) -> bool:
    """Time, memory and activities of the startup at several sizes, each in a process of its own."""
    print("Growth of startup-3m: size, activities, seconds, us per activity, peak MB")
    good = True
    for form, command in ours.items():
        costs = []
        for factor in chosen.factors:
            year = ask(command, "STARTUP", factor, 1, 1)[0]
            costs.append(year["wall"] / year["activities"] * 1e6)
            print(
                f"  {form:<9}{factor:>4}x{year['activities']:>12,.0f}{year['wall']:>10.2f} s{costs[-1]:>8.1f} us"
                f"{year['rss_mb']:>8.0f} MB"
            )
        good &= max(costs) <= 2 * costs[0]
    return good


PARTS = {"agree": agree, "speed": speed, "touch": touch, "grow": grow}


def main() -> int:
    """Run the parts; status 1 if any of them misses what it promises."""
    chosen = options()
    print(f"Python {platform.python_version()} on {platform.machine()}")
    with tempfile.TemporaryDirectory() as folder:
        ours = products(Path(folder), plain=chosen.plain)
        missed = [name for name in (chosen.parts or PARTS) if not PARTS[name](chosen, ours)]
    print(f"missed: {', '.join(missed)}" if missed else "all as promised")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
