"""Opening the encrypted file: one connection that writes, one that only reads, each bound to its thread.

Every fact leaned on here was measured (PLATFORM, "Encrypted storage"): the key is handed over as a mutable
buffer and zeroed; the key is proved with a first read; the pool is chosen on purpose, because the one that
SQLAlchemy picks for ``creator=`` may hand one connection to several threads.
"""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from iomdesk.errors import Damaged, DiskFull, Environment, IomdeskError, NotADesk, WrongKey
from iomdesk.words import say

DatabaseError = sqlcipher.DatabaseError
_PLAIN = b"SQLite format 3\0"
_PAGE_BYTES = 4096
_SIGNS_OF_DAMAGE = ("not a database", "malformed")
_PRAGMAS = (
    "PRAGMA cipher_memory_security = OFF",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cache_size = -65536",
    "PRAGMA mmap_size = 0",
    "PRAGMA foreign_keys = OFF",
)


_OPTIONS = {"_result_disable_adapt_to_context": True}
"""Rows are read by name or place, never by a column of the statement; looking those up costs a third of a select.

The option is the toolkit's own, for its mapper; a version that no longer knows it ignores it and is only slower.
"""


def connect(path: Path, key: bytes | bytearray, *, read_only: bool = False, create: bool = False) -> Any:
    """A raw connection to the SQLCipher file at ``path`` under the raw 32-byte ``key``.

    Raises ``NotADesk`` when there is no file, ``WrongKey`` or ``Damaged`` when it does not open with the key,
    ``Environment`` when it is in use or unreadable. ``key`` is the caller's to wipe.
    """
    if not any(key):
        raise WrongKey(say("There is no key to open the desk with."), say("Unlock the desk first."))
    if not create and not path.is_file():
        raise NotADesk(say("The desk's file is missing."), say("Restore it from a backup."))
    if not create and _has_no_whole_last_page(path):
        raise _cut_short()
    mode = "ro" if read_only else "rwc" if create else "rw"
    target = path.absolute().as_uri() + f"?mode={mode}"
    try:
        connection = sqlcipher.connect(target, uri=True, timeout=10, isolation_level=None, cached_statements=256)
    except sqlcipher.Error as cause:
        raise translated(cause) from None
    try:
        _prepare(connection, key, read_only)
    except sqlcipher.Error as cause:
        connection.close()
        doubted = any(sign in str(cause) for sign in _SIGNS_OF_DAMAGE)
        raise ((_of_the_file(target, path, key) if doubted else None) or translated(cause)) from None
    return connection


def _of_the_file(target: str, path: Path, key: bytes | bytearray) -> IomdeskError | None:
    """What the file itself says of why it did not open: a plain database, or one that is cut short."""
    with path.open("rb") as file:
        start = file.read(len(_PLAIN))
    if start == _PLAIN:
        return NotADesk(
            say("The desk's file was exchanged for a database of another program."), say("Restore the latest backup.")
        )
    return _cut_short() if _is_cut_short(target, key) else None


def _has_no_whole_last_page(path: Path) -> bool:
    """Whether the file ends within a page, which only a write-ahead log that is still to be folded in may mend."""
    size, log = path.stat().st_size, path.with_name(path.name + "-wal")
    return (size == 0 or size % _PAGE_BYTES != 0) and not (log.exists() and log.stat().st_size)


def _cut_short() -> Damaged:
    return Damaged(say("The desk's file is cut short: its end is missing."), say("Restore the latest backup."))


def _is_cut_short(target: str, key: bytes | bytearray) -> bool:
    """Whether the first page is sound and speaks of more pages than there are: only then reading it alone fails so."""
    with contextlib.closing(sqlcipher.connect(target, uri=True, isolation_level=None)) as connection:
        try:
            _unlock(connection, key)
            connection.execute("PRAGMA schema_version").fetchone()
        except sqlcipher.Error as cause:
            return "malformed" in str(cause)
    return False


