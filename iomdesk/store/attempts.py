"""Slowing down who guesses at the keyboard: the wait after wrong passphrases, kept in the home across restarts.

It slows a person at this desk. Whoever copies the files guesses on a machine of their own: only the passphrase's
strength and the cost in the slot stand against that (THREATS.md).
"""

import contextlib
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from iomdesk.clock import Clock
from iomdesk.errors import IomdeskError, Refused, WrongKey
from iomdesk.store.files import open_private, replace_file, translated
from iomdesk.words import say

FREE = 2
"""Wrong attempts before there is a wait: everybody mistypes."""

FIRST_WAIT_MS = 30_000
LONGEST_WAIT_MS = 15 * 60_000
_MAGIC = b"IOMATT1\0"
_NOTE = struct.Struct(">8sQQ")
_CRC = struct.Struct(">I")
_BYTES = 64
_MOST_COUNTED = 1_000_000


class Attempts:
    """The attempts at one home, for the process that holds it. ``home`` is the home folder.

    An attempt is counted and written down before it is made, so that ending the process does not undo it. A clock
    set back starts the wait again from the new time: it never unlocks early and never locks for longer than the
    longest wait. A clock set forward does end a wait; that takes an administrator's rights on a managed machine.
    A note that cannot be read counts as the first attempt that has a wait.
    """

    def __init__(self, home: Path, clock: Clock) -> None:
        self._path = home / "attempts"
        self._clock = clock

    def waiting_ms(self) -> int:
        """How long the next attempt has to wait, in milliseconds; 0 when it may be made now."""
        count, at = self._read()
        return self._left(count, at, self._clock.now_ms())

    @contextlib.contextmanager
    def attempt(self) -> Iterator[None]:
        """Round one attempt to unlock: refuses during a wait, counts a ``WrongKey``, clears the count on success.

        Any other error a person is told about (a mistyped recovery group, a damaged slot) is no guess and leaves
        the count as it was. Anything else, such as a killed process, stays counted.
        """
        earlier = self._read()
        self.before()
        try:
            yield
        except WrongKey:
            self.failed()
            raise
        except IomdeskError:
            self._write(*earlier)
            raise
        self.succeeded()

    def before(self) -> None:
        """Count an attempt that is about to be made. Raises ``Refused`` with the time left during a wait."""
        count, at = self._read()
        now = self._clock.now_ms()
        left = self._left(count, at, now)
        if left:
            if now < at:
                self._write(count, now)
            raise Refused(
                say("Too many wrong attempts: wait {time} before the next one.", time=_in_words(left)),
                say("The printed recovery sheet has to wait as well; nothing is lost."),
            )
        self._write(min(count + 1, _MOST_COUNTED), now)

    def failed(self) -> None:
        """The attempt counted last was wrong: its wait begins now."""
        self._write(self._read()[0], self._clock.now_ms())

    def succeeded(self) -> None:
        """The desk was unlocked: earlier mistakes are forgotten."""
        self._write(0, self._clock.now_ms())

    def _left(self, count: int, at: int, now: int) -> int:
        wait = _wait_ms(count)
        return wait if now < at else max(0, at + wait - now)

    def _read(self) -> tuple[int, int]:
        """The attempts counted and when the last was, in milliseconds since 1970."""
        try:
            with self._path.open("rb") as file:
                note = file.read(_BYTES)
        except FileNotFoundError:
            return 0, 0
        except OSError as cause:
            raise translated(cause) from None
        body, crc = note[: _NOTE.size], note[_NOTE.size : _NOTE.size + _CRC.size]
        if len(crc) != _CRC.size or _CRC.unpack(crc)[0] != zlib.crc32(body) or body[:8] != _MAGIC:
            unreadable = FREE + 1, self._clock.now_ms()
            self._write(*unreadable)
            return unreadable
        _, count, at = _NOTE.unpack(body)
        return count, at

    def _write(self, count: int, at: int) -> None:
        """In place once the file exists, so that a full disk does not keep anybody from unlocking to make room."""
        body = _NOTE.pack(_MAGIC, count, max(at, 0))
        note = (body + _CRC.pack(zlib.crc32(body))).ljust(_BYTES, b"\0")
        if not self._path.exists():
            replace_file(self._path, note)
            return
        try:
            descriptor = open_private(self._path, os.O_WRONLY)
            with os.fdopen(descriptor, "wb", buffering=0) as file:
                file.write(note)
                os.fsync(file.fileno())
        except OSError as cause:
            raise translated(cause) from None


def _wait_ms(count: int) -> int:
    """None for the first mistakes, then 30 seconds, doubling to a quarter of an hour."""
    return min(FIRST_WAIT_MS << min(count - FREE - 1, 16), LONGEST_WAIT_MS) if count > FREE else 0


def _in_words(ms: int) -> str:
    seconds = -(-ms // 1000)
    if seconds <= 60:
        return say("1 second") if seconds == 1 else say("{count} seconds", count=seconds)
    return say("{count} minutes", count=-(-seconds // 60))
