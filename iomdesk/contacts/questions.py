"""Questions about contacts: somebody's, many people's since a day, what is due, and what still lacks its outcome."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from iomdesk.contacts.moves import Move, moves_of
from iomdesk.contacts.phrases import Known, KnownOfficer
from iomdesk.contacts.records import Contact
from iomdesk.contacts.rules import day_of, lacks_outcome, next_planned
from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.errors import Refused
from iomdesk.ids import Id, code_meant, id_from_text, short_code, short_ref
from iomdesk.partnership.records import Officer, Site
from iomdesk.people.questions import linked_ids
from iomdesk.people.records import Assignment, Person
from iomdesk.people.rules import fold_name, name_matches
from iomdesk.store.reading import Reading
from iomdesk.words import say

CODE = "C"
_BY_TABLE = 5_000
"""Beyond this many records the table is read whole: a statement takes only so many values."""


@dataclass(frozen=True, slots=True, repr=False)
class ContactRow:
    """One contact with whose it is. Codes are as stored; ``planned_at`` is HH:MM, of an unplanned one when it happened.

    ``planned_on`` is None of one that was not planned, ``happened_on`` is the day of its outcome. Empty is not known.
    """

    id: Id
    code: str
    person: Id | None
    ref: str
    surname: str
    forenames: str
    sort: str
    planned_on: date | None
    planned_at: str
    officer_name: str
    officer: Id | None
    agency: str
    place: str
    purpose: str
    outcome: str
    outcome_reason: str
    happened_on: date | None
    facts: str
    opinion: str
    do_not_share: bool
    moves: tuple[Move, ...]

    @property
    def on(self) -> date | None:
        """The day it counts on."""
        return day_of(self)


@dataclass(frozen=True, slots=True, repr=False)
class NamedContact:
    """Which contact is meant, and whose it is."""

    id: Id
    person: Id


@question(*CASEWORK, consults=Consults.PERSON)
def contacts_of(reading: Reading, person: Id) -> tuple[ContactRow, ...]:
    """Every contact with one person, linked records included, planned and past, newest first."""
    return _rows(reading, _CONTACTS.where(Contact.person.in_(linked_ids(reading, person))))


@question(*CASEWORK, consults=Consults.PERSON)
def awaiting_outcome(reading: Reading, person: Id, on: date) -> tuple[ContactRow, ...]:
    """One person's contacts planned for the day ``on`` or before of which nobody said what came, newest first."""
    statement = _CONTACTS.where(
        Contact.person.in_(linked_ids(reading, person)), Contact.outcome.is_(None), Contact.planned_on <= on
    )
    return _rows(reading, statement)


@question(*CASEWORK, consults=Consults.LIST)
def contacts_due(
    reading: Reading, first: date, last: date, officer: str = "", agency: str = ""
) -> tuple[ContactRow, ...]:
    """What is planned from ``first`` to ``last`` and has no outcome yet, by day and time; of an officer or agency."""
    return _planned(reading, Contact.planned_on.between(first, last), officer, agency)


@question(*CASEWORK, consults=Consults.LIST)
def outcomes_missing(reading: Reading, on: date, officer: str = "", agency: str = "") -> tuple[ContactRow, ...]:
    """What was planned for a day before ``on`` and has no outcome: to be mended, and never counted as missed."""
    found = _planned(reading, Contact.planned_on < on, officer, agency)
    return tuple(row for row in found if lacks_outcome(row, on))


@question(*CASEWORK, consults=Consults.NOBODY)
def contact_named(reading: Reading, text: str) -> NamedContact:
    """The contact that a code (``C-7K3MQ``) or an id names.

    Raises ``Refused`` where it names none, or where two contacts happen to share their code.
    """
    wanted, spelled = code_meant(CODE, text), id_from_text(text.strip())
    rows = reading.all(select(Contact.id, Contact.person).where(Contact.withdrawn.is_(None)))
    found = [row for row in rows if row.id == spelled or (wanted and short_code(CODE, row.id) == wanted)]
    if not found:
        raise Refused(say("There is no contact {text}.", text=text), say("See: iomdesk contact list REF."))
    if len(found) > 1:
        raise Refused(say("Several contacts have the code {text}.", text=text), say("Name it by its id, as in --json."))
    return NamedContact(found[0].id, found[0].person)


