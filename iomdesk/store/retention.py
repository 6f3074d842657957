"""Which backups there are, when the next is due, and which of the older ones go.

A backup's name is its instant in UTC, so that the order of names is the order of time also when clocks go back:
``iomdesk-20261102-1200.iomback``, with ``-2`` and so on for another in the same minute.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from iomdesk.clock import Clock
from iomdesk.ids import Id
from iomdesk.store import files
from iomdesk.store.archive import Manifest, peek
from iomdesk.store.home import Home

DAYS = 7
"""How many of the latest days that have a backup keep their newest one."""

WEEKS = 4
"""How many of the weeks (Monday to Sunday) before those keep their newest one."""

DUE_AFTER_MS = 24 * 3_600_000
_NAME = re.compile(r"iomdesk-(\d{8}-\d{4})(?:-([1-9]\d{0,3}))?\.iomback", re.ASCII)
_PART = re.compile(r"iomdesk-\d{8}-\d{4}(?:-[1-9]\d{0,3})?\.iomback(?:\.db)?\.part(?:-wal|-shm|-journal)?", re.ASCII)


def backup_folder(home: Home) -> Path:
    """Where a desk's backups go unless it is told another folder."""
    return home.path / "backups"


def backup_name(made_at: int, taken: Iterable[str]) -> str:
    """The name for a backup made at ``made_at`` (UTC ms) that is none of those ``taken``."""
    names = set(taken)
    stem = f"iomdesk-{datetime.fromtimestamp(made_at / 1000, UTC):%Y%m%d-%H%M}"
    name, again = f"{stem}.iomback", 2
    while name in names:
        name, again = f"{stem}-{again}.iomback", again + 1
    return name


def to_keep(names: Iterable[str]) -> set[str]:
    """Which of the files in a folder of backups stay.

    The newest of each of the last seven days that have one, the newest of each of four weeks none of these stands
    for, and everything that is not named as a backup. The newest of all always stays.
    """
    given = set(names)
    dated = sorted(((at, name) for name in given if (at := _instant(name)) is not None), reverse=True)
    kept = given - {name for _, name in dated}
    days: set[object] = set()
    weeks: set[object] = set()
    weekly = 0
    for (made, _), name in dated:
        day, week = made.date(), tuple(made.isocalendar())[:2]
        as_day = day not in days and len(days) < DAYS
        as_week = week not in weeks and weekly < WEEKS
        if as_day or as_week:
            kept.add(name)
            weekly += not as_day
        days.add(day)
        weeks.add(week)
    return kept


def backups_in(folder: Path, founding: Id) -> list[tuple[Path, Manifest]]:
    """The backups of the desk with that founding id in ``folder``, oldest first, by what they say of themselves.

    A file that cannot be read is passed over: it counts neither as a backup nor as one to remove.
    """
    try:
        names = sorted((at, entry) for entry in folder.iterdir() if (at := _instant(entry.name)) is not None)
    except FileNotFoundError:
        return []
    except OSError as cause:
        raise files.translated(cause) from None
    found = ((entry, peek(entry)) for _, entry in names)
    return [
        (entry, manifest) for entry, manifest in found if manifest is not None and manifest.facts.founding == founding
    ]


def backup_due(folder: Path, founding: Id, clock: Clock) -> bool:
    """Whether the newest backup of the desk in ``folder`` is a day old, or dated a day ahead by a wrong clock."""
    found = backups_in(folder, founding)
    return not found or abs(clock.now_ms() - found[-1][1].made_at) >= DUE_AFTER_MS


def remove_old(folder: Path, founding: Id) -> int:
    """Remove the backups of the desk that ``to_keep`` lets go; returns how many. Other desks' backups stay."""
    own = {entry.name: entry for entry, _ in backups_in(folder, founding)}
    gone = own.keys() - to_keep(own)
    try:
        for name in gone:
            own[name].unlink()
    except OSError as cause:
        raise files.translated(cause) from None
    return len(gone)


def clean_parts(folder: Path) -> int:
    """Remove what a broken-off backup left in ``folder``; returns how many files. For the desk's own folder."""
    try:
        left = [entry for entry in folder.iterdir() if _PART.fullmatch(entry.name)]
        for entry in left:
            entry.unlink()
    except FileNotFoundError:
        return 0
    except OSError as cause:
        raise files.translated(cause) from None
    return len(left)


def _instant(name: str) -> tuple[datetime, int] | None:
    """When the backup of that name was made and the how-manieth of its minute; None for another name."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    try:
        at = datetime.strptime(match[1], "%Y%m%d-%H%M").replace(tzinfo=UTC)
    except ValueError:
        return None
    return at, int(match[2] or 1)
