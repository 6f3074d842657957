"""What becomes of files when the whole desk is copied, and where their content can be seen: nowhere."""

import tempfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC

from iomdesk.catalogue import Category
from iomdesk.files.commands import AddedFile, AddFile, RemoveFile
from iomdesk.files.questions import file_content, files_check, files_of
from iomdesk.ids import Id
from iomdesk.opening import OpenDesk
from iomdesk.people.commands import AddPerson
from iomdesk.store.backup import make_backup
from iomdesk.store.restore import restore
from iomdesk.store.rotation import rotate
from tests.faults.test_faults_plaintext import ASCII, WELSH, seen_in
from tests.store.backup_desks import Place, as_officer, assert_clean, founded

CONTENT = f"{ASCII} {WELSH} in a letter\n".encode() * 20_000


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return founded(tmp_path / "home", people=1)


def add(opened: OpenDesk) -> tuple[Id, Id]:
    person = opened.desk.do(AddPerson({"surname": "Nowak"}))
    assert isinstance(person, bytes)
    added = opened.desk.do(AddFile(person, CONTENT, "letter.txt", Category.HEALTH, title=f"{ASCII} title"))
    assert isinstance(added, AddedFile)
    return person, added.id


def assert_kept(place: Place, person: Id, file: Id) -> None:
    with place.open() as opened:
        assert opened.desk.ask(file_content, person, file).content == CONTENT
        assert opened.desk.ask(files_check).findings == ()
        assert_clean(opened)


def test_a_file_survives_a_backup_and_its_restore(place: Place, tmp_path: Path) -> None:
    with place.open() as opened:
        person, file = add(opened)
        made = make_backup(opened.generation.database, opened.unlocked, opened.slots, tmp_path, place.clock)
        opened.desk.do(RemoveFile(file, "removed after the backup"))
        assert opened.desk.ask(files_of, person) == ()
    restore(made.path, place.path, as_officer, place.clock)
    assert_kept(place, person, file)


def test_a_file_survives_new_keys(place: Place) -> None:
    with place.open() as opened:
        person, file = add(opened)
        opened.store.close()
        rotate(opened.home, opened.generation, opened.unlocked, opened.slots)
    assert_kept(place, person, file)


def test_no_content_or_title_is_seen_in_any_file(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Searched while the desk is open, with its write-ahead log, after it is closed, and in its backup."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    canaries: list[str | bytes] = [ASCII, WELSH]
    with place.open() as opened:
        person, file = add(opened)
        assert (opened.generation.folder / "desk.db-wal").stat().st_size > len(CONTENT)
        assert opened.desk.ask(file_content, person, file).content == CONTENT
        assert seen_in(place.path, canaries) == []
        make_backup(opened.generation.database, opened.unlocked, opened.slots, place.path, place.clock)
        opened.desk.do(RemoveFile(file, "another person's"))
        assert seen_in(place.path, canaries) == []
    assert seen_in(place.path, canaries) == []
    assert list(temporary.rglob("*")) == []


def pages(opened: OpenDesk) -> bytes:
    """Every page of the desk file decrypted, free ones too (SQLCipher 4: AES-256-CBC, the IV in the page's end)."""
    opened.store._raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = opened.generation.database.read_bytes()
    plain = []
    for at in range(0, len(content), 4096):
        page = content[at : at + 4096]
        begin = 16 if at == 0 else 0
        decryptor = Cipher(AES256(bytes(opened.unlocked.file_key)), CBC(page[4016:4032])).decryptor()
        plain.append(decryptor.update(page[begin:4016]) + decryptor.finalize())
    return b"".join(plain)


def test_nothing_of_removed_content_is_left_in_the_pages(place: Place) -> None:
    """SQLite overwrites what it deletes, so that not even the key brings a removed file back from this desk."""
    with place.open() as opened:
        _, file = add(opened)
        assert pages(opened).count(ASCII.encode()) > 1000
        opened.desk.do(RemoveFile(file, "another person's"))
        left = pages(opened)
        assert b"in a letter" not in left
        assert f"{ASCII} title".encode() in left, "the record stays in the history"
