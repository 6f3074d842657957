"""Putting a desk back from a backup file, as a new generation with new keys and a new incarnation.

A restored desk never goes on with the chain it was copied from: the lost desk may have signed changes after the
backup, and two different changes with one number would look like fraud to everybody else. So it signs as a new
incarnation (SYNC.md, "Disasters"). A desk that was in the folder is kept aside, encrypted as it was, in
``replaced/`` until ``remove_replaced``.
"""

import contextlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from iomdesk.clock import Clock, instant_text
from iomdesk.errors import Damaged, Environment
from iomdesk.store import files
from iomdesk.store.anchor import AnchorState
from iomdesk.store.archive import Archive, open_archive
from iomdesk.store.attempts import Attempts
from iomdesk.store.connection import connect, engine_over
from iomdesk.store.copying import (
    Key,
    copy_database,
    demand_room,
    demand_whole,
    fold_log,
    heads_of,
    silent,
    speaking,
    stage,
)
from iomdesk.store.files import PART, PRIVATE_FOLDER, replace_file, sync_folder
from iomdesk.store.home import Generation, Home
from iomdesk.store.keyslots import KeySlots, Unlocked
from iomdesk.store.migrate import bring_up_to_date, is_up_to_date
from iomdesk.store.rotation import begun, write_anchor
from iomdesk.store.store import begin_incarnation, fresh_key
from iomdesk.store.verify import NOTHING_CHECKED, Progress, verify
from iomdesk.words import say

Unlock = Callable[[KeySlots], Unlocked]
"""How the person opens the slots inside the backup: with a passphrase of that day or the recovery sheet of that day."""

_STAGES = 4


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: when the backup was made (UTC ms), how many changes it holds, and what it replaced.

    ``kept_aside`` are the folders of the desk that was there before, still encrypted; empty for an empty folder.
    """

    made_at: int
    changes: int
    training: bool
    kept_aside: tuple[Path, ...]


def restore(file: Path, into: Path, unlock: Unlock, clock: Clock, tell: Progress = silent) -> Restored:
    """Make the desk in the folder ``into`` what the backup ``file`` holds, checked in full before it counts.

    The folder is empty, new, or a desk's. Officers, sheet and passphrases are those of the day of the backup.
    ``tell`` may raise to cancel until the switch. Raises ``NotADesk`` (no backup), ``Damaged``, ``NewerFile``,
    ``WrongKey``, ``Refused`` (other files in the folder, wait after wrong passphrases), ``DiskFull``,
    ``Environment``: the folder's desk is then as it was.
    """
    with speaking(into):
        home = _home_at(into)
        with home.hold(), open_archive(file, stage(tell, 0, _STAGES)) as archive:
            slots = archive.slots()
            with Attempts(home.path, clock).attempt():
                unlocked = unlock(slots)
            with unlocked:
                archive.demand_proof(unlocked.backup_key)
                demand_room(home.path, 2 * archive.manifest.database_bytes)
                with begun(home) as new, speaking(into):
                    _build(new, archive, unlocked, slots, clock, tell)
                    aside = _keep_aside(home, new)
                    home.switch_to(new.name)
            # The desk is restored; what cannot be removed now goes when it is next opened.
            with contextlib.suppress(Environment):
                home.clean_leftovers()
    manifest = archive.manifest
    return Restored(manifest.made_at, manifest.facts.changes, manifest.facts.training, aside)


def remove_replaced(home: Home) -> int:
    """Remove the desks that restores kept aside; returns how many. ``home`` is held."""
    try:
        aside = list((home.path / "replaced").iterdir())
        for folder in aside:
            shutil.rmtree(folder)
    except FileNotFoundError:
        return 0
    except OSError as cause:
        raise files.translated(cause) from None
    return len(aside)


def _home_at(into: Path) -> Home:
    """The folder of a desk, sound or not, or one for a new desk. Raises ``Refused`` for one in other use."""
    home = Home(into)
    if home.generations() or (home.path / "current").exists():
        return home
    return Home.found(into)


def _build(
    new: Generation, archive: Archive, unlocked: Unlocked, slots: KeySlots, clock: Clock, tell: Progress
) -> None:
    """Everything of the new generation, its key file last."""
    file_key, backup_key = fresh_key(), fresh_key()
    try:
        source = new.folder / ("backup.db" + PART)
        archive.extract_database(source, stage(tell, 1, _STAGES))
        facts = copy_database(source, unlocked.file_key, new.database, file_key, stage(tell, 2, _STAGES))
        source.unlink()
        if facts != archive.manifest.facts:
            raise Damaged(say("This backup does not hold what it says it holds."), say("Use another backup."))
        heads = _finish_database(new.database, file_key, archive, clock, stage(tell, 3, _STAGES))
        write_anchor(new, file_key, heads)
        replace_file(new.keys, slots.with_new_file_keys(unlocked, file_key, backup_key).dump())
    finally:
        for key in (file_key, backup_key):
            key[:] = bytes(len(key))


def _finish_database(database: Path, key: Key, archive: Archive, clock: Clock, tell: Progress) -> AnchorState:
    """Check the copy, bring it to this program's schema, check its whole history and begin its new incarnation."""
    with contextlib.closing(connect(database, key)) as raw:
        with engine_over(raw).begin() as work:
            is_up_to_date(work)
            demand_whole(work, archive.manifest.facts)
            bring_up_to_date(work)
            report = verify(work, NOTHING_CHECKED, tell)
            if not report.clean:
                raise Damaged(report.findings[0].what, say("This backup was not restored; use another."))
            _begin_again(work, archive.manifest.made_at, clock)
            heads = heads_of(work)
        fold_log(raw)
    return heads


def _begin_again(work: Connection, made_at: int, clock: Clock) -> None:
    """A new incarnation, later than all before it even where the clock was set back."""
    newest = work.exec_driver_sql("SELECT max(begun_at) FROM incarnation").scalar_one()
    now = max(clock.now_ms(), newest + 1)
    begin_incarnation(work, now, f"restored from backup of {instant_text(made_at)}")


def _keep_aside(home: Home, new: Generation) -> tuple[Path, ...]:
    """Give the files of every generation that may be a desk a second place, before the first one goes."""
    kept = [each for each in home.generations() if each != new and _may_be_a_desk(home, each)]
    if not kept:
        return ()
    aside = home.path / "replaced"
    aside.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    for generation in kept:
        _second_place(generation.folder, aside / generation.name)
    sync_folder(aside)
    return tuple(aside / generation.name for generation in kept)


def _may_be_a_desk(home: Home, generation: Generation) -> bool:
    if generation.complete():
        return True
    with contextlib.suppress(Environment):
        return home.generation() == generation
    return False


def _second_place(folder: Path, target: Path) -> None:
    """Link the files, which costs nothing and is whole at once; copy them where the disk knows no links."""
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(mode=PRIVATE_FOLDER)
    for entry in sorted(folder.iterdir()):
        if not entry.is_file() or entry.name.endswith((PART, "-shm")):
            continue
        try:
            os.link(entry, target / entry.name)
        except OSError:
            shutil.copy2(entry, target / entry.name)
            files.sync_file(target / entry.name)
    sync_folder(target)
