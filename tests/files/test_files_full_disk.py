"""A disk that is full, for real, while a file is added or saved: a clear sentence, nothing half kept or left."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.terminal import NearTerminal, Terminal

if sys.platform == "win32":
    pytest.skip("limits of a process and mounts are Unix's", allow_module_level=True)

import resource

LETTER = os.urandom(3).hex().encode() * 250_000


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[NearTerminal, str]:
    """A desk with one person, of whom a letter is kept."""
    terminal = NearTerminal(tmp_path_factory.mktemp("sound"))
    terminal.init()
    ref = terminal.ask("person", "add", "--surname", "Nowak")["ref"]
    (terminal.folder / "kept.txt").write_bytes(LETTER[::-1])
    terminal.do("file", "add", ref, terminal.folder / "kept.txt", "--category", "health")
    return terminal, ref


def copied(sound: NearTerminal, folder: Path) -> NearTerminal:
    terminal = NearTerminal(folder, now=sound.now)
    (folder / "letter.txt").write_bytes(LETTER)
    terminal.passphrase_file("x")
    shutil.copytree(sound.home, terminal.home)
    return terminal


def shown(terminal: Terminal, ref: str) -> Any:
    return [each["code"] for each in terminal.ask("file", "list", ref)], terminal.ask("file", "check")


@pytest.mark.parametrize("most", [16_384, 400_000, 1_200_000])
def test_a_desk_file_that_may_not_grow(sound: tuple[NearTerminal, str], tmp_path: Path, most: int) -> None:
    """The program in a process of its own that may write no file larger than so many bytes."""
    ref, near = sound[1], copied(sound[0], tmp_path)
    before = shown(near, ref)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    terminal = Terminal(tmp_path, limits=limit, now=near.now)
    said = terminal.refused("file", "add", ref, tmp_path / "letter.txt", "--category", "health")
    near.now = terminal.now
    assert said
    assert (shown(near, ref), near.findings()) == (before, [])


def test_a_copy_that_finds_no_room_is_not_there_at_all(sound: tuple[NearTerminal, str], tmp_path: Path) -> None:
    ref, near = sound[1], copied(sound[0], tmp_path)
    code = near.ask("file", "list", ref)[0]["code"]

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    terminal = Terminal(tmp_path, limits=limit, now=near.now)
    said = terminal.refused("file", "save", ref, code, "--out", tmp_path / "out.txt")
    assert "full" in said
    assert not [each.name for each in tmp_path.iterdir() if each.name.startswith("out")]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of nine megabytes of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=9m", "none", str(place)], capture_output=True, check=False, timeout=30
    )
    if mounted.returncode:
        pytest.skip("this machine lets no test mount a small disk; the limit on file sizes is tested all the same")
    yield place
    subprocess.run(["umount", str(place)], check=True, timeout=30)


def test_a_full_disk(sound: tuple[NearTerminal, str], small_disk: Path) -> None:
    """With less and less room: refused with a sentence and as before, then kept whole once there is room again."""
    ref, terminal = sound[1], copied(sound[0], small_disk)
    before = shown(terminal, ref)
    for free in (0, 40_000, 700_000, 1_400_000):
        filler = small_disk / "filler"
        filler.write_bytes(bytes(max(0, shutil.disk_usage(small_disk).free - free)))
        answer = terminal.try_("file", "add", ref, small_disk / "letter.txt", "--category", "health")
        filler.unlink()
        assert (answer.code, answer.out) == (1, ""), free
        assert "disk is full" in answer.err, answer.err
        assert (shown(terminal, ref), terminal.findings()) == (before, [])
    terminal.do("file", "add", ref, small_disk / "letter.txt", "--category", "health")
    assert terminal.ask("file", "check") == {"read": 2, "elsewhere": 0, "findings": []}
