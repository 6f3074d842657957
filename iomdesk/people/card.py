"""One person's card: everything the room knows of them over all linked records, and what is contested.

Every statement here finds its rows through an index, so that a card costs the same at any size of cohort.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from iomdesk.catalogue import PERSON, Field, Merge, Type
from iomdesk.history.change import read_header
from iomdesk.history.heads import Heads, unpack
from iomdesk.history.operation import Value, decode
from iomdesk.ids import Id
from iomdesk.partnership.records import Officer, Site
from iomdesk.people.linking import most_cautious, union
from iomdesk.people.records import Assignment, Identifier, Marker, Note, Person
from iomdesk.people.rules import FieldValue, cautious_state, marker_label
from iomdesk.store.reading import Reading
from iomdesk.store.tables import ChangeRow, Contested, OperationRow
from iomdesk.store.unit import Tokens

SHOWN_FIELDS = tuple(each.name for each in PERSON if each.name != "withdrawn")
_COLUMNS = [getattr(Person, name) for name in SHOWN_FIELDS]


@dataclass(frozen=True, slots=True, repr=False)
class StandingValue:
    """One of several values that stand side by side: whose record, who wrote it and when (UTC ms).

    ``value`` of None is *set to unknown*; ``by`` is empty where this desk does not know the officer.
    """

    record: Id
    value: FieldValue
    by: str
    at: int


@dataclass(frozen=True, slots=True, repr=False)
class ContestedField:
    """A field over which the person's records or their histories differ, with every value that stands."""

    name: str
    standing: tuple[StandingValue, ...]


@dataclass(frozen=True, slots=True, repr=False)
class IdentifierRow:
    """One identifier: what was typed, its canonical form, whether its check letter holds (None: it has none)."""

    id: Id
    record: Id
    scheme: str
    typed: str
    canonical: str
    check_passed: bool | None
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class MarkerRow:
    """One marker, its code once over all linked records; ``state`` is the most cautious of theirs."""

    id: Id
    code: str
    label: str
    state: str
    since: date | None
    review_on: date | None
    source: str | None


@dataclass(frozen=True, slots=True, repr=False)
class AssignmentRow:
    """An officer who works or worked with the person; ``until`` of None is still."""

    id: Id
    role: str
    agency: str
    name: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True, repr=False)
class NoteRow:
    """One note, newest first on a card."""

    id: Id
    heading: str | None
    body: str
    noted_on: date | None
    source: str | None
    do_not_share: bool


@dataclass(frozen=True, slots=True, repr=False)
class PersonCard:
    """A person as shown. ``id`` is the smallest of ``records``; ``fields`` the value shown of each field.

    None is *not known*. ``tokens`` go back with a change, so that only what was seen is replaced.
    """

    id: Id
    records: tuple[Id, ...]
    fields: Mapping[str, FieldValue]
    site: str
    contested: tuple[ContestedField, ...]
    identifiers: tuple[IdentifierRow, ...]
    markers: tuple[MarkerRow, ...]
    officers: tuple[AssignmentRow, ...]
    notes: tuple[NoteRow, ...]
    tokens: Tokens

    @property
    def ref(self) -> str:
        """The desk's own reference."""
        return str(self.fields["ref"] or "")


def card_of(reading: Reading, records: tuple[Id, ...]) -> PersonCard | None:
    """The card of the person these linked records are, canonical first; None when this desk has none of them."""
    rows = reading.all(
        select(Person.id, Person.heads, *_COLUMNS)
        .where(Person.id.in_(records), Person.withdrawn.is_(None))
        .order_by(Person.id)
    )
    if not rows:
        return None
    standing = {row[0]: unpack(row[1] or b"") for row in rows}
    fields = {each.name: shown_value(each, [row[place] for row in rows]) for place, each in _placed()}
    return PersonCard(
        records[0],
        tuple(row[0] for row in rows),
        fields,
        _site_name(reading, fields["site"]),
        _contested(reading, rows, standing),
        _identifiers(reading, records),
        _markers(reading, records),
        _officers(reading, records),
        _notes(reading, records),
        _tokens(standing.values()),
    )


def shown_value(each: Field, values: Sequence[FieldValue]) -> FieldValue:
    """What is shown of a field over linked records: the more cautious, else the canonical record's known value."""
    known: tuple[FieldValue, ...] = union(values)
    if not known:
        return None
    return most_cautious(known, each.order) if each.merge is Merge.CAUTIOUS else known[0]


def _site_name(reading: Reading, site: FieldValue) -> str:
    found = reading.first(select(Site.name).where(Site.id == site)) if site is not None else None
    return (found.name or "") if found is not None else ""


