"""What minutes bind: the operations standing behind everything recorded at a conference, and whether they still do."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import cbor2
from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.catalogue import BY_NUMBER, Kind
from iomdesk.conference.entries import MAPPED, Bound, heads_at
from iomdesk.conference.records import ConferenceNote, Minutes
from iomdesk.conference.rules import NoteAbout, minutes_text
from iomdesk.history.heads import unpack
from iomdesk.ids import Id
from iomdesk.partnership.questions import signing_keys
from iomdesk.partnership.records import Officer
from iomdesk.partnership.rules import is_signed_by
from iomdesk.store.reading import Reading

_PROGRESS = frozenset({"number", "due_on", "due_reason", "state", "outcome", "outcome_note", "closed_on"})
"""What goes on with an action after its conference, and is no change of what was minuted."""


@dataclass(frozen=True, slots=True, repr=False)
class ChangedRecord:
    """A bound record that no longer stands as signed: which of its fields; none where the record is not here.

    ``mark`` names exactly this change, so that who has seen it can say so.
    """

    kind: str
    record: Id
    fields: tuple[str, ...]
    mark: bytes = b""


@dataclass(frozen=True, slots=True, repr=False)
class SignedMinutes:
    """The minutes of a conference as signed: by whom, when (UTC ms), what they bind, and whether that is so."""

    record: Id
    conference: Id
    officer: Id
    by: str
    at: int
    holds: bool
    bound: tuple[Bound, ...]


def recorded_at(reading: Reading, conference: Id) -> tuple[Bound, ...]:
    """Everything recorded at a conference, withdrawn entries too: that something was withdrawn is bound as well."""
    return heads_at(reading, (conference,))[conference]


def packed(bound: Iterable[Bound]) -> bytes:
    """``bound`` as minutes keep it."""
    return cbor2.dumps([[each.kind, each.record, each.heads] for each in bound])


def unpacked(binds: bytes) -> tuple[Bound, ...]:
    """What ``packed`` wrote."""
    return tuple(Bound(kind, record, heads) for kind, record, heads in cbor2.loads(binds))


def digest_of(binds: bytes) -> bytes:
    """The digest a chair signs."""
    return hashlib.sha256(b"iomdesk minutes 1\0" + binds).digest()


def signed_minutes(reading: Reading, conferences: Collection[Id] | None = None) -> dict[Id, SignedMinutes]:
    """The first signed minutes of each of these conferences, of every one unless said, checked."""
    m = Minutes
    wanted = select(m.id, m.conference, m.signed_by, m.signed_at, m.binds, m.digest, m.signature, Officer.name)
    rows = reading.all(
        wanted.join(Officer, Officer.id == m.signed_by, isouter=True)
        .where(m.withdrawn.is_(None), m.conference.is_not(None))
        .where(m.conference.in_(conferences) if conferences is not None else m.conference.is_not(None))
        .order_by(m.signed_at, m.id)
    )
    found: dict[Id, SignedMinutes] = {}
    keys: dict[Id, tuple[bytes, ...]] = {}
    for row in rows:
        if row.conference in found:
            continue
        officer, at, binds, digest = row.signed_by or b"", row.signed_at or 0, row.binds or b"", row.digest or b""
        if officer not in keys:
            keys[officer] = tuple(signing_keys(reading, officer))
        text = minutes_text(row.conference, officer, at, digest)
        # With any key they ever had: a forgotten passphrase brings a new one.
        own = any(is_signed_by(key, row.signature or b"", text) for key in keys[officer])
        holds = own and digest == digest_of(binds)
        bound = unpacked(binds) if holds else ()
        found[row.conference] = SignedMinutes(row.id, row.conference, officer, row.name or "", at, holds, bound)
    return found


def changed_since(reading: Reading, bound: Sequence[Bound]) -> tuple[ChangedRecord, ...]:
    """The bound records that do not stand as they were signed; the progress of an action is no change."""
    return changes_since(reading, {b"": bound})[b""]


def changes_since(reading: Reading, bound: Mapping[Id, Sequence[Bound]]) -> dict[Id, tuple[ChangedRecord, ...]]:
    """By conference what ``changed_since`` says of what its minutes bind, with one select for each kind."""
    now = _standing(reading, [each for records in bound.values() for each in records])
    return {
        conference: tuple(changed for each in records if (changed := _changed(each, now)) is not None)
        for conference, records in bound.items()
    }


def later_than(
    reading: Reading, bound: Mapping[Id, Sequence[Bound]], *, addenda: bool = False
) -> dict[Id, tuple[ChangedRecord, ...]]:
    """By conference what is recorded there and not bound; the addenda to its minutes only where asked for."""
    recorded = heads_at(reading, list(bound))
    added, seen = _following_notes(reading, list(bound))
    leave_out = seen if addenda else seen | added
    kinds = {catalogue.DISCLOSABLE.number} | (set() if addenda else {catalogue.ADDENDUM.number})
    found = {}
    for conference, records in recorded.items():
        known = {each.record for each in bound[conference]}
        found[conference] = tuple(
            _later(each)
            for each in records
            if each.record not in known and each.record not in leave_out and each.kind not in kinds
        )
    return found


def mark_of(kind: Kind, record: Id, heads: bytes, fields: Collection[str]) -> bytes:
    """Eight bytes that name these fields of a record as they stand; any further change of them gives others."""
    standing = unpack(heads)
    said = [[number, sorted(ids)] for number, ids in sorted(standing.items()) if _name(kind, number) in fields]
    return _mark(record, cbor2.dumps(said))


def _later(each: Bound) -> ChangedRecord:
    kind = BY_NUMBER[each.kind]
    names = [name for name in kind.by_name if kind is not catalogue.ACTION or name not in _PROGRESS]
    return ChangedRecord(kind.name, each.record, (), mark_of(kind, each.record, each.heads, names))


def _mark(record: Id, said: bytes) -> bytes:
    return hashlib.sha256(record + said).digest()[:8]


def _changed(each: Bound, now: Mapping[Id, bytes]) -> ChangedRecord | None:
    kind = BY_NUMBER.get(each.kind)
    if kind is None or kind not in MAPPED:
        return None  # bound by a later program, which alone can say whether it stands
    heads = now.get(each.record)
    if heads is None:
        return ChangedRecord(kind.name, each.record, (), _mark(each.record, b"gone"))
    fields = _changed_fields(kind, each.heads, heads)
    return ChangedRecord(kind.name, each.record, fields, mark_of(kind, each.record, heads, fields)) if fields else None


def _following_notes(reading: Reading, conferences: Collection[Id]) -> tuple[set[Id], set[Id]]:
    """Notes that are made about signed minutes: addenda to the whole; that the chair has seen what came."""
    about = [str(NoteAbout.ADDENDUM), str(NoteAbout.SEEN)]
    rows = reading.all(
        select(ConferenceNote.id, ConferenceNote.about).where(
            ConferenceNote.conference.in_(conferences), ConferenceNote.about.in_(about)
        )
    )
    seen = {record for record, what in rows if what == about[1]}
    return {record for record, _ in rows} - seen, seen


def _standing(reading: Reading, bound: Sequence[Bound]) -> dict[Id, bytes]:
    found: dict[Id, bytes] = {}
    for kind, mapped in MAPPED.items():
        records = [each.record for each in bound if each.kind == kind.number]
        if records:
            rows = reading.all(select(mapped.id, mapped.heads).where(mapped.id.in_(records)))
            found |= {record: heads or b"" for record, heads in rows}
    return found


def _changed_fields(kind: Kind, signed: bytes, now: bytes) -> tuple[str, ...]:
    if signed == now:
        return ()
    before, after = unpack(signed), unpack(now)
    ignored = _PROGRESS if kind is catalogue.ACTION else frozenset()
    names = (
        _name(kind, number)
        for number in sorted(before.keys() | after.keys())
        if sorted(before.get(number, ())) != sorted(after.get(number, ()))
    )
    return tuple(name for name in names if name not in ignored)


def _name(kind: Kind, number: int) -> str:
    return kind.by_number[number].name if number in kind.by_number else str(number)
