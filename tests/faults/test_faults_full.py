"""A disk that is full, for real: a clear sentence, exit 1, nothing lost, and all is well once there is room again."""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from iomdesk.practice import cohort_workbook, generate
from tests.terminal import NearTerminal, Terminal

if sys.platform == "win32":
    pytest.skip("limits of a process and mounts are Unix's", allow_module_level=True)

import resource

STEPS: dict[str, tuple[str, ...]] = {
    "save": ("person", "add", "--surname", "Squeezed"),
    "import": ("import", "cohort", "more.xlsx"),
    "backup": ("backup", "new.iomback"),
    "key rotation": ("key", "rotate"),
    "export": ("export", "cohort", "out.xlsx"),
    "passphrase": ("passphrase", "--new-passphrase-file", "passphrase"),
}
MEGABYTE = 1_000_000


def words_of(step: str, folder: Path) -> Sequence[str]:
    """The words of a step, files being in ``folder``."""
    return tuple(str(folder / word) if "." in word or (word == "passphrase" and place) else word
                 for place, word in enumerate(STEPS[step]))  # fmt: skip


def shown(terminal: Terminal) -> Any:
    """What the desk holds: its people and the number of entries in its history."""
    people = terminal.ask("person", "list", "--former")
    return sorted(row["surname"] for row in people), terminal.ask("verify")["operations"]


def files_of(folder: Path) -> set[str]:
    """Every file that is not the driver's own or the count of attempts."""
    names = {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()}
    return {name for name in names if not name.endswith(("-wal", "-shm", "attempts", "filler", "passphrase"))}


@pytest.fixture(scope="module")
def workbook() -> bytes:
    return cohort_workbook(generate(60, 5, date(2026, 11, 2)), messy=False)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of eight megabytes of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(place)], capture_output=True, check=False, timeout=30
    )
    if mounted.returncode:
        pytest.skip("this machine lets no test mount a small disk; the limit on file sizes is tested all the same")
    yield place
    subprocess.run(["umount", str(place)], check=True, timeout=30)


def leave(disk: Path, free: int) -> Path:
    """Fill the disk up but for ``free`` bytes."""
    filler = disk / "filler"
    with filler.open("wb") as file:
        file.write(bytes(max(0, shutil.disk_usage(disk).free - free)))
    return filler


@pytest.mark.parametrize("step", STEPS)
def test_a_full_disk(sound: NearTerminal, small_disk: Path, workbook: bytes, step: str) -> None:
    """With less and less room: refused with a sentence, or done; and as before or done once there is room again."""
    terminal = NearTerminal(small_disk, now=sound.now)
    (small_disk / "more.xlsx").write_bytes(workbook)
    terminal.passphrase_file("x")
    shutil.copytree(sound.home, terminal.home)
    refused = 0
    for free in (0, 8_000, 40_000, 90_000, 300_000, 900_000):
        before, held = shown(terminal), files_of(small_disk)
        filler = leave(small_disk, free)
        answer = terminal.try_(*words_of(step, small_disk))
        filler.unlink()
        if answer.code == 0:
            break
        refused += 1
        assert answer.out == ""
        said_full = any(words in answer.err for words in ("disk is full", "not enough space", "No space left"))
        assert said_full, (step, free, answer.err)
        assert terminal.findings() == []
        assert shown(terminal) == before
        assert files_of(small_disk) == held, (step, free)
    assert refused, "the disk was never full"
    terminal.do(*words_of(step, small_disk)) if answer.code else None
    assert terminal.findings() == []


@pytest.mark.parametrize("most", [16_384, 200_000, MEGABYTE])
@pytest.mark.parametrize("step", ["save", "import", "backup", "key rotation"])
def test_a_file_that_may_not_grow(sound: NearTerminal, tmp_path: Path, workbook: bytes, step: str, most: int) -> None:
    """The program in a process of its own that may write no file larger than so many bytes."""
    near = NearTerminal(tmp_path, now=sound.now)
    (tmp_path / "more.xlsx").write_bytes(workbook)
    shutil.copytree(sound.home, near.home)
    before = shown(near)
    held = files_of(tmp_path)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    terminal = Terminal(tmp_path, limits=limit, now=near.now)
    answer = terminal.try_(*words_of(step, tmp_path))
    near.now = terminal.now
    assert answer.code in (0, 1)
    if answer.code:
        assert answer.err.strip()
        assert near.findings() == []
        assert shown(near) == before
        assert files_of(tmp_path) == held
    assert near.findings() == []
