"""Who can open the desk: a slot for each officer and one for the printed recovery sheet.

THREATS.md beside this file says what the slots protect from and what they cannot.
"""

import os
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from iomdesk.errors import Refused, WrongKey
from iomdesk.ids import Id
from iomdesk.store.kdf import KEY_BYTES, Calibrator, Cost
from iomdesk.store.passphrase import new_secret, normalised_name, typed_secret, wrong_passphrase
from iomdesk.store.recovery import code_secret, new_code
from iomdesk.store.slot import BrokenSlot, Private, Slot, SlotKind, WrongSecret, boxed, opened, sealed_slot
from iomdesk.store.slotlist import HOME_SALT_BYTES, SlotList, damaged_file, damaged_slot, loaded
from iomdesk.words import say

_RECOVERY_COST = Cost(iterations=1, memory_kib=64, lanes=1)


class Unlocked:
    """What an opened slot gives: 32-byte keys in buffers that ``wipe`` zeroes, and the officer's own signing key.

    ``officer_id`` and ``signing_key`` are None when the recovery sheet opened it: the sheet signs as nobody.
    As a context manager it wipes at the end. Its text shows nothing.
    """

    __slots__ = ("backup_key", "file_key", "home_secret", "officer_id", "signing_key", "slot_tag")

    def __init__(self, private: Private, file_keys: bytearray, slot_tag: bytes) -> None:
        self.file_key = file_keys[:KEY_BYTES]
        self.backup_key = file_keys[KEY_BYTES:]
        self.home_secret = bytearray(private.home_secret)
        self.officer_id = private.officer
        self.signing_key = private.signing_key
        self.slot_tag = slot_tag

    def __repr__(self) -> str:
        return "Unlocked(…)"

    def __enter__(self) -> "Unlocked":
        return self

    def __exit__(self, *_: object) -> None:
        self.wipe()

    def wipe(self) -> None:
        """Zero the keys. The signing key lies in the cryptographic library's memory and is let go of."""
        for key in (self.file_key, self.backup_key, self.home_secret):
            _zero(key)
        self.signing_key = None


class Founded(NamedTuple):
    """A new desk's keys: the slots to write, the founder unlocked, and the code to print once."""

    slots: "KeySlots"
    unlocked: Unlocked
    recovery_code: str

    def __repr__(self) -> str:
        return "Founded(…)"


