"""Copying the encrypted file page by page to another key, and proving that the copy is what it was made from.

Backup, rotation and restore stand on this. SQLite's own online backup is used because it works from key to key
(PLATFORM, "Encrypted storage"), reads one consistent snapshot and never writes a page in the clear.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from iomdesk.errors import Damaged, DiskFull, Environment, IomdeskError
from iomdesk.history.change import NO_CHANGE, header_hash
from iomdesk.ids import Id
from iomdesk.store import files
from iomdesk.store.anchor import AnchorState
from iomdesk.store.audit import NO_ENTRY
from iomdesk.store.connection import DatabaseError, connect, reading_engine_over, translated
from iomdesk.store.files import open_private
from iomdesk.store.migrate import schema_of
from iomdesk.store.store import setting
from iomdesk.store.verify import Progress
from iomdesk.words import say

Key = bytes | bytearray
_PAGES_A_STEP = 256
_FINE = 1000
_LEAST_FREE = 1 << 16


@dataclass(frozen=True, slots=True)
class Facts:
    """What tells one state of a desk's file from every other, and what a person wants to know of a copy.

    ``changes`` counts the log; ``heads`` are the newest change of the incarnation that signs and the newest audit
    entry. Names nobody.
    """

    schema: str
    founding: Id
    training: bool
    changes: int
    heads: AnchorState


def silent(_done: int, _of: int) -> None:
    """The progress nobody watches."""


def stage(tell: Progress, number: int, of: int) -> Progress:
    """Progress of step ``number`` (from 0) of ``of`` steps, told to ``tell`` as part of the whole."""

    def told(done: int, total: int) -> None:
        tell(number * _FINE + _FINE * done // max(total, 1), of * _FINE)

    return told


@contextlib.contextmanager
def speaking(folder: Path) -> Iterator[None]:
    """Turn the driver's and the system's errors in the block, which writes to ``folder``, into a person's words."""
    try:
        yield
    except (IomdeskError, DBAPIError, DatabaseError, OSError) as cause:
        found = _in_words(cause)
        # The driver calls it a failed write when there is no room for its shared memory or for a new file.
        if type(found) is Environment and _is_full(folder):
            raise _full() from None
        if found is cause:
            raise
        raise found from None


def _in_words(cause: Exception) -> IomdeskError:
    if isinstance(cause, IomdeskError):
        return cause
    if isinstance(cause, OSError):
        return files.translated(cause)
    return translated(cause.orig or cause if isinstance(cause, DBAPIError) else cause)


def _is_full(folder: Path) -> bool:
    with contextlib.suppress(OSError):
        return shutil.disk_usage(folder).free < _LEAST_FREE
    return False


def _full() -> DiskFull:
    return DiskFull(
        say("The disk is full; nothing was changed, and everything saved before is safe."),
        say("Free some space and try again."),
    )


def demand_room(folder: Path, needed: int) -> None:
    """Raise ``DiskFull`` before anything is written when ``folder`` has less than ``needed`` bytes free."""
    if shutil.disk_usage(folder).free < needed:
        raise DiskFull(
            say("There is not enough space on the disk for another copy of the desk; nothing was changed."),
            say("Free {mb} MB or choose another disk, then try again.", mb=-(-needed // 1_000_000)),
        )


def copy_database(source: Path, source_key: Key, target: Path, target_key: Key, tell: Progress) -> Facts:
    """Copy the desk's file at ``source`` to ``target``, which must not exist, under another key; returns what it holds.

    One snapshot, whatever is written meanwhile. A copy is of use only when it is whole, so it is made without a
    journal: the caller removes it if this raises, and syncs it when it is done. ``tell`` may raise to cancel.
    """
    os.close(open_private(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    with (
        contextlib.closing(connect(source, source_key, read_only=True)) as reading,
        contextlib.closing(connect(target, target_key, create=True)) as writing,
    ):
        for pragma in ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF"):
            writing.execute(pragma)
        with reading_engine_over(reading).begin() as snapshot:
            found = facts_of(snapshot)
            reading.backup(
                writing, pages=_PAGES_A_STEP, progress=lambda _status, left, total: tell(total - left, total)
            )
    return found


def facts_of(connection: Connection) -> Facts:
    """What the file behind ``connection`` holds. Raises ``NotADesk`` for a file that is no desk."""
    schema = schema_of(connection)
    if schema is None:
        raise Damaged(say("The desk's file is empty."), say("Restore the latest backup."))
    return Facts(
        schema=schema,
        founding=setting(connection, "founding"),
        training=bool(setting(connection, "training")),
        changes=connection.exec_driver_sql("SELECT count(*) FROM change_log").scalar_one(),
        heads=heads_of(connection),
    )


def heads_of(connection: Connection) -> AnchorState:
    """Where the chains of the file behind ``connection`` stand, read as ``Ledger`` reads it."""
    incarnation = connection.exec_driver_sql(
        "SELECT id FROM incarnation ORDER BY begun_at DESC, id DESC LIMIT 1"
    ).scalar_one()
    change = connection.exec_driver_sql(
        "SELECT number, header FROM change_log WHERE incarnation = ? ORDER BY number DESC LIMIT 1", (incarnation,)
    ).one_or_none()
    entry = connection.exec_driver_sql("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").one_or_none()
    return AnchorState(
        incarnation,
        change[0] if change else 0,
        header_hash(change[1]) if change else NO_CHANGE,
        entry[0] if entry else 0,
        entry[1] if entry else NO_ENTRY,
    )


def demand_whole(connection: Connection, expected: Facts) -> None:
    """Raise ``Damaged`` unless every page is sound and the file holds what ``expected`` says, to its newest hash."""
    altered = connection.exec_driver_sql("PRAGMA cipher_integrity_check").first() is not None
    broken = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalars().all() != ["ok"]
    if altered or broken or facts_of(connection) != expected:
        raise Damaged(
            say("A copy of the desk was made but is not what it was made from, so it was not kept."),
            say("Run a full verify and check the disk, then try again; the desk itself was not changed."),
        )


def fold_log(raw: Any) -> None:
    """Write the write-ahead log into the file and empty it, so that the file by itself is the whole copy."""
    if raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        raise Damaged(say("The copy is in use by another program."), say("Close the other one and try again."))
