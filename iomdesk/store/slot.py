"""One key slot: the desk's file keys wrapped for one officer's passphrase, or for the recovery sheet.

Two steps. A passphrase, stretched by Argon2id, opens ``sealed``: the officer's own private keys. The exchange key
in it opens ``box``: the file key and the backup key. New file keys can therefore be put into every slot's box
without a passphrase being typed, because a box is made with the slot's *public* key alone.
"""

import os
from dataclasses import dataclass, replace
from enum import StrEnum

import cbor2
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from iomdesk.ids import Id
from iomdesk.store.kdf import KEY_BYTES, SALT_BYTES, Cost, stretched, subkey

_SEAL = b"iomdesk slot seal 1"
_BOX = b"iomdesk slot box 1"
_NONCE_BYTES = 12
_GCM_TAG_BYTES = 16
_ID_BYTES = 16
_SEALED_BYTES = (2 * KEY_BYTES, 3 * KEY_BYTES + _ID_BYTES)
_PARTS = 10
FILE_KEYS_BYTES = 2 * KEY_BYTES
"""The file key and, after it, the backup key."""


class SlotKind(StrEnum):
    """Who opens a slot."""

    OFFICER = "officer"
    RECOVERY = "recovery"


class WrongSecret(Exception):
    """The passphrase or code does not open the slot. Inside the store only; a person sees ``WrongKey``."""


class BrokenSlot(Exception):
    """The slot is not what was written. Inside the store only; a person sees ``Damaged``."""


@dataclass(frozen=True, slots=True, repr=False)
class Private:
    """What a slot's passphrase protects.

    ``home_secret`` is the same in every slot of a desk and never changes with the file keys: it proves that a
    list of slots was made by somebody who could unlock. Officer and signing key are None on the recovery sheet,
    which opens the desk but signs as nobody.
    """

    exchange: X25519PrivateKey
    home_secret: bytes
    signing_key: Ed25519PrivateKey | None = None
    officer: Id | None = None

    def encode(self) -> bytes:
        """Exchange key, home secret and, for an officer, signing key and officer id."""
        own = (
            b""
            if self.signing_key is None or self.officer is None
            else self.signing_key.private_bytes_raw() + self.officer
        )
        return self.exchange.private_bytes_raw() + self.home_secret + own

    @classmethod
    def decode(cls, plain: bytes) -> "Private":
        """The inverse of ``encode``; raises ``BrokenSlot`` for any other length."""
        if len(plain) not in _SEALED_BYTES:
            raise BrokenSlot
        exchange = X25519PrivateKey.from_private_bytes(plain[:KEY_BYTES])
        home_secret, own = plain[KEY_BYTES : 2 * KEY_BYTES], plain[2 * KEY_BYTES :]
        if not own:
            return cls(exchange, home_secret)
        return cls(exchange, home_secret, Ed25519PrivateKey.from_private_bytes(own[:KEY_BYTES]), own[KEY_BYTES:])


@dataclass(frozen=True, slots=True, repr=False)
class Slot:
    """One slot as it is kept. ``tag`` finds it by sign-in name; nothing in it names an officer."""

    kind: SlotKind
    tag: bytes
    salt: bytes
    cost: Cost
    public: bytes
    sealed: bytes
    ephemeral: bytes
    box: bytes

    def encode(self) -> bytes:
        """The slot's bytes in the key file."""
        cost = self.cost
        return cbor2.dumps(
            [str(self.kind), self.tag, self.salt, cost.iterations, cost.memory_kib, cost.lanes,
             self.public, self.sealed, self.ephemeral, self.box]
        )  # fmt: skip

    @property
    def header(self) -> bytes:
        """What the seal binds: a passphrase's work cannot be moved to another name, cost or public key."""
        cost = self.cost
        parts = [str(self.kind), self.tag, self.salt, cost.iterations, cost.memory_kib, cost.lanes, self.public]
        return _SEAL + b"\0" + cbor2.dumps(parts)


