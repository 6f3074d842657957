"""No room on the disk: a clear refusal, the desk as it was, nothing half-made left."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from iomdesk.clock import SteppingClock
from iomdesk.errors import DiskFull
from iomdesk.store.backup import make_backup
from iomdesk.store.copying import demand_room
from tests.store.backup_desks import NOON, Place, Rows, assert_clean, founded, names_under, rows_of

HERE = Path(__file__).parent
STEPS = ("back_up", "change_keys", "put_back")
MOUNTED = 'mount -t tmpfs -o size="$1" none "$2" && cp -a "$3/." "$2" && shift 3 && "$@" && cp -a "$CASE/." "$KEPT"'

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits of the process and mounts are Unix's")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk and a backup of it."""
    base = tmp_path_factory.mktemp("full") / "base"
    place = founded(base / "home", people=3)
    with place.open() as opened:
        made = make_backup(opened.generation.database, opened.unlocked, opened.slots, base, place.clock)
    made.path.rename(base / "day.iomback")
    return base


def state(folder: Path) -> tuple[list[str], Rows]:
    """The files of the desk in ``folder``, and its rows when it is opened and found whole."""
    names = [name for name in names_under(folder) if not name.endswith(("attempts", "-wal", "-shm"))]
    with Place(folder, "", SteppingClock(NOON + 90_000_000)).open() as opened:
        assert_clean(opened)
        return names, rows_of(opened)


def environment() -> dict[str, str]:
    return {"PYTHONPATH": str(HERE.parents[1]), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}


def program(how: str, step: str, case: Path, amount: float) -> list[str]:
    return [sys.executable, "-W", "error", str(HERE / "backup_full.py"), how, step, str(case), str(amount)]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("part", [0.0, 0.6])
def test_a_disk_that_fills_up_on_the_way(base: Path, tmp_path: Path, step: str, part: float) -> None:
    case, kept = tmp_path / "case", tmp_path / "kept"
    case.mkdir()
    kept.mkdir()
    space = {**environment(), "CASE": str(case), "KEPT": str(kept)}
    mount = ["unshare", "--mount", "sh", "-c", MOUNTED, "sh", "6m", str(case), str(base)]
    done = subprocess.run(
        [*mount, *program("fill", step, case, part)], env=space, capture_output=True, text=True, timeout=60, check=False
    )
    if "permi" in done.stderr.lower() or "not permitted" in done.stderr:
        pytest.skip("this machine lets no test mount a small disk")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("DiskFull: "), done.stdout
    assert state(kept / "home") == state(base / "home")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("amount", [4096, 400_000])
def test_a_file_that_may_not_grow(base: Path, tmp_path: Path, step: str, amount: int) -> None:
    case = tmp_path / "case"
    shutil.copytree(base, case)
    done = subprocess.run(
        program("limit", step, case, amount), env=environment(), capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split(":")[0] in ("Environment", "DiskFull"), done.stdout
    assert state(case / "home") == state(base / "home")


def test_there_must_be_room_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(DiskFull, match="not enough space"):
        demand_room(tmp_path, 1 << 60)
