"""Is the desk what was written? Replays the log and says in words what is wrong and what to do.

Full: every page, every signature, every chain link, every row made again from its operations. Quick: the same
for what came since the last clean check, trusting what that check covered. What neither covers is what no
history speaks of: a practice desk's mark and what is remembered of sheets (THREATS.md).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Connection

from iomdesk.catalogue import BY_NUMBER, KINDS, Kind
from iomdesk.history import change as changes
from iomdesk.history.operation import Malformed, Operation, decode, digest
from iomdesk.ids import Id
from iomdesk.store.audit import NO_ENTRY, entry_hash
from iomdesk.store.connection import driver_of
from iomdesk.store.projector import project
from iomdesk.words import say

Progress = Callable[[int, int], None]
"""Called now and then with how much is done and how much there is; may raise to cancel."""
WATERMARK = "verified"
_EVERY = 2_000
_MOST = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and what to do about it."""

    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Watermark:
    """How far a clean check reached: the log's newest change and the audit's newest entry, by place and hash."""

    seq: int
    hash: bytes
    audit: int
    audit_hash: bytes


NOTHING_CHECKED = Watermark(0, b"", 0, NO_ENTRY)


@dataclass
class Report:
    """What a check read and found. ``clean`` when nothing is wrong."""

    changes: int = 0
    operations: int = 0
    records: int = 0
    audit_entries: int = 0
    findings: list[Finding] = field(default_factory=list)
    reached: Watermark = NOTHING_CHECKED

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def add(self, what: str, remedy: str) -> None:
        """Note a finding; past the first twenty only their kind matters, and a backup mends them all."""
        if len(self.findings) < _MOST:
            self.findings.append(Finding(what, remedy))


_CONFLICTS = "The list of open conflicts does not match the history."
_RESTORE = "Restore the latest backup; keep this file, it may hold what the backup does not."


def verify(connection: Connection, since: Watermark, progress: Progress | None = None) -> Report:
    """Check everything after ``since`` (``NOTHING_CHECKED``: everything there is)."""
    report = Report()
    full = since == NOTHING_CHECKED
    total = connection.exec_driver_sql("SELECT count(*) FROM operation o WHERE o.change > ?", (since.seq,)).scalar_one()
    tell = progress or (lambda done, of: None)
    if full:
        _check_pages(connection, report)
    _check_own(connection, report)
    _check_changes(connection, since, report, lambda done: tell(done, 2 * total))
    _check_audit(connection, since, report)
    if full:
        _check_all_rows(connection, report, lambda done: tell(total + done, 2 * total))
    else:
        _check_touched_rows(connection, since, report)
    tell(2 * total, 2 * total)
    return report


def _check_pages(connection: Connection, report: Report) -> None:
    if connection.exec_driver_sql("PRAGMA cipher_integrity_check").first() is not None:
        report.add(say("Some pages of the file were altered or damaged."), say(_RESTORE))
    found = connection.exec_driver_sql("PRAGMA integrity_check(5)").scalars().all()
    if list(found) != ["ok"]:
        report.add(say("The file's structure is damaged."), say(_RESTORE))


def _check_own(connection: Connection, report: Report) -> None:
    """The desk's own particulars and keys against what its history was signed with."""
    own = connection.exec_driver_sql("SELECT signing_key, verify_key FROM incarnation").all()
    if any(_public_of(signing) != public for signing, public in own):
        report.add(say("The desk's signing key is not the one its history is signed with."), say(_RESTORE))
    first = connection.exec_driver_sql(
        "SELECT header FROM change_log WHERE incarnation IN (SELECT id FROM incarnation) ORDER BY seq LIMIT 1"
    ).scalar()
    if first is None:
        return
    try:
        signed = changes.read_header(first)
    except Malformed:
        return  # told of where every change is read
    names = ("founding", "agency")
    kept = {
        name: connection.exec_driver_sql("SELECT value FROM setting WHERE name = ?", (name,)).scalar() for name in names
    }
    if kept != {name: cbor2.dumps(getattr(signed, name)) for name in names}:
        report.add(say("The desk says that it is another than the one its history was signed for."), say(_RESTORE))


def _public_of(signing: bytes) -> bytes | None:
    try:
        return Ed25519PrivateKey.from_private_bytes(signing).public_key().public_bytes_raw()
    except ValueError:
        return None


def _check_changes(connection: Connection, since: Watermark, report: Report, tell: Callable[[int], None]) -> None:
    """Signatures, chains and roots of the log after the watermark."""
    keys = {
        each: Ed25519PublicKey.from_public_bytes(public)
        for each, public in connection.exec_driver_sql("SELECT id, verify_key FROM incarnation")
    }
    last = _last_links(connection, since, report)
    rows = driver_of(connection).execute(
        "SELECT seq, id, incarnation, number, subject, save, clock, header, secret, signature FROM change_log"
        " WHERE seq > ? ORDER BY seq",
        (since.seq,),
    )
    leaves = _leaves(connection, since.seq, report)
    pending = next(leaves, None)
    reached, reached_hash = since.seq, since.hash
    for seq, *filed, encoded, secret, signature in rows:
        found: dict[int, list[bytes]] = {}
        if pending is not None and pending[0] == seq:
            found = pending[1]
            pending = next(leaves, None)
        _check_change(tuple(filed), encoded, secret, signature, found, keys, last, report)
        report.changes += 1
        reached, reached_hash = seq, changes.header_hash(encoded)
        if report.changes % _EVERY == 0:
            tell(report.operations)
    if pending is not None:
        report.add(say("There are entries that belong to no signed change."), say(_RESTORE))
    report.reached = Watermark(reached, reached_hash, report.reached.audit, report.reached.audit_hash)