@question(*CASEWORK, consults=Consults.PERSON)
def known_for_line(reading: Reading, person: Id, typing: Id | None = None) -> Known:
    """Whom and what a line about this person may name: officers here, who else works with them, and the sites."""
    own = reading.all(
        select(Officer.id, Officer.name, Officer.agency).where(Officer.withdrawn.is_(None), Officer.left_on.is_(None))
    )
    a = Assignment
    others = reading.all(
        select(a.officer_name, a.agency).where(
            a.person.in_(linked_ids(reading, person)), a.withdrawn.is_(None), a.until.is_(None)
        )
    )
    officers = [KnownOfficer(name, agency or "", id) for id, name, agency in own if name]
    here = {fold_name(each.name) for each in officers}
    elsewhere = {fold_name(name): KnownOfficer(name, agency or "") for name, agency in others if name}
    sites = reading.all(select(Site.name).where(Site.withdrawn.is_(None)))
    return Known(
        (*officers, *(each for folded, each in elsewhere.items() if folded not in here)),
        tuple(name for (name,) in sites if name),
        next((each for each in officers if typing is not None and each.id == typing), None),
    )


def contacts_since(
    reading: Reading, records: Mapping[Id, Id], since: date | Mapping[Id, date], on: date
) -> dict[Id, tuple[ContactRow, ...]]:
    """The contacts with many people that count on days from ``since`` to ``on``, both included, newest first.

    ``records`` maps each record to the id its person is shown under, as the answer does; who had none is not in it.
    ``since`` may be a day for each shown person; who is not in it then has every contact up to ``on``. Two selects.
    """
    found: dict[Id, list[ContactRow]] = {}
    for row in _of_many(reading, records):
        person = records[row.person] if row.person is not None else b""
        first = since if isinstance(since, date) else since.get(person, date.min)
        if row.on is not None and first <= row.on <= on:
            found.setdefault(person, []).append(row)
    return {person: tuple(rows) for person, rows in found.items()}


def next_contacts(reading: Reading, records: Mapping[Id, Id], on: date) -> dict[Id, ContactRow]:
    """The first contact still to come with each person, the day ``on`` included, by the id they are shown under.

    Two selects, whatever the number of people.
    """
    found: dict[Id, list[ContactRow]] = {}
    for row in _of_many(reading, records, Contact.planned_on >= on, Contact.outcome.is_(None)):
        if row.person is not None:
            found.setdefault(records[row.person], []).append(row)
    coming = ((person, next_planned(rows, on)) for person, rows in found.items())
    return {person: row for person, row in coming if row is not None}


_c = Contact
_CONTACTS: Select[*tuple[Any, ...]] = (
    select(
        *(getattr(_c, each.name) for each in _c.kind), _c.id, _c.person, Person.ref, Person.surname, Person.forenames
    )
    .join(Person, Person.id == _c.person, isouter=True)
    .where(_c.withdrawn.is_(None))
)


def _of_many(reading: Reading, records: Mapping[Id, Id], *conditions: ColumnElement[bool]) -> Iterable[ContactRow]:
    statement = _CONTACTS.where(*conditions)
    if len(records) <= _BY_TABLE:
        statement = statement.where(Contact.person.in_(list(records)))
    return (row for row in _rows(reading, statement) if row.person in records)


def _planned(reading: Reading, days: ColumnElement[bool], officer: str, agency: str) -> tuple[ContactRow, ...]:
    """Planned contacts without outcome, by day and time. An officer is found by how the words of their name begin."""
    statement = _CONTACTS.where(days, Contact.outcome.is_(None))
    if agency:
        statement = statement.where(Contact.agency == agency)
    wanted = fold_name(officer)
    rows = (row for row in _rows(reading, statement) if not wanted or name_matches(wanted, row.officer_name, None))
    return tuple(sorted(rows, key=lambda row: (row.planned_on or date.max, row.planned_at or "99", row.id)))


def _rows(reading: Reading, statement: Select[*tuple[Any, ...]]) -> tuple[ContactRow, ...]:
    found: Sequence[Any] = reading.all(statement)
    moves = moves_of(reading, [row.id for row in found])
    rows = [_row(row, moves.get(row.id, ())) for row in found]
    return tuple(sorted(rows, key=lambda row: (row.on or date.min, row.planned_at, row.id), reverse=True))


def _row(row: Any, moves: tuple[Move, ...]) -> ContactRow:
    return ContactRow(
        row.id,
        short_code(CODE, row.id),
        row.person,
        row.ref or (short_ref(row.person) if row.person else ""),
        row.surname or "",
        row.forenames or "",
        row.sort or "",
        row.planned_on,
        row.planned_at or "",
        row.officer_name or "",
        row.officer,
        row.agency or "",
        row.place or "",
        row.purpose or "",
        row.outcome or "",
        # Until there is an outcome this is why it was moved last, which its moves say.
        (row.outcome_reason or "") if row.outcome else "",
        row.happened_on,
        row.facts or "",
        row.opinion or "",
        bool(row.do_not_share),
        moves,
    )
