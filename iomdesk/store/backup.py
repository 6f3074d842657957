"""Backing up the desk into one encrypted file, which is opened again and checked before it counts.

**Under which key.** Each backup's database has a key of its own, drawn for it. That key opens in two ways, both
through the desk's *backup key*, never through the key of the desk's own file:

- In the backup's ``desk.keys`` the officers' and the recovery sheet's slots open onto (this backup's key, the
  backup key). So anybody who could unlock the desk that day can restore it, with the passphrase of that day.
- The manifest carries this backup's key wrapped under the backup key, and a proof under it. So the open desk checks
  its own backups without anybody's passphrase, and a restore notices a manifest put together by a stranger.

Rotation draws a new backup key: who was removed opens no later backup. Older ones stay open to them.
Only encrypted bytes touch the disk; everything unfinished ends in ``.part``.
"""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from iomdesk.clock import Clock
from iomdesk.errors import Damaged
from iomdesk.store.archive import Manifest, hashes_of, open_archive, wrapped, write_archive
from iomdesk.store.connection import connect, reading_engine_over
from iomdesk.store.copying import Facts, Key, copy_database, demand_room, demand_whole, silent, speaking, stage
from iomdesk.store.files import PART, PRIVATE_FOLDER, sync_folder
from iomdesk.store.keyslots import KeySlots, Unlocked
from iomdesk.store.migrate import HEAD
from iomdesk.store.retention import backup_name
from iomdesk.store.store import fresh_key
from iomdesk.store.verify import NOTHING_CHECKED, Progress, verify

_STAGES = 4
_CHECKS = 3
_BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and checked. ``made_at`` in UTC ms, ``size`` in bytes."""

    path: Path
    made_at: int
    changes: int
    size: int


def make_backup(
    database: Path,
    unlocked: Unlocked,
    slots: KeySlots,
    folder: Path,
    clock: Clock,
    tell: Progress = silent,
    *,
    full: bool = False,
) -> Backup:
    """Back up the desk's file at ``database`` into ``folder``; the desk may be open and be worked on meanwhile.

    The finished file is read back, opened with the backup key and checked (every page, the newest change's and audit
    entry's hash; with ``full`` the whole history) before it gets its name. A damaged key slot is left out: its
    owner could not open the desk either. ``tell`` may raise to cancel. Raises ``DiskFull``, ``Environment``,
    ``Damaged``; nothing is left behind then.
    """
    with speaking(folder):
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        demand_room(folder, 2 * _bytes_of(database))
        now = clock.now_ms()
        target = folder / backup_name(now, {entry.name for entry in folder.iterdir()})
        part, copy = target.with_name(target.name + PART), target.with_name(target.name + ".db" + PART)
        try:
            _remove(part, copy)
            with speaking(folder):
                manifest = _write(part, copy, database, unlocked, slots, now, tell)
            check_backup(part, copy, unlocked.backup_key, stage(tell, 3, _STAGES), full=full)
            os.replace(part, target)
            sync_folder(folder)
        finally:
            _remove(part, copy)
        return Backup(target, now, manifest.facts.changes, target.stat().st_size)


def check_backup(file: Path, work: Path, backup_key: Key, tell: Progress, *, full: bool = False) -> None:
    """Read a backup of this desk back and open it, by way of a part file at ``work``, which is removed again.

    Raises as ``open_archive`` does, and ``Damaged`` for a database that is not what the manifest says.
    """
    with speaking(work.parent), open_archive(file, stage(tell, 0, _CHECKS)) as archive:
        archive.demand_proof(backup_key)
        archive.slots()
        key = archive.manifest.key(backup_key)
        try:
            archive.extract_database(work, stage(tell, 1, _CHECKS))
            _check_database(work, key, archive.manifest.facts, stage(tell, 2, _CHECKS), full)
        finally:
            key[:] = bytes(len(key))
            _remove(work)


def _write(
    part: Path, copy: Path, database: Path, unlocked: Unlocked, slots: KeySlots, now: int, tell: Progress
) -> Manifest:
    """The unchecked backup at ``part``, by way of a database at ``copy``, which is removed again."""
    key = fresh_key()
    try:
        facts = copy_database(database, unlocked.file_key, copy, key, stage(tell, 0, _STAGES))
        _to_one_file(copy, key)
        keys = _sound(slots, unlocked).with_new_file_keys(unlocked, key, unlocked.backup_key).dump()
        keys_hash, database_hash = hashes_of(keys, copy, stage(tell, 1, _STAGES))
        manifest = Manifest(
            now, facts, keys_hash, database_hash, copy.stat().st_size, wrapped(key, unlocked.backup_key)
        )
        write_archive(part, manifest, unlocked.backup_key, keys, copy, stage(tell, 2, _STAGES))
        _remove(copy)
    finally:
        key[:] = bytes(len(key))
    return manifest


def _to_one_file(copy: Path, key: Key) -> None:
    """Leave write-ahead mode, so that the copy needs no second file to be read."""
    with contextlib.closing(connect(copy, key)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")


def _check_database(file: Path, key: Key, facts: Facts, tell: Progress, full: bool) -> None:
    with contextlib.closing(connect(file, key, read_only=True)) as raw, reading_engine_over(raw).begin() as reading:
        demand_whole(reading, facts)
        report = verify(reading, NOTHING_CHECKED, tell) if full and facts.schema == HEAD else None
        if report is not None and not report.clean:
            raise Damaged(report.findings[0].what, report.findings[0].remedy)
    tell(1, 1)


def _sound(slots: KeySlots, unlocked: Unlocked) -> KeySlots:
    """The same slots less those that are damaged; the desk's own list is not changed."""
    if not slots.damaged:
        return slots
    sound = KeySlots.load(slots.dump())
    sound.discard_damaged(unlocked)
    return sound


def _bytes_of(database: Path) -> int:
    """The size of the file with its write-ahead log."""
    log = database.with_name(database.name + "-wal")
    return database.stat().st_size + (log.stat().st_size if log.exists() else 0)


def _remove(*paths: Path) -> None:
    """Remove unfinished files and what the driver keeps beside them."""
    for path in paths:
        for each in (path, *(path.with_name(path.name + ending) for ending in _BESIDE)):
            each.unlink(missing_ok=True)
