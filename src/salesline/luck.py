"""Addressed luck: every random number is a pure function of (seed, replication, purpose, index, number of the draw).

Per purpose one counter-based generator (Philox) fills blocks of a table that is read by index, so the order of events
cannot change anybody's luck: the same lead meets the same luck in every scenario, and one more rep reshuffles nothing.
Uniforms are made from the generator's raw 64-bit words, which do not depend on numpy's version.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

import numpy as np
from numpy.typing import NDArray

SCHEME: Final = "salesline-luck-1"
_SHIFT: Final = 8
ROWS: Final = 1 << _SHIFT
_IN_BLOCK: Final = ROWS - 1
KEEP: Final = 128
_SPARE_BITS: Final = np.uint64(11)
_TO_UNIT: Final = 2.0**-53
_AT_ONCE: Final = 4
"""Words that the generator makes from one value of its counter."""
_WORTH: Final = 512
"""A row made alone takes as long as about so many words of a block."""


Row = Sequence[float]
"""The draws of one index; nobody may change them."""


class Words:
    """Raw words of the generator from any address. One generator serves all tables: making one takes longer than a block."""

    __slots__ = ("_generator", "_state")

    def __init__(self) -> None:
        self._generator = np.random.Philox(key=0)
        self._state = self._generator.state

    def uniforms(self, key: NDArray[np.uint64], block: int, count: int, first: int = 0) -> array[float]:
        """`count` words of a block of a key from number `first` on, as numbers in [0, 1)."""
        step, skipped = divmod(first, _AT_ONCE)
        self._state["state"] = {"counter": np.array([step, 0, block, 0], dtype=np.uint64), "key": key}
        self._generator.state = self._state  # that of a new generator: nothing buffered
        raw = self._generator.random_raw(skipped + count)[skipped:]
        raw >>= _SPARE_BITS
        found = array("d", (0.0,)) * count
        np.multiply(raw, _TO_UNIT, out=np.frombuffer(found))
        return found


class Table:
    """Uniforms in [0, 1) for one purpose, `width` of them per index.

    Rows are made alone, until so many of a block have been asked for that making all of it would have been as quick;
    from then on the table makes whole blocks at once, except those it has forgotten. What it does changes no number.
    """

    __slots__ = ("_asked", "_blocks", "_dense", "_enough", "_key", "_words", "width")

    def __init__(self, key: int, width: int, words: Words) -> None:
        self.width = width
        self._key = np.array([key & 2**64 - 1, key >> 64], dtype=np.uint64)
        self._words = words
        self._blocks: dict[int, array[float]] = {}
        self._asked: dict[int, int] = {}
        self._dense = False
        self._enough = ROWS * width // _WORTH

    def row(self, index: int) -> Row:
        """The draws of one index: `width` floats."""
        block = self._blocks.get(index >> _SHIFT)
        width = self.width
        start = (index & _IN_BLOCK) * width
        if block is None:
            if self._enough and self._alone(index >> _SHIFT):
                return self._words.uniforms(self._key, index >> _SHIFT, width, start)
            block = self._block_of(index >> _SHIFT)
        return block[start : start + width]  # a slice of an array copies bytes, not float objects

    def _alone(self, block: int) -> bool:
        """Whether a row of a block that is not there is better made alone."""
        if self._dense and block not in self._asked:
            self._asked[block] = 0
            return False
        asked = self._asked[block] = self._asked.get(block, 0) + 1
        if asked <= self._enough:
            return True
        self._dense = True
        self._asked[block] = 0
        return False

    def draw(self, index: int, column: int) -> float:
        """One draw of an index, for those who need no other."""
        block = self._blocks.get(index >> _SHIFT) or self._block_of(index >> _SHIFT)
        return block[(index & _IN_BLOCK) * self.width + column]

    def rows(self, indices: NDArray[np.int64]) -> NDArray[np.float64]:
        """The draws of many indices in ascending order, one row for each: shape (len(indices), width)."""
        numbers, starts = np.unique(indices >> _SHIFT, return_index=True)
        found = np.empty((len(indices), self.width))
        for number, start, end in zip(numbers.tolist(), starts, [*starts[1:], len(indices)], strict=False):
            block = np.frombuffer(self._block_of(number)).reshape(ROWS, self.width)
            found[start:end] = block[indices[start:end] & _IN_BLOCK]
        return found

    def first_column(self, block: int) -> Row:
        """The first draw of each index from ROWS * block on."""
        return self._block_of(block)[:: self.width]

    def _block_of(self, number: int) -> array[float]:
        """The draws of indices ROWS * number .. ROWS * (number + 1) - 1, one after the other."""
        found = self._blocks.get(number)
        if found is None:
            found = self._words.uniforms(self._key, number, ROWS * self.width)
            if len(self._blocks) >= KEEP:  # forgetting is harmless: a block is made anew from its address
                del self._blocks[next(iter(self._blocks))]
            self._blocks[number] = found
        return found


class Luck:
    """All the luck of one replication; `table` hands out the draws of one purpose."""

    __slots__ = ("_prefix", "_tables", "_words")

    def __init__(self, seed: int, replication: int) -> None:
        self._prefix = f"{SCHEME}|{seed}|{replication}|"
        self._words = Words()
        self._tables: dict[tuple[str, int], Table] = {}

    def table(self, purpose: str, width: int) -> Table:
        """The table of a purpose; the same name and width always give the same numbers."""
        found = self._tables.get((purpose, width))
        if found is None:
            digest = sha256(f"{self._prefix}{purpose}".encode()).digest()
            found = self._tables[purpose, width] = Table(
                int.from_bytes(digest[:16], "little"), width, self._words
            )
        return found
