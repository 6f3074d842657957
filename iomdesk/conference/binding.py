"""What minutes bind: the operations standing behind everything recorded at a conference, and whether they still do."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import cbor2
from sqlalchemy import select

from iomdesk import catalogue
from iomdesk.actions.records import Action
from iomdesk.catalogue import BY_NUMBER, Kind
from iomdesk.cohort.records import Rating
from iomdesk.conference.records import AgendaEntry, Conference, Decision
from iomdesk.history.heads import unpack
from iomdesk.ids import Id
from iomdesk.partnership.questions import signing_keys
from iomdesk.partnership.rules import is_signed_by
from iomdesk.pathways.records import ScoreEvidence, ScoreSet
from iomdesk.store.reading import Reading
from iomdesk.store.tables import Record

_PROGRESS = frozenset({"number", "due_on", "due_reason", "state", "outcome", "outcome_note", "closed_on"})
"""What goes on with an action after its conference, and is no change of what was minuted."""

_MAPPED: dict[Kind, type[Record]] = {
    each.kind: each for each in (Conference, AgendaEntry, ScoreSet, ScoreEvidence, Decision, Action, Rating)
}


@dataclass(frozen=True, slots=True, order=True, repr=False)
class Bound:
    """One record as minutes bind it: its kind's number, its id, the packed heads of its fields."""

    kind: int
    record: Id
    heads: bytes


@dataclass(frozen=True, slots=True, repr=False)
class ChangedRecord:
    """A bound record that no longer stands as signed: which of its fields; none where the record is not here."""

    kind: str
    record: Id
    fields: tuple[str, ...]


def recorded_at(reading: Reading, conference: Id) -> tuple[Bound, ...]:
    """Everything recorded at a conference, withdrawn entries too: that something was withdrawn is bound as well."""
    of = [
        (Conference, Conference.id == conference),
        (AgendaEntry, AgendaEntry.conference == conference),
        (ScoreSet, ScoreSet.conference == conference),
        (Decision, Decision.conference == conference),
        (Action, Action.origin == conference),
        (ScoreEvidence, ScoreEvidence.score_set.in_(select(ScoreSet.id).where(ScoreSet.conference == conference))),
        (
            Rating,
            Rating.person.in_(select(Decision.person).where(Decision.conference == conference))
            & (Rating.conference == conference),
        ),
    ]
    return tuple(sorted(bound for mapped, condition in of for bound in _bound(reading, mapped, condition)))


def packed(bound: Iterable[Bound]) -> bytes:
    """``bound`` as minutes keep it."""
    return cbor2.dumps([[each.kind, each.record, each.heads] for each in bound])


def unpacked(binds: bytes) -> tuple[Bound, ...]:
    """What ``packed`` wrote."""
    return tuple(Bound(kind, record, heads) for kind, record, heads in cbor2.loads(binds))


def digest_of(binds: bytes) -> bytes:
    """The digest a chair signs."""
    return hashlib.sha256(b"iomdesk minutes 1\0" + binds).digest()


def changed_since(reading: Reading, bound: Sequence[Bound]) -> tuple[ChangedRecord, ...]:
    """The bound records that do not stand as they were signed; the progress of an action is no change."""
    now = _standing(reading, bound)
    changed = []
    for each in bound:
        kind = BY_NUMBER[each.kind]
        heads = now.get(each.record)
        fields = () if heads is None else _changed_fields(kind, each.heads, heads)
        if heads is None or fields:
            changed.append(ChangedRecord(kind.name, each.record, fields))
    return tuple(changed)


def is_signed(reading: Reading, officer: Id, signature: bytes, text: bytes) -> bool:
    """Whether ``signature`` is the officer's, with any key they ever had: a forgotten passphrase brings a new one."""
    return any(is_signed_by(key, signature, text) for key in signing_keys(reading, officer))


def _bound(reading: Reading, mapped: type[Record], condition: Any) -> Iterable[Bound]:
    for record, heads in reading.all(select(mapped.id, mapped.heads).where(condition)):
        yield Bound(mapped.kind.number, record, heads or b"")


def _standing(reading: Reading, bound: Sequence[Bound]) -> dict[Id, bytes]:
    found: dict[Id, bytes] = {}
    for kind, mapped in _MAPPED.items():
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
        kind.by_number[number].name if number in kind.by_number else str(number)
        for number in sorted(before.keys() | after.keys())
        if sorted(before.get(number, ())) != sorted(after.get(number, ()))
    )
    return tuple(name for name in names if name not in ignored)
