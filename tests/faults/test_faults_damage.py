"""Files of the desk that are not what was written: each kind of damage has a sentence and a way back of its own.

A tool of the outside world is all that is used to break them; what is said is what a person would read.
"""

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from iomdesk.store.connection import connect
from iomdesk.store.home import Home
from iomdesk.store.keyslots import KeySlots
from tests.terminal import PASSPHRASE, NearTerminal

CUT_SHORT = "is cut short"
FIRST_PAGE = "its first page is damaged"
PAGE = "desk's file is damaged"
ANOTHER_PROGRAM = "a database of another program"
NO_DESK_WITHIN = "This file is not a desk of iomdesk"
FILE_GONE = "missing or empty"
KEY_FILE = "key file is damaged"
SLOT = "A key slot of this desk is damaged"
WRONG_PASSPHRASE = "passphrase is not right"
NEWER = "newer version of iomdesk"
NO_NOTE = "kept beside the desk's file, is missing"
DAMAGED_NOTE = "kept beside the desk's file, is damaged"
OLDER = "older than the note"
ANOTHER_COPY = "another copy that was worked on"
HELD = "already open in another window"
NO_DESK = "no desk in this folder"
WHICH_FILES = "which of the desk's files are current"

SENTENCES = (
    CUT_SHORT, FIRST_PAGE, PAGE, ANOTHER_PROGRAM, NO_DESK_WITHIN, FILE_GONE, KEY_FILE, SLOT, WRONG_PASSPHRASE, NEWER,
    NO_NOTE, DAMAGED_NOTE, OLDER, ANOTHER_COPY, HELD, NO_DESK, WHICH_FILES,
)  # fmt: skip


def says(answer: str, sentence: str, way_back: str) -> None:
    """``answer`` says exactly this one of the sentences, and the way back."""
    found = [each for each in SENTENCES if each in answer and not (each == PAGE and FIRST_PAGE in answer)]
    assert found == [sentence], answer
    assert way_back in answer, answer


def files(desk: NearTerminal) -> tuple[Path, Path, Path]:
    """The encrypted file, the key slots and the note."""
    return tuple(desk.generation / name for name in ("desk.db", "desk.keys", "desk.anchor"))  # type: ignore[return-value]


def flip(path: Path, place: int, bit: int = 0) -> None:
    """Change one bit of a file."""
    content = bytearray(path.read_bytes())
    content[place] ^= 1 << bit
    path.write_bytes(content)


def keyed(desk: NearTerminal, statement: str) -> None:
    """Run a statement on the file with its own key, past the program."""
    database, keys, _ = files(desk)
    with KeySlots.load(keys.read_bytes()).unlock_only(PASSPHRASE) as unlocked:
        raw = connect(database, unlocked.file_key)
    raw.execute(statement)
    raw.close()


def both(desk: NearTerminal, sentence: str, way_back: str) -> None:
    """Ordinary work and ``verify`` say the same."""
    says(desk.refused("officer", "list"), sentence, way_back)
    says(desk.refused("verify"), sentence, way_back)


@pytest.mark.parametrize("place", [0, 7, 15, 16, 100, 2000, 4095])
def test_a_flipped_byte_of_the_first_page(desk: NearTerminal, place: int) -> None:
    flip(files(desk)[0], place)
    both(desk, FIRST_PAGE, "Restore the latest backup")


def test_a_flipped_byte_anywhere_is_never_taken_for_a_sound_desk(
    desk: NearTerminal, rng: random.Random, places_of: Callable[[int], list[int]]
) -> None:
    """Ordinary work may not touch the page; verify reads every one of them."""
    database = files(desk)[0]
    whole = {each: each.read_bytes() for each in desk.generation.iterdir()}
    for place in places_of(len(whole[database])):
        flip(database, place, rng.randrange(8))
        verified = desk.try_("verify")
        assert verified.code == 1, place
        said = verified.out + verified.err
        assert any(each in said for each in (FIRST_PAGE, PAGE, "altered or damaged")), (place, said)
        assert "estore the latest backup" in said
        desk.try_("person", "list")
        for each in desk.generation.iterdir():
            each.unlink()
        for each, content in whole.items():
            each.write_bytes(content)
    assert desk.findings() == []


