"""The open desk file: one connection that writes, one that reads, and the units of work between them."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from iomdesk.clock import Clock
from iomdesk.errors import IomdeskError
from iomdesk.history.change import header_hash
from iomdesk.ids import Id, new_id
from iomdesk.store.anchor import AnchorState
from iomdesk.store.connection import (
    DatabaseError,
    connect,
    engine_over,
    is_driver_error,
    reading_engine_over,
    translated,
)
from iomdesk.store.ledger import Ledger, Sitting
from iomdesk.store.migrate import bring_up_to_date
from iomdesk.store.reading import Reading
from iomdesk.store.unit import Work
from iomdesk.store.verify import NOTHING_CHECKED, WATERMARK, Progress, Report, Watermark, verify


@dataclass(frozen=True, slots=True)
class Founding:
    """What ``init`` settles once: the ids of the desk's founding and first officer, and its agency."""

    founding: Id
    officer: Id
    agency: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What the desk knows of itself."""

    founding: Id
    agency: str
    training: bool


def found(path: Path, key: bytes | bytearray, settled: Founding, clock: Clock, *, training: bool = False) -> None:
    """Make the encrypted file of a new desk at ``path``: schema, first incarnation with its keys, founder's key.

    ``training`` marks a practice desk, which prints TRAINING on everything and will never sync.
    """
    connection = connect(path, key, create=True)
    try:
        engine = engine_over(connection)
        with engine.begin() as work:
            bring_up_to_date(work)
            founder = Ed25519PrivateKey.generate()
            for name, value in (
                ("founding", settled.founding),
                ("agency", settled.agency),
                ("training", training),
                ("founder_key", raw_private(founder)),
            ):
                put_setting(work, name, value)
            begin_incarnation(work, clock.now_ms(), "founded")
    except DBAPIError as cause:
        raise translated(cause.orig or cause) from None
    finally:
        connection.close()


def begin_incarnation(work: Connection, now: int, why: str) -> Id:
    """Give the desk a new life with keys of its own: at founding, and after its file was put back from a copy."""
    incarnation = new_id(now)
    signing = Ed25519PrivateKey.generate()
    receiving = X25519PrivateKey.generate()
    work.exec_driver_sql(
        "INSERT INTO incarnation (id, begun_at, why, signing_key, verify_key, receiving_key) VALUES (?, ?, ?, ?, ?, ?)",
        (
            incarnation,
            now,
            why,
            raw_private(signing),
            signing.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw),
            receiving.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()),
        ),
    )
    return incarnation


def raw_private(key: Ed25519PrivateKey) -> bytes:
    """The 32 secret bytes of a signing key, for keeping inside the encrypted file."""
    return key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def put_setting(work: Connection, name: str, value: object) -> None:
    """Keep one thing the desk knows of itself."""
    work.exec_driver_sql("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (name, cbor2.dumps(value)))


def setting(connection: Connection, name: str) -> Any:
    """What was kept under ``name``, or None."""
    packed = connection.exec_driver_sql("SELECT value FROM setting WHERE name = ?", (name,)).scalar()
    return None if packed is None else cbor2.loads(packed)


class Store:
    """An open desk. Used by the thread that opened it; ``reader`` never waits for the writer."""

    def __init__(
        self,
        path: Path,
        key: bytes | bytearray,
        sitting: Sitting,
        clock: Clock,
        anchor: Callable[[AnchorState], object],
    ) -> None:
        self.path = path
        self.clock = clock
        self._anchor = anchor
        self._thread = threading.get_ident()
        self._raw = connect(path, key)
        self._raw_reader: Any = None
        try:
            self._engine = engine_over(self._raw)
            with self._translating(), self._engine.begin() as work:
                bring_up_to_date(work)
                self.settings = Settings(
                    setting(work, "founding"), setting(work, "agency"), bool(setting(work, "training"))
                )
                self._ledger = Ledger(work, self.settings.founding, self.settings.agency, sitting)
            self._raw_reader = connect(path, key, read_only=True)
        except BaseException:
            self.close()
            raise
        self._reading_engine = reading_engine_over(self._raw_reader)

    @property
    def position(self) -> AnchorState:
        """Where the desk's chains stand."""
        return self._ledger.position

    @property
    def sitting(self) -> Sitting:
        """Whose sitting this is."""
        return self._ledger.sitting

    @contextmanager
    def work(self) -> Iterator[Work]:
        """One unit of work: committed whole when the block ends, undone whole when it raises."""
        if threading.get_ident() != self._thread:
            raise RuntimeError("the desk is written by one thread alone")
        now = self.clock.now_ms()
        try:
            with self._translating(), self._engine.begin() as connection:
                self._ledger.begin(now)
                unit = Work(connection, self._ledger, now, self.clock.today())
                yield unit
                unit.finish()
        except BaseException:
            with self._engine.connect() as connection:
                self._ledger.rewind(connection)
            raise
        self._anchor(self._ledger.position)

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """A consistent view of what is committed, on the connection that cannot write."""
        with self._translating(), self._reading_engine.begin() as connection:
            yield Reading(connection)

    def change_hash(self, incarnation: Id, number: int) -> bytes | None:
        """The hash of one change of one incarnation, or None where the log holds none."""
        with self.reading() as reading:
            encoded = reading.connection.exec_driver_sql(
                "SELECT header FROM change_log WHERE incarnation = ? AND number = ?", (incarnation, number)
            ).scalar()
        return None if encoded is None else header_hash(encoded)

    def audit_hash(self, number: int) -> bytes | None:
        """The hash of one audit entry, or None where there is none."""
        with self.reading() as reading:
            found: bytes | None = reading.connection.exec_driver_sql(
                "SELECT hash FROM audit WHERE seq = ?", (number,)
            ).scalar()
        return found

    def verify(self, *, full: bool, progress: Progress | None = None) -> Report:
        """Check the desk; a clean check is where the next quick one begins."""
        with self.reading() as reading:
            kept = setting(reading.connection, WATERMARK)
            since = Watermark(*kept) if kept and not full else NOTHING_CHECKED
            report = verify(reading.connection, since, progress)
        if report.clean:
            with self._translating(), self._engine.begin() as connection:
                reached = report.reached
                put_setting(connection, WATERMARK, [reached.seq, reached.hash, reached.audit, reached.audit_hash])
        return report

    def close(self) -> None:
        """Close both connections; the write-ahead log is folded into the file by the last one."""
        for raw in (self._raw_reader, self._raw):
            if raw is not None:
                raw.close()

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except IomdeskError:
            raise
        except DBAPIError as cause:
            if cause.orig is not None and is_driver_error(cause.orig):
                raise translated(cause.orig) from None
            raise
        except DatabaseError as cause:
            if is_driver_error(cause):
                raise translated(cause) from None
            raise


def fresh_key() -> bytearray:
    """A random 256-bit key, in a buffer the caller wipes."""
    return bytearray(os.urandom(32))
