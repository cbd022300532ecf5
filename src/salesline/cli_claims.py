"""The command `salesline claims`: list the claims, run their experiments, write their page, notice a changed status."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from salesline.claims.claim import Claim

__all__ = ["add_claims"]

CHANGED = 1
PAGE = Path("docs") / "claims.md"


def add_claims(commands: Any) -> None:
    """Add the command to those of the program."""
    command = commands.add_parser("claims", help="list the field's claims, or run them as experiments")
    command.add_argument(
        "--list", action="store_true", dest="listing", help="list them with their last recorded status"
    )
    command.add_argument(
        "--id", nargs="+", default=[], metavar="ID", help="only these: 2.01, or 1B for a whole source"
    )
    command.add_argument("--quick", action="store_true", help="only the short list that CI runs")
    command.add_argument(
        "--replications", type=int, metavar="N", help="replications of each arm; default: each claim's own"
    )
    command.add_argument(
        "--seed",
        type=int,
        metavar="N",
        help="other luck than that of the recorded figures, to see which statuses hold; --page notes them",
    )
    command.add_argument("--jobs", type=int, metavar="N", help="processes; default: all cores")
    command.add_argument("--scenarios", default="scenarios", metavar="DIR", help="folder of scenario files")
    command.add_argument(
        "--page", metavar="FILE", help=f"write the page of all claims, such as {PAGE}, and its data beside it"
    )
    command.add_argument(
        "--check", metavar="FILE", help="compare with a page's data (JSON); exit 1 if a status changed"
    )
    command.add_argument("--cluster", metavar="ADDRESS", help="run on a Dask cluster you have")
    command.add_argument(
        "--out", default="results", metavar="DIR", help="where finished replications are kept"
    )
    command.add_argument("--fresh", action="store_true", help="run everything anew")
    command.add_argument("--json", action="store_true", help="print JSON")
    command.add_argument("--quiet", action="store_true", help="no progress")
    command.set_defaults(action=_claims)


def _claims(options: argparse.Namespace) -> int:
    from salesline.claims import all_claims, claims_named

    chosen = claims_named(options.id) if options.id else all_claims()
    if options.quick:
        chosen = tuple(claim for claim in chosen if claim.quick)
    data = Path(options.page or PAGE).with_suffix(".json")
    if options.listing:
        return _list(chosen, _known(data), as_json=options.json)
    return _run(chosen, options, data)


def _known(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found


def _list(chosen: Sequence[Claim], known: Mapping[str, Any], *, as_json: bool) -> int:
    from salesline.report.claims import listing

    if as_json:
        rows = [
            {"id": c.id, "tier": c.tier, "kind": c.kind, "says": c.says, "question": c.question,
             "arms": {name: {"file": arm.file, "values": dict(arm.values)} for name, arm in c.arms.items()},
             "measures": list(c.measures), "reproduced": c.reproduced, "refuted": c.refuted,
             "replications": c.replications, "power": c.power, "status": known.get(c.id, {}).get("status"),
             "experiment": c.executable}
            for c in chosen
        ]  # fmt: skip
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        print(listing(chosen, known))
    return 0


def _run(chosen: Sequence[Claim], options: argparse.Namespace, data: Path) -> int:
    from salesline.claims import all_claims
    from salesline.claims.run import MADE_BY, SEED, run_claims
    from salesline.report.claims import as_data, merged, page, told
    from salesline.report.progress import counter
    from salesline.shelf import MEASURED, FolderShelf

    recorded = _known(Path(options.check)) if options.check else {}
    seed = SEED if options.seed is None else options.seed
    results = run_claims(
        chosen,
        options.scenarios,
        replications=options.replications,
        jobs=options.jobs,
        progress=counter(sys.stderr, quiet=options.quiet),
        shelf=None
        if options.fresh
        else FolderShelf(Path(options.out) / ".kept", "claims", (*MEASURED, *MADE_BY)),
        cluster=options.cluster,
        seed=seed,
    )
    found = as_data(results)
    if options.json:
        print(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        print("\n\n".join(told(result) for result in results) or "none of these has an experiment")
    if options.page:
        known = merged(_known(data), found, None if seed == SEED else seed)
        data.write_text(
            json.dumps(known, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        Path(options.page).write_text(page(all_claims(), known), encoding="utf-8")
    return _compare(found, recorded) if options.check else 0


def _compare(found: Mapping[str, Any], recorded: Mapping[str, Any]) -> int:
    changed = [
        f"{name}: {recorded[name]['status'] if name in recorded else 'not recorded'} -> {now['status']}"
        for name, now in found.items()
        if name not in recorded or recorded[name]["status"] != now["status"]
    ]
    for line in changed:
        print(f"changed: {line}", file=sys.stderr)
    return CHANGED if changed else 0
