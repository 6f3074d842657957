"""A restored desk is what was backed up, signs as a new incarnation, and keeps what it replaced until told."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from iomdesk.clock import SteppingClock
from iomdesk.errors import Damaged, NewerFile, Refused, WrongKey
from iomdesk.store.backup import Backup, make_backup
from iomdesk.store.connection import connect
from iomdesk.store.home import Home
from iomdesk.store.keyslots import KeySlots
from iomdesk.store.restore import remove_replaced, restore
from tests.store.backup_desks import (
    COLLEAGUE,
    NOON,
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

DAY = 86_400_000


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return founded(tmp_path / "home")


@pytest.fixture
def backup(place: Place, tmp_path: Path) -> Backup:
    with place.open() as opened:
        return make_backup(opened.generation.database, opened.unlocked, opened.slots, tmp_path / "day", place.clock)


def test_into_a_new_folder(place: Place, backup: Backup, tmp_path: Path) -> None:
    with place.open() as opened:
        before, old = rows_of(opened), opened.store.position
        old_keys = bytes(opened.unlocked.file_key), bytes(opened.unlocked.backup_key)
    new = Place(tmp_path / "a" / "new", "", SteppingClock(NOON + DAY))
    restored = restore(backup.path, new.path, as_officer, new.clock)
    assert (restored.made_at, restored.changes, restored.training) == (backup.made_at, backup.changes, False)
    assert restored.kept_aside == ()
    with new.open() as opened:
        assert rows_of(opened) == before
        assert_clean(opened)
        assert opened.store.position.incarnation != old.incarnation
        assert opened.store.position.number == 0
        assert opened.store.position.audit_hash == old.audit_hash
        assert not {bytes(opened.unlocked.file_key), bytes(opened.unlocked.backup_key)} & set(old_keys)
        enter_people(opened, 2)
        assert_clean(opened)
        assert opened.store.position.number == 2
        with opened.store.reading() as reading:
            why = reading.connection.exec_driver_sql("SELECT why FROM incarnation ORDER BY begun_at").scalars().all()
        assert why == ["founded", "restored from backup of 2 Nov 2026 12:00"]
    files = [f"{Home(new.path).generation().name}/{name}" for name in ("desk.anchor", "desk.db", "desk.keys")]
    assert names_under(new.path) == ["attempts", "current", *files]
    assert all(path.stat().st_mode & 0o077 == 0 for path in new.path.rglob("*"))


def test_a_clock_set_back_does_not_bring_back_the_old_incarnation(backup: Backup, tmp_path: Path) -> None:
    new = Place(tmp_path / "new", "", SteppingClock(NOON - 30 * DAY))
    restore(backup.path, new.path, as_officer, new.clock)
    with new.open() as opened:
        assert opened.store.position.number == 0


def test_with_the_recovery_sheet(place: Place, backup: Backup, tmp_path: Path) -> None:
    restore(backup.path, tmp_path / "new", lambda slots: slots.unlock_recovery(place.code), place.clock)
    with Place(tmp_path / "new", "", place.clock).open() as opened:
        assert_clean(opened)
        assert opened.unlocked.officer_id is not None


def test_over_a_desk_which_is_kept_aside_until_told(place: Place, backup: Backup) -> None:
    with place.open() as opened:
        at_backup = rows_of(opened)
        enter_people(opened, 3)
        later, old_key = rows_of(opened), bytes(opened.unlocked.file_key)
        old = opened.generation.name
    restored = restore(backup.path, place.path, as_officer, place.clock)
    assert restored.kept_aside == (place.path / "replaced" / old,)
    with place.open() as opened:
        assert rows_of(opened) == at_backup
        assert opened.home.generations() == [opened.generation]
    aside = restored.kept_aside[0]
    assert names_under(aside) == ["desk.anchor", "desk.db", "desk.keys"]
    connect(aside / "desk.db", old_key, read_only=True).close()
    home = Home(place.path)
    with home.hold():
        assert (remove_replaced(home), remove_replaced(home)) == (1, 0)
    assert later != at_backup


def test_the_desk_kept_aside_still_opens(place: Place, backup: Backup, tmp_path: Path) -> None:
    with place.open() as opened:
        enter_people(opened, 3)
        later = rows_of(opened)
    (aside,) = restore(backup.path, place.path, as_officer, place.clock).kept_aside
    again = tmp_path / "again"
    shutil.copytree(aside, again / aside.name)
    (again / "current").write_text(aside.name)
    with Place(again, "", place.clock).open() as opened:
        assert rows_of(opened) == later


@pytest.mark.parametrize("lost", ["current", "desk.db", "desk.keys", "desk.anchor", "everything"])
def test_a_desk_beyond_use_is_put_back(place: Place, backup: Backup, lost: str) -> None:
    with place.open() as opened:
        before = rows_of(opened)
        generation = opened.generation
    if lost == "everything":
        shutil.rmtree(place.path)
    elif lost == "current":
        (place.path / "current").write_bytes(b"\0\0")
    else:
        (generation.folder / lost).write_bytes(b"")
    restored = restore(backup.path, place.path, as_officer, place.clock)
    assert bool(restored.kept_aside) is (lost != "everything")
    with place.open() as opened:
        assert rows_of(opened) == before


def test_other_peoples_files_are_not_touched(backup: Backup, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "letter.txt").write_text("Dear Sir")
    with pytest.raises(Refused, match="other files"):
        restore(backup.path, folder, as_officer, SteppingClock(NOON))
    assert names_under(folder) == ["letter.txt"]


def test_a_passphrase_that_does_not_open_changes_nothing(place: Place, backup: Backup) -> None:
    before = names_under(place.path)
    for unlock in (lambda slots: slots.unlock(OFFICER, "wrong"), lambda slots: slots.unlock(COLLEAGUE, PASSPHRASE)):
        with pytest.raises(WrongKey):
            restore(backup.path, place.path, unlock, place.clock)
    assert names_under(place.path) == before
    with place.open() as opened:
        assert_clean(opened)


def backup_of_altered(place: Place, folder: Path, statement: str) -> Backup:
    """A backup of a desk on which somebody worked past the program."""
    with place.open() as opened:
        opened.store.close()
        raw = connect(opened.generation.database, opened.unlocked.file_key)
        raw.execute(statement)
        raw.close()
        return make_backup(opened.generation.database, opened.unlocked, opened.slots, folder, place.clock)


def test_a_history_that_does_not_hold_together_is_not_put_back(place: Place, tmp_path: Path) -> None:
    made = backup_of_altered(place, tmp_path / "day", "UPDATE person SET surname = 'Another'")
    with pytest.raises(Damaged, match="person"):
        restore(made.path, tmp_path / "new", as_officer, place.clock)
    assert names_under(tmp_path / "new") == ["attempts"]


def test_a_full_check_finds_it_when_the_backup_is_made(place: Place, tmp_path: Path) -> None:
    with place.open() as opened:
        opened.store.close()
        raw = connect(opened.generation.database, opened.unlocked.file_key)
        raw.execute("UPDATE audit SET officer = zeroblob(16) WHERE seq = 1")
        raw.close()
        with pytest.raises(Damaged, match="audit"):
            make_backup(
                opened.generation.database, opened.unlocked, opened.slots, tmp_path / "day", place.clock, full=True
            )
    assert names_under(tmp_path / "day") == []


def test_a_backup_of_a_later_schema_says_so(place: Place, tmp_path: Path) -> None:
    made = backup_of_altered(place, tmp_path / "day", "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerFile):
        restore(made.path, tmp_path / "new", as_officer, place.clock)
    assert names_under(tmp_path / "new") == ["attempts"]


def test_the_restored_file_is_not_plain(place: Place, backup: Backup) -> None:
    restore(backup.path, place.path, as_officer, place.clock)
    for file in place.path.rglob("*.db"):
        with closing(sqlite3.connect(file)) as plain, pytest.raises(sqlite3.DatabaseError):
            plain.execute("SELECT * FROM sqlite_schema")
    assert KeySlots.load(Home(place.path).generation().keys.read_bytes()).officers == 1
