"""The key slots: who opens the desk, what a flipped byte does, and that nobody without a key adds himself."""

import hashlib
import hmac
import random
from collections.abc import Callable

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from iomdesk.errors import Damaged, NewerFile, Refused, WrongKey
from iomdesk.store.kdf import Cost
from iomdesk.store.keyslots import Founded, KeySlots, Unlocked
from iomdesk.store.slot import BrokenSlot, Private, SlotKind, boxed, decoded, sealed_slot
from iomdesk.store.slotlist import SlotList, loaded
from tests.store.cheap_keys import Cheap

ANNE, BASIL = b"\x01" * 16, b"\x02" * 16
FIRST = "heron umbrella quarry"
SECOND = "lantern pebble orchard"
THIRD = "violet saddle harbour"


@pytest.fixture
def desk() -> Founded:
    return KeySlots.create("Sgt A Example", ANNE, FIRST, Cheap())


def keys_of(unlocked: Unlocked) -> tuple[bytes, bytes]:
    return bytes(unlocked.file_key), bytes(unlocked.backup_key)


def reread(slots: KeySlots) -> KeySlots:
    return KeySlots.load(slots.dump())


def test_founder_unlocks_after_the_file_is_read_again(desk: Founded) -> None:
    unlocked = reread(desk.slots).unlock("Sgt A Example", FIRST)
    assert keys_of(unlocked) == keys_of(desk.unlocked)
    assert len(unlocked.file_key) == len(unlocked.backup_key) == 32
    assert unlocked.file_key != unlocked.backup_key
    assert unlocked.officer_id == ANNE
    assert unlocked.signing_key is not None
    assert desk.unlocked.signing_key is not None
    assert unlocked.signing_key.private_bytes_raw() == desk.unlocked.signing_key.private_bytes_raw()


@pytest.mark.parametrize(
    ("sign_in", "passphrase"),
    [
        ("  sgt a  EXAMPLE ", FIRST),
        ("Ｓｇｔ A Example", " heron  umbrella quarry\n"),
        ("Sgt A Example", "heron umbrella\u00a0quarry"),
    ],
)
def test_spelling_of_the_keyboard_does_not_matter(desk: Founded, sign_in: str, passphrase: str) -> None:
    assert keys_of(desk.slots.unlock(sign_in, passphrase)) == keys_of(desk.unlocked)


@pytest.mark.parametrize(
    ("sign_in", "passphrase"),
    [("Sgt A Example", SECOND), ("Sgt A Example", "Heron umbrella quarry"), ("Nobody", FIRST), ("Sgt A Example", "")],
)
def test_wrong_name_and_wrong_passphrase_say_the_same(desk: Founded, sign_in: str, passphrase: str) -> None:
    with pytest.raises(WrongKey) as caught:
        desk.slots.unlock(sign_in, passphrase)
    assert "name or the passphrase is not right" in str(caught.value)


def test_recovery_sheet_opens_but_signs_as_nobody(desk: Founded) -> None:
    unlocked = reread(desk.slots).unlock_recovery(desk.recovery_code.lower().replace("-", " "))
    assert keys_of(unlocked) == keys_of(desk.unlocked)
    assert unlocked.officer_id is None
    assert unlocked.signing_key is None
    other = KeySlots.create("Someone Else", BASIL, SECOND, Cheap()).recovery_code
    with pytest.raises(WrongKey, match="not this desk's"):
        desk.slots.unlock_recovery(other)


def test_officer_is_added_and_removed(desk: Founded) -> None:
    public = desk.slots.add_officer(desk.unlocked, "B Sample", BASIL, SECOND, Cheap())
    slots = reread(desk.slots)
    basil = slots.unlock("b sample", SECOND)
    assert basil.officer_id == BASIL
    assert basil.signing_key is not None
    Ed25519PublicKey.from_public_bytes(public).verify(basil.signing_key.sign(b"minutes"), b"minutes")
    assert slots.officers == 2
    with pytest.raises(Refused, match="already unlock"):
        slots.add_officer(basil, "B SAMPLE", BASIL, THIRD, Cheap())
    slots.remove(basil, "Sgt A Example")
    assert not slots.has("Sgt A Example")
    with pytest.raises(WrongKey):
        reread(slots).unlock("Sgt A Example", FIRST)
    with pytest.raises(Refused, match="last officer"):
        slots.remove(basil, "B Sample")
    with pytest.raises(Refused, match="No officer of that name"):
        slots.remove(basil, "C Nobody")


