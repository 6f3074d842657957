"""The chain heads kept beside the database: torn writes, forgeries, and what an old copy put back looks like."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomdesk.errors import Damaged, DiskFull, Environment
from iomdesk.store.anchor import Anchor, AnchorState, Verdict, compare, complaint

KEY = b"K" * 32
DESK, OTHER = b"d" * 16, b"o" * 16
BLOCK = 4096


def heads(number: int, fork: str = "") -> AnchorState:
    """The heads after ``number`` commits of one change and two audit entries each."""
    change = f"{fork}c{number}".encode().ljust(32, b".") if number else bytes(32)
    audit = f"{fork}a{2 * number}".encode().ljust(32, b".") if number else bytes(32)
    return AnchorState(DESK, number, change, 2 * number, audit)


def fresh(path: Path, at: int = 1) -> Anchor:
    anchor = Anchor(path, KEY)
    anchor.create(heads(at))
    return anchor


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk.anchor"


def test_newest_heads_are_read_back(path: Path) -> None:
    anchor = fresh(path)
    for number in range(2, 9):
        assert anchor.write(heads(number))
        assert Anchor(path, KEY).read() == heads(number)
    anchor.close()
    assert path.stat().st_size == 2 * BLOCK
    again = Anchor(path, KEY)
    assert again.read() == heads(8)
    assert again.write(heads(9))
    again.close()
    assert Anchor(path, KEY).read() == heads(9)


def test_missing_is_none_and_a_first_note_makes_the_file(path: Path) -> None:
    anchor = Anchor(path, KEY)
    assert anchor.read() is None
    assert anchor.write(heads(1))
    anchor.close()
    assert Anchor(path, KEY).read() == heads(1)


def test_a_note_before_reading_is_a_mistake_in_the_program(path: Path) -> None:
    fresh(path).close()
    with pytest.raises(RuntimeError):
        Anchor(path, KEY).write(heads(2))


def test_a_torn_note_leaves_the_one_before(path: Path, rng: random.Random) -> None:
    anchor = fresh(path)
    for number in range(2, 40):
        before = path.read_bytes()
        anchor.write(heads(number))
        after = path.read_bytes()
        block = next(at for at in (0, BLOCK) if before[at : at + BLOCK] != after[at : at + BLOCK])
        changed = [at for at in range(block, block + BLOCK) if before[at] != after[at]]
        cut = rng.choice(changed[1:])
        path.write_bytes(after[:cut] + before[cut:])
        assert Anchor(path, KEY).read() == heads(number - 1)
        path.write_bytes(after)
    anchor.close()


def test_both_blocks_damaged_is_said_and_made_anew(path: Path) -> None:
    anchor = fresh(path)
    anchor.write(heads(2))
    anchor.close()
    content = bytearray(path.read_bytes())
    content[20] ^= 1
    content[BLOCK + 20] ^= 1
    path.write_bytes(content)
    again = Anchor(path, KEY)
    with pytest.raises(Damaged):
        again.read()
    again.create(heads(3))
    again.close()
    assert Anchor(path, KEY).read() == heads(3)


def test_heads_written_with_another_key_are_refused(path: Path) -> None:
    forger = Anchor(path, b"Z" * 32)
    forger.create(heads(7))
    forger.close()
    with pytest.raises(Damaged):
        Anchor(path, KEY).read()


@given(st.binary(max_size=300), st.integers(0, 2 * BLOCK - 1))
def test_any_content_is_read_or_said_to_be_damaged(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int
) -> None:
    path = tmp_path_factory.mktemp("anchor") / "desk.anchor"
    fresh(path).close()
    content = path.read_bytes()
    path.write_bytes((content[:at] + noise + content[at + len(noise) :])[: 2 * BLOCK])
    try:
        assert Anchor(path, KEY).read() in (heads(1), None)
    except Damaged:
        return


def test_a_short_file_is_damage(path: Path) -> None:
    fresh(path).close()
    path.write_bytes(path.read_bytes()[:70] + b"\1")
    with pytest.raises(Damaged):
        Anchor(path, KEY).read()


def test_a_refused_note_is_told_and_the_next_heals(path: Path) -> None:
    anchor = Anchor(path, KEY)
    assert anchor.read() is None
    path.mkdir()
    assert not anchor.write(heads(1))
    path.rmdir()
    assert anchor.write(heads(2))
    anchor.close()
    assert Anchor(path, KEY).read() == heads(2)


def test_a_folder_that_is_gone_is_an_environment_error(tmp_path: Path) -> None:
    with pytest.raises(Environment) as caught:
        Anchor(tmp_path / "gone" / "desk.anchor", KEY).create(heads(1))
    assert not isinstance(caught.value, DiskFull)


def test_text_shows_no_key(path: Path) -> None:
    assert repr(Anchor(path, KEY)) == "Anchor(…)"


def judged(anchor: AnchorState, held: int, fork_at: int | None = None, incarnation: bytes = DESK) -> Verdict:
    """The verdict on a database of ``held`` commits, its own from ``fork_at`` on."""

    def commit(number: int) -> AnchorState:
        return heads(number, "x" if fork_at is not None and number >= fork_at else "")

    def change_hash(of: bytes, number: int) -> bytes | None:
        return commit(number).hash if of == DESK and 0 < number <= held else None

    def audit_hash(number: int) -> bytes | None:
        return commit(number // 2).audit_hash if 0 < number <= 2 * held else None

    found = commit(held)
    if incarnation != DESK:
        found = AnchorState(incarnation, 0, bytes(32), found.audit_number + 1, b"n" * 32)
    return compare(anchor, found, change_hash, audit_hash)


def test_every_standing_of_a_database_to_its_anchor() -> None:
    assert judged(heads(5), 5) is Verdict.AGREES
    assert judged(heads(5), 9) is Verdict.AHEAD
    assert judged(heads(0), 3) is Verdict.AHEAD
    assert judged(heads(5), 4) is Verdict.BEHIND
    assert judged(heads(5), 0) is Verdict.BEHIND
    assert judged(heads(5), 5, fork_at=5) is Verdict.ANOTHER_HISTORY
    assert judged(heads(5), 9, fork_at=4) is Verdict.ANOTHER_HISTORY, "an old copy worked on past the anchor"
    assert judged(heads(5), 9, fork_at=6) is Verdict.AHEAD
    assert judged(heads(5), 5, incarnation=OTHER) is Verdict.AHEAD, "a new incarnation that went on from here"
    assert judged(heads(5), 5, fork_at=3, incarnation=OTHER) is Verdict.ANOTHER_HISTORY


def test_consultations_alone_count_too() -> None:
    """A reading leaves only an audit entry: losing it is losing part of the log."""
    read = AnchorState(DESK, 5, heads(5).hash, 11, b"r" * 32)
    assert judged(read, 5) is Verdict.BEHIND


def test_complaints_say_what_to_do() -> None:
    assert complaint(Verdict.AGREES) is None
    assert complaint(Verdict.AHEAD) is None
    for verdict, words in ((Verdict.BEHIND, "old copy"), (Verdict.ANOTHER_HISTORY, "another copy")):
        said = complaint(verdict)
        assert said is not None
        assert words in said.message
        assert said.remedy
