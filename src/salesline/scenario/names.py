"""Names that must exist, and the message for one that does not."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator

Found = Iterator[tuple[str, str]]
"""Pairs of dotted key and message."""


def nearest(word: str, words: Collection[str]) -> str:
    """The word that is most like another, or '' when none is like it."""
    return next(iter(difflib.get_close_matches(word, words, 1, 0.5)), "")


def unknown(word: str, words: Collection[str]) -> str:
    """The message for a name that does not exist, with the nearest one that does."""
    near = nearest(word, words)
    hint = f"; did you mean '{near}'?" if near else f"; there is {', '.join(sorted(words)) or 'none'}"
    return f"unknown name '{word}'{hint}"


def names(key: str, words: Collection[str], known: Collection[str]) -> Found:
    """A problem for each word that is not known."""
    yield from ((key, unknown(word, known)) for word in words if word not in known)