def _last_links(connection: Connection, since: Watermark, report: Report) -> dict[Id, tuple[int, bytes]]:
    """Where each incarnation's chain stood at the watermark, which must still be what was checked."""
    if since.seq:
        encoded = connection.exec_driver_sql("SELECT header FROM change_log WHERE seq = ?", (since.seq,)).scalar()
        if encoded is None or changes.header_hash(encoded) != since.hash:
            report.add(say("The part of the history that was checked before has changed since."), say(_RESTORE))
    found = connection.exec_driver_sql(
        "SELECT c.incarnation, c.number, c.header FROM change_log c JOIN (SELECT incarnation, max(number) AS n"
        " FROM change_log WHERE seq <= ? GROUP BY incarnation) l ON l.incarnation = c.incarnation AND l.n = c.number",
        (since.seq,),
    )
    return {incarnation: (number, changes.header_hash(encoded)) for incarnation, number, encoded in found}


def _leaves(connection: Connection, after: int, report: Report) -> Iterator[tuple[int, dict[int, list[bytes]]]]:
    """The operations' digests by slot, change by change, each checked against its own id."""
    rows = driver_of(connection).execute(
        "SELECT change, id, slot, body FROM operation WHERE change > ? ORDER BY change, seq", (after,)
    )
    for change, group in groupby(rows, key=lambda row: row[0]):
        found: dict[int, list[bytes]] = {}
        for _, id, slot, body in group:
            full = digest(body)
            report.operations += 1
            if full[:16] != id:
                report.add(say("An entry of the history is not what was written."), say(_RESTORE))
            found.setdefault(slot, []).append(full)
        yield change, found


def _check_change(
    filed: tuple[Any, ...],
    encoded: bytes,
    secret: bytes,
    signature: bytes,
    leaves: dict[int, list[bytes]],
    keys: dict[Id, Ed25519PublicKey],
    last: dict[Id, tuple[int, bytes]],
    report: Report,
) -> None:
    try:
        header = changes.read_header(encoded)
    except Malformed:
        report.add(say("A change in the history cannot be read."), say(_RESTORE))
        return
    own = changes.header_hash(encoded)
    if filed != (own[:16], header.incarnation, header.number, header.subject, header.save, header.clock):
        report.add(say("A change is filed under another place than the one it was signed for."), say(_RESTORE))
    key = keys.get(header.incarnation)
    if key is None or not changes.signed_by(encoded, signature, key):
        report.add(say("A change bears no valid signature of this desk."), say(_RESTORE))
    if changes.root(secret, leaves) != header.root:
        report.add(say("A signed change does not match its entries: one was altered, added or lost."), say(_RESTORE))
    number, previous = last.get(header.incarnation, (0, changes.NO_CHANGE))
    if header.number != number + 1 or header.previous != previous:
        report.add(say("The chain of changes has a gap or a change from elsewhere."), say(_RESTORE))
    last[header.incarnation] = (header.number, own)


def _check_audit(connection: Connection, since: Watermark, report: Report) -> None:
    previous, number = since.audit_hash, since.audit
    if number:
        checked = connection.exec_driver_sql("SELECT hash FROM audit WHERE seq = ?", (number,)).scalar()
        if checked != previous:
            report.add(say("The part of the audit log that was checked before has changed since."), say(_RESTORE))
    rows = driver_of(connection).execute(
        "SELECT seq, at, officer, sitting, operation, action, subject, count, recipient, purpose, hash FROM audit"
        " WHERE seq > ? ORDER BY seq",
        (since.audit,),
    )
    for seq, at, officer, sitting, operation, action, subject, count, recipient, purpose, kept in rows:
        made = entry_hash(previous, at, officer, sitting, operation, action, subject, count, recipient, purpose)
        if seq != number + 1 or made != kept:
            report.add(
                say("The audit log was altered at entry {n}.", n=seq),
                say("Keep the file as evidence, tell the information-governance lead, restore the latest backup."),
            )
            break
        previous, number = made, seq
        report.audit_entries += 1
    report.reached = Watermark(report.reached.seq, report.reached.hash, number, previous)