def test_an_officer_can_bring_a_signing_key(desk: Founded) -> None:
    own = Ed25519PrivateKey.generate()
    desk.slots.add_officer(desk.unlocked, "B Sample", BASIL, SECOND, Cheap(), own)
    unlocked = desk.slots.unlock("B Sample", SECOND)
    assert unlocked.signing_key is not None
    assert unlocked.signing_key.private_bytes_raw() == own.private_bytes_raw()


def test_changed_passphrase_keeps_keys_and_signing_key_but_not_the_exchange_key(desk: Founded) -> None:
    before = loaded(desk.slots.dump()).find(desk.unlocked.slot_tag)
    with pytest.raises(WrongKey):
        desk.slots.change_passphrase(desk.unlocked, "Sgt A Example", SECOND, THIRD, Cheap())
    with pytest.raises(Refused):
        desk.slots.change_passphrase(desk.unlocked, "Sgt A Example", FIRST, "short", Cheap())
    desk.slots.change_passphrase(desk.unlocked, "Sgt A Example", FIRST, SECOND, Cheap())
    slots = reread(desk.slots)
    with pytest.raises(WrongKey):
        slots.unlock("Sgt A Example", FIRST)
    unlocked = slots.unlock("Sgt A Example", SECOND)
    assert keys_of(unlocked) == keys_of(desk.unlocked)
    assert unlocked.signing_key is not None
    assert desk.unlocked.signing_key is not None
    assert unlocked.signing_key.private_bytes_raw() == desk.unlocked.signing_key.private_bytes_raw()
    after = loaded(slots.dump()).find(unlocked.slot_tag)
    assert before is not None
    assert after is not None
    assert before.public != after.public


def test_forgotten_passphrase_is_replaced_with_the_sheet_and_a_new_signing_key(desk: Founded) -> None:
    old = desk.unlocked.signing_key
    assert old is not None
    with pytest.raises(Refused, match="recovery sheet"):
        desk.slots.set_passphrase_by_recovery(desk.unlocked, "Sgt A Example", ANNE, SECOND, Cheap())
    sheet = desk.slots.unlock_recovery(desk.recovery_code)
    public = desk.slots.set_passphrase_by_recovery(sheet, "Sgt A Example", ANNE, SECOND, Cheap())
    unlocked = reread(desk.slots).unlock("Sgt A Example", SECOND)
    assert public != old.public_key().public_bytes_raw()
    assert unlocked.signing_key is not None
    assert unlocked.signing_key.public_key().public_bytes_raw() == public
    assert desk.slots.officers == 1
    with pytest.raises(WrongKey):
        desk.slots.unlock("Sgt A Example", FIRST)


def test_new_sheet_replaces_the_old(desk: Founded) -> None:
    code = desk.slots.renew_recovery(desk.unlocked)
    slots = reread(desk.slots)
    assert keys_of(slots.unlock_recovery(code)) == keys_of(desk.unlocked)
    with pytest.raises(WrongKey, match="not this desk's"):
        slots.unlock_recovery(desk.recovery_code)


def test_rotation_reaches_every_slot_without_a_passphrase(desk: Founded) -> None:
    desk.slots.add_officer(desk.unlocked, "B Sample", BASIL, SECOND, Cheap())
    file_key, backup_key = bytearray(b"F" * 32), bytearray(b"B" * 32)
    rotated = reread(desk.slots.with_new_file_keys(desk.unlocked, file_key, backup_key))
    for unlocked in (
        rotated.unlock("Sgt A Example", FIRST),
        rotated.unlock("B Sample", SECOND),
        rotated.unlock_recovery(desk.recovery_code),
    ):
        assert keys_of(unlocked) == (b"F" * 32, b"B" * 32)
    assert keys_of(desk.slots.unlock("B Sample", SECOND)) == keys_of(desk.unlocked)
    with pytest.raises(Damaged):
        rotated.renew_recovery(desk.unlocked)


@pytest.mark.parametrize(("file_key", "backup_key"), [(b"", b"B" * 32), (bytes(32), b"B" * 32), (b"F" * 32, b"B" * 31)])
def test_rotation_takes_only_real_keys(desk: Founded, file_key: bytes, backup_key: bytes) -> None:
    with pytest.raises(ValueError):
        desk.slots.with_new_file_keys(desk.unlocked, bytearray(file_key), bytearray(backup_key))


def test_wiped_keys_and_keys_of_another_desk_change_nothing(desk: Founded) -> None:
    other = KeySlots.create("Someone Else", BASIL, SECOND, Cheap())
    before = desk.slots.dump()
    with pytest.raises(Damaged):
        desk.slots.add_officer(other.unlocked, "B Sample", BASIL, SECOND, Cheap())
    with desk.unlocked as unlocked:
        pass
    assert not any(unlocked.file_key)
    assert not any(unlocked.backup_key)
    assert not any(unlocked.home_secret)
    assert unlocked.signing_key is None
    with pytest.raises(Damaged):
        desk.slots.remove(unlocked, "Sgt A Example")
    assert desk.slots.dump() == before