def _unlock(connection: Any, key: bytes | bytearray) -> None:
    connection.execute("PRAGMA cipher_log_level = NONE")
    spelled = bytearray(b"x'" + bytes(key).hex().encode() + b"'")
    connection.set_key(spelled)
    spelled[:] = bytes(len(spelled))


def _prepare(connection: Any, key: bytes | bytearray, read_only: bool) -> None:
    _unlock(connection, key)
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    if read_only:
        connection.execute("PRAGMA query_only = ON")
    else:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")


def engine_over(connection: Any) -> Engine:
    """A SQLAlchemy engine over exactly this connection, used only by the thread that opened it.

    ``StaticPool`` keeps the one connection for ever; the driver refuses any other thread. A connection asked
    for anew means the pool lost the first, whose key is gone: that is a locked desk.
    """
    handed_out: list[Any] = [connection]

    def hand_over() -> Any:
        if not handed_out:
            raise Environment(say("The desk is locked."), say("Unlock it to go on; nothing was lost."))
        return handed_out.pop()

    engine = create_engine(
        "sqlite+pysqlite://",
        module=sqlcipher,
        creator=hand_over,
        poolclass=StaticPool,
        execution_options=_OPTIONS,
        hide_parameters=True,
    )
    event.listen(engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def driver_of(connection: Connection) -> Any:
    """The driver's own connection under a transaction, for statements written out in full.

    A statement through the toolkit costs six times one sent here, which is what a small save would mostly wait for.
    """
    return connection.connection.driver_connection


def reading_engine_over(connection: Any) -> Engine:
    """Like ``engine_over`` for a read-only connection: its transactions never ask for the write lock."""
    handed_out: list[Any] = [connection]
    engine = create_engine(
        "sqlite+pysqlite://",
        module=sqlcipher,
        creator=handed_out.pop,
        poolclass=StaticPool,
        execution_options=_OPTIONS,
        hide_parameters=True,
    )
    event.listen(engine, "begin", lambda c: c.exec_driver_sql("BEGIN DEFERRED"))
    return engine


_SENTENCES: tuple[tuple[str, Callable[[], IomdeskError]], ...] = (
    (
        "full",
        lambda: DiskFull(
            say("The disk is full; the last step was undone and everything saved before it is safe."),
            say("Free some space and try again."),
        ),
    ),
    (
        "not a database",
        lambda: WrongKey(
            say("The desk's file does not open with this key, or its first page is damaged."),
            say("Restore the latest backup if the passphrase was accepted."),
        ),
    ),
    (
        "malformed",
        lambda: Damaged(
            say("The desk's file is damaged."), say("Restore the latest backup; the file is kept beside it.")
        ),
    ),
    (
        "hmac",
        lambda: Damaged(
            say("The desk's file is damaged."), say("Restore the latest backup; the file is kept beside it.")
        ),
    ),
    (
        "locked",
        lambda: Environment(
            say("The desk's file is in use by another program."), say("Close the other one and try again.")
        ),
    ),
    (
        "readonly",
        lambda: Environment(say("The desk's folder cannot be written to."), say("Check the folder's permissions.")),
    ),
)


def translated(cause: BaseException) -> IomdeskError:
    """A driver's error in a person's words. What it does not know is damage of a kind a backup mends."""
    text = str(cause).lower()
    for fragment, sentence in _SENTENCES:
        if fragment in text:
            return sentence()
    if "disk i/o" in text or "unable to open" in text:
        return Environment(
            say("The desk's file could not be read or written."), say("Check the disk and the folder, then try again.")
        )
    return Damaged(
        say("The desk's file could not be used."), say("Run verify; restore the latest backup if it says so.")
    )


def is_driver_error(cause: BaseException) -> bool:
    """Whether the encrypted file's driver speaks of the file, not of a mistake in our own statement."""
    return isinstance(cause, sqlcipher.DatabaseError) and not isinstance(
        cause, (sqlcipher.ProgrammingError, sqlcipher.IntegrityError)
    )
