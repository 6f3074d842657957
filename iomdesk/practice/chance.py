"""Repeatable chance: the same draws for the same key on every Python version and machine.

Only ``Random.random`` is used, the one method whose sequence the standard library promises to keep for an
integer seed; picking and ranging are done here with whole numbers. No logarithms or exponentials, whose last
digit differs between machines.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from random import Random
from typing import TypeVar

Value = TypeVar("Value")


class Chance:
    """A stream of draws named by its key, for example ``Chance(seed, "person", 12)``."""

    def __init__(self, *key: int | str) -> None:
        named = "/".join(str(part) for part in key).encode()
        self._random = Random(int.from_bytes(sha256(named).digest()[:8], "big")).random

    def below(self, count: int) -> int:
        """A whole number from 0 to ``count`` - 1."""
        return int(self._random() * count)

    def between(self, least: int, most: int) -> int:
        """A whole number from ``least`` to ``most``, both included."""
        return least + int(self._random() * (most - least + 1))

    def happens(self, per_hundred: int) -> bool:
        """True about ``per_hundred`` times in a hundred."""
        return self._random() * 100 < per_hundred

    def pick(self, choices: Sequence[Value]) -> Value:
        """One of ``choices``, each as likely as another."""
        return choices[int(self._random() * len(choices))]


def bag(weights: Mapping[str, int]) -> tuple[str, ...]:
    """``weights`` laid out for :meth:`Chance.pick`: each name as often as its weight."""
    return tuple(name for name, weight in weights.items() for _ in range(weight))
