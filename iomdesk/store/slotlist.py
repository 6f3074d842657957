"""The key file as bytes: its layout, its checksums, and the proof that the list was made by somebody who could unlock.

The file is ``["iomdesk keys", version, head, [slot, …], check]`` in CBOR. ``head`` holds the home's salt, a SHA-256
of each slot and a MAC over both; ``check`` is the SHA-256 of all but the slots. So a flipped byte is told from a
wrong passphrase, and damage to one slot leaves the others usable. Later versions keep ``check`` as it is, so that
an older program can tell a newer file from a damaged one.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import cbor2

from iomdesk.errors import Damaged, NewerFile
from iomdesk.store.kdf import subkey
from iomdesk.store.slot import BrokenSlot, Slot, SlotKind, decoded
from iomdesk.words import say

VERSION = 1
"""The newest layout of the key file this program reads; it writes no other."""

HOME_SALT_BYTES = 16
_MAGIC = "iomdesk keys"
_LIST = b"iomdesk slot list 1"
_TAG = b"iomdesk slot tag 1"
_MOST_BYTES = 1 << 20
_HASH_BYTES = 32
_UNREADABLE = (cbor2.CBORError, ValueError, TypeError, ArithmeticError, RecursionError)


class Kept(NamedTuple):
    """A slot's bytes, their SHA-256 when they were written, and the slot; None when the bytes are not those."""

    encoded: bytes
    check: bytes
    slot: Slot | None


@dataclass(frozen=True, slots=True, repr=False)
class SlotList:
    """The slots of a key file in order, those that are damaged among them."""

    salt: bytes
    kept: tuple[Kept, ...] = ()
    mac: bytes = b""

    @property
    def sound(self) -> list[Slot]:
        """The slots that are what was written."""
        return [kept.slot for kept in self.kept if kept.slot is not None]

    @property
    def damaged(self) -> int:
        """How many are not."""
        return len(self.kept) - len(self.sound)

    def tag(self, kind: SlotKind, name: str) -> bytes:
        """What finds the slot of ``name`` (normalised) in this home."""
        return hashlib.sha256(cbor2.dumps([_TAG, self.salt, str(kind), name])).digest()

    def find(self, tag: bytes) -> Slot | None:
        """The sound slot with that tag."""
        return next((slot for slot in self.sound if slot.tag == tag), None)

    def proved_by(self, file_key: bytearray, home_secret: bytearray) -> bool:
        """Whether somebody holding these two made the list as it stands."""
        return hmac.compare_digest(self.mac, self._mac(file_key, home_secret))

    def holding(self, slots: Sequence[Slot], file_key: bytearray, home_secret: bytearray) -> "SlotList":
        """A list of ``slots`` and those damaged here, carried along as they are, proved by these two."""
        made = [_kept(slot) for slot in slots]
        carried = [kept for kept in self.kept if kept.slot is None]
        return SlotList(self.salt, (*made, *carried)).proved(file_key, home_secret)

    def without_damaged(self, file_key: bytearray, home_secret: bytearray) -> "SlotList":
        """The same list less its damaged slots, proved by these two."""
        return SlotList(self.salt, tuple(kept for kept in self.kept if kept.slot)).proved(file_key, home_secret)

    def proved(self, file_key: bytearray, home_secret: bytearray) -> "SlotList":
        """The same list with the proof these two make."""
        return replace(self, mac=self._mac(file_key, home_secret))

    def dump(self) -> bytes:
        """The key file's bytes."""
        head = cbor2.dumps([self.salt, self._checks, self.mac])
        return cbor2.dumps([_MAGIC, VERSION, head, [kept.encoded for kept in self.kept], _check(VERSION, head)])

    @property
    def _checks(self) -> list[bytes]:
        return [kept.check for kept in self.kept]

    def _mac(self, file_key: bytearray, home_secret: bytearray) -> bytes:
        key = subkey(file_key + home_secret, _LIST)
        return hmac.digest(key, cbor2.dumps([_LIST, self.salt, self._checks]), "sha256")


def loaded(content: bytes) -> SlotList:
    """The list a key file holds. Raises ``NotADesk``, ``NewerFile``, or ``Damaged`` when no slot can be reached."""
    version, head, encoded = _outer(content)
    if version > VERSION:
        raise NewerFile(
            say("The desk's keys were written by a later version of this program."),
            say("Install the newer version; nothing was changed."),
        )
    try:
        salt, checks, mac = cbor2.loads(head)
    except _UNREADABLE:
        raise damaged_file() from None
    if not isinstance(checks, list) or not isinstance(encoded, list) or len(checks) != len(encoded):
        raise damaged_file()
    if not (_are_bytes([mac, *checks], _HASH_BYTES) and _are_bytes([salt], HOME_SALT_BYTES) and _are_bytes(encoded)):
        raise damaged_file()
    kept = tuple(Kept(slot, check, _sound(slot, check)) for slot, check in zip(encoded, checks, strict=True))
    held = SlotList(salt, kept, mac)
    if held.dump() != content:
        raise damaged_file()
    return held


def _outer(content: bytes) -> tuple[int, bytes, object]:
    if not content or len(content) > _MOST_BYTES:
        raise damaged_file()
    try:
        parts = cbor2.loads(content)
    except _UNREADABLE:
        raise damaged_file() from None
    if not isinstance(parts, list) or len(parts) != 5:
        raise damaged_file()
    magic, version, head, encoded, check = parts
    if type(version) is not int or version < 1 or not _are_bytes([head, check]):
        raise damaged_file()
    if magic != _MAGIC or check != _check(version, head):
        raise damaged_file()
    return version, head, encoded


def _check(version: int, head: bytes) -> bytes:
    return hashlib.sha256(cbor2.dumps([_MAGIC, version, head])).digest()


def _kept(slot: Slot) -> Kept:
    encoded = slot.encode()
    return Kept(encoded, hashlib.sha256(encoded).digest(), slot)


def _sound(encoded: bytes, check: bytes) -> Slot | None:
    if hashlib.sha256(encoded).digest() != check:
        return None
    try:
        return decoded(encoded)
    except BrokenSlot:
        return None


def _are_bytes(parts: list[object], length: int | None = None) -> bool:
    return all(isinstance(part, bytes) and (length is None or len(part) == length) for part in parts)


def damaged_file() -> Damaged:
    """The whole key file is beyond use."""
    return Damaged(
        say("The desk's key file is damaged, or was changed outside the program."),
        say("Put the key file of the latest backup in its place, or restore that backup."),
    )


def damaged_slot() -> Damaged:
    """One slot is; the others still open the desk."""
    return Damaged(
        say("A key slot of this desk is damaged, so a passphrase may be right and yet not open it."),
        say("Unlock as another officer or with the recovery sheet and set the passphrase anew, or restore a backup."),
    )