def test_every_sampled_flip_is_damage_and_never_anything_else(desk: Founded, rng: random.Random) -> None:
    content = desk.slots.dump()
    undamaged = 0
    for at in sorted(rng.sample(range(len(content)), 400)):
        flipped = bytearray(content)
        flipped[at] ^= 1 << rng.randrange(8)
        try:
            KeySlots.load(bytes(flipped)).unlock("Sgt A Example", FIRST)
        except Damaged:
            continue
        else:
            undamaged += 1
            assert KeySlots.load(bytes(flipped)).damaged == 1, "only the recovery slot can be hurt unnoticed here"
    assert 0 < undamaged < 300


def test_truncated_and_foreign_key_files_are_damage(desk: Founded, rng: random.Random) -> None:
    content = desk.slots.dump()
    pieces = [content[:size] for size in rng.sample(range(len(content)), 60)]
    strange = [bytes(5000), b"\x9f" * 4000, rng.randbytes(3000), content + b"\0", b"\x82" * 200_000, bytes(2 << 20)]
    tagged = [cbor2.dumps(cbor2.CBORTag(number, [1, 2])) for number in (0, 1, 4, 28, 29, 30, 35, 258)]
    for foreign in [*pieces, *strange, *tagged]:
        with pytest.raises(Damaged):
            KeySlots.load(foreign)


def _with_recovery_slot_flipped(desk: Founded) -> KeySlots:
    content = bytearray(desk.slots.dump())
    sheet = next(slot for slot in loaded(bytes(content)).sound if slot.kind is SlotKind.RECOVERY)
    content[content.index(sheet.encode()) + 200] ^= 1
    return KeySlots.load(bytes(content))


def test_one_damaged_slot_leaves_the_others(desk: Founded) -> None:
    slots = _with_recovery_slot_flipped(desk)
    unlocked = slots.unlock("Sgt A Example", FIRST)
    with pytest.raises(Damaged):
        slots.unlock_recovery(desk.recovery_code)
    with pytest.raises(Damaged, match="slot of this desk is damaged"):
        slots.unlock("B Sample", SECOND)
    slots.add_officer(unlocked, "B Sample", BASIL, SECOND, Cheap())
    slots = reread(slots)
    assert slots.damaged == 1
    with pytest.raises(Damaged):
        slots.with_new_file_keys(unlocked, bytearray(b"F" * 32), bytearray(b"B" * 32))
    assert slots.discard_damaged(unlocked) == 1
    code = slots.renew_recovery(unlocked)
    assert reread(slots).damaged == 0
    assert keys_of(reread(slots).unlock_recovery(code)) == keys_of(desk.unlocked)
    assert slots.unlock("B Sample", SECOND).officer_id == BASIL


def _forged(desk: Founded, change: Callable[[SlotList], SlotList]) -> KeySlots:
    """What somebody can write who has the files, the public keys and every checksum rule, but no passphrase."""
    return KeySlots.load(change(loaded(desk.slots.dump())).dump())


def test_a_slot_added_without_a_key_is_refused(desk: Founded) -> None:
    def add(held: SlotList) -> SlotList:
        thief = Private(X25519PrivateKey.generate(), bytes(32), Ed25519PrivateKey.generate(), BASIL)
        tag = held.tag(SlotKind.OFFICER, "thief")
        slot = sealed_slot(SlotKind.OFFICER, tag, b"x", Cheap().cost(), thief, bytearray(b"T" * 64))
        mine = held.holding([*held.sound, slot], bytearray(b"T" * 32), bytearray(32))
        return SlotList(held.salt, mine.kept, held.mac)

    with pytest.raises(Damaged, match="changed outside the program"):
        _forged(desk, add).unlock("Sgt A Example", FIRST)


def test_a_slot_taken_away_without_a_key_is_noticed(desk: Founded) -> None:
    desk.slots.add_officer(desk.unlocked, "B Sample", BASIL, SECOND, Cheap())
    with pytest.raises(Damaged):
        _forged(desk, lambda held: SlotList(held.salt, held.kept[:-1], held.mac)).unlock("Sgt A Example", FIRST)


def test_nobody_can_lay_his_own_file_keys_under_an_officers_slot(desk: Founded) -> None:
    """A box needs only the public key, so the file keys alone would prove nothing: the home's secret has to."""
    chosen = bytearray(b"T" * 64)

    def lay(held: SlotList) -> SlotList:
        return held.holding([boxed(slot, chosen) for slot in held.sound], chosen[:32], bytearray(32))

    with pytest.raises(Damaged, match="changed outside the program"):
        _forged(desk, lay).unlock("Sgt A Example", FIRST)