class KeySlots:
    """The slots of one desk. A change is made in memory; the caller then writes ``dump()`` with ``replace_file``.

    Every change asks for ``unlocked`` and first proves with it that the list as it stands is the desk's own. A
    damaged slot is carried along, so that its officer is told of the damage, until ``discard_damaged``.
    """

    def __init__(self, held: SlotList) -> None:
        self._held = held

    def __repr__(self) -> str:
        return f"KeySlots({len(self._held.kept)} slots)"

    @classmethod
    def create(cls, sign_in: str, officer_id: Id, passphrase: str, calibrator: Calibrator) -> Founded:
        """The keys of a new desk, all drawn here: file key, backup key, the founder's slot and the recovery slot.

        Raises ``Refused`` for a name or passphrase that cannot be used.
        """
        slots = cls(SlotList(os.urandom(HOME_SALT_BYTES)))
        founder = Private(X25519PrivateKey.generate(), os.urandom(KEY_BYTES), Ed25519PrivateKey.generate(), officer_id)
        file_keys = bytearray(os.urandom(2 * KEY_BYTES))
        unlocked = Unlocked(founder, file_keys, slots.tag_of(sign_in))
        _zero(file_keys)
        code = new_code()
        slots._keep(
            [
                slots._sealed_for(unlocked, sign_in, passphrase, calibrator, founder),
                slots._recovery_slot(unlocked, code),
            ],
            unlocked,
        )
        return Founded(slots, unlocked, code)

    @classmethod
    def load(cls, content: bytes) -> "KeySlots":
        """The slots a key file holds. Raises ``NewerFile``, or ``Damaged`` when no slot can be reached."""
        return cls(loaded(content))

    def dump(self) -> bytes:
        """The key file's bytes."""
        return self._held.dump()

    @property
    def damaged(self) -> int:
        """How many slots are not what was written."""
        return self._held.damaged

    @property
    def officers(self) -> int:
        """How many sound officer slots there are."""
        return sum(slot.kind is SlotKind.OFFICER for slot in self._held.sound)

    def tag_of(self, sign_in: str) -> bytes:
        """The tag of an officer's slot. A name cannot be read off it, but a guessed name can be checked against it.

        Raises ``Refused`` for what is no name.
        """
        return self._held.tag(SlotKind.OFFICER, normalised_name(sign_in))

    def has(self, sign_in: str) -> bool:
        """Whether an officer of that name has a sound slot."""
        return self._held.find(self.tag_of(sign_in)) is not None

    def unlock(self, sign_in: str, passphrase: str) -> Unlocked:
        """The keys, for an officer. Takes about a second by design.

        Raises ``WrongKey``, ``Damaged`` (this officer's slot, or the list as a whole), ``Refused`` for what is no
        name, or ``Environment``.
        """
        secret = typed_secret(passphrase)
        slot = self._held.find(self.tag_of(sign_in))
        if slot is None:
            raise damaged_slot() if self.damaged else wrong_passphrase()
        return self._open(slot, secret, wrong_passphrase())

    def unlock_only(self, passphrase: str) -> Unlocked:
        """The keys, for the officer of a desk that has one: nobody needs to say who they are.

        Raises as ``unlock`` does, and ``Refused`` where there are several officers.
        """
        if self.officers > 1:
            raise Refused(say("This desk has several officers."), say("Say who signs in (--as NAME)."))
        slot = next((slot for slot in self._held.sound if slot.kind is SlotKind.OFFICER), None)
        if slot is None:
            raise damaged_slot()
        return self._open(slot, typed_secret(passphrase), wrong_passphrase())

    def unlock_recovery(self, code: str) -> Unlocked:
        """The keys, for whoever holds the printed sheet.

        Raises ``Refused`` naming a mistyped group, ``WrongKey``, ``Damaged``.
        """
        secret = code_secret(code)
        slot = self._held.find(self._held.tag(SlotKind.RECOVERY, ""))
        if slot is None:
            raise damaged_slot()
        wrong = WrongKey(
            say("This recovery code is not this desk's."),
            say("Look for a newer sheet: each new sheet replaces the one before."),
        )
        return self._open(slot, secret, wrong)

    def add_officer(
        self,
        unlocked: Unlocked,
        sign_in: str,
        officer_id: Id,
        passphrase: str,
        calibrator: Calibrator,
        signing_key: Ed25519PrivateKey | None = None,
    ) -> bytes:
        """A slot for one more officer; returns the 32-byte public part of their signing key.

        Raises ``Refused`` for a passphrase that cannot be used or a name that has a slot.
        """
        self._prove(unlocked)
        if self.has(sign_in):
            raise Refused(say("An officer of that name can already unlock this desk."), say("Choose another name."))
        own = signing_key or Ed25519PrivateKey.generate()
        private = _private(unlocked, own, officer_id)
        slot = self._sealed_for(unlocked, sign_in, passphrase, calibrator, private)
        self._keep([*self._held.sound, slot], unlocked)
        return own.public_key().public_bytes_raw()

    def remove(self, unlocked: Unlocked, sign_in: str) -> None:
        """Take an officer's slot away. Their passphrase still opens older copies: rotate the keys next.

        Raises ``Refused`` for an unknown name or the last officer.
        """
        self._prove(unlocked)
        slot = self._named(sign_in)
        if self.officers == 1:
            raise Refused(
                say("The last officer cannot be removed: nobody could unlock the desk."),
                say("Add another officer first."),
            )
        self._keep([other for other in self._held.sound if other is not slot], unlocked)

    def change_passphrase(self, unlocked: Unlocked, sign_in: str, old: str, new: str, calibrator: Calibrator) -> None:
        """Seal an officer's slot with another passphrase; signing key and file keys stay.

        The exchange key is renewed: who knows the old passphrase and has an old copy of the key file could else
        open the boxes of later rotations. Raises ``WrongKey`` for the old passphrase, ``Refused`` for the new.
        """
        self._prove(unlocked)
        slot = self._named(sign_in)
        with self._open(slot, typed_secret(old), wrong_passphrase()) as proved:
            private = _private(unlocked, proved.signing_key, proved.officer_id)
            changed = self._sealed_for(unlocked, sign_in, new, calibrator, private)
        self._keep([changed if other is slot else other for other in self._held.sound], unlocked)

    def set_passphrase_by_recovery(
        self, unlocked: Unlocked, sign_in: str, officer_id: Id, passphrase: str, calibrator: Calibrator
    ) -> bytes:
        """A new slot for an officer who forgot their passphrase; returns the public part of their NEW signing key.

        The old signing key is sealed under what was forgotten and cannot be had back; nor should it, or whoever
        holds the sheet could sign as the officer. The desk records the new public key from now on.
        Raises ``Refused`` unless the recovery sheet opened ``unlocked``.
        """
        if unlocked.officer_id is not None:
            raise Refused(
                say("A forgotten passphrase is replaced with the recovery sheet."),
                say("Unlock with the printed recovery code, then set the new passphrase."),
            )
        self._prove(unlocked)
        own = Ed25519PrivateKey.generate()
        slot = self._sealed_for(unlocked, sign_in, passphrase, calibrator, _private(unlocked, own, officer_id))
        self._keep([*(other for other in self._held.sound if other.tag != slot.tag), slot], unlocked)
        return own.public_key().public_bytes_raw()

    def renew_recovery(self, unlocked: Unlocked) -> str:
        """A new code to print; the sheet before it no longer opens this key file. Rotate the keys if it was lost."""
        self._prove(unlocked)
        code = new_code()
        others = [slot for slot in self._held.sound if slot.kind is not SlotKind.RECOVERY]
        self._keep([*others, self._recovery_slot(unlocked, code)], unlocked)
        return code

    def discard_damaged(self, unlocked: Unlocked) -> int:
        """Drop the slots that are not what was written; returns how many. Their officers are then added again."""
        self._prove(unlocked)
        dropped = self.damaged
        self._held = self._held.without_damaged(unlocked.file_key, unlocked.home_secret)
        return dropped

    def with_new_file_keys(self, unlocked: Unlocked, file_key: bytearray, backup_key: bytearray) -> "KeySlots":
        """The same officers, sheet and passphrases, opening onto new keys of 32 bytes: for rotation and restore.

        ``unlocked`` is of this list and proves nothing in the new one. Raises ``Damaged`` while a slot is damaged,
        because its owner would be shut out unasked.
        """
        self._prove(unlocked)
        if self.damaged:
            raise damaged_slot()
        if len(file_key) != KEY_BYTES or len(backup_key) != KEY_BYTES or not any(file_key) or not any(backup_key):
            raise ValueError("file key and backup key are 32 bytes, not all zero")
        file_keys = file_key + backup_key
        slots = [boxed(slot, file_keys) for slot in self._held.sound]
        _zero(file_keys)
        return KeySlots(self._held.holding(slots, file_key, unlocked.home_secret))

    def _open(self, slot: Slot, secret: bytearray, wrong: WrongKey) -> Unlocked:
        try:
            private, file_keys = opened(slot, secret)
        except WrongSecret:
            raise wrong from None
        except BrokenSlot:
            raise damaged_slot() from None
        finally:
            _zero(secret)
        unlocked = Unlocked(private, file_keys, slot.tag)
        _zero(file_keys)
        self._prove(unlocked)
        return unlocked

    def _prove(self, unlocked: Unlocked) -> None:
        """Refuse a list that was changed without the keys, and keys that were wiped or belong elsewhere."""
        if not self._held.proved_by(unlocked.file_key, unlocked.home_secret):
            raise damaged_file()

    def _named(self, sign_in: str) -> Slot:
        slot = self._held.find(self.tag_of(sign_in))
        if slot is None:
            raise Refused(say("No officer of that name can unlock this desk."), say("Check the spelling of the name."))
        return slot

    def _keep(self, slots: list[Slot], unlocked: Unlocked) -> None:
        self._held = self._held.holding(slots, unlocked.file_key, unlocked.home_secret)

    def _sealed_for(
        self, unlocked: Unlocked, sign_in: str, passphrase: str, calibrator: Calibrator, private: Private
    ) -> Slot:
        secret = new_secret(passphrase, sign_in)
        file_keys = unlocked.file_key + unlocked.backup_key
        slot = sealed_slot(SlotKind.OFFICER, self.tag_of(sign_in), secret, calibrator.cost(), private, file_keys)
        _zero(secret)
        _zero(file_keys)
        return slot

    def _recovery_slot(self, unlocked: Unlocked, code: str) -> Slot:
        # 160 random bits need no stretching, so the cost is low on purpose.
        file_keys = unlocked.file_key + unlocked.backup_key
        tag = self._held.tag(SlotKind.RECOVERY, "")
        slot = sealed_slot(SlotKind.RECOVERY, tag, code_secret(code), _RECOVERY_COST, _private(unlocked), file_keys)
        _zero(file_keys)
        return slot


def _private(unlocked: Unlocked, own: Ed25519PrivateKey | None = None, officer_id: Id | None = None) -> Private:
    return Private(X25519PrivateKey.generate(), bytes(unlocked.home_secret), own, officer_id)


def _zero(key: bytearray) -> None:
    key[:] = bytes(len(key))
