"""After a rotation the old keys open nothing new, and everybody who could unlock still can."""

import contextlib
from pathlib import Path

import pytest

from iomdesk.errors import Damaged, Environment, WrongKey
from iomdesk.ids import Id
from iomdesk.opening import change_keys
from iomdesk.store.backup import make_backup
from iomdesk.store.connection import connect
from iomdesk.store.home import Home
from iomdesk.store.keyslots import KeySlots
from iomdesk.store.restore import restore
from iomdesk.store.rotation import rotate
from tests.store.backup_desks import (
    COLLEAGUE,
    HIS_PASSPHRASE,
    OFFICER,
    PASSPHRASE,
    Place,
    as_officer,
    assert_clean,
    enter_people,
    founded,
    names_under,
    rows_of,
)
from tests.store.cheap_keys import Cheap

FILES = ["desk.anchor", "desk.db", "desk.keys"]


class Cancelled(Exception):
    """What a window raises when the officer presses Cancel."""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return founded(tmp_path / "home")


def rotated(place: Place) -> tuple[bytes, bytes]:
    """Rotate the keys; returns the old file key and backup key."""
    with place.open() as opened:
        old = bytes(opened.unlocked.file_key), bytes(opened.unlocked.backup_key)
        opened.store.close()
        rotate(opened.home, opened.generation, opened.unlocked, opened.slots)
    return old


def test_the_same_desk_under_new_keys(place: Place) -> None:
    with place.open() as opened:
        before = rows_of(opened)
    old_file_key, old_backup_key = rotated(place)
    with place.open() as opened:
        assert rows_of(opened) == before
        assert_clean(opened)
        assert bytes(opened.unlocked.file_key) != old_file_key
        assert bytes(opened.unlocked.backup_key) != old_backup_key
        enter_people(opened, 2)
        assert_clean(opened)
        name, database = opened.generation.name, opened.generation.database
    with pytest.raises(WrongKey):
        connect(database, old_file_key)
    assert names_under(place.path) == ["attempts", "current", *(f"{name}/{file}" for file in FILES)]


def test_officers_and_the_sheet_unlock_with_what_they_have(place: Place) -> None:
    with place.open() as opened, change_keys(opened) as slots:
        slots.add_officer(opened.unlocked, COLLEAGUE, Id(bytes(15) + b"\1"), HIS_PASSPHRASE, Cheap())
    rotated(place)
    slots = KeySlots.load(Home(place.path).generation().keys.read_bytes())
    opens = [
        slots.unlock(OFFICER, PASSPHRASE),
        slots.unlock(COLLEAGUE, HIS_PASSPHRASE),
        slots.unlock_recovery(place.code),
    ]
    assert len({bytes(unlocked.file_key) for unlocked in opens}) == 1
    connect(Home(place.path).generation().database, opens[2].file_key, read_only=True).close()


def test_a_removed_officer_opens_neither_the_desk_nor_its_later_backups(place: Place, tmp_path: Path) -> None:
    with place.open() as opened, change_keys(opened) as slots:
        slots.add_officer(opened.unlocked, COLLEAGUE, Id(bytes(15) + b"\1"), HIS_PASSPHRASE, Cheap())
    with place.open() as opened:
        earlier = make_backup(opened.generation.database, opened.unlocked, opened.slots, tmp_path, place.clock)
        kept = opened.generation.keys.read_bytes()
    with place.open() as opened, change_keys(opened) as slots:
        slots.remove(opened.unlocked, COLLEAGUE)
    rotated(place)
    stolen = KeySlots.load(kept).unlock(COLLEAGUE, HIS_PASSPHRASE)
    with pytest.raises(WrongKey):
        connect(Home(place.path).generation().database, stolen.file_key)
    with place.open() as opened:
        later = make_backup(opened.generation.database, opened.unlocked, opened.slots, tmp_path, place.clock)
    with pytest.raises(WrongKey):
        restore(later.path, tmp_path / "new", lambda slots: slots.unlock(COLLEAGUE, HIS_PASSPHRASE), place.clock)
    restore(earlier.path, tmp_path / "old", lambda slots: slots.unlock(COLLEAGUE, HIS_PASSPHRASE), place.clock)


def test_backups_from_before_stay_readable(place: Place, tmp_path: Path) -> None:
    with place.open() as opened:
        before = rows_of(opened)
        made = make_backup(opened.generation.database, opened.unlocked, opened.slots, tmp_path, place.clock)
    rotated(place)
    restore(made.path, place.path, as_officer, place.clock)
    with place.open() as opened:
        assert rows_of(opened) == before


@pytest.mark.parametrize("at", range(3))
def test_cancelled_anywhere_the_desk_is_as_it_was(place: Place, at: int) -> None:
    calls = 0

    def cancel(_done: int, _of: int) -> None:
        nonlocal calls
        calls += 1
        if calls > at:
            raise Cancelled

    before = names_under(place.path)
    with place.open() as opened, contextlib.suppress(Cancelled):
        opened.store.close()
        rotate(opened.home, opened.generation, opened.unlocked, opened.slots, cancel)
        assert calls <= at
    assert (names_under(place.path) == before) is (calls > at)
    with place.open() as opened:
        assert_clean(opened)


def test_nobody_writes_to_what_is_left_behind(place: Place) -> None:
    with place.open() as opened:

        def save(_done: int, _of: int) -> None:
            opened.store._raw.execute("PRAGMA busy_timeout = 0")
            enter_people(opened, 1)

        before = rows_of(opened)
        with pytest.raises(Environment, match="in use"):
            rotate(opened.home, opened.generation, opened.unlocked, opened.slots, save)
    with place.open() as opened:
        assert rows_of(opened) == before


def test_an_old_copy_put_back_does_not_become_the_desk_by_new_keys(place: Place) -> None:
    database = Home(place.path).generation().database
    older = database.read_bytes()
    with place.open() as opened:
        enter_people(opened, 1)
    database.write_bytes(older)
    before = names_under(place.path)
    home = Home(place.path)
    slots = KeySlots.load(home.generation().keys.read_bytes())
    with home.hold(), pytest.raises(Damaged, match="older"):
        rotate(home, home.generation(), slots.unlock(OFFICER, PASSPHRASE), slots)
    assert names_under(place.path) == before


def test_a_damaged_desk_is_not_rotated(place: Place) -> None:
    with place.open() as opened:
        opened.store.close()
        content = bytearray(opened.generation.database.read_bytes())
        content[-2000] ^= 1
        opened.generation.database.write_bytes(content)
        with pytest.raises(Damaged):
            rotate(opened.home, opened.generation, opened.unlocked, opened.slots)
        assert opened.home.generation() == opened.generation
