"""From a passphrase to a key: Argon2id (RFC 9106), at a cost measured on the machine and kept in the slot.

The cost is what makes guessing slow for a thief who has copied the files; no counter can.
"""

import contextlib
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from iomdesk.errors import Environment
from iomdesk.words import say

KEY_BYTES = 32
SALT_BYTES = 16
_MIB = 1024
_MOST_MEMORY_KIB = 2 * 1024 * _MIB
_MOST_ITERATIONS = 32
_MOST_LANES = 16
_MOST_WORK = 16 * 1024 * _MIB


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id's parameters: passes over the memory, the memory in KiB, and how many lanes fill it."""

    iterations: int
    memory_kib: int
    lanes: int

    def bearable(self) -> bool:
        """Whether any desk of ours could have chosen this: a hostile file must not ask for a terabyte or an hour."""
        return (
            1 <= self.iterations <= _MOST_ITERATIONS
            and 1 <= self.lanes <= _MOST_LANES
            and 8 * self.lanes <= self.memory_kib <= _MOST_MEMORY_KIB
            and self.iterations * self.memory_kib <= _MOST_WORK
        )


LEAST = Cost(iterations=3, memory_kib=64 * _MIB, lanes=2)
"""No machine is so slow that a passphrase is protected by less: passes and memory of RFC 9106's recommendation for
little memory (section 4), two lanes because the smallest desk has two cores."""


class Calibrator(Protocol):
    """Says what a new slot shall cost to open."""

    def cost(self) -> Cost:
        """The parameters for a slot made now."""


class MachineCalibrator:
    """Measures this machine and aims at ``target`` seconds for one attempt.

    More memory is bought first, because memory is what hurts guessing hardware; then passes. The memory stays
    below an eighth of the machine's, so that the same desk still opens when other programs run.
    """

    def __init__(self, target: float = 1.0, timer: Callable[[], float] = time.perf_counter) -> None:
        self._target = target
        self._timer = timer

    def cost(self) -> Cost:
        """The parameters for a slot made now; takes two attempts at the least cost, about half a second."""
        factor = self._target / max(min(self._seconds(), self._seconds()), 1e-3)
        memory = min(int(LEAST.memory_kib * factor), _memory_allowed())
        memory = max(memory // (64 * _MIB) * (64 * _MIB), LEAST.memory_kib)
        passes = int(LEAST.iterations * factor * LEAST.memory_kib / memory)
        return Cost(min(max(passes, LEAST.iterations), 16), memory, LEAST.lanes)

    def _seconds(self) -> float:
        began = self._timer()
        stretched(b"a measurement", bytes(SALT_BYTES), LEAST)
        return self._timer() - began


def _memory_allowed() -> int:
    """KiB an attempt may use here: at most 1 GiB; where the system does not say how much it has, 256 MiB."""
    machine = 2048 * _MIB
    if sys.platform != "win32":
        with contextlib.suppress(ValueError, OSError):
            machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 1024
    return min(machine // 8, 1024 * _MIB)


def stretched(secret: bytes | bytearray, salt: bytes, cost: Cost) -> bytes:
    """The 32 bytes Argon2id makes of ``secret``. Raises ``Environment`` when the machine has not the memory."""
    try:
        return Argon2id(
            salt=salt,
            length=KEY_BYTES,
            iterations=cost.iterations,
            lanes=cost.lanes,
            memory_cost=cost.memory_kib,
        ).derive(bytes(secret))
    except MemoryError:
        raise Environment(
            say("There is not enough free memory to open the desk."), say("Close other programs and try again.")
        ) from None


def subkey(secret: bytes | bytearray, purpose: bytes, context: bytes = b"") -> bytes:
    """A 32-byte key for one ``purpose`` from an already strong ``secret`` (HKDF-SHA256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose + b"\0" + context).derive(bytes(secret))
