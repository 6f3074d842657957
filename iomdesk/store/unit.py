"""One unit of work: what a command wants kept becomes operations, signed changes, rows and audit, all or nothing.

A handler says ``work.create(kind, values)`` or ``work.put(kind, id, values, seen)``; the store makes the
operations and the projector's statements write the rows. Nothing is deferred to another transaction.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from sqlalchemy import Connection

from iomdesk.catalogue import WITHDRAWN, Kind, Type
from iomdesk.errors import Refused
from iomdesk.history.change import NARROWED
from iomdesk.history.heads import contested, pack, shown, suffix, unpack
from iomdesk.history.operation import MAX_BODY, Value, digest, encode
from iomdesk.ids import Id, ids_after, new_id
from iomdesk.store import projector
from iomdesk.store.audit import Act
from iomdesk.store.connection import driver_of
from iomdesk.store.reading import Reading
from iomdesk.words import say

if TYPE_CHECKING:
    from iomdesk.store.ledger import Ledger

Given = Value | date
Tokens = Mapping[str, tuple[Id, ...]]
"""Opaque to a form: per field, the operation ids it was showing."""
_BATCH = 20_000
DO_NOT_SHARE = "do_not_share"
"""The field of an entry that keeps it, and every later change to it, in the slot no other agency receives."""


@dataclass(slots=True)
class _Pending:
    """What one subject's change will hold: its number in the log and the digests by slot."""

    seq: int
    leaves: dict[int, list[bytes]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line for the audit log, as a unit of work collects it."""

    act: Act
    action: str
    subject: Id | None
    count: int = 1
    recipient: str | None = None


class Work(Reading):
    """A unit of work in progress. ``now`` is one instant (UTC ms) for everything in it."""

    def __init__(self, connection: Connection, ledger: "Ledger", now: int, today: date) -> None:
        super().__init__(connection)
        self._driver = driver_of(connection)
        self.now = now
        self.today = today
        self.touched: dict[str, set[Id]] = {}
        self._ledger = ledger
        self._ids = ids_after(new_id(now))
        self._entries: list[Entry] = []
        self._subjects: dict[Id, _Pending] = {}
        self._operations: list[tuple[Id, int, int, Id, bytes]] = []
        self._rows: dict[Kind, list[projector.Row]] = {}
        self._held_back: set[Id] = set()
        self._issued: set[Id] = set()
        self._salts = b""
        self._salt_at = 0

    @property
    def connection(self) -> Connection:
        self._write_rows()
        return self._connection

    @property
    def officer(self) -> Id:
        """The officer whose work this is."""
        return self._ledger.officer

    def new_id(self) -> Id:
        """An id for a record about to be made."""
        issued = next(self._ids)
        self._issued.add(issued)
        return issued

    def sign(self, text: bytes) -> bytes:
        """The officer's own signature of ``text``, with the key from their slot: minutes, approvals, overrides."""
        return self._ledger.sitting.signing_key.sign(text)

    def create(
        self,
        kind: Kind,
        values: Mapping[str, Given],
        *,
        subject: Id | None = None,
        record: Id | None = None,
    ) -> Id:
        """Make a new record; unknown (None) fields are left out. Returns its id.

        ``subject`` is the person, officer or conference it belongs to, needed unless the kind is its own
        subject. ``record`` gives a fixed id. An entry marked *do not share* goes into the slot that no
        other agency receives. A fixed id that has a row already is our mistake: ``ValueError``.
        """
        record = next(self._ids) if record is None else self._unused(kind, record)
        owner = _owner(kind, record, subject)
        plain = _plain(kind, values)
        narrowed = bool(plain.get(DO_NOT_SHARE))
        packed = []
        for slot, fields, tail in _plan(kind, tuple(plain)):
            written = {number: plain[name] for name, number in fields}
            packed.append(self._operation(kind, record, owner, NARROWED if narrowed else slot, written, {}) + tail)
        if len(packed) > 1:
            packed.sort()
        envelope: projector.Row = () if kind.subject == "self" else (owner,)
        row = (record, *envelope, *map(plain.get, kind.by_name), b"".join(packed))
        self._rows.setdefault(kind, []).append(row)
        self._held_back.add(record)
        if len(self._held_back) >= _BATCH:
            self._write_rows()
        self.touched.setdefault(kind.name, set()).add(owner)
        return record

    def put(self, kind: Kind, record: Id, values: Mapping[str, Given], seen: Tokens | None = None) -> Tokens:
        """Change fields of a record that exists. Returns the new token of each field that changed.

        ``seen`` names, per field, the values the officer was looking at; a field without a token observes
        the heads of this moment. A value equal to the one that stands alone changes nothing.
        """
        plain = {name: None for name, given in values.items() if given is None} | _plain(kind, values)
        marks = (DO_NOT_SHARE,) if DO_NOT_SHARE in kind.by_name else ()
        row = projector.row_now(self.connection, kind, record, (*plain, *marks))
        if row is None:
            raise Refused(say("That entry is not on this desk."), say("Look the person up again."))
        owner, standing = cast(Id, row[0]), unpack(cast(bytes, row[1]))
        narrowed = bool(marks and (row[-1] or plain.get(DO_NOT_SHARE)))
        settled = all(len(ids) == 1 for ids in standing.values())
        changed = {
            name: value
            for (name, value), old in zip(plain.items(), row[2:], strict=False)
            if not _same(value, old)
            or len(standing.get(kind.by_name[name].number, ())) > 1
            or _stale(kind, name, seen, standing)
        }
        tokens: dict[str, tuple[Id, ...]] = {}
        for slot, fields, _ in _plan(kind, tuple(changed)):
            written = {number: changed[name] for name, number in fields}
            observed = {
                number: list(seen[name]) if seen and name in seen else list(standing.get(number, ()))
                for name, number in fields
            }
            known = _known_beside(kind, written, standing) | observed
            operation = self._operation(kind, record, owner, NARROWED if narrowed else slot, written, known)
            for name, number in fields:
                standing[number] = projector.replaced(standing, number, observed[number], operation)
                tokens[name] = (operation,)
        if changed:
            settled = settled and all(len(standing[kind.by_name[name].number]) == 1 for name in changed)
            self._write_update(kind, record, changed, standing, settled)
            self.touched.setdefault(kind.name, set()).add(owner)
        return tokens

    def withdraw(self, kind: Kind, record: Id, reason: str) -> None:
        """Say that a record no longer counts, and why. It stays in the history.

        What stood at that moment is named with it (PROTOCOL, "Withdrawing"), so that an edit made elsewhere
        meanwhile can later be told from one the officer had before them.
        """
        self.put(kind, record, {WITHDRAWN: reason})

    def local(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        """Write to a table of this desk alone, in the same transaction: what is never replicated."""
        if rows:
            self._write_rows()
            self._driver.executemany(statement, rows)

    def audit(
        self, act: Act, action: str, subject: Id | None = None, *, count: int = 1, recipient: str | None = None
    ) -> None:
        """Note one operation for the audit log: who and on whom, never what."""
        self._entries.append(Entry(act, action, subject, count, recipient))

    def finish(self) -> None:
        """Write out everything held back; the caller commits."""
        self._write_rows()
        self._write_operations()
        save = os.urandom(16)
        self._ledger.append_changes(
            self._connection,
            [(each.seq, subject, each.leaves) for subject, each in self._subjects.items()],
            save,
            self.now,
        )
        self._ledger.append_audit(self._connection, self._entries, self.now)

    def _unused(self, kind: Kind, record: Id) -> Id:
        """A second creation under one id would leave a row that the history does not make."""
        if record in self._issued:
            self._issued.remove(record)
        elif record in self._held_back or projector.row_now(self._connection, kind, record, ()) is not None:
            raise ValueError(f"this {kind.name} exists already")
        return record

    def _operation(
        self,
        kind: Kind,
        record: Id,
        owner: Id,
        slot: int,
        values: Mapping[int, Value],
        observed: Mapping[int, list[Id]],
    ) -> Id:
        body = encode(self._salt(), kind.number, record, values, observed)
        if len(body) > MAX_BODY:
            raise Refused(say("That text is too long to keep in one entry."), say("Split it in two."))
        full = digest(body)
        pending = self._subjects.get(owner)
        if pending is None:
            pending = self._subjects[owner] = _Pending(self._ledger.next_seq())
        pending.leaves.setdefault(slot, []).append(full)
        self._operations.append((full[:16], pending.seq, slot, record, body))
        if len(self._operations) >= _BATCH:
            self._write_operations()
        return full[:16]

    def _salt(self) -> bytes:
        if self._salt_at >= len(self._salts):
            self._salts, self._salt_at = os.urandom(4096), 0
        self._salt_at += 16
        return self._salts[self._salt_at - 16 : self._salt_at]

    def _write_update(
        self, kind: Kind, record: Id, changed: Mapping[str, Value], standing: dict[int, list[Id]], settled: bool
    ) -> None:
        """Write the changed fields' shown values; ``settled`` means no field has rivals, before or now."""
        values = list(changed.values()) if settled else self._shown(kind, record, changed, standing)
        statement = projector.update_statement(kind, tuple(changed))
        self._driver.execute(statement, (*values, pack(standing), record))

    def _shown(
        self, kind: Kind, record: Id, changed: Mapping[str, Value], standing: dict[int, list[Id]]
    ) -> list[Value]:
        """What is shown of each changed field, rivals weighed; the list of contested fields is brought up to date."""
        self._write_operations()
        rows = self._driver.execute("SELECT field FROM contested WHERE record = ?", (record,))
        open_before = {number for (number,) in rows}
        open_now = set(open_before)
        values = []
        for name, value in changed.items():
            each = kind.by_name[name]
            open_now.discard(each.number)
            if len(standing[each.number]) > 1:
                candidates = projector.standing_values(
                    self._connection, standing[each.number], each, self._ledger.clock
                )
                value = projector.fitting(each, shown(each, candidates))
                if contested({one.operation: one.value for one in candidates}):
                    open_now.add(each.number)
            values.append(value)
        if open_now != open_before:
            projector.mark_contested(self._connection, record, sorted(open_now))
        return values

    def _write_operations(self) -> None:
        if self._operations:
            self._driver.executemany(
                "INSERT INTO operation (id, change, slot, record, body) VALUES (?, ?, ?, ?, ?)", self._operations
            )
            self._operations = []

    def _write_rows(self) -> None:
        for kind, rows in self._rows.items():
            projector.write_rows(self._connection, kind, rows)
        self._rows.clear()
        self._held_back.clear()


_Fields = tuple[tuple[str, int], ...]


def _owner(kind: Kind, record: Id, subject: Id | None) -> Id:
    """Whose history the record belongs to. A handler that says it wrongly is our mistake."""
    if kind.subject == "self":
        if subject not in (None, record):
            raise TypeError(f"{kind.name} is its own subject")
        return record
    if subject is None:
        raise TypeError(f"{kind.name} belongs to a {kind.subject}")
    return subject


def _known_beside(kind: Kind, written: Mapping[int, Value], standing: Mapping[int, list[Id]]) -> dict[int, list[Id]]:
    """What an operation names beyond the fields it writes, so that delete against edit can be told for ever.

    A withdrawal names the heads of the record's other fields of its category, an edit of a withdrawn record
    the withdrawal. Only of one category: a recipient must not count what was withheld.
    """
    withdrawn = kind.by_name[WITHDRAWN]
    if withdrawn.number in written:
        same = {each.number for each in kind if each.category is withdrawn.category}
        return {number: list(ids) for number, ids in standing.items() if number in same}
    if withdrawn.number in standing and any(kind.by_number[n].category is withdrawn.category for n in written):
        return {withdrawn.number: list(standing[withdrawn.number])}
    return {}


@lru_cache(maxsize=4096)
def _plan(kind: Kind, names: tuple[str, ...]) -> tuple[tuple[int, _Fields, bytes], ...]:
    """Which operation each field goes into: one per data category, with what follows its id in packed heads."""
    by_slot: dict[int, list[tuple[str, int]]] = {}
    for name in names:
        each = kind.by_name[name]
        by_slot.setdefault(int(each.category), []).append((name, each.number))
    return tuple(
        (slot, tuple(fields), suffix(sorted(number for _, number in fields)))
        for slot, fields in sorted(by_slot.items())
    )


_TAKEN: Mapping[Type, type] = {
    Type.TEXT: str,
    Type.LONG_TEXT: str,
    Type.CODE: str,
    Type.DATE: date,
    Type.NUMBER: int,
    Type.INSTANT: int,
    Type.YES_NO: bool,
    Type.ID: bytes,
    Type.BYTES: bytes,
}


@cache
def _takes(kind: Kind) -> Mapping[str, type]:
    return {each.name: _TAKEN[each.type] for each in kind}


def _plain(kind: Kind, values: Mapping[str, Given]) -> dict[str, Value]:
    """A handler's known values as the log keeps them. One of another type than the catalogue's is our mistake."""
    takes = _takes(kind)
    plain: dict[str, Value] = {}
    for name, given in values.items():
        if given is None:
            continue
        if type(given) is not takes[name]:
            raise TypeError(f"{kind.name}.{name} takes {takes[name].__name__}")
        if type(given) is date:
            plain[name] = given.isoformat()
        elif type(given) is str and not given.isascii():
            plain[name] = given.encode("utf-8", "replace").decode()
        else:
            plain[name] = given  # type: ignore[assignment]
    return plain


def _same(value: Value, shown_now: Value) -> bool:
    if type(value) is bool:
        return shown_now is not None and bool(shown_now) == value
    return value == shown_now


def _stale(kind: Kind, name: str, seen: Tokens | None, standing: Mapping[int, Sequence[Id]]) -> bool:
    """Whether the form was looking at another value than the one that stands: then even an equal value is said."""
    if seen is None or name not in seen:
        return False
    return set(seen[name]) != set(standing.get(kind.by_name[name].number, ()))
