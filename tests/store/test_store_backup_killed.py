"""Killed at any moment of a backup, a rotation or a restore, the desk is the one before or the one after."""

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from iomdesk.clock import SteppingClock
from iomdesk.store.backup import check_backup, make_backup
from iomdesk.store.copying import silent
from iomdesk.store.restore import restore
from iomdesk.store.retention import backup_folder, backups_in, clean_parts
from tests.conftest import Scale
from tests.store.backup_desks import NOON, Place, Rows, as_officer, assert_clean, enter_people, founded, rows_of

HERE = Path(__file__).parent
LATER = NOON + 2 * 86_400_000

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills by signal, in forked processes")


def killed(step: str, base: Path, out: Path, points: list[float]) -> list[Place]:
    """The desks that the step left when it was killed at these parts of its way."""
    out.mkdir()
    program = [sys.executable, "-W", "error", str(HERE / "backup_killed.py"), step, str(base), str(out)]
    environment = {"PYTHONPATH": str(HERE.parents[1]), "PATH": ""}
    done = subprocess.run(
        [*program, *map(str, points)], env=environment, capture_output=True, text=True, timeout=250, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) == len(points)
    return [Place(out / f"case{number}" / "home", "", SteppingClock(LATER)) for number in range(len(points))]


def moments(rng: random.Random, scale: Scale) -> list[float]:
    """Anywhere on the way, and more often towards its end, where the files change places."""
    return [rng.random() if number % 2 else 1 - rng.random() * 0.15 for number in range(scale.count(6, 70))]


def rows_in(place: Place) -> Rows:
    """The rows of a desk that opens and is whole."""
    with place.open() as opened:
        assert_clean(opened)
        return rows_of(opened)


def test_backup(tmp_path: Path, rng: random.Random, scale: Scale) -> None:
    base = founded(tmp_path / "base" / "home", people=3)
    before = rows_in(base)
    for place in killed("back_up", tmp_path / "base", tmp_path / "out", moments(rng, scale)):
        assert rows_in(place) == before
        with place.open() as opened:
            folder, founding = backup_folder(opened.home), opened.store.settings.founding
            clean_parts(folder)
            for path, _ in backups_in(folder, founding):
                check_backup(path, tmp_path / "work", opened.unlocked.backup_key, silent, full=True)
            make_backup(opened.generation.database, opened.unlocked, opened.slots, folder, place.clock)
            left = [entry.name for entry in folder.iterdir()] if folder.exists() else []
            assert all(name.endswith(".iomback") for name in left)


def test_rotation(tmp_path: Path, rng: random.Random, scale: Scale) -> None:
    base = founded(tmp_path / "base" / "home", people=3)
    before = rows_in(base)
    for place in killed("change_keys", tmp_path / "base", tmp_path / "out", moments(rng, scale)):
        assert rows_in(place) == before
        with place.open() as opened:
            assert opened.home.generations() == [opened.generation]
            enter_people(opened, 1)
            assert_clean(opened)


def test_restore(tmp_path: Path, rng: random.Random, scale: Scale) -> None:
    base = founded(tmp_path / "base" / "home", people=3)
    with base.open() as opened:
        at_backup = rows_of(opened)
        made = make_backup(opened.generation.database, opened.unlocked, opened.slots, tmp_path, base.clock)
        enter_people(opened, 2)
        at_kill = rows_of(opened)
    made.path.rename(tmp_path / "base" / "day.iomback")
    found = []
    for place in killed("put_back", tmp_path / "base", tmp_path / "out", moments(rng, scale)):
        found.append(rows_in(place))
        assert found[-1] in (at_kill, at_backup)
        if found[-1] == at_backup:
            (aside,) = (place.path / "replaced").iterdir()
            assert {file.name for file in aside.iterdir()} == {"desk.anchor", "desk.db", "desk.keys"}
        restore(place.path.parent / "day.iomback", place.path, as_officer, place.clock)
        assert rows_in(place) == at_backup
    assert at_kill in found


def test_restore_into_an_empty_folder(tmp_path: Path, rng: random.Random, scale: Scale) -> None:
    base = founded(tmp_path / "base" / "home", people=3)
    with base.open() as opened:
        before = rows_of(opened)
        made = make_backup(opened.generation.database, opened.unlocked, opened.slots, tmp_path, base.clock)
    made.path.rename(tmp_path / "base" / "day.iomback")
    shutil.rmtree(base.path)
    for place in killed("put_back", tmp_path / "base", tmp_path / "out", moments(rng, scale)):
        restore(place.path.parent / "day.iomback", place.path, as_officer, place.clock)
        assert rows_in(place) == before
        with place.open() as opened:
            assert opened.home.generations() == [opened.generation]
