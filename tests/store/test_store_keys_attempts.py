"""The wait after wrong passphrases: across restarts, changed clocks, killed processes and a damaged note."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomdesk.errors import Damaged, Refused, WrongKey
from iomdesk.store.attempts import FIRST_WAIT_MS, LONGEST_WAIT_MS, Attempts

START = 1_794_300_000_000


@dataclass
class Wall:
    """A clock that stands until a test moves it."""

    at: int = START

    def now_ms(self) -> int:
        return self.at

    def today(self) -> date:
        return date(2026, 11, 10)


def guess(home: Path, wall: Wall) -> None:
    """One wrong attempt by a process of its own."""
    with pytest.raises(WrongKey), Attempts(home, wall).attempt():
        raise WrongKey("wrong")


def left(home: Path, wall: Wall) -> int:
    return Attempts(home, wall).waiting_ms()


def test_waits_double_from_the_third_mistake_to_a_quarter_of_an_hour(tmp_path: Path) -> None:
    wall, waits = Wall(), []
    for _ in range(12):
        guess(tmp_path, wall)
        waits.append(left(tmp_path, wall) // 1000)
        wall.at += left(tmp_path, wall)
    assert waits == [0, 0, 30, 60, 120, 240, 480, 900, 900, 900, 900, 900]


def test_refusal_says_the_time_in_words(tmp_path: Path) -> None:
    wall = Wall()
    for _ in range(3):
        guess(tmp_path, wall)
    with pytest.raises(Refused, match="wait 30 seconds"):
        Attempts(tmp_path, wall).before()
    wall.at += 29_500
    with pytest.raises(Refused, match="wait 1 second "):
        Attempts(tmp_path, wall).before()
    wall.at += 500
    guess(tmp_path, wall)
    guess_after = wall.at + 60_000
    wall.at = guess_after
    guess(tmp_path, wall)
    with pytest.raises(Refused, match="wait 2 minutes"):
        Attempts(tmp_path, wall).before()


def test_success_clears(tmp_path: Path) -> None:
    wall = Wall()
    guess(tmp_path, wall)
    guess(tmp_path, wall)
    with Attempts(tmp_path, wall).attempt():
        pass
    guess(tmp_path, wall)
    guess(tmp_path, wall)
    assert left(tmp_path, wall) == 0


def test_ending_the_process_during_an_attempt_does_not_undo_it(tmp_path: Path) -> None:
    wall = Wall()
    for _ in range(3):
        Attempts(tmp_path, wall).before()
    assert left(tmp_path, wall) == FIRST_WAIT_MS
    wall.at += FIRST_WAIT_MS
    with pytest.raises(KeyboardInterrupt), Attempts(tmp_path, wall).attempt():
        raise KeyboardInterrupt
    assert left(tmp_path, wall) == 2 * FIRST_WAIT_MS


def test_what_was_no_guess_is_not_counted(tmp_path: Path) -> None:
    wall = Wall()
    for _ in range(10):
        with pytest.raises(Damaged), Attempts(tmp_path, wall).attempt():
            raise Damaged("a slot")
    assert left(tmp_path, wall) == 0
    for _ in range(3):
        guess(tmp_path, wall)
    wall.at += FIRST_WAIT_MS
    with pytest.raises(Refused, match="mistyped"), Attempts(tmp_path, wall).attempt():
        raise Refused("mistyped")
    assert left(tmp_path, wall) == 0
    guess(tmp_path, wall)
    assert left(tmp_path, wall) == 2 * FIRST_WAIT_MS


@given(st.integers(1, 400 * 86_400_000), st.integers(3, 12))
def test_a_clock_set_back_neither_unlocks_early_nor_locks_for_ever(
    tmp_path_factory: pytest.TempPathFactory, back: int, mistakes: int
) -> None:
    home, wall = tmp_path_factory.mktemp("home"), Wall()
    for _ in range(mistakes):
        wall.at += left(home, wall)
        guess(home, wall)
    wait = left(home, wall)
    wall.at -= back
    with pytest.raises(Refused):
        Attempts(home, wall).before()
    assert left(home, wall) == wait <= LONGEST_WAIT_MS
    wall.at += wait - 1
    with pytest.raises(Refused):
        Attempts(home, wall).before()
    wall.at += 1
    Attempts(home, wall).before()


@pytest.mark.parametrize("note", [b"", b"rubbish", bytes(64), b"\xff" * 64])
def test_an_unreadable_note_waits_once_and_is_made_anew(tmp_path: Path, note: bytes) -> None:
    wall = Wall()
    (tmp_path / "attempts").write_bytes(note)
    with pytest.raises(Refused):
        Attempts(tmp_path, wall).before()
    assert left(tmp_path, wall) == FIRST_WAIT_MS
    wall.at += FIRST_WAIT_MS
    with Attempts(tmp_path, wall).attempt():
        pass
    assert left(tmp_path, wall) == 0


def test_any_flipped_byte_leaves_a_wait_of_bounded_length(tmp_path: Path) -> None:
    wall = Wall()
    for _ in range(3):
        guess(tmp_path, wall)
    note = (tmp_path / "attempts").read_bytes()
    for at in range(28):
        (tmp_path / "attempts").write_bytes(note[:at] + bytes([note[at] ^ 4]) + note[at + 1 :])
        assert left(tmp_path, wall) == FIRST_WAIT_MS


def test_the_note_keeps_its_size_so_that_a_full_disk_does_not_lock(tmp_path: Path) -> None:
    wall = Wall()
    guess(tmp_path, wall)
    before = (tmp_path / "attempts").stat()
    guess(tmp_path, wall)
    after = (tmp_path / "attempts").stat()
    assert (before.st_ino, before.st_size) == (after.st_ino, after.st_size)
