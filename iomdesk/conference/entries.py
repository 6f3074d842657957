"""Everything recorded at conferences, read as it stands or as it stood when it was signed, with where it stands.

An entry is one record with its values. What was signed is found again in the log: the heads that minutes bind name
the operations, and operations never change.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from iomdesk.actions.records import Action, ActionEvent
from iomdesk.catalogue import BY_NUMBER, WITHDRAWN, Kind, Type
from iomdesk.catalogue import Field as KindField
from iomdesk.cohort.records import Rating
from iomdesk.conference.records import (
    Addendum,
    AgendaEntry,
    AgendaPlace,
    Attendance,
    Conference,
    ConferenceNote,
    ConfidentialityStatement,
    Contribution,
    Decision,
    Disclosable,
    Dissent,
)
from iomdesk.history.heads import Heads, Standing, shown, unpack
from iomdesk.history.operation import Operation, Value, decode
from iomdesk.ids import Id
from iomdesk.pathways.records import ScoreEvidence, ScoreSet
from iomdesk.store.reading import Reading
from iomdesk.store.tables import ChangeRow, OperationRow, Record

_AT_A_CONFERENCE: tuple[type[Record], ...] = (
    AgendaEntry,
    AgendaPlace,
    ScoreSet,
    Decision,
    Dissent,
    Contribution,
    Disclosable,
    Addendum,
    Attendance,
    ConferenceNote,
)
"""The kinds whose records name their conference."""
_BESIDES: tuple[type[Record], ...] = (Conference, Action, ActionEvent, ScoreEvidence, Rating, ConfidentialityStatement)
MAPPED: dict[Kind, type[Record]] = {each.kind: each for each in (*_AT_A_CONFERENCE, *_BESIDES)}
"""Every kind that minutes may bind."""
_BY_NUMBER = {kind.number: mapped for kind, mapped in MAPPED.items()}


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """One record: whose it is (None for its own), its values by field, and the packed heads they stand on."""

    kind: Kind
    id: Id
    owner: Id | None
    values: Mapping[str, Any]
    heads: bytes

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)

    def text(self, name: str) -> str:
        """A text or code, empty where it is not known."""
        return str(self.values.get(name) or "")

    @property
    def stands(self) -> bool:
        """Whether it was not withdrawn."""
        return self.values.get(WITHDRAWN) is None


@dataclass(frozen=True, slots=True, repr=False)
class Bound:
    """One record as minutes bind it: its kind's number, its id, the packed heads of its fields."""

    kind: int
    record: Id
    heads: bytes

    def __lt__(self, other: "Bound") -> bool:
        return (self.kind, self.record, self.heads) < (other.kind, other.record, other.heads)


def heads_at(reading: Reading, conferences: Collection[Id]) -> dict[Id, tuple[Bound, ...]]:
    """Everything recorded at each conference, withdrawn entries too, as it could be bound: kind, id and heads."""
    found: dict[Id, list[Bound]] = {conference: [] for conference in conferences}
    for mapped, where in _recorded(conferences):
        for conference, record, heads in reading.all(_with_conference(mapped, where, mapped.id, mapped.heads)):
            found[conference].append(Bound(mapped.kind.number, record, heads or b""))
    return {conference: tuple(sorted(bound)) for conference, bound in found.items()}


def entries_at(reading: Reading, conference: Id) -> dict[Id, Entry]:
    """Everything recorded at one conference, withdrawn entries too, by id; one select for each kind."""
    found: dict[Id, Entry] = {}
    for mapped, where in _recorded((conference,)):
        columns = [getattr(mapped, name) for name in mapped.kind.columns]
        for row in reading.all(_with_conference(mapped, where, *columns)):
            found[row[1]] = _entry(mapped.kind, row[1:])
    return found


def entries_named(reading: Reading, wanted: Iterable[Bound]) -> dict[Id, Entry]:
    """These records as they stand now, by id; one that is not here is left out. One select for each kind."""
    by_kind: dict[int, list[Id]] = {}
    for each in wanted:
        by_kind.setdefault(each.kind, []).append(each.record)
    found: dict[Id, Entry] = {}
    for number, records in by_kind.items():
        if (mapped := _BY_NUMBER.get(number)) is not None:
            columns = [getattr(mapped, name) for name in mapped.kind.columns]
            rows = reading.all(select(*columns).where(mapped.id.in_(records)))
            found |= {row[0]: _entry(mapped.kind, row) for row in rows}
    return found


