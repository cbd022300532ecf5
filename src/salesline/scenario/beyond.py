"""Problems that other problems hide: what the rest of a file is told when its wrong values are left out.

Checks across keys need valid values, so one wrong unit would keep silent that a role does not exist.
"""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from salesline.errors import Problem
from salesline.scenario.messages import MOST_PROBLEMS, faulty_steps, in_file_order, problems_of
from salesline.scenario.nodes import Entry, Node, child, normalised, reached, spaced

M = TypeVar("M", bound=BaseModel)
ROUNDS = 6
"""Levels of checks, each behind the one before, that are looked behind."""
Steps = tuple[str, ...]


def all_problems(error: ValidationError, model: type[M], node: Node) -> list[Problem]:
    """Return the problems of a map of nodes, those found first and those behind them.

    Wrong values are taken out, or a 1 stands where there must be a number, and the rest is checked again; what is then
    said about those very keys is not passed on.
    """
    found = list(problems_of(error, model, node))
    if len(found) > MOST_PROBLEMS:
        return found
    mended, wrong = deepcopy(node), set[Steps]()
    for _ in range(ROUNDS):
        mends = 0
        for steps, kind in list(faulty_steps(error, model, mended)):
            if _mend(mended, steps, kind):
                wrong.add(steps)
                mends += 1
        if not mends:
            break
        try:
            model.model_validate(mended.plain())
        except ValidationError as further:
            error = further
        else:
            break
        found += [
            one for one in problems_of(error, model, mended) if one not in found and not _follows(one, wrong)
        ]
    return sorted(found, key=in_file_order)[:MOST_PROBLEMS]


def _mend(node: Node, steps: Steps, kind: str) -> bool:
    """Take a wrong value out; put a 1 where one is missing or stands in a list. False if that would take more than a value."""
    home = reached(node, steps[:-1]) if steps else None
    if home is None:
        return False
    last = steps[-1]
    entry = child(home, last)
    whole = entry is not None and isinstance(entry.node.value, dict) and kind != "extra_forbidden"
    if whole or (entry is None and kind != "missing"):
        return False
    one = Node(entry.position if entry else home.position, 1.0)  # type: ignore[arg-type]
    if isinstance(home.value, list) and entry is not None:
        home.value[int(last)] = one
    elif isinstance(home.value, dict) and entry is not None:
        del home.value[last]
    elif isinstance(home.value, dict):
        home.value[last] = Entry(spaced(last), home.position, one)
    else:
        return False
    return True


def _follows(problem: Problem, places: Collection[Steps]) -> bool:
    """Whether a problem may come from the mending: it is at a mended key, above or below it, or beside it and names it."""
    key = tuple(normalised(step) for step in problem.key.split(".") if step)
    for place in places:
        if key[: len(place)] == place or place[: len(key)] == key:
            return True
        beside = key[: len(place) - 1] == place[:-1]
        if spaced(place[-1]) in problem.message and (
            beside or ".".join(map(spaced, place)) in problem.message
        ):
            return True
    return False