def _placed() -> Iterable[tuple[int, Field]]:
    """Each shown field with its place in a row that starts with id and heads."""
    return ((place, PERSON.by_name[name]) for place, name in enumerate(SHOWN_FIELDS, start=2))


def _tokens(standing: Iterable[Heads]) -> Tokens:
    seen: dict[str, tuple[Id, ...]] = {}
    for heads in standing:
        for number, operations in heads.items():
            name = PERSON.by_number[number].name if number in PERSON.by_number else ""
            if name:
                seen[name] = (*seen.get(name, ()), *operations)
    return seen


def _contested(
    reading: Reading, rows: Sequence[Row[*tuple[Any, ...]]], standing: Mapping[Id, Heads]
) -> tuple[ContestedField, ...]:
    marked = reading.all(select(Contested.field).where(Contested.record.in_(list(standing))))
    numbers = {number for (number,) in marked}
    found = []
    for place, each in _placed():
        # The reference is the desk's own name for a record, not a fact about the person.
        apart = each.name != "ref" and len(union(row[place] for row in rows)) > 1
        if apart or each.number in numbers:
            values = [
                value for record, heads in standing.items() for value in _standing_values(reading, record, heads, each)
            ]
            found.append(ContestedField(each.name, tuple(values)))
    return tuple(found)


def _standing_values(reading: Reading, record: Id, heads: Heads, each: Field) -> Iterable[StandingValue]:
    operations = heads.get(each.number, [])
    rows = reading.all(
        select(OperationRow.body, ChangeRow.header)
        .join(ChangeRow, ChangeRow.seq == OperationRow.change)
        .where(OperationRow.id.in_(operations))
        .order_by(OperationRow.id)
    )
    for body, encoded in rows:
        header = read_header(encoded)
        officer = reading.first(select(Officer.name).where(Officer.id == header.officer))
        by = (officer.name or "") if officer is not None else ""
        yield StandingValue(record, _from_log(each, decode(body).values.get(each.number)), by, header.wall)


def _from_log(each: Field, value: Value) -> FieldValue:
    return date.fromisoformat(value) if each.type is Type.DATE and isinstance(value, str) else value


def _identifiers(reading: Reading, records: tuple[Id, ...]) -> tuple[IdentifierRow, ...]:
    i = Identifier
    rows = reading.all(
        select(i.id, i.person, i.scheme, i.typed, i.canonical, i.check_passed, i.reason)
        .where(i.person.in_(records), i.withdrawn.is_(None))
        .order_by(i.scheme, i.id)
    )
    return tuple(
        IdentifierRow(id, person, scheme or "", typed or "", canonical or "", passed, reason or "")
        for id, person, scheme, typed, canonical, passed, reason in rows
    )


def _markers(reading: Reading, records: tuple[Id, ...]) -> tuple[MarkerRow, ...]:
    m = Marker
    rows = reading.all(
        select(m.id, m.code, m.state, m.since, m.review_on, m.source)
        .where(m.person.in_(records), m.withdrawn.is_(None))
        .order_by(m.code, m.id)
    )
    by_code: dict[str, list[MarkerRow]] = {}
    for id, code, state, since, review_on, source in rows:
        row = MarkerRow(id, code or "", marker_label(code or ""), state or "unknown", since, review_on, source)
        by_code.setdefault(row.code, []).append(row)
    return tuple(_one_marker(rows) for rows in by_code.values())


def _one_marker(rows: Sequence[MarkerRow]) -> MarkerRow:
    state = cautious_state(row.state for row in rows)
    return next(row for row in rows if row.state == state)


def _officers(reading: Reading, records: tuple[Id, ...]) -> tuple[AssignmentRow, ...]:
    a = Assignment
    rows = reading.all(
        select(a.id, a.role, a.agency, a.officer_name, a.since, a.until)
        .where(a.person.in_(records), a.withdrawn.is_(None))
        .order_by(a.until.is_not(None), a.agency, a.id)
    )
    return tuple(
        AssignmentRow(id, role or "", agency or "", name or "", since, until)
        for id, role, agency, name, since, until in rows
    )


def _notes(reading: Reading, records: tuple[Id, ...]) -> tuple[NoteRow, ...]:
    n = Note
    rows = reading.all(
        select(n.id, n.heading, n.body, n.noted_on, n.source, n.do_not_share)
        .where(n.person.in_(records), n.withdrawn.is_(None))
        .order_by(n.noted_on.desc(), n.id.desc())
    )
    return tuple(
        NoteRow(id, heading, body or "", noted_on, source, bool(kept))
        for id, heading, body, noted_on, source, kept in rows
    )
