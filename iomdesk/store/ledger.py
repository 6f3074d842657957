"""The writing end of the log: which incarnation signs, where its chain and the audit's chain stand."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from iomdesk import catalogue
from iomdesk.history import change as changes
from iomdesk.ids import Id
from iomdesk.store.anchor import AnchorState
from iomdesk.store.audit import NO_ENTRY, entry_hash
from iomdesk.store.connection import driver_of

if TYPE_CHECKING:
    from iomdesk.store.unit import Entry


@dataclass(frozen=True, slots=True)
class Sitting:
    """One officer at the desk from unlock to lock. ``signing_key`` is their own, from their key slot."""

    id: Id
    officer: Id
    signing_key: Ed25519PrivateKey

    def __repr__(self) -> str:
        return "Sitting(…)"


class Ledger:
    """Appends signed changes and audit entries. Positions move only when ``committed`` is called."""

    def __init__(
        self, connection: Connection, founding: Id, agency: str, sitting: Sitting, purpose: str = "offender management"
    ) -> None:
        self._founding = founding
        self._agency = agency
        self._purpose = purpose
        self._sitting = sitting
        row = connection.exec_driver_sql(
            "SELECT id, signing_key FROM incarnation ORDER BY begun_at DESC, id DESC LIMIT 1"
        ).one()
        self._incarnation: Id = row[0]
        self._key = Ed25519PrivateKey.from_private_bytes(row[1])
        self.rewind(connection)

    @property
    def officer(self) -> Id:
        """Whose sitting this is."""
        return self._sitting.officer

    @property
    def clock(self) -> int:
        """The hybrid clock of the unit of work in progress."""
        return self._clock

    @property
    def sitting(self) -> Sitting:
        """The sitting the ledger writes for."""
        return self._sitting

    @property
    def position(self) -> AnchorState:
        """Where the chains stand after what was appended last."""
        return AnchorState(self._incarnation, self._number, self._hash, self._audit_number, self._audit_hash)

    def rewind(self, connection: Connection) -> None:
        """Take every position from what is committed: at opening, and after a unit of work was undone."""
        last = connection.exec_driver_sql(
            "SELECT number, header FROM change_log WHERE incarnation = ? ORDER BY number DESC LIMIT 1",
            (self._incarnation,),
        ).one_or_none()
        self._number: int = last[0] if last else 0
        self._hash: bytes = changes.header_hash(last[1]) if last else changes.NO_CHANGE
        newest = connection.exec_driver_sql("SELECT seq, clock FROM change_log ORDER BY seq DESC LIMIT 1").one_or_none()
        self._seq: int = newest[0] if newest else 0
        self._clock: int = newest[1] if newest else 0
        audit = connection.exec_driver_sql("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").one_or_none()
        self._audit_number: int = audit[0] if audit else 0
        self._audit_hash: bytes = audit[1] if audit else NO_ENTRY

    def next_seq(self) -> int:
        """The place in the log of one more change of the unit of work in progress."""
        self._seq += 1
        return self._seq

    def begin(self, wall: int) -> None:
        """Start a unit of work: all its changes bear one tick of the hybrid clock."""
        self._clock = changes.tick(self._clock, wall)

    def append_changes(
        self, connection: Connection, made: Sequence[tuple[int, Id, Mapping[int, list[bytes]]]], save: Id, wall: int
    ) -> None:
        """Sign and write the changes of one save, in order, each chained to the one before."""
        rows = []
        secrets = os.urandom(16 * len(made))
        for place, (seq, subject, leaves) in enumerate(made):
            self._number += 1
            secret = secrets[16 * place : 16 * place + 16]
            header = changes.Header(
                protocol=changes.PROTOCOL,
                founding=self._founding,
                catalogue=catalogue.VERSION,
                incarnation=self._incarnation,
                number=self._number,
                previous=self._hash,
                clock=self._clock,
                wall=wall,
                officer=self._sitting.officer,
                agency=self._agency,
                purpose=self._purpose,
                agreement=0,
                epoch=0,
                subject=subject,
                save=save,
                root=changes.root(secret, leaves),
            ).encode()
            self._hash = changes.header_hash(header)
            rows.append(
                (seq, self._hash[:16], self._incarnation, self._number, subject, save, self._clock, header, secret,
                 self._key.sign(self._hash))
            )  # fmt: skip
        if rows:
            driver_of(connection).executemany(
                "INSERT INTO change_log (seq, id, incarnation, number, subject, save, clock, header, secret, signature)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )

    def append_audit(self, connection: Connection, entries: "Sequence[Entry]", at: int) -> None:
        """Write audit entries, each chained to the one before."""
        rows = []
        for entry in entries:
            parts = (at, self._sitting.officer, self._sitting.id, str(entry.act), entry.action, entry.subject,
                     entry.count, entry.recipient, self._purpose)  # fmt: skip
            self._audit_hash = entry_hash(self._audit_hash, *parts)
            self._audit_number += 1
            rows.append((self._audit_number, *parts, self._audit_hash))
        if rows:
            driver_of(connection).executemany(
                "INSERT INTO audit (seq, at, officer, sitting, operation, action, subject, count, recipient, purpose,"
                " hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