def as_signed(reading: Reading, bound: Iterable[Bound], now: Mapping[Id, Entry]) -> dict[Id, Entry]:
    """The bound records with the values they had when they were bound, read from the log where they changed since.

    A value whose operation is not on this desk is not known; a record of which there is neither row nor operation
    is left out. ``now`` are the records as they stand.
    """
    known = [each for each in bound if each.kind in _BY_NUMBER]
    moved = [each for each in known if each.record not in now or now[each.record].heads != each.heads]
    log = _operations(
        reading, {operation for each in moved for ids in unpack(each.heads).values() for operation in ids}
    )
    made = {}
    for each in moved:
        entry = _rebuilt(each, now.get(each.record), log)
        if entry is not None:
            made[each.record] = entry
    gone = {each.record for each in moved}
    same = {each.record: now[each.record] for each in known if each.record not in gone}
    return same | made


def _recorded(conferences: Collection[Id]) -> Iterable[tuple[type[Record], Any]]:
    sets = select(ScoreSet.id).where(ScoreSet.conference.in_(conferences))
    decided = select(Decision.person).where(Decision.conference.in_(conferences))
    yield Conference, Conference.id.in_(conferences)
    for mapped in _AT_A_CONFERENCE:
        yield mapped, mapped.conference.in_(conferences)  # type: ignore[attr-defined]
    yield Action, Action.origin.in_(conferences)
    yield ScoreEvidence, ScoreEvidence.score_set.in_(sets)
    # A rating is found through the people decided about: its own conference has no index.
    yield Rating, Rating.person.in_(decided) & Rating.conference.in_(conferences)


def _with_conference(mapped: type[Record], where: Any, *columns: Any) -> Select[*tuple[Any, ...]]:
    """A select whose first column is the conference the record belongs to."""
    if mapped is ScoreEvidence:
        joined = select(ScoreSet.conference, *columns).join(ScoreSet, ScoreSet.id == ScoreEvidence.score_set)
        return joined.where(where)
    of: Any = Conference.id if mapped is Conference else getattr(mapped, "origin" if mapped is Action else "conference")
    return select(of, *columns).where(where)


def _entry(kind: Kind, row: Any) -> Entry:
    values = dict(zip(kind.columns, row, strict=True))
    record, heads = values.pop("id"), values.pop("heads") or b""
    owner = None if kind.subject == "self" else values.pop(kind.subject)
    return Entry(kind, record, owner, values, heads)


@dataclass(frozen=True, slots=True, repr=False)
class _Logged:
    operation: Operation
    clock: int
    subject: Id


def _operations(reading: Reading, ids: Collection[Id]) -> dict[Id, _Logged]:
    rows = reading.all(
        select(OperationRow.id, OperationRow.body, ChangeRow.clock, ChangeRow.subject)
        .join(ChangeRow, ChangeRow.seq == OperationRow.change)
        .where(OperationRow.id.in_(list(ids)))
    )
    return {record: _Logged(decode(body), clock, subject) for record, body, clock, subject in rows}


def _rebuilt(bound: Bound, now: Entry | None, log: Mapping[Id, _Logged]) -> Entry | None:
    kind = BY_NUMBER[bound.kind]
    signed: Heads = unpack(bound.heads)
    known = [log[each] for ids in signed.values() for each in ids if each in log]
    if now is None and not known:
        return None
    values = {each.name: plain(each, _shown(each, signed[each.number], log)) for each in kind if each.number in signed}
    owner = now.owner if now is not None else (None if kind.subject == "self" else known[0].subject)
    return Entry(kind, bound.record, owner, values, bound.heads)


def _shown(field: KindField, ids: Iterable[Id], log: Mapping[Id, _Logged]) -> Value:
    standing = [
        Standing(each, log[each].clock, log[each].operation.values[field.number])
        for each in ids
        if each in log and field.number in log[each].operation.values
    ]
    return shown(field, standing) if standing else None


def plain(field: KindField, value: Value) -> Any:
    """A value of the log as a row has it; one of another type than the catalogue's is not known."""
    if field.type is Type.DATE:
        try:
            return date.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            return None
    return value
