"""Questions about people: who is meant, what is known of one, and which records may be the same person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BindParameter, Row, bindparam, or_, select

from iomdesk.doors import CASEWORK, Consults, question
from iomdesk.errors import Refused
from iomdesk.ids import Id, id_from_text
from iomdesk.people.card import PersonCard, card_of
from iomdesk.people.identifiers import Scheme, parse_identifier
from iomdesk.people.linking import canonical_ids, components
from iomdesk.people.records import Identifier, Person, PersonLink
from iomdesk.people.rules import Likeness, find_duplicates, fold_name, name_matches
from iomdesk.store.reading import Reading
from iomdesk.words import say

_CENTURIES = (date(2000, 1, 1), date(1999, 1, 1))
"""As if in these years: a two-digit year is then read as 19xx, as 20xx. An index look-up may try both."""
_REF_LETTERS = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True, repr=False)
class Candidate:
    """A record that may be who is meant. ``person`` is the id the person is shown under when records are linked."""

    id: Id
    person: Id
    ref: str
    surname: str
    forenames: str
    born: date | None
    matched_by: str


@dataclass(frozen=True, slots=True, repr=False)
class DuplicateRow:
    """Two records that may be one person, and why: the scheme whose number both bear, or name and date of birth."""

    first: Candidate
    second: Candidate
    likeness: Likeness
    shared: str


_ENDS: BindParameter[list[Id]] = bindparam("ends", expanding=True)
_LINKS = select(PersonLink.person, PersonLink.other).where(
    or_(PersonLink.person.in_(_ENDS), PersonLink.other.in_(_ENDS)), PersonLink.withdrawn.is_(None)
)


def linked_ids(reading: Reading, person: Id) -> tuple[Id, ...]:
    """Every record linked with this one, itself included; the canonical, the smallest, first."""
    found, fresh = {person}, {person}
    while fresh:
        links = reading.all(_LINKS, ends=list(fresh))
        fresh = {end for link in links for end in link if end is not None} - found
        found |= fresh
    return tuple(sorted(found))


def all_linked(reading: Reading) -> dict[Id, tuple[Id, ...]]:
    """Each linked record of the desk with all it is linked to, canonical first; an unlinked one is not in it."""
    return components(
        (one, other)
        for one, other in reading.all(select(PersonLink.person, PersonLink.other).where(PersonLink.withdrawn.is_(None)))
    )


@question(*CASEWORK, consults=Consults.LIST)
def find_person(reading: Reading, text: str, today: date | None = None) -> Id:
    """The one person whose identifier or reference ``text`` is, by canonical id.

    ``today`` settles the century of a two-digit year; without it both are tried. Raises ``Refused`` when
    nobody or several people are meant.
    """
    return _the_one({each.person for each in by_number(reading, text, today)})


def find_record(reading: Reading, text: str, today: date | None = None) -> Id:
    """Like ``find_person``, but the record itself, linked or not: for undoing a link."""
    return _the_one({each.id for each in by_number(reading, text, today)})


def _the_one(found: set[Id]) -> Id:
    if not found:
        raise Refused(
            say("Nobody on this desk has that identifier or reference."),
            say("Look for the name with: iomdesk person list --find NAME."),
        )
    if len(found) > 1:
        raise Refused(
            say("{count} people on this desk have that identifier.", count=len(found)),
            say(
                "Use the desk's own reference, as in: iomdesk person list --find; see also: iomdesk person duplicates."
            ),
        )
    return found.pop()


def by_number(reading: Reading, text: str, today: date | None = None) -> tuple[Candidate, ...]:
    """Every record with this PNC, CRO, NOMIS number, CRN, own reference or id; found through indexes alone."""
    matched: dict[Id, str] = {}
    reference = "".join(filter(str.isalnum, text.upper())).translate(_REF_LETTERS)
    spelled = id_from_text(text.strip()) if len(text.strip()) >= 32 else None
    if spelled is not None:
        matched[spelled] = say("id")
    elif len(reference) == 8:
        own = f"{reference[:4]}-{reference[4:]}"
        matched |= {id: say("reference") for (id,) in reading.all(select(Person.id).where(Person.ref == own))}
    forms = {
        (str(scheme), parse_identifier(scheme, text, day).canonical)
        for scheme in Scheme
        for day in ((today,) if today else _CENTURIES)
    }
    rows = reading.all(
        select(Identifier.person, Identifier.scheme, Identifier.canonical)
        .where(Identifier.canonical.in_(sorted({form for _, form in forms})), Identifier.withdrawn.is_(None))
        .order_by(Identifier.id)
    )
    for person, scheme, canonical in rows:
        if (scheme, canonical) in forms:
            matched.setdefault(person, scheme or "")
    people = reading.all(_PEOPLE.where(Person.id.in_(list(matched)))) if matched else []
    shown_as = {id: linked_ids(reading, id)[0] for id in matched}
    return tuple(_candidate(row, shown_as, matched[row.id]) for row in people)


_PEOPLE = (
    select(Person.id, Person.ref, Person.surname, Person.forenames, Person.born)
    .where(Person.withdrawn.is_(None))
    .order_by(Person.surname, Person.forenames, Person.id)
)
_PersonRow = Row[Id, str | None, str | None, str | None, date | None]


def _candidate(row: _PersonRow, canonical: Mapping[Id, Id], matched_by: str) -> Candidate:
    id, ref, surname, forenames, born = row
    return Candidate(id, canonical.get(id, id), ref or "", surname or "", forenames or "", born, matched_by)


@question(*CASEWORK, consults=Consults.LIST)
def whois(reading: Reading, text: str) -> tuple[Candidate, ...]:
    """Every record ``text`` may mean: by identifier or reference, else by name without accents or case.

    Raises ``Refused`` when it means nobody.
    """
    found = by_number(reading, text)
    wanted = fold_name(text)
    if not found and wanted:
        canonical = canonical_ids(all_linked(reading))
        found = tuple(
            _candidate(row, canonical, say("name"))
            for row in reading.all(_PEOPLE)
            if name_matches(wanted, row.surname, row.forenames)
        )
    if not found:
        raise Refused(say("Nobody on this desk has that identifier, reference or name."))
    return found


@question(*CASEWORK, consults=Consults.LIST)
def record_named(reading: Reading, text: str) -> Id:
    """The id of the one record with this identifier or reference, linked or not; raises as ``find_person``."""
    return find_record(reading, text)


@question(*CASEWORK, consults=Consults.PERSON)
def person_card(reading: Reading, person: Id) -> PersonCard:
    """Everything this room knows of one person, linked records included; raises ``Refused`` for nobody."""
    card = card_of(reading, linked_ids(reading, person))
    if card is None:
        raise Refused(say("That person is not on this desk."), say("Look the person up again."))
    return card


@question(*CASEWORK, consults=Consults.LIST)
def duplicates(reading: Reading) -> tuple[DuplicateRow, ...]:
    """Records that may be the same person and are not linked, the likely ones first."""
    numbers = reading.all(
        select(Identifier.person, Identifier.scheme, Identifier.canonical).where(Identifier.withdrawn.is_(None))
    )
    return _duplicate_rows(numbers, reading.all(_PEOPLE), canonical_ids(all_linked(reading)))


@question(*CASEWORK, consults=Consults.PERSON)
def duplicates_of(reading: Reading, person: Id) -> tuple[DuplicateRow, ...]:
    """Who else bears a number, or the surname, forenames and date of birth, of this person; through indexes alone.

    Surnames are compared as they are usually typed: capitals throughout, at the start, or as they stand.
    """
    records = linked_ids(reading, person)
    i = Identifier
    own = reading.all(select(i.canonical).where(i.person.in_(records), i.withdrawn.is_(None)))
    numbers = reading.all(
        select(i.person, i.scheme, i.canonical)
        .where(i.canonical.in_([number for (number,) in own]), i.withdrawn.is_(None))
        .order_by(i.id)
    )
    bearers = sorted({bearer for bearer, _, _ in numbers} | set(records))
    people = {row.id: row for row in reading.all(_PEOPLE.where(Person.id.in_(bearers)))}
    people |= {row.id: row for row in _namesakes(reading, [people[id] for id in records if id in people])}
    canonical = {id: linked_ids(reading, id)[0] for id in people}
    found = _duplicate_rows(numbers, list(people.values()), canonical)
    return tuple(each for each in found if records[0] in (each.first.person, each.second.person))


def _namesakes(reading: Reading, own: Sequence[_PersonRow]) -> Iterable[_PersonRow]:
    spelled = {way for row in own if (name := row.surname) for way in (name, name.upper(), name.title(), name.lower())}
    keys = {_name_key(row) for row in own}
    return (row for row in reading.all(_PEOPLE.where(Person.surname.in_(sorted(spelled)))) if _name_key(row) in keys)


def _name_key(row: _PersonRow) -> tuple[str, str, date | None]:
    return fold_name(row.surname or ""), fold_name(row.forenames or ""), row.born


def _duplicate_rows(
    numbers: Iterable[Row[Id, str | None, str | None]], people: Sequence[_PersonRow], canonical: Mapping[Id, Id]
) -> tuple[DuplicateRow, ...]:
    rows = {row.id: _candidate(row, canonical, "") for row in people}
    found = find_duplicates(
        ((person, scheme, number) for person, scheme, number in numbers if person in rows),
        ((id, surname, forenames, born) for id, _, surname, forenames, born in people),
        canonical,
    )
    return tuple(
        DuplicateRow(rows[each.first], rows[each.second], each.likeness, each.shared)
        for each in found
        if each.first in rows and each.second in rows
    )
