"""Sources when a file or a setting changes a number of the scenario below it: the old source is not the new number's."""

from __future__ import annotations

from collections.abc import Iterator

from salesline.scenario.nodes import LAWS, Entry, Node, child, reached

BLOCKS = ("market", "organisation")
"""What the study asks for needs no source."""
UNNAMED = "assumption: changed here, no source named"


def with_own_sources(below: Node, over: Node, merged: Node) -> Node:
    """Return `merged`, `over` laid on `below`, in which no changed value keeps a source that `below` gave for the old one.

    A value that `over` changes has the source that `over` names for it or for a beginning of its key, else `UNNAMED`.
    Values for which `below` names no source are left as they are.
    """
    inherited, own = _evidence(below), _evidence(over)
    orphans = [
        key
        for key, node in _values(over)
        if _named(key, inherited) and not _named(key, own) and not _same(key, node, below)
    ]
    if not orphans or not isinstance(merged.value, dict):
        return merged
    held = merged.value["evidence"]
    sources = dict(held.node.value) if isinstance(held.node.value, dict) else {}
    for key in orphans:
        place = held.position
        sources[key] = Entry(key, place, Node(place, UNNAMED))
    evidence = Entry(held.written, held.position, Node(held.node.position, sources))
    return Node(merged.position, {**merged.value, "evidence": evidence})


def _evidence(node: Node) -> frozenset[str]:
    found = child(node, "evidence")
    return frozenset(found.node.value) if found and isinstance(found.node.value, dict) else frozenset()


def _named(key: str, sources: frozenset[str]) -> bool:
    """Whether there is a source for a key or for a beginning of it."""
    parts = key.split(".")
    return any(".".join(parts[:n]) in sources for n in range(len(parts), 0, -1))


def _values(node: Node) -> Iterator[tuple[str, Node]]:
    """Dotted keys of what a file says: single values, lists and laws as a whole."""
    todo = [(name, entry.node) for name in BLOCKS if (entry := child(node, name))]
    while todo:
        key, here = todo.pop()
        if isinstance(here.value, dict) and not LAWS & here.value.keys():
            todo += [(f"{key}.{name}", entry.node) for name, entry in here.value.items()]
        elif here.value is not None:
            yield key, here


def _same(key: str, node: Node, below: Node) -> bool:
    old = reached(below, key.split("."))
    return old is not None and old.plain() == node.plain()
