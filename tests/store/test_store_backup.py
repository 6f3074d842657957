"""A backup file is what it was made from, or it is refused with a sentence of its own."""

import contextlib
import hashlib
import io
import random
import zipfile
from pathlib import Path

import cbor2
import pytest

from iomdesk.clock import SteppingClock
from iomdesk.errors import Damaged, IomdeskError, NewerFile, NotADesk, WrongKey
from iomdesk.store.archive import open_archive, peek
from iomdesk.store.backup import Backup, check_backup, make_backup
from iomdesk.store.copying import silent
from iomdesk.store.keyslots import KeySlots
from iomdesk.store.restore import restore
from tests.store.backup_desks import (
    NOON,
    OFFICER,
    PASSPHRASE,
    Place,
    as_officer,
    enter_people,
    founded,
    names_under,
    rows_of,
)
from tests.store.cheap_keys import Cheap


class Cancelled(Exception):
    """What a window raises when the officer presses Cancel."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return founded(tmp_path_factory.mktemp("desk") / "home")


def backed_up(place: Place, folder: Path, *, full: bool = False) -> Backup:
    with place.open() as opened:
        return make_backup(opened.generation.database, opened.unlocked, opened.slots, folder, place.clock, full=full)


@pytest.fixture(scope="module")
def backup(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Backup:
    return backed_up(place, tmp_path_factory.mktemp("backups"))


def sealed(content: bytes) -> bytes:
    """The bytes of a backup with the closing hash made anew, as anybody could."""
    return content[:-32] + hashlib.sha256(content[:-32]).digest()


def refusal_of(content: bytes, folder: Path) -> IomdeskError:
    """How restoring a file of these bytes is refused; nothing is then in the folder but the note of attempts."""
    file = folder / "given.iomback"
    file.write_bytes(content)
    home = folder / "home"
    with pytest.raises(IomdeskError) as caught:
        restore(file, home, as_officer, SteppingClock(NOON))
    assert set(names_under(home)) <= {"attempts"}
    assert caught.value.remedy
    return caught.value


def test_a_backup_says_what_it_holds_and_nothing_else_is_left(place: Place, tmp_path: Path) -> None:
    made = backed_up(place, tmp_path, full=True)
    assert names_under(tmp_path) == [made.path.name]
    assert made.size == made.path.stat().st_size
    assert made.path.stat().st_mode & 0o777 == 0o600
    said = peek(made.path)
    with place.open() as opened, opened.store.reading() as reading:
        count = reading.connection.exec_driver_sql("SELECT count(*) FROM change_log").scalar_one()
        assert said is not None
        assert said.facts.heads == opened.store.position
    assert (made.changes, said.facts.changes, said.made_at) == (count, count, made.made_at)


def test_no_word_of_the_desk_is_in_the_file(backup: Backup) -> None:
    content = backup.path.read_bytes()
    for word in ("Specimen", "Example", "Norwich", "SQLite format", PASSPHRASE):
        assert word.encode() not in content
        assert word.encode("utf-16-le") not in content


def test_it_is_checked_without_a_passphrase_by_the_open_desk(place: Place, backup: Backup, tmp_path: Path) -> None:
    with place.open() as opened:
        check_backup(backup.path, tmp_path / "work", opened.unlocked.backup_key, silent, full=True)
        with pytest.raises(Damaged, match="did not hold the desk's keys"):
            check_backup(backup.path, tmp_path / "work", bytes([1]) * 32, silent)
    assert names_under(tmp_path) == []


def test_the_desk_can_be_worked_on_while_it_is_backed_up(place: Place, tmp_path: Path) -> None:
    with place.open() as opened:
        before = rows_of(opened)
        told: list[float] = []

        def work_on(done: int, of: int) -> None:
            if not told:
                enter_people(opened, 1)
            told.append(done / of)

        made = make_backup(opened.generation.database, opened.unlocked, opened.slots, tmp_path, place.clock, work_on)
    assert told == sorted(told)
    assert told[-1] == 1
    restored = Place(tmp_path / "home", "", place.clock)
    restore(made.path, restored.path, as_officer, place.clock)
    with restored.open() as opened:
        assert rows_of(opened) == before


@pytest.mark.parametrize("at", range(8))
def test_cancelled_anywhere_it_leaves_nothing(place: Place, tmp_path: Path, at: int) -> None:
    calls = 0

    def cancel(_done: int, _of: int) -> None:
        nonlocal calls
        calls += 1
        if calls > at:
            raise Cancelled

    with place.open() as opened, contextlib.suppress(Cancelled):
        make_backup(opened.generation.database, opened.unlocked, opened.slots, tmp_path, place.clock, cancel)
        assert calls <= at
    assert len(names_under(tmp_path)) == (calls <= at)


def test_a_second_backup_in_the_same_minute_replaces_nothing(place: Place, tmp_path: Path) -> None:
    first = backed_up(place, tmp_path)
    second = backed_up(place, tmp_path)
    assert second.path.name == first.path.name.replace(".iomback", "-2.iomback")


def test_a_flipped_byte_anywhere_is_refused(backup: Backup, tmp_path: Path, rng: random.Random) -> None:
    content = backup.path.read_bytes()
    places = [*range(0, 300, 7), *range(len(content) - 300, len(content), 7)]
    places += [rng.randrange(len(content)) for _ in range(40)]
    for at in places:
        flipped = bytearray(content)
        flipped[at] ^= 1 << rng.randrange(8)
        refusal = refusal_of(bytes(flipped), tmp_path)
        assert isinstance(refusal, Damaged | NotADesk), at


def test_a_file_cut_short_says_so(backup: Backup, tmp_path: Path, rng: random.Random) -> None:
    content = backup.path.read_bytes()
    for length in (len(content) - 1, 100, *(rng.randrange(64, len(content)) for _ in range(10))):
        assert "cut short" in refusal_of(content[:length], tmp_path).message


def test_what_is_no_backup_says_so(place: Place, tmp_path: Path) -> None:
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("cohort.xml", "x")
    with place.open() as opened:
        database = opened.generation.database.read_bytes()
    for content in (b"", b"PK", b"text" * 100, other.getvalue(), database):
        assert refusal_of(content, tmp_path).message == "This file is not a backup of iomdesk."
    with pytest.raises(NotADesk, match="no backup file"), open_archive(tmp_path / "absent", silent):
        pass


def remade(backup: Backup, **parts: bytes) -> bytes:
    """A well-formed backup file with other parts, as somebody without the keys could make it."""
    out = io.BytesIO()
    with zipfile.ZipFile(backup.path) as archive, zipfile.ZipFile(out, "w") as made:
        for name in archive.namelist():
            made.writestr(zipfile.ZipInfo(name), parts.get(name.replace(".", "_"), archive.read(name)))
        made.comment = bytes(32)
    return sealed(out.getvalue())


def test_a_newer_backup_says_so(backup: Backup, tmp_path: Path) -> None:
    newer = remade(backup, manifest_cbor=cbor2.dumps(["iomdesk backup", 2, "whatever that will be"]))
    assert isinstance(refusal_of(newer, tmp_path), NewerFile)


def test_a_file_put_together_without_the_keys_is_refused(backup: Backup, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup.path) as archive:
        manifest, keys, database = (archive.read(name) for name in archive.namelist())
    magic, version, body, proof = cbor2.loads(manifest)
    said = cbor2.loads(body)
    said["made"] += 1
    forged = cbor2.dumps([magic, version, cbor2.dumps(said), proof])
    assert "did not hold" in refusal_of(remade(backup, manifest_cbor=forged), tmp_path).message
    altered = bytearray(database)
    altered[5000] ^= 1
    assert "did not hold" in refusal_of(remade(backup, desk_db=bytes(altered)), tmp_path).message
    for manifest in (b"", b"\xff", cbor2.dumps([1]), cbor2.dumps([magic, 1, b"", proof]), cbor2.dumps([magic, 1])):
        refusal_of(remade(backup, manifest_cbor=manifest), tmp_path)
    refusal_of(remade(backup, desk_keys=keys[:-1]), tmp_path)
    refusal_of(remade(backup, desk_db=database[:-4096]), tmp_path)


def test_a_wrong_passphrase_is_told_from_damage_and_counted(backup: Backup, place: Place, tmp_path: Path) -> None:
    for _ in range(3):
        with pytest.raises(WrongKey):
            restore(backup.path, tmp_path / "home", lambda slots: slots.unlock(OFFICER, "oboe thimble lantern gravel"),
                    place.clock)  # fmt: skip
    with pytest.raises(IomdeskError, match="Too many wrong attempts"):
        restore(backup.path, tmp_path / "home", as_officer, place.clock)


def test_a_damaged_slot_does_not_keep_the_desk_from_being_backed_up(tmp_path: Path) -> None:
    place = founded(tmp_path / "home", people=1)
    with place.open() as opened:
        opened.slots.add_officer(opened.unlocked, "PC B Sample", bytes(16), "walnut ferry candle ibex", Cheap())
        content = bytearray(opened.slots.dump())
        content[-200] ^= 1
        damaged = KeySlots.load(bytes(content))
        assert damaged.damaged == 1
        made = make_backup(opened.generation.database, opened.unlocked, damaged, tmp_path / "out", place.clock)
    with open_archive(made.path, silent) as archive:
        assert archive.slots().damaged == 0


def test_a_damaged_desk_makes_no_backup(tmp_path: Path) -> None:
    place = founded(tmp_path / "home", people=1)
    with place.open() as opened:
        opened.store.close()
        content = bytearray(opened.generation.database.read_bytes())
        content[-2000] ^= 1
        opened.generation.database.write_bytes(content)
        with pytest.raises(Damaged):
            make_backup(opened.generation.database, opened.unlocked, opened.slots, tmp_path / "out", place.clock)
    assert names_under(tmp_path / "out") == []
