"""The chain heads kept outside the database, so that an older copy of it put back does not pass for the newest.

A file of two blocks written in turn; each holds the heads, a running turn, a MAC under a key from the file key
and a checksum. A commit writes one block without waiting for the disk (that would double its cost): after a power
cut the anchor may lag behind the database, which is normal, but the database never lags behind the anchor.
"""

import hmac
import os
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from iomdesk.errors import Damaged
from iomdesk.ids import Id
from iomdesk.store.files import open_private, replace_file, translated
from iomdesk.store.kdf import subkey
from iomdesk.words import say

_PURPOSE = b"iomdesk anchor 1"
_MAGIC = b"IOMANC1\0"
_HEADS = struct.Struct(">8sQ16sQ32sQ32s")
_MAC_BYTES = 32
_CRC = struct.Struct(">I")
_RECORD_BYTES = _HEADS.size + _MAC_BYTES + _CRC.size
_BLOCK = 4096
"""Each record has a page of its own, so that a torn write of one cannot reach the other."""


@dataclass(frozen=True, slots=True)
class AnchorState:
    """Where the chains stood after a commit: the current incarnation's newest change, the newest audit entry."""

    incarnation: Id
    number: int
    hash: bytes
    audit_number: int
    audit_hash: bytes


class Anchor:
    """The anchor file of one generation, for the one process that holds the desk. ``file_key`` is not kept."""

    def __init__(self, path: Path, file_key: bytes | bytearray) -> None:
        self._path = path
        self._key = bytearray(subkey(file_key, _PURPOSE))
        self._turn: int | None = None
        self._held_back = False
        self._descriptor = -1

    def __repr__(self) -> str:
        return "Anchor(…)"

    def read(self) -> AnchorState | None:
        """The newest heads written; None when there is no file or nothing was written yet.

        Raises ``Damaged`` when neither block is whole, or a whole one was not written with this desk's key.
        """
        content = self._content()
        if content is None or not any(content):
            self._turn = 0
            return None
        records = [record for record in map(self._record, _blocks(content)) if record is not None]
        if not records:
            raise _damaged()
        self._turn, state = max(records, key=lambda record: record[0])
        return state

    def write(self, state: AnchorState) -> bool:
        """Note ``state`` after its commit. False when the disk refused: the commit stands, the next note heals.

        ``read`` or ``create`` comes first: a turn taken anew would be taken for an older one.
        """
        if self._held_back:
            return False
        if self._turn is None:
            raise RuntimeError("the anchor was not read")
        self._turn += 1
        heads = _HEADS.pack(_MAGIC, self._turn, state.incarnation, state.number, state.hash,
                            state.audit_number, state.audit_hash)  # fmt: skip
        record = heads + hmac.digest(self._key, heads, "sha256")
        try:
            self._put(record + _CRC.pack(zlib.crc32(record)), self._turn % 2 * _BLOCK)
        except OSError:
            self._close()
            return False
        return True

    def hold_back(self) -> None:
        """Note nothing more until ``create``: a note of what contradicts the last one would silence the alarm."""
        self._held_back = True

    def create(self, state: AnchorState) -> None:
        """A new file of both blocks, durably: for a new generation, or where the old one was found damaged.

        Raises ``DiskFull`` or ``Environment``.
        """
        self._close()
        replace_file(self._path, bytes(2 * _BLOCK))
        self._turn = 0
        self._held_back = False
        if not (self.write(state) and self.sync()):
            raise translated(OSError())

    def sync(self) -> bool:
        """Wait until what was noted is on the disk; False when the disk refused."""
        try:
            if self._descriptor >= 0:
                os.fsync(self._descriptor)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Sync, let the file go and forget the key."""
        self.sync()
        self._close()
        self._key[:] = bytes(len(self._key))

    def _content(self) -> bytes | None:
        try:
            with self._path.open("rb") as file:
                return file.read(2 * _BLOCK)
        except FileNotFoundError:
            return None
        except OSError as cause:
            raise translated(cause) from None

    def _record(self, block: bytes) -> tuple[int, AnchorState] | None:
        """The turn and heads of a block; None when it is empty or torn, ``Damaged`` when somebody else made it."""
        record, crc = block[: _RECORD_BYTES - _CRC.size], block[_RECORD_BYTES - _CRC.size : _RECORD_BYTES]
        if len(crc) != _CRC.size or _CRC.unpack(crc)[0] != zlib.crc32(record) or not any(record):
            return None
        heads, mac = record[: _HEADS.size], record[_HEADS.size :]
        if not hmac.compare_digest(mac, hmac.digest(self._key, heads, "sha256")):
            raise _damaged()
        _, turn, *state = _HEADS.unpack(heads)
        return turn, AnchorState(*state)

    def _put(self, record: bytes, offset: int) -> None:
        if self._descriptor < 0:
            self._descriptor = open_private(self._path, os.O_RDWR | os.O_CREAT)
        os.lseek(self._descriptor, offset, os.SEEK_SET)
        if os.write(self._descriptor, record) != len(record):
            raise OSError

    def _close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class Verdict(Enum):
    """How the database stands to its anchor."""

    AGREES = "agrees"
    AHEAD = "ahead"
    BEHIND = "behind"
    ANOTHER_HISTORY = "another history"
    NO_ANCHOR = "no anchor"
    DAMAGED_ANCHOR = "damaged anchor"


def compare(
    anchor: AnchorState,
    found: AnchorState,
    change_hash: Callable[[Id, int], bytes | None],
    audit_hash: Callable[[int], bytes | None],
) -> Verdict:
    """How the database, whose heads are ``found``, stands to ``anchor``.

    ``change_hash`` (incarnation, number) and ``audit_hash`` (number) say what the database holds there, None for
    nothing. Heads alone are not enough: an older copy that was worked on past the anchor has a newer head and yet
    lacks what the anchor saw. Ahead is normal after a kill or a power cut: write the anchor anew.
    """
    if anchor == found:
        return Verdict.AGREES
    same_incarnation = anchor.incarnation == found.incarnation
    if found.audit_number < anchor.audit_number or (same_incarnation and found.number < anchor.number):
        return Verdict.BEHIND
    change_held = anchor.number == 0 or change_hash(anchor.incarnation, anchor.number) == anchor.hash
    audit_held = anchor.audit_number == 0 or audit_hash(anchor.audit_number) == anchor.audit_hash
    return Verdict.AHEAD if change_held and audit_held else Verdict.ANOTHER_HISTORY


def complaint(verdict: Verdict) -> Damaged | None:
    """What a person is told of ``verdict``; None when nothing is wrong."""
    if verdict is Verdict.NO_ANCHOR:
        return Damaged(
            say("The note of the newest saved work, kept beside the desk's file, is missing."),
            say("Run a full verify; if it finds nothing else wrong, “verify --accept” makes the note anew."),
        )
    if verdict is Verdict.DAMAGED_ANCHOR:
        return _damaged()
    if verdict is Verdict.BEHIND:
        return Damaged(
            say("The desk's file is older than the note kept beside it: an old copy was put back, or its newest part"
                " was lost."),
            say("Put the newest copy back, or restore the latest backup; work saved after it has to be entered again."),
        )  # fmt: skip
    if verdict is Verdict.ANOTHER_HISTORY:
        return Damaged(
            say("The desk's file does not hold what the note kept beside it says was saved: it is another copy that"
                " was worked on by itself."),
            say("Keep both files, put back the copy that belongs here or restore the latest backup, and tell your"
                " administrator."),
        )  # fmt: skip
    return None


def _blocks(content: bytes) -> tuple[bytes, bytes]:
    return content[:_BLOCK], content[_BLOCK:]


def _damaged() -> Damaged:
    return Damaged(
        say("The note of the newest saved work, kept beside the desk's file, is damaged."),
        say("Run a full verify; if it finds nothing else wrong, “verify --accept” makes the note anew."),
    )