def test_later_layout_is_newer_and_not_damaged(desk: Founded) -> None:
    magic, version, head, encoded, _ = cbor2.loads(desk.slots.dump())
    check = hashlib.sha256(cbor2.dumps([magic, version + 1, head])).digest()
    with pytest.raises(NewerFile):
        KeySlots.load(cbor2.dumps([magic, version + 1, head, encoded, check]))


@pytest.mark.parametrize(
    "cost",
    [
        Cost(3, 1 << 30, 2),
        Cost(1 << 20, 65536, 2),
        Cost(3, 8, 2),
        Cost(0, 64, 1),
        Cost(32, 1 << 21, 2),
        Cost(3, 65536, 99),
    ],
)
def test_a_slot_cannot_ask_for_unbearable_work(desk: Founded, cost: Cost) -> None:
    parts = cbor2.loads(loaded(desk.slots.dump()).sound[0].encode())
    parts[3:6] = [cost.iterations, cost.memory_kib, cost.lanes]
    with pytest.raises(BrokenSlot):
        decoded(cbor2.dumps(parts))


def test_hostile_slots_break_as_slots(desk: Founded, rng: random.Random) -> None:
    """Whatever stands where a part should be, and whatever bytes bear a right checksum, is a broken slot."""
    good = loaded(desk.slots.dump()).sound[0].encode()
    strange: list[object] = [None, True, -1, 1.5, "text", b"", bytes(31), [], {}, {"a": []}, 1 << 80]
    for place in range(10):
        for stranger in strange:
            parts = cbor2.loads(good)
            parts[place] = stranger
            with pytest.raises(BrokenSlot):
                decoded(cbor2.dumps(parts))
    for _ in range(300):
        noise = bytearray(good)
        noise[rng.randrange(12)] = rng.randrange(256)
        try:
            decoded(bytes(noise))
        except BrokenSlot:
            continue


def test_names_are_not_in_the_file_and_secrets_in_no_text(desk: Founded) -> None:
    slots = desk.slots
    slots.add_officer(desk.unlocked, "Basilica Uncommon", BASIL, SECOND, Cheap())
    content = slots.dump()
    for plain in (b"example", b"basilica", b"uncommon", FIRST.encode(), SECOND.encode(), ANNE, BASIL):
        assert plain not in content.lower()
    unlocked = slots.unlock("Basilica Uncommon", SECOND)
    assert unlocked.signing_key is not None
    secrets = [bytes(unlocked.file_key), bytes(unlocked.backup_key), bytes(unlocked.home_secret)]
    secrets.append(unlocked.signing_key.private_bytes_raw())
    texts = [repr(thing) for thing in (desk, unlocked, slots, loaded(content), loaded(content).sound[0])]
    attempts: list[Callable[[], Unlocked]] = [
        lambda: slots.unlock("Basilica Uncommon", THIRD),
        lambda: slots.unlock_recovery(THIRD),
    ]
    for attempt in attempts:
        with pytest.raises((WrongKey, Refused)) as caught:
            attempt()
        texts.append(str(caught.value) + repr(caught.value.args))
        assert caught.value.__suppress_context__ or caught.value.__context__ is None
    for text in texts:
        for secret in secrets:
            assert secret.hex() not in text
            assert repr(secret)[2:-1] not in text
        assert desk.recovery_code not in text
        assert not any(word in text for word in (FIRST, SECOND, THIRD, "Basilica"))
    assert all(secret not in content for secret in secrets)


def test_two_homes_tag_one_name_apart(desk: Founded) -> None:
    other = KeySlots.create("Sgt A Example", ANNE, FIRST, Cheap())
    assert other.unlocked.slot_tag != desk.unlocked.slot_tag


def test_the_list_is_proved_with_an_hmac_over_every_checksum(desk: Founded) -> None:
    """Said apart from the code under test, so that the layout cannot drift unseen."""
    _, _, head, encoded, _ = cbor2.loads(desk.slots.dump())
    salt, checks, mac = cbor2.loads(head)
    assert checks == [hashlib.sha256(slot).digest() for slot in encoded]
    secret = bytes(desk.unlocked.file_key + desk.unlocked.home_secret)
    extracted = hmac.digest(bytes(32), secret, "sha256")
    key = hmac.digest(extracted, b"iomdesk slot list 1\0" + b"\x01", "sha256")
    assert mac == hmac.digest(key, cbor2.dumps([b"iomdesk slot list 1", salt, checks]), "sha256")