@pytest.fixture
def places_of(rng: random.Random) -> Callable[[int], list[int]]:
    """Places of a file of so many bytes: its ends, its page borders, some in between."""

    def places(size: int) -> list[int]:
        return [4096, 8191, size // 2, size - 1, *(rng.randrange(size) for _ in range(8))]

    return places


@pytest.mark.parametrize("left", [1, 100, 4095, 4096, 4097, 8192, 0.5, 0.999])
def test_a_truncated_file(desk: NearTerminal, left: float) -> None:
    database = files(desk)[0]
    whole = database.read_bytes()
    database.write_bytes(whole[: int(left * len(whole)) if left < 1 else int(left)])
    both(desk, CUT_SHORT, "Restore the latest backup")


@pytest.mark.parametrize("name", ["desk.db", "desk.keys"])
@pytest.mark.parametrize("how", ["emptied", "removed"])
def test_a_file_that_is_gone(desk: NearTerminal, name: str, how: str) -> None:
    path = desk.generation / name
    if how == "removed":
        path.unlink()
    else:
        path.write_bytes(b"")
    both(desk, FILE_GONE, "Restore the latest backup")


def test_random_bytes_in_place_of_the_file(desk: NearTerminal, rng: random.Random) -> None:
    database = files(desk)[0]
    database.write_bytes(rng.randbytes(database.stat().st_size))
    both(desk, FIRST_PAGE, "Restore the latest backup")


def test_a_plain_database_in_place_of_the_file(desk: NearTerminal) -> None:
    database = files(desk)[0]
    database.unlink()
    foreign = sqlite3.connect(database)
    foreign.execute("CREATE TABLE person (surname)")
    foreign.close()
    before = database.read_bytes()
    both(desk, ANOTHER_PROGRAM, "Restore the latest backup")
    assert database.read_bytes() == before


def test_an_encrypted_file_under_the_right_key_that_is_no_desk(desk: NearTerminal) -> None:
    keyed(desk, "DROP TABLE change_log")
    both(desk, NO_DESK_WITHIN, "Nothing was changed")


def test_a_newer_schema(desk: NearTerminal) -> None:
    keyed(desk, "UPDATE alembic_version SET version_num = '9999'")
    before = files(desk)[0].read_bytes()
    both(desk, NEWER, "Install that version")
    assert files(desk)[0].read_bytes() == before


def test_a_wrong_passphrase_and_the_wait_after_three(desk: NearTerminal) -> None:
    for _ in range(3):
        says(desk.refused("officer", "list", passphrase="quite another one"), WRONG_PASSPHRASE, "recovery sheet")
        desk.now -= 60_000
    assert "Too many wrong attempts: wait" in desk.refused("officer", "list")
    desk.now += 16 * 60_000
    desk.do("officer", "list")


@pytest.mark.parametrize("name", ["", "Nobody Here", "Sgt A Example\N{COMBINING ACUTE ACCENT}"])
def test_an_unknown_name_is_told_apart_from_nothing(desk: NearTerminal, name: str) -> None:
    """A wrong name and a wrong passphrase say the same: the key file tells nobody who works here."""
    answer = desk.try_("--as", name, "officer", "list")
    assert answer.code in (0, 1)
    if name:
        assert WRONG_PASSPHRASE in answer.err


def test_flipped_bytes_of_the_key_file(desk: NearTerminal) -> None:
    keys = files(desk)[1]
    whole = keys.read_bytes()
    seen = set()
    for place in range(0, len(whole), 7):
        flip(keys, place)
        verified = desk.try_("verify")
        said = verified.err + verified.out
        assert verified.code == 1, place
        found = [each for each in (KEY_FILE, SLOT, "key slots of this desk are damaged", NEWER) if each in said]
        assert len(found) == 1, (place, said)
        assert any(way in said for way in ("backup", "Install that version")), said
        seen.add(found[0])
        keys.write_bytes(whole)
    assert seen >= {KEY_FILE, SLOT, "key slots of this desk are damaged"}
    assert desk.findings() == []


@pytest.mark.parametrize("left", [1, 8, 100, 400, -1])
def test_a_truncated_key_file(desk: NearTerminal, left: int) -> None:
    keys = files(desk)[1]
    keys.write_bytes(keys.read_bytes()[:left])
    both(desk, KEY_FILE, "backup")


def test_a_damaged_slot_of_one_officer_leaves_the_others_theirs(desk: NearTerminal) -> None:
    keys = files(desk)[1]
    other = desk.passphrase_file("the second one has a long phrase", "other")
    desk.do("officer", "add", "PC B Second", "--new-passphrase-file", other)
    flip(keys, 300)
    first, second = (
        desk.try_("--as", name, "person", "list", passphrase=phrase)
        for name, phrase in (("Sgt A Example", PASSPHRASE), ("PC B Second", "the second one has a long phrase"))
    )
    assert sorted((first.code, second.code)) == [0, 1]
    assert SLOT in first.err + second.err


def test_a_damaged_recovery_slot_and_the_way_back(desk: NearTerminal) -> None:
    """Found by verify long before the sheet is needed; mended without a backup."""
    keys = files(desk)[1]
    flip(keys, len(keys.read_bytes()) * 2 // 3)
    (found,) = desk.findings()
    assert "iomdesk key mend" in found
    assert desk.ask("key", "mend") == {"removed": 1}
    code = desk.ask("recovery", "renew")["recovery_code"]
    assert desk.findings() == []
    chosen = desk.passphrase_file("chosen anew with the sheet", "chosen")
    sheet = desk.passphrase_file(code, "sheet")
    words = ("recovery", "passphrase", "Sgt A Example", "--recovery-code-file", sheet, "--new-passphrase-file", chosen)
    desk.do(*words)
    desk.do("verify", passphrase="chosen anew with the sheet")


def test_a_missing_note_and_the_way_back(desk: NearTerminal) -> None:
    files(desk)[2].unlink()
    says(desk.refused("person", "list"), NO_NOTE, "verify --accept")
    (found,) = desk.findings()
    says(found, NO_NOTE, "verify --accept")
    desk.do("verify", "--accept")
    assert desk.findings() == []
    desk.do("person", "list")


def test_a_damaged_note(desk: NearTerminal) -> None:
    note = files(desk)[2]
    note.write_bytes(b"\xa5" * note.stat().st_size)
    says(desk.refused("person", "list"), DAMAGED_NOTE, "verify --accept")
    (found,) = desk.findings()
    says(found, DAMAGED_NOTE, "verify --accept")
    desk.do("verify", "--accept")
    desk.do("person", "list")


def test_one_torn_block_of_the_note_is_what_a_power_cut_leaves(desk: NearTerminal) -> None:
    desk.do("person", "list")
    note = files(desk)[2]
    flip(note, 20)
    desk.do("person", "list")
    assert desk.findings() == []


def test_an_old_copy_put_back(desk: NearTerminal) -> None:
    database = files(desk)[0]
    old = database.read_bytes()
    desk.do("person", "add", "--surname", "Newest")
    database.write_bytes(old)
    says(desk.refused("person", "list"), OLDER, "restore the latest backup")
    (found,) = desk.findings()
    says(found, OLDER, "restore the latest backup")


def test_an_old_copy_that_was_worked_on_by_itself(desk: NearTerminal) -> None:
    """Put back with its own note, worked on past the other's end, then the real note returns."""
    database, _, note = files(desk)
    old, old_note = database.read_bytes(), note.read_bytes()
    desk.do("person", "add", "--surname", "Newest")
    real_note = note.read_bytes()
    database.write_bytes(old)
    note.write_bytes(old_note)
    for surname in ("Other", "Another", "Third"):
        desk.do("person", "add", "--surname", surname)
    note.write_bytes(real_note)
    says(desk.refused("person", "list"), ANOTHER_COPY, "restore the latest backup")


@pytest.mark.parametrize("how", ["removed", "cut", "flipped", "random"])
def test_a_write_ahead_log_that_was_lost_or_damaged(desk: NearTerminal, rng: random.Random, how: str) -> None:
    """What was saved lay in the log alone: the desk opens without it and says that its newest part was lost."""
    database, _, note = files(desk)
    log = database.with_name("desk.db-wal")
    kept = _with_unfolded_log(desk)
    assert len(kept["desk.db-wal"]) > 0
    for name, content in kept.items():
        (desk.generation / name).write_bytes(content)
    size = log.stat().st_size
    if how == "removed":
        log.unlink()
    elif how == "cut":
        log.write_bytes(kept["desk.db-wal"][: size // 2])
    elif how == "flipped":
        flip(log, rng.randrange(32, size // 2))
    else:
        log.write_bytes(rng.randbytes(size))
    says(desk.refused("person", "list"), OLDER, "restore the latest backup")
    (found,) = desk.findings()
    says(found, OLDER, "restore the latest backup")
    assert note.exists()


def _with_unfolded_log(desk: NearTerminal) -> dict[str, bytes]:
    """The desk's files as a kill leaves them after one more person was saved: the save lies in the log alone."""
    database, keys, _ = files(desk)
    with KeySlots.load(keys.read_bytes()).unlock_only(PASSPHRASE) as unlocked:
        other = connect(database, unlocked.file_key, read_only=True)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM person").fetchone()
    desk.do("person", "add", "--surname", "Newest")
    kept = {each.name: each.read_bytes() for each in desk.generation.iterdir() if not each.name.endswith("-shm")}
    other.close()
    for each in desk.generation.iterdir():
        each.unlink()
    return kept


def test_a_home_that_another_process_holds(desk: NearTerminal) -> None:
    with Home(desk.home).hold():
        both(desk, HELD, "Close the other one")
    desk.do("person", "list")


@pytest.mark.parametrize("how", ["no folder", "empty folder", "a file"])
def test_no_desk(desk: NearTerminal, how: str) -> None:
    shutil.rmtree(desk.home)
    if how == "empty folder":
        desk.home.mkdir()
    elif how == "a file":
        desk.home.write_bytes(b"not a folder")
    both(desk, NO_DESK, "set up a new desk")


def test_it_is_unclear_which_files_are_the_desk(desk: NearTerminal) -> None:
    current = desk.home / "current"
    shutil.copytree(desk.generation, desk.home / "g0badf00d")
    current.write_bytes(b"g\xff\xff")
    both(desk, WHICH_FILES, "restore the latest backup")
    assert len([each for each in desk.home.iterdir() if each.is_dir()]) >= 2, "nothing is removed while it is unclear"


def test_a_damaged_pointer_where_only_one_can_be_meant(desk: NearTerminal) -> None:
    (desk.home / "current").write_bytes(b"")
    desk.do("person", "list")
    assert desk.findings() == []


def test_a_damaged_count_of_attempts_locks_nobody_out(desk: NearTerminal) -> None:
    (desk.home / "attempts").write_bytes(b"\xff" * 10)
    answer = desk.try_("person", "list")
    assert answer.code == 1
    assert "wait" in answer.err
    desk.now += 60_000
    desk.do("person", "list")


def test_a_folder_that_may_not_be_written(desk: NearTerminal) -> None:
    desk.passphrase_file(PASSPHRASE)
    text = desk.folder / "passphrase"
    text.unlink()
    text.mkdir()
    assert "passphrase file could not be read" in _with_passphrase_folder(desk)


def _with_passphrase_folder(desk: NearTerminal) -> str:
    argv = ("--home", str(desk.home), "--passphrase-file", str(desk.folder / "passphrase"), "person", "list")
    answer = desk._run(argv)
    assert (answer.code, answer.out) == (1, "")
    return answer.err
