"""Arguments that several commands share, and what they may be."""

from __future__ import annotations

import argparse
from functools import partial

__all__ = ["add_running", "add_setting", "share", "whole"]


def add_running(command: argparse.ArgumentParser) -> None:
    """What `run` and `compare` have in common."""
    add_setting(command)
    command.add_argument(
        "--replications",
        type=whole,
        metavar="N",
        help="simulated plans per scenario (most, with --precision)",
    )
    command.add_argument(
        "--precision",
        type=share,
        metavar="SHARE",
        help="go on until mean bookings (or --of) are known to this share: 2%% or 0.02",
    )
    command.add_argument(
        "--of",
        dest="precision_of",
        metavar="WHAT",
        help="what precision is asked of: wins, 'P90 of bookings', plan (its chance, in points), 'cash < 0'",
    )
    command.add_argument("--seed", type=partial(whole, least=0), metavar="N", help="seed of all luck")
    command.add_argument("--jobs", type=whole, metavar="N", help="processes; default: all cores")
    command.add_argument(
        "--cluster", metavar="ADDRESS", help="run on a Dask cluster you have, e.g. tcp://host:8786"
    )
    command.add_argument(
        "--fresh",
        action="store_true",
        help="run everything anew; else finished replications are kept and used",
    )
    command.add_argument(
        "--out", default="results", metavar="DIR", help="folder of results; default: results"
    )
    command.add_argument("--log", action="store_true", help="also keep every event and lead (large)")
    command.add_argument(
        "--why",
        action="store_true",
        help="also say on the page why the plan is missed (16 replications of many variants)",
    )
    command.add_argument("--json", action="store_true", help="print the verdict as JSON and nothing else")
    command.add_argument("--xlsx", metavar="FILE", help="also write a workbook (needs the extra 'excel')")
    command.add_argument("--quiet", action="store_true", help="no progress and no warnings")
    command.add_argument(
        "--yes", action="store_true", help="run even if the estimate of time or memory is large"
    )
    command.add_argument(
        "--debug", action="store_true", help="print errors of replications with their traceback"
    )


def add_setting(command: argparse.ArgumentParser) -> None:
    """`--set KEY=VALUE`, any number of times."""
    command.add_argument(
        "--set", dest="settings", action="append", default=[], metavar="KEY=VALUE",
        help="change one input, e.g. --set organisation.wip.ae=12; may be given several times",
    )  # fmt: skip


def whole(text: str, least: int = 1) -> int:
    """A whole number from `least` on."""
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if number < least:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} on")
    return number


def share(text: str) -> float:
    """A share between 0 and 1, written 0.02 or 2%."""
    try:
        found = float(text.strip().removesuffix("%")) / (100 if text.strip().endswith("%") else 1)
    except ValueError:
        found = 0.0
    if not 0 < found < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share between 0 and 1, such as 0.02 or 2%")
    return found