def _check_all_rows(connection: Connection, report: Report, tell: Callable[[int], None]) -> None:
    """Make every record again from its operations and hold it against its row; and every row against the log."""
    clocks = _clocks(connection)
    tables = {kind.number: _Table(connection, kind) for kind in KINDS}
    contested: set[tuple[Id, int]] = set()
    done = 0
    rows = driver_of(connection).execute("SELECT record, body, change, slot FROM operation ORDER BY record")
    for record, group in groupby(rows, key=lambda row: row[0]):
        found = list(group)
        done += len(found)
        for number, operations in _by_kind(record, found, report).items():
            if table := tables.get(number):
                kept = table.row_of(record)
                contested |= {(record, n) for n in _check_row(table.kind, record, operations, clocks, kept, report)}
        report.records += 1
        if report.records % _EVERY == 0:
            tell(done)
    if any(table.unexplained() for table in tables.values()):
        report.add(say("There are rows that no entry of the history explains."), say(_RESTORE))
    if {(r, f) for r, f in connection.exec_driver_sql("SELECT record, field FROM contested")} != contested:
        report.add(say(_CONFLICTS), say(_RESTORE))


class _Table:
    """A kind's rows in order of id, walked once beside the history."""

    def __init__(self, connection: Connection, kind: Kind) -> None:
        self.kind = kind
        self._rows = driver_of(connection).execute(f"SELECT {', '.join(kind.columns)} FROM {kind.name} ORDER BY id")
        self._ahead: Any = next(self._rows, None)
        self._passed_over = False

    def row_of(self, record: Id) -> tuple[Any, ...] | None:
        """The row of ``record``, asked for in rising order of ids; rows passed over are unexplained."""
        while self._ahead is not None and self._ahead[0] < record:
            self._passed_over = True
            self._ahead = next(self._rows, None)
        if self._ahead is None or self._ahead[0] != record:
            return None
        found = tuple(self._ahead)
        self._ahead = next(self._rows, None)
        return found

    def unexplained(self) -> bool:
        """Whether any row was met that the history did not ask for."""
        return self._passed_over or self._ahead is not None


def _check_touched_rows(connection: Connection, since: Watermark, report: Report) -> None:
    """The records that changes after the watermark wrote."""
    clocks = _clocks(connection)
    read = connection.exec_driver_sql
    touched = read("SELECT DISTINCT record FROM operation WHERE change > ?", (since.seq,)).scalars().all()
    for record in touched:
        rows = read("SELECT record, body, change, slot FROM operation WHERE record = ?", (record,)).all()
        contested: set[int] = set()
        for number, operations in _by_kind(record, rows, report).items():
            if kind := BY_NUMBER.get(number):
                statement = f"SELECT {', '.join(kind.columns)} FROM {kind.name} WHERE id = ?"
                kept = read(statement, (record,)).one_or_none()
                contested.update(_check_row(kind, record, operations, clocks, kept, report))
        if set(read("SELECT field FROM contested WHERE record = ?", (record,)).scalars()) != contested:
            report.add(say(_CONFLICTS), say(_RESTORE))
        report.records += 1


def _clocks(connection: Connection) -> dict[int, tuple[int, Id]]:
    found = driver_of(connection).execute("SELECT seq, clock, subject FROM change_log")
    return {seq: (clock, subject) for seq, clock, subject in found}


def _by_kind(record: Id, rows: Sequence[Sequence[Any]], report: Report) -> dict[int, list[tuple[Operation, int]]]:
    """One record's operations by kind, each with its change; each must be this record's and lie in its own slot."""
    found: dict[int, list[tuple[Operation, int]]] = {}
    for _, body, change, slot in rows:
        operation = _read(body, report)
        if operation is None:
            continue
        kind = BY_NUMBER.get(operation.kind)
        if operation.record != record or (kind is not None and not _lies_in(kind, operation, slot)):
            report.add(say("An entry is filed under another place than the one it was written for."), say(_RESTORE))
        found.setdefault(operation.kind, []).append((operation, change))
    return found


def _lies_in(kind: Kind, operation: Operation, slot: int) -> bool:
    """Whether every field known here is of the category of ``slot``: another would reach who may not have it."""
    fields = kind.by_number
    return slot == changes.NARROWED or all(n not in fields or fields[n].category == slot for n in operation.values)


def _read(body: bytes, report: Report) -> Operation | None:
    try:
        return decode(body)
    except Malformed:
        report.add(say("An entry of the history cannot be read."), say(_RESTORE))
        return None


def _check_row(
    kind: Kind,
    record: Id,
    operations: list[tuple[Operation, int]],
    clocks: dict[int, tuple[int, Id]],
    kept: Sequence[Any] | None,
    report: Report,
) -> tuple[int, ...]:
    """Whether the row ``kept`` is what its operations make; answers its contested fields."""
    by_operation = {each.id: clocks.get(change, (0, b""))[0] for each, change in operations}
    made = project(kind, (each for each, _ in operations), by_operation)
    owners = {clocks.get(change, (0, b""))[1] for _, change in operations}
    if len(owners) > 1 or (kind.subject == "self" and owners != {record}):
        report.add(say("Entries of one record are signed as being about several people."), say(_RESTORE))
    subject: tuple[Any, ...] = () if kind.subject == "self" else (min(owners),)
    if kept is None or tuple(kept) != (record, *subject, *made.values, made.heads):
        report.add(say("A row of “{kind}” is not what the history says.", kind=kind.name), say(_RESTORE))
    return made.contested
