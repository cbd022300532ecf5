"""The notebooks: `python -m tests.notebooks write|check [NAME ...]`.

`write` executes the notebooks as they stand and keeps their outputs. `check` executes each with few replications, not its own,
and says whether it runs, and whether the kept outputs are of the code and of the results of now: both leave a fingerprint in the
notebook's metadata (the code, and the first replication of every scenario file that it names).
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import re
import sys
import time
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from PIL import Image

from salesline.model import simulate
from salesline.report.progress import GONE
from salesline.scenario.reader import load

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "notebooks"
FEW = 3
"""Replications of a check."""
MOST_BYTES = 200_000
MOST_PLAIN = 500
COLOURS = 64
OWN = re.compile(r"^replications = \d+", re.MULTILINE)
FILES = re.compile(r"scenarios/[\w/-]+\.yaml")
Notebook = Any


def names() -> list[str]:
    """Names of all notebooks, in their order."""
    return [path.stem for path in sorted(FOLDER.glob("*.ipynb"))]


def read(name: str) -> Notebook:
    """A notebook by its name."""
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


def code(book: Notebook) -> list[Any]:
    """Its cells of code."""
    return [cell for cell in book.cells if cell.cell_type == "code"]


def execute(book: Notebook, replications: int | None = None) -> None:
    """Run all cells, with other replications than the notebook's own if they are given; the code stays as it was."""
    own = [cell.source for cell in code(book)]
    if replications is not None:
        for cell in code(book):
            cell.source = OWN.sub(f"replications = {replications}", cell.source)
    # No browser and no cache of one machine: pictures are drawn in the kernel, and nothing is written beside the notebook.
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    client = NotebookClient(
        book, timeout=600, kernel_name="python3", resources={"metadata": {"path": FOLDER}}
    )
    try:
        client.execute()
    finally:
        for cell, source in zip(code(book), own, strict=True):
            cell.source = source


def fingerprint(book: Notebook) -> dict[str, str]:
    """What the kept outputs hang on: the code, and the results of the scenarios that it names."""
    text = "\n".join(cell.source for cell in code(book))
    results = hashlib.sha256()
    for file in sorted(set(FILES.findall(text))):
        scenario = load(ROOT / file)
        results.update(simulate(scenario, scenario.study.seed, 0).digest().encode())
    return {"code": hashlib.sha256(text.encode()).hexdigest()[:16], "results": results.hexdigest()[:16]}


def tidy(book: Notebook, fresh: dict[str, str]) -> None:
    """Leave nothing in the file that hangs on the machine or the hour."""
    book.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "salesline": fresh,
    }
    for number, cell in enumerate(book.cells):
        cell.id = f"cell-{number}"
        cell.metadata = {"tags": cell.metadata["tags"]} if "tags" in cell.metadata else {}
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not passing(output)]
            for output in cell.outputs:
                shorten(output)


def passing(output: Any) -> bool:
    """Whether an output is but the trace of a progress bar."""
    html = output.get("data", {}).get("text/html", "")
    return GONE in html or "<progress" in html


def shorten(output: Any) -> None:
    """Where a table is shown, no page of plain text besides; pictures in as few bytes as their colours take."""
    data = output.get("data", {})
    if "image/png" in data:
        image = Image.open(io.BytesIO(base64.b64decode(data["image/png"]))).convert("RGB")
        small = io.BytesIO()
        image.quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
        data["image/png"] = base64.b64encode(small.getvalue()).decode()
    if "text/html" in data and len(data.get("text/plain", "")) > MOST_PLAIN:
        data["text/plain"] = data["text/plain"][:MOST_PLAIN] + " ..."


def stale(name: str, book: Notebook) -> str:
    """Why the kept outputs are not those of now, or nothing."""
    kept, now = book.metadata.get("salesline", {}), fingerprint(book)
    if kept == now:
        return ""
    what = "its code" if kept.get("code") != now["code"] else "results"
    return f"{name}: {what} changed since its outputs were kept: python -m tests.notebooks write {name}"


def write(name: str) -> str:
    """Execute a notebook and keep what comes out; a message if something is wrong."""
    book = read(name)
    execute(book)
    tidy(book, fingerprint(book))
    nbformat.validate(book)
    path = FOLDER / f"{name}.ipynb"
    path.write_text(nbformat.writes(book) + "\n", encoding="utf-8")
    size = path.stat().st_size
    return f"{name}: {size:,} bytes are more than {MOST_BYTES:,}" if size > MOST_BYTES else ""


def check(name: str) -> str:
    """Execute a notebook with few replications; a message if its kept outputs are out of date."""
    book = read(name)
    execute(book, FEW)
    return stale(name, read(name))


def main(arguments: list[str]) -> int:
    """Do what the module's text says; the exit status."""
    action, *wanted = arguments or ["check"]
    if action not in ("write", "check") or set(wanted) - set(names()):
        print(f"python -m tests.notebooks write|check [NAME ...]; there is {', '.join(names())}")  # noqa: T201
        return 2
    wrong = []
    for name in wanted or names():
        started = time.perf_counter()
        said = (write if action == "write" else check)(name)
        wrong += [said] if said else []
        print(f"{name}: {said or 'fine'}, {time.perf_counter() - started:.0f} s", flush=True)  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