def decoded(encoded: bytes) -> Slot:
    """The slot ``encoded`` holds; raises ``BrokenSlot`` when a part is missing, too long or unbearably costly.

    The bytes are trusted only as far as their checksum: a stranger may have written both.
    """
    try:
        parts = cbor2.loads(encoded)
    except (cbor2.CBORError, ValueError, TypeError, ArithmeticError, RecursionError):
        raise BrokenSlot from None
    if not isinstance(parts, list) or len(parts) != _PARTS:
        raise BrokenSlot
    kind, tag, salt, iterations, memory, lanes, public, sealed, ephemeral, box = parts
    cost = _cost(iterations, memory, lanes)
    lengths = ((tag, 32), (salt, SALT_BYTES), (public, 32), (ephemeral, 32), (box, FILE_KEYS_BYTES + 8))
    if kind not in tuple(SlotKind) or not all(isinstance(p, bytes) and len(p) == wanted for p, wanted in lengths):
        raise BrokenSlot
    if not isinstance(sealed, bytes) or len(sealed) - _NONCE_BYTES - _GCM_TAG_BYTES not in _SEALED_BYTES:
        raise BrokenSlot
    slot = Slot(SlotKind(kind), tag, salt, cost, public, sealed, ephemeral, box)
    if slot.encode() != encoded:
        raise BrokenSlot
    return slot


def _cost(iterations: object, memory: object, lanes: object) -> Cost:
    if not (type(iterations) is int and type(memory) is int and type(lanes) is int):
        raise BrokenSlot
    cost = Cost(iterations, memory, lanes)
    if not cost.bearable():
        raise BrokenSlot
    return cost


def sealed_slot(
    kind: SlotKind, tag: bytes, secret: bytes | bytearray, cost: Cost, private: Private, file_keys: bytearray
) -> Slot:
    """A new slot that ``secret`` opens, holding ``private`` and ``file_keys``."""
    public = private.exchange.public_key().public_bytes_raw()
    slot = Slot(kind, tag, os.urandom(SALT_BYTES), cost, public, b"", b"", b"")
    nonce = os.urandom(_NONCE_BYTES)
    key = subkey(stretched(secret, slot.salt, cost), _SEAL)
    sealed = nonce + AESGCM(key).encrypt(nonce, private.encode(), slot.header)
    return boxed(replace(slot, sealed=sealed), file_keys)


def boxed(slot: Slot, file_keys: bytearray) -> Slot:
    """The same slot holding ``file_keys`` (file key, then backup key): made with its public key, no passphrase."""
    ephemeral = X25519PrivateKey.generate()
    try:
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(slot.public))
    except ValueError:
        raise BrokenSlot from None
    sender = ephemeral.public_key().public_bytes_raw()
    box = aes_key_wrap(_box_key(shared, slot, sender), bytes(file_keys))
    return replace(slot, ephemeral=sender, box=box)


def opened(slot: Slot, secret: bytes | bytearray) -> tuple[Private, bytearray]:
    """What ``secret`` opens: the private part, and the file keys (64 bytes) for the caller to wipe.

    Raises ``WrongSecret``, ``BrokenSlot``, or ``Environment`` when the machine lacks the memory.
    """
    key = subkey(stretched(secret, slot.salt, slot.cost), _SEAL)
    nonce, sealed = slot.sealed[:_NONCE_BYTES], slot.sealed[_NONCE_BYTES:]
    try:
        private = Private.decode(AESGCM(key).decrypt(nonce, sealed, slot.header))
    except InvalidTag:
        raise WrongSecret from None
    try:
        shared = private.exchange.exchange(X25519PublicKey.from_public_bytes(slot.ephemeral))
        return private, bytearray(aes_key_unwrap(_box_key(shared, slot, slot.ephemeral), slot.box))
    except (ValueError, InvalidUnwrap):
        raise BrokenSlot from None


def _box_key(shared: bytes, slot: Slot, sender: bytes) -> bytes:
    return subkey(shared, _BOX, sender + slot.public + slot.tag)
