"""The desk's folder: which files are the desk after a step was broken off, and who may have it open."""

import errno
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from iomdesk.errors import Damaged, DiskFull, Environment, NotADesk, Refused
from iomdesk.store.files import replace_file, translated
from iomdesk.store.home import Generation, Home

HOLD = """
import sys
from pathlib import Path
from iomdesk.store.home import Home
with Home(Path(sys.argv[1])).hold():
    print("held", flush=True)
    sys.stdin.read()
"""


def filled(home: Home) -> Generation:
    """A complete generation, its keys written last."""
    generation = home.new_generation()
    generation.database.write_bytes(b"database " + generation.name.encode())
    replace_file(generation.keys, b"keys")
    return generation


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home.found(tmp_path / "desk")
    with made.hold():
        made.switch_to(filled(made).name)
    return Home(made.path)


def contents(home: Home) -> set[str]:
    return {str(path.relative_to(home.path)) for path in home.path.rglob("*") if path.name != "lock"}


def test_founded_switched_and_found_again(home: Home) -> None:
    first = home.generation()
    with home.hold():
        second = home.switch_to(filled(home).name)
        assert home.generation() == second != first
        assert home.clean_leftovers() == 1
    assert not first.folder.exists()
    assert home.generation().complete()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights in lists, not modes")
def test_only_the_owner_may_read(home: Home) -> None:
    for path in (home.path, *home.path.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path.name


def test_founding_refuses_a_desk_and_other_files(home: Home, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="already a desk"):
        Home.found(home.path)
    (home.path / "current").unlink()
    with pytest.raises(Refused, match="already a desk"):
        Home.found(home.path)
    other = tmp_path / "documents"
    other.mkdir(mode=0o755)
    (other / "letter.txt").write_text("kept")
    with pytest.raises(Refused, match="other files"):
        Home.found(other)
    assert (other / "letter.txt").read_text() == "kept"


def test_founding_goes_on_where_it_was_broken_off(tmp_path: Path) -> None:
    begun = Home.found(tmp_path / "desk")
    begun.new_generation().database.write_bytes(b"half")
    again = Home.found(tmp_path / "desk")
    with again.hold():
        again.switch_to(filled(again).name)
        assert again.clean_leftovers() == 0
    assert [kept.read_bytes() for kept in (tmp_path / "desk" / "replaced").rglob("desk.db")] == [b"half"]


def test_no_desk_is_said_and_nothing_is_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path, tmp_path / "missing", tmp_path / "file"):
        with pytest.raises(NotADesk):
            Home(path).generation()
        with pytest.raises(NotADesk), Home(path).hold():
            pass
    assert {path.name for path in tmp_path.iterdir()} == {"file"}


def test_broken_off_steps_are_swept_away(home: Home) -> None:
    before = contents(home)
    half = home.new_generation()
    half.database.write_bytes(b"half")
    whole = filled(home)
    for leftover in (home.path / "current.part", home.generation().folder / "desk.keys.part"):
        leftover.write_bytes(b"half")
    (home.path / "backups").mkdir()
    (home.path / "backups" / "other.part").write_bytes(b"not ours to sweep")
    with home.hold():
        assert home.clean_leftovers() == 4
        assert home.clean_leftovers() == 0
    assert not whole.folder.exists()
    assert contents(home) == before | {"backups", "backups/other.part"}


@pytest.mark.parametrize("current", [b"", b"gZZZZZZZZ\n", b"g00000000\n", b"../elsewhere\n", b"\xff" * 80, None])
def test_an_unreadable_current_is_mended_only_where_one_can_be_meant(home: Home, current: bytes | None) -> None:
    meant = home.generation()
    home.new_generation().database.write_bytes(b"half")

    def damage() -> None:
        (home.path / "current").unlink()
        if current is not None:
            (home.path / "current").write_bytes(current)

    damage()
    with pytest.raises(Damaged):
        home.generation()
    with home.hold():
        assert home.clean_leftovers() == 1
        assert home.generation() == meant
        filled(home)
        damage()
        before = contents(home)
        with pytest.raises(Damaged, match="Nothing was removed"):
            home.clean_leftovers()
    assert contents(home) == before


def test_nothing_is_swept_while_the_current_files_are_not_whole(home: Home) -> None:
    filled(home)
    home.generation().database.unlink()
    before = contents(home)
    with home.hold(), pytest.raises(Damaged, match="missing or empty"):
        home.clean_leftovers()
    assert contents(home) == before


def test_only_a_complete_generation_becomes_the_desk(home: Home) -> None:
    half = home.new_generation()
    half.database.write_bytes(b"half")
    with home.hold():
        for name in (half.name, "g00000000", "../desk"):
            with pytest.raises(ValueError):
                home.switch_to(name)


def test_steps_ask_that_the_home_is_held(home: Home) -> None:
    for step in (home.clean_leftovers, home.mend, lambda: home.switch_to(home.generation().name)):
        with pytest.raises(RuntimeError):
            step()


def test_one_process_holds_a_desk_until_it_ends_however_it_ends(home: Home) -> None:
    command = [sys.executable, "-c", HOLD, str(home.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Environment, match="already open"), home.hold():
            pass
        other.kill()
        other.wait()
    with home.hold():
        with pytest.raises(Environment, match="already open"), home.hold():
            pass
        assert home.clean_leftovers() == 0, "the first hold still stands"


def test_a_refused_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "note"
    replace_file(path, b"old")
    (tmp_path / "note.part").mkdir()
    with pytest.raises(Environment):
        replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    (tmp_path / "note.part").rmdir()
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["note"]


def test_errors_name_no_path(tmp_path: Path) -> None:
    with pytest.raises(Environment) as caught:
        replace_file(tmp_path / "gone" / "note", b"new")
    assert str(tmp_path) not in str(caught.value)


def test_a_full_disk_and_a_forbidden_folder_are_told_apart() -> None:
    assert isinstance(translated(OSError(errno.ENOSPC, "full")), DiskFull)
    assert "permissions" in translated(OSError(errno.EROFS, "read-only")).remedy
    assert "Check the disk" in translated(OSError(errno.EIO, "broken")).remedy
