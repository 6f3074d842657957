"""Run as a program: does one step of ``backup_killed`` in a folder where there is no room, and says how it was refused.

backup_full.py fill STEP CASE PART     the disk under CASE is filled up when PART (0 to 1) of the step is done
backup_full.py limit STEP CASE BYTES   no file may grow beyond BYTES
"""

import resource
import sys
from pathlib import Path

from iomdesk.clock import SteppingClock
from iomdesk.errors import Environment
from iomdesk.store.backup import make_backup
from iomdesk.store.restore import restore
from iomdesk.store.retention import backup_folder
from iomdesk.store.rotation import rotate
from iomdesk.store.verify import Progress
from tests.store.backup_desks import NOON, Place, as_officer


def filling(folder: Path, part: float) -> Progress:
    """Uses up the disk from that part of the way on, whatever is freed."""
    filler = folder / "filler"

    def told(done: int, of: int) -> None:
        if done < part * of:
            return
        with filler.open("ab", buffering=0) as file:
            for size in (1 << 16, 1 << 12, 1):
                try:
                    while file.write(bytes(size)) == size:
                        pass
                except OSError:
                    continue

    return told


def step(name: str, case: Path, tell: Progress) -> None:
    """One of the three."""
    clock = SteppingClock(NOON + 86_400_000)
    if name == "put_back":
        restore(case / "day.iomback", case / "home", as_officer, clock, tell)
        return
    with Place(case / "home", "", clock).open() as opened:
        opened.store.close()
        if name == "back_up":
            folder = backup_folder(opened.home)
            make_backup(opened.generation.database, opened.unlocked, opened.slots, folder, clock, tell)
        else:
            rotate(opened.home, opened.generation, opened.unlocked, opened.slots, tell)


def run(how: str, name: str, case: Path, amount: float) -> str:
    """The refusal, or ``done``."""
    tell = filling(case, amount)
    if how == "limit":
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(amount), int(amount)))
        tell = lambda _done, _of: None  # noqa: E731
    try:
        step(name, case, tell)
    except Environment as refusal:
        return f"{type(refusal).__name__}: {refusal}"
    return "done"


if __name__ == "__main__":
    print(run(sys.argv[1], sys.argv[2], Path(sys.argv[3]), float(sys.argv[4])))
