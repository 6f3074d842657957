"""Run as a program: does one step on copies of a desk, each time in a process that kills itself part of the way.

    backup_killed.py STEP BASE OUT POINT…

For each POINT (0 to 1) the folder BASE is copied into OUT, and a forked child that does STEP there gets SIGKILL from
itself at that part of all the calls the step makes. Prints how many children died.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from iomdesk.clock import SteppingClock
from iomdesk.store.backup import make_backup
from iomdesk.store.restore import restore
from iomdesk.store.retention import backup_folder
from iomdesk.store.rotation import rotate
from tests.store.backup_desks import NOON, Place, as_officer


def back_up(case: Path, ready: Callable[[], None]) -> None:
    """A backup into the desk's own folder."""
    place = Place(case / "home", "", SteppingClock(NOON + 86_400_000))
    with place.open() as opened:
        ready()
        make_backup(opened.generation.database, opened.unlocked, opened.slots, backup_folder(opened.home), place.clock)


def change_keys(case: Path, ready: Callable[[], None]) -> None:
    """A rotation."""
    place = Place(case / "home", "", SteppingClock(NOON + 86_400_000))
    with place.open() as opened:
        opened.store.close()
        ready()
        rotate(opened.home, opened.generation, opened.unlocked, opened.slots)


def put_back(case: Path, ready: Callable[[], None]) -> None:
    """A restore over the desk."""
    ready()
    restore(case / "day.iomback", case / "home", as_officer, SteppingClock(NOON + 86_400_000))


STEPS = {step.__name__: step for step in (back_up, change_keys, put_back)}


def calls_of(name: str, case: Path, killed_at: int = -1) -> int:
    """Do the step, counting the calls it makes from ``ready`` on; at ``killed_at`` the process ends."""
    count = 0

    def counted(_frame: FrameType, event: str, _of: object) -> None:
        nonlocal count
        if event in ("call", "c_call"):
            count += 1
            if count == killed_at:
                os.kill(os.getpid(), signal.SIGKILL)

    try:
        STEPS[name](case, lambda: sys.setprofile(counted))
    finally:
        sys.setprofile(None)
    return count


def run(name: str, base: Path, out: Path, points: list[float]) -> int:
    """How many of the children died."""
    total = 0
    # The first time imports and compiles as it goes; the children begin where this process has done that.
    for time in ("first", "again"):
        shutil.copytree(base, out / time)
        total = calls_of(name, out / time)
    died = 0
    for number, point in enumerate(points):
        case = out / f"case{number}"
        shutil.copytree(base, case)
        child = os.fork()
        if child == 0:
            calls_of(name, case, max(1, int(point * total)))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        died += os.WIFSIGNALED(status)
    return died


if __name__ == "__main__":
    print(run(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), [float(point) for point in sys.argv[4:]]))
