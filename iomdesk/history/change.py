"""One change: the operations one save made about one subject, signed by the desk and chained to its last.

The signature covers a header that holds a root over blinded sub-roots, one per data category (and one for
entries marked *do not share*). A recipient gets only the categories the agreement gives it, each with its
sub-root's proof, and can still verify the whole; empty slots are as random as full ones, so nobody can count
what was withheld (SYNC, "The change"). The blinds of a change derive from one random secret that stays with
the author and the server: a recipient gets single blinds, never the secret.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from iomdesk.catalogue import Category
from iomdesk.history.operation import Malformed
from iomdesk.ids import Id

PROTOCOL = 1
NARROWED = 0
"""The slot of entries marked *do not share*; the slots above it are the data categories' own numbers."""
SLOTS = 32
"""Leaves of the tree: slot 0, eighteen categories, and room for categories to come."""
NO_CHANGE = bytes(32)
"""The previous hash of an incarnation's first change."""

_USED = max(Category) + 1
_DOMAIN = b"iomdesk change 1\0"


@dataclass(frozen=True, slots=True)
class Header:
    """What the signature covers. Clocks are milliseconds; ``clock`` is hybrid (48 bits of time, 16 of count)."""

    protocol: int
    founding: Id
    catalogue: int
    incarnation: Id
    number: int
    previous: bytes
    clock: int
    wall: int
    officer: Id
    agency: str
    purpose: str
    agreement: int
    epoch: int
    subject: Id
    save: Id
    root: bytes

    def encode(self) -> bytes:
        """The header's bytes: a CBOR array of its parts in order."""
        return cbor2.dumps([getattr(self, name) for name in self.__slots__])


def read_header(encoded: bytes) -> Header:
    """The header those bytes hold; raises ``Malformed``."""
    try:
        parts = cbor2.loads(encoded)
        header = Header(*parts)
    except (cbor2.CBORDecodeError, ValueError, TypeError, RecursionError, OverflowError) as cause:
        raise Malformed("change header") from cause
    sixteen = (header.founding, header.incarnation, header.officer, header.subject, header.save)
    numbers = (
        header.protocol,
        header.catalogue,
        header.number,
        header.clock,
        header.wall,
        header.agreement,
        header.epoch,
    )
    if not (
        all(type(part) is bytes and len(part) == 16 for part in sixteen)
        and all(type(part) is bytes and len(part) == 32 for part in (header.previous, header.root))
        and all(type(part) is int and part >= 0 for part in numbers)
        and all(type(part) is str for part in (header.agency, header.purpose))
    ):
        raise Malformed("change header")
    return header


def header_hash(encoded: bytes) -> bytes:
    """What the next change of the incarnation names as ``previous``, and what is signed."""
    return hashlib.sha256(_DOMAIN + encoded).digest()


def sign(encoded: bytes, key: Ed25519PrivateKey) -> bytes:
    """The desk's Ed25519 signature of an encoded header."""
    return key.sign(header_hash(encoded))


def signed_by(encoded: bytes, signature: bytes, key: Ed25519PublicKey) -> bool:
    """Whether ``signature`` is the key's own of exactly this header."""
    try:
        key.verify(signature, header_hash(encoded))
    except InvalidSignature:
        return False
    return True


def blind(secret: bytes, slot: int) -> bytes:
    """The blind of one slot, from the change's random 16-byte secret; one way, so a blind tells nothing of another."""
    return hashlib.sha256(b"\x03" + secret + bytes((slot,))).digest()[:16]


def sub_root(slot_blind: bytes, leaves: Iterable[bytes]) -> bytes:
    """The blinded root of one slot over the full digests of its operations, in any order."""
    return hashlib.sha256(b"\x02" + slot_blind + b"".join(sorted(leaves))).digest()


def root(secret: bytes, leaves: Mapping[int, Iterable[bytes]]) -> bytes:
    """The root over all slots, empty ones included. ``leaves`` gives operation digests by slot."""
    sha, begun = hashlib.sha256, b"\x03" + secret
    # Each line is sub_root(blind(secret, slot), leaves[slot]), spelled out: a save hashes nineteen of them.
    level = [
        sha(b"\x02" + sha(begun + mark).digest()[:16] + b"".join(sorted(leaves.get(slot, ())))).digest()
        for slot, mark in _MARKS
    ]
    return tree([*level, *_PADDING])


def tree(level: list[bytes]) -> bytes:
    """The root of a full binary tree over ``level``, whose length is a power of two."""
    sha = hashlib.sha256
    while len(level) > 1:
        places = iter(level)
        level = [
            _UNUSED if left is _UNUSED and right is _UNUSED else sha(b"\x01" + left + right).digest()
            for left, right in zip(places, places, strict=True)
        ]
    return level[0]


_UNUSED = hashlib.sha256(b"iomdesk unused slot").digest()
_PADDING = (_UNUSED,) * (SLOTS - _USED)
_MARKS = tuple((slot, bytes((slot,))) for slot in range(_USED))


def tick(last: int, wall_ms: int) -> int:
    """The hybrid logical clock after ``last`` at wall time ``wall_ms``: it never goes back."""
    return max(last + 1, wall_ms << 16)
